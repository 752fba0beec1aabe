package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/flat"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// exactBytes is how much a model's vectors may take in memory as they were
// given; the best of a larger set are read from the file.
const exactBytes = 64 << 20

// vectorsOf brings the vectors of a model to the state v, and returns nil where
// the store has none.
func (s *Store) vectorsOf(ctx context.Context, v *view, model string) (*loadedVectors, error) {
	s.index.vectorsMu.Lock()
	defer s.index.vectorsMu.Unlock()
	known := s.index.vectors[model]
	if known != nil && known.generation >= v.generation {
		return known, nil
	}
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { _ = tx.Rollback() }()
	var no, generation int64
	var dimension int
	err = tx.QueryRowContext(ctx, `SELECT no, dimension, generation FROM model, state WHERE name = ?`, model).Scan(&no, &dimension, &generation)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, classify(err)
	}
	// A set never changes under a search that is reading it: what is added goes
	// behind the part that others see.
	next := flat.New(dimension, s.opt.exactLimit)
	if known != nil {
		dead := 0
		live := v.snapshot.Live()
		for _, id := range known.set.Chunks() {
			if !live.Contains(uint32(id)) {
				dead++
			}
		}
		if dead*3 < len(known.set.Chunks()) {
			next = known.set.Next()
		}
	}
	rows, err := tx.QueryContext(ctx, `SELECT chunk, vector FROM vector WHERE model = ? AND chunk > ? ORDER BY chunk`, no, int64(next.Last()))
	if err != nil {
		return nil, classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	x := make([]float32, dimension)
	var raw sql.RawBytes
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, err
		}
		if err := record.ReadVector(x, raw); err != nil {
			return nil, fmt.Errorf("vector of chunk %d: %w", id, err)
		}
		next.Add(corpus.ChunkID(id), x)
	}
	if err := rows.Err(); err != nil {
		return nil, classify(err)
	}
	loaded := &loadedVectors{generation: generation, set: next}
	s.index.vectors[model] = loaded
	return loaded, nil
}

// loadedVectors is a set with the state that it holds.
type loadedVectors struct {
	generation int64
	set        *flat.Set
}

// Nearest returns the k chunks nearest by cosine among those that pass the
// filter and have a vector of that model: all are compared, in one byte a
// number, and the best again with the vectors as they were given.
func (s *Store) Nearest(ctx context.Context, model string, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	for try := 1; ; try++ {
		v, err := s.view(ctx)
		if err != nil {
			return nil, err
		}
		out, moved, err := s.nearest(ctx, v, model, vector, lexical.Filter(f), k)
		if err != nil {
			return nil, fmt.Errorf("sqlite: nearest vectors of model %q: %w", model, classify(err))
		}
		if !moved || try == attempts {
			return out, nil
		}
	}
}

// nearest searches among the vectors of a state. It says whether a commit came
// in between, so that chunks which it replaced would be missing.
func (s *Store) nearest(ctx context.Context, v *view, model string, vector []float32, f lexical.Filter, k int) (out []retrieval.Candidate, moved bool, err error) {
	loaded, err := s.vectorsOf(ctx, v, model)
	if err != nil {
		return nil, false, fmt.Errorf("load: %w", err)
	}
	if loaded == nil || k <= 0 {
		return nil, false, nil
	}
	set := loaded.set
	if len(vector) != set.Dimension() {
		return nil, false, fmt.Errorf("search vector has dimension %d, the store's have %d", len(vector), set.Dimension())
	}
	unit := record.Unit(vector)
	if unit == nil {
		return nil, false, nil
	}
	keep := v.snapshot.Keeps(f)
	moved = loaded.generation != v.generation
	if set.Exact() {
		return set.Search(unit, keep, k), moved, nil
	}
	near := set.Near(unit, keep, k)
	n := len(near)
	if near, err = s.rescore(ctx, model, unit, near); err != nil {
		return nil, false, fmt.Errorf("compare: %w", err)
	}
	flat.Sort(near)
	return near[:min(k, len(near))], moved || len(near) < n, nil
}

// rescore gives candidates the cosine of the vectors in the file. One that was
// removed since is left out.
func (s *Store) rescore(ctx context.Context, model string, unit []float32, near []retrieval.Candidate) ([]retrieval.Candidate, error) {
	ids := make([]corpus.ChunkID, len(near))
	for i, c := range near {
		ids[i] = c.Chunk
	}
	slices.Sort(ids) // rows that stand side by side are read one after the other
	out := near[:0]
	x := make([]float32, len(unit))
	for part := range slices.Chunk(ids, 500) {
		var err error
		if out, err = s.rescorePart(ctx, out, model, x, unit, part); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) rescorePart(ctx context.Context, out []retrieval.Candidate, model string, x, unit []float32, ids []corpus.ChunkID) (_ []retrieval.Candidate, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT chunk, vector FROM vector WHERE model = (SELECT no FROM model WHERE name = ?)
		AND chunk IN (`+placeholders(len(ids))+`)`, append([]any{model}, arguments(ids)...)...)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var raw sql.RawBytes
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, err
		}
		if err := record.ReadVector(x, raw); err != nil {
			return nil, fmt.Errorf("vector of chunk %d: %w", id, err)
		}
		out = append(out, retrieval.Candidate{Chunk: corpus.ChunkID(id), Score: flat.Cosine(x, unit)})
	}
	return out, classify(rows.Err())
}
