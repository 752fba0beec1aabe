package doc

import (
	"encoding/binary"
	"unicode/utf16"
)

// eachSprm calls f on the single property modifiers of a list, up to the first
// that does not fit.
func eachSprm(b []byte, f func(op uint16, arg []byte)) {
	for len(b) >= 2 {
		op := binary.LittleEndian.Uint16(b)
		b = b[2:]
		var n int
		switch op >> 13 {
		case 0, 1:
			n = 1
		case 2, 4, 5:
			n = 2
		case 3:
			n = 4
		case 7:
			n = 3
		case 6:
			switch {
			case op == 0xD608 && len(b) >= 2: // table definition: two bytes of length, one too many
				n = int(binary.LittleEndian.Uint16(b)) + 1
			case len(b) < 1:
				return
			case op == 0xC615 && b[0] == 255: // tabs with a length that is counted out
				if len(b) < 2 {
					return
				}
				n = 2 + 4*int(b[1])
				if n < len(b) {
					n += 1 + 3*int(b[n])
				}
			default:
				n = 1 + int(b[0])
			}
		}
		if n > len(b) {
			return
		}
		f(op, b[:n])
		b = b[n:]
	}
}

// charProps are the properties of a run that bear on its text.
type charProps struct {
	ascii, other int // fonts, -1 unset
	bold, italic bool
	hidden       bool
	deleted      bool
	special      bool
	symbolFont   int // of a symbol character, -1 none
	symbol       uint16
}

// noProps are the properties that nothing sets.
var noProps = charProps{ascii: -1, other: -1, symbolFont: -1}

// apply lays a list of modifiers over the properties; base are those of the
// paragraph's style, to which some modifiers refer.
func (w *word) apply(c charProps, base *charProps, sprms []byte) charProps {
	eachSprm(sprms, func(op uint16, arg []byte) {
		switch op {
		case 0x4A30: // character style
			if st := int(binary.LittleEndian.Uint16(arg)); st < len(w.styles) && w.styles[st].character {
				c = w.apply(c, base, w.styles[st].charSprms)
			}
		case 0x4A4F:
			c.ascii = int(binary.LittleEndian.Uint16(arg))
		case 0x4A51:
			c.other = int(binary.LittleEndian.Uint16(arg))
		case 0x4A3D: // the font of Word 6, all scripts
			c.ascii = int(binary.LittleEndian.Uint16(arg))
			c.other = c.ascii
		case 0x0835:
			c.bold = toggle(arg[0], base.bold)
		case 0x0836:
			c.italic = toggle(arg[0], base.italic)
		case 0x083C:
			c.hidden = toggle(arg[0], base.hidden)
		case 0x0800:
			c.deleted = arg[0]&1 == 1
		case 0x0855:
			c.special = arg[0] == 1
		case 0x6A09:
			c.symbolFont = int(binary.LittleEndian.Uint16(arg))
			c.symbol = binary.LittleEndian.Uint16(arg[2:])
		}
	})
	return c
}

func toggle(v byte, base bool) bool {
	switch v {
	case 0x80:
		return base
	case 0x81:
		return !base
	}
	return v == 1
}

func (w *word) fontName(c *charProps) string {
	i := c.other
	if i < 0 {
		i = c.ascii
	}
	if i < 0 || i >= len(w.fonts) {
		return ""
	}
	return w.fonts[i]
}

// paraProps are the properties of a paragraph.
type paraProps struct {
	align       byte
	left, first int // twips
	inTable     bool
	rowEnd      bool
	depth       int // of nested tables
	list        int // number of the list override, 0 none
	level       int
	edges       []int // of a row: the left edges of its cells
}

func applyPara(p paraProps, sprms []byte) paraProps {
	le := binary.LittleEndian
	eachSprm(sprms, func(op uint16, arg []byte) {
		switch op {
		case 0x2461, 0x2403:
			p.align = arg[0]
		case 0x845E, 0x840F:
			p.left = int(int16(le.Uint16(arg)))
		case 0x8460, 0x8411:
			p.first = int(int16(le.Uint16(arg)))
		case 0x2416:
			p.inTable = arg[0] == 1
		case 0x2417:
			p.rowEnd = arg[0] == 1
		case 0x6649:
			p.depth = int(int32(le.Uint32(arg)))
			p.inTable = p.inTable || p.depth > 0
		case 0x460B:
			p.list = int(int16(le.Uint16(arg)))
		case 0x260A:
			p.level = int(arg[0])
		case 0xD608:
			p.edges = tableEdges(arg)
		}
	})
	return p
}

// tableEdges reads from the definition of a row where its cells begin.
func tableEdges(arg []byte) []int {
	if len(arg) < 3 {
		return nil
	}
	n := int(arg[2])
	if n == 0 || n > 64 || 3+2*(n+1) > len(arg) {
		return nil
	}
	edges := make([]int, n)
	for i := range n {
		edges[i] = int(int16(binary.LittleEndian.Uint16(arg[3+2*i:])))
	}
	return edges
}

// readFonts reads the names of the fonts.
func (w *word) readFonts() {
	b := w.tableBytes(tableFonts)
	if len(b) < 4 {
		return
	}
	count := int(binary.LittleEndian.Uint16(b))
	b = b[4:]
	for range count {
		if len(b) < 1 || int(b[0])+1 > len(b) {
			return
		}
		n := int(b[0]) + 1
		name := ""
		if n > 40 {
			name = utf16String(b[40:n])
		}
		w.fonts = append(w.fonts, name)
		b = b[n:]
	}
}

// utf16String reads UTF-16 up to a zero.
func utf16String(b []byte) string {
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u := binary.LittleEndian.Uint16(b[i:])
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}
