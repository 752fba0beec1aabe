package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// isJudgment says that the head is that of a judgment or of a decision of a
// court in a case: it names a court and gives judgment in the State's name, or
// carries the number of a bản án.
func (p *parser) isJudgment(head string) bool {
	h := vnFold(firstBytes(head, 3000))
	court := strings.Contains(h, "toa an nhan dan") || strings.Contains(h, "toa an quan su")
	if !court {
		return false
	}
	if strings.Contains(h, "ban an so") || strings.Contains(h, "nhan danh") && strings.Contains(h, "nuoc cong hoa") && strings.Contains(h, "hoi dong xet xu") {
		return true
	}
	for i := range p.lines {
		if i > 60 {
			return false
		}
		s := vnFold(squeeze(p.lineText(i)))
		if s == "nhan danh" || strings.HasPrefix(s, "nhan danh nuoc cong hoa") {
			return true
		}
	}
	return false
}

// judgmentHeadings begin the sections of a judgment (Mẫu bản án of the Supreme
// Court's Council of Judges; NHẬN THẤY and XÉT THẤY in the older form).
var judgmentHeadings = []struct{ fold, path, heading string }{
	{"noi dung vu an", "noi-dung", "Nội dung vụ án"},
	{"nhan thay", "noi-dung", "Nội dung vụ án"},
	{"nhan dinh cua toa an", "nhan-dinh", "Nhận định của Tòa án"},
	{"nhan dinh cua hoi dong xet xu", "nhan-dinh", "Nhận định của Tòa án"},
	{"xet thay", "nhan-dinh", "Nhận định của Tòa án"},
	{"quyet dinh", "quyet-dinh", "Quyết định"},
	{"tuyen xu", "quyet-dinh", "Quyết định"},
}

// buildJudgment splits a judgment into facts, reasoning and ruling and reads its
// fields.
func (p *parser) buildJudgment() {
	p.doc.Judgment = &corpus.Judgment{}
	p.buildSections(p.judgmentSections())
	p.readJudgment()
}

func (p *parser) judgmentSections() []section {
	var out []section
	seen := map[string]bool{}
	lastReason := -1
	for i := range p.lines {
		head := p.headLine(i)
		if head == "" {
			if seen["nhan-dinh"] && !seen["quyet-dinh"] {
				s := vnFold(squeeze(p.lineText(i)))
				if strings.HasPrefix(s, "vi cac le tren") || strings.HasPrefix(s, "vi nhung le tren") || strings.HasPrefix(s, "boi cac le tren") || strings.HasPrefix(s, "tu nhung nhan dinh tren") {
					lastReason = i
				}
			}
			if seen["quyet-dinh"] && !seen["ket"] && p.isClosingLine(i) {
				seen["ket"] = true
				out = append(out, section{path: "ket", line: i, level: corpus.LevelClosing})
			}
			continue
		}
		f := vnFold(head)
		if seen["quyet-dinh"] && !seen["ket"] && p.isClosingLine(i) {
			seen["ket"] = true
			out = append(out, section{path: "ket", line: i, level: corpus.LevelClosing})
			continue
		}
		for _, h := range judgmentHeadings {
			if f != h.fold && !strings.HasPrefix(f, h.fold+" ") || seen[h.path] {
				continue
			}
			if h.path == "quyet-dinh" && !seen["nhan-dinh"] {
				continue
			}
			if h.path == "quyet-dinh" && len(f) > len(h.fold)+4 {
				continue
			}
			seen[h.path] = true
			out = append(out, section{path: h.path, heading: h.heading, line: i, level: corpus.LevelPassage})
			break
		}
	}
	if !seen["quyet-dinh"] && lastReason >= 0 && lastReason+1 < len(p.lines) {
		// The heading is lost in an old font: the ruling follows "Vì các lẽ trên".
		out = append(out, section{path: "quyet-dinh", heading: "Quyết định", line: lastReason, level: corpus.LevelPassage})
		for i := lastReason + 1; i < len(p.lines); i++ {
			if p.isClosingLine(i) {
				out = append(out, section{path: "ket", line: i, level: corpus.LevelClosing})
				break
			}
		}
	}
	return out
}

// isClosingLine says that line i begins the closing of a judgment.
func (p *parser) isClosingLine(i int) bool {
	s := strings.TrimLeft(p.lineText(i), " ")
	if foldPrefix(s, "nơi nhận") > 0 {
		return true
	}
	for _, w := range [...]string{"TM.", "TM ", "T/M", "T.M"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return strings.HasPrefix(vnFold(s), "thay mat hoi dong xet xu")
}

// readJudgment reads court, number, date, level, kind, matter, parties and the
// provisions cited.
func (p *parser) readJudgment() {
	j, d := p.doc.Judgment, p.doc
	j.Facts, j.Reasoning, j.Ruling = p.sectionSpan("noi-dung"), p.sectionSpan("nhan-dinh"), p.sectionSpan("quyet-dinh")
	end := len(p.text)
	if len(d.Provisions) > 1 {
		end = d.Provisions[1].Span.Start
	}
	head := p.text[:min(end, 12000)]
	d.Number = caseNumber(head)
	j.Court = p.court()
	j.Decided = caseDate(head)
	d.Issued = j.Decided
	flat := squeeze(head)
	j.Level = caseLevel(d.Number, flat)
	j.CaseKind = caseKind(d.Number, flat)
	j.Matter = matter(head)
	j.Parties = p.parties(head)
	j.Cited = citations(p.flat(j.Ruling))
	d.Issuer = j.Court
	d.Kind = corpus.KindJudgment
	d.Title = "Bản án"
	if foldPrefix(strings.TrimLeft(flat, " "), "quyết định") > 0 || strings.Contains(vnFold(firstBytes(flat, 600)), "quyet dinh so") && !strings.Contains(vnFold(firstBytes(flat, 600)), "ban an so") || j.Level == "giám đốc thẩm" || j.Level == "tái thẩm" {
		d.Title = "Quyết định"
	}
	if d.Number != "" {
		d.Title += " số " + d.Number
	}
	if j.Matter != "" {
		d.Title += " về " + lowerFirst(j.Matter)
	}
	d.Effective = corpus.Interval{}
	d.Status = ""
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// caseNumber reads "Bản án số: 02/ 2017/DS - ST" and repairs its spaces.
func caseNumber(head string) string {
	for _, label := range [...]string{"bản án số", "bản án", "quyết định số", "quyết định giám đốc thẩm số", "số"} {
		for at := 0; ; {
			i := indexFold(head[at:], label)
			if i < 0 {
				break
			}
			i += at
			at = i + len(label)
			if i > 0 && letterBefore(head, i) {
				continue
			}
			k := skipSpace(head, at)
			for k < len(head) && (head[k] == ':' || head[k] == '.') {
				k = skipBlank(head, k+1)
			}
			line := head[k:]
			if j := strings.IndexByte(line, '\n'); j >= 0 {
				line = line[:j]
			}
			if n := looseNumber(line); n != "" && !strings.Contains(n, "TLST") && !strings.Contains(n, "TLPT") && !strings.Contains(n, "QĐ") {
				return n
			}
		}
	}
	// The label is lost in an old font: the number stands alone on its line.
	for i, line := range strings.Split(head, "\n") {
		if i > 25 {
			break
		}
		at := strings.IndexAny(line, "0123456789")
		if at < 0 {
			continue
		}
		if n := looseNumber(line[at:]); n != "" && caseKind(n, "") != "" && caseLevel(n, "") != "" && !strings.Contains(n, "TLST") && !strings.Contains(n, "TLPT") {
			return n
		}
	}
	return ""
}

// looseNumber reads a number whose parts stand apart: "21/2018/KDTM - ST".
func looseNumber(line string) string {
	if j := indexFold(line, "ngày"); j >= 0 {
		line = line[:j]
	}
	var b strings.Builder
	slashes := 0
	for _, r := range line {
		switch {
		case unicode.IsSpace(r) || r == '\u00a0':
			continue
		case r == '–' || r == '—' || r == '−':
			r = '-'
		case r == '/':
			slashes++
		case !(unicode.IsDigit(r) || unicode.IsUpper(r) || r == '-'):
			goto done
		}
		b.WriteRune(r)
	}
done:
	s := strings.Trim(b.String(), "-/.")
	if slashes < 1 || s == "" || s[0] < '0' || s[0] > '9' {
		return ""
	}
	if !hasYear(s) && !strings.Contains(s, "-") {
		return ""
	}
	if last := s[strings.LastIndexByte(s, '/')+1:]; isDigits(strings.ReplaceAll(last, "-", "")) {
		return ""
	}
	return s
}

// caseDate reads the date below the number, with spaces around its parts.
func caseDate(head string) corpus.Date {
	for at := 0; ; {
		i := indexFold(head[at:], "ngày")
		if i < 0 {
			return 0
		}
		i += at
		at = i + len("ngày")
		if i > 0 && letterBefore(head, i) {
			continue
		}
		line := head[i:min(len(head), i+60)]
		if d, start, _ := ReadDate(line); d != 0 && start == 0 {
			return d
		}
		var b strings.Builder
		for _, r := range strings.TrimLeft(line[len("ngày"):], " :") {
			if r == '\n' {
				break
			}
			if r == ' ' {
				continue
			}
			if r == '–' {
				r = '-'
			}
			b.WriteRune(r)
		}
		if d, n := numericDate(b.String()); n > 0 {
			return d
		}
	}
}

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
