package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	api "github.com/sashabaranov/go-openai"

	"trolyluat/assistant/llm"
)

// doer is the HTTP client under go-openai: it adds headers, bounds the response
// and notes what go-openai throws away.
type doer struct {
	client  *http.Client
	headers map[string]string
	limit   int64
}

func newDoer(cfg Config) *doer {
	connect := cfg.Connect
	if connect == 0 {
		connect = 5 * time.Second
	}
	transport := cfg.Transport
	if transport == nil {
		transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   connect,
			ForceAttemptHTTP2:     true,
			MaxIdleConnsPerHost:   16,
			IdleConnTimeout:       90 * time.Second,
			ExpectContinueTimeout: time.Second,
		}
	}
	limit := cfg.ReplyBytes
	if limit == 0 {
		limit = 4 << 20
	}
	return &doer{client: &http.Client{Transport: transport, CheckRedirect: noRedirect}, headers: cfg.Headers, limit: limit}
}

// noRedirect keeps key and question from being sent to another place.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// exchange is what is noted of one request and response.
type exchange struct {
	status      int
	retryAfter  time.Duration
	contentType string
	body        *bounded
}

type exchangeKey struct{}

func watch(ctx context.Context) (context.Context, *exchange) {
	e := &exchange{}
	return context.WithValue(ctx, exchangeKey{}, e), e
}

func (e *exchange) tooLarge() bool { return e.body != nil && e.body.over.Load() }

// notEvents says that the response was neither an event stream nor JSON that was
// turned into one.
func (e *exchange) notEvents() bool {
	return e.contentType != "" && e.contentType != "text/event-stream" && e.contentType != "application/json" && e.contentType != "text/plain"
}

// Do sends the request.
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	for k, v := range d.headers {
		req.Header.Set(k, v)
	}
	resp, err := d.client.Do(req)
	if err != nil {
		return nil, err
	}
	b := &bounded{body: resp.Body, left: d.limit}
	resp.Body = b
	e, _ := req.Context().Value(exchangeKey{}).(*exchange)
	if e == nil {
		return resp, nil
	}
	e.status, e.body = resp.StatusCode, b
	e.retryAfter = retryAfter(resp.Header, time.Now())
	e.contentType, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if resp.StatusCode >= 300 && resp.StatusCode < 400 { // go-openai would take it for success
		resp.StatusCode = http.StatusBadGateway
		e.status = http.StatusBadGateway
		return resp, nil
	}
	if resp.StatusCode == http.StatusOK && e.contentType == "application/json" && strings.Contains(req.Header.Get("Accept"), "event-stream") {
		return whole(resp)
	}
	return resp, nil
}

// whole turns the whole completion of a server that does not stream into a
// stream of one event.
func whole(resp *http.Response) (*http.Response, error) {
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var c struct {
		Choices []struct {
			Index   int `json:"index"`
			Message struct {
				Content string `json:"content"`
				Refusal string `json:"refusal,omitempty"`
			} `json:"message"`
			FinishReason string `json:"finish_reason"`
		} `json:"choices"`
		Usage json.RawMessage `json:"usage"`
		Error json.RawMessage `json:"error"`
	}
	var out bytes.Buffer
	if err := json.Unmarshal(raw, &c); err != nil {
		// Left as an event that is no JSON; the reader says so.
		fmt.Fprintf(&out, "data: %s\n\n", bytes.ReplaceAll(raw, []byte("\n"), []byte(" ")))
	} else {
		type delta struct {
			Content string `json:"content"`
			Refusal string `json:"refusal,omitempty"`
		}
		type choice struct {
			Index        int    `json:"index"`
			Delta        delta  `json:"delta"`
			FinishReason string `json:"finish_reason"`
		}
		event := map[string]any{}
		var choices []choice
		for _, x := range c.Choices {
			choices = append(choices, choice{x.Index, delta{x.Message.Content, x.Message.Refusal}, x.FinishReason})
		}
		event["choices"] = choices
		if len(c.Usage) > 0 {
			event["usage"] = c.Usage
		}
		if len(c.Error) > 0 {
			event["error"] = c.Error
		}
		b, err := json.Marshal(event)
		if err != nil {
			return nil, fmt.Errorf("openai: rewriting a whole completion: %w", err)
		}
		fmt.Fprintf(&out, "data: %s\n\ndata: [DONE]\n\n", b)
	}
	resp.Body = io.NopCloser(&out)
	return resp, nil
}

// errTooLarge is what reading beyond the bound gives.
var errTooLarge = errors.New("response larger than allowed")

// bounded is a body that ends with errTooLarge after so many bytes.
type bounded struct {
	body io.ReadCloser
	left int64
	over atomic.Bool
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.over.Store(true)
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }

// retryAfter reads how long a server asks to wait: Retry-After in seconds or as
// a date, retry-after-ms, or the reset headers of rate limits.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	v := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(v, 64); err == nil && s > 0 {
		return time.Duration(min(s, 86400) * float64(time.Second))
	}
	if t, err := http.ParseTime(v); err == nil && t.After(now) {
		return t.Sub(now)
	}
	return 0
}

// refusal gives the HTTP status and the words of go-openai's two kinds of error.
func refusal(err error) (int, string) {
	var a *api.APIError
	if errors.As(err, &a) {
		code := ""
		if a.Code != nil {
			code = fmt.Sprint(a.Code)
		}
		param := ""
		if a.Param != nil {
			param = *a.Param
		}
		return a.HTTPStatusCode, strings.Join([]string{a.Type, code, param, a.Message}, " ")
	}
	var r *api.RequestError
	if errors.As(err, &r) {
		return r.HTTPStatusCode, string(r.Body[:min(len(r.Body), 2000)])
	}
	return 0, ""
}

// explain turns an error of go-openai or the network into one of ours. Details
// hold the server's code and never its message, which may repeat the question.
func (g *Generator) explain(ctx context.Context, err error, seen *exchange, told bool) error {
	e := &llm.Error{Model: g.cfg.Model, Err: err, RetryAfter: seen.retryAfter}
	status, text := refusal(err)
	if status == 0 && seen.status >= 400 {
		status = seen.status
	}
	var netErr net.Error
	var syntax *json.SyntaxError
	switch {
	case ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled):
		e.Kind = context.Canceled
	case ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded), errors.As(err, &netErr) && netErr.Timeout():
		e.Kind, e.Detail = llm.ErrTimeout, "no answer in time"
		if told {
			e.Kind = llm.ErrCut
		}
	case errors.Is(err, errTooLarge) || seen.tooLarge():
		e.Kind, e.Detail = llm.ErrTooLarge, "response larger than allowed"
	case status != 0:
		e.Status = status
		e.Kind = kindOf(status, text)
		e.Detail = codeOf(err)
		if told {
			e.Kind = llm.ErrCut
		}
	case text != "": // an error object in the stream
		e.Kind, e.Detail = kindOf(http.StatusInternalServerError, text), codeOf(err)
		if told {
			e.Kind = llm.ErrCut
		}
	case told:
		e.Kind, e.Detail = llm.ErrCut, "connection lost"
	case errors.As(err, &syntax):
		e.Kind = llm.ErrMalformed
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Kind, e.Detail = llm.ErrUnavailable, "connection refused"
	default:
		e.Kind, e.Detail = llm.ErrUnavailable, "connection failed"
	}
	if e.Kind == context.Canceled {
		return fmt.Errorf("openai: %w", context.Canceled)
	}
	return e
}

func kindOf(status int, text string) error {
	text = strings.ToLower(text)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("context_length", "context length", "maximum context", "too many tokens", "prompt is too long", "exceeds the available context"):
		return llm.ErrTooLong
	case status == http.StatusRequestEntityTooLarge:
		return llm.ErrTooLong
	case has("insufficient_quota", "billing", "quota exceeded", "credit") && (status == 429 || status == 402 || status == 403 || status == 400):
		return llm.ErrQuota
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return llm.ErrUnauthorized
	case status == http.StatusPaymentRequired:
		return llm.ErrQuota
	case status == http.StatusTooManyRequests || has("rate_limit"):
		return llm.ErrRateLimited
	case status == http.StatusRequestTimeout || status == http.StatusGatewayTimeout:
		return llm.ErrTimeout
	case status >= 500 || status == http.StatusConflict || status == http.StatusTooEarly:
		return llm.ErrUnavailable
	case status == http.StatusNotFound:
		return llm.ErrUnknownModel
	case has("content_filter", "content_policy", "content management policy"):
		return llm.ErrFiltered
	}
	return llm.ErrBadRequest
}

// codeOf is the server's code or type of an error, for logs.
func codeOf(err error) string {
	var a *api.APIError
	if !errors.As(err, &a) {
		return "no error object"
	}
	code := a.Type
	if a.Code != nil {
		code = strings.TrimSpace(code + " " + fmt.Sprint(a.Code))
	}
	if len(code) > 80 {
		code = code[:80]
	}
	if code == "" {
		return "error object without a code"
	}
	return code
}

// midStream explains an error object that came as an event of the stream.
func (g *Generator) midStream(raw json.RawMessage, told bool) error {
	var a api.APIError
	e := &llm.Error{Model: g.cfg.Model, Kind: llm.ErrCut, Detail: "error object in the stream"}
	if json.Unmarshal(raw, &a) == nil {
		e.Err = &a
		status := http.StatusInternalServerError
		if n, ok := a.Code.(int); ok && n >= 400 && n < 600 {
			status = n
		}
		if !told {
			e.Status, e.Kind = 0, kindOf(status, a.Type+" "+fmt.Sprint(a.Code)+" "+a.Message)
		}
		e.Detail += ": " + codeOf(&a)
	} else if !told {
		e.Kind = llm.ErrUnavailable
	}
	return e
}
