package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// ReadDate finds the first full date in s and returns it with its place. It
// reads "ngày 27 tháng 6 năm 2025", "27/6/2025", "27-6-2025" and "27.6.2025",
// over spaces and line breaks; start == end where there is none.
func ReadDate(s string) (d corpus.Date, start, end int) {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			if d, n := numericDate(s[i:]); n > 0 {
				return d, i, i + n
			}
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				i++
			}
			continue
		case c == 'n' || c == 'N':
			if i == 0 || !letterBefore(s, i) {
				if d, n := wordDate(s[i:]); n > 0 {
					return d, i, i + n
				}
			}
		}
		i++
	}
	return 0, 0, 0
}

// wordDate reads "ngày 27 tháng 6 năm 2025" at the beginning of s.
func wordDate(s string) (corpus.Date, int) {
	n := foldPrefix(s, "ngày")
	if n == 0 {
		return 0, 0
	}
	i := skipBlank(s, n)
	day, w := digitsAt(s, i, 2)
	if w == 0 {
		return 0, 0
	}
	if d, m := numericDate(s[i:]); m > 0 {
		return d, i + m
	}
	i = skipBlank(s, i+w)
	n = foldPrefix(s[i:], "tháng")
	if n == 0 {
		return 0, 0
	}
	i = skipBlank(s, i+n)
	month, w := digitsAt(s, i, 2)
	if w == 0 {
		return 0, 0
	}
	i = skipBlank(s, i+w)
	if i < len(s) && s[i] == ',' {
		i = skipBlank(s, i+1)
	}
	n = foldPrefix(s[i:], "năm")
	if n == 0 {
		return 0, 0
	}
	i = skipBlank(s, i+n)
	year, w := digitsAt(s, i, 4)
	if w != 4 {
		return 0, 0
	}
	d := corpus.NewDate(year, month, day)
	if d == 0 {
		return 0, 0
	}
	return d, i + w
}

// numericDate reads "27/6/2025" at the beginning of s.
func numericDate(s string) (corpus.Date, int) {
	day, w := digitsAt(s, 0, 2)
	if w == 0 || w >= len(s) {
		return 0, 0
	}
	sep := s[w]
	if sep != '/' && sep != '-' && sep != '.' {
		return 0, 0
	}
	i := w + 1
	month, w := digitsAt(s, i, 2)
	i += w
	if w == 0 || i >= len(s) || s[i] != sep {
		return 0, 0
	}
	year, w := digitsAt(s, i+1, 4)
	if w != 4 {
		return 0, 0
	}
	i += 1 + w
	if i < len(s) && s[i] >= '0' && s[i] <= '9' {
		return 0, 0
	}
	if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsLetter(r) || s[min(i, len(s)-1)] == '/' && i < len(s) {
		return 0, 0
	}
	d := corpus.NewDate(year, month, day)
	if d == 0 {
		return 0, 0
	}
	return d, i
}

// digitsAt reads at most limit digits at s[i:]; more digits than that are none.
func digitsAt(s string, i, limit int) (value, width int) {
	for i+width < len(s) && s[i+width] >= '0' && s[i+width] <= '9' {
		width++
		if width > limit {
			return 0, 0
		}
	}
	return atoi(s[i : i+width]), width
}

// skipBlank is skipSpace over line breaks too.
func skipBlank(s string, i int) int {
	for {
		i = skipSpace(s, i)
		if i < len(s) && (s[i] == '\n' || s[i] == '\r') {
			i++
			continue
		}
		return i
	}
}

func letterBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsLetter(r)
}

// lower is strings.ToLower that never changes the length of its text, so that
// offsets carry over. Letters whose small form has another length stay.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				if l := unicode.ToLower(r); l != r && utf8.RuneLen(l) == utf8.RuneLen(r) {
					return l
				}
				return r
			}, strings.ToValidUTF8(s, "?"))
		}
	}
	return s
}
