package parse

import (
	"strings"
	"unicode/utf8"
)

// What runs on in the middle of a line of plain text, and where it begins: each of
// these returns the offset, 0 where there is nothing of its kind.

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
