package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/realdata"
)

// eachRealFile reads the files under documents that match the patterns, every
// step-th of them, and hands over what was extracted. want, when given, chooses
// by name.
func eachRealFile(t *testing.T, step int, patterns []string, want func(name string) bool, f func(name string, text *extract.Text)) {
	t.Helper()
	dir := filepath.Join(realdata.Dir(t), "documents")
	registry := formats.Default()
	n := 0
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(files); i += step {
			if want != nil && !want(filepath.Base(files[i])) {
				continue
			}
			data, err := os.ReadFile(files[i])
			if err != nil {
				t.Fatal(err)
			}
			text, err := registry.Bytes(t.Context(), files[i], data, extract.Options{})
			if err != nil {
				if _, refused := extract.AsRefusal(err); refused {
					continue
				}
				t.Fatalf("%s: %v", files[i], err)
			}
			n++
			f(filepath.Base(files[i]), text)
		}
	}
	if n == 0 {
		t.Fatalf("no file of %v could be read", patterns)
	}
	t.Logf("%d files", n)
}

// checkWhole says what is lost or misplaced in a parsed document, "" for nothing.
func checkWhole(text *extract.Text, d *corpus.Document) string {
	var body []string
	for _, b := range text.Blocks {
		if b.Kind == extract.Paragraph || b.Kind == extract.TableBlock {
			body = append(body, b.Text)
		}
	}
	if want := strings.Join(body, "\n"); d.Text != want {
		return fmt.Sprintf("Text has %d bytes, the body %d", len(d.Text), len(want))
	}
	return checkTree(d)
}

// checkTree says what is wrong with the spans and paths of a document.
func checkTree(d *corpus.Document) string {
	var leaves strings.Builder
	seen := make(map[string]bool)
	children := make(map[int]int)
	for i, u := range d.Provisions {
		if seen[u.Path] {
			return "path twice: " + u.Path
		}
		seen[u.Path] = true
		if u.Parent >= i || u.Parent < -1 {
			return fmt.Sprintf("%s: parent %d", u.Path, u.Parent)
		}
		if u.Parent >= 0 {
			children[u.Parent]++
			if up := d.Provisions[u.Parent].Span; u.Span.Start < up.Start || u.Span.End > up.End {
				return fmt.Sprintf("%s %v is not inside %s %v", u.Path, u.Span, d.Provisions[u.Parent].Path, up)
			}
		}
		if u.Span.Start > u.Span.End || u.Own.Start != u.Span.Start || u.Own.End > u.Span.End || u.Span.End > len(d.Text) {
			return fmt.Sprintf("%s: span %v own %v of %d", u.Path, u.Span, u.Own, len(d.Text))
		}
		leaves.WriteString(d.Text[u.Own.Start:u.Own.End])
	}
	for i, u := range d.Provisions {
		if children[i] == 0 && u.Own != u.Span {
			return fmt.Sprintf("leaf %s: own %v span %v", u.Path, u.Own, u.Span)
		}
	}
	if leaves.String() != d.Text {
		return fmt.Sprintf("the leaves have %d bytes, the text %d", leaves.Len(), len(d.Text))
	}
	return checkChunks(d)
}

// checkChunks says what is wrong with the chunks of a document.
func checkChunks(d *corpus.Document) string {
	chunks := Chunks(d)
	if len(chunks) == 0 {
		return "no chunk"
	}
	type id struct {
		path   string
		from   corpus.Date
		window int
	}
	seen := make(map[id]bool)
	for _, c := range chunks {
		if strings.TrimSpace(c.Text) == "" || c.Document != d.ID {
			return fmt.Sprintf("chunk %s of %q: %q", c.Path, c.Document, c.Text)
		}
		key := id{c.Path, c.From, c.Window}
		if seen[key] {
			return fmt.Sprintf("chunk twice: %v", key)
		}
		seen[key] = true
		if c.Span.End > 0 && d.Text[c.Span.Start:c.Span.End] != c.Text {
			return fmt.Sprintf("chunk %s/%d: its span holds another text", c.Path, c.Window)
		}
		if len(c.Text) > 2*windowBytes {
			return fmt.Sprintf("chunk %s/%d has %d bytes", c.Path, c.Window, len(c.Text))
		}
		for _, u := range c.Units {
			if u.Start < 0 || u.Start > u.End || u.End > len(c.Text) || !strings.HasPrefix(u.Path, c.Path+"/") {
				return fmt.Sprintf("chunk %s/%d: unit %+v of %d bytes", c.Path, c.Window, u, len(c.Text))
			}
		}
	}
	return ""
}

// TestNothingLost parses real files of every kind: their text is kept to the
// letter, the leaves of the tree join to it, and the chunks stand where they say.
func TestNothingLost(t *testing.T) {
	eachRealFile(t, sampleStep, []string{"docx/*.docx", "txt/*.txt", "vbpl_html/*.html", "precedents/*", "doc/*.doc"}, nil, func(name string, text *extract.Text) {
		d, err := Parse(text, corpus.Source{Name: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if problem := checkWhole(text, d); problem != "" {
			t.Errorf("%s: %s", name, problem)
		}
	})
}
