package retrieval

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/realdata"
	"trolyluat/retrieval"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/postgres"
	"trolyluat/retrieval/sqlite"
	"trolyluat/retrieval/storetest"
)

// benchQuestions is how many of the questions are asked: evenly drawn, each once,
// so that most of what is ranked was never read before.
const benchQuestions = 300

// BenchmarkSearch asks questions of the pháp điển as `trolyluat serve` does, from
// the text of the question to ten hits with their passages, and reports wall and
// processor time of a question. "First" asks each question once of a searcher
// that has just been opened and answered 20 others; "Again" asks the same ones
// once more. Run it with -cpu 1.
//
// $TROLYLUAT_PHAPDIEN names the data folder of a store to ask, or
// $TROLYLUAT_PHAPDIEN_DB the address of a PostgreSQL one; without either, the
// pháp điển is ingested first, which takes about a minute.
func BenchmarkSearch(b *testing.B) {
	ctx := context.Background()
	store, folder := phapDien(b)
	questions, err := ReadQuestionsFile(filepath.Join(realdata.Dir(b), "retrieval", "zalo_phapdien.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	const warming = 20
	s := retrieval.New(store, retrieval.WithEmbedder(local.Default()), retrieval.WithFolder(filepath.Join(folder, "models")))
	if err := s.Refresh(ctx); err != nil {
		b.Fatal(err)
	}
	ask := func(b *testing.B, q Question) {
		res, err := s.Search(ctx, retrieval.Query{Text: q.Text})
		if err != nil || len(res.Hits) == 0 {
			b.Fatalf("question %s: %d hits, %v", q.ID, len(res.Hits), err)
		}
	}
	every := max(1, len(questions)/benchQuestions)
	for i := range warming {
		ask(b, questions[(i*every+1)%len(questions)])
	}
	for _, name := range []string{"First", "Again"} {
		b.Run(name, func(b *testing.B) {
			var wall, cpu storetest.Timing
			for b.Loop() {
				for i := range benchQuestions {
					start, used := time.Now(), storetest.CPUTime()
					ask(b, questions[i*every%len(questions)])
					wall = append(wall, time.Since(start))
					cpu = append(cpu, storetest.CPUTime()-used)
				}
			}
			wall.Report(b, "wall")
			cpu.Report(b, "cpu")
			b.ReportMetric(storetest.HeapMB(), "heap-MB")
		})
	}
}

// phapDien opens a store that holds the pháp điển, and names a folder for what is
// derived from it.
func phapDien(b *testing.B) (benchStore, string) {
	ctx := context.Background()
	if db := os.Getenv("TROLYLUAT_PHAPDIEN_DB"); db != "" {
		st, err := postgres.Open(ctx, db, postgres.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = st.Close() })
		return st, b.TempDir()
	}
	ready := os.Getenv("TROLYLUAT_PHAPDIEN")
	folder := cmp.Or(ready, b.TempDir())
	st, err := sqlite.Open(ctx, folder, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	if ready == "" {
		p := &ingest.Pipeline{Store: st, Reader: formats.New(pdf.Reader{}), Embedders: []ingest.Embedder{embed.Passages{Embedder: local.Default()}}}
		if _, err := p.Run(ctx, []string{filepath.Join(realdata.Dir(b), "phapdien", "html_all_301.tar.gz")}); err != nil {
			b.Fatal(err)
		}
		if err := st.Optimize(ctx); err != nil {
			b.Fatal(err)
		}
	}
	return st, folder
}

type benchStore interface {
	retrieval.Index
	corpus.Store
}
