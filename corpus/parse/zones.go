package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// signLines begin the part of a text where it is signed.
var signLines = []string{
	"TM.", "TM ", "T/M", "KT.", "KT ", "K/T", "TUQ.", "TL.", "TL ", "T.M", "Q.",
	"CHỦ TỊCH", "PHÓ CHỦ TỊCH", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "CHÁNH ÁN", "PHÓ CHÁNH ÁN", "VIỆN TRƯỞNG",
	"PHÓ VIỆN TRƯỞNG", "THỐNG ĐỐC", "PHÓ THỐNG ĐỐC", "TỔNG THANH TRA", "TỔNG KIỂM TOÁN", "CHỦ NHIỆM", "PHÓ CHỦ NHIỆM", "TỔNG CỤC TRƯỞNG",
	"XÁC THỰC VĂN BẢN HỢP NHẤT", "GIÁM ĐỐC", "CỤC TRƯỞNG", "TỔNG BÍ THƯ",
}

// startsClosing says that line i begins the closing of a text: where it goes
// ("Nơi nhận"), how it was passed, or who signs.
func (p *parser) startsClosing(i int) bool {
	l := &p.lines[i]
	s := p.text[l.start+skipSpace(p.text[l.start:l.end], 0) : l.end]
	if s == "" {
		return false
	}
	switch s[0] {
	case 'N':
		if n := foldPrefix(s, "nơi nhận"); n > 0 {
			return n == len(s) || s[n] == ':' || s[n] == ' ' || s[n] == '.'
		}
	case 'L', 'B', 'P', 'H', 'N' + 1:
		if passedBy(s) {
			return true
		}
	}
	if foldPrefix(s, "nghị quyết này") > 0 && passedBy(s) {
		return true
	}
	if len(s) > 220 || !upperRun(s) {
		return false
	}
	for _, w := range signLines {
		if strings.HasPrefix(s, w) {
			// "BỘ TRƯỞNG BỘ TÀI CHÍNH" also stands above the body; the caller
			// asks only after the first điều.
			return true
		}
	}
	return false
}

// passedBy reads "Luật này đã được Quốc hội … thông qua ngày …", which closes a
// text; a điều that goes on "… và có hiệu lực …" does not.
func passedBy(s string) bool {
	for _, w := range [...]string{"luật này", "bộ luật này", "pháp lệnh này", "hiến pháp này", "nghị quyết này"} {
		n := foldPrefix(s, w)
		if n == 0 {
			continue
		}
		head := strings.TrimLeft(firstBytes(s[n:], 400), " ")
		head = strings.TrimPrefix(head, "đã ")
		rest, ok := strings.CutPrefix(head, "được ")
		if !ok || !strings.Contains(rest, "thông qua") || strings.Contains(rest, "hiệu lực") {
			return false
		}
		for _, who := range [...]string{"quốc hội", "ủy ban", "uỷ ban", "hội đồng"} {
			if foldPrefix(rest, who) > 0 {
				return true
			}
		}
		return false
	}
	return false
}

// closingTable says that the table line i is the table of recipients and
// signature.
func (p *parser) closingTable(i int) bool {
	l := &p.lines[i]
	if i > 0 && p.lines[i-1].block == l.block {
		return false
	}
	rows := p.src.Blocks[l.block].Rows
	if len(rows) > 12 {
		return false
	}
	for _, row := range rows {
		if len(row) > 4 {
			return false
		}
		for _, cell := range row {
			c := strings.TrimSpace(cell)
			if foldPrefix(c, "nơi nhận") > 0 {
				return true
			}
			for _, w := range signLines {
				if strings.HasPrefix(c, w) && (isUpperText(firstLine(c)) || upperRun(c)) && len(c) < 200 {
					return true
				}
			}
		}
	}
	return false
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func (b *builder) startClosing(start int) {
	path := "ket"
	b.add(corpus.LevelClosing, b.join(path), "", b.root, start)
	b.zone = zoneClosing
	b.quote = quoteTracker{}
}

// startsAppendix says that line i is the heading of a phụ lục or mẫu.
func (p *parser) startsAppendix(i int, closed bool) bool {
	l := &p.lines[i]
	if l.kind != lineAppendix || l.quoted || l.class == classContent && !closed && !l.strong {
		return false
	}
	s := p.text[l.start:l.end]
	rest := p.text[l.start+l.rest : l.end]
	if len(s) > 400 {
		return false
	}
	if !closed {
		return l.strong && (rest == "" || upperRun(rest) || rest[0] == '(' || l.bold || l.centered) && !strings.HasSuffix(s, ";")
	}
	if l.strong || l.bold || l.centered {
		return true
	}
	return l.label != "" && len(s) < 160 && !strings.HasSuffix(s, ";") && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, ",")
}

// startAppendix opens the appendix whose heading stands at line i and returns the
// last line that its heading uses.
func (b *builder) startAppendix(i int) int {
	p := b.p
	l := &p.lines[i]
	b.pl++
	b.zone = zoneAppendix
	b.root, b.rootPath = -1, ""
	b.closeAll()
	b.quote = quoteTracker{}
	u := b.add(corpus.LevelAppendix, "pl"+itoa(b.pl), l.label, -1, l.start)
	heading := squeeze(p.text[l.start+l.rest : l.end])
	last := i
	for j := i + 1; j < len(p.lines) && j <= i+4 && len(heading) < 300; j++ {
		m := &p.lines[j]
		if m.start == m.end {
			continue
		}
		// "Phụ lục", and below it "MẪU QUYẾT ĐỊNH …" as its title
		if m.table || m.kind == lineAppendix && (m.label != "" || heading != "") {
			break
		}
		s := squeeze(p.text[m.start:m.end])
		if strings.HasPrefix(s, "(") || !mostlyUpper(s) && !(m.bold || m.centered) {
			break
		}
		heading = strings.TrimSpace(heading + " " + s)
		last = j
	}
	b.units[u].Heading = p.cleanHeading(heading)
	b.units[u].SourceID = p.sourceID(l.block)
	return last
}

// attachedTitles are the kinds of text that are issued with another text.
var attachedTitles = []string{"QUY CHẾ", "QUY ĐỊNH", "ĐIỀU LỆ", "NỘI QUY", "QUY TRÌNH", "BẢN QUY ĐỊNH", "CHƯƠNG TRÌNH", "ĐỀ ÁN", "KẾ HOẠCH",
	"CHIẾN LƯỢC", "HƯỚNG DẪN", "QUY TẮC", "CHUẨN MỰC", "BẢN QUY CHẾ", "QUY PHẠM", "QUY HOẠCH"}

// startsAttachment opens an attached text (Quy chế ban hành kèm theo …) when
// its title stands at line i, and returns the last line used, or 0.
func (b *builder) startsAttachment(i int) int {
	p := b.p
	l := &p.lines[i]
	s := strings.TrimSpace(p.text[l.start:l.end])
	if l.kind != lineText || l.quoted || len(s) > 400 || s == "" || !upperRun(s) {
		return 0
	}
	ok := false
	for _, w := range attachedTitles {
		if strings.HasPrefix(s, w) {
			ok = true
			break
		}
	}
	if !ok {
		return 0
	}
	attached := strings.Contains(s, "ban hành kèm theo") || strings.Contains(s, "Ban hành kèm theo")
	first := -1
	heading := squeeze(s)
	last := i
	for j := i + 1; j < len(p.lines) && j <= i+12; j++ {
		m := &p.lines[j]
		t := strings.TrimSpace(p.text[m.start:m.end])
		if t == "" {
			continue
		}
		if strings.HasPrefix(t, "(") || foldPrefix(t, "ban hành kèm theo") > 0 || foldPrefix(t, "kèm theo") > 0 {
			if containsFold(t, "kèm theo") {
				attached = true
				last = j
			}
			continue
		}
		if m.kind == lineChapter || m.kind == lineArticle || m.kind == linePart || m.kind == lineSection || m.kind == lineRoman {
			first = j
			break
		}
		if last == j-1 && !attached && (mostlyUpper(t) || m.bold || m.centered) {
			heading += " " + squeeze(t)
			last = j
		}
	}
	if !attached && !(b.zone == zoneClosing && first > 0 && p.lines[first].num == 1) {
		return 0
	}
	if b.zone == zoneAppendix && hasBlank(p.text[l.start:p.lines[last].end]) {
		return 0 // a form: "ĐIỀU LỆ QUỸ … (Công nhận kèm theo Quyết định số …)"
	}
	b.openAttachment(l.start, p.cleanHeading(heading))
	return last
}

func (b *builder) openAttachment(start int, heading string) {
	b.kt++
	b.closeAll()
	b.zone = zoneBody
	b.rootPath = ""
	b.root = b.add(corpus.LevelAttachment, "kt"+itoa(b.kt), "", -1, start)
	b.rootPath = "kt" + itoa(b.kt)
	b.units[b.root].Heading = heading
	b.units[b.root].Label = itoa(b.kt)
	b.quote = quoteTracker{}
	b.amending = false
}

// afterBody takes a line after the signature.
func (b *builder) afterBody(i int) int {
	p := b.p
	l := &p.lines[i]
	if p.startsNotes(i) {
		b.openNotes(l.start)
		return i
	}
	if p.startsAppendix(i, true) {
		return b.startAppendix(i)
	}
	if n := b.startsAttachment(i); n > 0 {
		return n
	}
	if b.zone == zoneClosing && b.kt == 0 && (l.kind == lineChapter || l.kind == lineArticle || l.kind == linePart) && l.num == 1 && l.strong && !l.quoted && p.headingLike(i) {
		// An own text below the signature whose title was not recognised.
		if from := b.formAbove(i); from > 0 {
			return b.startAppendix(from)
		}
		b.openAttachment(l.start, "")
		return b.unit(i)
	}
	return i
}

// hasBlank says that s leaves something to fill in.
func hasBlank(s string) bool { return strings.Contains(s, "…") || strings.Contains(s, "...") }

// formAbove tells a form with blanks to fill in ("Số: …/QĐ-…") from an attached
// text whose first unit stands at line i, and returns the line where the form
// begins, or 0.
func (b *builder) formAbove(i int) int {
	p := b.p
	closing := b.units[len(b.units)-1].Span.Start
	from, blanks := i, 0
	for j := i + 12; j > i-40; j-- {
		if j >= len(p.lines) || j < 0 {
			continue
		}
		l := &p.lines[j]
		if l.start <= closing {
			break
		}
		if hasBlank(p.text[l.start:l.end]) {
			blanks++
		}
		if j < i && from == i && containsFold(p.lineText(j), "cộng hòa xã hội") {
			from = j
		}
	}
	if blanks < 3 {
		return 0
	}
	return from
}

// openNotes begins the footnotes that stand at the end of the text.
func (b *builder) openNotes(start int) {
	b.root, b.rootPath = -1, ""
	u := b.add(corpus.LevelPassage, "chu-thich", "", -1, start)
	b.units[u].Heading = "Chú thích"
	b.zone = zoneNotes
}

// closeSpans sets the ends of all provisions from the preorder of their starts.
func (p *parser) closeSpans() {
	units := p.doc.Provisions
	if len(units) == 0 {
		return
	}
	units[0].Span.Start, units[0].Own.Start = 0, 0
	if len(units) > 1 && units[1].Span.Start == 0 && units[0].Level == corpus.LevelPreamble {
		// Nothing stands before the first unit.
		units = units[1:]
		for i := range units {
			if units[i].Parent > 0 {
				units[i].Parent--
			} else if units[i].Parent == 0 {
				units[i].Parent = -1
			}
		}
		p.doc.Provisions = units
	}
	end := len(p.text)
	for i := len(units) - 1; i >= 0; i-- {
		u := &units[i]
		u.Span.End = end
		for j := i + 1; j < len(units); j++ {
			if !p.inside(j, i) {
				u.Span.End = units[j].Span.Start
				break
			}
		}
		u.Own.Start = u.Span.Start
		u.Own.End = u.Span.End
		if i+1 < len(units) && units[i+1].Parent == i {
			u.Own.End = units[i+1].Span.Start
		}
	}
	for i := range units {
		units[i].Page = p.pageAt(units[i].Span.Start)
	}
}

// inside says that provision j is a descendant of provision i.
func (p *parser) inside(j, i int) bool {
	for up := p.doc.Provisions[j].Parent; up >= i; up = p.doc.Provisions[up].Parent {
		if up == i {
			return true
		}
	}
	return false
}

// blockAt returns the index of the block that holds offset at.
func (p *parser) blockAt(at int) int {
	lo, hi := 0, len(p.lines)
	for lo < hi {
		mid := (lo + hi) / 2
		if p.lines[mid].end < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(p.lines) {
		return -1
	}
	return p.lines[lo].block
}

func (p *parser) pageAt(at int) int {
	if i := p.blockAt(at); i >= 0 {
		return p.src.Blocks[i].Page
	}
	return 0
}

func (p *parser) hasArticles() bool {
	for i := range p.doc.Provisions {
		if p.doc.Provisions[i].Level == corpus.LevelArticle {
			return true
		}
	}
	return false
}

// buildPassages gives a text without điều its sections: by Roman numbers or
// capital letters where it has them, else by "1.", "2.", else as one passage.
func (p *parser) buildPassages() {
	top := lineText
	for _, kind := range [...]lineKind{lineRoman, lineClause} {
		want := 1
		for i := range p.lines {
			l := &p.lines[i]
			if !l.table && !l.quoted && l.kind == kind && l.num == want && l.strong {
				want++
			}
		}
		if want > 2 || kind == lineRoman && want > 1 {
			top = kind
			break
		}
	}
	b := newBuilder(p)
	b.add(corpus.LevelPreamble, "mo-dau", "", -1, 0)
	bodyStart := p.bodyStart()
	section, sub := -1, -1
	wantTop, wantSub := 1, 1
	opened := false
	for i := 0; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.start == l.end || l.start < bodyStart {
			continue
		}
		if b.zone == zoneClosing || b.zone == zoneAppendix {
			if !l.table && p.startsAppendix(i, true) {
				i = b.startAppendix(i)
			}
			continue
		}
		if l.table {
			if opened && p.closingTable(i) {
				b.startClosing(l.start)
			}
			continue
		}
		if opened && p.startsClosing(i) {
			b.startClosing(l.start)
			continue
		}
		if opened && p.startsAppendix(i, false) {
			i = b.startAppendix(i)
			continue
		}
		if !opened {
			opened = true
			if !(l.kind == top && l.num == 1) {
				section = b.add(corpus.LevelPassage, "noi-dung", "", -1, l.start)
			}
		}
		switch {
		case top != lineText && l.kind == top && l.num == wantTop && l.strong && !l.quoted:
			section = b.add(corpus.LevelPassage, "s"+itoa(l.num), l.label, -1, l.start)
			rest := p.text[l.start+l.rest : l.end]
			if len(rest) < 400 && !strings.HasSuffix(rest, ".") {
				b.units[section].Heading = p.cleanHeading(rest)
			}
			wantTop++
			wantSub, sub = 1, -1
			b.lastPoint = token{}
		case top == lineRoman && l.kind == lineClause && l.num == wantSub && section >= 0 && !l.quoted:
			sub = b.add(corpus.LevelClause, b.units[section].Path+"/k"+l.label, l.label, section, l.start)
			wantSub++
			b.lastPoint = token{}
		case l.kind == linePoint && section >= 0 && !l.quoted && b.ownInstruction(l) && b.acceptPoint(i, l.token):
			parent := section
			if sub >= 0 {
				parent = sub
			}
			b.add(corpus.LevelPoint, b.units[parent].Path+"/"+l.label, l.label, parent, l.start)
			b.lastPoint = l.token
		}
	}
	p.doc.Provisions = b.units
	p.closeSpans()
}

// bodyStart is where the header of a text without điều ends: after the title
// and the addressees.
func (p *parser) bodyStart() int {
	if p.headEnd > 0 && p.headEnd < len(p.text) {
		return p.headEnd
	}
	return 0
}

// capitalised says that the first letter of s is a capital.
func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
