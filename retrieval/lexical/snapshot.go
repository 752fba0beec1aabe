package lexical

import (
	"fmt"
	"math/bits"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
)

// Snapshot is one committed state of the index: its segments, the chunks that
// were taken out since, and what filters need. It never changes, and any number
// of searches may share it.
type Snapshot struct {
	params   Params
	segments []*Segment
	tombs    *roaring.Bitmap // dead chunks of the segments
	live     *roaring.Bitmap
	windows  []*window // by chunk number; nil where no segment has a chunk
	length   float64   // weighted, of all live chunks
	count    int
	deadIn   map[SegmentID]int // tombstones by segment

	mu      sync.Mutex
	filters map[string]*mask
}

// window is what scoring needs of a run of chunks.
type window struct {
	live   [windowSize / 64]uint64
	length [windowSize]float32
	doc    [windowSize]*DocumentFacts
	iv     [windowSize]corpus.Interval
}

// NewSnapshot returns the state of an empty index.
func NewSnapshot(p Params) *Snapshot {
	return &Snapshot{params: p, tombs: roaring.New(), live: roaring.New(), filters: map[string]*mask{}}
}

// Segments returns the segments, which the caller must not change.
func (s *Snapshot) Segments() []*Segment { return s.segments }

// Dead returns the tombstones, which the caller must not change.
func (s *Snapshot) Dead() *roaring.Bitmap { return s.tombs }

// Live returns the chunks that are there, which the caller must not change.
func (s *Snapshot) Live() *roaring.Bitmap { return s.live }

// Next returns the state with these segments and tombstones. Segments that are
// in both states must be the same pointers; tombstones of no segment are left
// out.
func (s *Snapshot) Next(segments []*Segment, tombs *roaring.Bitmap) *Snapshot {
	n := &Snapshot{params: s.params, segments: slices.Clone(segments), filters: map[string]*mask{},
		windows: slices.Clone(s.windows), length: s.length, deadIn: map[SegmentID]int{}}
	all := make([]*roaring.Bitmap, len(segments))
	for i, g := range segments {
		all[i] = g.Chunks
		if d := int(g.Chunks.AndCardinality(tombs)); d > 0 {
			n.deadIn[g.ID] = d
		}
	}
	n.live = roaring.FastOr(all...)
	n.tombs = roaring.And(tombs, n.live)
	n.live.AndNot(n.tombs)
	n.count = int(n.live.GetCardinality())

	own := map[uint32]*window{} // copied already
	change := func(w uint32) *window {
		if own[w] == nil {
			own[w] = &window{}
			if n.windows[w] != nil {
				*own[w] = *n.windows[w]
			}
			n.windows[w] = own[w]
		}
		return own[w]
	}
	gone := roaring.AndNot(s.live, n.live)
	for it := gone.Iterator(); it.HasNext(); {
		id := it.Next()
		w, at := change(id>>windowBits), id&windowMask
		n.length -= float64(w.length[at])
		w.live[at/64] &^= 1 << (at % 64)
		w.doc[at], w.length[at], w.iv[at] = nil, 0, corpus.Interval{}
	}
	fresh := roaring.AndNot(n.live, s.live)
	if !fresh.IsEmpty() {
		if need := int(fresh.Maximum()>>windowBits) + 1; need > len(n.windows) {
			n.windows = append(n.windows, make([]*window, need-len(n.windows))...)
		}
	}
	for _, g := range segments {
		if !g.Chunks.Intersects(fresh) {
			continue
		}
		for i := range g.facts {
			f := &g.facts[i]
			if !fresh.Contains(uint32(f.id)) {
				continue
			}
			w, at := change(uint32(f.id)>>windowBits), f.id&windowMask
			w.live[at/64] |= 1 << (at % 64)
			w.length[at] = float32(s.params.length(&f.lengths))
			w.doc[at], w.iv[at] = f.doc, f.iv
			n.length += float64(w.length[at])
		}
	}
	for i := range own {
		if n.windows[i].live == ([windowSize / 64]uint64{}) {
			n.windows[i] = nil
		}
	}
	return n
}

// window returns a run of chunks, nil where none is alive. Segments may hold
// windows beyond the last one that ever had a live chunk here: those of documents
// that were gone before this program saw them.
func (s *Snapshot) window(n uint32) *window {
	if int(n) >= len(s.windows) {
		return nil
	}
	return s.windows[n]
}

// average is the mean weighted length.
func (s *Snapshot) average() float64 { return s.length / max(1, float64(s.count)) }

// mask is the set of chunks that a filter keeps, by window.
type mask struct {
	windows []*[windowSize / 64]uint64 // nil where none is kept
	count   int
}

func (m *mask) window(w uint32) *[windowSize / 64]uint64 {
	if int(w) >= len(m.windows) {
		return nil
	}
	return m.windows[w]
}

// maxFilters bounds how many filters' sets a snapshot keeps.
const maxFilters = 64

// mask returns the live chunks that pass the filter.
func (s *Snapshot) mask(f *Filter) *mask {
	key := fmt.Sprintf("%d\x00%q\x00%q\x00%q", f.AsOf, f.Kinds, f.Issuers, f.Documents)
	s.mu.Lock()
	m := s.filters[key]
	s.mu.Unlock()
	if m != nil {
		return m
	}
	m = s.compute(f)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.filters) >= maxFilters {
		clear(s.filters)
	}
	s.filters[key] = m
	return m
}

func (s *Snapshot) compute(f *Filter) *mask {
	m := &mask{windows: make([]*[windowSize / 64]uint64, len(s.windows))}
	empty := f.Empty()
	keepDocument := f.documents()
	var last *DocumentFacts
	kept := false
	for i, w := range s.windows {
		if w == nil {
			continue
		}
		if empty {
			m.windows[i] = &w.live
			continue
		}
		var out [windowSize / 64]uint64
		any := false
		for j, word := range w.live {
			for rest := word; rest != 0; rest &= rest - 1 {
				at := j*64 + bits.TrailingZeros64(rest)
				if w.doc[at] != last {
					last = w.doc[at]
					kept = keepDocument(last)
				}
				if !kept || !w.iv[at].Contains(f.AsOf) {
					word &^= rest & -rest
				}
			}
			out[j] = word
			m.count += bits.OnesCount64(word)
			any = any || word != 0
		}
		if any {
			m.windows[i] = &out
		}
	}
	if empty {
		m.count = s.count
	}
	return m
}

// Kept returns the chunks that pass the filter as a bitmap, which is the
// caller's.
func (s *Snapshot) Kept(f Filter) *roaring.Bitmap {
	if f.Empty() {
		return s.live.Clone()
	}
	m := s.mask(&f)
	dense := make([]uint64, 0, len(m.windows)*windowSize/64)
	var none [windowSize / 64]uint64
	for _, w := range m.windows {
		if w == nil {
			w = &none
		}
		dense = append(dense, w[:]...)
	}
	return roaring.FromDense(dense, true)
}

// Count returns how many chunks pass the filter.
func (s *Snapshot) Count(f Filter) int { return s.mask(&f).count }

// Keeps says whether a chunk is there and passes the filter.
func (s *Snapshot) Keeps(f Filter) func(corpus.ChunkID) bool {
	m := s.mask(&f)
	return func(id corpus.ChunkID) bool {
		w := m.window(uint32(id) >> windowBits)
		return w != nil && w[id&windowMask/64]&(1<<(id%64)) != 0
	}
}

// Document returns the ID of the document that a live chunk belongs to, or "".
func (s *Snapshot) Document(id corpus.ChunkID) string {
	w := s.window(uint32(id) >> windowBits)
	if w == nil {
		return ""
	}
	if d := w.doc[id&windowMask]; d != nil {
		return d.ID
	}
	return ""
}
