package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

var update = flag.Bool("update", false, "write what the parser gives into testdata/*.txtar")

// blocksOf reads the text of a case: a line a block. "^" before a line sets it
// in the middle, "*" in bold, "#class " gives it a class of the page, and lines
// of one table begin with "||", cells parted by "|".
func blocksOf(s string) *extract.Text {
	t := &extract.Text{Format: "docx", Meta: map[string]string{}}
	for _, l := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		if key, value, ok := strings.Cut(l, "="); ok && strings.HasPrefix(key, "meta.") {
			t.Meta[strings.TrimPrefix(key, "meta.")] = value
			continue
		}
		if l == "format=txt" {
			t.Format = "txt"
			continue
		}
		if row, ok := strings.CutPrefix(l, "||"); ok {
			cells := strings.Split(row, "|")
			for i := range cells {
				cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "\\n", "\n")
			}
			last := len(t.Blocks) - 1
			if last < 0 || t.Blocks[last].Kind != extract.TableBlock {
				t.Blocks = append(t.Blocks, extract.Block{Kind: extract.TableBlock})
				last++
			}
			b := &t.Blocks[last]
			b.Rows = append(b.Rows, cells)
			if b.Text != "" {
				b.Text += "\n"
			}
			b.Text += strings.Join(cells, " | ")
			continue
		}
		b := extract.Block{}
		for l != "" {
			switch l[0] {
			case '^':
				b.Centered = true
			case '*':
				b.Bold = true
			case '#':
				b.Class, l, _ = strings.Cut(l[1:], " ")
				l = " " + l
			default:
				b.Text = squeeze(l)
			}
			if b.Text != "" {
				break
			}
			l = l[1:]
		}
		if b.Text != "" {
			t.Blocks = append(t.Blocks, b)
		}
	}
	return t
}

// describe prints what a case compares.
func describe(d *corpus.Document) string {
	var b strings.Builder
	field := func(name string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "0" && s != "[]" && s != "false" {
			fmt.Fprintf(&b, "%s: %s\n", name, s)
		}
	}
	field("key", d.Key)
	field("kind", d.Kind)
	field("number", d.Number)
	field("title", d.Title)
	field("short", strings.Join(d.ShortNames, "; "))
	field("issuer", d.Issuer)
	field("signer", d.Signer)
	field("territory", d.Territory)
	field("rank", d.Rank)
	field("issued", d.Issued)
	field("from", d.Effective.From)
	field("to", d.Effective.To)
	field("inferred", d.Inferred)
	field("status", d.Status)
	field("basis", len(d.Basis))
	for _, u := range d.Provisions {
		line := fmt.Sprintf("%s %s", u.Path, u.Level.Name())
		if u.Heading != "" {
			line += " [" + u.Heading + "]"
		}
		own := []rune(squeeze(d.Text[u.Own.Start:u.Own.End]))
		if len(own) > 48 {
			own = append(own[:48:48], '…')
		}
		fmt.Fprintf(&b, "%s\n\t%s\n", line, string(own))
	}
	for _, n := range d.Footnotes {
		fmt.Fprintf(&b, "note %s in %s: %s\n", n.Mark, pathOfOffset(d, n.At), firstBytes(n.Text, 60))
	}
	for _, v := range d.Versions {
		fmt.Fprintf(&b, "version %s from %s by %s %s repealed=%v\n", v.Path, v.From, v.By, v.ByPath, v.Repealed)
	}
	for _, r := range d.Relations {
		fmt.Fprintf(&b, "relation %s %s → %s from %s\n", r.FromPath, r.Type, r.To, r.From)
	}
	if j := d.Judgment; j != nil {
		fmt.Fprintf(&b, "judgment %s; %s; %s; %s; %s\n", j.Court, j.Level, j.CaseKind, j.Matter, j.Decided)
		for _, p := range j.Parties {
			fmt.Fprintf(&b, "party %s: %s\n", p.Role, p.Name)
		}
		fmt.Fprintf(&b, "facts %q\nreasoning %q\nruling %q\n", head(d, j.Facts), head(d, j.Reasoning), head(d, j.Ruling))
		for _, c := range j.Cited {
			fmt.Fprintf(&b, "cited %s\n", c)
		}
	}
	if a := d.Precedent; a != nil {
		fmt.Fprintf(&b, "precedent %s\nposition %s\nsituation %s\nsolution %s\nkeywords %q\nlaw %q\ncontent %q\n",
			a.SourceCase, a.Position, a.Situation, a.Solution, a.Keywords, a.RelatedLaw, head(d, a.Content))
	}
	if t := d.Procedure; t != nil {
		fmt.Fprintf(&b, "procedure %s; %s; %s; %s\ndeadline %s\nfee %s\nresult %s\npapers %q\nforms %q\nbasis %q\nconditions %s\nsteps %q\n",
			t.Code, t.Authority, t.Level, t.Applicants, t.Deadline, t.Fee, t.Result, t.Papers, t.Forms, t.Basis, t.Conditions, t.Steps)
	}
	for _, w := range d.Warnings {
		fmt.Fprintf(&b, "warning %s\n", w)
	}
	return b.String()
}

func head(d *corpus.Document, s corpus.Span) string {
	return firstBytes(squeeze(d.Text[s.Start:s.End]), 60)
}

func pathOfOffset(d *corpus.Document, at int) string {
	path := "?"
	for _, u := range d.Provisions {
		if u.Span.Start <= at && at < u.Span.End {
			path = u.Path
		}
	}
	return path
}

// TestCases compares the parser with testdata/*.txtar: file "in" is the text of
// the case, "want" what is read of it. The first line says why the case exists.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(data)
			if len(a.Comment) == 0 || len(a.Files) == 0 || a.Files[0].Name != "in" {
				t.Fatal("a case needs a first line and a file named in")
			}
			text := blocksOf(string(a.Files[0].Data))
			d, err := Parse(text, corpus.Source{Name: filepath.Base(file)})
			got := ""
			if err != nil {
				got = "error: " + err.Error() + "\n"
			} else {
				got = describe(d)
				if problem := checkWhole(text, d); problem != "" {
					t.Error(problem)
				}
			}
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(a.Files) < 2 || string(a.Files[1].Data) != got {
				t.Errorf("got\n%s", got)
			}
		})
	}
}
