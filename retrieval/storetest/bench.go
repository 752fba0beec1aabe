package storetest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// realCorpus is the pháp điển with vectors, and the questions, read once.
var realCorpus = sync.OnceValue(func() *RealCorpus { return &RealCorpus{} })

// RealCorpus is what benchmarks load and ask.
type RealCorpus struct {
	once      sync.Once
	Entries   []corpus.Entry
	Questions []Question
	Vectors   [][]float32 // of the questions
	refOnce   sync.Once
	reference *Reference
}

// Real returns the pháp điển with vectors, and skips where there is none.
func Real(t testing.TB) *RealCorpus {
	t.Helper()
	r := realCorpus()
	r.once.Do(func() {
		r.Entries, r.Questions = PhapDien(t), Zalo(t)
		WithVectors(r.Entries)
		for _, q := range r.Questions {
			r.Vectors = append(r.Vectors, Embed(q.Text))
		}
	})
	if r.Entries == nil {
		t.Skip("real data not found: set TROLYLUAT_DATA or put the folder at ../shared/data beside the checkout")
	}
	return r
}

// Reference returns exact BM25F over the corpus.
func (r *RealCorpus) Reference() *Reference {
	r.refOnce.Do(func() {
		r.reference = NewReference(r.Questions)
		r.reference.Add(r.Entries)
	})
	return r.reference
}

// LoadBatch is how many documents one commit of a load holds.
const LoadBatch = 64

// Load commits entries as ingestion would and returns how long it took.
func Load(t testing.TB, s Store, entries []corpus.Entry) time.Duration {
	t.Helper()
	start := time.Now()
	for batch := range slices.Chunk(entries, LoadBatch) {
		put(t, s, batch...)
	}
	return time.Since(start)
}

// numbers maps a store's chunk numbers to places.
func numbers(t testing.TB, s Store) map[corpus.ChunkID]Place {
	t.Helper()
	out := map[corpus.ChunkID]Place{}
	for _, id := range ids(t, s) {
		for i, c := range articles(t, s, id, "") {
			out[c.ID] = Place{id, i}
		}
	}
	return out
}

// Timing collects durations of single operations.
type Timing []time.Duration

// At returns a percentile.
func (t Timing) At(percent int) time.Duration {
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	return t[min(len(t)*percent/100, len(t)-1)]
}

// Report adds median and 95th percentile to a benchmark.
func (t Timing) Report(b *testing.B, what string) {
	b.ReportMetric(float64(t.At(50).Microseconds())/1000, what+"-p50-ms")
	b.ReportMetric(float64(t.At(95).Microseconds())/1000, what+"-p95-ms")
}

// HeapMB returns the live heap in MB.
func HeapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// Benchmark measures searches on a store that holds [Real]. drop empties the
// store's caches in memory.
func Benchmark(b *testing.B, s Store, drop func()) {
	ctx := context.Background()
	real := Real(b)
	n := len(real.Questions)
	each := func(name string, warm bool, do func(i int) error) {
		b.Run(name, func(b *testing.B) {
			if warm {
				for i := range n {
					if err := do(i); err != nil {
						b.Fatal(err)
					}
				}
			}
			var t Timing
			for i := 0; b.Loop(); i++ {
				if !warm {
					drop()
				}
				start := time.Now()
				if err := do(i % n); err != nil {
					b.Fatal(err)
				}
				t = append(t, time.Since(start))
			}
			t.Report(b, "op")
		})
	}
	lexicalSearch := func(f retrieval.Filter) func(int) error {
		return func(i int) error {
			_, err := s.Lexical(ctx, Query(real.Questions[i].Text), f, 100)
			return err
		}
	}
	nearest := func(f retrieval.Filter) func(int) error {
		return func(i int) error {
			_, err := s.Nearest(ctx, EmbedModel, real.Vectors[i], f, 100)
			return err
		}
	}
	inForce := retrieval.Filter{AsOf: 20200101}
	each("Lexical", true, lexicalSearch(retrieval.Filter{}))
	each("LexicalInForce", true, lexicalSearch(inForce))
	each("LexicalFolded", true, func(i int) error {
		_, err := s.Lexical(ctx, FoldedQuery(real.Questions[i].Text), retrieval.Filter{}, 100)
		return err
	})
	each("LexicalCold", false, lexicalSearch(retrieval.Filter{}))
	b.Run("LexicalReference", func(b *testing.B) {
		ref := real.Reference()
		var t Timing
		for i := 0; b.Loop(); i++ {
			start := time.Now()
			ref.Search(real.Questions[i%n].Text, 100)
			t = append(t, time.Since(start))
		}
		t.Report(b, "op")
	})
	each("Nearest", true, nearest(retrieval.Filter{}))
	each("NearestInForce", true, nearest(inForce))
	each("NearestOneLaw", true, nearest(retrieval.Filter{Documents: []string{"45/2019/QH14"}}))
	each("Fused", true, func(i int) error {
		if err := lexicalSearch(inForce)(i); err != nil {
			return err
		}
		return nearest(inForce)(i)
	})
	each("Chunks", true, func(i int) error {
		c, err := s.Lexical(ctx, Query(real.Questions[i].Text), retrieval.Filter{}, 100)
		if err != nil {
			return err
		}
		ids := make([]corpus.ChunkID, len(c))
		for j := range c {
			ids[j] = c[j].Chunk
		}
		_, err = s.Chunks(ctx, ids)
		return err
	})
}

// Quality is how well a store answers the questions, and how much of exact
// BM25F and of exact cosine it finds.
type Quality struct {
	Acc1, Recall10, MRR, Recall100 float64 // against the gold provisions
	Exact100                       float64 // share of exact BM25F's first hundred
	Nearest20                      float64 // share of the exactly nearest twenty
	Nearest20Filtered              float64 // the same under a filter that keeps about 1 %
}

func (q Quality) String() string {
	return fmt.Sprintf("acc@1 %.3f  r@10 %.3f  mrr %.3f  r@100 %.3f  exact@100 %.5f  nearest@20 %.4f  nearest@20 of 1%% %.4f",
		q.Acc1, q.Recall10, q.MRR, q.Recall100, q.Exact100, q.Nearest20, q.Nearest20Filtered)
}

// Measure asks a store that holds [Real] everything, and every so many questions
// among its vectors.
func Measure(t testing.TB, s Store) Quality {
	t.Helper()
	ctx := context.Background()
	real := Real(t)
	ref := real.Reference()
	byID := numbers(t, s)
	source := map[Place]string{}
	for i := range real.Entries {
		for j := range real.Entries[i].Chunks {
			source[Place{real.Entries[i].Document.ID, j}] = real.Entries[i].Chunks[j].SourceID
		}
	}
	var q Quality
	n := float64(len(real.Questions))
	for _, question := range real.Questions {
		c, err := s.Lexical(ctx, Query(question.Text), retrieval.Filter{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		found, first := 0, 0
		for rank, x := range c {
			if slices.Contains(question.Gold, source[byID[x.Chunk]]) {
				if found++; first == 0 {
					first = rank + 1
				}
			}
		}
		if first == 1 {
			q.Acc1 += 1 / n
		}
		if first > 0 && first <= 10 {
			q.Recall10 += 1 / n
		}
		if first > 0 {
			q.MRR += 1 / float64(first) / n
		}
		q.Recall100 += float64(found) / float64(len(question.Gold)) / n
		q.Exact100 += exactShare(ref, question.Text, PlaceOf(byID, c), c) / n
	}
	q.Nearest20, q.Nearest20Filtered = vectorRecall(t, s, real, byID)
	return q
}

// exactShare is the share of the exact first hundred that was found; a chunk
// whose score equals the last one's up to rounding counts.
func exactShare(ref *Reference, text string, got []Place, c []retrieval.Candidate) float64 {
	want, scores := ref.Search(text, 100)
	if len(want) == 0 {
		return 1
	}
	in := map[Place]bool{}
	for i, p := range got {
		in[p] = in[p] || c[i].Score > 0
	}
	hit := 0
	for i, p := range want {
		if in[p] || scores[i] <= scores[len(scores)-1]*(1+1e-6) && len(got) == len(want) {
			hit++
		}
	}
	return float64(hit) / float64(len(want))
}

func vectorRecall(t testing.TB, s Store, real *RealCorpus, byID map[corpus.ChunkID]Place) (all, filtered float64) {
	t.Helper()
	ctx := context.Background()
	const every, k = 7, 20
	filter := onePercent(real.Entries)
	keep := map[string]bool{}
	for _, d := range filter.Documents {
		keep[d] = true
	}
	asked := 0
	for i := 0; i < len(real.Questions); i += every {
		asked++
		for _, f := range []retrieval.Filter{{}, filter} {
			want := nearestExactly(real.Entries, real.Vectors[i], k, func(d string) bool { return len(f.Documents) == 0 || keep[d] })
			c, err := s.Nearest(ctx, EmbedModel, real.Vectors[i], f, k)
			if err != nil {
				t.Fatal(err)
			}
			hit := 0
			for _, p := range PlaceOf(byID, c) {
				if want[p] {
					hit++
				}
			}
			share := float64(hit) / float64(len(want))
			if len(f.Documents) == 0 {
				all += share
			} else {
				filtered += share
			}
		}
	}
	return all / float64(asked), filtered / float64(asked)
}

// onePercent is a filter that keeps about one chunk in a hundred.
func onePercent(entries []corpus.Entry) retrieval.Filter {
	var f retrieval.Filter
	chunks, kept := 0, 0
	for i := range entries {
		chunks += len(entries[i].Chunks)
		if kept*100 < chunks && len(entries[i].Chunks) < 60 {
			f.Documents = append(f.Documents, entries[i].Document.ID)
			kept += len(entries[i].Chunks)
		}
	}
	return f
}

func nearestExactly(entries []corpus.Entry, q []float32, k int, keep func(string) bool) map[Place]bool {
	type scored struct {
		Place
		score float64
	}
	var all []scored
	for i := range entries {
		if !keep(entries[i].Document.ID) {
			continue
		}
		for j, v := range entries[i].Vectors[0].Vectors {
			dot, norm := 0.0, 0.0
			for d := range v {
				dot += float64(v[d]) * float64(q[d])
				norm += float64(v[d]) * float64(v[d])
			}
			if norm > 0 {
				all = append(all, scored{Place{entries[i].Document.ID, j}, dot * dot * sign(dot) / norm})
			}
		}
	}
	slices.SortFunc(all, func(a, b scored) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	out := map[Place]bool{}
	for _, x := range all {
		if len(out) >= k && x.score < all[k-1].score*(1-1e-9) {
			break
		}
		out[x.Place] = true // those that tie with the last count as well
	}
	return out
}

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}
