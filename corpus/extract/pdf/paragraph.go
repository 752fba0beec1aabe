package pdf

import (
	"math"
	"regexp"
	"strings"
	"unicode"

	"trolyluat/corpus/extract"
)

// paragrapher joins lines into paragraphs. A line goes on with the next when the
// first word of that would not have fitted at its end, and nothing else tells
// that a new paragraph begins: space, indent, the label of a unit, size, weight.
type paragrapher struct {
	out     []extract.Block
	last    *line
	open    bool    // the last block may go on
	hanging float64 // where the text behind the label of the open paragraph begins
	leading float64 // distance of baselines, in sizes
	opening *line   // first line of the open paragraph
	aside   []placed
	grid    *grid // the last table
}

var (
	// A new unit, where the line before has ended its sentence.
	reLabel = regexp.MustCompile(`^(?:[0-9]{1,3}[a-zđ]?[.)]|[0-9]{1,2}(?:\.[0-9]{1,3}){1,3}[.)]?|[a-zđ][0-9]?\)|[-–+•*] |[IVXLC]{1,6}[.)] ?|\[[0-9]+\])`)
	// A new unit wherever it stands at the beginning of a line.
	reStrongLabel = regexp.MustCompile(`^(?:Điều [0-9]+[a-zđ]?[.:]|ĐIỀU [0-9]+[a-zđ]?[.:]|(?:Chương|CHƯƠNG) [IVXLC0-9]+[a-zđ]?(?:[.:]|$)|(?:Mục|MỤC) [IVXLC0-9]+(?:[.:]|$)|(?:Phần|PHẦN) (?:thứ|THỨ) |(?:Phụ lục|PHỤ LỤC) )`)
	reSentence    = regexp.MustCompile(`[.;:!?…”"\])]$`)
)

// add takes the next line in reading order.
func (p *paragrapher) add(l *line) {
	text := l.text()
	if text == "" {
		return
	}
	if p.open && p.goesOn(l, text) {
		b := &p.out[len(p.out)-1]
		b.Text += " " + l.marked()
		b.Bold = b.Bold && allBold(l)
		b.Italic = b.Italic && allItalic(l)
		b.Centered = b.Centered && centered(l)
		p.last = l
		return
	}
	b := extract.Block{Text: l.marked(), Page: l.page, Bold: allBold(l), Italic: allItalic(l), Centered: centered(l)}
	if l.x0 > l.left+2 {
		b.Indent = math.Round(l.x0 - l.left)
	}
	p.out = append(p.out, b)
	p.last, p.opening, p.open = l, l, true
	p.hanging = hanging(l, text)
}

func allBold(l *line) bool {
	for i := range l.spans {
		if !l.spans[i].bold {
			return false
		}
	}
	return true
}

func allItalic(l *line) bool {
	for i := range l.spans {
		if !l.spans[i].italic {
			return false
		}
	}
	return true
}

// centered says that the line leaves as much room on its left as on its right.
func centered(l *line) bool {
	before, after := l.x0-l.left, l.right-l.x1
	if l.indent > 0 && math.Abs(before-l.indent) < 2 && math.Abs(before-after) > 1 {
		return false
	}
	return math.Abs(before-after) < 2.2*l.size && before > 1.5*l.size && after > 1.5*l.size || before > 4*l.size && math.Abs(before-after) < 0.25*before
}

// hanging is where the text behind a label begins, 0 for a line without one.
func hanging(l *line, text string) float64 {
	m := reLabel.FindString(text)
	if m == "" {
		return 0
	}
	if len(l.spans) > 1 && len(l.spans[0].glyphs) <= 6 {
		return l.spans[1].x0
	}
	n := 0
	s := &l.spans[0]
	for i := range s.glyphs {
		if n >= len(strings.TrimRight(m, " ")) && !s.glyphs[i].blank() {
			return s.glyphs[i].x
		}
		n += len(strings.TrimSpace(s.glyphs[i].text))
	}
	return 0
}

// firstWord is the width of the line's first word.
func firstWord(l *line) float64 {
	s := &l.spans[0]
	end := s.glyphs[0].x
	for i := range s.glyphs {
		g := &s.glyphs[i]
		if g.text == "\u00a0" { // does not let the line break
			end = g.x + g.w
			continue
		}
		if g.blank() || i > 0 && g.x-end > 0.17*g.size {
			break
		}
		end = g.x + g.w
	}
	return end - s.x0
}

// goesOn says that the line continues the open paragraph.
func (p *paragrapher) goesOn(l *line, text string) bool {
	prev := p.last
	body := plain(p.out[len(p.out)-1].Text)
	if math.Abs(prev.size-l.size) > 0.12*math.Max(prev.size, l.size) {
		return false
	}
	samePlace := prev.page == l.page && !l.first
	if samePlace {
		gap := prev.y - l.y
		if gap < 0 || gap > p.spacing(l) {
			return false
		}
	} else if prev.page != l.page && (prev.right-prev.left > 0) && math.Abs((prev.right-prev.left)-(l.right-l.left)) > 80 {
		return false
	} else if prev.page == l.page && l.first {
		return false
	}
	// Would the first word have fitted?
	if room := prev.right - prev.x1; room > firstWord(l)+0.3*l.size && room > 0.8*l.size {
		return false
	}
	// A drawn line of dashes or underscores stands alone.
	if !wordy(text) || !wordy(body) {
		return false
	}
	// Capitals over ordinary letters are a heading and what stands under it.
	if a, b := shouted(prev.text()), shouted(text); a != b && (a || b) {
		return false
	}
	ended := reSentence.MatchString(body)
	if reStrongLabel.MatchString(text) && (ended || allBold(l) && !allBold(prev) || l.x0 > l.left+0.8*l.size) {
		return false
	}
	if reLabel.MatchString(text) && ended {
		return false
	}
	// Weight: a heading and the text under it.
	if b := p.out[len(p.out)-1].Bold; b != allBold(l) && (b || allBold(l)) && (ended || b && (capital(text) || reLabel.MatchString(text))) {
		return false
	}
	// Indent.
	indent := l.x0 - l.left
	switch {
	case indent < 0.8*l.size:
		return true
	case p.hanging > 0 && math.Abs(l.x0-p.hanging) < 0.8*l.size:
		return true
	case prev != p.opening && math.Abs(l.x0-prev.x0) < 0.5*l.size:
		return true // a block that is indented as a whole
	case prev == p.opening && math.Abs(l.x0-prev.x0) < 0.5*l.size:
		return !ended // both lines indented: a paragraph of one line each, or an indented block
	case centered(l) && p.out[len(p.out)-1].Centered:
		return true
	}
	return !ended && !capital(text)
}

func wordy(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// shouted says that a line is in capitals throughout.
func shouted(s string) bool {
	upper := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper >= 5
}

func capital(s string) bool {
	for _, r := range s {
		return strings.ToLower(string(r)) != string(r)
	}
	return false
}

// spacing is the widest distance of baselines within a paragraph.
func (p *paragrapher) spacing(l *line) float64 {
	leading := p.leading
	if leading == 0 {
		leading = 1.35
	}
	return leading*l.size*1.22 + 0.5
}
