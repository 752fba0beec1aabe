package web

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trolyluat/assistant"
	"trolyluat/corpus"
)

// stopped is a library and an assistant whose database is down.
type stopped struct{}

func (stopped) err() error {
	return fmt.Errorf("postgres: secret internals: %w", corpus.ErrUnavailable)
}

func (s stopped) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) { yield(corpus.DocumentInfo{}, s.err()) }
}

func (s stopped) Document(context.Context, string) (*corpus.Document, error)    { return nil, s.err() }
func (s stopped) Lookup(context.Context, string) ([]corpus.DocumentInfo, error) { return nil, s.err() }
func (s stopped) RelationsTo(context.Context, string) ([]corpus.IncomingRelation, error) {
	return nil, s.err()
}
func (s stopped) Generation(context.Context) (uint64, error) { return 0, s.err() }

func (s stopped) Ask(context.Context, assistant.Question) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) { yield(assistant.Event{}, s.err()) }
}

// TestStoreUnavailable says so while the database is down, without internals.
func TestStoreUnavailable(t *testing.T) {
	s, err := New(Config{Assistant: stopped{}, Library: stopped{}})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	for _, path := range []string{"/", "/vb", "/vb/91-2021-QH-THU/d1"} {
		status, body, header := get(t, reader(t), h.URL+path)
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" ||
			!strings.Contains(body, "tạm thời không trả lời") || strings.Contains(body, "internals") {
			t.Errorf("%s: status %d, Retry-After %q, %q", path, status, header.Get("Retry-After"), body)
		}
	}
	if status, _, _ := get(t, reader(t), h.URL+"/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("/readyz: status %d", status)
	}
	p := connect(t, h, cookies(t, h))
	p.ask(request{Type: "ask", ID: "12345678", Question: "Mèo ăn mấy bữa?"})
	if got := p.next(); got.Type != "error" || got.Text != unavailable {
		t.Errorf("%+v; want the reader told that the store is down", got)
	}
}
