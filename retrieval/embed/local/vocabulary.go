package local

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/rank"
)

// Text is one điều of the corpus that a model is trained on.
type Text struct {
	Group   string // of texts on one subject, such as the document
	Name    string // of the document
	Heading string
	Body    string
}

// example is a text cut into terms: for every token the row of the syllable and
// of the pair it makes with the one before, -1 where there is none.
type example struct {
	name, heading, body view
}

type view struct{ word, pair []int32 }

func (v view) len() int { return len(v.word) }

func (v view) cut(from, to int) view { return view{v.word[from:to], v.pair[from:to]} }

// collection is a corpus ready for training.
type collection struct {
	keys     []uint32
	idf      []float32
	examples []example
	groups   [][]int // examples of a group in their order
	of       []int   // group of each example
}

// minWord and minPair are in how many texts a term must occur to get a vector:
// rarer ones would only be noise. Of a corpus below a thousand texts, half.
const (
	minWord = 8
	minPair = 10
)

// maxBody is how many tokens of a long body are read.
const maxBody = 600

// collect reads the corpus, chooses the terms and cuts the texts.
func collect(ctx context.Context, texts iter.Seq2[Text, error], maxPairs int) (*collection, error) {
	type raw struct{ name, heading, body []rank.Token }
	var all []raw
	names := map[string][]rank.Token{}
	group := map[string]int{}
	c := &collection{}
	df := map[uint32]int{}
	seen := map[uint32]int{}
	var buf []vitext.Token
	cut := func(s string, limit int) []rank.Token {
		buf = vitext.AppendSyllables(buf[:0], s)
		return rank.AppendTokens(nil, buf[:min(len(buf), limit)])
	}
	for t, err := range texts {
		if err != nil {
			return nil, fmt.Errorf("embed: read the corpus: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("embed: read the corpus: %w", err)
		}
		name, ok := names[t.Name]
		if !ok {
			name = cut(t.Name, 80)
			names[t.Name] = name
		}
		r := raw{name, cut(t.Heading, 80), cut(t.Body, maxBody)}
		g, ok := group[t.Group]
		if !ok {
			g = len(c.groups)
			group[t.Group] = g
			c.groups = append(c.groups, nil)
		}
		c.groups[g] = append(c.groups[g], len(all))
		c.of = append(c.of, g)
		all = append(all, r)
		for _, tokens := range [][]rank.Token{r.name, r.heading, r.body} {
			for i, tok := range tokens {
				count(df, seen, wordKey(tok), len(all))
				if i > 0 && tok.Joined() {
					count(df, seen, pairKey(tokens[i-1], tok), len(all))
				}
			}
		}
	}
	rows := c.choose(df, len(all), maxPairs)
	known := map[*rank.Token]view{}
	for _, r := range all {
		var name view
		if len(r.name) > 0 {
			v, ok := known[&r.name[0]]
			if !ok {
				v = viewOf(r.name, rows)
				known[&r.name[0]] = v
			}
			name = v
		}
		c.examples = append(c.examples, example{name, viewOf(r.heading, rows), viewOf(r.body, rows)})
	}
	return c, nil
}

// count adds one to df of a key once for every text.
func count(df, seen map[uint32]int, key uint32, text int) {
	if seen[key] != text {
		seen[key] = text
		df[key]++
	}
}

// choose gives rows to the syllables and to the most frequent pairs.
func (c *collection) choose(df map[uint32]int, texts, maxPairs int) map[uint32]int32 {
	type term struct {
		key uint32
		df  int
	}
	var words, pairs []term
	leastWord, leastPair := minWord, minPair
	if texts < 1000 {
		leastWord, leastPair = minWord/2, minPair/2
	}
	for key, n := range df {
		switch {
		case key>>31 == 0 && n >= leastWord:
			words = append(words, term{key, n})
		case key>>31 == 1 && n >= leastPair:
			pairs = append(pairs, term{key, n})
		}
	}
	order := func(a, b term) int { return cmp.Or(b.df-a.df, cmp.Compare(a.key, b.key)) }
	slices.SortFunc(words, order)
	slices.SortFunc(pairs, order)
	words = words[:min(len(words), maxPairs)]
	pairs = pairs[:min(len(pairs), maxPairs)]
	rows := make(map[uint32]int32, len(words)+len(pairs))
	for _, t := range append(words, pairs...) {
		rows[t.key] = int32(len(c.keys))
		c.keys = append(c.keys, t.key)
		c.idf = append(c.idf, float32(math.Log(1+float64(texts)/float64(t.df))))
	}
	return rows
}

func viewOf(tokens []rank.Token, rows map[uint32]int32) view {
	v := view{make([]int32, len(tokens)), make([]int32, len(tokens))}
	find := func(key uint32) int32 {
		if r, ok := rows[key]; ok {
			return r
		}
		return -1
	}
	for i, t := range tokens {
		v.word[i], v.pair[i] = find(wordKey(t)), -1
		if i > 0 && t.Joined() {
			v.pair[i] = find(pairKey(tokens[i-1], t))
		}
	}
	return v
}
