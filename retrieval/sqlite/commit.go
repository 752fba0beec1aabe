package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"trolyluat/corpus"
	"trolyluat/retrieval/record"
)

// Commit applies the change in one transaction. It returns ErrBusy when another
// process kept the store for longer than Options.BusyTimeout.
func (s *Store) Commit(ctx context.Context, c corpus.Change) error {
	rows, err := s.codec.Prepare(c.Put)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	err = s.update(ctx, func(w *writer) error { return s.apply(w, c.Remove, rows) })
	if err != nil {
		return fmt.Errorf("sqlite: commit %d documents, remove %d: %w", len(c.Put), len(c.Remove), classify(err))
	}
	s.committed(ctx)
	return nil
}

// writer holds the statements of one transaction.
type writer struct {
	tx    *sql.Tx
	ctx   context.Context
	stmts map[string]*sql.Stmt
}

func newWriter(ctx context.Context, tx *sql.Tx) *writer {
	return &writer{tx: tx, ctx: ctx, stmts: map[string]*sql.Stmt{}}
}

func (w *writer) exec(query string, args ...any) (sql.Result, error) {
	st, ok := w.stmts[query]
	if !ok {
		var err error
		if st, err = w.tx.PrepareContext(w.ctx, query); err != nil {
			return nil, err
		}
		w.stmts[query] = st
	}
	return st.ExecContext(w.ctx, args...)
}

func (s *Store) apply(w *writer, remove []string, puts []record.Row) error {
	var st state
	err := w.tx.QueryRowContext(w.ctx, `SELECT generation, next_chunk, next_order FROM state`).
		Scan(&st.generation, &st.nextChunk, &st.nextOrder)
	if err != nil {
		return fmt.Errorf("read state: %w", err)
	}
	st.generation++
	change := indexChange{generation: st.generation}
	for _, id := range remove {
		if err := w.remove(id, &change); err != nil {
			return fmt.Errorf("remove %s: %w", id, err)
		}
	}
	for i := range puts {
		if err := w.put(&puts[i], &st, &change); err != nil {
			return fmt.Errorf("put %s: %w", puts[i].Info.ID, err)
		}
	}
	if err := s.writeIndex(w, &change); err != nil {
		return err
	}
	_, err = w.exec(`UPDATE state SET generation = ?, next_chunk = ?, next_order = ?`,
		st.generation, st.nextChunk, st.nextOrder)
	return err
}

// state is the one row that counts.
type state struct {
	generation, nextChunk, nextOrder int64
}

// clear removes what hangs on a document and keeps its row.
func (w *writer) clear(no int64, change *indexChange) error {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT id FROM chunk WHERE document = ? ORDER BY id`, no)
	if err != nil {
		return err
	}
	var ids []corpus.ChunkID
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return errors.Join(err, rows.Close())
		}
		ids = append(ids, corpus.ChunkID(id))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	change.removed = append(change.removed, ids...)
	models, err := w.models()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := w.exec(`DELETE FROM passage WHERE chunk = ?`, id); err != nil {
			return err
		}
		for _, m := range models {
			if _, err := w.exec(`DELETE FROM vector WHERE model = ? AND chunk = ?`, m, id); err != nil {
				return err
			}
		}
	}
	for _, q := range []string{`DELETE FROM chunk WHERE document = ?`, `DELETE FROM relation WHERE document = ?`} {
		if _, err := w.exec(q, no); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) models() ([]int64, error) {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT no FROM model ORDER BY no`)
	if err != nil {
		return nil, err
	}
	var out []int64
	for rows.Next() {
		var no int64
		if err := rows.Scan(&no); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		out = append(out, no)
	}
	return out, errors.Join(rows.Err(), rows.Close())
}

func (w *writer) remove(id string, change *indexChange) error {
	var no int64
	err := w.tx.QueryRowContext(w.ctx, `SELECT no FROM document WHERE id = ?`, id).Scan(&no)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.clear(no, change); err != nil {
		return err
	}
	_, err = w.exec(`DELETE FROM document WHERE no = ?`, no)
	return err
}

func (w *writer) put(p *record.Row, st *state, change *indexChange) error {
	d := p.Document
	var no int64
	err := w.tx.QueryRowContext(w.ctx, `SELECT no FROM document WHERE id = ?`, d.ID).Scan(&no)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		res, err := w.exec(`INSERT INTO document (id, key, ordinal, put, source_uri, source_hash, info, body)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			d.ID, d.Key, st.nextOrder, st.generation, d.Source.URI, d.Source.SHA256, p.InfoJSON, p.Body)
		if err != nil {
			return err
		}
		st.nextOrder++
		if no, err = res.LastInsertId(); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		if err := w.clear(no, change); err != nil {
			return err
		}
		if _, err := w.exec(`UPDATE document SET key = ?, put = ?, source_uri = ?, source_hash = ?, info = ?, body = ? WHERE no = ?`,
			d.Key, st.generation, d.Source.URI, d.Source.SHA256, p.InfoJSON, p.Body, no); err != nil {
			return err
		}
	}
	first := st.nextChunk
	if first+int64(len(p.Chunks)) > int64(^uint32(0)) {
		return errors.New("the store has given out all its chunk numbers")
	}
	st.nextChunk += int64(len(p.Chunks))
	for i, b := range p.Records {
		if _, err := w.exec(`INSERT INTO chunk (id, document, path, record) VALUES (?, ?, ?, ?)`,
			first+int64(i), no, p.Chunks[i].Path, b); err != nil {
			return err
		}
		if _, err := w.exec(`INSERT INTO passage (chunk, format, record) VALUES (?, ?, ?)`,
			first+int64(i), record.PassageFormat(), p.Passages[i]); err != nil {
			return err
		}
	}
	change.added = append(change.added, addedDocument{info: &p.Info, first: corpus.ChunkID(first), chunks: p.Chunks})
	for i, b := range p.Relations {
		if _, err := w.exec(`INSERT INTO relation (document, ordinal, to_key, record) VALUES (?, ?, ?, ?)`,
			no, i, d.Relations[i].To, b); err != nil {
			return err
		}
	}
	return w.putVectors(p, first)
}

func (w *writer) putVectors(p *record.Row, first int64) error {
	for _, v := range p.Vectors {
		model, err := w.model(v.Model, v.Dimension)
		if err != nil {
			return err
		}
		for i, vec := range v.Vectors {
			if vec == nil {
				continue
			}
			if _, err := w.exec(`INSERT INTO vector (model, chunk, vector) VALUES (?, ?, ?)`,
				model, first+int64(i), record.VectorBytes(vec)); err != nil {
				return err
			}
		}
	}
	return nil
}

// model returns the number of an embedding model, making it known when new.
func (w *writer) model(name string, dimension int) (int64, error) {
	var no int64
	var have int
	err := w.tx.QueryRowContext(w.ctx, `SELECT no, dimension FROM model WHERE name = ?`, name).Scan(&no, &have)
	if errors.Is(err, sql.ErrNoRows) {
		res, err := w.exec(`INSERT INTO model (name, dimension) VALUES (?, ?)`, name, dimension)
		if err != nil {
			return 0, err
		}
		return res.LastInsertId()
	}
	if err != nil {
		return 0, err
	}
	if have != dimension {
		return 0, fmt.Errorf("vectors of model %q have dimension %d, the store holds it with %d", name, dimension, have)
	}
	return no, nil
}
