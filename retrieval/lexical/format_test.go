package lexical

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
)

func TestBlocksComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var want []posting
		var raw []byte
		previous := -1
		for at := r.IntN(3); at < windowSize; at += 1 + r.IntN(400) {
			p := posting{offset: uint16(at)}
			switch r.IntN(3) {
			case 0:
				p.tf[Body] = 1 + r.Uint32N(3)
			case 1:
				p.tf[Name] = 1
			default:
				for f := range p.tf {
					p.tf[f] = r.Uint32N(70000)
				}
				p.tf[Context]++
			}
			raw = appendPosting(raw, previous, &p)
			previous = at
			want = append(want, p)
		}
		var got []posting
		if err := decodeBlock(raw, len(want), func(p *posting) { got = append(got, *p) }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		if err := decodeBlock(raw, len(want)+1, func(*posting) {}); !errors.Is(err, ErrCorrupt) {
			t.Errorf("one posting too many: %v", err)
		}
		if err := decodeBlock(raw, len(want)-1, func(*posting) {}); !errors.Is(err, ErrCorrupt) {
			t.Errorf("bytes left over: %v", err)
		}
	}
}

// TestBoundsHold checks that a bound found under one average length is one under
// any other.
func TestBoundsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 100_000 {
		p := Params{K1: 2 * r.Float64(), B: r.Float64()}
		then, now := 1+100*r.Float64(), 1+100*r.Float64()
		tf, length := 50*r.Float64(), 500*r.Float64()
		bound := float64(quantizeBound(p.scale(then).impact(tf, length))) / 255
		if got, limit := p.scale(now).impact(tf, length), widen(bound, then, now); got > limit+1e-12 {
			t.Fatalf("%+v tf %v length %v: impact %v over its bound %v (average %v, then %v)", p, tf, length, got, limit, now, then)
		}
	}
}

// segmentRows builds a segment of random documents and returns its rows.
func segmentRows(t testing.TB, seed uint64, documents int) (header []byte, pages [][]byte) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	b := NewBuilder(DefaultParams())
	next := corpus.ChunkID(1)
	for i := range documents {
		d, chunks := randomDocument(r, i)
		if err := b.Add(&d, next, chunks); err != nil {
			t.Fatal(err)
		}
		next += corpus.ChunkID(len(chunks))
	}
	header, err := b.Finish(func(n uint32, data []byte) error {
		if int(n) != len(pages) {
			return fmt.Errorf("page %d after %d", n, len(pages))
		}
		pages = append(pages, slices.Clone(data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return header, pages
}

func TestPagesFitADatabasePage(t *testing.T) {
	header, pages := segmentRows(t, 1, 6000)
	s, err := ReadSegment(1, header)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.pages) < 3 {
		t.Fatalf("only %d pages of terms", len(s.pages))
	}
	for _, p := range s.pages {
		if n := len(pages[p.page]); n > maxPage+4 {
			t.Errorf("page %d has %d bytes", p.page, n)
		}
	}
	if long := len(pages) - len(s.pages); long == 0 {
		t.Error("no term has a page of its own")
	}
}

// TestDamageIsSeen flips every byte of a header and a page.
func TestDamageIsSeen(t *testing.T) {
	header, pages := segmentRows(t, 2, 5)
	for i := range header {
		bad := slices.Clone(header)
		bad[i] ^= 1 << (i % 8)
		if _, err := ReadSegment(1, bad); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("byte %d of the header: %v", i, err)
		}
	}
	for i := range pages[0] {
		bad := slices.Clone(pages[0])
		bad[i] ^= 1 << (i % 8)
		if err := readPage(bad, "", func(*entry) bool { return true }); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("byte %d of the page: %v", i, err)
		}
	}
}

func FuzzReadPage(f *testing.F) {
	_, pages := segmentRows(f, 3, 8)
	for _, p := range pages[:min(3, len(pages))] {
		f.Add(p[:len(p)-4], "a")
	}
	f.Add([]byte{0, 0, 0, 1, 0, 1, 255, 255, 255, 255, 15, 1, 0, 0}, "")
	f.Fuzz(func(t *testing.T, raw []byte, from string) {
		entries := 0
		err := readPage(seal(slices.Clone(raw)), from, func(e *entry) bool {
			entries++
			for i := range e.blocks {
				if e.external == 0 {
					_ = decodeBlock(e.blocks[i].raw, e.blocks[i].n, func(p *posting) {
						if p.offset >= windowSize {
							t.Errorf("offset %d", p.offset)
						}
					})
				}
			}
			if e.external == 0 && entries < 4 {
				_, _ = union([]*list{newList(e), newList(e)}, &Params{K1: 1})
			}
			return true
		})
		if err != nil && !errors.Is(err, ErrCorrupt) {
			t.Errorf("error of another kind: %v", err)
		}
	})
}

func FuzzReadSegment(f *testing.F) {
	header, _ := segmentRows(f, 4, 8)
	f.Add(header[:len(header)-4])
	f.Add([]byte{segmentFormat})
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ReadSegment(1, seal(slices.Clone(raw)))
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("error of another kind: %v", err)
			}
			return
		}
		if again, err := ReadSegment(1, s.encode()); err != nil || !bytes.Equal(s.encode(), again.encode()) {
			t.Errorf("a header that can be read cannot be written again: %v", err)
		}
	})
}

// TestMergePolicy commits many small segments and merges when told to: few
// segments stay, and no posting is written often.
func TestMergePolicy(t *testing.T) {
	const commits, perCommit = 600, 500
	snap := NewSnapshot(DefaultParams())
	var segments []*Segment
	id := SegmentID(0)
	next := uint32(1)
	written, most := 0, 0
	add := func(ids *roaring.Bitmap) {
		id++
		s := &Segment{ID: id, Chunks: ids}
		for it := ids.Iterator(); it.HasNext(); {
			s.facts = append(s.facts, chunkFacts{id: corpus.ChunkID(it.Next()), doc: &DocumentFacts{}})
		}
		segments = append(segments, s)
		snap = snap.Next(segments, roaring.New())
	}
	merge := func(idle bool) bool {
		pick := snap.PickMerge(idle)
		if pick == nil {
			return false
		}
		all := roaring.New()
		for _, s := range pick {
			all.Or(s.Chunks)
		}
		segments = slices.DeleteFunc(segments, func(s *Segment) bool { return slices.Contains(pick, s) })
		written += int(all.GetCardinality())
		add(all)
		return true
	}
	for range commits {
		ids := roaring.New()
		ids.AddRange(uint64(next), uint64(next+perCommit))
		next += perCommit
		written += perCommit
		add(ids)
		for merge(false) {
		}
		most = max(most, len(segments))
	}
	if most > 40 {
		t.Errorf("up to %d segments while commits come in", most)
	}
	for merge(true) {
	}
	if len(segments) > 4 {
		t.Errorf("%d segments when idle", len(segments))
	}
	if times := float64(written) / float64(commits*perCommit); times > 5 {
		t.Errorf("every posting was written %.1f times", times)
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(10_000)
	for i := range 500 {
		c.put(cacheKey{1, fmt.Sprint(i)}, &list{size: 300})
		if c.used > 10_000 {
			t.Fatalf("%d bytes used", c.used)
		}
		if i > 0 {
			if _, ok := c.get(cacheKey{1, "0"}); !ok {
				t.Fatalf("the list used all the time went after %d others", i)
			}
		}
	}
	c.forget(map[SegmentID]bool{2: true})
	if c.used != 0 || len(c.items) != 0 {
		t.Errorf("%d bytes, %d lists after forgetting all", c.used, len(c.items))
	}
	c.put(cacheKey{2, "large"}, &list{size: 20_000})
	if c.used != 0 {
		t.Errorf("a list larger than the cache is kept")
	}
}

// TestVerifySeesDifferences changes a text behind the index's back.
func TestVerifySeesDifferences(t *testing.T) {
	m := newMemory(t, DefaultParams())
	r := rand.New(rand.NewPCG(9, 9))
	var stored []Stored
	for i := range 30 {
		d, chunks := randomDocument(r, i)
		first := m.next
		m.put([]corpus.DocumentInfo{d}, [][]corpus.Chunk{chunks})
		for j := range chunks {
			stored = append(stored, Stored{ID: first + corpus.ChunkID(j), Document: &d, Chunk: &chunks[j]})
		}
	}
	m.merge(3, 20)
	verify := func() *Report {
		t.Helper()
		report, err := Verify(context.Background(), m, m.snap, func(yield func(Stored, error) bool) {
			for _, s := range stored {
				if !yield(s, nil) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	if got := verify(); !got.Clean() {
		t.Fatalf("a sound index: %+v", got)
	}
	changed := *stored[5].Chunk
	changed.Text += " thêm"
	stored[5].Chunk = &changed
	moved := *stored[7].Chunk
	moved.From++
	stored[7].Chunk = &moved
	gone, extra := stored[9].ID, m.next
	stored[9].ID = extra
	got := verify()
	if !slices.Equal(got.Different, []corpus.ChunkID{stored[5].ID, stored[7].ID}) ||
		!slices.Equal(got.Missing, []corpus.ChunkID{extra}) || !slices.Equal(got.Unknown, []corpus.ChunkID{gone}) {
		t.Errorf("%+v", got)
	}
}
