// Package speed measures how soon the assistant answers without a model: the time
// to the first evidence, and its own work beside the search (reading, marking,
// checking, wording). `trolyluat eval speed` calls it.
package speed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"trolyluat/assistant"
	"trolyluat/eval/metrics"
	"trolyluat/retrieval"
)

// Options are what [Run] needs.
type Options struct {
	Questions []string
	Searcher  assistant.Searcher
	Terms     assistant.TermStats
	Role      assistant.Role
}

// Report is what was measured. Times are in milliseconds; wall times on a machine
// that others use are upper bounds, the processor's are not.
type Report struct {
	Suite   string             `json:"suite"` // "speed"
	N       int                `json:"n"`
	Metrics map[string]float64 `json:"metrics"`
}

// ErrNoQuestions is returned where there is nothing to ask.
var ErrNoQuestions = errors.New("eval speed: no questions")

// timed adds up what its searcher takes.
type timed struct {
	assistant.Searcher
	wall, processor time.Duration
}

// Analyze and Search time the searcher's.
func (t *timed) Analyze(ctx context.Context, text string) (retrieval.Analysis, error) {
	defer t.since(time.Now(), processorTime())
	a, err := t.Searcher.Analyze(ctx, text)
	if err != nil {
		return a, fmt.Errorf("eval speed: %w", err)
	}
	return a, nil
}

func (t *timed) Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error) {
	defer t.since(time.Now(), processorTime())
	r, err := t.Searcher.Search(ctx, q)
	if err != nil {
		return r, fmt.Errorf("eval speed: %w", err)
	}
	return r, nil
}

func (t *timed) since(start time.Time, processor time.Duration) {
	t.wall += time.Since(start)
	t.processor += processorTime() - processor
}

// Run asks the questions one after the other, each once; the first five warm up
// and are not counted where there are more. An error ends it.
func Run(ctx context.Context, o Options) (Report, error) {
	if len(o.Questions) == 0 {
		return Report{}, ErrNoQuestions
	}
	const warm = 5
	by := map[string][]float64{}
	add := func(name string, d time.Duration) { by[name] = append(by[name], float64(d.Microseconds())/1000) }
	n := 0
	for i, text := range o.Questions {
		s := &timed{Searcher: o.Searcher}
		a := assistant.New(assistant.Config{Searcher: s, Terms: o.Terms})
		start, processor := time.Now(), processorTime()
		var evidence time.Duration
		for event, err := range a.Ask(ctx, assistant.Question{Text: text, Role: o.Role}) {
			if err != nil {
				return Report{}, fmt.Errorf("eval speed: question %d: %w", i+1, err)
			}
			if event.Type == assistant.Evidence && evidence == 0 {
				evidence = time.Since(start)
			}
		}
		wall, used := time.Since(start), processorTime()-processor
		if evidence == 0 || i < warm && len(o.Questions) > 2*warm {
			continue
		}
		n++
		add("evidence_ms", evidence)
		add("answer_ms", wall)
		add("own_ms", wall-s.wall)
		add("search_ms", s.wall)
		if used > 0 {
			add("own_cpu_ms", max(0, used-s.processor))
			add("search_cpu_ms", s.processor)
		}
	}
	out := map[string]float64{}
	for name, v := range by {
		p := metrics.Percentiles(v, 0.5, 0.95)
		out["p50_"+name], out["p95_"+name], out["mean_"+name] = p[0], p[1], metrics.Mean(v)
	}
	return Report{Suite: "speed", N: n, Metrics: out}, nil
}
