package local

import (
	"slices"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/internal/vector"
	"trolyluat/retrieval/rank"
)

// HeadingRank says how well a model tells texts apart that it was not trained
// on: each heading is asked for among the bodies of all the texts, and the mean
// of one over the place of its own is returned, over the texts that have a
// heading of two syllables or more, and how many they are.
func HeadingRank(m *Model, texts []Text) (reciprocal float64, n int) {
	p := m.Pooler()
	defer p.Release()
	embed := func(s string) []float32 {
		p.Reset()
		p.Add(rank.AppendTokens(nil, vitext.Syllables(vitext.Normalize(s))))
		return p.Vector(nil)
	}
	bodies := make([][]float32, len(texts))
	for i, t := range texts {
		bodies[i] = embed(t.Name + "\n" + t.Body)
	}
	sum := 0.0
	for i, t := range texts {
		if len(vitext.Syllables(t.Heading)) < 2 {
			continue
		}
		q := embed(t.Heading)
		scores := make([]float32, len(bodies))
		for k := range bodies {
			scores[k] = vector.Dot(q, bodies[k])
		}
		own := scores[i]
		slices.Sort(scores)
		at, _ := slices.BinarySearch(scores, own)
		sum += 1 / float64(len(scores)-at)
		n++
	}
	if n == 0 {
		return 0, 0
	}
	return sum / float64(n), n
}
