package lexical

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Hit is a chunk with its score.
type Hit struct {
	Chunk corpus.ChunkID
	Score float64
}

// Exact is BM25F over maps in memory, without any shortcut: the reference of
// the engine. It is not safe for concurrent use.
type Exact struct {
	params Params
	chunks map[corpus.ChunkID]*exactChunk
	terms  map[string]map[corpus.ChunkID]*[NumFields]int
	length float64 // sum of weighted lengths
}

type exactChunk struct {
	facts  DocumentFacts
	iv     corpus.Interval
	fields Fields
	terms  map[string]*[NumFields]int
	length float64
}

// NewExact returns an empty index.
func NewExact(p Params) *Exact {
	return &Exact{params: p, chunks: map[corpus.ChunkID]*exactChunk{}, terms: map[string]map[corpus.ChunkID]*[NumFields]int{}}
}

// Add indexes a chunk under the number id.
func (x *Exact) Add(id corpus.ChunkID, doc *corpus.DocumentInfo, c *corpus.Chunk) {
	x.Remove(id)
	fields := FieldsOf(doc, c)
	terms, lengths := DocumentTerms(&fields)
	folded := map[string]*[NumFields]int{} // a folded term is the sum of its spellings
	for t, tf := range terms {
		f := Folded(t)
		if folded[f] == nil {
			folded[f] = new([NumFields]int)
		}
		for i := range tf {
			folded[f][i] += tf[i]
		}
	}
	maps.Copy(terms, folded)
	ch := &exactChunk{facts: FactsOf(doc), iv: c.Interval, fields: fields, terms: terms}
	for f, n := range lengths {
		ch.length += x.params.Weights[f] * float64(n)
	}
	for t, tf := range terms {
		if x.terms[t] == nil {
			x.terms[t] = map[corpus.ChunkID]*[NumFields]int{}
		}
		x.terms[t][id] = tf
	}
	x.chunks[id] = ch
	x.length += ch.length
}

// Remove takes a chunk out.
func (x *Exact) Remove(id corpus.ChunkID) {
	ch := x.chunks[id]
	if ch == nil {
		return
	}
	for t := range ch.terms {
		if delete(x.terms[t], id); len(x.terms[t]) == 0 {
			delete(x.terms, t)
		}
	}
	x.length -= ch.length
	delete(x.chunks, id)
}

// Frequencies returns in how many chunks each term occurs, and the number of
// chunks. A phrase counts where all its bigrams are.
func (x *Exact) Frequencies(terms []string) (df []int, chunks int) {
	df = make([]int, len(terms))
	for i, t := range terms {
		if p, ok := phraseText(t); ok {
			parts := phraseTerms(p)
			for _, ch := range x.chunks {
				if !slices.ContainsFunc(parts, func(t string) bool { return ch.terms[t] == nil }) {
					df[i]++
				}
			}
			continue
		}
		df[i] = len(x.terms[t])
	}
	return df, len(x.chunks)
}

// Search returns the k best chunks that pass the filter, best first, equal
// scores by number.
func (x *Exact) Search(terms []Term, f Filter, k int) []Hit {
	scores := map[corpus.ChunkID]float64{}
	var phrases [][]vitext.Token
	n := float64(len(x.chunks))
	average := x.length / max(n, 1)
	for _, t := range MergeTerms(terms) {
		if p, ok := phraseText(t.Term); ok {
			phrases = append(phrases, vitext.Syllables(p))
			continue
		}
		df := float64(len(x.terms[t.Term]))
		idf := math.Log(1 + (n-df+0.5)/(df+0.5))
		for id, fields := range x.terms[t.Term] {
			ch := x.chunks[id]
			tf := 0.0
			for i, v := range fields {
				tf += x.params.Weights[i] * float64(v)
			}
			if tf == 0 {
				continue
			}
			norm := x.params.K1 * (1 - x.params.B + x.params.B*ch.length/average)
			scores[id] += t.Weight * idf * tf * (x.params.K1 + 1) / (tf + norm)
		}
	}
	var hits []Hit
	for id, s := range scores {
		ch := x.chunks[id]
		if s <= 0 || !f.Keeps(&ch.facts, ch.iv) {
			continue
		}
		if !slices.ContainsFunc(phrases, func(p []vitext.Token) bool { return !hasPhrase(&ch.fields, p) }) {
			hits = append(hits, Hit{Chunk: id, Score: s})
		}
	}
	return Best(hits, k)
}

// Best sorts hits by score, equal scores by number, and returns the first k.
func Best(hits []Hit, k int) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Chunk, b.Chunk))
	})
	return hits[:min(max(k, 0), len(hits))]
}

// MergeTerms adds up the weights of equal terms and drops those that weigh
// nothing, keeping the order of first appearance. A phrase whose bigrams are not
// among the terms brings them along, so that what it finds has a score.
func MergeTerms(terms []Term) []Term {
	at := make(map[string]int, len(terms))
	out := make([]Term, 0, len(terms))
	for _, t := range terms {
		at[t.Term] = 0
	}
	for _, t := range terms[:len(terms):len(terms)] {
		p, ok := phraseText(t.Term)
		if !ok {
			continue
		}
		for _, part := range phraseTerms(p) {
			if _, ok := at[part]; !ok {
				terms = append(terms[:len(terms):len(terms)], Term{Term: part, Weight: t.Weight * BigramWeight})
			}
		}
	}
	clear(at)
	for _, t := range terms {
		if i, ok := at[t.Term]; ok {
			out[i].Weight += t.Weight
			continue
		}
		at[t.Term] = len(out)
		out = append(out, t)
	}
	return slices.DeleteFunc(out, func(t Term) bool { return !(t.Weight > 0) || math.IsInf(t.Weight, 0) || t.Term == "" })
}

// phraseText returns the text of a phrase term.
func phraseText(term string) (string, bool) {
	if len(term) < 2 || term[0] != phraseMark || term[len(term)-1] != phraseMark {
		return "", false
	}
	return strings.Trim(term, string(phraseMark)), true
}

// phraseTerms returns the bigrams of a phrase, or its only syllable.
func phraseTerms(text string) []string {
	var terms []string
	tokens := vitext.Syllables(text)
	for i := range tokens {
		if len(tokens) == 1 {
			terms = append(terms, Syllable(tokens[i].Text))
		} else if i > 0 {
			terms = append(terms, Bigram(tokens[i-1].Text, tokens[i].Text))
		}
	}
	return terms
}

// hasPhrase says whether the syllables stand side by side in a passage of one
// field, across no end of sentence.
func hasPhrase(f *Fields, phrase []vitext.Token) bool {
	if len(phrase) == 0 {
		return true
	}
	for field := range f {
		for _, passage := range f[field] {
			tokens := vitext.Syllables(passage)
			for i := 0; i+len(phrase) <= len(tokens); i++ {
				ok := true
				for j := range phrase {
					if tokens[i+j].Text != phrase[j].Text || j > 0 && !joined(&tokens[i+j]) {
						ok = false
						break
					}
				}
				if ok {
					return true
				}
			}
		}
	}
	return false
}
