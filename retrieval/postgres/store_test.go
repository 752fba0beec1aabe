package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
	"trolyluat/retrieval/storetest"
)

func entry(id, text string) corpus.Entry {
	return corpus.Entry{Document: &corpus.Document{ID: id, Key: id, Title: "Luật mẫu"},
		Chunks:  []corpus.Chunk{{Path: "d1", Label: "Điều 1", Text: "Điều 1. " + text}, {Path: "d2", Label: "Điều 2", Text: "Điều 2. " + text}},
		Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 2}, {2, 1}}}}}
}

func commit(t testing.TB, s *Store, entries ...corpus.Entry) {
	t.Helper()
	if err := s.Commit(context.Background(), corpus.Change{Put: entries}); err != nil {
		t.Fatal(err)
	}
}

func run(t testing.TB, s *Store, sql string, args ...any) {
	t.Helper()
	if _, err := s.pool.Exec(context.Background(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func TestVersions(t *testing.T) {
	ctx := context.Background()
	url, name := postgrestest.Schema(t)
	_, err := Open(ctx, url, Options{Schema: name})
	var wrong *VersionError
	if !errors.As(err, &wrong) || wrong.Have != 0 || wrong.Want == 0 {
		t.Fatalf("opening a schema that is not there: %v, want a VersionError", err)
	}
	// Several instances that are told to migrate at the same moment.
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { _, _, errs[i] = Migrate(ctx, url, Options{Schema: name}) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	s := open(t, url, Options{Schema: name})
	if v, err := s.Version(ctx); err != nil || v != wrong.Want {
		t.Errorf("version %d, want %d: %v", v, wrong.Want, err)
	}
	if err := s.Migrate(ctx); err != nil {
		t.Errorf("migrating again: %v", err)
	}
	run(t, s, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
	for _, opt := range []Options{{Schema: name}, {Schema: name, Migrate: true}} {
		if _, err := Open(ctx, url, opt); !errors.As(err, &wrong) || wrong.Have != 9999 {
			t.Errorf("opening a newer schema: %v, want a VersionError", err)
		}
	}
}

func TestUnreachable(t *testing.T) {
	ctx := context.Background()
	_, err := Open(ctx, "postgres://nobody:geheim@127.0.0.1:1/none", Options{})
	if !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), "geheim") {
		t.Errorf("no server: %v, want ErrUnavailable without the password", err)
	}
	if _, err := Open(ctx, "postgres://user:geheim@host:port/x", Options{}); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("a broken URL: %v, want an error without the password", err)
	}
}

func TestClassify(t *testing.T) {
	pg := func(code string) error { return fmt.Errorf("query: %w", &pgconn.PgError{Code: code}) }
	for _, tt := range []struct {
		err     error
		want    error // sentinel, nil for none
		passing bool
	}{
		{pg("40001"), ErrBusy, true},
		{pg("40P01"), ErrBusy, true},
		{pg("55P03"), ErrBusy, false},
		{pg("57P01"), ErrUnavailable, true},
		{pg("57P03"), ErrUnavailable, true},
		{pg("08006"), ErrUnavailable, true},
		{pg("53300"), ErrUnavailable, true},
		{pg("57014"), nil, false}, // statement timeout
		{pg("28P01"), ErrDenied, false},
		{pg("3D000"), ErrDenied, false},
		{pg("42501"), ErrDenied, false},
		{pg("23505"), nil, false},
		{pg("42P01"), nil, false},
		{fmt.Errorf("read: %w", io.ErrUnexpectedEOF), ErrUnavailable, true},
		{fmt.Errorf("ask: %w", context.Canceled), nil, false},
		{pgx.ErrNoRows, nil, false},
		{errors.New("other"), nil, false},
	} {
		if got := passing(tt.err); got != tt.passing {
			t.Errorf("%v: passing %v, want %v", tt.err, got, tt.passing)
		}
		err := classify(tt.err)
		if !errors.Is(err, tt.err) {
			t.Errorf("%v: lost in %v", tt.err, err)
		}
		for _, sentinel := range []error{ErrBusy, ErrUnavailable, ErrDenied} {
			if got := errors.Is(err, sentinel); got != (sentinel == tt.want) {
				t.Errorf("%v: is %v: %v", tt.err, sentinel, got)
			}
		}
	}
}

func TestRetry(t *testing.T) {
	ctx := context.Background()
	tries := 0
	err := retry(ctx, time.Minute, func() error {
		if tries++; tries < 3 {
			return &pgconn.PgError{Code: "40001"}
		}
		return nil
	})
	if err != nil || tries != 3 {
		t.Errorf("%d tries, %v", tries, err)
	}
	tries = 0
	if err := retry(ctx, time.Minute, func() error { tries++; return errors.New("for good") }); err == nil || tries != 1 {
		t.Errorf("an error for good: %d tries, %v", tries, err)
	}
	tries = 0
	err = retry(ctx, 100*time.Millisecond, func() error { tries++; return &pgconn.PgError{Code: "57P03"} })
	if !errors.Is(err, ErrUnavailable) || tries < 2 {
		t.Errorf("no end: %d tries, %v", tries, err)
	}
	short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
	defer cancel()
	err = retry(short, time.Minute, func() error { return &pgconn.PgError{Code: "57P03"} })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the caller's time is up: %v", err)
	}
}

func TestExtensionVersions(t *testing.T) {
	for v, unsafe := range map[string]bool{"0.5.1": false, "0.6.0": true, "0.7.4": true, "0.8.0": true, "0.8.1": true, "0.8.2": false, "0.8.7": false, "0.9.0": false, "1.0": false} {
		e, ok := parseExtension(v)
		if !ok || e.parallelUnsafe() != unsafe {
			t.Errorf("%s: %v %v, parallel builds unsafe %v, want %v", v, e, ok, e.parallelUnsafe(), unsafe)
		}
	}
	for _, v := range []string{"", "x", "1", "0.8.x"} {
		if e, ok := parseExtension(v); ok {
			t.Errorf("%q read as %v", v, e)
		}
	}
}

// TestDoctorFinds damages a store in all ways that a deep look knows.
func TestDoctorFinds(t *testing.T) {
	for _, tt := range []struct{ code, sql string }{
		{"", `SELECT 1`},
		{"orphans_chunk", `UPDATE chunk SET document = 'x' WHERE id = 1`},
		{"orphans_relation", `INSERT INTO relation VALUES ('x', 1, 'x', '{}')`},
		{"orphans_embedding", `UPDATE embedding SET chunk = 99 WHERE chunk = 1`},
		{"orphans_page", `INSERT INTO page VALUES (99::bigint << 32, '\x00')`},
		{"chunks_miscounted", `UPDATE document SET info = jsonb_set(info::jsonb, '{chunks}', '7') WHERE id = 'a'`},
		{"index_count", `DELETE FROM chunk WHERE id = 1`},
		{"index_unknown", `DELETE FROM chunk WHERE id = 1`},
		{"index_missing", `INSERT INTO chunk SELECT document, 77, path, record FROM chunk WHERE id = 1`},
		{"index_different", `UPDATE chunk SET record = (SELECT record FROM chunk WHERE id = 2) WHERE id = 1`},
		{"index_damaged", `UPDATE page SET data = '\x00112233445566'`},
		{"vectors_misshapen", `UPDATE embedding SET vector = '[1,2,3]' WHERE chunk = 1`},
		{"index_invalid", `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'document_key'::regclass`},
		{"vectors_missing", `DELETE FROM embedding WHERE chunk = 1`},
		{"model_unused", `DELETE FROM embedding`},
		{"schema_version", `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`},
		{"merge_abandoned", `INSERT INTO segment (id, touched, header) VALUES (88, now() - interval '1 day', '')`},
		{"hnsw_missing", `INSERT INTO embedding SELECT 'a', g, 1, '[1,2]' FROM generate_series(100, 160) g`},
		{"hnsw_invalid", `CREATE INDEX embedding_hnsw_1 ON embedding USING hnsw ((vector::halfvec(2)) halfvec_cosine_ops) WHERE model = 1;
			UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'embedding_hnsw_1'::regclass`},
	} {
		t.Run(tt.code, func(t *testing.T) {
			url, name := postgrestest.Schema(t)
			s := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true, IndexFrom: 50, VectorBytes: -1})
			commit(t, s, entry("a", "thừa kế"), entry("b", "khác hẳn"))
			for sql := range strings.SplitSeq(tt.sql, ";") {
				run(t, s, sql)
			}
			findings, err := s.Doctor(context.Background(), true)
			if err != nil {
				t.Fatal(err)
			}
			seen := false
			for _, f := range findings {
				seen = seen || f.Code == tt.code
				// The server itself may be one for tests, and of an old pgvector.
				if tt.code == "" && f.Severity == retrieval.SeverityProblem {
					t.Errorf("a sound store: %s: %s", f.Code, f.Message)
				}
				if f.Severity != retrieval.SeverityNote && f.Action == "" {
					t.Errorf("%s does not say what to do", f.Code)
				}
			}
			if tt.code != "" && !seen {
				t.Errorf("not found; findings: %v", findings)
			}
		})
	}
}

// TestVectorIndex makes an index for a model, uses it, and makes it anew when a
// build was interrupted.
func TestVectorIndex(t *testing.T) {
	const chunks, dimension = 3000, 16
	ctx := context.Background()
	url, name := postgrestest.Schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true, IndexFrom: 1000, VectorBytes: -1})
	r := rand.New(rand.NewPCG(1, 1))
	for d := range 10 {
		e := corpus.Entry{Document: &corpus.Document{ID: fmt.Sprint("doc-", d)}}
		v := corpus.Embedded{Model: "m"}
		for i := range chunks / 10 {
			x := make([]float32, dimension)
			for j := range x {
				x[j] = float32(r.NormFloat64())
			}
			v.Vectors = append(v.Vectors, x)
			e.Chunks = append(e.Chunks, corpus.Chunk{Path: fmt.Sprint("d", i)})
		}
		e.Vectors = []corpus.Embedded{v}
		commit(t, s, e)
	}
	state := func() (valid *bool) {
		t.Helper()
		models, err := s.modelsOf(ctx)
		if err != nil || len(models) != 1 {
			t.Fatal(models, err)
		}
		return models[0].index
	}
	if state() != nil {
		t.Fatal("there is an index before it was made")
	}
	if err := s.Optimize(ctx); err != nil {
		t.Fatal(err)
	}
	if valid := state(); valid == nil || !*valid {
		t.Fatal("no index was made")
	}
	rows, err := s.pool.Query(ctx, `EXPLAIN SELECT chunk FROM embedding WHERE model = 1
		ORDER BY vector::halfvec(16) <=> (SELECT vector::halfvec(16) FROM embedding LIMIT 1) LIMIT 20`)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || !strings.Contains(strings.Join(plan, "\n"), hnswIndex(1)) {
		t.Errorf("the index is not used: %v\n%s", err, strings.Join(plan, "\n"))
	}
	run(t, s, `UPDATE pg_index SET indisvalid = false WHERE indexrelid = $1::regclass`, hnswIndex(1))
	if valid := state(); valid == nil || *valid {
		t.Fatal("the index still counts as valid")
	}
	if err := s.Optimize(ctx); err != nil {
		t.Fatal(err)
	}
	if valid := state(); valid == nil || !*valid {
		t.Fatal("the index was not made anew")
	}
}

// TestOneInstanceMaintains holds the lock that a maintaining instance holds.
func TestOneInstanceMaintains(t *testing.T) {
	ctx := context.Background()
	url, name := postgrestest.Schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true})
	other := open(t, url, Options{Schema: name, NoMaintenance: true})
	commit(t, s, entry("a", "một"))
	commit(t, s, entry("b", "một"))
	err := other.alone(ctx, func() error {
		worked, err := s.step(ctx, true)
		if worked {
			t.Error("two instances maintain at once")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if worked, err := s.step(ctx, true); err != nil || !worked {
		t.Errorf("the lock is not free again: %v, %v", worked, err)
	}
}

// TestStatementTimeout bounds what a reader waits for.
func TestStatementTimeout(t *testing.T) {
	url, name := postgrestest.Schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true, StatementTimeout: 50 * time.Millisecond})
	_, err := query(context.Background(), s, pgx.RowTo[string], `SELECT pg_sleep(5)::text`)
	var e *pgconn.PgError
	if !errors.As(err, &e) || e.Code != "57014" {
		t.Errorf("a slow statement: %v, want it cancelled", err)
	}
}

// TestCommitWaits takes the row that all commits take.
func TestCommitWaits(t *testing.T) {
	ctx := context.Background()
	url, name := postgrestest.Schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true, CommitTimeout: 100 * time.Millisecond})
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, `SELECT generation FROM state FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	// With nothing to number, the commit itself is what waits.
	if err := s.Commit(ctx, corpus.Change{Remove: []string{"a"}}); !errors.Is(err, ErrBusy) {
		t.Errorf("commit while another is in the way: %v, want ErrBusy", err)
	}
	if err := tx.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
	commit(t, s, entry("a", "một"))
	c, err := s.Lexical(ctx, storetest.Query("một"), retrieval.Filter{}, 5)
	if err != nil || len(c) != 2 {
		t.Errorf("%d results, %v", len(c), err)
	}
}

// TestPreparesPassages opens a store whose passages were not made by a program like
// this one: they are made when there is nothing else to do.
func TestPreparesPassages(t *testing.T) {
	url, name := postgrestest.Schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true})
	storetest.Preparing(t, s, prepareBatch+20, func() {
		for _, sql := range []string{`DELETE FROM passage WHERE chunk % 2 = 0`, `UPDATE passage SET format = 0, record = '' WHERE chunk % 3 = 0`} {
			if _, err := s.pool.Exec(context.Background(), sql); err != nil {
				t.Fatal(err)
			}
		}
	})
}
