package assistant

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// gatherer finds what answers need beside themselves: definitions, exceptions,
// provisions referred to, guidance, sanctions. *retrieval.Searcher is one.
type gatherer interface {
	Gather(ctx context.Context, q retrieval.Query, found retrieval.Result, budget int) ([]retrieval.Evidence, error)
}

// Bounds of what is added to the citations that answer.
const (
	gatherTokens = 3000
	addedAtMost  = 4
)

// roleNames are the roles of added evidence for readers.
var roleNames = map[retrieval.Role]string{
	retrieval.RoleDefinition: "Giải thích từ ngữ", retrieval.RoleException: "Ngoại lệ", retrieval.RoleReferenced: "Được dẫn chiếu",
	retrieval.RoleGuidance: "Hướng dẫn", retrieval.RoleSanction: "Chế tài",
}

// expand adds the neighbours of the answers to the citations.
func (t *turn) expand(ctx context.Context, found retrieval.Result, answer *Answer) error {
	g, ok := t.search.(gatherer)
	if !ok {
		return nil
	}
	found.Hits = t.hits
	list, err := g.Gather(ctx, retrieval.Query{Text: t.searchText(), K: searchDepth, Filter: retrieval.Filter{AsOf: t.question.AsOf}}, found, gatherTokens)
	if err != nil {
		return fmt.Errorf("assistant: gather evidence: %w", err)
	}
	added := 0
	for i := range list {
		e := &list[i]
		if e.Role == retrieval.RoleAnswer || added == addedAtMost || !slices.Contains(t.citedAt, e.For) || t.isCited(&e.Hit) {
			continue
		}
		c := citation(&e.Hit)
		c.Number = len(answer.Citations) + 1
		c.Quoted, c.Quote, c.Marks = e.Path, e.Quote, []corpus.Span{}
		if c.Label = corpus.PathLabel(c.Quoted); c.Label == "" {
			c.Label = e.Chunk.Label
		}
		c.URL = address(e.Document.ID, c.Quoted, t.question.AsOf, t.today())
		c.Role, c.Why = string(e.Role), e.Why
		answer.Citations = append(answer.Citations, c)
		t.cited, t.citedAt = append(t.cited, e.Hit), append(t.citedAt, -1)
		added++
	}
	return nil
}

func (t *turn) isCited(h *retrieval.Hit) bool {
	for i := range t.cited {
		if t.cited[i].Document.Key == h.Document.Key && t.cited[i].Chunk.Path == h.Chunk.Path {
			return true
		}
	}
	return false
}

// related lists the added evidence.
func (t *turn) related(answer *Answer) (Section, bool) {
	s := Section{Key: "related", Title: "Quy định liên quan", Citations: []int{}}
	var lines []string
	for _, c := range answer.Citations {
		label, ok := roleNames[retrieval.Role(c.Role)]
		if !ok || t.question.Role == Drafter && c.Role == string(retrieval.RoleDefinition) {
			continue
		}
		lines = append(lines, fmt.Sprintf("- %s: %s, %s (%s) [%d]", label, title(c), name(c), effect(c), c.Number))
		s.Citations = append(s.Citations, c.Number)
	}
	s.Text = strings.Join(lines, "\n")
	return s, len(lines) > 0
}

// followUps suggests what to ask next: of what was found beside the answer.
func (t *turn) followUps(answer *Answer) []string {
	out := []string{}
	add := func(q string) {
		for _, have := range out {
			if have == q {
				return
			}
		}
		if len(out) < 3 {
			out = append(out, q)
		}
	}
	for _, c := range answer.Citations {
		if c.Role == string(retrieval.RoleSanction) && c.Heading != "" {
			add(c.Heading + " bị xử phạt thế nào?")
		}
	}
	for i := range t.hits {
		h := &t.hits[i]
		if !t.isCited(h) && len(strings.Fields(h.Chunk.Heading)) >= 2 && len(strings.Fields(h.Chunk.Heading)) <= 16 && !noLaw(h.Document.Kind) {
			add(strings.TrimRight(h.Chunk.Heading, ".") + " được quy định thế nào?")
		}
	}
	return out
}
