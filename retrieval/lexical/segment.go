package lexical

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
)

// SegmentID is a store's number for a segment. It is never reused.
type SegmentID uint64

// Segment is what stays in memory of a segment: which chunks it holds, with
// what filters and lengths need of them, and which page holds which terms. A
// segment never changes; its rows are
//
//	header   one row, read when the segment is first seen
//	page     terms in order, each with its blocks of postings, or, where these
//	         are long, the number of the page that holds only them
//
// so that the many rare terms share a row and the few frequent ones are read
// alone.
type Segment struct {
	ID      SegmentID
	Chunks  *roaring.Bitmap
	params  Params  // by which the block maxima were found
	average float64 // length at that time
	facts   []chunkFacts
	pages   []pageEntry
}

// chunkFacts is what the header tells of a chunk.
type chunkFacts struct {
	id      corpus.ChunkID
	doc     *DocumentFacts
	iv      corpus.Interval
	lengths [NumFields]uint32
}

// pageEntry says from which term on a page holds terms.
type pageEntry struct {
	first string // folded
	page  uint32
}

const segmentFormat = 1

func (s *Segment) encode() []byte {
	b := []byte{segmentFormat}
	b = appendFloat(appendFloat(b, s.params.K1), s.params.B)
	for _, w := range s.params.Weights {
		b = appendFloat(b, w)
	}
	b = appendFloat(b, s.average)
	number := map[*DocumentFacts]int{}
	var docs []*DocumentFacts
	for i := range s.facts {
		if d := s.facts[i].doc; number[d] == 0 {
			docs = append(docs, d)
			number[d] = len(docs)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(docs)))
	for _, d := range docs {
		b = appendString(appendString(appendString(appendString(b, d.ID), d.Key), string(d.Kind)), d.Issuer)
	}
	b = binary.AppendUvarint(b, uint64(len(s.facts)))
	previous := corpus.ChunkID(0)
	for i := 0; i < len(s.facts); { // runs of chunks of one document and one interval
		run := i + 1
		for run < len(s.facts) && s.facts[run].doc == s.facts[i].doc && s.facts[run].iv == s.facts[i].iv {
			run++
		}
		b = binary.AppendUvarint(b, uint64(run-i))
		b = binary.AppendUvarint(b, uint64(number[s.facts[i].doc]-1))
		b = binary.AppendUvarint(b, uint64(uint32(s.facts[i].iv.From)))
		b = binary.AppendUvarint(b, uint64(uint32(s.facts[i].iv.To)))
		for ; i < run; i++ {
			f := &s.facts[i]
			b = binary.AppendUvarint(b, uint64(f.id-previous))
			previous = f.id
			for _, n := range f.lengths {
				b = binary.AppendUvarint(b, uint64(n))
			}
		}
	}
	b = binary.AppendUvarint(b, uint64(len(s.pages)))
	for _, p := range s.pages {
		b = appendString(binary.AppendUvarint(b, uint64(p.page)), p.first)
	}
	return seal(b)
}

// ReadSegment reads a segment's header row.
func ReadSegment(id SegmentID, header []byte) (*Segment, error) {
	s := &Segment{ID: id, Chunks: roaring.New()}
	if err := s.decode(header); err != nil {
		return nil, fmt.Errorf("lexical: read header of segment %d: %w", id, err)
	}
	return s, nil
}

func (s *Segment) decode(header []byte) error {
	raw, err := unseal(header)
	if err != nil {
		return err
	}
	d := decoder{b: raw}
	if v := d.byte(); v != segmentFormat {
		return fmt.Errorf("%w: format %d", ErrCorrupt, v)
	}
	s.params.K1, s.params.B = d.float(), d.float()
	for f := range s.params.Weights {
		s.params.Weights[f] = d.float()
	}
	s.average = d.float()
	docs := make([]*DocumentFacts, d.count())
	for i := range docs {
		docs[i] = &DocumentFacts{ID: d.string(), Key: d.string(), Kind: corpus.Kind(d.string()), Issuer: d.string()}
	}
	n := d.count()
	s.facts = make([]chunkFacts, 0, n)
	ids := make([]uint32, 0, n)
	previous := uint64(0)
	for len(s.facts) < n && !d.bad {
		run := d.number(n - len(s.facts))
		doc := d.number(len(docs) - 1)
		from, to := d.number(math.MaxInt32), d.number(math.MaxInt32)
		if run == 0 || d.bad {
			d.fail()
			break
		}
		f := chunkFacts{doc: docs[doc], iv: corpus.Interval{From: corpus.Date(from), To: corpus.Date(to)}}
		for range run {
			id := previous + uint64(d.number(math.MaxUint32))
			if id > math.MaxUint32 || len(ids) > 0 && id == previous {
				d.fail()
			}
			f.id, previous = corpus.ChunkID(id), id
			for i := range f.lengths {
				f.lengths[i] = uint32(d.number(math.MaxUint32))
			}
			s.facts = append(s.facts, f)
			ids = append(ids, uint32(id))
		}
	}
	s.Chunks.AddMany(ids)
	s.Chunks.RunOptimize()
	s.pages = make([]pageEntry, d.count())
	for i := range s.pages {
		s.pages[i].page = uint32(d.number(math.MaxUint32))
		s.pages[i].first = d.string()
	}
	if !slices.IsSortedFunc(s.pages, func(a, b pageEntry) int { return strings.Compare(a.first, b.first) }) || len(d.b) != 0 {
		d.fail()
	}
	return d.err("header")
}

// pagesOf returns the pages in which a folded term may stand: more than one
// where its spellings cross a page's end.
func (s *Segment) pagesOf(folded string) []pageEntry {
	from := sort.Search(len(s.pages), func(i int) bool { return s.pages[i].first >= folded })
	to := from
	for to < len(s.pages) && s.pages[to].first == folded {
		to++
	}
	if from > 0 {
		from--
	}
	return s.pages[from:to]
}
