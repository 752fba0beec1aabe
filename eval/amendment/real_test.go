//go:build slow

package amendment

import (
	"path/filepath"
	"testing"

	"trolyluat/corpus/realdata"
)

// TestRealTexts measures on the real acts: about half a minute.
func TestRealTexts(t *testing.T) {
	dir := realdata.Dir(t)
	r, err := Run(t.Context(), Options{Files: filepath.Join(dir, "documents"), Relations: filepath.Join(dir, "phapdien/amendment_relations.jsonl")})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Pairs {
		t.Logf("%s + %v → %s: %d named, %d identical, %d by doing nothing; %d untouched, %d unchanged, %d agree; %d problems",
			p.Base, p.Amending, p.Merged, p.Named, p.Identical, p.DoNothing, p.Untouched, p.Unchanged, p.SourcesAgree, p.Problems)
		for _, d := range p.Differences {
			t.Logf("    %s %s\n        ours   %s\n        theirs %s", d.Path, d.Class, d.Ours, d.Theirs)
		}
	}
	for _, p := range r.Relations {
		if len(p.Missed) > 0 {
			t.Logf("%s → %s: %d of %d, missed %v", p.By, p.Target, p.Found, p.Gold, p.Missed)
		}
	}
	for k, v := range r.Metrics {
		t.Logf("%s = %.4f", k, v)
	}
	for name, least := range map[string]float64{"relations.recall": 0.90, "judged.precision": 0.90, "rebuild.identical": 0.85,
		"rebuild.untouched_unchanged": 1, "rebuild.pairs": 8, "judged.given": 90} {
		if r.Metrics[name] < least {
			t.Errorf("%s = %.4f, want %.2f", name, r.Metrics[name], least)
		}
	}
}
