package lexical

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"sync/atomic"
)

// list is a term's postings in one segment, as the cache keeps them.
type list struct {
	df     int
	blocks []*listBlock
	size   int64 // bytes of memory, decoded
	live   atomic.Pointer[liveCount]
}

// listBlock is a block that is decoded when it is first scored. From then on the
// bytes that it was read from are not kept.
type listBlock struct {
	block   // without raw
	source  atomic.Pointer[[]byte]
	decoded atomic.Pointer[decoded]
}

// decoded is a block ready to be scored: offsets in the window, growing, with
// weighted term frequencies. Few of these differ: where codes is not nil, the
// frequency of posting i is tf[codes[i]], else tf[i].
type decoded struct {
	offsets []uint16
	tf      []float32
	codes   []uint8
}

// at is the weighted term frequency of posting i.
func (d *decoded) at(i int) float32 {
	if d.codes != nil {
		return d.tf[d.codes[i]]
	}
	return d.tf[i]
}

// shortBlock is the number of postings under which frequencies are not coded.
const shortBlock = 32

// coded replaces frequencies by codes of one byte, where there are at most 256.
func (d *decoded) coded() *decoded {
	if len(d.offsets) < shortBlock {
		return d
	}
	const slots = 1024
	var place [slots]uint16 // one above the code
	codes := make([]uint8, len(d.tf))
	values := make([]float32, 0, 8)
	for i, tf := range d.tf {
		h := math.Float32bits(tf) * 2654435769 >> 22
		for place[h] != 0 && values[place[h]-1] != tf {
			h = (h + 1) % slots
		}
		if place[h] == 0 {
			if len(values) == 256 {
				return d
			}
			values = append(values, tf)
			place[h] = uint16(len(values))
		}
		codes[i] = uint8(place[h] - 1)
	}
	return &decoded{offsets: d.offsets, tf: values, codes: codes}
}

// liveCount is how many postings of a list are alive when its segment has that
// many dead chunks; it only grows with them.
type liveCount struct{ dead, df int }

const listOverhead, blockOverhead, postingBytes, shortPostingBytes = 96, 144, 3, 6

// blockSize is about how many bytes a block of n postings takes, decoded.
func blockSize(n int) int64 {
	if n < shortBlock {
		return blockOverhead + int64(n)*shortPostingBytes
	}
	return blockOverhead + int64(n)*postingBytes
}

func newList(e *entry) *list {
	l := &list{df: e.df, blocks: make([]*listBlock, len(e.blocks)), size: listOverhead}
	blocks := make([]listBlock, len(e.blocks))
	for i := range e.blocks {
		b := e.blocks[i]
		raw := bytes.Clone(b.raw) // of its own, so that the page can go
		b.raw = nil
		blocks[i].block = b
		blocks[i].source.Store(&raw)
		l.blocks[i] = &blocks[i]
		l.size += max(blockSize(b.n), blockOverhead+int64(len(raw)))
	}
	return l
}

// get returns the block decoded.
func (b *listBlock) get(p *Params) (*decoded, error) {
	if d := b.decoded.Load(); d != nil {
		return d, nil
	}
	raw := b.source.Load()
	if raw == nil { // another search has just decoded it
		return b.decoded.Load(), nil
	}
	d := &decoded{offsets: make([]uint16, 0, b.n), tf: make([]float32, 0, b.n)}
	err := decodeBlock(*raw, b.n, func(x *posting) {
		d.offsets = append(d.offsets, x.offset)
		d.tf = append(d.tf, float32(x.weigh(&p.Weights)))
	})
	if err != nil {
		return nil, err
	}
	d = d.coded()
	b.decoded.Store(d)
	b.source.Store(nil) // behind the other, so that one of them is always there
	return d, nil
}

// union makes one list of the lists of several spellings. Where spellings meet
// in a chunk their frequencies add up, and so do their bounds.
func union(spellings []*list, p *Params) (*list, error) {
	switch len(spellings) {
	case 0:
		return &list{size: listOverhead}, nil
	case 1:
		return spellings[0], nil
	}
	byWindow := map[uint32][]*listBlock{}
	var order []uint32
	for _, l := range spellings {
		for _, b := range l.blocks {
			if byWindow[b.window] == nil {
				order = append(order, b.window)
			}
			byWindow[b.window] = append(byWindow[b.window], b)
		}
	}
	out := &list{size: listOverhead}
	var sum [windowSize]float32
	var has [windowSize]bool
	for _, w := range order {
		bound := 0
		for _, b := range byWindow[w] {
			d, err := b.get(p)
			if err != nil {
				return nil, err
			}
			for i, at := range d.offsets {
				sum[at] += d.at(i)
				has[at] = true
			}
			bound += int(b.bound)
		}
		d := &decoded{}
		for at := range has {
			if has[at] {
				d.offsets = append(d.offsets, uint16(at))
				d.tf = append(d.tf, sum[at])
				has[at], sum[at] = false, 0
			}
		}
		b := &listBlock{block: block{window: w, n: len(d.offsets), bound: uint8(min(bound, 255))}}
		b.decoded.Store(d.coded())
		out.blocks = append(out.blocks, b)
		out.df += b.n
		out.size += blockSize(b.n)
	}
	return out, nil
}

// frequency returns in how many live chunks of the segment the term occurs.
func (l *list) frequency(s *Snapshot, id SegmentID, p *Params) (int, error) {
	dead := s.deadIn[id]
	if dead == 0 || l.df == 0 {
		return l.df, nil
	}
	if c := l.live.Load(); c != nil && c.dead == dead {
		return c.df, nil
	}
	df := 0
	for _, b := range l.blocks {
		d, err := b.get(p)
		if err != nil {
			return 0, err
		}
		w := s.window(b.window)
		if w == nil {
			continue
		}
		for _, at := range d.offsets {
			df += int(w.live[at/64] >> (at % 64) & 1)
		}
	}
	l.live.Store(&liveCount{dead: dead, df: df})
	return df, nil
}

// lists returns the list of every term in every segment of the snapshot, from
// the cache or the source; nil where a segment does not have the term.
func (s *Searcher) lists(ctx context.Context, snap *Snapshot, terms []string) ([][]*list, error) {
	out := make([][]*list, len(terms))
	type want struct {
		term, segment int
		pages         []pageEntry
	}
	var wants []want
	var refs []PageRef
	at := map[PageRef]int{}
	for t, term := range terms {
		out[t] = make([]*list, len(snap.segments))
		folded, ok := foldedText(term)
		if !ok {
			folded = foldTerm(term)
		}
		for g, seg := range snap.segments {
			if l, ok := s.cache.get(cacheKey{seg.ID, term}); ok {
				out[t][g] = l
				continue
			}
			w := want{t, g, seg.pagesOf(folded)}
			for _, p := range w.pages {
				ref := PageRef{seg.ID, p.page}
				if _, ok := at[ref]; !ok {
					at[ref] = len(refs)
					refs = append(refs, ref)
				}
			}
			wants = append(wants, w)
		}
	}
	if len(wants) == 0 {
		return out, nil
	}
	pages, err := s.source.Pages(ctx, refs)
	if err != nil {
		return nil, fmt.Errorf("lexical: read %d pages of terms: %w", len(refs), err)
	}
	found := make([][]*entry, len(wants))
	segments := make([]SegmentID, len(wants))
	for i, w := range wants {
		id := snap.segments[w.segment].ID
		segments[i] = id
		term := terms[w.term]
		folded, all := foldedText(term)
		if !all {
			folded = foldTerm(term)
		}
		for _, p := range w.pages {
			err := readPage(pages[at[PageRef{id, p.page}]], folded, func(e *entry) bool {
				if e.folded == folded && (all || e.exact == term) {
					found[i] = append(found[i], e)
				}
				return e.folded == folded
			})
			if err != nil {
				return nil, fmt.Errorf("lexical: segment %d page %d: %w", id, p.page, err)
			}
		}
	}
	if err := attachAll(ctx, s.source, segments, found); err != nil {
		return nil, fmt.Errorf("lexical: read postings: %w", err)
	}
	for i, w := range wants {
		spellings := make([]*list, len(found[i]))
		for j, e := range found[i] {
			spellings[j] = newList(e)
		}
		l, err := union(spellings, &s.params)
		if err != nil {
			return nil, fmt.Errorf("lexical: postings of %q: %w", terms[w.term], err)
		}
		s.cache.put(cacheKey{segments[i], terms[w.term]}, l)
		out[w.term][w.segment] = l
	}
	return out, nil
}
