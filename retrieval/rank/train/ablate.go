package train

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/retrieval/rank"
)

// Ablation is the out-of-fold ranking of the whole with one part taken out.
type Ablation struct {
	Part     string
	Rankings [][]string // source ids by question, best first, each once
}

// parts are what [Ablate] takes out, one at a time: features by the beginning
// of their names (the column that tells how far behind the best goes with its
// feature), or what the variant says.
var parts = []struct {
	name     string
	features []string
	variant  variant
}{
	{name: "trees (LambdaMART)", variant: variant{noTrees: true}},
	{name: "linear model", variant: variant{noLinear: true}},
	{name: "query-term weights", variant: variant{noTerms: true}},
	{name: "vectors", features: []string{"vector."}},
	{name: "heading", features: []string{"heading.", "rarest.heading", "local.heading"}},
	{name: "document name and number", features: []string{"name.", "rarest.name", "local.names"}},
	{name: "khoản", features: []string{"unit.", "local.unit"}},
	{name: "rarity within the list", features: []string{"local."}},
	{name: "distance to the best", features: []string{".behind"}},
	{name: "definitions, housekeeping, fines", features: []string{"definitions", "housekeeping", "fine."}},
	{name: "others of the document", features: []string{"document."}},
}

// Ablate is Train without the model that ships, and what is left without each
// part. Every ranking is out of fold and by the same folds and seeds.
func Ablate(ctx context.Context, o Options) (Report, []Ablation, error) {
	o = o.withDefaults()
	o.EvaluateOnly = true
	r, err := newRun(ctx, o)
	if err != nil {
		return Report{}, nil, err
	}
	r.lists = map[int][]*List{}
	if err := r.fit(ctx); err != nil {
		return Report{}, nil, err
	}
	var out []Ablation
	for i, p := range parts {
		o.Progress("ablation", i, len(parts))
		v := p.variant
		v.skip = columns(p.features)
		_, ranked, err := r.heldOut(ctx, v, nil)
		if err != nil {
			return Report{}, nil, fmt.Errorf("train: without %s: %w", p.name, err)
		}
		out = append(out, Ablation{p.name, ranked})
	}
	return r.report(), out, nil
}

// columns are the features whose names begin with one of the prefixes; one that
// begins with a point is a suffix. It is nil for none.
func columns(prefixes []string) []bool {
	if len(prefixes) == 0 {
		return nil
	}
	skip := make([]bool, len(rank.FeatureNames))
	for i, name := range rank.FeatureNames {
		for _, p := range prefixes {
			if strings.HasPrefix(p, ".") && strings.HasSuffix(name, p) || strings.HasPrefix(name, p) {
				skip[i] = true
			}
		}
	}
	return skip
}
