// Package refusal measures when the assistant refuses without a model: questions
// whose provision was found should be answered, the same questions with the
// document that answers hidden from the search, and questions that are none of
// the law's business, should not. It fits the weights by which package reading
// judges that, and measures them out of fold, folds by document. `trolyluat eval
// refusal` calls it.
package refusal

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"trolyluat/assistant"
	"trolyluat/assistant/reading"
	"trolyluat/assistant/reading/train"
	"trolyluat/corpus/sample"
	"trolyluat/corpus/vitext"
	"trolyluat/eval/keypoints"
	"trolyluat/eval/metrics"
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/retrieval"
)

// Questions of our own that no law answers, one a line.
//
//go:embed elsewhere.txt
var elsewhere string

// Set is a file of questions with the store that they are asked of.
type Set struct {
	Questions string // of any format of eval retrieval, or of our own
	Searcher  assistant.Searcher
	Terms     assistant.TermStats
}

// Options are what [Run] needs.
type Options struct {
	Sets  []Set
	Folds int // cross-validation; 0 measures the weights that ship
	Seed  uint64
	Limit int // the first so many questions of each set only
	// Weigh is how much the questions of our own count in fitting beside the others;
	// default 1. They are in everyday words and few.
	Weigh    int
	Progress func(done, of int)
}

// Report is what was measured.
type Report struct {
	Suite   string             `json:"suite"` // "refusal"
	N       int                `json:"n"`
	Metrics map[string]float64 `json:"metrics"`
}

// ErrNoQuestions is returned where there is nothing to measure.
var ErrNoQuestions = errors.New("eval refusal: no question whose answer was found")

// example is a question as it was read.
type example struct {
	features []float64
	carries  bool   // an answer is among the passages
	kind     string // "answerable", "hidden", "elsewhere", "unanswerable"
	everyday bool   // of our own format
	group    string // document that answers
}

// kinds of examples, as the figures name them.
const (
	answerable   = "answerable"
	hidden       = "hidden"       // the document that answers was hidden
	notOfLaw     = "elsewhere"    // no law answers
	unanswerable = "unanswerable" // the file says that the store does not answer
)

// Run reads all questions and measures. An error ends it.
func Run(ctx context.Context, o Options) (Report, error) {
	list, err := examples(ctx, o)
	if err != nil {
		return Report{}, err
	}
	probability := make([]float64, len(list))
	if o.Folds == 0 {
		shipped := reading.Shipped()
		for i := range list {
			probability[i] = shipped.Of(list[i].features)
		}
	} else {
		fold := foldsOf(list, o.Folds)
		for f := range o.Folds {
			var rest []example
			for i := range list {
				if fold[i] != f {
					rest = append(rest, list[i])
				}
			}
			c := fit(rest, o.Weigh)
			for i := range list {
				if fold[i] == f {
					probability[i] = c.Of(list[i].features)
				}
			}
		}
	}
	return Report{Suite: "refusal", N: len(list), Metrics: summary(list, probability, o.Seed)}, nil
}

// Fit fits the weights on all questions.
func Fit(ctx context.Context, o Options) (reading.Carry, error) {
	list, err := examples(ctx, o)
	if err != nil {
		return nil, err
	}
	return fit(list, o.Weigh), nil
}

func fit(list []example, weigh int) reading.Carry {
	var groups []train.Group
	for _, e := range list {
		is := truth(e.carries)
		n := 1
		if e.everyday || e.kind == notOfLaw {
			n = max(1, weigh)
		}
		for range n {
			groups = append(groups, train.Group{Rows: [][]float64{e.features, make([]float64, len(e.features))}, Gain: []float64{is, 1 - is}})
		}
	}
	names := reading.CarryFeatures()
	w := train.Fit(groups, len(names), train.Options{L2: 1e-3, Steps: 600})
	c := reading.Carry{}
	for i, n := range names {
		c[n] = w[i]
	}
	return c
}

// foldsOf deals examples out so that those of one document share the fold, each
// document, in the order in which they are met, to the smallest.
func foldsOf(list []example, k int) []int {
	size := map[string]int{}
	var order []string
	for _, e := range list {
		if size[e.group] == 0 {
			order = append(order, e.group)
		}
		size[e.group]++
	}
	slices.SortStableFunc(order, func(a, b string) int { return size[b] - size[a] })
	load, of := make([]int, k), map[string]int{}
	for _, g := range order {
		least := 0
		for f := range load {
			if load[f] < load[least] {
				least = f
			}
		}
		of[g] = least
		load[least] += size[g]
	}
	out := make([]int, len(list))
	for i, e := range list {
		out[i] = of[e.group]
	}
	return out
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// summary gives what each kind of question gets, how often what is refused is
// rightly refused, and how well the probability tells the two apart.
func summary(list []example, probability []float64, seed uint64) map[string]float64 {
	by := map[string][]float64{}
	var refused, right, carried, bare []float64
	add := func(name string, v float64) { by[name] = append(by[name], v) }
	for i, e := range list {
		p := probability[i]
		names := []string{e.kind}
		if e.everyday {
			names = append(names, "everyday/"+e.kind)
		}
		for _, n := range names {
			add(n+"/refused", truth(p < assistant.Perhaps))
			add(n+"/unsure", truth(p >= assistant.Perhaps && p < assistant.Surely))
			add(n+"/sure", truth(p >= assistant.Surely))
		}
		refused = append(refused, truth(p < assistant.Perhaps))
		right = append(right, truth(p < assistant.Perhaps && !e.carries))
		if e.carries {
			carried = append(carried, p)
		} else {
			bare = append(bare, p)
			add("refusal_recall", truth(p < assistant.Perhaps))
			add("not_sure_recall", truth(p < assistant.Surely))
		}
	}
	out := map[string]float64{}
	for name, v := range by {
		metrics.Flat(out, name, metrics.Bootstrap(v, seed))
		if kind, ok := strings.CutSuffix(name, "/refused"); ok {
			out["n_"+kind] = float64(len(v))
		}
	}
	metrics.Flat(out, "refusal_precision", metrics.BootstrapRatio(right, refused, seed))
	out["auc"] = auc(carried, bare)
	slices.Sort(carried)
	for _, share := range []float64{0.02, 0.05, 0.1} {
		at := carried[int(share*float64(len(carried)))]
		n := 0.0
		for _, p := range bare {
			n += truth(p < at)
		}
		out[fmt.Sprintf("threshold@%g", share)] = at
		out[fmt.Sprintf("refusal_recall@%g", share)] = n / float64(len(bare))
	}
	return out
}

// auc is the probability that one that carries is held more probable than one
// that does not.
func auc(carried, bare []float64) float64 {
	n := 0.0
	for _, a := range carried {
		for _, b := range bare {
			n += truth(a > b) + truth(a == b)/2
		}
	}
	return n / float64(len(carried)*len(bare))
}

// task is a question with what answers it.
type task struct {
	text     string
	gold     []string
	everyday bool
	never    bool // the store does not answer
}

func tasksOf(file string) ([]task, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("eval refusal: open questions: %w", err)
	}
	defer f.Close()
	own := keypoints.Is(f)
	if _, err := f.Seek(0, 0); err != nil {
		return nil, fmt.Errorf("eval refusal: read questions: %w", err)
	}
	var out []task
	if !own {
		list, err := evalretrieval.ReadQuestions(f)
		if err != nil {
			return nil, fmt.Errorf("eval refusal: read questions of %s: %w", file, err)
		}
		for _, q := range list {
			out = append(out, task{text: q.Text, gold: q.Gold})
		}
		return out, nil
	}
	list, err := keypoints.Read(f)
	if err != nil {
		return nil, fmt.Errorf("eval refusal: read questions of %s: %w", file, err)
	}
	for _, q := range list {
		t := task{text: q.Text, everyday: true, never: q.Kind == sample.Unanswerable}
		for _, g := range q.Gold {
			t.gold = append(t.gold, g.Document+"#"+g.Path)
		}
		if q.Kind != sample.FalsePremise && q.Previous == "" && q.AsOf == 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

// without is a searcher that does not find some documents.
type without struct {
	assistant.Searcher
	numbers map[string]bool
}

// deeper is how many hits more are searched in the place of those hidden.
const deeper = 30

// Search hides, and gives the probability of what is hidden to the rest.
func (w without) Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error) {
	k := q.K
	q.K += deeper
	r, err := w.Searcher.Search(ctx, q)
	if err != nil {
		return r, fmt.Errorf("eval refusal: search: %w", err)
	}
	mass := 0.0
	r.Hits = slices.DeleteFunc(r.Hits, func(h retrieval.Hit) bool {
		if w.numbers[h.Document.Number] || w.numbers[h.Document.Key] {
			mass += h.Score
			return true
		}
		return false
	})
	r.Hits = r.Hits[:min(k, len(r.Hits))]
	for i := range r.Hits {
		if mass < 0.999 {
			r.Hits[i].Score /= 1 - mass
		}
	}
	return r, nil
}

// examples asks every question as it is, every third without diacritics too, and
// with what answers it hidden.
func examples(ctx context.Context, o Options) ([]example, error) {
	var out []example
	var all [][]task
	total := 0
	for _, s := range o.Sets {
		list, err := tasksOf(s.Questions)
		if err != nil {
			return nil, err
		}
		if o.Limit > 0 {
			list = list[:min(o.Limit, len(list))]
		}
		all = append(all, list)
		total += len(list)
	}
	done := 0
	for n, s := range o.Sets {
		a := assistant.New(assistant.Config{Searcher: s.Searcher, Terms: s.Terms})
		for i, t := range all[n] {
			texts := []string{t.text}
			if i%3 == 0 && vitext.HasDiacritics(t.text) {
				texts = append(texts, vitext.Fold(t.text))
			}
			for _, text := range texts {
				t.text = text
				list, err := s.asked(ctx, a, t)
				if err != nil {
					return nil, err
				}
				out = append(out, list...)
			}
			if done++; o.Progress != nil {
				o.Progress(done, total)
			}
		}
		for i, line := range strings.Split(strings.TrimSpace(elsewhere), "\n") {
			if i%len(o.Sets) != n || strings.HasPrefix(line, "#") {
				continue
			}
			e, _, err := read(ctx, a, line)
			if err != nil {
				return nil, err
			}
			e.kind, e.group = notOfLaw, line
			out = append(out, e)
		}
	}
	if !slices.ContainsFunc(out, func(e example) bool { return e.carries }) {
		return nil, ErrNoQuestions
	}
	return out, nil
}

// asked are the examples of one question.
func (s Set) asked(ctx context.Context, a *assistant.Assistant, t task) ([]example, error) {
	e, r, err := read(ctx, a, t.text)
	if err != nil {
		return nil, err
	}
	e.everyday = t.everyday
	if t.never {
		e.kind, e.group = unanswerable, t.text
		return []example{e}, nil
	}
	hide := without{s.Searcher, map[string]bool{}}
	for i := range r.Hits {
		h := &r.Hits[i]
		if slices.Contains(t.gold, retrieval.ArticleID(&h.Document, &h.Chunk, t.gold)) {
			hide.numbers[h.Document.Number], hide.numbers[h.Document.Key] = true, true
			e.group = h.Document.Key
		}
	}
	if len(hide.numbers) == 0 {
		return nil, nil // not among what was read: what should be said is not known
	}
	for _, g := range t.gold { // other documents that answer
		if document, _, ok := strings.Cut(g, "#"); ok {
			hide.numbers[document] = true
		}
	}
	e.carries, e.kind = true, answerable
	bare, _, err := read(ctx, assistant.New(assistant.Config{Searcher: hide, Terms: s.Terms}), t.text)
	if err != nil {
		return nil, err
	}
	bare.kind, bare.everyday, bare.group = hidden, t.everyday, e.group
	return []example{e, bare}, nil
}

func read(ctx context.Context, a *assistant.Assistant, text string) (example, *assistant.Readable, error) {
	r, err := a.Readable(ctx, assistant.Question{Text: text, Role: assistant.Citizen})
	if err != nil {
		return example{}, nil, fmt.Errorf("eval refusal: %w", err)
	}
	read, err := reading.Default().Read(r.Text, r.Passages, r.Frequencies)
	if err != nil {
		return example{}, nil, fmt.Errorf("eval refusal: %w", err)
	}
	return example{features: read.CarryFeatures()}, r, nil
}
