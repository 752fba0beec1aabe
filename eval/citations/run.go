package citations

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"trolyluat/assistant/cite"
)

// Rate is a share with its 95 % confidence interval (Wilson).
type Rate struct {
	Of   int     `json:"of"`
	Hits int     `json:"hits"`
	Rate float64 `json:"rate"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

func (r *Rate) add(hit bool) {
	r.Of++
	if hit {
		r.Hits++
	}
	n, p := float64(r.Of), float64(r.Hits)/float64(r.Of)
	const z = 1.96
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	r.Rate, r.Low, r.High = p, max(0, centre-half), min(1, centre+half)
}

// Report is what was measured.
type Report struct {
	Answers int            `json:"answers"` // all, with and without faults
	Faulty  int            `json:"faulty"`  // with one planted fault
	Caught  Rate           `json:"caught"`  // of the planted faults
	ByFault map[Fault]Rate `json:"by_fault"`
	// Citation is Caught over the invented and misquoted citations alone:
	// everything but missing marks, dates, numbers and negation in plain words.
	Citation Rate `json:"citation"`
	// False alarms: sentences without a fault that failed, of all answers and of
	// clean ones; and clean answers with at least one.
	FalseAlarms  Rate            `json:"false_alarms"`
	ByManner     map[string]Rate `json:"by_manner"`
	CleanAnswers Rate            `json:"clean_answers_flagged"`
	HumanFalse   Rate            `json:"human_false"` // false statements of people that were found out
	// Unverified is the share of sentences without a fault that were not failed
	// and yet not confirmed.
	Unverified Rate      `json:"unverified"`
	Misses     []Example `json:"misses,omitempty"`
	Alarms     []Example `json:"alarms,omitempty"`
}

// Example is a miss or a false alarm to look at.
type Example struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Planted  string   `json:"planted,omitempty"`
	Sentence string   `json:"sentence"`
	Problems []string `json:"problems,omitempty"`
}

// Metrics flattens the report for comparison with a baseline.
func (r Report) Metrics() map[string]float64 {
	m := map[string]float64{
		"answers": float64(r.Answers), "faulty": float64(r.Faulty), "caught": r.Caught.Rate, "citation_caught": r.Citation.Rate,
		"false_alarms": r.FalseAlarms.Rate, "clean_answers_flagged": r.CleanAnswers.Rate, "human_false_caught": r.HumanFalse.Rate,
		"unverified": r.Unverified.Rate,
	}
	for f, x := range r.ByFault {
		m["caught/"+string(f)] = x.Rate
	}
	for f, x := range r.ByManner {
		m["false_alarms/"+f] = x.Rate
	}
	return m
}

// perQuestion is how many faulty answers are made of a question.
const perQuestion = 3

// Run makes the answers, checks them and reports.
func Run(ctx context.Context, o Options) (Report, error) {
	samples, err := generate(ctx, o)
	if err != nil {
		return Report{}, err
	}
	r := Report{ByFault: map[Fault]Rate{}, ByManner: map[string]Rate{}}
	keep := o.Keep
	if keep == 0 {
		keep = 5
	}
	for _, s := range samples {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		r.score(s, cite.Check(s.input), keep)
	}
	return r, nil
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

func (r *Report) score(s sample, got cite.Report, keep int) {
	r.Answers++
	alarm := false
	for _, p := range s.pieces {
		var failed bool
		var state cite.State
		var problems []string
		for _, st := range got.Statements {
			if st.Span.Start >= p.span.End || st.Span.End <= p.span.Start {
				continue
			}
			failed = failed || st.Failed()
			if st.State == cite.Unverified {
				state = st.State
			}
			for _, x := range st.Problems {
				if !x.Soft {
					problems = append(problems, string(x.Code)+": "+x.Detail)
				}
			}
		}
		example := Example{ID: s.id, Planted: p.planted, Sentence: s.input.Text[p.span.Start:p.span.End], Problems: problems}
		switch {
		case p.fault == HumanFalse:
			r.HumanFalse.add(failed)
		case p.fault != "":
			if p.manner == "planted" {
				r.Faulty++
			}
			add(r.ByFault, p.fault, failed)
			r.Caught.add(failed)
			if isCitation(p.fault) {
				r.Citation.add(failed)
			}
			if !failed {
				example.Kind = string(p.fault)
				r.Misses = list(r.Misses, example, keep)
			}
		default:
			r.FalseAlarms.add(failed)
			add(r.ByManner, p.manner, failed)
			if p.manner != "filler" && p.manner != "heading" {
				r.Unverified.add(!failed && state == cite.Unverified)
			}
			if failed {
				alarm = true
				example.Kind = p.manner
				r.Alarms = list(r.Alarms, example, keep)
			}
		}
	}
	if s.fault == "" {
		r.CleanAnswers.add(alarm)
	}
}

func add[K comparable](m map[K]Rate, k K, hit bool) {
	x := m[k]
	x.add(hit)
	m[k] = x
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

// String is the report as a table.
func (r Report) String() string {
	var b strings.Builder
	line := func(name string, x Rate) {
		if x.Of > 0 {
			fmt.Fprintf(&b, "%-28s %4d/%-4d  %.4f  [%.4f, %.4f]\n", name, x.Hits, x.Of, x.Rate, x.Low, x.High)
		}
	}
	fmt.Fprintf(&b, "answers %d, with a planted fault %d\n", r.Answers, r.Faulty)
	line("caught", r.Caught)
	line("citations caught", r.Citation)
	for _, f := range faults {
		line("  "+string(f), r.ByFault[f])
	}
	line("false alarms", r.FalseAlarms)
	for _, k := range slices.Sorted(maps.Keys(r.ByManner)) {
		line("  "+k, r.ByManner[k])
	}
	line("clean answers flagged", r.CleanAnswers)
	line("true, not confirmed", r.Unverified)
	line("human false found out", r.HumanFalse)
	return b.String()
}
