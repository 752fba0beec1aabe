package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
)

// TestExtensionJudged has the database say that its pgvector is of another
// version: too old is refused on opening and on migrating, and doctor tells the
// range of CVE-2026-3172 from what is merely not the newest.
func TestExtensionJudged(t *testing.T) {
	ctx := context.Background()
	url := postgrestest.Database(t)
	if _, _, err := Migrate(ctx, url, Options{}); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, tt := range []struct {
		version string
		refused bool
		code    string // of the finding, "" for none
	}{
		{"0.7.4", true, ""},
		{"0.8.0", false, "pgvector_cve_range"},
		{"0.8.1", false, "pgvector_cve_range"},
		{"0.8.2", false, "pgvector_update"},
		{"0.8.4", false, ""},
		{"0.10.0", false, ""},
	} {
		if _, err := conn.Exec(ctx, `UPDATE pg_extension SET extversion = $1 WHERE extname = 'vector'`, tt.version); err != nil {
			t.Fatal(err)
		}
		for _, migrate := range []bool{false, true} {
			s, err := Open(ctx, url, Options{Migrate: migrate, NoMaintenance: true})
			var old *ExtensionError
			if refused := errors.As(err, &old); refused != tt.refused || refused && old.Have != tt.version {
				t.Fatalf("%s, migrate %v: %v, want refused: %v", tt.version, migrate, err, tt.refused)
			}
			if s == nil {
				continue
			}
			findings, err := s.Doctor(ctx, false)
			_ = s.Close()
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, f := range findings {
				if strings.HasPrefix(f.Code, "pgvector") {
					codes = append(codes, f.Code)
				}
			}
			if want := strings.Fields(tt.code); !slices.Equal(codes, want) {
				t.Errorf("%s: findings %v, want %v", tt.version, codes, want)
			}
		}
	}
}

// TestDenied tells a refused login, an unknown database and a missing right from
// a server that is not there.
func TestDenied(t *testing.T) {
	ctx := context.Background()
	url := postgrestest.URL(t)
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{
		"password": strings.Replace(url, cfg.Password, "wrong", 1),
		"database": strings.Replace(url, "/"+cfg.Database, "/none", 1),
	} {
		if cfg.Password == "" && name == "password" {
			continue
		}
		_, err := Open(ctx, url, Options{})
		if !errors.Is(err, ErrDenied) || errors.Is(err, ErrUnavailable) {
			t.Errorf("wrong %s: %v, want ErrDenied", name, err)
		}
	}
}

// TestServerFindings judges servers that no test can bring up.
func TestServerFindings(t *testing.T) {
	sound := serverFacts{number: 170012, name: "17.12", encoding: "UTF8", fsync: true, vacuum: true,
		size: 1 << 30, buffers: 1 << 30, connections: 100, reserved: 3, extension: extension{0, 8, 4}}
	if got := sound.findings(8, true); len(got) != 1 || got[0].Severity != retrieval.SeverityNote {
		t.Errorf("a sound server: %v", got)
	}
	for code, change := range map[string]func(*serverFacts){
		"server_old":       func(f *serverFacts) { f.number = 140000 },
		"server_encoding":  func(f *serverFacts) { f.encoding = "SQL_ASCII" },
		"server_read_only": func(f *serverFacts) { f.recovery = true },
		"fsync_off":        func(f *serverFacts) { f.fsync = false },
		"autovacuum_off":   func(f *serverFacts) { f.vacuum = false },
		"connections_few":  func(f *serverFacts) { f.connections = 18 },
		"buffers_small":    func(f *serverFacts) { f.buffers = 16 << 20 },
		"index_invalid":    func(f *serverFacts) { f.invalid = []string{"document_key"} },
	} {
		f := sound
		change(&f)
		got := f.findings(8, true)
		at := slices.IndexFunc(got, func(f retrieval.Finding) bool { return f.Code == code })
		if len(got) != 2 || at < 0 || got[at].Action == "" {
			t.Errorf("%s: %v", code, got)
		}
	}
	if got := sound.findings(8, false); len(got) != 2 || got[1].Code != "connection_plain" {
		t.Errorf("a plain connection over a network: %v", got)
	}
	for host, local := range map[string]bool{"127.0.0.1": true, "::1": true, "localhost": true, "/run/postgresql": true, "10.0.0.1": false, "db.example": false} {
		if nearby(host) != local {
			t.Errorf("%s: local %v", host, !local)
		}
	}
}
