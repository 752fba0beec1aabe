package docx

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"trolyluat/corpus/extract/layout"
	"trolyluat/corpus/vitext/legacy"
)

// maxLevels is how many levels a list has (ECMA-376, 17.9).
const maxLevels = 9

// level is one level of a list.
type level struct {
	start   int
	format  string
	text    string // "Điều %1."
	suffix  string // "", "space", "nothing"
	restart int    // w:lvlRestart, -1 unset
	legal   bool   // w:isLgl: all numbers in decimal
	style   string // paragraph style tied to the level
	para    paraProps
	run     runProps
	defined bool
}

// abstract is a list definition with its running counters, which the lists
// made from it share.
type abstract struct {
	levels    [maxLevels]level
	styleLink string // the numbering style that this definition is
	numLink   string // the numbering style that defines it
	count     [maxLevels]int
	started   [maxLevels]bool
}

// list is a w:num: a use of a definition with its own overrides.
type list struct {
	abstract int
	override [maxLevels]*level // whole levels
	start    [maxLevels]int    // startOverride, -1 unset
	used     [maxLevels]bool
}

type numbering struct {
	abstracts map[int]*abstract
	lists     map[int]*list
	byStyle   map[string]int // numbering style → abstract
	styles    *styles
}

// readNumbering reads the numbering part, which may be missing.
func readNumbering(p *pack, name string, st *styles) (*numbering, error) {
	n := &numbering{abstracts: make(map[int]*abstract), lists: make(map[int]*list), byStyle: make(map[string]int), styles: st}
	data, err := p.part(name)
	if err != nil || data == nil {
		return n, err
	}
	s := newScanner(data)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return nil, partError(name, err)
		}
		if s.kind != startToken || s.ns != nsW {
			continue
		}
		switch string(s.local) {
		case "numbering":
		case "abstractNum":
			err = n.readAbstract(s)
		case "num":
			err = n.readList(s)
		default:
			err = s.skip()
		}
		if err != nil {
			return nil, partError(name, err)
		}
	}
}

func (n *numbering) readAbstract(s *scanner) error {
	id, _ := intAttr(s, "abstractNumId")
	a := &abstract{}
	n.abstracts[id] = a
	return eachChild(s, func() error {
		switch string(s.local) {
		case "styleLink":
			a.styleLink, _ = s.attr("val")
			n.byStyle[a.styleLink] = id
		case "numStyleLink":
			a.numLink, _ = s.attr("val")
		case "lvl":
			i, ok := intAttr(s, "ilvl")
			l, err := n.readLevel(s)
			if ok && i >= 0 && i < maxLevels {
				a.levels[i] = l
			}
			return err
		}
		return s.skip()
	})
}

func (n *numbering) readLevel(s *scanner) (level, error) {
	l := level{start: 0, format: "decimal", restart: -1, defined: true}
	err := eachChild(s, func() error {
		var err error
		switch string(s.local) {
		case "start":
			l.start, _ = intAttr(s, "val")
		case "numFmt":
			l.format, _ = s.attr("val")
		case "lvlText":
			l.text, _ = s.attr("val")
		case "suff":
			l.suffix, _ = s.attr("val")
		case "lvlRestart":
			l.restart, _ = intAttr(s, "val")
		case "isLgl":
			l.legal = toggle(s) == on
		case "pStyle":
			l.style, _ = s.attr("val")
		case "pPr":
			l.para, err = n.styles.paraProps(s, nil)
			return err
		case "rPr":
			l.run, err = n.styles.runProps(s)
			return err
		case "AlternateContent":
			// A newer number format with the old one beside it: keep the old.
			return eachChild(s, func() error {
				if string(s.local) != "Fallback" {
					return s.skip()
				}
				return eachChild(s, func() error {
					if string(s.local) == "numFmt" {
						l.format, _ = s.attr("val")
					}
					return s.skip()
				})
			})
		}
		return s.skip()
	})
	return l, err
}

func (n *numbering) readList(s *scanner) error {
	id, _ := intAttr(s, "numId")
	l := &list{abstract: -1}
	for i := range l.start {
		l.start[i] = -1
	}
	n.lists[id] = l
	return eachChild(s, func() error {
		switch string(s.local) {
		case "abstractNumId":
			l.abstract, _ = intAttr(s, "val")
		case "lvlOverride":
			i, ok := intAttr(s, "ilvl")
			ok = ok && i >= 0 && i < maxLevels
			return eachChild(s, func() error {
				switch string(s.local) {
				case "startOverride":
					if v, has := intAttr(s, "val"); ok && has {
						l.start[i] = v
					}
				case "lvl":
					lvl, err := n.readLevel(s)
					if ok {
						l.override[i] = &lvl
					}
					return err
				}
				return s.skip()
			})
		}
		return s.skip()
	})
}

// find returns the list and its definition, following links to numbering styles.
func (n *numbering) find(id int) (*list, *abstract) {
	l := n.lists[id]
	if l == nil {
		return nil, nil
	}
	a := n.abstracts[l.abstract]
	for hops := 0; a != nil && a.numLink != "" && hops < 8; hops++ {
		target, ok := n.byStyle[a.numLink]
		if !ok {
			// The numbering style names the list that carries the definition.
			st := n.styles.resolve(a.numLink)
			if st == nil || !st.para.hasList || n.lists[st.para.list] == nil {
				break
			}
			target = n.lists[st.para.list].abstract
		}
		if n.abstracts[target] == a {
			break
		}
		a = n.abstracts[target]
	}
	return l, a
}

func (l *list) level(a *abstract, i int) *level {
	if l.override[i] != nil {
		return l.override[i]
	}
	return &a.levels[i]
}

// levelOf tells the level of a paragraph whose list comes from its style.
func (n *numbering) levelOf(id int, styleID string) int {
	l, a := n.find(id)
	if a == nil {
		return 0
	}
	for i := range maxLevels {
		if l.level(a, i).style == styleID && styleID != "" {
			return i
		}
	}
	return 0
}

// advance counts a paragraph of the list and returns its label ("Điều 5.", "a)",
// "•") and level, nil where the paragraph has no number.
func (n *numbering) advance(id, at int, run runProps) (string, *level) {
	l, a := n.find(id)
	if a == nil || id == 0 {
		return "", nil
	}
	at = min(max(at, 0), maxLevels-1)
	lvl := l.level(a, at)
	if !lvl.defined {
		return "", nil
	}
	switch {
	case l.start[at] >= 0 && !l.used[at]:
		a.count[at] = l.start[at]
	case !a.started[at]:
		a.count[at] = lvl.start
	default:
		a.count[at]++
	}
	l.used[at] = true
	a.started[at] = true
	for i := range at {
		if !a.started[i] { // a level that no paragraph opened shows its start
			a.started[i] = true
			a.count[i] = l.level(a, i).start
		}
	}
	for i := at + 1; i < maxLevels; i++ {
		// By default a level starts anew after any higher one; lvlRestart says after
		// which (counted from 1), 0 never.
		if r := l.level(a, i).restart; r < 0 || r > at {
			a.started[i] = false
		}
	}
	return n.label(l, a, at, lvl, run), lvl
}

func (n *numbering) label(l *list, a *abstract, at int, lvl *level, run runProps) string {
	if lvl.format == "none" && !strings.Contains(lvl.text, "%") {
		return legacyLabel(lvl.text, run.over(lvl.run))
	}
	if lvl.format == "bullet" {
		return bullet(lvl.text, run.over(lvl.run))
	}
	var b strings.Builder
	for i := 0; i < len(lvl.text); i++ {
		c := lvl.text[i]
		if c == '%' && i+1 < len(lvl.text) && lvl.text[i+1] >= '1' && lvl.text[i+1] <= '9' {
			k := int(lvl.text[i+1] - '1')
			i++
			if k > at {
				continue
			}
			format := l.level(a, k).format
			if lvl.legal {
				format = "decimal"
			}
			b.WriteString(numeral(a.count[k], format))
			continue
		}
		b.WriteByte(c)
	}
	return legacyLabel(b.String(), run.over(lvl.run))
}

// legacyLabel decodes the words of a label that is set in an old font.
func legacyLabel(label string, run runProps) string {
	label = strings.Join(strings.Fields(label), " ")
	if enc, upper := legacy.ForFont(run.font()); enc != legacy.None {
		return legacy.Decode(enc, upper, label)
	}
	return label
}

// bullet keeps dashes and plus signs, which statutes use for đoạn, and shows all
// other bullets as one.
func bullet(text string, run runProps) string {
	r, n := utf8.DecodeRuneInString(strings.TrimSpace(text))
	switch {
	case n == 0:
		return ""
	case r == '-' || r == '–' || r == '—' || r == '+' || r == '*':
		return string(r)
	case r >= 0xF000 && r <= 0xF0FF:
		if out := layout.Symbol(run.font(), r); out == '-' || out == '−' {
			return "-"
		}
	}
	return "•"
}

var romans = []struct {
	value int
	text  string
}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}}

// numeral writes a number the way a number format of the standard says; formats
// of other scripts fall back on decimal.
func numeral(v int, format string) string {
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
