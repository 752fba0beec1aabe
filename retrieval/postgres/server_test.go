package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/storetest"
)

// privateServer is a server of one test, which may be stopped and killed.
type privateServer struct {
	t   testing.TB
	env []string
	url string
}

func newPrivateServer(t testing.TB, durable bool) *privateServer {
	t.Helper()
	if _, err := exec.LookPath("apt-get"); err != nil {
		t.Skip("a server of its own can only be started where apt-get is")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	s := &privateServer{t: t}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PGV_URL=") && !strings.HasPrefix(v, "PGV_NAME=") && !strings.HasPrefix(v, "PGV_PORT=") {
			s.env = append(s.env, v)
		}
	}
	s.env = append(s.env, fmt.Sprintf("PGV_NAME=test-%d-%d", os.Getpid(), port), fmt.Sprintf("PGV_PORT=%d", port))
	if durable {
		s.env = append(s.env, "PGV_DURABLE=1")
	}
	t.Cleanup(func() { _, _ = s.script("reset") })
	s.start()
	return s
}

func (s *privateServer) script(command string) (string, error) {
	cmd := exec.Command("sh", "dev/pgvector-up.sh", command)
	cmd.Env = s.env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("dev/pgvector-up.sh %s: %w\n%s", command, err, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1], nil
}

// start starts the server, which may still hold its port or memory for a moment
// after it was killed.
func (s *privateServer) start() {
	s.t.Helper()
	var err error
	for range 20 {
		if s.url, err = s.script("up"); err == nil {
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
	s.t.Fatal(err)
}

func (s *privateServer) do(command string) {
	s.t.Helper()
	if _, err := s.script(command); err != nil {
		s.t.Fatal(err)
	}
}

// TestCrashChild is the process that TestKilled kills.
func TestCrashChild(t *testing.T) {
	store, ok := storetest.CrashChild()
	if !ok {
		t.Skip("only run by TestKilled")
	}
	url, name, _ := strings.Cut(store, " ")
	s := open(t, url, Options{Schema: name, IndexFrom: 200})
	if err := storetest.CrashIngest(context.Background(), s, storetest.CrashStep(), os.Stdout); err != nil {
		t.Fatal(err)
	}
}

// TestKilled kills an ingesting process at random moments: every document is
// whole or absent afterwards, and the ingestion can be finished.
func TestKilled(t *testing.T) {
	url, name := schema(t)
	if _, _, err := Migrate(context.Background(), url, Options{Schema: name}); err != nil {
		t.Fatal(err)
	}
	storetest.Kill(t, storetest.Crashes, "TestCrashChild", url+" "+name, func(last bool) {
		s, err := Open(context.Background(), url, Options{Schema: name, NoMaintenance: true})
		if err != nil {
			t.Fatalf("open after a crash: %v", err)
		}
		defer func() { _ = s.Close() }()
		if last {
			storetest.CheckFinished(t, s)
		} else {
			storetest.CheckWhole(t, s)
		}
	})
}

// TestServerKilled kills PostgreSQL itself, durable as in service, while a
// process ingests. The process lives on: its store recovers by itself.
func TestServerKilled(t *testing.T) {
	server := newPrivateServer(t, true)
	ctx := context.Background()
	s := open(t, server.url, Options{Migrate: true, RetryFor: time.Minute, IndexFrom: 200})
	done := make(chan error, 1)
	var enough atomic.Bool
	go func() {
		// All of it again and again; every commit that was said to be done must be
		// there in the end.
		for {
			last := enough.Load()
			if err := storetest.CrashIngest(ctx, s, 0, io.Discard); err != nil || last {
				done <- err
				return
			}
		}
	}()
	for range storetest.ServerCrashes {
		time.Sleep(time.Duration(100+rand.IntN(900)) * time.Millisecond)
		server.do("crash")
		server.start()
		storetest.CheckReadable(t, s)
	}
	enough.Store(true)
	if err := <-done; err != nil {
		t.Fatalf("ingestion over crashes of the server: %v", err)
	}
	storetest.CheckFinished(t, s)
}

// TestStoppedUnderLoad stops PostgreSQL while searches and commits run. They
// fail in a way that callers can tell, and all of them work again once the
// server is back, without a new Open.
func TestStoppedUnderLoad(t *testing.T) {
	server := newPrivateServer(t, false)
	ctx := context.Background()
	s := open(t, server.url, Options{Migrate: true, RetryFor: time.Second})
	e := corpus.Entry{Document: &corpus.Document{ID: "a", Key: "a", Title: "Luật mẫu"},
		Chunks:  []corpus.Chunk{{Path: "d1", Label: "Điều 1", Text: "Điều 1. Mức phạt tiền"}},
		Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 2}}}}}
	if err := s.Commit(ctx, corpus.Change{Put: []corpus.Entry{e}}); err != nil {
		t.Fatal(err)
	}
	work := map[string]func() error{
		"commit": func() error { return s.Commit(ctx, corpus.Change{Put: []corpus.Entry{e}}) },
		"lexical": func() error {
			s.index.searcher.DropCache()
			c, err := s.Lexical(ctx, storetest.Query("phạt tiền"), retrieval.Filter{}, 5)
			if err == nil && len(c) != 1 {
				return fmt.Errorf("%d results", len(c))
			}
			return err
		},
		"nearest": func() error {
			c, err := s.Nearest(ctx, "m", []float32{1, 2}, retrieval.Filter{}, 5)
			if err == nil && len(c) != 1 {
				return fmt.Errorf("%d results", len(c))
			}
			return err
		},
		"document":   func() error { _, err := s.Document(ctx, "a"); return err },
		"generation": func() error { _, err := s.Generation(ctx); return err },
	}
	// state of a worker: how often it succeeded since the last look, and whether
	// it failed.
	type state struct{ ok, failed atomic.Int64 }
	states := map[string]*state{}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var unexpected atomic.Value
	for name, do := range work {
		st := &state{}
		states[name] = st
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				switch err := do(); {
				case err == nil:
					st.ok.Add(1)
				case errors.Is(err, ErrUnavailable):
					st.failed.Add(1)
				default:
					unexpected.Store(fmt.Errorf("%s: %w", name, err))
					return
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
	wait := func(what string, reached func(*state) bool) {
		t.Helper()
		deadline := time.Now().Add(20 * time.Second)
		for name, st := range states {
			for !reached(st) {
				if err := unexpected.Load(); err != nil {
					t.Fatal(err)
				}
				if time.Now().After(deadline) {
					t.Fatalf("%s: %s did not come", name, what)
				}
				time.Sleep(5 * time.Millisecond)
			}
		}
	}
	wait("success", func(st *state) bool { return st.ok.Load() > 3 })
	server.do("down")
	wait("failure", func(st *state) bool { return st.failed.Load() > 0 })
	server.start()
	for _, st := range states {
		st.ok.Store(0)
	}
	wait("recovery", func(st *state) bool { return st.ok.Load() > 3 })
	close(stop)
	wg.Wait()
	if err := unexpected.Load(); err != nil {
		t.Fatal(err)
	}
}

// TestOwnCommitIsSeenAtOnce: a look at the state that began before a commit and
// ended after it, as the maintenance's may, must not pass for one of the state
// after the commit.
func TestOwnCommitIsSeenAtOnce(t *testing.T) {
	url, name := schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, MaxConns: 8, PollEvery: time.Hour, NoMaintenance: true})
	if _, err := s.fresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := s.index.checked.Load()
	d := &corpus.Document{ID: "luat-1", Key: "luat-1", Kind: corpus.KindLaw, Title: "Luật 1", Text: "Điều 1. Thả diều"}
	if err := s.Commit(t.Context(), corpus.Change{Put: []corpus.Entry{{Document: d, Chunks: []corpus.Chunk{
		{Document: "luat-1", Path: "d1", Label: "Điều 1", Text: d.Text}}}}}); err != nil {
		t.Fatal(err)
	}
	s.index.checked.Store(before) // the look ends
	if _, n, err := s.Frequencies(t.Context(), nil); err != nil || n != 1 {
		t.Fatalf("after the commit the index has %d chunks, %v", n, err)
	}
}
