package reading

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed weights.json
var shippedWeights []byte

// Weights are the fitted weights of a reader, parallel to the features.
type Weights struct{ Mark, Phrase, Claim, Choice []float64 }

// MarkFeatures names the features of a sentence; PhraseFeatures, ClaimFeatures
// and ChoiceFeatures those of a phrase, a claim and a choice.
func MarkFeatures() []string { return markFeatures }

// PhraseFeatures names the features of a phrase.
func PhraseFeatures() []string { return phraseFeatures }

// ClaimFeatures names the features of a claim.
func ClaimFeatures() []string { return claimFeatures }

// ChoiceFeatures names the features of a choice.
func ChoiceFeatures() []string { return choiceFeatures }

// stored is the form of the weights in a file: by the names of the features.
type stored struct {
	Mark   map[string]float64 `json:"mark"`
	Phrase map[string]float64 `json:"phrase"`
	Claim  map[string]float64 `json:"claim"`
	Choice map[string]float64 `json:"choice"`
}

// MarshalJSON writes the weights by the names of their features.
func (w Weights) MarshalJSON() ([]byte, error) {
	named := func(names []string, v []float64) map[string]float64 {
		m := map[string]float64{}
		for i, n := range names {
			if i < len(v) {
				m[n] = v[i]
			}
		}
		return m
	}
	return json.Marshal(stored{named(markFeatures, w.Mark), named(phraseFeatures, w.Phrase), named(claimFeatures, w.Claim), named(choiceFeatures, w.Choice)})
}

// UnmarshalJSON reads what MarshalJSON wrote. It is an error when a feature has
// no weight or a weight no feature: code and file are then of different days.
func (w *Weights) UnmarshalJSON(b []byte) error {
	var s stored
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("reading: weights: %w", err)
	}
	for _, part := range []struct {
		name  string
		names []string
		from  map[string]float64
		to    *[]float64
	}{{"mark", markFeatures, s.Mark, &w.Mark}, {"phrase", phraseFeatures, s.Phrase, &w.Phrase},
		{"claim", claimFeatures, s.Claim, &w.Claim}, {"choice", choiceFeatures, s.Choice, &w.Choice}} {
		if len(part.from) != len(part.names) {
			return fmt.Errorf("reading: weights of %q: %d for %d features", part.name, len(part.from), len(part.names))
		}
		*part.to = make([]float64, len(part.names))
		for i, n := range part.names {
			v, ok := part.from[n]
			if !ok {
				return fmt.Errorf("reading: weights of %q: none for %q", part.name, n)
			}
			(*part.to)[i] = v
		}
	}
	return nil
}

// shipped are the weights in the program. A test reads them, so that they cannot
// fail for a reader; weights that could not be read would mark nothing.
var shipped = sync.OnceValue(func() Weights {
	var w Weights
	if err := json.Unmarshal(shippedWeights, &w); err != nil {
		return Weights{}
	}
	return w
})
