package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"trolyluat/corpus"
)

// Vectors is a model's vectors of one document, of length one and parallel to
// its chunks; nil where a chunk has none.
type Vectors struct {
	Model     string
	Dimension int
	Vectors   [][]float32
}

// Check refuses an entry that not every store can keep: without a document or an
// ID, with names that are no text, or with vectors that do not fit its chunks.
func Check(e *corpus.Entry) error {
	if e.Document == nil || e.Document.ID == "" {
		return errors.New("an entry to put has no document or no document ID")
	}
	d := e.Document
	id := d.ID
	for _, name := range []string{d.ID, d.Key, string(d.Kind), d.Issuer, d.Source.URI, d.Source.SHA256} {
		if !storable(name) {
			return fmt.Errorf("document %q: %q is no text", id, name)
		}
	}
	for i := range d.Relations {
		if !storable(d.Relations[i].To) {
			return fmt.Errorf("document %s: relation to %q, which is no text", id, d.Relations[i].To)
		}
	}
	for i := range e.Chunks {
		c := &e.Chunks[i]
		if c.Document != "" && c.Document != id {
			return fmt.Errorf("chunk %s of document %s says that it belongs to %s", c.Path, id, c.Document)
		}
		if !storable(c.Path) {
			return fmt.Errorf("document %s: path %q is no text", id, c.Path)
		}
		if c.From < 0 || c.To < 0 {
			return fmt.Errorf("document %s: %s has an impossible date", id, c.Path)
		}
	}
	return checkVectors(e)
}

// storable says whether a name can be a key: PostgreSQL takes neither broken
// UTF-8 nor zero bytes.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func checkVectors(e *corpus.Entry) error {
	id := e.Document.ID
	seen := map[string]bool{}
	for _, v := range e.Vectors {
		switch {
		case v.Model == "" || !storable(v.Model):
			return fmt.Errorf("document %s: vectors without the name of their model", id)
		case seen[v.Model]:
			return fmt.Errorf("document %s: vectors of model %q twice", id, v.Model)
		case len(v.Vectors) != len(e.Chunks):
			return fmt.Errorf("document %s: %d vectors of model %q for %d chunks", id, len(v.Vectors), v.Model, len(e.Chunks))
		}
		seen[v.Model] = true
		dimension := 0
		for i, vec := range v.Vectors {
			if vec == nil {
				continue
			}
			if dimension == 0 {
				dimension = len(vec)
			}
			if len(vec) != dimension || dimension == 0 {
				return fmt.Errorf("document %s: vector %d of model %q has dimension %d, others have %d", id, i, v.Model, len(vec), dimension)
			}
			for _, x := range vec {
				if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
					return fmt.Errorf("document %s: vector %d of model %q is not finite", id, i, v.Model)
				}
			}
		}
	}
	return nil
}

// Normalize brings vectors to length one, so that cosine is a dot product. A
// vector of length zero has no direction and is left out, as is a model
// without any vector.
func Normalize(in []corpus.Embedded) []Vectors {
	var out []Vectors
	for _, e := range in {
		v := Vectors{Model: e.Model, Vectors: make([][]float32, len(e.Vectors))}
		for i, x := range e.Vectors {
			if u := Unit(x); u != nil {
				v.Vectors[i], v.Dimension = u, len(u)
			}
		}
		if v.Dimension > 0 {
			out = append(out, v)
		}
	}
	return out
}

// Unit returns x scaled to length one, or nil when it has no direction.
func Unit(x []float32) []float32 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nil
	}
	scale := 1 / math.Sqrt(sum)
	u := make([]float32, len(x))
	for i, v := range x {
		u[i] = float32(float64(v) * scale)
	}
	return u
}

// VectorBytes writes a vector as little-endian float32.
func VectorBytes(v []float32) []byte {
	b := make([]byte, 4*len(v))
	for i, x := range v {
		binary.LittleEndian.PutUint32(b[4*i:], math.Float32bits(x))
	}
	return b
}

// ReadVector reads what [VectorBytes] wrote into dst, which must have the
// vector's dimension.
func ReadVector(dst []float32, b []byte) error {
	if len(b) != 4*len(dst) {
		return fmt.Errorf("record: a vector of %d bytes, want %d", len(b), 4*len(dst))
	}
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return nil
}
