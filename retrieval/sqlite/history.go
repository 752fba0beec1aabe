package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"trolyluat/assistant/history"
	"trolyluat/corpus/vitext"
)

// HistoryName is the name of the file of conversations in the data folder.
const HistoryName = "history.db"

//go:embed migrations_history/*.sql
var historyMigrations embed.FS

// History returns the conversations kept beside the store, in a file that only
// its owner may read. The file is made when first asked for; Close closes it.
func (s *Store) History(ctx context.Context) (history.Store, error) {
	s.historyOnce.Lock()
	defer s.historyOnce.Unlock()
	if s.history != nil {
		return s.history, nil
	}
	unlock, err := s.lockMigration(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	h := &conversations{path: filepath.Join(s.dir, HistoryName)}
	// SQLite gives the files beside it the same rights.
	f, err := os.OpenFile(h.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sqlite: make %s: %w", h.path, err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("sqlite: make %s: %w", h.path, err)
	}
	open := func(readOnly bool) (*sql.DB, error) {
		q := url.Values{}
		pragmas := []string{fmt.Sprintf("busy_timeout(%d)", s.opt.BusyTimeout.Milliseconds()), "synchronous(NORMAL)", "temp_store(MEMORY)"}
		if readOnly {
			q.Set("_query_only", "1")
		} else {
			q.Set("_txlock", "immediate")
			q.Set("_auto_vacuum", "FULL")
			pragmas = append(pragmas, "journal_mode(WAL)", "foreign_keys(1)", "secure_delete(ON)") // what is deleted is overwritten
		}
		for _, p := range pragmas {
			q.Add("_pragma", p)
		}
		u := url.URL{Scheme: "file", Path: filepath.ToSlash(h.path), RawQuery: q.Encode()}
		return sql.Open("sqlite", u.String())
	}
	if h.write, err = open(false); err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", h.path, err)
	}
	h.write.SetMaxOpenConns(1)
	if err := h.migrate(ctx); err != nil {
		return nil, errors.Join(err, h.write.Close())
	}
	if h.read, err = open(true); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s for reading: %w", h.path, err), h.write.Close())
	}
	h.read.SetMaxOpenConns(4)
	h.read.SetMaxIdleConns(4)
	s.history = h
	return h, nil
}

// conversations implements history.Store.
type conversations struct {
	path  string
	write *sql.DB // one connection
	read  *sql.DB
}

func (h *conversations) migrate(ctx context.Context) error {
	p, err := provider(h.write, historyMigrations, "migrations_history")
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("sqlite: read schema version of %s: %w", h.path, classify(err))
	}
	if have > want {
		return &NewerError{Path: h.path, Have: have, Known: want}
	}
	if have == want {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("sqlite: migrate %s from version %d to %d: %w", h.path, have, want, classify(err))
	}
	return nil
}

func (h *conversations) close() error {
	// Deleted words may still stand in the log beside the file.
	err := h.read.Close()
	_, cut := h.write.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	return errors.Join(err, cut, h.write.Close())
}

// update runs do in a transaction.
func (h *conversations) update(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := h.write.BeginTx(ctx, nil)
	if err != nil {
		return classify(err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return classify(err)
	}
	return classify(tx.Commit())
}

// Append implements history.Store.
func (h *conversations) Append(ctx context.Context, owner, conversation string, t history.Turn) (c history.Conversation, err error) {
	hash, err := history.OwnerHash(owner)
	if err == nil {
		err = t.Check()
	}
	if err != nil {
		return c, err
	}
	at := now(t.Time)
	err = h.update(ctx, func(tx *sql.Tx) error {
		var no, created int64
		if conversation == "" {
			c = history.Conversation{ID: history.NewID(), Title: history.TitleOf(t.Question), Created: fromMicros(at), Updated: fromMicros(at), Turns: 1}
			err := tx.QueryRowContext(ctx, `INSERT INTO conversation (id, owner, title, folded, created, updated, turns)
				VALUES (?, ?, ?, ?, ?, ?, 1) RETURNING no`, c.ID, hash, c.Title, vitext.Fold(c.Title), at, at).Scan(&no)
			if err != nil {
				return fmt.Errorf("begin conversation: %w", err)
			}
		} else {
			var updated int64
			err := tx.QueryRowContext(ctx, `UPDATE conversation SET turns = turns + 1, updated = max(updated, ?) WHERE id = ? AND owner = ?
				RETURNING no, id, title, created, updated, turns`, at, conversation, hash).Scan(&no, &c.ID, &c.Title, &created, &updated, &c.Turns)
			if errors.Is(err, sql.ErrNoRows) {
				return history.ErrNotFound
			}
			if err != nil {
				return fmt.Errorf("count turn: %w", err)
			}
			if c.Turns > history.MaxTurns {
				return fmt.Errorf("%w: the conversation has %d turns", history.ErrInvalid, history.MaxTurns)
			}
			c.Created, c.Updated = fromMicros(created), fromMicros(updated)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO turn (conversation, number, question, folded, role, as_of, answer, evidence, time)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, no, c.Turns, t.Question, vitext.Fold(t.Question), t.Role, t.AsOf,
			orNull(t.Answer), orNull(t.Evidence), at)
		return err
	})
	if err != nil {
		return history.Conversation{}, fmt.Errorf("sqlite: append turn: %w", err)
	}
	return c, nil
}

// Conversation implements history.Store.
func (h *conversations) Conversation(ctx context.Context, owner, conversation string) (c history.Conversation, turns []history.Turn, err error) {
	hash, err := history.OwnerHash(owner)
	if err != nil {
		return c, nil, err
	}
	fail := func(err error) (history.Conversation, []history.Turn, error) {
		return history.Conversation{}, nil, fmt.Errorf("sqlite: read conversation: %w", classify(err))
	}
	tx, err := h.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fail(err)
	}
	defer func() { _ = tx.Rollback() }()
	var no, created, updated int64
	err = tx.QueryRowContext(ctx, `SELECT no, id, title, created, updated, turns FROM conversation WHERE id = ? AND owner = ?`, conversation, hash).
		Scan(&no, &c.ID, &c.Title, &created, &updated, &c.Turns)
	if errors.Is(err, sql.ErrNoRows) {
		return fail(history.ErrNotFound)
	}
	if err != nil {
		return fail(err)
	}
	c.Created, c.Updated = fromMicros(created), fromMicros(updated)
	rows, err := tx.QueryContext(ctx, `SELECT `+turnColumns+` FROM turn t
		LEFT JOIN feedback f ON f.conversation = t.conversation AND f.turn = t.number WHERE t.conversation = ? ORDER BY t.number`, no)
	if err != nil {
		return fail(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	turns = []history.Turn{}
	for rows.Next() {
		t, err := scanTurn(rows)
		if err != nil {
			return fail(err)
		}
		turns = append(turns, t)
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return c, turns, nil
}

const turnColumns = `t.number, t.question, t.role, t.as_of, t.answer, t.evidence, t.time, f.verdict, f.comment, f.provision, f.time`

func scanTurn(rows *sql.Rows, more ...any) (t history.Turn, err error) {
	var answer, evidence []byte
	var at int64
	var verdict, comment, provision sql.NullString
	var judged sql.NullInt64
	err = rows.Scan(append([]any{&t.Number, &t.Question, &t.Role, &t.AsOf, &answer, &evidence, &at, &verdict, &comment, &provision, &judged}, more...)...)
	t.Answer, t.Evidence, t.Time = answer, evidence, fromMicros(at)
	if verdict.Valid {
		t.Feedback = &history.Feedback{Verdict: history.Verdict(verdict.String), Comment: comment.String, Provision: provision.String,
			Time: fromMicros(judged.Int64)}
	}
	return t, err
}

// List implements history.Store.
func (h *conversations) List(ctx context.Context, owner string, q history.ListQuery) (p history.Page, err error) {
	hash, err := history.OwnerHash(owner)
	if err != nil {
		return p, err
	}
	limit, before, id, err := q.Limits()
	if err != nil {
		return p, err
	}
	query := `SELECT id, title, created, updated, turns FROM conversation c WHERE owner = ?`
	args := []any{hash}
	if q.After != "" {
		query += ` AND (updated, id) < (?, ?)`
		args = append(args, before.UnixMicro(), id)
	}
	for _, word := range strings.Fields(vitext.Fold(q.Search)) {
		query += ` AND (instr(folded, ?) > 0 OR EXISTS (SELECT 1 FROM turn t WHERE t.conversation = c.no AND instr(t.folded, ?) > 0))`
		args = append(args, word, word)
	}
	rows, err := h.read.QueryContext(ctx, query+` ORDER BY updated DESC, id DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil {
		return p, fmt.Errorf("sqlite: list conversations: %w", classify(err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var found []history.Conversation
	for rows.Next() {
		var c history.Conversation
		var created, updated int64
		if err := rows.Scan(&c.ID, &c.Title, &created, &updated, &c.Turns); err != nil {
			return p, fmt.Errorf("sqlite: list conversations: %w", err)
		}
		c.Created, c.Updated = fromMicros(created), fromMicros(updated)
		found = append(found, c)
	}
	if err := rows.Err(); err != nil {
		return p, fmt.Errorf("sqlite: list conversations: %w", classify(err))
	}
	return history.PageOf(found, limit), nil
}

// Rename implements history.Store.
func (h *conversations) Rename(ctx context.Context, owner, conversation, title string) error {
	hash, err := history.OwnerHash(owner)
	if err == nil {
		title, err = history.CheckTitle(title)
	}
	if err != nil {
		return err
	}
	res, err := h.write.ExecContext(ctx, `UPDATE conversation SET title = ?, folded = ? WHERE id = ? AND owner = ?`,
		title, vitext.Fold(title), conversation, hash)
	if err == nil {
		err = one(res)
	}
	if err != nil {
		return fmt.Errorf("sqlite: rename conversation: %w", classify(err))
	}
	return nil
}

// one returns ErrNotFound where a statement changed nothing.
func one(res sql.Result) error {
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return history.ErrNotFound
	}
	return err
}

// Delete implements history.Store: the rows are overwritten in the file, and the
// log that still holds them is cut off.
func (h *conversations) Delete(ctx context.Context, s history.Selection) (int, error) {
	if err := s.Check(); err != nil {
		return 0, err
	}
	query, args := `DELETE FROM conversation WHERE updated < ?`, []any{s.Before.UnixMicro()}
	if s.Owner != "" {
		hash, err := history.OwnerHash(s.Owner)
		if err != nil {
			return 0, err
		}
		query, args = `DELETE FROM conversation WHERE owner = ?1 AND (?2 = '' OR id = ?2)`, []any{hash, s.Conversation}
	}
	res, err := h.write.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("sqlite: delete conversations: %w", classify(err))
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("sqlite: delete conversations: %w", err)
	}
	// A reader at work keeps the log from being cut; the next deletion or the
	// close does it then.
	var busy, pages, moved int
	if err := h.write.QueryRowContext(context.WithoutCancel(ctx), `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return int(n), fmt.Errorf("sqlite: clear the log of deleted conversations: %w", classify(err))
	}
	return int(n), nil
}

// now is a time in microseconds, the present one for zero.
func now(t time.Time) int64 {
	if t.IsZero() {
		t = time.Now()
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }

func orNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}
