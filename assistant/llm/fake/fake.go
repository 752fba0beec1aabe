// Package fake is a server of the OpenAI protocol over a real socket that
// answers as it is told: chat completions streaming and not, embeddings, the
// list of models, and every fault of such servers. Tests all over the project
// and the demo without a model talk to it. Nothing in it is a test helper of
// package testing, so any program may start one.
package fake

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Message is a message of a request.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Request is what the server was asked, as far as the protocol's fields go.
type Request struct {
	Path     string      `json:"-"` // "/v1/chat/completions"
	Header   http.Header `json:"-"`
	Body     []byte      `json:"-"`
	Number   int         `json:"-"` // of the chat requests, from 1
	Model    string      `json:"model"`
	Messages []Message   `json:"messages"`
	Stream   bool        `json:"stream"`
	// Pointers tell what was sent from what was left out.
	Temperature         *float64        `json:"temperature"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	ResponseFormat      json.RawMessage `json:"response_format"`
	StreamOptions       *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	// Embeddings.
	Input          json.RawMessage `json:"input"`
	Dimensions     int             `json:"dimensions"`
	EncodingFormat string          `json:"encoding_format"`
}

// Last is the content of the last message, "" without one.
func (r Request) Last() string {
	if len(r.Messages) == 0 {
		return ""
	}
	return r.Messages[len(r.Messages)-1].Content
}

// System is the content of the first system message, "" without one.
func (r Request) System() string {
	i := slices.IndexFunc(r.Messages, func(m Message) bool { return m.Role == "system" || m.Role == "developer" })
	if i < 0 {
		return ""
	}
	return r.Messages[i].Content
}

// Server is a running server. It is safe for concurrent use.
type Server struct {
	http     *http.Server
	listener net.Listener
	done     chan struct{} // closed when the server stops: ends hanging answers

	mu       sync.Mutex
	script   []Step
	standard Step
	requests []Request
	chats    int
	models   []string
	key      string
	embed    func(text string, dimension int) []float32
	once     sync.Once
}

// Start listens on a free port of the loopback and serves. Until told otherwise
// every chat request is answered with a short fixed text.
func Start() (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("fake: listening: %w", err)
	}
	s := &Server{listener: l, done: make(chan struct{}), standard: Text("Xin chào, đây là máy chủ giả."), models: []string{"gia-lap"}, embed: hashed}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.chat)
	mux.HandleFunc("POST /v1/embeddings", s.embeddings)
	mux.HandleFunc("GET /v1/models", s.listModels)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeError(w, http.StatusNotFound, "invalid_request_error", "unknown_url", "Unknown request URL: "+r.Method+" "+r.URL.Path)
	})
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l) }() // ends with ErrServerClosed
	return s, nil
}

// URL is the base address, with "/v1".
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/v1" }

// Close stops the server at once and ends answers that hang.
func (s *Server) Close() error {
	s.once.Do(func() { close(s.done) })
	return s.http.Close()
}

// Refused is a base address on which nothing listens.
func Refused() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("fake: finding a free port: %w", err)
	}
	defer l.Close()
	return "http://" + l.Addr().String() + "/v1", nil
}

// Script appends what the next chat requests get, one step each, in order.
func (s *Server) Script(steps ...Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, steps...)
}

// Always sets what chat requests get when the script is used up.
func (s *Server) Always(step Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.standard = step
}

// Answer sets a function that answers chat requests when the script is used up.
func (s *Server) Answer(f func(Request) string) { s.Always(Func(f)) }

// Offer sets the list of models.
func (s *Server) Offer(models ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.models = models
}

// RequireKey makes the server refuse every request without this bearer key.
func (s *Server) RequireKey(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = key
}

// Embed sets the function behind embeddings; without one, vectors are made of
// hashed syllables, so that texts that share words are near.
func (s *Server) Embed(f func(text string, dimension int) []float32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.embed = f
}

// Requests returns a copy of all requests so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Reset forgets script and requests.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script, s.requests, s.chats = nil, nil, 0
}

// read notes a request and checks the key.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (Request, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 32<<20))
	req := Request{Path: r.URL.Path, Header: r.Header.Clone(), Body: body}
	if err != nil {
		writeError(w, http.StatusRequestEntityTooLarge, "invalid_request_error", "body_too_large", "body too large")
		return req, false
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &req); err != nil {
			writeError(w, http.StatusBadRequest, "invalid_request_error", "invalid_json", "We could not parse the JSON body of your request.")
			return req, false
		}
	}
	s.mu.Lock()
	key := s.key
	if r.URL.Path == "/v1/chat/completions" {
		s.chats++
		req.Number = s.chats
	}
	s.requests = append(s.requests, req)
	s.mu.Unlock()
	if key != "" && r.Header.Get("Authorization") != "Bearer "+key {
		writeError(w, http.StatusUnauthorized, "invalid_request_error", "invalid_api_key", "Incorrect API key provided.")
		return req, false
	}
	return req, true
}

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	req, ok := s.read(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	step := s.standard
	if len(s.script) > 0 {
		step, s.script = s.script[0], s.script[1:]
	}
	s.mu.Unlock()
	step.serve(&exchange{w: w, r: r, req: req, done: s.done})
}

func (s *Server) listModels(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.read(w, r); !ok {
		return
	}
	s.mu.Lock()
	models := slices.Clone(s.models)
	s.mu.Unlock()
	type model struct {
		ID      string `json:"id"`
		Object  string `json:"object"`
		Created int64  `json:"created"`
		OwnedBy string `json:"owned_by"`
	}
	list := []model{}
	for _, id := range models {
		list = append(list, model{id, "model", 1735689600, "trolyluat"})
	}
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": list})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

func writeError(w http.ResponseWriter, status int, typ, code, message string) {
	writeJSON(w, status, map[string]any{"error": map[string]any{"message": message, "type": typ, "param": nil, "code": code}})
}
