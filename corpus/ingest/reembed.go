package ingest

import (
	"context"
	"fmt"
	"log/slog"

	"trolyluat/corpus"
)

// Chunks returns all chunks of a document, as the store keeps them.
type Chunks func(ctx context.Context, documentID string) ([]corpus.Chunk, error)

// reembedChunks is how many chunks a commit of Reembed holds at least, unless
// they are the last.
const reembedChunks = 2000

// Reembed gives every chunk of the store vectors of the pipeline's embedders in
// place of those it has: to be called when the embedding model has changed. It
// returns the number of chunks. Texts and versions stay as they are, each commit
// holds whole documents, and a run that breaks off is made good by the next.
// Unlike Run it fails when an embedder does.
func (p *Pipeline) Reembed(ctx context.Context, chunks Chunks, progress func(done int)) (int, error) {
	var ids []string
	for info, err := range p.Store.Documents(ctx) {
		if err != nil {
			return 0, fmt.Errorf("ingest: list documents: %w", err)
		}
		ids = append(ids, info.ID)
	}
	r := &run{Pipeline: p}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	done, pending := 0, 0
	flush := func() error {
		if err := r.embed(ctx); err != nil {
			return err
		}
		if len(r.report.Warnings) > 0 {
			return fmt.Errorf("ingest: the embedder failed after %d chunks", done)
		}
		if err := p.Store.Commit(ctx, r.pending); err != nil {
			return fmt.Errorf("ingest: commit %d documents: %w", len(r.pending.Put), err)
		}
		done += pending
		r.pending, pending = corpus.Change{}, 0
		if progress != nil {
			progress(done)
		}
		return nil
	}
	for _, id := range ids {
		doc, err := p.Store.Document(ctx, id)
		if err != nil {
			return done, fmt.Errorf("ingest: load %s: %w", id, err)
		}
		of, err := chunks(ctx, id)
		if err != nil {
			return done, fmt.Errorf("ingest: load chunks of %s: %w", id, err)
		}
		r.pending.Put = append(r.pending.Put, corpus.Entry{Document: doc, Chunks: of})
		if pending += len(of); pending >= reembedChunks {
			if err := flush(); err != nil {
				return done, err
			}
		}
	}
	if pending > 0 || len(r.pending.Put) > 0 {
		if err := flush(); err != nil {
			return done, err
		}
	}
	return done, nil
}
