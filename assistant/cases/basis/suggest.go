package basis

import (
	"context"
	"fmt"

	"trolyluat/assistant/cases/digest"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Missing is a law that an issue points at and of which the store holds no text
// for the date.
type Missing struct {
	Law string      `json:"law"`
	On  corpus.Date `json:"on"`
}

// Suggester proposes the legal basis of situations over one store. It is safe
// for concurrent use.
type Suggester struct {
	finder   *Finder
	resolver *reference.Resolver
	searcher Searcher
	model    *Model
	today    func() corpus.Date
}

// New returns a suggester over the texts of a store. A nil searcher is none; a
// nil model is [BuiltIn].
func New(ctx context.Context, source Source, searcher Searcher, model *Model) (*Suggester, error) {
	if model == nil {
		var err error
		if model, err = BuiltIn(); err != nil {
			return nil, err
		}
	}
	finder, err := NewFinder(ctx, source)
	if err != nil {
		return nil, err
	}
	index, err := reference.NewIndex(ctx, source)
	if err != nil {
		return nil, fmt.Errorf("basis: index names: %w", err)
	}
	return &Suggester{finder: finder, resolver: reference.NewResolver(index), searcher: searcher, model: model, today: corpus.Today}, nil
}

// dates are the days by which law is chosen.
type dates struct {
	facts, act corpus.Date
	read       bool // the day of the facts was read from them
}

func (d dates) of(s Side) corpus.Date {
	if s == Procedure {
		return d.act
	}
	return d.facts
}

func (s *Suggester) dates(sit Situation) dates {
	d := dates{facts: sit.FactsOn, act: sit.ActOn}
	if d.act == 0 {
		d.act = s.today()
	}
	if d.facts == 0 {
		_, d.facts = digest.Days(sit.Facts+"\n"+sit.Claims, d.act)
		d.read = d.facts != 0
	}
	if d.facts == 0 || d.facts > d.act {
		d.facts = d.act
	}
	return d
}

// Candidates lists the provisions that may apply, the likeliest first, without
// words for a reader: what models are fitted on and measured by.
func (s *Suggester) Candidates(ctx context.Context, sit Situation) ([]*Candidate, error) {
	matches, err := Read(sit)
	if err != nil {
		return nil, fmt.Errorf("basis: read issues: %w", err)
	}
	list, _, err := s.candidates(ctx, sit, matches, s.dates(sit))
	return list, err
}

// Rescore gives candidates the probabilities of another model, in place.
func Rescore(list []*Candidate, m *Model) {
	for _, c := range list {
		c.P = m.likelihood(c)
	}
}

// choice is how the text of a law was chosen.
type choice int

const (
	none    choice = iota // the store holds no text of the law
	onDate                // in force on the date that counts
	onAct                 // in force when the court acts, and not on the date of the facts
	another               // the only text at hand, in force on neither date
)

// choose picks the text of a law for a side: that of the date that counts; where
// the store has none, that of the day of the act (which a transitional article
// may have apply to older facts), then the latest. What is not the first is said
// to the reader.
func (s *Suggester) choose(law string, side Side, d dates) (corpus.DocumentInfo, choice) {
	if info, ok := s.finder.Text(law, d.of(side)); ok {
		return info, onDate
	}
	if info, ok := s.finder.Text(law, d.act); ok {
		return info, onAct
	}
	if info, ok := s.finder.Text(law, 0); ok {
		return info, another
	}
	return corpus.DocumentInfo{}, none
}

// IssueAbsence is the issue of trial in absence.
const IssueAbsence = "vangmat"

// Provisions are the điều of an issue in the texts that hold on a date.
func (s *Suggester) Provisions(ctx context.Context, issue string, on corpus.Date) ([]*Article, error) {
	all, err := issues()
	if err != nil {
		return nil, err
	}
	var out []*Article
	for i := range all {
		if all[i].ID != issue {
			continue
		}
		for _, n := range all[i].Provisions {
			info, ok := s.finder.Text(n.Law, on)
			if !ok {
				continue
			}
			law, err := s.finder.Law(ctx, info)
			if err != nil {
				return nil, err
			}
			if a := s.finder.find(law, n); a != nil {
				out = append(out, a)
			}
		}
	}
	return out, nil
}
