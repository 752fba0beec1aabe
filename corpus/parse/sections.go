package parse

import (
	"strings"

	"trolyluat/corpus"
)

// section is a part of a judgment, án lệ or procedure.
type section struct {
	path    string
	heading string
	line    int
	level   corpus.Level
}

// buildSections makes the document's provisions of its sections, in the order of
// the text. Numbered paragraphs inside ("[5]", "2.") become khoản of their
// section, so that they can be quoted.
func (p *parser) buildSections(sections []section) {
	b := newBuilder(p)
	if len(sections) == 0 || p.lines[sections[0].line].start > 0 {
		b.add(corpus.LevelPreamble, "mo-dau", "", -1, 0)
	}
	for n, s := range sections {
		end := len(p.lines)
		if n+1 < len(sections) {
			end = sections[n+1].line
		}
		u := b.add(s.level, s.path, "", -1, p.lines[s.line].start)
		b.units[u].Heading = s.heading
		if s.level != corpus.LevelPassage {
			continue
		}
		kind := lineNote
		if !p.hasNumbered(s.line, end, kind) {
			kind = lineClause
		}
		want := 1
		for i := s.line + 1; i < end; i++ {
			l := &p.lines[i]
			if l.kind == kind && l.num == want && !l.quoted && !l.table && l.strong {
				b.add(corpus.LevelClause, b.units[u].Path+"/k"+itoa(l.num), itoa(l.num), u, l.start)
				want++
			} else if kind == lineNote && l.kind == lineNote && l.num > want {
				b.add(corpus.LevelClause, b.units[u].Path+"/k"+itoa(l.num), itoa(l.num), u, l.start)
				want = l.num + 1
			}
		}
	}
	p.doc.Provisions = b.units
	p.closeSpans()
}

// hasNumbered says that paragraph "[1]" or one like it stands among the lines.
func (p *parser) hasNumbered(from, to int, kind lineKind) bool {
	for i := from; i < to; i++ {
		if p.lines[i].kind == kind {
			return true
		}
	}
	return false
}

// span returns the span of the section with that path without its heading line,
// the zero span where there is none.
func (p *parser) sectionSpan(path string) corpus.Span {
	i := p.provision(path)
	if i < 0 {
		return corpus.Span{}
	}
	u := p.doc.Provisions[i]
	start, end := trimSpan(p.text, u.Span)
	if j := strings.IndexByte(p.text[start:end], '\n'); j >= 0 && j < 120 && isUpperText(p.text[start:start+j]) {
		start += j + 1
	}
	return corpus.Span{Start: start, End: end}
}

// headLine reads line i as a heading in capitals without marks at its ends.
func (p *parser) headLine(i int) string {
	s := squeeze(p.lineText(i))
	if len(s) > 120 {
		return ""
	}
	s = strings.Trim(s, " .:;*-–“”\"/")
	if !isUpperText(s) {
		return ""
	}
	return s
}

// flat joins the lines of a span with spaces, as hard line ends demand.
func (p *parser) flat(s corpus.Span) string { return squeeze(p.text[s.Start:s.End]) }
