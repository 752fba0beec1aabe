package doc

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"trolyluat/corpus/extract/layout"
)

// formats names the number formats of Word by those of Office Open XML; others
// are decimal.
var formats = map[byte]string{
	0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero", 23: "bullet", 255: "none",
}

// readLists reads list definitions and their overrides.
func (w *word) readLists() {
	w.lists = nil
	at, n := w.fib.at(tableLists)
	if n < 2 || at < 0 || at >= len(w.table) || n > len(w.table)-at {
		return
	}
	le := binary.LittleEndian
	heads := w.table[at : at+n]
	levels := w.table[at+n:] // the levels stand after the table
	count := int(int16(le.Uint16(heads)))
	heads = heads[2:]
	defs := make(map[uint32]*layout.ListDef)
	for i := range max(count, 0) {
		if 28*(i+1) > len(heads) {
			break
		}
		head := heads[28*i:]
		def := &layout.ListDef{}
		defs[le.Uint32(head)] = def
		n := layout.Levels
		if head[26]&1 == 1 {
			n = 1
		}
		for k := range n {
			level, rest, ok := w.readLevel(levels)
			if !ok {
				return
			}
			def.Levels[k] = level
			levels = rest
		}
	}
	w.readOverrides(defs)
}

// readLevel reads one level and returns what follows it.
func (w *word) readLevel(b []byte) (layout.ListLevel, []byte, bool) {
	le := binary.LittleEndian
	if len(b) < 28 {
		return layout.ListLevel{}, nil, false
	}
	l := layout.ListLevel{Start: int(int32(le.Uint32(b))), Restart: -1, Defined: true}
	format, flags := b[4], b[5]
	l.Format = formats[format]
	if l.Format == "" {
		l.Format = "decimal"
	}
	l.Legal = flags&4 != 0
	if flags&8 != 0 { // no restart after every higher level, only after the one named
		l.Restart = int(b[26])
	}
	charSize, paraSize := int(b[24]), int(b[25])
	b = b[28:]
	if charSize+paraSize+2 > len(b) {
		return l, nil, false
	}
	props := w.apply(noProps, &noProps, b[paraSize:paraSize+charSize])
	l.Font = w.fontName(&props)
	b = b[paraSize+charSize:]
	n := int(le.Uint16(b))
	b = b[2:]
	if 2*n > len(b) {
		return l, nil, false
	}
	var text strings.Builder
	units := make([]uint16, 0, n)
	for i := range n {
		units = append(units, le.Uint16(b[2*i:]))
	}
	for _, r := range utf16.Decode(units) {
		if r < layout.Levels {
			fmt.Fprintf(&text, "%%%d", r+1)
		} else {
			text.WriteRune(r)
		}
	}
	l.Text = text.String()
	return l, b[2*n:], true
}

// readOverrides reads the uses of the definitions, which paragraphs name.
func (w *word) readOverrides(defs map[uint32]*layout.ListDef) {
	b := w.tableBytes(tableOverrides)
	le := binary.LittleEndian
	if len(b) < 4 {
		return
	}
	count := int(le.Uint32(b))
	b = b[4:]
	if count < 0 || count > len(b)/16 {
		return
	}
	heads, rest := b[:16*count], b[16*count:]
	for i := range count {
		l := layout.NewList(defs[le.Uint32(heads[16*i:])])
		w.lists = append(w.lists, l)
	}
	for i := range count {
		if len(rest) < 4 {
			return
		}
		rest = rest[4:]
		for range int(heads[16*i+12]) {
			if len(rest) < 8 {
				return
			}
			start, flags := int(int32(le.Uint32(rest))), le.Uint32(rest[4:])
			rest = rest[8:]
			level := int(flags & 0xF)
			if flags&0x20 != 0 {
				override, after, ok := w.readLevel(rest)
				if !ok {
					return
				}
				rest = after
				if level < layout.Levels {
					w.lists[i].Override[level] = &override
					if flags&0x10 != 0 {
						w.lists[i].StartAt[level] = override.Start
					}
				}
			} else if flags&0x10 != 0 && level < layout.Levels {
				w.lists[i].StartAt[level] = start
			}
		}
	}
}
