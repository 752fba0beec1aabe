package retrieval

import (
	"math"
	"sync"

	"trolyluat/retrieval/rank"
)

// fusion adds what the vectors say to the model's scores. The weights are those
// fitted for the embedding model in use. For a model that none were fitted for,
// they are the usual ones times how far the model has been seen to agree with
// the words: a model that ranks what the words find best near the top is
// trusted, one that does not is not heard.
type fusion struct {
	weights rank.Fusion
	fitted  bool

	mu     sync.Mutex
	agreed float64 // running mean of agreement
	seen   int
}

// use looks the weights for an embedding model up.
func (f *fusion) use(m *rank.Model, embedder string) {
	f.weights = rank.UsualFusion
	if m == nil {
		return
	}
	if w, ok := m.Fusion[embedder]; ok {
		f.weights, f.fitted = w, true
	}
}

// warmUp is how many questions an unknown model must have agreed on before it
// is trusted as far as it agrees.
const warmUp = 20

// add raises the scores by the weighted features of the cosines.
func (f *fusion) add(scores []float64, cosines []float32, parts []map[string]float64) {
	if cosines == nil {
		return
	}
	features := rank.FusionFeatures(cosines)
	if features == nil {
		return
	}
	trust := 1.0
	if !f.fitted {
		trust = f.trust(scores, cosines)
	}
	for i, x := range features {
		gain := trust * f.weights.Score(x)
		scores[i] += gain
		if parts != nil {
			parts[i]["vector"] = gain
			if !math.IsNaN(float64(cosines[i])) {
				parts[i]["cosine"] = float64(cosines[i])
			}
		}
	}
}

// trust updates and returns how far an unknown model is heard: the mean
// reciprocal place that it gives to the candidate that the words put first.
func (f *fusion) trust(scores []float64, cosines []float32) float64 {
	best := 0
	for i := range scores {
		if scores[i] > scores[best] {
			best = i
		}
	}
	place := math.Inf(1)
	if c := cosines[best]; !math.IsNaN(float64(c)) {
		place = 1
		for _, other := range cosines {
			if other > c {
				place++
			}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen++
	f.agreed += (1/place - f.agreed) / float64(min(f.seen, 200))
	if f.seen < warmUp {
		return 0
	}
	// By chance alone the mean is about 0.05 over a hundred candidates.
	return min(1, max(0, (f.agreed-0.1)/0.4))
}
