// Package postgres is the store in service: documents, chunks, postings and
// vectors in PostgreSQL with pgvector. A [Store] implements corpus.Store and
// retrieval.Index; the command line and eval open it, nothing else imports it.
//
// Any number of instances may work on one database. Commits wait for each other;
// each instance sees the others' within [Options.PollEvery]; one of them at a
// time merges index segments, which is settled by an advisory lock: a connection
// pooler in between must keep sessions, as pgbouncer does in session mode.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvec "github.com/pgvector/pgvector-go/pgx"

	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// Options tunes a store. The zero value is what the command line uses.
type Options struct {
	Logger *slog.Logger
	// Schema holds the tables; default "trolyluat". It is made when migrating.
	Schema string
	// Migrate brings the schema to this program's version on opening. Without it
	// Open refuses another version with *VersionError.
	Migrate bool
	// MaxConns bounds the connections of this instance where the URL does not
	// (pool_max_conns); default 4 a core, at least 8.
	MaxConns int
	// StatementTimeout bounds each statement of a search; default 15 s.
	StatementTimeout time.Duration
	// CommitTimeout bounds how long a commit waits for another instance's, and
	// twice it each of its statements; default 5 min.
	CommitTimeout time.Duration
	// RetryFor is how long a commit is tried again when the connection is lost or
	// another transaction is in the way; default 30 s. Searches are tried again
	// for a second only: a reader waits.
	RetryFor time.Duration
	// PollEvery is how old the state that searches see may be; default 250 ms.
	PollEvery time.Duration
	// CacheBytes bounds the cache of decoded postings; default 256 MiB.
	CacheBytes int64
	// Params are the weights of the lexical ranking; zero means
	// lexical.DefaultParams.
	Params lexical.Params
	// VectorBytes is how much memory of this instance the vectors of a model may
	// take: so few are held and compared there, more are searched by an HNSW index
	// in the database. Default 256 MiB; negative holds none.
	VectorBytes int64
	// IndexFrom is the number of vectors from which on a model that may outgrow
	// VectorBytes gets an HNSW index; fewer are compared one by one. Default 10,000.
	IndexFrom int
	// NoMaintenance starts no background work: for tests, and for tools that
	// only look.
	NoMaintenance bool

	exactRows int // see exactRows; tests set it
}

func (o *Options) defaults() {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	set(&o.Schema, "trolyluat")
	set(&o.MaxConns, max(8, 4*runtime.GOMAXPROCS(0)))
	set(&o.StatementTimeout, 15*time.Second)
	set(&o.CommitTimeout, 5*time.Minute)
	set(&o.RetryFor, 30*time.Second)
	set(&o.PollEvery, 250*time.Millisecond)
	set(&o.CacheBytes, 256<<20)
	set(&o.Params, lexical.DefaultParams())
	set(&o.VectorBytes, 256<<20)
	set(&o.IndexFrom, 10_000)
	set(&o.exactRows, exactRows)
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Store is an open database.
type Store struct {
	opt   Options
	log   *slog.Logger
	codec *record.Codec
	pool  *pgxpool.Pool

	merging sync.Mutex // one merge at a time in this instance
	index   indexState
}

// Open connects to the database at url ("postgres://…"). See [Options.Migrate]
// for what happens when its schema is of another version.
func Open(ctx context.Context, url string, opt Options) (*Store, error) {
	opt.defaults()
	if opt.Migrate {
		if _, _, err := Migrate(ctx, url, opt); err != nil {
			return nil, err
		}
	} else if err := checkVersion(ctx, url, opt); err != nil {
		return nil, err
	}
	codec, err := record.NewCodec()
	if err != nil {
		return nil, err
	}
	s := &Store{opt: opt, log: opt.Logger, codec: codec}
	cfg, err := config(url, opt)
	if err != nil {
		return nil, err
	}
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error { return pgxvec.RegisterTypes(ctx, c) }
	if s.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, fmt.Errorf("postgres: open: %w", classify(err))
	}
	if err := s.openIndex(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// config is the pool's configuration: every connection works in the schema and
// under the statement timeout.
func config(url string, opt Options) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The error of pgx may show the password.
		return nil, errors.New("postgres: the database URL cannot be read")
	}
	if !strings.Contains(url, "pool_max_conns=") { // an operator's word counts more
		cfg.MaxConns = int32(opt.MaxConns)
	}
	cfg.MaxConnIdleTime = 5 * time.Minute
	cfg.PingTimeout = 2 * time.Second
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	p := cfg.ConnConfig.RuntimeParams
	p["search_path"] = quote(opt.Schema) + ", public"
	p["statement_timeout"] = milliseconds(opt.StatementTimeout)
	// A client that hangs in the middle of a commit must not block all others.
	p["idle_in_transaction_session_timeout"] = "60000"
	if p["application_name"] == "" {
		p["application_name"] = "trolyluat"
	}
	return cfg, nil
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func milliseconds(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

// Close ends background work and closes the connections.
func (s *Store) Close() error {
	s.closeIndex()
	if s.pool != nil {
		s.pool.Close()
	}
	s.codec.Close()
	return nil
}
