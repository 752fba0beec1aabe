// Package train fits the models of package rank on questions whose answering
// điều are known, and says how good they are on questions that they were not
// fitted on. `trolyluat train ranker` calls it; nothing does at run time.
package train

import (
	"hash/fnv"
	"sort"
)

// List is one question with its candidates.
type List struct {
	ID       string
	Rows     [][]float32
	Relevant []bool
	Fold     int
}

// Folds unites the questions that share an answer or a text and deals the
// groups out to k folds of like size. It returns the fold of each question; the
// same questions give the same folds in whatever order they come.
func Folds(questions []Question, k int) []int {
	parent := make([]int, len(questions))
	for i := range parent {
		parent[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	owner := map[string]int{}
	for i, q := range questions {
		for _, key := range append([]string{"q:" + q.Text}, prefixed(q.Gold)...) {
			if j, ok := owner[key]; ok {
				parent[find(i)] = find(j)
			} else {
				owner[key] = i
			}
		}
	}
	type group struct {
		members []int
		hash    uint64
	}
	groups := map[int]*group{}
	for i, q := range questions {
		root := find(i)
		g := groups[root]
		if g == nil {
			g = &group{}
			groups[root] = g
		}
		g.members = append(g.members, i)
		h := fnv.New64a()
		_, _ = h.Write([]byte(q.ID))
		if v := h.Sum64(); v > g.hash {
			g.hash = v
		}
	}
	order := make([]*group, 0, len(groups))
	for _, g := range groups {
		order = append(order, g)
	}
	sort.Slice(order, func(a, b int) bool {
		if len(order[a].members) != len(order[b].members) {
			return len(order[a].members) > len(order[b].members)
		}
		return order[a].hash < order[b].hash
	})
	fold := make([]int, len(questions))
	size := make([]int, k)
	for _, g := range order {
		least := 0
		for f := range size {
			if size[f] < size[least] {
				least = f
			}
		}
		for _, i := range g.members {
			fold[i] = least
		}
		size[least] += len(g.members)
	}
	return fold
}

func prefixed(gold []string) []string {
	out := make([]string, len(gold))
	for i, g := range gold {
		out[i] = "g:" + g
	}
	return out
}

// Question is a question with the source ids of the điều that answer it.
type Question struct {
	ID   string
	Text string
	Gold []string
}
