package parse

import (
	"strings"

	"trolyluat/corpus"
)

// procedureLabels are the fields of an administrative procedure as the national
// database of procedures and the quy trình of the departments name them, folded.
var procedureLabels = []struct{ fold, field string }{
	{"ten thu tuc", "name"},
	{"ma thu tuc", "code"}, {"ma so", "code"}, {"ma hieu", "code"},
	{"cap thuc hien", "level"},
	{"trinh tu thuc hien", "steps"}, {"quy trinh cac buoc", "steps"}, {"quy trinh xu ly", "steps"}, {"cac buoc thuc hien", "steps"},
	{"cach thuc thuc hien", "way"}, {"cach thuc nop", "way"},
	{"thanh phan so luong ho so", "papers"}, {"thanh phan ho so", "papers"}, {"ho so", "papers"},
	{"so luong ho so", "copies"}, {"so bo ho so", "copies"},
	{"thoi han giai quyet", "deadline"}, {"thoi gian giai quyet", "deadline"},
	{"doi tuong thuc hien", "applicants"},
	{"co quan thuc hien", "authority"}, {"co quan co tham quyen", "authority"}, {"co quan giai quyet", "authority"},
	{"co quan phoi hop", "cooperation"}, {"noi tiep nhan", "place"}, {"dia chi tiep nhan", "place"},
	{"ket qua thuc hien", "result"}, {"ket qua giai quyet", "result"},
	{"phi le phi", "fee"}, {"le phi", "fee"}, {"phi", "fee"},
	{"ten mau don", "forms"}, {"mau don mau to khai", "forms"}, {"mau don to khai", "forms"}, {"mau don", "forms"},
	{"yeu cau dieu kien", "conditions"},
	{"can cu phap ly", "basis"},
	{"linh vuc", "sector"},
}

// mainFields are the fields of which a procedure has at least four.
var mainFields = map[string]bool{"papers": true, "deadline": true, "applicants": true, "authority": true, "result": true, "fee": true,
	"forms": true, "conditions": true, "basis": true, "steps": true, "way": true}

// procedureLabel reads the field that line i begins, with what follows its
// colon. The label may be numbered ("b.", "1.3.", "-").
func (p *parser) procedureLabel(i int) (field, rest string) {
	l := &p.lines[i]
	s := squeeze(p.text[l.start:l.end])
	if t := classify(s); t.kind == linePoint || t.kind == lineClause || t.kind == lineNumber || t.kind == lineRoman {
		s = s[min(t.rest, len(s)):]
	}
	s = strings.TrimLeft(s, "-–+*• |")
	head, tail, colon := strings.Cut(s, ":")
	if len(head) > 120 {
		return "", ""
	}
	f := labelFold(head)
	for _, label := range procedureLabels {
		if f == label.fold || beginsWord(f, label.fold) && (colon || len(f) < len(label.fold)+40) {
			if len(label.fold) <= 8 && f != label.fold && !colon {
				continue
			}
			if (label.field == "fee" || label.field == "papers" || label.field == "code") && f != label.fold && !strings.HasPrefix(f[len(label.fold):], " va ") && len(f) > len(label.fold)+24 {
				continue
			}
			return label.field, strings.TrimSpace(tail)
		}
	}
	return "", ""
}

// beginsWord says that s begins with the word and a space.
func beginsWord(s, word string) bool {
	return len(s) > len(word) && s[len(word)] == ' ' && s[:len(word)] == word
}

// labelFold folds a label and drops its punctuation.
func labelFold(s string) string {
	f := vnFold(s)
	f = strings.Map(func(r rune) rune {
		switch r {
		case ',', ';', '(', ')', '/', '.', '"':
			return ' '
		}
		return r
	}, f)
	return squeeze(f)
}

// isProcedure says that the text is the sheet of an administrative procedure:
// it has four of the fields that every such sheet has, and no điều of its own.
func (p *parser) isProcedure(string) bool {
	articles := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == lineArticle && l.strong && !l.quoted {
			if articles++; articles == 3 {
				return false
			}
		}
	}
	fields := make(map[string]bool)
	for i := range p.lines {
		l := &p.lines[i]
		if l.end-l.start > 2000 || l.start == l.end {
			continue
		}
		if field, _ := p.procedureLabel(i); mainFields[field] {
			fields[field] = true
		}
	}
	return len(fields) >= 4
}

// buildProcedure reads the fields of a procedure; each is a section.
func (p *parser) buildProcedure() {
	d := p.doc
	d.Procedure = &corpus.Procedure{}
	d.Kind = corpus.KindProcedure
	values := make(map[string][]string)
	var sections []section
	open := ""
	seen := map[string]bool{}
	done := false
	for i := range p.lines {
		l := &p.lines[i]
		s := squeeze(p.text[l.start:l.end])
		if s == "" || done {
			continue
		}
		if open != "" && p.procedureEnds(i, s) {
			if seen["basis"] || seen["steps"] {
				sections = append(sections, section{path: "phu-luc", heading: "Biểu mẫu và hồ sơ lưu", line: i, level: corpus.LevelAppendix})
				done = true
				continue
			}
		}
		field, rest := "", ""
		if l.end-l.start < 2000 {
			field, rest = p.procedureLabel(i)
		}
		if field != "" && !seen[field] && !(field == "code" && open != "") {
			seen[field] = true
			open = field
			if mainFields[field] || field == "cooperation" || field == "copies" {
				sections = append(sections, section{path: "tt-" + field, heading: p.labelText(i), line: i, level: corpus.LevelPassage})
			}
			if rest != "" {
				values[field] = append(values[field], rest)
			}
			continue
		}
		if open != "" {
			values[open] = append(values[open], s)
		}
	}
	p.buildSections(sections)
	t := d.Procedure
	join := func(field string) string { return strings.Join(values[field], "\n") }
	t.Authority, t.Level, t.Applicants = join("authority"), join("level"), join("applicants")
	t.Steps, t.Way, t.Deadline = join("steps"), join("way"), join("deadline")
	t.Fee, t.Result, t.Conditions = join("fee"), join("result"), join("conditions")
	t.Papers, t.Forms, t.Basis = items(values["papers"]), items(values["forms"]), items(values["basis"])
	if t.Papers == nil && len(values["papers"]) == 0 {
		p.warn("no_papers")
	}
	p.procedureHead(firstOf(values["code"]), firstOf(values["name"]))
}

func firstOf(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// procedureEnds says that the list of forms and of files to keep begins.
func (p *parser) procedureEnds(i int, s string) bool {
	f := labelFold(s)
	if t := classify(s); t.kind == lineClause || t.kind == lineRoman {
		f = labelFold(s[min(t.rest, len(s)):])
	}
	return f == "bieu mau" || strings.HasPrefix(f, "ho so luu") || strings.HasPrefix(f, "ho so can luu")
}

// labelText is the label of line i without its number and colon.
func (p *parser) labelText(i int) string {
	s := squeeze(p.lineText(i))
	if t := classify(s); t.kind != lineText {
		s = s[min(t.rest, len(s)):]
	}
	head, _, _ := strings.Cut(strings.TrimLeft(s, "-–+*• |"), ":")
	return strings.Trim(head, " .")
}

// items makes a list of the lines of a field; lines that only say "không" are none.
func items(lines []string) []string {
	var out []string
	for _, l := range lines {
		l = strings.TrimSpace(strings.TrimLeft(l, "-–+•* "))
		if l == "" || labelFold(l) == "khong" || labelFold(l) == "khong co" {
			continue
		}
		out = append(out, l)
	}
	return out
}

// procedureHead reads code, name, issuer and date from the head of the sheet.
func (p *parser) procedureHead(code, name string) {
	d := p.doc
	d.Issuer, d.Number, d.Issued = "", "", 0
	for i, it := range p.header {
		f := labelFold(it.text)
		switch {
		case strings.HasPrefix(f, "ma hieu"), strings.HasPrefix(f, "ma thu tuc"):
			if _, v, ok := strings.Cut(it.text, ":"); ok && code == "" {
				code = strings.TrimSpace(v)
			}
		case strings.HasPrefix(f, "ngay ban hanh"):
			if date, _, _ := ReadDate(it.text); date != 0 && d.Issued == 0 {
				d.Issued = date
			}
		case d.Issuer == "" && i < 10 && isUpperText(it.text) && (strings.HasPrefix(f, "so ") || strings.HasPrefix(f, "uy ban nhan dan") || strings.HasPrefix(f, "bo ")):
			d.Issuer = issuerCase(it.text)
		}
	}
	if name == "" {
		name = p.procedureName()
	}
	d.Procedure.Code = code
	if name == "" {
		name = d.Source.Name
		if j := strings.LastIndexByte(name, '.'); j > 0 {
			name = name[:j]
		}
	}
	name = strings.Trim(squeeze(name), " .:")
	if mostlyUpper(name) {
		name = properNames(lower(name))
	}
	if foldPrefix(name, "thủ tục") == 0 {
		name = "Thủ tục " + lowerFirst(name)
	}
	d.Title = strings.ToUpper(firstRune(name)) + name[len(firstRune(name)):]
	d.Effective, d.Status = corpus.Interval{}, ""
}

// procedureName is the name below or beside "QUY TRÌNH", else a line that
// begins with "Thủ tục".
func (p *parser) procedureName() string {
	for i, it := range p.header {
		f := labelFold(it.text)
		if i > 20 {
			break
		}
		if rest, ok := strings.CutPrefix(f, "quy trinh"); ok && isUpperText(firstBytes(it.text, len("QUY TRÌNH"))) && !strings.HasPrefix(rest, " tai lieu") {
			parts := []string{}
			if rest != "" {
				parts = append(parts, strings.TrimSpace(it.text[len("QUY TRÌNH"):]))
			}
			for _, next := range p.header[i+1:] {
				if it.cell && next.col != it.col || !next.cell && it.cell || isRule(next.text) || strings.Contains(next.text, ":") {
					if it.cell && next.cell {
						continue
					}
					break
				}
				parts = append(parts, next.text)
				if !it.cell {
					break
				}
			}
			if len(parts) > 0 {
				return strings.Join(parts, " ")
			}
		}
	}
	for i, it := range p.header {
		if i > 20 {
			break
		}
		if foldPrefix(it.text, "thủ tục") > 0 && len(it.text) < 400 && labelFold(it.text) != "thu tuc hanh chinh" {
			_, after, ok := strings.Cut(it.text, ":")
			if ok && strings.TrimSpace(after) != "" {
				return after
			}
			return it.text
		}
	}
	return ""
}
