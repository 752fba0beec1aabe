// Package basis measures the legal basis that the judge's desk suggests: on
// judged cases it gives the facts and the claims, hides what the court wrote,
// and counts how many of the provisions that the judgment cites are among those
// suggested, beside a constant list made from the other cases. `trolyluat eval
// basis` calls it, and with Fit it makes the model that ships.
package basis

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"trolyluat/assistant/cases/basis"
	"trolyluat/eval/metrics"
)

// Options are what [Run] needs; all but Details are required.
type Options struct {
	Source   basis.Source // a store with the articles, and nothing else
	Searcher basis.Searcher
	Cases    string // file of cases, see [ReadCases]
	Folds    int    // 0 means 5
	Details  bool   // keep a row for every case
}

// Report is what was measured.
type Report struct {
	Suite   string             `json:"suite"` // "basis"
	N       int                `json:"n"`     // cases with a cited provision in the set
	Metrics map[string]float64 `json:"metrics"`
	// Model says which model judged how many cases: "shipped" those that it was
	// not fitted on, "fold" those judged by one fitted on the other folds.
	Model    map[string]int `json:"model"`
	Unmapped []string       `json:"unmapped,omitempty"` // lines of laws in the set that were not mapped
	Rows     []Row          `json:"rows,omitempty"`
}

// Row is how one case fared.
type Row struct {
	ID       string   `json:"id"`
	Gold     []string `json:"gold"`
	Found    []string `json:"found"`  // of the gold, among the first 20
	Missed   []string `json:"missed"` // of the gold
	Proposed []string `json:"proposed"`
	Issues   []string `json:"issues"`
}

// depth is how many provisions are looked at: recall@20.
const depth = 20

// regularisation of the fit, in cases.
const l2 = 2.0

type sample struct {
	Case
	sample basis.Sample
	gold   metrics.Gold
	list   []string
	// fingerprint of its facts, by which a model knows a case it was fitted on.
	fingerprint string
	fold        int
	issues      []string
	lines       []line
}

func key(c *basis.Candidate) string { return c.Document.Key + "#" + c.Path }

// load reads the cases and finds their candidates.
func load(ctx context.Context, opt Options) ([]*sample, error) {
	cases, err := ReadCases(opt.Cases)
	if err != nil {
		return nil, err
	}
	maps, err := newMapper(ctx, opt.Source)
	if err != nil {
		return nil, err
	}
	suggester, err := basis.New(ctx, opt.Source, opt.Searcher, basis.Untrained())
	if err != nil {
		return nil, err
	}
	folds := opt.Folds
	if folds == 0 {
		folds = 5
	}
	var out []*sample
	for _, c := range cases {
		s := &sample{Case: c}
		if s.list, s.lines, err = maps.gold(ctx, c); err != nil {
			return nil, fmt.Errorf("eval: map provisions of %s: %w", c.ID, err)
		}
		s.gold = metrics.NewGold(s.list...)
		sit := basis.Situation{Facts: c.Facts, Claims: c.Query}
		if s.sample.Candidates, err = suggester.Candidates(ctx, sit); err != nil {
			return nil, fmt.Errorf("eval: candidates of %s: %w", c.ID, err)
		}
		matches, err := basis.Read(sit)
		if err != nil {
			return nil, err
		}
		for _, m := range matches {
			s.issues = append(s.issues, m.Issue.ID)
		}
		s.sample.Cited = func(c *basis.Candidate) bool { return s.gold[key(c)] }
		s.sample.Gold = len(s.gold)
		sum := sha256.Sum256([]byte(strings.Join(strings.Fields(c.Facts), " ")))
		s.fingerprint = hex.EncodeToString(sum[:6])
		h := fnv.New32a()
		h.Write([]byte(s.fingerprint)) // a hash never fails
		s.fold = int(h.Sum32() % uint32(folds))
		out = append(out, s)
	}
	return out, nil
}

// Run measures. A case that the shipped model was fitted on is judged by a model
// fitted on the other folds; any other by the shipped one.
func Run(ctx context.Context, opt Options) (*Report, error) {
	all, err := load(ctx, opt)
	if err != nil {
		return nil, err
	}
	shipped, err := basis.BuiltIn()
	if err != nil {
		return nil, err
	}
	r := &Report{Suite: "basis", Metrics: map[string]float64{}, Model: map[string]int{"shipped": 0, "fold": 0}}
	r.mapping(all)
	models := map[int]*basis.Model{}
	score := newScore()
	for _, s := range all {
		if len(s.gold) == 0 {
			continue
		}
		r.N++
		m := shipped
		if slices.Contains(shipped.Cases, s.fingerprint) {
			r.Model["fold"]++
			if models[s.fold] == nil {
				var others []basis.Sample
				for _, o := range all {
					if o.fold != s.fold && len(o.gold) > 0 {
						others = append(others, o.sample)
					}
				}
				models[s.fold] = basis.Fit(others, l2)
			}
			m = models[s.fold]
		} else {
			r.Model["shipped"]++
		}
		row := score.add(s, m, all)
		if opt.Details {
			r.Rows = append(r.Rows, row)
		}
	}
	score.into(r.Metrics)
	return r, nil
}

// Fit fits the model that ships on all cases.
func Fit(ctx context.Context, opt Options) (*basis.Model, error) {
	all, err := load(ctx, opt)
	if err != nil {
		return nil, err
	}
	var samples []basis.Sample
	var prints []string
	for _, s := range all {
		if len(s.gold) > 0 {
			samples = append(samples, s.sample)
			prints = append(prints, s.fingerprint)
		}
	}
	m := basis.Fit(samples, l2)
	slices.Sort(prints)
	m.Cases = prints
	return m, nil
}

// mapping counts how many lines of laws in the set were mapped whole.
func (r *Report) mapping(all []*sample) {
	in, mapped, names := 0, 0, map[string]bool{}
	for _, s := range all {
		for _, l := range s.lines {
			name, _, _ := strings.Cut(l.Text, "|")
			names[strings.TrimSpace(name)] = true
			if !l.InSet {
				continue
			}
			in++
			if len(l.Mapped) > 0 {
				mapped++
			} else {
				r.Unmapped = append(r.Unmapped, l.Case+": "+l.Text)
			}
		}
	}
	r.Metrics["lines_in_set"], r.Metrics["spellings"] = float64(in), float64(len(names))
	if in > 0 {
		r.Metrics["mapped"] = float64(mapped) / float64(in)
	}
}
