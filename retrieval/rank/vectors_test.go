package rank

import (
	"math"
	"testing"
)

func unit(x ...float32) []float32 {
	out := make([]float32, 16)
	sum := 0.0
	for i, v := range x {
		out[i] = v
		sum += float64(v * v)
	}
	for i := range out {
		out[i] /= float32(math.Sqrt(sum))
	}
	return out
}

func withVectors(whole, heading []float32, units ...[]float32) *Vectors {
	v := NewVectors(16, 2+len(units))
	for _, x := range append([][]float32{whole, heading}, units...) {
		v.Add(x)
	}
	return v
}

func TestVectorFeatures(t *testing.T) {
	q := question("thuyền hồ")
	q.Vector = unit(1, 0)
	near, far, none := passage("d1", "A", "a"), passage("d2", "B", "b"), passage("d3", "C", "c")
	near.Vectors = withVectors(unit(3, 1), unit(1, 0), unit(0, 1), unit(1, -1))
	far.Vectors = withVectors(unit(0, 1), unit(0, 0, 1))
	rows := Features(q, []Candidate{{near, 2}, {far, 1}, {none, 0.5}})
	get := func(row int, name string) float64 { return float64(rows[row][column(name)]) }
	for _, tt := range []struct {
		row  int
		name string
		want float64
	}{
		{0, "vector.whole", 3 / math.Sqrt(10)}, {0, "vector.heading", 1}, {0, "vector.unit", math.Sqrt(0.5)},
		{1, "vector.whole", 0}, {1, "vector.unit", 0}, {2, "vector.whole", 0},
		{0, "vector.rank", 0}, {0, "vector.whole.behind", 0}, {1, "vector.whole.behind", 3 / math.Sqrt(10)},
		// the centre of the list is near's vector and half of far's
		{1, "vector.feedback", 0.5 + 1/math.Sqrt(10)},
	} {
		if got := get(tt.row, tt.name); math.Abs(got-tt.want) > 0.02 {
			t.Errorf("%s of candidate %d is %.3f, want %.3f", tt.name, tt.row, got, tt.want)
		}
	}
	q.Vector = nil
	for _, row := range Features(q, []Candidate{{near, 2}, {far, 1}}) {
		if row[column("vector.whole")] != 0 || row[column("vector.rank")] != 0 {
			t.Error("features of vectors without a vector of the question")
		}
	}
	if (*Vectors)(nil).Size() != 0 || near.Vectors.Size() <= 4*16 || near.Size() <= far.Size() {
		t.Errorf("sizes %d, %d and %d", near.Vectors.Size(), near.Size(), far.Size())
	}
}
