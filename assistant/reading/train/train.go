// Package train fits the weights of package reading on questions whose answers
// are known. `trolyluat eval answers` calls it; nothing does at run time.
package train

import "math"

// Group is a question with the rows among which one answers.
type Group struct {
	Rows [][]float64
	// Gain is how good each row is, from 0 to 1; a group without a gain teaches
	// nothing and is left out.
	Gain []float64
}

// Options are the settings of [Fit].
type Options struct {
	L2    float64 // on all weights, default 1e-3
	Steps int     // over all groups, default 300
	Rate  float64 // default 0.5
}

// Fit fits a linear model by the marginal likelihood of the good rows under a
// softmax over the group (for two rows, of which one is zero: logistic
// regression), with L2, by AdaGrad (Duchi et al., JMLR 2011) over all groups at
// once. n is the number of features. The same groups give the same weights.
func Fit(groups []Group, n int, o Options) []float64 {
	if o.L2 == 0 {
		o.L2 = 1e-3
	}
	if o.Steps == 0 {
		o.Steps = 300
	}
	if o.Rate == 0 {
		o.Rate = 0.5
	}
	weights, squares, gradient := make([]float64, n), make([]float64, n), make([]float64, n)
	var score []float64
	for range o.Steps {
		clear(gradient)
		used := 0.0
		for _, g := range groups {
			score = append(score[:0], make([]float64, len(g.Rows))...)
			top := math.Inf(-1)
			for i, row := range g.Rows {
				for k, x := range row {
					score[i] += weights[k] * x
				}
				top = max(top, score[i])
			}
			all, good := 0.0, 0.0
			for i := range score {
				score[i] = math.Exp(score[i] - top)
				all += score[i]
				good += score[i] * g.Gain[i]
			}
			if good == 0 {
				continue
			}
			used++
			for i, row := range g.Rows {
				d := score[i]/all - score[i]*g.Gain[i]/good
				if d == 0 {
					continue
				}
				for k, x := range row {
					gradient[k] += d * x
				}
			}
		}
		if used == 0 {
			return weights
		}
		for k := range weights {
			d := gradient[k]/used + o.L2*weights[k]
			squares[k] += d * d
			weights[k] -= o.Rate * d / (1e-8 + math.Sqrt(squares[k]))
		}
	}
	return weights
}
