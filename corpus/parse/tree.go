package parse

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

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
	}
	return i
}

// acceptArticle says whether the điều label of line i opens a điều of this
// tree: it continues the count.
func (b *builder) acceptArticle(i int) bool {
	t := b.p.lines[i].token
	last := b.lastArticle
	if !t.strong {
		// "Điều 5 Người sử dụng đất …", the label of old texts, without a stop.
		next := t.num == last.num+1 || t.num == last.num && t.suffix > last.suffix || b.articles == 0 && t.num == 1
		l := &b.p.lines[i]
		rest := withoutNotes(b.p.text[l.start+t.rest : l.end])
		return next && (b.p.bareLabels || b.amending && (amendsLaw(rest) || b.p.ownSubject(rest) > 0))
	}
	if b.articles == 0 {
		return t.num <= 1 || b.nextArticleFollows(i, t.num) || t.strong && b.above() >= 0 || b.p.lines[i].bold
	}
	switch {
	case t.num == last.num && t.suffix != "" && t.suffix > last.suffix:
		return true
	case t.num == last.num+1:
		return true
	case t.num > last.num+1:
		if t.num-last.num <= 3 || b.nextArticleFollows(i, t.num) {
			b.p.warn("gap_in_articles: d%s → d%s", last.label, t.label)
			return true
		}
	}
	return false
}

// nextArticleFollows looks whether Điều num+1 stands among the lines after i.
func (b *builder) nextArticleFollows(i, num int) bool {
	for j := i + 1; j < len(b.p.lines) && j < i+400; j++ {
		t := &b.p.lines[j].token
		if t.kind == lineArticle && !t.quoted && t.strong {
			return t.num == num+1 || t.num == num && t.suffix != ""
		}
	}
	return false
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
		u.Heading = p.articleHeading(i, rest)
	}
	head := p.text[l.start:p.lines[last].end]
	b.amendArticle = b.amending && amendsSomewhere(head) || amendsLaw(rest)
	b.quote = quoteTracker{leadIn: leadsIn(rest), announced: leadsIn(rest) && amendsIn(rest)}
	return last
}

// ownInstruction keeps the khoản and điểm of new text out of an amending điều:
// there, a unit of the act's own gives an instruction.
func (b *builder) ownInstruction(l *line) bool {
	return !b.amendArticle || isInstruction(b.p.text[l.start+l.rest:l.end])
}

// acceptClause says whether label t of line i continues the khoản of the open
// điều.
func (b *builder) acceptClause(i int, t token) bool {
	last := b.lastClause
	switch {
	case last.num == 0:
		if t.num == 2 && t.strong && i > 0 && b.hasOwnText(i) {
			// The number of khoản 1 was lost with the list that gave it.
			b.p.warn("gap_in_clauses: %s → k2", b.pathOf(b.article))
			return true
		}
		return t.num == 1 && t.suffix == ""
	case t.num == last.num:
		return t.suffix != "" && t.suffix > last.suffix
	case t.num == last.num+1:
		return true
	case t.num > last.num && t.strong && (t.num == last.num+2 || t.num <= last.num+5 && b.follows(i, lineClause, t.num+1)):
		b.p.warn("gap_in_clauses: %s → k%s", b.pathOf(b.clause), t.label)
		return true
	}
	return false
}

// hasOwnText says that the open điều has text of its own, below its label, before
// line i.
func (b *builder) hasOwnText(i int) bool {
	if b.article < 0 {
		return false
	}
	l := &b.p.lines[i-1]
	return l.start > b.units[b.article].Span.Start && !l.quoted
}

// follows looks for the label num of that kind below line i in the same điều.
func (b *builder) follows(i int, kind lineKind, num int) bool {
	for j := i + 1; j < len(b.p.lines) && j < i+120; j++ {
		l := &b.p.lines[j]
		switch {
		case l.table || l.quoted:
		case l.kind == kind:
			return l.num == num
		case l.kind == lineArticle || l.kind == lineChapter || kind == linePoint && l.kind == lineClause:
			return false
		}
	}
	return false
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

// acceptPoint says whether label t of line i continues the điểm of the open
// khoản.
func (b *builder) acceptPoint(i int, t token) bool {
	last := b.lastPoint
	switch {
	case last.num == 0:
		return t.num == 1 && t.suffix == ""
	case t.num == last.num && t.suffix == "":
		// "c) … đ) … đ) …": d was misprinted.
		if b.pointGap {
			b.pointGap = false
			return true
		}
		return false
	case t.num == last.num:
		// "c1)" below "c) … gồm:" numbers the parts of điểm c.
		return t.suffix > last.suffix && !(last.suffix == "" && b.pointLeads())
	}
	next := last.num + 1
	for next < t.num && unusualPoint(next) {
		next++
	}
	if t.num == next {
		return true
	}
	if t.num == next+1 || t.num > next && t.num <= next+4 && b.follows(i, linePoint, nextPoint(t.num)) {
		b.pointGap = true
		b.p.warn("gap_in_points: %s → %s", b.pathOf(b.point), t.label)
		return true
	}
	return false
}

// nextPoint is the order of the letter after order that the rule uses.
func nextPoint(order int) int {
	order++
	for unusualPoint(order) {
		order++
	}
	return order
}

// pointLeads says that the open điểm announces a list ("… gồm:").
func (b *builder) pointLeads() bool {
	if b.point < 0 {
		return false
	}
	start := b.units[b.point].Span.Start
	end := start
	if j := strings.IndexByte(b.p.text[start:], '\n'); j >= 0 {
		end += j
	} else {
		end = len(b.p.text)
	}
	return strings.HasSuffix(strings.TrimRight(b.p.text[start:end], " \u00a0"), ":")
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
	heading := squeeze(p.text[l.start+t.rest : l.end])
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

// quoted follows the quotation marks over line i and says whether the line
// belongs to quoted text.
func (b *builder) quoted(i int) bool {
	p := b.p
	l := &p.lines[i]
	s := p.text[l.start:l.end]
	q := &b.quote
	if q.open {
		if b.breaksQuote(i) {
			if b.swallowed < 0 && !q.bare && b.swallows(q.opened, i) {
				b.swallowed = q.opened
			}
			*q = quoteTracker{}
		} else {
			curly, straight := quoteBalance(s)
			q.depth += curly
			q.straight += straight
			if closesQuote(s) && q.closed() {
				*q = quoteTracker{}
			}
			return true
		}
	}
	if l.quoted && l.class == classNone || l.quoted && l.class == classContent {
		curly, straight := quoteBalance(s)
		closed := closesQuote(s) && curly <= 0 && straight%2 == 0
		if !closed && b.article >= 0 && (b.amendArticle || q.announced) && !b.unquoted[i] {
			*q = quoteTracker{open: true, opened: i, depth: curly, straight: straight, curly: curly > 0}
		} else {
			q.leadIn = false
		}
		return true
	}
	lead := q.leadIn
	q.leadIn = leadsIn(s)
	q.announced = q.leadIn && amendsIn(s)
	if lead && b.amendArticle && l.class == classNone && b.article >= 0 && i > 0 && p.announcesUnit(i-1) {
		// New text without quotation marks: its first line repeats the label of
		// the amended unit and is no instruction itself.
		switch l.kind {
		case lineArticle:
			if l.num != b.lastArticle.num+1 {
				*q = quoteTracker{open: true, opened: i, bare: true}
				return true
			}
		case lineClause, linePoint:
			if !isInstruction(p.text[l.start+l.rest : l.end]) {
				*q = quoteTracker{open: true, opened: i, bare: true}
				return true
			}
		}
	}
	return false
}

// withoutNotes drops the notes that publishers set in square brackets.
func withoutNotes(s string) string {
	if strings.IndexByte(s, '[') < 0 {
		return s
	}
	return strings.TrimSpace(stripMarks(s))
}

// announcesUnit says that line i announces the new words of a unit that it
// names ("Sửa đổi khoản 2 Điều 5 như sau:"), and not a list of instructions.
func (p *parser) announcesUnit(i int) bool {
	s := p.lineText(i)
	if !containsFold(s, "như sau") || containsFold(s, "một số điều") {
		return false
	}
	for _, w := range [...]string{"khoản ", "điểm ", "điều ", "chương ", "mục "} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// articlesGoOn says that the next điều below line i continues the count, so
// that neither the closing nor an appendix can begin at i.
func (b *builder) articlesGoOn(i int) bool {
	for j := i + 1; j < len(b.p.lines); j++ {
		l := &b.p.lines[j]
		if l.kind == lineArticle && l.strong && !l.quoted && !l.table {
			return l.num == b.lastArticle.num+1 || l.num == b.lastArticle.num && l.suffix > b.lastArticle.suffix
		}
	}
	return false
}

// swallows says that a điều that continues the act's own count, with its label
// at the beginning of a line, stands between lines from and to.
func (b *builder) swallows(from, to int) bool {
	for i := from + 1; i < to; i++ {
		l := &b.p.lines[i]
		if l.kind == lineArticle && l.strong && !l.quoted && !l.table && l.num == b.lastArticle.num+1 {
			return true
		}
	}
	return false
}

// breaksQuote says that line i cannot be quoted text although no closing mark
// was seen: it continues this act's own count with an instruction.
func (b *builder) breaksQuote(i int) bool {
	p := b.p
	l := &p.lines[i]
	t := l.token
	switch l.class {
	case classArticle, classClause, classPoint, classChapter, classPart, classSection:
		return true
	}
	if t.quoted {
		return false
	}
	rest := p.text[l.start+t.rest : l.end]
	if rest == "" && i+1 < len(p.lines) {
		rest = p.lineText(i + 1)
	}
	switch t.kind {
	case lineArticle:
		return t.num == b.lastArticle.num+1 && (t.strong && (amendsIn(rest) || endsAct(rest) || b.quote.bare) || amendsLaw(withoutNotes(rest)) || p.ownSubject(rest) > 0)
	case lineClause:
		return b.clause >= 0 && t.num == b.lastClause.num+1 && amendsIn(rest) && isInstruction(rest)
	case linePoint:
		return b.point >= 0 && t.num == b.lastPoint.num+1 && amendsIn(rest) && isInstruction(rest)
	}
	return p.startsClosing(i)
}

// amendsIn says that s gives an amending instruction.
func amendsIn(s string) bool {
	for _, w := range [...]string{"sửa đổi", "bổ sung", "bãi bỏ", "thay thế", "hủy bỏ", "huỷ bỏ", "thay cụm từ", "đính chính"} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// amendsLaw says that the heading of a điều begins an amendment of other texts:
// its verb is followed by a unit or a legal text ("Sửa đổi, bổ sung một số điều
// của Luật …"), not by a licence or a contract.
func amendsLaw(heading string) bool {
	rest := heading
	verb := false
	for again := true; again; {
		again = false
		for _, w := range [...]string{"sửa đổi", "bổ sung", "bãi bỏ", "thay thế", "hủy bỏ", "huỷ bỏ", "đính chính", ",", "và", "hoặc"} {
			if n := foldPrefix(rest, w); n > 0 {
				rest = strings.TrimLeft(rest[n:], " ")
				again, verb = true, verb || n > 4
			}
		}
	}
	if !verb {
		return false
	}
	for _, w := range [...]string{"một số", "khoản", "điểm", "điều ", "các điều", "các luật", "luật", "bộ luật", "nghị định", "thông tư", "quyết định", "nghị quyết",
		"pháp lệnh", "các nghị", "các thông", "các quyết", "cụm từ", "từ ", "phụ lục", "tên ", "chương", "mục", "quy định tại", "toàn bộ"} {
		if foldPrefix(rest, w) > 0 {
			return true
		}
	}
	return false
}

// amendsSomewhere says that s amends law somewhere in its words, also by
// "Khoản 2 Điều 5 được sửa đổi như sau".
func amendsSomewhere(s string) bool {
	for i, r := range s {
		switch r {
		case 'S', 's', 'B', 'b', 'T', 't', 'H', 'h', 'Đ', 'đ':
			if i > 0 && letterBefore(s, i) {
				continue
			}
			if amendsLaw(s[i:]) {
				return true
			}
			if n := foldPrefix(s[i:], "được "); n > 0 && verbPrefix(s[i+n:]) && containsFold(s[i:], "như sau") {
				return true
			}
		}
	}
	return false
}

func verbPrefix(s string) bool {
	for _, w := range [...]string{"sửa đổi", "bổ sung", "thay thế", "đính chính"} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	return false
}

// endsAct says that the heading is one of the last điều of an act.
func endsAct(s string) bool {
	for _, w := range [...]string{"hiệu lực", "điều khoản", "tổ chức thực hiện", "trách nhiệm", "quy định chuyển tiếp", "thi hành"} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// containsFold finds the small-letter word in s regardless of case.
func containsFold(s, word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	for i, r := range s {
		if (r == first || unicode.ToLower(r) == first) && foldPrefix(s[i:], word) > 0 {
			return true
		}
	}
	return false
}

func (p *parser) warn(format string, args ...any) {
	if len(p.doc.Warnings) < 200 {
		p.doc.Warnings = append(p.doc.Warnings, fmt.Sprintf(format, args...))
	}
}

func (p *parser) lineText(i int) string { return p.text[p.lines[i].start:p.lines[i].end] }

func (p *parser) sourceID(block int) string { return p.src.Blocks[block].ID }

// headingLike says that line i looks like a heading and not like the middle of
// a sentence: set apart by the layout, in capitals, or short without a full
// stop.
func (p *parser) headingLike(i int) bool {
	l := &p.lines[i]
	s := p.text[l.start:l.end]
	rest := p.text[l.start+l.rest : l.end]
	if l.centered || l.bold {
		return true
	}
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
		if l.kind != lineText || l.table || l.quoted {
			return 0
		}
		s := p.text[l.start:l.end]
		if len(s) > 300 || strings.HasSuffix(s, ".") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ":") {
			return 0
		}
		if l.bold || l.centered || p.lines[i].bold {
			return j
		}
		return 0
	}
	return 0
}

// articleHeading is the heading of a điều from what stands after its label, ""
// when that is its text: a sentence that ends the điều.
func (p *parser) articleHeading(i int, rest string) string {
	h := strings.TrimRight(squeeze(rest), " ")
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

// cleanHeading drops footnote marks and stray punctuation at the ends.
func (p *parser) cleanHeading(h string) string {
	h = squeeze(h)
	if t := classify(h); t.kind == lineNote {
		h = h[t.rest:]
	}
	if i := strings.Index(h, " ["); i > 0 && strings.Contains(h[i:], "được") {
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
