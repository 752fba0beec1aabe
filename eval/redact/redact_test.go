package redact

import (
	"os"
	"path/filepath"
	"testing"

	"trolyluat/assistant/redact"
	"trolyluat/corpus/realdata"
	"trolyluat/eval/run"
)

// TestRealJudgments anonymises the judgments of the benchmark with invented names
// put back: nearly every mention goes, and nearly nothing else.
func TestRealJudgments(t *testing.T) {
	f, err := os.Open(filepath.Join(realdata.Dir(t), "alqac2026", "judgments.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, err := ReadCases(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 25 {
		t.Fatalf("%d judgments with cut names, want at least 25", len(cases))
	}
	r, err := run.Do(t.Context(), "", run.Manifest{Suite: "redact"}, Tasks(cases, redact.Options{}), run.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	recall, precision, n := Totals(r)
	t.Logf("%d judgments, %d mentions: recall %.4f, precision %.4f", len(cases), n, recall, precision)
	for _, it := range r.Items {
		for _, note := range it.Notes {
			t.Log(it.ID, note)
		}
	}
	if recall < 0.99 || precision < 0.97 {
		t.Errorf("recall %.4f, precision %.4f; want 0.99 and 0.97", recall, precision)
	}
}
