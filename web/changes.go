package web

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"trolyluat/corpus"
)

// change is a day on which a document's text changed.
type change struct {
	Date     corpus.Date
	By       []*corpus.DocumentInfo
	Keys     []string // of those that the store does not hold
	Articles int
}

// changesOf lists the days on which the text changed, the first day of effect
// first.
func changesOf(d *corpus.Document, shelf *catalogue) []change {
	byDate := map[corpus.Date]*change{}
	for i := range d.Versions {
		v := &d.Versions[i]
		if v.From == 0 || v.By == "" {
			continue
		}
		c := byDate[v.From]
		if c == nil {
			c = &change{Date: v.From}
			byDate[v.From] = c
		}
		c.Articles++
		switch info := shelf.ByKey[v.By]; {
		case info != nil && !slices.Contains(c.By, info):
			c.By = append(c.By, info)
		case info == nil && !slices.Contains(c.Keys, v.By):
			c.Keys = append(c.Keys, v.By)
		}
	}
	var out []change
	for _, c := range byDate {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b change) int { return cmp.Compare(a.Date, b.Date) })
	return out
}

// difference is a điều that is not the same on two days.
type difference struct {
	Path, Label, Heading string
	What                 string // "Sửa đổi", "Bổ sung", "Bãi bỏ"
	By                   *corpus.DocumentInfo
	ByKey                string
	Body                 template.HTML
}

// compare shows what changed in a document between two days.
func (s *Server) compare(w http.ResponseWriter, r *http.Request) {
	o, err := s.open(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	changes := changesOf(o.doc, o.shelf)
	to := o.asOf
	from := o.doc.Effective.From
	for i := range changes { // the last change until the day, else the first
		if i == 0 || changes[i].Date <= o.asOf {
			to = changes[i].Date
			from = to.AddDays(-1)
		}
	}
	notice := ""
	for name, date := range map[string]*corpus.Date{"tu": &from, "den": &to} {
		if given := r.URL.Query().Get(name); given != "" {
			d, err := corpus.ParseDate(given)
			if err != nil || d == 0 {
				notice = "Có ngày không đọc được; trang dùng ngày mặc định."
				continue
			}
			*date = d
		}
	}
	if from > to {
		from, to = to, from
	}
	s.render(w, r, http.StatusOK, "compare", "van-ban", "So sánh – "+o.doc.Title, map[string]any{
		"Info": o.info, "Slug": slug(o.info.ID), "From": from, "To": to, "Notice": notice, "Changes": changes,
		"Differences": differences(o, from, to), "Fictional": o.info.Fictional,
	})
}

func differences(o *opened, from, to corpus.Date) []difference {
	before := map[string]corpus.Version{}
	for _, v := range o.doc.At(from) {
		before[v.Path] = v
	}
	var out []difference
	seen := map[string]bool{}
	add := func(old, now corpus.Version, path, what string) {
		d := difference{Path: path, Label: label(path), Heading: cmp.Or(now.Heading, old.Heading), What: what, ByKey: now.By, By: o.shelf.ByKey[now.By]}
		a, b := old.Text, now.Text
		if old.Repealed {
			a = ""
		}
		if now.Repealed {
			b = ""
		}
		d.Body = diffHTML(a, b)
		out = append(out, d)
	}
	for _, v := range o.doc.At(to) {
		seen[v.Path] = true
		old, had := before[v.Path]
		gone, was := v.Repealed, old.Repealed || !had
		switch {
		case gone && was, !gone && !was && old.Text == v.Text:
		case gone:
			add(old, v, v.Path, "Bãi bỏ")
		case was:
			add(old, v, v.Path, "Bổ sung")
		default:
			add(old, v, v.Path, "Sửa đổi")
		}
	}
	for _, v := range o.doc.At(from) {
		if !seen[v.Path] && !v.Repealed {
			add(v, corpus.Version{Path: v.Path}, v.Path, "Không còn")
		}
	}
	return out
}

// sameAtMost is how many unchanged paragraphs in a row are shown; more are folded
// away.
const sameAtMost = 2

// diffHTML marks by words what was taken out of a and put in to make b, a
// paragraph a line, long runs without a change folded away.
func diffHTML(a, b string) template.HTML {
	type line struct {
		html    strings.Builder
		changed bool
	}
	lines := []*line{{}}
	for _, d := range diffWords(a, b) {
		tag := map[diffmatchpatch.Operation]string{diffmatchpatch.DiffInsert: "ins", diffmatchpatch.DiffDelete: "del"}[d.Type]
		for i, part := range strings.Split(d.Text, "\n") {
			if i > 0 {
				lines = append(lines, &line{})
			}
			l := lines[len(lines)-1]
			if part == "" {
				continue
			}
			part = html.EscapeString(part)
			if tag != "" {
				part = "<" + tag + ">" + part + "</" + tag + ">"
				l.changed = true
			}
			l.html.WriteString(part)
		}
	}
	lines = slices.DeleteFunc(lines, func(l *line) bool { return strings.TrimSpace(l.html.String()) == "" })
	var out strings.Builder
	for i := 0; i < len(lines); {
		j := i
		for j < len(lines) && !lines[j].changed {
			j++
		}
		fold := j-i > sameAtMost
		if fold {
			fmt.Fprintf(&out, "<details><summary>%d đoạn không đổi</summary>", j-i)
		}
		for ; i < j; i++ {
			out.WriteString("<p>" + lines[i].html.String() + "</p>")
		}
		if fold {
			out.WriteString("</details>")
		}
		if i < len(lines) {
			out.WriteString("<p>" + lines[i].html.String() + "</p>")
			i++
		}
	}
	return template.HTML(out.String())
}

// diffWords compares two texts word by word.
func diffWords(a, b string) []diffmatchpatch.Diff {
	words := []string{}
	number := map[string]rune{}
	encode := func(text string) []rune {
		var out []rune
		for _, w := range splitWords(text) {
			n, ok := number[w]
			if !ok {
				n = rune(len(words)) + 1
				if n >= 0xD800 { // no surrogates
					n += 0x800
				}
				number[w] = n
				words = append(words, w)
			}
			out = append(out, n)
		}
		return out
	}
	x, y := encode(a), encode(b)
	dmp := diffmatchpatch.New()
	diffs := dmp.DiffCleanupSemantic(dmp.DiffMainRunes(x, y, false))
	for i := range diffs {
		var text strings.Builder
		for _, n := range diffs[i].Text {
			if n >= 0xE000 {
				n -= 0x800
			}
			text.WriteString(words[n-1])
		}
		diffs[i].Text = text.String()
	}
	return diffs
}

// splitWords cuts a text into words and what stands between them.
func splitWords(text string) []string {
	var out []string
	start := 0
	space := false
	for i, r := range text {
		s := r == ' ' || r == '\n' || r == '\t' || r == ',' || r == ';' || r == '.'
		if i > start && (s != space || s) {
			out = append(out, text[start:i])
			start = i
		}
		space = s
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}
