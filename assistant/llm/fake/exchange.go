package fake

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"time"
	"unicode/utf8"
)

// exchange is one request being answered.
type exchange struct {
	w    http.ResponseWriter
	r    *http.Request
	req  Request
	done <-chan struct{}
	sent int // bytes of text
}

// sleep waits and says whether the client left or the server stopped before.
func (x *exchange) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return false
	case <-x.r.Context().Done():
	case <-x.done:
	}
	return true
}

func (x *exchange) gone() bool { return x.r.Context().Err() != nil }

func (x *exchange) drop() {
	h, ok := x.w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler) // net/http's own way to break a connection
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset, not an end
	}
	_ = conn.Close()
}

func (x *exchange) answer(text, finish string) {
	if !x.req.Stream {
		x.whole(text, finish)
		return
	}
	x.open()
	for _, p := range split(text) {
		x.piece(p)
	}
	x.finish(finish)
}

func (x *exchange) whole(text, finish string) {
	writeJSON(x.w, http.StatusOK, map[string]any{
		"id": "chatcmpl-fake", "object": "chat.completion", "created": 1735689600, "model": x.req.Model,
		"choices": []any{map[string]any{"index": 0, "finish_reason": finish, "message": map[string]any{"role": "assistant", "content": text}}},
		"usage":   x.usage(len(text)),
	})
}

func (x *exchange) open() {
	x.w.Header().Set("Content-Type", "text/event-stream")
	x.w.Header().Set("Cache-Control", "no-cache")
	x.w.WriteHeader(http.StatusOK)
	x.flush()
}

func (x *exchange) flush() {
	if f, ok := x.w.(http.Flusher); ok {
		f.Flush()
	}
}

func (x *exchange) line(s string) {
	_, _ = io.WriteString(x.w, s) // the client may be gone
	x.flush()
}

func (x *exchange) piece(text string) {
	x.sent += len(text)
	x.chunk(map[string]any{"content": text}, nil)
}

func (x *exchange) chunk(delta map[string]any, finish any) {
	b, err := json.Marshal(map[string]any{
		"id": "chatcmpl-fake", "object": "chat.completion.chunk", "created": 1735689600, "model": x.req.Model,
		"choices": []any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish}},
	})
	if err != nil {
		return
	}
	x.line("data: " + string(b) + "\n\n")
}

func (x *exchange) finish(reason string) {
	x.chunk(map[string]any{}, reason)
	if x.req.StreamOptions != nil && x.req.StreamOptions.IncludeUsage {
		b, err := json.Marshal(map[string]any{"id": "chatcmpl-fake", "object": "chat.completion.chunk", "created": 1735689600,
			"model": x.req.Model, "choices": []any{}, "usage": x.usage(x.sent)})
		if err == nil {
			x.line("data: " + string(b) + "\n\n")
		}
	}
	x.line("data: [DONE]\n\n")
}

// usage counts a token for every four bytes.
func (x *exchange) usage(completion int) map[string]any {
	prompt := 0
	for _, m := range x.req.Messages {
		prompt += len(m.Content)
	}
	return map[string]any{"prompt_tokens": (prompt + 3) / 4, "completion_tokens": (completion + 3) / 4, "total_tokens": (prompt+3)/4 + (completion+3)/4}
}

// split cuts a text into pieces of about a dozen bytes, never inside a letter.
func split(text string) []string {
	var out []string
	for text != "" {
		n := min(12, len(text))
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n++
		}
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}
