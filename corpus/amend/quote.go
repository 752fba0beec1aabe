package amend

import (
	"strings"
	"unicode/utf8"

	"trolyluat/corpus"
)

// instruction is one amending sentence with the new text that it announces.
type instruction struct {
	text   string      // the sentence, without new text
	span   corpus.Span // of the sentence in Document.Text
	blocks []block
}

// end is where the instruction with its new text ends.
func (in *instruction) end() int {
	if n := len(in.blocks); n > 0 {
		return in.blocks[n-1].span.End
	}
	return in.span.End
}

// block is new text between quotation marks, or bare where the source lost
// them.
type block struct {
	text string // without the outer marks
	span corpus.Span
	bare bool
}

// instructions cuts the own text of a unit into sentences and the quoted texts
// that follow them. base is the offset of text in Document.Text.
func instructions(text string, base int) []instruction {
	var out []instruction
	for pos := 0; pos < len(text); {
		end := lineEnd(text, pos)
		line := text[pos:end]
		trimmed := strings.TrimLeft(line, " \t\u00a0")
		start := pos + len(line) - len(trimmed)
		if strings.TrimSpace(trimmed) == "" {
			pos = end + 1
			continue
		}
		var last *instruction
		if len(out) > 0 {
			last = &out[len(out)-1]
		}
		if last != nil && (last.expects() || last.commands()) {
			if w := openingQuote(trimmed); w > 0 {
				stop := blockEnd(text, start)
				last.blocks = append(last.blocks, newBlock(text, start+w, stop, base))
				pos = stop
				continue
			}
			if last.expects() && len(last.blocks) == 0 && !startsInstruction(trimmed) {
				stop := bareEnd(text, end)
				last.blocks = append(last.blocks, block{closeGaps(strings.TrimSpace(text[start:stop])), corpus.Span{Start: base + start, End: base + stop}, true})
				pos = stop
				continue
			}
		}
		if last != nil && len(last.blocks) == 0 && !ends(last.text) && !startsInstruction(trimmed) && last.span.End-base == pos-1 {
			// a sentence broken over two lines
			last.text = text[last.span.Start-base : end]
			last.span.End = base + end
		} else {
			out = append(out, instruction{text: trimmed, span: corpus.Span{Start: base + start, End: base + end}})
			last = &out[len(out)-1]
		}
		pos = end + 1
		// "… như sau: “2. …" on one line
		if i := inlineQuote(last.text); i > 0 {
			at := last.span.Start - base + i
			last.text = strings.TrimSpace(text[last.span.Start-base : at])
			last.span.End = base + at
			stop := blockEnd(text, at)
			last.blocks = append(last.blocks, newBlock(text, at+openingQuote(text[at:]), stop, base))
			pos = stop
		}
	}
	return out
}

func newBlock(text string, from, to, base int) block {
	s := strings.TrimRight(text[from:to], " \t\n\u00a0")
	if t := strings.TrimRight(s, ".;,: \u00a0"); closingQuote(t) > 0 {
		s = t[:len(t)-closingQuote(t)]
	}
	lead := len(s) - len(strings.TrimLeft(s, " \t\n\u00a0"))
	return block{text: closeGaps(strings.TrimSpace(s)), span: corpus.Span{Start: base + from + lead, End: base + to}}
}

// expects says that the sentence announces new text.
func (in *instruction) expects() bool {
	s := strings.TrimRight(in.text, " \t\n\u00a0.“\"")
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "như sau") || len(in.blocks) > 0
}

// commands says that the sentence gives an instruction, so that quoted text on
// the next line is its new text also without a colon.
func (in *instruction) commands() bool { return startsInstruction(in.text) }

// ends says that the sentence is closed by a mark of punctuation.
func ends(s string) bool {
	s = strings.TrimRight(s, " \t\u00a0")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".;:”\"", r)
}

func lineEnd(text string, from int) int {
	if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(text)
}

// openingQuote is the length of a quotation mark at the beginning of s, 0 for
// none.
func openingQuote(s string) int {
	for _, q := range [...]string{"“", "\"", "”", "‟", "„", "«", "''", "‘‘", "‘"} {
		if strings.HasPrefix(s, q) {
			return len(q)
		}
	}
	return 0
}

// closingQuote is the length of a quotation mark at the end of s, 0 for none.
func closingQuote(s string) int {
	for _, q := range [...]string{"”", "\"", "“", "’’", "''", "»", "’"} {
		if strings.HasSuffix(s, q) {
			return len(q)
		}
	}
	return 0
}

// inlineQuote finds the new text that begins on the line of its announcement:
// the offset of the mark behind "như sau:", 0 for none.
func inlineQuote(s string) int {
	i := strings.LastIndex(s, "như sau")
	if i < 0 {
		return 0
	}
	j := i + len("như sau")
	for j < len(s) && strings.IndexByte(": \t\n.", s[j]) >= 0 {
		j++
	}
	if openingQuote(s[j:]) > 0 {
		return j
	}
	return 0
}

// blockEnd finds the end of quoted text that opens at from: behind the line
// where the outer mark closes. Marks inside are counted; where they do not
// balance, the last line that ends in a closing mark before the next
// instruction counts.
func blockEnd(text string, from int) int {
	depth, straight := 0, 0
	opened := text[from:]
	curly := strings.HasPrefix(opened, "“") || strings.HasPrefix(opened, "„") || strings.HasPrefix(opened, "«")
	lastClose := -1
	for pos := from; pos < len(text); {
		end := lineEnd(text, pos)
		line := text[pos:end]
		if pos > from && lastClose > 0 && startsInstruction(line) {
			return lastClose
		}
		for i, r := range line {
			switch r {
			case '“', '„', '«':
				depth++
			case '”', '»':
				depth--
			case '"':
				straight++
				_ = i
			}
		}
		if closesLine(line) {
			balanced := depth <= 0 && curly || !curly && straight%2 == 0
			if curly && depth > 0 && strings.HasSuffix(strings.TrimRight(line, " .;,"), "\"") && depth-1 <= 0 {
				balanced = true // opened by “ and closed by "
			}
			lastClose = end
			if balanced || nextIsNew(text, end) {
				return min(end+1, len(text))
			}
		}
		pos = end + 1
	}
	if lastClose > 0 {
		return min(lastClose+1, len(text))
	}
	return len(text)
}

// closesLine says that the line ends in a closing mark, apart from punctuation.
func closesLine(line string) bool {
	return closingQuote(strings.TrimRight(line, " \t\u00a0.;,:)/")) > 0
}

// nextIsNew says that the line behind end begins another quoted text or an
// instruction, so that a closing mark before it closes for good.
func nextIsNew(text string, end int) bool {
	for pos := end + 1; pos < len(text); {
		e := lineEnd(text, pos)
		line := strings.TrimSpace(text[pos:e])
		if line != "" {
			return openingQuote(line) > 0 || startsInstruction(line)
		}
		pos = e + 1
	}
	return true
}

// bareEnd finds the end of new text without marks whose first line ends at end:
// the next instruction or the end of the unit.
func bareEnd(text string, end int) int {
	for pos := end + 1; pos < len(text); {
		e := lineEnd(text, pos)
		if startsInstruction(text[pos:e]) {
			return pos
		}
		pos = e + 1
	}
	return len(text)
}

// startsInstruction says that a line gives an instruction of the amending act:
// behind its label stands an amending verb, or a unit that "được sửa đổi".
func startsInstruction(line string) bool {
	s := stripLabel(strings.TrimSpace(line))
	if _, n := verbAt(s); n > 0 {
		return targetFollows(s[n:])
	}
	return false
}

// stripLabel drops the label of a khoản, điểm or điều and dashes before an
// instruction.
func stripLabel(s string) string {
	t := strings.TrimLeft(s, " \t\u00a0")
	if n := foldedPrefix(t, "điều"); n > 0 {
		rest := strings.TrimLeft(t[n:], " \u00a0")
		if i := labelLen(rest); i > 0 {
			return strings.TrimLeft(rest[i:], " .:\n\t\u00a0")
		}
		return t
	}
	if strings.HasPrefix(t, "- ") || strings.HasPrefix(t, "+ ") || strings.HasPrefix(t, "– ") {
		_, n := utf8.DecodeRuneInString(t)
		return strings.TrimLeft(t[n:], " \u00a0")
	}
	i := labelLen(t)
	if i > 0 && i < len(t) && (t[i] == '.' || t[i] == ')' || t[i] == '/' || t[i] == '-') {
		return strings.TrimLeft(t[i+1:], " \t\u00a0)")
	}
	return t
}

// labelLen is the length of "12", "12a", "1.2", "a", "đ", "a1" at the beginning
// of s.
func labelLen(s string) int {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || i > 0 && s[i] == '.' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9') {
		i++
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if r >= 'a' && r <= 'z' || r == 'đ' {
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		if i+n == len(s) || !isLetter(next) {
			i += n
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				i++
			}
		}
	}
	return i
}
