package train

import (
	"context"
	"math"

	"trolyluat/retrieval/rank"
)

type run struct {
	Options
	samples []*sample
	terms   []*termList
	weights map[[2]int]*rank.TermWeights // fitted without these folds; -1 leaves out none
	// lists keeps the features by the fold that is held out, for fitting several
	// variants on them; nil keeps none.
	lists map[int][]*List

	reworded [][]*sample  // by Options.Reworded
	again    [][][]string // their rankings
	// near are the questions with the candidates that vectors add, and what is known
	// of how near each is; nil without an embedder.
	near   []*sample
	scores [][]float64 // of near, out of fold

	lexical, linear, ranked, fused [][]string // source ids, best first
	model                          *rank.Model
}

// variant is the whole with some parts taken out.
type variant struct {
	skip     []bool // columns
	noTerms  bool   // terms are not weighed
	noTrees  bool
	noLinear bool
}

// pairs are the folds without which term weights are needed: each alone, each
// two, and none.
func (r *run) pairs() [][2]int {
	var pairs [][2]int
	for a := range r.Folds {
		for b := a; b < r.Folds; b++ {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	if !r.EvaluateOnly {
		pairs = append(pairs, [2]int{-1, -1})
	}
	return pairs
}

// fitWeights fits the term weights without all pairs of folds.
func (r *run) fitWeights(ctx context.Context) error {
	pairs := r.pairs()
	fitted := make([]*rank.TermWeights, len(pairs))
	if err := each(ctx, r.Workers, len(pairs), func(i int) error {
		var lists []*termList
		for _, l := range r.terms {
			if l.fold != pairs[i][0] && l.fold != pairs[i][1] {
				lists = append(lists, l)
			}
		}
		w := fitTerms(lists, r.Terms)
		fitted[i] = &w
		r.Progress("term weights", i+1, len(pairs))
		return nil
	}); err != nil {
		return err
	}
	r.weights = map[[2]int]*rank.TermWeights{}
	for i, p := range pairs {
		r.weights[p] = fitted[i]
		r.weights[[2]int{p[1], p[0]}] = fitted[i]
	}
	return nil
}

// fit fits everything: the models of each held-out fold, the fusion, and the
// model that ships.
func (r *run) fit(ctx context.Context) error {
	if err := r.fitWeights(ctx); err != nil {
		return err
	}
	n := len(r.samples)
	r.lexical = make([][]string, n)
	for i, s := range r.samples {
		base := make([]float64, len(s.list))
		for k := range s.list {
			base[k] = s.list[k].Score
		}
		r.lexical[i] = s.order(base)
	}
	var err error
	r.again = make([][][]string, len(r.reworded))
	for k := range r.again {
		r.again[k] = make([][]string, n)
	}
	r.scores = make([][]float64, n)
	r.linear, r.ranked, err = r.heldOut(ctx, variant{}, func(i int, m *rank.Model, w *rank.TermWeights) {
		for k, again := range r.reworded {
			r.again[k][i] = again[i].order(again[i].score(m, w))
		}
		if r.near != nil {
			r.scores[i] = r.near[i].score(m, w)
		}
	})
	if err != nil {
		return err
	}
	r.model = &rank.Model{}
	if !r.EvaluateOnly {
		lists, err := r.features(ctx, -1, variant{})
		if err != nil {
			return err
		}
		if r.model, err = r.fitOn(ctx, lists, -1, variant{}); err != nil {
			return err
		}
	}
	r.fuse()
	return nil
}

// heldOut ranks every question by models that were fitted without its fold; also,
// which may be nil, is called with them too.
func (r *run) heldOut(ctx context.Context, v variant, also func(question int, m *rank.Model, w *rank.TermWeights)) (linear, ranked [][]string, err error) {
	n := len(r.samples)
	linear, ranked = make([][]string, n), make([][]string, n)
	for fold := range r.Folds {
		lists, err := r.features(ctx, fold, v)
		if err != nil {
			return nil, nil, err
		}
		m, err := r.fitOn(ctx, lists, fold, v)
		if err != nil {
			return nil, nil, err
		}
		for i, s := range r.samples {
			if s.fold != fold {
				continue
			}
			first, whole := make([]float64, len(lists[i].Rows)), make([]float64, len(lists[i].Rows))
			for k, row := range lists[i].Rows {
				first[k], whole[k] = float64(m.Linear.Score(row)), float64(m.Score(row))
			}
			linear[i], ranked[i] = s.order(first), s.order(whole)
			if also != nil {
				also(i, m, r.weights[[2]int{fold, fold}])
			}
		}
		r.Progress("held-out folds", fold+1, r.Folds)
	}
	return linear, ranked, nil
}

// score scores the candidates by a model whose terms have these weights.
func (s *sample) score(m *rank.Model, w *rank.TermWeights) []float64 {
	scores := make([]float64, 0, len(s.list))
	for _, row := range rank.Features(s.query.Weighted(w), s.list) {
		scores = append(scores, float64(m.Score(row)))
	}
	return scores
}

// features computes those of all questions as a model that holds a fold out (-1:
// none) sees them: a question's own fold is always left out of its term weights,
// so that these have never seen it.
func (r *run) features(ctx context.Context, fold int, v variant) ([]*List, error) {
	if lists := r.lists[fold]; lists != nil && !v.noTerms {
		return lists, nil
	}
	lists := make([]*List, len(r.samples))
	if err := each(ctx, r.Workers, len(lists), func(i int) error {
		s := r.samples[i]
		first := fold
		if fold < 0 {
			first = s.fold
		}
		q := s.query
		if !v.noTerms {
			q = q.Weighted(r.weights[[2]int{first, s.fold}])
		}
		lists[i] = &List{ID: s.id, Rows: rank.Features(q, s.list), Relevant: s.relevant, Fold: s.fold}
		return nil
	}); err != nil {
		return nil, err
	}
	if r.lists != nil && !v.noTerms {
		r.lists[fold] = lists
	}
	return lists, nil
}

// fitOn fits linear model and trees on all lists but those of a fold.
func (r *run) fitOn(ctx context.Context, lists []*List, fold int, v variant) (*rank.Model, error) {
	var fit []*List
	for _, l := range lists {
		if l.Fold != fold {
			fit = append(fit, l)
		}
	}
	m := &rank.Model{Version: rank.FormatVersion, Features: rank.FeatureNames}
	if w := r.weights[[2]int{-1, -1}]; w != nil {
		m.Terms = *w
	}
	linear := r.Linear
	linear.Skip = v.skip
	if v.noLinear {
		// the trees start from the lexical search alone
		linear.Skip = make([]bool, len(rank.FeatureNames))
		for i := range linear.Skip {
			linear.Skip[i] = i > 0
		}
	}
	m.Linear = FitLinear(fit, linear)
	if v.noTrees {
		return m, nil
	}
	trees := make([][]rank.Tree, r.Seeds)
	if err := each(ctx, r.Workers, r.Seeds, func(i int) error {
		o := r.Trees
		o.Seed = r.Seed*1000 + uint64(i) + 1
		o.Skip = v.skip
		trees[i] = FitTrees(fit, m.Linear.Score, o)
		return nil
	}); err != nil {
		return nil, err
	}
	for _, ensemble := range trees {
		for _, t := range ensemble {
			for k := range t.Value {
				t.Value[k] = float32(math.Round(float64(t.Value[k])/float64(r.Seeds)*1e6) / 1e6)
			}
			m.Trees = append(m.Trees, t)
		}
	}
	return m, nil
}
