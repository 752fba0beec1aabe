package reference

import (
	"strconv"
	"strings"
)

// pointAlphabet is the order of điểm in Vietnamese statutes.
var pointAlphabet = []string{"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"}

// maxRange bounds the units of a range: no statute has more điều.
const maxRange = 1000

// between lists the labels strictly between two components of a path ("d5",
// "d9" → d6 d7 d8; "b", "đ" → c d). It returns nothing where the order cannot
// be told; inserted units (12a) between them are not known here.
func between(from, to string) []string {
	if i, j := pointIndex(from), pointIndex(to); i >= 0 && j >= 0 {
		if i+1 >= j {
			return nil
		}
		return pointAlphabet[i+1 : j]
	}
	p, a, suffixA := splitLabel(from)
	q, b, suffixB := splitLabel(to)
	if p != q || a < 0 || b < 0 || b-a > maxRange {
		return nil
	}
	var out []string
	if a == b && len(suffixA) <= 1 && len(suffixB) == 1 { // 5a … 5d
		i := -1
		if suffixA != "" {
			i = pointIndex(suffixA)
		}
		for _, l := range pointAlphabet[min(i+1, len(pointAlphabet)):] {
			if l == suffixB {
				break
			}
			out = append(out, p+strconv.Itoa(a)+l)
		}
		return out
	}
	for n := a + 1; n < b; n++ {
		out = append(out, p+strconv.Itoa(n))
	}
	if suffixB != "" && b > a {
		out = append(out, p+strconv.Itoa(b))
	}
	return out
}

func pointIndex(s string) int {
	for i, l := range pointAlphabet {
		if l == s {
			return i
		}
	}
	return -1
}

// splitLabel cuts "d12a" into "d", 12, "a"; the number is -1 when there is none.
func splitLabel(s string) (prefix string, n int, suffix string) {
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return s, -1, ""
	}
	j := i
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	n, err := strconv.Atoi(s[i:j])
	if err != nil {
		return s, -1, ""
	}
	return s[:i], n, s[j:]
}
