package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// vectorSet is all vectors of a model in memory, each number in one byte. A
// chunk keeps its place; a later state only adds.
type vectorSet struct {
	dimension int
	padded    int // dimension rounded up to a multiple of lanes
	chunks    []corpus.ChunkID
	values    []int8    // padded a vector
	scales    []float32 // what a step of each vector is worth
	// exact holds the vectors as they were given, while they fit exactLimit bytes.
	exact      []float32
	exactLimit int
	// residual is the largest length that rounding took from any vector.
	residual float64
	last     corpus.ChunkID // highest chunk number seen
}

// exactBytes is how much a model's vectors may take in memory as they were
// given; the best of a larger set are read from the file.
const exactBytes = 64 << 20

// lanes is the multiple to which vectors are padded with zeros.
const lanes = 32

func newVectorSet(dimension, exactLimit int) *vectorSet {
	return &vectorSet{dimension: dimension, padded: (dimension + lanes - 1) / lanes * lanes, exactLimit: exactLimit}
}

func (v *vectorSet) add(id corpus.ChunkID, x []float32) {
	largest := 0.0
	for _, f := range x {
		largest = max(largest, math.Abs(float64(f)))
	}
	scale := largest / 127
	start := len(v.values)
	v.values = append(v.values, make([]int8, v.padded)...)
	lost := 0.0
	if scale > 0 {
		for i, f := range x {
			n := math.RoundToEven(float64(f) / scale)
			v.values[start+i] = int8(n)
			d := float64(f) - n*scale
			lost += d * d
		}
	}
	if len(v.exact) == len(v.chunks)*v.dimension && 4*(len(v.exact)+v.dimension) <= v.exactLimit {
		v.exact = append(v.exact, x...)
	} else {
		v.exact = nil
	}
	v.chunks = append(v.chunks, id)
	v.scales = append(v.scales, float32(scale))
	v.residual = max(v.residual, math.Sqrt(lost))
	v.last = max(v.last, id)
}

// quantizeQuery rounds a vector of length one to 16 bits, such that no dot
// product with a stored vector overflows 32.
func (v *vectorSet) quantizeQuery(x []float32) (q []int16, scale float64) {
	largest := 0.0
	for _, f := range x {
		largest = max(largest, math.Abs(float64(f)))
	}
	steps := min(32767/largest, (1<<31-1)/(128*math.Sqrt(float64(v.padded)))/1.01)
	q = make([]int16, v.padded)
	for i, f := range x {
		q[i] = int16(math.RoundToEven(float64(f) * steps))
	}
	return q, 1 / steps
}

// vectorsOf brings the vectors of a model to the state v, and returns nil where
// the store has none.
func (s *Store) vectorsOf(ctx context.Context, v *view, model string) (*loadedVectors, error) {
	s.index.vectorsMu.Lock()
	defer s.index.vectorsMu.Unlock()
	known := s.index.vectors[model]
	if known != nil && known.generation >= v.generation {
		return known, nil
	}
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { _ = tx.Rollback() }()
	var no, generation int64
	var dimension int
	err = tx.QueryRowContext(ctx, `SELECT no, dimension, generation FROM model, state WHERE name = ?`, model).Scan(&no, &dimension, &generation)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, classify(err)
	}
	// A set never changes under a search that is reading it: what is added goes
	// behind the part that others see.
	next := newVectorSet(dimension, s.opt.exactLimit)
	if known != nil {
		dead := 0
		live := v.snapshot.Live()
		for _, id := range known.set.chunks {
			if !live.Contains(uint32(id)) {
				dead++
			}
		}
		if dead*3 < len(known.set.chunks) {
			*next = *known.set
		}
	}
	rows, err := tx.QueryContext(ctx, `SELECT chunk, vector FROM vector WHERE model = ? AND chunk > ? ORDER BY chunk`, no, int64(next.last))
	if err != nil {
		return nil, classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	x := make([]float32, dimension)
	var raw sql.RawBytes
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, err
		}
		if err := record.ReadVector(x, raw); err != nil {
			return nil, fmt.Errorf("vector of chunk %d: %w", id, err)
		}
		next.add(corpus.ChunkID(id), x)
	}
	if err := rows.Err(); err != nil {
		return nil, classify(err)
	}
	loaded := &loadedVectors{generation: generation, set: next}
	s.index.vectors[model] = loaded
	return loaded, nil
}

// loadedVectors is a set with the state that it holds.
type loadedVectors struct {
	generation int64
	set        *vectorSet
}

// Nearest returns the k chunks nearest by cosine among those that pass the
// filter and have a vector of that model: all are compared, in one byte a
// number, and the best again with the vectors as they were given.
func (s *Store) Nearest(ctx context.Context, model string, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	for try := 1; ; try++ {
		v, err := s.view(ctx)
		if err != nil {
			return nil, err
		}
		out, moved, err := s.nearest(ctx, v, model, vector, lexical.Filter(f), k)
		if err != nil {
			return nil, fmt.Errorf("sqlite: nearest vectors of model %q: %w", model, classify(err))
		}
		if !moved || try == attempts {
			return out, nil
		}
	}
}

// nearest searches among the vectors of a state. It says whether a commit came
// in between, so that chunks which it replaced would be missing.
func (s *Store) nearest(ctx context.Context, v *view, model string, vector []float32, f lexical.Filter, k int) (out []retrieval.Candidate, moved bool, err error) {
	loaded, err := s.vectorsOf(ctx, v, model)
	if err != nil {
		return nil, false, fmt.Errorf("load: %w", err)
	}
	if loaded == nil || k <= 0 {
		return nil, false, nil
	}
	set := loaded.set
	if len(vector) != set.dimension {
		return nil, false, fmt.Errorf("search vector has dimension %d, the store's have %d", len(vector), set.dimension)
	}
	unit := record.Unit(vector)
	if unit == nil {
		return nil, false, nil
	}
	near := set.scan(unit, v.snapshot.Keeps(f), k)
	moved = loaded.generation != v.generation
	if set.exact != nil {
		for i := range near {
			near[i].Score = cosine(set.exact[near[i].place*set.dimension:], unit)
		}
	} else {
		n := len(near)
		if near, err = s.rescore(ctx, model, unit, near); err != nil {
			return nil, false, fmt.Errorf("compare: %w", err)
		}
		moved = moved || len(near) < n
	}
	slices.SortFunc(near, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Chunk, b.Chunk))
	})
	out = make([]retrieval.Candidate, min(k, len(near)))
	for i := range out {
		out[i] = near[i].Candidate
	}
	return out, moved, nil
}

// neighbour is a candidate with its place in the set.
type neighbour struct {
	retrieval.Candidate
	place int
}

// cosine is the product of two vectors of length one.
func cosine(x, unit []float32) float64 {
	sum := 0.0
	x = x[:len(unit)]
	for i := range unit {
		sum += float64(x[i]) * float64(unit[i])
	}
	return sum
}

// scan compares all vectors that keep lets pass and returns the k best and all
// that rounding may have put behind them.
func (v *vectorSet) scan(unit []float32, keep func(corpus.ChunkID) bool, k int) []neighbour {
	q, step := v.quantizeQuery(unit)
	scores := make([]float32, 0, len(v.chunks))
	places := make([]uint32, 0, len(v.chunks))
	for i, id := range v.chunks {
		if !keep(id) {
			continue
		}
		d := dot(q, v.values[i*v.padded:(i+1)*v.padded])
		scores = append(scores, float32(d)*v.scales[i])
		places = append(places, uint32(i))
	}
	least := kthBest(scores, k)
	// The error of a product is a sum of as many independent small ones as there
	// are numbers, so it spreads by residual/√dimension; eight times that on
	// either side, and the rounding of the query, is never exceeded in practice.
	margin := float32(16*v.residual/math.Sqrt(float64(v.dimension))/step) + 1e-4*float32(1/step)
	var out []neighbour
	for i, score := range scores {
		if place := int(places[i]); score >= least-margin {
			out = append(out, neighbour{retrieval.Candidate{Chunk: v.chunks[place], Score: float64(score) * step}, place})
		}
	}
	// Where very many lie that close, the best of them are enough.
	if limit := 4*k + 256; len(out) > limit {
		slices.SortFunc(out, func(a, b neighbour) int { return cmp.Compare(b.Score, a.Score) })
		out = out[:limit]
	}
	return out
}

// kthBest returns the k-th largest score, or the least possible where there are
// fewer.
func kthBest(scores []float32, k int) float32 {
	if k >= len(scores) {
		return -math.MaxFloat32
	}
	heap := slices.Clone(scores[:k]) // a min-heap
	down := func(i int) {
		for {
			c := 2*i + 1
			if c >= len(heap) {
				return
			}
			if c+1 < len(heap) && heap[c+1] < heap[c] {
				c++
			}
			if heap[i] <= heap[c] {
				return
			}
			heap[i], heap[c] = heap[c], heap[i]
			i = c
		}
	}
	for i := k/2 - 1; i >= 0; i-- {
		down(i)
	}
	for _, s := range scores[k:] {
		if s > heap[0] {
			heap[0] = s
			down(0)
		}
	}
	return heap[0]
}

// rescore gives candidates the cosine of the vectors in the file.
func (s *Store) rescore(ctx context.Context, model string, unit []float32, near []neighbour) ([]neighbour, error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { _ = conn.Close() }()
	stmt, err := conn.PrepareContext(ctx, `SELECT vector FROM vector WHERE model = (SELECT no FROM model WHERE name = ?) AND chunk = ?`)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { _ = stmt.Close() }()
	x := make([]float32, len(unit))
	out := near[:0]
	for _, c := range near {
		var raw []byte
		err := stmt.QueryRowContext(ctx, model, int64(c.Chunk)).Scan(&raw)
		if errors.Is(err, sql.ErrNoRows) {
			continue // removed since
		}
		if err != nil {
			return nil, classify(err)
		}
		if err := record.ReadVector(x, raw); err != nil {
			return nil, fmt.Errorf("vector of chunk %d: %w", c.Chunk, err)
		}
		c.Score = cosine(x, unit)
		out = append(out, c)
	}
	return out, nil
}
