package reference

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// tokenKind is the class of a token.
type tokenKind uint8

const (
	word    tokenKind = iota // letters
	number                   // digits
	punct                    // one mark of punctuation, in token.mark
	newline                  // one or more line breaks
)

// token flags.
const (
	glued   = 1 << iota // no space between it and the token before
	capital             // begins with a capital
	upper               // has two letters or more, all capitals
	marked              // has a Vietnamese diacritic
	quoted              // an opening quote or bracket stands right before it
)

// token is a piece of text with what matching needs of it.
type token struct {
	start, end int32
	fold       uint64 // hash of the letters without case and diacritics
	exact      uint64 // hash of the letters without case, tone placement free
	num        int32  // value of a number, -1 when too long
	kind       tokenKind
	flags      uint8
	mark       byte // of punct: ASCII stand-in
	starts     bool // a reference may begin here
}

// letterInfo is what the tokenizer knows of a rune below tableSize.
type letterInfo struct {
	base    byte // folded ASCII letter; 0 when no letter
	quality byte // 1 circumflex, 2 horn, 3 breve, 4 đ
	tone    byte // 1..5
	upper   bool
}

const tableSize = 0x1F00

var letterTable = makeLetterTable()

func makeLetterTable() *[tableSize]letterInfo {
	var t [tableSize]letterInfo
	put := func(s string, base, quality byte) {
		tone := byte(0)
		for _, r := range s {
			t[r] = letterInfo{base, quality, tone, false}
			if u := unicode.ToUpper(r); u != r && u < tableSize {
				t[u] = letterInfo{base, quality, tone, true}
			}
			tone++
		}
	}
	for c := byte('a'); c <= 'z'; c++ {
		put(string(c), c, 0)
	}
	put("aàáảãạ", 'a', 0)
	put("ăằắẳẵặ", 'a', 3)
	put("âầấẩẫậ", 'a', 1)
	put("eèéẻẽẹ", 'e', 0)
	put("êềếểễệ", 'e', 1)
	put("iìíỉĩị", 'i', 0)
	put("oòóỏõọ", 'o', 0)
	put("ôồốổỗộ", 'o', 1)
	put("ơờớởỡợ", 'o', 2)
	put("uùúủũụ", 'u', 0)
	put("ưừứửữự", 'u', 2)
	put("yỳýỷỹỵ", 'y', 0)
	put("đ", 'd', 4)
	put("ð", 'd', 4)
	for _, r := range "ɖĐÐƉ" {
		t[r] = letterInfo{'d', 4, 0, r != 'ɖ'}
	}
	return &t
}

// letterOf looks a rune up. Letters of other alphabets get base 1.
func letterOf(r rune) letterInfo {
	if r < tableSize {
		if l := letterTable[r]; l.base != 0 || r < 0x80 {
			return l
		}
	}
	if unicode.IsLetter(r) {
		return letterInfo{base: 1, upper: unicode.IsUpper(r)}
	}
	return letterInfo{}
}

// combining gives what a combining mark adds to the letter before it.
func combining(r rune) (quality, tone byte, ok bool) {
	switch r {
	case 0x302:
		return 1, 0, true
	case 0x31B:
		return 2, 0, true
	case 0x306:
		return 3, 0, true
	case 0x300, 0x340:
		return 0, 1, true
	case 0x301, 0x341:
		return 0, 2, true
	case 0x309:
		return 0, 3, true
	case 0x303:
		return 0, 4, true
	case 0x323:
		return 0, 5, true
	}
	return 0, 0, false
}

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

// scan holds a text with its tokens.
type scan struct {
	text   string
	tokens []token
	query  bool
	depth  int // of acts named inside the name of an amending act
}

var scanPool = sync.Pool{New: func() any { return new(scan) }}

// tokenize cuts text into tokens. Spaces vanish; every other rune belongs to a
// token.
func (s *scan) tokenize(text string) {
	s.text = text
	s.tokens = s.tokens[:0]
	space := true // before the first token nothing is glued
	open := false // an opening quote stands right before
	for i := 0; i < len(text); {
		c := text[i]
		if c == ' ' || c == '\t' {
			i++
			space = true
			continue
		}
		var flags uint8
		if !space {
			flags = glued
		}
		if open {
			flags |= quoted
		}
		space, open = false, false
		switch {
		case c == '\n' || c == '\r':
			start := i
			for i < len(text) && (text[i] == '\n' || text[i] == '\r' || text[i] == ' ' || text[i] == '\t') {
				i++
			}
			s.tokens = append(s.tokens, token{start: int32(start), end: int32(i), kind: newline, flags: flags})
			space = true
			continue
		case c >= '0' && c <= '9':
			if s.softNumber() {
				s.tokens = s.tokens[:len(s.tokens)-1]
			}
			start, n := i, int32(0)
			fold := uint64(hashSeed)
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				if i-start >= 9 {
					n = -1
				} else if n >= 0 {
					n = n*10 + int32(text[i]-'0')
				}
				fold = (fold ^ uint64(text[i])) * hashPrime
				i++
			}
			s.tokens = append(s.tokens, token{start: int32(start), end: int32(i), kind: number, num: n, flags: flags,
				fold: fold, exact: fold})
			continue
		}
		if end := s.word(i, flags); end > i {
			i = end
			continue
		}
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		if r == 0xA0 || r == 0x200B || r == 0xFEFF || r == 0xAD || unicode.Is(unicode.Zs, r) {
			space = r != 0x200B && r != 0xAD && r != 0xFEFF
			i += n
			continue
		}
		mark := punctMark(r)
		s.tokens = append(s.tokens, token{start: int32(i), end: int32(i + n), kind: punct, mark: mark, flags: flags})
		open = mark == '"' || mark == '(' || mark == '['
		i += n
	}
}

// word reads the letters at i and appends their token; it returns i when there
// is no letter.
func (s *scan) word(i int, flags uint8) int {
	text := s.text
	start := i
	fold, exact := uint64(hashSeed), uint64(hashSeed)
	var last letterInfo
	tone := byte(0)
	capitals, letters := 0, 0
	for i < len(text) {
		var l letterInfo
		n := 1
		if c := text[i]; c < utf8.RuneSelf {
			l = letterTable[c]
		} else {
			var r rune
			r, n = utf8.DecodeRuneInString(text[i:])
			if q, t, ok := combining(r); ok && letters > 0 {
				if q != 0 {
					last.quality = q
				}
				tone |= t
				flags |= marked
				i += n
				continue
			}
			l = letterOf(r)
		}
		if l.base == 0 {
			break
		}
		if letters > 0 {
			exact = (exact ^ uint64(last.base) ^ uint64(last.quality)<<8) * hashPrime
		} else if l.upper {
			flags |= capital
		}
		fold = (fold ^ uint64(l.base)) * hashPrime
		if l.upper {
			capitals++
		}
		if l.tone != 0 {
			tone |= l.tone
		}
		if l.tone|l.quality != 0 {
			flags |= marked
		}
		last = l
		letters++
		i += n
	}
	if letters == 0 {
		return start
	}
	exact = (exact ^ uint64(last.base) ^ uint64(last.quality)<<8) * hashPrime
	exact = (exact ^ uint64(tone)<<16) * hashPrime
	if capitals == letters && letters > 1 {
		flags |= upper
	}
	// a line broken inside a sentence: small letters on both sides
	if n := len(s.tokens); flags&capital == 0 && n > 1 && s.tokens[n-1].kind == newline && s.tokens[n-2].kind == word {
		s.tokens = s.tokens[:n-1]
	}
	t := token{start: int32(start), end: int32(i), kind: word, flags: flags, fold: fold, exact: exact}
	t.starts = starters[fold]
	s.tokens = append(s.tokens, t)
	return i
}

// softNumber says that the line break just read stands between a word like
// "Điều", "số", "ngày" and its number.
func (s *scan) softNumber() bool {
	n := len(s.tokens)
	if n < 2 || s.tokens[n-1].kind != newline {
		return false
	}
	for _, k := range [...]keyword{kwDieu, kwKhoan, kwSo, kwNgay, kwThang, kwNam} {
		if s.has(n-2, k) {
			return true
		}
	}
	return false
}

// punctMark maps a rune to the ASCII mark that stands for its class.
func punctMark(r rune) byte {
	switch r {
	case '–', '—', '‑', '‐', '−':
		return '-'
	case '“', '”', '„', '«', '»', '‘', '’', '\'', '"', '″':
		return '"'
	case '…':
		return '.'
	case '；':
		return ';'
	case '，':
		return ','
	}
	if r < 0x80 {
		return byte(r)
	}
	return 0
}

// at returns the token at i, or an end mark (a newline of no width) outside the
// text.
func (s *scan) at(i int) *token {
	if i >= 0 && i < len(s.tokens) {
		return &s.tokens[i]
	}
	return &endToken
}

var endToken = token{kind: newline}

// str is the text of a token.
func (s *scan) str(i int) string {
	t := s.at(i)
	return s.text[t.start:t.end]
}

// is says whether token i is the mark of punctuation.
func (s *scan) is(i int, mark byte) bool {
	t := s.at(i)
	return t.kind == punct && t.mark == mark
}
