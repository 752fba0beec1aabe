// Package api is what other programs talk to: REST with server-sent events and
// an OpenAPI 3.1 document under /api/v1, the OpenAI-compatible endpoint under
// /v1, and MCP (package mcp) at /mcp. One handler serves them all; cmd/trolyluat
// mounts it beside the pages.
//
// It has no accounts. Conversations belong to whoever knows the owner's token
// (see package history); everything else is public law. It is meant for loopback:
// requests that call the server by a foreign name or come from a page elsewhere
// are refused.
package api

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
)

// Asker answers questions; *assistant.Assistant is one.
type Asker interface {
	Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error]
}

// Sentinel gives an error the status and the code by which callers know it.
type Sentinel struct {
	Err    error
	Status int
	Code   string // stable, English
	Title  string // Vietnamese
}

// Config is what New needs. Assistant and Desk are required.
type Config struct {
	Assistant Asker
	Desk      *lookup.Desk
	History   history.Store // nil: conversations are not kept
	Cases     *lookup.Cases // nil: no judge's desk
	MCP       http.Handler  // nil: /mcp is not served
	Log       *slog.Logger
	Version   string
	Model     string // name of the chat model, "" without one
	// Sentinels are errors of the backends, which this package does not import.
	Sentinels []Sentinel

	LookupTimeout time.Duration // of everything that asks no model; default 20 s
	AnswerTimeout time.Duration // of one answer; default 5 min
	MaxAnswers    int           // under way at a time; default 64
	Keep          time.Duration // how long an ended stream can be resumed; default 2 min
}

// Server is the handler.
type Server struct {
	Config
	routes  []route
	handler http.Handler
	runs    *runs
	openapi []byte
	slots   chan struct{} // of answers under way
	started time.Time
}

// route is one operation. Pattern is as http.ServeMux reads it.
type route struct {
	method, pattern string
	do              func(w http.ResponseWriter, r *http.Request) error
}

// New prepares the handler.
func New(c Config) (*Server, error) {
	if c.Assistant == nil || c.Desk == nil {
		return nil, errors.New("api: Assistant and Desk are required")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	set(&c.LookupTimeout, 20*time.Second)
	set(&c.AnswerTimeout, 5*time.Minute)
	set(&c.MaxAnswers, 64)
	set(&c.Keep, 2*time.Minute)
	s := &Server{Config: c, runs: newRuns(c.Keep), slots: make(chan struct{}, c.MaxAnswers), started: time.Now()}
	var err error
	if s.openapi, err = document(c.Version); err != nil {
		return nil, err
	}
	s.routes = []route{
		{"GET", "/api/v1/health", s.health},
		{"GET", "/api/v1/openapi.json", s.serveOpenAPI},
		{"GET", "/api/v1/search", s.search},
		{"POST", "/api/v1/search", s.search},
		{"POST", "/api/v1/ask", s.ask},
		{"GET", "/api/v1/answers/{answer}/events", s.resume},
		{"DELETE", "/api/v1/answers/{answer}", s.stop},
		{"POST", "/api/v1/citations/check", s.checkCitations},
		{"GET", "/api/v1/documents", s.documents},
		{"GET", "/api/v1/documents/{document}", s.document},
		{"GET", "/api/v1/documents/{document}/provisions/{path...}", s.provision},
		{"GET", "/api/v1/documents/{document}/changes", s.changes},
		{"GET", "/api/v1/documents/{document}/relations", s.relations},
		{"POST", "/api/v1/cases/similar", ofCases(s, (*lookup.Cases).Similar)},
		{"POST", "/api/v1/cases/basis", ofCases(s, (*lookup.Cases).Basis)},
		{"POST", "/api/v1/cases/digest", ofCases(s, (*lookup.Cases).Digest)},
		{"POST", "/api/v1/cases/check", ofCases(s, (*lookup.Cases).Check)},
		{"POST", "/api/v1/redact", ofCases(s, (*lookup.Cases).Redact)},
		{"POST", "/api/v1/owners", s.newOwner},
		{"GET", "/api/v1/conversations", s.conversations},
		{"DELETE", "/api/v1/conversations", s.deleteConversations},
		{"GET", "/api/v1/conversations/{conversation}", s.conversation},
		{"PATCH", "/api/v1/conversations/{conversation}", s.rename},
		{"DELETE", "/api/v1/conversations/{conversation}", s.deleteConversation},
		{"GET", "/api/v1/conversations/{conversation}/export", s.export},
		{"PUT", "/api/v1/conversations/{conversation}/turns/{turn}/feedback", s.judge},
		{"GET", "/v1/models", s.models},
		{"GET", "/v1/models/{model}", s.model},
		{"POST", "/v1/chat/completions", s.completions},
	}
	mux := http.NewServeMux()
	for _, r := range s.routes {
		mux.HandleFunc(r.method+" "+r.pattern, func(w http.ResponseWriter, q *http.Request) {
			if err := r.do(w, q); err != nil {
				s.fail(w, q, err)
			}
		})
	}
	if c.MCP != nil {
		mux.Handle("/mcp", c.MCP)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, s.noRoute(r))
	})
	s.handler = s.guard(mux)
	return s, nil
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Mount puts the handler in a mux beside the pages.
func (s *Server) Mount(mux *http.ServeMux) {
	for _, prefix := range []string{"/api/", "/v1/", "/mcp"} {
		mux.Handle(prefix, s)
	}
}

// Close ends the answers under way, so that a server that stops does not wait
// for them.
func (s *Server) Close() { s.runs.close() }

// lookupContext bounds what asks no model.
func (s *Server) lookupContext(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), s.LookupTimeout)
}

// answerSlot takes one of the places for answers under way, or errBusy.
func (s *Server) answerSlot() (release func(), err error) {
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	default:
		return nil, fmt.Errorf("api: %d answers under way: %w", s.MaxAnswers, errBusy)
	}
}

// Health is the state of the service.
type Health struct {
	Status    string `json:"status"` // ok
	Version   string `json:"version"`
	Documents int    `json:"documents"` // in the store
	Model     string `json:"model"`     // chat model, "" without one
	History   bool   `json:"history"`   // conversations are kept
	Uptime    int64  `json:"uptime_seconds"`
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	page, err := s.Desk.Documents(ctx, lookup.DocumentQuery{Limit: 1})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, Health{Status: "ok", Version: s.Version, Documents: page.Total, Model: s.Model, History: s.History != nil,
		Uptime: int64(time.Since(s.started).Seconds())})
}
