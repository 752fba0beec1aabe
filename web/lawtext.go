package web

import (
	"html"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// own writes the paragraphs and tables of a provision's own text.
func (l *law) own(p *corpus.Provision) {
	d := l.doc
	if p.Own.Len() == 0 {
		if p.Span.Len() > 0 {
			l.out.WriteString(`<span`)
			l.id(p.Path)
			l.out.WriteString(`></span>`)
		}
		return
	}
	class := classOf(p.Level)
	first := true
	head := class == "preamble" // above the first sentence stands the letterhead
	for at := p.Own.Start; at < p.Own.End; {
		for l.table < len(d.Tables) && d.Tables[l.table].Span.End <= at {
			l.table++
		}
		if l.table < len(d.Tables) && d.Tables[l.table].Span.Start <= at && at < d.Tables[l.table].Span.End {
			l.rows(d.Tables[l.table].Rows)
			at = d.Tables[l.table].Span.End
			continue
		}
		end := p.Own.End
		if n := strings.IndexByte(d.Text[at:p.Own.End], '\n'); n >= 0 {
			end = at + n
		}
		line := strings.TrimSpace(d.Text[at:end])
		l.base = at + strings.Index(d.Text[at:end], line)
		at = end + 1
		if strings.Trim(line, "-_* ") == "" { // no rules of dashes
			continue
		}
		switch {
		case first && class == "dieu":
			l.heading(p.Path, line)
		case first && class == "container":
			l.out.WriteString(`<h2 class="container"`)
			l.id(p.Path)
			l.out.WriteString(">")
			l.line(line, p.Path)
			l.out.WriteString("</h2>\n")
		case class == "container" && (strings.ToUpper(line) == line || strings.Contains(p.Heading, line)):
			l.out.WriteString(`<p class="container">`)
			l.line(line, p.Path)
			l.out.WriteString("</p>\n")
		case first && p.Level == corpus.LevelPassage && p.Heading != "" && strings.Contains(line, p.Heading) && len(line) <= len(p.Heading)+16:
			l.out.WriteString(`<h3 class="passage-title"`)
			l.id(p.Path)
			l.out.WriteString(">")
			l.line(line, p.Path)
			l.out.WriteString("</h3>\n")
		default:
			head = head && !sentence(line)
			kind := class
			switch {
			case class == "dieu", class == "container": // an appendix has text of its own
				kind = "khoan"
			case head:
				kind = letterhead(line)
			case class == "preamble" && basedOn(line):
				kind = "preamble basis"
			case class == "closing" && signature(line):
				kind = "signature"
			}
			l.out.WriteString(`<p class="` + kind + `"`)
			if first {
				l.id(p.Path)
			}
			l.out.WriteString(">")
			l.line(line, p.Path)
			l.out.WriteString("</p>\n")
		}
		first = false
	}
}

// sentence says that a line of the preamble is no part of the letterhead any
// more.
func sentence(line string) bool {
	if strings.HasPrefix(line, "Số:") || strings.HasPrefix(line, "Luật số:") { // its number may have gone to the next line
		return false
	}
	return basedOn(line) || strings.HasSuffix(line, ";") || strings.HasSuffix(line, ".") || strings.HasSuffix(line, ":") || len(line) > 600
}

// basedOn says that a line names what a text is based on or who proposed it; such
// lines are set in italics.
func basedOn(line string) bool {
	return strings.HasPrefix(line, "Căn cứ") || strings.HasPrefix(line, "Theo đề nghị") || strings.HasPrefix(line, "Xét đề nghị")
}

// letterhead is the class of a line above the text: names of the issuer, the
// state and the kind of text are in capitals.
func letterhead(line string) string {
	if strings.ToUpper(line) == line {
		return "letterhead capitals"
	}
	return "letterhead"
}

// signature says that a line below the text belongs to the block of signatures:
// office, name, "(Đã ký)".
func signature(line string) bool {
	return len(line) < 120 && !strings.HasPrefix(line, "-") && !sentence(line) && !strings.HasSuffix(line, ",") && !strings.HasSuffix(line, "/")
}

func (l *law) rows(rows [][]string) {
	l.base = -1
	l.out.WriteString(`<div class="scroll" role="region" aria-label="Bảng trong văn bản" tabindex="0"><table>`)
	for i, row := range rows {
		open, end := "<td>", "</td>"
		if i == 0 && len(rows) > 2 { // a list, whose first row tells what is in it
			open, end = `<th scope="col">`, "</th>"
		}
		l.out.WriteString("<tr>")
		for _, cell := range row {
			l.out.WriteString(open)
			l.marked(cell, 0, len(cell), l.matchesIn(cell))
			l.out.WriteString(end)
		}
		l.out.WriteString("</tr>")
	}
	l.out.WriteString("</table></div>\n")
}

// line writes a line with its references as links and its matches marked.
func (l *law) line(line, path string) {
	found := l.matchesIn(line)
	at := 0
	for _, k := range l.links(line, path) {
		if k.span.Start < at {
			continue
		}
		l.marked(line, at, k.span.Start, found)
		l.out.WriteString(`<a class="ref" href="` + html.EscapeString(k.href) + `">`)
		l.marked(line, k.span.Start, k.span.End, found)
		l.out.WriteString("</a>")
		at = k.span.End
	}
	l.marked(line, at, len(line), found)
}

// marked writes a part of a line, escaped, the matches in it marked.
func (l *law) marked(line string, from, to int, found []corpus.Span) {
	for _, m := range found {
		start, end := max(m.Start, from), min(m.End, to)
		if start >= end {
			continue
		}
		l.plain(line, from, start)
		l.out.WriteString("<mark>")
		l.plain(line, start, end)
		l.out.WriteString("</mark>")
		from = end
	}
	l.plain(line, from, to)
}

// plain writes a part of a line, escaped, with the marks of the footnotes that
// stand in it. A mark at the very end belongs to what is written next, unless the
// line ends there.
func (l *law) plain(line string, from, to int) {
	if l.base >= 0 && !l.fragment {
		i, _ := slices.BinarySearchFunc(l.notes, l.base+from, func(n corpus.Footnote, at int) int { return n.At - at })
		for ; i < len(l.notes); i++ {
			at := l.notes[i].At - l.base
			if at > to || at == to && to < len(line) {
				break
			}
			if printed := "[" + l.notes[i].Mark + "]"; strings.HasPrefix(line[at:], printed) || strings.HasSuffix(line[:at], printed) {
				continue // the text itself has the mark
			}
			l.printed(line[from:at])
			from = at
			l.mark(l.notes[i].Mark)
		}
	}
	l.printed(line[from:to])
}

// printedMark is the mark of a footnote as consolidations print it in the text.
var printedMark = regexp.MustCompile(`\[(\d{1,3})\]`)

// printed writes text, escaped, with the marks that are printed in it as links to
// their notes.
func (l *law) printed(text string) {
	if len(l.marks) > 0 && !l.fragment {
		at := 0
		for _, m := range printedMark.FindAllStringSubmatchIndex(text, -1) {
			if mark := text[m[2]:m[3]]; l.marks[mark] {
				l.out.WriteString(html.EscapeString(text[at:m[0]]))
				l.mark(mark)
				at = m[1]
			}
		}
		text = text[at:]
	}
	l.out.WriteString(html.EscapeString(text))
}

// mark writes the mark of a footnote; the way back from the note leads to the
// first.
func (l *law) mark(mark string) {
	mark = html.EscapeString(mark)
	id := ""
	if !l.linked[mark] {
		l.linked[mark] = true
		id = ` id="o-ct-` + mark + `"`
	}
	l.out.WriteString(`<sup><a class="note"` + id + ` href="#ct-` + mark + `" aria-label="Chú thích ` + mark + `">` + mark + `</a></sup>`)
}

// footnotes writes the notes below the text, each with the way back to its mark.
func (l *law) footnotes() template.HTML {
	l.out.Reset()
	l.base, l.marks = -1, nil
	for _, n := range l.doc.Footnotes {
		mark := html.EscapeString(n.Mark)
		l.out.WriteString(`<p id="ct-` + mark + `">`)
		if l.linked[n.Mark] {
			l.out.WriteString(`<a class="note" href="#o-ct-` + mark + `" aria-label="Về chỗ có chú thích ` + mark + `">` + mark + `</a> `)
		} else {
			l.out.WriteString(`<span class="note">` + mark + `</span> `)
		}
		l.line(n.Text, "")
		l.out.WriteString("</p>\n")
	}
	return template.HTML(l.out.String())
}
