package cite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
)

// checkReferences holds every provision and act that the statement names against
// the passages it cites.
func (c *checker) checkReferences(w *work) {
	for i := range w.named {
		n := &w.named[i]
		if n.from < n.to && w.tokens[n.from].Exact && w.tokens[n.to-1].Exact {
			continue // quoted: the passage names it
		}
		if n.covered = slices.ContainsFunc(w.cited, n.covers); n.covered {
			n.attribution = !slices.ContainsFunc(w.cited, func(p *passage) bool { return n.asContent(w.align[p], c.leads(w, n)) })
			c.checkUnits(w, n)
			continue
		}
		if slices.ContainsFunc(w.cited, func(p *passage) bool { return n.asContent(w.align[p], c.leads(w, n)) }) {
			continue
		}
		first := c.leads(w, n)
		// An answer that names its source does not say "của Luật này"; the passage
		// does.
		if (n.Document.This || !first && !n.closes(w)) && slices.ContainsFunc(w.cited, func(p *passage) bool { return n.textHas(p, w.tokens) }) {
			continue
		}
		n.attribution = true
		if c.askedFor(n) && n.denied(w) {
			continue
		}
		number := w.cited[0].Number
		inDocument := slices.IndexFunc(w.cited, n.ofDocument)
		other := slices.IndexFunc(c.passages, n.covers)
		p := Problem{Code: WrongReference, Number: number, Words: n.words, Span: w.at(n.from, n.to)}
		switch {
		case inDocument >= 0 && other >= 0:
			p.Detail = fmt.Sprintf("“%s” không phải căn cứ [%d] (%s); “%s” là căn cứ [%d].", n.words, number, w.cited[0].label(), n.words, c.passages[other].Number)
		case inDocument >= 0:
			p.Detail = fmt.Sprintf("“%s” không khớp với căn cứ [%d], là %s.", n.words, number, w.cited[inDocument].label())
		case other >= 0:
			p.Detail = fmt.Sprintf("“%s” là căn cứ [%d], không phải [%d] (%s).", n.words, c.passages[other].Number, number, w.cited[0].label())
		case slices.ContainsFunc(c.passages, n.ofDocument):
			p.Detail = fmt.Sprintf("“%s” không khớp với căn cứ [%d], là %s.", n.words, number, w.cited[0].label())
		default:
			p.Code = UnknownDocument
			p.Detail = fmt.Sprintf("“%s” không có trong các căn cứ; căn cứ [%d] là %s.", n.words, number, w.cited[0].label())
		}
		w.problem(p)
	}
}

// leads says that the reference stands at the head of the sentence, before any
// content of its own.
func (c *checker) leads(w *work, n *named) bool {
	for i := range n.from {
		if !attributionWords[w.tokens[i].Key] {
			return false
		}
	}
	return true
}

// closes says that the reference is the last thing of the sentence or stands
// alone in brackets, as an attribution does.
func (n *named) closes(w *work) bool {
	before := strings.TrimRight(w.text[:n.Span.Start], " ")
	after := strings.TrimLeft(w.text[n.Span.End:], " ")
	if strings.HasSuffix(before, "(") && strings.HasPrefix(after, ")") {
		return true
	}
	return strings.Trim(after, " .;,*_)") == ""
}

// askedFor says that the question names the same.
func (c *checker) askedFor(n *named) bool {
	asked, _ := findNamed(c.in.Question, c.question)
	for _, q := range asked {
		if len(n.articles) > 0 && !slices.ContainsFunc(n.articles, func(a string) bool { return slices.Contains(q.articles, a) }) {
			continue
		}
		if n.Document.IsZero() || q.Document.IsZero() || n.Document.Name != "" && strings.EqualFold(n.Document.Name, q.Document.Name) || n.Document.Key != "" && n.Document.Key == q.Document.Key {
			return true
		}
	}
	return false
}

var (
	denialAfter  = regexp.MustCompile(`(?i)^[^.;“"]{0,40}(?:không (?:có|tồn tại|quy định|nói|nêu|thuộc|nằm)|chưa có)`)
	denialBefore = regexp.MustCompile(`(?i)(?:không (?:có|tìm thấy|thấy|tồn tại)|chưa (?:có|tìm thấy)|chỉ có \d+ điều)[^.;]{0,20}$`)
	// Sentences that say what the passages do not hold.
	silence = regexp.MustCompile(`(?i)căn cứ[^.;]{0,40} (?:không|chưa) |(?:không|chưa) (?:có|tìm thấy|thấy) (?:quy định|căn cứ|điều nào)`)
)

// denied says that the statement says of the reference that there is no such
// thing, as it must where a question supposes one.
func (n *named) denied(w *work) bool {
	return denialAfter.MatchString(norm.NFC.String(w.text[n.Span.End:])) || denialBefore.MatchString(norm.NFC.String(w.text[:n.Span.Start]))
}

// checkUnits holds the khoản and điểm named against those of the điều.
func (c *checker) checkUnits(w *work, n *named) {
	if !n.attribution {
		return
	}
	for _, u := range n.units {
		article, unit, _ := strings.Cut(u, " ")
		ok, any := false, false
		var of *passage
		for _, p := range w.cited {
			if p.article != article || !n.ofDocument(p) {
				continue
			}
			any, of = true, p
			ok = ok || p.hasUnit(unit)
		}
		if any && !ok {
			w.problem(Problem{Code: WrongReference, Number: of.Number, Words: n.words, Span: w.at(n.from, n.to),
				Detail: fmt.Sprintf("%s không có %s.", of.label(), unitLabel(unit))})
		}
	}
}

// unitLabel names "k2/a" as "điểm a khoản 2".
func unitLabel(unit string) string {
	return strings.TrimSpace(strings.TrimSuffix(corpus.PathLabel("d0/"+unit), "Điều 0"))
}

// How much of a statement another khoản must hold, and how much more than the
// named one, for the name to be wrong.
const (
	clauseHolds  = 0.85
	clauseMargin = 0.25
)

// checkClauses says whether the khoản that is named is the one that says so. The
// words before the first khoản belong to all.
func (c *checker) checkClauses(w *work) {
	for i := range w.named {
		n := &w.named[i]
		if !n.attribution || len(n.units) != 1 || !n.covered {
			continue
		}
		article, unit, _ := strings.Cut(n.units[0], " ")
		name, _, _ := strings.Cut(unit, "/")
		for _, p := range w.cited {
			if p.article != article || !n.ofDocument(p) {
				continue
			}
			if at := w.otherClause(p, name); at != "" {
				w.problem(Problem{Code: WrongReference, Number: p.Number, Words: n.words, Span: w.at(n.from, n.to),
					Detail: fmt.Sprintf("Nội dung này nằm ở %s, không phải %s %s.", unitLabel(at), unitLabel(name), p.label())})
			}
		}
	}
}

// otherClause is the khoản of the passage that says what the statement says when
// the named one does not: its quotations stand there, or much more of its words.
func (w *work) otherClause(p *passage, name string) string {
	var mine, best wording.Alignment
	at, found := "", false
	quotedMine, quotedAt := false, ""
	for _, k := range p.clauses() {
		tokens := p.within(k)
		a := wording.Align(w.tokens, tokens)
		quoted := len(w.exact) > 0 && w.quotedWithin(tokens)
		switch {
		case k.name == name:
			found, mine, quotedMine = true, a, quoted
		case quoted && quotedAt == "":
			quotedAt = k.name
		}
		if k.name != name && a.Coverage > best.Coverage {
			best, at = a, k.name
		}
	}
	switch {
	case !found:
		return ""
	case len(w.exact) > 0:
		if !quotedMine && quotedAt != "" {
			return quotedAt
		}
		return ""
	case best.Coverage >= clauseHolds && best.Coverage >= mine.Coverage+clauseMargin && best.Longest >= 2*mine.Longest:
		return at
	}
	return ""
}

// quotedWithin says whether a found quotation stands among the tokens.
func (w *work) quotedWithin(tokens []wording.Token) bool {
	for _, q := range w.quotes {
		if q.words > shortQuote && slices.Contains(w.exact, q.span) {
			if _, ok := q.quotedIn(tokens); ok {
				return true
			}
		}
	}
	return false
}

// clause is a khoản of a passage: its tokens [from, to).
type clause struct {
	name     string // "k2"
	from, to int
}

// clauses lists the khoản of a passage that is a điều.
func (p *passage) clauses() []clause {
	var out []clause
	for _, u := range p.units {
		name, ok := strings.CutPrefix(u.Path, p.Path+"/")
		if !ok || strings.Contains(name, "/") || !strings.HasPrefix(name, "k") {
			continue
		}
		from, to := tokenRange(p.tokens, corpus.Span{Start: u.Start, End: u.End})
		if from < to {
			out = append(out, clause{name, from, to})
		}
	}
	return out
}

// within is the words of a khoản with those before the first one.
func (p *passage) within(k clause) []wording.Token {
	first := len(p.tokens)
	for _, o := range p.clauses() {
		first = min(first, o.from)
	}
	return append(slices.Clone(p.tokens[:first]), p.tokens[k.from:k.to]...)
}
