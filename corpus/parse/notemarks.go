package parse

import (
	"unicode"
	"unicode/utf8"
)

// Plain-text copies of consolidations set the marks of footnotes as bare numbers
// behind the word or label they belong to: "4.3 Trường hợp" is khoản 4 with note
// 3, "đ)64 (được bãi bỏ)" điểm đ with note 64, "nộp tiền35 chậm nộp" a word with
// note 35. They count up through the text, which tells them from other numbers.

// noteReach is how many marks may be missing between two that are found.
const noteReach = 12

// readNoteMarks finds the bare marks of a consolidation's footnotes and gives the
// lines that begin with a marked label their kind. It does so only for plain text
// without marks in brackets.
func (p *parser) readNoteMarks() {
	if p.form != formConsolidated || p.src.Format != "txt" {
		return
	}
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == lineNote && l.num == 1 {
			return
		}
	}
	p.noteMarks = make(map[int]int)
	last := 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.table || l.start == l.end {
			continue
		}
		if last > 2 && p.noteNumber(i) == 1 && p.notesFollow(i) {
			break // the notes themselves
		}
		s := p.text[l.start:l.end]
		from := 0
		if t, mark, at := markedLabel(s); mark > last && mark <= last+noteReach {
			l.token = t
			last = mark
			p.noteMarks[mark] = l.start + at
			from = at
		}
		for j := from; j < len(s); j++ {
			if s[j] < '0' || s[j] > '9' {
				continue
			}
			before, _ := utf8.DecodeLastRuneInString(s[:j])
			n, w := digitsAt(s, j, 3)
			if w > 0 && unicode.IsLower(before) && n > last && n <= last+noteReach && endsWord(s[j+w:]) {
				last = n
				p.noteMarks[n] = l.start + j
			}
			for j < len(s) && s[j] >= '0' && s[j] <= '9' {
				j++
			}
		}
	}
}

// endsWord says that no word goes on at the beginning of s.
func endsWord(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '/'
}

// markedLabel reads "4.3 Trường hợp" and "đ)64 Nội dung": the label, the mark of
// the note and where it stands.
func markedLabel(s string) (t token, mark, at int) {
	n, w := digitsAt(s, 0, 3)
	switch {
	case w > 0 && w < len(s) && s[w] == '.':
		at = w + 1
		t = token{kind: lineClause, label: s[:w], num: n, strong: true}
	default:
		t = pointLabel(s, 0)
		if t.kind != linePoint || t.rest == 0 || t.rest >= len(s) || s[t.rest-1] != ')' {
			return token{}, 0, 0
		}
		at = t.rest
	}
	mark, w = digitsAt(s, at, 3)
	if w == 0 || at+w >= len(s) || s[at+w] != ' ' {
		return token{}, 0, 0
	}
	t.rest = skipSpace(s, at+w)
	if rest := s[t.rest:]; rest == "" || !capitalised(rest) && rest[0] != '(' {
		return token{}, 0, 0
	}
	return t, mark, at
}
