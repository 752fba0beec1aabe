package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
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

// forever is a day after every end, so that all ends count.
const forever = corpus.Date(99991231)

// end sets the end of a text from the acts that replace or repeal it whole, and
// from the end of the texts that it guides (Luật 64/2025/QH15 Điều 57, see
// amend.StatusOf).
func end(d *corpus.Document, actors []*corpus.Document, parents []amend.Parent) {
	if d.EndedBy != "" {
		d.Effective.To, d.EndedBy, d.EndInferred, d.EndReason = 0, "", false, ""
	}
	var incoming []corpus.IncomingRelation
	for _, act := range actors {
		for _, rel := range act.Relations {
			if rel.To == d.Key && rel.From > d.Effective.From {
				incoming = append(incoming, corpus.IncomingRelation{Document: act.ID, Relation: rel})
			}
		}
	}
	effect := amend.StatusOf(amend.StatusInput{Effective: d.Effective, Incoming: incoming, Parents: parents}, forever)
	if effect.Interval.To != d.Effective.To {
		d.Effective.To, d.EndedBy, d.EndInferred, d.EndReason = effect.Interval.To, effect.By, effect.Inferred, effect.Reason
	}
}

// clip lets no version outlive its document; unclipped takes that back where the
// end was derived.
func clip(d *corpus.Document) {
	for i := range d.Versions {
		if v := &d.Versions[i]; d.Effective.To != 0 && (v.To == 0 || v.To > d.Effective.To) {
			v.To = d.Effective.To
		}
	}
}

func unclipped(d *corpus.Document) []corpus.Version {
	versions := slices.Clone(d.Versions)
	for i := range versions {
		if v := &versions[i]; d.EndedBy != "" && v.To == d.Effective.To {
			v.To = 0
		}
	}
	return versions
}

// amend gives the changed điều of a statute their versions. The pháp điển and
// consolidations hold the text as already amended; nothing is worked into them.
func (w *relater) amend(d *corpus.Document, actors []*corpus.Document) {
	if d.Source.Tag == "phapdien" || d.Kind == corpus.KindConsolidated {
		return
	}
	var ops []amend.Dated
	for _, act := range actors {
		var own []corpus.Amendment
		for _, a := range act.Amendments {
			if a.Target == d.Key && a.Problem == "" {
				own = append(own, a)
			}
		}
		ops = append(ops, amend.Date(act, own)...)
	}
	issued := asIssued(d)
	d.Warnings = slices.DeleteFunc(slices.Clone(d.Warnings), notApplied)
	if len(ops) == 0 {
		d.Versions = issued
		return
	}
	versions, problems := amend.Apply(d, ops)
	changed := map[string]bool{}
	for _, v := range versions {
		changed[v.Path] = true
	}
	d.Versions = versions
	for _, v := range issued {
		if !changed[v.Path] {
			d.Versions = append(d.Versions, v)
		}
	}
	left := map[string]int{}
	for _, p := range problems {
		w.Log.Info("amendment not applied", "document", d.ID, "path", p.Path, "by", p.By, "from", p.FromPath, "problem", p.Problem)
		warning := fmt.Sprintf("%s: %s %s → %s: %s", warnNotApplied, p.By, p.FromPath, p.Path, p.Problem)
		if left[p.By]++; slices.Contains(d.Warnings, warning) {
			left[p.By]-- // another phrase of the same list
		} else if left[p.By] <= notAppliedMax {
			d.Warnings = append(d.Warnings, warning)
		}
	}
	for _, by := range slices.Sorted(maps.Keys(left)) {
		if n := left[by] - notAppliedMax; n > 0 {
			d.Warnings = append(d.Warnings, fmt.Sprintf("%s: %s and %d more", warnNotApplied, by, n))
		}
	}
}

// notAppliedMax bounds the warnings about one act: a copy that carries its
// amendments already refuses most of them.
const notAppliedMax = 8

// warnNotApplied begins the warnings of a text into which an instruction could
// not be worked: act and place of the instruction, unit, problem. They go when
// the act goes.
const warnNotApplied = "amendment_not_applied"

func notApplied(warning string) bool { return strings.HasPrefix(warning, warnNotApplied+":") }

// asIssued are the versions that the text itself tells (staged effect), without
// what other acts made of them.
func asIssued(d *corpus.Document) []corpus.Version {
	var out []corpus.Version
	changed := map[string]bool{}
	for _, v := range d.Versions {
		changed[v.Path] = changed[v.Path] || v.By != ""
	}
	for _, v := range d.Versions {
		if v.By != "" {
			continue
		}
		if changed[v.Path] {
			if v.From == d.Effective.From {
				continue // stood so only because it was amended later
			}
			v.To = 0
		}
		out = append(out, v)
	}
	return out
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
