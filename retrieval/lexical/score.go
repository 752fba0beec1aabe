package lexical

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"trolyluat/corpus"
)

// scratch is the working memory of one search.
//
// Scores are whole numbers, the best possible score being near 2³⁰: sums are
// then the same in whatever order terms are added, so that equal texts have
// equal scores and skipping changes nothing.
type scratch struct {
	k      int
	factor float64 // from BM25F to whole numbers
	scale  scale

	parts []part // blocks to score, later sorted by window
	spans []span
	acc   [windowSize]uint32
	cands []uint16
	heap  []uint64 // the k best so far: score, then inverted number; a min-heap
}

// part is a block with what it may add at most to a score.
type part struct {
	block *listBlock
	// weight of the term in whole numbers.
	weight float32
	bound  uint32
}

// span is a window's range of parts and the sum of their bounds.
type span struct {
	window   uint32
	from, to int
	bound    uint64
}

const scoreBits = 30

func (x *scratch) reset(k int, total float64, sc scale) {
	x.k, x.scale = k, sc
	x.factor = (1 << scoreBits) / total
	clear(x.parts)
	x.parts, x.spans, x.heap = x.parts[:0], x.spans[:0], x.heap[:0]
}

func (x *scratch) add(b *listBlock, weight, bound float64) {
	w := weight * x.factor
	x.parts = append(x.parts, part{block: b, weight: float32(w), bound: uint32(math.Ceil(w*bound*(1+1e-6))) + 1})
}

// run scores window by window, the most promising first, and leaves out those
// that cannot reach the k-th best score.
func (x *scratch) run(snap *Snapshot, allowed *mask, p *Params) error {
	slices.SortFunc(x.parts, func(a, b part) int {
		if a.block.window != b.block.window {
			return cmp.Compare(a.block.window, b.block.window)
		}
		return cmp.Compare(a.bound, b.bound)
	})
	for i := 0; i < len(x.parts); {
		s := span{window: x.parts[i].block.window, from: i}
		for ; i < len(x.parts) && x.parts[i].block.window == s.window; i++ {
			s.bound += uint64(x.parts[i].bound)
		}
		s.to = i
		x.spans = append(x.spans, s)
	}
	slices.SortFunc(x.spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(b.bound, a.bound), cmp.Compare(a.window, b.window))
	})
	for i := range x.spans {
		s := &x.spans[i]
		if s.bound < uint64(x.threshold()) {
			break // and so are all that follow
		}
		if err := x.window(s.window, x.parts[s.from:s.to], snap.window(s.window), allowed.window(s.window), p); err != nil {
			return err
		}
	}
	return nil
}

// threshold is the score that a chunk must at least have to get in.
func (x *scratch) threshold() uint32 {
	if len(x.heap) < x.k {
		return 1
	}
	return uint32(x.heap[0] >> 32)
}

// window scores the chunks of a window. Parts come with growing bounds; those
// whose bounds together stay below the threshold cannot bring a chunk in by
// themselves, and are looked up only for chunks that another part brought.
func (x *scratch) window(number uint32, parts []part, w *window, keep *[windowSize / 64]uint64, p *Params) error {
	threshold := uint64(x.threshold())
	weak, weakBound := 0, uint64(0)
	for weak < len(parts) && weakBound+uint64(parts[weak].bound) < threshold {
		weakBound += uint64(parts[weak].bound)
		weak++
	}
	for i := weak; i < len(parts); i++ {
		if err := x.accumulate(&parts[i], w, p); err != nil {
			return err
		}
	}
	x.cands = x.cands[:0]
	least := uint32(1)
	if threshold > weakBound {
		least = max(1, uint32(threshold-weakBound))
	}
	for j := range keep {
		if keep[j] == 0 {
			continue
		}
		run := x.acc[j*64 : j*64+64]
		for i, score := range run {
			if score >= least && keep[j]>>i&1 != 0 {
				x.cands = append(x.cands, uint16(j*64+i))
			}
		}
	}
	for i := weak - 1; i >= 0 && len(x.cands) > 0; i-- {
		weakBound -= uint64(parts[i].bound)
		if err := x.lookUp(&parts[i], w, p); err != nil {
			return err
		}
		x.cands = slices.DeleteFunc(x.cands, func(at uint16) bool {
			return uint64(x.acc[at])+weakBound < threshold
		})
	}
	for _, at := range x.cands {
		x.push(uint64(x.acc[at])<<32 | uint64(^(number<<windowBits | uint32(at))))
	}
	clear(x.acc[:])
	return nil
}

// accumulate adds a part to the scores of all its chunks.
func (x *scratch) accumulate(pt *part, w *window, p *Params) error {
	d, err := pt.block.get(p)
	if err != nil {
		return err
	}
	c0, c1, weight := float32(x.scale.c0), float32(x.scale.c1), pt.weight
	if d.codes == nil {
		tfs := d.tf[:len(d.offsets)]
		for i, at := range d.offsets {
			at &= windowMask
			tf := tfs[i]
			x.acc[at] += uint32(int32(weight * tf / (tf + c0 + c1*w.length[at])))
		}
		return nil
	}
	codes := d.codes[:len(d.offsets)]
	for i, at := range d.offsets {
		at &= windowMask
		tf := d.tf[codes[i]]
		x.acc[at] += uint32(int32(weight * tf / (tf + c0 + c1*w.length[at])))
	}
	return nil
}

// lookUp adds a part to the scores of the candidates.
func (x *scratch) lookUp(pt *part, w *window, p *Params) error {
	d, err := pt.block.get(p)
	if err != nil {
		return err
	}
	if len(x.cands)*bits.Len(uint(len(d.offsets))) > len(d.offsets) {
		return x.accumulate(pt, w, p)
	}
	c0, c1, weight := float32(x.scale.c0), float32(x.scale.c1), pt.weight
	rest, base := d.offsets, 0
	for _, at := range x.cands {
		i, found := slices.BinarySearch(rest, at)
		base += i
		rest = rest[i:]
		if found {
			tf := d.at(base)
			x.acc[at] += uint32(int32(weight * tf / (tf + c0 + c1*w.length[at])))
		}
	}
	return nil
}

// push offers a chunk to the k best.
func (x *scratch) push(key uint64) {
	h := x.heap
	if len(h) < x.k {
		h = append(h, key)
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if h[up] <= h[i] {
				break
			}
			h[up], h[i] = h[i], h[up]
			i = up
		}
		x.heap = h
		return
	}
	if key <= h[0] {
		return
	}
	h[0] = key
	for i := 0; ; {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(h); c++ {
			if h[c] < h[least] {
				least = c
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

// hits empties the heap, best first.
func (x *scratch) hits() []Hit {
	slices.SortFunc(x.heap, func(a, b uint64) int { return cmp.Compare(b, a) })
	out := make([]Hit, len(x.heap))
	for i, key := range x.heap {
		out[i] = Hit{Chunk: corpus.ChunkID(^uint32(key)), Score: float64(key>>32) / x.factor}
	}
	return out
}
