package api

import (
	"context"
	"sync"
	"time"

	"trolyluat/assistant/history"
	"trolyluat/web/feed"
)

// Limits of streams.
const (
	runBytes   = 8 << 20          // of the events of one answer
	goneAfter  = 30 * time.Second // an answer that nobody listens to is given up
	writeLimit = 10 * time.Second // a caller that takes longer for an event is dropped
	beatEvery  = 15 * time.Second // a comment, so that what lies between keeps the connection
)

// message is one server-sent event, encoded.
type message struct {
	name string
	data []byte
}

// run is one answer that is streamed. It goes on for a while when its caller is
// gone and keeps its events, so that the stream can be resumed without losing or
// doubling one.
type run struct {
	id     string
	cancel context.CancelFunc
	feed.Feed[message]

	mu        sync.Mutex
	abandoned *time.Timer
}

// send appends an event and wakes the listeners. It reports whether the run may
// go on.
func (r *run) send(m message, last bool) bool {
	full := false
	open := r.Add(func(_, size int) (message, int, bool) {
		full = size+len(m.data) >= runBytes
		return m, len(m.data), last
	})
	return open && !full
}

// listen has w woken on new events until leave is called.
func (r *run) listen(w chan struct{}) (leave func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.abandoned != nil {
		r.abandoned.Stop()
	}
	r.Listen(w)
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.Leave(w) {
			r.abandoned = time.AfterFunc(goneAfter, r.cancel)
		}
	}
}

// runs are the streams under way and those that ended a short while ago.
type runs struct {
	keep time.Duration

	mu   sync.Mutex
	byID map[string]*run
}

func newRuns(keep time.Duration) *runs { return &runs{keep: keep, byID: map[string]*run{}} }

// start begins a run: work is called on a goroutine of its own and sends the
// last event.
func (s *runs) start(timeout time.Duration, work func(ctx context.Context, r *run)) *run {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	r := &run{id: history.NewID(), cancel: cancel}
	s.mu.Lock()
	s.byID[r.id] = r
	s.mu.Unlock()
	go func() {
		defer func() {
			cancel()
			time.AfterFunc(s.keep, func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				delete(s.byID, r.id)
			})
		}()
		work(ctx, r)
	}()
	return r
}

// get finds a run by its ID, which nobody can guess.
func (s *runs) get(id string) (*run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.byID[id]; r != nil {
		return r, nil
	}
	return nil, errNoAnswer
}

func (s *runs) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.byID {
		r.cancel()
	}
}
