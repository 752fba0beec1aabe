package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
)

// event is one server-sent event.
type event struct {
	id         int
	name, data string
}

// events reads a stream, at most n of it.
func events(t *testing.T, r io.Reader, n int) []event {
	t.Helper()
	var out []event
	var e event
	for s := bufio.NewScanner(r); len(out) < n && s.Scan(); {
		key, value, _ := strings.Cut(s.Text(), ": ")
		switch key {
		case "id":
			var err error
			if e.id, err = strconv.Atoi(value); err != nil {
				t.Fatal(err)
			}
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.name != "" {
				out = append(out, e)
			}
			e = event{}
		}
	}
	return out
}

// open starts a stream that the caller reads.
func open(t *testing.T, method, url, body string, headers ...string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Accept", "text/event-stream")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		data, _ := io.ReadAll(response.Body)
		t.Fatalf("%d %s %s", response.StatusCode, response.Header, data)
	}
	return response
}

func TestStream(t *testing.T) {
	_, server := serve(t, nil)
	owner := history.NewOwner()
	response := open(t, "POST", server.URL+"/api/v1/ask", `{"question":"Người học việc phải từ bao nhiêu tuổi?","conversation":"new"}`, "Authorization", "Bearer "+owner)
	got := events(t, response.Body, 1000)
	var names []string
	text := ""
	for i, e := range got {
		if e.id != i+1 {
			t.Errorf("event %d has number %d", i+1, e.id)
		}
		s := into[StreamEvent](t, e.data)
		if string(s.Type) != e.name {
			t.Errorf("event %s holds %s", e.name, s.Type)
		}
		text += s.Event.Text
		if len(names) == 0 || names[len(names)-1] != e.name {
			names = append(names, e.name)
		}
	}
	if order := strings.Join(names, " "); order != "started understood searching evidence text checks done" {
		t.Fatalf("order %s", order)
	}
	done := into[StreamEvent](t, got[len(got)-1].data)
	if done.Answer == nil || done.Answer.Text != text || done.Turn != 1 || done.Conversation == "" {
		t.Errorf("done %+v, streamed %q", done, text)
	}
	started := into[StreamEvent](t, got[0].data)
	// The same again from the middle.
	response = open(t, "GET", server.URL+"/api/v1/answers/"+started.ID+"/events", "", "Last-Event-ID", "3")
	if again := events(t, response.Body, 1000); fmt.Sprint(again) != fmt.Sprint(got[3:]) {
		t.Errorf("resumed %v", again)
	}
}

// slow says a word every few milliseconds until it is stopped.
type slow struct {
	words   int
	wait    time.Duration
	stopped chan error // gets why it ended early
}

func (s slow) Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		for i := range s.words {
			select {
			case <-time.After(s.wait):
			case <-ctx.Done():
				if s.stopped != nil {
					s.stopped <- ctx.Err()
				}
				yield(assistant.Event{}, ctx.Err())
				return
			}
			if !yield(assistant.Event{Type: assistant.Text, Text: fmt.Sprintf("chữ%d ", i)}, nil) {
				return
			}
		}
		yield(assistant.Event{Type: assistant.Done, Answer: &assistant.Answer{Question: q.Text, Role: assistant.Citizen}}, nil)
	}
}

// TestResume loses the connection again and again: nothing is lost and nothing
// comes twice.
func TestResume(t *testing.T) {
	_, server := serve(t, func(c *Config) { c.Assistant = slow{words: 60, wait: 2 * time.Millisecond} })
	response := open(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`)
	at := response.Header.Get("Location")
	var all []event
	for {
		all = append(all, events(t, response.Body, 7)...)
		_ = response.Body.Close()
		last := all[len(all)-1]
		if last.name == "done" {
			break
		}
		response = open(t, "GET", server.URL+at, "", "Last-Event-ID", strconv.Itoa(last.id))
	}
	text := ""
	for i, e := range all {
		if e.id != i+1 {
			t.Fatalf("event %d has number %d", i+1, e.id)
		}
		text += into[StreamEvent](t, e.data).Event.Text
	}
	if n := len(strings.Fields(text)); n != 60 {
		t.Errorf("%d words", n)
	}
}

func TestStop(t *testing.T) {
	stopped := make(chan error, 1)
	s, server := serve(t, func(c *Config) { c.Assistant = slow{words: 1e6, wait: 2 * time.Millisecond, stopped: stopped} })
	response := open(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`)
	id := into[StreamEvent](t, events(t, response.Body, 1)[0].data).ID
	if r, _ := call(t, "DELETE", server.URL+"/api/v1/answers/"+id, ""); r.StatusCode != http.StatusNoContent {
		t.Fatal(r.Status)
	}
	rest := events(t, response.Body, 1e6)
	if len(rest) == 0 || rest[len(rest)-1].name != "stopped" {
		t.Errorf("after the stop: %v", rest)
	}
	select {
	case <-stopped:
	case <-time.After(10 * time.Second):
		t.Fatal("the answer goes on")
	}
	// A server that closes does not wait for streams.
	response = open(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`)
	s.Close()
	if rest := events(t, response.Body, 1e6); rest[len(rest)-1].name != "stopped" {
		t.Errorf("after the close: %v", rest)
	}
}

func TestBusy(t *testing.T) {
	_, server := serve(t, func(c *Config) {
		c.Assistant = slow{words: 1e6, wait: time.Millisecond}
		c.MaxAnswers = 2
	})
	for range 2 {
		open(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`)
	}
	for _, path := range []string{"/api/v1/ask", "/v1/chat/completions"} {
		body := `{"question":"a"}`
		if strings.HasPrefix(path, "/v1/") {
			body = `{"model":"trolyluat","messages":[{"role":"user","content":"a"}]}`
		}
		response, text := call(t, "POST", server.URL+path, body)
		if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", path, response.StatusCode, text)
		}
	}
	if response, _ := call(t, "GET", server.URL+"/api/v1/health", ""); response.StatusCode != http.StatusOK {
		t.Errorf("health: %d", response.StatusCode)
	}
}

func TestTimeout(t *testing.T) {
	_, server := serve(t, func(c *Config) {
		c.Assistant = slow{words: 1e6, wait: time.Millisecond}
		c.AnswerTimeout = 100 * time.Millisecond
	})
	response, body := call(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`)
	if response.StatusCode != http.StatusGatewayTimeout || into[Problem](t, body).Code != "timeout" {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	stream := events(t, open(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`).Body, 1e6)
	if last := stream[len(stream)-1]; last.name != "error" || into[StreamEvent](t, last.data).Problem.Code != "timeout" {
		t.Errorf("%v", last)
	}
}
