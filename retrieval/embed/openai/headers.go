package openai

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// headers sends requests and keeps how long the server asks to wait, which the
// errors of go-openai do not carry.
type headers struct{ client *http.Client }

type waitKey struct{}

// waitHint carries the wait from the response to the caller of one request.
type waitHint struct {
	mu    sync.Mutex
	after time.Duration
}

func (w *waitHint) get() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.after
}

// Do implements go-openai's HTTPDoer.
func (h headers) Do(req *http.Request) (*http.Response, error) {
	res, err := h.client.Do(req)
	if err != nil || res.StatusCode < 400 {
		return res, err
	}
	if w, ok := req.Context().Value(waitKey{}).(*waitHint); ok {
		w.mu.Lock()
		w.after = retryAfter(res.Header, time.Now())
		w.mu.Unlock()
	}
	return res, nil
}

// retryAfter reads how long a server asks to wait: Retry-After-Ms, Retry-After
// in seconds or as a date (RFC 9110, 10.2.3), 0 when it does not say.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(strings.TrimSpace(h.Get("Retry-After-Ms")), 64); err == nil && ms > 0 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	v := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(v, 64); err == nil && s > 0 {
		return time.Duration(s * float64(time.Second))
	}
	if t, err := http.ParseTime(v); err == nil && t.After(now) {
		return t.Sub(now)
	}
	return 0
}

// failure is an error of one try with the wait that the server asked for.
type failure struct {
	error
	after time.Duration
}

func (f *failure) Unwrap() error { return f.error }
