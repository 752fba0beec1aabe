package language

import (
	_ "embed"
	"slices"
	"strings"

	"trolyluat/corpus/vitext"
)

// phrases are everyday wordings as they stand within a sentence, written for this
// package from general knowledge of the language.
//
//go:embed phrases.txt
var phrasesFile string

// Phrases are everyday wordings for [Table.Learn], one concept a line.
func Phrases() []string { return slices.Collect(strings.Lines(phrasesFile)) }

// learntShare is how much all that is learnt counts beside the corpus: statutes
// hardly know the words in which people ask, however many there are. Chosen on
// the development half of the everyday questions, with their diacritics taken
// away and restored.
const learntShare = 0.05

// learnt are wordings that count besides the texts; the file of a table has none
// of them.
type learnt struct {
	count []float64          // by word
	pairs map[uint64]float64 // a<<32|b
}

// Learn counts wordings besides the texts, wherever in a sentence they stand, so
// that their words are read rightly where diacritics are missing and are taken
// for no slips. All together count as a fixed share of the corpus, each the same
// however often it is listed. It is to be called once, before the table is read
// from more than one place.
func (t *Table) Learn(wordings []string) {
	t.learnt = learnt{pairs: map[uint64]float64{}}
	type wording []int32
	var list []wording
	n := 0
	seen := map[string]bool{}
	for _, text := range wordings {
		tokens := vitext.Syllables(strings.TrimSpace(text))
		var ids wording
		key := ""
		for _, tok := range tokens {
			word := tok.Text
			if tok.Kind != vitext.Word {
				word = number
			}
			key += word + " "
			ids = append(ids, t.learnWord(word))
		}
		if len(ids) == 0 || seen[key] {
			continue
		}
		seen[key] = true
		list = append(list, ids)
		n += len(ids)
	}
	if n == 0 {
		return
	}
	times := learntShare * t.total / float64(n)
	t.learnt.count = make([]float64, len(t.words))
	for _, ids := range list {
		for i, id := range ids {
			t.learnt.count[id] += times
			t.total += times
			if i == 0 {
				continue
			}
			key := uint64(ids[i-1])<<32 | uint64(id)
			if t.learnt.pairs[key] == 0 && t.pair(ids[i-1], id) == 0 {
				t.kinds[ids[i-1]]++
			}
			t.learnt.pairs[key] += times
		}
	}
}

// learnWord is the number of a word, a new one where the texts do not have it.
func (t *Table) learnWord(word string) int32 {
	t.spoken[word] = t.seldom(word)
	if id, ok := t.id[word]; ok {
		return id
	}
	id := int32(len(t.words))
	t.words = append(t.words, word)
	t.count = append(t.count, 0)
	t.df = append(t.df, 0)
	t.kinds = append(t.kinds, 0)
	t.id[word] = id
	f := vitext.Fold(word)
	if len(t.folded[f]) == 0 && len(f) <= maxWord {
		for _, d := range deletions(f) {
			t.near[d] = append(t.near[d], f)
		}
	}
	t.folded[f] = append(t.folded[f], id)
	return id
}

// times is how often a word was counted, with what was learnt.
func (t *Table) times(id int32) float64 {
	n := float64(t.count[id])
	if int(id) < len(t.learnt.count) {
		n += t.learnt.count[id]
	}
	return n
}

// follows is how often b follows a, with what was learnt.
func (t *Table) follows(a, b int32) float64 {
	n := float64(t.pair(a, b))
	if len(t.learnt.pairs) > 0 {
		n += t.learnt.pairs[uint64(a)<<32|uint64(b)]
	}
	return n
}
