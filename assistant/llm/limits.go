package llm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// Limits ends a reply that takes too long: to its first piece of text, between
// two pieces, or in all. The time that the consumer takes between pieces counts
// only in all. Zero limits nothing.
type Limits struct {
	Next       Generator
	FirstToken time.Duration
	Idle       time.Duration
	Total      time.Duration
}

// Model names the model.
func (l *Limits) Model() string { return l.Next.Model() }

// Generate streams the reply; when a limit is passed it ends with ErrTimeout
// before the first text and with ErrCut after it.
func (l *Limits) Generate(ctx context.Context, req Request) iter.Seq2[Delta, error] {
	return func(yield func(Delta, error) bool) {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		over := func(what string, d time.Duration) func() {
			return func() { cancel(&limitError{fmt.Sprintf("%s after %v", what, d)}) }
		}
		if l.Total > 0 {
			defer time.AfterFunc(l.Total, over("not finished", l.Total)).Stop()
		}
		var timer *time.Timer
		if l.FirstToken > 0 {
			timer = time.AfterFunc(l.FirstToken, over("no first token", l.FirstToken))
		}
		told := false
		for d, err := range l.Next.Generate(ctx, req) {
			if err != nil {
				yield(d, l.explain(ctx, err, told))
				return
			}
			if told = told || d.Text != ""; told && timer != nil {
				timer.Stop()
				timer = nil
			}
			if !yield(d, nil) {
				break
			}
			if told && l.Idle > 0 {
				timer = time.AfterFunc(l.Idle, over("nothing more", l.Idle))
			}
		}
		if timer != nil {
			timer.Stop()
		}
	}
}

type limitError struct{ what string }

func (e *limitError) Error() string { return e.what }

// explain turns the error of a stream that a limit ended into one that says so.
func (l *Limits) explain(ctx context.Context, err error, told bool) error {
	var limit *limitError
	if !errors.As(context.Cause(ctx), &limit) {
		return err
	}
	kind := ErrTimeout
	if told {
		kind = ErrCut
	}
	return &Error{Kind: kind, Model: l.Next.Model(), Detail: limit.what}
}

// Cap ends a reply that grows beyond a size with ErrTooLarge; what came before
// is delivered.
type Cap struct {
	Next  Generator
	Bytes int // of text; 0 is 256 KiB
}

// Model names the model.
func (c *Cap) Model() string { return c.Next.Model() }

// Generate streams the reply up to the size.
func (c *Cap) Generate(ctx context.Context, req Request) iter.Seq2[Delta, error] {
	return func(yield func(Delta, error) bool) {
		limit := c.Bytes
		if limit == 0 {
			limit = 256 << 10
		}
		size := 0
		for d, err := range c.Next.Generate(ctx, req) {
			if err == nil {
				if size += len(d.Text); size > limit {
					yield(Delta{}, &Error{Kind: ErrTooLarge, Model: c.Next.Model(), Detail: fmt.Sprintf("more than %d bytes", limit)})
					return
				}
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}
