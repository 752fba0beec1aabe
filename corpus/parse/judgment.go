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
	// A head typed in a legacy font keeps its label in it: VNI, TCVN3.
	head = strings.NewReplacer("Ngaøy", "Ngày", "ngaøy", "ngày", "Ngµy", "Ngày", "ngµy", "ngày").Replace(head)
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
