package language

import (
	"math"
	"slices"
	"strings"

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

// candidate is a word that may have been meant.
type candidate struct {
	id      int32
	word    string
	lossy   bool    // was typed without its diacritics
	typed   bool    // is what stands there
	channel float64 // logarithm of the probability of typing that, but for lost diacritics
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

func (t *Table) candidate(word string, typed bool, channel float64) candidate {
	return candidate{id: t.number(word), word: word, typed: typed, channel: channel}
}

// spellings are the most frequent words of a folded form.
func (t *Table) spellings(folded string) []int32 {
	list := t.folded[folded]
	return list[:min(len(list), mostWords)]
}

// mends are the words that a slip may have turned into the typed one. Of words
// one letter away those count most that differ in one letter with its marks.
func (t *Table) mends(typed string, bare bool) []candidate {
	var out []candidate
	known := t.number(typed)
	seen := map[int32]bool{known: true}
	slip := math.Log(slipP)
	if known != unknown || !bare && vitext.IsVietnameseSyllable(typed) {
		slip = math.Log(slipKnown)
	}
	add := func(id int32, channel float64, lossy bool) {
		if !seen[id] {
			seen[id] = true
			out = append(out, candidate{id: id, word: t.words[id], lossy: lossy, channel: channel})
		}
	}
	if bare && known == unknown {
		if w := keystrokes(typed); w != "" {
			if id, ok := t.id[w]; ok {
				add(id, math.Log(keysP), false)
			}
		}
	}
	f := vitext.Fold(typed)
	letters := []rune(typed)
	if strings.ContainsAny(typed, "0123456789") || !strings.ContainsAny(f, "aeiouy") && len(f) > 1 {
		return out // a label, or an abbreviation
	}
	if !bare {
		for _, id := range t.spellings(f) {
			add(id, slip*float64(distance(letters, []rune(t.words[id]))), false)
		}
	}
	for _, s := range t.slips(f) {
		for _, id := range t.spellings(s) {
			w := []rune(t.words[id])
			p := slip
			if w[0] != letters[0] {
				p += math.Log(0.5) // the first letter is seldom the wrong one
			}
			switch d := distance(letters, w); {
			case d <= 1:
				add(id, p, false)
			case bare:
				add(id, p, true)
			default:
				add(id, p+math.Log(slipP)*float64(d-1), false)
			}
		}
	}
	return out
}

// distance is the number of slips between two words: letters, with their marks,
// put in, left out, changed, or swapped with their neighbour.
func distance(a, b []rune) int {
	var before, last, now [3 * maxWord]int
	if len(a) >= len(now) || len(b) >= len(now) {
		return max(len(a), len(b))
	}
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last = last, now
	}
	return last[len(b)]
}

// split cuts a word typed without its space where both parts are known and
// follow one another in the corpus.
func (t *Table) split(typed string) (a, b []candidate, ok bool) {
	best := 0.0
	runes := []rune(typed)
	for i := 1; i < len(runes); i++ {
		left, right := t.known(string(runes[:i])), t.known(string(runes[i:]))
		if len(left) == 0 || len(right) == 0 {
			continue
		}
		n := 0.0
		for _, l := range left {
			for _, r := range right {
				n += t.follows(l.id, r.id)
			}
		}
		if n > best {
			best, a, b = n, left, right
		}
	}
	return a, b, best >= 5
}

// known are the words that a piece may stand for.
func (t *Table) known(piece string) []candidate {
	var out []candidate
	if vitext.HasDiacritics(piece) {
		if id, ok := t.id[piece]; ok {
			out = append(out, candidate{id: id, word: piece, typed: true})
		}
		return out
	}
	for _, id := range t.spellings(piece) {
		w := t.words[id]
		out = append(out, candidate{id: id, word: w, lossy: w != piece, typed: w == piece})
	}
	return out
}

// suspect finds known words that fit neither what stands before nor what
// follows, and opens them to slips. It says whether there were any.
func (t *Table) suspect(slots []slot) bool {
	found := false
	for i := range slots {
		s := &slots[i]
		if s.fixed || len(s.candidates) == 0 || t.spoken[s.token.Text] {
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

// choose judges how many diacritics were lost and fills the readings.
func (t *Table) choose(slots []slot) []slot {
	bare := 0
	for i := range slots {
		if slots[i].bare && len(slots[i].candidates) > 1 {
			bare++
		}
	}
	steps := t.transitions(slots)
	best, bestScore := lossKinds[0].share, math.Inf(-1)
	if bare > 0 {
		for _, k := range lossKinds {
			if score := math.Log(k.prior) + forward(slots, steps, k.share, nil); score > bestScore {
				best, bestScore = k.share, score
			}
		}
	}
	read(slots, steps, best)
	return slots
}

// transitions are the language model's log probabilities from each candidate of
// a slot's predecessor (one row; a sentence begins with one row of its own) to
// each of its own.
func (t *Table) transitions(slots []slot) [][][]float64 {
	steps := make([][][]float64, len(slots))
	for i := range slots {
		s := &slots[i]
		var from []int32
		if s.begins {
			from = []int32{0}
		} else {
			for _, c := range slots[i-1].candidates {
				from = append(from, c.id)
			}
		}
		rows := make([][]float64, len(from))
		for k, a := range from {
			rows[k] = make([]float64, len(s.candidates))
			for j, c := range s.candidates {
				rows[k][j] = t.logP(a, c.id)
			}
		}
		steps[i] = rows
	}
	return steps
}

// emit is the log probability of typing what stands there for a candidate.
func (s *slot) emit(c *candidate, loss float64) float64 {
	switch {
	case c.lossy:
		return c.channel + math.Log(loss)
	case s.bare || s.fixed:
		return c.channel
	}
	return c.channel + math.Log(1-loss)
}

// forward sums over all texts; alpha, when given, receives the sums by slot.
func forward(slots []slot, steps [][][]float64, loss float64, alpha [][]float64) float64 {
	var previous []float64
	done := 0.0
	for i := range slots {
		s := &slots[i]
		if s.begins && i > 0 {
			done += logSum(previous)
		}
		now := make([]float64, len(s.candidates))
		for j := range s.candidates {
			if s.begins {
				now[j] = steps[i][0][j]
			} else {
				terms := make([]float64, len(previous))
				for k, p := range previous {
					terms[k] = p + steps[i][k][j]
				}
				now[j] = logSum(terms)
			}
			now[j] += s.emit(&s.candidates[j], loss)
		}
		if alpha != nil {
			alpha[i] = now
		}
		previous = now
	}
	return done + logSum(previous)
}

func logSum(x []float64) float64 {
	top := math.Inf(-1)
	for _, v := range x {
		top = max(top, v)
	}
	if math.IsInf(top, -1) {
		return top
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum)
}

// read fills the readings: the words of the best text (Viterbi) first, then the
// others by their probability (forward and backward sums).
func read(slots []slot, steps [][][]float64, loss float64) {
	n := len(slots)
	alpha := make([][]float64, n)
	forward(slots, steps, loss, alpha)
	beta := make([][]float64, n)
	for i := n - 1; i >= 0; i-- {
		beta[i] = make([]float64, len(slots[i].candidates))
		if i == n-1 || slots[i+1].begins {
			continue
		}
		next := &slots[i+1]
		for k := range beta[i] {
			terms := make([]float64, len(next.candidates))
			for j := range next.candidates {
				terms[j] = steps[i+1][k][j] + next.emit(&next.candidates[j], loss) + beta[i+1][j]
			}
			beta[i][k] = logSum(terms)
		}
	}
	best := viterbi(slots, steps, loss)
	for i := range slots {
		s := &slots[i]
		weights := make([]float64, len(s.candidates))
		for j := range weights {
			weights[j] = alpha[i][j] + beta[i][j]
		}
		all := logSum(weights)
		s.readings = s.readings[:0]
		for j, c := range s.candidates {
			p := math.Exp(weights[j] - all)
			if c.typed && !s.bare && len(s.candidates) > 1 {
				p = max(p, typedP*math.Exp(weights[best[i]]-all))
			}
			if p >= leastP || j == best[i] {
				s.readings = append(s.readings, Reading{c.word, p})
			}
		}
		first := s.candidates[best[i]].word
		slices.SortStableFunc(s.readings, func(a, b Reading) int {
			switch {
			case a.Word == first:
				return -1
			case b.Word == first:
				return 1
			case a.P > b.P:
				return -1
			case a.P < b.P:
				return 1
			}
			return 0
		})
	}
}

// viterbi is the candidate of each slot on the most probable path.
func viterbi(slots []slot, steps [][][]float64, loss float64) []int {
	n := len(slots)
	best := make([]int, n)
	back := make([][]int, n)
	var previous []float64
	for i := range slots {
		s := &slots[i]
		now := make([]float64, len(s.candidates))
		back[i] = make([]int, len(s.candidates))
		for j := range s.candidates {
			if s.begins {
				now[j] = steps[i][0][j]
			} else {
				now[j] = math.Inf(-1)
				for k, p := range previous {
					if v := p + steps[i][k][j]; v > now[j] {
						now[j], back[i][j] = v, k
					}
				}
			}
			now[j] += s.emit(&s.candidates[j], loss)
		}
		if i == n-1 || slots[i+1].begins {
			for j := range now {
				if now[j] > now[best[i]] {
					best[i] = j
				}
			}
			for k := i; !slots[k].begins; k-- {
				best[k-1] = back[k][best[k]]
			}
		}
		previous = now
	}
	return best
}
