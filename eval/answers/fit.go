package answers

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"trolyluat/assistant"
	"trolyluat/assistant/reading"
	"trolyluat/assistant/reading/train"
	"trolyluat/eval/metrics"
)

// example is a question with the provisions that were found for it.
type example struct {
	question
	passages []reading.Passage
	gold     []bool // by passage
	look     reading.Frequencies
	read     string // the text that is read: the claim, the stem
	choices  []reading.Choice
}

// Fit fits weights on all questions of the sets.
func Fit(ctx context.Context, sets []Set) (reading.Weights, error) {
	var all []*example
	for _, s := range sets {
		questions, err := readSet(s)
		if err != nil {
			return reading.Weights{}, err
		}
		examples, err := s.examples(ctx, questions)
		if err != nil {
			return reading.Weights{}, err
		}
		all = append(all, examples...)
	}
	return fit(all)
}

// crossValidate fits one reader a fold and tells which one measures a question.
func (o Options) crossValidate(ctx context.Context, questions []question) (func(int) *reading.Reader, error) {
	mine, err := o.examples(ctx, questions)
	if err != nil {
		return nil, err
	}
	var others []*example
	for _, s := range o.Also {
		q, err := readSet(s)
		if err != nil {
			return nil, err
		}
		e, err := s.examples(ctx, q)
		if err != nil {
			return nil, err
		}
		others = append(others, e...)
	}
	fold := foldsOf(questions, o.Folds, o.ByLaw)
	readers := make([]*reading.Reader, o.Folds)
	for f := range readers {
		train := others
		for i, e := range mine {
			if fold[i] != f {
				train = append(train[:len(train):len(train)], e)
			}
		}
		w, err := fit(train)
		if err != nil {
			return nil, err
		}
		readers[f] = reading.New(w)
	}
	return func(i int) *reading.Reader { return readers[fold[i]] }, nil
}

// foldsOf deals questions out to folds so that questions that share a provision
// (or a law) share the fold. The groups are dealt in the order in which they are
// met, each to the smallest fold.
func foldsOf(questions []question, k int, byLaw bool) []int {
	group := map[string]int{} // of a provision or law
	var parent []int
	var find func(int) int
	find = func(x int) int {
		if parent[x] != x {
			parent[x] = find(parent[x])
		}
		return parent[x]
	}
	of := make([]int, len(questions))
	for i, q := range questions {
		of[i] = len(parent)
		parent = append(parent, of[i])
		for _, g := range q.Gold {
			if law, _, ok := strings.Cut(g, "#"); ok && byLaw {
				g = law
			}
			if have, ok := group[g]; ok {
				parent[find(of[i])] = find(have)
			} else {
				group[g] = of[i]
			}
		}
	}
	size := map[int]int{}
	var order []int
	for i := range of {
		r := find(of[i])
		if size[r] == 0 {
			order = append(order, r)
		}
		size[r]++
	}
	slices.SortStableFunc(order, func(a, b int) int { return size[b] - size[a] })
	load, fold := make([]int, k), map[int]int{}
	for _, r := range order {
		least := 0
		for f := range load {
			if load[f] < load[least] {
				least = f
			}
		}
		fold[r] = least
		load[least] += size[r]
	}
	out := make([]int, len(questions))
	for i := range of {
		out[i] = fold[find(of[i])]
	}
	return out
}

// examples finds the provisions for questions as the assistant does.
func (s Set) examples(ctx context.Context, questions []question) ([]*example, error) {
	a := assistant.New(assistant.Config{Searcher: s.Searcher, Terms: s.Terms})
	out := make([]*example, len(questions))
	for i, q := range questions {
		r, err := a.Readable(ctx, assistant.Question{Text: q.asText(), Role: assistant.Citizen})
		if err != nil {
			return nil, fmt.Errorf("eval answers: question %s: %w", q.ID, err)
		}
		e := &example{question: q, passages: r.Passages, look: r.Frequencies, read: r.Text, choices: r.Choices}
		for _, source := range r.Sources {
			e.gold = append(e.gold, slices.Contains(q.Gold, source))
		}
		out[i] = e
	}
	return out, nil
}

// fit fits all weights: of sentences first, then of phrases, for what follows
// stands on them.
func fit(examples []*example) (reading.Weights, error) {
	var w reading.Weights
	var marks, phrases, claims, choices []train.Group
	for _, e := range examples {
		if e.Type != Free {
			continue
		}
		r, err := e.reading(w)
		if err != nil {
			return w, err
		}
		marks = append(marks, e.sentences(r))
	}
	w.Mark = train.Fit(marks, len(reading.MarkFeatures()), train.Options{L2: 1e-3})
	for _, e := range examples {
		if e.Type != Free {
			continue
		}
		r, err := e.reading(w)
		if err != nil {
			return w, err
		}
		phrases = append(phrases, e.phrases(r))
	}
	w.Phrase = train.Fit(phrases, len(reading.PhraseFeatures()), train.Options{L2: 1e-3, Steps: 200})
	for _, e := range examples {
		if e.Type == Free {
			continue
		}
		r, err := e.reading(w)
		if err != nil {
			return w, err
		}
		if e.Type == TrueFalse {
			claims = append(claims, e.claimed(r))
			continue
		}
		g, err := e.chosen(r)
		if err != nil {
			return w, err
		}
		choices = append(choices, g)
	}
	w.Claim = train.Fit(claims, len(reading.ClaimFeatures()), train.Options{L2: 3e-3, Rate: 0.3, Steps: 400})
	w.Choice = train.Fit(choices, len(reading.ChoiceFeatures()), train.Options{L2: 3e-3, Rate: 0.3, Steps: 400})
	return w, nil
}

func (e *example) reading(w reading.Weights) (*reading.Reading, error) {
	r, err := reading.New(w).Read(e.read, e.passages, e.look)
	if err != nil {
		return nil, fmt.Errorf("eval answers: question %s: %w", e.ID, err)
	}
	return r, nil
}

// sentences: those of a gold provision that hold a part of the answer are good.
func (e *example) sentences(r *reading.Reading) train.Group {
	spans := make([][][2]int, len(e.passages))
	for i, p := range e.passages {
		if e.gold[i] {
			spans[i] = spansOf(p.Text, e.Answer)
		}
	}
	var g train.Group
	for _, s := range r.Sentences() {
		good := slices.ContainsFunc(spans[s.Passage], func(a [2]int) bool { return s.Span.Start < a[1] && a[0] < s.Span.End })
		g.Rows, g.Gain = append(g.Rows, s.Features), append(g.Gain, truth(good))
	}
	return g
}

// phraseSpread is how fast a phrase's gain falls with its F1 below the best, and
// phraseLeast the F1 that the best must have to teach anything.
const (
	phraseSpread = 0.04
	phraseLeast  = 0.5
)

// phrases: the nearer a phrase is to the answer the better.
func (e *example) phrases(r *reading.Reading) train.Group {
	var g train.Group
	best := 0.0
	for _, s := range r.Phrases() {
		f := metrics.TokenF1(e.passages[s.Passage].Text[s.Span.Start:s.Span.End], e.Answer)
		best = max(best, f)
		g.Rows, g.Gain = append(g.Rows, s.Features), append(g.Gain, f)
	}
	for i, f := range g.Gain {
		g.Gain[i] = 0
		if best >= phraseLeast {
			g.Gain[i] = math.Exp((f - best) / phraseSpread)
		}
	}
	return g
}

// claimed is a logistic regression: the claim against nothing.
func (e *example) claimed(r *reading.Reading) train.Group {
	s := r.ClaimSample(e.read)
	is := truth(strings.EqualFold(e.Answer, "Đúng"))
	return train.Group{Rows: [][]float64{s.Features, make([]float64, len(s.Features))}, Gain: []float64{is, 1 - is}}
}

func (e *example) chosen(r *reading.Reading) (train.Group, error) {
	samples, err := r.ChoiceSamples(e.choices)
	if err != nil {
		return train.Group{}, fmt.Errorf("eval answers: question %s: %w", e.ID, err)
	}
	var g train.Group
	for i, s := range samples {
		g.Rows, g.Gain = append(g.Rows, s.Features), append(g.Gain, truth(e.choices[i].Letter == e.Answer))
	}
	return g, nil
}
