// Package run carries an evaluation through its items and keeps what each of them
// gave: question, evidence, answer, scores. A run lives in a folder, may be
// stopped at any moment and goes on where it was; run again from the start with
// the same seed and inputs it gives the same file. The suites of eval drive it;
// the packages eval/compare and eval/report, the command line and the pages read
// what it wrote.
//
// A folder holds
//
//	manifest.json   what was measured and with what: suite, seed, settings, hashes
//	items.jsonl     one [Item] a line, in the order of the questions
//	costs.jsonl     one [Cost] a line: time, tokens, money; apart, since they vary
//	report.json     the flat metrics with their intervals, and the suite's own
//
// and, until the run has ended, progress.jsonl, to which every finished item is
// appended in the order of finishing. While a run writes, it holds a lock on the
// empty file .lock, so that a second one cannot write between its lines; a killed
// process leaves none behind.
package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

// Outcome tells whether an item could be measured.
type Outcome string

// The outcomes. An item that could not be asked (a server down, a timeout) is an
// error and is never scored as a wrong answer.
const (
	OK    Outcome = "ok"
	Error Outcome = "error"
)

// Evidence is a passage that an answer was given to stand on.
type Evidence struct {
	Document string  `json:"document"`
	Path     string  `json:"path,omitempty"`
	SourceID string  `json:"source_id,omitempty"`
	Title    string  `json:"title,omitempty"`
	Text     string  `json:"text,omitempty"`
	Score    float64 `json:"score,omitempty"`
}

// Item is what one question, file or case gave.
type Item struct {
	ID       string     `json:"id"`
	Outcome  Outcome    `json:"outcome"`
	Error    string     `json:"error,omitempty"`
	Groups   []string   `json:"groups,omitempty"` // kinds of question it is of, for metrics of their own
	Question string     `json:"question,omitempty"`
	Answer   string     `json:"answer,omitempty"`
	Gold     []string   `json:"gold,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
	// Scores are the item's values of the suite's measures, each in [0, 1] unless
	// the measure says otherwise. A measure that does not apply is left out.
	Scores map[string]float64 `json:"scores,omitempty"`
	// Ratios are its part in measures that are told over all items together, such
	// as precision over all findings.
	Ratios map[string]Ratio `json:"ratios,omitempty"`
	// Counts are summed over the items: planted faults, pages refused.
	Counts map[string]float64 `json:"counts,omitempty"`
	Notes  []string           `json:"notes,omitempty"`
	// Detail is what else the suite keeps of the item, in a shape of its own.
	Detail json.RawMessage `json:"detail,omitempty"`
}

// Ratio is an item's part in a share: so many of so many. Over items the sums are
// divided.
type Ratio struct {
	Num float64 `json:"num"`
	Den float64 `json:"den"`
}

// RatioOf is n of d.
func RatioOf(n, d int) Ratio { return Ratio{float64(n), float64(d)} }

// PRF are the ratios of precision, recall and F1 over all items, under their
// names with a prefix ("dieu_"): right ones among those given and among the gold.
// F1 = 2·right/(given+gold) is van Rijsbergen's F of the two.
func PRF(into map[string]Ratio, prefix string, right, given, gold int) {
	into[prefix+"precision"], into[prefix+"recall"] = RatioOf(right, given), RatioOf(right, gold)
	into[prefix+"f1"] = RatioOf(2*right, given+gold)
}

// Value is the item's value of a measure: its score, or its ratio where that has
// something to share.
func (i *Item) Value(measure string) (v float64, ok bool) {
	if v, ok = i.Scores[measure]; ok {
		return v, true
	}
	r, ok := i.Ratios[measure]
	if !ok || r.Den == 0 {
		return 0, false
	}
	return r.Num / r.Den, true
}

// Keep puts a suite's own record of the item into Detail.
func (i *Item) Keep(detail any) error {
	b, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("eval: encode the detail of an item: %w", err)
	}
	i.Detail = b
	return nil
}

// Details reads back what [Item.Keep] kept, of all measured items that have it.
func Details[T any](r *Result) ([]T, error) {
	var out []T
	for i := range r.Items {
		if r.Items[i].Outcome != OK || len(r.Items[i].Detail) == 0 {
			continue
		}
		var v T
		if err := json.Unmarshal(r.Items[i].Detail, &v); err != nil {
			return nil, fmt.Errorf("eval: the detail of item %s: %w", r.Items[i].ID, err)
		}
		out = append(out, v)
	}
	return out, nil
}

// Cost is what an item took.
type Cost struct {
	ID     string  `json:"id"`
	Millis float64 `json:"ms"`               // of the whole item, unless its task timed the part that counts
	Tokens int     `json:"tokens,omitempty"` // of the model, in and out
	Money  float64 `json:"money,omitempty"`  // in the currency of the configured prices
}

// Task is one item to measure. Do returns the item without ID and outcome, and
// what it cost: the time is what Do took, unless Do tells what part of it counts.
// Its error makes the item an [Error].
type Task struct {
	ID string
	Do func(ctx context.Context) (Item, Cost, error)
}

// Distinct gives tasks whose id stands before already the number of their coming
// behind it, "case_7 (2)", as files have it whose ids are not unique.
func Distinct(tasks []Task) []Task {
	came := map[string]int{}
	for i := range tasks {
		id := tasks[i].ID
		if came[id]++; came[id] > 1 {
			tasks[i].ID = fmt.Sprintf("%s (%d)", id, came[id])
		}
	}
	return tasks
}

// Options bound a run.
type Options struct {
	Workers  int     // items at a time, default 1 (so that latencies are a single reader's)
	PerMin   float64 // at most so many items a minute begin; 0 is no limit
	Budget   float64 // stop when Cost.Money has summed to this; 0 is no limit
	Progress func(done, of int)
	// RetryErrors asks anew, on resuming, what ended in an error before.
	RetryErrors bool
	// Finish, where set, adds to the metrics of the ended run what is neither a
	// mean nor a ratio nor a sum of items.
	Finish func(r *Result) error
}

// ErrBudget ends a run whose budget is spent. The folder can be resumed with a
// larger one.
var ErrBudget = errors.New("eval: the budget is spent")

// Result is a finished run.
type Result struct {
	Manifest Manifest
	Items    []Item
	Costs    []Cost
	Report   Report
}

// Do measures all tasks. With a folder the run is kept there and goes on with
// what it holds already; dir "" keeps nothing. IDs must be unique. An error of a
// task is an outcome; Do's own error is a cancelled context, a spent budget, or a
// folder that cannot be written or that another run is writing ([InUseError]), and
// leaves the folder resumable.
func Do(ctx context.Context, dir string, m Manifest, tasks []Task, o Options) (*Result, error) {
	order := make(map[string]int, len(tasks))
	for i, t := range tasks {
		if _, twice := order[t.ID]; twice || t.ID == "" {
			return nil, fmt.Errorf("eval: item id %q is missing or stands twice", t.ID)
		}
		order[t.ID] = i
	}
	m.Items = len(tasks)
	log, err := openLog(dir, &m)
	if err != nil {
		return nil, err
	}
	defer log.close()
	entries := make([]*entry, len(tasks))
	done, spent := 0, 0.0
	for _, e := range log.held {
		i, known := order[e.Item.ID]
		if !known || o.RetryErrors && e.Item.Outcome == Error {
			continue
		}
		if entries[i] == nil {
			done++
		}
		entries[i] = &e
		spent += e.Cost.Money
	}
	r := &runner{Options: o, tasks: tasks, entries: entries, log: log, done: done, spent: spent}
	if err := r.all(ctx); err != nil {
		return nil, err
	}
	return log.finish(m, entries, o.Finish)
}

type runner struct {
	Options
	tasks   []Task
	entries []*entry
	log     *runLog

	mu    sync.Mutex
	done  int
	spent float64
}

func (r *runner) all(ctx context.Context) error {
	limit := rate.NewLimiter(rate.Inf, 1)
	if r.PerMin > 0 {
		limit = rate.NewLimiter(rate.Limit(r.PerMin/60), 1)
	}
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(max(1, r.Workers))
	for i := range r.tasks {
		if r.entries[i] != nil {
			continue
		}
		if running.Err() != nil {
			break
		}
		g.Go(func() error {
			if err := limit.Wait(running); err != nil {
				return running.Err()
			}
			if r.broke() {
				return ErrBudget
			}
			return r.one(running, i)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

func (r *runner) broke() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Budget > 0 && r.spent >= r.Budget
}

func (r *runner) one(ctx context.Context, i int) error {
	task := r.tasks[i]
	start := time.Now()
	item, cost, err := task.Do(ctx)
	if ctx.Err() != nil {
		return ctx.Err() // asked again on resuming
	}
	if cost.ID = task.ID; cost.Millis == 0 {
		cost.Millis = float64(time.Since(start).Microseconds()) / 1000
	}
	item.ID, item.Outcome = task.ID, OK
	if err != nil {
		item.Outcome, item.Error = Error, err.Error()
		item.Scores, item.Ratios, item.Counts, item.Detail = nil, nil, nil, nil
	}
	e := &entry{Item: item, Cost: cost}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.log.append(e); err != nil {
		return err
	}
	r.entries[i] = e
	r.done++
	r.spent += cost.Money
	if r.Progress != nil {
		r.Progress(r.done, len(r.tasks))
	}
	return nil
}

// Manifest says what a run measured and with what. Two runs of one fingerprint
// answer the same questions in the same way.
type Manifest struct {
	Suite   string    `json:"suite"`
	Started time.Time `json:"started"`
	Version string    `json:"version,omitempty"` // of the program
	Seed    uint64    `json:"seed"`
	// Config is the settings that bear on the result: mode, k, model name.
	Config map[string]string `json:"config,omitempty"`
	// Inputs are SHA-256 of what was read: questions, corpus, prompts, weights.
	Inputs map[string]string `json:"inputs,omitempty"`
	Items  int               `json:"items"`
}

// Differences names what differs between two manifests, but for time and version.
func (m Manifest) Differences(other Manifest) []string {
	var out []string
	tell := func(name, a, b string) {
		if a != b {
			out = append(out, fmt.Sprintf("%s: %s → %s", name, orNone(a), orNone(b)))
		}
	}
	tell("suite", m.Suite, other.Suite)
	tell("seed", fmt.Sprint(m.Seed), fmt.Sprint(other.Seed))
	tell("items", fmt.Sprint(m.Items), fmt.Sprint(other.Items))
	for _, name := range keys(m.Config, other.Config) {
		tell(name, m.Config[name], other.Config[name])
	}
	for _, name := range keys(m.Inputs, other.Inputs) {
		tell(name, m.Inputs[name], other.Inputs[name])
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "∅"
	}
	return s
}

// entry is a line of progress.jsonl.
type entry struct {
	Item Item `json:"item"`
	Cost Cost `json:"cost"`
}

func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("eval: encode: %w", err)
	}
	return append(b, '\n'), nil
}
