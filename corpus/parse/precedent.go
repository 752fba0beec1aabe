package parse

import (
	"strings"

	"trolyluat/corpus"
)

// precedentLabels are the fields at the head of an án lệ (NQ 04/2019/NQ-HĐTP).
var precedentLabels = []struct{ fold, field string }{
	{"nguon an le", "source"},
	{"vi tri noi dung an le", "position"},
	{"khai quat noi dung", "outline"},
	{"tinh huong an le", "situation"},
	{"giai phap phap ly", "solution"},
	{"quy dinh cua phap luat", "law"},
	{"tu khoa cua an le", "keywords"},
	{"tu khoa", "keywords"},
}

var precedentSections = []struct{ fold, path, heading string }{
	{"noi dung an le", "noi-dung-an-le", "Nội dung án lệ"},
	{"noi dung vu an", "noi-dung", "Nội dung vụ án"},
	{"nhan dinh cua toa an", "nhan-dinh", "Nhận định của Tòa án"},
	{"nhan thay", "noi-dung", "Nội dung vụ án"},
	{"xet thay", "nhan-dinh", "Nhận định của Tòa án"},
	{"quyet dinh", "quyet-dinh", "Quyết định"},
}

// applicationDays is how long after its publication an án lệ is applied where
// no day is printed (NQ 04/2019/NQ-HĐTP Điều 8).
const applicationDays = 30

// buildPrecedent reads an án lệ: its number and title, when it was passed and
// published, and the fields and sections that the form gives it.
func (p *parser) buildPrecedent() {
	d := p.doc
	d.Precedent = &corpus.Precedent{}
	d.Kind = corpus.KindPrecedent
	fields := make(map[string][]string)
	var sections []section
	seen := map[string]bool{}
	open := ""
	summary := -1
	title := []string{}
	for i := range p.lines {
		s := squeeze(p.lineText(i))
		if s == "" || p.lines[i].table {
			continue
		}
		f := vnFold(strings.Trim(s, " -–+*:."))
		if head := p.headLine(i); head != "" {
			if path, heading := precedentSection(vnFold(head)); path != "" && !seen[path] && !(path == "quyet-dinh" && !seen["nhan-dinh"]) {
				seen[path] = true
				sections = append(sections, section{path: path, heading: heading, line: i, level: corpus.LevelPassage})
				open = "text"
				continue
			}
		}
		if open == "text" {
			continue
		}
		if field, rest := precedentLabel(s, f); field != "" {
			if summary < 0 {
				summary = i
			}
			open = field
			if rest != "" {
				fields[field] = append(fields[field], rest)
			}
			continue
		}
		switch {
		case open != "":
			fields[open] = append(fields[open], s)
		case strings.HasPrefix(f, "duoc hoi dong tham phan") || len(fields["passed"]) > 0:
			fields["passed"] = append(fields["passed"], s)
		default:
			title = append(title, s)
		}
	}
	if summary >= 0 {
		sections = append([]section{{path: "khai-quat", heading: "Khái quát nội dung án lệ", line: summary, level: corpus.LevelPassage}}, sections...)
	}
	p.buildSections(sections)
	p.precedentHead(strings.Join(title, " "), strings.Join(fields["passed"], " "))
	a := d.Precedent
	a.SourceCase = strings.Join(fields["source"], " ")
	a.Position = strings.Join(fields["position"], " ")
	a.Situation = strings.Join(fields["situation"], " ")
	a.Solution = strings.Join(fields["solution"], " ")
	for _, l := range fields["law"] {
		a.RelatedLaw = append(a.RelatedLaw, splitList(l)...)
	}
	for _, k := range strings.FieldsFunc(strings.Join(fields["keywords"], " "), func(r rune) bool { return r == ';' || r == '”' || r == '“' || r == '"' }) {
		if k = strings.Trim(k, " .,;"); k != "" {
			a.Keywords = append(a.Keywords, k)
		}
	}
	a.Content = p.sectionSpan("noi-dung-an-le")
	d.Issuer = "Hội đồng Thẩm phán Tòa án nhân dân tối cao"
}

func precedentSection(fold string) (path, heading string) {
	for _, h := range precedentSections {
		if fold == h.fold || strings.HasPrefix(fold, h.fold+" ") && len(fold) < len(h.fold)+12 {
			return h.path, h.heading
		}
	}
	return "", ""
}

// precedentLabel reads a label of the summary and what follows its colon.
func precedentLabel(s, fold string) (field, rest string) {
	for _, l := range precedentLabels {
		if !strings.HasPrefix(fold, l.fold) {
			continue
		}
		i := strings.IndexByte(s, ':')
		if i < 0 && len(fold) > len(l.fold)+30 {
			continue
		}
		if i >= 0 && i < 90 {
			rest = strings.TrimSpace(s[i+1:])
		}
		return l.field, rest
	}
	return "", ""
}

// splitList cuts "- Điều 129 …; - Điểm a …" at semicolons and list marks.
func splitList(s string) []string {
	var out []string
	for _, item := range strings.Split(s, ";") {
		if item = strings.Trim(item, " -–+*.,;"); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// precedentHead reads number, title and dates.
func (p *parser) precedentHead(title, passed string) {
	d := p.doc
	if i := indexFold(title, "án lệ số"); i >= 0 {
		rest := strings.TrimLeft(title[i+len("án lệ số"):], " :")
		if number, n := ReadNumber(rest); n > 0 {
			d.Number = printedNumber(number)
			rest = rest[n:]
			// A footnote mark stuck to the number: "55/2022/AL1".
			if k := strings.Index(d.Number, "/AL"); k > 0 && len(d.Number) > k+3 {
				d.Number = d.Number[:k+3]
			}
		}
		rest = strings.TrimLeft(rest, "0123456789 .:[]")
		d.Title = "Án lệ số " + d.Number
		if rest != "" {
			d.Title += " " + lowerFirst(strings.TrimRight(rest, " ."))
		}
	}
	d.Issued, d.Effective, d.Inferred = 0, corpus.Interval{}, false
	at := strings.Index(passed, "công bố")
	if at < 0 {
		at = len(passed)
	}
	d.Issued, _, _ = ReadDate(passed[:at])
	if d.Issued == 0 {
		d.Issued = lastOfDays(passed[:at])
	}
	if published, _, _ := ReadDate(passed[at:]); published != 0 {
		d.Effective.From = published.AddDays(applicationDays)
		d.Inferred = true
	}
}

// lastOfDays reads "các ngày 20, 21, 23 tháng 02 năm 2024" as the last of them.
func lastOfDays(s string) corpus.Date {
	i := strings.Index(s, "tháng")
	if i < 0 {
		return 0
	}
	j := i
	for j > 0 && (s[j-1] == ' ' || s[j-1] >= '0' && s[j-1] <= '9') {
		j--
	}
	d, _ := wordDate("ngày " + strings.TrimLeft(s[j:], " "))
	return d
}
