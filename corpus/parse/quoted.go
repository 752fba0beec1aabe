package parse

import (
	"strings"
	"unicode/utf8"
)

// quoteTracker follows quoted provisions of an amending act over its lines: new
// text that stands between “ and ” after "như sau:", whose điều, khoản and điểm
// are the amended act's and not this one's.
type quoteTracker struct {
	depth     int  // of curly quotes open at the end of the last line
	straight  int  // straight quotes seen since
	open      bool // inside quoted provisions
	opened    int  // line where they began
	bare      bool // they began without a quotation mark
	leadIn    bool // the line before announced text ("… như sau:")
	announced bool // and did so in an amending instruction
	curly     bool // opened by “, so that only ” closes
}

// closed says that every quotation mark since the opening one has its fellow.
func (q *quoteTracker) closed() bool {
	if q.bare {
		return false
	}
	if q.curly {
		return q.depth <= 0
	}
	return q.straight%2 == 0
}

// leadsIn says that a line announces the words of a provision: it ends in a
// colon after "như sau" or an instruction.
func leadsIn(s string) bool {
	s = strings.TrimRight(s, " \u00a0")
	if !strings.HasSuffix(s, ":") {
		return strings.HasSuffix(s, "như sau") || strings.HasSuffix(s, "như sau.")
	}
	return true
}

// closesQuote says that a line ends in a closing quotation mark, followed at
// most by punctuation: ”. ”; ".” and so on.
func closesQuote(s string) bool {
	if i := strings.LastIndex(s, " ["); i > 0 && strings.HasSuffix(s, "]") {
		s = s[:i] // a note of the publisher
	}
	s = strings.TrimRight(s, " \u00a0.;,:/)")
	for _, q := range [...]string{"”", "\"", "’’", "''", "»", "“", "’"} {
		if strings.HasSuffix(s, q) {
			return true
		}
	}
	return false
}

// quoteBalance counts the quotation marks of a line: curly ones opened minus
// closed, and the number of straight ones.
func quoteBalance(s string) (curly, straight int) {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c == '"' {
				straight++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case '“', '«', '„':
			curly++
		case '”', '»':
			curly--
		}
		i += n
	}
	return curly, straight
}

// instructionVerbs begin an amending instruction.
var instructionVerbs = []string{
	"sửa đổi", "bổ sung", "bãi bỏ", "thay thế", "thay cụm từ", "thay từ", "hủy bỏ", "huỷ bỏ", "bỏ ", "đổi tên", "đổi thứ tự",
	"thay đổi", "chuyển ", "thêm ", "đính chính", "điều chỉnh", "tên ", "tên của", "cụm từ", "đoạn ", "đưa ", "gộp ", "tách ",
	"sửa tên", "thay ", "bổ xung", "ban hành", "sắp xếp", "sửa ", "điểm ", "khoản ", "các khoản", "các điểm", "các điều", "tại ",
	"mục ", "chương ", "phụ lục", "mẫu ", "các cụm từ", "các từ", "từ ", "tiêu đề", "phần ", "danh mục", "lời ", "ngừng", "ngưng", "bãi ",
	"hiệu lực", "giữ nguyên", "luật ", "bộ luật", "pháp lệnh", "nghị định", "nghị quyết", "quyết định", "thông tư", "chỉ thị", "các nội dung", "nội dung",
	"(được bãi bỏ", "(được sửa đổi", "(bị bãi bỏ",
}

// isInstruction says that s reads as an amending instruction, or names the
// unit that it amends ("Điều 5 được sửa đổi …", "Khoản 2 Điều 7 …").
func isInstruction(s string) bool {
	for strings.HasPrefix(s, "[") { // the note of a publisher
		i := strings.IndexByte(s, ']')
		if i < 0 {
			break
		}
		s = strings.TrimLeft(s[i+1:], " .")
	}
	for _, verb := range instructionVerbs {
		if foldPrefix(s, verb) > 0 {
			return true
		}
	}
	if foldPrefix(s, "trong ") > 0 && (containsFold(s, "được thay ") || amendsIn(s)) {
		return true // "Trong Luật …, cụm từ “…” được thay bằng “…”"
	}
	return dieuPrefix(s) > 0
}

// quoted follows the quotation marks over line i and says whether the line
// belongs to quoted text.
func (b *builder) quoted(i int) bool {
	p := b.p
	l := &p.lines[i]
	s := p.text[l.start:l.end]
	q := &b.quote
	if q.open {
		if b.breaksQuote(i) {
			if b.swallowed < 0 && !q.bare && b.swallows(q.opened, i) {
				b.swallowed = q.opened
			}
			*q = quoteTracker{}
		} else {
			curly, straight := quoteBalance(s)
			q.depth += curly
			q.straight += straight
			if closesQuote(s) && q.closed() {
				*q = quoteTracker{announced: true} // another quotation may follow at once
			}
			return true
		}
	}
	if l.quoted && l.class == classNone || l.quoted && l.class == classContent {
		curly, straight := quoteBalance(s)
		closed := closesQuote(s) && curly <= 0 && straight%2 == 0
		if !closed && b.article >= 0 && (b.amendArticle || q.announced) && !b.unquoted[i] {
			*q = quoteTracker{open: true, opened: i, depth: curly, straight: straight, curly: curly > 0}
		} else {
			q.leadIn = false
		}
		return true
	}
	lead := q.leadIn
	q.leadIn = leadsIn(s)
	q.announced = q.leadIn && amendsIn(s)
	if lead && b.amendArticle && l.class == classNone && b.article >= 0 && i > 0 && p.announcesUnit(i-1) {
		// New text without quotation marks: its first line repeats the label of
		// the amended unit and is no instruction itself.
		switch l.kind {
		case lineArticle:
			if l.num != b.lastArticle.num+1 {
				*q = quoteTracker{open: true, opened: i, bare: true}
				return true
			}
		case lineClause, linePoint:
			if !isInstruction(p.text[l.start+l.rest : l.end]) {
				*q = quoteTracker{open: true, opened: i, bare: true}
				return true
			}
		}
	}
	return false
}

// withoutNotes drops the notes that publishers set in square brackets.
func withoutNotes(s string) string {
	if strings.IndexByte(s, '[') < 0 {
		return s
	}
	return strings.TrimSpace(stripMarks(s))
}

// announcesUnit says that line i announces the new words of a unit that it
// names ("Sửa đổi khoản 2 Điều 5 như sau:"), and not a list of instructions.
func (p *parser) announcesUnit(i int) bool {
	s := p.lineText(i)
	if !containsFold(s, "như sau") || containsFold(s, "một số điều") {
		return false
	}
	for _, w := range [...]string{"khoản ", "điểm ", "điều ", "chương ", "mục "} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// swallows says that a điều that continues the act's own count, with its label
// at the beginning of a line, stands between lines from and to.
func (b *builder) swallows(from, to int) bool {
	for i := from + 1; i < to; i++ {
		l := &b.p.lines[i]
		if l.kind == lineArticle && l.strong && !l.quoted && !l.table && l.num == b.lastArticle.num+1 {
			return true
		}
	}
	return false
}

// breaksQuote says that line i cannot be quoted text although no closing mark
// was seen: it continues this act's own count with an instruction.
func (b *builder) breaksQuote(i int) bool {
	p := b.p
	l := &p.lines[i]
	t := l.token
	switch l.class {
	case classArticle, classClause, classPoint, classChapter, classPart, classSection:
		return true
	}
	if t.quoted {
		return false
	}
	rest := p.text[l.start+t.rest : l.end]
	if rest == "" && i+1 < len(p.lines) {
		rest = p.lineText(i + 1)
	}
	switch t.kind {
	case lineArticle:
		return t.num == b.lastArticle.num+1 && (t.strong && (amendsIn(rest) || endsAct(rest) || b.quote.bare) || amendsLaw(withoutNotes(rest)) || p.ownSubject(rest) > 0)
	case lineClause:
		return b.clause >= 0 && t.num == b.lastClause.num+1 && amendsIn(rest) && isInstruction(rest)
	case linePoint:
		return b.point >= 0 && t.num == b.lastPoint.num+1 && amendsIn(rest) && isInstruction(rest)
	}
	return p.startsClosing(i)
}
