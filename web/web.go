// Package web serves the pages of the assistant: the chat over WebSocket and
// the reader that opens a provision in its document. Pages are rendered on the
// server from embedded templates; scripts and styles are embedded too, there is
// no build step and nothing is fetched from elsewhere. cmd/trolyluat starts it.
package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"iter"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"trolyluat/assistant"
	"trolyluat/corpus"
)

//go:embed templates/*.html static/*
var files embed.FS

// Asker answers questions; *assistant.Assistant is one.
type Asker interface {
	Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error]
}

// Library reads documents for the pages; both stores are one.
type Library interface {
	Document(ctx context.Context, id string) (*corpus.Document, error)
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Lookup(ctx context.Context, key string) ([]corpus.DocumentInfo, error)
	Generation(ctx context.Context) (uint64, error)
}

// Config is what New needs.
type Config struct {
	Assistant Asker
	Library   Library
	Log       *slog.Logger
	Examples  []string // questions to try, shown on the empty chat page
	Version   string
}

// Server is the handler of all pages.
type Server struct {
	Config
	mux   *http.ServeMux
	pages map[string]*template.Template

	mu    sync.Mutex // guards the address book
	slugs map[string]string
	seen  uint64
}

// New prepares the pages and routes.
func New(c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{Config: c, mux: http.NewServeMux(), pages: map[string]*template.Template{}}
	for _, page := range []string{"chat", "document", "list", "message"} {
		t, err := template.New("layout.html").Funcs(functions).
			ParseFS(files, "templates/layout.html", "templates/"+page+".html")
		if err != nil {
			return nil, fmt.Errorf("web: template %s: %w", page, err)
		}
		s.pages[page] = t
	}
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, fmt.Errorf("web: static files: %w", err)
	}
	s.mux.Handle("GET /static/", http.StripPrefix("/static/", cached(http.FileServerFS(static))))
	s.mux.HandleFunc("GET /{$}", s.chat)
	s.mux.HandleFunc("GET /ws", s.socket)
	s.mux.HandleFunc("GET /vb", s.list)
	s.mux.HandleFunc("GET /vb/{slug}/{path...}", s.document)
	s.mux.HandleFunc("GET /vb/{slug}", s.document)
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.message(w, r, http.StatusNotFound, "Không có trang này", "Địa chỉ không đúng hoặc trang đã được dời đi.")
	})
	return s, nil
}

// ServeHTTP adds the security headers and passes the request on.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "+
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	s.mux.ServeHTTP(w, r)
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if _, err := s.Library.Generation(ctx); err != nil {
		s.Log.Error("not ready", "error", err)
		http.Error(w, "store not ready", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// render writes a page; a failing template becomes an error page and a log line.
func (s *Server) render(w http.ResponseWriter, status int, page string, data any) {
	var b strings.Builder
	if err := s.pages[page].Execute(&b, data); err != nil {
		s.Log.Error("page not rendered", "page", page, "error", err)
		http.Error(w, "Trang gặp lỗi, xin thử lại sau.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String())) // the reader may have gone away
}

// message is a page that says one thing.
func (s *Server) message(w http.ResponseWriter, _ *http.Request, status int, title, text string) {
	s.render(w, status, "message", map[string]any{"Title": title, "Text": text})
}

// unavailable is what a reader is told while the store cannot be reached.
const unavailable = "Máy chủ cơ sở dữ liệu đang dừng hoặc khởi động lại. Xin thử lại sau ít phút; không cần nạp lại dữ liệu."

// fail turns an error into a page without internals.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, corpus.ErrNotFound) {
		s.message(w, r, http.StatusNotFound, "Không có văn bản này", "Kho dữ liệu hiện không có văn bản mà địa chỉ nêu. Có thể văn bản đã được gỡ khỏi kho.")
		return
	}
	if errors.Is(err, corpus.ErrUnavailable) {
		s.Log.Error("store unavailable", "path", r.URL.Path, "error", err)
		w.Header().Set("Retry-After", "10")
		s.message(w, r, http.StatusServiceUnavailable, "Kho dữ liệu tạm thời không trả lời", unavailable)
		return
	}
	s.Log.Error("page failed", "path", r.URL.Path, "error", err)
	s.message(w, r, http.StatusInternalServerError, "Trang gặp lỗi", "Xin thử lại sau. Nếu vẫn lỗi, hãy báo người quản trị.")
}

func cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		next.ServeHTTP(w, r)
	})
}

var functions = template.FuncMap{
	"address": Address,
	"status":  func(s corpus.Status) string { return s.Name() },
}

// Address is the permanent address of a provision in the reader's page:
// "/vb/45-2019-QH14/d25/k1". An empty path is the document.
func Address(documentID, path string) string {
	address := "/vb/" + slug(documentID)
	if path != "" {
		address += "/" + path
	}
	return address
}

// slug writes a document ID as one segment of an address.
func slug(id string) string { return strings.ReplaceAll(id, "/", "-") }

// resolve finds the document ID that a slug was made of.
func (s *Server) resolve(ctx context.Context, name string) (string, error) {
	generation, err := s.Library.Generation(ctx)
	if err != nil {
		return "", fmt.Errorf("web: resolve %s: %w", name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slugs == nil || s.seen != generation {
		slugs := map[string]string{}
		for info, err := range s.Library.Documents(ctx) {
			if err != nil {
				return "", fmt.Errorf("web: list documents: %w", err)
			}
			slugs[slug(info.ID)] = info.ID
		}
		s.slugs, s.seen = slugs, generation
	}
	if id, ok := s.slugs[name]; ok {
		return id, nil
	}
	return "", fmt.Errorf("web: document %s: %w", name, corpus.ErrNotFound)
}
