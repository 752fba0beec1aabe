package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

var _ retrieval.Index = (*Store)(nil)

type indexChange struct {
	generation int64
	removed    []corpus.ChunkID
	added      []addedDocument
}

type addedDocument struct {
	info   *corpus.DocumentInfo
	first  corpus.ChunkID
	chunks []corpus.Chunk
}

type indexState struct {
	mu         sync.Mutex
	generation uint64
	loaded     bool
	exact      *lexical.Exact
	facts      map[corpus.ChunkID]chunkFacts
}

type chunkFacts struct {
	doc lexical.DocumentFacts
	iv  corpus.Interval
}

func (s *Store) openIndex(context.Context) error            { return nil }
func (s *Store) closeIndex()                                {}
func (s *Store) writeIndex(w *writer, c *indexChange) error { return nil }
func (s *Store) committed(ctx context.Context) error        { return nil }

// refresh brings the index in memory to the last commit.
func (s *Store) refresh(ctx context.Context) error {
	g, err := s.Generation(ctx)
	if err != nil || s.index.loaded && g == s.index.generation {
		return err
	}
	infos, err := s.infos(ctx, `SELECT info FROM document`)
	if err != nil {
		return err
	}
	x := lexical.NewExact(s.opt.Params)
	facts := map[corpus.ChunkID]chunkFacts{}
	for _, info := range infos {
		chunks, err := s.Articles(ctx, info.ID, "")
		if err != nil {
			return err
		}
		for i := range chunks {
			x.Add(chunks[i].ID, &info, &chunks[i])
			facts[chunks[i].ID] = chunkFacts{lexical.FactsOf(&info), chunks[i].Interval}
		}
	}
	s.index.exact, s.index.facts, s.index.generation, s.index.loaded = x, facts, g, true
	return nil
}

// Lexical returns the k best chunks by BM25F.
func (s *Store) Lexical(ctx context.Context, terms []retrieval.QueryTerm, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	lt := make([]lexical.Term, len(terms))
	for i, t := range terms {
		lt[i] = lexical.Term(t)
	}
	var out []retrieval.Candidate
	for _, h := range s.index.exact.Search(lt, lexical.Filter(f), k) {
		out = append(out, retrieval.Candidate(h))
	}
	return out, nil
}

// Frequencies returns in how many chunks each term occurs, and the number of chunks.
func (s *Store) Frequencies(ctx context.Context, terms []string) ([]int, int, error) {
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if err := s.refresh(ctx); err != nil {
		return nil, 0, err
	}
	df, n := s.index.exact.Frequencies(terms)
	return df, n, nil
}

// Nearest returns the k chunks nearest by cosine.
func (s *Store) Nearest(ctx context.Context, model string, vector []float32, f retrieval.Filter, k int) (out []retrieval.Candidate, err error) {
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	q := record.Unit(vector)
	rows, err := s.read.QueryContext(ctx, `SELECT chunk, vector FROM vector JOIN model ON no = model WHERE name = ?`, model)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var hits []lexical.Hit
	lf := lexical.Filter(f)
	for rows.Next() {
		var id int64
		var b []byte
		if err := rows.Scan(&id, &b); err != nil {
			return nil, err
		}
		v := make([]float32, len(q))
		if err := record.ReadVector(v, b); err != nil {
			return nil, err
		}
		fact, ok := s.index.facts[corpus.ChunkID(id)]
		if !ok || !lf.Keeps(&fact.doc, fact.iv) {
			continue
		}
		sum := 0.0
		for i := range v {
			sum += float64(v[i]) * float64(q[i])
		}
		hits = append(hits, lexical.Hit{Chunk: corpus.ChunkID(id), Score: sum})
	}
	for _, h := range lexical.Best(hits, k) {
		out = append(out, retrieval.Candidate(h))
	}
	return out, rows.Err()
}

// Chunks returns the chunks with those numbers, in that order.
func (s *Store) Chunks(ctx context.Context, ids []corpus.ChunkID) (out []corpus.Chunk, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	byID := map[corpus.ChunkID]corpus.Chunk{}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = int64(id)
	}
	found, err := s.chunks(ctx, `SELECT id, record FROM chunk WHERE id IN (?`+strings.Repeat(",?", len(ids)-1)+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read %d chunks: %w", len(ids), err)
	}
	for _, c := range found {
		byID[c.ID] = c
	}
	for _, id := range ids {
		if c, ok := byID[id]; ok {
			out = append(out, c)
		}
	}
	return out, nil
}

func (s *Store) chunks(ctx context.Context, query string, args ...any) (out []corpus.Chunk, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id int64
		var b []byte
		if err := rows.Scan(&id, &b); err != nil {
			return nil, err
		}
		c, err := s.codec.ReadChunk(b)
		if err != nil {
			return nil, err
		}
		c.ID = corpus.ChunkID(id)
		out = append(out, c)
	}
	return out, classify(rows.Err())
}

// Articles returns the chunks of a điều of a document, or of the whole document.
func (s *Store) Articles(ctx context.Context, document, path string) ([]corpus.Chunk, error) {
	out, err := s.chunks(ctx, `SELECT c.id, c.record FROM chunk c JOIN document d ON d.no = c.document
		WHERE d.id = ? AND (? = '' OR c.path = ?) ORDER BY c.id`, document, path, path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read %s %s: %w", document, path, err)
	}
	return out, nil
}

// Infos returns the documents with those IDs, by ID.
func (s *Store) Infos(ctx context.Context, ids []string) (map[string]corpus.DocumentInfo, error) {
	out := make(map[string]corpus.DocumentInfo, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	found, err := s.infos(ctx, `SELECT info FROM document WHERE id IN (?`+strings.Repeat(",?", len(ids)-1)+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read %d documents: %w", len(ids), err)
	}
	for _, info := range found {
		out[info.ID] = info
	}
	return out, nil
}

// Generation changes whenever a commit becomes visible.
func (s *Store) Generation(ctx context.Context) (uint64, error) {
	var g int64
	if err := s.read.QueryRowContext(ctx, `SELECT generation FROM state`).Scan(&g); err != nil {
		return 0, fmt.Errorf("sqlite: read generation: %w", classify(err))
	}
	return uint64(g), nil
}
