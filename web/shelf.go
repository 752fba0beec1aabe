package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// shelf keeps what the pages need of all documents at once: their descriptions,
// their addresses, and the index by which references are resolved. It is read
// again when the store has changed.
type shelf struct {
	library Library

	mu  sync.Mutex
	now *catalogue
}

// catalogue is the store's list of documents at one generation; it never
// changes.
type catalogue struct {
	generation uint64
	infos      []corpus.DocumentInfo // by title
	slugs      map[string]string     // slug → ID
	byID       map[string]*corpus.DocumentInfo
	byKey      map[string]*corpus.DocumentInfo // first source
	resolver   *reference.Resolver
	index      *reference.Index
	folded     []string // names and numbers for suggestions, parallel to infos
}

// get returns the catalogue of the store's present generation.
func (s *shelf) get(ctx context.Context) (*catalogue, error) {
	generation, err := s.library.Generation(ctx)
	if err != nil {
		return nil, fmt.Errorf("web: read generation: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil && s.now.generation == generation {
		return s.now, nil
	}
	c := &catalogue{generation: generation, slugs: map[string]string{}, byID: map[string]*corpus.DocumentInfo{}, byKey: map[string]*corpus.DocumentInfo{}}
	for info, err := range s.library.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("web: list documents: %w", err)
		}
		c.infos = append(c.infos, info)
	}
	slices.SortStableFunc(c.infos, func(a, b corpus.DocumentInfo) int {
		return cmp.Or(cmp.Compare(rankOrder(&a), rankOrder(&b)), cmp.Compare(b.Issued, a.Issued), cmp.Compare(a.ID, b.ID))
	})
	for i := range c.infos {
		info := &c.infos[i]
		c.slugs[slug(info.ID)] = info.ID
		c.byID[info.ID] = info
		if first := c.byKey[info.Key]; first == nil || info.ID == info.Key {
			c.byKey[info.Key] = info
		}
		c.folded = append(c.folded, reference.NameKey(strings.Join(append([]string{info.Number, info.Title}, info.ShortNames...), " | ")))
	}
	if c.index, err = reference.NewIndex(ctx, s.library); err != nil {
		return nil, fmt.Errorf("web: index references: %w", err)
	}
	c.resolver = reference.NewResolver(c.index)
	s.now = c
	return c, nil
}

// rankOrder puts texts outside the hierarchy behind those in it.
func rankOrder(i *corpus.DocumentInfo) int {
	if i.Rank == 0 {
		return 100
	}
	return i.Rank
}

// Address is the permanent address of a provision in the reader's page:
// "/vb/45-2019-QH14/d25/k1". An empty path is the document.
func Address(documentID, path string) string {
	return lookup.Address(documentID, path)
}

// slug writes a document ID as one segment of an address.
func slug(id string) string { return lookup.Slug(id) }

// find returns the description of the document that a slug was made of.
func (c *catalogue) find(name string) (*corpus.DocumentInfo, error) {
	if id, ok := c.slugs[name]; ok {
		return c.byID[id], nil
	}
	return nil, fmt.Errorf("web: document %s: %w", name, corpus.ErrNotFound)
}
