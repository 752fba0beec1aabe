package speed

import (
	"context"
	"errors"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// slow is a searcher that takes its time.
type slow struct{}

func (slow) Analyze(context.Context, string) (retrieval.Analysis, error) {
	return retrieval.Analysis{}, nil
}

func (slow) Search(context.Context, retrieval.Query) (retrieval.Result, error) {
	time.Sleep(20 * time.Millisecond)
	return retrieval.Result{Hits: []retrieval.Hit{{Document: corpus.DocumentInfo{Key: "1/2020/QH99", Title: "Luật Thuyền"},
		Chunk: corpus.Chunk{Path: "d3", Heading: "Lệ phí", Text: "Lệ phí cấp biển số thuyền là 80.000 đồng."}, Score: 0.9}}}, nil
}

type flat struct{}

func (flat) Frequencies(_ context.Context, terms []string) ([]int, int, error) {
	return make([]int, len(terms)), 10, nil
}

func TestRun(t *testing.T) {
	r, err := Run(t.Context(), Options{Questions: []string{"Lệ phí cấp biển số thuyền là bao nhiêu?", "Xin chào"}, Searcher: slow{}, Terms: flat{}})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Metrics
	if r.N != 1 || m["p50_search_ms"] < 19 || m["p50_evidence_ms"] < m["p50_search_ms"] || m["p50_answer_ms"] < m["p50_evidence_ms"] || m["p50_own_ms"] > m["p50_answer_ms"]-m["p50_search_ms"]+0.01 {
		t.Errorf("%+v", r)
	}
	if _, err := Run(t.Context(), Options{}); !errors.Is(err, ErrNoQuestions) {
		t.Error(err)
	}
}
