package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/draft"
	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
)

// addressed is the score from which an án lệ is like enough to be addressed in a
// judgment.
const addressed = 0.12

// CheckDraft checks the draft of a judgment that corpus/parse has read.
func (d *Desk) CheckDraft(ctx context.Context, doc *corpus.Document) (*draft.Report, error) {
	k, err := d.state(ctx)
	if err != nil {
		return nil, err
	}
	c := draft.Checker{Resolver: k.resolver, Source: d.store, Today: d.today()}
	on := c.Today
	if doc.Judgment != nil && doc.Judgment.Decided != 0 {
		on = doc.Judgment.Decided
	}
	absence, err := k.suggester.Provisions(ctx, basis.IssueAbsence, on)
	if err != nil {
		return nil, err
	}
	for _, a := range absence {
		c.Absence = append(c.Absence, a.Document.Key+"#"+a.Path)
	}
	mine, err := similar.NewProfile(CaseOf(doc))
	if err != nil {
		return nil, err
	}
	for id, info := range k.infos {
		if info.Kind != corpus.KindPrecedent {
			continue
		}
		p := draft.PrecedentState{Number: info.Number, Title: info.Title, AppliesFrom: info.Effective.From}
		full, err := d.store.Document(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("cases: load %s: %w", id, err)
		}
		incoming, err := d.store.RelationsTo(ctx, info.Key)
		if err != nil {
			return nil, fmt.Errorf("cases: what ends %s: %w", info.Key, err)
		}
		var by string
		p.Applies = EffectOn(full, incoming, on, &by) == Applies
		if k.cases != nil && p.Applies {
			if other := k.cases.Profile(id); other != nil {
				p.Like = k.cases.Compare(mine, other).Score() >= addressed
			}
		}
		c.Precedents = append(c.Precedents, p)
	}
	slices.SortFunc(c.Precedents, func(a, b draft.PrecedentState) int { return strings.Compare(a.Number, b.Number) })
	return c.Check(ctx, doc)
}
