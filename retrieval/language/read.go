package language

import (
	"slices"

	"trolyluat/corpus/vitext"
)

// Reading is one way in which a typed word can be meant.
type Reading struct {
	Word string  // in canonical spelling
	P    float64 // how probable, given the whole text
}

// Slot is a word of the text as read. A word typed without its space gives two
// slots with the same token.
type Slot struct {
	Token    vitext.Token
	Readings []Reading // that of the most probable text first, then by P
}

// Changed says that the first reading is not what was typed.
func (s *Slot) Changed() bool { return s.Readings[0].Word != s.Token.Text }

// Costs of the noisy channel, as probabilities.
const (
	slipP     = 2e-4 // one given slip of a letter in a word that is none
	slipKnown = 1e-5 // one given slip that made another word or syllable
	typedP    = 0.3  // what a syllable typed with its marks is kept for at least
	keysP     = 1e-2 // keystrokes left as they are, once they spell a syllable
	leastP    = 0.08 // readings less probable than this are dropped
	mostWords = 14   // spellings of one folded word that are compared
)

// Lost diacritics: what share of them a writer leaves out, and how common such
// writers are.
var lossKinds = []struct{ share, prior float64 }{{0.001, 0.9}, {0.5, 0.02}, {0.98, 0.08}}

// Read reads a text cut by vitext.Syllables. Words for which fixed is true stay
// as typed (fixed may be nil). Words with diacritics are taken at their letter
// unless the table does not know them or nothing fits around them; words without
// may have lost theirs, and how many were lost is judged from the whole text.
func (t *Table) Read(tokens []vitext.Token, fixed func(i int) bool) []Slot {
	slots := t.open(tokens, fixed)
	if len(slots) == 0 {
		return nil
	}
	slots = t.choose(slots)
	if t.suspect(slots) {
		slots = t.choose(slots)
	}
	out := make([]Slot, len(slots))
	for i := range slots {
		out[i] = Slot{Token: slots[i].token, Readings: slots[i].readings}
	}
	return out
}

type slot struct {
	token      vitext.Token
	begins     bool // a sentence begins here
	bare       bool // typed without diacritics
	fixed      bool
	candidates []candidate
	readings   []Reading
}

// open gives every word its first candidates.
func (t *Table) open(tokens []vitext.Token, fixed func(int) bool) []slot {
	slots := make([]slot, 0, len(tokens))
	for i, tok := range tokens {
		s := slot{token: tok, begins: i == 0 || tok.Break >= vitext.SentenceBreak, fixed: fixed != nil && fixed(i)}
		switch {
		case tok.Kind != vitext.Word:
			s.fixed = true
			s.candidates = []candidate{{id: t.number(number), word: tok.Text, typed: true}}
			slots = append(slots, s)
			continue
		case s.fixed:
			s.candidates = []candidate{t.candidate(tok.Text, true, 0)}
			slots = append(slots, s)
			continue
		}
		s.bare = !vitext.HasDiacritics(tok.Text)
		s.candidates = append(s.candidates, t.candidate(tok.Text, true, 0))
		if s.bare {
			for _, id := range t.spellings(tok.Text) {
				if t.words[id] != tok.Text {
					s.candidates = append(s.candidates, candidate{id: id, word: t.words[id], lossy: true})
				}
			}
		}
		if len(s.candidates) == 1 && s.candidates[0].id == unknown {
			if a, b, ok := t.split(tok.Text); ok {
				second := s
				second.begins = false
				s.candidates, second.candidates = a, b
				slots = append(slots, s, second)
				continue
			}
			s.candidates = append(s.candidates, t.mends(tok.Text, s.bare)...)
		}
		slots = append(slots, s)
	}
	return slots
}

func (t *Table) number(word string) int32 {
	if id, ok := t.id[word]; ok {
		return id
	}
	return unknown
}

// suspect finds known words that fit neither what stands before nor what
// follows, and opens them to slips. It says whether there were any.
func (t *Table) suspect(slots []slot) bool {
	found := false
	for i := range slots {
		s := &slots[i]
		if s.fixed || len(s.candidates) == 0 || t.spoken[s.token.Text] || asking[s.token.Text] {
			continue
		}
		id := t.number(s.readings[0].Word)
		before, after := 0, 0
		sides := 0
		if !s.begins {
			sides++
			before = t.pairOf(slots[i-1].readings[0].Word, id)
		}
		if i+1 < len(slots) && !slots[i+1].begins {
			sides++
			after = t.pairAfter(id, slots[i+1].readings[0].Word)
		}
		if sides == 0 || before+after > 2*sides {
			continue
		}
		if mends := t.mends(s.token.Text, s.bare); len(mends) > 0 {
			for _, m := range mends {
				if !slices.ContainsFunc(s.candidates, func(c candidate) bool { return c.word == m.word }) {
					s.candidates = append(s.candidates, m)
					found = true
				}
			}
		}
	}
	return found
}

func (t *Table) pairOf(word string, id int32) int {
	a := t.number(word)
	if a < 0 || id < 0 {
		return 0
	}
	return int(t.follows(a, id))
}

func (t *Table) pairAfter(id int32, word string) int {
	b := t.number(word)
	if b < 0 || id < 0 {
		return 0
	}
	return int(t.follows(id, b))
}
