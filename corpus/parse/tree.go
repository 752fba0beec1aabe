package parse

import (
	"trolyluat/corpus"
)

// zone is the part of a file that the builder is in.
type zone uint8

const (
	zoneBody zone = iota
	zoneClosing
	zoneAppendix
	zoneNotes
)

// builder makes the tree of provisions of a statute from its lines. Numbers
// decide: a line that begins "5." is a khoản when it continues the count of its
// điều, and text where it does not.
type builder struct {
	p     *parser
	units []corpus.Provision
	paths map[string]int
	zone  zone

	root       int    // attachment whose tree is being built, -1 for the act itself
	rootPath   string // "" or "kt1"
	kt, pl     int    // attachments and appendices so far
	part       int    // index of the open Phần, Chương, Mục, Tiểu mục, -1 for none
	chapter    int
	section    int
	subsection int
	article    int
	clause     int
	point      int

	lastArticle  token
	lastClause   token
	lastPoint    token
	articles     int // in this tree
	amending     bool
	amendArticle bool // the open điều amends: its khoản are instructions
	quote        quoteTracker
	pointGap     bool         // the last điểm was accepted over a gap
	unquoted     map[int]bool // lines whose opening quotation mark is not followed
	swallowed    int          // line of a quotation that swallowed own điều, -1 for none
}

func newBuilder(p *parser) *builder {
	b := &builder{p: p, paths: make(map[string]int), root: -1, swallowed: -1}
	b.closeAll()
	b.amending = p.amendingTitle()
	return b
}

func (b *builder) closeAll() {
	b.part, b.chapter, b.section, b.subsection, b.article, b.clause, b.point = -1, -1, -1, -1, -1, -1, -1
	b.lastArticle, b.lastClause, b.lastPoint = token{}, token{}, token{}
	b.articles = 0
	b.amendArticle = false
}

// add appends a unit that begins at start.
func (b *builder) add(level corpus.Level, path, label string, parent, start int) int {
	if n := b.paths[path]; n > 0 {
		b.paths[path] = n + 1
		b.p.warn("duplicate_path: %s", path)
		path += "~" + itoa(n+1)
	}
	b.paths[path]++
	b.units = append(b.units, corpus.Provision{Path: path, Level: level, Label: label, Parent: parent,
		Span: corpus.Span{Start: start}, Own: corpus.Span{Start: start}})
	return len(b.units) - 1
}

// pathOf is the path of unit i, "" for none.
func (b *builder) pathOf(i int) string {
	if i < 0 {
		return ""
	}
	return b.units[i].Path
}

// join puts a path under the open attachment.
func (b *builder) join(path string) string {
	if b.rootPath == "" {
		return path
	}
	return b.rootPath + "/" + path
}

// heading returns the innermost open unit above điều.
func (b *builder) above() int {
	for _, i := range [...]int{b.subsection, b.section, b.chapter, b.part} {
		if i >= 0 {
			return i
		}
	}
	return b.root
}

// buildStatute fills the document's provisions from its lines. A quotation that
// is never closed and swallows điều of the act itself is taken back, and the
// lines are read again without it.
func (p *parser) buildStatute() {
	unquoted := make(map[int]bool)
	warnings := len(p.doc.Warnings)
	var b *builder
	for round := 0; round < 6; round++ {
		b = newBuilder(p)
		b.unquoted = unquoted
		b.add(corpus.LevelPreamble, "mo-dau", "", -1, 0)
		for i := 0; i < len(p.lines); i++ {
			i = b.line(i)
		}
		if b.swallowed < 0 {
			break
		}
		unquoted[b.swallowed] = true
		p.doc.Warnings = p.doc.Warnings[:warnings]
		for i := range p.lines {
			p.lines[i].within = false
		}
	}
	p.doc.Provisions = b.units
	p.closeSpans()
	if !p.hasArticles() {
		p.buildPassages()
	}
}

// line takes line i and returns the index of the last line it used.
func (b *builder) line(i int) int {
	p := b.p
	l := &p.lines[i]
	if l.start == l.end {
		return i
	}
	if b.zone == zoneNotes {
		return i
	}
	if l.table {
		b.quote.leadIn = false
		if b.zone == zoneBody && b.articles > 0 && p.closingTable(i) && !b.articlesGoOn(i) {
			b.startClosing(l.start)
		}
		return i
	}
	if b.zone == zoneClosing || b.zone == zoneAppendix {
		return b.afterBody(i)
	}
	if l.kind == lineNote && b.p.form == formConsolidated && !p.startsNotes(i) {
		// "[18] 1.[19] …": the mark of a footnote stands before the label.
		if t := classify(p.text[l.start+l.rest : l.end]); t.kind != lineText {
			t.rest += l.rest
			l.token = t
		}
	}
	if b.quoted(i) {
		l.within = true
		return i
	}
	if b.articles > 0 || b.root >= 0 {
		if p.form == formConsolidated && b.articles > 0 && p.startsNotes(i) && !b.articlesGoOn(i) {
			b.openNotes(l.start)
			return i
		}
		if p.startsClosing(i) && !b.articlesGoOn(i) {
			b.startClosing(l.start)
			return i
		}
		if b.articles > 0 {
			if n := b.startsAttachment(i); n > 0 {
				return n
			}
			if p.startsAppendix(i, false) && !b.articlesGoOn(i) {
				return b.startAppendix(i)
			}
		}
	}
	return b.unit(i)
}

// unit opens a unit of the tree at line i when the line is one.
func (b *builder) unit(i int) int {
	p := b.p
	l := &p.lines[i]
	if l.misread > 0 {
		l.token = b.reread(l.token)
	}
	t := l.token
	switch l.class {
	case classContent:
		return i
	case classArticle, classClause, classPoint, classPart, classChapter, classSection, classSubsection:
		if n, done := b.marked(i); done {
			return n
		}
	}
	switch t.kind {
	case linePart:
		if t.strong && !t.quoted && p.headingLike(i) {
			return b.openHeading(i, corpus.LevelPart)
		}
	case lineChapter:
		if !t.quoted && p.headingLike(i) {
			return b.openHeading(i, corpus.LevelChapter)
		}
	case lineSection:
		if !t.quoted && p.headingLike(i) {
			return b.openHeading(i, corpus.LevelSection)
		}
	case lineSubsection:
		if !t.quoted && p.headingLike(i) {
			return b.openHeading(i, corpus.LevelSubsection)
		}
	case lineArticle:
		if !t.quoted && b.acceptArticle(i) {
			return b.openArticle(i)
		}
	case lineClause:
		if b.article >= 0 && !t.quoted && b.ownInstruction(l) && b.acceptClause(i, t) {
			b.openClause(l.start, t)
			b.inlinePoint(l, t.rest)
		}
	case linePoint:
		if b.article >= 0 && !t.quoted && b.ownInstruction(l) && b.acceptPoint(i, t) {
			b.openPoint(l.start, t)
		}
	case lineText:
		if t, ok := b.bareClause(i); ok {
			b.p.warn("clause_without_stop: %s/k%s", b.pathOf(b.article), t.label)
			b.openClause(l.start, t)
		}
	}
	return i
}

// reread takes a label for the number that OCR misread, where that number
// continues the count and the letters that stand there do not.
func (b *builder) reread(t token) token {
	meant := token{kind: t.kind, label: itoa(t.misread), num: t.misread, rest: t.rest, strong: true, quoted: t.quoted}
	switch t.kind {
	case lineArticle:
		if last := b.lastArticle; t.misread == last.num+1 && t.num != last.num && t.num != last.num+1 {
			return meant
		}
	case lineClause:
		if last := b.lastClause; t.misread == last.num+1 && t.num != last.num && t.num != last.num+1 {
			return meant
		}
	case linePoint:
		last := b.lastPoint.num
		if b.article >= 0 && t.misread == b.lastClause.num+1 && (last == 0 || t.num <= last || t.num > last+2) {
			meant.kind = lineClause
			return meant
		}
	}
	return t
}

func (b *builder) openArticle(i int) int {
	p := b.p
	l := &p.lines[i]
	t := l.token
	b.article = b.add(corpus.LevelArticle, b.join("d"+t.label), t.label, b.above(), l.start)
	b.clause, b.point = -1, -1
	b.lastClause, b.lastPoint = token{}, token{}
	b.lastArticle = t
	b.articles++
	rest := p.text[t.rest+l.start : l.end]
	last := i
	u := &b.units[b.article]
	u.SourceID = p.sourceID(l.block)
	if inline := classify(rest); inline.kind == lineClause && inline.num == 1 && (inline.strong || !t.strong) {
		b.openClause(l.start+t.rest, inline)
		b.inlinePoint(l, t.rest+inline.rest)
	} else if rest == "" {
		if j := p.headingBelow(i); j > 0 {
			u.Heading = p.cleanHeading(p.lineText(j))
			last = j
		}
	} else {
		u.Heading, last = p.headingGoesOn(i, p.articleHeading(i, rest))
	}
	head := p.text[l.start:p.lines[last].end]
	if j := last + 1; rest == "" && j < len(p.lines) && p.lines[j].kind == lineText {
		head += " " + p.lineText(j) // "Điều 1", and below it "Sửa đổi, bổ sung một số điều của Luật …:"
	}
	b.amendArticle = b.amending && amendsSomewhere(head) || amendsLaw(rest)
	b.quote = quoteTracker{leadIn: leadsIn(rest), announced: leadsIn(rest) && amendsIn(rest)}
	return last
}

func (b *builder) openClause(start int, t token) {
	b.clause = b.add(corpus.LevelClause, b.units[b.article].Path+"/k"+t.label, t.label, b.article, start)
	b.point = -1
	b.lastClause, b.lastPoint = t, token{}
}

// inlinePoint opens điểm a that stands on the line of its khoản ("2. a) …").
func (b *builder) inlinePoint(l *line, rest int) {
	text := b.p.text[l.start+rest : l.end]
	if t := classify(text); t.kind == linePoint && t.num == 1 && t.suffix == "" && t.strong && !t.quoted {
		b.openPoint(l.start+rest, t)
	}
}

func (b *builder) openPoint(start int, t token) {
	parent := b.article
	if b.clause >= 0 {
		parent = b.clause
	}
	b.point = b.add(corpus.LevelPoint, b.units[parent].Path+"/"+t.label, t.label, parent, start)
	if t.num != b.lastPoint.num {
		b.pointGap = b.pointGap && t.num > b.lastPoint.num+1
	}
	b.lastPoint = t
}

// marked opens the unit that the page's own classes make of line i.
func (b *builder) marked(i int) (int, bool) {
	p := b.p
	l := &p.lines[i]
	t := l.token
	switch l.class {
	case classArticle:
		if t.kind == lineArticle {
			return b.openArticle(i), true
		}
	case classClause:
		if b.article >= 0 && t.kind == lineClause {
			b.openClause(l.start, t)
			b.units[b.clause].SourceID = p.sourceID(l.block)
			b.inlinePoint(l, t.rest)
			return i, true
		}
	case classPoint:
		if b.article >= 0 && t.kind == linePoint {
			b.openPoint(l.start, t)
			b.units[b.point].SourceID = p.sourceID(l.block)
			return i, true
		}
	case classPart:
		if t.kind == linePart {
			return b.openHeading(i, corpus.LevelPart), true
		}
	case classChapter:
		if t.kind == lineChapter {
			return b.openHeading(i, corpus.LevelChapter), true
		}
	case classSection:
		if t.kind == lineSection {
			return b.openHeading(i, corpus.LevelSection), true
		}
	case classSubsection:
		if t.kind == lineSubsection {
			return b.openHeading(i, corpus.LevelSubsection), true
		}
	}
	return i, false
}
