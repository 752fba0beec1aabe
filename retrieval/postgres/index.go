package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

var _ retrieval.Index = (*Store)(nil)

// attempts is how often a search is made when segments were merged away under
// it: each time over the state of that moment.
const attempts = 4

// search runs do over a committed state.
func (s *Store) search(ctx context.Context, do func(*view) error) error {
	for try := 1; ; try++ {
		v, err := s.view(ctx)
		if err != nil {
			return err
		}
		if err = do(v); err == nil || try == attempts || !errors.Is(err, lexical.ErrNoSegment) {
			return err
		}
		s.stale()
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
		return nil, fmt.Errorf("postgres: lexical search: %w", err)
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
		return nil, 0, fmt.Errorf("postgres: frequencies: %w", err)
	}
	return df, chunks, nil
}

func (s *Store) scanChunk(row pgx.CollectableRow) (corpus.Chunk, error) {
	var id int64
	var b []byte
	if err := row.Scan(&id, &b); err != nil {
		return corpus.Chunk{}, err
	}
	c, err := s.codec.ReadChunk(b)
	c.ID = corpus.ChunkID(id)
	return c, err
}

// Chunks returns the chunks with those numbers, in that order; one that is gone
// is left out. The caller must not change what they point to.
func (s *Store) Chunks(ctx context.Context, ids []corpus.ChunkID) ([]corpus.Chunk, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	found := make(map[corpus.ChunkID]*corpus.Chunk, len(ids))
	var documents []string
	var missing []int64
	for _, id := range ids {
		if _, ok := found[id]; ok {
			continue
		}
		document := v.snapshot.Document(id)
		if document == "" {
			continue
		}
		c := s.index.chunks.Get(id)
		if found[id] = c; c == nil {
			documents, missing = append(documents, document), append(missing, int64(id))
		}
	}
	if len(missing) > 0 {
		rows, err := query(ctx, s, s.scanChunk, `SELECT c.id, c.record FROM unnest($1::text[], $2::bigint[]) AS u (document, id)
			JOIN chunk c ON c.document = u.document COLLATE "C" AND c.id = u.id`, documents, missing)
		if err != nil {
			return nil, fmt.Errorf("postgres: read %d chunks: %w", len(missing), err)
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

// Articles returns the chunks (all versions, all windows) of a điều of a
// document, or of the whole document when path is "".
func (s *Store) Articles(ctx context.Context, document, path string) ([]corpus.Chunk, error) {
	sql, args := `SELECT id, record FROM chunk WHERE document = $1`, []any{document}
	if path != "" {
		sql, args = sql+` AND path = $2`, append(args, path)
	}
	out, err := query(ctx, s, s.scanChunk, sql+` ORDER BY id`, args...)
	if err != nil {
		return nil, fmt.Errorf("postgres: read %s %s: %w", document, path, err)
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
	var missing []string
	v.infosMu.Lock()
	for _, id := range ids {
		if info, ok := v.infos[id]; ok {
			out[id] = info
		} else {
			missing = append(missing, id)
		}
	}
	v.infosMu.Unlock()
	if len(missing) == 0 {
		return out, nil
	}
	found, err := query(ctx, s, scanInfo, `SELECT info FROM document WHERE id = ANY($1)`, missing)
	if err != nil {
		return nil, fmt.Errorf("postgres: read %d documents: %w", len(missing), err)
	}
	v.infosMu.Lock()
	defer v.infosMu.Unlock()
	for _, info := range found {
		v.infos[info.ID] = info
		out[info.ID] = info
	}
	return out, nil
}
