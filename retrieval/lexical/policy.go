package lexical

import (
	"cmp"
	"slices"
)

const (
	// mergeFactor is how many segments of about one size are merged into one.
	mergeFactor = 8
	// maxSegment is the number of chunks from which on a segment is left alone:
	// it bounds the length of a list and the time of a merge.
	maxSegment = 1 << 18
)

// PickMerge chooses segments to be merged next, nil when there is nothing to
// do. While commits come in, it waits until eight of a size have gathered, so
// that every posting is written a few times only; when the store is idle it
// leaves few segments. A segment of which a quarter is dead is rewritten.
func (s *Snapshot) PickMerge(idle bool) []*Segment {
	var small []*Segment
	for _, g := range s.segments {
		n := int(g.Chunks.GetCardinality())
		if dead := s.deadIn[g.ID]; dead*4 >= n && (idle || dead > 256) {
			return []*Segment{g}
		}
		if n < maxSegment/2 {
			small = append(small, g)
		}
	}
	size := func(g *Segment) int { return int(g.Chunks.GetCardinality()) - s.deadIn[g.ID] }
	slices.SortFunc(small, func(a, b *Segment) int { return cmp.Or(cmp.Compare(size(a), size(b)), cmp.Compare(a.ID, b.ID)) })
	// The longest run of the smallest, such that none outweighs all before it
	// too much.
	for from := 0; from+mergeFactor <= len(small); from++ {
		if size(small[from+mergeFactor-1]) <= mergeFactor*max(size(small[from]), 64) {
			to, sum := from, 0
			for to < len(small) && size(small[to]) <= mergeFactor*max(size(small[from]), 64) && sum+size(small[to]) <= maxSegment {
				sum += size(small[to])
				to++
			}
			if to-from > 1 {
				return small[from:to]
			}
		}
	}
	if !idle || len(small) < 2 {
		return nil
	}
	// Merge all but what is most of the whole already.
	to, sum := 0, 0
	for to < len(small) && sum+size(small[to]) <= maxSegment {
		sum += size(small[to])
		to++
	}
	if to > 1 && size(small[to-1])*2 > sum {
		to--
	}
	if to > 1 {
		return small[:to]
	}
	return nil
}
