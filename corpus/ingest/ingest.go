// Package ingest drives files into a store: walk → extract → parse → amend →
// chunk → embed → commit. It is resumable (what is stored unchanged is not done
// again), idempotent by content hash, bounded in memory, and it refuses a bad
// file by name while the rest goes in. The command line and the web's
// administration page call it.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// Embedder turns passages into vectors, one per text, for one model.
type Embedder interface {
	Model() string
	EmbedPassages(ctx context.Context, texts []string) ([][]float32, error)
}

// Reader reads the text of one file of any known format.
type Reader interface {
	Read(ctx context.Context, name string, data []byte) (*extract.Text, error)
}

// Pipeline holds what a run needs. Store and Reader are required.
type Pipeline struct {
	Store  corpus.Store
	Reader Reader
	// Embedders add vectors; a failing one is reported once and left out, the
	// documents go in without its vectors.
	Embedders []Embedder
	Log       *slog.Logger
	// Progress is called from one goroutine after every file and commit.
	Progress func(Progress)
	// Workers is the number of files read at once, default all cores.
	Workers int
	// Limits bound what is read of one input.
	Limits extract.Limits
	// Fictional marks all documents as invented sample law.
	Fictional bool
	// Base and As name files below the folder Base by As and their path in it,
	// for files unpacked to a place that changes.
	Base, As string
	// Fetch gets what is named by an http or https address.
	Fetch Fetcher
	// Format forces the reading of files: "" tells by content, "articles" reads
	// JSON lines of benchmark articles, "judgments" those of benchmark judgments.
	Format string
}

// inFlight bounds the bytes of files that are held in memory at once.
const inFlight = 256 << 20

// Progress is where a run stands.
type Progress struct {
	Files     int   // read or refused so far
	Total     int   // files known so far; grows while folders are walked
	Bytes     int64 // read so far
	Documents int   // committed so far
	Chunks    int   // committed so far
	Current   string
	Elapsed   time.Duration
	Refused   []Refusal // so far; never changed afterwards, only a longer one comes
}

// Outcome is what became of one file or document.
type Outcome string

// The outcomes of the closing table.
const (
	New       Outcome = "new"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Duplicate Outcome = "duplicate" // the same bytes are stored under another name
	Refused   Outcome = "refused"
)

// Refusal is one file that did not go in, with the reason for a reader.
type Refusal struct {
	Name   string `json:"name"`
	Code   string `json:"code"`
	Reason string `json:"reason"` // Vietnamese
	Detail string `json:"detail,omitempty"`

	archive string // the archive that the file stood in, "" for a file by itself
}

// Report is the closing table of a run.
type Report struct {
	Read      int            `json:"read"` // files read
	New       int            `json:"new"`  // documents
	Changed   int            `json:"changed"`
	Unchanged int            `json:"unchanged"`
	Duplicate int            `json:"duplicate"`
	Refused   []Refusal      `json:"refused"`
	Kinds     map[string]int `json:"kinds"` // new and changed documents by kind
	Articles  int            `json:"articles"`
	Chunks    int            `json:"chunks"`
	Bytes     int64          `json:"bytes"`
	Seconds   float64        `json:"seconds"`
	Warnings  []string       `json:"warnings,omitempty"` // Vietnamese
}

// Run ingests files, folders and archives. It returns the report with an error
// when the run broke off: what was committed stays, whole documents only.
func (p *Pipeline) Run(ctx context.Context, inputs []string) (Report, error) {
	start := time.Now()
	run := &run{Pipeline: p, maxFile: p.Limits.MaxBytes, start: start, flushed: start, claimed: map[string]claim{}}
	if run.maxFile <= 0 {
		run.maxFile = extract.DefaultMaxBytes
	}
	run.report.Kinds = map[string]int{}
	run.report.Refused = []Refusal{}
	if run.Log == nil {
		run.Log = slog.New(slog.DiscardHandler)
	}
	workers := p.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	run.memory = semaphore.NewWeighted(inFlight)
	run.slots = make(chan chan result, 4*workers)
	run.jobs = make(chan job)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(run.jobs)
		defer close(run.slots)
		return run.walk(ctx, inputs)
	})
	for range workers {
		group.Go(func() error {
			for j := range run.jobs {
				j.slot <- run.read(ctx, j.item)
			}
			return nil
		})
	}
	group.Go(func() error { return run.commitAll(ctx) })
	err := group.Wait()
	run.report.Seconds = time.Since(start).Seconds()
	if err != nil && errors.Is(err, context.Canceled) {
		err = fmt.Errorf("ingest: interrupted: %w", err)
	}
	return run.report, err
}
