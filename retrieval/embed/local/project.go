package local

import (
	"bytes"
	"math"

	"trolyluat/retrieval/internal/vector"
)

// addToMean adds the vectors as they are to the mean.
func (t *trainer) addToMean() {
	if t.mean == nil {
		t.mean = make([]float32, len(t.table))
	}
	t.share(len(t.table), func(_, from, to int) { vector.Axpy(t.mean[from:to], 1, t.table[from:to]) })
	t.means++
}

// takeMean puts the mean in the place of the vectors.
func (t *trainer) takeMean() {
	if t.means == 0 {
		return
	}
	s := 1 / float32(t.means)
	for i, v := range t.mean {
		t.table[i] = s * v
	}
	t.mean = nil
}

// The directions are found by so many rounds of orthogonal iteration over the
// vectors of so many texts.
const (
	rounds          = 30
	projectionTexts = 20_000
)

// project turns the vectors so that the first directions are those in which the
// texts differ most, and keeps Dim of them: Dim numbers a row.
func (t *trainer) project() []float32 {
	if t.Dim == t.Width {
		return t.table
	}
	width, dim := t.Width, t.Dim
	of := t.random.Perm(len(t.examples))
	of = of[:min(len(of), projectionTexts)]
	texts := t.embed(of)
	moment := make([]float32, width*width)
	t.share(width, func(_, from, to int) {
		for k := range of {
			x := texts[k*width : (k+1)*width]
			for i := from; i < to; i++ {
				vector.Axpy(moment[i*width:(i+1)*width], x[i], x)
			}
		}
	})
	directions := make([][]float32, dim)
	for d := range directions {
		directions[d] = make([]float32, width)
		for i := range directions[d] {
			directions[d][i] = float32(t.random.NormFloat64())
		}
	}
	orthogonal(directions)
	for range rounds {
		t.share(dim, func(_, from, to int) {
			next := make([]float32, width)
			for d := from; d < to; d++ {
				for i := range next {
					next[i] = vector.Dot(moment[i*width:(i+1)*width], directions[d])
				}
				copy(directions[d], next)
			}
		})
		orthogonal(directions)
	}
	out := make([]float32, len(t.keys)*dim)
	t.share(len(t.keys), func(_, from, to int) {
		for r := from; r < to; r++ {
			for d, x := range directions {
				out[r*dim+d] = vector.Dot(t.row(int32(r)), x)
			}
		}
	})
	return out
}

// orthogonal makes vectors orthogonal and of length one (Gram–Schmidt, twice for
// the sake of rounding).
func orthogonal(v [][]float32) {
	for i := range v {
		for range 2 {
			for k := range i {
				vector.Axpy(v[i], -vector.Dot(v[i], v[k]), v[k])
			}
		}
		normalise(v[i])
	}
}

// model rounds the rows to eight bits.
func (t *trainer) model(table []float32) (*Model, error) {
	dim := t.Dim
	m := &Model{dim: dim, half: half, byLine: true, order: t.keys, scale: make([]float32, len(t.keys)), rows: make([]int8, len(t.keys)*dim)}
	for r := range t.keys {
		row := table[r*dim : (r+1)*dim]
		largest := float32(0)
		for _, v := range row {
			largest = max(largest, float32(math.Abs(float64(v))))
		}
		if largest == 0 {
			continue
		}
		m.scale[r] = largest / 127
		for i, v := range row {
			m.rows[r*dim+i] = int8(math.Round(float64(v / m.scale[r])))
		}
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return nil, err
	}
	return Read(b.Bytes()) // with its name
}
