package rtf

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext/legacy"
)

// run reads the whole file.
func (p *parser) run() error {
	for n := 0; p.pos < len(p.data); n++ {
		if n%8192 == 0 {
			if err := p.ctx.Err(); err != nil {
				return err
			}
		}
		switch c := p.data[p.pos]; c {
		case '{':
			if len(p.stack) >= maxDepth {
				return extract.Refuse(extract.CodeCorrupt, "groups nested too deeply")
			}
			p.pos++
			p.skip = 0
			p.stack = append(p.stack, p.state)
			p.state.ends, p.state.fresh, p.state.optional = nil, true, false
		case '}':
			p.pos++
			p.skip = 0
			if len(p.stack) == 0 {
				return extract.Refuse(extract.CodeCorrupt, "a group closes that was not opened")
			}
			if p.state.ends != nil {
				p.state.ends()
			}
			p.state = p.stack[len(p.stack)-1]
			p.stack = p.stack[:len(p.stack)-1]
			if len(p.stack) == 0 {
				return nil // what follows the document is no part of it
			}
		case '\\':
			if err := p.control(); err != nil {
				return err
			}
		case '\r', '\n', 0:
			p.pos++
		default:
			p.plain()
		}
	}
	return extract.Refuse(extract.CodeTruncated, "groups are left open")
}

// plain takes text up to the next markup.
func (p *parser) plain() {
	end := bytes.IndexAny(p.data[p.pos:], "\\{}\r\n\x00")
	if end < 0 {
		end = len(p.data) - p.pos
	}
	raw := p.data[p.pos : p.pos+end]
	p.pos += end
	if p.skip > 0 {
		n := min(p.skip, len(raw))
		raw = raw[n:]
		p.skip -= n
	}
	if p.state.dest != toNothing && len(raw) > 0 {
		p.write(p.decode(raw))
	}
}

// decode turns bytes into text by the charset of the font. Bytes of the old
// Vietnamese fonts stay as they are: the paragraph decodes them.
func (p *parser) decode(raw []byte) string {
	high := false
	for _, b := range raw {
		high = high || b >= 0x80
	}
	if !high {
		return string(raw)
	}
	f := p.fonts[p.state.font]
	if p.state.dest == toFontTable {
		f = font{}
	}
	if utf8.Valid(raw) && p.state.dest == toText && len(raw) > 3 {
		return string(raw) // not by the book, but some programs write UTF-8
	}
	if enc, _ := legacy.ForFont(f.name); enc != legacy.None {
		runes := make([]rune, len(raw))
		for i, b := range raw {
			runes[i] = rune(b)
		}
		return string(runes)
	}
	if f.charset == 2 {
		runes := make([]rune, len(raw))
		for i, b := range raw {
			if runes[i] = rune(b); b >= 0x80 {
				runes[i] += 0xF000
			}
		}
		return string(runes)
	}
	cm := charmapOf(f.charset, p.codepage)
	runes := make([]rune, 0, len(raw))
	for _, b := range raw {
		if r := cm.DecodeByte(b); r != utf8.RuneError {
			runes = append(runes, r)
		} else {
			runes = append(runes, rune(b)) // raw, so that evidence of VISCII is not lost
		}
	}
	return string(runes)
}

// control reads a control word or symbol.
func (p *parser) control() error {
	p.pos++
	if p.pos >= len(p.data) {
		return extract.Refuse(extract.CodeTruncated, "ends in a control word")
	}
	c := p.data[p.pos]
	if !isLetter(c) {
		p.pos++
		p.symbol(c)
		return nil
	}
	start := p.pos
	for p.pos < len(p.data) && isLetter(p.data[p.pos]) && p.pos-start < 32 {
		p.pos++
	}
	word := string(p.data[start:p.pos])
	negative, has, n := false, false, 0
	if p.pos < len(p.data) && p.data[p.pos] == '-' {
		negative = true
		p.pos++
	}
	for p.pos < len(p.data) && p.data[p.pos] >= '0' && p.data[p.pos] <= '9' {
		has = true
		if n < 1<<27 {
			n = n*10 + int(p.data[p.pos]-'0')
		}
		p.pos++
	}
	if negative {
		n = -n
	}
	if p.pos < len(p.data) && p.data[p.pos] == ' ' {
		p.pos++
	}
	if word == "bin" {
		p.pos = min(p.pos+max(n, 0), len(p.data))
		return nil
	}
	if p.skip > 0 && word != "u" && word != "uc" {
		p.skip-- // a control word counts as one character
		return nil
	}
	p.word(word, n, has)
	p.state.fresh = false
	return nil
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// symbol handles a control symbol.
func (p *parser) symbol(c byte) {
	if c == '*' {
		p.state.optional = true
		return
	}
	if c == '\'' {
		if p.pos+2 > len(p.data) {
			p.pos = len(p.data)
			return
		}
		hi, ok1 := hex(p.data[p.pos])
		lo, ok2 := hex(p.data[p.pos+1])
		if !ok1 || !ok2 {
			return
		}
		p.pos += 2
		if p.skip > 0 {
			p.skip--
			return
		}
		if p.state.dest != toNothing {
			p.write(p.decode([]byte{hi<<4 | lo}))
		}
		return
	}
	if p.skip > 0 {
		p.skip--
		return
	}
	switch c {
	case '\\', '{', '}':
		p.write(string(rune(c)))
	case '~':
		p.write("\u00a0")
	case '_':
		p.write("-")
	case '\r', '\n':
		p.word("par", 0, false)
	case '\t':
		p.word("tab", 0, false)
	}
}

func hex(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// unicode writes the character of \uN; code points over U+FFFF come as two
// surrogates.
func (p *parser) unicode(n int) {
	r := rune(n)
	if n < 0 {
		r = rune(n + 1<<16)
	}
	p.skip = p.state.unicodeSkip
	if p.state.dest == toNothing || r <= 0 || r > utf8.MaxRune {
		return
	}
	if utf16.IsSurrogate(r) {
		if p.high != 0 {
			p.write(string(utf16.DecodeRune(p.high, r)))
			p.high = 0
		} else {
			p.high = r
		}
		return
	}
	p.high = 0
	p.write(string(r))
}
