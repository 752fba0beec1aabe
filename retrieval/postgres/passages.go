package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/record"
)

var _ retrieval.PassageIndex = (*Store)(nil)

// passageKey names a passage.
type passageKey struct {
	document string
	chunk    int64
}

// Passages returns the chunks with those numbers as they were prepared for
// ranking, all in one round trip; one that is gone or was not prepared is left
// out.
func (s *Store) Passages(ctx context.Context, ids []corpus.ChunkID) ([]retrieval.Passage, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	documents, numbers := make([]string, 0, len(ids)), make([]int64, 0, len(ids))
	for _, id := range ids {
		if document := v.snapshot.Document(id); document != "" {
			documents, numbers = append(documents, document), append(numbers, int64(id))
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	out, err := query(ctx, s, scanPassage, `SELECT p.chunk, p.record FROM unnest($1::text[], $2::bigint[]) AS u (document, chunk)
		JOIN passage p ON p.document = u.document COLLATE "C" AND p.chunk = u.chunk AND p.format = $3`, documents, numbers, record.PassageFormat())
	if err != nil {
		return nil, fmt.Errorf("postgres: read %d passages: %w", len(numbers), err)
	}
	return out, nil
}

func scanPassage(row pgx.CollectableRow) (p retrieval.Passage, err error) {
	var id int64
	var b pgtype.DriverBytes
	if err := row.Scan(&id, &b); err != nil {
		return p, err
	}
	p.Chunk, p.Prepared, err = record.ReadPassage(b)
	p.Chunk.ID = corpus.ChunkID(id)
	return p, err
}

// prepareBatch is how many passages one transaction writes that a store from an
// earlier version lacks.
const prepareBatch = 500

// preparePassages makes a batch of the passages that are missing. What it looked
// at once it does not look at again as long as the store is open.
func (s *Store) preparePassages(ctx context.Context) (worked bool, err error) {
	x := &s.index
	if x.allPrepared {
		return false, nil
	}
	type row struct {
		passageKey
		record []byte
	}
	rows, err := query(ctx, s, func(r pgx.CollectableRow) (out row, err error) {
		var rec, b []byte
		if err := r.Scan(&out.document, &out.chunk, &rec, &b); err != nil {
			return out, err
		}
		info, err := record.ReadInfo(b)
		if err != nil {
			return out, err
		}
		c, err := s.codec.ReadChunk(rec)
		if err == nil {
			out.record = record.Passage(&info, &c)
		}
		return out, err
	}, `SELECT c.document, c.id, c.record, d.info FROM chunk c JOIN document d ON d.id = c.document
		WHERE (c.document, c.id) > ($1 COLLATE "C", $2) AND NOT EXISTS
			(SELECT FROM passage p WHERE p.document = c.document AND p.chunk = c.id AND p.format = $3)
		ORDER BY c.document, c.id LIMIT $4`, x.prepared.document, x.prepared.chunk, record.PassageFormat(), prepareBatch)
	if err != nil {
		return false, fmt.Errorf("postgres: prepare passages: %w", err)
	}
	if len(rows) == 0 {
		x.allPrepared = true
		return false, nil
	}
	documents, numbers, records := make([]string, len(rows)), make([]int64, len(rows)), make([][]byte, len(rows))
	for i, r := range rows {
		documents[i], numbers[i], records[i] = r.document, r.chunk, r.record
	}
	err = s.transact(ctx, func(ctx context.Context, tx pgx.Tx) error {
		// Commits take their turn at this row: none takes out a chunk meanwhile.
		if _, err := tx.Exec(ctx, `SELECT FROM state FOR UPDATE`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO passage (document, chunk, format, record)
			SELECT c.document, c.id, $4, u.record FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS u (document, chunk, record)
			JOIN chunk c ON c.document = u.document COLLATE "C" AND c.id = u.chunk
			ON CONFLICT (document, chunk) DO UPDATE SET format = excluded.format, record = excluded.record`,
			documents, numbers, records, record.PassageFormat())
		return err
	})
	if err != nil {
		return false, fmt.Errorf("postgres: write %d passages: %w", len(rows), classify(err))
	}
	x.prepared = rows[len(rows)-1].passageKey
	return true, nil
}
