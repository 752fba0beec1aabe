package parse

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

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

// parties reads the parties of the case with their roles, each once.
func (p *parser) parties(head string) []corpus.Party {
	var out []corpus.Party
	role := ""
	awaits, goesOn := false, false // the next line has the name; or goes on with the list
	seen := map[string]bool{}
	add := func(role, body string) bool {
		some := false
		for _, one := range persons(body) {
			name := partyName(one)
			if name == "" {
				continue
			}
			some = true
			if key := role + " " + firstBytes(one, len(name)+24); !seen[key] { // two of one name are born in other years
				seen[key] = true
				out = append(out, corpus.Party{Role: role, Name: name})
			}
		}
		return some
	}
	above := "" // the line before that is not empty
	lines := strings.Split(head, "\n")
	for i := 0; i < len(lines); i++ {
		l := squeeze(lines[i])
		// The name of a company that print broke.
		for i+1 < len(lines) && len(l) > 60 && !strings.ContainsAny(l[strings.LastIndexByte(l, ':')+1:], ",;.(") && startsSmall(squeeze(lines[i+1])) {
			i++
			l += " " + squeeze(lines[i])
		}
		body := strings.TrimLeft(l, " -–*+•")
		labelled := strings.HasSuffix(above, ":") // "Đại diện theo ủy quyền:" and who it is
		if l != "" {
			above = l
		}
		if i > 0 && l != "" {
			goesOn = strings.HasSuffix(squeeze(lines[i-1]), ";")
		}
		t := classify(body)
		if t.kind == lineClause || t.kind == lineNumber || t.kind == linePoint || t.kind == lineRoman {
			body = body[min(t.rest, len(body)):]
		}
		slashed := slashNumber.FindString(body)
		body = body[len(slashed):]
		found := ""
		for _, w := range [...]string{"những ", "các "} {
			if n := foldPrefix(body, w); n > 0 && foldPrefix(body[n:], "người ") > 0 {
				body = body[n:]
			}
		}
		for _, r := range roles {
			if n := foldPrefix(body, strings.ToLower(r)); n > 0 {
				rest := strings.TrimLeft(body[n:], " ")
				if rest == "" || rest[0] == ':' || rest[0] == '(' || strings.HasPrefix(rest, "gồm") {
					found = r
					body = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(rest, "gồm"), "có"), " :")
					body = body[len(slashNumber.FindString(body)):]
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
			if !strings.HasPrefix(found, "Người kháng cáo") && add(role, body) {
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
		} else if goesOn && startsPerson(body) && bornPerson(body) {
			// "Bà A, sinh năm 1960;" and the next on a line of its own
		} else if !labelled && startsPerson(body) && (bornPerson(body) || presentPerson(body)) {
			// one under the other, without marks
		} else if slashed == "" && t.kind != lineClause && t.kind != lineNumber && !(strings.HasPrefix(l, "-") || strings.HasPrefix(l, "+") || strings.HasPrefix(l, "*")) {
			continue
		}
		if startsPerson(body) || bornPerson(body) {
			add(role, body)
		}
	}
	return out
}

// persons cuts a line into the persons that it names: "Ông A, sinh năm 1960; bà B,
// sinh năm 1961".
func persons(body string) []string {
	out := []string{body}
	for at := 0; ; {
		i, mark := strings.IndexAny(body[at:], ";."), 1
		if k := strings.Index(body[at:], " và "); k >= 0 && (i < 0 || k < i) {
			i, mark = k, len(" và ")
		}
		if i < 0 {
			return out
		}
		at += i + mark
		rest := strings.TrimLeft(body[at:], " ")
		if n := len(out) - 1; startsPerson(rest) && bornPerson(rest) {
			out[n] = strings.TrimSuffix(out[n], body[at-mark:])
			out = append(out, rest)
			body, at = rest, 0
		}
	}
}

// bornPerson says that a line begins with a name and tells a year of birth soon:
// "Nguyễn Thị D, sinh năm 1982".
func bornPerson(s string) bool {
	i := indexFold(s, "sinh năm")
	return i > 0 && i < 60 && !strings.ContainsAny(s[:i], ":;.") && partyName(s) != ""
}

// slashNumber is the number of an item of a list: "1/ ", "2/. ".
var slashNumber = regexp.MustCompile(`^\d{1,2}\s*/[./]*\s*`)

// presence is the remark whether a party is in court.
var presence = regexp.MustCompile(`(?i),?\s*\(?\s*(?:vắng mặt|có mặt)`)

// presentPerson says that a line begins with a name and then tells whether its
// bearer is in court: "Ông Hoàng Gia T (vắng mặt)".
func presentPerson(s string) bool {
	at := presence.FindStringIndex(s)
	if at == nil || at[0] == 0 || at[0] > 60 || partyName(s) == "" {
		return false
	}
	_, name, _ := strings.Cut(s[:at[0]], " ") // behind "Ông"
	for w := range strings.FieldsSeq(name) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false // "Ông T có đơn xin vắng mặt"
		}
	}
	return name != ""
}

// startsSmall says that a line goes on in small letters.
func startsSmall(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

func startsPerson(s string) bool {
	for _, w := range [...]string{"ông ", "bà ", "anh ", "chị ", "cụ ", "cháu ", "trẻ ", "em ", "ủy ban", "uỷ ban", "công ty", "ngân hàng", "chi nhánh", "văn phòng", "hợp tác xã", "doanh nghiệp", "sở "} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	return false
}

// partyName cuts a name before year of birth, address and remarks.
func partyName(s string) string {
	for _, w := range [...]string{", sinh", " sinh năm", "Sinh năm", ", SN ", ", Địa chỉ", " Năm sinh", "(", ";", ", địa chỉ", ". Địa chỉ", ", ĐKTT", ", trú tại", ", cư trú", ", năm sinh", " – sinh", " - sinh", ", trụ sở", ": Đại diện", ": Người đại diện", ": đại diện", ": người đại diện"} {
		if i := strings.Index(s, w); i >= 0 {
			s = s[:i]
		}
	}
	if at := presence.FindStringIndex(s); at != nil && at[0] > 0 {
		s = s[:at[0]]
	}
	if i := strings.Index(s, ". "); i > 0 && i+2 < len(s) {
		s = s[:i]
	}
	s = strings.Trim(s, " .,:;-–")
	name := s
	for _, w := range [...]string{"ông ", "bà ", "anh ", "chị ", "cụ ", "cháu ", "trẻ ", "em ", "công ty ", "ngân hàng "} {
		if n := foldPrefix(name, w); n > 0 {
			name = strings.TrimLeft(name[n:], " ")
			break
		}
	}
	if len(s) > 160 || s == "" || !capitalised(name) && !capitalised(s) {
		return ""
	}
	return s
}
