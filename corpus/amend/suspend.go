package amend

import (
	"slices"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// suspend marks the versions of a điều over the time of a suspension.
func (b *book) suspend(op *Dated) string {
	a := b.articles[reference.Article(op.Path)]
	if a == nil {
		return "no such article"
	}
	if path, part := SplitPart(op.Path); path != a.path || part != "" {
		return "a part of an article is suspended: its status is kept with the operation"
	}
	iv := op.Effective
	if iv.From == 0 {
		iv.From = op.From
	}
	status := corpus.StatusSuspended
	if op.Op == corpus.OpStandIn {
		status = corpus.StatusStoodIn
	}
	all := append(slices.Clone(a.done), a.version())
	var out []corpus.Version
	for _, v := range all {
		out = append(out, overlay(v, iv, status, op)...)
	}
	a.changed = true
	a.done = out[:len(out)-1]
	// the running version may itself have been cut: keep its last part running
	last := out[len(out)-1]
	a.since, a.text, a.gone = last.From, last.Text, last.Repealed
	if last.Status != "" {
		a.done = out
		a.since = iv.To
		if iv.To == 0 {
			a.done = out[:len(out)-1]
			a.since = last.From
		}
	}
	return ""
}

// overlay cuts a version at the bounds of iv and marks what lies within.
func overlay(v corpus.Version, iv corpus.Interval, status corpus.Status, op *Dated) []corpus.Version {
	from, to := max(v.From, iv.From), v.To
	if iv.To != 0 && (to == 0 || iv.To < to) {
		to = iv.To
	}
	if to != 0 && from >= to || v.To != 0 && iv.From >= v.To || iv.To != 0 && v.From >= iv.To {
		return []corpus.Version{v}
	}
	var out []corpus.Version
	if v.From < from {
		before := v
		before.To = from
		out = append(out, before)
	}
	mid := v
	mid.From, mid.To, mid.Status, mid.By, mid.ByPath = from, to, status, op.By, op.FromPath
	out = append(out, mid)
	if to != 0 && (v.To == 0 || to < v.To) {
		after := v
		after.From = to
		out = append(out, after)
	}
	return out
}
