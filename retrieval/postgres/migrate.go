package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// VersionError says that the database's schema is not of this program's version.
type VersionError struct{ Have, Want int64 }

func (e *VersionError) Error() string {
	if e.Have > e.Want {
		return fmt.Sprintf("postgres: the schema has version %d, this program knows up to %d: use a newer program", e.Have, e.Want)
	}
	return fmt.Sprintf("postgres: the schema has version %d, this program needs %d: run trolyluat migrate", e.Have, e.Want)
}

// Migrate brings the schema at url to this program's version, one instance at a
// time, and returns the versions before and after. A schema newer than the
// program is refused with *VersionError.
func Migrate(ctx context.Context, url string, opt Options) (from, to int64, err error) {
	opt.defaults()
	err = withMigrations(ctx, url, opt, func(db *sql.DB, p *goose.Provider) error {
		if from, to, err = p.GetVersions(ctx); err != nil {
			return fmt.Errorf("postgres: read schema version: %w", classify(err))
		}
		if from > to {
			return &VersionError{Have: from, Want: to}
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("postgres: migrate schema %s from version %d to %d: %w", opt.Schema, from, to, classify(err))
		}
		return nil
	})
	if err == nil && from != to {
		opt.Logger.Info("schema migrated", "schema", opt.Schema, "from", from, "to", to)
	}
	return from, to, err
}

func withMigrations(ctx context.Context, url string, opt Options, do func(*sql.DB, *goose.Provider) error) error {
	cfg, err := config(url, opt)
	if err != nil {
		return err
	}
	delete(cfg.ConnConfig.RuntimeParams, "statement_timeout") // a migration takes its time
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("postgres: open: %w", classify(err))
	}
	defer pool.Close()
	err = retry(ctx, readRetry, func() error { return pool.Ping(ctx) })
	if err != nil {
		return fmt.Errorf("postgres: connect: %w", err)
	}
	if err := checkExtension(ctx, pool); err != nil {
		return err
	}
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+quote(opt.Schema)); err != nil && !exists(ctx, pool, opt.Schema) {
		return fmt.Errorf("postgres: make schema %s: %w", opt.Schema, classify(err))
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	sub, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return fmt.Errorf("postgres: read migrations: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(lockID("migrate", opt.Schema)),
		lock.WithLockTimeout(1, 600))
	if err != nil {
		return fmt.Errorf("postgres: prepare migration lock: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, sub, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("postgres: read migrations: %w", err)
	}
	return do(db, p)
}

// exists says whether the schema is there, for users that may not make schemas
// and for two instances that made it at the same moment.
func exists(ctx context.Context, pool *pgxpool.Pool, schema string) bool {
	var ok bool
	err := pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)`, schema).Scan(&ok)
	return err == nil && ok
}

// known is the version of this program.
func known() (int64, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(errors.New("postgres: no migrations"), err)
	}
	return goose.NumericComponent(names[len(names)-1])
}

// checkVersion refuses a schema of another version than the program's, and a
// pgvector that is of no use to it.
func checkVersion(ctx context.Context, url string, opt Options) error {
	want, err := known()
	if err != nil {
		return err
	}
	cfg, err := config(url, opt)
	if err != nil {
		return err
	}
	cfg.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("postgres: open: %w", classify(err))
	}
	defer pool.Close()
	var have int64
	err = retry(ctx, readRetry, func() (err error) {
		have, err = version(ctx, pool, opt.Schema)
		return err
	})
	if err != nil {
		return fmt.Errorf("postgres: read schema version: %w", err)
	}
	if have != want {
		return &VersionError{Have: have, Want: want}
	}
	return checkExtension(ctx, pool)
}

// version is 0 where nothing was ever migrated.
func version(ctx context.Context, pool *pgxpool.Pool, schema string) (int64, error) {
	var table bool
	err := pool.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, quote(schema)+".goose_db_version").Scan(&table)
	if err != nil || !table {
		return 0, err
	}
	var v int64
	err = pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&v)
	return v, err
}

// Version returns the schema version of the open store.
func (s *Store) Version(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.opt.StatementTimeout+5*time.Second)
	defer cancel()
	v, err := version(ctx, s.pool, s.opt.Schema)
	if err != nil {
		return 0, fmt.Errorf("postgres: read schema version: %w", classify(err))
	}
	return v, nil
}

// Migrate brings the schema to this program's version. Open has seen to it
// already; it is here so that both stores answer to the same command.
func (s *Store) Migrate(ctx context.Context) error {
	_, _, err := Migrate(ctx, s.pool.Config().ConnString(), s.opt)
	return err
}
