package parse

import (
	"strings"
	"unicode/utf8"
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

// unitAfterNote finds a khoản or điểm that runs on after a publisher's note, "…
// có hiệu lực từ ngày 01/7/2025] b) Quy định …", or without a space after the mark
// that ends the one before, "… phi thương mại;b) Sử dụng …".
func unitAfterNote(s string) int {
	for i := 1; i+3 < len(s); i++ {
		at := i + 1
		switch s[i] {
		case ']':
			if s[i+1] != ' ' {
				continue
			}
			at++
		case ';', ':':
		default:
			continue
		}
		t := classify(s[at:])
		if t.kind != lineClause && t.kind != linePoint || !t.strong || t.quoted || s[at] == ' ' {
			continue
		}
		if rest := s[at+t.rest:]; rest != "" && (capitalised(rest) || s[i] == ']' && rest[0] == '[') {
			return at
		}
	}
	return 0
}

// articleInside finds a điều that runs on after the heading of its chapter:
// "Chương II CỔNG THÔNG TIN Điều 9. Nguyên tắc".
func articleInside(s string, kind lineKind) int {
	if kind != lineChapter && kind != lineSection && kind != lineSubsection && kind != lineText || len(s) > 600 {
		return 0
	}
	i := strings.Index(s, " Điều ")
	if i <= 0 {
		return 0
	}
	if t := classify(s[i+1:]); t.kind != lineArticle || !t.strong {
		return 0
	}
	head := withoutNotes(s[:i])
	if kind != lineText {
		head = head[min(classify(head).rest, len(head)):]
	}
	if head == "" || !mostlyUpper(head) {
		return 0
	}
	return i + 1
}

// unitAfterRepealed finds a unit that runs on after one that was repealed: "d)
// (được bãi bỏ) đ) …", "(được bãi bỏ) Chương VI …".
func unitAfterRepealed(s string) int {
	const mark = "(được bãi bỏ) "
	i := strings.Index(s, mark)
	if i < 0 || i > 40 {
		return 0
	}
	at := i + len(mark)
	switch t := classify(s[at:]); t.kind {
	case linePart, lineChapter, lineSection, lineSubsection, lineArticle, lineClause, linePoint:
		if t.strong && !t.quoted {
			return at
		}
	}
	return 0
}

// unitAfterQuote finds a điều, or a khoản with an instruction, that runs on right
// after the closing quotation mark of new text: "… cho người nhập khẩu biết."Điều
// 2. Hiệu lực thi hành".
func unitAfterQuote(s string) int {
	for i := 1; i < len(s); {
		j := strings.IndexAny(s[i:], "\"”")
		if j < 0 {
			return 0
		}
		i += j
		_, n := utf8.DecodeRuneInString(s[i:])
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		i += n
		if before != '.' && before != ';' && before != ':' && before != '…' || i >= len(s) {
			continue
		}
		t := classify(s[i:])
		switch {
		case t.quoted:
		case t.kind == lineArticle:
			return i
		case t.kind == lineClause && t.strong && isInstruction(s[min(i+t.rest, len(s)):]):
			return i
		}
	}
	return 0
}

// notesInside finds the first footnote that runs on after the signature of a
// consolidation: "XÁC THỰC VĂN BẢN HỢP NHẤT CHỦ NHIỆM … [1] Luật …".
func notesInside(s string) int {
	if !strings.HasPrefix(s, "XÁC THỰC") {
		return 0
	}
	for _, mark := range [...]string{" [1] ", " [[1]] "} {
		if i := strings.Index(s, mark); i > 0 {
			return i + 1
		}
	}
	// "… CHỦ NHIỆM Lê Văn Chợ 1 Luật số 71/2014/QH13 …": its mark is bare.
	if i := strings.Index(s, " 1 "); i > 0 {
		if _, n := kindAt(s[i+3:]); n > 0 {
			return i + 1
		}
	}
	return 0
}

// chapterInside finds the heading of a chapter that runs on after the end of a
// sentence or a publisher's note: "… có hiệu lực từ ngày 01/7/2025] Chương VIII GIAO
// DỊCH VỀ NHÀ Ở".
func chapterInside(s string) int {
	for i := 1; i < len(s); {
		j := strings.Index(s[i:], " C")
		if j < 0 {
			return 0
		}
		i += j + 1
		if t := classify(s[i:]); t.kind != lineChapter || !t.strong || strings.IndexByte(".];\"", s[i-2]) < 0 && !strings.HasSuffix(s[:i-1], "”") {
			continue
		}
		if rest := withoutNotes(s[i:]); len(rest) < 300 && mostlyUpper(strings.TrimPrefix(rest, "Chương")) {
			return i
		}
	}
	return 0
}

// sectionInside finds "MỤC 1. …" that runs on after the heading of its chapter.
func sectionInside(s string, kind lineKind) int {
	from := 0
	if kind == lineChapter {
		from = min(classify(s).rest, len(s))
	}
	if kind != lineChapter && kind != lineText || len(s) > 400 || !upperRun(s[from:]) {
		return 0
	}
	for i := from + 1; i < len(s); {
		j := strings.Index(s[i:], " M")
		if j < 0 {
			return 0
		}
		i += j + 1
		if t := classify(s[i:]); t.kind == lineSection && t.strong && t.num == 1 && !strings.HasSuffix(s, ".") && mostlyUpper(s[from:i]) {
			return i
		}
	}
	return 0
}

// issuedWith says that s begins "(Ban hành kèm theo Quyết định số …".
func issuedWith(s string) bool {
	s, ok := strings.CutPrefix(s, "(")
	return ok && (foldPrefix(s, "ban hành kèm theo") > 0 || foldPrefix(s, "kèm theo") > 0)
}

// attachmentInside finds the title of an attached text that runs on after the
// signature, "… Nguyễn Văn A QUY TRÌNH … (Ban hành kèm theo Quyết định số …) Phần
// I …", and where its parenthesis ends.
func attachmentInside(s string) (at, end int) {
	for i := strings.Index(s, " ("); i > 0; {
		if issuedWith(s[i+1:]) {
			for _, w := range attachedTitles {
				j := strings.LastIndex(s[:i], " "+w)
				if j > 0 && isUpperText(s[j:i]) {
					at = j + 1
				}
				if at > 0 {
					if n := strings.IndexByte(s[i:], ')'); n > 0 {
						return at, i + n + 1
					}
					return at, len(s)
				}
			}
			return 0, 0
		}
		j := strings.Index(s[i+1:], " (")
		if j < 0 {
			break
		}
		i += 1 + j
	}
	return 0, 0
}

// appendixInside finds "PHỤ LỤC II" that runs on in the middle of a line, set
// off from running text by its capitals or by those of its title.
func appendixInside(s string) int {
	for i := 1; i < len(s); {
		j := strings.Index(s[i:], " P")
		if j < 0 {
			return 0
		}
		i += j + 1
		n := foldPrefix(s[i:], "phụ lục")
		if n == 0 {
			continue
		}
		capitals := isUpperText(s[i : i+n])
		rest := strings.TrimLeft(s[i+n:], " ")
		if m := foldPrefix(rest, "số "); m > 0 {
			rest = rest[m:]
		}
		_, roman := roman(rest)
		numbered := roman > 0 || rest != "" && rest[0] >= '0' && rest[0] <= '9'
		before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:i], " "))
		if before == ',' || before == '“' || before == '"' || before == '(' {
			continue
		}
		switch {
		case capitals && (rest == "" || rest[0] == '(' || rest[0] == '[' || numbered):
			return i
		case numbered && roman > 0 && issuedWith(strings.TrimLeft(rest[roman:], " ")):
			return i
		case numbered && capitals || numbered && roman > 0 && upperRun(strings.TrimLeft(rest[roman:], " .:")) && len(rest) > roman:
			return i
		}
	}
	return 0
}
