package phapdien

import (
	"strconv"
	"strings"
)

var words = []string{"nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai", "mười ba"}

// ordinal writes the number of a heading in figures, as provision paths have
// it: "IV" → "4", "thứ hai" → "2", "IIa" → "2a". What is no number stays.
func ordinal(label string) string {
	s := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(strings.ToLower(label), "thứ ")))
	for i, w := range words {
		if s == w || w == "tư" && s == "bốn" {
			return strconv.Itoa(i + 1)
		}
	}
	end := 0
	for end < len(s) && strings.IndexByte("ivxlc", s[end]) >= 0 {
		end++
	}
	if end == 0 {
		return s
	}
	value := map[byte]int{'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100}
	total := 0
	for i := range end {
		v := value[s[i]]
		if i+1 < end && v < value[s[i+1]] {
			v = -v
		}
		total += v
	}
	return strconv.Itoa(total) + s[end:]
}
