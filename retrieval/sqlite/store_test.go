package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"trolyluat/corpus"
	"trolyluat/retrieval"
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

func found(t testing.TB, s *Store, text string) int {
	t.Helper()
	c, err := s.Lexical(context.Background(), storetest.Query(text), retrieval.Filter{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	return len(c)
}

// raw opens the file beside the store.
func raw(t testing.TB, dir string) *sql.DB {
	t.Helper()
	u := url.URL{Scheme: "file", Path: filepath.Join(dir, FileName), RawQuery: "_pragma=busy_timeout(5000)&_txlock=immediate"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t testing.TB, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestMigratesAfterACopy(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := &Store{dir: dir, path: filepath.Join(dir, FileName)}
	db := raw(t, dir)
	s.write = db
	p, err := s.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(ctx, 1); err != nil {
		t.Fatal(err)
	}
	exec(t, db, `INSERT INTO document (id, key, ordinal, put, source_uri, source_hash, info, body) VALUES ('a', 'a', 1, 1, '', '', '{"id":"a"}', x'')`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	store := open(t, dir, Options{})
	v, err := store.Version(ctx)
	known, err2 := store.known()
	if err := errors.Join(err, err2); err != nil || v != known {
		t.Errorf("version %d, want %d: %v", v, known, err)
	}
	if infos, err := store.Infos(ctx, []string{"a"}); err != nil || len(infos) != 1 {
		t.Errorf("the document of the old version: %v, %v", infos, err)
	}
	copied := filepath.Join(dir, FileName+".before-version-2")
	if got, want := store.Migrated(), (Migration{From: 1, To: known, Copy: copied}); got != want {
		t.Errorf("migration %+v, want %+v", got, want)
	}
	old, err := sql.Open("sqlite", copied)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	var id string
	var version int64
	if err := old.QueryRow(`SELECT id, (SELECT max(version_id) FROM goose_db_version) FROM document`).Scan(&id, &version); err != nil || id != "a" || version != 1 {
		t.Errorf("the copy holds %q of version %d: %v", id, version, err)
	}
	if err := store.Migrate(ctx); err != nil {
		t.Errorf("migrating again: %v", err)
	}
}

func TestRefusesANewerStore(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	exec(t, raw(t, dir), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	_, err := Open(context.Background(), dir, Options{})
	var newer *NewerError
	if !errors.As(err, &newer) || newer.Have != 9999 {
		t.Errorf("open: %v, want a NewerError", err)
	}
}

func TestRefusesWhatIsNoStore(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), slices.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(context.Background(), dir, Options{}); err == nil {
		_ = s.Close()
		t.Error("a text file was opened as a store")
	}
	if got, err := os.ReadFile(filepath.Join(dir, FileName)); err != nil || len(got) != 12000 {
		t.Errorf("the file was changed: %d bytes, %v", len(got), err)
	}
}

func TestOpenedTogether(t *testing.T) {
	goose.SetLogger(goose.NopLogger())
	dir := t.TempDir()
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() {
			s, err := Open(context.Background(), dir, Options{})
			if err == nil {
				err = errors.Join(s.Commit(context.Background(), corpus.Change{Put: []corpus.Entry{entry(string(rune('a'+i)), "thừa kế")}}), s.Close())
			}
			errs[i] = err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := found(t, open(t, dir, Options{}), "thừa kế"); n != 12 {
		t.Errorf("%d chunks, want 12", n)
	}
}

func TestBusy(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{BusyTimeout: 50 * time.Millisecond})
	commit(t, s, entry("a", "thừa kế"))
	tx, err := raw(t, dir).Begin() // immediate: takes the write lock
	if err != nil {
		t.Fatal(err)
	}
	err = s.Commit(context.Background(), corpus.Change{Put: []corpus.Entry{entry("b", "thừa kế")}})
	if !errors.Is(err, ErrBusy) {
		t.Errorf("commit while another process writes: %v, want ErrBusy", err)
	}
	if n := found(t, s, "thừa kế"); n != 2 {
		t.Errorf("%d chunks found while another process writes, want 2", n)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	commit(t, s, entry("b", "thừa kế"))
	if n := found(t, s, "thừa kế"); n != 4 {
		t.Errorf("%d chunks, want 4", n)
	}
}

// TestDoctorFinds damages a store in all ways that a deep look knows.
func TestDoctorFinds(t *testing.T) {
	for _, tt := range []struct {
		code string
		sql  string
	}{
		{"", `SELECT 1`},
		{"orphans_chunk", `UPDATE chunk SET document = 99 WHERE id = 1`},
		{"orphans_relation", `INSERT INTO relation VALUES (99, 1, 'x', '{}')`},
		{"orphans_vector", `UPDATE vector SET chunk = 99 WHERE chunk = 1`},
		{"orphans_page", `INSERT INTO page VALUES (99 << 32, x'00')`},
		{"chunks_miscounted", `UPDATE document SET info = json_set(info, '$.chunks', 7) WHERE no = 1`},
		{"index_count", `DELETE FROM chunk WHERE id = 1`},
		{"index_unknown", `DELETE FROM chunk WHERE id = 1`},
		{"index_missing", `INSERT INTO chunk SELECT 77, document, path, record FROM chunk WHERE id = 1`},
		{"index_different", `UPDATE chunk SET record = (SELECT record FROM chunk WHERE id = 2) WHERE id = 1`},
		{"index_different", `UPDATE document SET info = json_set(info, '$.issuer', 'khác') WHERE no = 1`},
		{"index_damaged", `UPDATE page SET data = x'00112233445566'`},
		{"index_damaged", `UPDATE page SET data = substr(data, 1, length(data) - 9)`},
		{"vectors_misshapen", `UPDATE vector SET vector = x'00112233' WHERE chunk = 1`},
		{"vectors_missing", `DELETE FROM vector WHERE chunk = 1`},
		{"model_unused", `DELETE FROM vector`},
		{"schema_version", `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`},
		{"merge_abandoned", `INSERT INTO segment (touched, header) VALUES (1, x'')`},
	} {
		t.Run(tt.code, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, Options{NoMerge: true})
			commit(t, s, entry("a", "thừa kế"), entry("b", "khác hẳn"))
			exec(t, raw(t, dir), tt.sql)
			findings, err := s.Doctor(context.Background(), true)
			if err != nil {
				t.Fatal(err)
			}
			seen := false
			for _, f := range findings {
				seen = seen || f.Code == tt.code
				if tt.code == "" && f.Code != "folder_open" && f.Severity != retrieval.SeverityNote && f.Code != "disk_space" {
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

// TestMergeAbandoned leaves the rows of a merge that was killed and sees them
// go.
func TestMergeAbandoned(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{NoMerge: true})
	db := raw(t, dir)
	commit(t, s, entry("a", "thừa kế"))
	commit(t, s, entry("b", "thừa kế"))
	exec(t, db, `INSERT INTO segment (id, touched, header) VALUES (50, 1, x'')`)
	exec(t, db, `INSERT INTO page VALUES ((50 << 32) + 3, x'00')`)
	if err := s.Optimize(context.Background()); err != nil {
		t.Fatal(err)
	}
	var segments, pages int
	if err := db.QueryRow(`SELECT (SELECT count(*) FROM segment), (SELECT count(*) FROM page WHERE id >> 32 = 50)`).Scan(&segments, &pages); err != nil {
		t.Fatal(err)
	}
	if segments != 1 || pages != 0 {
		t.Errorf("%d segments, %d pages of the abandoned one", segments, pages)
	}
	if n := found(t, s, "thừa kế"); n != 4 {
		t.Errorf("%d chunks, want 4", n)
	}
}

// TestPreparesPassages opens a store whose passages were not made by a program like
// this one: they are made when there is nothing else to do.
func TestPreparesPassages(t *testing.T) {
	s := open(t, t.TempDir(), Options{NoMerge: true})
	storetest.Preparing(t, s, prepareBatch+20, func() {
		exec(t, s.write, `DELETE FROM passage WHERE chunk % 2 = 0`)
		exec(t, s.write, `UPDATE passage SET format = 0, record = x'00' WHERE chunk % 3 = 0`)
	})
}
