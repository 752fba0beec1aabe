package retrieval_test

import (
	"bytes"
	"testing"

	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/rank"
)

// TestBuiltIn holds the two models that ship together: the ranking was fitted on
// the vectors of the embedder that ships, its fusion weights are for that
// embedder, and both are small.
func TestBuiltIn(t *testing.T) {
	embedder, ranker := local.Default(), rank.Default()
	if embedder == nil || ranker == nil {
		t.Fatalf("built-in embedder %v, ranking model %v", embedder != nil, ranker != nil)
	}
	if embedder.Dim() != 128 {
		t.Errorf("the embedder has dimension %d", embedder.Dim())
	}
	if ranker.Vectors != embedder.Model() {
		t.Errorf("the ranking was fitted on vectors of %q, the embedder is %q", ranker.Vectors, embedder.Model())
	}
	if _, ok := ranker.Fusion[embedder.Model()]; !ok {
		t.Errorf("no fusion weights for %q", embedder.Model())
	}
	if len(ranker.Data) != 64 {
		t.Errorf("the ranking names its data as %q", ranker.Data)
	}
	var e, r bytes.Buffer
	if err := embedder.Write(&e); err != nil {
		t.Fatal(err)
	}
	if err := ranker.Write(&r); err != nil {
		t.Fatal(err)
	}
	if e.Len()+r.Len() > 10<<20 {
		t.Errorf("the models take %d bytes", e.Len()+r.Len())
	}
}
