package train

import (
	"math"

	"trolyluat/retrieval/internal/vector"
	"trolyluat/retrieval/rank"
)

// LinearOptions are the settings of [FitLinear].
type LinearOptions struct {
	Iterations int     // of Adam over all lists; default 150
	Rate       float64 // default 0.05
	L2         float64 // default 1e-3
	Skip       []bool  // columns that are not used; nil uses all
}

func (o LinearOptions) withDefaults() LinearOptions {
	if o.Iterations == 0 {
		o.Iterations = 150
	}
	if o.Rate == 0 {
		o.Rate = 0.05
	}
	if o.L2 == 0 {
		o.L2 = 1e-3
	}
	return o
}

// FitLinear fits a linear model with the listwise softmax loss (ListNet's top-one
// likelihood; Cao et al., ICML 2007) by Adam over all lists at once. Lists
// without an answer among their candidates teach nothing and are left out.
func FitLinear(lists []*List, o LinearOptions) rank.Linear {
	o = o.withDefaults()
	n := len(rank.FeatureNames)
	l := rank.Linear{Mean: make([]float32, n), Scale: make([]float32, n), Weight: make([]float32, n)}
	sum, squares, rows := make([]float64, n), make([]float64, n), 0.0
	used := 0
	for _, q := range lists {
		if !q.answered() {
			continue
		}
		used++
		for _, r := range q.Rows {
			rows++
			for i, v := range r {
				sum[i] += float64(v)
				squares[i] += float64(v) * float64(v)
			}
		}
	}
	if used == 0 {
		return l
	}
	for i := range n {
		mean := sum[i] / rows
		l.Mean[i] = float32(mean)
		if d := squares[i]/rows - mean*mean; d > 1e-9 && !(o.Skip != nil && o.Skip[i]) {
			l.Scale[i] = float32(1 / math.Sqrt(d))
		}
	}
	// Standardised copies, padded for the vector loops: they are run over many
	// times.
	width := (n + 15) / 16 * 16
	std := make([][]float32, len(lists))
	for k, q := range lists {
		if !q.answered() {
			continue
		}
		flat := make([]float32, len(q.Rows)*width)
		for r, row := range q.Rows {
			for i, v := range row {
				flat[r*width+i] = (v - l.Mean[i]) * l.Scale[i]
			}
		}
		std[k] = flat
	}
	w, single, grad := make([]float64, n), make([]float32, width), make([]float64, n)
	part := make([]float32, width) // of one list
	m, v := make([]float64, n), make([]float64, n)
	var scores []float64
	for step := 1; step <= o.Iterations; step++ {
		clear(grad)
		for i := range n {
			single[i] = float32(w[i])
		}
		for k, q := range lists {
			flat := std[k]
			if flat == nil {
				continue
			}
			scores = scores[:0]
			top := math.Inf(-1)
			for r := range q.Rows {
				s := float64(vector.Dot(single, flat[r*width:(r+1)*width]))
				scores = append(scores, s)
				top = max(top, s)
			}
			all, good := 0.0, 0.0
			for r, s := range scores {
				scores[r] = math.Exp(s - top)
				all += scores[r]
				if q.Relevant[r] {
					good += scores[r]
				}
			}
			clear(part)
			for r, e := range scores {
				g := e / all
				if q.Relevant[r] {
					g -= e / good
				}
				if math.Abs(g) > 1e-9 {
					vector.Axpy(part, float32(g), flat[r*width:(r+1)*width])
				}
			}
			for i := range grad {
				grad[i] += float64(part[i])
			}
		}
		for i := range n {
			g := grad[i]/float64(used) + o.L2*w[i]
			m[i] = 0.9*m[i] + 0.1*g
			v[i] = 0.999*v[i] + 0.001*g*g
			mh := m[i] / (1 - math.Pow(0.9, float64(step)))
			vh := v[i] / (1 - math.Pow(0.999, float64(step)))
			w[i] -= o.Rate * mh / (math.Sqrt(vh) + 1e-8)
		}
	}
	for i := range n {
		l.Weight[i] = float32(w[i])
	}
	return l
}

func (q *List) answered() bool {
	for _, r := range q.Relevant {
		if r {
			return true
		}
	}
	return false
}
