// Package memory is a retrieval.Index over chunks held in memory, without a
// store: exact BM25F and exact cosine. Tests and the fitting of models call it
// where a database would only be in the way.
package memory

import (
	"context"
	"iter"
	"maps"
	"math"
	"slices"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

type posting struct {
	chunk int32
	part  float32 // what the chunk gives for the term, before idf and weight
}

// Index is a fixed set of documents.
type Index struct {
	infos    map[string]corpus.DocumentInfo
	whole    []*corpus.Document
	chunks   []corpus.Chunk
	postings map[string][]posting
	vectors  map[string][][]float32
}

// New indexes the entries. Chunks are numbered from one in the order given.
func New(entries []corpus.Entry) *Index {
	x := &Index{infos: map[string]corpus.DocumentInfo{}, postings: map[string][]posting{}, vectors: map[string][][]float32{}}
	for _, e := range entries {
		info := e.Document.Info()
		info.Chunks = len(e.Chunks)
		x.infos[info.ID] = info
		x.whole = append(x.whole, e.Document)
		for _, c := range e.Chunks {
			c.ID = corpus.ChunkID(len(x.chunks) + 1)
			x.chunks = append(x.chunks, c)
		}
		for _, v := range e.Vectors {
			all := x.vectors[v.Model]
			for len(all) < len(x.chunks)-len(e.Chunks) {
				all = append(all, nil)
			}
			x.vectors[v.Model] = append(all, v.Vectors...)
		}
	}
	x.build()
	return x
}

func (x *Index) build() {
	params := lexical.DefaultParams()
	type raw struct {
		chunk int32
		tf    float32
	}
	all := map[string][]raw{}
	lengths := make([]float64, len(x.chunks))
	total := 0.0
	for i := range x.chunks {
		info := x.infos[x.chunks[i].Document]
		fields := lexical.FieldsOf(&info, &x.chunks[i])
		terms, length := lexical.DocumentTerms(&fields)
		for f, n := range length {
			lengths[i] += params.Weights[f] * float64(n)
		}
		total += lengths[i]
		folded := map[string]float32{}
		for _, term := range slices.Sorted(maps.Keys(terms)) { // in an order, for the sums of the folded ones
			tf := float32(0)
			for f, n := range terms[term] {
				tf += float32(params.Weights[f]) * float32(n)
			}
			all[term] = append(all[term], raw{int32(i), tf})
			folded[lexical.Folded(term)] += tf
		}
		for term, tf := range folded {
			all[term] = append(all[term], raw{int32(i), tf})
		}
	}
	mean := total / float64(max(1, len(x.chunks)))
	for term, list := range all {
		p := make([]posting, len(list))
		for j, r := range list {
			norm := params.K1 * (1 - params.B + params.B*lengths[r.chunk]/mean)
			p[j] = posting{r.chunk, float32(float64(r.tf) * (params.K1 + 1) / (float64(r.tf) + norm))}
		}
		x.postings[term] = p
		delete(all, term)
	}
}

func (x *Index) keeps(f *retrieval.Filter, i int) bool {
	c := &x.chunks[i]
	if !c.Contains(f.AsOf) {
		return false
	}
	if len(f.Kinds) == 0 && len(f.Issuers) == 0 && len(f.Documents) == 0 {
		return true
	}
	info := x.infos[c.Document]
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, info.Kind)) &&
		(len(f.Issuers) == 0 || slices.Contains(f.Issuers, info.Issuer)) &&
		(len(f.Documents) == 0 || slices.Contains(f.Documents, info.Key) || slices.Contains(f.Documents, info.ID))
}

// Lexical implements retrieval.Index.
func (x *Index) Lexical(_ context.Context, terms []retrieval.QueryTerm, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	scores := make([]float32, len(x.chunks))
	n := float64(len(x.chunks))
	for _, t := range terms {
		list := x.postings[t.Term]
		df := float64(len(list))
		w := float32(t.Weight * math.Log(1+(n-df+0.5)/(df+0.5)))
		for _, p := range list {
			scores[p.chunk] += w * p.part
		}
	}
	return x.top(scores, f, k), nil
}

func (x *Index) top(scores []float32, f retrieval.Filter, k int) []retrieval.Candidate {
	var found []retrieval.Candidate
	least := float32(0)
	byScore := func(a, b retrieval.Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return int(a.Chunk) - int(b.Chunk)
	}
	for i, s := range scores {
		if s > least && x.keeps(&f, i) {
			found = append(found, retrieval.Candidate{Chunk: corpus.ChunkID(i + 1), Score: float64(s)})
			if len(found) >= 4*k+64 {
				slices.SortFunc(found, byScore)
				found = found[:k]
				least = float32(found[k-1].Score)
			}
		}
	}
	slices.SortFunc(found, byScore)
	return found[:min(k, len(found))]
}

// Nearest implements retrieval.Index.
func (x *Index) Nearest(_ context.Context, model string, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	scores := make([]float32, len(x.chunks))
	for i, v := range x.vectors[model] {
		if len(v) != len(vector) {
			continue
		}
		var dot, vv, qq float32
		for j := range v {
			dot += v[j] * vector[j]
			vv += v[j] * v[j]
			qq += vector[j] * vector[j]
		}
		if vv > 0 && qq > 0 {
			scores[i] = dot / float32(math.Sqrt(float64(vv)*float64(qq)))
		}
	}
	return x.top(scores, f, k), nil
}

// Frequencies implements retrieval.Index.
func (x *Index) Frequencies(_ context.Context, terms []string) ([]int, int, error) {
	df := make([]int, len(terms))
	for i, t := range terms {
		df[i] = len(x.postings[t])
	}
	return df, len(x.chunks), nil
}

// Chunks implements retrieval.Index.
func (x *Index) Chunks(_ context.Context, ids []corpus.ChunkID) ([]corpus.Chunk, error) {
	out := make([]corpus.Chunk, 0, len(ids))
	for _, id := range ids {
		if id > 0 && int(id) <= len(x.chunks) {
			out = append(out, x.chunks[id-1])
		}
	}
	return out, nil
}

// Articles implements retrieval.Index.
func (x *Index) Articles(_ context.Context, document, path string) ([]corpus.Chunk, error) {
	var out []corpus.Chunk
	for i := range x.chunks {
		if c := &x.chunks[i]; c.Document == document && (path == "" || c.Path == path) {
			out = append(out, *c)
		}
	}
	return out, nil
}

// Infos implements retrieval.Index.
func (x *Index) Infos(_ context.Context, ids []string) (map[string]corpus.DocumentInfo, error) {
	out := map[string]corpus.DocumentInfo{}
	for _, id := range ids {
		if info, ok := x.infos[id]; ok {
			out[id] = info
		}
	}
	return out, nil
}

// Generation implements retrieval.Index.
func (x *Index) Generation(context.Context) (uint64, error) { return 1, nil }

// Documents walks the documents' descriptions in the order given.
func (x *Index) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range x.whole {
			if !yield(x.infos[d.ID], nil) {
				return
			}
		}
	}
}

// Document returns a whole document.
func (x *Index) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range x.whole {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

// RelationsTo returns the relations that point at key.
func (x *Index) RelationsTo(_ context.Context, key string) ([]corpus.IncomingRelation, error) {
	var out []corpus.IncomingRelation
	for _, d := range x.whole {
		for _, r := range d.Relations {
			if r.To == key {
				out = append(out, corpus.IncomingRelation{Document: d.ID, Relation: r})
			}
		}
	}
	return out, nil
}
