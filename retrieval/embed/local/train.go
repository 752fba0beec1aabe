package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"trolyluat/retrieval/internal/vector"
)

// Options are the settings of [Train]; the zero value trains the recipe that
// the built-in model was made with.
type Options struct {
	Dim     int // default 128
	Steps   int // default 15 000, fewer for a small corpus
	Pairs   int // pairs of syllables that get a vector, default 56 000
	Seed    uint64
	Workers int // default all cores
	Log     *slog.Logger
	// Progress is called now and then with the step, of how many, and the mean
	// loss since the last call.
	Progress func(step, of int, loss float64)
	// Every is after how many steps Progress is called, default 200.
	Every int
}

func (o Options) withDefaults(texts int) Options {
	if o.Dim == 0 {
		o.Dim = 128
	}
	if o.Steps == 0 {
		// about eighty passes; a large corpus is trained in fifteen thousand steps
		o.Steps = min(15_000, 80*texts/batch+100)
	}
	if o.Pairs == 0 {
		o.Pairs = defaultPairs
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Every == 0 {
		o.Every = 200
	}
	return o
}

// Constants of the recipe.
const (
	batch       = 256  // pairs of views compared with each other
	groupSize   = 16   // of one subject in a batch, so that the others are near misses
	headingRate = 0.45 // pairs heading ↔ rest; the others are a span of the body ↔ rest
	sharpness   = 20   // factor on cosines before the softmax
	rate        = 0.06 // of Adagrad, by row

	defaultPairs = 56_000
)

// ErrTooSmall is returned for a corpus too small to learn from.
var ErrTooSmall = errors.New("embed: corpus too small to train on")

// Train learns vectors from a corpus alone: a heading, or a span of a text, must
// be nearer to the rest of its own điều than to that of the others in the batch
// (InfoNCE; van den Oord et al., 2018). Half of a subject's texts in a batch
// stand side by side in their document. The same corpus, options and seed give
// the same model, whatever the number of workers.
func Train(ctx context.Context, texts iter.Seq2[Text, error], o Options) (*Model, error) {
	pairs := o.Pairs
	if pairs == 0 {
		pairs = defaultPairs
	}
	c, err := collect(ctx, texts, pairs)
	if err != nil {
		return nil, err
	}
	if len(c.examples) < 2*groupSize || len(c.keys) == 0 {
		return nil, fmt.Errorf("%w: %d texts", ErrTooSmall, len(c.examples))
	}
	o = o.withDefaults(len(c.examples))
	o.Log.Info("training the local embedder", "texts", len(c.examples), "rows", len(c.keys), "steps", o.Steps)
	t := newTrainer(c, o)
	loss := 0.0
	for step := range o.Steps {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("embed: train: %w", err)
		}
		loss += t.step()
		if (step+1)%o.Every == 0 || step+1 == o.Steps {
			if o.Progress != nil {
				o.Progress(step+1, o.Steps, loss/float64(o.Every))
			}
			loss = 0
		}
	}
	return t.model()
}

type trainer struct {
	*collection
	Options
	random *rand.Rand
	table  []float32 // the vectors, by row
	square []float32 // Adagrad's sum of squares, by row
	left   [batch]pooled
	right  [batch]pooled
	sims   []float32 // batch × batch, then the gradient
	losses [batch]float64
	counts [][]uint16 // scratch of each worker
}

// pooled is one view: its terms with their weights, its vector before and after
// scaling to length one, the gradient of the latter, and which example it is of.
type pooled struct {
	views   [3]view
	rows    []int32
	weight  []float32
	vector  []float32
	length  float32
	grad    []float32
	example int
}

func newTrainer(c *collection, o Options) *trainer {
	t := &trainer{collection: c, Options: o, random: rand.New(rand.NewPCG(o.Seed, 0x5bd1e995)),
		table: make([]float32, len(c.keys)*o.Dim), square: make([]float32, len(c.keys)), sims: make([]float32, batch*batch)}
	scale := 1 / math.Sqrt(float64(o.Dim))
	for r := range c.keys {
		for i := range o.Dim {
			t.table[r*o.Dim+i] = float32(t.random.NormFloat64()*scale) * c.idf[r]
		}
	}
	for i := range batch {
		t.left[i].vector, t.left[i].grad = make([]float32, o.Dim), make([]float32, o.Dim)
		t.right[i].vector, t.right[i].grad = make([]float32, o.Dim), make([]float32, o.Dim)
	}
	for range o.Workers {
		t.counts = append(t.counts, make([]uint16, len(c.keys)))
	}
	return t
}

// draw fills a batch with pairs of views.
func (t *trainer) draw() {
	for at := 0; at < batch; {
		g := t.groups[t.of[t.random.IntN(len(t.examples))]] // as often as it has texts
		n := min(groupSize, len(g), batch-at)
		// the first half side by side, the others from anywhere in the subject
		start := t.random.IntN(len(g))
		for i := range n {
			k := g[(start+i)%len(g)]
			if i >= n/2 && len(g) > n {
				k = g[t.random.IntN(len(g))]
			}
			t.pair(&t.left[at], &t.right[at], k)
			at++
		}
	}
}

// pair draws two views of a text: its heading, or a span of its body as long as
// a question, and the rest.
func (t *trainer) pair(a, b *pooled, k int) {
	e := &t.examples[k]
	a.views, b.views = [3]view{}, [3]view{}
	a.example, b.example = k, k
	if e.heading.len() >= 2 && (e.body.len() < 12 || t.random.Float64() < headingRate) {
		a.views[0] = e.heading
		b.views[0], b.views[1] = e.name, e.body
		return
	}
	n := e.body.len()
	length := min(6+t.random.IntN(20), max(1, n/2))
	start := 0
	if n > length {
		start = t.random.IntN(n - length + 1)
	}
	end := min(start+length, n)
	a.views[0] = e.body.cut(start, end)
	b.views[0], b.views[1], b.views[2] = e.heading, e.body.cut(0, start), e.body.cut(end, n)
}

// share runs f over parts of n on all workers.
func (t *trainer) share(n int, f func(worker, from, to int)) {
	var wg sync.WaitGroup
	for w := range t.Workers {
		from, to := n*w/t.Workers, n*(w+1)/t.Workers
		wg.Go(func() { f(w, from, to) })
	}
	wg.Wait()
}

// step trains on one batch and returns its mean loss.
func (t *trainer) step() float64 {
	t.draw()
	t.share(batch, func(w, from, to int) {
		for i := from; i < to; i++ {
			t.pool(&t.left[i], t.counts[w])
			t.pool(&t.right[i], t.counts[w])
		}
	})
	t.share(batch, t.compare)
	t.share(batch, t.gradients)
	t.share(t.Workers, func(_, from, to int) {
		for w := from; w < to; w++ {
			for i := range batch {
				t.update(&t.left[i], w)
				t.update(&t.right[i], w)
			}
		}
	})
	sum := 0.0
	for _, l := range t.losses {
		sum += l
	}
	return sum / batch
}

// pool computes the vector of a view.
func (t *trainer) pool(p *pooled, counts []uint16) {
	p.rows = p.rows[:0]
	for _, v := range p.views {
		for i, r := range v.word {
			if r >= 0 {
				if counts[r] == 0 {
					p.rows = append(p.rows, r)
				}
				counts[r]++
			}
			if r := v.pair[i]; r >= 0 && i > 0 {
				if counts[r] == 0 {
					p.rows = append(p.rows, r)
				}
				counts[r]++
			}
		}
	}
	p.weight = p.weight[:0]
	clear(p.vector)
	for _, r := range p.rows {
		w := saturation(counts[r])
		counts[r] = 0
		p.weight = append(p.weight, w)
		vector.Axpy(p.vector, w, t.table[int(r)*t.Dim:(int(r)+1)*t.Dim])
	}
	p.length = float32(math.Sqrt(float64(vector.Dot(p.vector, p.vector))))
	if p.length > 0 {
		s := 1 / p.length
		for i := range p.vector {
			p.vector[i] *= s
		}
	}
}

// compare fills rows of the similarities and turns them into the gradient of
// the loss: softmax minus the truth.
func (t *trainer) compare(_, from, to int) {
	for i := from; i < to; i++ {
		row := t.sims[i*batch : (i+1)*batch]
		top := float32(math.Inf(-1))
		for j := range batch {
			if j != i && t.right[j].example == t.left[i].example {
				row[j] = float32(math.Inf(-1)) // drawn twice: no wrong answer
				continue
			}
			row[j] = sharpness * vector.Dot(t.left[i].vector, t.right[j].vector)
			top = max(top, row[j])
		}
		sum := 0.0
		own := float64(row[i] - top)
		for j, s := range row {
			e := math.Exp(float64(s - top))
			row[j] = float32(e)
			sum += e
		}
		t.losses[i] = math.Log(sum) - own
		s := float32(1 / sum)
		for j := range row {
			row[j] *= s
		}
		row[i]--
	}
}

// gradients computes those of the vectors, through the scaling to length one.
func (t *trainer) gradients(_, from, to int) {
	for i := from; i < to; i++ {
		l, r := &t.left[i], &t.right[i]
		clear(l.grad)
		clear(r.grad)
		for j := range batch {
			if g := t.sims[i*batch+j]; g != 0 {
				vector.Axpy(l.grad, sharpness*g, t.right[j].vector)
			}
			if g := t.sims[j*batch+i]; g != 0 {
				vector.Axpy(r.grad, sharpness*g, t.left[j].vector)
			}
		}
		for _, p := range []*pooled{l, r} {
			if p.length == 0 {
				continue
			}
			along := vector.Dot(p.grad, p.vector)
			s := 1 / p.length
			for k := range p.grad {
				p.grad[k] = (p.grad[k] - along*p.vector[k]) * s
			}
		}
	}
}

// update moves the rows of a view that belong to worker w.
func (t *trainer) update(p *pooled, w int) {
	if p.length == 0 {
		return
	}
	norm := vector.Dot(p.grad, p.grad) / float32(t.Dim)
	if norm == 0 {
		return
	}
	for k, r := range p.rows {
		if int(r)%t.Workers != w {
			continue
		}
		c := p.weight[k]
		t.square[r] += c * c * norm
		vector.Axpy(t.table[int(r)*t.Dim:(int(r)+1)*t.Dim], -rate*c/float32(math.Sqrt(float64(t.square[r])+1e-12)), p.grad)
	}
}

// model rounds the rows to eight bits.
func (t *trainer) model() (*Model, error) {
	m := &Model{dim: t.Dim, order: t.keys, scale: make([]float32, len(t.keys)), rows: make([]int8, len(t.keys)*t.Dim)}
	for r := range t.keys {
		row := t.table[r*t.Dim : (r+1)*t.Dim]
		largest := float32(0)
		for _, v := range row {
			largest = max(largest, float32(math.Abs(float64(v))))
		}
		if largest == 0 {
			continue
		}
		m.scale[r] = largest / 127
		for i, v := range row {
			m.rows[r*t.Dim+i] = int8(math.Round(float64(v / m.scale[r])))
		}
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return nil, err
	}
	return Read(b.Bytes()) // with its name
}
