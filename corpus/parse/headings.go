package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// openHeading opens a Phần, Chương, Mục or Tiểu mục at line i with its heading
// on the same line or the lines below.
func (b *builder) openHeading(i int, level corpus.Level) int {
	p := b.p
	l := &p.lines[i]
	t := l.token
	parent := b.root
	prefix := ""
	n := itoa(t.num) + t.suffix
	switch level {
	case corpus.LevelPart:
		b.part, b.chapter, b.section, b.subsection = -1, -1, -1, -1
		prefix = b.join("p" + n)
	case corpus.LevelChapter:
		if b.part >= 0 {
			parent, prefix = b.part, b.units[b.part].Path+"/c"+n
		} else {
			prefix = b.join("c" + n)
		}
		b.chapter, b.section, b.subsection = -1, -1, -1
	case corpus.LevelSection:
		parent = b.root
		prefix = b.join("m" + n)
		if b.chapter >= 0 {
			parent, prefix = b.chapter, b.units[b.chapter].Path+"/m"+n
		} else if b.part >= 0 {
			parent, prefix = b.part, b.units[b.part].Path+"/m"+n
		}
		b.section, b.subsection = -1, -1
	case corpus.LevelSubsection:
		prefix = b.join("tm" + n)
		for _, up := range [...]int{b.section, b.chapter, b.part} {
			if up >= 0 {
				parent, prefix = up, b.units[up].Path+"/tm"+n
				break
			}
		}
		b.subsection = -1
	}
	u := b.add(level, prefix, t.label, parent, l.start)
	switch level {
	case corpus.LevelPart:
		b.part = u
	case corpus.LevelChapter:
		b.chapter = u
	case corpus.LevelSection:
		b.section = u
	default:
		b.subsection = u
	}
	b.article, b.clause, b.point = -1, -1, -1
	b.lastClause, b.lastPoint = token{}, token{}
	b.units[u].SourceID = p.sourceID(l.block)
	heading := squeeze(withoutNotes(p.text[l.start+t.rest : l.end]))
	last := i
	for j := i + 1; j < len(p.lines) && j <= i+6; j++ {
		m := &p.lines[j]
		if m.start == m.end {
			continue
		}
		first := heading == "" && m.kind == lineAppendix
		if m.kind != lineText && m.kind != lineRoman && !first || m.table || m.class != classNone && m.class != classContent && m.class != l.class {
			break
		}
		s := p.text[m.start:m.end]
		upper := mostlyUpper(s)
		if !(upper || heading == "" && len(s) < 400 || (m.bold || m.centered) && !mostlyUpper(heading) && len(s) < 300) {
			break
		}
		if heading != "" {
			heading += " "
		}
		heading += squeeze(s)
		last = j
	}
	b.units[u].Heading = p.cleanHeading(heading)
	return last
}

// headingLike says that line i looks like a heading and not like the middle of
// a sentence: set apart by the layout, in capitals, or short without a full
// stop.
func (p *parser) headingLike(i int) bool {
	l := &p.lines[i]
	s := p.text[l.start:l.end]
	if l.centered || l.bold {
		return true
	}
	rest := withoutNotes(p.text[l.start+l.rest : l.end])
	if rest == "" || upperRun(rest) {
		return true
	}
	if len(s) > 300 || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ".") || strings.HasSuffix(s, ",") {
		return false
	}
	return l.strong
}

// headingBelow returns the index of the line that holds the heading of a điều
// whose label stands alone on line i, or 0.
func (p *parser) headingBelow(i int) int {
	for j := i + 1; j < len(p.lines) && j <= i+2; j++ {
		l := &p.lines[j]
		if l.start == l.end {
			continue
		}
		// "Phụ lục hợp đồng" under a label is a heading too.
		if l.kind != lineText && !(l.kind == lineAppendix && l.label == "" && p.textBelow(j)) || l.table || l.quoted {
			return 0
		}
		s := p.text[l.start:l.end]
		if p.wrapWidth > 0 && j+1 < len(p.lines) && p.goesOn(j+1) && p.full(j+1) {
			return 0 // a paragraph in broken lines
		}
		if len(s) > 500 || strings.HasSuffix(s, ".") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ":") {
			return 0
		}
		if l.bold || l.centered || p.lines[i].bold || p.textBelow(j) {
			return j
		}
		return 0
	}
	return 0
}

// textBelow says that the text of a điều begins below line j, which stands under
// the label of the điều: its first khoản, or a sentence.
func (p *parser) textBelow(j int) bool {
	if !capitalised(p.lineText(j)) {
		return false
	}
	for k := j + 1; k < len(p.lines) && k <= j+2; k++ {
		l := &p.lines[k]
		if l.start == l.end {
			continue
		}
		switch {
		case l.table || l.quoted:
			return false
		case l.kind == lineClause || l.kind == linePoint:
			return l.num == 1
		}
		return l.kind == lineText && capitalised(p.lineText(k)) && p.wrapWidth == 0
	}
	return false
}

// articleHeading is the heading of a điều from what stands after its label, ""
// when that is its text: a sentence that ends the điều.
func (p *parser) articleHeading(i int, rest string) string {
	h := strings.TrimLeft(strings.TrimRight(squeeze(rest), " "), "-– ")
	if len(h) > 600 {
		return ""
	}
	if strings.HasSuffix(h, ".") || strings.HasSuffix(h, ";") || strings.HasSuffix(h, "./.") {
		return ""
	}
	if strings.HasSuffix(h, ":") {
		h = strings.TrimSuffix(h, ":")
		if !amendsIn(h) {
			return ""
		}
		h = strings.TrimSuffix(strings.TrimSuffix(h, " như sau"), " sau đây")
	}
	return p.cleanHeading(h)
}

// headingGoesOn adds the lines over which plain text wraps the heading h of the
// điều at line i ("… đang sử dụng đất quy định tại", "Điều 140 Luật Đất đai"): they
// go on in the middle of a phrase. It returns the last line of the heading.
func (p *parser) headingGoesOn(i int, h string) (string, int) {
	last := i
	for j := i + 1; j < len(p.lines) && j <= i+3 && h != ""; j++ {
		l := &p.lines[j]
		s := p.text[l.start:l.end]
		if s == "" || len(s) > 200 || l.table || l.quoted || strings.HasSuffix(s, ":") {
			break
		}
		hangs := false
		for _, w := range [...]string{" tại", " và", " của", " hoặc", " theo", " với", " về", ",", " các", " trong", " cho"} {
			hangs = hangs || strings.HasSuffix(h, w)
		}
		if end := p.brokenHeading(j); end > 0 {
			h += " " + squeeze(p.text[l.start:p.lines[end].end])
			last = end
			break
		}
		hangs = hangs && (p.wrapWidth == 0 || p.full(j))
		r, _ := utf8.DecodeRuneInString(s)
		if l.kind != lineText && !(hangs && l.kind == lineArticle && !l.strong) || !unicode.IsLower(r) && !(hangs && unicode.IsLetter(r)) {
			break
		}
		if strings.HasSuffix(s, ".") || strings.HasSuffix(s, ";") {
			break
		}
		h += " " + squeeze(s)
		last = j
	}
	if last > i {
		h = p.cleanHeading(h)
	}
	return h, last
}

// brokenHeading returns the last of the lines from j on that go on with the
// heading of a điều in broken lines, whatever letter they begin with: khoản 1
// follows and no sentence ends before it. 0 where it is otherwise.
func (p *parser) brokenHeading(j int) int {
	for k := j; k+1 < len(p.lines) && k < j+6 && p.goesOn(k) && p.full(k) && !endsSentence(p.lineText(k)); k++ {
		if next := &p.lines[k+1]; next.kind == lineClause && next.num == 1 && !next.quoted {
			return k
		}
	}
	return 0
}

// cleanHeading drops footnote marks and stray punctuation at the ends.
func (p *parser) cleanHeading(h string) string {
	h = squeeze(h)
	if t := classify(h); t.kind == lineNote {
		h = h[t.rest:]
	}
	if i := strings.Index(h, " ["); i > 0 && (strings.Contains(h[i:], "được") || strings.Contains(h[i:], " bị ")) {
		h = h[:i] // a note of the publisher
	}
	for {
		t := strings.TrimRight(h, " .:-–")
		if strings.HasSuffix(t, "]") {
			if j := strings.LastIndexByte(t, '['); j > 0 && isDigits(t[j+1:len(t)-1]) {
				t = t[:j]
			}
		}
		if t == h {
			return h
		}
		h = t
	}
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
