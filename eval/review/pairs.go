package review

import (
	"context"
	"slices"

	"trolyluat/assistant/review"
	"trolyluat/retrieval"
)

// pairScores are the scores of pairs that conflict and of pairs that do not.
type pairScores struct{ conflict, fitting []float64 }

// add scores a draft's passages with planted faults of content, and those of the
// twin, against the provision that they were made from.
func (p *pairScores) add(ctx context.Context, ix retrieval.Index, d *Draft, textOf func(document, unit string) string) error {
	for i := range d.Faults {
		f := &d.Faults[i]
		if f.Clean == "" || !slices.ContainsFunc(contentOperators, func(o operator) bool { return o.name == f.Operator && o.typ != "overlap" && o.typ != "term_redefined" }) {
			continue
		}
		law := textOf(f.Document, f.Unit)
		if law == "" {
			continue
		}
		bad, err := review.Pair(ctx, ix, f.Quote, law)
		if err != nil {
			return err
		}
		good, err := review.Pair(ctx, ix, f.Clean, law)
		if err != nil {
			return err
		}
		p.conflict = append(p.conflict, bad.Score)
		p.fitting = append(p.fitting, good.Score)
	}
	return nil
}

// auc is the chance that a conflict scores above a fitting pair, ties counted half
// (Mann and Whitney, 1947).
func auc(positive, negative []float64) float64 {
	if len(positive) == 0 || len(negative) == 0 {
		return 0
	}
	wins := 0.0
	for _, a := range positive {
		for _, b := range negative {
			switch {
			case a > b:
				wins++
			case a == b:
				wins += 0.5
			}
		}
	}
	return wins / float64(len(positive)*len(negative))
}
