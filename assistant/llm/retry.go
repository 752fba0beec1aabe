package llm

import (
	"context"
	"iter"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Retry tries a request again when it fails in a way that may pass (see
// [Temporary]) before the first piece of text was delivered; after it, a second
// try would tell the reader the same thing twice. Between tries it waits a
// random share of a doubling time, or as long as the server asked for.
type Retry struct {
	Next     Generator
	Attempts int           // in all; 0 is 3
	Base     time.Duration // of the first wait; 0 is 500 ms
	Max      time.Duration // of one wait; 0 is 15 s. A server that asks for more is not waited for
	Log      *slog.Logger  // nil is silent
	// Sleep and Random stand in for the clock and chance in tests.
	Sleep  func(ctx context.Context, d time.Duration) error
	Random func() float64 // in [0,1)
}

// Model names the model.
func (r *Retry) Model() string { return r.Next.Model() }

// Generate streams the reply of the first try that delivers text.
func (r *Retry) Generate(ctx context.Context, req Request) iter.Seq2[Delta, error] {
	return func(yield func(Delta, error) bool) {
		attempts := r.Attempts
		if attempts == 0 {
			attempts = 3
		}
		for attempt := 1; ; attempt++ {
			err, more := r.try(ctx, req, yield)
			if err == nil || !more {
				return
			}
			wait := r.wait(attempt, err)
			if attempt >= attempts || !Temporary(err) || ctx.Err() != nil || wait < 0 || !within(ctx, wait) {
				yield(Delta{}, err)
				return
			}
			if r.Log != nil {
				r.Log.Info("model tried again", "model", r.Next.Model(), "attempt", attempt, "wait", wait, "error", err)
			}
			if r.sleep(ctx, wait) != nil {
				yield(Delta{}, err)
				return
			}
		}
	}
}

// try makes one attempt. It returns the error that stopped it before any text,
// with more set; an error after text is delivered at once.
func (r *Retry) try(ctx context.Context, req Request, yield func(Delta, error) bool) (err error, more bool) {
	told := false
	for d, err := range r.Next.Generate(ctx, req) {
		if err != nil && !told {
			return err, true
		}
		told = told || d.Text != ""
		if !yield(d, err) || err != nil {
			return nil, false
		}
	}
	return nil, false
}

// wait is how long to wait after a failure, negative when the server asks for
// more than is worth it.
func (r *Retry) wait(attempt int, err error) time.Duration {
	base, limit := r.Base, r.Max
	if base == 0 {
		base = 500 * time.Millisecond
	}
	if limit == 0 {
		limit = 15 * time.Second
	}
	asked := RetryAfter(err)
	if asked > limit {
		return -1
	}
	random := r.Random
	if random == nil {
		random = rand.Float64
	}
	d := min(base<<min(attempt-1, 16), limit)
	d = d/2 + time.Duration(random()*float64(d/2))
	return max(d, asked)
}

func (r *Retry) sleep(ctx context.Context, d time.Duration) error {
	if r.Sleep != nil {
		return r.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// within says that a wait ends before the context does.
func within(ctx context.Context, d time.Duration) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Until(end) > d
}
