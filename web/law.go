package web

import (
	"bytes"
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// law writes the text of one document as HTML: every paragraph under the id of
// its provision, the versions of one date, references as links, the words looked
// for marked. All text is escaped here; nothing of a document is taken for HTML.
type law struct {
	doc      *corpus.Document
	info     *corpus.DocumentInfo
	shelf    *catalogue
	asOf     corpus.Date
	dated    bool   // the address names the date, links keep it
	target   string // path that the address names
	find     needle
	ties     map[string]mentions                                                    // how many texts point at a điều
	fragment bool                                                                   // without ids: the text stands beside another
	resolve  func(reference.Reference, reference.Place) (reference.Resolved, error) // nil: no links
	out      bytes.Buffer
	matches  int
	seen     bool // the target was written
	table    int
	base     int               // where the line being written begins in the document's text, -1 elsewhere
	marks    map[string]bool   // of all footnotes
	linked   map[string]bool   // of those whose mark was written
	notes    []corpus.Footnote // with a known place, in the order of the text
}

// body writes the whole document.
func (l *law) body() template.HTML {
	d := l.doc
	l.marks, l.linked = map[string]bool{}, map[string]bool{}
	for _, n := range d.Footnotes {
		l.marks[n.Mark] = true
		if n.At >= 0 {
			l.notes = append(l.notes, n)
		}
	}
	slices.SortStableFunc(l.notes, func(a, b corpus.Footnote) int { return a.At - b.At })
	standing := map[string]*corpus.Version{}
	after := map[string][]*corpus.Version{} // inserted điều behind the one that they follow
	changed := map[string]bool{}
	for i := range d.Versions {
		changed[d.Versions[i].Path] = true
	}
	issued := map[string]bool{}
	for i := range d.Provisions {
		if d.Provisions[i].Level == corpus.LevelArticle {
			issued[d.Provisions[i].Path] = true
		}
	}
	last := ""
	at := d.At(l.asOf)
	for i := range at {
		v := &at[i]
		switch {
		case issued[v.Path]:
			standing[v.Path] = v
			last = v.Path
		default:
			after[last] = append(after[last], v)
		}
	}
	l.inserted(after[""])
	besides := d.Besides(l.asOf)
	skip := -1
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Span.Start < skip {
			continue
		}
		if p.Level != corpus.LevelArticle {
			v := besides[p.Path]
			if v == nil {
				l.own(p)
				continue
			}
			l.version(v) // a heading or an appendix that was changed
			if p.Level == corpus.LevelAppendix {
				skip = max(skip, p.Span.End)
			}
			continue
		}
		skip = max(skip, p.Span.End)
		v := standing[p.Path]
		switch {
		case v != nil && changed[p.Path]:
			l.version(v)
		case v != nil:
			l.issued(i)
		}
		l.inserted(after[p.Path])
	}
	return template.HTML(l.out.String())
}

func (l *law) inserted(list []*corpus.Version) {
	for _, v := range list {
		l.version(v)
	}
}

// article writes one điều (or the unit under it that has that path) alone.
func (l *law) article(path string) (template.HTML, bool) {
	at := l.doc.At(l.asOf)
	for i := range at {
		if at[i].Path != path {
			continue
		}
		for j := range l.doc.Versions {
			if l.doc.Versions[j].Path == path {
				l.version(&at[i])
				return template.HTML(l.out.String()), true
			}
		}
	}
	for i := range l.doc.Provisions {
		if l.doc.Provisions[i].Path == path {
			l.issued(i)
			return template.HTML(l.out.String()), true
		}
	}
	return "", false
}

// issued writes provision i with all below it as the document has it.
func (l *law) issued(i int) {
	p := &l.doc.Provisions[i]
	section := p.Level == corpus.LevelArticle
	if section {
		l.open(p.Path, l.doc.Text[p.Span.Start:p.Span.End])
	}
	for ; i < len(l.doc.Provisions); i++ {
		q := &l.doc.Provisions[i]
		if q.Span.Start >= p.Span.End && q != p {
			break
		}
		l.own(q)
	}
	if section {
		l.close(p.Path)
	}
}

// open begins the section of a điều. Its class tells a browser about how high it
// will be before it is laid out, in steps of two.
func (l *law) open(path, text string) {
	lines := 2
	for line := range strings.SplitSeq(text, "\n") {
		lines += 1 + len(line)/90
	}
	size := 1
	for n := 4; n < lines && size < 7; n *= 2 {
		size++
	}
	l.out.WriteString(`<section class="dieu h` + strconv.Itoa(size) + `"`)
	l.id(path)
	l.out.WriteString(">")
}

func (l *law) close(path string) {
	if n := l.ties[path]; n != (mentions{}) && !l.fragment {
		l.out.WriteString(`<p class="ties noprint"><a href="` + html.EscapeString(Address(l.doc.ID, "")+"/lien-quan?dieu="+path) + `">` +
			n.words() + ` nhắc đến ` + html.EscapeString(label(path)) + `</a></p>`)
	}
	l.out.WriteString("</section>\n")
}

// id writes the id of a provision, with the mark of the one that the address
// names.
func (l *law) id(path string) {
	if path == "" {
		return
	}
	if !l.fragment {
		l.out.WriteString(` id="` + html.EscapeString(path) + `"`)
	}
	if l.target != "" && path == l.target {
		l.seen = true
		l.out.WriteString(` data-target`)
		if !l.fragment {
			l.out.WriteString(` tabindex="-1"`)
		}
	}
}

// heading writes the first line of a điều.
func (l *law) heading(path, line string) {
	l.out.WriteString("<h3>")
	l.line(line, path)
	if !l.fragment {
		l.out.WriteString(` <a class="here noprint" href="` + html.EscapeString(l.address(l.doc.ID, path)) + `" aria-label="Địa chỉ riêng của ` +
			html.EscapeString(label(path)) + `">#</a>`)
	}
	l.out.WriteString("</h3>\n")
}

// version writes a điều whose text changed over time.
func (l *law) version(v *corpus.Version) {
	l.open(v.Path, v.Text)
	l.base = -1
	starts := map[int]string{}
	for _, u := range v.Units {
		if _, ok := starts[u.Start]; !ok {
			starts[u.Start] = u.Path
		}
	}
	first := true
	at, path := 0, v.Path
	for line := range strings.SplitSeq(v.Text, "\n") {
		start, own := starts[at]
		at += len(line) + 1
		if strings.TrimSpace(line) == "" {
			continue
		}
		if first {
			first = false
			l.heading(v.Path, line)
			l.madeBy(v)
			if v.Repealed {
				l.out.WriteString(`<details class="gone"><summary>Xem nội dung trước khi bị bãi bỏ</summary>`)
			}
			continue
		}
		class := "khoan"
		if own {
			path = start
			if strings.Count(path, "/") >= strings.Count(v.Path, "/")+2 {
				class = "diem"
			}
		}
		l.out.WriteString(`<p class="` + class + `"`)
		if own {
			l.id(path)
		}
		l.out.WriteString(">")
		l.line(line, path)
		l.out.WriteString("</p>\n")
	}
	if v.Repealed && !first {
		l.out.WriteString("</details>")
	}
	l.close(v.Path)
}

// madeBy says which text made this version, and since when it holds.
func (l *law) madeBy(v *corpus.Version) {
	if v.By == "" && v.To == 0 && !v.Repealed && v.Status == "" {
		return
	}
	l.out.WriteString(`<p class="version">`)
	words := "Nội dung này áp dụng"
	switch {
	case v.Repealed:
		words = "Đã bị bãi bỏ"
	case v.Status != "":
		words = v.Status.Name()
	}
	l.out.WriteString(words)
	if v.By != "" {
		l.out.WriteString(" theo ")
		name := html.EscapeString(v.By)
		if by := l.shelf.ByKey[v.By]; by != nil {
			name = `<a href="` + html.EscapeString(Address(by.ID, v.ByPath)) + `">` + name + `</a>`
		}
		l.out.WriteString(name)
	}
	if v.From != 0 {
		l.out.WriteString(" từ ngày " + v.From.VN())
	}
	if v.To != 0 {
		l.out.WriteString(" đến hết ngày " + v.To.AddDays(-1).VN())
	}
	l.out.WriteString("</p>\n")
}

// address is the permanent address of a provision, with the date where the
// page's own address has one.
func (l *law) address(id, path string) string {
	a := Address(id, path)
	if l.dated {
		a += "?ngay=" + l.asOf.String()
	}
	return a
}

func classOf(l corpus.Level) string {
	switch l {
	case corpus.LevelPreamble:
		return "preamble"
	case corpus.LevelClosing:
		return "closing"
	case corpus.LevelPart, corpus.LevelChapter, corpus.LevelSection, corpus.LevelSubsection, corpus.LevelAppendix, corpus.LevelAttachment, corpus.LevelTopic:
		return "container"
	case corpus.LevelArticle:
		return "dieu"
	case corpus.LevelPoint:
		return "diem"
	}
	return "khoan"
}

// sorted orders links by place.
func sorted(list []link) []link {
	slices.SortFunc(list, func(a, b link) int { return a.span.Start - b.span.Start })
	return list
}
