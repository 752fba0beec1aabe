package reading

import (
	"strings"

	"trolyluat/corpus"
)

// level is the place of a piece of a điều in its tree.
type level int

const (
	levelHeading level = iota // the line that names the điều
	levelPlain                // a sentence right under the điều
	levelClause               // a khoản
	levelPoint                // a điểm
	levelDash                 // a gạch đầu dòng, a row of a table
)

// piece is a sentence of a provision, or an item of a list in it.
type piece struct {
	corpus.Span
	level  level
	first  bool // begins its unit: has the label
	lead   bool // ends with a colon: a list follows
	parent int  // the piece that leads into it, -1 for none
	label  int  // bytes of the label at its start
	tokens []token
}

// pieces cuts the text of a điều into sentences and items, each with the line
// that leads into it.
func pieces(w *Words, text string) []piece {
	var out []piece
	at := levelPlain
	leads := [levelDash + 1]int{-1, -1, -1, -1, -1}
	for i, s := range joined(text, cutSentences(text)) {
		line := text[s.Start:s.End]
		p := piece{Span: s, parent: -1}
		switch l, n := labelOf(line); {
		case i == 0 && strings.HasPrefix(line, corpus.LevelArticle.Name()+" "):
			p.level, p.first, at = levelHeading, true, levelPlain
		case n > 0:
			p.level, p.first, p.label, at = l, true, n, l
		case s.Start > 0 && text[s.Start-1] == '\n' && at == levelHeading:
			p.level, at = levelPlain, levelPlain
		default:
			p.level = at
		}
		p.lead = strings.HasSuffix(line, ":")
		for l := p.level; l >= levelPlain && p.parent < 0; l-- {
			if l == p.level && p.first {
				continue
			}
			p.parent = leads[l]
		}
		for l := p.level; l < levelDash+1; l++ {
			if p.first || p.lead || l > p.level {
				leads[l] = -1
			}
		}
		if p.lead && p.level > levelHeading {
			leads[p.level] = len(out)
		}
		p.tokens = w.tokens(line)
		out = append(out, p)
	}
	return out
}

// labelOf reads the label that a line begins with and how many bytes it takes: "1.",
// "a)", "-".
func labelOf(line string) (level, int) {
	if row, _, _ := strings.Cut(line, "\n"); strings.Contains(row, " | ") {
		return levelDash, 0
	}
	digits := 0
	for digits < len(line) && digit(line[digits]) {
		digits++
	}
	if digits > 0 && digits <= 3 {
		i := digits
		for i < len(line) && i < digits+2 && line[i] >= 'a' && line[i] <= 'z' {
			i++
		}
		if i < len(line) && line[i] == '.' && (i+1 == len(line) || line[i+1] == ' ') {
			return levelClause, i + 1
		}
		if i < len(line) && line[i] == ')' {
			return levelPoint, i + 1
		}
		return 0, 0
	}
	if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "+ ") || strings.HasPrefix(line, "– ") {
		n := strings.IndexByte(line, ' ')
		return levelDash, n
	}
	if i := strings.IndexByte(line, ')'); i > 0 && i <= 3 {
		for _, r := range line[:i] {
			if !(r >= 'a' && r <= 'z' || r == 'đ' || r >= '0' && r <= '9') {
				return 0, 0
			}
		}
		return levelPoint, i + 1
	}
	return 0, 0
}

// titleWords is how long a line is that only names what follows it: "- Tình huống
// án lệ:".
const titleWords = 8

// joined puts such a line to the sentence that follows it.
func joined(text string, spans []corpus.Span) []corpus.Span {
	var out []corpus.Span
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		line := text[s.Start:s.End]
		if strings.HasSuffix(line, ":") && len(strings.Fields(line)) <= titleWords && i+1 < len(spans) {
			if _, n := labelOf(text[spans[i+1].Start:spans[i+1].End]); n == 0 && !strings.Contains(text[spans[i+1].Start:spans[i+1].End], " | ") {
				i++
				s.End = spans[i].End
			}
		}
		out = append(out, s)
	}
	return out
}

// wholeSentence is up to how many bytes a sentence is kept in one piece though
// it has semicolons.
const wholeSentence = 260

// cutSentences gives the sentences of a text: lines, cut at ". ", and at "; "
// where a sentence is long.
func cutSentences(text string) []corpus.Span {
	var out []corpus.Span
	start := 0
	flush := func(end int) {
		a, b := start, end
		for a < b && (text[a] == ' ' || text[a] == '\n') {
			a++
		}
		for b > a && (text[b-1] == ' ' || text[b-1] == '\n') {
			b--
		}
		if b > a {
			out = append(out, corpus.Span{Start: a, End: b})
		}
		start = end
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n':
			flush(i + 1)
		case ';':
			if i+1 < len(text) && text[i+1] == ' ' && (i-start > wholeSentence/2 || sentenceEnd(text, i)-start > wholeSentence) {
				flush(i + 1)
			}
		case '.':
			if i+2 < len(text) && text[i+1] == ' ' && i-start > 12 && !digit(text[i-1]) {
				flush(i + 1)
			}
		}
	}
	flush(len(text))
	return out
}

// sentenceEnd is where the sentence around i ends.
func sentenceEnd(text string, i int) int {
	for ; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '.' && i+2 < len(text) && text[i+1] == ' ' && !digit(text[i-1]) {
			return i
		}
	}
	return len(text)
}

func digit(b byte) bool { return b >= '0' && b <= '9' }
