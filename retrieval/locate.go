package retrieval

import (
	"slices"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/lexical"
)

// termWeights tells how much each term of a query says: its weight in the query
// times its idf in the store.
type termWeights map[string]float64

// location is the place in a điều that answers.
type location struct {
	path       string
	highlights []corpus.Span
}

// Constants of [locate]. A unit answers for its điều when it holds most of what
// the whole điều matches; a điểm answers for its khoản under the same rule.
const (
	unitK1    = 0.9
	unitB     = 0.4
	unitMean  = 60 // syllables in a usual khoản
	unitShare = 0.6
)

// locate finds the khoản or điểm of a chunk that carries the query, and where
// the words that matched stand.
func locate(weights termWeights, c *corpus.Chunk) location {
	tokens := vitext.Syllables(c.Text)
	type match struct {
		term       string
		start, end int
		weight     float64
	}
	var matches []match
	for i, t := range tokens {
		if w := weights[t.Text]; w > 0 {
			matches = append(matches, match{t.Text, t.Start, t.End, w})
		}
		if i > 0 && t.Break < vitext.SentenceBreak {
			pair := lexical.Bigram(tokens[i-1].Text, t.Text)
			if w := weights[pair]; w > 0 {
				matches = append(matches, match{pair, tokens[i-1].Start, t.End, w})
			}
		}
	}
	score := func(start, end int) float64 {
		tf := map[string]int{}
		for _, m := range matches {
			if m.start >= start && m.end <= end {
				tf[m.term]++
			}
		}
		length := 0
		for _, t := range tokens {
			if t.Start >= start && t.End <= end {
				length++
			}
		}
		norm := unitK1 * (1 - unitB + unitB*float64(length)/unitMean)
		sum := 0.0
		for term, n := range tf {
			sum += weights[term] * float64(n) * (unitK1 + 1) / (float64(n) + norm)
		}
		return sum
	}
	var l location
	whole := score(0, len(c.Text))
	best, bestScore := -1, 0.0
	for i, u := range c.Units {
		if s := score(u.Start, u.End); s > bestScore {
			best, bestScore = i, s
		}
	}
	if best >= 0 && bestScore >= unitShare*whole {
		l.path = c.Units[best].Path
	}
	slices.SortFunc(matches, func(a, b match) int { return a.start - b.start })
	for _, m := range matches {
		if k := len(l.highlights); k > 0 && m.start <= l.highlights[k-1].End {
			l.highlights[k-1].End = max(l.highlights[k-1].End, m.end)
			continue
		}
		l.highlights = append(l.highlights, corpus.Span{Start: m.start, End: m.end})
	}
	return l
}
