package parse

import "strings"

// citations lists the provisions that a ruling names, as printed: from "điểm",
// "khoản" or "Điều" to the end of the law's name.
func citations(s string) []string {
	var out []string
	seen := make(map[string]bool)
	for i := 0; i < len(s); {
		if !atWord(s, i) || foldPrefix(s[i:], "điểm ") == 0 && foldPrefix(s[i:], "khoản ") == 0 && foldPrefix(s[i:], "điều ") == 0 && foldPrefix(s[i:], "các điều ") == 0 {
			i++
			continue
		}
		end, ok := citationEnd(s, i)
		if ok {
			c := strings.Trim(s[i:end], " ,;.")
			if !seen[c] && len(c) < 300 {
				seen[c] = true
				out = append(out, c)
			}
		}
		i = max(end, i+1)
	}
	return out
}

// lawNames begin the name of a text that a citation ends in.
var lawNames = []string{"bộ luật", "luật", "pháp lệnh", "nghị quyết", "nghị định", "thông tư", "án lệ"}

// citationEnd finds where the citation that begins at s[i] ends.
func citationEnd(s string, i int) (int, bool) {
	limit := min(len(s), i+260)
	for j := i; j < limit; j++ {
		if s[j] == ';' || s[j] == '.' && j+1 < len(s) && s[j+1] == ' ' {
			return j, false
		}
		if !atWord(s, j) {
			continue
		}
		for _, w := range lawNames {
			n := foldPrefix(s[j:], w)
			if n == 0 || j+n < len(s) && s[j+n] != ' ' {
				continue
			}
			end := j + n
			for end < len(s) && end < j+160 {
				c := s[end]
				if c == ';' || c == ')' || c == '(' || c == '.' && (end+1 == len(s) || s[end+1] == ' ') {
					break
				}
				if c == ',' {
					after := strings.TrimLeft(s[end+1:min(len(s), end+14)], " ")
					if foldPrefix(after, "tố tụng") == 0 && foldPrefix(after, "lệ phí") == 0 && foldPrefix(after, "nộp") == 0 && foldPrefix(after, "miễn") == 0 {
						break
					}
				}
				if atWord(s, end) && (foldPrefix(s[end:], "điều ") > 0 || foldPrefix(s[end:], "khoản ") > 0 || foldPrefix(s[end:], "điểm ") > 0 || foldPrefix(s[end:], "các điều") > 0 || foldPrefix(s[end:], "và điều") > 0) {
					break
				}
				end++
			}
			return end, true
		}
	}
	return limit, false
}
