package pdf

import "unicode/utf16"

// cmap maps the codes of a font: to Unicode (ToUnicode) or to CIDs (Encoding).
type cmap struct {
	width  [5]bool // lengths of codes in bytes
	text   map[uint32]string
	cid    map[uint32]uint32
	ranges []cidRange
}

type cidRange struct{ low, high, cid uint32 }

const maxCMapEntries = 1 << 17

// readCMap reads a CMap; it takes what it understands.
func readCMap(data []byte) *cmap {
	m := &cmap{text: make(map[uint32]string), cid: make(map[uint32]uint32)}
	l := lexer{data: data}
	var stack []operand
	for {
		o := l.next(0)
		if o.kind == kNone {
			break
		}
		if o.kind != kOperator {
			if len(stack) < 4096 {
				stack = append(stack, o)
			}
			continue
		}
		switch string(o.str) {
		case "endcodespacerange":
			for i := 0; i+1 < len(stack); i += 2 {
				if n := len(stack[i].str); stack[i].kind == kString && n >= 1 && n <= 4 {
					m.width[n] = true
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				if stack[i].kind == kString && stack[i+1].kind == kString {
					m.put(code(stack[i].str), utf16BE(stack[i+1].str))
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack); i += 3 {
				m.bfrange(stack[i], stack[i+1], stack[i+2])
			}
		case "endcidchar":
			for i := 0; i+1 < len(stack); i += 2 {
				if stack[i].kind == kString && len(m.cid) < maxCMapEntries {
					m.cid[code(stack[i].str)] = uint32(stack[i+1].num)
				}
			}
		case "endcidrange":
			for i := 0; i+2 < len(stack); i += 3 {
				if len(m.ranges) < maxCMapEntries {
					m.ranges = append(m.ranges, cidRange{code(stack[i].str), code(stack[i+1].str), uint32(stack[i+2].num)})
				}
			}
		}
		stack = stack[:0]
	}
	return m
}

func (m *cmap) put(c uint32, text string) {
	if len(m.text) < maxCMapEntries {
		m.text[c] = text
	}
}

func (m *cmap) bfrange(low, high, to operand) {
	if low.kind != kString || high.kind != kString {
		return
	}
	from, last := code(low.str), code(high.str)
	if last < from || last-from > 0xFFFF {
		return
	}
	switch to.kind {
	case kArray:
		for i := range to.list {
			if c := from + uint32(i); c <= last && to.list[i].kind == kString {
				m.put(c, utf16BE(to.list[i].str))
			}
		}
	case kString:
		base := []rune(utf16BE(to.str))
		if len(base) == 0 {
			return
		}
		for c := from; c <= last; c++ {
			m.put(c, string(base))
			base[len(base)-1]++
		}
	}
}

// toCID maps a code by the CMap of a composite font.
func (m *cmap) toCID(c uint32) uint32 {
	if v, ok := m.cid[c]; ok {
		return v
	}
	for i := range m.ranges {
		if r := &m.ranges[i]; c >= r.low && c <= r.high {
			return r.cid + c - r.low
		}
	}
	return 0
}

func code(b []byte) uint32 {
	var v uint32
	for _, x := range b[:min(len(b), 4)] {
		v = v<<8 | uint32(x)
	}
	return v
}

func utf16BE(b []byte) string {
	if len(b) == 1 {
		return string(rune(b[0]))
	}
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b) && i < 128; i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}
