package sqlite

import (
	"context"
	"errors"
	"fmt"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

var _ retrieval.Index = (*Store)(nil)

// attempts is how often a search is made when segments were merged away under
// it: each time over the state of that moment.
const attempts = 4

// search runs do over the last committed state.
func (s *Store) search(ctx context.Context, do func(*view) error) error {
	for try := 1; ; try++ {
		v, err := s.view(ctx)
		if err != nil {
			return err
		}
		if err = do(v); err == nil || try == attempts || !errors.Is(err, lexical.ErrNoSegment) {
			return err
		}
	}
}

// Lexical returns the k best chunks by BM25F over the weighted terms among those
// that pass the filter, best first, equal scores by number.
func (s *Store) Lexical(ctx context.Context, terms []retrieval.QueryTerm, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	weighted := make([]lexical.Term, len(terms))
	for i, t := range terms {
		weighted[i] = lexical.Term(t)
	}
	var out []retrieval.Candidate
	err := s.search(ctx, func(v *view) error {
		hits, err := s.index.searcher.Search(ctx, v.snapshot, weighted, lexical.Filter(f), k)
		out = make([]retrieval.Candidate, len(hits))
		for i, h := range hits {
			out[i] = retrieval.Candidate(h)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sqlite: lexical search: %w", err)
	}
	return out, nil
}

// Frequencies returns in how many chunks each term occurs, and the number of
// chunks.
func (s *Store) Frequencies(ctx context.Context, terms []string) (df []int, chunks int, err error) {
	err = s.search(ctx, func(v *view) (err error) {
		df, chunks, err = s.index.searcher.Frequencies(ctx, v.snapshot, terms)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("sqlite: frequencies: %w", err)
	}
	return df, chunks, nil
}

// Chunks returns the chunks with those numbers, in that order; one that is gone
// is left out. The caller must not change what they point to.
func (s *Store) Chunks(ctx context.Context, ids []corpus.ChunkID) ([]corpus.Chunk, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	live := v.snapshot.Live()
	found := make(map[corpus.ChunkID]*corpus.Chunk, len(ids))
	var missing []corpus.ChunkID
	for _, id := range ids {
		if _, ok := found[id]; ok || !live.Contains(uint32(id)) {
			continue
		}
		c := s.index.chunks.Get(id)
		if found[id] = c; c == nil {
			missing = append(missing, id)
		}
	}
	for len(missing) > 0 {
		part := missing[:min(len(missing), 500)]
		missing = missing[len(part):]
		rows, err := s.chunks(ctx, `SELECT id, record FROM chunk WHERE id IN (`+placeholders(len(part))+`)`, arguments(part)...)
		if err != nil {
			return nil, fmt.Errorf("sqlite: read %d chunks: %w", len(part), err)
		}
		for i := range rows {
			found[rows[i].ID] = &rows[i]
			s.index.chunks.Put(&rows[i])
		}
	}
	out := make([]corpus.Chunk, 0, len(ids))
	for _, id := range ids {
		if c := found[id]; c != nil {
			out = append(out, *c)
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

// Articles returns the chunks (all versions, all windows) of a điều of a
// document, or of the whole document when path is "".
func (s *Store) Articles(ctx context.Context, document, path string) ([]corpus.Chunk, error) {
	query, args := `SELECT c.id, c.record FROM chunk c JOIN document d ON d.no = c.document WHERE d.id = ?`, []any{document}
	if path != "" {
		query, args = query+` AND c.path = ?`, append(args, path)
	}
	out, err := s.chunks(ctx, query+` ORDER BY c.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read %s %s: %w", document, path, err)
	}
	return out, nil
}

// Infos returns the documents with those IDs, by ID. The caller must not change
// what they point to.
func (s *Store) Infos(ctx context.Context, ids []string) (map[string]corpus.DocumentInfo, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]corpus.DocumentInfo, len(ids))
	var missing []any
	v.infosMu.Lock()
	for _, id := range ids {
		if info, ok := v.infos[id]; ok {
			out[id] = info
		} else {
			missing = append(missing, id)
		}
	}
	v.infosMu.Unlock()
	for len(missing) > 0 {
		part := missing[:min(len(missing), 500)]
		missing = missing[len(part):]
		found, err := s.infos(ctx, `SELECT info FROM document WHERE id IN (`+placeholders(len(part))+`)`, part...)
		if err != nil {
			return nil, fmt.Errorf("sqlite: read %d documents: %w", len(part), err)
		}
		v.infosMu.Lock()
		for _, info := range found {
			v.infos[info.ID] = info
			out[info.ID] = info
		}
		v.infosMu.Unlock()
	}
	return out, nil
}

// Generation changes whenever a commit becomes visible.
func (s *Store) Generation(ctx context.Context) (uint64, error) {
	g, err := s.generation(ctx)
	return uint64(g), err
}

func (s *Store) generation(ctx context.Context) (int64, error) {
	var g int64
	if err := s.stmtGeneration.QueryRowContext(ctx).Scan(&g); err != nil {
		return 0, fmt.Errorf("sqlite: read generation: %w", classify(err))
	}
	return g, nil
}
