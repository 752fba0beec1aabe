package language

import (
	"math"
	"slices"
)

// choose judges how many diacritics were lost and fills the readings.
func (t *Table) choose(slots []slot) []slot {
	bare := 0
	for i := range slots {
		if slots[i].bare && len(slots[i].candidates) > 1 {
			bare++
		}
	}
	steps := t.transitions(slots)
	best, bestScore := lossKinds[0].share, math.Inf(-1)
	if bare > 0 {
		for _, k := range lossKinds {
			if score := math.Log(k.prior) + forward(slots, steps, k.share, nil); score > bestScore {
				best, bestScore = k.share, score
			}
		}
	}
	read(slots, steps, best)
	return slots
}

// transitions are the language model's log probabilities from each candidate of
// a slot's predecessor (one row; a sentence begins with one row of its own) to
// each of its own.
func (t *Table) transitions(slots []slot) [][][]float64 {
	steps := make([][][]float64, len(slots))
	for i := range slots {
		s := &slots[i]
		var from []int32
		if s.begins {
			from = []int32{0}
		} else {
			for _, c := range slots[i-1].candidates {
				from = append(from, c.id)
			}
		}
		rows := make([][]float64, len(from))
		for k, a := range from {
			rows[k] = make([]float64, len(s.candidates))
			for j, c := range s.candidates {
				rows[k][j] = t.logP(a, c.id)
			}
		}
		steps[i] = rows
	}
	return steps
}

// emit is the log probability of typing what stands there for a candidate.
func (s *slot) emit(c *candidate, loss float64) float64 {
	switch {
	case c.lossy:
		return c.channel + math.Log(loss)
	case s.bare || s.fixed:
		return c.channel
	}
	return c.channel + math.Log(1-loss)
}

// forward sums over all texts; alpha, when given, receives the sums by slot.
func forward(slots []slot, steps [][][]float64, loss float64, alpha [][]float64) float64 {
	var previous []float64
	done := 0.0
	for i := range slots {
		s := &slots[i]
		if s.begins && i > 0 {
			done += logSum(previous)
		}
		now := make([]float64, len(s.candidates))
		for j := range s.candidates {
			if s.begins {
				now[j] = steps[i][0][j]
			} else {
				terms := make([]float64, len(previous))
				for k, p := range previous {
					terms[k] = p + steps[i][k][j]
				}
				now[j] = logSum(terms)
			}
			now[j] += s.emit(&s.candidates[j], loss)
		}
		if alpha != nil {
			alpha[i] = now
		}
		previous = now
	}
	return done + logSum(previous)
}

func logSum(x []float64) float64 {
	top := math.Inf(-1)
	for _, v := range x {
		top = max(top, v)
	}
	if math.IsInf(top, -1) {
		return top
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum)
}

// read fills the readings: the words of the best text (Viterbi) first, then the
// others by their probability (forward and backward sums).
func read(slots []slot, steps [][][]float64, loss float64) {
	n := len(slots)
	alpha := make([][]float64, n)
	forward(slots, steps, loss, alpha)
	beta := make([][]float64, n)
	for i := n - 1; i >= 0; i-- {
		beta[i] = make([]float64, len(slots[i].candidates))
		if i == n-1 || slots[i+1].begins {
			continue
		}
		next := &slots[i+1]
		for k := range beta[i] {
			terms := make([]float64, len(next.candidates))
			for j := range next.candidates {
				terms[j] = steps[i+1][k][j] + next.emit(&next.candidates[j], loss) + beta[i+1][j]
			}
			beta[i][k] = logSum(terms)
		}
	}
	best := viterbi(slots, steps, loss)
	for i := range slots {
		s := &slots[i]
		weights := make([]float64, len(s.candidates))
		for j := range weights {
			weights[j] = alpha[i][j] + beta[i][j]
		}
		all := logSum(weights)
		s.readings = s.readings[:0]
		for j, c := range s.candidates {
			p := math.Exp(weights[j] - all)
			if c.typed && !s.bare && len(s.candidates) > 1 {
				p = max(p, typedP*math.Exp(weights[best[i]]-all))
			}
			if p >= leastP || j == best[i] {
				s.readings = append(s.readings, Reading{c.word, p})
			}
		}
		first := s.candidates[best[i]].word
		slices.SortStableFunc(s.readings, func(a, b Reading) int {
			switch {
			case a.Word == first:
				return -1
			case b.Word == first:
				return 1
			case a.P > b.P:
				return -1
			case a.P < b.P:
				return 1
			}
			return 0
		})
	}
}

// viterbi is the candidate of each slot on the most probable path.
func viterbi(slots []slot, steps [][][]float64, loss float64) []int {
	n := len(slots)
	best := make([]int, n)
	back := make([][]int, n)
	var previous []float64
	for i := range slots {
		s := &slots[i]
		now := make([]float64, len(s.candidates))
		back[i] = make([]int, len(s.candidates))
		for j := range s.candidates {
			if s.begins {
				now[j] = steps[i][0][j]
			} else {
				now[j] = math.Inf(-1)
				for k, p := range previous {
					if v := p + steps[i][k][j]; v > now[j] {
						now[j], back[i][j] = v, k
					}
				}
			}
			now[j] += s.emit(&s.candidates[j], loss)
		}
		if i == n-1 || slots[i+1].begins {
			for j := range now {
				if now[j] > now[best[i]] {
					best[i] = j
				}
			}
			for k := i; !slots[k].begins; k-- {
				best[k-1] = back[k][best[k]]
			}
		}
		previous = now
	}
	return best
}
