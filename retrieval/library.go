package retrieval

import (
	"context"
	"fmt"
	"sync"

	"trolyluat/corpus/reference"
)

// library keeps the names and numbers of all documents for resolving what a
// query cites. It is read again when the store has changed.
type library struct {
	source reference.Source // nil: the index lists no documents

	mu         sync.Mutex
	generation uint64
	index      *reference.Index
	sanctions  []string // keys of the texts that set penalties, of generation sanctioned
	sanctioned uint64
}

// get returns the library of the store's present generation, nil where the
// index lists no documents.
func (l *library) get(ctx context.Context, ix Index) (*reference.Index, error) {
	if l.source == nil {
		return nil, nil
	}
	generation, err := ix.Generation(ctx)
	if err != nil {
		return nil, fmt.Errorf("retrieval: read generation: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.index != nil && l.generation == generation {
		return l.index, nil
	}
	index, err := reference.NewIndex(ctx, l.source)
	if err != nil {
		return nil, fmt.Errorf("retrieval: list documents: %w", err)
	}
	l.index, l.generation = index, generation
	return index, nil
}
