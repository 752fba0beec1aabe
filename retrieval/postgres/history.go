package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"trolyluat/assistant/history"
	"trolyluat/corpus/vitext"
)

// History returns the conversations kept in the database.
func (s *Store) History(context.Context) (history.Store, error) { return conversations{s}, nil }

// conversations implements history.Store. Writes that may not be done twice are
// not tried again when the connection is lost: the caller is told.
type conversations struct{ s *Store }

// Append implements history.Store.
func (h conversations) Append(ctx context.Context, owner, conversation string, t history.Turn) (c history.Conversation, err error) {
	hash, err := history.OwnerHash(owner)
	if err == nil {
		err = t.Check()
	}
	if err != nil {
		return c, err
	}
	at := now(t.Time)
	err = pgx.BeginFunc(ctx, h.s.pool, func(tx pgx.Tx) error {
		var no int64
		if conversation == "" {
			c = history.Conversation{ID: history.NewID(), Title: history.TitleOf(t.Question), Created: at, Updated: at, Turns: 1}
			err := tx.QueryRow(ctx, `INSERT INTO conversation (id, owner, title, folded, created, updated, turns)
				VALUES ($1, $2, $3, $4, $5, $5, 1) RETURNING no`, c.ID, hash, c.Title, vitext.Fold(c.Title), at).Scan(&no)
			if err != nil {
				return fmt.Errorf("begin conversation: %w", err)
			}
		} else {
			err := tx.QueryRow(ctx, `UPDATE conversation SET turns = turns + 1, updated = greatest(updated, $1) WHERE id = $2 AND owner = $3
				RETURNING no, id, title, created, updated, turns`, at, conversation, hash).Scan(&no, &c.ID, &c.Title, &c.Created, &c.Updated, &c.Turns)
			if errors.Is(err, pgx.ErrNoRows) {
				return history.ErrNotFound
			}
			if err != nil {
				return fmt.Errorf("count turn: %w", err)
			}
			if c.Turns > history.MaxTurns {
				return fmt.Errorf("%w: the conversation has %d turns", history.ErrInvalid, history.MaxTurns)
			}
			c.Created, c.Updated = c.Created.UTC(), c.Updated.UTC()
		}
		_, err := tx.Exec(ctx, `INSERT INTO turn (conversation, number, question, folded, role, as_of, answer, evidence, time)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, no, c.Turns, t.Question, vitext.Fold(t.Question), t.Role, t.AsOf,
			orNull(t.Answer), orNull(t.Evidence), at)
		return err
	})
	if err != nil {
		return history.Conversation{}, fmt.Errorf("postgres: append turn: %w", classify(err))
	}
	return c, nil
}

// Conversation implements history.Store.
func (h conversations) Conversation(ctx context.Context, owner, conversation string) (c history.Conversation, turns []history.Turn, err error) {
	hash, err := history.OwnerHash(owner)
	if err != nil {
		return c, nil, err
	}
	err = h.s.read(ctx, func(ctx context.Context) error {
		return pgx.BeginTxFunc(ctx, h.s.pool, pgx.TxOptions{AccessMode: pgx.ReadOnly, IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
			var no int64
			err := tx.QueryRow(ctx, `SELECT no, id, title, created, updated, turns FROM conversation WHERE id = $1 AND owner = $2`, conversation, hash).
				Scan(&no, &c.ID, &c.Title, &c.Created, &c.Updated, &c.Turns)
			if errors.Is(err, pgx.ErrNoRows) {
				return history.ErrNotFound
			}
			if err != nil {
				return err
			}
			c.Created, c.Updated = c.Created.UTC(), c.Updated.UTC()
			rows, err := tx.Query(ctx, `SELECT `+turnColumns+` FROM turn t
				LEFT JOIN feedback f ON f.conversation = t.conversation AND f.turn = t.number WHERE t.conversation = $1 ORDER BY t.number`, no)
			if err != nil {
				return err
			}
			turns, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (history.Turn, error) { return scanTurn(row) })
			return err
		})
	})
	if err != nil {
		return history.Conversation{}, nil, fmt.Errorf("postgres: read conversation: %w", err)
	}
	if turns == nil {
		turns = []history.Turn{}
	}
	return c, turns, nil
}

const turnColumns = `t.number, t.question, t.role, t.as_of, t.answer, t.evidence, t.time, f.verdict, f.comment, f.provision, f.time`

func scanTurn(row pgx.CollectableRow, more ...any) (t history.Turn, err error) {
	var answer, evidence []byte
	var verdict, comment, provision *string
	var judged *time.Time
	err = row.Scan(append([]any{&t.Number, &t.Question, &t.Role, &t.AsOf, &answer, &evidence, &t.Time, &verdict, &comment, &provision, &judged}, more...)...)
	t.Answer, t.Evidence, t.Time = answer, evidence, t.Time.UTC()
	if err == nil && verdict != nil {
		t.Feedback = &history.Feedback{Verdict: history.Verdict(*verdict), Comment: *comment, Provision: *provision, Time: judged.UTC()}
	}
	return t, err
}

// List implements history.Store.
func (h conversations) List(ctx context.Context, owner string, q history.ListQuery) (p history.Page, err error) {
	hash, err := history.OwnerHash(owner)
	if err != nil {
		return p, err
	}
	limit, before, id, err := q.Limits()
	if err != nil {
		return p, err
	}
	sql := `SELECT id, title, created, updated, turns FROM conversation c WHERE owner = $1`
	args := []any{hash}
	add := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	if q.After != "" {
		sql += ` AND (updated, id) < (` + add(before) + `, ` + add(id) + `)`
	}
	for _, word := range strings.Fields(vitext.Fold(q.Search)) {
		n := add(word)
		sql += ` AND (strpos(folded, ` + n + `) > 0 OR EXISTS (SELECT FROM turn t WHERE t.conversation = c.no AND strpos(t.folded, ` + n + `) > 0))`
	}
	scan := func(row pgx.CollectableRow) (c history.Conversation, err error) {
		err = row.Scan(&c.ID, &c.Title, &c.Created, &c.Updated, &c.Turns)
		c.Created, c.Updated = c.Created.UTC(), c.Updated.UTC()
		return c, err
	}
	found, err := query(ctx, h.s, scan, sql+` ORDER BY updated DESC, id DESC LIMIT `+add(limit+1), args...)
	if err != nil {
		return p, fmt.Errorf("postgres: list conversations: %w", err)
	}
	return history.PageOf(found, limit), nil
}

// Rename implements history.Store.
func (h conversations) Rename(ctx context.Context, owner, conversation, title string) error {
	hash, err := history.OwnerHash(owner)
	if err == nil {
		title, err = history.CheckTitle(title)
	}
	if err != nil {
		return err
	}
	err = h.one(ctx, `UPDATE conversation SET title = $1, folded = $2 WHERE id = $3 AND owner = $4`, title, vitext.Fold(title), conversation, hash)
	if err != nil {
		return fmt.Errorf("postgres: rename conversation: %w", err)
	}
	return nil
}

// one runs a statement that may be done twice and returns ErrNotFound where it
// changes nothing.
func (h conversations) one(ctx context.Context, sql string, args ...any) error {
	return h.s.read(ctx, func(ctx context.Context) error {
		tag, err := h.s.pool.Exec(ctx, sql, args...)
		if err == nil && tag.RowsAffected() == 0 {
			return history.ErrNotFound
		}
		return err
	})
}

// Delete implements history.Store. The rows are gone for every query at once and
// their space is given free; that the server's own log and its backups forget
// them is the operator's to see to.
func (h conversations) Delete(ctx context.Context, s history.Selection) (int, error) {
	if err := s.Check(); err != nil {
		return 0, err
	}
	sql, args := `DELETE FROM conversation WHERE updated < $1`, []any{s.Before}
	if s.Owner != "" {
		hash, err := history.OwnerHash(s.Owner)
		if err != nil {
			return 0, err
		}
		sql, args = `DELETE FROM conversation WHERE owner = $1 AND ($2 = '' OR id = $2)`, []any{hash, s.Conversation}
	}
	n := 0
	err := h.s.read(ctx, func(ctx context.Context) error {
		tag, err := h.s.pool.Exec(ctx, sql, args...)
		n += int(tag.RowsAffected())
		return err
	})
	if err != nil {
		return n, fmt.Errorf("postgres: delete conversations: %w", err)
	}
	if n > 0 {
		// Deleted rows stay in their pages until these are cleaned.
		if _, err := h.s.pool.Exec(context.WithoutCancel(ctx), `VACUUM (SKIP_LOCKED) turn, conversation, feedback`); err != nil {
			h.s.log.Warn("deleted conversations are not yet cleaned from their pages", "error", err)
		}
	}
	return n, nil
}

// Judge implements history.Store.
func (h conversations) Judge(ctx context.Context, owner, conversation string, turn int, f history.Feedback) error {
	hash, err := history.OwnerHash(owner)
	if err == nil {
		err = f.Check()
	}
	if err != nil {
		return err
	}
	err = h.one(ctx, `INSERT INTO feedback (conversation, turn, verdict, comment, provision, time)
		SELECT t.conversation, t.number, $1, $2, $3, $4 FROM turn t JOIN conversation c ON c.no = t.conversation
		WHERE c.id = $5 AND c.owner = $6 AND t.number = $7
		ON CONFLICT (conversation, turn) DO UPDATE SET verdict = excluded.verdict, comment = excluded.comment,
			provision = excluded.provision, time = excluded.time`,
		string(f.Verdict), f.Comment, f.Provision, now(f.Time), conversation, hash, turn)
	if err != nil {
		return fmt.Errorf("postgres: keep feedback: %w", err)
	}
	return nil
}

// judgedPage is how many turns are read at a time, so that no connection is held
// while the caller works.
const judgedPage = 64

// Judged implements history.Store.
func (h conversations) Judged(ctx context.Context, since time.Time) iter.Seq2[history.Judged, error] {
	return func(yield func(history.Judged, error) bool) {
		at, no, turn := since.UTC(), int64(-1), 0
		for {
			scan := func(row pgx.CollectableRow) (j history.Judged, err error) {
				if j.Turn, err = scanTurn(row, &j.Conversation, &no); err == nil {
					at, turn = j.Feedback.Time, j.Number
				}
				return j, err
			}
			page, err := query(ctx, h.s, scan, `SELECT `+turnColumns+`, c.id, c.no FROM feedback f JOIN conversation c ON c.no = f.conversation
				JOIN turn t ON t.conversation = f.conversation AND t.number = f.turn
				WHERE (f.time, f.conversation, f.turn) > ($1, $2, $3) ORDER BY f.time, f.conversation, f.turn LIMIT $4`, at, no, turn, judgedPage)
			if err != nil {
				yield(history.Judged{}, fmt.Errorf("postgres: list feedback: %w", err))
				return
			}
			for _, j := range page {
				if !yield(j, nil) {
					return
				}
			}
			if len(page) < judgedPage {
				return
			}
		}
	}
}

// now is a time as the database keeps it, the present one for zero.
func now(t time.Time) time.Time {
	if t.IsZero() {
		t = time.Now()
	}
	return t.UTC().Truncate(time.Microsecond)
}

func orNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return string(b)
}
