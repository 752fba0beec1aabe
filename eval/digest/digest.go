// Package digest measures the digest of judgments against a gold that a person
// made: parties with their roles, what is claimed, days, amounts. The gold holds
// case ids and byte offsets, no text of a case. `trolyluat eval digest` calls it.
package digest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/judgments"
	"trolyluat/eval/run"
)

// Options are what [Run] needs; Cases and Reader are required.
type Options struct {
	Cases   string           // a collection of judgments, JSON Lines
	Gold    string           // "" takes the gold that comes with the suite
	Reader  judgments.Reader // reads the text of a judgment
	Seed    uint64
	Details bool
}

// Gold is what a person found in a judgment. Spans are bytes of judgment_text.
type Gold struct {
	ID      string   `json:"case_id"`
	From    int      `json:"from"`  // the facts …
	Until   int      `json:"until"` // … up to where the prosecutor speaks
	Parties []party  `json:"parties"`
	Claims  [][2]int `json:"claims"` // what a party asks of the court, changes or withdraws
	Open    [][2]int `json:"open"`   // words about claims that may be told and need not
	// Days, months and years of what happened, each place, and sums and measures;
	// without dates neither was marked, and neither is measured.
	Dates   [][2]int `json:"dates,omitempty"`
	Amounts [][2]int `json:"amounts,omitempty"`
}

// party is a role ("nguyen_don", "bi_don", "lien_quan") and the span of a name.
type party struct {
	role       string
	start, end int
}

// UnmarshalJSON reads ["nguyen_don",120,131].
func (p *party) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&p.role, &p.start, &p.end})
}

//go:embed gold.jsonl
var goldText string

// Report is what was measured.
type Report struct {
	run.Report
	Missed []string `json:"missed,omitempty"` // "case claims: words"
	Wrong  []string `json:"wrong,omitempty"`
	Absent []string `json:"absent,omitempty"` // judgments of the gold that the collection lacks
}

// Suite is the name of the suite in runs and reports.
const Suite = "digest"

// ErrNoCases is returned where the collection has no judgment of the gold.
var ErrNoCases = errors.New("eval: no judgment of the gold in the collection")

// ReadGold reads a gold, one judgment a JSON line.
func ReadGold(text string) ([]Gold, error) {
	var out []Gold
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var g Gold
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			return nil, fmt.Errorf("eval: digest gold line %d: %w", n+1, err)
		}
		if g.ID == "" || g.From >= g.Until {
			return nil, fmt.Errorf("eval: digest gold line %d: no judgment", n+1)
		}
		out = append(out, g)
	}
	return out, nil
}

// lists are what is measured.
var lists = [...]string{"parties", "claims", "dates", "amounts"}

// tally counts of one list in one judgment.
type tally struct{ gold, found, told, right float64 }

// Run measures, kept nowhere. Errors end it.
func Run(ctx context.Context, o Options) (*Report, error) {
	tasks, absent, err := Tasks(ctx, o)
	if err != nil {
		return nil, err
	}
	res, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: o.Seed}, tasks, run.Options{Finish: Finish})
	if err != nil {
		return nil, err
	}
	r := &Report{Report: res.Report, Absent: absent}
	if !o.Details {
		return r, nil
	}
	all, err := run.Details[kept](res)
	for _, k := range all {
		r.Missed, r.Wrong = append(r.Missed, k.Missed...), append(r.Wrong, k.Wrong...)
	}
	return r, err
}

// kept is what the suite keeps of a judgment beside its figures.
type kept struct {
	Missed []string `json:"missed,omitempty"`
	Wrong  []string `json:"wrong,omitempty"`
}

// Tasks are the judgments of the gold that the collection has, as items of a run;
// absent are the others. Of each list are told over all judgments together
//
//	claims_recall      the share of the gold that is told; so for parties, dates, amounts
//	claims_precision   the share of what is told that is right
//	claims_f1          of both
//	recall, precision, f1   of all lists together
//	placed             the share of the gold whose place in the read text is known
func Tasks(ctx context.Context, o Options) (tasks []run.Task, absent []string, err error) {
	text := goldText
	if o.Gold != "" {
		data, err := os.ReadFile(o.Gold)
		if err != nil {
			return nil, nil, fmt.Errorf("eval: read the gold: %w", err)
		}
		text = string(data)
	}
	gold, err := ReadGold(text)
	if err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(o.Cases)
	if err != nil {
		return nil, nil, fmt.Errorf("eval: read the cases: %w", err)
	}
	rows, err := judgments.Rows(strings.NewReader(string(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("eval: read the cases: %w", err)
	}
	docs, err := judgments.Read(ctx, o.Reader, data, corpus.Source{Name: o.Cases})
	if err != nil {
		return nil, nil, fmt.Errorf("eval: read the cases: %w", err)
	}
	for _, g := range gold {
		i := -1
		for k := range rows {
			if rows[k].ID == g.ID {
				i = k
			}
		}
		if i < 0 {
			absent = append(absent, g.ID)
			continue
		}
		if g.Until > len(rows[i].Text) {
			return nil, nil, fmt.Errorf("eval: digest gold: %s is shorter than the gold says", g.ID)
		}
		tasks = append(tasks, run.Task{ID: g.ID, Do: func(context.Context) (run.Item, run.Cost, error) {
			it, err := newJudging(rows[i].Text, docs[i], &g).item()
			return it, run.Cost{}, err
		}})
	}
	if len(tasks) == 0 {
		return nil, nil, ErrNoCases
	}
	return run.Distinct(tasks), absent, nil
}

// item is the judgment with what its digest tells rightly.
func (j *judging) item() (run.Item, error) {
	it := run.Item{Ratios: map[string]run.Ratio{}, Counts: map[string]float64{}}
	var k kept
	var all tally
	counts := j.judge(&k)
	for _, name := range lists {
		t := counts[name]
		t.ratios(it.Ratios, name+"_")
		it.Counts[name+"_n"] = t.gold
		all = tally{all.gold + t.gold, all.found + t.found, all.told + t.told, all.right + t.right}
	}
	all.ratios(it.Ratios, "")
	it.Ratios["placed"] = run.RatioOf(j.placed, j.spans)
	for _, words := range k.Missed {
		it.Notes = append(it.Notes, "sót "+words)
	}
	for _, words := range k.Wrong {
		it.Notes = append(it.Notes, "thừa "+words)
	}
	return it, it.Keep(k)
}

func (t tally) ratios(into map[string]run.Ratio, prefix string) {
	into[prefix+"recall"], into[prefix+"precision"] = run.Ratio{Num: t.found, Den: t.gold}, run.Ratio{Num: t.right, Den: t.told}
}

// Finish adds the F1 of the recall and the precision over all judgments, which
// count different things: spans of the gold, lines told.
func Finish(r *run.Result) error {
	m := r.Report.Metrics
	for _, prefix := range [...]string{"", "parties_", "claims_", "dates_", "amounts_"} {
		p, q := m[prefix+"precision"], m[prefix+"recall"]
		if m[prefix+"f1"] = 0; p+q > 0 {
			m[prefix+"f1"] = 2 * p * q / (p + q)
		}
	}
	return nil
}
