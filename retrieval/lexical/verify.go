package lexical

import (
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"math"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
)

// Stored is a chunk as the rows of a store hold it.
type Stored struct {
	ID       corpus.ChunkID
	Document *corpus.DocumentInfo
	Chunk    *corpus.Chunk
}

// Report is what [Verify] found wrong.
type Report struct {
	Missing   []corpus.ChunkID // have a row and are not in the index
	Unknown   []corpus.ChunkID // are in the index and have no row
	Different []corpus.ChunkID // are in the index otherwise than their text says
}

// Clean says that index and rows agree.
func (r *Report) Clean() bool { return len(r.Missing)+len(r.Unknown)+len(r.Different) == 0 }

// Verify reads all postings of a snapshot and holds them against the text of all
// chunks. An error is a failure to read, damaged bytes among them.
func Verify(ctx context.Context, src Source, snap *Snapshot, chunks iter.Seq2[Stored, error]) (*Report, error) {
	v := &verifier{seed: maphash.MakeSeed(), sums: map[uint32]*[windowSize]uint64{}}
	for _, g := range snap.segments {
		if err := v.segment(ctx, src, snap, g); err != nil {
			return nil, fmt.Errorf("lexical: verify segment %d: %w", g.ID, err)
		}
	}
	report := &Report{}
	rest := snap.live.Clone()
	seen := roaring.New()
	for c, err := range chunks {
		if err != nil {
			return nil, err
		}
		id := uint32(c.ID)
		switch {
		case !rest.CheckedRemove(id):
			report.Missing = append(report.Missing, c.ID)
		case !v.same(snap, c):
			report.Different = append(report.Different, c.ID)
		}
		seen.Add(id)
	}
	for it := rest.Iterator(); it.HasNext(); {
		report.Unknown = append(report.Unknown, corpus.ChunkID(it.Next()))
	}
	return report, nil
}

// verifier adds up, for every chunk, a hash of each of its postings: equal sums
// mean equal sets of terms with equal frequencies.
type verifier struct {
	seed maphash.Seed
	sums map[uint32]*[windowSize]uint64
}

func (v *verifier) segment(ctx context.Context, src Source, snap *Snapshot, g *Segment) error {
	r := &termReader{src: src, segment: g}
	var last *entry
	for {
		if err := r.next(ctx); err != nil {
			return err
		}
		e := r.current
		if e == nil {
			return nil
		}
		if last != nil && compareTerms(last.folded, last.exact, e.folded, e.exact) >= 0 {
			return fmt.Errorf("%w: %q stands after %q", ErrCorrupt, e.exact, last.exact)
		}
		if foldTerm(e.exact) != e.folded {
			return fmt.Errorf("%w: %q stands under %q", ErrCorrupt, e.exact, e.folded)
		}
		last = e
		term, n := maphash.String(v.seed, e.exact), 0
		for i := range e.blocks {
			b := &e.blocks[i]
			n += b.n
			sums := v.sums[b.window]
			if sums == nil {
				sums = new([windowSize]uint64)
				v.sums[b.window] = sums
			}
			err := decodeBlock(b.raw, b.n, func(p *posting) {
				if snap.live.Contains(b.window<<windowBits | uint32(p.offset)) {
					sums[p.offset] += mix(term, &p.tf)
				}
			})
			if err != nil {
				return fmt.Errorf("postings of %q: %w", e.exact, err)
			}
		}
		if n != e.df {
			return fmt.Errorf("%w: %q has %d postings, says %d", ErrCorrupt, e.exact, n, e.df)
		}
	}
}

func (v *verifier) same(snap *Snapshot, c Stored) bool {
	fields := FieldsOf(c.Document, c.Chunk)
	terms, lengths := DocumentTerms(&fields)
	sum := uint64(0)
	for t, n := range terms {
		var tf [NumFields]uint32
		for f := range n {
			tf[f] = uint32(min(n[f], math.MaxUint16))
		}
		sum += mix(maphash.String(v.seed, t), &tf)
	}
	window, at := uint32(c.ID)>>windowBits, c.ID&windowMask
	if sums := v.sums[window]; sums == nil && sum != 0 || sums != nil && sums[at] != sum {
		return false
	}
	w := snap.window(window)
	var length [NumFields]uint32
	for f, n := range lengths {
		length[f] = uint32(n)
	}
	return *w.doc[at] == FactsOf(c.Document) && w.iv[at] == c.Chunk.Interval &&
		w.length[at] == float32(snap.params.length(&length))
}

// mix hashes a term's hash with frequencies.
func mix(h uint64, tf *[NumFields]uint32) uint64 {
	for _, n := range tf {
		h = (h ^ uint64(n)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return h
}
