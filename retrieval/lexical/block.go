package lexical

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A block holds the postings of one term in one window of chunk numbers.
// Windows have the same borders for all terms and all segments, so that a query
// is scored window by window in a small array.
const (
	windowBits = 12
	windowSize = 1 << windowBits // chunks
	windowMask = windowSize - 1
)

// posting is one chunk of a term's list.
type posting struct {
	offset uint16 // in the window
	tf     [NumFields]uint32
}

// weigh adds up the term frequencies by the weights of their fields.
func (p *posting) weigh(w *[NumFields]float64) float64 {
	tf := 0.0
	for f, n := range p.tf {
		if n != 0 {
			tf += w[f] * float64(n)
		}
	}
	return tf
}

// appendPosting writes a posting after one at offset previous (-1 at first):
// the gap, then the frequency in the body alone (even), or a set of fields (odd)
// with a frequency for each.
func appendPosting(b []byte, previous int, p *posting) []byte {
	b = binary.AppendUvarint(b, uint64(int(p.offset)-previous-1))
	mask := uint64(0)
	for f, n := range p.tf {
		if n != 0 {
			mask |= 1 << f
		}
	}
	if mask == 1<<Body {
		return binary.AppendUvarint(b, uint64(p.tf[Body])<<1)
	}
	b = binary.AppendUvarint(b, mask<<1|1)
	for _, n := range p.tf {
		if n != 0 {
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	return b
}

// decodeBlock calls each for the n postings of a block.
func decodeBlock(raw []byte, n int, each func(*posting)) error {
	d := decoder{b: raw}
	var p posting
	previous := -1
	for range n {
		at := previous + 1 + d.number(windowSize)
		v := d.number(math.MaxUint32)
		if at >= windowSize || d.bad {
			return fmt.Errorf("%w: block of %d postings", ErrCorrupt, n)
		}
		p.offset, previous = uint16(at), at
		if v&1 == 0 {
			p.tf = [NumFields]uint32{Body: uint32(v >> 1)}
		} else {
			mask := v >> 1
			for f := range p.tf {
				p.tf[f] = 0
				if mask&(1<<f) != 0 {
					p.tf[f] = uint32(d.number(math.MaxUint32))
				}
			}
		}
		each(&p)
	}
	if d.bad || len(d.b) != 0 {
		return fmt.Errorf("%w: block of %d postings with %d bytes left", ErrCorrupt, n, len(d.b))
	}
	return nil
}

// scale is what saturation needs of the collection: K = c0 + c1·length.
type scale struct{ c0, c1 float64 }

func (p *Params) scale(average float64) scale {
	if !(average > 0) {
		average = 1
	}
	return scale{c0: p.K1 * (1 - p.B), c1: p.K1 * p.B / average}
}

// impact is the saturated frequency, between 0 and 1: what a posting is worth
// before idf.
func (s scale) impact(tf, length float64) float64 {
	if tf <= 0 {
		return 0
	}
	return tf / (tf + s.c0 + s.c1*length)
}

// Block maxima are kept in 255 steps, rounded up, so that a bound never lies
// below a posting.
func quantizeBound(impact float64) uint8 {
	return uint8(min(255, math.Ceil(impact*255)))
}

// widen adapts a bound found when the average length was "then" to the average
// of now. With ρ = min(1, then/now) every K is at least ρ times what it was, so
// for x = tf/K the impact x/(x+1) becomes at most x/(x+ρ).
func widen(bound, then, now float64) float64 {
	if now <= then || bound >= 1 {
		return bound
	}
	x := bound / (1 - bound)
	return x / (x + then/now)
}
