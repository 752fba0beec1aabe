package retrieval

import (
	"math"
	"slices"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/rank"
)

// termWeights tells how much each term of a query says: its weight in the query
// times its idf in the store. Terms are numbers.
type termWeights struct {
	weight []float64
	words  map[string]int32   // term of a word
	pairs  map[[2]int32]int32 // term of two words side by side
	cues   rank.Cue
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
	term       int32
	start, end int
}

// locator finds places in the điều of one result. It uses its memory again.
type locator struct {
	termWeights
	tokens  []vitext.Token
	matches []match
	tf, df  []int32 // tf by unit and term
}

// locate finds the khoản or điểm of a chunk that carries the query, and where
// the words that matched stand. Words that most khoản of the điều share count
// little for the choice among them.
func (l *locator) locate(c *corpus.Chunk) location {
	l.tokens, l.matches = vitext.AppendSyllables(l.tokens[:0], c.Text), l.matches[:0]
	before := int32(-1) // the word before, where it is one of the query's
	for i := range l.tokens {
		t := &l.tokens[i]
		word, ok := l.words[t.Text]
		if !ok {
			before = -1
			continue
		}
		l.matches = append(l.matches, match{word, t.Start, t.End})
		if before >= 0 && t.Break < vitext.SentenceBreak {
			if pair, ok := l.pairs[[2]int32{before, word}]; ok {
				l.matches = append(l.matches, match{pair, l.tokens[i-1].Start, t.End})
			}
		}
		before = word
	}
	slices.SortStableFunc(l.matches, func(a, b match) int { return a.start - b.start })
	return location{path: l.bestUnit(c), highlights: highlights(l.matches)}
}

// bestUnit chooses among the outermost units, then among those inside.
func (l *locator) bestUnit(c *corpus.Chunk) string {
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
		scores := l.scoreUnits(inner)
		best := 0
		for i := range inner {
			if scores[i] > scores[best] {
				best = i
			}
		}
		whole := l.scoreUnits([]corpus.Unit{{Start: max(start, 0), End: end}})[0]
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
func (l *locator) scoreUnits(units []corpus.Unit) []float64 {
	terms := len(l.weight)
	l.df = append(l.df[:0], make([]int32, terms)...)
	l.tf = append(l.tf[:0], make([]int32, terms*len(units))...)
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
	for _, m := range l.matches {
		if k := in(m.start, m.end); k >= 0 {
			tf := &l.tf[k*terms+int(m.term)]
			if *tf++; *tf == 1 {
				l.df[m.term]++
			}
		}
	}
	first := -1
	at = 0
	for i := range l.tokens {
		t := &l.tokens[i]
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
		for term, tf := range l.tf[k*terms : (k+1)*terms] {
			if tf == 0 {
				continue
			}
			f, df := float64(tf), float64(l.df[term])
			local := 1.0
			if n > 1 {
				local = math.Log(1+(n-df+0.5)/(df+0.5)) / math.Log(1+(n-0.5)/1.5)
			}
			scores[k] += l.weight[term] * (0.4 + 0.6*local) * f * (unitK1 + 1) / (f + norm)
		}
		if number[k] && l.cues&rank.AsksQuantity != 0 {
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
