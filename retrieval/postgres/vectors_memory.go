package postgres

import (
	"context"
	"fmt"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/flat"
)

// heldVectors is a model's vectors in this instance's memory, where a scan of all
// finds the nearest exactly and sooner than a walk of the index in the database.
type heldVectors struct {
	mu    sync.Mutex
	asked int             // searches so far
	set   *flat.Set       // nil until the second
	seen  *roaring.Bitmap // chunks whose vectors, if they have any, are in set
}

// inMemory says whether n vectors of that dimension are few enough to be held.
func (s *Store) inMemory(n int64, dimension int32) bool {
	return flat.Size(int(n), int(dimension)) <= s.opt.VectorBytes
}

// indexDue says whether a model is to have an HNSW index: where its vectors are
// many, and no longer far from too many for the memory of an instance.
func (s *Store) indexDue(m dueModel) bool {
	return m.rows >= int64(s.opt.IndexFrom) && m.dimension <= maxHNSW && !s.inMemory(2*m.rows, m.dimension)
}

func (s *Store) heldOf(model int32) *heldVectors {
	h, _ := s.index.held.LoadOrStore(model, &heldVectors{seen: roaring.New()})
	return h.(*heldVectors)
}

// scan searches among the vectors in memory. It does not, and says so, where they
// are too many, or where this is the first search: a program that asks once
// leaves them where they are.
func (n *nearest) scan(ctx context.Context) (out []retrieval.Candidate, ok bool, err error) {
	if !n.s.inMemory(int64(n.snapshot.Live().GetCardinality()), n.model.dimension) {
		return nil, false, nil
	}
	set, err := n.set(ctx)
	if set == nil || err != nil {
		return nil, false, err
	}
	return set.Search(n.unit, n.snapshot.Keeps(n.filter), n.k), true, nil
}

// set returns the vectors in memory, which never change under a search, as they
// are in the state that is searched; nil on the first search.
func (n *nearest) set(ctx context.Context) (*flat.Set, error) {
	h := n.s.heldOf(n.model.no)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.asked++; h.asked == 1 {
		return nil, nil
	}
	if err := n.hold(ctx, h); err != nil {
		return nil, fmt.Errorf("load vectors: %w", err)
	}
	return h.set, nil
}

// manyMissing is the number of chunks from which on all vectors of a model are
// read rather than those of the chunks one by one.
const manyMissing = 4000

// hold brings the vectors in memory to the state that is searched. What it read
// stays right whatever commits come: a chunk's vectors never change. Only that a
// chunk has none is sure in that state alone; n.generation tells the caller when
// the database is past it.
func (n *nearest) hold(ctx context.Context, h *heldVectors) error {
	live := n.snapshot.Live()
	missing := roaring.AndNot(live, h.seen)
	if missing.IsEmpty() && h.set != nil {
		return nil
	}
	// Those of up to half as many chunks that are gone stay for a while.
	next, seen := flat.New(int(n.model.dimension), 2*int(n.s.opt.VectorBytes)), roaring.New()
	if h.set != nil {
		dead := 0
		for _, id := range h.set.Chunks() {
			if !live.Contains(uint32(id)) {
				dead++
			}
		}
		if dead*3 <= len(h.set.Chunks()) {
			next, seen = h.set.Next(), h.seen.Clone()
		}
	}
	missing = roaring.AndNot(live, seen)
	sql, args := `SELECT chunk, vector FROM embedding WHERE model = $1`, []any{n.model.no}
	if missing.GetCardinality() < manyMissing {
		documents, numbers := n.keys(missing)
		sql = `SELECT e.chunk, e.vector FROM unnest($2::text[], $3::bigint[]) AS u (document, chunk)
			JOIN embedding e ON e.document = u.document COLLATE "C" AND e.chunk = u.chunk AND e.model = $1`
		args = append(args, documents, numbers)
	}
	err := n.run(ctx, nil, sql, args, func(rows pgx.Rows) error {
		var id int64
		var v pgvector.Vector
		_, err := pgx.ForEachRow(rows, []any{&id, &v}, func() error {
			if len(v.Slice()) == next.Dimension() && missing.CheckedRemove(uint32(id)) {
				next.Add(corpus.ChunkID(id), v.Slice())
				seen.Add(uint32(id))
			}
			return nil
		})
		return err
	})
	if err != nil {
		return err
	}
	if n.generation == n.state { // the others have none
		seen.Or(missing)
	}
	h.set, h.seen = next, seen
	return nil
}

// keys returns chunks with their documents, which stand in every key.
func (n *nearest) keys(chunks *roaring.Bitmap) (documents []string, numbers []int64) {
	ids := chunks.ToArray()
	documents, numbers = make([]string, len(ids)), make([]int64, len(ids))
	for i, id := range ids {
		documents[i], numbers[i] = n.snapshot.Document(corpus.ChunkID(id)), int64(id)
	}
	return documents, numbers
}
