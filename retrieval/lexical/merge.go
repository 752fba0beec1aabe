package lexical

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Merge writes the live postings of some segments as one. It hands the pages to
// emit and returns the header, and the dead chunks of the inputs, which the
// result no longer holds. A merge of nothing but dead chunks has a nil header.
// Memory stays at a few pages a segment.
func Merge(ctx context.Context, src Source, segments []*Segment, dead *roaring.Bitmap, p Params,
	emit func(page uint32, data []byte) error) (header []byte, purged *roaring.Bitmap, err error) {
	m := merger{params: p, dead: dead, lengths: map[uint32]*[windowSize]float32{}}
	out := &Segment{params: p, Chunks: roaring.New()}
	sum := 0.0
	purged = roaring.New()
	for _, s := range segments {
		purged.Or(roaring.And(s.Chunks, dead))
		for i := range s.facts {
			f := &s.facts[i]
			if dead.Contains(uint32(f.id)) {
				continue
			}
			length := p.length(&f.lengths)
			sum += length
			window := uint32(f.id) >> windowBits
			if m.lengths[window] == nil {
				m.lengths[window] = new([windowSize]float32)
			}
			m.lengths[window][f.id&windowMask] = float32(length)
			out.facts = append(out.facts, *f)
			out.Chunks.Add(uint32(f.id))
		}
	}
	if len(out.facts) == 0 {
		return nil, purged, nil
	}
	slices.SortFunc(out.facts, func(a, b chunkFacts) int { return cmp.Compare(a.id, b.id) })
	shareDocuments(out.facts)
	out.average = sum / float64(len(out.facts))
	m.scale = p.scale(out.average)

	w := pageWriter{emit: emit}
	inputs := make([]*termReader, 0, len(segments))
	for _, s := range segments {
		r := &termReader{src: src, segment: s}
		if err := r.next(ctx); err != nil {
			return nil, nil, err
		}
		inputs = append(inputs, r)
	}
	var same []*entry
	for {
		var least *entry
		for _, r := range inputs {
			if e := r.current; e != nil && (least == nil || compareTerms(e.folded, e.exact, least.folded, least.exact) < 0) {
				least = e
			}
		}
		if least == nil {
			break
		}
		same = same[:0]
		for _, r := range inputs {
			if e := r.current; e != nil && e.exact == least.exact && e.folded == least.folded {
				same = append(same, e)
				if err := r.next(ctx); err != nil {
					return nil, nil, err
				}
			}
		}
		e, err := m.merge(same)
		if err != nil {
			return nil, nil, err
		}
		if e.df == 0 {
			continue
		}
		if err := w.add(e); err != nil {
			return nil, nil, err
		}
	}
	if err := w.flush(); err != nil {
		return nil, nil, err
	}
	out.pages = w.pages
	return out.encode(), purged, nil
}

// shareDocuments makes chunks of equal documents point at one description.
func shareDocuments(facts []chunkFacts) {
	known := map[DocumentFacts]*DocumentFacts{}
	for i := range facts {
		f := &facts[i]
		if known[*f.doc] == nil {
			known[*f.doc] = f.doc
		}
		f.doc = known[*f.doc]
	}
}

type merger struct {
	params  Params
	scale   scale
	dead    *roaring.Bitmap
	lengths map[uint32]*[windowSize]float32
	buf     []posting
}

// merge joins the lists of one term.
func (m *merger) merge(same []*entry) (*entry, error) {
	e := &entry{folded: same[0].folded, exact: same[0].exact}
	enc := listEncoder{params: &m.params, scale: m.scale}
	at := make([]int, len(same))
	for {
		window, found := uint32(0), false
		for i, s := range same {
			if at[i] < len(s.blocks) && (!found || s.blocks[at[i]].window < window) {
				window, found = s.blocks[at[i]].window, true
			}
		}
		if !found {
			break
		}
		m.buf = m.buf[:0]
		sources := 0
		for i, s := range same {
			if at[i] >= len(s.blocks) || s.blocks[at[i]].window != window {
				continue
			}
			b := &s.blocks[at[i]]
			at[i]++
			sources++
			if err := decodeBlock(b.raw, b.n, func(p *posting) { m.buf = append(m.buf, *p) }); err != nil {
				return nil, fmt.Errorf("lexical: merge postings of %q: %w", e.exact, err)
			}
		}
		if sources > 1 {
			slices.SortFunc(m.buf, func(a, b posting) int { return cmp.Compare(a.offset, b.offset) })
		}
		lengths := m.lengths[window]
		for i := range m.buf {
			p := &m.buf[i]
			if id := window<<windowBits | uint32(p.offset); lengths == nil || m.dead.Contains(id) {
				continue
			}
			enc.add(window, p, float64(lengths[p.offset]))
		}
	}
	e.blocks, e.df = enc.finish()
	return e, nil
}

// readAhead is how many pages of terms a merge reads at once from a segment.
const readAhead = 16

// termReader walks the terms of a segment in order.
type termReader struct {
	src     Source
	segment *Segment
	page    int // next page to read
	queue   []*entry
	current *entry // nil at the end
}

func (r *termReader) next(ctx context.Context) error {
	if len(r.queue) == 0 && r.page < len(r.segment.pages) {
		if err := r.fill(ctx); err != nil {
			return fmt.Errorf("lexical: read segment %d: %w", r.segment.ID, err)
		}
	}
	if len(r.queue) == 0 {
		r.current = nil
		return nil
	}
	r.current, r.queue = r.queue[0], r.queue[1:]
	return nil
}

func (r *termReader) fill(ctx context.Context) error {
	var refs []PageRef
	for ; r.page < len(r.segment.pages) && len(refs) < readAhead; r.page++ {
		refs = append(refs, PageRef{r.segment.ID, r.segment.pages[r.page].page})
	}
	pages, err := r.src.Pages(ctx, refs)
	if err != nil {
		return err
	}
	r.queue = nil
	for _, page := range pages {
		if err := readPage(page, "", func(e *entry) bool { r.queue = append(r.queue, e); return true }); err != nil {
			return err
		}
	}
	return attachAll(ctx, r.src, []SegmentID{r.segment.ID}, [][]*entry{r.queue})
}

// attachAll reads the postings that stand on pages of their own.
func attachAll(ctx context.Context, src Source, segments []SegmentID, entries [][]*entry) error {
	var refs []PageRef
	var waiting []*entry
	for i, list := range entries {
		for _, e := range list {
			if e.external > 0 {
				refs = append(refs, PageRef{segments[i], e.external - 1})
				waiting = append(waiting, e)
			}
		}
	}
	if len(refs) == 0 {
		return nil
	}
	pages, err := src.Pages(ctx, refs)
	if err != nil {
		return err
	}
	for i, e := range waiting {
		if err := e.attach(pages[i]); err != nil {
			return err
		}
	}
	return nil
}
