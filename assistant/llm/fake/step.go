package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Step is what one chat request gets.
type Step struct {
	name string
	do   func(x *exchange)
}

// Name tells a step in messages.
func (s Step) Name() string { return s.name }

func (s Step) serve(x *exchange) {
	if s.do != nil {
		s.do(x)
	}
}

// Text answers with the text, in pieces of a few letters when streaming.
func Text(text string) Step { return Func(func(Request) string { return text }) }

// Func answers with what the function makes of the request.
func Func(f func(Request) string) Step {
	return Step{"text", func(x *exchange) { x.answer(f(x.req), "stop") }}
}

// Length answers with the text and says that a limit cut it.
func Length(text string) Step {
	return Step{"length", func(x *exchange) { x.answer(text, "length") }}
}

// Filtered withholds the answer.
func Filtered() Step {
	return Step{"filtered", func(x *exchange) { x.answer("", "content_filter") }}
}

// Empty answers with nothing, properly.
func Empty() Step { return Step{"empty", func(x *exchange) { x.answer("", "stop") }} }

// Status refuses with an HTTP status and an error object.
func Status(status int, code, message string) Step {
	return Step{strconv.Itoa(status), func(x *exchange) { writeError(x.w, status, "error", code, message) }}
}

// HTML refuses with a status and a page instead of JSON, as proxies do.
func HTML(status int) Step {
	return Step{"html", func(x *exchange) {
		x.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		x.w.WriteHeader(status)
		fmt.Fprintf(x.w, "<html><body><h1>%d %s</h1></body></html>\n", status, http.StatusText(status))
	}}
}

// Unauthorized refuses the key.
func Unauthorized() Step {
	return Status(http.StatusUnauthorized, "invalid_api_key", "Incorrect API key provided.")
}

// RateLimited refuses with 429; a positive after goes into Retry-After, rounded
// up to seconds, and exactly into retry-after-ms.
func RateLimited(after time.Duration) Step {
	return Step{"429", func(x *exchange) {
		if after > 0 {
			x.w.Header().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
			x.w.Header().Set("Retry-After-Ms", strconv.FormatInt(after.Milliseconds(), 10))
		}
		writeError(x.w, http.StatusTooManyRequests, "requests", "rate_limit_exceeded", "Rate limit reached for requests")
	}}
}

// OutOfQuota refuses because the account is empty.
func OutOfQuota() Step {
	return Status(http.StatusTooManyRequests, "insufficient_quota", "You exceeded your current quota.")
}

// ServerError refuses with 500.
func ServerError() Step {
	return Status(http.StatusInternalServerError, "server_error", "The server had an error while processing your request.")
}

// TooLong refuses because the prompt does not fit.
func TooLong() Step {
	return Status(http.StatusBadRequest, "context_length_exceeded", "This model's maximum context length is 8192 tokens.")
}

// Reset closes the connection without a word.
func Reset() Step {
	return Step{"reset", func(x *exchange) { x.drop() }}
}

// Hang sends nothing, not even headers, for d or until the client leaves.
func Hang(d time.Duration) Step {
	return Step{"hang", func(x *exchange) { x.sleep(d) }}
}

// HangAfterHeaders opens the stream and sends no event for d.
func HangAfterHeaders(d time.Duration) Step {
	return Step{"hang after headers", func(x *exchange) {
		x.open()
		x.sleep(d)
	}}
}

// Cut streams the first pieces of the text and closes the connection cleanly,
// without finish reason and [DONE].
func Cut(text string, pieces int) Step {
	return Step{"cut", func(x *exchange) {
		x.open()
		for i, p := range split(text) {
			if i >= pieces {
				break
			}
			x.piece(p)
		}
	}}
}

// CutHard streams the first pieces and breaks the connection.
func CutHard(text string, pieces int) Step {
	return Step{"cut hard", func(x *exchange) {
		x.open()
		for i, p := range split(text) {
			if i >= pieces {
				break
			}
			x.piece(p)
		}
		x.drop()
	}}
}

// DoneWithoutFinish streams the text and [DONE] but no finish reason.
func DoneWithoutFinish(text string) Step {
	return Step{"done without finish", func(x *exchange) {
		x.open()
		for _, p := range split(text) {
			x.piece(p)
		}
		x.line("data: [DONE]\n\n")
	}}
}

// Malformed streams the text and then an event that is no JSON; with no text it
// is the first event.
func Malformed(text string) Step {
	return Step{"malformed", func(x *exchange) {
		x.open()
		for _, p := range split(text) {
			x.piece(p)
		}
		x.line("data: {\"id\":\"x\",\"choices\":[{\"delta\":{\"content\": oops\n\n")
		x.line("data: [DONE]\n\n")
	}}
}

// Huge streams so many bytes of text and ends properly.
func Huge(bytes int) Step {
	return Step{"huge", func(x *exchange) {
		x.open()
		piece := strings.Repeat("rất dài ", 512)
		for sent := 0; sent < bytes && !x.gone(); sent += len(piece) {
			x.piece(piece)
		}
		x.finish("stop")
	}}
}

// HugeLine sends one event of so many bytes, without an end of line before it.
func HugeLine(bytes int) Step {
	return Step{"huge line", func(x *exchange) {
		x.open()
		x.line("data: ")
		piece := strings.Repeat("a", 1<<14)
		for sent := 0; sent < bytes && !x.gone(); sent += len(piece) {
			x.line(piece)
		}
	}}
}

// Comments streams n comment lines, as gateways do to keep a connection alive,
// and then the text.
func Comments(n int, text string) Step {
	return Step{"comments", func(x *exchange) {
		x.open()
		for range n {
			x.line(": OPENROUTER PROCESSING\n\n")
		}
		for _, p := range split(text) {
			x.piece(p)
			x.line(": still here\n\n")
		}
		x.finish("stop")
	}}
}

// ErrorMidStream streams the text and then an error object; withID puts an id
// before it in the object, as some gateways do.
func ErrorMidStream(text string, withID bool) Step {
	return Step{"error in the stream", func(x *exchange) {
		x.open()
		for _, p := range split(text) {
			x.piece(p)
		}
		id := ""
		if withID {
			id = `"id":"gen-1",`
		}
		x.line(`data: {` + id + `"error":{"message":"Provider returned error","type":"server_error","code":502}}` + "\n\n")
		x.line("data: [DONE]\n\n")
	}}
}

// Slow streams the text at so many pieces a second.
func Slow(text string, perSecond float64) Step {
	return Step{"slow", func(x *exchange) {
		x.open()
		pause := time.Duration(float64(time.Second) / perSecond)
		for _, p := range split(text) {
			if x.sleep(pause) {
				return
			}
			x.piece(p)
		}
		x.finish("stop")
	}}
}

// Lingers streams the text with its finish reason and keeps the connection open
// for d without [DONE].
func Lingers(text string, d time.Duration) Step {
	return Step{"lingers", func(x *exchange) {
		x.open()
		for _, p := range split(text) {
			x.piece(p)
		}
		x.chunk(map[string]any{}, "stop")
		x.sleep(d)
	}}
}

// Whole answers with a whole completion even when a stream was asked for.
func Whole(text string) Step {
	return Step{"whole", func(x *exchange) { x.whole(text, "stop") }}
}

// Rejects refuses a request that carries the JSON field, naming it, and serves
// the others with then.
func Rejects(field string, then Step) Step {
	return Step{"rejects " + field, func(x *exchange) {
		var fields map[string]json.RawMessage
		if json.Unmarshal(x.req.Body, &fields) == nil {
			if _, sent := fields[field]; sent {
				message := "Unsupported parameter: '" + field + "'"
				if field == "max_tokens" {
					message += ". Use 'max_completion_tokens' instead."
				}
				writeError(x.w, http.StatusBadRequest, "invalid_request_error", "unsupported_parameter", message)
				return
			}
		}
		then.serve(x)
	}}
}
