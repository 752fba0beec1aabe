package postgres

import (
	"context"
	"fmt"
	"math"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
)

// TestVectorsInMemory asks the same of an instance that holds the vectors, of
// one that may hold none, and of one whose memory they outgrow, while documents
// come, change and go elsewhere.
func TestVectorsInMemory(t *testing.T) {
	ctx := context.Background()
	url, name := postgrestest.Schema(t)
	writer := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true})
	instances := map[string]*Store{
		"holds":    open(t, url, Options{Schema: name, NoMaintenance: true, PollEvery: 1}),
		"none":     open(t, url, Options{Schema: name, NoMaintenance: true, PollEvery: 1, VectorBytes: -1}),
		"outgrown": open(t, url, Options{Schema: name, NoMaintenance: true, PollEvery: 1, VectorBytes: 20 * 48}),
	}
	put := func(id string, chunks int, turn float64) {
		t.Helper()
		e := corpus.Entry{Document: &corpus.Document{ID: id, Key: id}, Vectors: []corpus.Embedded{{Model: "m"}}}
		for i := range chunks {
			a := turn + float64(i)/10
			e.Chunks = append(e.Chunks, corpus.Chunk{Path: fmt.Sprint("d", i)})
			e.Vectors[0].Vectors = append(e.Vectors[0].Vectors, []float32{float32(math.Cos(a)), float32(math.Sin(a))})
		}
		if chunks > 1 {
			e.Vectors[0].Vectors[chunks-1] = nil // not every chunk has one
		}
		commit(t, writer, e)
	}
	compare := func(step string, total int) {
		t.Helper()
		for _, q := range [][]float32{{1, 0}, {0, 1}, {-1, 0.5}} {
			for _, f := range []retrieval.Filter{{}, {Documents: []string{"a"}}} {
				want, err := instances["none"].Nearest(ctx, "m", q, f, 100)
				if err != nil {
					t.Fatal(err)
				}
				if f.Documents == nil && len(want) != total {
					t.Fatalf("%s: %d results, want %d", step, len(want), total)
				}
				for who, s := range instances {
					got, err := s.Nearest(ctx, "m", q, f, 100)
					if err != nil || len(got) != len(want) {
						t.Fatalf("%s, %s: %d results, want %d: %v", step, who, len(got), len(want), err)
					}
					for i := range got {
						if got[i].Chunk != want[i].Chunk || math.Abs(got[i].Score-want[i].Score) > 1e-6 {
							t.Errorf("%s, %s: result %d is %v, want %v", step, who, i, got[i], want[i])
						}
					}
				}
			}
		}
	}
	put("a", 4, 0)
	compare("first", 3)
	put("b", 6, 1)
	put("c", 3, 3)
	compare("added", 3+5+2)
	put("a", 3, 2)
	compare("changed", 2+5+2)
	if err := writer.Commit(ctx, corpus.Change{Remove: []string{"b", "c"}}); err != nil {
		t.Fatal(err)
	}
	compare("removed", 2)
	put("d", 30, 0)
	compare("grown", 2+29)
	for who, want := range map[string]bool{"holds": true, "none": false, "outgrown": true} {
		if held := instances[who].heldOf(1).set != nil; held != want {
			t.Errorf("%s: vectors in memory: %v", who, held)
		}
	}
	if n := len(instances["holds"].heldOf(1).set.Chunks()); n < 31 || n > 50 {
		t.Errorf("%d vectors are held, of which 31 are there", n)
	}
	if n := len(instances["outgrown"].heldOf(1).set.Chunks()); n >= 30 {
		t.Errorf("%d vectors are held beyond the memory allowed", n)
	}
}
