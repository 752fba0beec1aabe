package retrieval

import (
	"math"
	"slices"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/rank"
)

// termWeights tells how much each term of a query says: its weight in the query
// times its idf in the store.
type termWeights struct {
	of   map[string]float64
	cues rank.Cue
}

// location is the place in a điều that answers.
type location struct {
	path       string
	highlights []corpus.Span
}

// Constants of [locate], chosen on the extractive questions of ALQAC 2022.
const (
	unitK1    = 0.9
	unitB     = 0.45
	unitMean  = 60  // syllables in a usual khoản
	unitShare = 0.2 // of what the whole điều matches; a khoản with less does not stand for it
	pointGain = 0.7 // what a điểm must score against its khoản to be pointed at
	numberP   = 0.3 // what a number adds where the question asks for one, as a share
)

type match struct {
	term       string
	start, end int
}

// locate finds the khoản or điểm of a chunk that carries the query, and where
// the words that matched stand. Words that most khoản of the điều share count
// little for the choice among them.
func locate(weights termWeights, c *corpus.Chunk) location {
	tokens := vitext.Syllables(c.Text)
	var matches []match
	for i := range tokens {
		t := &tokens[i]
		if weights.of[t.Text] > 0 {
			matches = append(matches, match{t.Text, t.Start, t.End})
		}
		if i > 0 && t.Break < vitext.SentenceBreak {
			pair := lexical.Bigram(tokens[i-1].Text, t.Text)
			if weights.of[pair] > 0 {
				matches = append(matches, match{pair, tokens[i-1].Start, t.End})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return a.start - b.start })
	return location{path: bestUnit(weights, c, tokens, matches), highlights: highlights(matches)}
}

// bestUnit chooses among the outermost units, then among those inside.
func bestUnit(weights termWeights, c *corpus.Chunk, tokens []vitext.Token, matches []match) string {
	path, start, end := "", -1, len(c.Text)
	for depth := 0; ; depth++ {
		var inner []corpus.Unit
		last := -1
		for _, u := range c.Units {
			if u.Start >= start && u.End <= end && u.Start >= last && u.Path != path {
				inner = append(inner, u)
				last = u.End
			}
		}
		if len(inner) == 0 || depth == 4 {
			return path
		}
		scores := scoreUnits(weights, inner, tokens, matches)
		best := 0
		for i := range inner {
			if scores[i] > scores[best] {
				best = i
			}
		}
		whole := scoreUnits(weights, []corpus.Unit{{Start: max(start, 0), End: end}}, tokens, matches)[0]
		least := unitShare
		if depth > 0 {
			least = pointGain
		}
		if scores[best] == 0 || scores[best] < least*whole {
			return path
		}
		path, start, end = inner[best].Path, inner[best].Start, inner[best].End
	}
}

// scoreUnits scores units of one level by BM25 over the query's terms, whose
// weight falls with the share of the units that hold them.
func scoreUnits(weights termWeights, units []corpus.Unit, tokens []vitext.Token, matches []match) []float64 {
	type count map[string]int
	tf := make([]count, len(units))
	terms := make([][]string, len(units)) // of tf, in order, so that sums are the same every time
	df := count{}
	length := make([]int, len(units))
	number := make([]bool, len(units))
	at := 0
	// in finds the unit that a span lies in; spans come in order.
	in := func(start, end int) int {
		for at < len(units) && units[at].End <= start {
			at++
		}
		if at < len(units) && start >= units[at].Start && end <= units[at].End {
			return at
		}
		return -1
	}
	for _, m := range matches {
		if k := in(m.start, m.end); k >= 0 {
			if tf[k] == nil {
				tf[k] = count{}
			}
			if tf[k][m.term]++; tf[k][m.term] == 1 {
				df[m.term]++
				terms[k] = append(terms[k], m.term)
			}
		}
	}
	first := -1
	at = 0
	for i := range tokens {
		t := &tokens[i]
		if k := in(t.Start, t.End); k >= 0 {
			length[k]++
			if t.Kind != vitext.Word && k == first { // the unit's own label is no number
				number[k] = true
			}
			first = k
		}
	}
	scores := make([]float64, len(units))
	n := float64(len(units))
	for k := range units {
		norm := unitK1 * (1 - unitB + unitB*float64(length[k])/unitMean)
		for _, term := range terms[k] {
			f := tf[k][term]
			local := 1.0
			if n > 1 {
				local = math.Log(1+(n-float64(df[term])+0.5)/(float64(df[term])+0.5)) / math.Log(1+(n-0.5)/1.5)
			}
			scores[k] += weights.of[term] * (0.4 + 0.6*local) * float64(f) * (unitK1 + 1) / (float64(f) + norm)
		}
		if number[k] && weights.cues&rank.AsksQuantity != 0 {
			scores[k] *= 1 + numberP
		}
	}
	return scores
}

// highlights joins the matches, which come in order, to ranges.
func highlights(matches []match) []corpus.Span {
	var out []corpus.Span
	for _, m := range matches {
		if k := len(out); k > 0 && m.start <= out[k-1].End {
			out[k-1].End = max(out[k-1].End, m.end)
			continue
		}
		out = append(out, corpus.Span{Start: m.start, End: m.end})
	}
	return out
}
