package vitext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean marks the runes that Normalize leaves alone when they stand in composed
// text: printable ASCII, line feed, tab, Vietnamese letters, common punctuation.
var clean = makeClean()

// cleanSize covers Latin and general punctuation (up to U+206F).
const cleanSize = 0x2070

func makeClean() *[cleanSize]bool {
	var t [cleanSize]bool
	t['\n'], t['\t'] = true, true
	for r := rune(0x20); r < 0x7f; r++ {
		t[r] = true
	}
	for r := rune(0xa1); r < 0x250; r++ {
		t[r] = true
	}
	for r := rune(0x1e00); r < 0x1f00; r++ {
		t[r] = true
	}
	for r := rune(0x2010); r < 0x2060; r++ {
		t[r] = true
	}
	for r := rune(0); r < cleanSize; r++ {
		if t[r] && (repair(r) != r || !norm.NFC.IsNormalString(string(r))) {
			t[r] = false
		}
	}
	return &t
}

// drop is what repair gives for a rune that vanishes.
const drop rune = -1

// repair maps a single rune to what it should have been; drop removes it. What
// depends on the neighbours (Cyrillic in Latin words) is done later.
func repair(r rune) rune {
	switch r {
	case 'ð', 'ɖ': // Icelandic eth and African d, typed for đ
		return 'đ'
	case 'Ð', 'Ɖ':
		return 'Đ'
	case 'ǎ': // caron for breve
		return 'ă'
	case 'Ǎ':
		return 'Ă'
	case 0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F,
		0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064,
		0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB:
		return drop // soft hyphen, zero width, direction marks
	case 0x00A0, 0x1680, 0x202F, 0x205F, 0x3000:
		return ' '
	case '\v', '\f', '\r', 0x0085, 0x2028, 0x2029:
		return '\n'
	case 0x2010, 0x2011: // hyphen, non-breaking hyphen
		return '-'
	case 0x2044, 0x2215: // fraction slash, division slash
		return '/'
	case 0x0340: // deprecated tone marks
		return 0x0300
	case 0x0341:
		return 0x0301
	case 0x030C: // combining caron for breve
		return 0x0306
	case 0xFFFE, 0xFFFF:
		return drop
	}
	switch {
	case r < 0x20 && r != '\n' && r != '\t', r >= 0x7f && r < 0xa0:
		return drop
	case r >= 0x2000 && r <= 0x200A:
		return ' '
	case r >= 0xFF01 && r <= 0xFF5E: // full-width ASCII
		return r - 0xFF01 + '!'
	case r >= 0xFE00 && r <= 0xFE0F: // variation selectors
		return drop
	}
	return r
}

// ligatures that fonts put in for letters.
var ligatures = map[rune]string{'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st"}

// Normalize cleans text for storing and showing: NFC; odd spaces become the
// ordinary one, \r\n and other line ends \n; soft hyphens, zero-width and control
// characters go; look-alikes are repaired (Cyrillic letters inside Latin words, ð
// for đ, a caron for a breve, a tone mark typed before the circumflex). It keeps
// spelling, letter case, tone placement and runs of spaces. Invalid UTF-8 becomes
// U+FFFD. Clean text comes back as it is, without an allocation.
func Normalize(s string) string {
	if cleanPrefix(s) == len(s) {
		return s
	}
	// Work line by line: what is amiss is seldom everywhere, and a line is enough
	// to tell Russian from a Cyrillic letter astray.
	var b strings.Builder
	b.Grow(len(s) + 8)
	for s != "" {
		n := cleanPrefix(s)
		if n == len(s) {
			b.WriteString(s)
			break
		}
		// A word stays together, and so does a mark with its letter.
		n = strings.LastIndexByte(s[:n], '\n') + 1
		b.WriteString(s[:n])
		s = s[n:]
		end, width := lineEnd(s)
		normalizeLine(&b, s[:end])
		if width > 0 {
			b.WriteByte('\n')
		}
		s = s[end+width:]
	}
	return b.String()
}

// lineEnd finds the first line end of any sort; \r\n is one of two bytes.
func lineEnd(s string) (at, width int) {
	for i, r := range s {
		if r == '\r' && strings.HasPrefix(s[i:], "\r\n") {
			return i, 2
		}
		if (r < 0x20 || r >= 0x80) && repair(r) == '\n' {
			return i, utf8.RuneLen(r)
		}
	}
	return len(s), 0
}

// normalizeLine writes the text of one line clean.
func normalizeLine(out *strings.Builder, s string) {
	foreign, foreignOnly, stray := false, false, false
	var scratch [256]byte
	b := scratch[:0]
	last, lastAt := rune(0), 0 // the letter that a mark would join
	for _, r := range s {
		if r < cleanSize && clean[r] {
			last, lastAt = r, len(b)
			b = utf8.AppendRune(b, r)
			continue
		}
		if r = repair(r); r == drop {
			continue
		}
		if isStrayMark(r) && last < tableSize {
			if joined, ok := join(last, r); ok {
				last = joined
				b = utf8.AppendRune(b[:lastAt], joined)
				continue
			}
		}
		last, lastAt = r, len(b)
		if isGreekOrCyrillic(r) {
			foreign = true
			foreignOnly = foreignOnly || homoglyphs[r] == 0
		}
		stray = stray || r >= 0x0300 && r < 0x0370
		if r >= 0xFB00 && r <= 0xFB06 {
			b = append(b, ligatures[r]...)
			continue
		}
		b = utf8.AppendRune(b, r)
	}
	line := b
	if !norm.NFC.IsNormal(b) {
		line = norm.NFC.Bytes(b)
	}
	if !stray && !foreign {
		out.Write(line)
		return
	}
	text := string(line)
	if stray {
		// A mark below takes the letter, and leaves the caron of ě alone behind it.
		if strings.ContainsRune(text, 0x030C) {
			text = norm.NFC.String(strings.ReplaceAll(text, "\u030C", "\u0306"))
		}
		text = composeStray(text)
	}
	if foreign {
		text = repairHomoglyphs(text, foreignOnly)
	}
	out.WriteString(text)
}

// cleanPrefix is the length of the part of s that needs nothing done.
func cleanPrefix(s string) int {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if !clean[c] {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r >= cleanSize || !clean[r] {
			return i
		}
		i += n
	}
	return len(s)
}

// composeStray joins marks that NFC cannot: a circumflex, breve or horn typed
// after the tone (á + ̂ ), and doubled tones (the later one is dropped).
func composeStray(s string) string {
	if strings.IndexFunc(s, isStrayMark) < 0 {
		return s
	}
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if n := len(out); isStrayMark(r) && n > 0 && out[n-1] < tableSize {
			if joined, ok := join(out[n-1], r); ok {
				out[n-1] = joined
				continue
			}
		}
		out = append(out, r)
	}
	return string(out)
}

func isStrayMark(r rune) bool {
	switch r {
	case 0x0300, 0x0301, 0x0302, 0x0303, 0x0306, 0x0309, 0x031B, 0x0323:
		return true
	}
	return false
}

// join adds a combining mark to a Vietnamese vowel.
func join(base, mark rune) (rune, bool) {
	l := &letters[base]
	if l.class&isVowel == 0 {
		return 0, false
	}
	upper := l.class&isUpper != 0
	row, tone := l.row, l.tone
	root := vowelRows[row][0]
	switch mark {
	case 0x0302:
		switch root {
		case 'a', 'â':
			row = rowCircumflexA
		case 'e', 'ê':
			row = rowCircumflexE
		case 'o', 'ô':
			row = rowCircumflexO
		default:
			return 0, false
		}
	case 0x0306:
		if root != 'a' && root != 'ă' {
			return 0, false
		}
		row = rowBreveA
	case 0x031B:
		switch root {
		case 'o', 'ơ':
			row = rowHornO
		case 'u', 'ư':
			row = rowHornU
		default:
			return 0, false
		}
	default:
		if tone != toneNone {
			break
		}
		switch mark {
		case 0x0300:
			tone = toneHuyen
		case 0x0301:
			tone = toneSac
		case 0x0309:
			tone = toneHoi
		case 0x0303:
			tone = toneNga
		case 0x0323:
			tone = toneNang
		}
	}
	return vowel(row, tone, upper), true
}

func isGreekOrCyrillic(r rune) bool { return r >= 0x0370 && r < 0x0530 }

// homoglyphs are the Cyrillic and Greek letters that look like a Latin one.
var homoglyphs = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'і': 'i', 'ј': 'j', 'ѕ': 's', 'һ': 'h', 'ԁ': 'd', 'к': 'k',
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I', 'Ј': 'J', 'Ѕ': 'S',
	'ο': 'o', 'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
}

// repairHomoglyphs rewrites look-alikes in words that also have Latin letters.
// Where the text has no letter that only Cyrillic or Greek knows, words made of
// look-alikes alone are Latin too. Single Greek letters (α, Ω of formulas) stay.
func repairHomoglyphs(s string, foreignOnly bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		start := i
		latin, foreign, strange, count := false, false, false, 0
		for i < len(s) {
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) {
				break
			}
			count++
			switch {
			case !isGreekOrCyrillic(r):
				latin = latin || unicode.IsLetter(r)
			case homoglyphs[r] != 0:
				foreign = true
			default:
				strange = true
			}
			i += n
		}
		word := s[start:i]
		switch {
		case foreign && (latin || !strange && !foreignOnly && (count > 1 || isCyrillicOnly(word))):
			word = composeStray(norm.NFC.String(strings.Map(func(r rune) rune {
				if l := homoglyphs[r]; l != 0 {
					return l
				}
				return r
			}, word)))
		}
		b.WriteString(word)
		if i == start {
			_, n := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+n])
			i += n
		}
	}
	return b.String()
}

func isCyrillicOnly(s string) bool {
	for _, r := range s {
		if r < 0x0400 || r >= 0x0530 {
			return false
		}
	}
	return true
}
