package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"trolyluat/assistant/history"
	"trolyluat/assistant/review"
	"trolyluat/corpus"
)

// Reviewer reviews drafts; *review.Reviewer is one.
type Reviewer interface {
	Review(ctx context.Context, doc *corpus.Document, o review.Options) (*review.Report, error)
}

// Limits of drafts under review. A draft is kept in memory alone, for as long as
// its reader works on it: it is not public and is none of the store's.
const (
	maxDraft       = 32 << 20 // bytes of the file
	draftsPerOwner = 4
	draftsAtMost   = 64
	draftKept      = 4 * time.Hour
	reviewLongest  = 10 * time.Minute
)

// draft is one uploaded draft with its review.
type draft struct {
	id, name string
	asOf     corpus.Date
	doc      *corpus.Document
	started  time.Time

	mu        sync.Mutex // guards what follows
	report    *review.Report
	decisions review.Decisions
	problem   string
	took      time.Duration
}

// state is the review as it stands: the report is nil while it runs.
func (d *draft) state() (report *review.Report, problem string, took time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.report, d.problem, d.took
}

// export joins the report with the decisions taken so far.
func (d *draft) export() review.Export {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.decisions.Export(d.report)
}

// decide keeps or, for an empty choice, withdraws a decision.
func (d *draft) decide(x review.Decision) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.report == nil:
		return errUnknown
	case x.Choice == "":
		d.decisions.Withdraw(x.Finding)
		return nil
	}
	return d.decisions.Decide(d.report, x)
}

// startReview begins the review of a draft.
func (s *Server) startReview(owner, name string, doc *corpus.Document, o review.Options) (*draft, error) {
	ctx, cancel := context.WithTimeout(s.ctx, reviewLongest)
	d := &draft{id: history.NewID(), name: name, asOf: o.AsOf, doc: doc, started: time.Now()}
	if err := s.drafts.put(owner, d.id, d, cancel); err != nil {
		cancel()
		return nil, err
	}
	s.work.Go(func() {
		defer cancel()
		report, err := s.review(ctx, doc, o)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.took = time.Since(d.started)
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				s.Log.Error("draft not reviewed", "id", d.id, "error", err)
			}
			d.problem = "Chưa thẩm định được dự thảo vì hệ thống gặp lỗi. Xin thử lại sau ít phút."
			if errors.Is(err, corpus.ErrUnavailable) {
				d.problem = unavailable
			}
			return
		}
		d.report = report
	})
	return d, nil
}

// review reviews a draft; a reviewer that panics on it fails.
func (s *Server) review(ctx context.Context, doc *corpus.Document, o review.Options) (report *review.Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("web: review panicked: %v", p)
		}
	}()
	return s.Reviewer.Review(ctx, doc, o)
}
