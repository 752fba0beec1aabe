package retrieval

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/sample"
	"trolyluat/retrieval"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/sqlite"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sampleSearcher holds the sample law as the demo loads it.
func sampleSearcher(t testing.TB) *retrieval.Searcher {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	files := filepath.Join(dir, "files")
	if err := os.CopyFS(files, sample.Files()); err != nil {
		t.Fatal(err)
	}
	st, err := sqlite.Open(ctx, filepath.Join(dir, "store"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	embedder := local.Default()
	p := &ingest.Pipeline{Store: st, Reader: formats.New(pdf.Reader{}), Fictional: true, Base: files, As: "sample:",
		Embedders: []ingest.Embedder{embed.Passages{Embedder: embedder}}}
	report, err := p.Run(ctx, []string{files})
	if err != nil || len(report.Refused) > 0 {
		t.Fatalf("ingest: %v, refused %+v", err, report.Refused)
	}
	return retrieval.New(st, retrieval.WithEmbedder(embedder), retrieval.WithToday(func() corpus.Date { return sample.AskedOn }))
}

// article cuts a path behind its điều.
func article(path string) string {
	a, _, _ := strings.Cut(path, "/")
	return a
}

// TestRankingGolden asks the questions of the sample law and compares where the
// answers stand, and which khoản or điểm is pointed at, with the committed file:
// a change of ranking shows as a difference to review. Run with -update to write
// the file anew.
func TestRankingGolden(t *testing.T) {
	s := sampleSearcher(t)
	var b strings.Builder
	var n, first, ten, unit, units int
	reciprocal := 0.0
	b.WriteString("# question: place of the first gold điều | gold | unit pointed at | the three first hits\n")
	for _, q := range sample.AnswerSet() {
		if q.Kind != sample.Answerable || len(q.Gold) == 0 || q.Previous != "" {
			continue
		}
		on := q.AsOf
		if on == 0 {
			on = sample.AskedOn
		}
		res, err := s.Search(context.Background(), retrieval.Query{Text: q.Text, K: 10, Filter: retrieval.Filter{AsOf: on}})
		if err != nil {
			t.Fatal(err)
		}
		n++
		place := 0
		pointed := ""
		var hits []string
		for i, h := range res.Hits {
			if i < 3 {
				hits = append(hits, h.Document.Key+" "+h.Chunk.Path)
			}
			for _, g := range q.Gold {
				if place == 0 && (h.Document.Key == g.Document || h.Document.Number == g.Document) && (g.Path == "" || article(g.Path) == h.Chunk.Path) {
					place, pointed = i+1, h.BestPath
					if i == 0 && strings.Contains(g.Path, "/") {
						units++
						if pointed == g.Path || strings.HasPrefix(pointed, g.Path+"/") {
							unit++
						}
					}
				}
			}
		}
		if place == 1 {
			first++
		}
		if place > 0 {
			ten++
			reciprocal += 1 / float64(place)
		}
		fmt.Fprintf(&b, "%s: %d | %s %s | %s | %s\n", q.ID, place, q.Gold[0].Document, q.Gold[0].Path, pointed, strings.Join(hits, ", "))
	}
	fmt.Fprintf(&b, "# n %d, acc@1 %.3f, r@10 %.3f, mrr@10 %.3f; of %d first answers with a khoản %.3f pointed at it\n",
		n, float64(first)/float64(n), float64(ten)/float64(n), reciprocal/float64(n), units, float64(unit)/float64(max(1, units)))
	golden := filepath.Join("testdata", "ranking.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		have, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
		for i := range max(len(have), len(old)) {
			line := func(lines []string) string {
				if i < len(lines) {
					return lines[i]
				}
				return ""
			}
			if line(have) != line(old) {
				t.Errorf("now  %s\n      was  %s", line(have), line(old))
			}
		}
	}
}
