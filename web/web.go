// Package web serves the pages: questions and answers over WebSocket (or server-
// sent events), search, the reader that opens a provision in its document, and
// the administration page on loopback. Pages are rendered on the server from
// embedded templates and work without a script, save the chat; scripts and
// styles are embedded too, there is no build step and nothing is fetched from
// elsewhere. cmd/trolyluat starts it.
package web

import (
	"context"
	"embed"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
	"trolyluat/assistant/review"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

//go:embed all:templates static
var files embed.FS

// Asker answers questions; *assistant.Assistant is one.
type Asker interface {
	Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error]
}

// Searcher finds provisions; *retrieval.Searcher is one.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Library reads documents for the pages; both stores are one.
type Library interface {
	Document(ctx context.Context, id string) (*corpus.Document, error)
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Lookup(ctx context.Context, key string) ([]corpus.DocumentInfo, error)
	RelationsTo(ctx context.Context, key string) ([]corpus.IncomingRelation, error)
	Generation(ctx context.Context) (uint64, error)
}

// Config is what New needs. Assistant, Searcher and Library are required.
type Config struct {
	Assistant Asker
	Searcher  Searcher
	Library   Library
	History   history.Store // nil: conversations are not kept
	Shelf     *lookup.Shelf // of the library, where others have one; nil: the pages keep their own
	Log       *slog.Logger
	Today     func() corpus.Date // default: the clock
	Examples  []string           // questions to try, shown on the empty chat page; default: some are made of the store
	Version   string
	Admin     Admin
	Reviewer  Reviewer         // nil: no drafter's desk
	Cases     CaseDesk         // nil: no judge's desk
	Extractor review.Extractor // reads uploads; nil: no desk takes any
}

// Server is the handler of all pages.
type Server struct {
	Config
	handler http.Handler
	mux     *http.ServeMux
	pages   pages
	assets  *assets
	shelf   *lookup.Shelf
	runs    *runs
	prose   *prose

	job      job
	quality  qualityReport
	drafts   *bench[*draft]
	proposed examples

	caseFiles  *bench[*caseFile]
	redactions *bench[*redaction]

	writeTimeout time.Duration // for a page to take a frame

	// work is what goes on behind the pages, until Close.
	work sync.WaitGroup
	ctx  context.Context
	stop context.CancelFunc
}

// New prepares the pages and routes.
func New(c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Today == nil {
		c.Today = corpus.Today
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{Config: c, ctx: ctx, stop: stop, mux: http.NewServeMux(), prose: newProse(), writeTimeout: writeTimeout,
		drafts:    newBench[*draft](draftsPerOwner, draftsAtMost, draftKept),
		caseFiles: newBench[*caseFile](casesPerOwner, casesAtMost, caseKept), redactions: newBench[*redaction](redactionsPerOwner, redactionsAtMost, redactionKept)}
	s.runs = newRuns(ctx, &s.work, c.Log)
	if s.shelf = c.Shelf; s.shelf == nil {
		s.shelf = lookup.NewShelf(c.Library)
	}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = s.loadPages(); err != nil {
		return nil, err
	}
	s.routes()
	if s.handler, err = s.protected(s.mux); err != nil {
		return nil, err
	}
	return s, nil
}

// Close ends what goes on behind the pages and waits for it: answers, ingestion, reviews,
// reports. It is called when no request is served any more and before the store is
// closed.
func (s *Server) Close() {
	s.stop()
	s.work.Wait()
}

// ServeHTTP adds the protections and passes the request on.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Warm reads what the pages keep of the store, so that the first reader need not
// wait for it.
func (s *Server) Warm(ctx context.Context) {
	shelf, err := s.shelf.Get(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Warn("pages not warmed", "error", err)
		}
		return
	}
	s.examples(shelf)
}

func (s *Server) routes() {
	handle := s.mux.HandleFunc
	s.mux.Handle("GET /static/{name}", s.assets)
	handle("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.assets.url("icon.svg"), http.StatusFound)
	})
	handle("GET /{$}", s.chat)
	handle("GET /hoi/{conversation}", s.chat)
	handle("POST /hoi", s.askWhole)
	handle("GET /ws", s.socket)
	handle("POST /hoi/gui", s.postQuestion)
	handle("POST /hoi/dung", s.stopAnswer)
	handle("GET /hoi/luong", s.stream)
	handle("GET /hoi-thoai", s.conversations)
	handle("POST /hoi-thoai/xoa-het", s.deleteAll)
	handle("POST /hoi-thoai/{conversation}/ten", s.rename)
	handle("POST /hoi-thoai/{conversation}/xoa", s.deleteOne)
	handle("GET /hoi-thoai/{conversation}/xuat", s.exportConversation)
	handle("POST /hoi-thoai/{conversation}/{turn}/danh-gia", s.judge)

	handle("GET /tra-cuu", s.search)
	handle("GET /goi-y", s.suggest)
	handle("GET /vb", s.list)
	handle("GET /vb/{slug}", s.document)
	handle("GET /vb/{slug}/{path...}", s.document)
	handle("GET /vb/{slug}/so-sanh", s.compare)
	handle("GET /vb/{slug}/lien-quan", s.relations)
	handle("GET /vb/{slug}/tai/{form}", s.download)
	handle("GET /doan/{slug}/{path...}", s.passage)

	s.adminRoutes()
	s.draftRoutes()
	s.judgeRoutes()
	s.redactRoutes()
	handle("POST /hien-thi", s.setDisplay)
	handle("GET /gioi-thieu", s.about)
	handle("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	handle("GET /readyz", s.ready)
	handle("/", func(w http.ResponseWriter, r *http.Request) {
		s.message(w, r, http.StatusNotFound, "Không có trang này", "Địa chỉ không đúng hoặc trang đã được dời đi.")
	})
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
