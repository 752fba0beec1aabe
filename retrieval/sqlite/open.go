// Package sqlite is the embedded store: documents, chunks, postings and vectors
// in one SQLite file in a data folder, without a server and without cgo. A
// [Store] implements corpus.Store and retrieval.Index; the command line and
// eval open it, nothing else imports it.
//
// Several processes may open the same folder. Readers see the last commit;
// commits of different processes wait for each other.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	sqlite "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"trolyluat/corpus"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// FileName is the database's name in the data folder.
const FileName = "trolyluat.db"

// ErrBusy is returned by a commit that waited too long for another process
// that is writing to the same store.
var ErrBusy = fmt.Errorf("sqlite: another process is writing to this store: %w", corpus.ErrBusy)

// Options tunes a store. The zero value is what the command line uses.
type Options struct {
	Logger *slog.Logger
	// BusyTimeout is how long a commit waits for another process's; default 30 s.
	BusyTimeout time.Duration
	// CacheBytes bounds the cache of decoded postings; default 192 MiB.
	CacheBytes int64
	// Params are the weights of the lexical ranking; zero means
	// lexical.DefaultParams.
	Params lexical.Params
	// Durable makes every commit wait for the disk, so that power loss cannot
	// undo it. Without it the last commits may be undone whole; the store stays
	// consistent either way, and a killed process loses nothing.
	Durable bool
	// NoMerge leaves segments as commits wrote them: for tests, and for tools
	// that only look.
	NoMerge bool

	exactLimit int // see exactBytes; tests set it
}

func (o *Options) defaults() {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = 30 * time.Second
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 192 << 20
	}
	if o.exactLimit == 0 {
		o.exactLimit = exactBytes
	}
	if o.Params == (lexical.Params{}) {
		o.Params = lexical.DefaultParams()
	}
}

// Store is an open data folder.
type Store struct {
	dir   string
	path  string
	opt   Options
	log   *slog.Logger
	codec *record.Codec
	write *sql.DB // one connection
	read  *sql.DB

	stmtGeneration *sql.Stmt
	migrated       Migration

	writing sync.Mutex // one transaction at a time in this process
	merging sync.Mutex // one merge

	index indexState

	historyOnce sync.Mutex // guards history
	history     *conversations
}

// Open opens the store in dir, making folder and file when they are not there,
// and brings an older store up to date after copying it beside itself. A store
// written by a newer program is refused with *NewerError.
func Open(ctx context.Context, dir string, opt Options) (*Store, error) {
	opt.defaults()
	dir, err := filepath.Abs(dir) // the file goes to SQLite as a URI, which has no relative form
	if err != nil {
		return nil, fmt.Errorf("sqlite: data folder %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("sqlite: make data folder: %w", err)
	}
	codec, err := record.NewCodec()
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, path: filepath.Join(dir, FileName), opt: opt, log: opt.Logger, codec: codec}
	if err := s.open(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	// One process at a time makes or migrates the file; the others wait here.
	unlock, err := s.lockMigration(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	// While the last process that had the file open closes it, SQLite answers
	// "busy" at once, whatever the timeout.
	for start := time.Now(); ; {
		err := s.connect(ctx)
		if !errors.Is(err, ErrBusy) || time.Since(start) > s.opt.BusyTimeout || ctx.Err() != nil {
			return err
		}
		_ = s.disconnect()
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *Store) connect(ctx context.Context) error {
	synchronous := "NORMAL"
	if s.opt.Durable {
		synchronous = "FULL"
	}
	var err error
	if s.write, err = sql.Open("sqlite", s.dsn(synchronous, false)); err != nil {
		return fmt.Errorf("sqlite: open %s: %w", s.path, err)
	}
	s.write.SetMaxOpenConns(1)
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", s.dsn(synchronous, true)); err != nil {
		return fmt.Errorf("sqlite: open %s for reading: %w", s.path, err)
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	if s.stmtGeneration, err = s.read.PrepareContext(ctx, `SELECT generation FROM state`); err != nil {
		return fmt.Errorf("sqlite: read %s: %w", s.path, classify(err))
	}
	return s.openIndex(ctx)
}

// disconnect undoes connect.
func (s *Store) disconnect() error {
	s.closeIndex()
	var errs []error
	if s.stmtGeneration != nil {
		errs = append(errs, s.stmtGeneration.Close())
	}
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// mapBytes is how much of the file readers see through memory mapping, the most that
// SQLite takes: behind it every page is a system call, and the pháp điển alone has
// 415 MB. The pages are the system's file cache, given back when memory is short.
const mapBytes = 1<<31 - 1<<16

func (s *Store) dsn(synchronous string, readOnly bool) string {
	q := url.Values{}
	add := func(pragma string) { q.Add("_pragma", pragma) }
	add(fmt.Sprintf("busy_timeout(%d)", s.opt.BusyTimeout.Milliseconds()))
	add("synchronous(" + synchronous + ")")
	add("foreign_keys(0)") // kept by the code, checked by doctor
	add("cache_size(-16384)")
	add("temp_store(MEMORY)")
	if readOnly {
		add(fmt.Sprintf("mmap_size(%d)", mapBytes))
		q.Set("_query_only", "1")
	} else {
		q.Set("_auto_vacuum", "INCREMENTAL") // of a new file
		add("journal_mode(WAL)")
		add("wal_autocheckpoint(4000)")
		q.Set("_txlock", "immediate")
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(s.path), RawQuery: q.Encode()}).String()
}

// Close ends background work and closes the file.
func (s *Store) Close() error {
	err := s.disconnect()
	s.historyOnce.Lock()
	defer s.historyOnce.Unlock()
	if s.history != nil {
		err = errors.Join(err, s.history.close())
		s.history = nil
	}
	s.codec.Close()
	return err
}

// classify turns SQLite's busy codes into ErrBusy.
func classify(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
			return fmt.Errorf("%w: %w", ErrBusy, err)
		}
	}
	return err
}
