package speed

import (
	"os"
	"path/filepath"
	"testing"

	"trolyluat/assistant"
	"trolyluat/corpus/realdata"
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/retrieval"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/sqlite"
)

// BenchmarkAsk asks 300 questions of the pháp điển, each once, of a searcher that
// has just been opened, as `trolyluat eval speed` does. $TROLYLUAT_PHAPDIEN names the
// data folder of a store that holds it. Run it with -benchtime 1x -cpu 1.
func BenchmarkAsk(b *testing.B) {
	folder := os.Getenv("TROLYLUAT_PHAPDIEN")
	if folder == "" {
		b.Skip("$TROLYLUAT_PHAPDIEN names no store")
	}
	all, err := evalretrieval.ReadQuestionsFile(filepath.Join(realdata.Dir(b), "retrieval", "zalo_phapdien.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	store, err := sqlite.Open(b.Context(), folder, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	var questions []string
	for i := 0; i < len(all) && len(questions) < 300; i += max(1, len(all)/300) {
		questions = append(questions, all[i].Text)
	}
	for b.Loop() {
		s := retrieval.New(store, retrieval.WithEmbedder(local.Default()), retrieval.WithFolder(filepath.Join(folder, "models")))
		report, err := Run(b.Context(), Options{Questions: questions, Searcher: s, Terms: store, Role: assistant.Citizen})
		if err != nil {
			b.Fatal(err)
		}
		for name, v := range report.Metrics {
			b.ReportMetric(v, name)
		}
	}
}
