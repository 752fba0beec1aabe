package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ReadNumber reads a document number at the beginning of s: "45/2019/QH14",
// "66.15/2026/NQ-CP", "102-SL-L.004", "299/TTg", "19046/BTC-TCHQ". Spaces around
// the slashes of a header are passed over. It returns the number without
// spaces and the length read, "" and 0 where there is none.
func ReadNumber(s string) (number string, n int) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9') {
		i++
	}
	if i == 0 || i > 6 {
		return "", 0
	}
	var b strings.Builder
	b.WriteString(s[:i])
	if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
		// "66.15/2026/NQ-CP": a number with a part number
		j := i + 1
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		b.WriteString(s[i:j])
		i = j
	} else if i < len(s) {
		r, w := utf8.DecodeRuneInString(s[i:])
		if unicode.IsLetter(r) && w > 0 && i+w < len(s) && (s[i+w] == '/' || s[i+w] == '-') {
			b.WriteString(s[i : i+w])
			i += w
		}
	}
	letters, segments := 0, 0
	for {
		j := skipBlank(s, i)
		if j-i > 2 || j >= len(s) {
			break
		}
		sep := s[j]
		w := 1
		switch {
		case sep == '/' || sep == '-':
		case strings.HasPrefix(s[j:], "–") || strings.HasPrefix(s[j:], "−"):
			sep, w = '-', len("–")
		case sep == '.' && segments > 0 && j == i && dottedNumber(s[j+1:]):
		case sep == '&' && segments > 0 && j == i:
		default:
			sep = 0
		}
		if sep == 0 {
			break
		}
		k := skipSpace(s, j+w)
		if k-(j+w) > 1 || segments == 0 && sep == '-' && k > j+w {
			break
		}
		end, hasLetter, ok := numberSegment(s, k)
		if !ok {
			break
		}
		b.WriteByte(sep)
		b.WriteString(s[k:end])
		if hasLetter {
			letters++
		}
		segments++
		i = end
	}
	if letters == 0 || segments == 0 || i > 80 {
		return "", 0
	}
	return b.String(), i
}

// dottedNumber tells "L.004" and "QĐ.UB" from the end of a sentence.
func dottedNumber(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if r >= '0' && r <= '9' {
		return true
	}
	if !unicode.IsUpper(r) {
		return false
	}
	for i, r := range s {
		if !unicode.IsLetter(r) {
			return i > 0 && i <= 6
		}
		if unicode.IsLower(r) {
			return false
		}
	}
	return len(s) <= 8
}

// numberSegment reads a run of digits or of letters and digits with a capital:
// "2019", "QH14", "QĐ", "TTg", "L004".
func numberSegment(s string, i int) (end int, letter, ok bool) {
	upper := 0
	end = i
	for end < len(s) {
		r, w := utf8.DecodeRuneInString(s[end:])
		if r >= '0' && r <= '9' {
			end += w
			continue
		}
		if !unicode.IsLetter(r) {
			break
		}
		if unicode.IsUpper(r) {
			upper++
		}
		letter = true
		end += w
	}
	if end == i || end-i > 30 {
		return i, false, false
	}
	if letter && upper == 0 {
		return i, false, false
	}
	// A place name glued on ("QH14Hà") is cut where small letters follow a
	// capital after a digit.
	seg := s[i:end]
	for j := 1; j < len(seg); j++ {
		if seg[j-1] >= '0' && seg[j-1] <= '9' {
			r, w := utf8.DecodeRuneInString(seg[j:])
			if unicode.IsUpper(r) {
				if next, _ := utf8.DecodeRuneInString(seg[j+w:]); unicode.IsLower(next) {
					return i + j, letter, true
				}
			}
		}
	}
	return end, letter, true
}

// findNumber finds the document's own number in a header: after "Số:", "Luật
// số:", "Số hiệu".
func findNumber(s string) (number string, start, end int) {
	for i := 0; i < len(s); {
		j := indexFold(s[i:], "số")
		if j < 0 {
			return "", 0, 0
		}
		j += i
		i = j + len("số")
		if j > 0 && letterBefore(s, j) {
			continue
		}
		k := skipBlank(s, i)
		if n := foldPrefix(s[k:], "hiệu"); n > 0 {
			k = skipBlank(s, k+n)
		}
		labelled := k < len(s) && s[k] == ':'
		if labelled || k < len(s) && s[k] == '.' {
			k = skipBlank(s, k+1)
		}
		if strings.HasPrefix(s[k:], "|") {
			k = skipBlank(s, k+1)
		}
		if num, n := ReadNumber(s[k:]); n > 0 {
			return num, k, k + n
		}
		// "Số:      /2015/TT-BTC": the number of a draft is left open.
		if labelled && k < len(s) && (s[k] == '/' || s[k] == '.' || strings.HasPrefix(s[k:], "…") || s[k] == '_') {
			return "", 0, 0
		}
	}
	return "", 0, 0
}

// indexFold is strings.Index regardless of case; word is in small letters.
func indexFold(s, word string) int {
	first, w := utf8.DecodeRuneInString(word)
	_ = w
	for i, r := range s {
		if (r == first || unicode.ToLower(r) == first) && foldPrefix(s[i:], word) > 0 {
			return i
		}
	}
	return -1
}
