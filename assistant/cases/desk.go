package cases

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"sync"

	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// Store is the part of a store that the desk reads.
type Store interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
	RelationsTo(ctx context.Context, key string) ([]corpus.IncomingRelation, error)
	Generation(ctx context.Context) (uint64, error)
}

// Searcher finds passages; retrieval.Searcher is one.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Config is what a desk is made from. Store is required.
type Config struct {
	Store    Store
	Searcher Searcher // nil: the issues alone propose provisions
	Log      *slog.Logger
	Today    func() corpus.Date // nil: today in Vietnam
}

// Desk answers a judge's questions over one store. It is safe for concurrent
// use, and sees what is ingested while it lives.
type Desk struct {
	store    Store
	searcher Searcher
	log      *slog.Logger
	today    func() corpus.Date

	mu    sync.Mutex
	at    uint64
	known *known
}

// known is what was derived from one state of the store.
type known struct {
	suggester *basis.Suggester
	resolver  *reference.Resolver
	infos     map[string]corpus.DocumentInfo // judgments and án lệ by ID
	cases     *similar.Collection            // nil where there are too many to keep

	mu    sync.Mutex
	cited map[string][]basis.Unit // what judgments and án lệ apply, by ID, as far as asked for
}

// Situation is a case before it is judged: what the parties say and what they ask.
type Situation = basis.Situation

// ErrEmpty is returned for a situation without words.
var ErrEmpty = errors.New("cases: the situation is empty")

// New returns a desk.
func New(c Config) *Desk {
	d := &Desk{store: c.Store, searcher: c.Searcher, log: c.Log, today: c.Today}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.today == nil {
		d.today = corpus.Today
	}
	return d
}

// kept is up to how many judgments and án lệ are compared one by one; beyond, the
// search chooses which.
const kept = 5000

// state derives what is needed of the store, again when it has changed.
func (d *Desk) state(ctx context.Context) (*known, error) {
	generation, err := d.store.Generation(ctx)
	if err != nil {
		return nil, fmt.Errorf("cases: read generation: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known != nil && d.at == generation {
		return d.known, nil
	}
	k := &known{infos: map[string]corpus.DocumentInfo{}, cited: map[string][]basis.Unit{}}
	var searcher basis.Searcher
	if d.searcher != nil {
		searcher = d.searcher
	}
	if k.suggester, err = basis.New(ctx, d.store, searcher, nil); err != nil {
		return nil, err
	}
	index, err := reference.NewIndex(ctx, d.store)
	if err != nil {
		return nil, fmt.Errorf("cases: index names: %w", err)
	}
	k.resolver = reference.NewResolver(index)
	for info, err := range d.store.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("cases: list documents: %w", err)
		}
		if info.Kind == corpus.KindJudgment || info.Kind == corpus.KindPrecedent {
			k.infos[info.ID] = info
		}
	}
	if len(k.infos) <= kept {
		k.cases = similar.NewCollection()
		for id := range k.infos {
			if err := d.enter(ctx, k.cases, id); err != nil {
				return nil, err
			}
		}
	}
	d.known, d.at = k, generation
	return k, nil
}

func (d *Desk) enter(ctx context.Context, into *similar.Collection, id string) error {
	doc, err := d.store.Document(ctx, id)
	if errors.Is(err, corpus.ErrNotFound) {
		return nil // taken out meanwhile
	}
	if err != nil {
		return fmt.Errorf("cases: load %s: %w", id, err)
	}
	p, err := similar.NewProfile(CaseOf(doc))
	if err != nil {
		return err
	}
	into.Add(id, p)
	return nil
}

// Basis proposes the legal basis of a situation, by its issues, by what the search
// finds, and by what like judgments of the store apply.
func (d *Desk) Basis(ctx context.Context, s Situation) (*basis.Suggestion, error) {
	if strings.TrimSpace(s.Facts+s.Claims) == "" {
		return nil, ErrEmpty
	}
	k, err := d.state(ctx)
	if err != nil {
		return nil, err
	}
	if s.ActOn == 0 {
		s.ActOn = d.today()
	}
	likes, err := d.likes(ctx, k, s)
	if err != nil {
		return nil, err
	}
	return k.suggester.Suggest(ctx, s, likes)
}
