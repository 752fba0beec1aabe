package parse

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain text and OCR break paragraphs into lines of about the same length. The
// tree needs only where units begin; what is read from sentences (effect,
// repeals) needs the paragraphs.

// measureWrap finds out whether the lines of the text are broken, and how long
// they then are: many end in the middle of a sentence that the next goes on with.
func (p *parser) measureWrap() {
	var lengths []int
	broken := 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.table || l.end-l.start < 20 {
			continue
		}
		lengths = append(lengths, l.end-l.start)
		if i+1 < len(p.lines) && !endsSentence(p.lineText(i)) {
			if next := &p.lines[i+1]; next.kind == lineText && !next.table && beginsSmall(p.lineText(i+1)) {
				broken++
			}
		}
	}
	if broken < 3 || broken*8 < len(lengths) {
		return
	}
	slices.Sort(lengths)
	p.wrapWidth = lengths[len(lengths)*9/10]
}

// goesOn says that line i is the rest of the paragraph of the line before.
func (p *parser) goesOn(i int) bool {
	if p.wrapWidth == 0 || i == 0 {
		return false
	}
	l, before := &p.lines[i], &p.lines[i-1]
	if l.kind != lineText || l.quoted || l.table || before.table || l.start == l.end || before.end-before.start < p.wrapWidth*6/10 {
		return false
	}
	return !endsSentence(p.lineText(i-1)) || beginsSmall(p.lineText(i))
}

// paragraph is the text from offset start on line i to the end of its paragraph.
func (p *parser) paragraph(i, start int) string {
	end := i
	for end+1 < len(p.lines) && p.goesOn(end+1) {
		end++
	}
	s := p.text[min(start, p.lines[end].end):p.lines[end].end]
	if end > i {
		s = strings.ReplaceAll(s, "\n", " ")
	}
	return s
}

// full says that the first word of line i would not have fitted on the line
// before.
func (p *parser) full(i int) bool {
	word, _, _ := strings.Cut(p.lineText(i), " ")
	before := &p.lines[i-1]
	return before.end-before.start+1+len(word) > p.wrapWidth*9/10
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \u00a0")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".;:!?…”\"]/", r)
}

func beginsSmall(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0"))
	return unicode.IsLower(r)
}
