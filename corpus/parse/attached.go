package parse

import (
	"strings"

	"trolyluat/corpus"
)

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
