package sqlite

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"trolyluat/retrieval"
	"trolyluat/retrieval/record"
	"trolyluat/retrieval/storetest"
)

// loaded is a folder with the pháp điển, made once for all benchmarks.
var loaded struct {
	once sync.Once
	dir  string
	took time.Duration
	heap float64
}

func TestMain(m *testing.M) {
	code := m.Run()
	if loaded.dir != "" {
		_ = os.RemoveAll(loaded.dir)
	}
	os.Exit(code)
}

func loadedDir(t testing.TB) string {
	t.Helper()
	real := storetest.Real(t)
	loaded.once.Do(func() {
		dir, err := os.MkdirTemp("", "trolyluat-bench-")
		if err != nil {
			t.Fatal(err)
		}
		loaded.dir = dir
		before := storetest.HeapMB()
		s := open(t, dir, Options{})
		loaded.took = storetest.Load(t, s, real.Entries)
		loaded.heap = storetest.HeapMB() - before
		if err := s.Optimize(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return loaded.dir
}

func dropCaches(s *Store) {
	s.index.searcher.DropCache()
	s.index.chunks = record.NewChunkCache(chunkCacheBytes)
}

func BenchmarkSearch(b *testing.B) {
	s := open(b, loadedDir(b), Options{})
	storetest.Benchmark(b, s, func() { dropCaches(s) }, storetest.CPUTime)
}

// BenchmarkQuality prints how well the questions are answered.
func BenchmarkQuality(b *testing.B) {
	s := open(b, loadedDir(b), Options{})
	for b.Loop() {
		storetest.Measure(b, s).Report(b)
	}
}

// BenchmarkOpen opens the store and asks the first question.
func BenchmarkOpen(b *testing.B) {
	dir := loadedDir(b)
	real := storetest.Real(b)
	info, err := os.Stat(dir + "/" + FileName)
	if err != nil {
		b.Fatal(err)
	}
	var opened, words, vectors storetest.Timing
	for b.Loop() {
		start := time.Now()
		s := open(b, dir, Options{})
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
	b.ReportMetric(loaded.heap, "load-heap-MB")
	b.ReportMetric(float64(info.Size())/(1<<20), "file-MB")
}
