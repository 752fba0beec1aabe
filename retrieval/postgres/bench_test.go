package postgres

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
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
	storetest.Benchmark(b, s, func() { dropCaches(s) }, func() time.Duration { return storetest.CPUTime() + serverCPU(b, s) })
}

// BenchmarkWalk measures the vector index, as it is searched where the vectors
// are too many for the memory of an instance.
func BenchmarkWalk(b *testing.B) {
	loadedStore(b)
	s := open(b, loaded.url, Options{Schema: loaded.name, VectorBytes: -1})
	if err := s.Optimize(context.Background()); err != nil {
		b.Fatal(err)
	}
	storetest.BenchmarkNearest(b, s, func() time.Duration { return storetest.CPUTime() + serverCPU(b, s) })
	b.Run("Quality", func(b *testing.B) {
		for b.Loop() {
			storetest.MeasureNearest(b, s).Report(b)
		}
	})
}

// serverCPU is the processor time that the server's processes for this program
// have taken, where they run on this machine under Linux; 0 elsewhere.
func serverCPU(b *testing.B, s *Store) (sum time.Duration) {
	pids, err := query(context.Background(), s, pgx.RowTo[int], `SELECT pid FROM pg_stat_activity WHERE application_name = 'trolyluat'`)
	if err != nil {
		b.Fatal(err)
	}
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return 0
		}
		// Behind the name in brackets: fields 14 and 15, in hundredths of a second.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		for _, f := range fields[11:13] {
			ticks, err := strconv.Atoi(f)
			if err != nil {
				b.Fatal(err)
			}
			sum += time.Duration(ticks) * 10 * time.Millisecond
		}
	}
	return sum
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
