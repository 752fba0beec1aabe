package vitext

import (
	"strings"
	"unicode/utf8"
)

// number takes what begins with a digit: a plain number, a decimal or grouped
// one, a date, a legal number, or a label such as "12a".
func (c *cutter) number(start int) int {
	s := c.s
	i := start
	for i < len(s) && byteClass[s[i]] == bcDigit {
		i++
	}
	if i < len(s) && (byteClass[s[i]] == bcLetter || byteClass[s[i]] == bcHigh) {
		if end := letterRun(s, i); end > i {
			// "12a"; "33a/2011/TT-BTC" goes on as a legal number.
			if end < len(s) && s[end] == '/' {
				if stop, ok := legalNumber(s, end); ok {
					c.emitLegal(start, stop)
					return stop
				}
			}
			return c.word(start)
		}
	}
	if i < len(s) && s[i] == '/' {
		if end, ok := legalNumber(s, i); ok {
			c.emitLegal(start, end)
			return end
		}
	}
	if i < len(s) {
		switch s[i] {
		case '/', '-':
			if end := c.date(start); end > 0 {
				return end
			}
			if s[i] == '/' {
				if end := digitRun(s, i+1); end > i+1 && !letterAt(s, end) && (end == len(s) || s[end] != '/') {
					c.emit(start, end, Number, 0, false)
					return end
				}
			}
		case '.', ',':
			if end := c.date(start); end > 0 {
				return end
			}
			i = groupedNumber(s, start, i)
		}
	}
	c.emit(start, i, Number, 0, false)
	return i
}

func (c *cutter) emitLegal(start, end int) {
	c.emit(start, end, LegalNumber, isUpper, false)
}

func digitRun(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

// letterRun is the end of the letters and marks from i on.
func letterRun(s string, i int) int {
	for i < len(s) {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if classOf(r)&(isLetter|isMark) == 0 {
			break
		}
		i += n
	}
	return i
}

func letterAt(s string, i int) bool { return letterRun(s, i) > i }

// legalNumber reads from the first slash of "45/2019/QH14" to the end of the
// number. The last segment must have a letter: it names issuer or form. Segments
// are letters and digits, joined inside by "-", "&" or (old style) ".".
func legalNumber(s string, slash int) (end int, ok bool) {
	i := slash
	for segments := 0; i < len(s) && s[i] == '/' && segments < 5; segments++ {
		stop, letters := legalSegment(s, i+1)
		if stop == i+1 {
			break
		}
		if letters {
			end, ok = stop, true
		} else if ok {
			break // digits after the issuer are no part of it
		}
		i = stop
	}
	return end, ok
}

// legalSegment is the end of one segment and whether it has an upper-case
// letter, which every issuer and form has ("QĐ-TTg"); "24/giờ" is none.
func legalSegment(s string, start int) (end int, upper bool) {
	i := start
	for {
		piece := i
		for i < len(s) {
			r, n := rune(s[i]), 1
			if r >= utf8.RuneSelf {
				r, n = utf8.DecodeRuneInString(s[i:])
			}
			cl := classOf(r)
			if cl&(isLetter|isMark|isDigit) == 0 {
				break
			}
			upper = upper || cl&(isLetter|isUpper) == isLetter|isUpper
			i += n
		}
		if i == piece {
			// a separator with nothing after it is not ours
			return max(start, piece-1), upper
		}
		if i >= len(s) || !upper {
			return i, upper
		}
		switch s[i] {
		case '-', '&':
			i++
		case '.':
			// "QĐ.UB", but not the end of a sentence: "NĐ-CP.Chính phủ", "TTg.2. Bãi bỏ".
			end := letterRun(s, i+1)
			if end == i+1 || end-i > 12 || strings.ToUpper(s[i+1:end]) != s[i+1:end] || digitRun(s, end) > end || end < len(s) && s[end] == '.' {
				return i, upper
			}
			i++
		default:
			return i, upper
		}
	}
}

// date reads day, month and year joined by one separator and emits it as
// "1/7/2025". It returns 0 where there is no date.
func (c *cutter) date(start int) int {
	s := c.s
	a := digitRun(s, start)
	if a-start > 2 || a >= len(s) {
		return 0
	}
	sep := s[a]
	b := digitRun(s, a+1)
	if b == a+1 || b-a > 3 || b >= len(s) || s[b] != sep {
		return 0
	}
	end := digitRun(s, b+1)
	if end-b != 5 || letterAt(s, end) || end+1 < len(s) && s[end] == sep && s[end+1] >= '0' && s[end+1] <= '9' {
		return 0
	}
	day, month := atoi(s[start:a]), atoi(s[a+1:b])
	if day < 1 || day > 31 || month < 1 || month > 12 || sep == ',' {
		return 0
	}
	if sep == '/' && s[start] != '0' && s[a+1] != '0' {
		c.emit(start, end, DateNumber, 0, false)
		return end
	}
	c.reserve(len("31/12/2025"))
	at := c.buf.Len()
	c.buf.WriteString(strings.TrimPrefix(s[start:a], "0"))
	c.buf.WriteByte('/')
	c.buf.WriteString(strings.TrimPrefix(s[a+1:b], "0"))
	c.buf.WriteByte('/')
	c.buf.WriteString(s[b+1 : end])
	c.tokens = append(c.tokens, Token{Text: c.cut(at), Start: start, End: end, Kind: DateNumber, Break: c.pending})
	c.pending = NoBreak
	return end
}

func atoi(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// groupedNumber is the end of a decimal ("3,5", "2.5") or of a number grouped
// by thousands ("1.000.000", "1.234,56"); first is the end of its leading
// digits. A list without spaces ("1,2,3") stays in pieces.
func groupedNumber(s string, start, first int) int {
	sep := s[first]
	if start >= 2 && s[start-1] == sep && byteClass[s[start-2]] == bcDigit {
		return first // in the middle of a list
	}
	end := first
	groups := 0
	if first-start <= 3 {
		for end < len(s) && s[end] == sep {
			stop := digitRun(s, end+1)
			if stop-end != 4 || letterAt(s, stop) {
				break
			}
			end = stop
			groups++
		}
	}
	// A tail of another length: decimals after groups, or of a plain number.
	if end < len(s) && (groups == 0 && s[end] == sep || groups > 0 && s[end] != sep && (s[end] == ',' || s[end] == '.')) {
		stop := digitRun(s, end+1)
		list := stop+1 < len(s) && s[stop] == s[end] && s[stop+1] >= '0' && s[stop+1] <= '9'
		if stop > end+1 && !list && !letterAt(s, stop) {
			return stop
		}
	}
	if groups > 0 && end+1 < len(s) && s[end] == sep && s[end+1] >= '0' && s[end+1] <= '9' {
		return first // "100,200,30": a list after all
	}
	return end
}
