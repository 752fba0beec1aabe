package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"trolyluat/assistant/cases/basis"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// CitedBy lists the điều of the store that a judgment applies, as its reasoning
// and ruling name them, or that an án lệ names as its related law; each once.
// What a ruling says of the law of enforcement (Luật Thi hành án dân sự) is the
// notice that closes every civil judgment, no basis of it, and left out.
func CitedBy(ctx context.Context, resolver *reference.Resolver, d *corpus.Document) ([]basis.Unit, error) {
	var out []basis.Unit
	seen := map[basis.Unit]bool{}
	add := func(text string, on corpus.Date, notice bool) error {
		for _, ref := range reference.Find(text) {
			if ref.Document.IsZero() || ref.Document.This {
				continue
			}
			res, err := resolver.Resolve(ctx, ref, reference.Place{On: on})
			if err != nil {
				return fmt.Errorf("cases: resolve what %s cites: %w", d.ID, err)
			}
			if res.Act.ID == "" || notice && strings.Contains(strings.ToLower(res.Act.Title), "thi hành án") {
				continue
			}
			for _, u := range res.Units {
				if u.Path == "" {
					continue
				}
				if one := (basis.Unit{Document: res.Act.ID, Path: reference.Article(u.Path)}); !seen[one] {
					seen[one] = true
					out = append(out, one)
				}
			}
		}
		return nil
	}
	switch {
	case d.Judgment != nil:
		j := d.Judgment
		part := func(s corpus.Span) string { return d.Text[s.Start:s.End] }
		if err := add(part(j.Reasoning), j.Decided, false); err != nil {
			return nil, err
		}
		return out, add(part(j.Ruling), j.Decided, true)
	case d.Precedent != nil:
		return out, add(strings.Join(d.Precedent.RelatedLaw, "\n"), d.Issued, false)
	}
	return out, nil
}

// likes are the judgments of the store that are like a situation, with what they
// apply: what [basis.Suggester.Consult] hears.
func (d *Desk) likes(ctx context.Context, k *known, s Situation) ([]basis.Like, error) {
	mine, all, err := d.compared(ctx, k, s)
	if err != nil {
		return nil, err
	}
	var out []basis.Like
	for _, m := range all.Rank(mine) {
		if len(out) == basis.Nearest || m.Score < leastScore {
			break
		}
		cited, err := d.cited(ctx, k, m.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, basis.Like{Document: k.infos[m.ID], Score: m.Score, Cited: cited})
	}
	return out, nil
}

// cited is CitedBy of a judgment of the store, read once.
func (d *Desk) cited(ctx context.Context, k *known, id string) ([]basis.Unit, error) {
	k.mu.Lock()
	units, ok := k.cited[id]
	k.mu.Unlock()
	if ok {
		return units, nil
	}
	doc, err := d.store.Document(ctx, id)
	if errors.Is(err, corpus.ErrNotFound) {
		return nil, nil // taken out meanwhile
	}
	if err != nil {
		return nil, fmt.Errorf("cases: load %s: %w", id, err)
	}
	if units, err = CitedBy(ctx, k.resolver, doc); err != nil {
		return nil, err
	}
	k.mu.Lock()
	k.cited[id] = units
	k.mu.Unlock()
	return units, nil
}
