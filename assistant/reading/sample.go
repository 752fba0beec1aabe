package reading

import "trolyluat/corpus"

// Sample is a place or claim with its features, for fitting weights.
type Sample struct {
	Passage  int
	Span     corpus.Span // in the passage's text; zero of a claim
	Features []float64
}

// Sentences are the sentences of the passages with their features.
func (r *Reading) Sentences() []Sample {
	out := make([]Sample, len(r.list))
	for i, c := range r.list {
		out[i] = Sample{c.passage, r.cut[c.passage][c.piece].Span, c.features}
	}
	return out
}

// Phrases are the phrases that may be picked, with their features.
func (r *Reading) Phrases() []Sample {
	var out []Sample
	for _, s := range r.Words.stretches(r.Asked, r.passages, r.cut, r.prob, phraseLeast, phrasePieces) {
		out = append(out, Sample{s.passage, s.Span, s.features})
	}
	return out
}

// ClaimSample gives the features of a claim.
func (r *Reading) ClaimSample(claim string) Sample {
	g := r.Words.weigh(claim, r.passages, r.compared(), r.cut)
	return Sample{Passage: g.passage, Features: g.features}
}

// ChoiceSamples give the features of the choices of a question.
func (r *Reading) ChoiceSamples(choices []Choice) ([]Sample, error) {
	rows, _, err := r.choiceRows(choices)
	out := make([]Sample, len(rows))
	for i, x := range rows {
		out[i] = Sample{Features: x}
	}
	return out, err
}
