package choice

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/eval/run"
	"trolyluat/prompts"
	"trolyluat/retrieval"
)

// Searcher finds provisions; *retrieval.Searcher is one.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Suite is the name of the suite in runs and reports.
const Suite = "choice"

// Options are what [Tasks] needs; Model is required.
type Options struct {
	Model    llm.Generator
	Searcher Searcher    // nil asks the question alone
	K        int         // provisions given, default 5
	AsOf     corpus.Date // law of that date; zero is every version
	Price    llm.Price   // for the cost of an item; zero costs nothing
}

// Tasks are the questions as items of a run, each scored by accuracy: 1 when
// exactly the right letters were named. A reply that names none is wrong and
// noted; a model that cannot be reached is an error.
func Tasks(o Options, questions []Question) []run.Task {
	if o.K <= 0 {
		o.K = 5
	}
	tasks := make([]run.Task, len(questions))
	for i := range questions {
		q := &questions[i]
		tasks[i] = run.Task{ID: q.ID, Do: func(ctx context.Context) (run.Item, run.Cost, error) { return o.ask(ctx, q) }}
	}
	return tasks
}

func (o *Options) ask(ctx context.Context, q *Question) (run.Item, run.Cost, error) {
	item := run.Item{Question: q.Text, Gold: q.Right, Groups: []string{kind(q)}}
	in := prompts.ChoiceInput{Question: q.Text, Several: len(q.Right) > 1}
	for _, c := range q.Choices {
		in.Choices = append(in.Choices, prompts.Choice(c))
	}
	if o.Searcher != nil {
		words := q.Text
		for _, c := range q.Choices {
			words += " " + c.Text
		}
		res, err := o.Searcher.Search(ctx, retrieval.Query{Text: words, K: o.K, Filter: retrieval.Filter{AsOf: o.AsOf}})
		if err != nil {
			return item, run.Cost{}, fmt.Errorf("search: %w", err)
		}
		for i, h := range res.Hits {
			item.Evidence = append(item.Evidence, run.Evidence{Document: h.Document.Key, Path: h.Chunk.Path, SourceID: h.Chunk.SourceID,
				Title: h.Document.Title, Text: h.Chunk.Text, Score: h.Score})
			in.Passages = append(in.Passages, prompts.Passage{Number: i + 1, Title: h.Document.Title, Label: h.Chunk.Label, Status: h.Status.Name(), Text: h.Chunk.Text})
		}
	}
	prompt, err := prompts.Choose(in)
	if err != nil {
		return item, run.Cost{}, err
	}
	reply, used, err := llm.Object[prompts.Chosen](ctx, o.Model, llm.Request{Purpose: "choose",
		Messages: []llm.Message{{Role: llm.System, Content: prompt.System}, {Role: llm.User, Content: prompt.User}},
		Schema:   &llm.Schema{Name: "dap_an", JSON: prompts.ChooseSchema}})
	cost := run.Cost{Tokens: used.Total(), Money: o.Price.Of(used)}
	if err != nil {
		return item, cost, fmt.Errorf("ask the model: %w", err)
	}
	item.Answer = strings.Join(reply.Letters, ", ")
	chosen := q.letters(item.Answer)
	if len(chosen) == 0 {
		item.Notes = append(item.Notes, "Mô hình không chọn phương án nào trong danh sách.")
	}
	right := 0.0
	if slices.Equal(chosen, q.Right) {
		right = 1
	}
	item.Scores = map[string]float64{"accuracy": right}
	return item, cost, nil
}

func kind(q *Question) string {
	switch {
	case len(q.Choices) == 2 && isTruth(q.Choices[0].Text):
		return "true_false"
	case len(q.Right) > 1:
		return "several"
	}
	return "multiple_choice"
}
