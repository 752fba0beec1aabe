package storetest

import (
	"context"
	"maps"
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

// Benchmark measures searches on a store that holds [Real]: each iteration asks
// every seventh question. It reports percentiles over the questions, of the best
// time of each (what a core that is not shared takes) and of all times. drop
// empties the store's caches in memory.
func Benchmark(b *testing.B, s Store, drop func()) {
	const every = 7
	ctx := context.Background()
	real := Real(b)
	run := func(name string, before func(), do func(i int) error) {
		b.Run(name, func(b *testing.B) {
			best := map[int]time.Duration{}
			var all Timing
			for b.Loop() {
				for i := 0; i < len(real.Questions); i += every {
					before()
					start := time.Now()
					if err := do(i); err != nil {
						b.Fatal(err)
					}
					took := time.Since(start)
					all = append(all, took)
					if t, ok := best[i]; !ok || took < t {
						best[i] = took
					}
				}
			}
			Timing(slices.Collect(maps.Values(best))).Report(b, "best")
			all.Report(b, "all")
		})
	}
	each := func(name string, warm bool, do func(i int) error) {
		if !warm {
			run(name, drop, do)
			return
		}
		run(name, func() {}, do)
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
	ref := real.Reference()
	each("LexicalReference", true, func(i int) error {
		ref.Search(real.Questions[i].Text, 100)
		return nil
	})
	vectors := plainVectors(real.Entries)
	each("NearestReference", true, func(i int) error {
		vectors.search(real.Vectors[i], 100)
		return nil
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
