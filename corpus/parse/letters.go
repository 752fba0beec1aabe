package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus/vitext"
)

// pointLetters is the order of điểm: a b c d đ e g h i k l m n o p q r s t u v
// x y (NĐ 78/2025/NĐ-CP). The letters that the rule leaves out stand in their
// Latin places, for texts that use them all the same.
const pointLetters = "abcdđefghijklmnopqrstuvwxyz"

var pointIndex = func() map[rune]int {
	m := make(map[rune]int)
	n := 0
	for _, r := range pointLetters {
		n++
		m[r] = n
	}
	return m
}()

func isPointLetter(r rune) bool { return r >= 'a' && r <= 'z' || r == 'đ' }

func pointOrder(r rune) int { return pointIndex[r] }

// unusualPoint says that the rule leaves the letter out, so that the list may
// pass over it.
func unusualPoint(order int) bool {
	switch order {
	case 7, 11, 24, 27: // f j w z
		return true
	}
	return false
}

// roman reads a Roman number in capitals at the beginning of s and returns its
// value and length in bytes; 0, 0 where there is none.
func roman(s string) (value, n int) {
	last := 1000
	run := 0
	for n < len(s) {
		v := romanDigit(s[n])
		if v == 0 {
			break
		}
		if v > last {
			// subtractive: IV, IX, XL, XC
			if run != 1 || (v != last*5 && v != last*10) {
				return 0, 0
			}
			value += v - 2*last
			last, run = v/10+1, 0
			n++
			continue
		}
		if v == last {
			run++
		} else {
			run = 1
		}
		if run > 4 {
			return 0, 0
		}
		value += v
		last = v
		n++
	}
	if n > 8 || value == 0 {
		return 0, 0
	}
	return value, n
}

func romanDigit(c byte) int {
	switch c {
	case 'I':
		return 1
	case 'V':
		return 5
	case 'X':
		return 10
	case 'L':
		return 50
	case 'C':
		return 100
	}
	return 0
}

// foldPrefix returns the length of the prefix of s that equals the small-letter
// word regardless of case, or 0.
func foldPrefix(s, word string) int {
	i := 0
	for _, w := range word {
		if i >= len(s) {
			return 0
		}
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			if rune(c) != w {
				return 0
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '\u00a0' {
			r = ' '
		}
		if r != w && unicode.ToLower(r) != w {
			return 0
		}
		i += n
	}
	return i
}

// dieuPrefix returns the length of "Điều" at the beginning of s in capitals or
// with a capital, with whatever tone marks OCR left on its ê, or 0.
func dieuPrefix(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r != 'Đ' && r != 'Ð' && r != 'D' {
		return 0
	}
	i := n
	r, n = utf8.DecodeRuneInString(s[i:])
	if r != 'i' && r != 'I' && r != 'ỉ' && r != 'l' {
		return 0
	}
	i += n
	r, n = utf8.DecodeRuneInString(s[i:])
	switch unicode.ToLower(r) {
	case 'ề', 'ê', 'ế', 'ể', 'ễ', 'ệ', 'è', 'e':
	default:
		return 0
	}
	i += n
	r, n = utf8.DecodeRuneInString(s[i:])
	if r != 'u' && r != 'U' {
		return 0
	}
	i += n
	if after, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsLetter(after) {
		return 0
	}
	return i
}

// skipSpace returns the first index from i on that is no space.
func skipSpace(s string, i int) int {
	for i < len(s) {
		switch c := s[i]; {
		case c == ' ' || c == '\t':
			i++
		case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xA0: // no-break space
			i += 2
		case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x80 && s[i+2] <= 0x8F: // spaces and marks of U+2000…200F
			i += 3
		case c == 0xEF && i+2 < len(s) && s[i+1] == 0xBB && s[i+2] == 0xBF: // U+FEFF
			i += 3
		default:
			return i
		}
	}
	return i
}

func openingQuote(s string) int {
	for _, q := range [...]string{"“", "\"", "‘‘", "‘", "«", "„", "''", "”"} {
		if strings.HasPrefix(s, q) {
			return len(q)
		}
	}
	return 0
}

func firstRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// atoi reads the digits at the beginning of s; it stops at the first other byte
// and never overflows on the few digits that labels have.
func atoi(s string) int {
	n := 0
	for i := 0; i < len(s) && s[i] >= '0' && s[i] <= '9' && i < 9; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// isUpperText says that s has letters and none is small.
func isUpperText(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 0
}

// upperRun says that the first two words of s are in capitals, as a heading set
// in capitals begins.
func upperRun(s string) bool {
	words := 0
	for s != "" && words < 2 {
		word, rest, _ := strings.Cut(strings.TrimLeft(s, " "), " ")
		s = rest
		if word == "" {
			break
		}
		if !isUpperText(word) {
			return false
		}
		words++
	}
	return words > 0
}

// mostlyUpper says that at least nine in ten of the letters of s are capitals.
func mostlyUpper(s string) bool {
	upper, lower := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper > 0 && upper >= 9*lower
}

// squeeze trims s and makes every run of spaces and line breaks one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// vnFold folds case and diacritics for comparing headings and labels.
func vnFold(s string) string { return vitext.Fold(strings.ToValidUTF8(s, "")) }

// containsFold finds the small-letter word in s regardless of case.
func containsFold(s, word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	var capital [utf8.UTFMax]byte
	utf8.EncodeRune(capital[:], unicode.ToUpper(first))
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c == word[0] || c == capital[0]) && foldPrefix(s[i:], word) > 0 {
			return true
		}
	}
	return false
}

// capitalised says that the first letter of s is a capital.
func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
