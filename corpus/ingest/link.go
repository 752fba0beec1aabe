package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/reference"
)

// link finds the keys of acts that pending documents only name. What the store
// and the change do not know stays named.
func (w *relater) link(ctx context.Context) error {
	var resolver *reference.Resolver
	for _, d := range w.pending {
		if !named(d) {
			continue
		}
		if resolver == nil {
			index, err := reference.NewIndex(ctx, w)
			if err != nil {
				return fmt.Errorf("ingest: names of documents: %w", err)
			}
			resolver = reference.NewResolver(index)
		}
		if err := amend.Link(ctx, d, d.Amendments, resolver); err != nil {
			return fmt.Errorf("ingest: link %s: %w", d.ID, err)
		}
		if err := amend.LinkRelations(ctx, d, d.Relations, resolver); err != nil {
			return fmt.Errorf("ingest: link %s: %w", d.ID, err)
		}
		d.Relations = merged(d.Relations, nil)                                                              // named and numbered may now be one
		d.Relations = slices.DeleteFunc(d.Relations, func(r corpus.Relation) bool { return r.To == d.Key }) // its own name
	}
	return nil
}

// named says whether a document has ties to texts that it names without their
// number.
func named(d *corpus.Document) bool {
	return slices.ContainsFunc(d.Amendments, func(a corpus.Amendment) bool { return a.Target == "" && a.TargetName != "" }) ||
		slices.ContainsFunc(d.Relations, func(r corpus.Relation) bool { return strings.HasPrefix(r.To, amend.NamePrefix) })
}

// waiting takes into the change the stored documents that amend, end or guide a
// text by its name alone and came in before it, so that they are linked now.
func (w *relater) waiting(ctx context.Context) error {
	found := map[string]bool{}
	for _, d := range w.pending {
		if d.Kind.Rank() == 0 {
			continue
		}
		for _, name := range namesOf(d) {
			incoming, err := w.Store.RelationsTo(ctx, amend.NamePrefix+name)
			if err != nil {
				return fmt.Errorf("ingest: texts that name %s: %w", d.Key, err)
			}
			for _, in := range incoming {
				if acts(in.Type) || in.Type == corpus.Guides {
					found[in.Document] = true
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if w.pending[id] != nil || slices.Contains(w.run.pending.Remove, id) {
			continue
		}
		stored, err := w.document(ctx, id)
		if errors.Is(err, corpus.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("ingest: read %s: %w", id, err)
		}
		d := *stored
		d.Relations, d.Amendments = slices.Clone(d.Relations), slices.Clone(d.Amendments)
		w.replace(&d)
	}
	return nil
}

// namesOf are the names by which another text may call a document without its
// number, as relations write them.
func namesOf(d *corpus.Document) []string {
	var names []string
	add := func(name string) {
		if name == "" || slices.Contains(names, name) {
			return
		}
		names = append(names, name)
		if d.Issued != 0 {
			names = append(names, fmt.Sprintf("%s năm %d", name, d.Issued.Year()))
		}
	}
	add(d.Title)
	canonical, _ := reference.Canonical(d.Title)
	add(canonical)
	if subject, ok := strings.CutPrefix(d.Title, d.Kind.Name()+" "); ok && subject != "" {
		first, size := utf8.DecodeRuneInString(subject)
		add(d.Kind.Name() + " " + string(unicode.ToUpper(first)) + subject[size:])
		add(d.Kind.Name() + " " + string(unicode.ToLower(first)) + subject[size:])
	}
	return names
}

// Documents and Document make the store with the pending documents a source of
// names.
func (w *relater) Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range w.pending {
			if !yield(d.Info(), nil) {
				return
			}
		}
		for info, err := range w.Store.Documents(ctx) {
			if w.pending[info.ID] == nil && !yield(info, err) {
				return
			}
		}
	}
}

// Document gives a pending document, or a stored one.
func (w *relater) Document(ctx context.Context, id string) (*corpus.Document, error) {
	if d := w.pending[id]; d != nil {
		return d, nil
	}
	return w.document(ctx, id)
}
