package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// scripted yields what each call is told: texts, then an error or an end.
type scripted struct {
	name  string
	calls atomic.Int32
	steps [][]any // string pieces, error, time.Duration to wait, Usage
}

func (s *scripted) Model() string { return s.name }

func (s *scripted) Generate(ctx context.Context, _ Request) iter.Seq2[Delta, error] {
	return func(yield func(Delta, error) bool) {
		n := min(int(s.calls.Add(1)), len(s.steps))
		var usage *Usage
		for _, x := range s.steps[n-1] {
			switch x := x.(type) {
			case string:
				if !yield(Delta{Text: x, Model: s.name}, nil) {
					return
				}
			case error:
				yield(Delta{}, x)
				return
			case Usage:
				usage = &x
			case time.Duration:
				select {
				case <-time.After(x):
				case <-ctx.Done():
					yield(Delta{}, &Error{Kind: ErrUnavailable, Err: ctx.Err()})
					return
				}
			}
		}
		yield(Delta{Finish: FinishStop, Usage: usage, Model: s.name}, nil)
	}
}

var (
	down    = &Error{Kind: ErrUnavailable}
	limited = &Error{Kind: ErrRateLimited, RetryAfter: 3 * time.Second}
	refused = &Error{Kind: ErrUnauthorized}
)

func TestRetry(t *testing.T) {
	cases := []struct {
		name  string
		steps [][]any
		text  string
		want  error
		calls int32
		waits []time.Duration
	}{
		{"good at once", [][]any{{"a", "b"}}, "ab", nil, 1, nil},
		{"good the second time", [][]any{{down}, {"a"}}, "a", nil, 2, []time.Duration{75 * time.Millisecond}},
		{"waits as asked", [][]any{{limited}, {"a"}}, "a", nil, 2, []time.Duration{3 * time.Second}},
		{"grows", [][]any{{down}, {down}, {down}, {"a"}}, "", ErrUnavailable, 3, []time.Duration{75 * time.Millisecond, 150 * time.Millisecond}},
		{"not after text", [][]any{{"a", down}, {"b"}}, "a", ErrUnavailable, 1, nil},
		{"not what will not pass", [][]any{{refused}, {"a"}}, "", ErrUnauthorized, 1, nil},
		{"not when asked for too long", [][]any{{&Error{Kind: ErrRateLimited, RetryAfter: time.Hour}}, {"a"}}, "", ErrRateLimited, 1, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := &scripted{name: "m", steps: c.steps}
			var waits []time.Duration
			r := &Retry{Next: s, Base: 100 * time.Millisecond, Random: func() float64 { return 0.5 },
				Sleep: func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }}
			got, err := Collect(r.Generate(t.Context(), Request{}))
			if got.Text != c.text || !errors.Is(err, c.want) || s.calls.Load() != c.calls || fmt.Sprint(waits) != fmt.Sprint(c.waits) {
				t.Errorf("%q, %v, %d calls, waits %v", got.Text, err, s.calls.Load(), waits)
			}
		})
	}
	t.Run("not beyond the deadline", func(t *testing.T) {
		s := &scripted{name: "m", steps: [][]any{{limited}, {"a"}}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if _, err := Collect((&Retry{Next: s}).Generate(ctx, Request{})); !errors.Is(err, ErrRateLimited) || time.Since(begin) > 500*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestLimits(t *testing.T) {
	cases := []struct {
		name string
		l    Limits
		step []any
		text string
		want error
	}{
		{"in time", Limits{FirstToken: time.Second, Idle: time.Second, Total: time.Second}, []any{"a", "b"}, "ab", nil},
		{"first token", Limits{FirstToken: 20 * time.Millisecond}, []any{time.Minute, "a"}, "", ErrTimeout},
		{"idle", Limits{FirstToken: time.Second, Idle: 20 * time.Millisecond}, []any{"a", time.Minute, "b"}, "a", ErrCut},
		{"total", Limits{Total: 40 * time.Millisecond}, []any{"a", 10 * time.Millisecond, "b", time.Minute}, "ab", ErrCut},
		{"first token only bounds the first", Limits{FirstToken: 30 * time.Millisecond}, []any{"a", 60 * time.Millisecond, "b"}, "ab", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.l.Next = &scripted{name: "m", steps: [][]any{c.step}}
			got, err := Collect(c.l.Generate(t.Context(), Request{}))
			if got.Text != c.text || !errors.Is(err, c.want) {
				t.Errorf("%q, %v", got.Text, err)
			}
		})
	}
	t.Run("a slow reader is not the model's fault", func(t *testing.T) {
		l := Limits{Idle: 20 * time.Millisecond, Next: &scripted{name: "m", steps: [][]any{{"a", "b"}}}}
		text := ""
		for d, err := range l.Generate(t.Context(), Request{}) {
			if err != nil {
				t.Fatal(err)
			}
			text += d.Text
			time.Sleep(50 * time.Millisecond)
		}
		if text != "ab" {
			t.Errorf("%q", text)
		}
	})
}

func TestCap(t *testing.T) {
	c := &Cap{Next: &scripted{name: "m", steps: [][]any{{"abc", "def", "ghi"}}}, Bytes: 6}
	got, err := Collect(c.Generate(t.Context(), Request{}))
	if got.Text != "abcdef" || !errors.Is(err, ErrTooLarge) {
		t.Errorf("%q, %v", got.Text, err)
	}
}

func TestBreaker(t *testing.T) {
	s := &scripted{name: "m", steps: [][]any{{down}, {down}, {"a"}}}
	b := NewBreaker(s, 2, 50*time.Millisecond, nil)
	ask := func() error { _, err := Collect(b.Generate(t.Context(), Request{})); return err }
	for range 2 {
		if err := ask(); !errors.Is(err, ErrUnavailable) {
			t.Fatal(err)
		}
	}
	if err := ask(); !errors.Is(err, ErrOpen) || !b.Open() || s.calls.Load() != 2 {
		t.Fatalf("open breaker: %v after %d calls", err, s.calls.Load())
	}
	time.Sleep(80 * time.Millisecond)
	if err := ask(); err != nil || b.Open() {
		t.Errorf("after the pause: %v", err)
	}
	t.Run("faults of the request do not count", func(t *testing.T) {
		b := NewBreaker(&scripted{name: "m", steps: [][]any{{&Error{Kind: ErrTooLong}}}}, 1, time.Minute, nil)
		for range 3 {
			if _, err := Collect(b.Generate(t.Context(), Request{})); !errors.Is(err, ErrTooLong) {
				t.Fatal(err)
			}
		}
	})
	t.Run("a reader who leaves does not count", func(t *testing.T) {
		b := NewBreaker(&scripted{name: "m", steps: [][]any{{"a", "b"}}}, 1, time.Minute, nil)
		for range 3 {
			for range b.Generate(t.Context(), Request{}) {
				break
			}
		}
		if b.Open() {
			t.Error("open")
		}
	})
}

func TestFallback(t *testing.T) {
	ask := func(first, second []any) (Reply, error) {
		f := &Fallback{First: &scripted{name: "một", steps: [][]any{first}}, Second: &scripted{name: "hai", steps: [][]any{second}}}
		return Collect(f.Generate(t.Context(), Request{}))
	}
	if r, err := ask([]any{"a"}, []any{"b"}); err != nil || r.Text != "a" || r.Model != "một" {
		t.Errorf("first: %+v, %v", r, err)
	}
	if r, err := ask([]any{refused}, []any{"b"}); err != nil || r.Text != "b" || r.Model != "hai" {
		t.Errorf("second: %+v, %v", r, err)
	}
	if r, err := ask([]any{"a", down}, []any{"b"}); !errors.Is(err, ErrUnavailable) || r.Text != "a" {
		t.Errorf("after text: %+v, %v", r, err)
	}
	if _, err := ask([]any{refused}, []any{down}); !errors.Is(err, ErrUnauthorized) || !errors.Is(err, ErrUnavailable) {
		t.Errorf("both: %v", err)
	}
}

func TestCache(t *testing.T) {
	s := &scripted{name: "m", steps: [][]any{{"a", Usage{Prompt: 3, Completion: 1}}, {"b"}, {"c"}, {"d"}, {"e"}}}
	store := NewMemoryCache(2, 0, time.Hour)
	c := &Cache{Next: s, Store: store}
	scope := func(date string) Request {
		return Request{Messages: []Message{{User, "hỏi"}}, Scope: &Scope{Prompt: "p", Evidence: "e", Date: date}}
	}
	ask := func(r Request) Reply {
		got, err := Collect(c.Generate(t.Context(), r))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if r := ask(scope("1")); r.Text != "a" || r.Cached {
		t.Errorf("first: %+v", r)
	}
	if r := ask(scope("1")); r.Text != "a" || !r.Cached || r.Usage.Prompt != 3 || r.Finish != FinishStop {
		t.Errorf("again: %+v", r)
	}
	if r := ask(scope("2")); r.Text != "b" || r.Cached {
		t.Errorf("another date: %+v", r)
	}
	if r := ask(Request{Messages: []Message{{User, "hỏi"}}}); r.Text != "c" {
		t.Errorf("without a scope: %+v", r)
	}
	if r := ask(scope("3")); r.Text != "d" {
		t.Errorf("third date: %+v", r)
	}
	if r := ask(scope("1")); r.Cached {
		t.Errorf("beyond the bound: %+v", r)
	}
	store.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	if r := ask(scope("3")); r.Cached {
		t.Errorf("too old: %+v", r)
	}
}

func TestCacheKeepsOnlyWholeReplies(t *testing.T) {
	s := &scripted{name: "m", steps: [][]any{{"a", down}, {"b"}}}
	c := &Cache{Next: s, Store: NewMemoryCache(0, 0, 0)}
	r := Request{Scope: &Scope{}}
	if _, err := Collect(c.Generate(t.Context(), r)); !errors.Is(err, ErrUnavailable) {
		t.Fatal(err)
	}
	if got, err := Collect(c.Generate(t.Context(), r)); err != nil || got.Text != "b" || got.Cached {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestKeyTellsRequestsApart(t *testing.T) {
	base := Request{Messages: []Message{{User, "ab"}, {Assistant, "c"}}, Scope: &Scope{Prompt: "p"}}
	seen := map[string]int{Key("m", base): 0}
	for i, r := range []Request{
		{Messages: []Message{{User, "a"}, {Assistant, "bc"}}, Scope: &Scope{Prompt: "p"}},
		{Messages: base.Messages, Scope: &Scope{Evidence: "p"}},
		{Messages: base.Messages, Scope: base.Scope, MaxTokens: 1},
		{Messages: base.Messages, Scope: base.Scope, Temperature: 1},
		{Messages: base.Messages, Scope: base.Scope, Schema: &Schema{Name: "s"}},
	} {
		if j, ok := seen[Key("m", r)]; ok {
			t.Errorf("request %d has the key of %d", i+1, j)
		}
		seen[Key("m", r)] = i + 1
	}
	if _, ok := seen[Key("n", base)]; ok {
		t.Error("another model has the same key")
	}
}

func TestMeter(t *testing.T) {
	ledger := NewLedger(map[string]Price{"m": {Prompt: 2, Cached: 1, Completion: 10}})
	s := &scripted{name: "m", steps: [][]any{{"a", Usage{Prompt: 1_000_000, Cached: 500_000, Completion: 100_000}}, {"một hai ba", down}, {refused}}}
	m := &Meter{Next: s, Ledger: ledger}
	for range 3 {
		_, _ = Collect(m.Generate(t.Context(), Request{Purpose: "answer", Messages: []Message{{User, "câu hỏi"}}}))
	}
	a := ledger.Accounts()
	if len(a) != 1 || a[0].Requests != 3 || a[0].Failed != 2 || !a[0].Usage.Estimated || a[0].Usage.Completion <= 100_000 {
		t.Fatalf("%+v", a)
	}
	if cost := ledger.Cost(); cost < 2.5 || cost > 2.51 {
		t.Errorf("cost %v, want a little over 2.5", cost)
	}
}

func TestBudget(t *testing.T) {
	law := strings.Repeat("Người lao động phải thông báo cho người sử dụng lao động biết trước ít nhất 30 ngày. ", 20)
	n := Count(law)
	if syllables := len(strings.Fields(law)); n < syllables || n > 3*syllables {
		t.Errorf("%d tokens for %d syllables", n, syllables)
	}
	cut := Trim(law, 100)
	if Count(cut) > 100 || !strings.HasSuffix(cut, "ngày. …") {
		t.Errorf("trimmed to %d tokens: %q", Count(cut), cut)
	}
	if Trim("ngắn", 100) != "ngắn" {
		t.Error("a short text was trimmed")
	}
	room := Budget{Context: 2 * n, Reply: n / 2}.Room(Message{System, "x"})
	if got := Fits([]string{law, law, law}, room, 10); got != 1 {
		t.Errorf("%d parts fit into %d", got, room)
	}
	if got := Fits(nil, 0, 10); got != 0 {
		t.Errorf("%d of none fit", got)
	}
}

func TestDecode(t *testing.T) {
	type object struct {
		A string   `json:"a"`
		B []int    `json:"b"`
		C bool     `json:"c"`
		D *float64 `json:"d"`
	}
	good := map[string]string{
		"plain":                   `{"a":"x","b":[1,2],"c":true}`,
		"in a fence":              "Đây:\n```json\n{\"a\":\"x\",\"b\":[1,2],\"c\":true}\n```\nXong.",
		"amid talk":               `Trả lời: {"a":"x","b":[1,2],"c":true} như trên.`,
		"trailing commas":         `{"a":"x","b":[1,2,],"c":true,}`,
		"single quotes":           `{'a':'x','b':[1,2],'c':True}`,
		"curly quotes":            `{“a”:“x”,“b”:[1,2],“c”:true}`,
		"bare keys and comments":  "{a:\"x\", // ghi chú\n b:[1,2], /* nữa */ c:true}",
		"cut short":               `{"c":true,"a":"x","b":[1,2`,
		"cut in a string":         `{"c":true,"b":[1,2],"a":"x`,
		"python":                  `{"a":"x","b":[1,2],"c":True,"d":None}`,
		"byte order mark":         "\uFEFF{\"a\":\"x\",\"b\":[1,2],\"c\":true}",
		"brackets in talk before": `Theo [1] thì {"a":"x","b":[1,2],"c":true}`,
		"wrong closing":           `{"a":"x","c":true,"b":[1,2}`,
	}
	for name, s := range good {
		var v object
		if err := Decode(s, &v); err != nil || v.A != "x" || len(v.B) != 2 || !v.C {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	var v object
	if err := Decode(`{"a":"nói "được" rồi", "b":[1]}`, &v); err != nil || v.A != `nói "được" rồi` {
		t.Errorf("quotes inside: %+v, %v", v, err)
	}
	if err := Decode("{\"a\":\"hai\ndòng\"}", &v); err != nil || v.A != "hai\ndòng" {
		t.Errorf("line break inside: %+v, %v", v, err)
	}
	for _, s := range []string{"", "không có", "[1]", `{"b":"chữ"}`, "{{{{"} {
		var v object
		if err := Decode(s, &v); err == nil && s != "{{{{" {
			t.Errorf("%q was read as %+v", s, v)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"a":1}`, "```json\n{'a': [1,2,}\n```", `{"a": "x`, "{“a”: None}", `[{"a":`, "{a:b}", `{"a":"\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var v any
		_ = Decode(s, &v)
		// What is JSON already is read as it is.
		var want any
		if trimmed := strings.TrimSpace(s); strings.HasPrefix(trimmed, "{") && json.Unmarshal([]byte(trimmed), &want) == nil {
			if err := Decode(s, &v); err != nil {
				t.Fatalf("%q: %v", s, err)
			}
		}
	})
}

func TestHarden(t *testing.T) {
	if Harden(Options{}) != nil || Harden(Options{}, nil) != nil {
		t.Error("no model gave a generator")
	}
	first, second := &scripted{name: "một", steps: [][]any{{refused}}}, &scripted{name: "hai", steps: [][]any{{"b"}}}
	g := Harden(Options{Cache: NewMemoryCache(0, 0, 0)}, first, second)
	r, err := Collect(g.Generate(t.Context(), Request{Scope: &Scope{}}))
	if err != nil || r.Text != "b" || r.Model != "hai" || g.Model() != "một" {
		t.Errorf("%+v, %v, %s", r, err, g.Model())
	}
	// The second model's reply is not kept as the first one's.
	if r, _ := Collect(g.Generate(t.Context(), Request{Scope: &Scope{}})); r.Cached {
		t.Error("a fallback's reply came from the cache")
	}
}

func TestReaderMessages(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range readerMessages {
		got := ReaderMessage(fmt.Errorf("asking: %w", &Error{Kind: m.kind, Detail: "bí mật"}))
		if got != m.text || strings.Contains(got, "bí mật") {
			t.Errorf("%v: %q", m.kind, got)
		}
		seen[m.text] = true
	}
	if len(seen) < len(readerMessages)-1 { // both timeouts say the same
		t.Errorf("%d messages for %d kinds", len(seen), len(readerMessages))
	}
	if ReaderMessage(nil) != "" || ReaderMessage(errors.New("lạ")) == "" {
		t.Error("nil or unknown error")
	}
}
