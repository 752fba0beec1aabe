package corpus

import "strings"

// PathLabel writes the path of a provision as Vietnamese texts cite it:
// "d12/k2/đ" is "điểm đ khoản 2 Điều 12", "c3/m1" "Mục 1 Chương 3", "pl1"
// "Phụ lục 1", "kt1/d5" "Điều 5 (văn bản kèm theo 1)". It returns "" for a path
// that names no provision.
func PathLabel(path string) string {
	var parts []string
	attached, depth := "", 0 // depth inside the điều: 1 the điều itself
	for seg := range strings.SplitSeq(path, "/") {
		if n := strings.TrimPrefix(seg, "kt"); n != seg {
			attached = " (văn bản kèm theo " + n + ")"
			continue
		}
		if depth > 0 || strings.HasPrefix(seg, "d") && len(seg) > 1 {
			depth++
		}
		parts = append(parts, segmentLabel(seg, depth))
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i] == "" {
			return ""
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(parts[i])
	}
	if b.Len() == 0 {
		return strings.Trim(attached, " ()")
	}
	return b.String() + attached
}

var segmentNames = []struct{ prefix, name string }{
	{"pl", "Phụ lục"}, {"tm", "Tiểu mục"}, {"d", "Điều"}, {"k", "khoản"}, {"c", "Chương"}, {"m", "Mục"}, {"p", "Phần"},
}

func segmentLabel(seg string, depth int) string {
	seg, _, _ = strings.Cut(seg, "~") // a repeated number carries an ordinal
	for _, s := range segmentNames {
		if depth == 2 && s.prefix != "k" || depth > 2 {
			continue // "d1" inside a điều is điểm d1
		}
		if rest := strings.TrimPrefix(seg, s.prefix); rest != seg && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return s.name + " " + rest
		}
	}
	switch n := len([]rune(seg)); {
	case n == 1, n == 2 && seg[len(seg)-1] >= '0' && seg[len(seg)-1] <= '9':
		return "điểm " + seg
	}
	return ""
}
