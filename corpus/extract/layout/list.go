package layout

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"trolyluat/corpus/vitext/legacy"
)

// Levels is how many levels a list of Word has.
const Levels = 9

// ListLevel is one level of a list.
type ListLevel struct {
	Start   int
	Format  string // number format by its OOXML name: "decimal", "lowerLetter", "bullet"
	Text    string // "Điều %1."; %n stands for the number of level n
	Restart int    // the level (from 1) after which it starts anew, 0 never, -1 after any higher one
	Legal   bool   // all numbers in decimal
	Font    string // "" the font of the paragraph
	Defined bool
}

// ListDef is a list definition with its running counters, which all lists made
// from it share.
type ListDef struct {
	Levels  [Levels]ListLevel
	count   [Levels]int
	started [Levels]bool
}

// List is a use of a definition with its own overrides.
type List struct {
	Def      *ListDef
	Override [Levels]*ListLevel
	StartAt  [Levels]int // number at the first use, -1 none
	used     [Levels]bool
}

// NewList makes a list without overrides.
func NewList(def *ListDef) *List {
	l := &List{Def: def}
	for i := range l.StartAt {
		l.StartAt[i] = -1
	}
	return l
}

// Level returns the level that holds in the list.
func (l *List) Level(i int) *ListLevel {
	if l.Override[i] != nil {
		return l.Override[i]
	}
	return &l.Def.Levels[i]
}

// Next counts a paragraph of the list at a level from 0 and returns its label
// ("Điều 5.", "a)", "•"), "" where the level has none. font is the paragraph's,
// by which labels in the old encodings are decoded.
func (l *List) Next(at int, font string) string {
	if l == nil || l.Def == nil {
		return ""
	}
	at = min(max(at, 0), Levels-1)
	lvl := l.Level(at)
	if !lvl.Defined {
		return ""
	}
	d := l.Def
	switch {
	case l.StartAt[at] >= 0 && !l.used[at]:
		d.count[at] = l.StartAt[at]
	case !d.started[at]:
		d.count[at] = lvl.Start
	default:
		d.count[at]++
	}
	l.used[at] = true
	d.started[at] = true
	for i := range at {
		if !d.started[i] { // a level that no paragraph opened shows its start
			d.started[i] = true
			d.count[i] = l.Level(i).Start
		}
	}
	for i := at + 1; i < Levels; i++ {
		if r := l.Level(i).Restart; r < 0 || r > at {
			d.started[i] = false
		}
	}
	if lvl.Font != "" {
		font = lvl.Font
	}
	return l.label(at, lvl, font)
}

func (l *List) label(at int, lvl *ListLevel, font string) string {
	if lvl.Format == "bullet" {
		return bullet(lvl.Text, font)
	}
	var b strings.Builder
	for i := 0; i < len(lvl.Text); i++ {
		c := lvl.Text[i]
		if c == '%' && i+1 < len(lvl.Text) && lvl.Text[i+1] >= '1' && lvl.Text[i+1] <= '9' {
			k := int(lvl.Text[i+1] - '1')
			i++
			if k > at {
				continue
			}
			format := l.Level(k).Format
			if lvl.Legal {
				format = "decimal"
			}
			b.WriteString(Numeral(l.Def.count[k], format))
			continue
		}
		b.WriteByte(c)
	}
	return decodeLabel(b.String(), font)
}

// decodeLabel takes the words of a label out of an old font.
func decodeLabel(label, font string) string {
	label = strings.Join(strings.Fields(label), " ")
	if enc, upper := legacy.ForFont(font); enc != legacy.None {
		return legacy.Decode(enc, upper, label)
	}
	return label
}

// bullet keeps dashes and plus signs, which statutes use for đoạn, and shows all
// other bullets as one.
func bullet(text, font string) string {
	r, n := utf8.DecodeRuneInString(strings.TrimSpace(text))
	switch {
	case n == 0:
		return ""
	case r == '-' || r == '–' || r == '—' || r == '+' || r == '*':
		return string(r)
	case r >= 0xF000 && r <= 0xF0FF:
		if out := Symbol(font, r); out == '-' || out == '−' {
			return "-"
		}
	}
	return "•"
}

var romans = []struct {
	value int
	text  string
}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}}

// Numeral writes a number the way a number format of the standard says; formats
// of other scripts fall back on decimal.
func Numeral(v int, format string) string {
	switch format {
	case "none":
		return ""
	case "decimalZero":
		if v >= 0 && v < 10 {
			return "0" + strconv.Itoa(v)
		}
	case "lowerLetter", "upperLetter":
		if v >= 1 && v <= 26*30 {
			letters := strings.Repeat(string(rune('a'+(v-1)%26)), (v-1)/26+1)
			if format == "upperLetter" {
				return strings.ToUpper(letters)
			}
			return letters
		}
	case "lowerRoman", "upperRoman":
		if v >= 1 && v < 4000 {
			var b strings.Builder
			for _, r := range romans {
				for v >= r.value {
					b.WriteString(r.text)
					v -= r.value
				}
			}
			if format == "upperRoman" {
				return strings.ToUpper(b.String())
			}
			return b.String()
		}
	case "vietnameseCounting":
		if word := vietnameseNumeral(v); word != "" {
			return word
		}
	}
	return strconv.Itoa(v)
}

var units = [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// vietnameseNumeral writes 1 to 99 in words.
func vietnameseNumeral(v int) string {
	switch {
	case v < 1 || v > 99:
		return ""
	case v < 10:
		return units[v]
	}
	tens, one := v/10, v%10
	out := "mười"
	if tens > 1 {
		out = units[tens] + " mươi"
	}
	switch {
	case one == 0:
	case one == 1 && tens > 1:
		out += " mốt"
	case one == 5:
		out += " lăm"
	default:
		out += " " + units[one]
	}
	return out
}
