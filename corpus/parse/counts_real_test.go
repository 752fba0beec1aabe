package parse

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// explained are the files of testdata/docx_counts.json whose labels are
// misprinted, with what the parser finds less.
var explained = map[string]struct {
	less [3]int // điều, khoản, điểm
	why  string
}{
	"Luật-55-2019-QH14": {[3]int{0, 1, 0}, "the ninth khoản of Điều 1 is printed \"4.\"; it stays in the eighth"},
}

// TestDOCXCountsByHand compares the outline of twenty real files with the counts
// that a reader made of them.
func TestDOCXCountsByHand(t *testing.T) {
	raw, err := os.ReadFile("testdata/docx_counts.json")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]json.RawMessage
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	counts := make(map[string][3]int)
	for name, value := range file {
		if name != "_" {
			var c [3]int
			if err := json.Unmarshal(value, &c); err != nil {
				t.Fatal(err)
			}
			counts[name] = c
		}
	}
	base := func(name string) string { return strings.TrimSuffix(name, ".docx") }
	seen := 0
	eachRealFile(t, 1, []string{"docx/*.docx"}, func(name string) bool { _, ok := counts[base(name)]; return ok }, func(name string, text *extract.Text) {
		d, err := Parse(text, corpus.Source{Name: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		seen++
		var got [3]int
		for _, u := range d.Provisions {
			if strings.HasPrefix(u.Path, "pl") || strings.HasPrefix(u.Path, "kt") {
				continue
			}
			switch u.Level {
			case corpus.LevelArticle:
				got[0]++
			case corpus.LevelClause:
				got[1]++
			case corpus.LevelPoint:
				got[2]++
			}
		}
		want, e := counts[base(name)], explained[base(name)]
		for i := range want {
			want[i] -= e.less[i]
		}
		if got != want {
			t.Errorf("%s: %v điều, khoản, điểm; %v by hand", name, got, want)
		} else if e.why != "" {
			t.Logf("%s: %s", name, e.why)
		}
	})
	if seen != len(counts) || seen < 20 {
		t.Errorf("%d of %d files", seen, len(counts))
	}
}
