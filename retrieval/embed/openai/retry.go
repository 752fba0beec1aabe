package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/sashabaranov/go-openai"
)

// temporary says that trying again may help: the server is busy or broken, or
// did not answer.
func temporary(err error) bool {
	switch status(err) {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	case 0:
		var u *url.Error
		return errors.As(err, &u) || errors.Is(err, context.DeadlineExceeded)
	default:
		return status(err) >= 500
	}
}

func status(err error) int {
	var api *openai.APIError
	var request *openai.RequestError
	switch {
	case errors.As(err, &api):
		return api.HTTPStatusCode
	case errors.As(err, &request):
		return request.HTTPStatusCode
	}
	return 0
}

// pause waits before another try: as long as the server asked for, else twice as
// long each time, with some chance so that clients do not come back together.
func (e *Embedder) pause(ctx context.Context, attempt int, err error) error {
	wait := e.config.Backoff << min(attempt-1, 10)
	wait += time.Duration(rand.Int64N(int64(wait)/2 + 1))
	var f *failure
	if errors.As(err, &f) && f.after > 0 {
		if f.after > e.config.MaxWait {
			return fmt.Errorf("the server asks to wait %s: %w", f.after, err)
		}
		wait = f.after
	}
	var syntax *json.UnmarshalTypeError
	if errors.As(err, &syntax) {
		wait = 0
	}
	e.mu.Lock()
	e.usage.Retries++
	e.mu.Unlock()
	return sleep(ctx, wait)
}

// take waits for the rate limit.
func (e *Embedder) take(ctx context.Context) error {
	if e.config.PerMinute <= 0 {
		return ctx.Err()
	}
	e.mu.Lock()
	now := time.Now()
	at := e.next
	if at.Before(now) {
		at = now
	}
	e.next = at.Add(time.Minute / time.Duration(e.config.PerMinute))
	e.mu.Unlock()
	return sleep(ctx, at.Sub(now))
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
