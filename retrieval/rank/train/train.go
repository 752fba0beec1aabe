package train

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math"
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
	// weights of its fusion are fitted under that name.
	Embedder string
	Folds    int // default 5
	Seed     uint64
	Seeds    int // tree ensembles that are averaged, default 2
	Workers  int // default all cores
	Terms    TermOptions
	Linear   LinearOptions
	Trees    TreeOptions
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

// Report is what came out. Every ranking is out of fold: that of each question
// by models that saw neither it nor any question with the same answer or text.
type Report struct {
	Model     *rank.Model
	Questions []Question
	// Stages are the parts in the order in which they are added: "bm25f", "linear",
	// "trees", and with an embedder "fusion".
	Stages []Stage
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
	if len(o.Questions) < o.Folds {
		return Report{}, fmt.Errorf("%w: %d", ErrTooFew, len(o.Questions))
	}
	samples, err := o.prepare(ctx)
	if err != nil {
		return Report{}, err
	}
	terms := make([]*termList, len(samples))
	for i, s := range samples {
		terms[i] = newTermList(s.query, s.list, s.relevant, s.fold)
	}
	r := &run{Options: o, samples: samples, terms: terms}
	if err := r.fit(ctx); err != nil {
		return Report{}, err
	}
	return r.report(), nil
}

// prepare finds the candidates of all questions.
func (o *Options) prepare(ctx context.Context) ([]*sample, error) {
	folds := Folds(o.Questions, o.Folds)
	samples := make([]*sample, len(o.Questions))
	err := each(ctx, o.Workers, len(samples), func(i int) error {
		q := o.Questions[i]
		p, err := o.Searcher.Prepare(ctx, retrieval.Query{Text: q.Text})
		if err != nil {
			return fmt.Errorf("train: question %s: %w", q.ID, err)
		}
		s := &sample{id: q.ID, text: q.Text, gold: q.Gold, fold: folds[i], query: p.Question(), list: p.Candidates(), cosines: p.Cosines()}
		for k := range s.list {
			id := p.SourceID(k)
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

type run struct {
	Options
	samples []*sample
	terms   []*termList
	weights map[[2]int]*rank.TermWeights // fitted without these folds; -1 leaves out none

	lexical, linear, ranked, fused [][]string  // source ids, best first
	scores                         [][]float64 // out of fold, by question
	model                          *rank.Model
}

// without fits the term weights on all folds but two.
func (r *run) without(a, b int) *rank.TermWeights {
	var lists []*termList
	for _, l := range r.terms {
		if l.fold != a && l.fold != b {
			lists = append(lists, l)
		}
	}
	w := fitTerms(lists, r.Terms)
	return &w
}

// fit fits everything: the models of each held-out fold, the fusion, and the
// model that ships.
func (r *run) fit(ctx context.Context) error {
	var pairs [][2]int
	for a := range r.Folds {
		for b := a; b < r.Folds; b++ {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	pairs = append(pairs, [2]int{-1, -1})
	fitted := make([]*rank.TermWeights, len(pairs))
	if err := each(ctx, r.Workers, len(pairs), func(i int) error {
		fitted[i] = r.without(pairs[i][0], pairs[i][1])
		r.Progress("term weights", i, len(pairs))
		return nil
	}); err != nil {
		return err
	}
	r.weights = map[[2]int]*rank.TermWeights{}
	for i, p := range pairs {
		r.weights[p] = fitted[i]
		r.weights[[2]int{p[1], p[0]}] = fitted[i]
	}
	n := len(r.samples)
	r.lexical, r.linear, r.ranked = make([][]string, n), make([][]string, n), make([][]string, n)
	r.scores = make([][]float64, n)
	for i, s := range r.samples {
		base := make([]float64, len(s.list))
		for k := range s.list {
			base[k] = s.list[k].Score
		}
		r.lexical[i] = s.order(base)
	}
	for fold := range r.Folds {
		r.Progress("held-out folds", fold, r.Folds)
		m, lists, err := r.model1(ctx, fold)
		if err != nil {
			return err
		}
		for i, s := range r.samples {
			if s.fold != fold {
				continue
			}
			linear := make([]float64, len(lists[i].Rows))
			r.scores[i] = make([]float64, len(lists[i].Rows))
			for k, row := range lists[i].Rows {
				linear[k] = float64(m.Linear.Score(row))
				r.scores[i][k] = float64(m.Score(row))
			}
			r.linear[i] = s.order(linear)
			r.ranked[i] = s.order(r.scores[i])
		}
	}
	var err error
	if r.model, _, err = r.model1(ctx, -1); err != nil {
		return err
	}
	r.fuse()
	return nil
}

// model1 fits linear model and trees on all folds but one (-1: on all). It
// returns the lists too, with the features as the model sees them.
func (r *run) model1(ctx context.Context, fold int) (*rank.Model, []*List, error) {
	lists := make([]*List, len(r.samples))
	if err := each(ctx, r.Workers, len(lists), func(i int) error {
		s := r.samples[i]
		// the question's own fold is always left out, so that the weights have
		// never seen it
		first := fold
		if fold < 0 {
			first = s.fold
		}
		q := s.query.Weighted(r.weights[[2]int{first, s.fold}])
		lists[i] = &List{ID: s.id, Rows: rank.Features(q, s.list), Relevant: s.relevant, Fold: s.fold}
		return nil
	}); err != nil {
		return nil, nil, err
	}
	var fit []*List
	for _, l := range lists {
		if l.Fold != fold {
			fit = append(fit, l)
		}
	}
	m := &rank.Model{Version: rank.FormatVersion, Features: rank.FeatureNames, Linear: FitLinear(fit, r.Linear), Terms: *r.weights[[2]int{-1, -1}]}
	trees := make([][]rank.Tree, r.Seeds)
	if err := each(ctx, r.Workers, r.Seeds, func(i int) error {
		o := r.Trees
		o.Seed = r.Seed*1000 + uint64(i) + 1
		trees[i] = FitTrees(fit, m.Linear.Score, o)
		return nil
	}); err != nil {
		return nil, nil, err
	}
	for _, ensemble := range trees {
		for _, t := range ensemble {
			for k := range t.Value {
				t.Value[k] /= float32(r.Seeds)
			}
			m.Trees = append(m.Trees, t)
		}
	}
	return m, lists, nil
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

// fuse fits the fusion with the vectors on the out-of-fold scores, and measures
// it out of fold again.
func (r *run) fuse() {
	r.model.Fusion = map[string]rank.Fusion{}
	for name, f := range r.Keep {
		r.model.Fusion[name] = f
	}
	if r.Embedder == "" {
		return
	}
	r.fused = slices.Clone(r.ranked)
	fit := func(hold int) rank.Fusion {
		var use []int
		for i, s := range r.samples {
			if s.fold != hold && s.cosines != nil {
				use = append(use, i)
			}
		}
		return r.fitFusion(use)
	}
	for fold := range r.Folds {
		w := fit(fold)
		for i, s := range r.samples {
			if s.fold == fold {
				r.fused[i] = s.order(fusedScores(r.scores[i], s.cosines, w))
			}
		}
	}
	weights := fit(-1)
	if r.reciprocal(r.fused) <= r.reciprocal(r.ranked) {
		// what adds nothing stays out: the vectors then bring candidates alone
		r.fused, weights = slices.Clone(r.ranked), rank.Fusion{}
	}
	r.model.Fusion[r.Embedder] = weights
}

// reciprocal is the sum over the questions of one over the place of the first
// answer.
func (r *run) reciprocal(rankings [][]string) float64 {
	sum := 0.0
	for i, ids := range rankings {
		for place, id := range ids {
			if slices.Contains(r.samples[i].gold, id) {
				sum += 1 / float64(place+1)
				break
			}
		}
	}
	return sum
}

func fusedScores(scores []float64, cosines []float32, w rank.Fusion) []float64 {
	out := slices.Clone(scores)
	if cosines == nil {
		return out
	}
	for k, x := range rank.FusionFeatures(cosines) {
		out[k] += w.Score(x)
	}
	return out
}

// fitFusion fits the weights by the listwise softmax loss and Adam. A weight
// below zero would reward being far away and is cut to zero.
func (r *run) fitFusion(use []int) rank.Fusion {
	var w, m, v rank.Fusion
	if len(use) == 0 {
		return w
	}
	features := make([][][rank.FusionSize]float64, len(use))
	for k, i := range use {
		features[k] = rank.FusionFeatures(r.samples[i].cosines)
	}
	const l2, rate, steps = 1e-3, 0.03, 200
	for step := 1; step <= steps; step++ {
		grad := rank.Fusion{}
		for k, i := range use {
			s := r.samples[i]
			p := make([]float64, len(s.list))
			top := math.Inf(-1)
			for c := range p {
				p[c] = r.scores[i][c]
				if features[k] != nil {
					p[c] += w.Score(features[k][c])
				}
				top = max(top, p[c])
			}
			all, good := 0.0, 0.0
			for c := range p {
				p[c] = math.Exp(p[c] - top)
				all += p[c]
				if s.relevant[c] {
					good += p[c]
				}
			}
			if good == 0 || features[k] == nil {
				continue
			}
			for c := range p {
				g := p[c] / all
				if s.relevant[c] {
					g -= p[c] / good
				}
				for d, x := range features[k][c] {
					grad[d] += g * x / float64(len(use))
				}
			}
		}
		for d := range w {
			g := grad[d] + l2*w[d]
			m[d] = 0.9*m[d] + 0.1*g
			v[d] = 0.999*v[d] + 0.001*g*g
			w[d] -= rate * (m[d] / (1 - math.Pow(0.9, float64(step)))) / (math.Sqrt(v[d]/(1-math.Pow(0.999, float64(step)))) + 1e-8)
			w[d] = max(0, w[d])
		}
	}
	return w
}

func (r *run) report() Report {
	r.model.Data = r.hash()
	out := Report{Model: r.model, Questions: r.Questions, Stages: []Stage{{"bm25f", r.lexical}, {"linear", r.linear}, {"trees", r.ranked}}}
	if r.fused != nil {
		out.Stages = append(out.Stages, Stage{"fusion", r.fused})
	}
	return out
}

// hash is the SHA-256 of the questions with their answers and of the features.
func (r *run) hash() string {
	rows := make([]string, 0, len(r.samples))
	for _, s := range r.samples {
		rows = append(rows, s.id+"\t"+s.text+"\t"+strings.Join(s.gold, " "))
	}
	slices.Sort(rows)
	sum := sha256.Sum256([]byte(strings.Join(rows, "\n") + "\n\n" + strings.Join(rank.FeatureNames, "\n")))
	return hex.EncodeToString(sum[:])
}
