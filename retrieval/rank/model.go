package rank

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
)

// FormatVersion is the version of the model file.
const FormatVersion = 1

// Model scores rows of [Features]. The zero Model scores by the lexical search
// alone.
type Model struct {
	Version  int      `json:"version"`
	Data     string   `json:"data"`     // SHA-256 of the data it was fitted on
	Features []string `json:"features"` // columns, must be [FeatureNames]
	// Vectors names the local embedder whose vectors are among the features.
	Vectors string `json:"vectors"`
	// Terms weigh the terms of questions; the features are computed with them.
	Terms  TermWeights `json:"terms"`
	Linear Linear      `json:"linear"`
	Trees  []Tree      `json:"trees"`
	// Fusion weighs what vectors say, by the name of the embedding model.
	Fusion map[string]Fusion `json:"fusion,omitempty"`
}

// Linear is a weighted sum of standardised features.
type Linear struct {
	Mean   []float32 `json:"mean"`
	Scale  []float32 `json:"scale"` // one over the standard deviation
	Weight []float32 `json:"weight"`
}

// Score is the sum of the row's weighted features.
func (l *Linear) Score(row []float32) float32 {
	sum := float32(0)
	for i, w := range l.Weight {
		if w != 0 {
			sum += w * (row[i] - l.Mean[i]) * l.Scale[i]
		}
	}
	return sum
}

// Tree is a regression tree in arrays. Node 0 is the root. A row goes to Left
// when its feature is at most Threshold. A leaf has Feature -1 and gives Value.
type Tree struct {
	Feature   []int16   `json:"f"`
	Threshold []float32 `json:"t"`
	Left      []int16   `json:"l"`
	Right     []int16   `json:"r"`
	Value     []float32 `json:"v"`
}

// Score is the value of the leaf that the row falls into.
func (t *Tree) Score(row []float32) float32 {
	n := int16(0)
	for {
		f := t.Feature[n]
		if f < 0 {
			return t.Value[n]
		}
		if row[f] <= t.Threshold[n] {
			n = t.Left[n]
		} else {
			n = t.Right[n]
		}
	}
}

// Score is the model's score of a row; higher is better. Only scores of one
// list compare.
func (m *Model) Score(row []float32) float32 {
	if m == nil || len(m.Linear.Weight) == 0 {
		return row[0]
	}
	sum := m.Linear.Score(row)
	for i := range m.Trees {
		sum += m.Trees[i].Score(row)
	}
	return sum
}

// Explain takes a score apart: "score", "linear" and "trees", every feature
// ("feature.NAME"), its weight in the linear part ("weight.NAME") and what it adds
// there against the mean ("linear.NAME").
func (m *Model) Explain(row []float32) map[string]float64 {
	parts := map[string]float64{"score": float64(m.Score(row))}
	for i, name := range FeatureNames {
		parts["feature."+name] = float64(row[i])
	}
	if m == nil || len(m.Linear.Weight) == 0 {
		return parts
	}
	parts["linear"] = float64(m.Linear.Score(row))
	parts["trees"] = parts["score"] - parts["linear"]
	for i, name := range FeatureNames {
		parts["weight."+name] = float64(m.Linear.Weight[i] * m.Linear.Scale[i])
		parts["linear."+name] = float64(m.Linear.Weight[i] * (row[i] - m.Linear.Mean[i]) * m.Linear.Scale[i])
	}
	return parts
}

// Write writes the model file: gzip over JSON.
func (m *Model) Write(w io.Writer) error {
	z := gzip.NewWriter(w)
	if err := json.NewEncoder(z).Encode(m); err != nil {
		return fmt.Errorf("rank: write model: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("rank: write model: %w", err)
	}
	return nil
}

// maxModel bounds what a model file may unpack to.
const maxModel = 64 << 20

// ReadModel reads a model file. A model of another version or with other
// features, or one that is not whole, is an error: it would score nonsense.
func ReadModel(b []byte) (*Model, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("rank: read model: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, maxModel))
	if err != nil {
		return nil, fmt.Errorf("rank: read model: %w", err)
	}
	var m Model
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("rank: read model: %w", err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("rank: read model: %w", err)
	}
	return &m, nil
}

func (m *Model) check() error {
	if m.Version != FormatVersion {
		return fmt.Errorf("version %d, want %d", m.Version, FormatVersion)
	}
	if !slices.Equal(m.Features, FeatureNames) {
		return fmt.Errorf("fitted on other features than this program computes")
	}
	n := len(FeatureNames)
	if len(m.Linear.Mean) != n || len(m.Linear.Scale) != n || len(m.Linear.Weight) != n {
		return fmt.Errorf("linear part has not %d columns", n)
	}
	for _, column := range [][]float32{m.Linear.Mean, m.Linear.Scale, m.Linear.Weight} {
		for _, v := range column {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return fmt.Errorf("linear part is not finite")
			}
		}
	}
	for name, f := range m.Fusion {
		for _, v := range f {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("fusion with %s is not finite", name)
			}
		}
	}
	for i := range m.Trees {
		if err := m.Trees[i].check(n); err != nil {
			return fmt.Errorf("tree %d: %w", i, err)
		}
	}
	return nil
}

// check makes sure that Score ends: children come after their parent.
func (t *Tree) check(features int) error {
	n := len(t.Feature)
	if n == 0 || len(t.Threshold) != n || len(t.Left) != n || len(t.Right) != n || len(t.Value) != n {
		return fmt.Errorf("arrays of different length")
	}
	for i := range n {
		if t.Feature[i] < 0 {
			continue
		}
		if int(t.Feature[i]) >= features || int(t.Left[i]) <= i || int(t.Right[i]) <= i || int(t.Left[i]) >= n || int(t.Right[i]) >= n {
			return fmt.Errorf("node %d is broken", i)
		}
	}
	return nil
}
