package assistant

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/assistant/reading"
	"trolyluat/retrieval"
)

// Readable is what an extractive answer is read from, for measuring and fitting
// the reader.
type Readable struct {
	Text        string // that is read: the question, its claim or its stem
	Choices     []reading.Choice
	Passages    []reading.Passage
	Sources     []string        // source ids of the passages
	Hits        []retrieval.Hit // of the passages
	Frequencies reading.Frequencies
	Asked       string          // the question in its own words, for [reading.Reading.Hear]
	Meant       []reading.Meant // what the everyday ones among them mean
}

// Readable understands a question and finds the provisions for it as Ask does,
// and gives what it would read.
func (a *Assistant) Readable(ctx context.Context, q Question) (*Readable, error) {
	t := &turn{Assistant: a, question: q, yield: func(Event, error) bool { return true }}
	t.question.Text = strings.TrimSpace(q.Text)
	if err := t.understand(ctx); err != nil {
		return nil, err
	}
	found, err := t.search.Search(ctx, retrieval.Query{Text: t.searchText(), K: searchDepth, Filter: retrieval.Filter{AsOf: t.question.AsOf}})
	if err != nil {
		return nil, fmt.Errorf("assistant: search: %w", err)
	}
	t.hits = lawFirst(found.Hits, t.question.Role, t.asked)
	out := &Readable{Choices: t.choices, Frequencies: t.frequencies(ctx)}
	out.Text, out.Passages = t.toRead(found.Analysis, quotedAtMost)
	out.Asked, out.Meant = t.heard(found.Analysis)
	out.Hits = t.hits[:len(out.Passages)]
	for i := range out.Passages {
		out.Sources = append(out.Sources, t.hits[i].Chunk.SourceID)
	}
	return out, nil
}
