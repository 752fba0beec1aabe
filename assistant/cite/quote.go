package cite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
)

var (
	quoteForm = regexp.MustCompile(`“([^“”]*)”|«([^«»]*)»|"([^"\n]*)"|‘([^‘’\n]{3,})’`)
	// What stands for words left out in a quotation.
	ellipsis = regexp.MustCompile(`\s*(?:\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,})\s*`)
)

// quotation is quoted words of the answer.
type quotation struct {
	span     corpus.Span       // of the words, without the quote marks
	segments [][]wording.Token // between ellipses
	words    int
}

func findQuotes(text string, span corpus.Span) []quotation {
	var out []quotation
	for _, m := range quoteForm.FindAllStringSubmatchIndex(text[span.Start:span.End], -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] < 0 {
				continue
			}
			q := quotation{span: corpus.Span{Start: span.Start + m[g], End: span.Start + m[g+1]}}
			words := markForm.ReplaceAllStringFunc(text[q.span.Start:q.span.End], func(s string) string { return strings.Repeat(" ", len(s)) })
			for _, seg := range ellipsis.Split(words, -1) {
				tokens := wording.Tokenize(seg)
				if len(tokens) > 0 {
					q.segments = append(q.segments, tokens)
					q.words += len(tokens)
				}
			}
			if q.words > 0 {
				out = append(out, q)
			}
		}
	}
	return out
}

// shortQuote is up to how many words a quotation is a name or term, which may
// come from anywhere that the reader sees.
const shortQuote = 3

// quotedIn says whether all segments stand in the tokens, in order and each as
// it is, and where.
func (q quotation) quotedIn(tokens []wording.Token) (corpus.Span, bool) {
	at := 0
	var span corpus.Span
	for i, seg := range q.segments {
		j := indexTokens(tokens[at:], seg)
		if j < 0 {
			return corpus.Span{}, false
		}
		if i == 0 {
			span.Start = tokens[at+j].Start
		}
		at += j + len(seg)
		span.End = tokens[at-1].End
	}
	return span, true
}

// in says whether the passage holds the quotation: its text with or without the
// labels of units, or its heading.
func (q quotation) in(p *passage) (corpus.Span, bool) {
	if s, ok := q.quotedIn(p.tokens); ok {
		return s, true
	}
	if s, ok := q.quotedIn(p.bare); ok {
		return s, true
	}
	if _, ok := q.quotedIn(p.heading); ok {
		return corpus.Span{}, true
	}
	return corpus.Span{}, false
}

// indexTokens finds seg in tokens, word for word; numbers must be written the
// same.
func indexTokens(tokens, seg []wording.Token) int {
	if len(seg) == 0 {
		return 0
	}
next:
	for i := 0; i+len(seg) <= len(tokens); i++ {
		for k := range seg {
			if !sameQuoted(tokens[i+k], seg[k]) {
				continue next
			}
		}
		return i
	}
	return -1
}

func sameQuoted(a, b wording.Token) bool {
	return a.Text == b.Text || a.Key == b.Key && a.Kind == b.Kind && a.Kind == 0
}

// difference tells what is wrong with a quotation that does not stand in the
// passage, by the place where most of it does: the words of the passage there.
func (q quotation) difference(p *passage) (theirs, ours string) {
	var s []wording.Token
	for _, seg := range q.segments {
		s = append(s, seg...)
	}
	a := wording.Align(s, p.bare)
	if a.Coverage < 0.5 || len(a.Pairs) < 2 {
		return "", ""
	}
	for k := 1; k < len(a.Pairs); k++ {
		x, y := a.Pairs[k-1], a.Pairs[k]
		if y.S == x.S+1 && y.P == x.P+1 || y.P <= x.P || y.P-x.P > 8 || y.S-x.S > 8 {
			continue
		}
		return wording.JoinKeys(p.bare[x.P+1 : y.P]), wording.JoinKeys(s[x.S+1 : y.S])
	}
	first, last := a.Pairs[0], a.Pairs[len(a.Pairs)-1]
	if n := len(s) - 1 - last.S; n > 0 && n <= 8 {
		return wording.JoinKeys(p.bare[last.P+1 : min(last.P+1+n, len(p.bare))]), wording.JoinKeys(s[last.S+1:])
	}
	if n := first.S; n > 0 && n <= 8 {
		return wording.JoinKeys(p.bare[max(0, first.P-n):first.P]), wording.JoinKeys(s[:n])
	}
	return "", ""
}

func (c *checker) checkQuotes(w *work) {
	for _, q := range w.quotes {
		if slices.ContainsFunc(w.cited, func(p *passage) bool { _, ok := q.in(p); return ok }) {
			w.exact = append(w.exact, q.span)
			continue
		}
		if q.words <= shortQuote && c.knows(q) {
			continue
		}
		words := c.in.Text[q.span.Start:q.span.End]
		p := Problem{Code: Misquoted, Number: w.cited[0].Number, Words: words, Span: q.span}
		if other := slices.IndexFunc(c.passages, func(o *passage) bool { _, ok := q.in(o); return ok }); other >= 0 {
			p.Code = WrongPassage
			p.Detail = fmt.Sprintf("Đoạn trong ngoặc kép “%s” nằm ở căn cứ [%d], không phải [%d].", shorten(words), c.passages[other].Number, p.Number)
		} else {
			p.Detail = fmt.Sprintf("Đoạn trong ngoặc kép “%s” không đúng nguyên văn căn cứ [%d].", shorten(words), p.Number)
			for _, of := range w.cited {
				if theirs, ours := q.difference(of); theirs != "" || ours != "" {
					p.Detail += fmt.Sprintf(" Căn cứ ghi “%s” chứ không phải “%s”.", theirs, ours)
					break
				}
			}
		}
		w.problem(p)
	}
}

// knows says that a short quotation, a term or a name, comes from something
// that the reader sees: any passage, a title, the question.
func (c *checker) knows(q quotation) bool {
	if _, ok := q.quotedIn(c.question); ok {
		return true
	}
	for _, p := range c.passages {
		if _, ok := q.in(p); ok {
			return true
		}
		if _, ok := q.quotedIn(wording.Tokenize(p.Title)); ok {
			return true
		}
	}
	return false
}
