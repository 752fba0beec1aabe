// Package basis measures the legal basis that the judge's desk suggests: on
// judged cases it gives the facts and the claims, hides what the court wrote,
// and counts how many of the provisions that the judgment cites are among those
// suggested, beside a constant list made from the other cases. Like judgments are
// heard as at the desk, those of the case's own fold never. `trolyluat eval
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
	"sync"
	"time"

	"trolyluat/assistant/cases/basis"
	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
)

// Options are what [Tasks] needs; all are required.
type Options struct {
	// Source is a store with the articles and, where like judgments are to be heard,
	// with judgments: those of the file of cases bear the id of their case as the
	// name of their source.
	Source   basis.Source
	Searcher basis.Searcher
	Cases    string // file of cases, see [ReadCases]
	Folds    int    // 0 means 5
}

// Suite is the name of the suite in runs and reports.
const Suite = "basis"

// Seed draws the intervals.
const Seed = 9

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
	once       sync.Once // finds the candidates
	err        error
	candidates []*basis.Candidate // without the voices of like judgments
	sample     basis.Sample       // with them, for the model in hand
	likes      []like
	gold       metrics.Gold
	list       []string
	// fingerprint of its facts, by which a model knows a case it was fitted on.
	fingerprint string
	fold        int
	issues      []string
	lines       []line
}

func key(c *basis.Candidate) string { return c.Document.Key + "#" + c.Path }

// like is a judgment of the store as a case sees it.
type like struct {
	basis.Like
	name string // of its source: the id of the case that it judges
	fold int    // of that case; none for a judgment that is none of the file's
}

// Of a judgment that is none of the file's, and of a model that may hear all.
const (
	none    = -1
	nothing = -2
)

// set is the cases with what finds and judges their candidates.
type set struct {
	all       []*sample
	suggester *basis.Suggester
	shipped   *basis.Model
	mu        sync.Mutex // one case is fitted or judged at a time
	models    map[int]*basis.Model
	judged    *judged
}

// load reads the cases; their candidates are found when they are asked for.
func load(ctx context.Context, opt Options) (*set, error) {
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
	out := &set{suggester: suggester, models: map[int]*basis.Model{}}
	if out.shipped, err = basis.BuiltIn(); err != nil {
		return nil, err
	}
	folds := opt.Folds
	if folds == 0 {
		folds = 5
	}
	for _, c := range cases {
		s := &sample{Case: c}
		if s.list, s.lines, err = maps.gold(ctx, c); err != nil {
			return nil, fmt.Errorf("eval: map provisions of %s: %w", c.ID, err)
		}
		s.gold = metrics.NewGold(s.list...)
		s.sample.Cited = func(c *basis.Candidate) bool { return s.gold[key(c)] }
		s.sample.Gold = len(s.gold)
		sum := sha256.Sum256([]byte(strings.Join(strings.Fields(c.Facts), " ")))
		s.fingerprint = hex.EncodeToString(sum[:6])
		h := fnv.New32a()
		h.Write([]byte(s.fingerprint)) // a hash never fails
		s.fold = int(h.Sum32() % uint32(folds))
		out.all = append(out.all, s)
	}
	out.judged, err = readJudged(ctx, opt.Source, out.all)
	return out, err
}

// find finds the candidates of a case, once.
func (t *set) find(ctx context.Context, s *sample) error {
	s.once.Do(func() {
		sit := basis.Situation{Facts: s.Facts, Claims: s.Query}
		if s.candidates, s.err = t.suggester.Candidates(ctx, sit); s.err != nil {
			s.err = fmt.Errorf("eval: candidates of %s: %w", s.ID, s.err)
			return
		}
		var matches []basis.Match
		if matches, s.err = basis.Read(sit); s.err != nil {
			return
		}
		for _, m := range matches {
			s.issues = append(s.issues, m.Issue.ID)
		}
		s.likes, s.err = t.judged.of(sit)
	})
	return s.err
}

// consult gives the candidates of a case the voices of the judgments outside a
// fold; its own is never among them.
func (t *set) consult(ctx context.Context, s *sample, without int) error {
	if err := t.find(ctx, s); err != nil {
		return err
	}
	var likes []basis.Like
	for _, l := range s.likes {
		if l.fold != without && l.name != s.ID && len(likes) < basis.Nearest {
			likes = append(likes, l.Like)
		}
	}
	var err error
	if s.sample.Candidates, err = t.suggester.Consult(ctx, s.candidates, basis.Situation{Facts: s.Facts, Claims: s.Query}, likes); err != nil {
		return fmt.Errorf("eval: like judgments of %s: %w", s.ID, err)
	}
	return nil
}

// kept is what the suite keeps of a case beside its figures.
type kept struct {
	Row      *Row     `json:"row,omitempty"`
	Unmapped []string `json:"unmapped,omitempty"`
}

// Tasks are the cases as items of a run. A case that the shipped model was fitted
// on is judged by a model fitted on the other folds ("by_fold" counts them); any
// other by the shipped one ("by_shipped"). Told are, each also of a constant list
// made from the other cases ("constant_…"),
//
//	recall@20               share of the cited provisions among the first 20, the mean
//	                        over cases; substance_ and procedure_ of the list of each side
//	precision, recall, f1   of those proposed above the model's cut, over all cases
//	mapped                  lines of laws in the set that name a provision of it
func Tasks(ctx context.Context, opt Options) ([]run.Task, error) {
	t, err := load(ctx, opt)
	if err != nil {
		return nil, err
	}
	tasks := make([]run.Task, len(t.all))
	for i, s := range t.all {
		tasks[i] = run.Task{ID: s.ID, Do: func(ctx context.Context) (run.Item, run.Cost, error) { return t.measure(ctx, s) }}
	}
	return run.Distinct(tasks), nil
}

func (t *set) measure(ctx context.Context, s *sample) (run.Item, run.Cost, error) {
	it := run.Item{Question: strings.TrimSpace(s.Query + "\n" + s.Facts), Gold: s.list, Scores: map[string]float64{}, Ratios: map[string]run.Ratio{}, Counts: map[string]float64{}}
	var k kept
	k.Unmapped = s.mapping(&it)
	if len(s.gold) == 0 { // nothing of the set is cited
		return it, run.Cost{}, it.Keep(k)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	start := time.Now()
	err := t.find(ctx, s)
	if err == nil {
		err = t.consult(ctx, s, s.fold)
	}
	cost := run.Cost{Millis: float64(time.Since(start).Microseconds()) / 1000}
	if err != nil {
		return it, cost, err
	}
	m := t.shipped
	if slices.Contains(t.shipped.Cases, s.fingerprint) {
		if m, err = t.withoutFold(ctx, s.fold); err != nil {
			return it, cost, err
		}
		it.Counts["by_fold"] = 1
	} else {
		it.Counts["by_shipped"] = 1
	}
	row := score(&it, s, m, t.all)
	k.Row = &row
	it.Answer = strings.Join(row.Proposed, "; ")
	return it, cost, it.Keep(k)
}

// withoutFold is a model fitted on the other folds.
func (t *set) withoutFold(ctx context.Context, fold int) (*basis.Model, error) {
	if m := t.models[fold]; m != nil {
		return m, nil
	}
	var others []basis.Sample
	for _, o := range t.all {
		if o.fold == fold || len(o.gold) == 0 {
			continue
		}
		if err := t.consult(ctx, o, fold); err != nil {
			return nil, err
		}
		others = append(others, o.sample)
	}
	t.models[fold] = basis.Fit(others, l2)
	return t.models[fold], nil
}

// Fit fits the model that ships on all cases.
func Fit(ctx context.Context, opt Options) (*basis.Model, error) {
	t, err := load(ctx, opt)
	if err != nil {
		return nil, err
	}
	var samples []basis.Sample
	var prints []string
	for _, s := range t.all {
		if len(s.gold) == 0 {
			continue
		}
		if err := t.consult(ctx, s, nothing); err != nil {
			return nil, err
		}
		samples = append(samples, s.sample)
		prints = append(prints, s.fingerprint)
	}
	m := basis.Fit(samples, l2)
	slices.Sort(prints)
	m.Cases = prints
	return m, nil
}

// mapping counts how many lines of laws in the set were mapped, and returns those
// that were not.
func (s *sample) mapping(it *run.Item) (unmapped []string) {
	in, mapped := 0, 0
	for _, l := range s.lines {
		if !l.InSet {
			continue
		}
		in++
		if len(l.Mapped) > 0 {
			mapped++
		} else {
			unmapped = append(unmapped, l.Case+": "+l.Text)
		}
	}
	it.Ratios["mapped"] = run.RatioOf(mapped, in)
	it.Counts["lines_in_set"], it.Counts["gold"] = float64(in), float64(len(s.gold))
	return unmapped
}
