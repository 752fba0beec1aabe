package lexical

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
)

// memory keeps segments in maps, as a database would in rows, beside the plain
// reference.
type memory struct {
	t        testing.TB
	params   Params
	pages    map[PageRef][]byte
	segments []*Segment
	tombs    *roaring.Bitmap
	fields   map[corpus.ChunkID]Fields
	next     corpus.ChunkID
	ids      SegmentID
	exact    *Exact
	snap     *Snapshot
	search   *Searcher
	reads    int
}

func newMemory(t testing.TB, p Params) *memory {
	m := &memory{t: t, params: p, pages: map[PageRef][]byte{}, tombs: roaring.New(), fields: map[corpus.ChunkID]Fields{},
		next: 1, exact: NewExact(p), snap: NewSnapshot(p)}
	m.search = NewSearcher(m, p, 1<<20)
	return m
}

func (m *memory) Pages(_ context.Context, refs []PageRef) ([][]byte, error) {
	out := make([][]byte, len(refs))
	for i, r := range refs {
		m.reads++
		if out[i] = m.pages[r]; out[i] == nil {
			return nil, fmt.Errorf("%w: page %v", ErrNoSegment, r)
		}
	}
	return out, nil
}

func (m *memory) Fields(_ context.Context, ids []corpus.ChunkID) ([]Fields, error) {
	out := make([]Fields, len(ids))
	for i, id := range ids {
		out[i] = m.fields[id]
	}
	return out, nil
}

func (m *memory) emit(page uint32, data []byte) error {
	m.pages[PageRef{m.ids, page}] = slices.Clone(data)
	return nil
}

// put commits documents of chunks as one segment and returns the first number.
func (m *memory) put(docs []corpus.DocumentInfo, chunks [][]corpus.Chunk) {
	m.t.Helper()
	m.ids++
	b := NewBuilder(m.params)
	for i := range docs {
		if err := b.Add(&docs[i], m.next, chunks[i]); err != nil {
			m.t.Fatal(err)
		}
		for j := range chunks[i] {
			m.exact.Add(m.next, &docs[i], &chunks[i][j])
			m.fields[m.next] = FieldsOf(&docs[i], &chunks[i][j])
			m.next++
		}
	}
	header, err := b.Finish(m.emit)
	if err != nil {
		m.t.Fatal(err)
	}
	m.addSegment(header)
	m.refresh()
}

func (m *memory) addSegment(header []byte) {
	m.t.Helper()
	s, err := ReadSegment(m.ids, header)
	if err != nil {
		m.t.Fatal(err)
	}
	m.segments = append(m.segments, s)
}

func (m *memory) remove(ids ...corpus.ChunkID) {
	for _, id := range ids {
		m.exact.Remove(id)
		m.tombs.Add(uint32(id))
	}
	m.refresh()
}

func (m *memory) refresh() {
	m.snap = m.snap.Next(m.segments, m.tombs)
	m.search.Forget(m.snap)
}

func (m *memory) merge(from, to int) {
	m.t.Helper()
	m.ids++
	header, purged, err := Merge(context.Background(), m, m.segments[from:to], m.tombs, m.params, m.emit)
	if err != nil {
		m.t.Fatal(err)
	}
	m.segments = slices.Delete(m.segments, from, to)
	if header != nil {
		m.addSegment(header)
	}
	m.tombs.AndNot(purged)
	m.refresh()
}

// check holds a search against the reference.
func (m *memory) check(terms []Term, f Filter, k int) {
	m.t.Helper()
	ctx := context.Background()
	got, err := m.search.Search(ctx, m.snap, terms, f, k)
	if err != nil {
		m.t.Fatal(err)
	}
	want := m.exact.Search(terms, f, k)
	if err := sameHits(got, want, m.exact.Search(terms, f, len(m.exact.chunks))); err != nil {
		m.t.Fatalf("search %v filter %+v k %d: %v\ngot  %v\nwant %v", terms, f, k, err, got, want)
	}
	names := []string{"không-có", "~khong"}
	for _, t := range terms {
		names = append(names, t.Term)
	}
	df, n, err := m.search.Frequencies(ctx, m.snap, names)
	if err != nil {
		m.t.Fatal(err)
	}
	wantDF, wantN := m.exact.Frequencies(names)
	if n != wantN || !slices.Equal(df, wantDF) {
		m.t.Fatalf("frequencies of %q = %v of %d, want %v of %d", names, df, n, wantDF, wantN)
	}
}

// sameHits compares two rankings: equal scores, and equal chunks but for those
// whose scores differ by rounding only.
func sameHits(got, want, all []Hit) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d hits, want %d", len(got), len(want))
	}
	scores := map[corpus.ChunkID]float64{}
	for _, h := range all {
		scores[h.Chunk] = h.Score
	}
	seen := map[corpus.ChunkID]bool{}
	for i := range got {
		near := 1e-5 * (1 + math.Abs(want[i].Score))
		exact, ok := scores[got[i].Chunk]
		switch {
		case !ok || seen[got[i].Chunk]:
			return fmt.Errorf("hit %d: chunk %d should not be there", i, got[i].Chunk)
		case math.Abs(got[i].Score-want[i].Score) > near, math.Abs(exact-want[i].Score) > near:
			return fmt.Errorf("hit %d: score %v of chunk %d, want %v", i, got[i].Score, got[i].Chunk, want[i].Score)
		}
		seen[got[i].Chunk] = true
	}
	return nil
}

var syllables = strings.Fields(`luật lao động thử việc hợp đồng đất đai thừa kế người hòa hoà bồi thường thuế
	phạt tiền nghỉ nghị nghĩ quyền sở hữu 45/2019/QH14 12a 1.000 công an cong an`)

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString([]string{" ", " ", " ", " ", ", ", ". ", "\n"}[r.IntN(7)])
		}
		// Zipf-like, so that some terms are everywhere and some are rare.
		b.WriteString(syllables[int(float64(len(syllables))*math.Pow(r.Float64(), 2))])
	}
	return b.String()
}

func randomDocument(r *rand.Rand, n int) (corpus.DocumentInfo, []corpus.Chunk) {
	id := fmt.Sprintf("doc-%d", n)
	d := corpus.DocumentInfo{ID: id, Key: "key-" + id, Kind: []corpus.Kind{corpus.KindLaw, corpus.KindDecree}[r.IntN(2)],
		Issuer: []string{"Quốc hội", "Chính phủ", ""}[r.IntN(3)], Title: randomText(r, 3), Number: "45/2019/QH14"}
	chunks := make([]corpus.Chunk, r.IntN(4))
	for i := range chunks {
		c := &chunks[i]
		c.Path, c.Label, c.Document = fmt.Sprintf("d%d", i), fmt.Sprintf("Điều %d", i), id
		if r.IntN(2) == 0 {
			c.Heading = randomText(r, 2)
		}
		c.Text = c.Label + ". " + c.Heading + "\n" + randomText(r, 1+r.IntN(30))
		if r.IntN(2) == 0 {
			c.From = corpus.Date(20000101 + r.IntN(20)*10000)
		}
		if r.IntN(4) == 0 {
			c.To = corpus.Date(20100101 + r.IntN(20)*10000)
		}
		if r.IntN(3) == 0 {
			c.Context = []string{randomText(r, 2)}
		}
	}
	return d, chunks
}

func randomTerms(r *rand.Rand) []Term {
	text := randomText(r, 1+r.IntN(6))
	terms := QueryTerms(text)
	if r.IntN(3) == 0 {
		terms = FoldedQueryTerms(text)
	}
	for i := range terms {
		terms[i].Weight *= 0.2 + r.Float64()
	}
	if r.IntN(5) == 0 {
		terms = append(terms, Term{Phrase(randomText(r, 1+r.IntN(3))), 1})
	}
	return terms
}

func randomFilter(r *rand.Rand) Filter {
	var f Filter
	if r.IntN(2) == 0 {
		f.AsOf = corpus.Date(20000101 + r.IntN(30)*10000)
	}
	if r.IntN(4) == 0 {
		f.Kinds = []corpus.Kind{corpus.KindLaw}
	}
	if r.IntN(4) == 0 {
		f.Issuers = []string{"Quốc hội", "không có"}
	}
	if r.IntN(6) == 0 {
		for range 5 {
			f.Documents = append(f.Documents, fmt.Sprintf("doc-%d", r.IntN(60)), fmt.Sprintf("key-doc-%d", r.IntN(60)))
		}
	}
	return f
}

// TestRandomHistories holds the engine against the reference over random
// commits, removals and merges. Numbers are spread over several windows.
func TestRandomHistories(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			p := DefaultParams()
			if seed%3 == 1 {
				p.Weights = [NumFields]float64{1, 2.5, 0, 0.3}
			}
			m := newMemory(t, p)
			docs := 0
			for range 60 {
				switch r.IntN(6) {
				case 0, 1, 2:
					var infos []corpus.DocumentInfo
					var chunks [][]corpus.Chunk
					for range 1 + r.IntN(5) {
						d, c := randomDocument(r, docs)
						infos, chunks = append(infos, d), append(chunks, c)
						docs++
					}
					m.put(infos, chunks)
					m.next += corpus.ChunkID(r.IntN(3) * 900)
				case 3:
					for id := range m.exact.chunks {
						m.remove(id)
						break
					}
				case 4:
					if n := len(m.segments); n > 0 {
						from := r.IntN(n)
						m.merge(from, from+1+r.IntN(n-from))
					}
				case 5:
					for range 4 {
						m.check(randomTerms(r), randomFilter(r), 1+r.IntN(30))
					}
				}
			}
			for range 30 {
				m.check(randomTerms(r), randomFilter(r), 1+r.IntN(30))
			}
		})
	}
}

// TestSkipping searches a collection large enough for windows and weak terms to
// be skipped, with thresholds that matter.
func TestSkipping(t *testing.T) {
	const skippingBatch = 450 // documents of 1.5 chunks: two windows in all
	r := rand.New(rand.NewPCG(7, 7))
	m := newMemory(t, DefaultParams())
	for batch := range 12 {
		var infos []corpus.DocumentInfo
		var chunks [][]corpus.Chunk
		for i := range skippingBatch {
			d, c := randomDocument(r, batch*skippingBatch+i)
			infos, chunks = append(infos, d), append(chunks, c)
		}
		m.put(infos, chunks)
		if batch == 7 {
			m.merge(0, 5)
		}
	}
	for range 40 {
		m.check(randomTerms(r), randomFilter(r), 1+r.IntN(100))
	}
}

// TestGoneBeforeSeen opens an index whose only documents, or whose last, were
// removed before: their postings still stand in segments.
func TestGoneBeforeSeen(t *testing.T) {
	ctx := context.Background()
	for _, first := range []int{0, 3} { // chunks that stay
		m := newMemory(t, DefaultParams())
		m.put([]corpus.DocumentInfo{{ID: "a"}}, [][]corpus.Chunk{slices.Repeat([]corpus.Chunk{{Text: "thừa kế"}}, first)})
		m.next += 2 * windowSize // in a window of their own
		m.put([]corpus.DocumentInfo{{ID: "b"}}, [][]corpus.Chunk{{{Text: "thừa kế"}, {Text: "thừa kế"}}})
		m.remove(m.next-1, m.next-2)
		m.snap = NewSnapshot(m.params).Next(m.segments, m.tombs) // as another program sees it
		df, n, err := m.search.Frequencies(ctx, m.snap, []string{"thừa", Phrase("thừa kế")})
		if err != nil || n != first || df[0] != first || df[1] != first {
			t.Errorf("%d chunks stay: frequencies %v of %d, %v", first, df, n, err)
		}
		hits, err := m.search.Search(ctx, m.snap, QueryTerms("thừa kế"), Filter{}, 10)
		if err != nil || len(hits) != first {
			t.Errorf("%d chunks stay: %d hits, %v", first, len(hits), err)
		}
		if d := m.snap.Document(m.next - 1); d != "" {
			t.Errorf("a chunk that is gone belongs to %q", d)
		}
	}
}
