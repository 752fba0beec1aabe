package lexical

import (
	"slices"
	"sync"
	"testing"
)

// TestCodedBlock holds blocks with few and with many different frequencies, short
// and long, against the frequencies that they were made of, and many searches at
// once against each other.
func TestCodedBlock(t *testing.T) {
	p := DefaultParams()
	for _, c := range []struct {
		name            string
		postings, kinds int
		coded           bool
	}{
		{"short", shortBlock - 1, 3, false},
		{"few kinds", shortBlock, 3, true},
		{"full window", windowSize, 7, true},
		{"as many kinds as there are codes", 1000, 256, true},
		{"more kinds than codes", 1000, 257, false},
		{"every one its own", windowSize, windowSize, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var raw []byte
			var want []float32
			previous := -1
			for i := range c.postings {
				x := posting{offset: uint16(i * (windowSize / c.postings))}
				x.tf[Body] = uint32(1 + i%c.kinds)
				raw = appendPosting(raw, previous, &x)
				previous = int(x.offset)
				want = append(want, float32(x.weigh(&p.Weights)))
			}
			b := newList(&entry{df: c.postings, blocks: []block{{n: c.postings, raw: raw}}}).blocks[0]
			var wait sync.WaitGroup
			for range 4 {
				wait.Go(func() {
					d, err := b.get(&p)
					if err != nil || d == nil {
						t.Errorf("%v, %v", d, err)
						return
					}
					got := make([]float32, len(d.offsets))
					for i := range got {
						got[i] = d.at(i)
					}
					if !slices.Equal(got, want) {
						t.Errorf("%v, want %v", got, want)
					}
					if d.codes != nil != c.coded {
						t.Errorf("%d kinds of %d coded: %v", c.kinds, c.postings, d.codes != nil)
					}
				})
			}
			wait.Wait()
			if b.source.Load() != nil {
				t.Error("the bytes are kept")
			}
		})
	}
}
