package train

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"

	"trolyluat/retrieval"
	"trolyluat/retrieval/rank"
)

// Options are what [Train] needs. Searcher and Questions are required.
type Options struct {
	Searcher  *retrieval.Searcher
	Questions []Question
	// Embedder names the embedding model that the searcher uses, "" for none: the
	// weights of its fusion are fitted under that name, beside a ranking of what the
	// words find.
	Embedder string
	Folds    int // default 5
	Seed     uint64
	Seeds    int // tree ensembles that are averaged, default 2
	Workers  int // default all cores
	// EvaluateOnly fits the held-out folds alone; Report.Model stays nil.
	EvaluateOnly bool
	Terms        TermOptions
	Linear       LinearOptions
	Trees        TreeOptions
	// Reworded are other wordings of the questions that are ranked out of fold by
	// the models that were fitted on the questions as they are.
	Reworded []Rewording
	// Keep are the fusion weights of other embedding models that the new model
	// takes over; they fit as long as the ranking is much the same.
	Keep     map[string]rank.Fusion
	Log      *slog.Logger
	Progress func(stage string, done, of int)
}

func (o Options) withDefaults() Options {
	if o.Folds == 0 {
		o.Folds = 5
	}
	if o.Seeds == 0 {
		o.Seeds = 2
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	return o
}

// Rewording is a way to ask the same questions: without diacritics, with slips.
type Rewording struct {
	Name string
	Text func(question string) string // called once for each question, in order
}

// Report is what came out. Every ranking is out of fold: that of each question
// by models that saw neither it nor any question with the same answer or text.
type Report struct {
	Model     *rank.Model // nil of an evaluation
	Data      string      // SHA-256 of the questions with their answers and of the features
	Questions []Question
	// Stages are the parts in the order in which they are added: "bm25f", "linear",
	// "trees", and with an embedder "fusion".
	Stages []Stage
	// Reworded are the rankings by linear model and trees of Options.Reworded.
	Reworded []Stage
}

// Whole is the ranking by linear model and trees, without the fusion: what
// ablations are compared with.
func (r *Report) Whole() [][]string {
	for _, s := range r.Stages {
		if s.Name == "trees" {
			return s.Rankings
		}
	}
	return nil
}

// Stage is what the system finds with one part more.
type Stage struct {
	Name     string
	Rankings [][]string // source ids by question, best first, each once
}

// ErrTooFew is returned for fewer questions than folds.
var ErrTooFew = errors.New("train: too few questions")

// sample is a question with its candidates.
type sample struct {
	id, text string
	gold     []string
	fold     int
	query    *rank.Query
	list     []rank.Candidate
	ids      []string
	relevant []bool
	cosines  []float32
}

// Train fits a model on all questions and measures it out of fold. The features
// of the linear model and the trees hold the term weights' opinion, so these are
// nested: the features of a question always come from term weights that were
// fitted without its fold (and without the fold that is held out).
func Train(ctx context.Context, o Options) (Report, error) {
	o = o.withDefaults()
	r, err := newRun(ctx, o)
	if err != nil {
		return Report{}, err
	}
	if err := r.fit(ctx); err != nil {
		return Report{}, err
	}
	return r.report(), nil
}

// newRun finds the candidates and takes them apart by term.
func newRun(ctx context.Context, o Options) (*run, error) {
	if len(o.Questions) < o.Folds {
		return nil, fmt.Errorf("%w: %d", ErrTooFew, len(o.Questions))
	}
	texts := make([]string, len(o.Questions))
	for i, q := range o.Questions {
		texts[i] = q.Text
	}
	samples, err := o.prepare(ctx, texts, retrieval.Lexical)
	if err != nil {
		return nil, err
	}
	terms := make([]*termList, len(samples))
	for i, s := range samples {
		terms[i] = newTermList(s.query, s.list, s.relevant, s.fold)
	}
	r := &run{Options: o, samples: samples, terms: terms}
	for _, w := range o.Reworded {
		for i, q := range o.Questions {
			texts[i] = w.Text(q.Text)
		}
		again, err := o.prepare(ctx, texts, retrieval.Lexical)
		if err != nil {
			return nil, err
		}
		r.reworded = append(r.reworded, again)
	}
	return r, r.addNear(ctx)
}

// addNear asks all questions of the vectors too.
func (r *run) addNear(ctx context.Context) (err error) {
	if r.Embedder == "" {
		return nil
	}
	texts := make([]string, len(r.Questions))
	for i, q := range r.Questions {
		texts[i] = q.Text
	}
	r.near, err = r.prepare(ctx, texts, retrieval.Hybrid)
	return err
}

// prepare finds the candidates of all questions, asked as texts.
func (o *Options) prepare(ctx context.Context, texts []string, mode retrieval.Mode) ([]*sample, error) {
	folds := Folds(o.Questions, o.Folds)
	samples := make([]*sample, len(o.Questions))
	err := each(ctx, o.Workers, len(samples), func(i int) error {
		q := o.Questions[i]
		p, err := o.Searcher.Prepare(ctx, retrieval.Query{Text: texts[i], Mode: mode})
		if err != nil {
			return fmt.Errorf("train: question %s: %w", q.ID, err)
		}
		s := &sample{id: q.ID, text: q.Text, gold: q.Gold, fold: folds[i], query: p.Question(), list: p.Candidates(), cosines: p.Cosines()}
		for k := range s.list {
			id := p.ArticleID(k, q.Gold)
			s.ids = append(s.ids, id)
			s.relevant = append(s.relevant, slices.Contains(q.Gold, id))
		}
		samples[i] = s
		if i%50 == 0 {
			o.Progress("candidates", i, len(samples))
		}
		return nil
	})
	return samples, err
}

// each runs f for 0 … n-1 on several goroutines until one fails.
func each(ctx context.Context, workers, n int, f func(int) error) error {
	var mu sync.Mutex
	var first error
	next := 0
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				stop := first != nil
				mu.Unlock()
				if stop || i >= n {
					return
				}
				err := ctx.Err()
				if err == nil {
					err = f(i)
				}
				if err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
					return
				}
			}
		})
	}
	wg.Wait()
	return first
}

// order lists the candidates by score, each điều once.
func (s *sample) order(scores []float64) []string {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	seen := map[string]bool{}
	ids := make([]string, 0, len(order))
	for _, i := range order {
		if id := s.ids[i]; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

func (r *run) report() Report {
	if r.EvaluateOnly {
		r.model = nil
	} else {
		r.model.Data, r.model.Vectors = r.hash(), r.Searcher.BuiltIn()
	}
	out := Report{Model: r.model, Data: r.hash(), Questions: r.Questions, Stages: []Stage{{"bm25f", r.lexical}, {"linear", r.linear}, {"trees", r.ranked}}}
	for k, w := range r.Reworded {
		out.Reworded = append(out.Reworded, Stage{w.Name, r.again[k]})
	}
	if r.fused != nil {
		out.Stages = append(out.Stages, Stage{"fusion", r.fused})
	}
	return out
}

// hash is the SHA-256 of the questions with their answers, of the features and of
// the embedder behind some of them.
func (r *run) hash() string {
	rows := make([]string, 0, len(r.samples))
	for _, s := range r.samples {
		rows = append(rows, s.id+"\t"+s.text+"\t"+strings.Join(s.gold, " "))
	}
	slices.Sort(rows)
	sum := sha256.Sum256([]byte(strings.Join(rows, "\n") + "\n\n" + strings.Join(rank.FeatureNames, "\n") + "\n\n" + r.Searcher.BuiltIn()))
	return hex.EncodeToString(sum[:])
}
