package postgres

import (
	"context"
	"errors"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
	"trolyluat/retrieval/storetest"
)

// hose passes connections on to a server until it is stopped up: they stay open
// then and nothing comes through, as with a server that hangs or a network that
// drops packets.
type hose struct {
	mu      sync.Mutex
	open    *sync.Cond
	stopped bool
}

// through returns the address url by way of the hose.
func (h *hose) through(t *testing.T, address string) string {
	t.Helper()
	h.open = sync.NewCond(&h.mu)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	target := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close(); h.set(false) })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", target)
			if err != nil {
				_ = in.Close()
				continue
			}
			for _, pair := range [][2]net.Conn{{in, out}, {out, in}} {
				go func() {
					defer func() { _, _ = pair[0].Close(), pair[1].Close() }()
					buf := make([]byte, 32<<10)
					for {
						n, err := pair[0].Read(buf)
						h.wait()
						if n > 0 {
							if _, err := pair[1].Write(buf[:n]); err != nil {
								return
							}
						}
						if err != nil {
							return
						}
					}
				}()
			}
		}
	}()
	u.Host = l.Addr().String()
	return u.String()
}

func (h *hose) set(stopped bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = stopped
	h.open.Broadcast()
}

func (h *hose) wait() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.stopped {
		h.open.Wait()
	}
}

// TestHung stops up the connections without closing them: readers and writers
// are told in time, and all works again once they are free.
func TestHung(t *testing.T) {
	ctx := context.Background()
	address, name := postgrestest.Schema(t)
	var h hose
	s := open(t, h.through(t, address), Options{Schema: name, Migrate: true, NoMaintenance: true,
		StatementTimeout: 300 * time.Millisecond, RetryFor: time.Second})
	commit(t, s, entry("a", "thừa kế"))
	ask := map[string]func() error{
		"lexical": func() error {
			s.index.searcher.DropCache()
			_, err := s.Lexical(ctx, storetest.Query("thừa kế"), retrieval.Filter{}, 5)
			return err
		},
		"nearest":    func() error { _, err := s.Nearest(ctx, "m", []float32{1, 2}, retrieval.Filter{}, 5); return err },
		"document":   func() error { _, err := s.Document(ctx, "a"); return err },
		"generation": func() error { _, err := s.Generation(ctx); return err },
		"commit":     func() error { return s.Commit(ctx, corpus.Change{Put: []corpus.Entry{entry("b", "thừa kế")}}) },
	}
	h.set(true)
	var wg sync.WaitGroup
	for what, do := range ask {
		wg.Go(func() {
			start := time.Now()
			err := do()
			if took := time.Since(start); !errors.Is(err, corpus.ErrUnavailable) || took > 20*time.Second {
				t.Errorf("%s while the server hangs: %v after %v, want ErrUnavailable in seconds", what, err, took)
			}
		})
	}
	wg.Wait()
	h.set(false)
	for what, do := range ask {
		if err := do(); err != nil {
			t.Errorf("%s afterwards: %v", what, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
