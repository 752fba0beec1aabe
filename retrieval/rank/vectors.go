package rank

import (
	"encoding/binary"
	"errors"
	"math"

	"trolyluat/retrieval/internal/vector"
)

// Vectors are what the built-in embedder makes of a passage: of the whole (name,
// heading and body), of its heading, and of each of its units under the heading,
// in one byte a number.
type Vectors struct {
	dim   int
	rows  []int8 // whole, heading, units; dim each
	scale []float32
}

// NewVectors returns vectors of a dimension with room for n.
func NewVectors(dim, n int) *Vectors {
	return &Vectors{dim: dim, rows: make([]int8, 0, n*dim), scale: make([]float32, 0, n)}
}

// Add rounds a vector of length one and appends it: first that of the whole,
// then that of the heading, then those of the units. A vector of zeros is like
// nothing.
func (v *Vectors) Add(x []float32) {
	largest := float32(0)
	for _, f := range x {
		largest = max(largest, f, -f)
	}
	scale := float32(0)
	step := float32(0)
	if largest > 0 {
		scale, step = largest/127, 127/largest
	}
	for _, f := range x {
		f *= step
		if f < 0 {
			f -= 0.5
		} else {
			f += 0.5
		}
		v.rows = append(v.rows, int8(f))
	}
	v.scale = append(v.scale, scale)
}

// errVectors says that bytes hold no vectors.
var errVectors = errors.New("damaged vectors")

// AppendVectors writes vectors, which may be nil, behind b: dimension and number,
// then for each its scale and its numbers.
func AppendVectors(b []byte, v *Vectors) []byte {
	if v == nil {
		return append(b, 0, 0)
	}
	b = binary.AppendUvarint(b, uint64(v.dim))
	b = binary.AppendUvarint(b, uint64(len(v.scale)))
	for _, s := range v.scale {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(s))
	}
	for _, x := range v.rows {
		b = append(b, byte(x))
	}
	return b
}

// ReadVectors reads what [AppendVectors] wrote and returns what stands behind it.
func ReadVectors(b []byte) (v *Vectors, rest []byte, err error) {
	dim, n := binary.Uvarint(b)
	if n <= 0 {
		return nil, nil, errVectors
	}
	b = b[n:]
	count, n := binary.Uvarint(b)
	if n <= 0 {
		return nil, nil, errVectors
	}
	b = b[n:]
	if dim > 1<<16 || count > uint64(len(b))/(4+dim) {
		return nil, nil, errVectors
	}
	if dim == 0 || count == 0 {
		return nil, b, nil
	}
	v = &Vectors{dim: int(dim), scale: make([]float32, count), rows: make([]int8, dim*count)}
	for i := range v.scale {
		v.scale[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if math.IsNaN(float64(v.scale[i])) || math.IsInf(float64(v.scale[i]), 0) {
			return nil, nil, errVectors
		}
	}
	b = b[4*len(v.scale):]
	for i := range v.rows {
		v.rows[i] = int8(b[i])
	}
	return v, b[len(v.rows):], nil
}

// Size is about how many bytes the vectors take.
func (v *Vectors) Size() int {
	if v == nil {
		return 0
	}
	return 64 + len(v.rows) + 4*len(v.scale)
}

func (v *Vectors) row(i int) []int8 { return v.rows[i*v.dim : (i+1)*v.dim] }

func (v *Vectors) cosine(q []float32, i int) float32 {
	if i >= len(v.scale) {
		return 0
	}
	return vector.DotBytes(q, v.row(i)) * v.scale[i]
}

var vectorNames = []string{"vector.whole", "vector.heading", "vector.unit", "vector.rank", "vector.feedback"}

// feedbackDepth is how many of the candidates that the words find best tell what
// the question is about.
const feedbackDepth = 5

// vectors compares the question's vector with those of the candidates. Without
// vectors the columns stay zero.
func vectors(q *Query, rows [][]float32, list []Candidate, order []int) {
	at := column("vector.whole")
	if len(q.Vector) == 0 {
		return
	}
	usable := func(v *Vectors) bool { return v != nil && v.dim == len(q.Vector) }
	center := make([]float32, len(q.Vector))
	for i := range list {
		v := list[i].Passage.Vectors
		if !usable(v) {
			continue
		}
		rows[i][at] = v.cosine(q.Vector, 0)
		rows[i][at+1] = v.cosine(q.Vector, 1)
		best := float32(0)
		for u := 2; u < len(v.scale); u++ {
			best = max(best, v.cosine(q.Vector, u))
		}
		if len(v.scale) <= 2 {
			best = rows[i][at]
		}
		rows[i][at+2] = best
		if order[i] < feedbackDepth {
			vector.AxpyBytes(center, v.scale[0]/float32(1+order[i]), v.row(0))
		}
	}
	place := ranksOf(rows, at)
	for i := range list {
		rows[i][at+3] = log1(float32(place[i]))
		if v := list[i].Passage.Vectors; usable(v) {
			rows[i][at+4] = v.cosine(center, 0)
		}
	}
}
