package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// NewerError says that a store was written by a newer program than this one.
type NewerError struct {
	Path        string
	Have, Known int64
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("sqlite: %s has schema version %d, this program knows up to %d: use a newer program", e.Path, e.Have, e.Known)
}

func (s *Store) provider() (*goose.Provider, error) {
	return provider(s.write, migrationFiles, "migrations")
}

func provider(db *sql.DB, files embed.FS, dir string) (*goose.Provider, error) {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read migrations: %w", err)
	}
	return p, nil
}

// Version returns the schema version of the open store.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var v sql.NullInt64
	err := s.read.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&v)
	if err != nil {
		return 0, fmt.Errorf("sqlite: read schema version: %w", err)
	}
	return v.Int64, nil
}

// Migrate brings the store to this program's version. Open has done so already;
// it is here so that both stores answer to the same command.
func (s *Store) Migrate(ctx context.Context) error {
	unlock, err := s.lockMigration(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return s.migrate(ctx)
}

// Migration is what opening a store did to its schema.
type Migration struct {
	From, To int64  // versions; equal where there was nothing to do, From is 0 for a new store
	Copy     string // the file that holds the store as it was before; "" where there was nothing to keep
}

// Migrated returns what [Open] did to the schema.
func (s *Store) Migrated() Migration { return s.migrated }

// migrate applies what is missing. A store that already holds something is
// copied first.
func (s *Store) migrate(ctx context.Context) error {
	pending, err := s.pending(ctx)
	if err != nil || !pending {
		return err
	}
	p, err := s.provider()
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("sqlite: read schema version of %s: %w", s.path, err)
	}
	s.migrated.From = have
	if have > 0 {
		if s.migrated.Copy, err = s.copyBefore(ctx, have); err != nil {
			return err
		}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("sqlite: migrate %s from version %d to %d: %w", s.path, have, want, classify(err))
	}
	s.migrated.To = want
	s.log.Info("store migrated", "path", s.path, "from", have, "to", want)
	return nil
}

// pending tells whether migrations are missing, and refuses a newer store. It
// takes no lock, so that opening a store while another process writes is quick.
func (s *Store) pending(ctx context.Context) (bool, error) {
	known, err := s.known()
	if err != nil {
		return false, err
	}
	var have sql.NullInt64
	var tables int
	err = s.write.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`).Scan(&tables)
	if err == nil && tables > 0 {
		err = s.write.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&have)
	}
	if err != nil {
		return false, fmt.Errorf("sqlite: %s cannot be read as a store: %w", s.path, classify(err))
	}
	if have.Int64 > known {
		return false, &NewerError{Path: s.path, Have: have.Int64, Known: known}
	}
	if s.migrated.To == 0 {
		s.migrated = Migration{From: have.Int64, To: have.Int64}
	}
	return have.Int64 < known, nil
}

// known is the schema version of this program.
func (s *Store) known() (int64, error) {
	p, err := s.provider()
	if err != nil {
		return 0, err
	}
	sources := p.ListSources()
	return sources[len(sources)-1].Version, nil
}

// lockMigration keeps other processes from migrating at the same time: it holds
// the write lock of a small database beside the store, which the operating
// system frees when the process ends, however it ends.
func (s *Store) lockMigration(ctx context.Context) (unlock func(), err error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(s.dir, "migrate.lock")),
		RawQuery: url.Values{"_txlock": {"exclusive"}, "_pragma": {"busy_timeout(600000)"}}.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("sqlite: open migration lock: %w", err)
	}
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("sqlite: wait for another process that migrates %s: %w", s.path, classify(err))
	}
	return func() {
		_ = tx.Rollback()
		_ = db.Close()
	}, nil
}

// copyBefore writes a compact copy of the store beside it. An unfinished copy
// never carries the final name.
func (s *Store) copyBefore(ctx context.Context, version int64) (copied string, err error) {
	final := fmt.Sprintf("%s.before-version-%d", s.path, version+1)
	part := final + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("sqlite: remove an unfinished copy: %w", err)
	}
	if _, err := s.write.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		_ = os.Remove(part) // a disk that is full must not stay so
		return "", fmt.Errorf("sqlite: copy %s before migrating: %w", s.path, classify(err))
	}
	if err := os.Rename(part, final); err != nil {
		return "", fmt.Errorf("sqlite: copy %s before migrating: %w", s.path, err)
	}
	s.log.Info("store copied before migrating", "copy", final)
	return final, nil
}
