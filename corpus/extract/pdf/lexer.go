package pdf

import "strconv"

// kind of an operand of a content stream or CMap.
type kind uint8

const (
	kNone kind = iota
	kNumber
	kString
	kName
	kArray
	kDict // elements alternate between names and values
	kOperator
)

// operand is a value of a content stream or CMap.
type operand struct {
	kind kind
	num  float64
	str  []byte // string, name or operator
	list []operand
}

// lexer reads content streams and CMaps. It never fails: what makes no sense is
// passed over.
type lexer struct {
	data []byte
	pos  int
}

const (
	cRegular = iota
	cSpace
	cDelim
)

var class = func() (c [256]uint8) {
	for _, b := range "\x00\t\n\f\r " {
		c[b] = cSpace
	}
	for _, b := range "()<>[]{}/%" {
		c[b] = cDelim
	}
	return c
}()

func (l *lexer) skipSpace() {
	for l.pos < len(l.data) {
		b := l.data[l.pos]
		if class[b] == cSpace {
			l.pos++
		} else if b == '%' {
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		} else {
			return
		}
	}
}

// next returns the next operand or operator; kNone at the end.
func (l *lexer) next(depth int) operand {
	for {
		l.skipSpace()
		if l.pos >= len(l.data) {
			return operand{}
		}
		b := l.data[l.pos]
		switch b {
		case '(':
			return operand{kind: kString, str: l.literal()}
		case '/':
			return operand{kind: kName, str: l.name()}
		case '[':
			l.pos++
			return operand{kind: kArray, list: l.list(']', depth)}
		case '<':
			if l.pos+1 < len(l.data) && l.data[l.pos+1] == '<' {
				l.pos += 2
				return operand{kind: kDict, list: l.list('>', depth)}
			}
			return operand{kind: kString, str: l.hex()}
		case ']', ')', '{', '}', '>':
			if depth > 0 && (b == ']' || b == '>') { // for the list to end, or to pass over
				return operand{kind: kOperator, str: l.data[l.pos : l.pos+1]}
			}
			l.pos++
			continue
		}
		start := l.pos
		for l.pos < len(l.data) && class[l.data[l.pos]] == cRegular {
			l.pos++
		}
		word := l.data[start:l.pos]
		if b <= '9' && (b >= '0' || b == '-' || b == '+' || b == '.') {
			if n, ok := number(word); ok {
				return operand{kind: kNumber, num: n}
			}
		}
		return operand{kind: kOperator, str: word}
	}
}

// list reads until the closing bracket; what opens deeper than 64 is passed
// over.
func (l *lexer) list(end byte, depth int) []operand {
	var out []operand
	for {
		l.skipSpace()
		if l.pos >= len(l.data) {
			return out
		}
		if l.data[l.pos] == end {
			l.pos++
			if end == '>' && l.pos < len(l.data) && l.data[l.pos] == '>' {
				l.pos++
			}
			return out
		}
		if depth > 64 {
			l.pos++
			continue
		}
		o := l.next(depth + 1)
		if o.kind == kNone {
			return out
		}
		if o.kind == kOperator && len(o.str) == 1 && class[o.str[0]] == cDelim {
			l.pos++ // a bracket that closes something else
			continue
		}
		out = append(out, o)
	}
}

// number parses a PDF number, also the malformed ones that exist ("--5", "1.2-3").
func number(w []byte) (float64, bool) {
	neg, i := false, 0
	for i < len(w) && (w[i] == '-' || w[i] == '+') {
		neg = neg || w[i] == '-'
		i++
	}
	whole, frac, scale, digits := 0.0, 0.0, 1.0, 0
	for ; i < len(w) && w[i] >= '0' && w[i] <= '9'; i++ {
		whole = whole*10 + float64(w[i]-'0')
		digits++
	}
	if i < len(w) && w[i] == '.' {
		for i++; i < len(w) && w[i] >= '0' && w[i] <= '9'; i++ {
			frac = frac*10 + float64(w[i]-'0')
			scale *= 10
			digits++
		}
	}
	if digits == 0 && len(w) > 1 || i < len(w) && w[i] != '-' {
		if f, err := strconv.ParseFloat(string(w), 64); err == nil {
			return f, true
		}
		return 0, false
	}
	v := whole + frac/scale
	if neg {
		v = -v
	}
	return v, true
}

func (l *lexer) name() []byte {
	l.pos++
	start := l.pos
	escaped := false
	for l.pos < len(l.data) && class[l.data[l.pos]] == cRegular {
		escaped = escaped || l.data[l.pos] == '#'
		l.pos++
	}
	raw := l.data[start:l.pos]
	if !escaped {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) && hexDigit(raw[i+1]) >= 0 && hexDigit(raw[i+2]) >= 0 {
			out = append(out, byte(hexDigit(raw[i+1])<<4|hexDigit(raw[i+2])))
			i += 2
			continue
		}
		out = append(out, raw[i])
	}
	return out
}

func (l *lexer) hex() []byte {
	l.pos++
	out := make([]byte, 0, 16)
	high := -1
	for l.pos < len(l.data) {
		b := l.data[l.pos]
		l.pos++
		if b == '>' {
			break
		}
		d := hexDigit(b)
		if d < 0 {
			continue
		}
		if high < 0 {
			high = d
		} else {
			out = append(out, byte(high<<4|d))
			high = -1
		}
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	return out
}

func hexDigit(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

func (l *lexer) literal() []byte {
	l.pos++
	start, depth := l.pos, 1
	// Most strings hold no escape and are returned without a copy.
	for i := start; i < len(l.data); i++ {
		switch l.data[i] {
		case '\\', '\r':
			return l.escaped(start)
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.pos = i + 1
				return l.data[start:i]
			}
		}
	}
	l.pos = len(l.data)
	return l.data[start:]
}

func (l *lexer) escaped(start int) []byte {
	out := make([]byte, 0, 32)
	depth := 1
	i := start
	for ; i < len(l.data); i++ {
		b := l.data[i]
		switch b {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.pos = i + 1
				return out
			}
		case '\r':
			if i+1 < len(l.data) && l.data[i+1] == '\n' {
				i++
			}
			b = '\n'
		case '\\':
			if i++; i >= len(l.data) {
				continue
			}
			switch e := l.data[i]; e {
			case 'n':
				b = '\n'
			case 'r':
				b = '\r'
			case 't':
				b = '\t'
			case 'b':
				b = '\b'
			case 'f':
				b = '\f'
			case '\r':
				if i+1 < len(l.data) && l.data[i+1] == '\n' {
					i++
				}
				continue
			case '\n':
				continue
			default:
				if e < '0' || e > '7' {
					b = e
					break
				}
				v := 0
				for n := 0; n < 3 && i < len(l.data) && l.data[i] >= '0' && l.data[i] <= '7'; n++ {
					v = v<<3 | int(l.data[i]-'0')
					i++
				}
				i--
				b = byte(v)
			}
		}
		out = append(out, b)
	}
	l.pos = len(l.data)
	return out
}
