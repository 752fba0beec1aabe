package refusal

import (
	"context"
	"fmt"
	"math"
	"slices"

	"trolyluat/assistant"
	"trolyluat/assistant/reading"
	"trolyluat/eval/run"
)

// judged is what the suite keeps of an example.
type judged struct {
	Kind    string  `json:"kind"`
	Carries bool    `json:"carries"` // an answer is among the passages
	Said    bool    `json:"said"`    // a question said again in everyday words
	P       float64 `json:"p"`       // that one is, as the assistant holds it
}

// Tasks are the texts to ask as items of a run. KIND is answerable, hidden,
// elsewhere or unanswerable; the same of questions of our own stands behind
// "everyday/", of questions said again in everyday words by rule behind "said/";
// these count in no other figure.
//
//	KIND/refused, KIND/unsure, KIND/sure   the share of questions that get so
//	refusal_precision   what was refused without an answer among the passages, of
//	                    what was refused
//	refusal_recall      … of what should be
//	not_sure_recall     what should be refused and was not answered as sure
//	auc                 that a question with an answer is held more probable
//	threshold@S, refusal_recall@S   where the share S of those with an answer would be
//	                    refused, and how many of the others then are
//
// With folds all questions are asked and the weights fitted before the first item.
func Tasks(ctx context.Context, o Options) ([]run.Task, error) {
	all, err := askings(o)
	if err != nil {
		return nil, err
	}
	shipped := reading.Shipped()
	do := func(a asking) func(context.Context) (run.Item, run.Cost, error) {
		return func(ctx context.Context) (run.Item, run.Cost, error) {
			list, err := a.examples(ctx)
			if err != nil {
				return run.Item{Question: a.task.text}, run.Cost{}, err
			}
			p := make([]float64, len(list))
			for i := range list {
				p[i] = shipped.Of(list[i].features)
			}
			it, err := item(a, list, p)
			return it, run.Cost{}, err
		}
	}
	if o.Folds > 0 {
		if do, err = crossValidate(ctx, o, all); err != nil {
			return nil, err
		}
	}
	var tasks []run.Task
	for _, a := range all {
		tasks = append(tasks, run.Task{ID: a.id, Do: do(a)})
	}
	return run.Distinct(tasks), nil
}

// crossValidate asks all, and judges each by weights that saw nothing of its
// document.
func crossValidate(ctx context.Context, o Options, all []asking) (func(asking) func(context.Context) (run.Item, run.Cost, error), error) {
	var list []example
	from := map[string][2]int{} // where the examples of a text stand
	for _, a := range all {
		more, err := a.examples(ctx)
		if err != nil {
			return nil, err
		}
		from[a.id] = [2]int{len(list), len(list) + len(more)}
		list = append(list, more...)
	}
	probability := make([]float64, len(list))
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
	return func(a asking) func(context.Context) (run.Item, run.Cost, error) {
		return func(context.Context) (run.Item, run.Cost, error) {
			at := from[a.id]
			it, err := item(a, list[at[0]:at[1]], probability[at[0]:at[1]])
			return it, run.Cost{}, err
		}
	}, nil
}

// item scores the examples of one text.
func item(a asking, list []example, probability []float64) (run.Item, error) {
	it := run.Item{Question: a.task.text, Gold: a.task.gold, Scores: map[string]float64{}, Ratios: map[string]run.Ratio{}, Counts: map[string]float64{"examples": float64(len(list))}}
	var kept []judged
	refused, right := 0, 0
	for i, e := range list {
		// The words of a question are weighed out of a map, whose order moves the
		// last bits: two runs must give the same item.
		p := math.Round(probability[i]*1e9) / 1e9
		kept = append(kept, judged{e.kind, e.carries, e.said, p})
		names := []string{e.kind}
		if e.everyday {
			names = append(names, "everyday/"+e.kind)
		}
		if e.said {
			names = []string{"said/" + e.kind}
		}
		for _, n := range names {
			it.Scores[n+"/refused"] = truth(p < assistant.Perhaps)
			it.Scores[n+"/unsure"] = truth(p >= assistant.Perhaps && p < assistant.Surely)
			it.Scores[n+"/sure"] = truth(p >= assistant.Surely)
			it.Counts["n_"+n] = 1
		}
		it.Notes = append(it.Notes, fmt.Sprintf("%s: khả năng có căn cứ %.2f", e.kind, p))
		if e.said {
			continue
		}
		if p < assistant.Perhaps {
			if refused++; !e.carries {
				right++
			}
		}
		if !e.carries {
			it.Scores["refusal_recall"], it.Scores["not_sure_recall"] = truth(p < assistant.Perhaps), truth(p < assistant.Surely)
		}
	}
	it.Ratios["refusal_precision"] = run.RatioOf(right, refused)
	return it, it.Keep(kept)
}

// Finish adds how well the probability tells the two apart. A run without a
// question whose answer was found measured nothing.
func Finish(r *run.Result) error {
	all, err := run.Details[[]judged](r)
	if err != nil {
		return err
	}
	var carried, bare []float64
	for _, list := range all {
		for _, j := range list {
			if j.Said {
				continue
			}
			if j.Carries {
				carried = append(carried, j.P)
			} else {
				bare = append(bare, j.P)
			}
		}
	}
	if len(carried) == 0 {
		return ErrNoQuestions
	}
	m := r.Report.Metrics
	m["auc"] = auc(carried, bare)
	slices.Sort(carried)
	for _, share := range []float64{0.02, 0.05, 0.1} {
		at := carried[int(share*float64(len(carried)))]
		n := 0.0
		for _, p := range bare {
			n += truth(p < at)
		}
		m[fmt.Sprintf("threshold@%g", share)] = at
		m[fmt.Sprintf("refusal_recall@%g", share)] = n / float64(len(bare))
	}
	return nil
}
