package retrieval

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// library keeps what is known of all documents: names and numbers for resolving
// what a query cites, and which set penalties. It is read again when the store has
// changed.
type library struct {
	source reference.Source // nil: the index lists no documents

	mu         sync.Mutex
	generation uint64
	index      *reference.Index
	sanctions  []string // keys of the texts that set penalties
}

// get returns the library of the store's present generation, nil where the
// index lists no documents.
func (l *library) get(ctx context.Context, ix Index) (*reference.Index, error) {
	index, _, err := l.read(ctx, ix)
	return index, err
}

// read returns the library and the keys of the texts that set penalties. Both come
// of one walk over the documents.
func (l *library) read(ctx context.Context, ix Index) (index *reference.Index, sanctions []string, err error) {
	if l.source == nil {
		return nil, nil, nil
	}
	generation, err := ix.Generation(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("retrieval: read generation: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.index != nil && l.generation == generation {
		return l.index, l.sanctions, nil
	}
	if index, err = reference.NewIndex(ctx, noting{l.source, &sanctions}); err != nil {
		return nil, nil, fmt.Errorf("retrieval: list documents: %w", err)
	}
	l.index, l.sanctions, l.generation = index, sanctions, generation
	return index, sanctions, nil
}

// noting is a source that notes which of the documents it lists set penalties.
type noting struct {
	reference.Source
	sanctions *[]string
}

func (n noting) Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		var keys []string
		for info, err := range n.Source.Documents(ctx) {
			if err == nil && isSanction(&info) && !slices.Contains(keys, info.Key) {
				keys = append(keys, info.Key)
			}
			if !yield(info, err) {
				return
			}
		}
		*n.sanctions = keys
	}
}

// Warm reads what the first question would wait for: how the corpus writes, and the
// names of its documents.
func (s *Searcher) Warm(ctx context.Context) error {
	if _, err := s.table(ctx); err != nil {
		return err
	}
	_, err := s.library.get(ctx, s.index)
	return err
}
