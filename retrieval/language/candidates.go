package language

import (
	"math"
	"strings"

	"trolyluat/corpus/vitext"
)

// candidate is a word that may have been meant.
type candidate struct {
	id      int32
	word    string
	lossy   bool    // was typed without its diacritics
	typed   bool    // is what stands there
	channel float64 // logarithm of the probability of typing that, but for lost diacritics
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
