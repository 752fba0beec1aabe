package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"trolyluat/corpus"
	"trolyluat/retrieval/record"
)

var _ corpus.Store = (*Store)(nil)

// query collects the rows of a read, trying again where the connection is lost.
func query[T any](ctx context.Context, s *Store, scan func(pgx.CollectableRow) (T, error), sql string, args ...any) (out []T, err error) {
	err = s.read(ctx, func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, scan)
		return err
	})
	return out, err
}

func scanInfo(row pgx.CollectableRow) (corpus.DocumentInfo, error) {
	var b []byte
	if err := row.Scan(&b); err != nil {
		return corpus.DocumentInfo{}, err
	}
	return record.ReadInfo(b)
}

// Document returns the whole document by ID, or corpus.ErrNotFound.
func (s *Store) Document(ctx context.Context, id string) (*corpus.Document, error) {
	bodies, err := query(ctx, s, pgx.RowTo[[]byte], `SELECT body FROM document WHERE id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("postgres: read document %s: %w", id, err)
	}
	if len(bodies) == 0 {
		return nil, fmt.Errorf("postgres: document %s: %w", id, corpus.ErrNotFound)
	}
	return s.codec.ReadDocument(bodies[0])
}

// documentsPage is how many descriptions are read at a time, so that no
// connection is held while the caller works.
const documentsPage = 512

// Documents walks all documents in ID order.
func (s *Store) Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		last := ""
		for {
			page, err := query(ctx, s, scanInfo, `SELECT info FROM document WHERE id > $1 ORDER BY id LIMIT $2`, last, documentsPage)
			if err != nil {
				yield(corpus.DocumentInfo{}, fmt.Errorf("postgres: list documents: %w", err))
				return
			}
			for _, info := range page {
				if !yield(info, nil) {
					return
				}
			}
			if len(page) < documentsPage {
				return
			}
			last = page[len(page)-1].ID
		}
	}
}

// Lookup returns all sources of a key, the first source first.
func (s *Store) Lookup(ctx context.Context, key string) ([]corpus.DocumentInfo, error) {
	out, err := query(ctx, s, scanInfo, `SELECT info FROM document WHERE key = $1 ORDER BY id <> key, ordinal`, key)
	if err != nil {
		return nil, fmt.Errorf("postgres: look up %s: %w", key, err)
	}
	return out, nil
}

// RelationsTo returns the relations of other documents that point at key, by
// document and in the order in which it states them.
func (s *Store) RelationsTo(ctx context.Context, key string) ([]corpus.IncomingRelation, error) {
	scan := func(row pgx.CollectableRow) (r corpus.IncomingRelation, err error) {
		var b []byte
		return r, errors.Join(row.Scan(&r.Document, &b), json.Unmarshal(b, &r.Relation))
	}
	out, err := query(ctx, s, scan, `SELECT d.id, r.record FROM relation r JOIN document d ON d.id = r.document
		WHERE r.to_key = $1 AND d.key <> r.to_key ORDER BY d.id, r.ordinal`, key)
	if err != nil {
		return nil, fmt.Errorf("postgres: relations to %s: %w", key, err)
	}
	return out, nil
}

// Seen returns the documents last ingested from a source and its hash: those
// with the hash of its latest commit, in order of arrival.
func (s *Store) Seen(ctx context.Context, uri string) (ids []string, sha256 string, err error) {
	type seen struct{ id, hash string }
	scan := func(row pgx.CollectableRow) (x seen, err error) { return x, row.Scan(&x.id, &x.hash) }
	found, err := query(ctx, s, scan, `SELECT id, source_hash FROM document WHERE source_uri = $1
		AND source_hash = (SELECT source_hash FROM document WHERE source_uri = $1 ORDER BY put DESC, ordinal LIMIT 1)
		ORDER BY ordinal`, uri)
	if err != nil {
		return nil, "", fmt.Errorf("postgres: look up source %s: %w", uri, err)
	}
	for _, x := range found {
		ids, sha256 = append(ids, x.id), x.hash
	}
	return ids, sha256, nil
}
