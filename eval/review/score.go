package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"trolyluat/assistant/review"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/parse"
	"trolyluat/eval/run"
	"trolyluat/retrieval"
)

// Report is what was measured, with some misses and alarms to look at.
type Report struct {
	run.Report
	Split  Split            `json:"split"`
	Seed   uint64           `json:"seed"`
	ByOp   map[string]Count `json:"by_operator"`
	ByType map[string]Count `json:"alarms_by_type"` // findings that meet no fault, and all findings of the type
	Misses []Example        `json:"misses,omitempty"`
	Alarms []Example        `json:"alarms,omitempty"`
}

// Suite is the name of the suite in runs and reports.
const Suite = "review"

// Count is hits of a number.
type Count struct {
	Hits int `json:"hits"`
	Of   int `json:"of"`
}

// Example is a miss or an alarm to look at.
type Example struct {
	Draft string `json:"draft"`
	Path  string `json:"path"`
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Note  string `json:"note,omitempty"`
}

// accepts lists the types by which a planted fault of a type may be told. Types of
// one fault of content are kept apart: a wrong number told as a wrong condition is
// a miss.
var accepts = map[string][]string{
	"quantity_contrary":     {"quantity_contrary", "age_contrary", "sanction_outside_frame"},
	"exception_changed":     {"exception_changed", "condition_changed"},
	"modality_contrary":     {"modality_contrary"},
	"reference_repealed":    {"reference_repealed", "basis_expired"},
	"amend_not_exact":       {"amend_not_exact", "repeal_not_exact"},
	"repeal_not_exact":      {"repeal_not_exact", "amend_not_exact"},
	"constitution_contrary": {"constitution_contrary"},
}

// found says that a finding tells a planted fault: its type, at its place.
func found(f *Fault, g *review.Finding) bool {
	types := accepts[f.Type]
	if types == nil {
		types = []string{f.Type}
	}
	if !slices.Contains(types, g.Type) {
		return false
	}
	return g.Path == f.Path || strings.HasPrefix(g.Path, f.Path+"/") && f.Path != "" || strings.HasPrefix(f.Path, g.Path+"/") && g.Path != ""
}

// expected says that a finding is of what a draft was made from: a copy of its base
// is no false alarm.
func expected(taken []string, g *review.Finding) bool {
	return g.Type == "overlap" && slices.Contains(taken, g.Path)
}

// quantities and references have a target of their own.
var (
	quantityOps  = []string{"quantity_time", "quantity_workdays", "quantity_amount", "sanction_frame"}
	referenceOps = []string{"reference_missing_article", "reference_missing_clause", "reference_own", "reference_expired", "reference_repealed_unit", "amend_missing"}
)

// Store is what a run reads.
type Store interface {
	Source
	retrieval.Index
}

// Run makes the drafts, has them reviewed and scores the findings, kept nowhere.
func Run(ctx context.Context, src Store, r *review.Reviewer, o Options) (*Report, error) {
	tasks, err := Tasks(ctx, src, r, o)
	if err != nil {
		return nil, err
	}
	res, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: o.Seed}, tasks, run.Options{Finish: Finish})
	if err != nil {
		return nil, err
	}
	return Summary(res, o)
}

// kept is what the suite keeps of a draft beside its figures.
type kept struct {
	ByOp   map[string]Count `json:"by_operator"`
	ByType map[string]Count `json:"by_type"`
	Misses []Example        `json:"misses,omitempty"`
	Alarms []Example        `json:"alarms,omitempty"`
	// Conflict and Fitting are the scores of pairs that conflict and of pairs that
	// do not.
	Conflict []float64 `json:"conflict,omitempty"`
	Fitting  []float64 `json:"fitting,omitempty"`
}

// Tasks are the drafts as items of a run; a draft is reviewed with its faults and,
// as its twin, without. Over all drafts together are told
//
//	recall, precision, f1   planted faults found, findings that are of a fault
//	recall/OPERATOR, recall_CLASS, recall_quantities, recall_references   of some
//	met_right_provision     of faults found, the provision that they meet is shown
//	false_alarms_per_clean_article, copies_of_base_per_clean_article   in the twins
//	seconds_per_article     of the review of the faulty drafts (median: p50_ms a draft)
//	pair_auc                that a pair that conflicts scores above one that does not
func Tasks(ctx context.Context, src Store, r *review.Reviewer, o Options) ([]run.Task, error) {
	drafts, err := Generate(ctx, src, o)
	if err != nil {
		return nil, err
	}
	tasks := make([]run.Task, len(drafts))
	for i := range drafts {
		d := &drafts[i]
		tasks[i] = run.Task{ID: d.ID, Do: func(ctx context.Context) (run.Item, run.Cost, error) { return measure(ctx, src, r, d) }}
	}
	return tasks, nil
}

// measure reviews a draft and its twin.
func measure(ctx context.Context, src Store, r *review.Reviewer, d *Draft) (run.Item, run.Cost, error) {
	it := run.Item{Question: fmt.Sprintf("%s theo %s, %d điều, %d lỗi cài sẵn", d.Kind.Name(), d.Base, d.Articles, len(d.Faults)), Ratios: map[string]run.Ratio{}, Counts: map[string]float64{}}
	start := time.Now()
	out, err := reviewText(ctx, r, d.ID, d.Text)
	cost := run.Cost{Millis: float64(time.Since(start).Microseconds()) / 1000}
	if err != nil {
		return it, cost, err
	}
	k := kept{ByOp: map[string]Count{}, ByType: map[string]Count{}}
	used := k.faults(&it, d, out)
	k.findings(&it, d, out, used)
	twin, err := reviewText(ctx, r, d.ID+"-clean", d.Clean)
	if err != nil {
		return it, cost, err
	}
	k.twin(&it, d, twin)
	pairs := pairScores{}
	if err := pairs.add(ctx, src, d, unitTexts(ctx, src)); err != nil {
		return it, cost, err
	}
	k.Conflict, k.Fitting = pairs.conflict, pairs.fitting
	it.Counts["pairs"] = float64(len(pairs.conflict) + len(pairs.fitting))
	it.Counts["drafts"], it.Counts["faults"], it.Counts["articles"] = 1, float64(len(d.Faults)), float64(d.Articles)
	return it, cost, it.Keep(k)
}

// tally counts a hit or a miss of a ratio.
func tally(it *run.Item, name string, hit bool) {
	r := it.Ratios[name]
	if r.Den++; hit {
		r.Num++
	}
	it.Ratios[name] = r
}

// faults scores what was found of the planted faults, and says which findings
// were of one.
func (k *kept) faults(it *run.Item, d *Draft, out *review.Report) []bool {
	used := make([]bool, len(out.Findings))
	for i := range d.Faults {
		f := &d.Faults[i]
		hit := false
		for j := range out.Findings {
			if found(f, &out.Findings[j]) {
				hit, used[j] = true, true
				if f.Document != "" && len(out.Findings[j].Meets) > 0 {
					tally(it, "met_right_provision", meets(f, &out.Findings[j]) == 1)
				}
			}
		}
		names := []string{"recall", "recall_" + f.Class, "recall/" + f.Operator}
		if slices.Contains(quantityOps, f.Operator) {
			names = append(names, "recall_quantities")
		}
		if slices.Contains(referenceOps, f.Operator) {
			names = append(names, "recall_references")
		}
		for _, name := range names {
			tally(it, name, hit)
		}
		c := k.ByOp[f.Operator]
		if c.Of++; hit {
			c.Hits++
		} else {
			k.Misses = append(k.Misses, Example{d.ID, f.Path, f.Operator, f.Quote, f.Document + " " + f.Unit + belowAt(out, f)})
			it.Notes = append(it.Notes, fmt.Sprintf("sót %s tại %s: %s;", f.Operator, f.Path, f.Quote))
		}
		k.ByOp[f.Operator] = c
	}
	return used
}

// findings scores the findings of the draft with faults.
func (k *kept) findings(it *run.Item, d *Draft, out *review.Report, used []bool) {
	right, given := 0, 0
	for j := range out.Findings {
		g := &out.Findings[j]
		if !used[j] && expected(d.Taken, g) {
			continue
		}
		c := k.ByType[g.Type]
		c.Of++
		if given++; used[j] {
			right++
		} else {
			c.Hits++
			k.Alarms = append(k.Alarms, alarm(d.ID, g))
			it.Notes = append(it.Notes, fmt.Sprintf("báo nhầm %s tại %s: %s;", g.Type, g.Path, g.Text))
		}
		k.ByType[g.Type] = c
	}
	recall := it.Ratios["recall"]
	it.Ratios["precision"] = run.RatioOf(right, given)
	// A fault may be told by several findings: F1 of the counts of faults and of
	// findings that are of none.
	it.Ratios["f1"] = run.Ratio{Num: 2 * recall.Num, Den: recall.Den + recall.Num + float64(given-right)}
}

// twin scores the review of the draft without faults.
func (k *kept) twin(it *run.Item, d *Draft, out *review.Report) {
	alarms, copies := 0, 0
	for j := range out.Findings {
		if g := &out.Findings[j]; expected(d.CleanTaken, g) {
			copies++
		} else {
			alarms++
			k.Alarms = append(k.Alarms, alarm(d.ID+"-clean", g))
			it.Notes = append(it.Notes, fmt.Sprintf("báo nhầm %s tại %s của bản sạch: %s;", g.Type, g.Path, g.Text))
		}
	}
	it.Counts["clean_articles"] = float64(out.Articles)
	it.Ratios["false_alarms_per_clean_article"] = run.RatioOf(alarms, out.Articles)
	it.Ratios["copies_of_base_per_clean_article"] = run.RatioOf(copies, out.Articles)
}

// Finish adds the time of an article and the AUC of the pairs.
func Finish(r *run.Result) error {
	all, err := run.Details[kept](r)
	if err != nil {
		return err
	}
	var conflict, fitting []float64
	for _, k := range all {
		conflict, fitting = append(conflict, k.Conflict...), append(fitting, k.Fitting...)
	}
	ms := 0.0
	for i := range r.Costs {
		if r.Items[i].Outcome == run.OK {
			ms += r.Costs[i].Millis
		}
	}
	m := r.Report.Metrics
	m["pair_auc"] = auc(conflict, fitting)
	m["seconds_per_article"] = ms / 1000 / max(1, m["articles"])
	return nil
}

// Summary is the report of a run with o.Keep misses and alarms of each kind.
func Summary(r *run.Result, o Options) (*Report, error) {
	out := &Report{Report: r.Report, Split: o.Split, Seed: r.Manifest.Seed, ByOp: map[string]Count{}, ByType: map[string]Count{}}
	all, err := run.Details[kept](r)
	if err != nil {
		return nil, err
	}
	sum := func(into, from map[string]Count) {
		for name, c := range from {
			into[name] = Count{into[name].Hits + c.Hits, into[name].Of + c.Of}
		}
	}
	for _, k := range all {
		sum(out.ByOp, k.ByOp)
		sum(out.ByType, k.ByType)
		out.Misses, out.Alarms = append(out.Misses, k.Misses...), append(out.Alarms, k.Alarms...)
	}
	if o.Keep >= 0 {
		out.Misses, out.Alarms = few(out.Misses, o.Keep), few(out.Alarms, o.Keep)
	}
	return out, nil
}

// unitTexts reads the text of units as they stand on the day.
func unitTexts(ctx context.Context, src Source) func(document, unit string) string {
	laws := map[string]map[string]string{}
	return func(document, unit string) string {
		if laws[document] == nil {
			laws[document] = map[string]string{}
			if doc, err := src.Document(ctx, document); err == nil {
				for _, v := range doc.At(laidOn) {
					laws[document][v.Path] = v.Text
					for _, u := range parse.Units(v.Path, v.Text) {
						laws[document][u.Path] = v.Text[u.Start:u.End]
					}
				}
			}
		}
		return laws[document][unit]
	}
}

// few keeps some examples of each kind; 0 keeps 5.
func few(all []Example, keep int) []Example {
	if keep == 0 {
		keep = 5
	}
	n := map[string]int{}
	var out []Example
	for _, e := range all {
		if n[e.Kind]++; n[e.Kind] <= keep {
			out = append(out, e)
		}
	}
	return out
}

func alarm(draft string, g *review.Finding) Example {
	note := g.Explanation
	if len(g.Meets) > 0 {
		note += " | " + g.Meets[0].Document + " " + g.Meets[0].Path + ": " + g.Meets[0].Text
	}
	return Example{draft, g.Path, g.Type, g.Text, note}
}

// belowAt lists what was found at the place of a miss and told otherwise or not
// shown.
func belowAt(out *review.Report, f *Fault) string {
	s := ""
	for _, list := range [][]review.Finding{out.Findings, out.Below} {
		for i := range list {
			if g := &list[i]; g.Path == f.Path {
				s += fmt.Sprintf(" [%s %.2f]", g.Type, g.Certainty)
			}
		}
	}
	return s
}

// meets says that the finding shows the provision that the fault meets.
func meets(f *Fault, g *review.Finding) float64 {
	for _, m := range g.Meets {
		if m.Document == f.Document && (f.Unit == "" || m.Path == f.Unit || strings.HasPrefix(m.Path, f.Unit+"/") || strings.HasPrefix(f.Unit, m.Path+"/")) {
			return 1
		}
	}
	return 0
}

// textReader reads the made drafts.
type textReader struct{}

func (textReader) Read(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	return plain.Extract(ctx, name, data)
}

func reviewText(ctx context.Context, r *review.Reviewer, name, text string) (*review.Report, error) {
	doc, err := review.Read(ctx, textReader{}, name+".txt", []byte(text))
	if err != nil {
		return nil, fmt.Errorf("eval review: draft %s: %w", name, err)
	}
	out, err := r.Review(ctx, doc, review.Options{AsOf: laidOn})
	if err != nil {
		return nil, err
	}
	out.Findings, out.Below = review.Each(out.Findings), review.Each(out.Below) // each fault is judged at its place
	return out, nil
}
