package cite

import (
	"fmt"
	"slices"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
)

// support is how much of the statement a passage holds; 0 when it is surely less
// than need, without looking closer.
func support(w *work, p *passage, need float64) float64 {
	a, ok := w.align[p]
	if !ok {
		var total, most float64
		for _, t := range w.tokens {
			total += wording.Weight(t)
			if p.counts[t.Key] > 0 {
				most += wording.Weight(t)
			}
		}
		if total == 0 || most/total < need {
			return 0
		}
		a = wording.Align(w.tokens, p.tokens)
		w.align[p] = a
	}
	return max(a.Coverage, 0.8*wording.Bag(w.tokens, p.counts))
}

// coverage is how much of the statement the cited passages hold together.
func (w *work) coverage() float64 {
	var total, got float64
	for i, t := range w.tokens {
		x := wording.Weight(t)
		total += x
		for _, p := range w.cited {
			if w.align[p].Of[i] >= 0 {
				got += x
				break
			}
		}
	}
	together := map[string]int{}
	for _, p := range w.cited {
		for k, n := range p.counts {
			together[k] += n
		}
	}
	if total == 0 {
		return 1 // nothing but attribution: "Điều 25 Bộ luật Lao động quy định như sau:"
	}
	return max(got/total, 0.8*wording.Bag(w.tokens, together))
}

// together is the share of the statement's neighbouring words that stand side by
// side in a cited passage too. Vietnamese words are mostly of two syllables, so
// that it tells words from scattered syllables.
func (w *work) together() float64 {
	var total, got float64
	for i := 0; i+1 < len(w.tokens); i++ {
		if w.tokens[i].Skip || w.tokens[i+1].Skip {
			continue
		}
		x := wording.Weight(w.tokens[i]) + wording.Weight(w.tokens[i+1])
		total += x
		for _, p := range w.cited {
			if of := w.align[p].Of; of[i] >= 0 && of[i+1] == of[i]+1 {
				got += x
				break
			}
		}
	}
	if total == 0 {
		return 1
	}
	return got / total
}

// pairsNeeded is the share of neighbouring words that a statement must have in
// common with the passage when it has few words in common.
func pairsNeeded(content int) float64 {
	if content < shortContent {
		return fewPairs / 2
	}
	return fewPairs
}

// content counts the words of content.
func (w *work) content() int {
	n := 0
	for _, t := range w.tokens {
		if wording.Weight(t) >= wording.ContentWeight {
			n++
		}
	}
	return n
}

// checkPassage says whether the cited passages support the statement, or
// another one is meant.
func (c *checker) checkPassage(w *work) {
	content := w.content()
	if content < 3 {
		return
	}
	have := w.coverage()
	need := max(supported, have+otherMargin)
	for _, p := range c.passages {
		if need > 1 || slices.Contains(w.cited, p) {
			continue
		}
		if support(w, p, need) >= need {
			w.problem(Problem{Code: WrongPassage, Number: w.cited[0].Number, Span: w.Span,
				Detail: fmt.Sprintf("Nội dung câu “%s” nằm ở căn cứ [%d] (%s), không phải [%d].", shorten(w.Text), p.Number, p.label(), w.cited[0].Number)})
			return
		}
	}
	if (have < unsupported || have < looseWords && w.together() < pairsNeeded(content)) && !silence.MatchString(w.plain) {
		w.problem(Problem{Code: Unsupported, Number: w.cited[0].Number, Span: w.Span,
			Detail: fmt.Sprintf("Căn cứ [%d] (%s) không nói điều nêu trong câu “%s”.", w.cited[0].Number, w.cited[0].label(), shorten(w.Text))})
	}
}

// locate fills in where in the passages the statement is supported.
func (c *checker) locate(w *work) {
	for i := range w.Citations {
		x := &w.Citations[i]
		if x.Evidence < 0 {
			continue
		}
		p := c.passages[x.Evidence]
		a := w.align[p]
		if len(a.Pairs) == 0 {
			continue
		}
		lo, hi := len(p.tokens), 0
		for _, r := range a.Runs() {
			if r.N >= 2 {
				lo, hi = min(lo, r.P), max(hi, r.P+r.N-1)
			}
		}
		if lo > hi {
			continue
		}
		x.Support = corpus.Span{Start: p.tokens[lo].Start, End: p.tokens[hi].End}
		x.Path = p.Path
		size := len(p.Text) + 1
		for _, u := range p.units {
			if u.Start <= x.Support.Start && x.Support.End <= u.End && u.End-u.Start < size {
				x.Path, size = u.Path, u.End-u.Start
			}
		}
	}
}

// isVerbatim says that the statement is told in the passage's own words: its
// quotations make up most of it and stand there, or all of it does in one
// piece.
func (w *work) isVerbatim() bool {
	quoted := 0
	for _, q := range w.quotes {
		if q.words > shortQuote {
			quoted += q.words
		}
	}
	content := 0
	for _, t := range w.tokens {
		if !t.Skip {
			content++
		}
	}
	if quoted > 0 && 2*quoted >= content {
		return true
	}
	for _, p := range w.cited {
		a := w.align[p]
		if content >= 4 && a.Coverage >= verbatim && float64(a.Longest) >= verbatim*float64(content) {
			return true
		}
	}
	return false
}
