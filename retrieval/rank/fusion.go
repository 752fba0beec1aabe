package rank

import (
	"cmp"
	"math"
	"slices"
)

// FusionSize is the number of features of [FusionFeatures].
const FusionSize = 3

// Fusion weighs what the vectors of one embedding model say.
type Fusion [FusionSize]float64

// UsualFusion are the weights for a model that none were fitted for: those of
// the built-in embedder.
var UsualFusion = Fusion{0.3, 0.5, 0}

// Score is what vectors with these features add to a candidate's score.
func (f Fusion) Score(x [FusionSize]float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += f[i] * v
	}
	return sum
}

// FusionFeatures describes each candidate's cosine (NaN when not known) within
// its list, in terms that do not depend on the model's scale: how far it is
// behind the best, in standard deviations; one over its place; whether it is
// among the nearest at all. It is nil when no cosine is known.
func FusionFeatures(cosines []float32) [][FusionSize]float64 {
	var known []float64
	for _, c := range cosines {
		if !math.IsNaN(float64(c)) {
			known = append(known, float64(c))
		}
	}
	if len(known) == 0 {
		return nil
	}
	slices.SortFunc(known, func(a, b float64) int { return cmp.Compare(b, a) })
	mean, deviation := 0.0, 0.0
	for _, c := range known {
		mean += c / float64(len(known))
	}
	for _, c := range known {
		deviation += (c - mean) * (c - mean) / float64(len(known))
	}
	deviation = math.Sqrt(deviation)
	behind := func(c float64) float64 {
		if deviation < 1e-6 {
			return 0
		}
		return max(-8, (c-known[0])/deviation)
	}
	out := make([][FusionSize]float64, len(cosines))
	for i, c := range cosines {
		if math.IsNaN(float64(c)) {
			// not among the nearest: as far away as the last of them
			out[i] = [FusionSize]float64{behind(known[len(known)-1]), 0, 0}
			continue
		}
		place, _ := slices.BinarySearchFunc(known, float64(c), func(a, b float64) int { return cmp.Compare(b, a) })
		out[i] = [FusionSize]float64{behind(float64(c)), 1 / float64(place+1), 1}
	}
	return out
}
