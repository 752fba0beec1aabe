package parse

import (
	"strings"
	"unicode/utf8"
)

// court reads the court's name below "NHÂN DANH NƯỚC …", else at the head.
func (p *parser) court() string {
	after := -1
	for i := range p.lines {
		s := vnFold(squeeze(p.lineText(i)))
		if strings.HasPrefix(s, "nhan danh") {
			after = i
			break
		}
		if i > 80 {
			break
		}
	}
	for _, from := range [...]int{after + 1, 0} {
		var parts []string
		for i := from; i < len(p.lines) && i < from+14; i++ {
			s := squeeze(p.lineText(i))
			f := vnFold(s)
			if k := strings.Index(f, "cong hoa xa hoi"); k > 0 && from == 0 {
				s, f = strings.TrimSpace(firstRunes(s, f, k)), f[:k]
			}
			if len(parts) == 0 {
				if strings.HasPrefix(f, "toa an") && isUpperText(s) {
					parts = append(parts, strings.Trim(s, " .,;-–"))
				}
				continue
			}
			if s == "" {
				continue
			}
			if !isUpperText(s) || strings.HasPrefix(f, "cong hoa") || strings.HasPrefix(f, "nhan danh") || strings.HasPrefix(f, "nuoc ") || len(parts) > 2 || isRule(s) {
				if strings.HasPrefix(f, "doc lap") || strings.HasPrefix(f, "cong hoa") || isRule(s) {
					continue
				}
				break
			}
			parts = append(parts, strings.Trim(s, " .,;-–"))
		}
		if len(parts) > 0 {
			return courtCase(strings.Join(parts, ", "))
		}
	}
	return ""
}

// firstRunes cuts s where its folded text f, of other length, is cut at k.
func firstRunes(s, f string, k int) string {
	n := utf8.RuneCountInString(f[:k])
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// courtCase writes a court's name set in capitals.
func courtCase(name string) string {
	words := strings.Fields(strings.ToLower(name))
	common := map[string]bool{"nhân": true, "dân": true, "án": true, "tỉnh": true, "thành": true, "phố": true, "huyện": true, "quận": true, "thị": true, "xã": true,
		"cấp": true, "cao": true, "tại": true, "tối": true, "quân": true, "sự": true, "khu": true, "vực": true, "trung": true, "ương": true}
	place := false
	for i, w := range words {
		bare := strings.Trim(w, ",-–")
		if i == 0 {
			words[i] = capitalWords(w, false)
			continue
		}
		switch bare {
		case "tỉnh", "huyện", "quận", "phố", "xã", "tại", "vực":
			place = true
			continue
		}
		switch {
		case !strings.ContainsAny(vnFold(bare), "aeiouy"):
			words[i] = strings.ToUpper(w) // a name cut to its letters: "CP"
		case place && !(bare == "thành" || bare == "thị") || !common[bare]:
			words[i] = capitalWords(w, false)
		}
		if strings.HasSuffix(w, ",") || bare == "" {
			place = false
		}
	}
	s := strings.Join(words, " ")
	for _, unit := range [...]string{" tỉnh ", " thành phố "} {
		if i := strings.Index(s, unit); i > 0 && !strings.HasSuffix(s[:i], ",") && (strings.Contains(s[:i], "huyện") || strings.Contains(s[:i], "quận") || strings.Contains(s[:i], "thị xã")) {
			s = strings.TrimRight(s[:i], " -–") + "," + s[i:]
		}
	}
	return s
}

// caseLevel reads the instance: from the number's last part, else from the text.
func caseLevel(number, head string) string {
	n := strings.ReplaceAll(number, "/", "-")
	switch {
	case strings.Contains(n, "GĐT"):
		return "giám đốc thẩm"
	case strings.HasSuffix(n, "TT") && strings.Contains(n, "-TT"):
		return "tái thẩm"
	case strings.HasSuffix(n, "PT") || strings.Contains(n, "-PT"):
		return "phúc thẩm"
	case strings.HasSuffix(n, "ST") || strings.Contains(n, "-ST"):
		return "sơ thẩm"
	}
	for _, level := range [...]string{"giám đốc thẩm", "tái thẩm", "phúc thẩm", "sơ thẩm"} {
		if containsFold(firstBytes(head, 2500), level) {
			return level
		}
	}
	return ""
}

// caseKinds are the kinds of case by the letters of the number.
var caseKinds = []struct{ letters, kind string }{
	{"KDTM", "kinh doanh thương mại"}, {"HNGĐ", "hôn nhân và gia đình"}, {"HN", "hôn nhân và gia đình"}, {"LĐ", "lao động"},
	{"HC", "hành chính"}, {"HS", "hình sự"}, {"PS", "phá sản"}, {"DS", "dân sự"},
}

func caseKind(number, head string) string {
	last := number[strings.LastIndexByte(number, '/')+1:]
	for _, c := range caseKinds {
		if strings.Contains(last, c.letters) {
			return c.kind
		}
	}
	for _, kind := range [...]string{"hình sự", "hành chính", "kinh doanh thương mại", "hôn nhân và gia đình", "lao động", "dân sự"} {
		if containsFold(firstBytes(head, 3000), "vụ án "+kind) {
			return kind
		}
	}
	return ""
}
