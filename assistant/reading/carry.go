package reading

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"sync"
)

//go:embed carry.json
var shippedCarry []byte

// carryFeatures are what is known of a question with its passages when it is
// judged whether they carry an answer at all, in the order of the weights.
var carryFeatures = []string{"bias", "words", "pairs", "both", "first_words", "first_pairs", "sentence", "heading", "missing", "missing_rare",
	"sure", "top", "margin", "subjects", "folded", "heading_pairs",
	"carried", "carried_first", "carried_any", "carried_top", "meant", "meant_heading", "everyday",
	"top_odds", "margin_odds"}

// CarryFeatures names the features by which is judged whether passages carry an
// answer.
func CarryFeatures() []string { return carryFeatures }

// Carry are fitted weights for judging whether passages carry an answer, by the
// names of their features.
type Carry map[string]float64

// ReadCarry reads weights as they are stored. It is an error when a feature has
// no weight or a weight no feature.
func ReadCarry(b []byte) (Carry, error) {
	var c Carry
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("reading: weights of carry: %w", err)
	}
	if len(c) != len(carryFeatures) {
		return nil, fmt.Errorf("reading: weights of carry: %d for %d features", len(c), len(carryFeatures))
	}
	for _, n := range carryFeatures {
		if _, ok := c[n]; !ok {
			return nil, fmt.Errorf("reading: weights of carry: none for %q", n)
		}
	}
	return c, nil
}

// carry are the weights in the program. A test reads them.
var carry = sync.OnceValue(func() Carry {
	c, err := ReadCarry(shippedCarry)
	if err != nil {
		return Carry{}
	}
	return c
})

// Shipped are the weights in the program.
func Shipped() Carry { return carry() }

// Bounds of the probability where little of the question stands in the passages,
// by the share of its words and pairs: the search is sure of its best passage where
// a small store has but one to offer.
const (
	strangeWords = 0.25 // with strangePairs
	strangePairs = 0.05
	strangeAt    = 0.10 // the most, under both
	thinWords    = 0.40 // words and pairs added
	thinAt       = 0.49 // the most, under thinWords
)

// Carries is the probability that the passages carry an answer to the question,
// by the weights that ship.
func (r *Reading) Carries() float64 { return carry().Of(r.CarryFeatures()) }

// Of is the probability by these weights.
func (c Carry) Of(features []float64) float64 {
	s := 0.0
	for i, x := range features {
		s += c[carryFeatures[i]] * x
	}
	p := 1 / (1 + math.Exp(-s))
	switch words, pairs := max(features[carryWords], features[carryCarried]), features[carryPairs]; {
	case words < strangeWords && pairs < strangePairs:
		return min(p, strangeAt)
	case words+pairs < thinWords:
		return min(p, thinAt)
	}
	return p
}

// Places of features in carryFeatures.
const (
	carryWords   = 1
	carryPairs   = 2
	carryCarried = 16
)

// CarryFeatures are the features of the question with its passages.
func (r *Reading) CarryFeatures() []float64 {
	w := r.Words
	var words, pairs, both, heading, headingPairs, top, next, firstWords, firstPairs float64
	found := map[string]bool{}
	for i := range r.passages {
		p := &r.passages[i]
		single, paired := w.Coverage(p.Text, p.Heading, p.Above)
		if i == 0 {
			firstWords, firstPairs = single, paired
		}
		words, pairs, both = max(words, single), max(pairs, paired), max(both, single*paired)
		inHeading, pairsInHeading := w.Coverage(p.Heading)
		heading, headingPairs = max(heading, inHeading), max(headingPairs, pairsInHeading)
		switch prob := min(max(p.Prob, 0), 1); {
		case prob > top:
			top, next = prob, top
		case prob > next:
			next = prob
		}
		for _, text := range []string{p.Text, p.Heading, p.Above} {
			for _, t := range w.tokens(text) {
				found[t.text] = true
			}
		}
	}
	sentence := 0.0
	for _, s := range r.Each() {
		sentence = max(sentence, s.Share)
	}
	missing, rarest, most := 0.0, 0.0, 0.0
	for _, t := range ordered(w.weights) {
		weight := w.weights[t]
		most = max(most, weight)
		if !found[t] {
			missing += weight
			rarest = max(rarest, weight)
		}
	}
	if w.total > 0 {
		missing /= w.total
	}
	if most > 0 {
		rarest /= most
	}
	c := r.carried()
	folded := 0.0
	if w.folded {
		folded = 1
	}
	return []float64{1, words, pairs, both, firstWords, firstPairs, sentence, heading, missing, rarest, r.Sure(), top, top - next,
		math.Log1p(float64(w.Subjects())), folded, headingPairs,
		c.best, c.first, c.any, c.best * top, c.meant, c.headed, c.everyday,
		logOdds(top), logOdds(top - next)}
}

// logOdds are the logarithm of the odds of a probability, bounded and scaled to
// about the size of the other features.
func logOdds(p float64) float64 {
	p = min(max(p, 0.005), 0.995)
	return math.Log(p/(1-p)) / 5
}
