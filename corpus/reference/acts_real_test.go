package reference_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/docx"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/realdata"
	"trolyluat/corpus/reference"
)

// otherDates are acts whose date of effect was changed by a later one.
var otherDates = map[string]string{
	"100/2015/QH13": "12/2017/QH14", // "Luật này có hiệu lực từ 01/01/2018", and Điều 426 says so since
	"31/2024/QH15":  "43/2024/QH15", // 01/08/2024 in the place of 01/01/2025
}

// TestActsAgainstTheirTexts holds the dates of acts.txt to the acts themselves,
// where their texts are at hand.
func TestActsAgainstTheirTexts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(realdata.Dir(t), "documents", "docx", "*.docx"))
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, file := range files {
		// "Bộ luật-91-2015-QH13.docx"
		name := strings.TrimSuffix(filepath.Base(file), ".docx")
		parts := strings.Split(name, "-")
		if len(parts) < 4 {
			continue
		}
		act, ok := reference.ActByNumber(strings.Join(parts[len(parts)-3:], "/"))
		if !ok {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := docx.Extract(t.Context(), name, data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		doc, err := parse.Parse(text, corpus.Source{Name: name})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		held++
		if doc.Issued != 0 && doc.Issued != act.Issued {
			t.Errorf("%s was issued %s, the table says %s", act.Number, doc.Issued, act.Issued)
		}
		if doc.Effective.From != act.Effective.From && otherDates[act.Number] == "" {
			t.Errorf("%s is in force from %s, the table says %s", act.Number, doc.Effective.From, act.Effective.From)
		}
	}
	if held < 12 {
		t.Errorf("%d acts held to their texts", held)
	}
}
