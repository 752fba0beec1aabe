package parse

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

var (
	reArticleLabel = regexp.MustCompile(`^Điều (\d+[a-zđ]?)\.\s*`)
	reClauseLabel  = regexp.MustCompile(`^(\d+[a-zđ]?)\.\s+`)
	rePointLabel   = regexp.MustCompile(`^([a-zđ]\d?)\)\s*`)
	reOneLabel     = regexp.MustCompile(`^(?:Điều \d*1\d*|\d*1\d*)\.\s`)
	reChapterLabel = regexp.MustCompile(`(?i)^chương ([IVXL]+)\b`)
)

// variants are other ways in which real files write the same labels: by habit of
// an office or a typist, and by the slips of OCR. Each rewrites one line.
var variants = []struct {
	name string
	line func(s string) string
	// Least recall and precision of điều, khoản and điểm: below one where the slip
	// takes away what only it told ("1.04 tháng" for "1. 04 tháng").
	floor float64
}{
	{"capitals and colon", func(s string) string { return reArticleLabel.ReplaceAllString(s, "ĐIỀU $1: ") }, 1},
	{"eth for đ", func(s string) string { return reArticleLabel.ReplaceAllString(s, "Ðiều $1. ") }, 1},
	{"blank before the stop", func(s string) string {
		return reClauseLabel.ReplaceAllString(reArticleLabel.ReplaceAllString(s, "Điều $1 . "), "$1 . ")
	}, 1},
	{"no blank behind the stop", func(s string) string {
		return reClauseLabel.ReplaceAllString(reArticleLabel.ReplaceAllString(s, "Điều $1."), "$1.")
	}, .999},
	{"no blank before the number", func(s string) string { return reArticleLabel.ReplaceAllString(s, "Điều$1. ") }, 1},
	{"no-break blanks", func(s string) string {
		return reClauseLabel.ReplaceAllString(reArticleLabel.ReplaceAllString(s, "Điều\u00a0$1.\u00a0"), "$1.\u00a0\u00a0")
	}, 1},
	{"stop and dash", func(s string) string { return reArticleLabel.ReplaceAllString(s, "Điều $1.- ") }, 1},
	{"dash", func(s string) string { return reArticleLabel.ReplaceAllString(s, "Điều $1 - ") }, 1},
	{"tone marks misread", func(s string) string { return reArticleLabel.ReplaceAllString(s, "Điêu $1. ") }, 1},
	{"no diacritics in the label", func(s string) string { return reArticleLabel.ReplaceAllString(s, "Dieu $1. ") }, 1},
	{"comma for the stop", func(s string) string {
		return reClauseLabel.ReplaceAllString(reArticleLabel.ReplaceAllString(s, "Điều $1, "), "$1, ")
	}, .99},
	{"brackets", func(s string) string { return reClauseLabel.ReplaceAllString(s, "$1) ") }, .999},
	{"slashes", func(s string) string {
		return rePointLabel.ReplaceAllString(reClauseLabel.ReplaceAllString(s, "$1/ "), "$1/ ")
	}, .999},
	{"dashes", func(s string) string {
		return rePointLabel.ReplaceAllString(reClauseLabel.ReplaceAllString(s, "$1- "), "$1- ")
	}, .999},
	{"stops behind letters", func(s string) string { return rePointLabel.ReplaceAllString(s, "$1. ") }, 1},
	{"no blank behind the bracket", func(s string) string { return rePointLabel.ReplaceAllString(s, "$1)") }, 1},
	{"blank before the bracket", func(s string) string { return rePointLabel.ReplaceAllString(s, "$1 ) ") }, 1},
	{"chapters in small letters", func(s string) string { return reChapterLabel.ReplaceAllString(s, "Chương $1") }, 1},
	{"label alone on its line", func(s string) string {
		return reChapterLabel.ReplaceAllString(reArticleLabel.ReplaceAllString(s, "Điều $1.\n"), "Chương $1\n")
	}, 1},
	{"l for the figure one", func(s string) string {
		return reOneLabel.ReplaceAllStringFunc(s, func(l string) string { return strings.ReplaceAll(l, "1", "l") })
	}, .999},
	{"chapters in figures", func(s string) string {
		return reChapterLabel.ReplaceAllStringFunc(s, func(l string) string {
			n, _ := roman(l[strings.LastIndexByte(l, ' ')+1:])
			return "CHƯƠNG " + itoa(n)
		})
	}, 1},
	{"indented", func(s string) string { return "  \t" + s }, 1},
	{"wrapped", nil, .999},
}

// wrap breaks a paragraph into lines of about 80 letters, as plain text and OCR
// give it.
func wrap(s string) []string {
	var out []string
	for len(s) > 110 {
		at := strings.LastIndexByte(s[:110], ' ')
		if at <= 0 {
			break
		}
		out = append(out, s[:at])
		s = s[at+1:]
	}
	return append(out, s)
}

// vary rewrites the lines of a text.
func vary(text *extract.Text, line func(string) string) *extract.Text {
	out := *text
	out.Blocks = nil
	for _, b := range text.Blocks {
		if b.Kind != extract.Paragraph {
			out.Blocks = append(out.Blocks, b)
			continue
		}
		lines := strings.Split(b.Text, "\n")
		b.Notes, b.Class, b.ID = nil, "", ""
		if line == nil {
			for _, l := range lines {
				for _, part := range wrap(l) {
					w := b
					w.Text = part
					out.Blocks = append(out.Blocks, w)
				}
			}
			continue
		}
		for i := range lines {
			lines[i] = line(lines[i])
		}
		b.Text = strings.Join(lines, "\n")
		out.Blocks = append(out.Blocks, b)
	}
	return &out
}

// unitPaths are the paths of điều, khoản and điểm.
func unitPaths(d *corpus.Document) map[string]corpus.Level {
	out := make(map[string]corpus.Level)
	for _, u := range d.Provisions {
		if u.Level == corpus.LevelArticle || u.Level == corpus.LevelClause || u.Level == corpus.LevelPoint {
			out[u.Path] = u.Level
		}
	}
	return out
}

// TestLabelVariants parses real texts with their labels written otherwise: the
// outline stays the same.
func TestLabelVariants(t *testing.T) {
	type count struct{ both, want, got int }
	scores := make([]map[corpus.Level]*count, len(variants))
	worst := make([]map[string]int, len(variants))
	for i := range scores {
		scores[i] = map[corpus.Level]*count{corpus.LevelArticle: {}, corpus.LevelClause: {}, corpus.LevelPoint: {}}
		worst[i] = make(map[string]int)
	}
	eachRealFile(t, 2*sampleStep, []string{"docx/*.docx"}, nil, func(name string, text *extract.Text) {
		base, err := Parse(vary(text, func(s string) string { return s }), corpus.Source{Name: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		want := unitPaths(base)
		headings := make(map[string]string)
		for j := range base.Provisions {
			headings[base.Provisions[j].Path] = base.Provisions[j].Heading
		}
		for i, v := range variants {
			d, err := Parse(vary(text, v.line), corpus.Source{Name: name})
			if err != nil {
				t.Errorf("%s, %s: %v", name, v.name, err)
				continue
			}
			got := unitPaths(d)
			if d.Number != base.Number || d.Title != base.Title || d.Issued != base.Issued || d.Signer != base.Signer || d.Kind != base.Kind || d.Effective != base.Effective || len(d.Relations) != len(base.Relations) {
				t.Errorf("%s, %s: %s %q %v %q %v %d relations, want %s %q %v %q %v %d", name, v.name, d.Number, d.Title, d.Issued, d.Signer, d.Effective, len(d.Relations), base.Number, base.Title, base.Issued, base.Signer, base.Effective, len(base.Relations))
			}
			for j := range d.Provisions {
				if u := &d.Provisions[j]; headings[u.Path] != u.Heading {
					worst[i][name+" heading "+u.Path+": "+u.Heading+" | "+headings[u.Path]]++
				}
			}
			for path, level := range want {
				scores[i][level].want++
				if _, ok := got[path]; ok {
					scores[i][level].both++
				} else {
					worst[i][name+" -"+path]++
				}
			}
			for path, level := range got {
				scores[i][level].got++
				if _, ok := want[path]; !ok {
					worst[i][name+" +"+path]++
				}
			}
		}
	})
	for i, v := range variants {
		for _, level := range []corpus.Level{corpus.LevelArticle, corpus.LevelClause, corpus.LevelPoint} {
			c := scores[i][level]
			p, r := float64(c.both)/float64(max(c.got, 1)), float64(c.both)/float64(max(c.want, 1))
			t.Logf("%-28s %-8v recall %.4f precision %.4f", v.name, level, r, p)
			if p < v.floor || r < v.floor {
				t.Errorf("%s: %v recall %.4f precision %.4f, want %.3f", v.name, level, r, p, v.floor)
			}
		}
		var list []string
		for w := range worst[i] {
			list = append(list, w)
		}
		slices.Sort(list)
		t.Logf("%d differences: %s", len(list), strings.Join(list[:min(len(list), 5)], "; "))
	}
}
