package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/parse"
)

// extracted reads a generated file as the importer does.
func extracted(t *testing.T, name string) *extract.Text {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sampleDir, "files", name))
	if errors.Is(err, fs.ErrNotExist) {
		data, err = os.ReadFile(filepath.Join(sampleDir, "other", name))
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := formats.Default().Read(context.Background(), name, data)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestTextIsReadBack finds every sentence of every source in the text that the
// extractors read of its file.
func TestTextIsReadBack(t *testing.T) {
	for _, s := range sources(t) {
		for _, name := range s.names() {
			t.Run(name, func(t *testing.T) {
				text := extracted(t, name)
				var b strings.Builder
				for _, bl := range text.Blocks {
					if bl.Kind != extract.HeaderBlock && bl.Kind != extract.FooterBlock {
						b.WriteString(bl.Text + "\n")
					}
				}
				all := squash(b.String())
				missing := 0
				for _, want := range s.sentences() {
					if !strings.Contains(all, squash(want)) {
						missing++
						t.Errorf("not found: %q", want)
					}
				}
				if missing > 0 {
					t.Logf("%d of %d sentences missing", missing, len(s.sentences()))
				}
				for m, note := range s.notes {
					if !strings.Contains(all, squash(note)) {
						t.Errorf("footnote %s not found: %q", m, note)
					}
				}
			})
		}
	}
}

// squash takes out the spaces: extractors may join a line that was broken in
// another way.
func squash(s string) string { return strings.Join(strings.Fields(s), "") }

// outline is the điều, khoản and điểm of a source, by its own lines, in order.
func (s *source) outline() []string {
	var paths []string
	art, cl := "", ""
	for _, b := range s.blocks {
		if b.quoted {
			continue
		}
		label, _, _ := strings.Cut(plain(b.text), " ")
		label = strings.TrimRight(label, ".)")
		switch b.kind {
		case centred:
			if art != "" { // an appendix: its lines are no units of the last điều
				return paths
			}
		case article:
			art = "d" + strings.TrimRight(strings.Fields(b.text)[1], ".")
			cl = art
			paths = append(paths, art)
		case clause:
			cl = art + "/k" + label
			paths = append(paths, cl)
		case point:
			paths = append(paths, cl+"/"+label)
		case heading:
			cl = art
		}
	}
	return paths
}

// TestOutline compares the tree that the parser reads with the source's own.
func TestOutline(t *testing.T) {
	for _, s := range sources(t) {
		if s.head["plain"] != "" {
			continue
		}
		for _, name := range s.names() {
			t.Run(name, func(t *testing.T) {
				d := parsed(t, name)
				var got []string
				for _, p := range d.Provisions {
					switch p.Level {
					case corpus.LevelArticle, corpus.LevelClause, corpus.LevelPoint:
						got = append(got, p.Path)
					}
				}
				if diff := cmp.Diff(s.outline(), got); diff != "" {
					t.Errorf("outline (-source +parser):\n%s", diff)
				}
			})
		}
	}
}

func parsed(t *testing.T, name string) *corpus.Document {
	t.Helper()
	d, err := parse.Parse(extracted(t, name), corpus.Source{URI: name, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var wordyDate = regexp.MustCompile(`ngày (\d+) tháng (\d+) năm (\d+)`)

// TestHeader compares what the parser says of each document with the head of
// its source and with the dates that its text names.
func TestHeader(t *testing.T) {
	for _, s := range sources(t) {
		for _, name := range s.names() {
			t.Run(name, func(t *testing.T) {
				d := parsed(t, name)
				if got := string(d.Kind); got != s.head["kind"] {
					t.Errorf("kind %q, want %q", got, s.head["kind"])
				}
				number := s.head["number"]
				if d.Kind == corpus.KindProcedure {
					if d.Procedure == nil || d.Procedure.Code != number {
						t.Errorf("procedure %+v, want code %s", d.Procedure, number)
					}
				} else if d.Number != number {
					t.Errorf("number %q, want %q", d.Number, number)
				}
				if d.Kind.Rank() > 0 && d.Key != number {
					t.Errorf("key %q, want %q", d.Key, number)
				}
				if d.Kind.Rank() > 0 && !strings.EqualFold(d.Title, s.head["title"]) {
					t.Errorf("title %q, want %q", d.Title, s.head["title"])
				}
				if d.Kind.Rank() > 0 && !strings.EqualFold(d.Issuer, s.blocks[0].left[0]) {
					t.Errorf("issuer %q, want %q", d.Issuer, s.blocks[0].left[0])
				}
				if want := s.issued(); d.Issued != want {
					t.Errorf("issued %v, want %v", d.Issued, want)
				}
				if want := s.effective(t); d.Effective.From != want {
					t.Errorf("effective from %v, want %v", d.Effective.From, want)
				}
			})
		}
	}
}

// issued is the first full date in the head of a statute.
func (s *source) issued() corpus.Date {
	if s.blocks[0].kind != pair || s.head["plain"] != "" {
		return s.headDate()
	}
	return dateIn(strings.Join(s.blocks[0].right, "\n"))
}

// headDate is the date that a judgment or án lệ carries.
func (s *source) headDate() corpus.Date {
	switch corpus.Kind(s.head["kind"]) {
	case corpus.KindJudgment:
		for _, l := range s.blocks[0].left {
			if v, ok := strings.CutPrefix(l, "Ngày: "); ok {
				if d, err := corpus.ParseDate(v); err == nil {
					return d
				}
			}
		}
	case corpus.KindPrecedent:
		for _, b := range s.blocks {
			if b.kind == italic {
				return dateIn(b.text)
			}
		}
	}
	return 0
}

func dateIn(text string) corpus.Date {
	m := wordyDate.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // digits by the pattern
	}
	return corpus.NewDate(n[2], n[1], n[0])
}

// effective is the date in the article "Hiệu lực thi hành", or after "được áp
// dụng trong xét xử từ" of an án lệ.
func (s *source) effective(t *testing.T) corpus.Date {
	t.Helper()
	switch corpus.Kind(s.head["kind"]) {
	case corpus.KindPrecedent:
		for _, b := range s.blocks {
			if _, after, ok := strings.Cut(b.text, "được áp dụng trong xét xử từ "); ok {
				return dateIn(after)
			}
		}
	case corpus.KindJudgment, corpus.KindProcedure, corpus.KindDraft:
		return 0
	}
	i := slices.IndexFunc(s.blocks, func(b block) bool {
		return b.kind == article && strings.HasSuffix(b.text, "Hiệu lực thi hành")
	})
	if i < 0 {
		t.Fatalf("%s: no article on its effect", s.name)
	}
	return dateIn(s.blocks[i+1].text)
}
