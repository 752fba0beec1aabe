package local

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"trolyluat/retrieval/internal/vector"
)

// pooled is one view: its terms with their weights, its vector before and after
// scaling to length one, the gradient of the latter, and which example it is of.
type pooled struct {
	views   [4]view
	drop    float32 // share of the terms that is left out, by chance
	chance  uint64  // seed of that
	rows    []int32
	weight  []float32
	vector  []float32
	length  float32
	grad    []float32
	example int
}

// draw fills a batch with pairs of views.
func (t *trainer) draw() {
	near := t.drawNear()
	for at := 0; at < t.Batch; at += groupSize {
		if at/groupSize < len(near) {
			for i, k := range near[at/groupSize] {
				t.pair(&t.left[at+i], &t.right[at+i], k)
			}
			continue
		}
		g := t.groups[t.of[t.random.IntN(len(t.examples))]] // as often as it has texts
		// the first half side by side, the others from anywhere in the subject
		start := t.random.IntN(len(g))
		for i := range groupSize {
			k := g[(start+i)%len(g)]
			if i >= groupSize/2 {
				k = g[t.random.IntN(len(g))]
			}
			t.pair(&t.left[at+i], &t.right[at+i], k)
		}
	}
}

// pair draws two views of a text: as questions ask, its heading, or a span of its
// body, with or without some more words; and the rest of it, or a part as long as
// a khoản.
func (t *trainer) pair(a, b *pooled, k int) {
	e := &t.examples[k]
	a.views, b.views = [4]view{}, [4]view{}
	a.example, b.example = k, k
	a.drop, a.chance = dropped*t.random.Float32(), t.random.Uint64()
	n := e.body.len()
	start, end := 0, 0 // what the question takes from the body, and the answer lacks
	if heading := e.heading.len() >= 2 && (n < 12 || t.random.Float64() < headingRate); heading {
		a.views[0] = e.heading
		if t.random.Float64() < mixRate {
			a.views[1] = t.words(e.body, n/3)
		}
		start = t.random.IntN(n + 1)
		end = start
	} else {
		length := min(6+t.random.IntN(20), max(1, n/2), n)
		start = t.random.IntN(n - length + 1)
		end = start + length
		a.views[0] = e.body.cut(start, end)
		b.views[1] = e.heading
	}
	if t.random.Float64() < nameRate {
		a.views[2] = t.words(e.name, e.name.len())
	}
	b.views[0] = e.name
	from, to := 0, n
	if n > 60 && t.random.Float64() < unitRate {
		window := 30 + t.random.IntN(60)
		from, to = max(0, start-t.random.IntN(window)), min(n, end+t.random.IntN(window))
	}
	b.views[2], b.views[3] = e.body.cut(from, start), e.body.cut(end, to)
}

// words are two to nine neighbours of a view, at most limit.
func (t *trainer) words(v view, limit int) view {
	length := min(2+t.random.IntN(8), limit)
	start := t.random.IntN(v.len() - length + 1)
	return v.cut(start, start+length)
}

// pool computes the vector of a view.
func (t *trainer) pool(p *pooled, counts []uint16) {
	p.rows = p.rows[:0]
	if p.drop > 0 {
		p.countSome(counts)
	} else {
		for _, v := range p.views {
			for i, r := range v.word {
				p.count(r, counts)
				if i > 0 {
					p.count(v.pair[i], counts)
				}
			}
		}
	}
	p.weight = p.weight[:0]
	clear(p.vector)
	for _, r := range p.rows {
		w := saturation(counts[r], half)
		counts[r] = 0
		p.weight = append(p.weight, w)
		vector.Axpy(p.vector, w, t.row(r))
	}
	p.length = float32(math.Sqrt(float64(vector.Dot(p.vector, p.vector))))
	if p.length > 0 {
		s := 1 / p.length
		for i := range p.vector {
			p.vector[i] *= s
		}
	}
}

// count counts a term, -1 for none.
func (p *pooled) count(r int32, counts []uint16) {
	if r < 0 {
		return
	}
	if counts[r] == 0 {
		p.rows = append(p.rows, r)
	}
	counts[r]++
}

// countSome counts the terms but for those that are left out by chance.
func (p *pooled) countSome(counts []uint16) {
	chance := rand.New(rand.NewPCG(p.chance, 0))
	for _, v := range p.views {
		for i, r := range v.word {
			if chance.Float32() >= p.drop {
				p.count(r, counts)
			}
			if i > 0 && chance.Float32() >= p.drop {
				p.count(v.pair[i], counts)
			}
		}
	}
}

// near is a part of the corpus with its vectors of some steps ago, among which
// near misses are sought.
type near struct {
	examples []int
	vectors  []float32 // Width numbers each
}

const (
	renewal  = 250  // steps after which the part is drawn and embedded anew
	nearPart = 4    // one text in so many is in it
	same     = 0.97 // cosine above which two texts say the same, which is no near miss
)

// renewNear draws the part anew.
func (t *trainer) renewNear() {
	n := max(len(t.examples)/nearPart, min(len(t.examples), 8*groupSize))
	t.near.examples = t.random.Perm(len(t.examples))[:n]
	t.near.vectors = t.embed(t.near.examples)
}

// embed is the vectors of whole texts, one after the other.
func (t *trainer) embed(examples []int) []float32 {
	out := make([]float32, len(examples)*t.Width)
	t.share(len(examples), func(w, from, to int) {
		var p pooled
		for i := from; i < to; i++ {
			e := &t.examples[examples[i]]
			p.views = [4]view{e.name, e.heading, e.body}
			p.vector = out[i*t.Width : (i+1)*t.Width]
			t.pool(&p, t.counts[w])
		}
	})
	return out
}

// drawNear draws groups of a text and what the part holds nearest to it.
func (t *trainer) drawNear() [][]int {
	if len(t.near.examples) == 0 {
		return nil
	}
	anchors := make([]int, int(nearRate*float64(t.Batch/groupSize)))
	for i := range anchors {
		anchors[i] = t.random.IntN(len(t.examples))
	}
	n, width := len(t.near.examples), t.Width
	vectors := t.embed(anchors)
	groups := make([][]int, len(anchors))
	t.share(len(anchors), func(_, from, to int) {
		scores := make([]float32, (to-from)*n)
		for j := range n {
			x := t.near.vectors[j*width : (j+1)*width]
			for i := from; i < to; i++ {
				scores[(i-from)*n+j] = vector.Dot(vectors[i*width:(i+1)*width], x)
			}
		}
		for i := from; i < to; i++ {
			groups[i] = append(groups[i], anchors[i])
			for _, j := range nearest(scores[(i-from)*n:(i-from+1)*n], groupSize-1) {
				groups[i] = append(groups[i], t.near.examples[j])
			}
			for len(groups[i]) < groupSize { // of a small corpus that says much the same
				groups[i] = append(groups[i], anchors[i])
			}
		}
	})
	return groups
}

// nearest are the places of the k greatest scores that are below that of the
// same text.
func nearest(scores []float32, k int) []int {
	best := make([]int, 0, k+1)
	for j, s := range scores {
		if s > same || len(best) == k && s <= scores[best[k-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, s, func(b int, s float32) int { return cmp.Compare(s, scores[b]) })
		best = slices.Insert(best, at, j)
		best = best[:min(len(best), k)]
	}
	return best
}
