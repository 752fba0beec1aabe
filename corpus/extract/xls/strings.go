package xls

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// richText is a string with the fonts of its parts.
type richText struct{ pieces []piece }

// piece has font -1 where the cell's own font holds.
type piece struct {
	text string
	font int
}

func (r *richText) plain() string {
	var b strings.Builder
	for _, p := range r.pieces {
		b.WriteString(p.text)
	}
	return b.String()
}

func plainText(s string) richText { return richText{pieces: []piece{{text: s, font: -1}}} }

// byteText reads a string of Excel 5 and 95.
func byteText(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		if r := charmap.Windows1252.DecodeByte(c); r != '\uFFFD' {
			out.WriteRune(r)
		} else {
			out.WriteRune(rune(c))
		}
	}
	return out.String()
}

// unicodeName reads a string with a length of one byte.
func unicodeName(b []byte) string {
	if len(b) < 2 {
		return ""
	}
	n, flags := int(b[0]), b[1]
	b = b[2:]
	if flags&1 == 0 {
		return latin(b[:min(n, len(b))])
	}
	return wide(b[:min(2*n, len(b))])
}

// latin reads the low bytes of characters.
func latin(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

func wide(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

// textReader reads strings that may run on into continuation records. Where the
// characters of a string do, the next record begins with a new flag byte.
type textReader struct {
	part   []byte
	more   [][]byte
	failed bool
}

func newTextReader(b []byte, more [][]byte) *textReader { return &textReader{part: b, more: more} }

// turn moves to the next record when this one is used up.
func (r *textReader) turn() bool {
	for len(r.part) == 0 {
		if len(r.more) == 0 {
			r.failed = true
			return false
		}
		r.part, r.more = r.more[0], r.more[1:]
	}
	return true
}

func (r *textReader) take(n int) []byte {
	var out []byte
	for n > 0 && r.turn() {
		k := min(n, len(r.part))
		out = append(out, r.part[:k]...)
		r.part = r.part[k:]
		n -= k
	}
	if n > 0 {
		r.failed = true
		return make([]byte, max(n, 8))
	}
	return out
}

func (r *textReader) word() int { return int(binary.LittleEndian.Uint16(r.take(2))) }

// text reads a string of n characters: flags, then counts of runs and of phonetic
// data, the characters, the runs.
func (r *textReader) text(n int) (richText, bool) {
	flags := r.take(1)[0]
	runs, extra := 0, 0
	if flags&8 != 0 {
		runs = r.word()
	}
	if flags&4 != 0 {
		extra = int(binary.LittleEndian.Uint32(r.take(4)))
	}
	var units []uint16
	isWide := flags&1 != 0
	for n > 0 && !r.failed {
		if len(r.part) == 0 {
			if !r.turn() {
				break
			}
			isWide = r.part[0]&1 != 0
			r.part = r.part[1:]
			continue
		}
		if isWide {
			if len(r.part) == 1 { // half a character: damaged
				r.failed = true
				break
			}
			k := min(n, len(r.part)/2)
			for i := range k {
				units = append(units, binary.LittleEndian.Uint16(r.part[2*i:]))
			}
			r.part = r.part[2*k:]
			n -= k
		} else {
			k := min(n, len(r.part))
			for _, c := range r.part[:k] {
				units = append(units, uint16(c))
			}
			r.part = r.part[k:]
			n -= k
		}
	}
	out := richText{}
	at, font := 0, -1
	for range runs {
		start, next := r.word(), r.word()
		if r.failed {
			break
		}
		if start = min(start, len(units)); start > at {
			out.pieces = append(out.pieces, piece{string(utf16.Decode(units[at:start])), font})
			at = start
		}
		font = next
	}
	if at < len(units) {
		out.pieces = append(out.pieces, piece{string(utf16.Decode(units[at:])), font})
	}
	for extra > 0 && r.turn() {
		k := min(extra, len(r.part))
		r.part = r.part[k:]
		extra -= k
	}
	return out, !r.failed
}

// readStrings reads the table of shared strings.
func (w *workbook) readStrings(b []byte, more [][]byte) {
	if len(b) < 8 {
		return
	}
	count := int(binary.LittleEndian.Uint32(b[4:]))
	r := newTextReader(b[8:], more)
	for range min(count, 1<<20) {
		n := r.word()
		s, ok := r.text(n)
		if !ok {
			return
		}
		w.strings = append(w.strings, s)
	}
}
