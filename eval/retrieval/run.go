package retrieval

import (
	"context"
	"fmt"

	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
	"trolyluat/retrieval"
)

// evidenceKept is how many hits of a question a run keeps with their text.
const evidenceKept = 5

// Tasks are the questions as items of a run. What is planted in a question is
// drawn in the order of the questions, so that every run of a seed asks the same.
func Tasks(o Options, questions []Question) []run.Task {
	if o.K <= 0 {
		o.K = 100
	}
	if o.Limit > 0 {
		questions = questions[:min(o.Limit, len(questions))]
	}
	damage := newDamage(o.Strip, o.Typos, o.Seed)
	tasks := make([]run.Task, len(questions))
	for i, q := range questions {
		text := damage.apply(q.Text)
		tasks[i] = run.Task{ID: q.ID, Do: func(ctx context.Context) (run.Item, run.Cost, error) { return search(ctx, &o, q, text) }}
	}
	return tasks
}

func search(ctx context.Context, o *Options, q Question, text string) (run.Item, run.Cost, error) {
	res, millis, err := ask(ctx, o, text)
	if err != nil {
		return run.Item{Question: text}, run.Cost{}, fmt.Errorf("search: %w", err)
	}
	item := run.Item{Question: text, Gold: q.Gold, Notes: res.Notes, Scores: map[string]float64{}}
	var ranked []string
	for i, h := range res.Hits {
		ranked = append(ranked, retrieval.ArticleID(&h.Document, &h.Chunk, q.Gold))
		if i < evidenceKept {
			item.Evidence = append(item.Evidence, run.Evidence{Document: h.Document.Key, Path: h.Chunk.Path, SourceID: h.Chunk.SourceID,
				Title: h.Document.Title, Text: h.Chunk.Text, Score: h.Score})
		}
	}
	for _, m := range measures {
		item.Scores[m.name] = m.of(ranked, metrics.NewGold(q.Gold...))
	}
	return item, run.Cost{Millis: millis}, nil
}
