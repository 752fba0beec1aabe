package citations

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"trolyluat/assistant/cite"
	"trolyluat/eval/run"
)

// Suite is the name of the suite in runs and reports.
const Suite = "citations"

// Report is what was measured, with some misses and false alarms to look at.
type Report struct {
	run.Report
	Misses []Example `json:"misses,omitempty"`
	Alarms []Example `json:"alarms,omitempty"`
}

// Example is a miss or a false alarm.
type Example struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"` // the planted fault, or the manner of a sound sentence
	Miss     bool     `json:"miss"`
	Planted  string   `json:"planted,omitempty"`
	Sentence string   `json:"sentence"`
	Problems []string `json:"problems,omitempty"`
}

// perQuestion is how many faulty answers are made of a question.
const perQuestion = 3

// Run makes the answers, checks them and reports, kept nowhere.
func Run(ctx context.Context, o Options) (Report, error) {
	tasks, err := Tasks(ctx, o)
	if err != nil {
		return Report{}, err
	}
	r, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: o.Seed}, tasks, run.Options{})
	if err != nil {
		return Report{}, err
	}
	return Summary(r, o.Keep)
}

// Tasks are the made answers as items of a run. Over all answers together are told
//
//	recall, precision, f1   planted faults found, findings that are of a fault
//	caught, caught/KIND     planted faults found, of all and of each kind
//	citation_caught         … of invented and misquoted citations alone: everything but
//	                        missing marks, dates, numbers and negation in plain words
//	false_alarms, false_alarms/MANNER   sentences without a fault that failed
//	clean_answers_flagged   answers without a fault that had a false alarm
//	human_false_caught      false statements of people that were found out
//	unverified              sentences without a fault that were not failed and yet not
//	                        confirmed
func Tasks(ctx context.Context, o Options) ([]run.Task, error) {
	samples, err := generate(ctx, o)
	if err != nil {
		return nil, err
	}
	tasks := make([]run.Task, len(samples))
	for i, s := range samples {
		tasks[i] = run.Task{ID: s.id, Do: func(context.Context) (run.Item, run.Cost, error) {
			it, err := s.score(cite.Check(s.input))
			return it, run.Cost{}, err
		}}
	}
	return run.Distinct(tasks), nil // a question has several answers with one kind of fault
}

func generate(ctx context.Context, o Options) ([]sample, error) {
	articles, err := load[article](ctx, o.Articles)
	if err != nil {
		return nil, err
	}
	questions, err := load[question](ctx, o.Questions)
	if err != nil {
		return nil, err
	}
	lib := newLibrary(articles)
	laws := slices.Sorted(maps.Keys(lib.of))
	if len(laws) < 3 {
		return nil, errors.New("citations: fewer than three acts to mix up")
	}
	var out []sample
	for turn, q := range questions {
		if o.Part != "" && (hash(q.ID)>>7%2 == 0) != (o.Part == "tune") {
			continue
		}
		if len(q.Relevant) == 0 || o.Every > 1 && turn%o.Every != 0 {
			continue
		}
		gold, ok := lib.by[q.Relevant[0].Law+"#"+q.Relevant[0].Article]
		if !ok {
			continue
		}
		k := &maker{lib: lib, laws: laws, q: q, gold: gold}
		k.q.ID = fmt.Sprintf("%s~%d", q.ID, o.Seed)
		out = append(out, k.samples(turn, perQuestion)...)
	}
	return out, nil
}

// score is the item of an answer that was checked.
func (s sample) score(got cite.Report) (run.Item, error) {
	it := run.Item{Question: s.question, Answer: s.input.Text, Ratios: map[string]run.Ratio{}, Counts: map[string]float64{"answers": 1}}
	hit := func(name string, is bool) {
		r := it.Ratios[name]
		if r.Den++; is {
			r.Num++
		}
		it.Ratios[name] = r
	}
	var examples []Example
	caught, planted, failures := 0, 0, 0
	alarm := false
	for _, p := range s.pieces {
		failed, unsure, problems := verdict(got, p)
		example := Example{ID: s.id, Planted: p.planted, Sentence: s.input.Text[p.span.Start:p.span.End], Problems: problems}
		if failed {
			failures++
		}
		switch {
		case p.fault == HumanFalse:
			hit("human_false_caught", failed)
			if failed {
				failures-- // people's own mistakes count neither way
			}
		case p.fault != "":
			if p.manner == "planted" {
				it.Counts["faulty"]++
			}
			planted++
			it.Counts["planted/"+string(p.fault)]++
			hit("caught/"+string(p.fault), failed)
			hit("caught", failed)
			if isCitation(p.fault) {
				hit("citation_caught", failed)
			}
			if failed {
				caught++
			} else {
				example.Kind, example.Miss = string(p.fault), true
				examples = append(examples, example)
				it.Notes = append(it.Notes, fmt.Sprintf("sót %s: %s", p.fault, example.Sentence))
			}
		default:
			hit("false_alarms", failed)
			hit("false_alarms/"+p.manner, failed)
			if p.manner != "filler" && p.manner != "heading" {
				hit("unverified", !failed && unsure)
			}
			if failed {
				alarm = true
				example.Kind = p.manner
				examples = append(examples, example)
				it.Notes = append(it.Notes, fmt.Sprintf("báo nhầm (%s): %s", strings.Join(problems, "; "), example.Sentence))
			}
		}
	}
	run.PRF(it.Ratios, "", caught, failures, planted)
	if s.fault == "" {
		hit("clean_answers_flagged", alarm)
	}
	if len(examples) == 0 {
		return it, nil
	}
	return it, it.Keep(examples)
}

// verdict is what the check says of a sentence.
func verdict(got cite.Report, p piece) (failed, unsure bool, problems []string) {
	for _, st := range got.Statements {
		if st.Span.Start >= p.span.End || st.Span.End <= p.span.Start {
			continue
		}
		failed = failed || st.Failed()
		unsure = unsure || st.State == cite.Unverified
		for _, x := range st.Problems {
			if !x.Soft {
				problems = append(problems, string(x.Code)+": "+x.Detail)
			}
		}
	}
	return failed, unsure, problems
}

// Summary is the report of a run with up to keep misses and alarms of each kind; 0
// is 5, negative none.
func Summary(r *run.Result, keep int) (Report, error) {
	if keep == 0 {
		keep = 5
	}
	out := Report{Report: r.Report}
	all, err := run.Details[[]Example](r)
	if err != nil {
		return out, err
	}
	for _, examples := range all {
		for _, e := range examples {
			if e.Miss {
				out.Misses = list(out.Misses, e, keep)
			} else {
				out.Alarms = list(out.Alarms, e, keep)
			}
		}
	}
	return out, nil
}

// list keeps a few examples of each kind.
func list(all []Example, e Example, keep int) []Example {
	n := 0
	for _, x := range all {
		if x.Kind == e.Kind {
			n++
		}
	}
	if n >= keep {
		return all
	}
	return append(all, e)
}

// isCitation says whether a fault is an invented or misquoted citation.
func isCitation(f Fault) bool {
	switch f {
	case MissingCitation, NumberChanged, Negated, Repealed, Pending, HumanFalse:
		return false
	}
	return true
}
