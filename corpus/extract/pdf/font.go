package pdf

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	lib "github.com/ledongthuc/pdf"

	"trolyluat/corpus/vitext/legacy"
)

// font is what is needed of a font to place and to read its codes.
type font struct {
	name      string // without the subset tag: "TimesNewRomanPS-BoldMT"
	composite bool
	vertical  bool
	codes     *cmap // of a composite font's Encoding, nil for Identity
	width     []float64
	cidWidth  map[uint32]float64
	missing   float64
	scale     float64 // glyph space to text space: 1/1000, of a Type 3 font its matrix
	text      [256]string
	cidText   map[uint32]string
	unicode   *cmap
	program   map[uint32]rune // glyph → rune of the embedded font, for CIDs
	cidToGID  []byte
	bold      bool
	italic    bool
	// unmapped says that the font tells no letter of its codes: the text is a
	// guess.
	unmapped bool
	// legacy is the encoding that the font's name tells; its letters are decoded
	// when a line is spelt.
	legacy legacy.Encoding
	upper  bool
}

// reStyle is the style that a font's name ends with.
var reStyle = regexp.MustCompile(`(?i)[-, ]?(?:bold|italic|oblique|regular|normal|mt|ps)+$`)

const maxWidths = 1 << 17

// loadFont reads a font dictionary.
func (d *document) loadFont(v lib.Value) *font {
	f := &font{scale: 0.001, missing: 500}
	f.name = v.Key("BaseFont").Name()
	if i := strings.IndexByte(f.name, '+'); i == 6 {
		f.name = f.name[7:]
	}
	f.legacy, f.upper = legacy.ForFont(reStyle.ReplaceAllString(f.name, ""))
	subtype := v.Key("Subtype").Name()
	if to := v.Key("ToUnicode"); to.Kind() == lib.Stream {
		if data, err := d.stream(to); len(data) > 0 || err == nil {
			f.unicode = readCMap(data)
			if len(f.unicode.text) == 0 {
				f.unicode = nil
			}
		}
	}
	descriptor := v.Key("FontDescriptor")
	if subtype == "Type0" {
		descendant := v.Key("DescendantFonts").Index(0)
		descriptor = descendant.Key("FontDescriptor")
		d.loadComposite(f, v, descendant, descriptor)
	} else {
		d.loadSimple(f, v, descriptor, subtype)
	}
	flags := descriptor.Key("Flags").Int64()
	lower := strings.ToLower(f.name)
	f.bold = strings.Contains(lower, "bold") || strings.Contains(lower, "black") || flags&(1<<18) != 0 ||
		descriptor.Key("StemV").Float64() >= 140
	f.italic = strings.Contains(lower, "italic") || strings.Contains(lower, "oblique") || flags&(1<<6) != 0
	return f
}

func (d *document) loadComposite(f *font, v, descendant, descriptor lib.Value) {
	f.composite = true
	f.missing = 1000
	if dw := descendant.Key("DW"); dw.Kind() == lib.Integer || dw.Kind() == lib.Real {
		f.missing = dw.Float64()
	}
	f.cidWidth = cidWidths(descendant.Key("W"))
	switch enc := v.Key("Encoding"); enc.Kind() {
	case lib.Stream:
		if data, err := d.stream(enc); err == nil || len(data) > 0 {
			f.codes = readCMap(data)
		}
	case lib.Name:
		f.vertical = strings.HasSuffix(enc.Name(), "-V")
		if strings.Contains(enc.Name(), "UCS2") || strings.Contains(enc.Name(), "UTF16") {
			f.cidText = nil
			if f.unicode == nil {
				f.unicode = &cmap{}
				f.codes = nil
			}
		}
	}
	if m := descendant.Key("CIDToGIDMap"); m.Kind() == lib.Stream {
		f.cidToGID, _ = d.stream(m)
	}
	if f.unicode == nil {
		f.program = d.embedded(descriptor)
		f.unmapped = len(f.program) == 0
	}
}

// cidWidths reads the W array: "c [w1 w2 …]" and "first last w".
func cidWidths(w lib.Value) map[uint32]float64 {
	widths := make(map[uint32]float64)
	n := w.Len()
	for i := 0; i < n && len(widths) < maxWidths; {
		first := w.Index(i).Int64()
		next := w.Index(i + 1)
		if next.Kind() == lib.Array {
			for j := range next.Len() {
				widths[uint32(first)+uint32(j)] = next.Index(j).Float64()
			}
			i += 2
			continue
		}
		last, width := next.Int64(), w.Index(i+2).Float64()
		for c := first; c <= last && c-first < 1<<16; c++ {
			widths[uint32(c)] = width
		}
		i += 3
	}
	return widths
}

func (d *document) loadSimple(f *font, v, descriptor lib.Value, subtype string) {
	if m := v.Key("FontMatrix"); subtype == "Type3" && m.Len() == 6 {
		f.scale = m.Index(0).Float64()
		if f.scale == 0 {
			f.scale = 0.001
		}
	}
	if m := descriptor.Key("MissingWidth"); m.Kind() == lib.Integer || m.Kind() == lib.Real {
		f.missing = m.Float64()
	}
	widths := v.Key("Widths")
	f.width = make([]float64, 256)
	first := int(v.Key("FirstChar").Int64())
	if widths.Len() == 0 {
		standardWidths(f.width, f.name)
	} else {
		for i := range f.width {
			f.width[i] = f.missing
			if j := i - first; j >= 0 && j < widths.Len() {
				f.width[i] = widths.Index(j).Float64()
			}
		}
	}
	table := d.encoding(f, v, descriptor, subtype)
	for c := range 256 {
		if f.unicode != nil {
			if t, ok := f.unicode.text[uint32(c)]; ok {
				f.text[c] = t
				continue
			}
		}
		if table[c] != 0 {
			f.text[c] = string(table[c])
		}
	}
}

// encoding is the table of a simple font by its Encoding, where ToUnicode does
// not tell.
func (d *document) encoding(f *font, v, descriptor lib.Value, subtype string) (table [256]rune) {
	enc := v.Key("Encoding")
	symbolic := descriptor.Key("Flags").Int64()&4 != 0
	base := enc.Name()
	if enc.Kind() == lib.Dict {
		base = enc.Key("BaseEncoding").Name()
	}
	switch base {
	case "MacRomanEncoding":
		table = macRoman
	case "MacExpertEncoding", "StandardEncoding":
		table = standardEncoding
	case "WinAnsiEncoding":
		table = winAnsi
	default:
		table = winAnsi
		if subtype == "Type1" && enc.Kind() != lib.Dict {
			table = standardEncoding
		}
		if f.unicode == nil && (symbolic || base == "") && enc.Kind() != lib.Dict {
			if program := d.embeddedCodes(descriptor); len(program) > 0 {
				for c, r := range program {
					if c < 256 && r != 0 {
						table[c] = r
					}
				}
			}
		}
	}
	if enc.Kind() != lib.Dict {
		return table
	}
	differences := enc.Key("Differences")
	names := &lib.Font{V: v}
	c, mapped, total := 0, 0, 0
	for i := range min(differences.Len(), 4096) {
		x := differences.Index(i)
		if x.Kind() == lib.Integer {
			c = int(x.Int64())
			continue
		}
		if c >= 0 && c < 256 {
			total++
			if r := glyphRune(x.Name(), byte(c), names); r != 0 {
				table[c] = r
				mapped++
			} else {
				table[c] = 0
			}
		}
		c++
	}
	f.unmapped = f.unicode == nil && total > 0 && mapped*2 < total
	return table
}

// glyphRune gives the letter of a glyph's name: "uni1EA5", "u1EA5", "a.alt", and
// the names of the Adobe Glyph List, which the object layer knows.
func glyphRune(name string, c byte, names *lib.Font) rune {
	if name == "" || name == ".notdef" {
		return 0
	}
	if base, _, ok := strings.Cut(name, "."); ok && base != "" {
		name = base
	}
	if base, _, ok := strings.Cut(name, "_"); ok && base != "" {
		name = base
	}
	for _, prefix := range []string{"uni", "u", "U+"} {
		if h, ok := strings.CutPrefix(name, prefix); ok && len(h) >= 4 && len(h) <= 6 {
			if v, err := strconv.ParseUint(h[:min(len(h), 6)], 16, 32); err == nil && v < unicode.MaxRune {
				return rune(v)
			}
		}
	}
	if r, n := utf8.DecodeRuneInString(name); n == len(name) {
		return r
	}
	if r, ok := vietnameseGlyphs[name]; ok {
		return r
	}
	text := names.Encoder().Decode(string([]byte{c}))
	if r, n := utf8.DecodeRuneInString(text); n > 0 && r != utf8.RuneError && r != rune(c) {
		return r
	}
	return asciiGlyphs[name]
}

// glyph is one code of a string: its text, its width in text space for a font of
// size one, and its length in bytes.
type glyphInfo struct {
	text  string
	width float64
	n     int
	space bool // single-byte code 32, to which word spacing applies
}

// decode reads the next code of a string shown in the font.
func (f *font) decode(s []byte) glyphInfo {
	if !f.composite {
		c := s[0]
		return glyphInfo{text: f.text[c], width: f.width[c] * f.scale, n: 1, space: c == ' '}
	}
	n := 2
	if f.codes != nil && !f.codes.width[2] {
		for n = 1; n < 4 && !f.codes.width[n]; n++ {
		}
	} else if f.codes == nil && f.unicode != nil && f.unicode.width[1] && !f.unicode.width[2] && f.cidWidth == nil {
		n = 1
	}
	n = min(n, len(s))
	c := code(s[:n])
	cid := c
	if f.codes != nil {
		cid = f.codes.toCID(c)
	}
	width, ok := f.cidWidth[cid]
	if !ok {
		width = f.missing
	}
	return glyphInfo{text: f.letter(c, cid), width: width * f.scale, n: n, space: n == 1 && c == ' '}
}

func (f *font) letter(c, cid uint32) string {
	if f.unicode != nil {
		if t, ok := f.unicode.text[c]; ok {
			return t
		}
		if len(f.unicode.text) == 0 && c < unicode.MaxRune { // a UCS-2 encoding
			return string(rune(c))
		}
		return ""
	}
	gid := cid
	if i := int(cid) * 2; f.cidToGID != nil && i+1 < len(f.cidToGID) {
		gid = uint32(f.cidToGID[i])<<8 | uint32(f.cidToGID[i+1])
	}
	if r, ok := f.program[gid]; ok {
		return string(r)
	}
	return "\uFFFD"
}
