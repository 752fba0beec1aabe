package cite

import (
	"fmt"
	"slices"

	"trolyluat/corpus"
)

func (c *checker) checkQuantities(w *work) {
	for _, q := range w.amounts {
		if q.word || w.inReference(q) || w.isExact(q) {
			continue
		}
		words := w.text[q.span.Start:q.span.End]
		// What the passage has at the same place counts more than what it has
		// anywhere.
		if theirs, ok := w.insteadOf(q); ok {
			w.problem(Problem{Code: WrongQuantity, Number: w.cited[0].Number, Words: words, Span: w.at(q.from, q.to),
				Detail: fmt.Sprintf("“%s” không khớp căn cứ [%d]; căn cứ ghi “%s”.", words, w.cited[0].Number, theirs)})
			continue
		}
		if c.hasQuantity(w.cited, q) || slices.ContainsFunc(c.asked, q.same) {
			continue
		}
		p := Problem{Code: WrongQuantity, Number: w.cited[0].Number, Words: words, Span: w.at(q.from, q.to),
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
func (w *work) inReference(q quantity) bool {
	return slices.ContainsFunc(w.refs, func(r [2]int) bool { return q.from < r[1] && r[0] < q.to })
}

// isExact says that the number stands in a quotation that was found.
func (w *work) isExact(q quantity) bool {
	at := w.at(q.from, q.to)
	return slices.ContainsFunc(w.exact, func(s corpus.Span) bool { return s.Start <= at.Start && at.End <= s.End })
}

func (c *checker) hasQuantity(passages []*passage, q quantity) bool {
	for _, p := range passages {
		if slices.ContainsFunc(p.quantities, q.same) {
			return true
		}
		if q.unit == "date" {
			for _, d := range []corpus.Date{p.Interval.From, p.Interval.To, c.in.AsOf} {
				if d != 0 && q.same(quantity{value: float64(d), unit: "date"}) {
					return true
				}
			}
		}
		if q.unit == "" && p.counts[fmt.Sprint(q.value)] > 0 {
			return true
		}
	}
	// The year of a date that is known.
	if q.unit == "" && q.value == float64(c.in.AsOf.Year()) {
		return true
	}
	return false
}

// insteadOf gives the quantity that the passage has where the statement has q,
// when it is another one of the same unit. Where the passage has q elsewhere,
// the words on both sides must agree, or many before it.
func (w *work) insteadOf(q quantity) (string, bool) {
	for _, p := range w.cited {
		a := w.align[p]
		if a.of[q.from] >= 0 {
			continue // stands there as it is
		}
		left, right := 0, 0
		for i := q.from - 1; i >= 0 && a.of[i] >= 0 && (i == q.from-1 || a.of[i] == a.of[i+1]-1); i-- {
			left++
		}
		for i := q.to; i < len(a.of) && a.of[i] >= 0 && (i == q.to || a.of[i] == a.of[i-1]+1); i++ {
			right++
		}
		if left == 0 {
			continue
		}
		from := a.of[q.from-1] + 1
		for _, o := range p.quantities {
			if o.from < from || o.from > from+1 || o.unit != q.unit || o.word || o.same(q) {
				continue
			}
			elsewhere := slices.ContainsFunc(p.quantities, q.same)
			if elsewhere && !(left >= 2 && right >= 2) && left < 5 {
				continue
			}
			return p.Text[o.span.Start:o.span.End], true
		}
	}
	return "", false
}
