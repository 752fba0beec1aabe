package assistant

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// How many provisions an answer quotes, and how many are searched to choose
// them from.
const (
	searchDepth  = 10
	quotedAtMost = 3
	nearestShown = 3
)

// turn is one question being answered.
type turn struct {
	*Assistant
	question Question
	yield    func(Event, error) bool
	stopped  bool // the caller has had enough
	start    time.Time
	read     *Understanding
	asked    string // the question as it is answered: rewritten where it leant on the conversation
	notes    []string
	cited    []retrieval.Hit // parallel to the citations
}

// send passes an event on; false means stop.
func (t *turn) send(e Event) bool {
	if !t.stopped && !t.yield(e, nil) {
		t.stopped = true
	}
	return !t.stopped
}

func (t *turn) run(ctx context.Context) error {
	q := &t.question
	q.Text = strings.TrimSpace(q.Text)
	if err := t.understand(ctx); err != nil {
		return err
	}
	u := t.read
	if !t.send(Event{Type: Understood, Role: q.Role, AsOf: u.AsOf, Understanding: u, Notes: u.Notes}) || !t.send(Event{Type: Searching}) {
		return nil
	}
	found, err := t.search.Search(ctx, retrieval.Query{Text: t.asked, K: searchDepth, Filter: retrieval.Filter{AsOf: q.AsOf}})
	if err != nil {
		return fmt.Errorf("assistant: search: %w", err)
	}
	t.notes = append(t.notes, found.Notes...)
	t.missing(found.Analysis)
	read := t.asked // as the search read it: diacritics restored, slips mended
	if found.Analysis.Read != "" {
		read = found.Analysis.Read
	}
	words, err := t.weigh(ctx, read)
	if err != nil {
		return err
	}
	found.Hits = lawFirst(found.Hits, q.Role)
	certainty := t.judge(words, found)
	enough := certainty != None
	citations := t.citations(words, found.Hits, enough)
	if !t.send(Event{Type: Evidence, Citations: citations, Notes: t.notes}) {
		return nil
	}
	answer := &Answer{Question: q.Text, Kind: KindAnswer, Role: q.Role, AsOf: q.AsOf.String(), Mode: Extractive, Found: enough, Certainty: certainty,
		Citations: citations, Checks: []Check{}, Sections: []Section{}, Corrections: u.Corrections, FollowUps: []string{}, Understanding: u}
	if !enough {
		answer.Kind = KindRefusal
	}
	done := false
	if enough && t.generator != nil {
		done = t.generate(ctx, answer)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if !done {
		answer.Mode = Extractive
		answer.Text = t.extract(answer)
		if !t.send(Event{Type: Text, Text: answer.Text}) {
			return nil
		}
		answer.Checks = verbatimChecks(answer.Citations, enough)
	}
	if len(answer.Checks) > 0 && !t.send(Event{Type: Checks, Checks: answer.Checks}) {
		return nil
	}
	answer.Notes = t.notes
	if answer.Notes == nil {
		answer.Notes = []string{}
	}
	answer.Seconds = time.Since(t.start).Seconds()
	t.send(Event{Type: Done, Answer: answer})
	return nil
}

// missing corrects a question that names what the store has not.
func (t *turn) missing(a retrieval.Analysis) {
	for _, name := range a.Missing {
		t.read.Corrections = append(t.read.Corrections, Correction{Kind: MissingProvision, Claim: name,
			Text: fmt.Sprintf("Kho văn bản không có “%s”.", name)})
	}
}

// lawFirst puts judgments behind the law for all but judges: what a party said
// in a case is no rule for a citizen's question. What the question names itself
// keeps its place.
func lawFirst(hits []retrieval.Hit, role Role) []retrieval.Hit {
	if role == Judge {
		return hits
	}
	ordered := slices.Clone(hits)
	slices.SortStableFunc(ordered, func(a, b retrieval.Hit) int {
		return casePlace(&a) - casePlace(&b)
	})
	return ordered
}

func casePlace(h *retrieval.Hit) int {
	if h.Document.Kind == corpus.KindJudgment && h.Reason != retrieval.ReasonDirect {
		return 1
	}
	return 0
}

// citations makes the numbered passages of an answer out of hits. Without a
// sufficient basis they are the nearest texts.
func (t *turn) citations(words *words, hits []retrieval.Hit, enough bool) []Citation {
	most := quotedAtMost
	if !enough {
		most = nearestShown
	}
	citations := []Citation{}
	best := 0.0
	for i := range hits {
		best = max(best, hits[i].Score)
	}
	for i := range hits {
		if len(citations) == most {
			break
		}
		h := &hits[i]
		if enough && i > 0 && best > 0 && h.Score < best*0.45 {
			continue
		}
		c := citation(h)
		c.Number = len(citations) + 1
		c.Quoted, c.Quote = passage(h, words)
		c.Label = corpus.PathLabel(c.Quoted)
		if c.Label == "" {
			c.Label = h.Chunk.Label
		}
		if enough {
			c.Marks = words.mark(c.Quote)
		}
		c.URL = address(h.Document.ID, c.Quoted, t.question.AsOf, t.today())
		citations = append(citations, c)
		t.cited = append(t.cited, *h)
	}
	return citations
}

func citation(h *retrieval.Hit) Citation {
	return Citation{
		Document: h.Document.Key, Printed: h.Document.Number, ID: h.Document.ID, Title: h.Document.Title, Kind: h.Document.Kind,
		Path: h.Chunk.Path, Heading: h.Chunk.Heading, Context: h.Chunk.Context,
		Status: h.Status, StatusName: h.Status.Name(), From: h.Chunk.From.String(), To: h.Chunk.To.String(),
		Fictional: h.Document.Fictional, SourceID: h.Chunk.SourceID, Score: h.Score, Marks: []corpus.Span{}, Role: string(retrieval.RoleAnswer),
	}
}

// address is the permanent address of a provision in the reader's page, with
// the date where it is not today's.
func address(id, path string, asOf, today corpus.Date) string {
	a := "/vb/" + strings.ReplaceAll(id, "/", "-")
	if path != "" {
		a += "/" + path
	}
	if asOf != 0 && asOf != today {
		a += "?ngay=" + asOf.String()
	}
	return a
}
