package train

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"trolyluat/retrieval/rank"
)

// TreeOptions are the settings of [FitTrees].
type TreeOptions struct {
	Trees   int     // default 120
	Leaves  int     // default 10
	MinLeaf int     // rows in a leaf, default 40
	Rate    float64 // shrinkage, default 0.07
	Lambda  float64 // L2 on leaf values, default 3
	Columns float64 // share of the features that a tree may use, default 0.4
	Skip    []bool  // columns that are not used; nil uses all
	Seed    uint64
}

func (o TreeOptions) withDefaults() TreeOptions {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	setF := func(p *float64, v float64) {
		if *p == 0 {
			*p = v
		}
	}
	set(&o.Trees, 120)
	set(&o.Leaves, 10)
	set(&o.MinLeaf, 40)
	setF(&o.Rate, 0.07)
	setF(&o.Lambda, 3)
	setF(&o.Columns, 0.4)
	return o
}

// maxBins is how many values of a feature are told apart.
const maxBins = 64

// FitTrees fits LambdaMART (Burges, MSR-TR-2010-82, with ΔNDCG) on what base
// leaves over: the trees' scores are added to base's. The same lists, options
// and seed give the same trees.
func FitTrees(lists []*List, base func(row []float32) float32, o TreeOptions) []rank.Tree {
	o = o.withDefaults()
	g := &grower{TreeOptions: o, random: rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15))}
	for _, q := range lists {
		if q.answered() {
			g.take(q, base)
		}
	}
	if len(g.rows) == 0 {
		return nil
	}
	g.bin()
	g.gradient = make([]float64, len(g.rows))
	g.hessian = make([]float64, len(g.rows))
	trees := make([]rank.Tree, 0, o.Trees)
	for range o.Trees {
		g.lambdas()
		trees = append(trees, g.grow())
	}
	return trees
}

// contenders is how many of the best candidates of a list teach the trees, with
// all answers; those far behind never come into question.
const contenders = 60

// take adds the rows of a list that teach.
func (g *grower) take(q *List, base func(row []float32) float32) {
	scores := make([]float64, len(q.Rows))
	for i, r := range q.Rows {
		scores[i] = float64(base(r))
	}
	least := math.Inf(-1)
	if len(scores) > contenders {
		sorted := slices.Clone(scores)
		slices.Sort(sorted)
		least = sorted[len(sorted)-contenders]
	}
	s := span{from: len(g.rows)}
	for i, r := range q.Rows {
		if scores[i] >= least || q.Relevant[i] {
			g.rows = append(g.rows, r)
			g.scores = append(g.scores, scores[i])
			s.relevant = append(s.relevant, q.Relevant[i])
		}
	}
	s.to = len(g.rows)
	g.spans = append(g.spans, s)
}

type span struct {
	from, to int
	relevant []bool
}

type grower struct {
	TreeOptions
	random   *rand.Rand
	rows     [][]float32
	scores   []float64
	spans    []span
	bins     [][]uint8   // by feature, by row
	cuts     [][]float32 // by feature: upper bound of each bin but the last
	gradient []float64
	hessian  []float64
}

// bin cuts every feature at quantiles of its distinct values.
func (g *grower) bin() {
	n := len(rank.FeatureNames)
	g.bins = make([][]uint8, n)
	g.cuts = make([][]float32, n)
	values := make([]float32, len(g.rows))
	for f := range n {
		for i, r := range g.rows {
			values[i] = r[f]
		}
		sorted := slices.Clone(values)
		slices.Sort(sorted)
		var cuts []float32
		for b := 1; b < maxBins; b++ {
			v := sorted[b*(len(sorted)-1)/maxBins]
			if v < sorted[len(sorted)-1] && (len(cuts) == 0 || v > cuts[len(cuts)-1]) {
				cuts = append(cuts, v)
			}
		}
		g.cuts[f] = cuts
		g.bins[f] = make([]uint8, len(g.rows))
		for i, v := range values {
			g.bins[f][i] = uint8(sort.Search(len(cuts), func(k int) bool { return v <= cuts[k] }))
		}
	}
}

// lambdas computes the gradient and its slope for every row.
func (g *grower) lambdas() {
	clear(g.gradient)
	clear(g.hessian)
	for _, s := range g.spans {
		scores := g.scores[s.from:s.to]
		order := make([]int, len(scores))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			switch {
			case scores[a] > scores[b]:
				return -1
			case scores[a] < scores[b]:
				return 1
			}
			return 0
		})
		gain := make([]float64, len(scores)) // discount at the row's place
		for place, i := range order {
			gain[i] = 1 / math.Log2(float64(place)+2)
		}
		good, ideal := 0, 0.0
		for _, r := range s.relevant {
			if r {
				ideal += 1 / math.Log2(float64(good)+2)
				good++
			}
		}
		for i, r := range s.relevant {
			if !r {
				continue
			}
			for j, bad := range s.relevant {
				if bad {
					continue
				}
				delta := math.Abs(gain[i]-gain[j]) / ideal
				rho := 1 / (1 + math.Exp(scores[i]-scores[j]))
				l := rho * delta
				h := rho * (1 - rho) * delta
				g.gradient[s.from+i] += l
				g.gradient[s.from+j] -= l
				g.hessian[s.from+i] += h
				g.hessian[s.from+j] += h
			}
		}
	}
}

type cell struct {
	g, h float64
	n    int
}

type leaf struct {
	rows  []int32
	hist  [][]cell // by chosen feature
	total cell
	node  int
	split split
}

type split struct {
	gain    float64
	feature int // place among the chosen ones, -1 none
	bin     int
}

// grow adds the best split of any leaf until the tree has its leaves, and adds
// the tree to the scores.
func (g *grower) grow() rank.Tree {
	chosen := g.columns()
	root := &leaf{rows: make([]int32, len(g.rows))}
	for i := range root.rows {
		root.rows[i] = int32(i)
		root.total.g += g.gradient[i]
		root.total.h += g.hessian[i]
	}
	root.total.n = len(root.rows)
	root.hist = g.histogram(root.rows, chosen)
	root.split = g.best(root, chosen)
	t := rank.Tree{}
	addNode := func() int {
		t.Feature = append(t.Feature, -1)
		t.Threshold = append(t.Threshold, 0)
		t.Left = append(t.Left, 0)
		t.Right = append(t.Right, 0)
		t.Value = append(t.Value, 0)
		return len(t.Feature) - 1
	}
	root.node = addNode()
	leaves := []*leaf{root}
	for len(leaves) < g.Leaves {
		at := -1
		for i, l := range leaves {
			if l.split.feature >= 0 && (at < 0 || l.split.gain > leaves[at].split.gain) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		l := leaves[at]
		f := chosen[l.split.feature]
		left, right := &leaf{}, &leaf{}
		for _, r := range l.rows {
			side := right
			if int(g.bins[f][r]) <= l.split.bin {
				side = left
			}
			side.rows = append(side.rows, r)
			side.total.g += g.gradient[r]
			side.total.h += g.hessian[r]
			side.total.n++
		}
		small, large := left, right
		if len(right.rows) < len(left.rows) {
			small, large = right, left
		}
		small.hist = g.histogram(small.rows, chosen)
		large.hist = l.hist
		for c := range large.hist {
			for b := range large.hist[c] {
				s := small.hist[c][b]
				large.hist[c][b].g -= s.g
				large.hist[c][b].h -= s.h
				large.hist[c][b].n -= s.n
			}
		}
		left.split, right.split = g.best(left, chosen), g.best(right, chosen)
		t.Feature[l.node] = int16(f)
		t.Threshold[l.node] = g.cuts[f][l.split.bin]
		left.node, right.node = addNode(), addNode()
		t.Left[l.node], t.Right[l.node] = int16(left.node), int16(right.node)
		leaves[at] = left
		leaves = append(leaves, right)
	}
	for _, l := range leaves {
		value := g.Rate * l.total.g / (l.total.h + g.Lambda)
		t.Value[l.node] = float32(value)
		for _, r := range l.rows {
			g.scores[r] += value
		}
	}
	return t
}

// columns draws the features of one tree.
func (g *grower) columns() []int {
	var usable []int
	for f := range g.cuts {
		if len(g.cuts[f]) > 0 && !(g.Skip != nil && g.Skip[f]) {
			usable = append(usable, f)
		}
	}
	g.random.Shuffle(len(usable), func(i, j int) { usable[i], usable[j] = usable[j], usable[i] })
	n := int(math.Ceil(g.Columns * float64(len(usable))))
	usable = usable[:n]
	slices.Sort(usable)
	return usable
}

func (g *grower) histogram(rows []int32, chosen []int) [][]cell {
	hist := make([][]cell, len(chosen))
	for c, f := range chosen {
		h := make([]cell, len(g.cuts[f])+1)
		bins := g.bins[f]
		for _, r := range rows {
			b := &h[bins[r]]
			b.g += g.gradient[r]
			b.h += g.hessian[r]
			b.n++
		}
		hist[c] = h
	}
	return hist
}

func (g *grower) best(l *leaf, chosen []int) split {
	best := split{feature: -1, gain: 1e-9}
	value := func(c cell) float64 { return c.g * c.g / (c.h + g.Lambda) }
	whole := value(l.total)
	for c := range chosen {
		var left cell
		for b := 0; b+1 < len(l.hist[c]); b++ {
			left.g += l.hist[c][b].g
			left.h += l.hist[c][b].h
			left.n += l.hist[c][b].n
			if left.n < g.MinLeaf {
				continue
			}
			right := cell{l.total.g - left.g, l.total.h - left.h, l.total.n - left.n}
			if right.n < g.MinLeaf {
				break
			}
			if gain := value(left) + value(right) - whole; gain > best.gain {
				best = split{gain, c, b}
			}
		}
	}
	return best
}
