// Package language knows how the corpus writes: its syllables, how often each
// occurs, and which stand side by side. From that alone it reads what people
// type: it restores diacritics that are missing, in whole or in part, mends
// typing slips, undoes Telex and VNI keystrokes that were not converted, and
// says how sure it is.
//
// Package retrieval builds a [Table] from the store's chunks and keeps it beside
// them; query analysis calls [Table.Read].
package language

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"trolyluat/corpus/vitext"
)

// Numbers of all kinds are one word of the language.
const number = "0"

// Table holds counts of syllables and of neighbouring pairs. It is read-only and
// safe for concurrent use.
type Table struct {
	words []string // by number, most frequent first; 0 is the beginning of a sentence
	count []uint32
	df    []uint32
	texts int

	id     map[string]int32
	folded map[string][]int32 // words by their folded form, most frequent first
	near   map[string][]string
	total  float64
	spoken map[string]bool // words of questions that statutes seldom use: no slips

	first []uint32 // pairs that begin with word w: next[first[w]:first[w+1]]
	next  []int32  // ascending
	seen  []uint32 // how often
	kinds []float32

	learnt learnt
}

// Texts is the number of texts that were counted.
func (t *Table) Texts() int { return t.texts }

// Words is the number of syllables.
func (t *Table) Words() int { return t.own() }

// Frequency tells in how many texts a syllable (in canonical spelling) occurs;
// 0 for one that is rarer than the table keeps.
func (t *Table) Frequency(word string) int {
	if id, ok := t.id[word]; ok {
		return int(t.df[id])
	}
	return 0
}

// All calls yield with every syllable and in how many texts it occurs.
func (t *Table) All(yield func(word string, texts int) bool) {
	for i, w := range t.words[:t.own()] {
		if i > 0 && !yield(w, int(t.df[i])) {
			return
		}
	}
}

// Builder counts texts. It is not safe for concurrent use.
type Builder struct {
	id    map[string]int32
	words []string
	count []uint32
	df    []uint32
	last  []int32
	pairs map[uint64]uint32
	texts int32
	buf   []vitext.Token
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	b := &Builder{id: map[string]int32{}, pairs: map[uint64]uint32{}}
	b.word("") // the beginning of a sentence
	b.Prior()
	b.Speech()
	return b
}

func (b *Builder) word(s string) int32 {
	id, ok := b.id[s]
	if !ok {
		s = strings.Clone(s)
		id = int32(len(b.words))
		b.id[s] = id
		b.words = append(b.words, s)
		b.count = append(b.count, 0)
		b.df = append(b.df, 0)
		b.last = append(b.last, 0)
	}
	return id
}

// Add counts one text. Its passages are joined by line feeds.
func (b *Builder) Add(text string) {
	b.texts++
	b.add(text, 1)
}

func (b *Builder) add(text string, times uint32) {
	b.buf = vitext.AppendSyllables(b.buf[:0], text)
	previous := int32(0)
	for i := range b.buf {
		tok := &b.buf[i]
		if tok.Break >= vitext.SentenceBreak {
			previous = 0
		}
		word := tok.Text
		if tok.Kind != vitext.Word {
			word = number
		}
		id := b.word(word)
		b.count[id] += times
		if b.last[id] != b.texts {
			b.last[id] = b.texts
			b.df[id]++
		}
		if previous == 0 {
			b.count[0] += times
		}
		b.pairs[uint64(previous)<<32|uint64(id)] += times
		previous = id
	}
}

// Rarer syllables and pairs of a large corpus are left out: of words it has a
// long tail of misprints, and a pair seen once teaches little. Of a small one
// everything is kept.
const (
	minCount    = 3
	minPairs    = 2
	largeCorpus = 500_000 // syllables
)

// Table returns what was counted.
func (b *Builder) Table() *Table {
	type word struct {
		old int32
		n   uint32
	}
	var kept []word
	total := 0
	for _, n := range b.count {
		total += int(n)
	}
	total -= int(readPrior().total) // what the corpus itself has
	least, leastPair := uint32(minCount), uint32(minPairs)
	if total < largeCorpus {
		least, leastPair = 1, 1
	}
	for i := 1; i < len(b.words); i++ {
		if b.count[i] >= least {
			kept = append(kept, word{int32(i), b.count[i]})
		}
	}
	slices.SortFunc(kept, func(x, y word) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(b.words[x.old], b.words[y.old]))
	})
	t := &Table{words: []string{""}, count: []uint32{b.count[0]}, df: []uint32{0}, texts: int(b.texts)}
	number := make([]int32, len(b.words))
	for i := range number {
		number[i] = -1
	}
	number[0] = 0
	for _, w := range kept {
		number[w.old] = int32(len(t.words))
		t.words = append(t.words, b.words[w.old])
		t.count = append(t.count, w.n)
		t.df = append(t.df, b.df[w.old])
	}
	type pair struct {
		a, b int32
		n    uint32
	}
	var pairs []pair
	for key, n := range b.pairs {
		x, y := number[key>>32], number[uint32(key)]
		if n >= leastPair && x >= 0 && y >= 0 {
			pairs = append(pairs, pair{x, y, n})
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	t.first = make([]uint32, len(t.words)+1)
	for _, p := range pairs {
		t.first[p.a+1]++
		t.next = append(t.next, p.b)
		t.seen = append(t.seen, p.n)
	}
	for i := range t.words {
		t.first[i+1] += t.first[i]
	}
	t.index()
	return t
}

// index fills what is derived from the counts.
func (t *Table) index() {
	t.id = make(map[string]int32, len(t.words))
	t.folded = map[string][]int32{}
	t.near = map[string][]string{}
	t.kinds = make([]float32, len(t.words))
	for i, w := range t.words {
		t.kinds[i] = float32(t.first[i+1] - t.first[i])
		if i == 0 {
			continue
		}
		t.id[w] = int32(i)
		t.total += float64(t.count[i])
		f := vitext.Fold(w)
		t.folded[f] = append(t.folded[f], int32(i))
	}
	t.spoken = map[string]bool{}
	for _, w := range strings.Fields(speech) {
		t.spoken[w] = t.seldom(w)
	}
	for f := range t.folded {
		if len(f) <= maxWord {
			for _, d := range deletions(f) {
				t.near[d] = append(t.near[d], f)
			}
		}
	}
	for _, list := range t.near {
		slices.Sort(list)
	}
}

// seldom says that texts hardly have a word.
func (t *Table) seldom(word string) bool { return t.Frequency(word) < t.texts/100 }

// own is the number of words of the texts; what was learnt stands behind them.
func (t *Table) own() int { return len(t.first) - 1 }

// pair is how often b follows a.
func (t *Table) pair(a, b int32) uint32 {
	if int(a) >= t.own() {
		return 0 // learnt
	}
	list := t.next[t.first[a]:t.first[a+1]]
	if i, ok := slices.BinarySearch(list, b); ok {
		return t.seen[int(t.first[a])+i]
	}
	return 0
}

// unknown is the number of a word that the table does not have.
const unknown int32 = -1

// logP is the logarithm of the probability that b follows a: Witten and Bell's
// interpolation of the pair with the single word.
func (t *Table) logP(a, b int32) float64 {
	single := 1e-8
	if b >= 0 {
		single = (t.times(b) + 0.1) / (t.total + 1)
	}
	if a < 0 {
		return math.Log(single)
	}
	n, kinds := t.times(a), float64(t.kinds[a])+1
	p := kinds / (n + kinds) * single
	if b >= 0 {
		p += t.follows(a, b) / (n + kinds)
	}
	return math.Log(p)
}
