//go:build slow

package citations

import (
	"testing"
)

// All questions, with seeds that nothing was tuned on.
func TestTargetsOnAll(t *testing.T) {
	for _, seed := range []uint64{1, 7, 11} {
		o := options(t)
		o.Seed = seed
		r, err := Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		check(t, r)
		for _, e := range append(r.Misses, r.Alarms...) {
			t.Logf("%s %q %v\n    %s", e.ID, e.Planted, e.Problems, e.Sentence)
		}
	}
}
