package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
)

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
