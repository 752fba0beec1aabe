package local

import (
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

// Options are the settings of [Train]; the zero value is the recipe of the
// built-in model for as many steps as two cores do in some minutes.
type Options struct {
	Dim     int // default 128
	Width   int // dimension while learning, before the projection to Dim; default twice Dim
	Batch   int // pairs of views compared with each other, default 1024, 256 for a small corpus
	Steps   int // default 3 000, fewer for a small corpus
	Pairs   int // pairs of syllables that get a vector, default 68 000
	Seed    uint64
	Workers int // default all cores
	Log     *slog.Logger
	// Progress is called now and then with the step, of how many, and the mean
	// loss since the last call.
	Progress func(step, of int, loss float64)
	// Every is after how many steps Progress is called, default 50.
	Every int
}

func (o Options) withDefaults(texts int) Options {
	if o.Dim == 0 {
		o.Dim = 128
	}
	if o.Width == 0 {
		o.Width = 2 * o.Dim
	}
	o.Width = max(o.Width, o.Dim)
	if o.Batch == 0 {
		o.Batch = 1024
		if texts < 8*o.Batch {
			o.Batch = 256
		}
	}
	o.Batch = max(o.Batch/groupSize, 1) * groupSize
	if o.Steps == 0 {
		// about a hundred passes
		o.Steps = min(3000, 100*texts/o.Batch+100)
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
		o.Every = 50
	}
	return o
}

// Constants of the recipe. Each was chosen by leaving it out or changing it, on
// headings of điều held out and a fifth of a set of questions.
const (
	groupSize   = 16   // texts of a batch that are near misses of each other
	nearRate    = 0.4  // groups of an anchor's nearest texts; the others are of one subject
	headingRate = 0.6  // pairs heading ↔ rest; the others are a span of the body ↔ rest
	mixRate     = 0.3  // headings asked together with a few words of the body
	nameRate    = 0.3  // questions that hold a few words of the document's name
	unitRate    = 0.3  // answers that are a window of the body, as long as a khoản
	dropped     = 0.3  // at most so many of a question's terms are left out
	sharpness   = 20   // factor on cosines before the softmax
	rate        = 0.12 // of Adagrad, by row
	half        = 4    // of the saturation
	averaged    = 0.3  // the last steps, whose vectors are averaged
	averageStep = 10

	defaultPairs = 68_000
)

// ErrTooSmall is returned for a corpus too small to learn from.
var ErrTooSmall = errors.New("embed: corpus too small to train on")

// Train learns vectors from a corpus alone: a heading, or a span of a text, must
// be nearer to the rest of its own điều than to that of the others in the batch
// (InfoNCE; van den Oord et al., 2018), many of which are near misses: texts of
// one subject, half of them side by side in their document, or those that the
// vectors so far hold for the nearest (Xiong et al., 2021). It learns in Width
// dimensions, averages the last steps, and keeps the Dim directions in which
// the texts differ most. The same corpus, options and seed give the same model,
// whatever the number of workers.
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
	o.Log.Info("training the local embedder", "texts", len(c.examples), "rows", len(c.keys), "steps", o.Steps, "batch", o.Batch, "width", o.Width)
	t := newTrainer(c, o)
	loss, since := 0.0, 0
	for step := range o.Steps {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("embed: train: %w", err)
		}
		if step >= o.Steps/20 && (step%renewal == 0 || t.near.examples == nil) {
			t.renewNear()
		}
		loss += t.step()
		since++
		if left := o.Steps - 1 - step; float64(left) < averaged*float64(o.Steps) && left%averageStep == 0 {
			t.addToMean()
		}
		if (step+1)%o.Every == 0 || step+1 == o.Steps {
			if o.Progress != nil {
				o.Progress(step+1, o.Steps, loss/float64(since))
			}
			loss, since = 0, 0
		}
	}
	t.takeMean()
	return t.model(t.project())
}

type trainer struct {
	*collection
	Options
	random *rand.Rand
	table  []float32 // the vectors, Width numbers a row
	square []float32 // Adagrad's sum of squares, by row
	owner  []uint8   // worker that moves the row
	mean   []float32 // sum of the last tables
	means  int
	near   near
	left   []pooled
	right  []pooled
	sims   []float32 // Batch × Batch, then the gradient
	losses []float64
	counts [][]uint16 // scratch of each worker
}

func newTrainer(c *collection, o Options) *trainer {
	o.Workers = min(o.Workers, math.MaxUint8)
	t := &trainer{collection: c, Options: o, random: rand.New(rand.NewPCG(o.Seed, 0x5bd1e995)),
		table: make([]float32, len(c.keys)*o.Width), square: make([]float32, len(c.keys)), owner: make([]uint8, len(c.keys)),
		left: make([]pooled, o.Batch), right: make([]pooled, o.Batch), losses: make([]float64, o.Batch),
		sims: make([]float32, o.Batch*o.Batch)}
	scale := 1 / math.Sqrt(float64(o.Width))
	for r := range c.keys {
		t.owner[r] = uint8(r % o.Workers)
		s := scale * math.Sqrt(float64(c.idf[r]))
		for i := range o.Width {
			t.table[r*o.Width+i] = float32(t.random.NormFloat64() * s)
		}
	}
	flat := make([]float32, 4*o.Batch*o.Width)
	for i := range o.Batch {
		for k, v := range []*[]float32{&t.left[i].vector, &t.right[i].vector, &t.left[i].grad, &t.right[i].grad} {
			at := (k*o.Batch + i) * o.Width
			*v = flat[at : at+o.Width : at+o.Width]
		}
	}
	for range o.Workers {
		t.counts = append(t.counts, make([]uint16, len(c.keys)))
	}
	return t
}

// row is the vector of a term.
func (t *trainer) row(r int32) []float32 { return t.table[int(r)*t.Width : (int(r)+1)*t.Width] }

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
	t.share(t.Batch, func(w, from, to int) {
		for i := from; i < to; i++ {
			t.pool(&t.left[i], t.counts[w])
			t.pool(&t.right[i], t.counts[w])
		}
	})
	t.share(t.Batch, t.compare)
	t.share(t.Batch, t.gradients)
	t.share(t.Workers, func(_, from, to int) {
		for w := from; w < to; w++ {
			for i := range t.Batch {
				t.update(&t.left[i], w)
				t.update(&t.right[i], w)
			}
		}
	})
	sum := 0.0
	for _, l := range t.losses {
		sum += l
	}
	return sum / float64(t.Batch)
}

// block is how many vectors are compared with another while it is in the
// nearest cache.
const block = 16

// compare fills rows of the similarities and turns them into the gradient of
// the loss: softmax minus the truth. Shares of the softmax that together are
// less than a hundredth count as nothing.
func (t *trainer) compare(_, from, to int) {
	n := t.Batch
	for first := from; first < to; first += block {
		last := min(first+block, to)
		for j := range n {
			of := &t.right[j]
			for i := first; i < last; i++ {
				t.sims[i*n+j] = sharpness * vector.Dot(t.left[i].vector, of.vector)
			}
		}
	}
	least := float32(0.01) / float32(n)
	for i := from; i < to; i++ {
		row := t.sims[i*n : (i+1)*n]
		top := row[i]
		for j, s := range row {
			if j != i && t.right[j].example == t.left[i].example {
				row[j] = float32(math.Inf(-1)) // drawn twice: no wrong answer
				continue
			}
			top = max(top, s)
		}
		sum := 0.0
		own := float64(row[i] - top)
		for j, s := range row {
			if s < top-25 {
				row[j] = 0
				continue
			}
			e := math.Exp(float64(s - top))
			row[j] = float32(e)
			sum += e
		}
		t.losses[i] = math.Log(sum) - own
		s := float32(1 / sum)
		for j := range row {
			if row[j] *= s; row[j] < least && j != i {
				row[j] = 0
			}
		}
		row[i]--
	}
}

// gradients computes those of the vectors, through the scaling to length one.
func (t *trainer) gradients(_, from, to int) {
	n := t.Batch
	for i := from; i < to; i++ {
		l := &t.left[i]
		clear(l.grad)
		clear(t.right[i].grad)
		for j, g := range t.sims[i*n : (i+1)*n] {
			if g != 0 {
				vector.Axpy(l.grad, sharpness*g, t.right[j].vector)
			}
		}
	}
	for j := range n {
		for i, g := range t.sims[j*n+from : j*n+to] {
			if g != 0 {
				vector.Axpy(t.right[from+i].grad, sharpness*g, t.left[j].vector)
			}
		}
	}
	for i := from; i < to; i++ {
		for _, p := range []*pooled{&t.left[i], &t.right[i]} {
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
	norm := vector.Dot(p.grad, p.grad) / float32(t.Width)
	if norm == 0 {
		return
	}
	for k, r := range p.rows {
		if int(t.owner[r]) != w {
			continue
		}
		c := p.weight[k]
		t.square[r] += c * c * norm
		vector.Axpy(t.row(r), -rate*c/float32(math.Sqrt(float64(t.square[r])+1e-12)), p.grad)
	}
}
