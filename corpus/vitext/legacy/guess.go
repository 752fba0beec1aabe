package legacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"trolyluat/corpus/vitext"
)

// candidates in the order in which ties fall.
var candidates = [...]Encoding{TCVN3, VNI, VISCII, TCVN1}

// sampleSize bounds how much text a guess looks at.
const sampleSize = 96 << 10

// Evidence counts the words with letters beyond ASCII by what they would be.
type Evidence struct {
	Words   int             // words with a character beyond ASCII
	Unicode int             // of them Vietnamese syllables as they stand
	Decoded [VISCII + 1]int // of them syllables once decoded, by encoding
	Changed [VISCII + 1]int // of Decoded, those that decoding changed
}

// Weigh counts the evidence in text that was read as Windows-1252 or Unicode,
// for the encodings asked for, or for all.
func Weigh(s string, only ...Encoding) Evidence {
	var e Evidence
	if len(only) == 0 {
		only = candidates[:]
	}
	s = sample(s)
	start := -1
	high := false
	for i := 0; i <= len(s); i++ {
		if i < len(s) && !separates(s[i]) {
			if start < 0 {
				start, high = i, false
			}
			high = high || s[i] >= utf8.RuneSelf || s[i] < 0x20
			continue
		}
		if start >= 0 && high {
			e.add(s[start:i], only)
		}
		start = -1
	}
	return e
}

// separates tells ASCII that ends a word; control characters may be letters.
func separates(b byte) bool {
	switch {
	case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= utf8.RuneSelf:
		return false
	case b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f':
		return false
	}
	return true
}

// quotes are trimmed off words: the punctuation of Windows-1252.
const quotes = "“”‘’«»–—…•\u0085\u0091\u0092\u0093\u0094\u0096\u0097\u00a0"

func (e *Evidence) add(word string, only []Encoding) {
	// A single character proves nothing: it may be a symbol (§, ®, ±).
	if trimmed := strings.Trim(word, quotes); utf8.RuneCountInString(trimmed) > 1 && !isPlain(trimmed) {
		e.count(trimmed, word, only)
	}
}

func (e *Evidence) count(word, whole string, only []Encoding) {
	known := isSyllable(word)
	if known {
		e.Unicode++
	}
	for _, enc := range only {
		w := word
		if enc == TCVN1 || enc == VISCII {
			w = whole // what Windows has as quotes are capitals here
		}
		if d := Decode(enc, false, w); isSyllable(d) {
			known = true
			e.Decoded[enc]++
			if d != w {
				e.Changed[enc]++
			}
		}
	}
	if known || !isAbbreviation(word) {
		e.Words++
	}
}

// isAbbreviation tells "NÑ-CP" or "BKH§T", which prove nothing: capitals that
// make no syllable in any encoding.
func isAbbreviation(word string) bool {
	upper := false
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c >= 'a' && c <= 'z':
			return false
		case c >= 'A' && c <= 'Z':
			upper = true
		}
	}
	return upper
}

func isSyllable(word string) bool {
	// "°C" is no syllable in VISCII either: capitals do not follow small letters.
	small := false
	for _, r := range word {
		if small && unicode.IsUpper(r) {
			return false
		}
		small = small || unicode.IsLower(r)
	}
	return vitext.IsVietnameseSyllable(vitext.Normalize(word))
}

// Best names the encoding that the evidence speaks for, None when the text is
// Unicode, not Vietnamese, or too short to tell.
func (e *Evidence) Best() Encoding {
	best := candidates[0]
	for _, enc := range candidates {
		if e.Decoded[enc] > e.Decoded[best] {
			best = enc
		}
	}
	n := e.Decoded[best]
	if e.Changed[best] < 2 || n < e.Unicode+max(2, e.Unicode/4) || n*2 < e.Words {
		return None
	}
	return best
}

// Explained says that an encoding makes Vietnamese of most words, and of more
// than are so as they stand: enough where the rest of a document is in it.
func (e *Evidence) Explained(enc Encoding) bool {
	return e.Decoded[enc] > e.Unicode && e.Decoded[enc]*3 >= e.Words*2
}

// Guess names the encoding of text that was read as Windows-1252 or Unicode.
func Guess(s string) Encoding {
	e := Weigh(s)
	return e.Best()
}

// GuessBytes names the encoding of the bytes of a text file that is not UTF-8 or
// UTF-16. None means Windows-1258, which covers 1252.
func GuessBytes(data []byte) Encoding {
	if len(data) > sampleSize*2 {
		data = data[:sampleSize*2]
	}
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	e := Weigh(string(runes))
	// Windows-1258 writes tones as marks of their own; count it as Unicode.
	if text, err := charmap.Windows1258.NewDecoder().Bytes(data); err == nil {
		w := Weigh(string(text))
		e.Unicode, e.Words = w.Unicode, max(w.Words, e.Words)
	}
	return e.Best()
}

// Repair decodes one block of text that stands in no known font, where its own
// words, or the few that it has together with the prior of its document, say
// that it is in a legacy encoding. It returns the text and the encoding, None
// when it left the text alone.
func Repair(s string, prior Encoding) (string, Encoding) {
	if isPlain(s) {
		return s, None
	}
	var enc Encoding
	if prior == None {
		enc = Guess(s)
	} else if e := Weigh(s, prior); e.Explained(prior) {
		enc = prior
	} else {
		all := Weigh(s)
		enc = all.Best()
		switch {
		case enc != None && all.Decoded[enc] <= e.Decoded[prior]+1:
			enc = prior
		case enc == None && e.Decoded[prior] >= e.Unicode && e.Changed[prior] > 0:
			enc = prior
		}
	}
	if enc == None {
		return s, None
	}
	return decodeWords(enc, s), enc
}

// decodeWords decodes a text word by word, so that words in real Unicode among
// them stay.
func decodeWords(enc Encoding, s string) string {
	var b strings.Builder
	b.Grow(len(s) * 2)
	start := 0
	flush := func(end int) {
		b.WriteString(Decode(enc, false, s[start:end]))
	}
	for i, r := range s {
		if unicode.IsSpace(r) && r != 0xA0 && r != 0x85 {
			flush(i)
			start = i
		}
	}
	flush(len(s))
	return b.String()
}

// sample takes text from the front and the middle of what is too long.
func sample(s string) string {
	if len(s) <= sampleSize {
		return s
	}
	middle := len(s)/2 - sampleSize/4
	for middle < len(s) && !utf8.RuneStart(s[middle]) {
		middle++
	}
	return s[:sampleSize/2] + " " + s[middle:middle+sampleSize/2]
}
