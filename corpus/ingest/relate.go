package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
)

// relate works out what the documents of the pending change do to others and
// others to them: amended điều get their versions, replaced and repealed texts
// their end. The documents that change thereby join the pending change, so that
// an amending act and what it amends are stored in one transaction. The result
// does not depend on the order in which texts come in, and is undone when the
// amending text is removed.
func (r *run) relate(ctx context.Context) error {
	w := &relater{run: r, pending: map[string]*corpus.Document{}, gone: map[string]bool{}, loaded: map[string]*corpus.Document{}}
	for i := range r.pending.Put {
		d := r.pending.Put[i].Document
		w.pending[d.ID] = d
	}
	if err := w.waiting(ctx); err != nil {
		return err
	}
	if err := w.link(ctx); err != nil {
		return err
	}
	affected, err := w.affected(ctx)
	if err != nil {
		return err
	}
	visits := map[string]int{}
	for len(affected) > 0 {
		key := affected[0]
		affected = affected[1:]
		if visits[key]++; visits[key] > 3 { // texts that guide each other in a ring
			continue
		}
		moved, err := w.derive(ctx, key)
		if err == nil && moved {
			var hanging []string
			hanging, err = w.children(ctx, key)
			affected = append(affected, hanging...)
		}
		if err != nil {
			return fmt.Errorf("ingest: relate %s: %w", key, err)
		}
	}
	return nil
}

// relater is the documents of one flush with those around them.
type relater struct {
	*run
	pending map[string]*corpus.Document // by ID
	gone    map[string]bool             // IDs removed or replaced by the change
	loaded  map[string]*corpus.Document // from the store, by ID
}

// acts says whether a relation changes the text or the effect of its target.
func acts(t corpus.RelationType) bool {
	switch t {
	case corpus.Amends, corpus.Supplements, corpus.Replaces, corpus.Repeals, corpus.Suspends, corpus.StandsInFor, corpus.Corrects:
		return true
	}
	return false
}

// targets are the keys that a document changes.
func targets(d *corpus.Document) []string {
	var keys []string
	for _, a := range d.Amendments {
		if a.Target != "" {
			keys = append(keys, a.Target)
		}
	}
	for _, rel := range d.Relations {
		if acts(rel.Type) {
			keys = append(keys, rel.To)
		}
	}
	return keys
}

// affected lists the keys whose texts may change, in a fixed order.
func (w *relater) affected(ctx context.Context) ([]string, error) {
	keys := map[string]bool{}
	for _, d := range w.pending {
		keys[d.Key] = true
		for _, key := range targets(d) {
			keys[key] = true
		}
	}
	// What a removed or replaced document had changed is to be undone.
	before := slices.Clone(w.run.pending.Remove)
	for id := range w.pending {
		before = append(before, id)
	}
	for _, id := range before {
		old, err := w.Store.Document(ctx, id)
		if errors.Is(err, corpus.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("ingest: read %s: %w", id, err)
		}
		w.gone[id] = true
		for _, key := range targets(old) {
			keys[key] = true
		}
	}
	out := make([]string, 0, len(keys))
	for key := range keys {
		out = append(out, key)
	}
	slices.Sort(out)
	return out, nil
}

// document gives a stored document that the change leaves in place.
func (w *relater) document(ctx context.Context, id string) (*corpus.Document, error) {
	if d, ok := w.loaded[id]; ok {
		return d, nil
	}
	d, err := w.Store.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	w.loaded[id] = d
	return d, nil
}

// sources are the documents of a key as they will stand after the change.
func (w *relater) sources(ctx context.Context, key string) ([]*corpus.Document, error) {
	var out []*corpus.Document
	for _, d := range w.pending {
		if d.Key == key {
			out = append(out, d)
		}
	}
	infos, err := w.Store.Lookup(ctx, key)
	if err != nil {
		return nil, err
	}
	for _, info := range infos {
		if w.gone[info.ID] || w.pending[info.ID] != nil {
			continue
		}
		d, err := w.document(ctx, info.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b *corpus.Document) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// actors are the documents that change key, one source of each. A draft (dự thảo)
// says what it would change and changes nothing.
func (w *relater) actors(ctx context.Context, key string) ([]*corpus.Document, error) {
	var out []*corpus.Document
	for _, d := range w.pending {
		if d.Key != key && slices.Contains(targets(d), key) {
			out = append(out, d)
		}
	}
	incoming, err := w.Store.RelationsTo(ctx, key)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, in := range incoming {
		if !acts(in.Type) || seen[in.Document] || w.gone[in.Document] || w.pending[in.Document] != nil || corpus.KeyOf(in.Document) == key {
			continue
		}
		seen[in.Document] = true
		d, err := w.document(ctx, in.Document)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	out = slices.DeleteFunc(out, func(d *corpus.Document) bool { return d.Kind == corpus.KindDraft })
	slices.SortFunc(out, func(a, b *corpus.Document) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(out, func(a, b *corpus.Document) bool { return a.Key == b.Key }), nil
}

// derive works the acts on a key into every source of it. It tells whether the
// end of a text moved, so that what hangs on it must be looked at too.
func (w *relater) derive(ctx context.Context, key string) (moved bool, err error) {
	bases, err := w.sources(ctx, key)
	if err != nil || len(bases) == 0 {
		return false, err
	}
	actors, err := w.actors(ctx, key)
	if err != nil {
		return false, err
	}
	for _, base := range bases {
		parents, err := w.parents(ctx, base)
		if err != nil {
			return false, err
		}
		if len(actors) == 0 && base.EndedBy == "" && !derived(base) && !slices.ContainsFunc(parents, func(p amend.Parent) bool { return p.Expired != 0 }) {
			continue
		}
		before := base.Effective.To
		base := *base // the store's copy stays as it is until the commit
		base.Versions = unclipped(&base)
		end(&base, actors, parents)
		w.amend(&base, actors)
		clip(&base)
		moved = moved || base.Effective.To != before
		w.replace(&base)
	}
	return moved, nil
}

// parents are the texts that a document guides. One that is not in the store, or
// that is only named and could be anyone's, counts as in force: nothing is
// concluded from it.
func (w *relater) parents(ctx context.Context, d *corpus.Document) ([]amend.Parent, error) {
	var out []amend.Parent
	var names []string // of the parents that are known
	for _, rel := range d.Relations {
		if rel.Type != corpus.Guides || slices.ContainsFunc(out, func(p amend.Parent) bool { return p.Key == rel.To }) {
			continue
		}
		parent := amend.Parent{Key: rel.To}
		sources, err := w.sources(ctx, rel.To)
		if err != nil {
			return nil, err
		}
		if len(sources) > 0 {
			parent.Expired = sources[0].Effective.To
			names = append(names, reference.NameKey(sources[0].Title))
		}
		out = append(out, parent)
	}
	return slices.DeleteFunc(out, func(p amend.Parent) bool { // the same law by its name alone
		name, only := strings.CutPrefix(p.Key, "name:")
		return only && slices.ContainsFunc(names, func(known string) bool { return strings.HasPrefix(known, reference.NameKey(name)) })
	}), nil
}

// children are the keys of the texts that guide a key.
func (w *relater) children(ctx context.Context, key string) ([]string, error) {
	var out []string
	for _, d := range w.pending {
		if slices.ContainsFunc(d.Relations, func(r corpus.Relation) bool { return r.Type == corpus.Guides && r.To == key }) {
			out = append(out, d.Key)
		}
	}
	incoming, err := w.Store.RelationsTo(ctx, key)
	if err != nil {
		return nil, err
	}
	for _, in := range incoming {
		if in.Type == corpus.Guides && !w.gone[in.Document] {
			out = append(out, corpus.KeyOf(in.Document))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// derived says whether a document has versions or warnings that other texts made.
func derived(d *corpus.Document) bool {
	return slices.ContainsFunc(d.Warnings, notApplied) || slices.ContainsFunc(d.Versions, func(v corpus.Version) bool { return v.By != "" })
}

// replace puts a derived document into the pending change.
func (w *relater) replace(d *corpus.Document) {
	entry := corpus.Entry{Document: d, Chunks: parse.Chunks(d)}
	for i := range w.run.pending.Put {
		if w.run.pending.Put[i].Document.ID == d.ID {
			w.run.pending.Put[i] = entry
			w.pending[d.ID] = d
			return
		}
	}
	w.run.pending.Put = append(w.run.pending.Put, entry)
	w.pending[d.ID] = d
}
