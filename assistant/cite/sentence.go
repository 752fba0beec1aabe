package cite

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// A mark is [1], [1, 2], [1-3]; models also write 【1】, [^1] and [căn cứ 1].
var markForm = regexp.MustCompile(`[\[【]\s*\^?(?:(?i:căn cứ|nguồn|số)\s*)?(\d{1,3}(?:\s*[,;–\-]\s*\d{1,3})*)\s*[\]】]`)

// mark is one citation mark with the numbers it names.
type mark struct {
	span    corpus.Span
	numbers []int
}

func findMarks(text string) []mark {
	var out []mark
	for _, m := range markForm.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, mark{corpus.Span{Start: m[0], End: m[1]}, markNumbers(text[m[2]:m[3]])})
	}
	return out
}

// markNumbers reads "1, 3-5"; a range of more than ten is taken as its ends.
func markNumbers(s string) []int {
	var out []int
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		ends := strings.FieldsFunc(part, func(r rune) bool { return r == '-' || r == '–' })
		var n []int
		for _, e := range ends {
			if v, err := strconv.Atoi(e); err == nil {
				n = append(n, v)
			}
		}
		if len(n) == 2 && n[0] < n[1] && n[1]-n[0] <= 10 {
			for v := n[0]; v <= n[1]; v++ {
				out = append(out, v)
			}
			continue
		}
		out = append(out, n...)
	}
	return out
}

// sentence is a piece of the answer that is checked on its own.
type sentence struct {
	span  corpus.Span // in the answer, with marks
	marks []mark
	// inherited are marks of a lead-in or of the list under it.
	inherited []mark
	line      int
	bullet    bool
	heading   bool
	leadIn    bool // ends with a colon, a list follows
	next      bool // another sentence follows in the same line
}

var (
	bulletForm  = regexp.MustCompile(`^\s*(?:[-*•+–]|\d{1,2}[.)]|[a-zđ]\))\s+`)
	headingForm = regexp.MustCompile(`^\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?\s*|__[^_]+__:?\s*)$`)
	// Abbreviations whose full stop ends no sentence.
	abbreviation = regexp.MustCompile(`(?:^|[\s(])(?:TP|Tp|Tx|TX|TT|Q|P|H|X|Nxb|NXB|v\.v|ThS|TS|PGS|GS|BS|KTS|ST|Stt|vd|VD|tr|Mr|Mrs|Đ|đ|k|Art|No)$`)
)

// split cuts an answer into sentences: by lines, then at full stops outside
// quotes and brackets. A mark after the full stop belongs to the sentence
// before it.
func split(text string) []sentence {
	marks := findMarks(text)
	var out []sentence
	line := 0
	for start := 0; start <= len(text); line++ {
		end := len(text)
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		n := 0
		for n < len(marks) && marks[n].span.Start < end {
			n++
		}
		out = append(out, splitLine(text, start, end, line, marks[:n])...)
		marks = marks[n:]
		start = end + 1
	}
	inherit(out)
	return out
}

func splitLine(text string, start, end, line int, marks []mark) []sentence {
	if strings.TrimSpace(text[start:end]) == "" {
		return nil
	}
	heading := headingForm.MatchString(text[start:end])
	bullet := false
	if m := bulletForm.FindStringIndex(text[start:end]); m != nil && !heading {
		bullet = true
		start += m[1]
	}
	var spans []corpus.Span
	if heading {
		spans = []corpus.Span{{Start: start, End: end}}
	} else {
		spans = sentenceSpans(text, start, end, marks)
	}
	var out []sentence
	for _, sp := range spans {
		for len(marks) > 0 && marks[0].span.Start < sp.Start {
			marks = marks[1:]
		}
		for sp.Start < sp.End && text[sp.Start] <= ' ' {
			sp.Start++
		}
		for sp.End > sp.Start && text[sp.End-1] <= ' ' {
			sp.End--
		}
		s := sentence{span: sp, line: line, bullet: bullet, heading: heading}
		for _, m := range marks {
			if m.span.End > sp.End {
				break
			}
			s.marks = append(s.marks, m)
		}
		bare := strings.TrimRight(withoutMarks(text[sp.Start:sp.End]), " *_")
		s.leadIn = strings.HasSuffix(bare, ":")
		if bare == "" && len(s.marks) > 0 && len(out) > 0 { // marks alone: of the sentence before
			last := &out[len(out)-1]
			last.marks, last.span.End = append(last.marks, s.marks...), sp.End
			continue
		}
		if bare != "" {
			out = append(out, s)
		}
	}
	for i := range out {
		out[i].next = i+1 < len(out)
	}
	return out
}

func sentenceSpans(text string, start, end int, marks []mark) []corpus.Span {
	var out []corpus.Span
	from, depth, quote := start, 0, false
	straight := strings.Count(text[start:end], `"`)%2 == 0
	curly := strings.Count(text[start:end], "“") == strings.Count(text[start:end], "”")
	brackets := strings.Count(text[start:end], "(") == strings.Count(text[start:end], ")")
	next := 0 // mark
	for i := start; i < end; {
		for next < len(marks) && marks[next].span.Start < i {
			next++
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '“' && curly, r == '"' && straight && !quote:
			quote = true
		case r == '”' && curly, r == '"' && straight && quote:
			quote = false
		case r == '(' && brackets:
			depth++
		case r == ')' && brackets:
			depth--
		}
		i += n
		if !(r == '.' || r == '!' || r == '?' || r == '…') && !(r == '”' || r == '"') || quote || depth > 0 {
			continue
		}
		if r == '”' || r == '"' { // a full stop inside the closing quote
			before := strings.TrimRight(text[from:i-n], " ")
			if !strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "!") && !strings.HasSuffix(before, "?") {
				continue
			}
		} else if r == '.' && !endsSentence(text[from:i-1]) {
			continue
		}
		at := i
		for at < end && strings.ContainsRune(`"*_)`, rune(text[at])) && text[at] < utf8.RuneSelf {
			at++
		}
		// Marks right after belong to this sentence.
		for k := next; k < len(marks); k++ {
			to := at
			for to < end && text[to] == ' ' {
				to++
			}
			if marks[k].span.Start < to {
				continue
			}
			if marks[k].span.Start != to || marks[k].span.End > end {
				break
			}
			at = marks[k].span.End
			if at < end && (text[at] == '.' || text[at] == '*') {
				at++
			}
		}
		if at >= end || text[at] != ' ' {
			if at < end {
				i = max(i, at)
				continue
			}
		} else if !startsSentence(text[at:end]) {
			continue
		}
		out = append(out, corpus.Span{Start: from, End: at})
		from, i = at, max(at, i)
	}
	if from < end {
		out = append(out, corpus.Span{Start: from, End: end})
	}
	return out
}

// endsSentence says whether a full stop after s may end a sentence: not after
// an abbreviation, a single capital letter or a number that counts.
func endsSentence(s string) bool {
	if n := len(s) - 16; n > 0 {
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n++
		}
		s = s[n:]
	}
	return !abbreviation.MatchString(s)
}

func startsSentence(s string) bool {
	s = strings.TrimLeft(s, " *_(")
	if strings.HasPrefix(s, "“") || strings.HasPrefix(s, `"`) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

func withoutMarks(s string) string { return strings.TrimSpace(markForm.ReplaceAllString(s, "")) }

// inherit gives the items of a list the marks of its lead-in when they have
// none, and the lead-in those of its items. An item that leads in a list of its
// own ends nothing: levels cannot be told apart, so its items are of both.
func inherit(s []sentence) {
	marked := map[int]bool{} // lines with a mark
	for i := range s {
		if len(s[i].marks) > 0 {
			marked[s[i].line] = true
		}
	}
	for i := range s {
		if !s[i].leadIn || s[i].heading {
			continue
		}
		var union []mark
		for j := i + 1; j < len(s) && j <= i+maxItems && (s[j].line == s[i].line || s[j].bullet && !s[j].heading); j++ {
			union = append(union, s[j].marks...)
			if !marked[s[j].line] {
				s[j].inherited = s[i].marks
			}
		}
		if len(s[i].marks) == 0 {
			s[i].inherited = union
		}
	}
}

// maxItems bounds the items of one list.
const maxItems = 60
