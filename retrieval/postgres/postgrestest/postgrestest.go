// Package postgrestest gives tests a real PostgreSQL with pgvector: the server at
// TROLYLUAT_TEST_DATABASE_URL, or one that dev/pgvector-up.sh brings up once for
// all. Where neither can be had a test skips, or fails if
// TROLYLUAT_TEST_REQUIRE_DATABASE is set, as it is in .ci/run. Only tests import
// it.
package postgrestest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// script is dev/pgvector-up.sh, wherever the test runs.
func script() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "dev", "pgvector-up.sh")
}

// run runs the script and returns the last line of its output.
func run(env []string, command string) (string, error) {
	cmd := exec.Command("sh", script(), command)
	cmd.Env = env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("pgvector-up.sh %s: %w\n%s", command, err, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1], nil
}

var server = sync.OnceValues(func() (string, error) {
	if url := os.Getenv("TROLYLUAT_TEST_DATABASE_URL"); url != "" {
		return url, nil
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return "", fmt.Errorf("no database: set TROLYLUAT_TEST_DATABASE_URL, or run where apt-get is")
	}
	return run(os.Environ(), "up")
})

// unavailable skips the test, or fails it where a database is required.
func unavailable(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("TROLYLUAT_TEST_REQUIRE_DATABASE") != "" {
		t.Fatal(err)
	}
	t.Skip(err)
}

// URL returns the address of the server that all tests share.
func URL(t testing.TB) string {
	t.Helper()
	url, err := server()
	if err != nil {
		unavailable(t, err)
	}
	return url
}

var names atomic.Int64

// Name returns a name that no other test has, for a schema or a database.
func Name() string {
	return fmt.Sprintf("test_%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e9, names.Add(1))
}

// Schema returns the server's address and the name of a schema that is this
// test's alone and goes with it.
func Schema(t testing.TB) (url, name string) {
	t.Helper()
	url, name = URL(t), Name()
	t.Cleanup(func() { exec1(t, url, "DROP SCHEMA IF EXISTS "+name+" CASCADE") })
	return url, name
}

// Database returns the address of a database that is this test's alone and goes
// with it.
func Database(t testing.TB) string {
	t.Helper()
	server, name := URL(t), Name()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("address of the server: %v", err)
	}
	exec1(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { exec1(t, server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

// exec1 runs one statement over a connection of its own.
func exec1(t testing.TB, url, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Errorf("%s: %v", sql, err)
		return
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Errorf("%s: %v", sql, err)
	}
}

// Server is a server of one test, which may be stopped and killed.
type Server struct {
	t   testing.TB
	env []string
	URL string
}

// Private brings up a server for this test alone. A durable one writes through
// to the disk, as in service.
func Private(t testing.TB, durable bool) *Server {
	t.Helper()
	if _, err := exec.LookPath("apt-get"); err != nil {
		unavailable(t, fmt.Errorf("a server of its own can only be started where apt-get is"))
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PGV_URL=") && !strings.HasPrefix(v, "PGV_NAME=") && !strings.HasPrefix(v, "PGV_PORT=") {
			s.env = append(s.env, v)
		}
	}
	s.env = append(s.env, fmt.Sprintf("PGV_NAME=test-%d-%d", os.Getpid(), port), fmt.Sprintf("PGV_PORT=%d", port))
	if durable {
		s.env = append(s.env, "PGV_DURABLE=1")
	}
	t.Cleanup(func() { _, _ = run(s.env, "reset") })
	s.Start()
	return s
}

// Start starts the server, which may still hold its port or memory for a moment
// after it was killed.
func (s *Server) Start() {
	s.t.Helper()
	var err error
	for range 20 {
		if s.URL, err = run(s.env, "up"); err == nil {
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
	s.t.Fatal(err)
}

// Stop shuts the server down, ending all its connections.
func (s *Server) Stop() { s.must("down") }

// Crash kills the server with all its processes, without warning.
func (s *Server) Crash() { s.must("crash") }

func (s *Server) must(command string) {
	s.t.Helper()
	if _, err := run(s.env, command); err != nil {
		s.t.Fatal(err)
	}
}
