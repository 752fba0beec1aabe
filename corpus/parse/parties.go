package parse

import (
	"strings"

	"trolyluat/corpus"
)

// matter reads "V/v: tranh chấp …" over its lines, or "về việc “…”".
func matter(head string) string {
	lines := strings.Split(head, "\n")
	for i, l := range lines {
		l = squeeze(l)
		l = strings.TrimLeft(l, " “\"-")
		n := foldPrefix(l, "v/v")
		if n == 0 {
			n = foldPrefix(l, "về việc")
		}
		if n == 0 || i > 40 {
			continue
		}
		text := strings.TrimLeft(l[n:], " :.")
		for j := i + 1; j < len(lines) && j < i+8; j++ {
			next := squeeze(lines[j])
			if next == "" || isRule(next) || isUpperText(next) || foldPrefix(next, "thành phần") > 0 || strings.HasPrefix(next, "-") || foldPrefix(next, "độc lập") > 0 {
				break
			}
			text += " " + next
		}
		text = strings.Trim(text, " “”\".,;:")
		if j := strings.Index(text, "CỘNG"); j > 0 {
			text = strings.TrimRight(text[:j], " ")
		}
		return firstBytes(text, 300)
	}
	flat := squeeze(head)
	for _, w := range [...]string{"về việc:", "về việc", "về “"} {
		i := strings.Index(flat, w)
		if i < 0 {
			continue
		}
		text := strings.TrimLeft(flat[i+len(w):], " “\"")
		for _, stop := range [...]string{"”", "\"", ";", " theo Quyết định", " Theo Quyết định", " giữa"} {
			if j := strings.Index(text, stop); j >= 0 {
				text = text[:j]
			}
		}
		if text = strings.Trim(text, " .,:"); len(text) < 300 {
			return text
		}
	}
	return ""
}

// roles are the parties to a case, longest first.
var roles = []string{"Người có quyền lợi, nghĩa vụ liên quan", "Người có quyền lợi và nghĩa vụ liên quan", "Người có quyền lợi nghĩa vụ liên quan",
	"Người đại diện hợp pháp của nguyên đơn", "Người đại diện theo ủy quyền của nguyên đơn", "Người đại diện theo ủy quyền của bị đơn",
	"Người khởi kiện", "Người bị kiện", "Nguyên đơn dân sự", "Bị đơn dân sự", "Nguyên đơn", "Bị đơn", "Bị cáo", "Bị hại", "Người bị hại",
	"Người kháng cáo", "Người làm chứng"}

// parties reads the parties of the case with their roles.
func (p *parser) parties(head string) []corpus.Party {
	var out []corpus.Party
	role := ""
	awaits := false
	for _, l := range strings.Split(head, "\n") {
		l = squeeze(l)
		body := strings.TrimLeft(l, " -–*+•")
		t := classify(body)
		if t.kind == lineClause || t.kind == lineNumber || t.kind == linePoint || t.kind == lineRoman {
			body = body[min(t.rest, len(body)):]
		}
		found := ""
		for _, r := range roles {
			if n := foldPrefix(body, strings.ToLower(r)); n > 0 {
				rest := strings.TrimLeft(body[n:], " ")
				if rest == "" || rest[0] == ':' || rest[0] == '(' || strings.HasPrefix(rest, "gồm") {
					found = r
					body = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(rest, "gồm"), "có"), " :")
					break
				}
			}
		}
		if found != "" {
			role = found
			if strings.HasPrefix(role, "Người có quyền lợi") {
				role = "Người có quyền lợi, nghĩa vụ liên quan"
			}
			awaits = true
			if name := partyName(body); name != "" && !strings.HasPrefix(found, "Người kháng cáo") {
				out = append(out, corpus.Party{Role: role, Name: name})
				awaits = false
			}
			continue
		}
		if role == "" || strings.HasPrefix(role, "Người đại diện") || role == "Người kháng cáo" || role == "Người làm chứng" {
			continue
		}
		if l != "" && awaits {
			// "Bị đơn:" and the name on the next line
			awaits = false
		} else if t.kind != lineClause && t.kind != lineNumber && !(strings.HasPrefix(l, "-") || strings.HasPrefix(l, "+") || strings.HasPrefix(l, "*")) {
			continue
		}
		if startsPerson(body) {
			if name := partyName(body); name != "" {
				out = append(out, corpus.Party{Role: role, Name: name})
			}
		}
	}
	return out
}

func startsPerson(s string) bool {
	for _, w := range [...]string{"ông ", "bà ", "anh ", "chị ", "cụ ", "cháu ", "ủy ban", "uỷ ban", "công ty", "ngân hàng", "chi nhánh", "văn phòng", "hợp tác xã", "doanh nghiệp", "sở "} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	return false
}

// partyName cuts a name before year of birth, address and remarks.
func partyName(s string) string {
	for _, w := range [...]string{", sinh", " sinh năm", "Sinh năm", ", SN ", ", Địa chỉ", " Năm sinh", "(", ";", ", địa chỉ", ". Địa chỉ", ", ĐKTT", ", trú tại", ", cư trú", ", năm sinh", " – sinh", " - sinh", ", trụ sở"} {
		if i := strings.Index(s, w); i >= 0 {
			s = s[:i]
		}
	}
	if i := strings.Index(s, ". "); i > 0 && i+2 < len(s) {
		s = s[:i]
	}
	s = strings.Trim(s, " .,:;-–")
	if len(s) > 160 || s == "" || !capitalised(s) {
		return ""
	}
	return s
}
