package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/checkup"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// Doctor looks at the server and the schema and says what is wrong and what to
// do. A deep look reads everything: it finds rows that hang on nothing and holds
// all postings against the texts.
func (s *Store) Doctor(ctx context.Context, deep bool) ([]retrieval.Finding, error) {
	for try := 1; ; try++ {
		findings, err := s.examine(ctx, deep)
		if try < attempts && errors.Is(err, lexical.ErrNoSegment) {
			continue // merged meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("postgres: examine schema %s: %w", s.opt.Schema, classify(err))
		}
		return findings, nil
	}
}

// errMoved says that a commit came while the store was examined.
var errMoved = fmt.Errorf("the store changed meanwhile: %w", lexical.ErrNoSegment)

func (s *Store) examine(ctx context.Context, deep bool) ([]retrieval.Finding, error) {
	v, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	f := &checkup.Facts{Segments: len(v.snapshot.Segments()), Orphans: map[string]int{},
		Live: int(v.snapshot.Live().GetCardinality()), Dead: int(v.snapshot.Dead().GetCardinality())}
	if f.Version, err = s.Version(ctx); err != nil {
		return nil, err
	}
	if f.Known, err = known(); err != nil {
		return nil, err
	}
	findings, err := s.server(ctx)
	if err != nil {
		return nil, err
	}
	opt := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, opt, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		return s.facts(ctx, tx, v, f, deep)
	})
	if err != nil {
		return nil, err
	}
	return append(checkup.Findings(f), findings...), nil
}

func (s *Store) facts(ctx context.Context, tx pgx.Tx, v *view, f *checkup.Facts, deep bool) error {
	var generation int64
	err := tx.QueryRow(ctx, `SELECT generation, (SELECT count(*) FROM document), (SELECT count(*) FROM chunk),
		(SELECT count(*) FROM segment WHERE made IS NULL AND touched < now() - make_interval(secs => $1)),
		(SELECT count(*) FROM chunk c WHERE NOT EXISTS (SELECT FROM passage p WHERE p.document = c.document AND p.chunk = c.id AND p.format = $2))
		FROM state`, abandonedAfter.Seconds(), record.PassageFormat()).Scan(&generation, &f.Documents, &f.Chunks, &f.Abandoned, &f.Unprepared)
	if err != nil {
		return err
	}
	if generation != v.generation {
		return errMoved
	}
	rows, err := tx.Query(ctx, sqlModels)
	if err != nil {
		return err
	}
	if f.Models, err = pgx.CollectRows(rows, scanModel); err != nil || !deep {
		return err
	}
	for table, sql := range map[string]string{
		"chunk":     `SELECT count(*) FROM chunk c WHERE NOT EXISTS (SELECT FROM document d WHERE d.id = c.document)`,
		"relation":  `SELECT count(*) FROM relation r WHERE NOT EXISTS (SELECT FROM document d WHERE d.id = r.document)`,
		"embedding": `SELECT count(*) FROM embedding e WHERE NOT EXISTS (SELECT FROM chunk c WHERE c.document = e.document AND c.id = e.chunk)`,
		"passage":   `SELECT count(*) FROM passage p WHERE NOT EXISTS (SELECT FROM chunk c WHERE c.document = p.document AND c.id = p.chunk)`,
		"page":      `SELECT count(*) FROM page p WHERE NOT EXISTS (SELECT FROM segment s WHERE s.id = p.id >> 32)`,
	} {
		n := 0
		if err := tx.QueryRow(ctx, sql).Scan(&n); err != nil {
			return err
		}
		f.Orphans[table] = n
	}
	err = tx.QueryRow(ctx, `SELECT count(*) FROM embedding e JOIN model m ON m.no = e.model WHERE vector_dims(e.vector) <> m.dimension`).Scan(&f.Misshapen)
	if err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `SELECT d.id FROM document d WHERE (d.info ->> 'chunks')::bigint <>
		(SELECT count(*) FROM chunk c WHERE c.document = d.id) ORDER BY d.id`)
	if err != nil {
		return err
	}
	if f.Miscounted, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return err
	}
	f.Postings, f.Damage = lexical.Verify(ctx, source{s}, v.snapshot, s.stored(ctx, tx))
	if errors.Is(f.Damage, lexical.ErrNoSegment) || unavailable(f.Damage) {
		return f.Damage
	}
	return ctx.Err()
}

const sqlModels = `SELECT name, dimension, (SELECT count(*) FROM embedding WHERE model = no) FROM model ORDER BY no`

func scanModel(row pgx.CollectableRow) (m checkup.Model, err error) {
	return m, row.Scan(&m.Name, &m.Dimension, &m.Vectors)
}

// Models returns the embedding models of the store, each with the number of its
// vectors, in order of arrival.
func (s *Store) Models(ctx context.Context) ([]checkup.Model, error) {
	out, err := query(ctx, s, scanModel, sqlModels)
	if err != nil {
		return nil, fmt.Errorf("postgres: list models: %w", err)
	}
	return out, nil
}

// stored walks all chunks with their documents.
func (s *Store) stored(ctx context.Context, tx pgx.Tx) iter.Seq2[lexical.Stored, error] {
	return func(yield func(lexical.Stored, error) bool) {
		rows, err := tx.Query(ctx, `SELECT c.id, c.record, d.id, d.info FROM document d JOIN chunk c ON c.document = d.id ORDER BY d.id, c.id`)
		if err != nil {
			yield(lexical.Stored{}, err)
			return
		}
		defer rows.Close()
		last := ""
		var info corpus.DocumentInfo
		for rows.Next() {
			var id int64
			var rec, b []byte
			var document string
			err := rows.Scan(&id, &rec, &document, &b)
			if err == nil && document != last {
				last = document
				info, err = record.ReadInfo(b)
			}
			var c corpus.Chunk
			if err == nil {
				c, err = s.codec.ReadChunk(rec)
			}
			if !yield(lexical.Stored{ID: corpus.ChunkID(id), Document: &info, Chunk: &c}, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(lexical.Stored{}, err)
		}
	}
}
