package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"trolyluat/assistant/history"
)

// Judge implements history.Store.
func (h *conversations) Judge(ctx context.Context, owner, conversation string, turn int, f history.Feedback) error {
	hash, err := history.OwnerHash(owner)
	if err == nil {
		err = f.Check()
	}
	if err != nil {
		return err
	}
	res, err := h.write.ExecContext(ctx, `INSERT INTO feedback (conversation, turn, verdict, comment, provision, time)
		SELECT t.conversation, t.number, ?, ?, ?, ? FROM turn t JOIN conversation c ON c.no = t.conversation
		WHERE c.id = ? AND c.owner = ? AND t.number = ?
		ON CONFLICT (conversation, turn) DO UPDATE SET verdict = excluded.verdict, comment = excluded.comment,
			provision = excluded.provision, time = excluded.time`,
		string(f.Verdict), f.Comment, f.Provision, now(f.Time), conversation, hash, turn)
	if err == nil {
		err = one(res)
	}
	if err != nil {
		return fmt.Errorf("sqlite: keep feedback: %w", classify(err))
	}
	return nil
}

// judgedPage is how many turns are read at a time, so that no transaction stays
// open while the caller works.
const judgedPage = 64

// Judged implements history.Store.
func (h *conversations) Judged(ctx context.Context, since time.Time) iter.Seq2[history.Judged, error] {
	return func(yield func(history.Judged, error) bool) {
		at, no, turn := since.UnixMicro(), int64(-1), 0
		if since.IsZero() {
			at = 0
		}
		for {
			page, err := h.judged(ctx, &at, &no, &turn)
			if err != nil {
				yield(history.Judged{}, fmt.Errorf("sqlite: list feedback: %w", classify(err)))
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

func (h *conversations) judged(ctx context.Context, at, no *int64, turn *int) (page []history.Judged, err error) {
	rows, err := h.read.QueryContext(ctx, `SELECT `+turnColumns+`, c.id, c.no FROM feedback f JOIN conversation c ON c.no = f.conversation
		JOIN turn t ON t.conversation = f.conversation AND t.number = f.turn
		WHERE (f.time, f.conversation, f.turn) > (?, ?, ?) ORDER BY f.time, f.conversation, f.turn LIMIT ?`, *at, *no, *turn, judgedPage)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var j history.Judged
		if j.Turn, err = scanTurn(rows, &j.Conversation, no); err != nil {
			return nil, err
		}
		*at, *turn = j.Feedback.Time.UnixMicro(), j.Number
		page = append(page, j)
	}
	return page, rows.Err()
}
