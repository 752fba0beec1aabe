package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
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
		set := newVectorSet(dimension, 0)
		x := make([]float32, dimension)
		for i := range x {
			x[i] = 1
		}
		unit := record.Unit(x)
		set.add(1, unit)
		got := set.scan(unit, func(corpus.ChunkID) bool { return true }, 1)
		if len(got) != 1 || math.Abs(got[0].Score-1) > 1e-3 {
			t.Errorf("dimension %d: %v, want a cosine of 1", dimension, got)
		}
	}
}

// TestNearestIsExact compares with a plain scan, with the vectors kept in memory
// and read from the file.
func TestNearestIsExact(t *testing.T) {
	const documents, perDocument, dimension = 60, 50, 48
	ctx := context.Background()
	for _, limit := range []int{exactBytes, 1} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			r := rand.New(rand.NewPCG(8, 9))
			s := open(t, t.TempDir(), Options{exactLimit: limit})
			all := map[string][][]float32{}
			for d := range documents {
				e := corpus.Entry{Document: &corpus.Document{ID: fmt.Sprintf("doc-%02d", d)}}
				var vectors [][]float32
				centre := make([]float32, dimension) // documents are clusters
				for i := range centre {
					centre[i] = float32(r.NormFloat64())
				}
				for c := range perDocument {
					v := make([]float32, dimension)
					for i := range v {
						v[i] = centre[i] + 0.3*float32(r.NormFloat64())
					}
					vectors = append(vectors, v)
					e.Chunks = append(e.Chunks, corpus.Chunk{Path: fmt.Sprint("d", c)})
				}
				e.Vectors = []corpus.Embedded{{Model: "m", Vectors: vectors}}
				all[e.Document.ID] = vectors
				commit(t, s, e)
			}
			for range 40 {
				q := make([]float32, dimension)
				for i := range q {
					q[i] = float32(r.NormFloat64())
				}
				unit := record.Unit(q)
				var want []float64
				for _, vectors := range all {
					for _, v := range vectors {
						want = append(want, cosine(record.Unit(v), unit))
					}
				}
				slices.SortFunc(want, func(a, b float64) int { return cmp.Compare(b, a) })
				const k = 60
				got, err := s.Nearest(ctx, "m", q, retrieval.Filter{}, k)
				if err != nil || len(got) != k {
					t.Fatalf("%d results, %v", len(got), err)
				}
				for i := range got {
					if math.Abs(got[i].Score-want[i]) > 1e-6 {
						t.Fatalf("result %d has cosine %v, want %v", i, got[i].Score, want[i])
					}
				}
			}
		})
	}
}
