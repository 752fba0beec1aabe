package cite

import (
	"fmt"
	"slices"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
)

func (c *checker) checkQuantities(w *work) {
	for _, q := range w.amounts {
		if q.Word || w.inReference(q) || w.isExact(q) {
			continue
		}
		words := w.text[q.Span.Start:q.Span.End]
		// What the passage has at the same place counts more than what it has
		// anywhere.
		if theirs, ok := w.insteadOf(q); ok {
			w.problem(Problem{Code: WrongQuantity, Number: w.cited[0].Number, Words: words, Span: w.at(q.From, q.To),
				Detail: fmt.Sprintf("“%s” không khớp căn cứ [%d]; căn cứ ghi “%s”.", words, w.cited[0].Number, theirs)})
			continue
		}
		if c.hasQuantity(w.cited, q) || slices.ContainsFunc(c.asked, q.Same) {
			continue
		}
		p := Problem{Code: WrongQuantity, Number: w.cited[0].Number, Words: words, Span: w.at(q.From, q.To),
			Detail: fmt.Sprintf("“%s” không có trong căn cứ [%d].", words, w.cited[0].Number)}
		for _, o := range c.passages {
			if c.hasQuantity([]*passage{o}, q) {
				p.Detail = fmt.Sprintf("“%s” không có trong căn cứ [%d] mà có trong [%d].", words, w.cited[0].Number, o.Number)
				break
			}
		}
		w.problem(p)
	}
}

// inReference says that the number belongs to a reference.
func (w *work) inReference(q wording.Quantity) bool {
	return slices.ContainsFunc(w.refs, func(r [2]int) bool { return q.From < r[1] && r[0] < q.To })
}

// isExact says that the number stands in a quotation that was found.
func (w *work) isExact(q wording.Quantity) bool {
	at := w.at(q.From, q.To)
	return slices.ContainsFunc(w.exact, func(s corpus.Span) bool { return s.Start <= at.Start && at.End <= s.End })
}

func (c *checker) hasQuantity(passages []*passage, q wording.Quantity) bool {
	for _, p := range passages {
		if slices.ContainsFunc(p.quantities, q.Same) {
			return true
		}
		if q.Unit == "date" {
			for _, d := range []corpus.Date{p.Interval.From, p.Interval.To, c.in.AsOf} {
				if d != 0 && q.Same(wording.Quantity{Value: float64(d), Unit: "date"}) {
					return true
				}
			}
		}
		if q.Unit == "" && p.counts[fmt.Sprint(q.Value)] > 0 {
			return true
		}
	}
	// The year of a date that is known.
	if q.Unit == "" && q.Value == float64(c.in.AsOf.Year()) {
		return true
	}
	return false
}

// insteadOf gives the quantity that the passage has where the statement has q,
// when it is another one of the same unit. The place is found by the words alone,
// with all numbers left out, in the cited passage that says most of them. Where
// a cited passage has q elsewhere, the words on both sides must agree, or many
// before it.
func (w *work) insteadOf(q wording.Quantity) (string, bool) {
	p, of := w.wording()
	if p == nil || q.From == 0 || of[q.From-1] < 0 {
		return "", false
	}
	from := of[q.From-1] + 1
	var other *wording.Quantity
	for i := range p.quantities {
		if o := &p.quantities[i]; o.From >= from && o.From <= from+1 && o.Unit == q.Unit && !o.Word {
			other = o
		}
	}
	if other == nil || other.Same(q) {
		return "", false
	}
	here := w.around(q, p, *other)
	at := 0 // how well the words agree where a passage has q itself
	elsewhere := false
	for _, c := range w.cited {
		for _, o := range c.quantities {
			if q.Same(o) {
				elsewhere = true
				at = max(at, w.around(q, c, o))
			}
		}
	}
	if elsewhere && (at >= here || here < agreeing) {
		return "", false
	}
	return p.Text[other.Span.Start:other.Span.End], true
}

// agreeing is how many words around a number must be the same for the passage's
// number there to count against one that it has elsewhere.
const agreeing = 4

// around counts the words before and after q that stand before and after o too;
// other numbers between them agree with any.
func (w *work) around(q wording.Quantity, p *passage, o wording.Quantity) int {
	n := 0
	i, j := q.From-1, o.From-1
	for i >= 0 && j >= 0 {
		switch {
		case w.number[i]:
			i--
			continue
		case p.number[j]:
			j--
			continue
		case w.tokens[i].Key != p.tokens[j].Key:
			i = -1
			continue
		}
		n++
		i, j = i-1, j-1
	}
	i, j = q.From+1, o.From+1
	for i < len(w.tokens) && j < len(p.tokens) {
		switch {
		case w.number[i]:
			i++
			continue
		case p.number[j]:
			j++
			continue
		case w.tokens[i].Key != p.tokens[j].Key:
			return n
		}
		n++
		i, j = i+1, j+1
	}
	return n
}

// wording aligns the statement without its numbers to the cited passage that
// says most of it.
func (w *work) wording() (*passage, []int) {
	if w.number != nil {
		return w.wordsOf, w.wordsAt
	}
	w.number = wording.NumberTokens(w.tokens, w.amounts)
	masked := slices.Clone(w.tokens)
	for i := range masked {
		masked[i].Skip = masked[i].Skip || w.number[i]
	}
	best := -1.0
	for _, p := range w.cited {
		if a := wording.Align(masked, p.tokens); a.Coverage > best {
			best, w.wordsOf, w.wordsAt = a.Coverage, p, a.Of
		}
	}
	return w.wordsOf, w.wordsAt
}
