package language

import (
	_ "embed"
	"fmt"
	"sync"
)

// prior is how written Vietnamese law goes in general: counts of syllables and
// pairs fitted on the Bộ pháp điển by `trolyluat train language`, no text. A
// table of a small corpus alone takes words that it lacks for slips; with the
// prior it knows them, and a large corpus outweighs it.
//
//go:embed prior.bin
var prior []byte

var readPrior = sync.OnceValue(func() *Table {
	t, err := ReadTable(prior)
	if err != nil {
		panic(fmt.Sprintf("language: prior.bin: %v", err)) // embedded, and read by a test
	}
	return t
})

// Prior counts what is known of the language before any text is read.
func (b *Builder) Prior() {
	t := readPrior()
	number := make([]int32, len(t.words))
	for i, w := range t.words {
		if i > 0 {
			number[i] = b.word(w)
		}
		b.count[number[i]] += t.count[i]
	}
	for i := range t.words {
		for k := t.first[i]; k < t.first[i+1]; k++ {
			b.pairs[uint64(number[i])<<32|uint64(number[t.next[k]])] += t.seen[k]
		}
	}
}

// Thin makes a prior out of a table: syllables seen at least minCount times and
// pairs seen at least minPair times, with their counts divided, none to less
// than one. In how many texts they stood is left out.
func (t *Table) Thin(minCount, minPair, divide uint32) *Table {
	number := make([]int32, t.own())
	out := &Table{words: []string{""}, count: []uint32{max(1, t.count[0]/divide)}, df: []uint32{0}}
	for i := 1; i < t.own(); i++ {
		number[i] = -1
		if t.count[i] >= minCount {
			number[i] = int32(len(out.words))
			out.words = append(out.words, t.words[i])
			out.count = append(out.count, max(1, t.count[i]/divide))
			out.df = append(out.df, 0)
		}
	}
	out.first = append(out.first, 0)
	for i := range number {
		if number[i] < 0 {
			continue
		}
		for k := t.first[i]; k < t.first[i+1]; k++ {
			if next := number[t.next[k]]; next >= 0 && t.seen[k] >= minPair {
				out.next = append(out.next, next)
				out.seen = append(out.seen, max(1, t.seen[k]/divide))
			}
		}
		out.first = append(out.first, uint32(len(out.next)))
	}
	out.index()
	return out
}
