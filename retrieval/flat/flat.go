// Package flat compares a question with every vector of a set in memory, one
// byte a number, and the best again with the vectors as they were given: exact
// search under any filter, a millisecond for sixty thousand vectors of 128
// numbers. Both stores call it.
package flat

import (
	"cmp"
	"math"
	"slices"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// Set is vectors of length one by chunk. A chunk keeps its place; a later state
// only adds.
type Set struct {
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

// lanes is the multiple to which vectors are padded with zeros.
const lanes = 32

// New returns an empty set. It keeps the vectors as they are given, beside one
// byte a number, as long as they take at most exactLimit bytes.
func New(dimension, exactLimit int) *Set {
	return &Set{dimension: dimension, padded: pad(dimension), exactLimit: exactLimit}
}

func pad(dimension int) int { return (dimension + lanes - 1) / lanes * lanes }

// Size is about how many bytes a set of n vectors takes, with the vectors as they
// were given.
func Size(n, dimension int) int64 { return int64(n) * int64(pad(dimension)+4*dimension+8) }

// Next returns a set with the same vectors that may be added to while the first
// is searched. Only one set may be made of each in this way.
func (s *Set) Next() *Set {
	next := *s
	return &next
}

// Dimension is that of the vectors.
func (s *Set) Dimension() int { return s.dimension }

// Chunks returns the chunks in the order in which they came; the caller must not
// change them.
func (s *Set) Chunks() []corpus.ChunkID { return s.chunks }

// Last is the highest chunk number of the set.
func (s *Set) Last() corpus.ChunkID { return s.last }

// Exact says that the set has the vectors as they were given, so that [Set.Search]
// answers.
func (s *Set) Exact() bool { return len(s.exact) == len(s.chunks)*s.dimension }

// Add puts a vector of length one into the set.
func (s *Set) Add(id corpus.ChunkID, x []float32) {
	largest := 0.0
	for _, f := range x {
		largest = max(largest, math.Abs(float64(f)))
	}
	scale := largest / 127
	start := len(s.values)
	s.values = append(s.values, make([]int8, s.padded)...)
	lost := 0.0
	if scale > 0 {
		for i, f := range x {
			n := math.RoundToEven(float64(f) / scale)
			s.values[start+i] = int8(n)
			d := float64(f) - n*scale
			lost += d * d
		}
	}
	if s.Exact() && 4*(len(s.exact)+s.dimension) <= s.exactLimit {
		s.exact = append(s.exact, x...)
	} else {
		s.exact = nil
	}
	s.chunks = append(s.chunks, id)
	s.scales = append(s.scales, float32(scale))
	s.residual = max(s.residual, math.Sqrt(lost))
	s.last = max(s.last, id)
}

// Search returns the k nearest to a vector of length one by cosine among the
// chunks that keep lets pass, best first, equal scores by number. The set must be
// [Set.Exact].
func (s *Set) Search(unit []float32, keep func(corpus.ChunkID) bool, k int) []retrieval.Candidate {
	if k <= 0 {
		return nil
	}
	near := s.scan(unit, keep, k)
	out := make([]retrieval.Candidate, len(near))
	for i, n := range near {
		n.Score = Cosine(s.exact[n.place*s.dimension:], unit)
		out[i] = n.Candidate
	}
	Sort(out)
	return out[:min(k, len(out))]
}

// Near returns the k nearest and all that rounding may have put behind them, with
// scores of that precision: for a caller that reads the vectors as they were
// given from elsewhere.
func (s *Set) Near(unit []float32, keep func(corpus.ChunkID) bool, k int) []retrieval.Candidate {
	if k <= 0 {
		return nil
	}
	near := s.scan(unit, keep, k)
	out := make([]retrieval.Candidate, len(near))
	for i, n := range near {
		out[i] = n.Candidate
	}
	return out
}

// Sort puts candidates best first, equal scores by number.
func Sort(c []retrieval.Candidate) {
	slices.SortFunc(c, func(a, b retrieval.Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Chunk, b.Chunk))
	})
}

// quantizeQuery rounds a vector of length one to 16 bits, such that no dot
// product with a stored vector overflows 32.
func (s *Set) quantizeQuery(x []float32) (q []int16, scale float64) {
	largest := 0.0
	for _, f := range x {
		largest = max(largest, math.Abs(float64(f)))
	}
	steps := min(32767/largest, (1<<31-1)/(128*math.Sqrt(float64(s.padded)))/1.01)
	q = make([]int16, s.padded)
	for i, f := range x {
		q[i] = int16(math.RoundToEven(float64(f) * steps))
	}
	return q, 1 / steps
}

// neighbour is a candidate with its place in the set.
type neighbour struct {
	retrieval.Candidate
	place int
}

// Cosine is the product of two vectors of length one.
func Cosine(x, unit []float32) float64 {
	sum := 0.0
	x = x[:len(unit)]
	for i := range unit {
		sum += float64(x[i]) * float64(unit[i])
	}
	return sum
}

// scan compares all vectors that keep lets pass and returns the k best and all
// that rounding may have put behind them.
func (s *Set) scan(unit []float32, keep func(corpus.ChunkID) bool, k int) []neighbour {
	q, step := s.quantizeQuery(unit)
	scores := make([]float32, 0, len(s.chunks))
	places := make([]uint32, 0, len(s.chunks))
	for i, id := range s.chunks {
		if !keep(id) {
			continue
		}
		d := dot(q, s.values[i*s.padded:(i+1)*s.padded])
		scores = append(scores, float32(d)*s.scales[i])
		places = append(places, uint32(i))
	}
	least := kthBest(scores, k)
	// The error of a product is a sum of as many independent small ones as there
	// are numbers, so it spreads by residual/√dimension; eight times that on
	// either side, and the rounding of the query, is never exceeded in practice.
	margin := float32(16*s.residual/math.Sqrt(float64(s.dimension))/step) + 1e-4*float32(1/step)
	var out []neighbour
	for i, score := range scores {
		if place := int(places[i]); score >= least-margin {
			out = append(out, neighbour{retrieval.Candidate{Chunk: s.chunks[place], Score: float64(score) * step}, place})
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
