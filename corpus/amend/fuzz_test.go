package amend

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"trolyluat/corpus"
)

// FuzzRead feeds the body of an amending act and of its base: no panic, spans
// inside the text, versions that hold together.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(section(a, "base.txt"), section(a, "act1.txt"))
	}
	f.Fuzz(func(t *testing.T, baseText, actText string) {
		if !utf8.ValidString(baseText) || !utf8.ValidString(actText) || len(baseText)+len(actText) > 1<<16 {
			t.Skip()
		}
		act := document(actText)
		ops := Read(act)
		for i, op := range ops {
			if op.Span.Start < 0 || op.Span.End > len(act.Text) || op.Span.Start > op.Span.End {
				t.Fatalf("span %v of %d bytes", op.Span, len(act.Text))
			}
			if op.Target == "" && op.TargetName == "" {
				t.Fatalf("an operation on nothing: %+v", op)
			}
			ops[i].Target = "base"
			ops[i].Effective.From = 20200101
		}
		base := document(baseText)
		versions, _ := Apply(base, Date(act, ops))
		checkVersions(t, versions)
		Relations(act)
	})
}

// document cuts text into điều and khoản at their labels, so that the fuzzer does
// not spend its time in the parser.
func document(text string) *corpus.Document {
	d := &corpus.Document{Key: "act", Title: "Luật sửa đổi Luật Nuôi ong số 10/2018/QH14", Text: text, Effective: corpus.Interval{From: 20190101}}
	seen := make(map[string]bool)
	article, clause := -1, -1
	open := func(level corpus.Level, path string, parent, at int) int {
		if seen[path] {
			return -1
		}
		seen[path] = true
		for i := range d.Provisions {
			p := &d.Provisions[i]
			if p.Own.End == len(text) {
				p.Own.End = at
			}
			if p.Span.End == len(text) && p.Level >= level {
				p.Span.End = at
			}
		}
		all := corpus.Span{Start: at, End: len(text)}
		d.Provisions = append(d.Provisions, corpus.Provision{Path: path, Level: level, Parent: parent, Span: all, Own: all})
		return len(d.Provisions) - 1
	}
	pos := 0
	for line := range strings.Lines(text) {
		switch l := labelOf(line); {
		case l.level == corpus.LevelArticle:
			if i := open(l.level, "d"+l.text, -1, pos); i >= 0 {
				article, clause = i, -1
			}
		case l.level == corpus.LevelClause && article >= 0 && d.Provisions[article].Span.End == len(text):
			if i := open(l.level, d.Provisions[article].Path+"/k"+l.text, article, pos); i >= 0 {
				clause = i
			}
		}
		pos += len(line)
	}
	_ = clause
	return d
}
