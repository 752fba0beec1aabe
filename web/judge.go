package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/digest"
	casecheck "trolyluat/assistant/cases/draft"
	"trolyluat/assistant/history"
	"trolyluat/corpus"
)

// CaseDesk looks at cases; *cases.Desk is one.
type CaseDesk interface {
	Alike(ctx context.Context, s cases.Situation, n int, on corpus.Date) (*cases.Alike, error)
	Basis(ctx context.Context, s cases.Situation) (*basis.Suggestion, error)
	CheckDraft(ctx context.Context, doc *corpus.Document) (*casecheck.Report, error)
}

// Limits of the judge's desk. A case is kept in memory alone, like a draft.
const (
	maxCase       = 16 << 20 // bytes of the file
	maxSituation  = 60_000   // characters typed
	casesPerOwner = 4
	casesAtMost   = 48
	caseKept      = 2 * time.Hour
	caseLongest   = 10 * time.Minute
)

// caseFile is a situation or file with what was found for it.
type caseFile struct {
	id, name string
	doc      *corpus.Document // of a situation that was typed: its text alone
	typed    bool

	mu        sync.Mutex // guards what follows
	situation cases.Situation
	run       int // how often it was looked at
	cancel    context.CancelFunc
	started   time.Time
	step      string // what goes on
	found     *caseFindings
	problem   string
	took      time.Duration
}

// caseFindings is what the desk says of a case.
type caseFindings struct {
	digest *digest.Digest
	basis  *basis.Suggestion
	alike  *cases.Alike
	check  *casecheck.Report // nil for a situation that was typed
}

// caseState is a case at a moment.
type caseState struct {
	situation     cases.Situation
	found         *caseFindings // nil while it is being looked at, and when that failed
	step, problem string
	seconds       float64
	took          time.Duration
}

func (c *caseFile) state() caseState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return caseState{c.situation, c.found, c.step, c.problem, time.Since(c.started).Seconds(), c.took}
}

// stop ends what goes on for the case.
func (c *caseFile) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel()
	}
}

// openCase puts a case on the desk and begins to look at it.
func (s *Server) openCase(owner, name string, doc *corpus.Document, typed bool, situation cases.Situation) (*caseFile, error) {
	c := &caseFile{id: history.NewID(), name: name, doc: doc, typed: typed}
	if err := s.caseFiles.put(owner, c.id, c, c.stop); err != nil {
		return nil, err
	}
	s.lookAt(c, situation)
	return c, nil
}

// lookAt looks at a case, again when its dates were changed.
func (s *Server) lookAt(c *caseFile, situation cases.Situation) {
	ctx, cancel := context.WithTimeout(s.ctx, caseLongest)
	c.mu.Lock()
	if c.cancel != nil {
		c.cancel()
	}
	c.run++
	run := c.run
	c.cancel, c.started, c.situation, c.found, c.problem, c.step = cancel, time.Now(), situation, nil, "", ""
	c.mu.Unlock()
	s.work.Go(func() {
		defer cancel()
		found, err := s.examine(ctx, c, situation, func(step string) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.run == run {
				c.step = step
			}
		})
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.run != run {
			return // asked anew meanwhile
		}
		c.took = time.Since(c.started)
		switch {
		case err == nil:
			c.found = found
		case errors.Is(err, cases.ErrEmpty):
			c.problem = "Không thấy tình tiết hay yêu cầu nào trong nội dung gửi lên."
		case errors.Is(err, corpus.ErrUnavailable):
			c.problem = unavailable
		default:
			c.problem = "Chưa xem xét được vụ việc vì hệ thống gặp lỗi. Xin thử lại sau ít phút."
		}
		if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, cases.ErrEmpty) {
			s.Log.Error("case not looked at", "id", c.id, "error", err)
		}
	})
}

// examine asks the desk everything of a case; a desk that panics on it fails.
func (s *Server) examine(ctx context.Context, c *caseFile, situation cases.Situation, tell func(string)) (found *caseFindings, err error) {
	defer func() {
		if p := recover(); p != nil {
			found, err = nil, fmt.Errorf("web: the judge's desk panicked: %v", p)
		}
	}()
	found = &caseFindings{}
	tell("Đang tóm lược…")
	found.digest = digest.Make(c.doc)
	tell("Đang tìm căn cứ pháp lý…")
	if found.basis, err = s.Cases.Basis(ctx, situation); err != nil {
		return nil, err
	}
	tell("Đang so với các vụ án trong kho…")
	if found.alike, err = s.Cases.Alike(ctx, situation, cases.DefaultAlike, situation.ActOn); err != nil {
		return nil, err
	}
	if c.typed {
		return found, nil
	}
	tell("Đang soát các viện dẫn…")
	found.check, err = s.Cases.CheckDraft(ctx, c.doc)
	return found, err
}

func (s *Server) judgeRoutes() {
	if s.Cases == nil || s.Extractor == nil {
		return
	}
	s.mux.HandleFunc("GET "+judgeHome, func(w http.ResponseWriter, r *http.Request) { s.showJudgeHome(w, r, http.StatusOK, "") })
	s.mux.HandleFunc("POST "+judgeHome, s.postCase)
	s.mux.HandleFunc("GET "+judgeHome+"/{case}", s.withCase(s.casePage))
	s.mux.HandleFunc("GET "+judgeHome+"/{case}/xong", s.withCase(func(w http.ResponseWriter, _ *http.Request, c *caseFile) {
		now := c.state()
		writeJSON(w, map[string]any{"done": now.found != nil || now.problem != "", "seconds": now.seconds, "step": now.step})
	}))
	s.mux.HandleFunc("POST "+judgeHome+"/{case}/ngay", s.withCase(s.redateCase))
	s.mux.HandleFunc("POST "+judgeHome+"/{case}/xoa", s.withCase(func(w http.ResponseWriter, r *http.Request, c *caseFile) {
		s.caseFiles.remove(knownOwner(r), c.id)
		http.Redirect(w, r, judgeHome, http.StatusSeeOther)
	}))
}

// withCase finds the case of the address among the reader's own.
func (s *Server) withCase(h func(http.ResponseWriter, *http.Request, *caseFile)) http.HandlerFunc {
	return held(s, s.caseFiles, "case", "Không có hồ sơ này", "Hồ sơ chỉ được giữ vài giờ trong bộ nhớ của máy chủ và chỉ mở được ở trình duyệt đã gửi lên.", h)
}
