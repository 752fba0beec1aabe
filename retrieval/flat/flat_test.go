package flat

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval/record"
)

func TestDot(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 0; n <= 512; n += lanes {
		q, v := make([]int16, n), make([]int8, n)
		want := int32(0)
		for i := range q {
			q[i], v[i] = int16(r.IntN(65535)-32767), int8(r.IntN(255)-127)
			if n > 256 { // the largest products, as long as the sum fits
				q[i], v[i] = 32767, -127
			}
			want += int32(q[i]) * int32(v[i])
		}
		if got := dot(q, v); got != want {
			t.Errorf("%d numbers: %d, want %d", n, got, want)
		}
		if got := dotGeneric(q, v); got != want {
			t.Errorf("%d numbers in plain Go: %d, want %d", n, got, want)
		}
	}
}

// TestQueryDoesNotOverflow takes the vectors with the largest products.
func TestQueryDoesNotOverflow(t *testing.T) {
	for _, dimension := range []int{1, 2, 31, 128, 1024, 4096} {
		set := New(dimension, 0)
		x := make([]float32, dimension)
		for i := range x {
			x[i] = 1
		}
		unit := record.Unit(x)
		set.Add(1, unit)
		got := set.scan(unit, func(corpus.ChunkID) bool { return true }, 1)
		if len(got) != 1 || math.Abs(got[0].Score-1) > 1e-3 {
			t.Errorf("dimension %d: %v, want a cosine of 1", dimension, got)
		}
	}
}

// TestSearch compares with a plain scan, in sets that do and do not keep the
// vectors as they were given, under filters, and while another set goes on from
// the first.
func TestSearch(t *testing.T) {
	const n, dimension, k = 2000, 40, 25
	r := rand.New(rand.NewPCG(3, 4))
	random := func() []float32 {
		x := make([]float32, dimension)
		for i := range x {
			x[i] = float32(r.NormFloat64())
		}
		return record.Unit(x)
	}
	full, lean := New(dimension, n*dimension*4), New(dimension, n*dimension*4-1)
	vectors := map[corpus.ChunkID][]float32{}
	for i := range n {
		id := corpus.ChunkID(i*3 + 1)
		vectors[id] = random()
		full.Add(id, vectors[id])
		lean.Add(id, vectors[id])
	}
	if !full.Exact() || lean.Exact() || full.Last() != 3*n-2 || len(lean.Chunks()) != n || full.Dimension() != dimension {
		t.Fatalf("exact %v and %v, last %d, %d chunks", full.Exact(), lean.Exact(), full.Last(), len(lean.Chunks()))
	}
	for share, keep := range map[string]func(corpus.ChunkID) bool{
		"all":  func(corpus.ChunkID) bool { return true },
		"1 %":  func(id corpus.ChunkID) bool { return id%100 == 1 },
		"none": func(corpus.ChunkID) bool { return false },
	} {
		for range 20 {
			q := random()
			var want []float64
			for id, x := range vectors {
				if keep(id) {
					want = append(want, Cosine(x, q))
				}
			}
			slices.SortFunc(want, func(a, b float64) int { return cmp.Compare(b, a) })
			want = want[:min(k, len(want))]
			got := full.Search(q, keep, k)
			if len(got) != len(want) {
				t.Fatalf("%s: %d results, want %d", share, len(got), len(want))
			}
			near := map[corpus.ChunkID]bool{}
			for _, c := range lean.Near(q, keep, k) {
				near[c.Chunk] = true
			}
			for i, c := range got {
				if math.Abs(c.Score-want[i]) > 1e-9 || !keep(c.Chunk) {
					t.Errorf("%s: result %d has cosine %v, want %v", share, i, c.Score, want[i])
				}
				if !near[c.Chunk] {
					t.Errorf("%s: result %d is not among the near", share, i)
				}
			}
		}
	}
	next := full.Next()
	next.Add(9999, random())
	if len(full.Chunks()) != n || len(next.Chunks()) != n+1 {
		t.Errorf("%d and %d chunks", len(full.Chunks()), len(next.Chunks()))
	}
	if got := full.Search(random(), func(corpus.ChunkID) bool { return true }, 0); got != nil {
		t.Errorf("k = 0: %v", got)
	}
}
