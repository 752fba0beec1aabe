package retrieval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Role tells what a piece of evidence is there for.
type Role string

// The roles of evidence.
const (
	RoleAnswer     Role = "answer"     // found for the question
	RoleDefinition Role = "definition" // of a term that the question or an answer uses
	RoleException  Role = "exception"  // to an answer
	RoleReferenced Role = "referenced" // what an answer refers to
	RoleGuidance   Role = "guidance"   // of the text that guides an answer's
	RoleSanction   Role = "sanction"   // for breaking an answer's duty
)

// Evidence is a passage that an answer can stand on: a điều, or the khoản or
// điểm of it that matters with what leads into it.
type Evidence struct {
	Hit
	Role   Role
	Path   string // of what is quoted: the điều, or one of its units
	Quote  string // word for word; "…" alone on a line where lines were left out
	Why    string // for readers, Vietnamese
	For    int    // place of the evidence that it serves, -1 for an answer
	Tokens int    // about how many a language model counts
}

// Limits of what is gathered.
const (
	answersWanted  = 8
	perDocument    = 3   // answers of one document, as long as others wait
	wholeArticle   = 320 // tokens up to which a điều is quoted whole
	definitionsMax = 3
	referencesMax  = 3
	exceptionsMax  = 2
	served         = 3     // first answers whose neighbours are gathered
	leastScore     = 0.005 // probability below which no further answer is taken
)

// usualBudget is the budget where the caller gives none.
const usualBudget = 3000

// Evidence searches and gathers what an answer needs within a budget of tokens:
// the best answers over several documents, and for the first of them the
// definitions of terms, exceptions, provisions referred to, the guiding text and
// the sanction. Texts hold on q.AsOf, or today when that is zero: a superseded
// version never stands beside the one in force.
func (s *Searcher) Evidence(ctx context.Context, q Query, budget int) ([]Evidence, error) {
	if budget <= 0 {
		budget = usualBudget
	}
	if q.AsOf == 0 {
		q.AsOf = s.today()
	}
	q.K = max(q.K, 2*answersWanted)
	res, err := s.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.Gather(ctx, q, res, budget)
}

// Gather is Evidence for a search that was made.
func (s *Searcher) Gather(ctx context.Context, q Query, res Result, budget int) ([]Evidence, error) {
	if budget <= 0 {
		budget = usualBudget
	}
	if q.AsOf == 0 {
		q.AsOf = s.today()
	}
	g := &gatherer{s: s, q: q, analysis: &res.Analysis, budget: budget, taken: map[articleKey][]string{}}
	answers := diversify(res.Hits)
	// The first answers with their neighbours, then the other answers: what serves
	// the best answer is worth more than the eighth.
	for i, h := range answers {
		if i < served && !g.full() {
			at := g.take(answer(h, i), wholeArticle)
			if at < 0 {
				continue
			}
			if err := g.neighbours(ctx, at); err != nil {
				return nil, err
			}
		}
	}
	for _, h := range answers[min(served, len(answers)):] {
		if g.full() {
			break
		}
		g.take(answer(h, len(g.list)), wholeArticle/2)
	}
	return g.list, nil
}

func answer(h Hit, place int) Evidence {
	why := "phù hợp với câu hỏi"
	switch {
	case h.Reason == ReasonDirect:
		why = "được nêu đích danh trong câu hỏi"
	case place == 0:
		why = "phù hợp nhất với câu hỏi"
	}
	return Evidence{Hit: h, Role: RoleAnswer, Path: h.BestPath, Why: why, For: -1}
}

// diversify orders hits so that no document has more than perDocument of the
// first ones, and drops those that have next to no chance.
func diversify(hits []Hit) []Hit {
	var first, rest []Hit
	count := map[string]int{}
	for _, h := range hits {
		if h.Reason != ReasonDirect && h.Score < leastScore && len(first) >= served {
			continue
		}
		if count[h.Document.Key]++; count[h.Document.Key] > perDocument {
			rest = append(rest, h)
			continue
		}
		first = append(first, h)
	}
	all := append(first, rest...)
	return all[:min(answersWanted, len(all))]
}

// gatherer collects evidence within the budget.
type gatherer struct {
	s        *Searcher
	q        Query
	analysis *Analysis
	budget   int
	used     int
	list     []Evidence
	taken    map[articleKey][]string // paths quoted of a điều
}

// full says that nothing of use fits any more.
func (g *gatherer) full() bool { return g.used >= g.budget-20 }

// take adds a piece of evidence unless it says nothing new or does not fit. It
// returns its place, or -1. A điều of at most whole tokens is quoted as a whole.
func (g *gatherer) take(e Evidence, whole int) int {
	e.Quote, e.Path = quote(&e.Chunk, e.Path, whole)
	e.Tokens = Tokens(e.Quote)
	if g.used+e.Tokens > g.budget {
		if e.Path == e.Chunk.Path || len(g.list) == 0 {
			e.Quote = shorten(e.Quote, g.budget-g.used)
			e.Tokens = Tokens(e.Quote)
		}
		if e.Quote == "" || g.used+e.Tokens > g.budget {
			return -1
		}
	}
	key := keyOf(&e.Document, &e.Chunk)
	for _, p := range g.taken[key] {
		if p == e.Path || p == e.Chunk.Path || strings.HasPrefix(e.Path, p+"/") {
			return -1
		}
	}
	g.taken[key] = append(g.taken[key], e.Path)
	g.used += e.Tokens
	g.list = append(g.list, e)
	return len(g.list) - 1
}

// Tokens estimates how many tokens a language model counts in Vietnamese text:
// about three for every two syllables.
func Tokens(text string) int { return len(vitext.Syllables(text))*3/2 + 2 }

// quote is the text of a điều, or of a unit of it with the label line and the
// lines that lead into it, and the path of what it quotes.
func quote(c *corpus.Chunk, path string, whole int) (text, quoted string) {
	if path == "" || path == c.Path || Tokens(c.Text) <= whole {
		return strings.TrimSpace(c.Text), c.Path
	}
	at := slices.IndexFunc(c.Units, func(u corpus.Unit) bool { return u.Path == path })
	if at < 0 {
		return strings.TrimSpace(c.Text), c.Path
	}
	var parts []string
	end := 0
	add := func(from, to int) {
		if strings.TrimSpace(c.Text[end:from]) != "" {
			parts = append(parts, "…")
		}
		parts = append(parts, strings.TrimSpace(c.Text[from:to]))
		end = to
	}
	lead := len(c.Text)
	if len(c.Units) > 0 {
		lead = c.Units[0].Start
	}
	if strings.TrimSpace(c.Text[:lead]) != "" {
		add(0, lead)
	}
	unit := c.Units[at]
	for i := range at { // the units around it, outermost first: their own words only
		u := c.Units[i]
		if strings.HasPrefix(path, u.Path+"/") && u.Start <= unit.Start && u.End >= unit.End {
			add(u.Start, ownEnd(c, i))
		}
	}
	add(unit.Start, unit.End)
	if strings.TrimSpace(c.Text[end:]) != "" {
		parts = append(parts, "…")
	}
	return strings.Join(parts, "\n"), path
}

// ownEnd is where the first unit inside unit i begins.
func ownEnd(c *corpus.Chunk, i int) int {
	if i+1 < len(c.Units) && c.Units[i+1].Start < c.Units[i].End {
		return c.Units[i+1].Start
	}
	return c.Units[i].End
}

// shorten keeps whole lines up to a number of tokens, "" when not even the first
// two fit.
func shorten(text string, tokens int) string {
	lines := strings.Split(text, "\n")
	n, used := 0, 4
	for n < len(lines) {
		t := Tokens(lines[n])
		if used+t > tokens {
			break
		}
		used += t
		n++
	}
	if n == len(lines) {
		return text
	}
	if n < min(2, len(lines)) {
		return ""
	}
	return strings.Join(lines[:n], "\n") + "\n…"
}

// name is a provision for readers: "khoản 2 Điều 5 Luật Thuyền hồ".
func name(h *Hit, path string) string {
	title := h.Document.Title
	if h.Document.Number != "" && !strings.Contains(title, h.Document.Number) {
		title = h.Document.Kind.Name() + " " + h.Document.Number
	}
	return strings.TrimSpace(unitName(path) + " " + title)
}

// unitName writes a path as texts cite it: "d5/k2/a" → "điểm a khoản 2 Điều 5".
func unitName(path string) string {
	parts := strings.Split(path, "/")
	var out []string
	for i := len(parts) - 1; i >= 0; i-- {
		p := parts[i]
		switch {
		case len(p) > 1 && p[0] == 'd' && p[1] >= '0' && p[1] <= '9':
			out = append(out, "Điều "+p[1:])
		case len(p) > 1 && p[0] == 'k' && p[1] >= '0' && p[1] <= '9':
			out = append(out, "khoản "+p[1:])
		case i > 0 && len([]rune(p)) <= 2:
			out = append(out, "điểm "+p)
		}
	}
	return strings.Join(out, " ")
}

func reasonf(format string, args ...any) string { return fmt.Sprintf(format, args...) }
