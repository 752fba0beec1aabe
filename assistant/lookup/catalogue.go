package lookup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Catalogue is the store's list of documents at one generation, with what finds
// them. It never changes.
type Catalogue struct {
	Generation uint64
	Infos      []corpus.DocumentInfo // the highest in rank first, of them the latest
	ByID       map[string]*corpus.DocumentInfo
	ByKey      map[string]*corpus.DocumentInfo // first source
	BySlug     map[string]*corpus.DocumentInfo
	Folded     []string // keys, numbers and names without diacritics, parallel to Infos
	Index      *reference.Index
	Resolver   *reference.Resolver
}

// Source is what a shelf reads; both stores are one.
type Source interface {
	reference.Source
	Generation(ctx context.Context) (uint64, error)
}

// Shelf keeps the catalogue of a store and reads it again when the store has
// changed. It is safe for concurrent use.
type Shelf struct {
	source Source

	mu  sync.Mutex
	now *Catalogue
}

// NewShelf makes a shelf; it reads nothing yet.
func NewShelf(source Source) *Shelf { return &Shelf{source: source} }

// Get returns the catalogue of the store's present generation.
func (s *Shelf) Get(ctx context.Context) (*Catalogue, error) {
	generation, err := s.source.Generation(ctx)
	if err != nil {
		return nil, fmt.Errorf("lookup: read generation: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil && s.now.Generation == generation {
		return s.now, nil
	}
	c := &Catalogue{Generation: generation, ByID: map[string]*corpus.DocumentInfo{}, ByKey: map[string]*corpus.DocumentInfo{}, BySlug: map[string]*corpus.DocumentInfo{}}
	for info, err := range s.source.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("lookup: list documents: %w", err)
		}
		c.Infos = append(c.Infos, info)
	}
	slices.SortStableFunc(c.Infos, func(a, b corpus.DocumentInfo) int {
		return cmp.Or(cmp.Compare(RankOrder(&a), RankOrder(&b)), cmp.Compare(b.Issued, a.Issued), cmp.Compare(a.ID, b.ID))
	})
	for i := range c.Infos {
		info := &c.Infos[i]
		c.ByID[info.ID] = info
		c.BySlug[Slug(info.ID)] = info
		if first := c.ByKey[info.Key]; first == nil || info.ID == info.Key {
			c.ByKey[info.Key] = info
		}
		c.Folded = append(c.Folded, reference.NameKey(strings.Join(append([]string{info.Key, info.Number, info.Title}, info.ShortNames...), " | ")))
	}
	if c.Index, err = reference.NewIndex(ctx, s.source); err != nil {
		return nil, fmt.Errorf("lookup: index names: %w", err)
	}
	c.Resolver = reference.NewResolver(c.Index)
	s.now = c
	return c, nil
}

// RankOrder orders by rank; it puts texts outside the hierarchy behind those in it.
func RankOrder(i *corpus.DocumentInfo) int {
	if i.Rank == 0 {
		return 100
	}
	return i.Rank
}

// Slug writes a document ID as one segment of an address: "45-2019-QH14".
func Slug(id string) string { return strings.ReplaceAll(id, "/", "-") }

// Address is the permanent address of a provision in the reader's page:
// "/vb/45-2019-QH14/d25/k1". An empty path is the document.
func Address(id, path string) string {
	a := "/vb/" + Slug(id)
	if path != "" {
		a += "/" + path
	}
	return a
}
