package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/retrieval"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/postgres"
	"trolyluat/retrieval/sqlite"
)

// store is what both backends are.
type store interface {
	corpus.Store
	retrieval.Index
	History(ctx context.Context) (history.Store, error)
}

// access says what a command does with the store.
type access int

const (
	read  access = iota // the store must be there
	write               // the store is made when it is not
)

// env is an opened store with what stands on it.
type env struct {
	cfg      Config
	log      *slog.Logger
	store    store
	searcher *retrieval.Searcher
	embedder embed.Embedder // nil without one
	model    llm.Generator  // nil without a model
}

// open reads the configuration and opens the store it names.
func (a *app) open(cmd *cobra.Command, mode access) (*env, error) {
	cfg, err := loadConfig(cmd.Flags(), a.getenv)
	if err != nil {
		return nil, err
	}
	return a.openWith(cmd.Context(), cfg, mode)
}

func (a *app) openWith(ctx context.Context, cfg Config, mode access) (*env, error) {
	e := &env{cfg: cfg, log: a.logger(cfg)}
	if _, err := os.Stat(cfg.Data); mode == read && cfg.DB == "" && errors.Is(err, os.ErrNotExist) {
		return nil, usageError{fmt.Sprintf("chưa có kho dữ liệu ở %s; nạp văn bản trước bằng: trolyluat ingest THƯ-MỤC", cfg.Data)}
	}
	var err error
	if e.store, err = openStore(ctx, cfg, e.log); err != nil {
		return nil, err
	}
	if e.embedder, err = newEmbedder(cfg, e.log); err != nil {
		return nil, errors.Join(err, e.store.Close())
	}
	options := []retrieval.Option{retrieval.WithLogger(e.log), retrieval.WithFolder(modelFolder(cfg)), retrieval.WithEmbedder(e.embedder)}
	fitted, err := ranker(cfg)
	if err != nil {
		return nil, errors.Join(err, e.store.Close())
	}
	if fitted != nil {
		options = append(options, retrieval.WithModel(fitted))
	}
	e.searcher = retrieval.New(e.store, options...)
	if e.model, err = newModel(cfg, e.log); err != nil {
		return nil, errors.Join(err, e.store.Close())
	}
	return e, nil
}

// modelFolder keeps what is derived from a whole store: beside the embedded one,
// in a folder by the database's name for the other.
func modelFolder(cfg Config) string {
	if cfg.DB == "" {
		return filepath.Join(cfg.Data, "models")
	}
	sum := sha256.Sum256([]byte(cfg.DB))
	return filepath.Join(cfg.Data, "models-"+hex.EncodeToString(sum[:6]))
}

// openStore opens the store that the configuration names. See [storeError] for
// its errors.
func openStore(ctx context.Context, cfg Config, log *slog.Logger) (store, error) {
	if cfg.DB != "" {
		s, err := postgres.Open(ctx, cfg.DB, postgres.Options{Logger: log, Migrate: cfg.Migrate})
		if err != nil {
			return nil, storeError{err, storeTrouble(cfg, err)}
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, cfg.Data, sqlite.Options{Logger: log})
	if err != nil {
		return nil, storeError{err, storeTrouble(cfg, err)}
	}
	return s, nil
}

// Close closes the store.
func (e *env) Close() {
	e.searcher.Close()
	if err := e.store.Close(); err != nil {
		e.log.Error("store not closed cleanly", "error", err)
	}
}

// pipeline is the ingestion into the opened store.
func (e *env) pipeline() *ingest.Pipeline {
	reader := pdf.Reader{}
	if program, err := os.Executable(); err == nil {
		reader.Command = []string{program}
	}
	p := &ingest.Pipeline{Store: e.store, Reader: formats.New(reader), Log: e.log}
	if e.embedder != nil {
		p.Embedders = []ingest.Embedder{embed.Passages{Embedder: e.embedder}}
	}
	return p
}

func (e *env) assistant() *assistant.Assistant {
	c := assistant.Config{Searcher: e.searcher, Terms: e.store, Generator: e.model, Log: e.log, Timeout: e.cfg.Timeout,
		LegalAid: e.cfg.LegalAid, Helplines: splitList(e.cfg.Helplines, ";"), Remote: e.cfg.remote(), Entail: e.cfg.Entail, ContextTokens: e.cfg.ModelContext,
		Prices: e.cfg.prices(), Currency: e.cfg.Currency}
	for _, r := range splitList(e.cfg.RemoteRoles, ",") {
		c.RemoteRoles = append(c.RemoteRoles, assistant.Role(r))
	}
	return assistant.New(c)
}
