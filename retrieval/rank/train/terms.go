package train

import (
	"math"

	"trolyluat/retrieval/rank"
)

// termList is one question for fitTerms: its terms and pairs, and what each
// gives each candidate.
type termList struct {
	names    []string
	shapes   [][rank.ShapeSize]float32
	parts    [][]rank.Part // by candidate
	relevant []bool
	fold     int
}

func newTermList(q *rank.Query, list []rank.Candidate, relevant []bool, fold int) *termList {
	l := &termList{fold: fold}
	// The candidates come best first; those far behind teach little.
	var near []rank.Candidate
	for i := range list {
		if i < contenders/2 || relevant[i] {
			near = append(near, list[i])
			l.relevant = append(l.relevant, relevant[i])
		}
	}
	l.parts = rank.Parts(q, near)
	for i := range q.Terms {
		l.names = append(l.names, q.Terms[i].Name)
		l.shapes = append(l.shapes, q.Terms[i].Shape)
	}
	for i := range q.Pairs {
		l.names = append(l.names, q.Pairs[i].Name)
		l.shapes = append(l.shapes, q.Pairs[i].Shape)
	}
	return l
}

// TermOptions are the settings of the query-term weights.
type TermOptions struct {
	Iterations int     // default 120
	Rate       float64 // default 0.03
	L2         float64 // on the logarithms of factors, default 2 a question
	Scale      float64 // factor on scores before the softmax, default 0.3
	Least      int     // questions in which a term must occur to get a weight of its own, default 2
}

func (o TermOptions) withDefaults() TermOptions {
	if o.Iterations == 0 {
		o.Iterations = 120
	}
	if o.Rate == 0 {
		o.Rate = 0.03
	}
	if o.L2 == 0 {
		o.L2 = 2
	}
	if o.Scale == 0 {
		o.Scale = 0.3
	}
	if o.Least == 0 {
		o.Least = 2
	}
	return o
}

// fitTerms fits factors of query terms so that the weighted sum of a
// candidate's parts finds the answer, by the listwise softmax loss.
func fitTerms(lists []*termList, o TermOptions) rank.TermWeights {
	o = o.withDefaults()
	uses := map[string]int{}
	for _, l := range lists {
		for _, t := range l.names {
			uses[t]++
		}
	}
	at := map[string]int{}
	var names []string
	place := func(term string) int {
		if uses[term] < o.Least {
			return -1
		}
		i, ok := at[term]
		if !ok {
			i = len(names)
			at[term] = i
			names = append(names, term)
		}
		return i
	}
	type prepared struct {
		*termList
		own []int
	}
	var used []prepared
	for _, l := range lists {
		p := prepared{termList: l}
		good := false
		for _, r := range l.relevant {
			good = good || r
		}
		if !good {
			continue
		}
		for _, t := range l.names {
			p.own = append(p.own, place(t))
		}
		used = append(used, p)
	}
	n := len(names) + rank.ShapeSize
	w, grad := make([]float64, n), make([]float64, n)
	m, v := make([]float64, n), make([]float64, n)
	var factor, slope, scores []float64
	for step := 1; step <= o.Iterations; step++ {
		for i := range grad {
			grad[i] = o.L2 * w[i]
		}
		for _, l := range used {
			factor, slope = factor[:0], slope[:0]
			for i, shape := range l.shapes {
				s := 0.0
				if l.own[i] >= 0 {
					s = w[l.own[i]]
				}
				for k, x := range shape {
					s += w[len(names)+k] * float64(x)
				}
				factor = append(factor, math.Exp(min(max(s, -3), 3)))
				slope = append(slope, 0)
			}
			scores = scores[:0]
			top := math.Inf(-1)
			for _, parts := range l.parts {
				s := 0.0
				for _, p := range parts {
					s += factor[p.Term] * float64(p.Value)
				}
				scores = append(scores, o.Scale*s)
				top = max(top, o.Scale*s)
			}
			all, good := 0.0, 0.0
			for i, s := range scores {
				scores[i] = math.Exp(s - top)
				all += scores[i]
				if l.relevant[i] {
					good += scores[i]
				}
			}
			for i, e := range scores {
				g := e / all
				if l.relevant[i] {
					g -= e / good
				}
				if math.Abs(g) < 1e-5 {
					continue
				}
				for _, p := range l.parts[i] {
					slope[p.Term] += o.Scale * g * float64(p.Value)
				}
			}
			for i, shape := range l.shapes {
				g := slope[i] * factor[i]
				if l.own[i] >= 0 {
					grad[l.own[i]] += g
				}
				for k, x := range shape {
					grad[len(names)+k] += g * float64(x)
				}
			}
		}
		for i := range w {
			g := grad[i]
			m[i] = 0.9*m[i] + 0.1*g
			v[i] = 0.999*v[i] + 0.001*g*g
			w[i] -= o.Rate * (m[i] / (1 - math.Pow(0.9, float64(step)))) / (math.Sqrt(v[i]/(1-math.Pow(0.999, float64(step)))) + 1e-8)
		}
	}
	out := rank.TermWeights{Terms: map[string]float32{}}
	for i, name := range names {
		if math.Abs(w[i]) > 0.02 {
			out.Terms[name] = float32(math.Round(w[i]*1000) / 1000)
		}
	}
	for k := range out.Shape {
		out.Shape[k] = float32(w[len(names)+k])
	}
	return out
}
