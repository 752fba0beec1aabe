package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// articleLabel reads "Điều 12a." and its variants: "ĐIỀU 5:", "Điều thứ 5.",
// "Điều 5" alone, and the misspelt tone marks that OCR leaves ("Điêu 5.").
func articleLabel(s string, i int) token {
	none := token{rest: i}
	n := dieuPrefix(s[i:])
	if n == 0 {
		return none
	}
	j := skipBlank(s, i+n)
	if m := foldPrefix(s[j:], "thứ "); m > 0 {
		j = skipSpace(s, j+m)
	}
	digits := j
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	misread := misreadNumber(s[digits:])
	if misread > 0 && (j == digits || !oneLetter(s[j:])) { // "Điều l.", "Điều 2l0."
		t := token{kind: lineArticle, num: misread, label: itoa(misread), strong: true}
		t.rest = skipSpace(s, digits+strings.IndexAny(s[digits:], ".:")+1)
		return t
	}
	if j == digits || j-digits > 4 {
		return none
	}
	num := atoi(s[digits:j])
	t := token{kind: lineArticle, num: num, misread: misread}
	// A letter right after the number belongs to it: Điều 12a, Điều 217đ.
	if r, w := utf8.DecodeRuneInString(s[j:]); w > 0 && isPointLetter(unicode.ToLower(r)) {
		after, _ := utf8.DecodeRuneInString(s[j+w:])
		if !unicode.IsLetter(after) && (unicode.IsLower(r) || after == '.') {
			t.suffix = strings.ToLower(s[j : j+w])
			j += w
		}
	}
	t.label = itoa(num) + t.suffix
	k := skipSpace(s, j)
	switch {
	case k == len(s):
		t.strong, t.rest = true, k
	case s[k] == '.' || s[k] == ':':
		// "Điều 5.1" numbers a rule of a standard, no điều.
		if s[k] == '.' && k+1 < len(s) && s[k+1] >= '0' && s[k+1] <= '9' && k == j && !clauseFollows(s[k+1:]) {
			return none
		}
		t.strong, t.rest = true, skipSpace(s, k+1)
	case s[k] == '-' || strings.HasPrefix(s[k:], "–"):
		t.rest = skipSpace(s, k+len(firstRune(s[k:])))
		t.strong = true
	case s[k] == ',':
		// "Điều 5, Người sử dụng đất" is a stop misread; "Điều 5, Điều 6 và Điều 7"
		// a list.
		rest := skipSpace(s, k+1)
		if k != j || rest == len(s) || !capitalised(s[rest:]) || namesUnitFirst(s[rest:]) {
			return none
		}
		t.rest = rest
	case s[k] == '[' || s[k] == '(':
		t.strong, t.rest = s[k] == '[' && k == j, k
	default:
		r, _ := utf8.DecodeRuneInString(s[k:])
		if k == j || !unicode.IsUpper(r) && !unicode.IsDigit(r) && openingQuote(s[k:]) == 0 {
			return none
		}
		t.rest = k
	}
	return t
}

// clauseFollows tells "Điều 5.1. Người …" (a điều whose first khoản follows
// without a space) from a decimal number.
func clauseFollows(s string) bool {
	if len(s) < 4 || s[0] != '1' || s[1] != '.' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[2:])
	return s[2] == ' ' || r == '\u00a0' || unicode.IsUpper(r)
}

// misreadNumber reads a number at the beginning of s in which OCR took figures
// for letters, "1O." or "l2:", closed by a stop or colon; 0 where there is none.
func misreadNumber(s string) int {
	num, n, letters := 0, 0, 0
	for n < len(s) && n < 4 {
		switch c := s[n]; {
		case c >= '0' && c <= '9':
			num = num*10 + int(c-'0')
		case c == 'l' || c == 'I':
			num = num*10 + 1
			letters++
		case n > 0 && (c == 'O' || c == 'o'):
			num *= 10
			letters++
		case letters > 0 && (c == '.' || c == ':'):
			if n+1 < len(s) && s[n+1] == '.' {
				return 0
			}
			return num
		default:
			return 0
		}
		n++
	}
	return 0
}

// oneLetter says that a small letter and the mark that closes a label follow, as in
// "12l.", which may be 121 or the twelfth's l.
func oneLetter(s string) bool {
	return len(s) > 1 && s[0] >= 'a' && s[0] <= 'z' && (s[1] == '.' || s[1] == ':')
}

// namesUnitFirst says that s begins with a reference to a unit ("Điều 6 và"), as
// lists of references go on; "Điều kiện" and "Mục đích" are none.
func namesUnitFirst(s string) bool {
	for _, w := range [...]string{"khoản ", "điểm ", "điều ", "chương ", "mục ", "phần ", "phụ lục "} {
		n := foldPrefix(s, w)
		if n == 0 {
			continue
		}
		label, _, _ := strings.Cut(s[n:], " ")
		label = strings.TrimRight(label, ".,;:")
		_, r := roman(label)
		_, letter := utf8.DecodeRuneInString(label)
		return label != "" && (label[0] >= '0' && label[0] <= '9' || r == len(label) || letter == len(label) || foldPrefix(label, "thứ") > 0)
	}
	return false
}

// numberLabel reads "3.", "3a.", "3)", and tells "3.1." apart.
func numberLabel(s string, i int) token {
	none := token{rest: i}
	j := i
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	if j-i > 3 || j == len(s) {
		return none
	}
	num := atoi(s[i:j])
	if num == 0 {
		return none
	}
	t := token{kind: lineClause, num: num, misread: misreadNumber(s[i:])}
	if t.misread > 0 && !oneLetter(s[j:]) {
		t.num, t.label, t.strong, t.rest = t.misread, itoa(t.misread), true, skipSpace(s, i+strings.IndexByte(s[i:], '.')+1)
		return t
	}
	if r, w := utf8.DecodeRuneInString(s[j:]); isPointLetter(r) && j+w < len(s) && (s[j+w] == '.' || s[j+w] == ')') {
		t.suffix = s[j : j+w]
		j += w
	}
	t.label = itoa(num) + t.suffix
	k := skipSpace(s, j)
	if k >= len(s) {
		return none
	}
	switch s[k] {
	case '.':
		next := k + 1
		if next < len(s) && s[next] >= '0' && s[next] <= '9' {
			return decimalLabel(s, i)
		}
		t.strong = true
		t.rest = skipSpace(s, next)
		if t.rest < len(s) && (s[t.rest] == '.' || strings.HasPrefix(s[t.rest:], "…")) {
			// "1......" is a form to fill in.
			if next < len(s) && s[next] == '.' {
				return none
			}
		}
		return t
	case ',':
		// "2, Người sử dụng đất": a stop misread, only where the count goes on.
		rest := skipSpace(s, k+1)
		if k != j || rest == k+1 || !capitalised(s[rest:]) || namesUnitFirst(s[rest:]) {
			return none
		}
		t.rest = rest
		return t
	case ')', '/', '-':
		if k != j {
			return none
		}
		t.rest = skipSpace(s, k+1)
		if s[k] != ')' {
			// "1/2 số thành viên", "5-10 ngày": only before a letter and a space.
			if t.rest == k+1 && s[k] == '-' || t.rest >= len(s) || s[t.rest] >= '0' && s[t.rest] <= '9' || t.rest == k+1 {
				return none
			}
		}
		return t
	}
	return none
}

// decimalLabel reads "2.1.", "1.2.3".
func decimalLabel(s string, i int) token {
	j := i
	dots := 0
	for j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j] == '.' && j+1 < len(s) && s[j+1] >= '0' && s[j+1] <= '9') {
		if s[j] == '.' {
			dots++
		}
		j++
	}
	label := s[i:j]
	if dots == 0 || len(label) > 12 {
		return token{rest: i}
	}
	if j < len(s) && (s[j] == '.' || s[j] == ')') {
		j++
	}
	return token{kind: lineNumber, label: label, num: atoi(label), rest: skipSpace(s, j), strong: true}
}

// pointLabel reads "đ)", "a1)", "a." and "a/".
func pointLabel(s string, i int) token {
	none := token{rest: i}
	r, w := utf8.DecodeRuneInString(s[i:])
	if r == 'ð' {
		r = 'đ'
	}
	if !isPointLetter(r) {
		return none
	}
	j := i + w
	if r == 'd' && strings.HasPrefix(s[j:], "d") {
		r, j = 'đ', j+1 // "dd)" in translations
	}
	t := token{kind: linePoint, label: string(r), num: pointOrder(r)}
	for j < len(s) && s[j] >= '0' && s[j] <= '9' && j-i < 4 {
		t.suffix += s[j : j+1]
		j++
	}
	t.label += t.suffix
	k := skipSpace(s, j)
	if k >= len(s) {
		return none
	}
	switch s[k] {
	case ')':
		t.strong = true
	case '.', '/', '-':
		if k != j {
			return none
		}
		if s[k] != '.' && skipSpace(s, k+1) == k+1 {
			return none
		}
		if k+1 < len(s) && s[k+1] >= '0' && s[k+1] <= '9' {
			return none // "i.1)" numbers a part of điểm i
		}
	default:
		return none
	}
	t.rest = skipSpace(s, k+1)
	if t.rest >= len(s) && !t.strong {
		return none
	}
	return t
}

// noteLabel reads "[12]" or "[[12]]" at the beginning of a line.
func noteLabel(s string, i int) token {
	open := 1
	if strings.HasPrefix(s[i:], "[[") {
		open = 2
	}
	j := i + open
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	if j == i+open || j-i > 5 || !strings.HasPrefix(s[j:], "]]"[:open]) {
		return token{rest: i}
	}
	label := s[i+open : j]
	return token{kind: lineNote, label: label, num: atoi(label), rest: skipSpace(s, j+open), strong: true}
}
