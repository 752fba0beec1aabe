package basis

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Like is a judgment or án lệ of the store that is like a situation, with the
// điều that it applies.
type Like struct {
	Document corpus.DocumentInfo // of the judgment
	Score    float64             // how like, 0 to 1
	Cited    []Unit
}

// Unit is a điều of a document.
type Unit struct {
	Document string // ID
	Path     string
}

// Nearest is how many like judgments are heard.
const Nearest = 20

// A provision's likelihood is the share of like judgments that apply it, each
// counted by (score/[ordinary])², mixed with what issues and search say, which
// counts as much as [own] ordinary judgments: a store of few judgments moves
// little, one of many like ones decides. Both were chosen on the cases of
// eval/basis while looking; own = 8 and 16 gave away recall of substance there.
const (
	own      = 30.0
	ordinary = 0.15 // score of the tenth of 40 judgments of all kinds
	// unheard is the likelihood of what neither issue nor search nor party named.
	unheard = 0.001
)

// itself is the score from which a judgment is the case itself and not heard.
const itself = 0.9

// Consult gives candidates the voices of like judgments and adds what only these
// apply; the list that comes in is left as it is, what goes out is ordered anew.
// A judgment under another text of the same law speaks for the điều of the same
// heading in the text that holds for the situation.
func (s *Suggester) Consult(ctx context.Context, list []*Candidate, sit Situation, likes []Like) ([]*Candidate, error) {
	d := s.dates(sit)
	out := make([]*Candidate, len(list))
	by := map[string]*Candidate{}
	for i, c := range list {
		one := *c
		one.Likes, one.votes = nil, 0
		out[i] = &one
		by[one.Document.ID+"#"+one.Path] = &one
	}
	mass, heard := 0.0, 0
	for i := range likes {
		l := &likes[i]
		if l.Score >= itself {
			continue
		}
		weight := math.Pow(l.Score/ordinary, 2)
		mass, heard = mass+weight, heard+1
		once := map[*Candidate]bool{}
		for _, u := range l.Cited {
			a, side, chosen, err := s.counterpart(ctx, u, d)
			if err != nil {
				return nil, err
			}
			if a == nil {
				continue
			}
			key := a.Document.ID + "#" + a.Path
			c := by[key]
			if c == nil {
				c = &Candidate{Article: a, Side: side, chosen: chosen}
				by[key] = c
				out = append(out, c)
			}
			if !once[c] {
				once[c] = true
				c.Likes = append(c.Likes, l)
				c.votes += weight
			}
		}
	}
	for _, c := range out {
		c.mass, c.heard = mass, heard
	}
	Rescore(out, s.model)
	sortByLikelihood(out)
	return out, nil
}

func sortByLikelihood(list []*Candidate) {
	slices.SortStableFunc(list, func(a, b *Candidate) int {
		if d := cmp.Compare(b.P, a.P); d != 0 {
			return d
		}
		return cmp.Compare(a.Document.ID+"#"+a.Path, b.Document.ID+"#"+b.Path)
	})
}

// counterpart is the điều that a cited one is in the text of its law that holds
// for a situation; nil when there is none or the heading does not tell.
func (s *Suggester) counterpart(ctx context.Context, u Unit, d dates) (a *Article, side Side, chosen choice, err error) {
	info, ok := s.finder.byID[u.Document]
	if !ok {
		return nil, "", none, nil
	}
	law, err := s.finder.Law(ctx, info)
	if err != nil {
		return nil, "", none, err
	}
	if a = law.byPath[u.Path]; a == nil {
		return nil, "", none, nil
	}
	side = sideOf(info)
	name := info.Title
	if strings.Contains(name, "/") {
		name = info.Number
	}
	now, chosen := s.choose(name, side, d)
	if chosen == none || now.ID == info.ID {
		return a, side, chosen, nil
	}
	if law, err = s.finder.Law(ctx, now); err != nil {
		return nil, "", none, err
	}
	return s.finder.find(law, Named{Heading: a.Heading}), side, chosen, nil
}

// likelihood is how likely a judgment cites a candidate, by its features and by
// the like judgments.
func (m *Model) likelihood(c *Candidate) float64 {
	p := unheard
	if len(c.features) > 0 {
		p = m.p(c.features)
	}
	return (own*p + c.votes) / (own + c.mass)
}
