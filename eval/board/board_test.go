package board

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme fails when the README's table is not of the plan; `trolyluat eval
// all` writes it anew.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Stale(rows) {
		t.Error(s)
	}
	again, err := Put(string(text), rows)
	if err != nil || again != string(text) {
		t.Errorf("the table is not as it is written: %v", err)
	}
}

func TestTable(t *testing.T) {
	s := Step{Suite: "redact", Data: "x", Figures: []Figure{{"recall", 0.99}, {"cuts", 0}}}
	rows, err := s.Rows(map[string]float64{"recall": 0.995, "recall_lo": 0.99, "recall_hi": 1, "cuts": 12})
	if err != nil {
		t.Fatal(err)
	}
	text, err := Put("a\n"+Begin+"\nold\n"+End+"\nb\n", rows)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(text)
	if err != nil || len(back) != 2 || back[0] != rows[0] || back[1] != rows[1] || !strings.HasSuffix(text, End+"\nb\n") {
		t.Errorf("%+v, %v\n%s", back, err, text)
	}
	if len(Stale(back)) < 2 {
		t.Error("a table of another plan is not stale")
	}
	if _, err := s.Rows(nil); err == nil {
		t.Error("a figure that is missing was taken")
	}
	if _, err := Put("no table", rows); err == nil {
		t.Error("a text without a table was taken")
	}
	for _, bad := range []string{"", Begin + "\n" + End, Begin + "\n" + head + "| a |\n" + End, Begin + "\n" + head + "| a | b | c | x | | |\n" + End,
		Begin + "\n" + head + "| a | b | c | 0.5 | 0.6 – 0.7 | |\n" + End} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("read %q", bad)
		}
	}
}

func TestFill(t *testing.T) {
	s := Plan[2]
	got := strings.Join(s.Fill("/d", func(n string) string { return "/w/" + n }), " ")
	if got != "eval retrieval --data /w/phapdien --questions /d/retrieval/zalo_phapdien.jsonl" {
		t.Error(got)
	}
	if r := s.Reads(); len(r) != 1 || r[0] != "phapdien" {
		t.Error(r)
	}
}
