// Package cases measures the judge's desk. Similar: from a paraphrased half of a
// case's facts, without names, numbers and dates, the same case is to be found
// among all by what is left of it, beside a bag of word pairs; and of two cases
// the one is to be put first that a person judged to be more alike. `trolyluat
// eval cases` calls it.
package cases

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
)

// Source is a store with judgments and án lệ.
type Source interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// Options are what [Run] needs; Source is required.
type Options struct {
	Source Source
	// Pairs is a file of judged pairs; "" takes those that come with the suite.
	Pairs   string
	Details bool
}

// Pair is a judgment by a person: of two cases, which is more like a third.
type Pair struct {
	Query  string `json:"query"`
	Better string `json:"better"`
	Worse  string `json:"worse"`
	Why    string `json:"why"`
}

// The pairs were judged by reading, before any ranking existed; they hold ids and
// reasons, no text of a case.
//
//go:embed pairs.jsonl
var pairsText string

// Report is what was measured.
type Report struct {
	run.Report
	Missed []Miss `json:"missed,omitempty"` // halves that did not find their case
	Wrong  []Pair `json:"wrong,omitempty"`  // pairs put the other way round
}

// Suite is the name of the suite in runs and reports.
const Suite = "cases"

// Seed draws the intervals.
const Seed = 9

// Miss is a half that did not find its case first.
type Miss struct {
	Among string `json:"among"`
	ID    string `json:"id"`
	First string `json:"first"` // what stood first
	Place int    `json:"place"` // of its own case
}

// ErrNoCases is returned for a store without judgments.
var ErrNoCases = errors.New("eval: no judgment or án lệ in the store")

// ReadPairs reads pairs, one a JSON line.
func ReadPairs(text string) ([]Pair, error) {
	var out []Pair
	in := bufio.NewScanner(strings.NewReader(text))
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var p Pair
		if err := json.Unmarshal(in.Bytes(), &p); err != nil {
			return nil, fmt.Errorf("eval: pairs line %d: %w", n, err)
		}
		if p.Query == "" || p.Better == "" || p.Worse == "" {
			return nil, fmt.Errorf("eval: pairs line %d: query, better and worse are needed", n)
		}
		out = append(out, p)
	}
	return out, in.Err()
}

// item is a case with its facts cut in halves.
type item struct {
	id           string
	whole        similar.Case
	first, other string // the paraphrased half that asks, and the other half
	rest         string // what stands outside the facts: reasoning and ruling
}

func load(ctx context.Context, source Source) ([]item, error) {
	var out []item
	for info, err := range source.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("eval: list cases: %w", err)
		}
		if info.Kind != corpus.KindJudgment && info.Kind != corpus.KindPrecedent {
			continue
		}
		d, err := source.Document(ctx, info.ID)
		if err != nil {
			return nil, fmt.Errorf("eval: load %s: %w", info.ID, err)
		}
		one := item{id: d.Key, whole: cases.CaseOf(d)}
		if d.Source.Format == "judgments" {
			one.id = d.Source.Name
		}
		half, rest := halves(one.whole.Facts)
		one.first, one.other, one.rest = paraphrase(half), rest, outside(d, one.whole.Facts)
		out = append(out, one)
	}
	if len(out) == 0 {
		return nil, ErrNoCases
	}
	return out, nil
}

// Run measures, kept nowhere. Errors end it.
func Run(ctx context.Context, opt Options) (*Report, error) {
	tasks, err := Tasks(ctx, opt)
	if err != nil {
		return nil, err
	}
	res, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: Seed}, tasks, run.Options{})
	if err != nil {
		return nil, err
	}
	r := &Report{Report: res.Report}
	if !opt.Details {
		return r, nil
	}
	all, err := run.Details[kept](res)
	for _, k := range all {
		if k.Miss != nil {
			r.Missed = append(r.Missed, *k.Miss)
		}
		if k.Wrong != nil {
			r.Wrong = append(r.Wrong, *k.Wrong)
		}
	}
	return r, err
}

// kept is what the suite keeps of an item beside its figures; one of them is set.
type kept struct {
	Miss  *Miss `json:"miss,omitempty"`
	Wrong *Pair `json:"wrong,omitempty"`
}

// Tasks are the comparisons as items of a run: every half among what stands
// outside the facts ("same/ID") and among the other halves ("half/ID"), and every
// judged pair ("pair/QUERY/BETTER/WORSE"). Told are, each also of a bag of word
// pairs ("bag_…"),
//
//	same@1, same_mrr, half@1, half_mrr   the half finds its case: first, and by its place
//	acc@1, mrr                           of both together
//	pairs, accuracy                      pairs put in the order in which a person put them
//	unknown_pairs                        count: pairs whose cases the store lacks
func Tasks(ctx context.Context, opt Options) ([]run.Task, error) {
	text := pairsText
	if opt.Pairs != "" {
		b, err := os.ReadFile(opt.Pairs)
		if err != nil {
			return nil, fmt.Errorf("eval: read pairs: %w", err)
		}
		text = string(b)
	}
	pairs, err := ReadPairs(text)
	if err != nil {
		return nil, err
	}
	items, err := load(ctx, opt.Source)
	if err != nil {
		return nil, err
	}
	tasks, err := sameTasks(items, "same", func(it item) string { return it.rest })
	if err != nil {
		return nil, err
	}
	others, err := sameTasks(items, "half", func(it item) string { return it.other })
	if err != nil {
		return nil, err
	}
	judged, err := pairTasks(items, pairs)
	if err != nil {
		return nil, err
	}
	return run.Distinct(slices.Concat(tasks, others, judged)), nil
}

// outside is the text of a case without its facts.
func outside(d *corpus.Document, facts string) string {
	text := strings.Replace(d.Text, facts, "", 1)
	if d.Judgment != nil && d.Judgment.Reasoning.Len() > 0 {
		text = d.Text[d.Judgment.Reasoning.Start:d.Judgment.Reasoning.End] + "\n" + d.Text[d.Judgment.Ruling.Start:d.Judgment.Ruling.End]
	}
	return text
}

// sameTasks ask with halves of the facts among what the cases have elsewhere.
func sameTasks(items []item, name string, text func(item) string) ([]run.Task, error) {
	rest := similar.NewCollection()
	bags := map[string]map[string]bool{}
	var tasks []run.Task
	for _, it := range items {
		p, err := similar.NewProfile(similar.Case{Facts: text(it)})
		if err != nil {
			return nil, err
		}
		rest.Add(it.id, p)
		bags[it.id] = pairsOf(text(it))
	}
	for _, it := range items {
		if len(strings.Fields(it.first)) < shortest {
			continue
		}
		tasks = append(tasks, run.Task{ID: name + "/" + it.id, Do: func(context.Context) (run.Item, run.Cost, error) {
			p, err := similar.NewProfile(similar.Case{Facts: it.first})
			if err != nil {
				return run.Item{}, run.Cost{}, err
			}
			out := run.Item{Question: it.first, Gold: []string{it.id}, Counts: map[string]float64{name + "_n": 1}}
			var ranked []string
			for i, m := range rest.Rank(p) {
				if ranked = append(ranked, m.ID); i < 5 {
					out.Evidence = append(out.Evidence, run.Evidence{Document: m.ID, Score: m.Score})
				}
			}
			gold := metrics.NewGold(it.id)
			first, reciprocal := metrics.HitAt(ranked, gold, 1), metrics.ReciprocalRankAt(ranked, gold, len(ranked))
			out.Scores = map[string]float64{name + "@1": first, name + "_mrr": reciprocal, "acc@1": first, "mrr": reciprocal,
				"bag_" + name + "@1": metrics.HitAt(rankBags(pairsOf(it.first), bags), gold, 1)}
			var k kept
			if first == 0 {
				k.Miss = &Miss{Among: name, ID: it.id, First: ranked[0], Place: int(1/reciprocal + 0.5)}
				out.Notes = append(out.Notes, fmt.Sprintf("đứng đầu là %s, đúng ra đứng thứ %d", ranked[0], k.Miss.Place))
			}
			return out, run.Cost{}, out.Keep(k)
		}})
	}
	return tasks, nil
}

// shortest is how many words a half needs to be asked with.
const shortest = 30

// pairTasks compare the better with the worse.
func pairTasks(items []item, pairs []Pair) ([]run.Task, error) {
	all := similar.NewCollection()
	bags := map[string]map[string]bool{}
	for _, it := range items {
		p, err := similar.NewProfile(it.whole)
		if err != nil {
			return nil, err
		}
		all.Add(it.id, p)
		bags[it.id] = pairsOf(it.whole.Facts)
	}
	var tasks []run.Task
	for _, pair := range pairs {
		tasks = append(tasks, run.Task{ID: "pair/" + pair.Query + "/" + pair.Better + "/" + pair.Worse, Do: func(context.Context) (run.Item, run.Cost, error) {
			out := run.Item{Question: fmt.Sprintf("%s giống %s hơn %s: %s", pair.Query, pair.Better, pair.Worse, pair.Why), Gold: []string{pair.Better}}
			q, a, b := all.Profile(pair.Query), all.Profile(pair.Better), all.Profile(pair.Worse)
			if q == nil || a == nil || b == nil {
				out.Counts = map[string]float64{"unknown_pairs": 1}
				out.Notes = []string{"kho không có đủ ba vụ"}
				return out, run.Cost{}, nil
			}
			near, far := all.Compare(q, a).Score(), all.Compare(q, b).Score()
			right := 0.0
			var k kept
			if near > far {
				right = 1
			} else {
				k.Wrong = &pair
			}
			bag := 0.0
			if dice(bags[pair.Query], bags[pair.Better]) > dice(bags[pair.Query], bags[pair.Worse]) {
				bag = 1
			}
			out.Evidence = []run.Evidence{{Document: pair.Better, Score: near}, {Document: pair.Worse, Score: far}}
			out.Scores = map[string]float64{"pairs": right, "accuracy": right, "bag_pairs": bag}
			out.Counts = map[string]float64{"pairs_n": 1, "unknown_pairs": 0}
			return out, run.Cost{}, out.Keep(k)
		}})
	}
	return tasks, nil
}

// pairsOf is the bag of word pairs of a text: the baseline.
func pairsOf(text string) map[string]bool {
	out := map[string]bool{}
	tokens := vitext.Syllables(vitext.Normalize(text))
	for i := 1; i < len(tokens); i++ {
		out[tokens[i-1].Text+" "+tokens[i].Text] = true
	}
	return out
}

func dice(a, b map[string]bool) float64 {
	n := 0
	for t := range a {
		if b[t] {
			n++
		}
	}
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}
