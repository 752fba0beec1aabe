package wording

// Pair ties a token of the statement to a token of the passage.
type Pair struct{ S, P int }

// Alignment is how the words of a statement stand in a passage.
type Alignment struct {
	Pairs    []Pair // ascending in s; p ascends but where the statement tells things in another order
	Of       []int  // per token of the statement the token of the passage, or -1
	Coverage float64
	Longest  int // longest run of words that stand together in both
}

const (
	ContentWeight = 1.0
	stopWeight    = 0.35
	runBonus      = 0.5 // for standing together in both
	gapOpen       = 0.55
	gapPassage    = 0.03 // per word of the passage left out
	gapStatement  = 0.12 // per word of the statement that is its own
	jumpCost      = 2.2  // to go on elsewhere in the passage
)

// Weight is what a token counts in an alignment: nothing when it is skipped, little
// when it is a stop word.
func Weight(t Token) float64 {
	switch {
	case t.Skip:
		return 0
	case StopWords[t.Key]:
		return stopWeight
	}
	return ContentWeight
}

// Align finds how the statement is told by the passage: a local alignment of
// words that may leave out words on both sides and jump. It takes time in the
// product of the lengths.
func Align(s, p []Token) Alignment {
	n, m := len(s), len(p)
	a := Alignment{Of: make([]int, n)}
	for i := range a.Of {
		a.Of[i] = -1
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
		w := Weight(s[i])
		rowTop := minus
		for j := range m {
			nextM[j] = minus
			back[i*m+j] = none
			if w > 0 && s[i].Key == p[j].Key {
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
		a.Of[int(cell)/m] = int(cell) % m
	}
	a.Finish(s)
	return a
}

// Finish derives Pairs, Coverage and Longest from Of.
func (a *Alignment) Finish(s []Token) {
	var total, got float64
	run := 0
	for i, j := range a.Of {
		w := Weight(s[i])
		total += w
		if j < 0 {
			run = 0
			continue
		}
		got += w
		if len(a.Pairs) > 0 && a.Pairs[len(a.Pairs)-1] == (Pair{i - 1, j - 1}) {
			run++
		} else {
			run = 1
		}
		a.Longest = max(a.Longest, run)
		a.Pairs = append(a.Pairs, Pair{i, j})
	}
	if total > 0 {
		a.Coverage = got / total
	}
}

// Bag is the share of the statement's content words that occur anywhere in the
// passage.
func Bag(s []Token, counts map[string]int) float64 {
	var total, got float64
	for _, t := range s {
		w := Weight(t)
		if w < ContentWeight {
			continue
		}
		total += w
		if counts[t.Key] > 0 {
			got += w
		}
	}
	if total == 0 {
		return 0
	}
	return got / total
}
