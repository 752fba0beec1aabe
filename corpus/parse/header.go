package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// form is the make of a text, which decides how its body is read.
type form uint8

const (
	formStatute form = iota
	formConsolidated
	formLetter
	formDraft
	formJudgment
	formPrecedent
	formProcedure
	formPlain
)

// parser carries one document through its reading.
type parser struct {
	src        *extract.Text
	doc        *corpus.Document
	text       string
	lines      []line
	blockStart []int // offset of each block in text, -1 for blocks that are no body
	form       form
	header     []item      // what stands above the body
	headEnd    int         // offset where the body of a text without điều begins
	bareLabels bool        // điều are labelled without a stop after the number
	english    bool        // a translation
	noteMarks  map[int]int // where the bare marks of footnotes stand
	wrapWidth  int         // usual length of lines that are broken within paragraphs, 0 where they are not
	otherText  bool        // the source's heading names another text than the body
}

// item is a piece of the header: a line, a cell of its table, or part of a line
// that holds several things.
type item struct {
	text     string
	start    int // in text; for cells the start of the table
	end      int
	centered bool
	bold     bool
	cell     bool
	col      int // column of the cell, from 1
	kind     lineKind
}

func newParser(t *extract.Text) *parser {
	p := &parser{src: t, doc: &corpus.Document{}}
	p.layText(t)
	p.splitLines()
	p.measureWrap()
	p.doc.Text = p.text
	p.tablesAndNotes()
	return p
}

// tablesAndNotes keeps the source's tables and footnotes beside the text.
func (p *parser) tablesAndNotes() {
	at := make(map[string]int)
	for i := range p.src.Blocks {
		b := &p.src.Blocks[i]
		if p.blockStart[i] < 0 {
			continue
		}
		if b.Kind == extract.TableBlock {
			p.doc.Tables = append(p.doc.Tables, corpus.Table{
				Span: corpus.Span{Start: p.blockStart[i], End: p.blockStart[i] + len(b.Text)}, Rows: b.Rows})
		}
		for _, n := range b.Notes {
			if _, ok := at[n.Mark]; !ok {
				at[n.Mark] = p.blockStart[i] + n.At
			}
		}
	}
	for i := range p.src.Blocks {
		b := &p.src.Blocks[i]
		if b.Kind != extract.FootnoteBlock {
			continue
		}
		offset, ok := at[b.Mark]
		if !ok {
			offset = -1
		}
		p.doc.Footnotes = append(p.doc.Footnotes, corpus.Footnote{Mark: b.Mark, At: offset, Text: b.Text})
	}
}

// maxHeader is how many lines a header may have before it is taken for body.
const maxHeader = 80

// readHeader collects the header's items and reads number, date, kind, issuer,
// title and legal basis.
func (p *parser) readHeader() {
	p.english = isEnglish(p.text)
	p.collectHeader()
	p.readNumber()
	p.readForm()
	p.readIssued()
	if p.english {
		p.readEnglishHead()
	} else {
		p.readTitle()
	}
	p.reconcile()
	p.readKind()
	p.readIssuer()
	p.readBasis()
}

// collectHeader takes the lines above the first Phần, Chương or Điều.
func (p *parser) collectHeader() {
	lastTable := -1
	for i := range p.lines {
		l := &p.lines[i]
		if len(p.header) >= maxHeader {
			break
		}
		if l.table {
			if rows := p.src.Blocks[l.block].Rows; rows != nil {
				if l.block != lastTable {
					lastTable = l.block
					p.headerCells(rows, l.start, l.start+len(p.src.Blocks[l.block].Text))
				}
				continue
			}
			// A row written with bars.
			row := strings.TrimSuffix(strings.TrimPrefix(p.text[l.start:l.end], "|"), "|")
			cells := strings.Split(row, "|")
			p.headerCells([][]string{cells}, l.start, l.end)
			continue
		}
		if (l.kind == linePart || l.kind == lineChapter || l.kind == lineArticle) && l.strong && !l.quoted && p.headingLike(i) && len(p.header) > 0 {
			break
		}
		s := squeeze(p.text[l.start:l.end])
		if s == "" {
			continue
		}
		p.header = append(p.header, item{text: s, start: l.start, end: l.end, centered: l.centered, bold: l.bold, kind: l.kind})
	}
}

// headerCells adds the cells of a table at the head, a line of a cell an item.
func (p *parser) headerCells(rows [][]string, start, end int) {
	for _, row := range rows {
		for col, cell := range row {
			for _, s := range strings.Split(cell, "\n") {
				if s = squeeze(s); s != "" {
					p.header = append(p.header, item{text: s, start: start, end: end, cell: true, col: col + 1, centered: true})
				}
			}
		}
	}
}

// headText joins the header's items up to its legal basis or addressee.
func (p *parser) headText() string {
	var b strings.Builder
	for i, it := range p.header {
		if i > 0 {
			if isBasis(it.text) || foldPrefix(it.text, "kính gửi") > 0 {
				break
			}
			b.WriteByte('\n')
		}
		b.WriteString(it.text)
		if b.Len() > 6000 {
			break
		}
	}
	return b.String()
}

// readNumber takes the number after "Số:", else what the page declares.
func (p *parser) readNumber() {
	head := p.headText()
	number, at, _ := findNumber(head)
	if number == "" {
		return
	}
	// "V/v: Đính chính Quyết định số 29/2007/QĐ-BXD" names the text that is changed;
	// where the source tells the number, that one is another's.
	line := head[strings.LastIndexByte(head[:at], '\n')+1 : at]
	if _, n := kindAt(line); p.src.Meta["number"] != "" && n == 0 && (amendsIn(line) || foldPrefix(line, "v/v") > 0 || foldPrefix(line, "về việc") > 0) {
		return
	}
	p.doc.Number = printedNumber(number)
}

// printedNumber repairs look-alike letters of a number and keeps the rest.
func printedNumber(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '–' || r == '−' {
			return '-'
		}
		if unicode.IsLower(r) && r != 'ð' {
			return r
		}
		return unlikeness(r)
	}, number)
}

// readForm tells judgments, án lệ, procedures, drafts and VBHN apart from the
// statutes.
func (p *parser) readForm() {
	head := p.headText()
	switch {
	case isPrecedentHead(head):
		p.form = formPrecedent
	case p.isJudgment(head):
		p.form = formJudgment
	case p.isProcedure(head):
		p.form = formProcedure
	case strings.Contains(NumberKey(p.doc.Number), "VBHN") || indexFold(firstBytes(head, 1500), "văn bản hợp nhất") >= 0 && p.doc.Number == "":
		p.form = formConsolidated
	case p.isDraft(head):
		p.form = formDraft
	case p.isLetter():
		p.form = formLetter
	}
}

func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func isPrecedentHead(head string) bool {
	i := indexFold(firstBytes(head, 800), "án lệ số")
	return i >= 0 && (i == 0 || !letterBefore(head, i))
}

func (p *parser) isDraft(head string) bool {
	h := firstBytes(head, 1200)
	if i := indexFold(h, "dự thảo"); i >= 0 {
		for _, it := range p.header[:min(len(p.header), 14)] {
			if j := indexFold(it.text, "dự thảo"); j >= 0 && (isUpperText(it.text[j:j+len("dự thảo")]) || j == 0 && len(it.text) < 60) {
				return true
			}
		}
	}
	return false
}

func (p *parser) isLetter() bool {
	for i, it := range p.header {
		if i > 14 {
			return false
		}
		if indexFold(it.text, "kính gửi") >= 0 {
			return true
		}
	}
	return false
}

// readIssued takes the date beside the place of issue.
func (p *parser) readIssued() {
	for i, it := range p.header {
		if i > 0 && isBasis(it.text) || i > 30 {
			return
		}
		if _, n := kindAt(it.text); n > 0 && i > 0 && foldPrefix(strings.TrimLeft(it.text[n:], " "), "số") > 0 && !isUpperText(it.text[:n]) {
			// "Luật số 78/2006/QH11 ngày 29 tháng 11 năm 2006" names another text.
			if p.form == formConsolidated {
				return
			}
		}
		var end int
		if blankDate(it.text, &end) {
			if d, start, _ := ReadDate(it.text); d == 0 || start > indexFold(it.text, "ngày") {
				return
			}
		}
		if d, start, _ := ReadDate(it.text); d != 0 {
			if p.form == formDraft && indexFold(it.text[:start], "ngày") < 0 && it.text[start] != 'n' {
				continue // "DỰ THẢO 24.10.2016" dates the draft
			}
			p.doc.Issued = d
			return
		}
	}
}

// isBasis says that a line states the legal basis, which ends the header.
func isBasis(s string) bool {
	s = strings.TrimLeft(s, " -–+*•")
	for _, w := range [...]string{"căn cứ", "theo đề nghị", "xét đề nghị", "xét tờ trình", "chiểu "} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	for _, w := range [...]string{"Để ", "Sau khi", "Thực hiện ", "Trên cơ sở"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// readBasis takes the lines of the legal basis.
func (p *parser) readBasis() {
	for _, it := range p.header {
		s := strings.TrimLeft(it.text, " -–+*•")
		if foldPrefix(s, "căn cứ") > 0 && capitalised(s) {
			p.doc.Basis = append(p.doc.Basis, s)
			continue
		}
		// a copy without line ends has place, title and the first căn cứ in one
		if i := strings.Index(s, " Căn cứ "); i > 0 && strings.HasSuffix(strings.TrimSpace(s), ";") {
			p.doc.Basis = append(p.doc.Basis, strings.TrimSpace(s[i:]))
		}
	}
}
