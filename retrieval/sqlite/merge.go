package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
	"trolyluat/retrieval/lexical"
)

const (
	// idleAfter is how long no commit came before segments are tidied up.
	idleAfter = 2 * time.Second
	// retiredFor is how long the rows of merged segments stay for readers that
	// are still at them; a slower reader starts over.
	retiredFor = 5 * time.Second
	// abandonedAfter is when the rows of a merge that never ended may go.
	abandonedAfter = 10 * time.Minute
	// mergeBatch is how many bytes of pages one transaction writes, so that
	// commits wait only briefly.
	mergeBatch = 4 << 20
	// maxBacklog is the number of segments at which a commit waits for merging.
	maxBacklog = 48
)

// mergeLoop merges segments while the store is open.
func (s *Store) mergeLoop(ctx context.Context) {
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
		if worked, err := s.mergeStep(ctx, quiet); err != nil && ctx.Err() == nil {
			s.log.Warn("merging the index failed; it will be tried again", "error", err)
			again = 30 * time.Second
		} else if worked && quiet {
			again = 0
		} else if quiet {
			again = time.Minute
		}
		idle.Reset(again)
	}
}

// Optimize merges until few segments are left, prepares the passages that a store
// from an earlier version lacks, drops what merges replace and folds the
// write-ahead log into the file. It is worth calling after a large
// import; nothing depends on it.
func (s *Store) Optimize(ctx context.Context) error {
	for {
		worked, err := s.mergeStep(ctx, true)
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
	if _, err := s.write.ExecContext(ctx, `PRAGMA incremental_vacuum`); err != nil {
		return fmt.Errorf("sqlite: give back free pages: %w", classify(err))
	}
	if _, err := s.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("sqlite: fold the log into the file: %w", classify(err))
	}
	return nil
}

// mergeStep makes one merge if there is one to make; when idle and there is none,
// some of the passages that are missing.
func (s *Store) mergeStep(ctx context.Context, idle bool) (worked bool, err error) {
	s.merging.Lock()
	defer s.merging.Unlock()
	if err := s.dropRetired(ctx, retiredFor); err != nil {
		return false, err
	}
	v, err := s.view(ctx)
	if err != nil {
		return false, err
	}
	segments := v.snapshot.PickMerge(idle)
	if segments == nil && idle {
		return s.preparePassages(ctx)
	}
	if segments == nil {
		return false, nil
	}
	start := time.Now()
	if err := s.merge(ctx, segments, v.snapshot.Dead()); err != nil {
		return false, fmt.Errorf("sqlite: merge %d segments: %w", len(segments), classify(err))
	}
	s.log.Debug("index segments merged", "segments", len(segments), "took", time.Since(start))
	return true, nil
}

// errLost says that another process merged the same segments first.
var errLost = errors.New("another process merged first")

func (s *Store) merge(ctx context.Context, segments []*lexical.Segment, dead *roaring.Bitmap) error {
	var id int64
	err := s.update(ctx, func(w *writer) error {
		res, err := w.exec(`INSERT INTO segment (touched, header) VALUES (?, x'')`, time.Now().Unix())
		if err != nil {
			return err
		}
		id, err = res.LastInsertId()
		return err
	})
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // leave nothing behind; a crash is cleaned up by a later merge
			_ = s.dropSegment(context.WithoutCancel(ctx), id)
		}
	}()
	type page struct {
		id   int64
		data []byte
	}
	var batch []page
	size := 0
	flush := func() error {
		err := s.update(ctx, func(w *writer) error {
			for _, p := range batch {
				if _, err := w.exec(`INSERT INTO page (id, data) VALUES (?, ?)`, p.id, p.data); err != nil {
					return err
				}
			}
			_, err := w.exec(`UPDATE segment SET touched = ? WHERE id = ?`, time.Now().Unix(), id)
			return err
		})
		batch, size = batch[:0], 0
		return err
	}
	header, purged, err := lexical.Merge(ctx, source{s}, segments, dead, s.opt.Params, func(n uint32, data []byte) error {
		batch = append(batch, page{pageID(lexical.SegmentID(id), n), data})
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
	err = s.update(ctx, func(w *writer) error { return w.publish(id, header, segments, purged) })
	if errors.Is(err, errLost) {
		return nil
	}
	done = err == nil
	return err
}

// publish makes a merged segment take the place of its inputs.
func (w *writer) publish(id int64, header []byte, segments []*lexical.Segment, purged *roaring.Bitmap) error {
	var generation int64
	if err := w.tx.QueryRowContext(w.ctx, `UPDATE state SET generation = generation + 1 RETURNING generation`).Scan(&generation); err != nil {
		return err
	}
	for _, g := range segments {
		res, err := w.exec(`UPDATE segment SET retired = ?, touched = ? WHERE id = ? AND retired IS NULL`,
			generation, time.Now().Unix(), int64(g.ID))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(errLost, err)
		}
	}
	for it := purged.Iterator(); it.HasNext(); {
		if _, err := w.exec(`DELETE FROM tombstone WHERE chunk = ?`, int64(it.Next())); err != nil {
			return err
		}
	}
	if header == nil {
		_, err := w.exec(`DELETE FROM segment WHERE id = ?`, id)
		return err
	}
	_, err := w.exec(`UPDATE segment SET made = ?, header = ? WHERE id = ?`, generation, header, id)
	return err
}

// update runs a short write transaction.
func (s *Store) update(ctx context.Context, do func(*writer) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return classify(err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(newWriter(ctx, tx)); err != nil {
		return err
	}
	return classify(tx.Commit())
}

// dropRetired removes the rows of segments that were merged away, and of merges
// that never ended.
func (s *Store) dropRetired(ctx context.Context, after time.Duration) error {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlite: list merged segments: %w", classify(err))
	}
	now := time.Now()
	ids, err := queryInts(ctx, tx, `SELECT id FROM segment WHERE retired IS NOT NULL AND touched <= ?
		UNION ALL SELECT id FROM segment WHERE made IS NULL AND touched <= ?`,
		now.Add(-after).Unix(), now.Add(-abandonedAfter).Unix())
	if err := errors.Join(err, tx.Rollback()); err != nil {
		return fmt.Errorf("sqlite: list merged segments: %w", classify(err))
	}
	for _, id := range ids {
		if err := s.dropSegment(ctx, id); err != nil {
			return fmt.Errorf("sqlite: drop merged segment %d: %w", id, err)
		}
	}
	return nil
}

func (s *Store) dropSegment(ctx context.Context, id int64) error {
	first, last := pageID(lexical.SegmentID(id), 0), pageID(lexical.SegmentID(id), ^uint32(0))
	for {
		var n int64
		err := s.update(ctx, func(w *writer) error {
			res, err := w.exec(`DELETE FROM page WHERE id IN (SELECT id FROM page WHERE id BETWEEN ? AND ? LIMIT 500)`, first, last)
			if err != nil {
				return err
			}
			if n, err = res.RowsAffected(); err != nil || n == 500 {
				return err
			}
			_, err = w.exec(`DELETE FROM segment WHERE id = ?`, id)
			return err
		})
		if err != nil || n < 500 {
			return err
		}
	}
}

// committed wakes the merger after a commit, and makes a commit that outruns it
// wait.
func (s *Store) committed(ctx context.Context) {
	select {
	case s.index.wake <- struct{}{}:
	default:
	}
	if s.opt.NoMerge {
		return
	}
	var segments int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM segment WHERE made IS NOT NULL AND retired IS NULL`).Scan(&segments)
	if err != nil || segments <= maxBacklog {
		return // the commit is done; whatever this was, the merger will say so
	}
	if _, err := s.mergeStep(ctx, false); err != nil {
		s.log.Warn("merging the index failed; it will be tried again", "error", err)
	}
}

// placeholders returns "?,?,…" for n values.
func placeholders(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// arguments makes query arguments of ids.
func arguments(ids []corpus.ChunkID) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
