package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"trolyluat/assistant/review"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/parse"
	"trolyluat/eval/metrics"
	"trolyluat/retrieval"
)

// Report is what was measured.
type Report struct {
	Suite   string             `json:"suite"`
	N       int                `json:"n"` // planted faults
	Metrics map[string]float64 `json:"metrics"`
	Split   Split              `json:"split"`
	Seed    uint64             `json:"seed"`
	Laws    int                `json:"laws"`
	ByOp    map[string]Count   `json:"by_operator"`
	ByType  map[string]Count   `json:"alarms_by_type"` // findings that meet no fault, and all findings of the type
	Misses  []Example          `json:"misses,omitempty"`
	Alarms  []Example          `json:"alarms,omitempty"`
}

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

// Run makes the drafts, has them reviewed and scores the findings.
func Run(ctx context.Context, src Store, r *review.Reviewer, o Options) (*Report, error) {
	drafts, err := Generate(ctx, src, o)
	if err != nil {
		return nil, err
	}
	rep := &Report{Suite: "review", Split: o.Split, Seed: o.Seed, Metrics: map[string]float64{}, ByOp: map[string]Count{}, ByType: map[string]Count{}}
	var recall, quantity, refs, precision, met []float64
	var byClass = map[string][]float64{}
	var cleanAlarms, cleanArticles, expectedCopies int
	var seconds, perArticle float64
	laws := map[string]bool{}
	var pairs pairScores
	units := unitTexts(ctx, src)
	for i := range drafts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d := &drafts[i]
		laws[d.Base] = true
		if err := pairs.add(ctx, src, d, units); err != nil {
			return nil, err
		}
		start := time.Now()
		out, err := reviewText(ctx, r, d.ID, d.Text)
		if err != nil {
			return nil, err
		}
		seconds += time.Since(start).Seconds()
		perArticle += float64(d.Articles)
		used := make([]bool, len(out.Findings))
		for k := range d.Faults {
			f := &d.Faults[k]
			hit := 0.0
			for j := range out.Findings {
				if found(f, &out.Findings[j]) {
					hit, used[j] = 1, true
					if f.Document != "" && len(out.Findings[j].Meets) > 0 {
						met = append(met, meets(f, &out.Findings[j]))
					}
				}
			}
			recall = append(recall, hit)
			byClass[f.Class] = append(byClass[f.Class], hit)
			if slices.Contains(quantityOps, f.Operator) {
				quantity = append(quantity, hit)
			}
			if slices.Contains(referenceOps, f.Operator) {
				refs = append(refs, hit)
			}
			c := rep.ByOp[f.Operator]
			c.Of++
			c.Hits += int(hit)
			rep.ByOp[f.Operator] = c
			if hit == 0 {
				rep.Misses = append(rep.Misses, Example{d.ID, f.Path, f.Operator, f.Quote, f.Document + " " + f.Unit + belowAt(out, f)})
			}
		}
		for j := range out.Findings {
			g := &out.Findings[j]
			if !used[j] && expected(d.Taken, g) {
				continue
			}
			c := rep.ByType[g.Type]
			c.Of++
			if used[j] {
				precision = append(precision, 1)
			} else {
				precision = append(precision, 0)
				c.Hits++
				rep.Alarms = append(rep.Alarms, alarm(d.ID, g))
			}
			rep.ByType[g.Type] = c
		}
		twin, err := reviewText(ctx, r, d.ID+"-clean", d.Clean)
		if err != nil {
			return nil, err
		}
		cleanArticles += twin.Articles
		for j := range twin.Findings {
			if g := &twin.Findings[j]; expected(d.CleanTaken, g) {
				expectedCopies++
			} else {
				cleanAlarms++
				rep.Alarms = append(rep.Alarms, alarm(d.ID+"-clean", g))
			}
		}
	}
	rep.N, rep.Laws = len(recall), len(laws)
	m := rep.Metrics
	metrics.Flat(m, "recall", metrics.Bootstrap(recall, 1))
	metrics.Flat(m, "recall_quantities", metrics.Bootstrap(quantity, 2))
	metrics.Flat(m, "recall_references", metrics.Bootstrap(refs, 3))
	metrics.Flat(m, "precision", metrics.Bootstrap(precision, 4))
	metrics.Flat(m, "met_right_provision", metrics.Bootstrap(met, 5))
	for _, c := range slices.Sorted(maps.Keys(byClass)) {
		m["recall_"+c] = metrics.Mean(byClass[c])
	}
	m["pairs"], m["pair_auc"] = float64(len(pairs.conflict)+len(pairs.fitting)), auc(pairs.conflict, pairs.fitting)
	m["drafts"], m["faults"], m["clean_articles"] = float64(len(drafts)), float64(len(recall)), float64(cleanArticles)
	m["false_alarms_per_clean_article"] = float64(cleanAlarms) / float64(max(1, cleanArticles))
	m["copies_of_base_per_clean_article"] = float64(expectedCopies) / float64(max(1, cleanArticles))
	m["seconds_per_article"] = seconds / max(1, perArticle)
	if o.Keep >= 0 {
		rep.Misses, rep.Alarms = few(rep.Misses, o.Keep), few(rep.Alarms, o.Keep)
	}
	return rep, nil
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
	return r.Review(ctx, doc, review.Options{AsOf: laidOn})
}
