package reference

import (
	"strings"
	"testing"

	"trolyluat/corpus"
)

func TestActsTable(t *testing.T) {
	lines := 0
	for line := range strings.Lines(actsText) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		lines++
		f := strings.Split(line, "|")
		if len(f) != 6 {
			t.Errorf("%q has %d fields, want 6", line, len(f))
			continue
		}
		a, ok := ActByNumber(f[0])
		if !ok || !a.Kind.Valid() || a.Issued == 0 || a.Effective.From < a.Issued {
			t.Errorf("%q: act %+v", line, a)
		}
		if a.Effective.To != 0 && a.Effective.To <= a.Effective.From {
			t.Errorf("%q ends before it begins", line)
		}
	}
	if lines != len(knownActs()) {
		t.Errorf("%d lines, %d acts: a number is repeated", lines, len(knownActs()))
	}
	// Namesakes must not overlap: which one holds on a day would be a guess.
	for _, a := range knownActs() {
		for _, b := range knownActs() {
			if a.Title == b.Title && a.Number != b.Number && a.Effective.Contains(b.Effective.From) && a.Effective.From < b.Effective.From {
				t.Errorf("%s and %s both hold on %s", a.Number, b.Number, b.Effective.From)
			}
		}
	}
	if a, ok := ActByNumber("91/2015/qh13"); !ok || a.Title != "Bộ luật Dân sự" || a.Effective.From != corpus.NewDate(2017, 1, 1) {
		t.Errorf("91/2015/QH13 is %+v, %v", a, ok)
	}
	if _, ok := ActByNumber("1/1900/QH1"); ok {
		t.Error("an unknown number is known")
	}
}
