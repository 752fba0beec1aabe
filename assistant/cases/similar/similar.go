// Package similar compares cases by what happened, what is in dispute, who stands
// against whom and what is asked: the words of the facts without names, numbers
// and dates, the legal issues that they raise, and the parties' roles. Package
// cases ranks judgments and án lệ with it; eval/cases measures it.
package similar

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/wording"
	"trolyluat/corpus"
)

// Case is what is compared of a case.
type Case struct {
	Facts  string
	Claims string // what is asked, or the matter ("tranh chấp hợp đồng vay tài sản"); may be empty
	// Parties are the parties with their roles, where a judgment lists them; else
	// they are read from the claims.
	Parties []corpus.Party
}

// Profile is a case made ready for comparison.
type Profile struct {
	terms  map[string]float64 // word and word pair → 1+log of its count
	issues map[string]float64 // id → how firmly it is raised, 0 to 1
	titles map[string]string  // id → title
	sides  [2]Actor           // who asks, who is asked
}

// weights of the parts of the score: what happened counts most. The issues and
// roles alone confuse cases of one kind (eval/cases: 21 of 44 halves found, the
// words 44, and 27 of 30 pairs; together 44 and 28).
const (
	weightTerms  = 0.85
	weightIssues = 0.10
	weightSides  = 0.05
)

// NewProfile reads a case.
func NewProfile(c Case) (*Profile, error) {
	p := &Profile{terms: map[string]float64{}, issues: map[string]float64{}, titles: map[string]string{}}
	count := map[string]int{}
	for _, run := range content(c.Facts + "\n" + c.Claims) {
		for i, w := range run {
			count[w]++
			if i > 0 {
				count[run[i-1]+" "+w]++
			}
		}
	}
	for t, n := range count {
		p.terms[t] = 1 + math.Log(float64(n))
	}
	matches, err := basis.Read(basis.Situation{Facts: c.Facts, Claims: c.Claims})
	if err != nil {
		return nil, err
	}
	for i := range matches {
		m := &matches[i]
		if m.Issue.Side == basis.Substance {
			p.issues[m.Issue.ID], p.titles[m.Issue.ID] = m.Strength(), m.Issue.Title
		}
	}
	p.sides = actors(c)
	return p, nil
}

// Parts are the parts of a score, each 0 to 1.
type Parts struct {
	Terms  float64 `json:"terms"`
	Issues float64 `json:"issues"`
	Sides  float64 `json:"sides"`
}

// Score weighs the parts, 0 to 1.
func (p Parts) Score() float64 {
	return weightTerms*p.Terms + weightIssues*p.Issues + weightSides*p.Sides
}

// Match is a case of a collection beside another.
type Match struct {
	ID string
	Parts
	Score float64
}

// Collection is cases to search among. Add all, then rank; ranking is safe for
// concurrent use.
type Collection struct {
	ids      []string
	profiles []*Profile
	df       map[string]int
	issueDF  map[string]int
}

// NewCollection returns an empty collection.
func NewCollection() *Collection {
	return &Collection{df: map[string]int{}, issueDF: map[string]int{}}
}

// Add enters a case.
func (c *Collection) Add(id string, p *Profile) {
	c.ids = append(c.ids, id)
	c.profiles = append(c.profiles, p)
	for t := range p.terms {
		c.df[t]++
	}
	for is := range p.issues {
		c.issueDF[is]++
	}
}

// Len is the number of cases.
func (c *Collection) Len() int { return len(c.ids) }

// Rank orders the cases by likeness to p, the likest first.
func (c *Collection) Rank(p *Profile) []Match {
	out := make([]Match, 0, len(c.ids))
	for i, other := range c.profiles {
		parts := c.Compare(p, other)
		out = append(out, Match{ID: c.ids[i], Parts: parts, Score: parts.Score()})
	}
	slices.SortStableFunc(out, func(a, b Match) int {
		if d := cmp.Compare(b.Score, a.Score); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}

// Profile returns the profile of a case, nil when the collection has none of
// that id.
func (c *Collection) Profile(id string) *Profile {
	if i := slices.Index(c.ids, id); i >= 0 {
		return c.profiles[i]
	}
	return nil
}

// Compare scores two profiles with the weights of the collection's words.
func (c *Collection) Compare(a, b *Profile) Parts {
	return Parts{
		Terms:  cosine(a.terms, b.terms, func(t string) float64 { return c.idf(c.df[t]) }),
		Issues: cosine(a.issues, b.issues, func(t string) float64 { return 0.5 + c.idf(c.issueDF[t]) }),
		Sides:  sameSides(a, b),
	}
}

func (c *Collection) idf(df int) float64 {
	return math.Log(float64(len(c.ids)+1) / float64(df+1))
}

// cosine sums in fixed point, 36 bits behind the point: maps have no order, and
// two runs over the same cases must give the same score to the last bit. Weights
// are below 20 and counts logarithmic, so that tens of thousands of words fit.
func cosine(a, b map[string]float64, weight func(string) float64) float64 {
	fixed := func(v float64) int64 { return int64(math.Round(v * (1 << 36))) }
	var dot, na, nb int64
	for t, x := range a {
		w := weight(t)
		na += fixed(x * x * w * w)
		if y, ok := b[t]; ok {
			dot += fixed(x * y * w * w)
		}
	}
	for t, y := range b {
		w := weight(t)
		nb += fixed(y * y * w * w)
	}
	if na == 0 || nb == 0 {
		return 0
	}
	return float64(dot) / math.Sqrt(float64(na)*float64(nb))
}

// plain are words that say nothing by themselves of why two cases are alike.
var plain = wording.WordSet(`và hoặc của là các những một có được cho với trong tại theo về khi thì mà do từ đến bởi này đó như sau trên dưới
ra vào để bị phải không cũng đã sẽ đang nếu nhưng hay còn vì nên ông bà anh chị em cụ cháu hai ba đồng số năm ngày tháng nay lại việc rằng`)

// Shared lists the word pairs that make two cases alike, the weightiest first, at
// most n.
func (c *Collection) Shared(a, b *Profile, n int) []string {
	type term struct {
		text   string
		weight float64
	}
	var all []term
	for t, x := range a.terms {
		if y, ok := b.terms[t]; ok && strings.Contains(t, " ") {
			w := c.idf(c.df[t])
			all = append(all, term{t, x * y * w * w})
		}
	}
	slices.SortFunc(all, func(a, b term) int {
		if d := cmp.Compare(b.weight, a.weight); d != 0 {
			return d
		}
		return strings.Compare(a.text, b.text)
	})
	var out []string
	for _, t := range all {
		// Word pairs that overlap tell the same.
		first, last, _ := strings.Cut(t.text, " ")
		if plain[first] || plain[last] {
			continue
		}
		if slices.ContainsFunc(out, func(o string) bool {
			return strings.HasSuffix(o, " "+first) || strings.HasPrefix(o, last+" ") || strings.HasPrefix(o, first+" ") || strings.HasSuffix(o, " "+last)
		}) {
			continue
		}
		if out = append(out, t.text); len(out) == n {
			break
		}
	}
	return out
}

// Issue is a legal issue that a case raises.
type Issue struct {
	ID, Title string
	Strength  float64 // 1 by the claims, less by the facts alone
}

// Issues lists the issues of substance that the case raises, the firmest first.
func (p *Profile) Issues() []Issue {
	var out []Issue
	for id, s := range p.issues {
		out = append(out, Issue{ID: id, Title: p.titles[id], Strength: s})
	}
	slices.SortFunc(out, func(a, b Issue) int {
		if d := cmp.Compare(b.Strength, a.Strength); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}
