package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
	"trolyluat/retrieval/storetest"
)

// TestCrashChild is the process that TestKilled kills.
func TestCrashChild(t *testing.T) {
	store, ok := storetest.CrashChild()
	if !ok {
		return // only TestKilled starts it
	}
	url, name, _ := strings.Cut(store, " ")
	s := open(t, url, Options{Schema: name, IndexFrom: 200, VectorBytes: -1})
	if err := storetest.CrashIngest(context.Background(), s, storetest.CrashStep(), os.Stdout); err != nil {
		t.Fatal(err)
	}
}

// TestKilled kills an ingesting process at random moments: every document is
// whole or absent afterwards, and the ingestion can be finished.
func TestKilled(t *testing.T) {
	url, name := postgrestest.Schema(t)
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
	server := postgrestest.Private(t, true)
	s := open(t, server.URL, Options{Migrate: true, RetryFor: time.Minute, IndexFrom: 200, VectorBytes: -1})
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel) // should the test end early, before the store is closed
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
		server.Crash()
		server.Start()
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
	server := postgrestest.Private(t, false)
	ctx := context.Background()
	s := open(t, server.URL, Options{Migrate: true, RetryFor: time.Second})
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
	server.Stop()
	wait("failure", func(st *state) bool { return st.failed.Load() > 0 })
	server.Start()
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
	url, name := postgrestest.Schema(t)
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
