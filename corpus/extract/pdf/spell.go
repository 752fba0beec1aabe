package pdf

import (
	"math"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus/vitext/legacy"
)

// spell writes the letters of the span with a space at every blank and gap, those
// of a legacy font decoded.
func (s *span) spell() string {
	var b, run strings.Builder
	var f *font
	base := s.baseline()
	sup := false
	flush := func() {
		if f != nil && f.legacy != legacy.None {
			b.WriteString(legacy.Decode(f.legacy, f.upper, run.String()))
		} else {
			b.WriteString(run.String())
		}
		run.Reset()
	}
	end := math.Inf(1)
	for i := range s.glyphs {
		g := &s.glyphs[i]
		blank := g.blank()
		raised := !blank && g.size < 0.8*s.size && g.y > base+0.15*s.size && figure(g.text)
		if f == nil || g.font.legacy != f.legacy || g.font.upper != f.upper || raised != sup {
			flush()
			f = g.font
			if raised != sup {
				if raised {
					b.WriteRune(supOpen)
				} else {
					b.WriteRune(supClose)
				}
				sup = raised
			}
		}
		if blank {
			run.WriteByte(' ')
			end = math.Inf(1)
			continue
		}
		if g.x-end > 0.17*math.Min(g.size, s.size) {
			run.WriteByte(' ')
		}
		run.WriteString(g.text)
		end = g.x + g.w
	}
	flush()
	if sup {
		b.WriteRune(supClose)
	}
	return tidy(b.String())
}

// baseline is where the large letters of the span stand.
func (s *span) baseline() float64 {
	for i := range s.glyphs {
		if g := &s.glyphs[i]; g.size > 0.9*s.size && !g.blank() {
			return g.y
		}
	}
	return s.glyphs[0].y
}

func figure(s string) bool {
	return s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '*' || s[0] == '[' || s[0] == ']')
}

// plain takes the signs around raised figures out.
func plain(s string) string {
	if !strings.ContainsRune(s, supOpen) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == supOpen || r == supClose {
			return -1
		}
		return r
	}, s)
}

// marked is the text of the row with the signs around raised figures.
func (r *row) marked() string {
	if len(r.spans) == 1 {
		return r.spans[0].str
	}
	parts := make([]string, len(r.spans))
	for i := range r.spans {
		parts[i] = r.spans[i].str
	}
	return strings.Join(parts, " ")
}

func (r *row) text() string { return plain(r.marked()) }

// tidy brings text to NFC with single ordinary spaces and without soft hyphens
// and other letters that take no place.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 0xAD || r == 0x200B || r == 0xFEFF || r == 0x2060 || r < 32 && r != '\t' && r != '\n':
			return -1
		case r >= 0xF000 && r <= 0xF0FF: // codes of a symbol font: bullets but for ASCII
			if r < 0xF07F {
				return r - 0xF000
			}
			return '•'
		case r == 0xA0 || r >= 0x2000 && r <= 0x200A || r == 0x202F || r == 0x3000:
			return ' '
		}
		return r
	}, s)
	if !single(s) {
		s = strings.Join(strings.Fields(s), " ")
	}
	return norm.NFC.String(s)
}

// single says that s has no white space but single blanks between words.
func single(s string) bool {
	blank := true
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && blank, c < ' ', c == 0xC2, c == 0xE2: // U+0085 and U+2028 begin with the last
			return false
		default:
			blank = c == ' '
		}
	}
	return !blank
}
