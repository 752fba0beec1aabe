package doc

import "encoding/binary"

// style is one style of the style sheet, inheritance resolved.
type style struct {
	name      string
	base      int
	character bool
	paraSprms []byte
	charSprms []byte

	state uint8 // 0 raw, 1 being resolved, 2 resolved
	chars charProps
	para  paraProps
}

// noStyle is the base of styles without one.
const noStyle = 0x0FFF

// readStyles reads the style sheet. What does not parse is left out: text under
// an unknown style keeps its own properties.
func (w *word) readStyles() {
	b := w.tableBytes(tableStyles)
	le := binary.LittleEndian
	if len(b) < 2 {
		return
	}
	n := int(le.Uint16(b))
	if 2+n > len(b) || n < 4 {
		return
	}
	info := b[2 : 2+n]
	count, baseSize := int(le.Uint16(info)), int(le.Uint16(info[2:]))
	defaults := noProps
	if n >= 18 {
		defaults.ascii, defaults.other = int(le.Uint16(info[12:])), int(le.Uint16(info[16:]))
	}
	b = b[2+n:]
	for range count {
		if len(b) < 2 {
			break
		}
		size := int(le.Uint16(b))
		b = b[2:]
		if size > len(b) {
			break
		}
		w.styles = append(w.styles, readStyle(b[:size], baseSize))
		b = b[size+size%2*min(1, len(b)-size):]
	}
	for i := range w.styles {
		w.resolveStyle(i, &defaults)
	}
}

func readStyle(b []byte, baseSize int) style {
	s := style{base: noStyle}
	le := binary.LittleEndian
	if len(b) < 10 || baseSize < 10 || baseSize+2 > len(b) {
		return s
	}
	kind := le.Uint16(b[2:])
	s.base = int(kind >> 4)
	s.character = kind&0xF == 2
	count := int(le.Uint16(b[4:]) & 0xF)
	rest := b[baseSize:]
	at := baseSize
	nameLen := int(le.Uint16(rest))
	if 2+2*nameLen+2 > len(rest) {
		return s
	}
	s.name = utf16String(rest[2 : 2+2*nameLen])
	at += 2 + 2*nameLen + 2
	for i := range count {
		at += at % 2
		if at+2 > len(b) {
			break
		}
		n := int(le.Uint16(b[at:]))
		at += 2
		if at+n > len(b) {
			break
		}
		properties := b[at : at+n]
		at += n
		switch {
		case s.character && i == 0, !s.character && i == 1:
			s.charSprms = properties
		case i == 0 && n >= 2:
			s.paraSprms = properties[2:]
		}
	}
	return s
}

func (w *word) resolveStyle(i int, defaults *charProps) *style {
	s := &w.styles[i]
	if s.state == 2 {
		return s
	}
	if s.state == 1 {
		return nil
	}
	s.state = 1
	s.chars = *defaults
	if s.base < len(w.styles) {
		if base := w.resolveStyle(s.base, defaults); base != nil {
			s.chars, s.para = base.chars, base.para
		}
	}
	inherited := s.chars
	s.chars = w.apply(s.chars, &inherited, s.charSprms)
	s.para = applyPara(s.para, s.paraSprms)
	s.state = 2
	return s
}
