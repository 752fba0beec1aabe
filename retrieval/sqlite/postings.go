package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// indexChange is what a commit does to the index.
type indexChange struct {
	generation int64
	removed    []corpus.ChunkID
	added      []addedDocument
}

type addedDocument struct {
	info   *corpus.DocumentInfo
	first  corpus.ChunkID
	chunks []corpus.Chunk
}

// indexState is what a store keeps in memory for searching.
type indexState struct {
	searcher *lexical.Searcher
	chunks   *record.ChunkCache
	current  atomic.Pointer[view]
	loading  sync.Mutex

	vectorsMu sync.Mutex
	vectors   map[string]*loadedVectors

	// How far passages that an earlier version did not make were looked for: behind
	// this chunk, or nowhere any more. Guarded by Store.merging.
	prepared    int64
	allPrepared bool

	stop   context.CancelFunc
	wake   chan struct{}
	merger sync.WaitGroup
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
const chunkCacheBytes = 64 << 20

func (s *Store) openIndex(ctx context.Context) error {
	x := &s.index
	x.searcher = lexical.NewSearcher(source{s}, s.opt.Params, s.opt.CacheBytes)
	x.chunks = record.NewChunkCache(chunkCacheBytes)
	x.vectors = map[string]*loadedVectors{}
	x.current.Store(&view{generation: -1, snapshot: lexical.NewSnapshot(s.opt.Params),
		segments: map[lexical.SegmentID]*lexical.Segment{}, tombs: roaring.New(), infos: map[string]corpus.DocumentInfo{}})
	if _, err := s.view(ctx); err != nil {
		return err
	}
	x.wake = make(chan struct{}, 1)
	if !s.opt.NoMerge {
		var background context.Context
		background, x.stop = context.WithCancel(context.Background())
		x.merger.Go(func() { s.mergeLoop(background) })
	}
	return nil
}

func (s *Store) closeIndex() {
	if s.index.stop != nil {
		s.index.stop()
		s.index.merger.Wait()
	}
}

// view returns the last committed state, loading it when another commit was
// made, by whatever process.
func (s *Store) view(ctx context.Context) (*view, error) {
	v := s.index.current.Load()
	g, err := s.generation(ctx)
	if err != nil {
		return nil, err
	}
	if g == v.generation {
		return v, nil
	}
	s.index.loading.Lock()
	defer s.index.loading.Unlock()
	if v = s.index.current.Load(); v.generation == g {
		return v, nil
	}
	next, err := s.load(ctx, v)
	if err != nil {
		return nil, fmt.Errorf("sqlite: load the index: %w", classify(err))
	}
	s.index.current.Store(next)
	s.index.searcher.Forget(next.snapshot)
	return next, nil
}

// load reads in one transaction what is new since v.
func (s *Store) load(ctx context.Context, v *view) (*view, error) {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	next := &view{segments: map[lexical.SegmentID]*lexical.Segment{}, tombs: v.tombs.Clone(), infos: map[string]corpus.DocumentInfo{}}
	if err := tx.QueryRowContext(ctx, `SELECT generation FROM state`).Scan(&next.generation); err != nil {
		return nil, err
	}
	ids, err := queryInts(ctx, tx, `SELECT id FROM segment WHERE made IS NOT NULL AND retired IS NULL ORDER BY id`)
	if err != nil {
		return nil, err
	}
	segments := make([]*lexical.Segment, 0, len(ids))
	for _, id := range ids {
		g := v.segments[lexical.SegmentID(id)]
		if g == nil {
			var header []byte
			if err := tx.QueryRowContext(ctx, `SELECT header FROM segment WHERE id = ?`, id).Scan(&header); err != nil {
				return nil, err
			}
			if g, err = lexical.ReadSegment(lexical.SegmentID(id), header); err != nil {
				return nil, err
			}
		}
		next.segments[g.ID] = g
		segments = append(segments, g)
	}
	dead, err := queryInts(ctx, tx, `SELECT chunk FROM tombstone WHERE generation > ?`, v.generation)
	if err != nil {
		return nil, err
	}
	for _, id := range dead {
		next.tombs.Add(uint32(id))
	}
	next.snapshot = v.snapshot.Next(segments, next.tombs)
	next.tombs = next.snapshot.Dead()
	return next, nil
}

func queryInts(ctx context.Context, tx *sql.Tx, query string, args ...any) (out []int64, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// writeIndex adds to a commit the segment of its chunks and the tombstones of
// those that it removes.
func (s *Store) writeIndex(w *writer, c *indexChange) error {
	for _, id := range c.removed {
		if _, err := w.exec(`INSERT INTO tombstone (chunk, generation) VALUES (?, ?)`, int64(id), c.generation); err != nil {
			return fmt.Errorf("mark chunk %d as gone: %w", id, err)
		}
	}
	b := lexical.NewBuilder(s.opt.Params)
	for _, d := range c.added {
		if err := b.Add(d.info, d.first, d.chunks); err != nil {
			return fmt.Errorf("index %s: %w", d.info.ID, err)
		}
	}
	if b.Empty() {
		return nil
	}
	res, err := w.exec(`INSERT INTO segment (made, touched, header) VALUES (?, ?, x'')`, c.generation, time.Now().Unix())
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	header, err := b.Finish(func(page uint32, data []byte) error {
		_, err := w.exec(`INSERT INTO page (id, data) VALUES (?, ?)`, pageID(lexical.SegmentID(id), page), data)
		return err
	})
	if err != nil {
		return fmt.Errorf("write postings: %w", err)
	}
	_, err = w.exec(`UPDATE segment SET header = ? WHERE id = ?`, header, id)
	return err
}

func pageID(segment lexical.SegmentID, page uint32) int64 { return int64(segment)<<32 | int64(page) }

// source gives the engine its rows.
type source struct{ s *Store }

// Pages implements lexical.Source.
func (src source) Pages(ctx context.Context, refs []lexical.PageRef) ([][]byte, error) {
	conn, err := src.s.read.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read postings: %w", classify(err))
	}
	defer func() { _ = conn.Close() }()
	stmt, err := conn.PrepareContext(ctx, `SELECT data FROM page WHERE id = ?`)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read postings: %w", classify(err))
	}
	defer func() { _ = stmt.Close() }()
	out := make([][]byte, len(refs))
	for i, r := range refs {
		err := stmt.QueryRowContext(ctx, pageID(r.Segment, r.Page)).Scan(&out[i])
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("sqlite: page %d of segment %d: %w", r.Page, r.Segment, lexical.ErrNoSegment)
		}
		if err != nil {
			return nil, fmt.Errorf("sqlite: read page %d of segment %d: %w", r.Page, r.Segment, classify(err))
		}
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
