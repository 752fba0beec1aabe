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
	"trolyluat/retrieval/flat"
	"trolyluat/retrieval/record"
)

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
						want = append(want, flat.Cosine(record.Unit(v), unit))
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
