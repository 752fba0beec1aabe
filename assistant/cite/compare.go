package cite

import (
	"trolyluat/assistant/wording"
	"trolyluat/corpus"
)

// Comparison tells how a claim stands to a passage: what the passage says of it,
// and where the two part. It decides nothing; package assistant/reading weighs it.
type Comparison struct {
	Coverage float64 // share of the claim's words that stand in the passage in its order, by weight
	Bag      float64 // share of its words of content that stand anywhere in it
	Together float64 // share of neighbouring words that are neighbours there too
	Longest  float64 // share of the claim in the longest stretch word for word
	// Words of the claim, and for each its place: the token's span in the claim,
	// and whether the passage has it at the place where the rest stands.
	Words []ComparedWord
	// Contrary are the places where one negates or opposes the other, as the
	// claim writes them ("" where it lacks a negation of the passage).
	Contrary []string
	// Doubtful says that the claim has a negation that stands nowhere in the
	// passage.
	Doubtful bool
	Numbers  int // numbers, dates and amounts of the claim
	// WrongNumbers are those for which the passage has another at the place;
	// MissingNumbers those that it has not at all.
	WrongNumbers, MissingNumbers int
	Inserted                     int         // words of content of the claim between words that stand together in the passage
	Replaced                     int         // … in the place of other words of the passage
	Omitted                      int         // words of content of the passage that the claim leaves out between its words
	Support                      corpus.Span // in the passage's text, zero when nothing stands there
	Negations                    int         // of the claim
	PassageNegations             int         // of the stretch of the passage that supports it
}

// ComparedWord is a word of a claim.
type ComparedWord struct {
	Text    string
	Span    corpus.Span // in the claim
	Found   bool        // stands in the passage at the place of the claim
	Present bool        // stands in it somewhere
}

// Compare holds a claim against the text of a passage.
func Compare(claim string, e Evidence) Comparison {
	p := prepare(&e, 0)
	return compare(claim, p)
}

// Comparer compares many claims with one passage.
type Comparer struct{ p *passage }

// NewComparer prepares a passage.
func NewComparer(e Evidence) *Comparer { return &Comparer{prepare(&e, 0)} }

// Compare holds a claim against the passage.
func (c *Comparer) Compare(claim string) Comparison { return compare(claim, c.p) }

func compare(claim string, p *passage) Comparison {
	c := checker{passages: []*passage{p}}
	st := Statement{Span: corpus.Span{End: len(claim)}, Text: claim}
	w := &work{Statement: &st, text: claim, plain: claim, align: map[*passage]wording.Alignment{}, cited: []*passage{p}}
	w.tokens = wording.Tokenize(claim)
	_, w.refs = findNamed(claim, w.tokens)
	w.amounts = wording.Quantities(claim, w.tokens)
	w.canonicalNumbers()
	a := wording.Align(w.tokens, p.tokens)
	w.align[p] = a
	out := Comparison{Coverage: a.Coverage, Bag: wording.Bag(w.tokens, p.counts), Together: w.together()}
	if len(w.tokens) > 0 {
		out.Longest = float64(a.Longest) / float64(len(w.tokens))
	}
	for i, t := range w.tokens {
		out.Words = append(out.Words, ComparedWord{Text: t.Key, Span: corpus.Span{Start: t.Start, End: t.End}, Found: a.Of[i] >= 0, Present: p.counts[t.Key] > 0})
	}
	for _, f := range wording.Flips(w.tokens, p.tokens, a) {
		out.Contrary = append(out.Contrary, f.Ours)
	}
	_, out.Doubtful = w.doubtful()
	for _, q := range w.amounts {
		if q.Word || w.inReference(q) {
			continue
		}
		out.Numbers++
		if _, ok := w.insteadOf(q); ok {
			out.WrongNumbers++
		} else if !c.hasQuantity(w.cited, q) {
			out.MissingNumbers++
		}
	}
	out.gaps(w.tokens, p.tokens, a)
	out.Negations = wording.Negations(w.tokens)
	return out
}

// gaps counts what stands between the stretches that agree.
func (c *Comparison) gaps(s, p []wording.Token, a wording.Alignment) {
	runs := a.Runs()
	if len(runs) == 0 {
		return
	}
	content := func(t []wording.Token) int {
		n := 0
		for _, x := range t {
			if wording.Weight(x) >= wording.ContentWeight && !x.Label {
				n++
			}
		}
		return n
	}
	lo, hi := len(p), 0
	for k, r := range runs {
		if r.N >= 2 || len(runs) == 1 {
			lo, hi = min(lo, r.P), max(hi, r.P+r.N)
		}
		if k == 0 {
			continue
		}
		b := runs[k-1]
		ours := content(s[b.S+b.N : r.S])
		if r.P < b.P+b.N {
			c.Inserted += ours
			continue
		}
		theirs := 0
		if r.P-(b.P+b.N) <= 30 {
			theirs = content(p[b.P+b.N : r.P])
		}
		c.Replaced += min(ours, theirs)
		c.Inserted += max(0, ours-theirs)
		c.Omitted += max(0, theirs-ours)
	}
	if lo < hi {
		c.Support = corpus.Span{Start: p[lo].Start, End: p[hi-1].End}
		c.PassageNegations = wording.Negations(p[lo:hi])
	}
}
