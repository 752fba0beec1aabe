package parse

import (
	"strings"

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
	start := l.start + skipSpace(p.text[l.start:l.end], 0)
	s := p.text[start:l.end]
	if s == "" {
		return false
	}
	switch s[0] {
	case 'N':
		if n := foldPrefix(s, "nơi nhận"); n > 0 {
			return n == len(s) || s[n] == ':' || s[n] == ' ' || s[n] == '.'
		}
	case 'L', 'B', 'P', 'H', 'N' + 1:
		if ownAct(s) && passedBy(p.passage(i)) {
			return true
		}
	}
	if foldPrefix(s, "nghị quyết này") > 0 && passedBy(p.passage(i)) {
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

// ownAct says that s begins with the act itself, as the words on its passing do.
func ownAct(s string) bool {
	for _, w := range [...]string{"luật này", "bộ luật này", "pháp lệnh này", "hiến pháp này"} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	return false
}

// passage is line i and, where it does not end its sentence, the lines below it,
// up to some 700 bytes as one line.
func (p *parser) passage(i int) string {
	l := &p.lines[i]
	end := l.end
	for j := i + 1; j < len(p.lines) && j < i+8 && end-l.start < 700; j++ {
		m := &p.lines[j]
		if m.table || m.kind != lineText || m.start == m.end || endsSentence(p.text[l.start:end]) {
			break
		}
		end = m.end
	}
	return squeeze(p.text[l.start:end])
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

// openNotes begins the footnotes that stand at the end of the text.
func (b *builder) openNotes(start int) {
	b.root, b.rootPath = -1, ""
	u := b.add(corpus.LevelPassage, "chu-thich", "", -1, start)
	b.units[u].Heading = "Chú thích"
	b.zone = zoneNotes
}
