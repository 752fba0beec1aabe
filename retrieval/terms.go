package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/rank"
)

// Limits of what is compared of a very long query, such as the facts of a case:
// its rarest words tell enough.
const (
	mostTerms = 110
	mostWords = 60
)

// term is a distinct term of a query.
type term struct {
	name  string
	pair  bool
	place int     // of its first element
	share float64 // 1, or how probable its reading is against the best
	typed float64 // weight by default: 1, less for a pair
	df    int
	idf   float64
	meant bool // by everyday words, not typed
}

// terms lists the distinct terms of the elements with their frequencies: each
// word, each pair of neighbours, the other readings of an unsure word, and the
// abbreviation beside what it stands for.
type terms struct {
	list   []term
	at     map[string]int
	length int // elements
	chunks int
}

// termsOf makes the terms of a question, once a search.
func (s *Searcher) termsOf(ctx context.Context, a *Analysis) (*terms, error) {
	if a.terms == nil {
		ts, err := s.lookUp(ctx, a.elements)
		if err != nil {
			return nil, err
		}
		a.terms = ts
	}
	return a.terms, nil
}

// lookUp makes the terms of the elements and looks their frequencies up.
func (s *Searcher) lookUp(ctx context.Context, elements []element) (*terms, error) {
	ts := &terms{at: map[string]int{}, length: typed(elements)}
	add := func(name string, pair bool, place int, share float64) {
		if name == "" {
			return
		}
		if i, ok := ts.at[name]; ok {
			ts.list[i].share = max(ts.list[i].share, share)
			return
		}
		weight := 1.0
		if pair {
			weight = lexical.BigramWeight
		}
		ts.at[name] = len(ts.list)
		ts.list = append(ts.list, term{name: name, pair: pair, place: place, share: share, typed: weight, meant: place >= ts.length})
	}
	for i := range elements {
		e := &elements[i]
		for _, r := range e.readings {
			add(lexical.Syllable(r.Word), false, i, relative(e, r.P)*e.weight())
		}
		if e.short != "" {
			add(lexical.Syllable(e.short), false, i, 1)
		}
		if i == 0 || !e.joined {
			continue
		}
		before := &elements[i-1]
		for _, x := range before.readings {
			for _, y := range e.readings {
				if share := relative(before, x.P) * relative(e, y.P); share >= leastShare {
					add(lexical.Bigram(x.Word, y.Word), true, i, share*e.weight())
				}
			}
		}
	}
	names := make([]string, len(ts.list))
	for i, t := range ts.list {
		names[i] = t.name
	}
	if len(names) == 0 {
		return ts, nil
	}
	df, n, err := s.index.Frequencies(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("retrieval: look frequencies up: %w", err)
	}
	ts.chunks = n
	for i := range ts.list {
		ts.list[i].df = df[i]
		ts.list[i].idf = idf(df[i], n)
	}
	return ts, nil
}

// typed counts the elements that were typed.
func typed(elements []element) int {
	n := len(elements)
	for n > 0 && elements[n-1].meant {
		n--
	}
	return n
}

// weight is what the element counts: less when it was added.
func (e *element) weight() float64 {
	if e.meant {
		return everydayWeight
	}
	return 1
}

// leastShare is how probable, against the best, a pair of readings must be to be
// searched.
const leastShare = 0.15

// relative is the probability of a reading against that of the best one.
func relative(e *element, p float64) float64 {
	if best := e.readings[0].P; best > 0 {
		return min(1, p/best)
	}
	return 1
}

// idf is that of BM25, never negative.
func idf(df, n int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5))
}

// lexical returns the terms for the index, at most mostTerms, those that weigh
// most; with those that were meant or without.
func (ts *terms) lexical(meant bool) []QueryTerm {
	out := make([]QueryTerm, 0, len(ts.list))
	value := make(map[string]float64, len(ts.list))
	for _, t := range ts.list {
		if t.df > 0 && (meant || !t.meant) {
			out = append(out, QueryTerm{Term: t.name, Weight: t.typed * t.share})
			value[t.name] = t.typed * t.share * t.idf
		}
	}
	if len(out) > mostTerms {
		slices.SortStableFunc(out, func(a, b QueryTerm) int { return cmp.Compare(value[b.Term], value[a.Term]) })
		out = out[:mostTerms]
	}
	return out
}

// query prepares the elements for ranking. The words of an element count as one
// term: any of its readings fulfils it.
func (ts *terms) query(a *Analysis, idf func(rank.Token) float32) *rank.Query {
	q := &rank.Query{IDF: idf, Cues: a.cues()}
	keep := ts.rarest(a.elements)
	place := map[string]int{}
	shape := func(t *term) [rank.ShapeSize]float32 {
		return rank.TermShape(t.name, t.pair, float32(t.idf), min(t.place, ts.length), ts.length)
	}
	for i := range a.elements {
		e := &a.elements[i]
		word := e.readings[0].Word
		if !keep[word] {
			continue
		}
		if _, ok := place[word]; ok {
			continue
		}
		t := &ts.list[ts.at[lexical.Syllable(word)]]
		place[word] = len(q.Terms)
		rt := rank.Term{Name: t.name, Shape: shape(t), Token: rank.TokenOf(word), Weight: 1}
		if t.df > 0 {
			rt.IDF = float32(t.idf * e.weight())
		}
		for _, r := range e.readings[1:] {
			rt.Alternatives = append(rt.Alternatives, rank.TokenOf(r.Word))
		}
		if e.short != "" {
			rt.Alternatives = append(rt.Alternatives, rank.TokenOf(e.short))
		}
		q.Terms = append(q.Terms, rt)
	}
	seen := map[string]bool{}
	for i := 1; i < len(a.elements); i++ {
		e := &a.elements[i]
		x, y := a.elements[i-1].readings[0].Word, e.readings[0].Word
		name := lexical.Bigram(x, y)
		from, okx := place[x]
		to, oky := place[y]
		if !e.joined || !okx || !oky || seen[name] {
			continue
		}
		seen[name] = true
		t := &ts.list[ts.at[name]]
		p := rank.Pair{Name: name, Shape: shape(t), A: from, B: to, Weight: lexical.BigramWeight}
		if t.df > 0 {
			p.IDF = float32(t.idf * e.weight())
		}
		q.Pairs = append(q.Pairs, p)
	}
	return q
}

// rarest chooses the words that are compared.
func (ts *terms) rarest(elements []element) map[string]bool {
	var words []string
	keep := map[string]bool{}
	for i := range elements {
		if w := elements[i].readings[0].Word; !keep[w] {
			keep[w] = true
			words = append(words, w)
		}
	}
	if len(words) <= mostWords {
		return keep
	}
	slices.SortStableFunc(words, func(a, b string) int {
		return cmp.Compare(ts.list[ts.at[b]].idf, ts.list[ts.at[a]].idf)
	})
	clear(keep)
	for _, w := range words[:mostWords] {
		keep[w] = true
	}
	return keep
}

// weights tells what each term says, for finding the place that answers.
func (ts *terms) weights(m *rank.Model, cues rank.Cue) termWeights {
	w := termWeights{words: make(map[string]int32, len(ts.list)), pairs: make(map[[2]int32]int32, len(ts.list)), cues: cues}
	add := func(t *term) int32 {
		value := t.typed * t.share * t.idf
		if m != nil {
			value *= float64(m.Terms.Factor(t.name, rank.TermShape(t.name, t.pair, float32(t.idf), min(t.place, ts.length), ts.length)))
		}
		w.weight = append(w.weight, value)
		return int32(len(w.weight) - 1)
	}
	for i := range ts.list {
		if t := &ts.list[i]; t.df > 0 && !t.pair {
			w.words[t.name] = add(t)
		}
	}
	for i := range ts.list {
		t := &ts.list[i]
		if t.df == 0 || !t.pair {
			continue
		}
		first, second := lexical.BigramWords(t.name)
		a, known := w.words[first]
		b, alsoKnown := w.words[second]
		if known && alsoKnown {
			w.pairs[[2]int32{a, b}] = add(t)
		}
	}
	return w
}
