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
	header     []item // what stands above the body
	headEnd    int    // offset where the body of a text without điều begins
	bareLabels bool   // điều are labelled without a stop after the number
	english    bool   // a translation
	otherText  bool   // the source's heading names another text than the body
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

// kindWord is a kind of document as its title line begins, longest first.
type kindWord struct {
	word string
	kind corpus.Kind
}

var kindWords = []kindWord{
	{"thông tư liên tịch", corpus.KindJointCircular},
	{"nghị quyết liên tịch", corpus.KindJointResolution},
	{"thông tư liên bộ", corpus.KindJointCircular},
	{"văn bản hợp nhất", corpus.KindConsolidated},
	{"thủ tục hành chính", corpus.KindProcedure},
	{"thông tư", corpus.KindCircular},
	{"nghị quyết", corpus.KindResolution},
	{"nghị định", corpus.KindDecree},
	{"quyết định", corpus.KindDecision},
	{"chỉ thị", corpus.KindDirective},
	{"pháp lệnh", corpus.KindOrdinance},
	{"hiến pháp", corpus.KindConstitution},
	{"bộ luật", corpus.KindCode},
	{"sắc lệnh", corpus.KindOrder},
	{"sắc luật", corpus.KindLaw},
	{"luật", corpus.KindLaw},
	{"lệnh", corpus.KindOrder},
	{"bản án", corpus.KindJudgment},
	{"án lệ", corpus.KindPrecedent},
	{"công văn", corpus.KindOfficialLetter},
	{"công điện", corpus.KindOther},
	{"thông báo", corpus.KindOther},
	{"kế hoạch", corpus.KindOther},
	{"hướng dẫn", corpus.KindOther},
	{"quy chế", corpus.KindOther},
	{"quy định", corpus.KindOther},
	{"điều lệ", corpus.KindOther},
	{"tờ trình", corpus.KindOther},
	{"báo cáo", corpus.KindOther},
	{"kết luận", corpus.KindOther},
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
	if number, _, _ := findNumber(p.headText()); number != "" {
		p.doc.Number = printedNumber(number)
	}
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

// kindAt reads a kind word at the beginning of s.
func kindAt(s string) (kindWord, int) {
	for _, k := range kindWords {
		if n := foldPrefix(s, k.word); n > 0 {
			if r, _ := utf8.DecodeRuneInString(s[n:]); !unicode.IsLetter(r) {
				return k, n
			}
		}
	}
	return kindWord{}, 0
}

// readTitle finds the title: the kind in capitals or set in the middle, then
// the lines below it up to the legal basis.
func (p *parser) readTitle() {
	items := p.splitItems()
	for i, it := range items {
		if i > 0 && isBasis(it.text) {
			break
		}
		k, n := kindAt(it.text)
		if n == 0 || i == 0 && len(items) > 1 && !isUpperText(it.text[:n]) {
			continue
		}
		word := it.text[:n]
		if !isUpperText(word) && !it.centered && !it.bold {
			continue
		}
		rest, own := p.afterNumber(strings.TrimLeft(it.text[n:], " :"))
		if own && rest == "" && i+1 < len(items) && !isUpperText(word) {
			continue // "Luật số: 116/2025/QH15" is the number's line
		}
		title := upperPart(rest)
		cut := len(title) < len(rest)
		if rest != "" && title == "" {
			if i == 0 && !it.centered && !it.bold {
				continue
			}
			title, cut = rest, false
		}
		var parts []string
		if title != "" {
			parts = append(parts, title)
		}
		p.headEnd = it.end
		if cut {
			p.headEnd = min(it.end, it.start+len(it.text)-len(rest)+len(title))
		} else {
			for j := i + 1; j < len(items) && j <= i+10; j++ {
				next := items[j]
				if !p.titleGoesOn(next, parts) {
					break
				}
				t := strings.Trim(next.text, " *")
				if isRule(t) {
					if len(parts) > 0 {
						break
					}
					continue
				}
				if len(parts) == 0 {
					if again, m := kindAt(t); again.kind == k.kind && m < len(t) {
						// "NGHỊ ĐỊNH", and below it "Nghị định sửa đổi …"
						t = strings.TrimLeft(t[m:], " :")
					}
				}
				if head := upperPart(t); head != "" && head != t && !strings.HasPrefix(t[len(head):], "[") && len(parts) > 0 && isUpperText(parts[0]) {
					t = head
				}
				parts = append(parts, t)
				p.headEnd = next.end
			}
		}
		p.doc.Kind = k.kind
		p.setTitle(word, strings.Join(parts, " "))
		return
	}
}

// afterNumber drops the document's own number at the beginning of a title.
func (p *parser) afterNumber(rest string) (string, bool) {
	if foldPrefix(rest, "số") == 0 {
		return rest, false
	}
	number, start, end := findNumber(rest)
	if number == "" || NumberKey(number) != NumberKey(p.doc.Number) || start > 12 {
		return rest, false
	}
	return strings.TrimLeft(rest[end:], " .:,"), true
}

// titleGoesOn says that an item still belongs to the title.
func (p *parser) titleGoesOn(it item, parts []string) bool {
	if isBasis(it.text) || it.kind == lineArticle || it.kind == lineChapter || it.kind == linePart || len(it.text) > 700 {
		return false
	}
	if strings.HasPrefix(it.text, "(") {
		return false
	}
	if isRule(it.text) {
		return true
	}
	if len(parts) == 0 {
		return true
	}
	for _, w := range [...]string{"QUỐC HỘI", "CHÍNH PHỦ", "BỘ TRƯỞNG", "THỦ TƯỚNG", "ỦY BAN", "UỶ BAN", "HỘI ĐỒNG", "CHÁNH ÁN", "THỐNG ĐỐC", "CHỦ TỊCH", "TỔNG "} {
		if strings.HasPrefix(it.text, w) && isUpperText(it.text) && !isUpperText(parts[0]) {
			return false
		}
		if strings.HasPrefix(it.text, w) && isUpperText(it.text) && len(it.text) < 60 && !strings.HasSuffix(parts[len(parts)-1], "CỦA") {
			return false
		}
	}
	if isUpperText(parts[0]) {
		return mostlyUpper(it.text)
	}
	if enacts(it.text) {
		return false
	}
	return it.centered || it.bold || !strings.HasSuffix(it.text, ";") && !strings.HasSuffix(it.text, ".") && len(it.text) < 200
}

// enacts reads the enacting clause ("Quốc hội ban hành Luật Giá.").
func enacts(s string) bool {
	return indexFold(s, "ban hành") >= 0 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, ":")) || indexFold(s, "quyết định:") == 0 || strings.HasPrefix(s, "QUYẾT NGHỊ")
}

// isRule says that s is a drawn line: dashes, underscores, asterisks.
func isRule(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// splitItems cuts header items that hold several things on one line: after the
// date of issue.
func (p *parser) splitItems() []item {
	out := make([]item, 0, len(p.header)+4)
	seen := false
	for _, it := range p.header {
		if strings.IndexByte(it.text, '[') > 0 {
			it.text = squeeze(stripMarks(it.text))
		}
		if !seen && !isBasis(it.text) {
			if d, _, end := ReadDate(it.text); d != 0 || blankDate(it.text, &end) {
				seen = true
				rest := strings.TrimSpace(it.text[end:])
				if rest != "" && !it.cell {
					head := it
					head.text = it.text[:end]
					out = append(out, head)
					if j := strings.LastIndex(p.text[it.start:it.end], firstBytes(rest, 12)); j > 0 {
						it.start += j
					}
					it.text = rest
				}
			}
		}
		if !it.cell && !isBasis(it.text) {
			if j := p.kindInside(it.text); j > 0 {
				head := it
				head.text = strings.TrimSpace(it.text[:j])
				out = append(out, head)
				it.text = it.text[j:]
			}
		}
		out = append(out, it)
	}
	return out
}

// kindInside finds where the title begins in a line that holds other things
// before it: "… kỳ họp thứ 8 LUẬT SỞ HỮU TRÍ TUỆ", "DỰ THẢO 24.10.2016 LUẬT VỀ HỘI".
func (p *parser) kindInside(s string) int {
	if _, n := kindAt(s); n > 0 && isUpperText(s[:n]) {
		return 0
	}
	for i := 0; i < len(s); {
		j := strings.IndexByte(s[i:], ' ')
		if j < 0 {
			return 0
		}
		i += j + 1
		k, n := kindAt(s[i:])
		if n == 0 || k.kind == corpus.KindOther || !isUpperText(s[i:i+n]) {
			continue
		}
		before := strings.TrimRight(s[:i], " ")
		last := before[strings.LastIndexByte(before, ' ')+1:]
		// A title of capitals names kinds inside it: "… CỦA NGHỊ ĐỊNH SỐ …".
		if isUpperText(last) && p.form != formDraft {
			return 0
		}
		return i
	}
	return 0
}

// blankDate finds "ngày   tháng   năm 2015" of a draft.
func blankDate(s string, end *int) bool {
	i := indexFold(s, "ngày")
	if i < 0 {
		return false
	}
	j := indexFold(s[i:], "tháng")
	if j < 0 || j > 30 {
		return false
	}
	k := indexFold(s[i+j:], "năm")
	if k < 0 || k > 30 {
		return false
	}
	at := skipSpace(s, i+j+k+len("năm"))
	_, w := digitsAt(s, at, 4)
	*end = at + w
	return true
}

// upperPart is the beginning of s that is set in capitals, word by word.
func upperPart(s string) string {
	end := 0
	for i := 0; i < len(s); {
		i = skipSpace(s, i)
		j := i
		for j < len(s) && s[j] != ' ' {
			j++
		}
		word := s[i:j]
		if word == "" {
			break
		}
		hasLetter := false
		for _, r := range word {
			if unicode.IsLower(r) {
				// "NQ-TTg", "QĐ-TTg" in a number
				if !strings.ContainsAny(word, "/") {
					return strings.TrimSpace(s[:end])
				}
			}
			hasLetter = hasLetter || unicode.IsLetter(r)
		}
		if hasLetter || isDigits(strings.Trim(word, ".,()")) || strings.ContainsAny(word, "-–/") {
			// A capitalised word of one letter may begin the next sentence ("Ở").
			end = j
		}
		i = j
	}
	return strings.TrimSpace(s[:end])
}

// readKind settles the kind from form, number and title.
func (p *parser) readKind() {
	d := p.doc
	number := NumberKey(d.Number)
	switch p.form {
	case formConsolidated:
		d.Kind = corpus.KindConsolidated
	case formDraft:
		d.Kind = corpus.KindDraft
	case formJudgment:
		d.Kind = corpus.KindJudgment
	case formPrecedent:
		d.Kind = corpus.KindPrecedent
	case formProcedure:
		d.Kind = corpus.KindProcedure
	case formLetter:
		if d.Kind == "" || d.Kind == corpus.KindOther {
			d.Kind = corpus.KindOfficialLetter
		}
	}
	if d.Kind == "" {
		d.Kind = kindOfNumber(number)
	}
	if d.Kind == "" {
		d.Kind = corpus.KindOther
	}
	d.Rank = rankOf(d.Kind, d.Number, d.Issuer)
}

// kindOfNumber tells the kind from the letters of a number.
func kindOfNumber(number string) corpus.Kind {
	switch {
	case strings.Contains(number, "VBHN"):
		return corpus.KindConsolidated
	case strings.Contains(number, "TTLT"):
		return corpus.KindJointCircular
	case strings.Contains(number, "NQLT"):
		return corpus.KindJointResolution
	case strings.Contains(number, "/NĐ-") || strings.Contains(number, "/ND-") || strings.HasSuffix(number, "/NĐ"):
		return corpus.KindDecree
	case strings.Contains(number, "/NQ-") || strings.HasSuffix(number, "/NQ"):
		return corpus.KindResolution
	case strings.Contains(number, "/QĐ-") || strings.Contains(number, "/QĐ"):
		return corpus.KindDecision
	case strings.Contains(number, "/TT-"):
		return corpus.KindCircular
	case strings.Contains(number, "/CT-"):
		return corpus.KindDirective
	case strings.Contains(number, "PL-UBTVQH") || strings.Contains(number, "/PL"):
		return corpus.KindOrdinance
	case strings.HasSuffix(number, "/AL"):
		return corpus.KindPrecedent
	case strings.Contains(number, "/SL"):
		return corpus.KindOrder
	case strings.Contains(number, "/UBTVQH"):
		return corpus.KindResolution
	case strings.Contains(number, "/QH"):
		return corpus.KindLaw
	}
	return ""
}

// rankOf is the kind's rank, weighed by its issuer: resolutions of the National
// Assembly stand with laws, those of its Standing Committee with ordinances,
// and so on (Luật 64/2025/QH15 Điều 4).
func rankOf(kind corpus.Kind, number, issuer string) int {
	n := NumberKey(number)
	switch kind {
	case corpus.KindResolution:
		switch {
		case strings.Contains(n, "/QH"):
			return 2
		case strings.Contains(n, "UBTVQH"):
			return 3
		case strings.Contains(n, "-CP"):
			return 5
		case strings.Contains(n, "HĐTP"):
			return 7
		case strings.Contains(n, "HĐND"):
			return 9
		}
	case corpus.KindDecision:
		switch {
		case strings.Contains(n, "TTg"):
			return 6
		case isLocal(n):
			return 10
		case strings.Contains(n, "KTNN"):
			return 8
		}
		if strings.Contains(issuer, "Thủ tướng") {
			return 6
		}
		return 0
	}
	return kind.Rank()
}

// readBasis takes the lines of the legal basis.
func (p *parser) readBasis() {
	for _, it := range p.header {
		s := strings.TrimLeft(it.text, " -–+*•")
		if foldPrefix(s, "căn cứ") > 0 && capitalised(s) {
			p.doc.Basis = append(p.doc.Basis, s)
		}
	}
}

// amendingTitle says that the act amends other acts.
func (p *parser) amendingTitle() bool { return amendsSomewhere(p.doc.Title) }
