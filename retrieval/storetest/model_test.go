package storetest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"trolyluat/retrieval"
)

// handle is one opening of a model.
type handle struct {
	*Model
	closed atomic.Bool
}

func (h *handle) Close() error {
	h.closed.Store(true)
	return nil
}

func (h *handle) Lexical(ctx context.Context, terms []retrieval.QueryTerm, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	if h.closed.Load() {
		return nil, errors.New("model: closed")
	}
	return h.Model.Lexical(ctx, terms, f, k)
}

// TestModel holds the model against the suite, so that both say the same.
func TestModel(t *testing.T) {
	Run(t, func(testing.TB) func() Store {
		m := NewModel()
		return func() Store { return &handle{Model: m} }
	})
}
