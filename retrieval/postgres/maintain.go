package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/jackc/pgx/v5"

	"trolyluat/retrieval/lexical"
)

const (
	// idleAfter is how long no commit came before segments are tidied up.
	idleAfter = 2 * time.Second
	// retiredFor is how long the rows of merged segments stay for readers that
	// are still at them, in this instance or another; a slower reader starts over.
	retiredFor = 15 * time.Second
	// abandonedAfter is when the rows of a merge that never ended may go.
	abandonedAfter = 10 * time.Minute
	// mergeBatch is how many bytes of pages are written at once.
	mergeBatch = 8 << 20
	// maxBacklog is the number of segments at which a commit waits for merging.
	maxBacklog = 48
)

// maintain merges segments and makes vector indexes while the store is open.
func (s *Store) maintain(ctx context.Context) {
	idle := time.NewTimer(idleAfter)
	defer idle.Stop()
	for {
		quiet := false
		select {
		case <-ctx.Done():
			return
		case <-s.index.wake:
		case <-idle.C:
			quiet = true
		}
		again := idleAfter
		worked, err := s.step(ctx, quiet)
		switch {
		case err != nil && ctx.Err() == nil:
			s.log.Warn("tidying up the index failed; it will be tried again", "error", err)
			again = 30 * time.Second
		case worked && quiet:
			again = 0
		case quiet:
			again = time.Minute
		}
		idle.Reset(again)
	}
}

// committed wakes the maintenance after a commit, and makes a commit that
// outruns it wait.
func (s *Store) committed(ctx context.Context) {
	s.stale()
	select {
	case s.index.wake <- struct{}{}:
	default:
	}
	if s.opt.NoMaintenance {
		return
	}
	var segments int
	err := s.pool.QueryRow(ctx, `SELECT count(*) FROM segment WHERE made IS NOT NULL AND retired IS NULL`).Scan(&segments)
	if err != nil || segments <= maxBacklog {
		return // the commit is done; whatever this was, the maintenance will say so
	}
	if _, err := s.step(ctx, false); err != nil {
		s.log.Warn("tidying up the index failed; it will be tried again", "error", err)
	}
}

// Optimize merges until few segments are left, drops what they replace, makes
// the vector indexes that are due and the passages that a store from an earlier
// version lacks, and has the planner look at the tables. It is worth calling after
// a large import; nothing depends on it.
func (s *Store) Optimize(ctx context.Context) error {
	for {
		worked, err := s.step(ctx, true)
		if err != nil {
			return err
		}
		if !worked {
			break
		}
	}
	if err := s.dropRetired(ctx, 0); err != nil {
		return err
	}
	for _, table := range []string{"document", "chunk", "relation", "embedding", "passage", "segment", "page", "tombstone"} {
		if err := s.long(ctx, "ANALYZE "+table); err != nil {
			return fmt.Errorf("postgres: analyze %s: %w", table, err)
		}
	}
	return nil
}

// long runs a statement without a timeout.
func (s *Store) long(ctx context.Context, sql string, settings ...string) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return classify(err)
	}
	defer conn.Release()
	settings = append(settings, "statement_timeout", "0")
	for i := 0; i < len(settings); i += 2 {
		if _, err := conn.Exec(ctx, `SELECT set_config($1, $2, false)`, settings[i], settings[i+1]); err != nil {
			return classify(err)
		}
	}
	_, err = conn.Exec(ctx, sql)
	// The settings were for this statement only.
	_, resetErr := conn.Exec(context.WithoutCancel(ctx), "RESET ALL")
	if err == nil && resetErr != nil {
		err = resetErr
	}
	return classify(err)
}

// step makes one merge, one vector index or some of the missing passages if there
// is one to make and no other instance is at it.
func (s *Store) step(ctx context.Context, idle bool) (worked bool, err error) {
	s.merging.Lock()
	defer s.merging.Unlock()
	err = s.alone(ctx, func() error {
		if err := s.dropRetired(ctx, retiredFor); err != nil {
			return err
		}
		v, err := s.fresh(ctx)
		if err != nil {
			return err
		}
		if segments := v.snapshot.PickMerge(idle); segments != nil {
			start := time.Now()
			if err := s.merge(ctx, segments, v.snapshot.Dead()); err != nil {
				return fmt.Errorf("postgres: merge %d segments: %w", len(segments), classify(err))
			}
			s.log.Debug("index segments merged", "segments", len(segments), "took", time.Since(start))
			worked = true
			return nil
		}
		if idle {
			if worked, err = s.indexVectors(ctx); err == nil && !worked {
				worked, err = s.preparePassages(ctx)
			}
		}
		return err
	})
	return worked, err
}

// alone runs do while holding the schema's advisory lock, or not at all when
// another instance holds it. The lock goes with the connection.
func (s *Store) alone(ctx context.Context, do func() error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("postgres: tidy up: %w", classify(err))
	}
	defer conn.Release()
	id := lockID("maintain", s.opt.Schema)
	var locked bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, id).Scan(&locked); err != nil {
		return fmt.Errorf("postgres: tidy up: %w", classify(err))
	}
	if !locked {
		return nil
	}
	defer func() {
		if _, err := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, id); err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // frees the lock
		}
	}()
	return do()
}

// errLost says that the inputs of a merge were merged by someone else.
var errLost = errors.New("another instance merged first")

func (s *Store) merge(ctx context.Context, segments []*lexical.Segment, dead *roaring.Bitmap) error {
	var id int64
	err := s.transact(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `UPDATE state SET next_segment = next_segment + 1 RETURNING next_segment - 1`).Scan(&id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO segment (id, header) VALUES ($1, '')`, id)
		return err
	})
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // leave nothing behind; after a crash a later merge does it
			_ = s.dropSegment(context.WithoutCancel(ctx), id)
		}
	}()
	var batch [][]any
	size := 0
	flush := func() error {
		err := s.transact(ctx, func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE segment SET touched = now() WHERE id = $1`, id); err != nil {
				return err
			}
			_, err := tx.CopyFrom(ctx, pgx.Identifier{"page"}, []string{"id", "data"}, pgx.CopyFromRows(batch))
			return err
		})
		batch, size = batch[:0], 0
		return err
	}
	header, purged, err := lexical.Merge(ctx, source{s}, segments, dead, s.opt.Params, func(n uint32, data []byte) error {
		batch = append(batch, []any{pageID(lexical.SegmentID(id), n), data})
		if size += len(data); size < mergeBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	err = s.transact(ctx, func(ctx context.Context, tx pgx.Tx) error { return publish(ctx, tx, id, header, segments, purged) })
	s.stale()
	if errors.Is(err, errLost) {
		return nil
	}
	done = err == nil
	return err
}

// publish makes a merged segment take the place of its inputs.
func publish(ctx context.Context, tx pgx.Tx, id int64, header []byte, segments []*lexical.Segment, purged *roaring.Bitmap) error {
	var generation int64
	if err := tx.QueryRow(ctx, `UPDATE state SET generation = generation + 1 RETURNING generation`).Scan(&generation); err != nil {
		return err
	}
	inputs := make([]int64, len(segments))
	for i, g := range segments {
		inputs[i] = int64(g.ID)
	}
	tag, err := tx.Exec(ctx, `UPDATE segment SET retired = $1, touched = now() WHERE id = ANY($2) AND retired IS NULL`, generation, inputs)
	if err != nil {
		return err
	}
	if int(tag.RowsAffected()) != len(inputs) {
		return errLost
	}
	chunks := make([]int64, 0, purged.GetCardinality())
	for it := purged.Iterator(); it.HasNext(); {
		chunks = append(chunks, int64(it.Next()))
	}
	if _, err := tx.Exec(ctx, `DELETE FROM tombstone WHERE chunk = ANY($1)`, chunks); err != nil {
		return err
	}
	if header == nil {
		_, err = tx.Exec(ctx, `DELETE FROM segment WHERE id = $1`, id)
	} else {
		_, err = tx.Exec(ctx, `UPDATE segment SET made = $2, header = $3 WHERE id = $1`, id, generation, header)
	}
	return err
}

// dropRetired removes the rows of segments that were merged away, and of merges
// that never ended.
func (s *Store) dropRetired(ctx context.Context, after time.Duration) error {
	ids, err := query(ctx, s, pgx.RowTo[int64], `SELECT id FROM segment
		WHERE retired IS NOT NULL AND touched <= now() - make_interval(secs => $1)
		OR made IS NULL AND touched <= now() - make_interval(secs => $2)`, after.Seconds(), abandonedAfter.Seconds())
	if err != nil {
		return fmt.Errorf("postgres: list merged segments: %w", err)
	}
	for _, id := range ids {
		if err := s.dropSegment(ctx, id); err != nil {
			return fmt.Errorf("postgres: drop merged segment %d: %w", id, err)
		}
	}
	return nil
}

func (s *Store) dropSegment(ctx context.Context, id int64) error {
	return s.transact(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM page WHERE id BETWEEN $1 AND $2`,
			pageID(lexical.SegmentID(id), 0), pageID(lexical.SegmentID(id), ^uint32(0)))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM segment WHERE id = $1`, id)
		return err
	})
}
