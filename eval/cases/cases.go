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
	"strings"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/eval/metrics"
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
	Suite   string             `json:"suite"` // "cases"
	N       int                `json:"n"`     // cases and án lệ
	Metrics map[string]float64 `json:"metrics"`
	Missed  []Miss             `json:"missed,omitempty"` // halves that did not find their case
	Wrong   []Pair             `json:"wrong,omitempty"`  // pairs put the other way round
	// Unknown are the pairs whose cases the store does not hold.
	Unknown int `json:"unknown_pairs"`
}

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

// Run measures.
func Run(ctx context.Context, opt Options) (*Report, error) {
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
	r := &Report{Suite: "cases", N: len(items), Metrics: map[string]float64{}}
	if err := r.same(items, "same", func(it item) string { return it.rest }); err != nil {
		return nil, err
	}
	if err := r.same(items, "half", func(it item) string { return it.other }); err != nil {
		return nil, err
	}
	if err := r.pairs(items, pairs); err != nil {
		return nil, err
	}
	if !opt.Details {
		r.Missed, r.Wrong = nil, nil
	}
	return r, nil
}

// outside is the text of a case without its facts.
func outside(d *corpus.Document, facts string) string {
	text := strings.Replace(d.Text, facts, "", 1)
	if d.Judgment != nil && d.Judgment.Reasoning.Len() > 0 {
		text = d.Text[d.Judgment.Reasoning.Start:d.Judgment.Reasoning.End] + "\n" + d.Text[d.Judgment.Ruling.Start:d.Judgment.Ruling.End]
	}
	return text
}

// same asks with halves of the facts among what the cases have elsewhere.
func (r *Report) same(items []item, name string, text func(item) string) error {
	rest := similar.NewCollection()
	bags := map[string]map[string]bool{}
	var asked []item
	for _, it := range items {
		p, err := similar.NewProfile(similar.Case{Facts: text(it)})
		if err != nil {
			return err
		}
		rest.Add(it.id, p)
		bags[it.id] = pairsOf(text(it))
		if len(strings.Fields(it.first)) >= shortest {
			asked = append(asked, it)
		}
	}
	var hits, reciprocal, bag []float64
	for _, it := range asked {
		p, err := similar.NewProfile(similar.Case{Facts: it.first})
		if err != nil {
			return err
		}
		var ranked []string
		for _, m := range rest.Rank(p) {
			ranked = append(ranked, m.ID)
		}
		gold := metrics.NewGold(it.id)
		hits = append(hits, metrics.HitAt(ranked, gold, 1))
		reciprocal = append(reciprocal, metrics.ReciprocalRankAt(ranked, gold, len(ranked)))
		if ranked[0] != it.id {
			r.Missed = append(r.Missed, Miss{Among: name, ID: it.id, First: ranked[0], Place: int(1/reciprocal[len(reciprocal)-1] + 0.5)})
		}
		bag = append(bag, metrics.HitAt(rankBags(pairsOf(it.first), bags), gold, 1))
	}
	r.Metrics[name+"_n"] = float64(len(asked))
	metrics.Flat(r.Metrics, name+"@1", metrics.Bootstrap(hits, 9))
	metrics.Flat(r.Metrics, name+"_mrr", metrics.Bootstrap(reciprocal, 9))
	metrics.Flat(r.Metrics, "bag_"+name+"@1", metrics.Bootstrap(bag, 9))
	return nil
}

// shortest is how many words a half needs to be asked with.
const shortest = 30

// pairs compares the better with the worse.
func (r *Report) pairs(items []item, pairs []Pair) error {
	all := similar.NewCollection()
	bags := map[string]map[string]bool{}
	for _, it := range items {
		p, err := similar.NewProfile(it.whole)
		if err != nil {
			return err
		}
		all.Add(it.id, p)
		bags[it.id] = pairsOf(it.whole.Facts)
	}
	var right, bag []float64
	for _, pair := range pairs {
		q, a, b := all.Profile(pair.Query), all.Profile(pair.Better), all.Profile(pair.Worse)
		if q == nil || a == nil || b == nil {
			r.Unknown++
			continue
		}
		ok := 0.0
		if all.Compare(q, a).Score() > all.Compare(q, b).Score() {
			ok = 1
		} else {
			r.Wrong = append(r.Wrong, pair)
		}
		right = append(right, ok)
		x := 0.0
		if dice(bags[pair.Query], bags[pair.Better]) > dice(bags[pair.Query], bags[pair.Worse]) {
			x = 1
		}
		bag = append(bag, x)
	}
	r.Metrics["pairs_n"] = float64(len(right))
	if len(right) > 0 {
		metrics.Flat(r.Metrics, "pairs", metrics.Bootstrap(right, 9))
		metrics.Flat(r.Metrics, "bag_pairs", metrics.Bootstrap(bag, 9))
	}
	return nil
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
