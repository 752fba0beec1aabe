package basis

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// Searcher finds provisions by words and meaning; retrieval.Searcher is one. Nil
// leaves the provisions of the issues alone.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Candidate is a provision that may apply.
type Candidate struct {
	*Article
	Side    Side
	Grade   byte // of the firmest issue that names it, 0 for none
	Matches []*Match
	Rank    int // among the hits of the search for the claims, from 1; 0 not among them
	// Named says that the facts or claims themselves name it.
	Named bool
	// Likes are the like judgments that apply it, the likest first.
	Likes []*Like
	// P is how likely it is that the judgment cites it, 0 to 1.
	P float64

	votes, mass float64 // of the like judgments: of those that apply it, of all
	heard       int     // like judgments in all

	chosen   choice
	named    Named // by which it was found first
	features []feature
}

type feature struct {
	at    int
	value float64
}

// The features are laid out as: one for every side, grade and level of the
// firmest issue; then, by side, further issues, the words of the heading in the
// facts, and the place in the search.
const (
	grades       = 5
	firmFeatures = 2 * grades * int(levels)
	sideFeatures = 13
	features     = firmFeatures + 2*sideFeatures
)

const (
	fBias = iota
	fFurther
	fHeading
	fSearch
	fSearchOnly
	fFacts  // overlap with the facts
	fClaims // overlap with the claims
	fFactsFirm
	fHits
	fCrowd // how many issues of the side the claims raise
	fMain  // with 'a', 'b' as the next
	_
	fNamed // the parties themselves name it
)

func sideIndex(s Side) int {
	if s == Procedure {
		return 1
	}
	return 0
}

func firm(side Side, grade byte, l level) int {
	return (sideIndex(side)*grades+int(grade-'a'))*int(levels) + int(l)
}

func ofSide(side Side, f int) int { return firmFeatures + sideIndex(side)*sideFeatures + f }

// searched is how many hits of the search are taken in.
const searched = 40

// procedural are the laws of procedure by name; the rest is substance.
var procedural = []string{"Tố tụng", "án phí", "Thi hành án"}

func sideOf(info corpus.DocumentInfo) Side {
	for _, w := range procedural {
		if strings.Contains(strings.ToLower(info.Title), strings.ToLower(w)) {
			return Procedure
		}
	}
	return Substance
}

// candidates gathers the provisions of the issues and of the search.
func (s *Suggester) candidates(ctx context.Context, sit Situation, matches []Match, dates dates) ([]*Candidate, []Missing, error) {
	by := map[string]*Candidate{}
	var out []*Candidate
	add := func(a *Article, side Side) *Candidate {
		key := a.Document.ID + "#" + a.Path
		c := by[key]
		if c == nil {
			c = &Candidate{Article: a, Side: side}
			by[key] = c
			out = append(out, c)
		}
		return c
	}
	facts := words(sit.Facts + "\n" + sit.Claims)
	factTerms, claimTerms := termSet(facts), termSet(words(sit.Claims))
	overlaps := map[*Law][2]map[*Article]float64{}
	missing := map[Missing]bool{}
	var lost []Missing
	best := map[*Candidate]int{} // feature of the firmest issue
	order := prior()
	for i := range matches {
		m := &matches[i]
		for _, n := range m.Issue.Provisions {
			info, chosen := s.choose(n.Law, m.Issue.Side, dates)
			if chosen != onDate {
				if k := (Missing{Law: n.Law, On: dates.of(m.Issue.Side)}); !missing[k] {
					missing[k] = true
					lost = append(lost, k)
				}
			}
			if chosen == none {
				continue
			}
			law, err := s.finder.Law(ctx, info)
			if err != nil {
				return nil, nil, err
			}
			a := s.finder.find(law, n)
			if a == nil {
				continue
			}
			c := add(a, m.Issue.Side)
			if c.named.Law == "" {
				c.chosen, c.named = chosen, n
			}
			c.Matches = append(c.Matches, m)
			f := firm(m.Issue.Side, n.Grade, m.level())
			if old, ok := best[c]; !ok || order[f] > order[old] {
				best[c], c.Grade = f, n.Grade
			}
			o, ok := overlaps[law]
			if !ok {
				o = [2]map[*Article]float64{law.overlap(factTerms), law.overlap(claimTerms)}
				overlaps[law] = o
			}
			if c.Side == Substance {
				c.set(ofSide(c.Side, fFacts), o[0][a])
				c.set(ofSide(c.Side, fClaims), o[1][a])
			}
			if c.Side == Substance && m.level() == byClaims {
				c.set(ofSide(c.Side, fFactsFirm), o[0][a])
				c.set(ofSide(c.Side, fHits), math.Log1p(float64(m.Hits))/3)
			}
			if m.Main && n.Grade <= 'b' {
				c.set(ofSide(c.Side, fMain+int(n.Grade-'a')), 1)
			}
			if h := headingIn(n.Heading, facts); h > 0 {
				c.set(ofSide(c.Side, fHeading), h)
			}
		}
	}
	if err := s.search(ctx, sit, dates, add); err != nil {
		return nil, nil, err
	}
	if err := s.named(ctx, sit, dates, add); err != nil {
		return nil, nil, err
	}
	crowd := map[Side]float64{}
	for i := range matches {
		if matches[i].level() == byClaims {
			crowd[matches[i].Issue.Side]++
		}
	}
	for _, c := range out {
		c.set(ofSide(c.Side, fBias), 1)
		c.set(ofSide(c.Side, fCrowd), math.Log1p(crowd[c.Side]))
		if f, ok := best[c]; ok {
			c.set(f, 1)
			c.set(ofSide(c.Side, fFurther), math.Log(float64(len(c.Matches))))
		}
		if c.Rank > 0 {
			c.set(ofSide(c.Side, fSearch), 1/(1+float64(c.Rank)/5))
			if c.Grade == 0 {
				c.set(ofSide(c.Side, fSearchOnly), 1)
			}
		}
		if c.Named {
			c.set(ofSide(c.Side, fNamed), 1)
		}
		c.P = s.model.likelihood(c)
	}
	sortByLikelihood(out)
	return out, lost, nil
}

// law are the kinds of document that hold provisions. Without it the judgments of
// a store, which tell of the same things in the same words, fill the search.
var law = slices.DeleteFunc(corpus.Kinds(), func(k corpus.Kind) bool {
	return k == corpus.KindJudgment || k == corpus.KindPrecedent || k == corpus.KindProcedure || k == corpus.KindDraft
})

// search adds what the search finds for the claims.
func (s *Suggester) search(ctx context.Context, sit Situation, dates dates, add func(*Article, Side) *Candidate) error {
	text := sit.Claims
	if strings.TrimSpace(text) == "" {
		text = sit.Facts[:min(len(sit.Facts), 600)]
	}
	if s.searcher == nil || strings.TrimSpace(text) == "" {
		return nil
	}
	res, err := s.searcher.Search(ctx, retrieval.Query{Text: text, K: searched, Filter: retrieval.Filter{AsOf: dates.facts, Kinds: law}})
	if err != nil {
		return fmt.Errorf("basis: search: %w", err)
	}
	for i, h := range res.Hits {
		a := &Article{Document: h.Document, Path: h.Chunk.Path, Heading: h.Chunk.Heading, Text: h.Chunk.Text, SourceID: h.Chunk.SourceID}
		c := add(a, sideOf(h.Document))
		if c.Rank == 0 {
			c.Rank = i + 1
		}
	}
	return nil
}

// named adds the provisions that the parties name.
func (s *Suggester) named(ctx context.Context, sit Situation, d dates, add func(*Article, Side) *Candidate) error {
	for _, ref := range reference.Find(sit.Facts + "\n" + sit.Claims) {
		if ref.Document.IsZero() || ref.Document.This || len(ref.Targets) == 0 {
			continue
		}
		res, err := s.resolver.Resolve(ctx, ref, reference.Place{On: d.facts})
		if err != nil {
			return fmt.Errorf("basis: resolve what the parties name: %w", err)
		}
		if res.Act.ID == "" {
			continue
		}
		info, ok := s.finder.byID[res.Act.ID]
		if !ok {
			continue
		}
		law, err := s.finder.Law(ctx, info)
		if err != nil {
			return err
		}
		for _, u := range res.Units {
			if a := law.byPath[reference.Article(u.Path)]; a != nil {
				add(a, sideOf(info)).Named = true
			}
		}
	}
	return nil
}

func (c *Candidate) set(at int, v float64) {
	for i := range c.features {
		if c.features[i].at == at {
			c.features[i].value = max(c.features[i].value, v)
			return
		}
	}
	c.features = append(c.features, feature{at, v})
}

// headingIn is the share of the word pairs of a heading that stand in a text.
func headingIn(heading, text string) float64 {
	w := strings.Fields(words(heading))
	if len(w) < 2 {
		return 0
	}
	n := 0
	for i := 1; i < len(w); i++ {
		if strings.Contains(text, " "+w[i-1]+" "+w[i]+" ") {
			n++
		}
	}
	return float64(n) / float64(len(w)-1)
}

// Model weighs the features.
type Model struct {
	Weights []float64 `json:"weights"`
	// Cut is the probability from which a provision is proposed as basis.
	Cut float64 `json:"cut"`
	// Cases are fingerprints of the cases that it was fitted on, so that nobody
	// measures it on them.
	Cases []string `json:"cases"`
}

func (m *Model) p(f []feature) float64 {
	z := 0.0
	for _, x := range f {
		z += m.Weights[x.at] * x.value
	}
	return 1 / (1 + math.Exp(-z))
}

//go:embed model.json
var modelJSON []byte

// BuiltIn is the model that ships.
var BuiltIn = sync.OnceValues(func() (*Model, error) {
	m := new(Model)
	if err := json.Unmarshal(modelJSON, m); err != nil {
		return nil, fmt.Errorf("basis: read model: %w", err)
	}
	if len(m.Weights) != features {
		return nil, fmt.Errorf("basis: model has %d weights, want %d", len(m.Weights), features)
	}
	return m, nil
})
