package parse

import (
	"strings"
)

// splitLines cuts lines that hold more than one thing, as plain-text copies of
// web pages do: the page's name before a chapter ("Luật Giá 2023. Chương I …"), a
// phụ lục that runs on after the signature, and a "Điều" whose number begins the
// next line. Table rows written with bars are marked as such.
func (p *parser) splitLines() {
	name := ""
	if len(p.lines) > 0 {
		if l := &p.lines[0]; l.end-l.start < 300 {
			name = p.text[l.start:l.end] + ". "
		}
	}
	runOn := p.src.Format == "txt"
	out := make([]line, 0, len(p.lines)+16)
	for i := 0; i < len(p.lines); i++ {
		l := p.lines[i]
		s := p.text[l.start:l.end]
		if l.table || len(s) == 0 {
			out = append(out, l)
			continue
		}
		if s[0] == '|' && len(s) > 1 && strings.HasSuffix(s, "|") {
			l.table, l.token = true, token{}
			out = append(out, l)
			continue
		}
		if i > 0 && len(name) > 6 && strings.HasPrefix(s, name) {
			if t := classify(s[len(name):]); t.kind == lineChapter || t.kind == linePart || t.kind == lineSection || t.kind == lineArticle {
				out = append(out, p.cut(l, l.start, l.start+len(name)))
				l = p.cut(l, l.start+len(name), l.end)
				s = p.text[l.start:l.end]
			}
		}
		if at := p.labelBelow(i, s); at >= 0 {
			joined := p.cut(l, l.start+at, p.lines[i+1].end)
			if joined.kind == lineArticle || joined.kind == lineSection || joined.kind == lineSubsection {
				if at > 0 {
					out = append(out, p.cut(l, l.start, l.start+at))
				}
				p.lines[i+1] = joined
				continue
			}
		}
		if runOn {
			for at := unitAfterRepealed(s); at > 0; at = unitAfterRepealed(s) {
				out = append(out, p.cut(l, l.start, l.start+at))
				l = p.cut(l, l.start+at, l.end)
				s = p.text[l.start:l.end]
			}
			for at := unitAfterNote(s); at > 0; at = unitAfterNote(s) {
				out = append(out, p.cut(l, l.start, l.start+at))
				l = p.cut(l, l.start+at, l.end)
				s = p.text[l.start:l.end]
			}
			if at := articleInside(s, l.kind); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at))
				l = p.cut(l, l.start+at, l.end)
				s = p.text[l.start:l.end]
			}
			if at := p.hangingLabel(i, s, out); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at), p.cut(l, l.start+at, l.end))
				continue
			}
			if at := p.clauseAfterHeading(i, s, out); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at))
				l = p.cut(l, l.start+at, l.end)
				s = p.text[l.start:l.end]
			}
			if at := unitAfterQuote(s); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at))
				l = p.cut(l, l.start+at, l.end)
				s = p.text[l.start:l.end]
			}
			if at := chapterInside(s); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at))
				l = p.cut(l, l.start+at, l.end)
				s = p.text[l.start:l.end]
			}
			if at := sectionInside(s, l.kind); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at), p.cut(l, l.start+at, l.end))
				continue
			}
			if at := notesInside(s); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at), p.cut(l, l.start+at, l.end))
				continue
			}
			if at, end := attachmentInside(s); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at))
				if rest := end + skipSpace(s[end:], 0); rest < len(s) {
					out = append(out, p.cut(l, l.start+at, l.start+rest))
					end = rest
				}
				out = append(out, p.cut(l, l.start+max(at, end), l.end))
				continue
			}
			if at := appendixInside(s); at > 0 {
				out = append(out, p.cut(l, l.start, l.start+at), p.cut(l, l.start+at, l.end))
				continue
			}
		}
		out = append(out, l)
	}
	p.lines = out
	p.readLabelStyle()
}

// readLabelStyle tells whether the điều of the text are labelled without a stop
// ("Điều 5 Người sử dụng đất …"), as in laws of the 1990s: such labels outnumber
// the others and follow one another.
func (p *parser) readLabelStyle() {
	bare, strong, last := 0, 0, 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != lineArticle || l.quoted || l.table {
			continue
		}
		if l.strong {
			strong++
		} else if l.num == last+1 {
			bare++
		}
		last = l.num
	}
	p.bareLabels = bare > 3 && 2*bare > strong || bare > 0 && strong == 0
}

// cut is the part [start, end) of line l as a line of its own.
func (p *parser) cut(l line, start, end int) line {
	l.start, l.end = start, end
	l.token = classify(p.text[start:end])
	return l
}

// labelBelow finds a word such as "Điều" or "Mục" at the end of line i whose
// number begins the next line: "Mục", "3. KIỂM TRA …"; -1 where there is none.
func (p *parser) labelBelow(i int, s string) int {
	if i+1 >= len(p.lines) {
		return -1
	}
	next := &p.lines[i+1]
	if next.table || next.kind != lineClause || !next.strong {
		return -1
	}
	for _, word := range [...]string{"Điều", "Tiểu mục", "TIỂU MỤC", "Mục", "MỤC"} {
		head, ok := strings.CutSuffix(s, word)
		if !ok || head != "" && !strings.HasSuffix(head, " ") {
			continue
		}
		if word != "Điều" && !upperRun(p.text[min(next.start+next.rest, next.end):next.end]) {
			return -1
		}
		return len(head)
	}
	return -1
}

// hangingLabel finds the label of a khoản or điểm that ends the line before its
// text: "[Khoản này được sửa đổi …] 3.", or "… phục hồi đất 1." at the end of the
// heading of a điều.
func (p *parser) hangingLabel(i int, s string, out []line) int {
	at := strings.LastIndexByte(s, ' ') + 1
	if at < 2 || i+1 >= len(p.lines) {
		return 0
	}
	t := classify(s[at:])
	if t.kind != lineClause && t.kind != linePoint || !t.strong || t.quoted || t.rest != len(s)-at {
		return 0
	}
	next := &p.lines[i+1]
	if below := p.text[next.start:next.end]; next.table || next.kind != lineText || below == "" || !capitalised(below) && below[0] != '[' {
		return 0
	}
	if s[at-2] == ']' {
		return at
	}
	if t.kind != lineClause || t.num != 1 || t.suffix != "" {
		return 0
	}
	heading := p.lines[i].kind == lineArticle
	if !heading && p.lines[i].kind == lineText && len(out) > 0 {
		heading = out[len(out)-1].kind == lineArticle
	}
	if before := s[:at-1]; !heading || strings.HasSuffix(before, ".") || beforeNumber(before) {
		return 0
	}
	return at
}

// beforeNumber says that the last word of s names what a number behind it counts.
func beforeNumber(s string) bool {
	switch s[strings.LastIndexByte(s, ' ')+1:] {
	case "khoản", "điểm", "Điều", "điều", "số", "mục", "chương", "và", "hoặc", "Bảng", "bảng", "Mẫu", "mẫu":
		return true
	}
	return false
}

// clauseAfterHeading finds khoản 1 on the second line of a heading that was
// wrapped: "Điều 99. Hậu quả của việc khiếu nại quyết định xử lý vụ việc", "cạnh
// tranh 1.Quyết định …", where khoản 2 follows on a line of its own.
func (p *parser) clauseAfterHeading(i int, s string, out []line) int {
	if p.lines[i].kind != lineText || len(out) == 0 || out[len(out)-1].kind != lineArticle {
		return 0
	}
	at := strings.Index(s, " 1.") + 1
	if at < 2 || at > 240 || at+2 >= len(s) || strings.ContainsAny(s[:at-1], ".;:") || beforeNumber(s[:at-1]) {
		return 0
	}
	t := classify(s[at:])
	if t.kind != lineClause || t.num != 1 || !t.strong || t.quoted {
		return 0
	}
	if rest := s[at+t.rest:]; rest == "" || !capitalised(rest) && rest[0] != '[' {
		return 0
	}
	for j := i + 1; j < len(p.lines) && j < i+60; j++ {
		switch next := &p.lines[j]; {
		case next.kind == lineArticle || next.kind == lineChapter:
			return 0
		case next.kind == lineClause:
			if next.num == 2 {
				return at
			}
			return 0
		}
	}
	return 0
}
