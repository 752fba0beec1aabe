package storetest

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

// Reference is BM25F over plain arrays of 64-bit numbers, every posting of every
// term scored and everything sorted: what benchmarks name beside the engine, and
// what its recall is measured against. It knows only the terms of the questions
// it was made for.
type Reference struct {
	places   []Place
	lengths  []float64
	length   float64 // of all
	postings map[string][]refPosting
	scores   []float64
}

// Place is a chunk by its document and its position among its chunks.
type Place struct {
	Document string
	Ordinal  int
}

type refPosting struct {
	chunk int32
	tf    float32
}

// NewReference returns an empty reference for the terms of those questions.
func NewReference(questions []Question) *Reference {
	r := &Reference{postings: map[string][]refPosting{}}
	for _, q := range questions {
		for _, t := range lexical.QueryTerms(q.Text) {
			r.postings[t.Term] = nil
		}
	}
	return r
}

// Add indexes entries.
func (r *Reference) Add(entries []corpus.Entry) {
	p := lexical.DefaultParams()
	for i := range entries {
		info := entries[i].Document.Info()
		for j := range entries[i].Chunks {
			fields := lexical.FieldsOf(&info, &entries[i].Chunks[j])
			terms, lengths := lexical.DocumentTerms(&fields)
			n := int32(len(r.places))
			length := 0.0
			for f, l := range lengths {
				length += p.Weights[f] * float64(l)
			}
			for t, tf := range terms {
				if list, ok := r.postings[t]; ok {
					weighted := 0.0
					for f, c := range tf {
						weighted += p.Weights[f] * float64(c)
					}
					r.postings[t] = append(list, refPosting{n, float32(weighted)})
				}
			}
			r.places = append(r.places, Place{info.ID, j})
			r.lengths = append(r.lengths, length)
			r.length += length
		}
	}
	r.scores = make([]float64, len(r.places))
}

// Search returns the k best places with their scores.
func (r *Reference) Search(text string, k int) ([]Place, []float64) {
	p := lexical.DefaultParams()
	clear(r.scores)
	n := float64(len(r.places))
	average := r.length / max(1, n)
	for _, t := range lexical.QueryTerms(text) {
		list := r.postings[t.Term]
		df := float64(len(list))
		weight := t.Weight * math.Log(1+(n-df+0.5)/(df+0.5)) * (p.K1 + 1)
		for _, x := range list {
			tf := float64(x.tf)
			norm := p.K1 * (1 - p.B + p.B*r.lengths[x.chunk]/average)
			r.scores[x.chunk] += weight * tf / (tf + norm)
		}
	}
	var found []int32
	for i, s := range r.scores {
		if s > 0 {
			found = append(found, int32(i))
		}
	}
	slices.SortFunc(found, func(a, b int32) int {
		return cmp.Or(cmp.Compare(r.scores[b], r.scores[a]), cmp.Compare(a, b))
	})
	found = found[:min(k, len(found))]
	places := make([]Place, len(found))
	scores := make([]float64, len(found))
	for i, f := range found {
		places[i], scores[i] = r.places[f], r.scores[f]
	}
	return places, scores
}

// Dimension is that of the vectors of [Embed].
const Dimension = 128

var embedSeed = maphash.MakeSeed()

// Embed makes a vector of a text by adding a random direction for each of its
// syllables and bigrams. Texts that share words are near each other, as with a
// learned embedding; it stands in for one where only speed and recall of the
// vector search count.
func Embed(text string) []float32 {
	v := make([]float32, Dimension)
	add := func(s string, weight float32) {
		h := maphash.String(embedSeed, s)
		for half := range 2 {
			h = (h ^ uint64(half)) * 0x9e3779b97f4a7c15
			h ^= h >> 31
			for d := range 64 {
				if h>>d&1 != 0 {
					v[half*64+d] += weight
				} else {
					v[half*64+d] -= weight
				}
			}
		}
	}
	seen := map[string]bool{}
	tokens := vitext.Syllables(text)
	for i, t := range tokens {
		if !seen[t.Text] {
			seen[t.Text] = true
			add(t.Text, 0.3)
		}
		if i > 0 {
			if b := lexical.Bigram(tokens[i-1].Text, t.Text); !seen[b] {
				seen[b] = true
				add(b, 1)
			}
		}
	}
	return v
}

// EmbedModel is the name under which [WithVectors] files its vectors.
const EmbedModel = "storetest/random-directions"

// WithVectors gives every chunk its vector.
func WithVectors(entries []corpus.Entry) {
	for i := range entries {
		e := &entries[i]
		v := make([][]float32, len(e.Chunks))
		for j := range v {
			c := &e.Chunks[j]
			v[j] = Embed(c.Heading + ". " + c.Text[:min(len(c.Text), 1500)])
		}
		e.Vectors = []corpus.Embedded{{Model: EmbedModel, Vectors: v}}
	}
}

// Variants returns a copy of entries as further documents, in which an eighth of
// the syllables has been taken from elsewhere in the corpus: more of the same
// kind. Each n gives another copy.
func Variants(entries []corpus.Entry, n int) []corpus.Entry {
	r := rand.New(rand.NewPCG(11, uint64(n)))
	var pool []string
	for i := 0; i < len(entries) && len(pool) < 1<<20; i += 7 {
		for j := range entries[i].Chunks {
			pool = append(pool, strings.Fields(entries[i].Chunks[j].Text)...)
		}
	}
	vary := func(s string) string {
		lines := strings.Split(s, "\n")
		for i, line := range lines {
			words := strings.Fields(line)
			for w := range words {
				if r.IntN(8) == 0 {
					words[w] = pool[r.IntN(len(pool))]
				}
			}
			lines[i] = strings.Join(words, " ")
		}
		return strings.Join(lines, "\n")
	}
	out := make([]corpus.Entry, 0, len(entries))
	for i := range entries {
		d := *entries[i].Document
		d.ID += fmt.Sprintf("%sv%d", corpus.SourceSeparator, n)
		d.Provisions, d.Text = nil, ""
		e := corpus.Entry{Document: &d, Chunks: slices.Clone(entries[i].Chunks)}
		for j := range e.Chunks {
			c := &e.Chunks[j]
			c.Document, c.Heading, c.Text = d.ID, vary(c.Heading), vary(c.Text)
		}
		out = append(out, e)
	}
	WithVectors(out)
	return out
}

// PlaceOf resolves candidates to places, for comparing stores that number their
// chunks differently.
func PlaceOf(byID map[corpus.ChunkID]Place, cands []retrieval.Candidate) []Place {
	out := make([]Place, len(cands))
	for i, c := range cands {
		out[i] = byID[c.Chunk]
	}
	return out
}
