package rank

import "math"

// TermWeights tells how much a syllable or pair of a question matters beyond
// its rarity: "quy định như thế nào" says little in any question. A weight is a
// factor on the term's usual weight, 1 for one that nothing is known of.
type TermWeights struct {
	Terms map[string]float32 `json:"terms"` // logarithm of the factor, by term of package lexical
	// Shape is what the look of a term adds to the logarithm: see [TermShape].
	Shape [ShapeSize]float32 `json:"shape"`
}

// ShapeSize is the number of features of [TermShape].
const ShapeSize = 6

// TermShape describes a term by its look and place: whether it is a pair,
// whether it has a digit, its idf, how far into the question it stands (0 to 1)
// and whether it is near the beginning or the end.
func TermShape(term string, pair bool, idf float32, place, length int) [ShapeSize]float32 {
	var x [ShapeSize]float32
	if pair {
		x[0] = 1
	}
	for i := 0; i < len(term); i++ {
		if c := term[i]; c >= '0' && c <= '9' {
			x[1] = 1
		}
	}
	x[2] = idf/5 - 1
	if length > 1 {
		x[3] = float32(place)/float32(length-1) - 0.5
	}
	if place < 3 {
		x[4] = 1
	}
	if place >= length-3 {
		x[5] = 1
	}
	return x
}

// maxFactor bounds a factor and its inverse.
const maxFactor = 4

// Factor is the factor of a term.
func (w *TermWeights) Factor(term string, shape [ShapeSize]float32) float32 {
	sum := w.Terms[term]
	for i, x := range shape {
		sum += w.Shape[i] * x
	}
	limit := float32(math.Log(maxFactor))
	return float32(math.Exp(float64(min(max(sum, -limit), limit))))
}
