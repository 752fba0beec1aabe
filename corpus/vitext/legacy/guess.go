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

// Scale weighs words and remembers what it found: the words of a text recur. The
// zero value is ready; it is not for use by several goroutines at once.
type Scale struct {
	memo map[string]verdict
}

// verdict is what one word would be in each encoding, a bit each; bit None is the
// word as it stands.
type verdict struct {
	decoded, changed uint8
	counts           bool // as a word
}

// maxMemo bounds what a Scale remembers.
const maxMemo = 1 << 14

// Weigh counts the evidence in text that was read as Windows-1252 or Unicode.
func (c *Scale) Weigh(s string) Evidence {
	var e Evidence
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
			e.add(c.verdict(s[start:i]))
		}
		start = -1
	}
	return e
}

func (e *Evidence) add(v verdict) {
	if v.counts {
		e.Words++
	}
	if v.decoded&(1<<None) != 0 {
		e.Unicode++
	}
	for _, enc := range candidates {
		if v.decoded&(1<<enc) != 0 {
			e.Decoded[enc]++
		}
		if v.changed&(1<<enc) != 0 {
			e.Changed[enc]++
		}
	}
}

func (c *Scale) verdict(word string) verdict {
	if v, ok := c.memo[word]; ok {
		return v
	}
	v := judge(word)
	if c.memo == nil || len(c.memo) >= maxMemo {
		c.memo = make(map[string]verdict)
	}
	c.memo[strings.Clone(word)] = v
	return v
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

// judge tries a word in every encoding.
func judge(whole string) verdict {
	var v verdict
	word := strings.Trim(whole, quotes)
	// A single character proves nothing: it may be a symbol (§, ®, ±).
	if utf8.RuneCountInString(word) < 2 || isPlain(word) {
		return v
	}
	if isSyllable(word) {
		v.decoded |= 1 << None
	}
	for _, enc := range candidates {
		w := word
		if enc == TCVN1 || enc == VISCII {
			w = whole // what Windows has as quotes are capitals here
		}
		if d := Decode(enc, false, w); isSyllable(d) {
			v.decoded |= 1 << enc
			if d != w {
				v.changed |= 1 << enc
			}
		}
	}
	v.counts = v.decoded != 0 || !isAbbreviation(word)
	return v
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
func (c *Scale) Guess(s string) Encoding {
	e := c.Weigh(s)
	return e.Best()
}

// GuessBytes names the encoding of the bytes of a text file that is not UTF-8 or
// UTF-16. None means Windows-1258, which covers 1252.
func (c *Scale) GuessBytes(data []byte) Encoding {
	if len(data) > sampleSize*2 {
		data = data[:sampleSize*2]
	}
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	e := c.Weigh(string(runes))
	// Windows-1258 writes tones as marks of their own; count it as Unicode.
	if text, err := charmap.Windows1258.NewDecoder().Bytes(data); err == nil {
		w := c.Weigh(string(text))
		e.Unicode, e.Words = w.Unicode, max(w.Words, e.Words)
	}
	return e.Best()
}

// Repair decodes one block of text that stands in no known font, where its own
// words, or the few that it has together with the prior of its document, say
// that it is in a legacy encoding. It returns the text and the encoding, None
// when it left the text alone.
func (c *Scale) Repair(s string, prior Encoding) (string, Encoding) {
	if isPlain(s) {
		return s, None
	}
	e := c.Weigh(s)
	enc := e.Best()
	if prior != None {
		switch {
		case e.Explained(prior),
			enc != None && e.Decoded[enc] <= e.Decoded[prior]+1,
			enc == None && e.Decoded[prior] >= e.Unicode && e.Changed[prior] > 0:
			enc = prior
		}
	}
	if enc == None {
		return s, None
	}
	return decodeWords(enc, s), enc
}

// Guess is Scale.Guess for a single text.
func Guess(s string) Encoding { return new(Scale).Guess(s) }

// GuessBytes is Scale.GuessBytes for a single text.
func GuessBytes(data []byte) Encoding { return new(Scale).GuessBytes(data) }

// Repair is Scale.Repair for a single text.
func Repair(s string, prior Encoding) (string, Encoding) { return new(Scale).Repair(s, prior) }

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
