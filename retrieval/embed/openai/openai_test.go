package openai

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"trolyluat/retrieval/embed"
)

// server is a small OpenAI: a text's vector is its length and its first byte.
type server struct {
	mu       sync.Mutex
	requests []request
	// before may answer a request itself, in place of vectors.
	before    func(n int, w http.ResponseWriter) bool
	floats    bool // sends numbers whatever is asked
	shuffled  bool
	dimension int
}

type request struct {
	Input      []string `json:"input"`
	Model      string   `json:"model"`
	Format     string   `json:"encoding_format"`
	Dimensions int      `json:"dimensions"`
	auth       string
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var q request
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != "/v1/embeddings" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	q.auth = r.Header.Get("Authorization")
	s.mu.Lock()
	s.requests = append(s.requests, q)
	n := len(s.requests)
	s.mu.Unlock()
	if s.before != nil && s.before(n, w) {
		return
	}
	type item struct {
		Object    string `json:"object"`
		Index     int    `json:"index"`
		Embedding any    `json:"embedding"`
	}
	var data []item
	for i, text := range q.Input {
		v := make([]float32, max(2, q.Dimensions, s.dimension))
		v[0], v[1] = float32(len(text)), float32(text[0])
		var e any = v
		if q.Format == "base64" && !s.floats {
			b := make([]byte, 0, 4*len(v))
			for _, x := range v {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
			}
			e = base64.StdEncoding.EncodeToString(b)
		}
		data = append(data, item{"embedding", i, e})
	}
	if s.shuffled {
		slices.Reverse(data)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "model": q.Model, "data": data,
		"usage": map[string]int{"prompt_tokens": 10 * len(q.Input), "total_tokens": 10 * len(q.Input)}})
}

func start(t *testing.T, s *server, c Config) *Embedder {
	t.Helper()
	ts := httptest.NewServer(s)
	t.Cleanup(ts.Close)
	c.BaseURL, c.Model = ts.URL+"/v1", "m"
	if c.Backoff == 0 {
		c.Backoff = time.Millisecond
	}
	e, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func fail(status int, body string, header ...string) func(int, http.ResponseWriter) bool {
	return func(n int, w http.ResponseWriter) bool {
		if n > 1 {
			return false
		}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	}
}

func TestEmbed(t *testing.T) {
	tests := []struct {
		name     string
		server   *server
		config   Config
		requests int
	}{
		{"base64", &server{}, Config{}, 1},
		{"numbers", &server{}, Config{Format: Float}, 1},
		{"base64 unknown to the server", &server{floats: true}, Config{}, 2},
		{"base64 refused by the server", &server{before: fail(400, `{"error":{"message":"unknown encoding_format","type":"invalid"}}`)}, Config{}, 2},
		{"any order", &server{shuffled: true}, Config{}, 1},
		{"in batches of texts", &server{}, Config{BatchTexts: 2}, 2},
		{"in batches of bytes", &server{}, Config{BatchBytes: 5}, 2},
		{"busy, then good", &server{before: fail(429, `{"error":{"message":"slow down"}}`, "Retry-After-Ms", "3")}, Config{}, 2},
		{"broken, then good", &server{before: fail(503, "upstream gone")}, Config{}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.server
			tt.config.Key = "secret"
			e := start(t, s, tt.config)
			got, err := e.Embed(context.Background(), []string{"ab", "c", "", "ab", "defg"}, embed.Passage)
			if err != nil {
				t.Fatal(err)
			}
			want := [][]float32{{2, 'a'}, {1, 'c'}, {0, 0}, {2, 'a'}, {4, 'd'}}
			for i := range want {
				if !slices.Equal(got[i], want[i]) {
					t.Errorf("vector %d is %v, want %v", i, got[i], want[i])
				}
			}
			if len(s.requests) != tt.requests {
				t.Errorf("%d requests, want %d", len(s.requests), tt.requests)
			}
			if s.requests[0].auth != "Bearer secret" || e.Dim() != 2 {
				t.Errorf("auth %q, dimension %d", s.requests[0].auth, e.Dim())
			}
		})
	}
}

func TestPrefixesAndDimensions(t *testing.T) {
	s := &server{}
	e := start(t, s, Config{QueryPrefix: "query: ", PassagePrefix: "passage: ", Dimensions: 8})
	for kind, want := range map[embed.Kind]string{embed.Query: "query: x", embed.Passage: "passage: x"} {
		if _, err := e.Embed(context.Background(), []string{"x"}, kind); err != nil {
			t.Fatal(err)
		}
		last := s.requests[len(s.requests)-1]
		if last.Input[0] != want || last.Dimensions != 8 {
			t.Errorf("asked %q with %d dimensions, want %q with 8", last.Input[0], last.Dimensions, want)
		}
	}
	if e.Model() == "m" {
		t.Error("the name does not tell dimensions and prefixes")
	}
}

func TestUsage(t *testing.T) {
	e := start(t, &server{}, Config{Price: 2})
	if _, err := e.Embed(context.Background(), []string{"a", "b", "c"}, embed.Query); err != nil {
		t.Fatal(err)
	}
	if u := e.Usage(); u.Requests != 1 || u.Texts != 3 || u.Tokens != 30 || math.Abs(u.Cost-30e-6*2) > 1e-12 {
		t.Errorf("usage %+v", u)
	}
}

func TestFailures(t *testing.T) {
	always := func(status int, body string, header ...string) *server {
		return &server{before: func(_ int, w http.ResponseWriter) bool {
			return fail(status, body, header...)(1, w)
		}}
	}
	tests := []struct {
		name     string
		server   *server
		requests int
		config   Config
	}{
		{"no key", always(401, `{"error":{"message":"no"}}`), 1, Config{}},
		{"busy for ever", always(429, `{"error":{"message":"slow"}}`), 3, Config{Attempts: 3}},
		{"asks to wait an hour", always(429, `{"error":{"message":"slow"}}`, "Retry-After", "3600"), 1, Config{}},
		{"no JSON", always(200, "hello"), 1, Config{}},
		{"too few vectors", always(200, `{"data":[]}`), 1, Config{Format: Float}},
		{"other dimension than asked for", &server{dimension: 9}, 1, Config{Dimensions: 4}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := start(t, tt.server, tt.config)
			if _, err := e.Embed(context.Background(), []string{"a"}, embed.Query); err == nil {
				t.Error("no error")
			}
			if len(tt.server.requests) != tt.requests {
				t.Errorf("%d requests, want %d", len(tt.server.requests), tt.requests)
			}
		})
	}
	if _, err := New(Config{}); err == nil {
		t.Error("an embedder without a model")
	}
	if _, err := New(Config{Model: "m", BaseURL: "ftp://x"}); err == nil {
		t.Error("an embedder at ftp")
	}
}

func TestCancelled(t *testing.T) {
	s := &server{before: func(_ int, w http.ResponseWriter) bool { w.WriteHeader(503); return true }}
	e := start(t, s, Config{Backoff: time.Hour})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := e.Embed(ctx, []string{"a"}, embed.Query); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("took %s to notice", d)
	}
}

func TestRateLimit(t *testing.T) {
	e := start(t, &server{}, Config{PerMinute: 60 * 50, BatchTexts: 1})
	begin := time.Now()
	if _, err := e.Embed(context.Background(), []string{"a", "b", "c", "d"}, embed.Query); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(begin); d < 55*time.Millisecond {
		t.Errorf("four requests at fifty a second took %s", d)
	}
}

func TestLongTextIsCut(t *testing.T) {
	s := &server{}
	e := start(t, s, Config{MaxBytes: 100})
	if _, err := e.Embed(context.Background(), []string{strings.Repeat("điều khoản ", 50)}, embed.Passage); err != nil {
		t.Fatal(err)
	}
	got := s.requests[0].Input[0]
	if len(got) > 100 || !strings.HasSuffix(got, "điều") && !strings.HasSuffix(got, "khoản") {
		t.Errorf("asked %q", got)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		key, value string
		want       time.Duration
	}{
		{"Retry-After", "2", 2 * time.Second}, {"Retry-After", "0.5", 500 * time.Millisecond}, {"Retry-After-Ms", "30", 30 * time.Millisecond},
		{"Retry-After", "Sun, 01 Nov 2026 12:00:07 GMT", 7 * time.Second}, {"Retry-After", "soon", 0}, {"Retry-After", "-4", 0}, {"X", "1", 0},
	}
	for _, tt := range tests {
		if got := retryAfter(http.Header{tt.key: {tt.value}}, now); got != tt.want {
			t.Errorf("%s: %s waits %s, want %s", tt.key, tt.value, got, tt.want)
		}
	}
}
