package ingest

import (
	"context"
	"fmt"
	"log/slog"

	"trolyluat/corpus"
)

// Remove takes documents out of the store, named by ID or by key (then every
// source of it goes). What an amending act had changed in other documents is
// undone with it, in the same transaction. It returns the IDs removed and the
// names that matched nothing.
func (p *Pipeline) Remove(ctx context.Context, names []string) (removed, missing []string, err error) {
	removed, missing = []string{}, []string{}
	r := &run{Pipeline: p, claimed: map[string]claim{}}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	for _, name := range names {
		infos, err := p.Store.Lookup(ctx, corpus.KeyOf(name))
		if err != nil {
			return nil, nil, fmt.Errorf("ingest: look up %s: %w", name, err)
		}
		found := false
		for _, info := range infos {
			if info.ID == name || info.Key == name {
				removed = append(removed, info.ID)
				found = true
			}
		}
		if !found {
			missing = append(missing, name)
		}
	}
	if len(removed) == 0 {
		return removed, missing, nil
	}
	r.pending.Remove = removed
	if err := r.flush(ctx); err != nil {
		return nil, nil, err
	}
	return removed, missing, nil
}
