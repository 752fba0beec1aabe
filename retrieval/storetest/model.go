package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// Model keeps the corpus in maps and answers by looking at everything: what
// both contracts mean, without any cleverness.
type Model struct {
	mu         sync.Mutex
	params     lexical.Params
	documents  map[string]*modelDocument
	chunks     map[corpus.ChunkID]*modelChunk
	exact      *lexical.Exact
	dimensions map[string]int
	nextChunk  corpus.ChunkID
	nextOrder  int
	generation uint64
}

type modelDocument struct {
	body    []byte // JSON, so that nothing is shared with the caller
	info    corpus.DocumentInfo
	order   int
	put     uint64
	chunks  []corpus.ChunkID
	related []corpus.Relation
}

type modelChunk struct {
	chunk   corpus.Chunk
	facts   lexical.DocumentFacts
	vectors map[string][]float32
}

// NewModel returns an empty model.
func NewModel() *Model {
	p := lexical.DefaultParams()
	return &Model{params: p, documents: map[string]*modelDocument{}, chunks: map[corpus.ChunkID]*modelChunk{},
		exact: lexical.NewExact(p), dimensions: map[string]int{}, nextChunk: 1}
}

// Close does nothing.
func (m *Model) Close() error { return nil }

// Commit applies the change.
func (m *Model) Commit(ctx context.Context, c corpus.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	known := map[string]int{}
	for model, d := range m.dimensions {
		known[model] = d
	}
	for i := range c.Put {
		if err := record.Check(&c.Put[i]); err != nil {
			return err
		}
		for _, v := range record.Normalize(c.Put[i].Vectors) {
			if d, ok := known[v.Model]; ok && d != v.Dimension {
				return fmt.Errorf("model %s has dimension %d, not %d", v.Model, d, v.Dimension)
			}
			known[v.Model] = v.Dimension
		}
	}
	m.dimensions = known
	m.generation++
	for _, id := range c.Remove {
		m.clear(id)
		delete(m.documents, id)
	}
	for i := range c.Put {
		if err := m.put(&c.Put[i]); err != nil {
			return err
		}
	}
	return nil
}

func (m *Model) clear(id string) {
	if d := m.documents[id]; d != nil {
		for _, c := range d.chunks {
			m.exact.Remove(c)
			delete(m.chunks, c)
		}
	}
}

func (m *Model) put(e *corpus.Entry) error {
	body, err := json.Marshal(e.Document)
	if err != nil {
		return err
	}
	d := &modelDocument{body: body, info: e.Document.Info(), put: m.generation, order: m.nextOrder}
	d.info.Chunks = len(e.Chunks)
	d.related = slices.Clone(e.Document.Relations)
	if old := m.documents[d.info.ID]; old != nil {
		d.order = old.order
	} else {
		m.nextOrder++
	}
	m.clear(d.info.ID)
	m.documents[d.info.ID] = d
	vectors := record.Normalize(e.Vectors)
	for i := range e.Chunks {
		c := &modelChunk{chunk: e.Chunks[i], facts: lexical.FactsOf(&d.info), vectors: map[string][]float32{}}
		c.chunk.ID, c.chunk.Document = m.nextChunk, d.info.ID
		m.nextChunk++
		for _, v := range vectors {
			if v.Vectors[i] != nil {
				c.vectors[v.Model] = v.Vectors[i]
			}
		}
		m.chunks[c.chunk.ID] = c
		m.exact.Add(c.chunk.ID, &d.info, &c.chunk)
		d.chunks = append(d.chunks, c.chunk.ID)
	}
	return nil
}

// Document returns the whole document.
func (m *Model) Document(ctx context.Context, id string) (*corpus.Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := m.documents[id]
	if d == nil {
		return nil, fmt.Errorf("model: %s: %w", id, corpus.ErrNotFound)
	}
	var out corpus.Document
	return &out, json.Unmarshal(d.body, &out)
}

// Documents walks all documents in ID order.
func (m *Model) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	infos := m.infos(func(*modelDocument) bool { return true })
	slices.SortFunc(infos, func(a, b corpus.DocumentInfo) int { return strings.Compare(a.ID, b.ID) })
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, info := range infos {
			if !yield(info, nil) {
				return
			}
		}
	}
}

// infos returns matching documents in order of arrival.
func (m *Model) infos(match func(*modelDocument) bool) []corpus.DocumentInfo {
	var found []*modelDocument
	for _, d := range m.documents {
		if match(d) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b *modelDocument) int { return a.order - b.order })
	var out []corpus.DocumentInfo
	for _, d := range found {
		out = append(out, d.info)
	}
	return out
}

// Lookup returns all sources of a key.
func (m *Model) Lookup(_ context.Context, key string) ([]corpus.DocumentInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.infos(func(d *modelDocument) bool { return d.info.Key == key })
	slices.SortStableFunc(out, func(a, b corpus.DocumentInfo) int {
		switch {
		case a.ID == key && b.ID != key:
			return -1
		case b.ID == key && a.ID != key:
			return 1
		}
		return 0
	})
	return out, nil
}

// RelationsTo returns the relations of other documents that point at key.
func (m *Model) RelationsTo(_ context.Context, key string) ([]corpus.IncomingRelation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []corpus.IncomingRelation
	for id, d := range m.documents {
		if d.info.Key == key {
			continue
		}
		for _, r := range d.related {
			if r.To == key {
				out = append(out, corpus.IncomingRelation{Document: id, Relation: r})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b corpus.IncomingRelation) int { return strings.Compare(a.Document, b.Document) })
	return out, nil
}

// Seen returns the documents last ingested from a source.
func (m *Model) Seen(_ context.Context, uri string) (ids []string, sha256 string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var last uint64
	for _, d := range m.documents {
		if d.info.Source.URI == uri {
			last = max(last, d.put)
		}
	}
	first := m.infos(func(d *modelDocument) bool { return d.info.Source.URI == uri && d.put == last })
	if len(first) == 0 {
		return nil, "", nil
	}
	sha256 = first[0].Source.SHA256
	for _, info := range m.infos(func(d *modelDocument) bool {
		return d.info.Source.URI == uri && d.info.Source.SHA256 == sha256
	}) {
		ids = append(ids, info.ID)
	}
	return ids, sha256, nil
}

// Lexical searches by [lexical.Exact].
func (m *Model) Lexical(_ context.Context, terms []retrieval.QueryTerm, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	weighted := make([]lexical.Term, len(terms))
	for i, t := range terms {
		weighted[i] = lexical.Term(t)
	}
	return candidates(m.exact.Search(weighted, lexical.Filter(f), k)), nil
}

func candidates(hits []lexical.Hit) []retrieval.Candidate {
	out := make([]retrieval.Candidate, len(hits))
	for i, h := range hits {
		out[i] = retrieval.Candidate(h)
	}
	return out
}

// Nearest compares with every vector.
func (m *Model) Nearest(_ context.Context, model string, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d, ok := m.dimensions[model]; ok && d != len(vector) {
		return nil, fmt.Errorf("model %s has dimension %d, not %d", model, d, len(vector))
	}
	unit := record.Unit(vector)
	if unit == nil {
		return nil, nil
	}
	var hits []lexical.Hit
	filter := lexical.Filter(f)
	for id, c := range m.chunks {
		v := c.vectors[model]
		if v == nil || !filter.Keeps(&c.facts, c.chunk.Interval) {
			continue
		}
		sum := 0.0
		for i := range v {
			sum += float64(v[i]) * float64(unit[i])
		}
		hits = append(hits, lexical.Hit{Chunk: id, Score: sum})
	}
	return candidates(lexical.Best(hits, k)), nil
}

// Frequencies counts chunks.
func (m *Model) Frequencies(_ context.Context, terms []string) ([]int, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	df, n := m.exact.Frequencies(terms)
	return df, n, nil
}

// Chunks returns chunks by number.
func (m *Model) Chunks(_ context.Context, ids []corpus.ChunkID) ([]corpus.Chunk, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []corpus.Chunk
	for _, id := range ids {
		if c := m.chunks[id]; c != nil {
			out = append(out, c.chunk)
		}
	}
	return out, nil
}

// Articles returns chunks by document and path.
func (m *Model) Articles(_ context.Context, document, path string) ([]corpus.Chunk, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []corpus.Chunk
	if d := m.documents[document]; d != nil {
		for _, id := range d.chunks {
			if c := m.chunks[id].chunk; path == "" || c.Path == path {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// Infos returns documents by ID.
func (m *Model) Infos(_ context.Context, ids []string) (map[string]corpus.DocumentInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]corpus.DocumentInfo{}
	for _, id := range ids {
		if d := m.documents[id]; d != nil {
			out[id] = d.info
		}
	}
	return out, nil
}

// Generation counts commits.
func (m *Model) Generation(context.Context) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.generation, nil
}
