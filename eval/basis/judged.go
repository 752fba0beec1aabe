package basis

import (
	"context"
	"fmt"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// judged is the judgments and án lệ of the store, as the judge's desk would hear
// them.
type judged struct {
	cases *similar.Collection
	by    map[string]like
}

func readJudged(ctx context.Context, source basis.Source, all []*sample) (*judged, error) {
	fold := map[string]int{}
	for _, s := range all {
		fold[s.ID] = s.fold
	}
	index, err := reference.NewIndex(ctx, source)
	if err != nil {
		return nil, fmt.Errorf("eval: index names: %w", err)
	}
	resolver := reference.NewResolver(index)
	out := &judged{cases: similar.NewCollection(), by: map[string]like{}}
	for info, err := range source.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("eval: list documents: %w", err)
		}
		if info.Kind != corpus.KindJudgment && info.Kind != corpus.KindPrecedent {
			continue
		}
		d, err := source.Document(ctx, info.ID)
		if err != nil {
			return nil, fmt.Errorf("eval: load %s: %w", info.ID, err)
		}
		l := like{name: d.Source.Name, fold: none}
		if f, ok := fold[l.name]; ok {
			l.fold = f
		}
		l.Document = info
		if l.Cited, err = cases.CitedBy(ctx, resolver, d); err != nil {
			return nil, err
		}
		p, err := similar.NewProfile(cases.CaseOf(d))
		if err != nil {
			return nil, err
		}
		out.cases.Add(info.ID, p)
		out.by[info.ID] = l
	}
	return out, nil
}

// of ranks them for a situation, the likest first.
func (j *judged) of(sit basis.Situation) ([]like, error) {
	p, err := similar.NewProfile(similar.Case{Facts: sit.Facts, Claims: sit.Claims})
	if err != nil {
		return nil, err
	}
	var out []like
	for _, m := range j.cases.Rank(p) {
		l := j.by[m.ID]
		l.Score = m.Score
		out = append(out, l)
	}
	return out, nil
}
