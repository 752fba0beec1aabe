package pdf

import (
	"math"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus/vitext/legacy"
)

// isMark says that the text begins with a combining mark, or is a diacritic
// that fonts also use as one.
func isMark(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x300 && unicode.Is(unicode.Mn, r)
}

// spacing diacritics by the mark that they stand for when they are drawn over a
// letter.
var spacingMarks = map[rune]rune{'´': '\u0301', '`': '\u0300', 'ˆ': '\u0302', '˜': '\u0303', '˘': '\u0306', '¨': '\u0308'}

// joinMarks puts every combining mark behind the letter that it is drawn over,
// whatever the order in which they were drawn.
func joinMarks(glyphs []glyph) []glyph {
	any := false
	for i := range glyphs {
		if glyphs[i].font.legacy == legacy.None && (isMark(glyphs[i].text) || isSpacingMark(glyphs[i].text)) {
			any = true
			break
		}
	}
	if !any {
		return glyphs
	}
	out := make([]glyph, 0, len(glyphs))
	var orphans []glyph
	for _, g := range glyphs {
		mark := isMark(g.text)
		if g.font.legacy != legacy.None || !mark && !isSpacingMark(g.text) {
			out = append(out, g)
			continue
		}
		if n := len(out); n > 0 && over(&out[n-1], &g, mark) {
			out[n-1].text += combining(g.text)
			continue
		}
		if mark {
			orphans = append(orphans, g)
		} else {
			out = append(out, g)
		}
	}
	for _, m := range orphans {
		best, distance := -1, math.Inf(1)
		for i := range out {
			b := &out[i]
			if math.Abs(b.y-m.y) > 0.6*b.size || b.blank() {
				continue
			}
			d := math.Abs(b.x + b.w/2 - (m.x + m.w/2))
			if d < distance && d < 0.9*b.size {
				best, distance = i, d
			}
		}
		if best >= 0 {
			out[best].text += m.text
		}
	}
	return out
}

func isSpacingMark(s string) bool {
	if len(s) == 1 && s[0] != '`' || len(s) > 2 {
		return false
	}
	r, n := utf8.DecodeRuneInString(s)
	_, ok := spacingMarks[r]
	return ok && n == len(s)
}

func combining(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if m, ok := spacingMarks[r]; ok {
		return string(m)
	}
	return s
}

// over says that the mark is drawn over the letter before it.
func over(base, mark *glyph, sure bool) bool {
	if math.Abs(base.y-mark.y) > 0.6*base.size || base.blank() {
		return false
	}
	r, _ := utf8.DecodeRuneInString(base.text)
	if !unicode.IsLetter(r) {
		return false
	}
	if sure {
		return mark.x > base.x-0.4*base.size && mark.x < base.x+base.w+0.4*base.size
	}
	middle := mark.x + mark.w/2
	return middle > base.x && middle < base.x+base.w
}
