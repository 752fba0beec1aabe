package basis

import (
	"cmp"
	"math"
	"slices"
)

// Sample is the candidates of one case with what its judgment cites.
type Sample struct {
	Candidates []*Candidate
	Cited      func(*Candidate) bool
	// Gold is how many provisions the judgment cites, those that are no candidate
	// included.
	Gold int
}

// prior is where the weights are drawn to: what the grades mean before any case
// is seen.
func prior() []float64 {
	w := make([]float64, features)
	for _, side := range []Side{Substance, Procedure} {
		for g := byte(0); g < grades; g++ {
			for l := level(0); l < levels; l++ {
				w[firm(side, 'a'+g, l)] = 2 - float64(g) - 0.7*float64(min(l, inPassing))
			}
		}
		w[ofSide(side, fBias)] = -2
		w[ofSide(side, fSearch)] = 1
	}
	return w
}

// Untrained is the model of the grades alone.
func Untrained() *Model { return &Model{Weights: prior(), Cut: 0.3} }

// Fit fits a logistic model to samples by gradient steps, drawn to [Untrained]
// with strength l2 (in cases' worth of evidence), and chooses the cut with the
// best F1 over the samples. It is deterministic.
func Fit(samples []Sample, l2 float64) *Model {
	m := &Model{Weights: prior()}
	start := prior()
	type row struct {
		f []feature
		y float64
	}
	var rows []row
	for _, s := range samples {
		for _, c := range s.Candidates {
			if len(c.features) == 0 {
				continue // heard of from like judgments alone
			}
			r := row{f: c.features}
			if s.Cited(c) {
				r.y = 1
			}
			rows = append(rows, r)
		}
	}
	// Adagrad over the whole sample: the problem is small and convex.
	sum := make([]float64, features)
	grad := make([]float64, features)
	for range 400 {
		clear(grad)
		for i := range rows {
			d := m.p(rows[i].f) - rows[i].y
			for _, x := range rows[i].f {
				grad[x.at] += d * x.value
			}
		}
		for k := range grad {
			g := grad[k] + l2*(m.Weights[k]-start[k])
			sum[k] += g * g
			if sum[k] > 0 {
				m.Weights[k] -= 0.5 * g / math.Sqrt(sum[k])
			}
		}
	}
	m.lean(samples)
	m.Cut = bestCut(m, samples)
	return m
}

// listed is how long the list is by which the balance of the sides is judged.
const listed = 20

// lean shifts the weight of substance against procedure to where a list of
// [listed] holds most of what the judgments cite, case by case: likelihood counts
// every candidate alike, also the hundreds that nobody would list.
func (m *Model) lean(samples []Sample) {
	at := ofSide(Substance, fBias)
	start, best, shift := m.Weights[at], -1.0, 0.0
	for step := range 11 {
		x := float64(step) / 10
		m.Weights[at] = start + x
		if r := m.recall(samples); r > best+1e-9 {
			best, shift = r, x
		}
	}
	m.Weights[at] = start + shift
}

// recall is the mean share of the cited provisions in a list of [listed].
func (m *Model) recall(samples []Sample) float64 {
	sum, n := 0.0, 0
	for _, s := range samples {
		if s.Gold == 0 {
			continue
		}
		list := slices.Clone(s.Candidates)
		p := make(map[*Candidate]float64, len(list))
		for _, c := range list {
			p[c] = m.likelihood(c)
		}
		slices.SortStableFunc(list, func(a, b *Candidate) int { return cmp.Compare(p[b], p[a]) })
		right := 0
		for _, c := range list[:min(listed, len(list))] {
			if s.Cited(c) {
				right++
			}
		}
		sum += float64(right) / float64(s.Gold)
		n++
	}
	return sum / float64(max(n, 1))
}

// bestCut is the probability at which proposing gives the best micro F1.
func bestCut(m *Model, samples []Sample) float64 {
	type scored struct {
		p     float64
		right bool
	}
	var all []scored
	gold := 0
	for _, s := range samples {
		gold += s.Gold
		for _, c := range s.Candidates {
			all = append(all, scored{m.likelihood(c), s.Cited(c)})
		}
	}
	slices.SortFunc(all, func(a, b scored) int { return cmp.Compare(b.p, a.p) })
	best, cut, right := 0.0, 0.5, 0
	for i, x := range all {
		if x.right {
			right++
		}
		if i+1 < len(all) && all[i+1].p == x.p {
			continue
		}
		if f := 2 * float64(right) / float64(i+1+gold); f > best {
			best, cut = f, x.p
		}
	}
	return cut
}
