package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// modelInfo is an embedding model as the database knows it.
type modelInfo struct{ no, dimension int32 }

func (s *Store) model(ctx context.Context, name string) (m modelInfo, ok bool, err error) {
	if v, ok := s.index.models.Load(name); ok {
		return v.(modelInfo), true, nil
	}
	err = s.read(ctx, func(ctx context.Context) error {
		return s.pool.QueryRow(ctx, `SELECT no, dimension FROM model WHERE name = $1`, name).Scan(&m.no, &m.dimension)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	s.index.models.Store(name, m) // models never change
	return m, true, nil
}

// Nearest returns the k chunks nearest by cosine among those that pass the
// filter and have a vector of that model.
//
// Vectors that fit [Options.VectorBytes] are held in memory and all compared. Of
// more, those of few chunks that a filter keeps are compared in the database;
// otherwise the HNSW index is walked (iterative scan) far enough for the share
// that the filter keeps, and the best are compared again exactly. A walk that ends
// with too few is followed by a full comparison: a page is never short while rows
// match.
func (s *Store) Nearest(ctx context.Context, model string, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	if k <= 0 {
		return nil, nil
	}
	m, ok, err := s.model(ctx, model)
	if err != nil {
		return nil, fmt.Errorf("postgres: read model %q: %w", model, err)
	}
	if !ok {
		return nil, nil
	}
	if len(vector) != int(m.dimension) {
		return nil, fmt.Errorf("postgres: search vector of model %q has dimension %d, the store's have %d", model, len(vector), m.dimension)
	}
	unit := record.Unit(vector)
	if unit == nil {
		return nil, nil
	}
	for try := 1; ; try++ {
		v, err := s.view(ctx)
		if err != nil {
			return nil, err
		}
		n := nearest{s: s, model: m, unit: unit, state: v.generation, snapshot: v.snapshot, filter: lexical.Filter(f), k: k}
		var out []retrieval.Candidate
		err = s.read(ctx, func(ctx context.Context) (err error) {
			out, err = n.find(ctx)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("postgres: nearest vectors of model %q: %w", model, err)
		}
		// What the filter was taken from and what was searched must be one state:
		// chunks that a commit replaced in between would be missing.
		if n.generation == v.generation || n.generation == 0 || try == attempts {
			return out, nil
		}
		s.stale()
	}
}

// nearest is one search among vectors.
type nearest struct {
	s        *Store
	model    modelInfo
	unit     []float32
	state    int64 // the generation that is searched
	snapshot *lexical.Snapshot
	filter   lexical.Filter
	k        int
	// generation is that of the rows last searched; 0 where none was.
	generation int64
}

const (
	// exactRows is the number of chunks kept by a filter up to which comparing
	// them one by one is cheaper and surer than walking the index.
	exactRows = 3000
	// minEF is how many neighbours a walk keeps in view at least. Questions are
	// short and lie apart from the passages; see BenchmarkQuality for what a walk
	// with fewer misses.
	minEF = 400
	// maxEF is pgvector's largest ef_search.
	maxEF = 1000
	// maxHNSW is the largest dimension of an HNSW index over half precision.
	maxHNSW = 4000
)

func (n *nearest) find(ctx context.Context) ([]retrieval.Candidate, error) {
	if out, ok, err := n.scan(ctx); ok || err != nil {
		return out, err
	}
	kept := n.snapshot.Count(n.filter)
	all := n.snapshot.Count(lexical.Filter{})
	switch {
	case kept == 0:
		return nil, nil
	case kept <= n.s.opt.exactRows:
		return n.among(ctx)
	case all < n.s.opt.IndexFrom || n.model.dimension > maxHNSW:
		return n.everything(ctx)
	}
	// As many as needed for k to pass at the filter's share, and half as many
	// again; at least a hundred, so that the exact comparison has a choice.
	limit := max(100, int(1.5*float64(n.k)*float64(all)/float64(kept))+20)
	if limit > all/3 {
		return n.everything(ctx)
	}
	found, err := n.walk(ctx, limit)
	if err != nil {
		return nil, err
	}
	if len(found) >= min(n.k, kept) {
		return found, nil
	}
	return n.everything(ctx)
}

// among compares the chunks that the filter keeps, each fetched by its key.
func (n *nearest) among(ctx context.Context) ([]retrieval.Candidate, error) {
	documents, numbers := n.keys(n.snapshot.Kept(n.filter))
	return n.query(ctx, nil, `SELECT e.chunk, e.vector <#> $4 AS d
		FROM unnest($1::text[], $2::bigint[]) AS u (document, chunk)
		JOIN embedding e ON e.document = u.document COLLATE "C" AND e.chunk = u.chunk AND e.model = $3
		ORDER BY d, e.chunk LIMIT $5`, documents, numbers, n.model.no, pgvector.NewVector(n.unit), n.k)
}

// everything compares all vectors of the model.
func (n *nearest) everything(ctx context.Context) ([]retrieval.Candidate, error) {
	return n.query(ctx, nil, `SELECT chunk, vector <#> $2 FROM embedding WHERE model = $1`,
		n.model.no, pgvector.NewVector(n.unit))
}

// walk takes the nearest by the index.
func (n *nearest) walk(ctx context.Context, limit int) ([]retrieval.Candidate, error) {
	settings := []any{fmt.Sprint(min(max(limit, minEF), maxEF)), fmt.Sprint(20_000 + 4*limit)}
	// Dimension and model stand in the text, so that the planner sees that the
	// partial index fits.
	return n.query(ctx, settings, fmt.Sprintf(`SELECT chunk, vector <#> $1 FROM embedding WHERE model = %d
		ORDER BY vector::halfvec(%d) <=> $1::halfvec(%d) LIMIT $2`, n.model.no, n.model.dimension, n.model.dimension),
		pgvector.NewVector(n.unit), limit)
}

// query reads the candidates of a search in the database.
func (n *nearest) query(ctx context.Context, settings []any, sql string, args ...any) (out []retrieval.Candidate, err error) {
	err = n.run(ctx, settings, sql, args, func(rows pgx.Rows) (err error) {
		out, err = n.collect(rows)
		return err
	})
	return out, err
}

// run reads in one transaction and one round trip the generation and the rows of
// a search, under the settings for a walk where there are any.
func (n *nearest) run(ctx context.Context, settings []any, sql string, args []any, each func(pgx.Rows) error) error {
	batch := &pgx.Batch{}
	batch.Queue(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`)
	batch.Queue(`SELECT generation FROM state`).QueryRow(func(row pgx.Row) error { return row.Scan(&n.generation) })
	if settings != nil {
		// The planner takes a walk that keeps hundreds in view for dearer than reading
		// the whole table, which takes four times as long.
		batch.Queue(`SELECT set_config('enable_seqscan', 'off', true), set_config('hnsw.iterative_scan', 'relaxed_order', true),
			set_config('hnsw.ef_search', $1, true), set_config('hnsw.max_scan_tuples', $2, true)`, settings...)
	}
	batch.Queue(sql, args...).Query(each)
	batch.Queue(`COMMIT`)
	return n.s.pool.SendBatch(ctx, batch).Close()
}

// collect reads rows of chunk and negative product, keeps what passes the filter
// and returns the k best.
func (n *nearest) collect(rows pgx.Rows) ([]retrieval.Candidate, error) {
	keep := n.snapshot.Keeps(n.filter)
	var out []retrieval.Candidate
	var id int64
	var d float64
	_, err := pgx.ForEachRow(rows, []any{&id, &d}, func() error {
		if c := corpus.ChunkID(id); keep(c) && !math.IsNaN(d) {
			out = append(out, retrieval.Candidate{Chunk: c, Score: -d})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b retrieval.Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Chunk, b.Chunk))
	})
	return out[:min(n.k, len(out))], nil
}
