package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"trolyluat/web/feed"
)

// Limits of answers under way.
const (
	runsPerOwner = 4
	runsAtMost   = 4000
	runAtMost    = 8 << 20          // bytes of frames of one answer
	runKept      = 10 * time.Minute // how long an ended answer can be taken up again
	runLongest   = 5 * time.Minute
)

// frame is one message of an answer to its page: events in order, each with its
// number, the last of type done, error or stopped.
type frame struct {
	Type string `json:"type"` // understood, searching, evidence, text, checks, done, error, stopped
	ID   string `json:"id"`   // of the run, chosen by the page
	Seq  int    `json:"seq"`  // 1, 2, …
	Text string `json:"text,omitempty"`
	HTML string `json:"html,omitempty"` // rendered and sanitised here
	// Of done: where the answer was kept.
	Conversation string `json:"conversation,omitempty"`
	Title        string `json:"title,omitempty"`
	Turn         int    `json:"turn,omitempty"`
}

// run is one answer being made. It goes on whether a page listens or not, and
// keeps its frames, so that a page which lost its connection takes up where it
// was: nothing is lost and nothing comes twice.
type run struct {
	id, owner         string
	cancel            context.CancelFunc
	feed.Feed[[]byte] // encoded frames
}

// send appends a frame and wakes the listeners. It reports whether the run may
// go on.
func (r *run) send(f frame) bool {
	return r.Add(func(number, size int) ([]byte, int, bool) {
		if size > runAtMost {
			f = frame{Type: "error", Text: "Câu trả lời dài quá mức cho phép nên đã dừng."}
		}
		f.ID, f.Seq = r.id, number
		data, err := json.Marshal(f)
		if err != nil { // strings and numbers always encode
			panic("web: encode frame: " + err.Error())
		}
		return data, len(data), f.Type == "done" || f.Type == "error" || f.Type == "stopped"
	})
}

// runs are the answers under way and those that ended a short while ago.
type runs struct {
	ctx  context.Context // ends them all
	work *sync.WaitGroup // holds each until it has ended
	log  *slog.Logger
	kept time.Duration

	mu     sync.Mutex
	byID   map[string]*run
	active map[string]int // by owner
	total  int
}

func newRuns(ctx context.Context, work *sync.WaitGroup, log *slog.Logger) *runs {
	return &runs{ctx: ctx, work: work, log: log, kept: runKept, byID: map[string]*run{}, active: map[string]int{}}
}

// Errors of start and get.
var (
	errBusy    = errors.New("web: too many answers under way")
	errTwice   = errors.New("web: an answer of that id exists")
	errUnknown = errors.New("web: no such answer")
)

// start begins an answer: work is called on a goroutine of its own with a
// context that ends when the run is stopped. What it does not end itself ends
// with an error frame.
func (s *runs) start(owner, id string, work func(ctx context.Context, r *run)) (*run, error) {
	ctx, cancel := context.WithTimeout(s.ctx, runLongest)
	r := &run{id: id, owner: owner, cancel: cancel}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.byID[id] != nil:
		cancel()
		return nil, errTwice
	case s.active[owner] >= runsPerOwner || s.total >= runsAtMost:
		cancel()
		return nil, errBusy
	}
	s.byID[id] = r
	s.active[owner]++
	s.total++
	s.work.Go(func() {
		defer s.end(r)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("answer broke off", "id", id, "panic", p)
			}
			r.send(frame{Type: "error", Text: troubleText})
		}()
		work(ctx, r)
	})
	return r, nil
}

func (s *runs) end(r *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.active[r.owner]--; s.active[r.owner] <= 0 {
		delete(s.active, r.owner)
	}
	time.AfterFunc(s.kept, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byID, r.id)
	})
}

// get finds an owner's run.
func (s *runs) get(owner, id string) (*run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.byID[id]; r != nil && r.owner == owner {
		return r, nil
	}
	return nil, errUnknown
}
