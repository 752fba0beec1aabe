// Package compare holds two runs of the same questions side by side: what
// changed, item by item, and whether the change is more than chance; and it keeps
// a gate that fails when a run is worse than its baseline. `trolyluat eval
// compare` and `trolyluat eval gate` call it.
package compare

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
)

// Change is an item on which the two runs differ.
type Change struct {
	ID       string  `json:"id"`
	Measure  string  `json:"measure"`
	A        float64 `json:"a"`
	B        float64 `json:"b"`
	Question string  `json:"question,omitempty"`
	AnswerA  string  `json:"answer_a,omitempty"`
	AnswerB  string  `json:"answer_b,omitempty"`
}

// Report is the comparison of run B with run A.
type Report struct {
	Suite string `json:"suite"` // "compare"
	N     int    `json:"n"`     // items measured in both
	// Metrics holds, of every measure, "m_a", "m_b", "m_diff" (B−A) with its 95 %
	// interval "m_diff_lo", "m_diff_hi", and "m_p", the two-sided p of no
	// difference (paired randomisation).
	Metrics map[string]float64 `json:"metrics"`
	// Settings names what differs between the manifests.
	Settings []string `json:"settings"`
	// OnlyA, OnlyB are ids measured in one run alone, errors of the other
	// included.
	OnlyA   []string `json:"only_a,omitempty"`
	OnlyB   []string `json:"only_b,omitempty"`
	Changes []Change `json:"changes"` // worse ones first

	measures    []string
	comparisons map[string]metrics.Comparison
}

// ErrDisjoint is returned for two runs without a measured item in common.
var ErrDisjoint = errors.New("eval: the runs have no measured item in common")

// ErrNoMeasure says that there is no figure to hold a run by.
var ErrNoMeasure = errors.New("eval: no measure to compare")

// OtherSuiteError refuses to hold a run of one suite against one of another.
type OtherSuiteError struct{ A, SuiteA, B, SuiteB string } // files or folders, and what they measured

func (e *OtherSuiteError) Error() string {
	return fmt.Sprintf("eval: %s holds suite %q, %s suite %q", e.A, e.SuiteA, e.B, e.SuiteB)
}

// Runs compares b with a.
func Runs(a, b *run.Result) (*Report, error) {
	r := &Report{Suite: "compare", Metrics: map[string]float64{}, Settings: a.Manifest.Differences(b.Manifest),
		Changes: []Change{}, comparisons: map[string]metrics.Comparison{}}
	inA, inB := measured(a), measured(b)
	var both []string // in a's order
	for i := range a.Items {
		id := a.Items[i].ID
		switch {
		case inA[id] == nil:
		case inB[id] == nil:
			r.OnlyA = append(r.OnlyA, id)
		default:
			both = append(both, id)
		}
	}
	for i := range b.Items {
		if id := b.Items[i].ID; inB[id] != nil && inA[id] == nil {
			r.OnlyB = append(r.OnlyB, id)
		}
	}
	r.N = len(both)
	if r.N == 0 {
		return nil, ErrDisjoint
	}
	names := map[string]bool{}
	for _, id := range both {
		for name := range inA[id].Scores {
			names[name] = true
		}
		for name := range inA[id].Ratios {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		r.compare(name, both, inA, inB, a.Manifest.Seed)
	}
	slices.SortStableFunc(r.Changes, func(p, q Change) int {
		switch dp, dq := gain(p), gain(q); {
		case dp < dq:
			return -1
		case dp > dq:
			return 1
		}
		return 0
	})
	return r, nil
}

// compare compares one measure: means of scores, or ratios over all items.
func (r *Report) compare(name string, both []string, inA, inB map[string]*run.Item, seed uint64) {
	var x, y, numA, denA, numB, denB []float64
	for _, id := range both {
		a, b := inA[id], inB[id]
		if va, okA := a.Value(name); okA {
			if vb, okB := b.Value(name); okB && va != vb {
				r.Changes = append(r.Changes, Change{ID: id, Measure: name, A: va, B: vb, Question: a.Question, AnswerA: a.Answer, AnswerB: b.Answer})
			}
		}
		if va, ok := a.Scores[name]; ok {
			if vb, ok := b.Scores[name]; ok {
				x, y = append(x, va), append(y, vb)
			}
			continue
		}
		ra, okA := a.Ratios[name]
		rb, okB := b.Ratios[name]
		if okA || okB { // a part that only one has is 0 of 0 in the other
			numA, denA, numB, denB = append(numA, ra.Num), append(denA, ra.Den), append(numB, rb.Num), append(denB, rb.Den)
		}
	}
	var c metrics.Comparison
	var of [2]float64
	switch {
	case len(x) > 0:
		c, of = metrics.Paired(x, y, seed), [2]float64{metrics.Mean(x), metrics.Mean(y)}
	case len(numA) > 0:
		c = metrics.PairedRatio(numA, denA, numB, denB, seed)
		of = [2]float64{metrics.Share(numA, denA), metrics.Share(numB, denB)}
	default:
		return
	}
	r.measures = append(r.measures, name)
	r.comparisons[name] = c
	r.Metrics[name+"_a"], r.Metrics[name+"_b"] = of[0], of[1]
	metrics.Flat(r.Metrics, name+"_diff", c.Diff)
	r.Metrics[name+"_p"] = c.P
}

// gain is how much better B is on the item.
func gain(c Change) float64 {
	if metrics.LowerIsBetter(c.Measure) {
		return c.A - c.B
	}
	return c.B - c.A
}

func measured(r *run.Result) map[string]*run.Item {
	out := make(map[string]*run.Item, len(r.Items))
	for i := range r.Items {
		if r.Items[i].Outcome == run.OK {
			out[r.Items[i].ID] = &r.Items[i]
		}
	}
	return out
}

// Measures are the names compared, sorted.
func (r *Report) Measures() []string { return r.measures }

// Of is the comparison of one measure.
func (r *Report) Of(measure string) metrics.Comparison { return r.comparisons[measure] }

// Text is the comparison as a Vietnamese reader sees it in a terminal.
func (r *Report) Text(shown int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "So sánh trên %d mục đo được ở cả hai lượt.\n", r.N)
	for _, s := range r.Settings {
		fmt.Fprintf(&b, "  khác về %s\n", s)
	}
	if len(r.OnlyA)+len(r.OnlyB) > 0 {
		fmt.Fprintf(&b, "  chỉ đo được ở lượt A: %d mục; chỉ ở lượt B: %d mục\n", len(r.OnlyA), len(r.OnlyB))
	}
	for _, name := range r.measures {
		c := r.comparisons[name]
		verdict := "chưa đủ để nói là khác"
		if c.Significant() {
			verdict = "B tốt hơn A"
			if (c.Diff.Mean < 0) != metrics.LowerIsBetter(name) {
				verdict = "B kém hơn A"
			}
		}
		fmt.Fprintf(&b, "%-14s %.4f → %.4f   chênh %+.4f [%+.4f; %+.4f]   p = %.4f   %s\n", name,
			r.Metrics[name+"_a"], r.Metrics[name+"_b"], c.Diff.Mean, c.Diff.Lo, c.Diff.Hi, c.P, verdict)
	}
	if len(r.Changes) > 0 && shown > 0 {
		fmt.Fprintf(&b, "%d thay đổi theo từng mục, kém đi đứng trước:\n", len(r.Changes))
		for _, c := range r.Changes[:min(shown, len(r.Changes))] {
			fmt.Fprintf(&b, "  %s  %s  %.3f → %.3f  %s\n", c.ID, c.Measure, c.A, c.B, cut(c.Question, 80))
		}
	}
	return b.String()
}

func cut(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
