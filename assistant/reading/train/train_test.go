package train

import (
	"math/rand/v2"
	"testing"
)

// TestFitFindsTheFeatureThatTells fits groups in which one feature tells the good
// row and another is noise.
func TestFitFindsTheFeatureThatTells(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var groups []Group
	for range 200 {
		good := r.IntN(4)
		g := Group{Gain: make([]float64, 4)}
		g.Gain[good] = 1
		for i := range 4 {
			tells := r.Float64()
			if i == good {
				tells += 0.8
			}
			g.Rows = append(g.Rows, []float64{tells, r.Float64()})
		}
		groups = append(groups, g)
	}
	w := Fit(groups, 2, Options{})
	if w[0] < 2 || w[1] > w[0]/4 || w[1] < -w[0]/4 {
		t.Errorf("weights %v", w)
	}
	again := Fit(groups, 2, Options{})
	if w[0] != again[0] || w[1] != again[1] {
		t.Errorf("another fit gave %v instead of %v", again, w)
	}
	if none := Fit([]Group{{Rows: [][]float64{{1}}, Gain: []float64{0}}}, 1, Options{}); none[0] != 0 {
		t.Errorf("a group without a gain taught %v", none)
	}
}
