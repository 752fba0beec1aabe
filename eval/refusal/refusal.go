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
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/eval/run"
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
type Report struct{ run.Report }

// Suite is the name of the suite in runs and reports.
const Suite = "refusal"

// ErrNoQuestions is returned where there is nothing to measure.
var ErrNoQuestions = errors.New("eval refusal: no question whose answer was found")

// example is a question as it was read.
type example struct {
	features []float64
	carries  bool   // an answer is among the passages
	kind     string // "answerable", "hidden", "elsewhere", "unanswerable"
	everyday bool   // of our own format
	said     bool   // a question said again in everyday words
	group    string // document that answers
}

// kinds of examples, as the figures name them.
const (
	answerable   = "answerable"
	hidden       = "hidden"       // the document that answers was hidden
	notOfLaw     = "elsewhere"    // no law answers
	unanswerable = "unanswerable" // the file says that the store does not answer
)

// Run reads all questions and measures, kept nowhere. An error ends it.
func Run(ctx context.Context, o Options) (Report, error) {
	tasks, err := Tasks(ctx, o)
	if err != nil {
		return Report{}, err
	}
	r, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: o.Seed}, tasks, run.Options{Progress: o.Progress, Finish: Finish})
	if err != nil {
		return Report{}, err
	}
	return Report{r.Report}, nil
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
	id, text string
	gold     []string
	everyday bool
	said     bool // again in everyday words, by rule
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
			out = append(out, task{id: q.ID, text: q.Text, gold: q.Gold})
		}
		return out, nil
	}
	list, err := keypoints.Read(f)
	if err != nil {
		return nil, fmt.Errorf("eval refusal: read questions of %s: %w", file, err)
	}
	for _, q := range list {
		t := task{id: q.ID, text: q.Text, everyday: true, never: q.Kind == sample.Unanswerable}
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

// asking is one text to ask of a set.
type asking struct {
	id   string
	set  Set
	task task
	none bool // no law answers
}

// askings are all questions as they are, every third without diacritics too, those
// of the law's words again in everyday ones, and those that no law answers, dealt
// out to the sets.
func askings(o Options) ([]asking, error) {
	var out []asking
	for n, s := range o.Sets {
		list, err := tasksOf(s.Questions)
		if err != nil {
			return nil, err
		}
		if o.Limit > 0 {
			list = list[:min(o.Limit, len(list))]
		}
		for i, t := range list {
			id := fmt.Sprintf("%d/%s", n+1, t.id)
			out = append(out, asking{id: id, set: s, task: t})
			if text, ok := paraphrase(t.text); ok && !t.everyday {
				again := t
				again.text, again.said = text, true
				if i%3 == 1 {
					again.text = vitext.Fold(text)
				}
				out = append(out, asking{id: id + "/loi-thuong", set: s, task: again})
			}
			if i%3 == 0 && vitext.HasDiacritics(t.text) {
				t.text = vitext.Fold(t.text)
				out = append(out, asking{id: id + "/khong-dau", set: s, task: t})
			}
		}
		for i, line := range strings.Split(strings.TrimSpace(elsewhere), "\n") {
			if i%len(o.Sets) == n && !strings.HasPrefix(line, "#") {
				out = append(out, asking{id: fmt.Sprintf("ngoai-luat/%d", i), set: s, task: task{text: line}, none: true})
			}
		}
	}
	return out, nil
}

// examples asks, and asks again with what answers hidden.
func (a asking) examples(ctx context.Context) ([]example, error) {
	as := assistant.New(assistant.Config{Searcher: a.set.Searcher, Terms: a.set.Terms})
	if !a.none {
		return a.set.asked(ctx, as, a.task)
	}
	e, _, err := read(ctx, as, a.task.text)
	if err != nil {
		return nil, err
	}
	e.kind, e.group = notOfLaw, a.task.text
	return []example{e}, nil
}

// examples asks all questions, for fitting.
func examples(ctx context.Context, o Options) ([]example, error) {
	all, err := askings(o)
	if err != nil {
		return nil, err
	}
	var out []example
	for i, a := range all {
		list, err := a.examples(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
		if o.Progress != nil {
			o.Progress(i+1, len(all))
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
	e.everyday, e.said = t.everyday, t.said
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
	bare.kind, bare.everyday, bare.said, bare.group = hidden, t.everyday, t.said, e.group
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
	read.Hear(r.Asked, r.Meant)
	return example{features: read.CarryFeatures()}, r, nil
}
