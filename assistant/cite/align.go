package cite

// pair ties a token of the statement to a token of the passage.
type pair struct{ s, p int }

// alignment is how the words of a statement stand in a passage.
type alignment struct {
	pairs    []pair // ascending in s; p ascends but where the statement tells things in another order
	of       []int  // per token of the statement the token of the passage, or -1
	coverage float64
	longest  int // longest run of words that stand together in both
}

const (
	contentWeight = 1.0
	stopWeight    = 0.35
	runBonus      = 0.5 // for standing together in both
	gapOpen       = 0.55
	gapPassage    = 0.03 // per word of the passage left out
	gapStatement  = 0.12 // per word of the statement that is its own
	jumpCost      = 2.2  // to go on elsewhere in the passage
)

func weight(t token) float64 {
	switch {
	case t.skip:
		return 0
	case stopWords[t.key]:
		return stopWeight
	}
	return contentWeight
}

// align finds how the statement is told by the passage: a local alignment of
// words that may leave out words on both sides and jump. It takes time in the
// product of the lengths.
func align(s, p []token) alignment {
	n, m := len(s), len(p)
	a := alignment{of: make([]int, n)}
	for i := range a.of {
		a.of[i] = -1
	}
	if n == 0 || m == 0 {
		return a
	}
	const (
		fresh = int32(-1)
		none  = int32(-2)
	)
	back := make([]int32, n*m) // previous cell of a match, fresh, or none
	type best struct {
		score float64
		cell  int32
	}
	minus := best{-1e9, fresh}
	rowM, rowG := make([]best, m), make([]best, m)   // of row i-1
	nextM, nextG := make([]best, m), make([]best, m) // of row i
	for j := range m {
		rowM[j], rowG[j] = minus, minus
	}
	jump, top := minus, minus
	for i := range n {
		w := weight(s[i])
		rowTop := minus
		for j := range m {
			nextM[j] = minus
			back[i*m+j] = none
			if w > 0 && s[i].key == p[j].key {
				from := best{0, fresh}
				if jump.score-jumpCost > from.score {
					from = best{jump.score - jumpCost, jump.cell}
				}
				if j > 0 {
					if v := rowM[j-1]; v.score+runBonus > from.score {
						from = best{v.score + runBonus, int32((i-1)*m + j - 1)}
					}
					if v := rowG[j-1]; v.score > from.score {
						from = v
					}
				}
				nextM[j] = best{from.score + w, int32(i*m + j)}
				back[i*m+j] = from.cell
				if nextM[j].score > rowTop.score {
					rowTop = nextM[j]
				}
			}
			g := best{nextM[j].score - gapOpen, nextM[j].cell}
			if v := rowG[j]; v.score-gapStatement > g.score {
				g = best{v.score - gapStatement, v.cell}
			}
			if j > 0 {
				if v := nextG[j-1]; v.score-gapPassage > g.score {
					g = best{v.score - gapPassage, v.cell}
				}
			}
			nextG[j] = g
		}
		if rowTop.score > jump.score {
			jump = rowTop
		}
		if rowTop.score > top.score {
			top = rowTop
		}
		rowM, nextM = nextM, rowM
		rowG, nextG = nextG, rowG
	}
	for cell := top.cell; cell >= 0; cell = back[cell] {
		a.of[int(cell)/m] = int(cell) % m
	}
	a.finish(s)
	return a
}

// finish derives pairs, coverage and the longest run from of.
func (a *alignment) finish(s []token) {
	var total, got float64
	run := 0
	for i, j := range a.of {
		w := weight(s[i])
		total += w
		if j < 0 {
			run = 0
			continue
		}
		got += w
		if len(a.pairs) > 0 && a.pairs[len(a.pairs)-1] == (pair{i - 1, j - 1}) {
			run++
		} else {
			run = 1
		}
		a.longest = max(a.longest, run)
		a.pairs = append(a.pairs, pair{i, j})
	}
	if total > 0 {
		a.coverage = got / total
	}
}

// bag is the share of the statement's content words that occur anywhere in the
// passage.
func bag(s []token, counts map[string]int) float64 {
	var total, got float64
	for _, t := range s {
		w := weight(t)
		if w < contentWeight {
			continue
		}
		total += w
		if counts[t.key] > 0 {
			got += w
		}
	}
	if total == 0 {
		return 0
	}
	return got / total
}
