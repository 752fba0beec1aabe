package postgres

import (
	"context"
	"fmt"
	"hash/fnv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/jackc/pgx/v5"

	"trolyluat/corpus"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// indexState is what an instance keeps in memory for searching.
type indexState struct {
	searcher *lexical.Searcher
	chunks   *record.ChunkCache
	current  atomic.Pointer[view]
	checked  atomic.Pointer[check] // when current was last known to be the last state
	commits  atomic.Int64          // of this instance: a check from before the last one says nothing
	start    time.Time
	loading  sync.Mutex
	models   sync.Map // name → modelInfo
	held     sync.Map // number of a model → *heldVectors

	// How far passages that an earlier version did not make were looked for: behind
	// this chunk of this document, or nowhere any more. Guarded by Store.merging.
	prepared    passageKey
	allPrepared bool

	stop   context.CancelFunc
	wake   chan struct{}
	worker sync.WaitGroup
}

// check says when, and after how many commits of this instance, a state was the
// last one.
type check struct {
	at      time.Duration // since indexState.start
	commits int64
}

// view is one committed state.
type view struct {
	generation int64
	snapshot   *lexical.Snapshot
	segments   map[lexical.SegmentID]*lexical.Segment
	tombs      *roaring.Bitmap

	infosMu sync.Mutex
	infos   map[string]corpus.DocumentInfo
}

// chunkCacheBytes bounds the cache of decoded chunks.
const chunkCacheBytes = 128 << 20

func (s *Store) openIndex(ctx context.Context) error {
	x := &s.index
	x.searcher = lexical.NewSearcher(source{s}, s.opt.Params, s.opt.CacheBytes)
	x.chunks = record.NewChunkCache(chunkCacheBytes)
	x.start = time.Now()
	x.current.Store(&view{generation: -1, snapshot: lexical.NewSnapshot(s.opt.Params),
		segments: map[lexical.SegmentID]*lexical.Segment{}, tombs: roaring.New(), infos: map[string]corpus.DocumentInfo{}})
	if _, err := s.fresh(ctx); err != nil {
		return err
	}
	x.wake = make(chan struct{}, 1)
	if !s.opt.NoMaintenance {
		var background context.Context
		background, x.stop = context.WithCancel(context.Background())
		x.worker.Go(func() { s.maintain(background) })
	}
	return nil
}

func (s *Store) closeIndex() {
	if s.index.stop != nil {
		s.index.stop()
		s.index.worker.Wait()
	}
}

// view returns a committed state that was the last one at most PollEvery ago,
// and that has all commits of this instance.
func (s *Store) view(ctx context.Context) (*view, error) {
	c := s.index.checked.Load()
	if c != nil && c.commits == s.index.commits.Load() && time.Since(s.index.start)-c.at < s.opt.PollEvery {
		return s.index.current.Load(), nil
	}
	return s.fresh(ctx)
}

// fresh returns the last committed state.
func (s *Store) fresh(ctx context.Context) (*view, error) {
	now := &check{time.Since(s.index.start), s.index.commits.Load()}
	g, err := s.generation(ctx)
	if err != nil {
		return nil, err
	}
	v := s.index.current.Load()
	if v.generation < g {
		s.index.loading.Lock()
		defer s.index.loading.Unlock()
		if v = s.index.current.Load(); v.generation < g {
			err := s.read(ctx, func(ctx context.Context) (err error) {
				v, err = s.load(ctx, s.index.current.Load())
				return err
			})
			if err != nil {
				return nil, fmt.Errorf("postgres: load the index: %w", err)
			}
			s.index.current.Store(v)
			s.index.searcher.Forget(v.snapshot)
		}
	}
	s.index.checked.Store(now)
	return v, nil
}

// stale makes the next search look for a new state.
func (s *Store) stale() { s.index.commits.Add(1) }

// load reads in one transaction what is new since v.
func (s *Store) load(ctx context.Context, v *view) (*view, error) {
	next := &view{segments: map[lexical.SegmentID]*lexical.Segment{}, tombs: v.tombs.Clone(), infos: map[string]corpus.DocumentInfo{}}
	var segments []*lexical.Segment
	opt := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.pool, opt, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT generation FROM state`).Scan(&next.generation); err != nil {
			return err
		}
		known := make([]int64, 0, len(v.segments))
		for id := range v.segments {
			known = append(known, int64(id))
		}
		rows, err := tx.Query(ctx, `SELECT id, CASE WHEN id = ANY($1) THEN NULL ELSE header END
			FROM segment WHERE made IS NOT NULL AND retired IS NULL ORDER BY id`, known)
		if err != nil {
			return err
		}
		var id int64
		var header []byte
		_, err = pgx.ForEachRow(rows, []any{&id, &header}, func() (err error) {
			g := v.segments[lexical.SegmentID(id)]
			if g == nil {
				if g, err = lexical.ReadSegment(lexical.SegmentID(id), header); err != nil {
					return err
				}
			}
			next.segments[g.ID] = g
			segments = append(segments, g)
			return nil
		})
		if err != nil {
			return err
		}
		rows, err = tx.Query(ctx, `SELECT chunk FROM tombstone WHERE generation > $1`, v.generation)
		if err != nil {
			return err
		}
		_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
			next.tombs.Add(uint32(id))
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	next.snapshot = v.snapshot.Next(segments, next.tombs)
	next.tombs = next.snapshot.Dead()
	return next, nil
}

// Generation changes whenever a commit becomes visible: it is that of the state
// that searches see.
func (s *Store) Generation(ctx context.Context) (uint64, error) {
	v, err := s.view(ctx)
	if err != nil {
		return 0, err
	}
	return uint64(v.generation), nil
}

func (s *Store) generation(ctx context.Context) (int64, error) {
	var g int64
	err := s.read(ctx, func(ctx context.Context) error { return s.pool.QueryRow(ctx, `SELECT generation FROM state`).Scan(&g) })
	if err != nil {
		return 0, fmt.Errorf("postgres: read generation: %w", err)
	}
	return g, nil
}

// lockID is the number of an advisory lock of a schema.
func lockID(what, schema string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("trolyluat " + what + " " + schema))
	return int64(h.Sum64() >> 1)
}

// source gives the engine its rows.
type source struct{ s *Store }

// Pages implements lexical.Source: all pages in one round trip.
func (src source) Pages(ctx context.Context, refs []lexical.PageRef) ([][]byte, error) {
	ids := make([]int64, len(refs))
	at := make(map[int64]int, len(refs))
	for i, r := range refs {
		ids[i] = pageID(r.Segment, r.Page)
		at[ids[i]] = i
	}
	out := make([][]byte, len(refs))
	found := 0
	err := src.s.read(ctx, func(ctx context.Context) error {
		rows, err := src.s.pool.Query(ctx, `SELECT id, data FROM page WHERE id = ANY($1)`, ids)
		if err != nil {
			return err
		}
		found = 0
		var id int64
		var data []byte
		_, err = pgx.ForEachRow(rows, []any{&id, &data}, func() error {
			out[at[id]], data = data, nil
			found++
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("postgres: read %d pages of postings: %w", len(refs), err)
	}
	if found < len(at) {
		return nil, fmt.Errorf("postgres: %d of %d pages of postings are gone: %w", len(at)-found, len(at), lexical.ErrNoSegment)
	}
	for i, id := range ids { // a page asked for twice
		out[i] = out[at[id]]
	}
	return out, nil
}

// Fields implements lexical.Source.
func (src source) Fields(ctx context.Context, ids []corpus.ChunkID) ([]lexical.Fields, error) {
	chunks, err := src.s.Chunks(ctx, ids)
	if err != nil {
		return nil, err
	}
	documents := make([]string, 0, len(chunks))
	for i := range chunks {
		documents = append(documents, chunks[i].Document)
	}
	infos, err := src.s.Infos(ctx, documents)
	if err != nil {
		return nil, err
	}
	out := make([]lexical.Fields, len(ids))
	for i, j := 0, 0; i < len(ids) && j < len(chunks); i++ {
		if chunks[j].ID != ids[i] {
			continue
		}
		if info, ok := infos[chunks[j].Document]; ok {
			out[i] = lexical.FieldsOf(&info, &chunks[j])
		}
		j++
	}
	return out, nil
}
