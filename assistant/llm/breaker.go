package llm

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"time"

	"github.com/sony/gobreaker/v2"
)

// Breaker sets a model aside after several failures in a row and lets one
// request try it again after a pause, so that readers do not wait for a server
// that is down. Failures of the request itself (too long, rejected, filtered)
// and cancelled ones do not count.
type Breaker struct {
	next Generator
	cb   *gobreaker.CircuitBreaker[struct{}]
}

// NewBreaker makes a breaker that opens after failures in a row (0 is 5) for
// pause (0 is 30 s). log may be nil.
func NewBreaker(next Generator, failures int, pause time.Duration, log *slog.Logger) *Breaker {
	if failures == 0 {
		failures = 5
	}
	if pause == 0 {
		pause = 30 * time.Second
	}
	return &Breaker{next: next, cb: gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Name: next.Model(), MaxRequests: 1, Timeout: pause,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= uint32(failures) },
		IsExcluded:  func(err error) bool { return err != nil && !serverFault(err) },
		OnStateChange: func(name string, from, to gobreaker.State) {
			if log != nil {
				log.Warn("breaker of model", "model", name, "from", from.String(), "to", to.String())
			}
		},
	})}
}

// serverFault says whether a failure tells against the server.
func serverFault(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	for _, kind := range []error{ErrTooLong, ErrBadRequest, ErrFiltered, ErrTooLarge} {
		if errors.Is(err, kind) {
			return false
		}
	}
	return true
}

// Model names the model.
func (b *Breaker) Model() string { return b.next.Model() }

// Open says whether the model is set aside now.
func (b *Breaker) Open() bool { return b.cb.State() == gobreaker.StateOpen }

// errStopped tells the breaker that the consumer had enough: no failure.
var errStopped = context.Canceled

// Generate streams the reply, or ErrOpen while the model is set aside.
func (b *Breaker) Generate(ctx context.Context, req Request) iter.Seq2[Delta, error] {
	return func(yield func(Delta, error) bool) {
		told := false
		_, err := b.cb.Execute(func() (struct{}, error) {
			for d, err := range b.next.Generate(ctx, req) {
				told = true
				if !yield(d, err) && err == nil {
					return struct{}{}, errStopped
				}
				if err != nil {
					return struct{}{}, err
				}
			}
			return struct{}{}, nil
		})
		if !told && (errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests)) {
			yield(Delta{}, &Error{Kind: ErrOpen, Model: b.Model()})
		}
	}
}

// Fallback asks a second model when the first fails before its first text.
type Fallback struct {
	First, Second Generator
	Log           *slog.Logger // nil is silent
}

// Model names the first model; Delta.Model tells which one answers.
func (f *Fallback) Model() string { return f.First.Model() }

// Generate streams the reply of the first model that delivers text. When both
// fail the error is the first one's with the second's joined.
func (f *Fallback) Generate(ctx context.Context, req Request) iter.Seq2[Delta, error] {
	return func(yield func(Delta, error) bool) {
		told := false
		var failed error
		for d, err := range f.First.Generate(ctx, req) {
			if err != nil && !told && ctx.Err() == nil {
				failed = err
				break
			}
			told = told || d.Text != ""
			if !yield(d, err) || err != nil {
				return
			}
		}
		if failed == nil {
			return
		}
		if f.Log != nil {
			f.Log.Warn("second model asked", "model", f.First.Model(), "second", f.Second.Model(), "error", failed)
		}
		told = false
		for d, err := range f.Second.Generate(ctx, req) {
			if err != nil && !told {
				err = errors.Join(failed, err)
			}
			if d.Model == "" {
				d.Model = f.Second.Model()
			}
			told = told || d.Text != ""
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}
