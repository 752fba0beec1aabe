package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"trolyluat/corpus"
	"trolyluat/retrieval/record"
)

var _ corpus.Store = (*Store)(nil)

// Document returns the whole document by ID, or corpus.ErrNotFound.
func (s *Store) Document(ctx context.Context, id string) (*corpus.Document, error) {
	var body []byte
	err := s.read.QueryRowContext(ctx, `SELECT body FROM document WHERE id = ?`, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("sqlite: document %s: %w", id, corpus.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("sqlite: read document %s: %w", id, classify(err))
	}
	return s.codec.ReadDocument(body)
}

// documentsPage is how many descriptions are read at a time, so that no
// transaction stays open while the caller works.
const documentsPage = 512

// Documents walks all documents in ID order.
func (s *Store) Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		last := ""
		for {
			page, err := s.infos(ctx, `SELECT info FROM document WHERE id > ? ORDER BY id LIMIT ?`, last, documentsPage)
			if err != nil {
				yield(corpus.DocumentInfo{}, fmt.Errorf("sqlite: list documents: %w", err))
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

func (s *Store) infos(ctx context.Context, query string, args ...any) (out []corpus.DocumentInfo, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		info, err := record.ReadInfo(b)
		if err != nil {
			return nil, err
		}
		out = append(out, info)
	}
	return out, classify(rows.Err())
}

// Lookup returns all sources of a key, the first source first.
func (s *Store) Lookup(ctx context.Context, key string) ([]corpus.DocumentInfo, error) {
	out, err := s.infos(ctx, `SELECT info FROM document WHERE key = ? ORDER BY id <> key, ordinal`, key)
	if err != nil {
		return nil, fmt.Errorf("sqlite: look up %s: %w", key, err)
	}
	return out, nil
}

// RelationsTo returns the relations of other documents that point at key, by
// document and in the order in which it states them.
func (s *Store) RelationsTo(ctx context.Context, key string) (out []corpus.IncomingRelation, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT d.id, r.record FROM relation r JOIN document d ON d.no = r.document
		WHERE r.to_key = ? AND d.key <> r.to_key ORDER BY d.id, r.ordinal`, key)
	if err != nil {
		return nil, fmt.Errorf("sqlite: relations to %s: %w", key, classify(err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r corpus.IncomingRelation
		var b []byte
		if err := rows.Scan(&r.Document, &b); err != nil {
			return nil, fmt.Errorf("sqlite: relations to %s: %w", key, err)
		}
		if err := json.Unmarshal(b, &r.Relation); err != nil {
			return nil, fmt.Errorf("sqlite: relations to %s: %w", key, err)
		}
		out = append(out, r)
	}
	return out, classify(rows.Err())
}

// Seen returns the documents last ingested from a source and its hash: those
// with the hash of its latest commit, in order of arrival.
func (s *Store) Seen(ctx context.Context, uri string) (ids []string, sha256 string, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, source_hash FROM document WHERE source_uri = ?1
		AND source_hash = (SELECT source_hash FROM document WHERE source_uri = ?1 ORDER BY put DESC, ordinal LIMIT 1)
		ORDER BY ordinal`, uri)
	if err != nil {
		return nil, "", fmt.Errorf("sqlite: look up source %s: %w", uri, classify(err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id, &sha256); err != nil {
			return nil, "", fmt.Errorf("sqlite: look up source %s: %w", uri, err)
		}
		ids = append(ids, id)
	}
	return ids, sha256, classify(rows.Err())
}
