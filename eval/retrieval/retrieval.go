// Package retrieval measures the search: it asks the questions of a file whose
// answers are known and says where the answers stand among the hits, with
// bootstrap intervals, and how long the answers took. `trolyluat eval retrieval`
// and the tests call it.
package retrieval

import (
	"context"
	"errors"
	"fmt"
	"time"

	"trolyluat/corpus"
	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
	"trolyluat/retrieval"
)

// Options are what the suite needs; Searcher and, for [Run], Questions are
// required.
type Options struct {
	Searcher  *retrieval.Searcher
	Questions string // file of questions, see [ReadQuestions]
	K         int    // hits asked for, default 100: fewer make r@100 mean r@K
	Mode      retrieval.Mode
	AsOf      corpus.Date // zero searches every version
	// Strip is the share of syllables whose diacritics are taken away: 1 all of
	// them, 0.5 half. Typos is the share of syllables that get a typing slip.
	// Both are drawn with Seed.
	Strip, Typos float64
	Seed         uint64
	// Limit asks the first so many questions only.
	Limit int
	// Details keeps a row for every question in the report.
	Details  bool
	Progress func(done, of int)
}

// Report is what was measured.
type Report struct {
	run.Report
	// Unreachable counts the questions none of whose answers was among the hits.
	Unreachable int   `json:"unreachable"`
	Rows        []Row `json:"rows,omitempty"`
}

// Row is how one question fared.
type Row struct {
	ID    string   `json:"id"`
	Asked string   `json:"asked"`           // as searched, with what was planted
	First int      `json:"first"`           // place of the first answer, from 1; 0 not found
	Hits  []string `json:"hits"`            // source ids, best first
	Gold  []string `json:"gold"`            // those that answer
	Read  string   `json:"read,omitempty"`  // the question as it was understood, where changed
	Notes []string `json:"notes,omitempty"` // of the search
}

// Suite is the name of the suite in runs and reports.
const Suite = "retrieval"

// shown is how many hits a reader is shown: each question is asked for so many
// first, and that is what the latency is of; then again for K, which is not timed.
const shown = retrieval.DefaultK

// ask searches for o.K hits, and says how many milliseconds a reader waits for
// those that are shown.
func ask(ctx context.Context, o *Options, text string) (retrieval.Result, float64, error) {
	query := retrieval.Query{Text: text, K: shown, Mode: o.Mode, Filter: retrieval.Filter{AsOf: o.AsOf}}
	start := time.Now()
	res, err := o.Searcher.Search(ctx, query)
	millis := float64(time.Since(start).Microseconds()) / 1000
	if err == nil && o.K != shown {
		query.K = o.K
		res, err = o.Searcher.Search(ctx, query)
	}
	return res, millis, err
}

// evidenceKept is how many hits of a question a run keeps with their text.
const evidenceKept = 5

// ErrNoQuestions is returned for a file without a question that can be measured.
var ErrNoQuestions = errors.New("eval: no questions")

// Run asks all questions one after the other. An error of the search ends it:
// a question that could not be asked is never counted as a miss.
func Run(ctx context.Context, o Options) (Report, error) {
	questions, err := ReadQuestionsFile(o.Questions)
	if err != nil {
		return Report{}, err
	}
	return Ask(ctx, o, questions)
}

// Ask is Run over questions at hand, kept nowhere.
func Ask(ctx context.Context, o Options, questions []Question) (Report, error) {
	if len(questions) == 0 {
		return Report{}, ErrNoQuestions
	}
	tasks := Tasks(o, questions)
	r, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: o.Seed}, tasks, run.Options{Progress: o.Progress})
	if err != nil {
		return Report{}, err
	}
	report := Report{Report: r.Report, Unreachable: int(r.Report.Metrics["unreachable"])}
	if o.Details {
		if report.Rows, err = run.Details[Row](r); err != nil {
			return Report{}, err
		}
	}
	return report, nil
}

// Tasks are the questions as items of a run, scored by [Measures]; "unreachable"
// counts those none of whose answers was among the hits. What is planted in a
// question is drawn in the order of the questions, so that every run of a seed
// asks the same. The time of an item is that of the search as a reader has it.
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
	cost := run.Cost{Millis: millis}
	if err != nil {
		return run.Item{Question: text}, cost, fmt.Errorf("search: %w", err)
	}
	row := Row{ID: q.ID, Asked: text, Gold: q.Gold, Read: res.Analysis.Read, Notes: res.Notes}
	item := run.Item{Question: text, Gold: q.Gold, Notes: res.Notes, Scores: map[string]float64{}, Counts: map[string]float64{"unreachable": 0}}
	for i, h := range res.Hits {
		row.Hits = append(row.Hits, goldID(retrieval.ArticleID(&h.Document, &h.Chunk, q.Gold)))
		if i < evidenceKept {
			item.Evidence = append(item.Evidence, run.Evidence{Document: h.Document.Key, Path: h.Chunk.Path, SourceID: h.Chunk.SourceID,
				Title: h.Document.Title, Text: h.Chunk.Text, Score: h.Score})
		}
	}
	gold := metrics.NewGold(q.Gold...)
	for _, m := range measures {
		item.Scores[m.name] = m.of(row.Hits, gold)
	}
	if row.First = place(row.Hits, q.Gold); row.First == 0 {
		item.Counts["unreachable"] = 1
	}
	if !o.Details {
		return item, cost, nil
	}
	return item, cost, item.Keep(row)
}

// Missing are the gold ids of the questions that the store does not hold: what
// asks for them alone cannot be found.
func Missing(ctx context.Context, s *retrieval.Searcher, questions []Question) (map[string]bool, error) {
	missing := map[string]bool{}
	var all []string
	for _, q := range questions {
		for _, g := range q.Gold {
			if !missing[g] {
				missing[g] = true
				all = append(all, g)
			}
		}
	}
	for e, err := range s.Passages(ctx) {
		if err != nil {
			return nil, fmt.Errorf("eval retrieval: look the answers up: %w", err)
		}
		delete(missing, goldID(e.Chunk.SourceID))
		delete(missing, retrieval.ArticleID(&e.Info, &e.Chunk, all))
		if len(missing) == 0 {
			break
		}
	}
	return missing, nil
}

// measures are the figures of the suite.
var measures = []struct {
	name string
	of   func(ranked []string, gold metrics.Gold) float64
}{
	{"acc@1", func(r []string, g metrics.Gold) float64 { return metrics.HitAt(r, g, 1) }},
	{"r@10", func(r []string, g metrics.Gold) float64 { return metrics.HitAt(r, g, 10) }},
	{"mrr@10", func(r []string, g metrics.Gold) float64 { return metrics.ReciprocalRankAt(r, g, 10) }},
	{"r@100", func(r []string, g metrics.Gold) float64 { return metrics.RecallAt(r, g, 100) }},
	{"ndcg@10", func(r []string, g metrics.Gold) float64 { return metrics.NDCGAt(r, g, 10) }},
	{"recall@10", func(r []string, g metrics.Gold) float64 { return metrics.RecallAt(r, g, 10) }},
	{"recall@100", func(r []string, g metrics.Gold) float64 { return metrics.RecallAt(r, g, 100) }},
	{"map", metrics.AveragePrecision},
	{"f2", func(r []string, g metrics.Gold) float64 { return metrics.Sets(r[:min(1, len(r))], g).F2 }},
}

// Measures are the names of the figures, in the order of tables. r@10 is the hit
// rate, the share of questions with an answer among the first ten; r@100 and
// recall@100 the share of a question's answers that stand among the first
// hundred, recall@10 among the first ten; f2 that of ALQAC for the one điều that
// stands first.
func Measures() []string {
	var names []string
	for _, m := range measures {
		names = append(names, m.name)
	}
	return names
}

// Score gives the metrics of rankings, question by question, with intervals, and
// how many questions found no answer at all.
func Score(questions []Question, rankings [][]string, seed uint64) (out map[string]float64, unreachable int) {
	out = map[string]float64{}
	for _, m := range measures {
		metrics.Flat(out, m.name, metrics.Bootstrap(values(questions, rankings, m.of), seed))
	}
	for i, q := range questions {
		if place(rankings[i], q.Gold) == 0 {
			unreachable++
		}
	}
	return out, unreachable
}

func values(questions []Question, rankings [][]string, of func([]string, metrics.Gold) float64) []float64 {
	v := make([]float64, len(questions))
	for i, q := range questions {
		v[i] = of(rankings[i], metrics.NewGold(q.Gold...))
	}
	return v
}

// Compare says by how much each figure of the rankings b exceeds that of a.
func Compare(questions []Question, a, b [][]string, seed uint64) map[string]metrics.Comparison {
	out := map[string]metrics.Comparison{}
	for _, m := range measures {
		out[m.name] = metrics.Paired(values(questions, a, m.of), values(questions, b, m.of), seed)
	}
	return out
}

// place is where the first answer stands, from 1; 0 when none was found.
func place(ranked, gold []string) int {
	g := metrics.NewGold(gold...)
	for i, id := range ranked {
		if g[id] {
			return i + 1
		}
	}
	return 0
}
