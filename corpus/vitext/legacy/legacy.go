// Package legacy decodes the Vietnamese encodings from before Unicode: TCVN3
// (ABC), its standard TCVN 5712:1993, VNI and VISCII. The encoding of an office
// file stands only in the names of its fonts, so Decode takes what ForFont says;
// for text without fonts Guess weighs how many words become Vietnamese syllables.
// The extractors call it, before vitext.Normalize: in TCVN3 the letter ư is a
// soft hyphen to Unicode.
package legacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Encoding is one of the encodings, None for Unicode.
type Encoding uint8

// The encodings.
const (
	None   Encoding = iota
	TCVN3           // the ABC fonts (.VnTime); capitals with a tone live in fonts of their own (.VnTimeH)
	TCVN1           // TCVN 5712:1993 VN1, the same letters and capitals besides
	VNI             // a base letter and a mark after it
	VISCII          // RFC 1456
)

// String is the name that extract.Text.Encoding carries.
func (e Encoding) String() string {
	switch e {
	case TCVN3, TCVN1:
		return "tcvn3"
	case VNI:
		return "vni"
	case VISCII:
		return "viscii"
	}
	return "unicode"
}

// ForFont tells the encoding of the text set in a font by the font's name, and
// whether the font shows small letters as capitals. It takes names as Word, RTF
// and PDF write them (".VnTimeH", "VNI-Times,Bold", "ABCDEF+VnTime").
func ForFont(name string) (enc Encoding, upper bool) {
	name = strings.TrimSpace(name)
	if i := strings.IndexByte(name, '+'); i == 6 { // subset tag of PDF
		name = name[7:]
	}
	for _, cut := range []string{",", "-Bold", "-Italic", "-Regular", " Bold", " Italic"} {
		if i := strings.Index(name, cut); i > 3 {
			name = name[:i]
		}
	}
	name = strings.TrimRight(name, " ")
	plain := strings.TrimPrefix(strings.ReplaceAll(name, "#20", " "), ".")
	low := strings.ToLower(plain)
	switch {
	case strings.HasPrefix(low, "vni-"), strings.HasPrefix(low, "vni "), strings.HasPrefix(low, "vni_"):
		return VNI, false
	case strings.HasPrefix(low, "viscii"), strings.Contains(low, "-viscii"):
		return VISCII, false
	case strings.HasPrefix(low, "vn") && (strings.HasPrefix(name, ".") || isABC(low)):
		return TCVN3, strings.HasSuffix(plain, "H")
	}
	return None, false
}

// isABC knows the families of the ABC fonts whose name lost its dot.
func isABC(low string) bool {
	for _, family := range []string{
		"vntime", "vnarial", "vncourier", "vnbook", "vncentury", "vnavant", "vnaristote", "vnbodoni", "vncooper", "vnclarendon",
		"vnhelvet", "vnmonotype", "vnsouthern", "vnpresent", "vnpark", "vnblack", "vnbahamas", "vnlinus", "vnmemorandum",
		"vnmystical", "vnrevue", "vnshelley", "vnstamp", "vntifani", "vntekn", "vnuniverse", "vnvogue", "vnexotic", "vngothic",
		"vnfree", "vnarabia", "vncommerc", "vnbrush", "vnkoala",
	} {
		if strings.HasPrefix(low, family) {
			return true
		}
	}
	return false
}

// Decode turns text that was read as Windows-1252 (or 1258, or raw bytes as
// runes, or the private use area of symbol fonts) into Unicode, NFC. Text that
// has letters of real Unicode Vietnamese comes back as it is: programs keep the
// font's name when Unicode is pasted into it. A VNI letter is two characters, so
// neighbouring runs of one encoding should be joined before.
func Decode(enc Encoding, upper bool, s string) string {
	if enc == None {
		return s
	}
	if isPlain(s) {
		if upper {
			return strings.ToUpper(s)
		}
		return s
	}
	codes := make([]rune, 0, len(s))
	for _, r := range s {
		c, ok := toCode(r)
		if !ok {
			if isVietnamese(r) {
				return maybeUpper(norm.NFC.String(s), upper)
			}
			c = r
		}
		codes = append(codes, c)
	}
	return maybeUpper(decodeCodes(enc, codes), upper)
}

// DecodeBytes is Decode for the bytes themselves.
func DecodeBytes(enc Encoding, upper bool, data []byte) string {
	codes := make([]rune, len(data))
	for i, b := range data {
		codes[i] = rune(b)
	}
	return maybeUpper(decodeCodes(enc, codes), upper)
}

func maybeUpper(s string, upper bool) string {
	if upper {
		return strings.ToUpper(s)
	}
	return s
}

// isPlain tells text that is the same in all encodings: ASCII without the control
// characters that VISCII and VN1 use for letters.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < 0x20 && c != '\n' && c != '\t' && c != '\r' && c != '\f' {
			return false
		}
	}
	return true
}

// isVietnamese tells letters that no reading of legacy bytes gives.
func isVietnamese(r rune) bool { return r >= 0x1EA0 && r <= 0x1EF9 }

// toCode maps a rune back to the byte that it was read from.
func toCode(r rune) (rune, bool) {
	switch {
	case r < 0x100:
		return r, true
	case r >= 0xF000 && r <= 0xF0FF:
		return r - 0xF000, true
	}
	c, ok := codeOf[r]
	return rune(c), ok
}

// decodeCodes decodes bytes held as runes; runes over 0xFF pass through.
func decodeCodes(enc Encoding, codes []rune) string {
	var b strings.Builder
	b.Grow(len(codes) * 2)
	switch enc {
	case VNI:
		decodeVNI(&b, codes)
	default:
		table := tables[enc]
		for _, c := range codes {
			if c < 0x100 && table != nil {
				c = table[c]
			}
			b.WriteRune(c)
		}
	}
	return norm.NFC.String(b.String())
}

// vniMarks maps the second character of a VNI letter to combining marks. Capital
// marks stand 0x20 lower.
var vniMarks = map[rune]string{
	0xF9: "\u0301", 0xF8: "\u0300", 0xFB: "\u0309", 0xF5: "\u0303", 0xEF: "\u0323",
	0xE2: "\u0302", 0xE1: "\u0302\u0301", 0xE0: "\u0302\u0300", 0xE5: "\u0302\u0309", 0xE3: "\u0302\u0303", 0xE4: "\u0302\u0323",
	0xEA: "\u0306", 0xE9: "\u0306\u0301", 0xE8: "\u0306\u0300", 0xFA: "\u0306\u0309", 0xFC: "\u0306\u0303", 0xEB: "\u0306\u0323",
}

// vniSingles are the VNI letters of one character.
var vniSingles = map[rune]rune{
	0xED: 'í', 0xEC: 'ì', 0xE6: 'ỉ', 0xF3: 'ĩ', 0xF2: 'ị', 0xF4: 'ơ', 0xF6: 'ư', 0xEE: 'ỵ', 0xF1: 'đ',
	0xCD: 'Í', 0xCC: 'Ì', 0xC6: 'Ỉ', 0xD3: 'Ĩ', 0xD2: 'Ị', 0xD4: 'Ơ', 0xD6: 'Ư', 0xCE: 'Ỵ', 0xD1: 'Đ',
}

func decodeVNI(b *strings.Builder, codes []rune) {
	for i := 0; i < len(codes); i++ {
		c := codes[i]
		base := c
		if single, ok := vniSingles[c]; ok {
			base = single
		}
		if i+1 < len(codes) {
			if marks := vniMark(base, codes[i+1]); marks != "" {
				b.WriteRune(base)
				b.WriteString(marks)
				i++
				// Circumflex and tone typed one after the other instead of together.
				if i+1 < len(codes) && len(marks) == 2 && isQuality(marks) {
					if tone := vniMark('u', codes[i+1]); tone != "" {
						b.WriteString(tone)
						i++
					}
				}
				continue
			}
		}
		if base == c && c < 0x100 {
			base = cp1252[c]
		}
		b.WriteRune(base)
	}
}

// IsVNIPair tells whether two characters make one letter of VNI.
func IsVNIPair(base, mark rune) bool {
	m, ok := toCode(mark)
	if !ok || m < 0xC0 {
		return false
	}
	if c, ok := toCode(base); ok {
		base = c
	}
	if single, ok := vniSingles[base]; ok {
		base = single
	}
	return vniMark(base, m) != ""
}

// isQuality tells marks that make another vowel (circumflex, breve) from tones.
func isQuality(marks string) bool { return marks[:2] == "\u0302" || marks[:2] == "\u0306" }

// vniMark gives the combining marks that mark puts on base, "" where the two do
// not make a letter.
func vniMark(base, mark rune) string {
	if mark >= 0xC0 && mark < 0xE0 {
		mark += 0x20
	}
	marks, ok := vniMarks[mark]
	if !ok {
		return ""
	}
	quality := isQuality(marks)
	switch unicode.ToLower(base) {
	case 'a':
		return marks
	case 'e', 'o':
		if marks[:2] != "\u0306" {
			return marks
		}
	case 'u', 'y', 'ơ', 'ư', 'i':
		if !quality {
			return marks
		}
	}
	return ""
}
