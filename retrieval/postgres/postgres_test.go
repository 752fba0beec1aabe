package postgres

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"trolyluat/retrieval/storetest"
)

// server starts the database that tests use, once.
var server = sync.OnceValues(func() (url string, err error) {
	if url := os.Getenv("TROLYLUAT_TEST_DATABASE_URL"); url != "" {
		return url, nil
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return "", fmt.Errorf("no database: set TROLYLUAT_TEST_DATABASE_URL, or run where apt-get is")
	}
	cmd := exec.Command("sh", "dev/pgvector-up.sh")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("no database: dev/pgvector-up.sh: %w\n%s", err, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1], nil
})

var schemas atomic.Int64

// schema returns the server's URL and the name of a schema that is this test's
// alone and goes with it.
func schema(t testing.TB) (url, name string) {
	t.Helper()
	url, err := server()
	if err != nil {
		if os.Getenv("TROLYLUAT_TEST_REQUIRE_DATABASE") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	name = fmt.Sprintf("test_%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e9, schemas.Add(1))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			t.Errorf("drop schema %s: %v", name, err)
			return
		}
		defer func() { _ = conn.Close(ctx) }()
		if _, err := conn.Exec(ctx, "DROP SCHEMA IF EXISTS "+quote(name)+" CASCADE"); err != nil {
			t.Errorf("drop schema %s: %v", name, err)
		}
	})
	return url, name
}

func open(t testing.TB, url string, opt Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), url, opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t testing.TB) func() storetest.Store {
		url, name := schema(t)
		return func() storetest.Store {
			return open(t, url, Options{Schema: name, Migrate: true, MaxConns: 8})
		}
	})
}

// TestConformanceWithVectorIndex holds searches through HNSW against the suite:
// every model gets its index at once, and no filter is taken as keeping few.
func TestConformanceWithVectorIndex(t *testing.T) {
	storetest.Run(t, func(t testing.TB) func() storetest.Store {
		url, name := schema(t)
		return func() storetest.Store {
			return open(t, url, Options{Schema: name, Migrate: true, MaxConns: 8, IndexFrom: 1, exactRows: 1})
		}
	})
}
