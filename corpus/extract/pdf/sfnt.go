package pdf

import (
	"encoding/binary"

	lib "github.com/ledongthuc/pdf"
)

// embedded gives the letters of the glyphs of an embedded TrueType or OpenType
// font by its own cmap table, for fonts without ToUnicode.
func (d *document) embedded(descriptor lib.Value) map[uint32]rune {
	out := make(map[uint32]rune)
	d.eachCode(descriptor, func(c uint32, gid uint32, symbol bool) {
		if c == 0 || symbol && c >= 0xF000 && c <= 0xF0FF {
			return
		}
		if old, ok := out[gid]; !ok || old > rune(c) {
			out[gid] = rune(c)
		}
	})
	return out
}

// embeddedCodes gives the letters of single-byte codes of an embedded symbolic
// font that also has a Unicode table: code → glyph by the symbol or Macintosh
// table, glyph → letter by the Unicode table.
func (d *document) embeddedCodes(descriptor lib.Value) map[int]rune {
	byGlyph := d.embedded(descriptor)
	if len(byGlyph) == 0 {
		return nil
	}
	out := make(map[int]rune)
	d.eachCode(descriptor, func(c uint32, gid uint32, symbol bool) {
		if symbol && c >= 0xF000 && c <= 0xF0FF {
			if r, ok := byGlyph[gid]; ok {
				out[int(c-0xF000)] = r
			}
		}
	})
	return out
}

// eachCode walks the cmap tables of the embedded font program.
func (d *document) eachCode(descriptor lib.Value, yield func(c, gid uint32, symbol bool)) {
	var program []byte
	for _, key := range []string{"FontFile2", "FontFile3"} {
		if v := descriptor.Key(key); v.Kind() == lib.Stream {
			program, _ = d.stream(v)
			break
		}
	}
	u16 := func(at int) int {
		if at < 0 || at+2 > len(program) {
			return 0
		}
		return int(binary.BigEndian.Uint16(program[at:]))
	}
	u32 := func(at int) int {
		if at < 0 || at+4 > len(program) {
			return 0
		}
		return int(binary.BigEndian.Uint32(program[at:]))
	}
	if len(program) < 12 {
		return
	}
	table := 0
	for i := range min(u16(4), 64) {
		if at := 12 + 16*i; at+16 <= len(program) && string(program[at:at+4]) == "cmap" {
			table = u32(at + 8)
		}
	}
	if table == 0 || table >= len(program) {
		return
	}
	for i := range min(u16(table+2), 32) {
		record := table + 4 + 8*i
		platform, encoding := u16(record), u16(record+2)
		symbol := platform == 3 && encoding == 0
		if platform != 0 && platform != 3 {
			continue
		}
		at := table + u32(record+4)
		switch u16(at) {
		case 4:
			segments := u16(at+6) / 2
			for s := range min(segments, 8192) {
				end, start := u16(at+14+2*s), u16(at+16+2*segments+2*s)
				delta, offset := u16(at+16+4*segments+2*s), u16(at+16+6*segments+2*s)
				for c := start; c <= end && c < 0xFFFF; c++ {
					gid := 0
					if offset == 0 {
						gid = (c + delta) & 0xFFFF
					} else if gid = u16(at + 16 + 6*segments + 2*s + offset + 2*(c-start)); gid != 0 {
						gid = (gid + delta) & 0xFFFF
					}
					if gid != 0 {
						yield(uint32(c), uint32(gid), symbol)
					}
				}
			}
		case 12:
			for g := range min(u32(at+12), 16384) {
				first, last, gid := u32(at+16+12*g), u32(at+20+12*g), u32(at+24+12*g)
				for c := first; c <= last && c-first < 1<<16; c++ {
					yield(uint32(c), uint32(gid+c-first), symbol)
				}
			}
		}
	}
}
