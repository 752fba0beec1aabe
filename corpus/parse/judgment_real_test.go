package parse

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	extractplain "trolyluat/corpus/extract/plain"
	"trolyluat/corpus/realdata"
)

// goldJudgment is a judgment of the benchmark with the fields that its makers
// annotated.
type goldJudgment struct {
	ID        string `json:"case_id"`
	Court     string `json:"court"`
	Number    string `json:"judgment_number"`
	Date      string `json:"judgment_date"`
	Text      string `json:"judgment_text"`
	Fact      string `json:"case_fact"`
	Reasoning string `json:"court_reasoning"`
	Verdict   string `json:"court_verdict"`
	A         string `json:"A_description"`
	B         string `json:"B_description"`
	Laws      string `json:"related_law_provisions"`
}

func realJudgments(t *testing.T) []goldJudgment {
	f, err := os.Open(filepath.Join(realdata.Dir(t), "alqac2026", "judgments.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []goldJudgment
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var g goldJudgment
		if err := json.Unmarshal(scan.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		// The text of the judgment without the frame of the benchmark's export.
		if _, body, ok := strings.Cut(g.Text, "judgment_text:"); ok {
			g.Text = body
		}
		out = append(out, g)
	}
	if scan.Err() != nil {
		t.Fatal(scan.Err())
	}
	return out
}

// overlap is the share of the words of want that stand in got, in their order.
func overlap(want, got string) float64 {
	w, g := strings.Fields(vnFold(want)), strings.Fields(vnFold(got))
	if len(w) == 0 {
		return 1
	}
	have := make(map[string]int)
	for _, x := range g {
		have[strings.Trim(x, ".,;:()[]“”\"")]++
	}
	n := 0
	for _, x := range w {
		if x = strings.Trim(x, ".,;:()[]“”\""); have[x] > 0 {
			have[x]--
			n++
		}
	}
	return float64(n) / float64(len(w))
}

func TestJudgmentsAgainstAnnotation(t *testing.T) {
	gold := realJudgments(t)
	right := map[string]int{}
	check := func(g goldJudgment, name string, ok bool, got any) {
		if ok {
			right[name]++
		} else {
			t.Logf("%s %s: %v", g.ID, name, got)
		}
	}
	for _, g := range gold {
		text, err := extractplain.Extract(t.Context(), g.ID, []byte(g.Text))
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(text, corpus.Source{Name: g.ID + ".txt"})
		if err != nil {
			t.Errorf("%s: %v", g.ID, err)
			continue
		}
		if d.Judgment == nil {
			t.Errorf("%s is read as %s", g.ID, d.Kind)
			continue
		}
		j := d.Judgment
		check(g, "number", looseNumber(g.Number) == d.Number, d.Number+" / "+g.Number)
		check(g, "court", foldCourt(g.Court) == foldCourt(j.Court), j.Court+" / "+g.Court)
		check(g, "date", j.Decided != 0, j.Decided)
		check(g, "level", j.Level != "", j.Level)
		check(g, "kind", j.CaseKind != "", j.CaseKind)
		check(g, "matter", j.Matter != "", j.Matter)
		check(g, "facts", j.Facts.Len() > 0 && overlap(g.Fact, d.Text[j.Facts.Start:j.Facts.End]) > 0.7, overlap(g.Fact, d.Text[j.Facts.Start:j.Facts.End]))
		check(g, "reasoning", j.Reasoning.Len() > 0 && overlap(g.Reasoning, d.Text[j.Reasoning.Start:j.Reasoning.End]) > 0.85, overlap(g.Reasoning, d.Text[j.Reasoning.Start:j.Reasoning.End]))
		check(g, "ruling", j.Ruling.Len() > 0 && overlap(g.Verdict, d.Text[j.Ruling.Start:j.Ruling.End]) > 0.85, overlap(g.Verdict, d.Text[j.Ruling.Start:j.Ruling.End]))
		a, b := "", ""
		for _, p := range j.Parties {
			if p.Role == "Nguyên đơn" && a == "" {
				a = p.Name
			}
			if p.Role == "Bị đơn" && b == "" {
				b = p.Name
			}
		}
		check(g, "parties", a != "" && b != "" && overlap(a, g.A) > 0.7 && overlap(b, g.B) > 0.7, []string{a, b, g.A, g.B})
		check(g, "cited", len(j.Cited) > 0, j.Cited)
	}
	t.Logf("of %d: %v", len(gold), right)
	// Some annotations differ from the printed text (a court, two numbers), and one
	// judgment has lost its first page; the rest must be read.
	least := map[string]int{"number": 36, "court": 32, "date": 39, "level": 39, "kind": 38, "matter": 38, "facts": 38, "reasoning": 38, "ruling": 38, "parties": 37, "cited": 39}
	for name, n := range least {
		if right[name] < n {
			t.Errorf("%s: %d of %d, want at least %d", name, right[name], len(gold), n)
		}
	}
}

func foldCourt(s string) string {
	s = vnFold(s)
	for _, w := range []string{"toa an nhan dan", "tinh", "thanh pho", "tp", "huyen", "quan", "thi xa", ",", ".", "-", "–"} {
		s = strings.ReplaceAll(s, w, " ")
	}
	return squeeze(s)
}
