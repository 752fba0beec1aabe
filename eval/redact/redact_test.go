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
	if underRace { // a part, always the same; the figures are those of the whole
		cases = cases[:4]
	}
	r, err := run.Do(t.Context(), "", run.Manifest{Suite: "redact"}, Tasks(cases, redact.Options{}), run.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Report.Metrics
	recall, precision := m["recall"], m["precision"]
	t.Logf("%d judgments, %.0f mentions: recall %.4f, precision %.4f", len(cases), m["mentions"], recall, precision)
	for _, it := range r.Items {
		for _, note := range it.Notes {
			t.Log(it.ID, note)
		}
	}
	if !underRace && (recall < 0.99 || precision < 0.97) {
		t.Errorf("recall %.4f, precision %.4f; want 0.99 and 0.97", recall, precision)
	}
}

// TestInsert puts names back into an invented judgment: văn bản giả định, không có
// giá trị pháp lý.
func TestInsert(t *testing.T) {
	text := "Nguyên đơn: Bà Lê Thị X, trú tại xã T. Bị đơn: ông Nguyễn Văn B1 và ông Trần B. Bà X trình bày: ông B1 nợ tiền. Luật sư Phạm Văn C bảo vệ bà X. Lô M."
	c := Insert("a", text, 1)
	if len(c.Gold) != 6 || len(c.Open) != 1 {
		t.Fatalf("%d mentions, %d open:\n%s", len(c.Gold), len(c.Open), c.Text)
	}
	names := map[string]int{}
	for _, g := range c.Gold {
		names[c.Text[g.Start:g.End]]++
	}
	if len(names) != 3 {
		t.Errorf("names %v", names)
	}
	if again := Insert("a", text, 1); again.Text != c.Text {
		t.Error("the same seed gives another text")
	}
	if other := Insert("a", text, 2); other.Text == c.Text {
		t.Error("another seed gives the same text")
	}
	if s := c.score(&redact.Plan{}).Scores; s["case_recall"] != 0 || s["case_precision"] != 1 {
		t.Errorf("nothing cut: %v", s)
	}
	wrong := redact.Mention{Kind: redact.Person, Start: len(c.Text) - 5, End: len(c.Text) - 1, Text: c.Text[len(c.Text)-5 : len(c.Text)-1]}
	if s := c.score(&redact.Plan{Mentions: []redact.Mention{wrong}}).Scores; s["case_precision"] != 0 {
		t.Errorf("a place cut as a person: %v", s)
	}
}
