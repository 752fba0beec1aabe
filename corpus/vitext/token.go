package vitext

import (
	"strings"
	"unicode/utf8"
)

// TokenKind tells words and the sorts of number apart.
type TokenKind uint8

// The kinds of token.
const (
	Word        TokenKind = iota // a syllable, a foreign word, "12a", "qh14"
	Number                       // "25", "1.000.000", "3,5", "91/2015"
	LegalNumber                  // "45/2019/qh14", "15/2020/nđ-cp", "26/2018/al"
	DateNumber                   // "1/7/2025": day/month/year, leading zeros dropped
)

// Break tells what stood between a token and the one before it.
type Break uint8

// The breaks, from weak to strong.
const (
	NoBreak       Break = iota // white space or nothing
	PunctBreak                 // comma, quote, bracket, hyphen, slash
	SentenceBreak              // full stop, question mark, exclamation mark, semicolon, colon
	LineBreak                  // a line feed; also before the first token
)

// Token is a word or number of running text.
type Token struct {
	// Text is what to match on: lower case, NFC, the tone in its canonical place,
	// a date without leading zeros.
	Text       string
	Start, End int // byte offsets in the text that was cut
	Kind       TokenKind
	Break      Break // before the token
}

// Parts cuts a legal number, slashed number or date at its separators: the
// tokens "15", "2020", "nđ", "cp" of "15/2020/nđ-cp"; its offsets stay right as
// long as Text has the length of the source, which all but dates and words in odd
// spellings do. A token of one part gives none.
func (t Token) Parts() []Token {
	if t.Kind == Word {
		return nil
	}
	var parts []Token
	start := 0
	add := func(end int) {
		if end > start {
			p := Token{Text: t.Text[start:end], Start: t.Start, End: t.End, Break: PunctBreak}
			if len(t.Text) == t.End-t.Start {
				p.Start, p.End = t.Start+start, t.Start+end
			}
			if p.Text[0] >= '0' && p.Text[0] <= '9' && allDigits(p.Text) {
				p.Kind = Number
			}
			parts = append(parts, p)
		}
		start = end + 1
	}
	for i := 0; i < len(t.Text); i++ {
		if c := t.Text[i]; c == '/' || t.Kind == LegalNumber && (c == '-' || c == '.' || c == '&') {
			add(i)
		}
	}
	add(len(t.Text))
	if len(parts) < 2 {
		return nil
	}
	parts[0].Break = t.Break
	return parts
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Syllables cuts running text into tokens. Vietnamese writes a space between
// syllables, so a token is a syllable, not a word of the dictionary; legal
// numbers, decimals and dates are one token each (see Token.Parts). The text
// should be normalised; offsets are into s as given.
func Syllables(s string) []Token {
	if s == "" {
		return nil
	}
	return AppendSyllables(make([]Token, 0, len(s)/5+1), s)
}

// AppendSyllables is Syllables that appends to dst, to be used with one slice
// over many texts. Texts of tokens share the memory of s or of one buffer.
func AppendSyllables(dst []Token, s string) []Token {
	c := cutter{s: s, tokens: dst, pending: LineBreak}
	c.run()
	return c.tokens
}

type cutter struct {
	s       string
	tokens  []Token
	pending Break
	// buf holds the texts that differ from the source, in blocks of a fixed size
	// that never grow, so that the tokens' strings share them.
	buf strings.Builder
}

// byteClass sorts ASCII for the main loop.
const (
	bcLetter = iota
	bcDigit
	bcSpace
	bcLine
	bcSentence
	bcPunct
	bcHigh // not ASCII
)

var byteClass = func() *[256]uint8 {
	var t [256]uint8
	for i := range t {
		switch c := byte(i); {
		case c >= utf8.RuneSelf:
			t[i] = bcHigh
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			t[i] = bcLetter
		case c >= '0' && c <= '9':
			t[i] = bcDigit
		case c == '\n', c == '\r':
			t[i] = bcLine
		case c <= ' ':
			t[i] = bcSpace
		case c == '.', c == '?', c == '!', c == ';', c == ':':
			t[i] = bcSentence
		default:
			t[i] = bcPunct
		}
	}
	return &t
}()

func (c *cutter) run() {
	s := c.s
	for i := 0; i < len(s); {
		switch byteClass[s[i]] {
		case bcLetter:
			i = c.word(i)
		case bcDigit:
			i = c.number(i)
		case bcSpace:
			i++
		case bcLine:
			c.pending = LineBreak
			i++
		case bcSentence:
			c.pending = max(c.pending, SentenceBreak)
			i++
		case bcPunct:
			c.pending = max(c.pending, PunctBreak)
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			switch cl := classOf(r); {
			case cl&isLetter != 0:
				i = c.word(i)
				continue
			case r == 0xA0 || r == 0x3000 || r >= 0x2000 && r <= 0x200D || r == 0xFEFF || r == 0xAD || cl&isMark != 0:
			case r == 0x2028 || r == 0x2029 || r == 0x85:
				c.pending = LineBreak
			case r == '…':
				c.pending = max(c.pending, SentenceBreak)
			default:
				c.pending = max(c.pending, PunctBreak)
			}
			i += n
		}
	}
}

// word takes the letters, marks and digits from i on as one token.
func (c *cutter) word(start int) int {
	s := c.s
	i := start
	var seen uint8
	vowels, adjacent := 0, false // two vowels side by side: the tone may be elsewhere
	previous := uint8(0)
	for i < len(s) {
		b := s[i]
		var cl uint8
		n := 1
		if b < utf8.RuneSelf {
			cl = letters[b].class
		} else {
			var r rune
			r, n = utf8.DecodeRuneInString(s[i:])
			cl = classOf(r)
		}
		if cl&(isLetter|isMark|isDigit) == 0 {
			break
		}
		seen |= cl
		if cl&isVowel != 0 {
			vowels++
			adjacent = adjacent || previous&isVowel != 0
		}
		previous = cl
		i += n
	}
	c.emit(start, i, Word, seen, adjacent)
	return i
}

func (c *cutter) emit(start, end int, kind TokenKind, seen uint8, adjacent bool) {
	text := c.s[start:end]
	switch {
	case seen&isMark != 0:
		text = c.canonical(Normalize(text), true)
	case seen&isToned != 0 && adjacent:
		text = c.canonical(text, kind == Word)
	case seen&isUpper != 0:
		text = c.canonical(text, false)
	}
	c.tokens = append(c.tokens, Token{Text: text, Start: start, End: end, Kind: kind, Break: c.pending})
	c.pending = NoBreak
}

// canonical lower-cases text and, where asked, moves its tone. The result
// shares c.buf unless text is already so.
func (c *cutter) canonical(text string, tone bool) string {
	var w syllable
	if tone && w.parse(text) {
		changed := false
		for i := range w.n {
			if low := rune(letters[w.r[i]].lower); low != w.r[i] {
				w.r[i], changed = low, true
			}
		}
		if w.place() {
			changed = true
		}
		if !changed {
			return text
		}
		c.reserve(maxSyllable * utf8.UTFMax)
		start := c.buf.Len()
		for _, r := range w.r[:w.n] {
			c.buf.WriteRune(r)
		}
		return c.cut(start)
	}
	// Lower-casing makes some foreign letters longer: ask for the worst.
	c.reserve(len(text) + len(text)/2 + utf8.UTFMax)
	start := c.buf.Len()
	for _, r := range text {
		c.buf.WriteRune(lowerOf(r))
	}
	return c.cut(start)
}

// reserve starts a new block of the buffer when fewer than n bytes are left.
func (c *cutter) reserve(n int) {
	if c.buf.Cap()-c.buf.Len() < n {
		c.buf.Reset()
		c.buf.Grow(max(n, min(max(len(c.s)/2, 64), 8<<10)))
	}
}

// cut returns what was written to the buffer since start.
func (c *cutter) cut(start int) string { return c.buf.String()[start:] }
