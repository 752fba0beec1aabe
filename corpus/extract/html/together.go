package html

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus/vitext"
)

// runsTogether says that the blank between what was read and the text t of the
// next element was lost, "<b>Chính phủ</b><b>về tổ chức</b>": the two words that
// meet are syllables, or the first is an abbreviation, and what they would make
// together is none.
func runsTogether(before []byte, t string) bool {
	tail := string(before[max(0, len(before)-32):])
	left := tail[strings.LastIndexFunc(tail, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	if r, n := utf8.DecodeRuneInString(left); r == utf8.RuneError && n <= 1 { // nothing, or cut within a letter
		return false
	}
	right := t
	if i := strings.IndexFunc(t, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		right = t[:i]
	}
	if right == "" || len(right) > 16 || plain(left) && plain(right) {
		return false
	}
	if !vitext.IsVietnameseSyllable(right) || vitext.IsVietnameseSyllable(left+right) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(right)
	return vitext.IsVietnameseSyllable(left) || len(left) > 1 && left == strings.ToUpper(left) && unicode.IsLower(first)
}

// plain says that s is ASCII: words of other languages are set in several elements
// too.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
