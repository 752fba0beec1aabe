package postgres

import (
	"context"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"trolyluat/corpus"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// Commit applies the change in one transaction. When the connection is lost it
// is tried again for [Options.RetryFor]: since puts replace, doing it twice is
// doing it once.
func (s *Store) Commit(ctx context.Context, c corpus.Change) error {
	rows, err := s.codec.Prepare(c.Put)
	if err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	err = retry(ctx, s.opt.RetryFor, func() error { return s.commit(ctx, c.Remove, rows) })
	if err != nil {
		return fmt.Errorf("postgres: commit %d documents, remove %d: %w", len(c.Put), len(c.Remove), err)
	}
	s.committed(ctx)
	return nil
}

// change is a commit with its numbers and postings.
type change struct {
	remove  []string
	rows    []record.Row
	first   int64 // number of the first chunk
	segment int64
	header  []byte // nil where there is nothing to index
	pages   [][]any
}

// commit numbers the chunks and makes their postings before it takes the lock
// that all commits share, and then only writes.
func (s *Store) commit(ctx context.Context, remove []string, rows []record.Row) error {
	c := &change{remove: remove, rows: rows}
	if err := s.reserve(ctx, c); err != nil {
		return err
	}
	if err := s.build(c); err != nil {
		return err
	}
	return s.transact(ctx, func(ctx context.Context, tx pgx.Tx) error { return c.write(ctx, tx) })
}

// transact runs do in a transaction under the timeouts of a commit, and gives up a
// server that hangs.
func (s *Store) transact(ctx context.Context, do func(context.Context, pgx.Tx) error) error {
	// Begin and settings are answered at once, or the server hangs.
	var tx pgx.Tx
	err := bounded(ctx, s.opt.StatementTimeout+grace, func(within context.Context) (err error) {
		if tx, err = s.pool.Begin(within); err != nil {
			return err
		}
		// Waiting for another commit ends first, so that it is told from slowness.
		_, err = tx.Exec(within, `SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)`,
			milliseconds(s.opt.CommitTimeout), milliseconds(2*s.opt.CommitTimeout))
		return err
	})
	if tx == nil {
		return err
	}
	defer func() {
		rolling, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		_ = tx.Rollback(rolling) // does nothing after a commit
	}()
	if err != nil {
		return err
	}
	return bounded(ctx, 4*s.opt.CommitTimeout, func(ctx context.Context) error {
		if err := do(ctx, tx); err != nil {
			return err
		}
		return tx.Commit(ctx)
	})
}

// reserve takes numbers for the chunks. Those of a commit that fails are lost.
func (s *Store) reserve(ctx context.Context, c *change) error {
	n := 0
	for i := range c.rows {
		n += len(c.rows[i].Chunks)
	}
	if n == 0 {
		return nil
	}
	err := s.transact(ctx, func(ctx context.Context, tx pgx.Tx) error {
		return tx.QueryRow(ctx, `UPDATE state SET next_chunk = next_chunk + $1, next_segment = next_segment + 1
			RETURNING next_chunk - $1, next_segment - 1`, n).Scan(&c.first, &c.segment)
	})
	if err != nil {
		return fmt.Errorf("number the chunks: %w", err)
	}
	if c.first+int64(n) > math.MaxUint32 {
		return fmt.Errorf("the store has given out all its chunk numbers")
	}
	return nil
}

func (s *Store) build(c *change) error {
	b := lexical.NewBuilder(s.opt.Params)
	next := c.first
	for i := range c.rows {
		r := &c.rows[i]
		if err := b.Add(&r.Info, corpus.ChunkID(next), r.Chunks); err != nil {
			return fmt.Errorf("index %s: %w", r.Info.ID, err)
		}
		next += int64(len(r.Chunks))
	}
	if b.Empty() {
		return nil
	}
	header, err := b.Finish(func(page uint32, data []byte) error {
		c.pages = append(c.pages, []any{pageID(lexical.SegmentID(c.segment), page), data})
		return nil
	})
	if err != nil {
		return fmt.Errorf("make postings: %w", err)
	}
	c.header = header
	return nil
}

func pageID(segment lexical.SegmentID, page uint32) int64 { return int64(segment)<<32 | int64(page) }

func (c *change) write(ctx context.Context, tx pgx.Tx) error {
	var generation, order int64
	err := tx.QueryRow(ctx, `UPDATE state SET generation = generation + 1, next_order = next_order + $1
		RETURNING generation, next_order - $1`, len(c.rows)).Scan(&generation, &order)
	if err != nil {
		return fmt.Errorf("wait for other commits: %w", err)
	}
	models, err := c.models(ctx, tx)
	if err != nil {
		return err
	}
	if err := c.clear(ctx, tx, generation); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for i := range c.rows {
		r := &c.rows[i]
		d := r.Document
		batch.Queue(`INSERT INTO document (id, key, ordinal, put, source_uri, source_hash, info, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO UPDATE SET key = $2, put = $4, source_uri = $5, source_hash = $6, info = $7, body = $8`,
			d.ID, d.Key, order+int64(i), generation, d.Source.URI, d.Source.SHA256, string(r.InfoJSON), r.Body)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("write documents: %w", err)
	}
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"chunk", []string{"document", "id", "path", "record"}, c.chunkRows()},
		{"passage", []string{"document", "chunk", "format", "record"}, c.passageRows()},
		{"relation", []string{"document", "ordinal", "to_key", "record"}, c.relationRows()},
		{"embedding", []string{"document", "chunk", "model", "vector"}, c.vectorRows(models)},
		{"page", []string{"id", "data"}, c.pages},
	} {
		if len(t.rows) == 0 {
			continue
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.table}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
			return fmt.Errorf("write %d rows of %s: %w", len(t.rows), t.table, err)
		}
	}
	if c.header != nil {
		_, err := tx.Exec(ctx, `INSERT INTO segment (id, made, header) VALUES ($1, $2, $3)`, c.segment, generation, c.header)
		if err != nil {
			return fmt.Errorf("write segment: %w", err)
		}
	}
	return nil
}

// clear takes out what the change removes or replaces, leaving tombstones.
func (c *change) clear(ctx context.Context, tx pgx.Tx, generation int64) error {
	gone := append([]string{}, c.remove...)
	for i := range c.rows {
		gone = append(gone, c.rows[i].Info.ID)
	}
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM document WHERE id = ANY($1)`, c.remove)
	batch.Queue(`WITH gone AS (DELETE FROM chunk WHERE document = ANY($1) RETURNING id)
		INSERT INTO tombstone SELECT id, $2 FROM gone`, gone, generation)
	batch.Queue(`DELETE FROM relation WHERE document = ANY($1)`, gone)
	batch.Queue(`DELETE FROM passage WHERE document = ANY($1)`, gone)
	batch.Queue(`DELETE FROM embedding WHERE document = ANY($1)`, gone)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("take out old rows: %w", err)
	}
	return nil
}

// models returns the numbers of the embedding models, making new ones known.
func (c *change) models(ctx context.Context, tx pgx.Tx) (map[string]int32, error) {
	type known struct{ no, dimension int32 }
	seen := map[string]known{}
	out := map[string]int32{}
	for i := range c.rows {
		for _, v := range c.rows[i].Vectors {
			k, ok := seen[v.Model]
			if !ok {
				_, err := tx.Exec(ctx, `INSERT INTO model (name, dimension) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, v.Model, v.Dimension)
				if err != nil {
					return nil, fmt.Errorf("write model %q: %w", v.Model, err)
				}
				if err := tx.QueryRow(ctx, `SELECT no, dimension FROM model WHERE name = $1`, v.Model).Scan(&k.no, &k.dimension); err != nil {
					return nil, fmt.Errorf("read model %q: %w", v.Model, err)
				}
				seen[v.Model], out[v.Model] = k, k.no
			}
			if int(k.dimension) != v.Dimension {
				return nil, fmt.Errorf("put %s: vectors of model %q have dimension %d, the store holds it with %d", c.rows[i].Info.ID, v.Model, v.Dimension, k.dimension)
			}
		}
	}
	return out, nil
}

func (c *change) chunkRows() (out [][]any) {
	next := c.first
	for i := range c.rows {
		r := &c.rows[i]
		for j, b := range r.Records {
			out = append(out, []any{r.Info.ID, next, r.Chunks[j].Path, b})
			next++
		}
	}
	return out
}

func (c *change) passageRows() (out [][]any) {
	next := c.first
	for i := range c.rows {
		r := &c.rows[i]
		for _, b := range r.Passages {
			out = append(out, []any{r.Info.ID, next, record.PassageFormat(), b})
			next++
		}
	}
	return out
}

func (c *change) relationRows() (out [][]any) {
	for i := range c.rows {
		r := &c.rows[i]
		for j, b := range r.Relations {
			out = append(out, []any{r.Info.ID, j, r.Document.Relations[j].To, string(b)})
		}
	}
	return out
}

func (c *change) vectorRows(models map[string]int32) (out [][]any) {
	next := c.first
	for i := range c.rows {
		r := &c.rows[i]
		for _, v := range r.Vectors {
			for j, x := range v.Vectors {
				if x != nil {
					out = append(out, []any{r.Info.ID, next + int64(j), models[v.Model], pgvector.NewVector(x)})
				}
			}
		}
		next += int64(len(r.Chunks))
	}
	return out
}
