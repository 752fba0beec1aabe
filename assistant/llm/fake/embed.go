package fake

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"net/http"
	"strings"
)

func (s *Server) embeddings(w http.ResponseWriter, r *http.Request) {
	req, ok := s.read(w, r)
	if !ok {
		return
	}
	var texts []string
	if json.Unmarshal(req.Input, &texts) != nil {
		var one string
		if json.Unmarshal(req.Input, &one) != nil {
			writeError(w, http.StatusBadRequest, "invalid_request_error", "invalid_input", "'input' must be a string or an array of strings.")
			return
		}
		texts = []string{one}
	}
	dimension := req.Dimensions
	if dimension == 0 {
		dimension = 64
	}
	s.mu.Lock()
	embed := s.embed
	s.mu.Unlock()
	data := make([]any, len(texts))
	tokens := 0
	for i, t := range texts {
		tokens += (len(t) + 3) / 4
		v := embed(t, dimension)
		var value any = v
		if req.EncodingFormat == "base64" {
			raw := make([]byte, 4*len(v))
			for j, x := range v {
				binary.LittleEndian.PutUint32(raw[4*j:], math.Float32bits(x))
			}
			value = base64.StdEncoding.EncodeToString(raw)
		}
		data[i] = map[string]any{"object": "embedding", "index": i, "embedding": value}
	}
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "model": req.Model, "data": data,
		"usage": map[string]any{"prompt_tokens": tokens, "total_tokens": tokens}})
}

// hashed makes a unit vector of a text's words by hashing: texts that share
// words are near.
func hashed(text string, dimension int) []float32 {
	v := make([]float32, dimension)
	var norm float64
	for _, word := range strings.Fields(strings.ToLower(text)) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(word)) // a hash takes all
		x := h.Sum64()
		sign := float32(1)
		if x>>63 == 1 {
			sign = -1
		}
		v[x%uint64(dimension)] += sign
	}
	for _, x := range v {
		norm += float64(x) * float64(x)
	}
	if norm == 0 {
		v[0] = 1
		return v
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(norm))
	}
	return v
}
