package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/record"
)

var _ retrieval.PassageIndex = (*Store)(nil)

// Passages returns the chunks with those numbers as they were prepared for
// ranking; one that is gone or was not prepared is left out.
func (s *Store) Passages(ctx context.Context, ids []corpus.ChunkID) ([]retrieval.Passage, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	live := v.snapshot.Live()
	ids = slices.DeleteFunc(slices.Clone(ids), func(id corpus.ChunkID) bool { return !live.Contains(uint32(id)) })
	slices.Sort(ids) // rows that stand side by side are read one after the other
	out := make([]retrieval.Passage, 0, len(ids))
	for part := range slices.Chunk(slices.Compact(ids), 500) {
		if out, err = s.passages(ctx, out, part); err != nil {
			return nil, fmt.Errorf("sqlite: read %d passages: %w", len(part), err)
		}
	}
	return out, nil
}

func (s *Store) passages(ctx context.Context, out []retrieval.Passage, ids []corpus.ChunkID) (_ []retrieval.Passage, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT chunk, record FROM passage WHERE chunk IN (`+placeholders(len(ids))+`) AND format = `+
		strconv.Itoa(int(record.PassageFormat())), arguments(ids)...)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id int64
		var b sql.RawBytes
		if err := rows.Scan(&id, &b); err != nil {
			return nil, err
		}
		c, p, err := record.ReadPassage(b)
		if err != nil {
			return nil, err
		}
		c.ID = corpus.ChunkID(id)
		out = append(out, retrieval.Passage{Chunk: c, Prepared: p})
	}
	return out, classify(rows.Err())
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
		id     int64
		record []byte
	}
	var made []row
	rows, err := s.read.QueryContext(ctx, `SELECT c.id, c.record, d.info FROM chunk c JOIN document d ON d.no = c.document
		WHERE c.id > ? AND NOT EXISTS (SELECT 1 FROM passage p WHERE p.chunk = c.id AND p.format = ?) ORDER BY c.id LIMIT ?`,
		x.prepared, record.PassageFormat(), prepareBatch)
	if err != nil {
		return false, fmt.Errorf("sqlite: look for passages to prepare: %w", classify(err))
	}
	err = func() (err error) {
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var id int64
			var rec, b []byte
			if err := rows.Scan(&id, &rec, &b); err != nil {
				return err
			}
			info, err := record.ReadInfo(b)
			if err != nil {
				return err
			}
			c, err := s.codec.ReadChunk(rec)
			if err != nil {
				return err
			}
			made = append(made, row{id, record.Passage(&info, &c)})
		}
		return rows.Err()
	}()
	if err != nil {
		return false, fmt.Errorf("sqlite: prepare passages: %w", classify(err))
	}
	if len(made) == 0 {
		x.allPrepared = true
		return false, nil
	}
	err = s.update(ctx, func(w *writer) error {
		for _, r := range made {
			// The chunk may be gone by now.
			if _, err := w.exec(`INSERT OR REPLACE INTO passage (chunk, format, record) SELECT id, ?, ? FROM chunk WHERE id = ?`,
				record.PassageFormat(), r.record, r.id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("sqlite: write %d passages: %w", len(made), classify(err))
	}
	x.prepared = made[len(made)-1].id
	return true, nil
}
