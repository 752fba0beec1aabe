package sqlite

import (
	"context"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := &corpus.Document{ID: "1/2020/QH14", Key: "1/2020/QH14", Kind: corpus.KindLaw, Title: "Luật Mẫu"}
	err = s.Commit(ctx, corpus.Change{Put: []corpus.Entry{{Document: d, Chunks: []corpus.Chunk{
		{Document: d.ID, Path: "d1", Label: "Điều 1", Heading: "Thử việc", Text: "Điều 1. Thử việc\n1. Người lao động thử việc."}},
		Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 2}}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	var q []retrieval.QueryTerm
	for _, x := range lexical.QueryTerms("người lao động") {
		q = append(q, retrieval.QueryTerm(x))
	}
	c, err := s.Lexical(ctx, q, retrieval.Filter{}, 10)
	if err != nil || len(c) != 1 {
		t.Fatal(c, err)
	}
	if c, err = s.Nearest(ctx, "m", []float32{1, 2}, retrieval.Filter{}, 10); err != nil || len(c) != 1 || c[0].Score < .999 {
		t.Fatal(c, err)
	}
}
