package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// headingLabel reads the number of a Phần, Chương, Mục or Tiểu mục.
func headingLabel(s string, start, i int, kind lineKind) token {
	none := token{rest: start}
	if i < len(s) && s[i] != ' ' && s[i] != '\n' && !strings.HasPrefix(s[i:], "\u00a0") && s[i] != ':' {
		return none
	}
	j := skipBlank(s, i)
	if j == len(s) {
		return none
	}
	label, num, suffix, end := ordinal(s, j)
	if end == j {
		return none
	}
	t := token{kind: kind, label: label, num: num, suffix: suffix}
	k := skipSpace(s, end)
	switch {
	case k == len(s):
		t.strong, t.rest = true, k
	case s[k] == '.' || s[k] == ':' || s[k] == '-' || s[k] == '[':
		t.strong, t.rest = true, k
		if s[k] != '[' {
			t.rest = skipSpace(s, k+1)
		}
	case strings.HasPrefix(s[k:], "–"):
		t.strong, t.rest = true, skipSpace(s, k+len("–"))
	default:
		// "Chương I NHỮNG QUY ĐỊNH CHUNG" on one line; running text such as
		// "Chương II của Luật này" goes on in small letters.
		r, _ := utf8.DecodeRuneInString(s[k:])
		if k == end || !(unicode.IsUpper(r) || r == '(') {
			return none
		}
		t.rest = k
		t.strong = upperRun(s[k:])
	}
	return t
}

// ordinal reads a Roman or Arabic number with an optional letter, or "thứ
// nhất", "nhất" …, at s[i:]; end == i where there is none.
func ordinal(s string, i int) (label string, num int, suffix string, end int) {
	if v, n := roman(s[i:]); n > 0 {
		end = i + n
		num = v
		if r, w := utf8.DecodeRuneInString(s[end:]); w > 0 && isPointLetter(r) {
			if after, _ := utf8.DecodeRuneInString(s[end+w:]); !unicode.IsLetter(after) {
				suffix = s[end : end+w]
				end += w
			}
		}
		if after, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsLetter(after) || unicode.IsDigit(after) {
			return "", 0, "", i
		}
		return s[i:i+n] + suffix, num, suffix, end
	}
	j := i
	for j < len(s) && j-i < 4 && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	if j > i {
		num = atoi(s[i:j])
		if r, w := utf8.DecodeRuneInString(s[j:]); w > 0 && isPointLetter(unicode.ToLower(r)) {
			if after, _ := utf8.DecodeRuneInString(s[j+w:]); !unicode.IsLetter(after) {
				suffix = strings.ToLower(s[j : j+w])
				j += w
			}
		}
		if after, _ := utf8.DecodeRuneInString(s[j:]); unicode.IsLetter(after) || unicode.IsDigit(after) {
			return "", 0, "", i
		}
		return itoa(num) + suffix, num, suffix, j
	}
	j = i
	prefix := ""
	if n := foldPrefix(s[j:], "thứ "); n > 0 {
		j = skipSpace(s, j+n)
		prefix = "thứ "
	}
	for v := len(ordinalWords) - 1; v >= 1; v-- {
		for _, word := range ordinalWords[v] {
			if n := foldPrefix(s[j:], word); n > 0 {
				if after, _ := utf8.DecodeRuneInString(s[j+n:]); !unicode.IsLetter(after) {
					return prefix + word, v, "", j + n
				}
			}
		}
	}
	if r, w := utf8.DecodeRuneInString(s[i:]); w == 1 && r >= 'A' && r <= 'H' {
		if after, _ := utf8.DecodeRuneInString(s[i+1:]); !unicode.IsLetter(after) {
			return string(r), int(r-'A') + 1, "", i + 1
		}
	}
	return "", 0, "", i
}

var ordinalWords = [...][]string{
	1: {"nhất", "một"}, 2: {"hai"}, 3: {"ba"}, 4: {"tư", "bốn"}, 5: {"năm"}, 6: {"sáu"}, 7: {"bảy", "bẩy"},
	8: {"tám"}, 9: {"chín"}, 10: {"mười"}, 11: {"mười một"}, 12: {"mười hai"}, 13: {"mười ba"}, 14: {"mười bốn"},
}

// appendixLabel reads what follows "Phụ lục" or "Mẫu số".
func appendixLabel(s string, start, i int) token {
	none := token{rest: start}
	if i < len(s) {
		if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsLetter(r) {
			return none
		}
	}
	t := token{kind: lineAppendix}
	j := skipSpace(s, i)
	if n := foldPrefix(s[j:], "số"); n > 0 {
		j = skipSpace(s, j+n)
		if j < len(s) && s[j] == ':' {
			j = skipSpace(s, j+1)
		}
	}
	k := j
	for k < len(s) {
		r, w := utf8.DecodeRuneInString(s[k:])
		if !unicode.IsDigit(r) && !unicode.IsLetter(r) && r != '-' && r != '/' && r != '.' {
			break
		}
		k += w
	}
	word := strings.TrimRight(s[j:k], ".-/")
	if isAppendixLabel(word) {
		t.label = word
		t.rest = skipSpace(s, j+len(word))
	} else {
		t.rest = j
	}
	upper := isUpperText(s[start:i])
	t.strong = upper || t.rest == len(s)
	return t
}

// isAppendixLabel accepts "01", "II", "3a", "1A", "01-ĐKKD", "2.1": it holds a
// digit, or is a Roman number or one capital letter.
func isAppendixLabel(w string) bool {
	if w == "" || len(w) > 24 {
		return false
	}
	if _, n := roman(w); n > 0 && (n == len(w) || w[n] == '.' || w[n] == '-' || w[n] == '/' || len(w)-n <= 2) {
		return true
	}
	for i := 0; i < len(w); i++ {
		if w[i] >= '0' && w[i] <= '9' {
			return true
		}
	}
	return len(w) == 1 && w[0] >= 'A' && w[0] <= 'Z'
}

// romanLabel reads "IV." and "IV -" before a heading.
func romanLabel(s string, i int) token {
	v, n := roman(s[i:])
	if n == 0 {
		return token{rest: i}
	}
	k := skipSpace(s, i+n)
	if k >= len(s) {
		return token{rest: i}
	}
	if s[k] == '.' || s[k] == '-' || s[k] == '/' || s[k] == ')' || s[k] == ':' {
		return token{kind: lineRoman, label: s[i : i+n], num: v, rest: skipSpace(s, k+1), strong: true}
	}
	if strings.HasPrefix(s[k:], "–") {
		return token{kind: lineRoman, label: s[i : i+n], num: v, rest: skipSpace(s, k+len("–")), strong: true}
	}
	return token{rest: i}
}
