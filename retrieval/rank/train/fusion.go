package train

import (
	"context"
	"errors"
	"math"
	"slices"

	"trolyluat/retrieval/rank"
)

// ErrNoEmbedder is returned where there is no embedding model to weigh.
var ErrNoEmbedder = errors.New("train: no embedder")

// Fusion fits the weights of o.Embedder's vectors beside a model that stays as
// it is, and measures them out of fold.
func Fusion(ctx context.Context, o Options, m *rank.Model) (Report, error) {
	o = o.withDefaults()
	if o.Embedder == "" || m == nil {
		return Report{}, ErrNoEmbedder
	}
	o.Reworded = nil
	r, err := newRun(ctx, o)
	if err != nil {
		return Report{}, err
	}
	n := len(r.samples)
	r.lexical, r.linear, r.ranked, r.scores = make([][]string, n), make([][]string, n), make([][]string, n), make([][]float64, n)
	if err := each(ctx, o.Workers, n, func(i int) error {
		s := r.samples[i]
		base, linear, whole := make([]float64, len(s.list)), make([]float64, len(s.list)), make([]float64, len(s.list))
		for k, row := range rank.Features(s.query.Weighted(&m.Terms), s.list) {
			base[k], linear[k], whole[k] = s.list[k].Score, float64(m.Linear.Score(row)), float64(m.Score(row))
		}
		r.lexical[i], r.linear[i], r.ranked[i] = s.order(base), s.order(linear), s.order(whole)
		r.scores[i] = r.near[i].score(m, &m.Terms)
		return nil
	}); err != nil {
		return Report{}, err
	}
	changed := *m
	r.model, r.Keep = &changed, m.Fusion
	r.fuse()
	out := r.report()
	changed.Data, changed.Vectors = m.Data, m.Vectors
	return out, nil
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
		for i, s := range r.near {
			if s.fold != hold && s.cosines != nil {
				use = append(use, i)
			}
		}
		return r.fitFusion(use)
	}
	for fold := range r.Folds {
		w := fit(fold)
		for i, s := range r.near {
			if s.fold == fold {
				r.fused[i] = s.order(fusedScores(r.scores[i], s.cosines, w))
			}
		}
	}
	weights := fit(-1)
	if !r.gains() {
		// what adds nothing stays out: no vectors are searched then
		r.fused, weights = slices.Clone(r.ranked), rank.Fusion{}
	}
	r.model.Fusion[r.Embedder] = weights
}

// gains says whether the fusion finds the answers further up, out of fold, than the
// ranking without it, by more than the standard error of the mean difference.
func (r *run) gains() bool {
	sum, squares, n := 0.0, 0.0, float64(len(r.samples))
	for i, s := range r.samples {
		d := reciprocal(r.fused[i], s.gold) - reciprocal(r.ranked[i], s.gold)
		sum += d
		squares += d * d
	}
	mean := sum / n
	return mean > math.Sqrt(max(0, squares/n-mean*mean)/n)
}

// reciprocal is one over the place of the first answer, 0 without one.
func reciprocal(ids, gold []string) float64 {
	for place, id := range ids {
		if slices.Contains(gold, id) {
			return 1 / float64(place+1)
		}
	}
	return 0
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
		features[k] = rank.FusionFeatures(r.near[i].cosines)
	}
	const l2, rate, steps = 1e-3, 0.03, 200
	for step := 1; step <= steps; step++ {
		grad := rank.Fusion{}
		for k, i := range use {
			s := r.near[i]
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
