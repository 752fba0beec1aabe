package postgres

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
	"trolyluat/retrieval/record"
	"trolyluat/retrieval/storetest"
)

// loaded is a schema with the pháp điển, made once for all benchmarks.
var loaded struct {
	once      sync.Once
	url, name string
	took      time.Duration
	tidied    time.Duration
}

func TestMain(m *testing.M) {
	m.Run()
	if loaded.name != "" {
		ctx := context.Background()
		if conn, err := pgx.Connect(ctx, loaded.url); err == nil {
			_, _ = conn.Exec(ctx, "DROP SCHEMA IF EXISTS "+quote(loaded.name)+" CASCADE")
			_ = conn.Close(ctx)
		}
	}
}

func loadedStore(b *testing.B) *Store {
	real := storetest.Real(b)
	url := postgrestest.URL(b)
	loaded.once.Do(func() {
		loaded.url, loaded.name = url, "bench_"+time.Now().Format("150405")
		s := open(b, url, Options{Schema: loaded.name, Migrate: true})
		loaded.took = storetest.Load(b, s, real.Entries)
		start := time.Now()
		if err := s.Optimize(context.Background()); err != nil {
			b.Fatal(err)
		}
		loaded.tidied = time.Since(start)
	})
	return open(b, loaded.url, Options{Schema: loaded.name})
}

func dropCaches(s *Store) {
	s.index.searcher.DropCache()
	s.index.chunks = record.NewChunkCache(chunkCacheBytes)
}

func BenchmarkSearch(b *testing.B) {
	s := loadedStore(b)
	storetest.Benchmark(b, s, func() { dropCaches(s) })
}

// BenchmarkQuality prints how well the questions are answered.
func BenchmarkQuality(b *testing.B) {
	s := loadedStore(b)
	for b.Loop() {
		storetest.Measure(b, s).Report(b)
	}
}

// BenchmarkOpen opens the store and asks the first question.
func BenchmarkOpen(b *testing.B) {
	loadedStore(b)
	real := storetest.Real(b)
	var opened, words, vectors storetest.Timing
	for b.Loop() {
		start := time.Now()
		s := open(b, loaded.url, Options{Schema: loaded.name, NoMaintenance: true})
		opened = append(opened, time.Since(start))
		start = time.Now()
		if _, err := s.Lexical(context.Background(), storetest.Query(real.Questions[0].Text), retrieval.Filter{}, 100); err != nil {
			b.Fatal(err)
		}
		words = append(words, time.Since(start))
		start = time.Now()
		if _, err := s.Nearest(context.Background(), storetest.EmbedModel, real.Vectors[0], retrieval.Filter{}, 100); err != nil {
			b.Fatal(err)
		}
		vectors = append(vectors, time.Since(start))
		_ = s.Close()
	}
	opened.Report(b, "open")
	words.Report(b, "first-lexical")
	vectors.Report(b, "first-nearest")
	b.ReportMetric(loaded.took.Seconds(), "load-s")
	b.ReportMetric(loaded.tidied.Seconds(), "tidy-s")
}
