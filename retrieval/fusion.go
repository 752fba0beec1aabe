package retrieval

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"

	"trolyluat/corpus"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/rank"
)

// fusion adds what the vectors say to the model's scores. The weights are those
// fitted for the embedding model in use. For a model that none were fitted for,
// they are the usual ones times how far the model can be trusted, which is
// measured once on the store itself: see [Searcher.trust].
type fusion struct {
	weights rank.Fusion
	fitted  bool

	mu    sync.Mutex
	known bool
	trust float64
	empty uint64 // one above the generation of the store that was found without vectors
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

// unheard says that fitting found the vectors to add nothing: those of the built-in
// embedder, which the ranking compares already.
func (f *fusion) unheard() bool { return f.fitted && f.weights == rank.Fusion{} }

// add raises the scores by the weighted features of the cosines.
func (f *fusion) add(scores []float64, cosines []float32, trust float64, parts []map[string]float64) {
	if cosines == nil {
		return
	}
	features := rank.FusionFeatures(cosines)
	if features == nil {
		return
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

// How trust is measured: by so many điều of as many documents, among so many
// nearest vectors.
const (
	trustSample = 48
	trustDepth  = 10
)

// trust says how far, 0 to 1, the vectors of the embedding model in use are
// heard: 1 where weights were fitted for it. Of another model the headings of
// some điều, with the names of their documents, are searched by vector alone; a
// model that does not even find these điều again by their own headings is not
// heard at all, neither for candidates nor for scores. The result is kept in the
// searcher's folder.
func (s *Searcher) trust(ctx context.Context) (float64, error) {
	f := &s.fusion
	if f.fitted {
		return 1, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known {
		return f.trust, nil
	}
	name := s.embedder.Model()
	if trust, ok := s.readTrust(name); ok {
		f.trust, f.known = trust, true
		return trust, nil
	}
	generation, err := s.index.Generation(ctx)
	if err != nil {
		return 0, fmt.Errorf("retrieval: read generation: %w", err)
	}
	if f.empty == generation+1 {
		return 0, nil
	}
	found, n, err := s.findAgain(ctx)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		f.empty = generation + 1 // asked again when the store has changed
		return 0, nil
	}
	// By chance alone the mean is next to nothing; good models reach 0.6 and more.
	f.trust, f.known = min(1, max(0, (found-0.1)/0.4)), true
	s.log.Info("embedding model without fitted weights", "model", name, "found_again", found, "trust", f.trust)
	s.keepTrust(name, f.trust)
	return f.trust, nil
}

// findAgain is the mean of one over the place of a điều among the vectors nearest
// to its heading, over n điều.
func (s *Searcher) findAgain(ctx context.Context) (mean float64, n int, err error) {
	if s.library.source == nil {
		return 0, 0, nil
	}
	var documents []corpus.DocumentInfo
	for info, err := range s.library.source.Documents(ctx) {
		if err != nil {
			return 0, 0, fmt.Errorf("retrieval: list documents: %w", err)
		}
		documents = append(documents, info)
	}
	var texts []string
	var wanted []corpus.Chunk
	draws := max(len(documents), trustSample)
	for i := 0; i < draws && len(texts) < trustSample; i += max(1, draws/(2*trustSample)) {
		info := &documents[i%max(1, len(documents))]
		chunks, err := s.index.Articles(ctx, info.ID, "")
		if err != nil {
			return 0, 0, fmt.Errorf("retrieval: load chunks of %s: %w", info.ID, err)
		}
		if len(chunks) == 0 {
			continue
		}
		c := chunks[(7*i+len(chunks)/2)%len(chunks)]
		if c.Heading != "" {
			texts, wanted = append(texts, info.Title+". "+c.Heading), append(wanted, c)
		}
	}
	if len(texts) == 0 {
		return 0, 0, nil
	}
	vectors, err := s.embedder.Embed(ctx, texts, embed.Query)
	if err != nil {
		return 0, 0, err
	}
	for i, v := range vectors {
		if zero(v) {
			continue
		}
		near, err := s.index.Nearest(ctx, s.embedder.Model(), v, Filter{}, trustDepth)
		if err != nil {
			return 0, 0, fmt.Errorf("retrieval: search vectors: %w", err)
		}
		if len(near) > 0 {
			n++
		}
		for place, c := range near {
			if c.Chunk == wanted[i].ID {
				mean += 1 / float64(place+1)
				break
			}
		}
	}
	if n == 0 {
		return 0, 0, nil
	}
	return mean / float64(n), n, nil
}

// trustFile holds the trust in embedding models by name.
const trustFile = "trust.json"

func (s *Searcher) readTrust(model string) (float64, bool) {
	if s.language.folder == "" {
		return 0, false
	}
	b, err := os.ReadFile(filepath.Join(s.language.folder, trustFile))
	if err != nil {
		return 0, false
	}
	known := map[string]float64{}
	if json.Unmarshal(b, &known) != nil {
		return 0, false
	}
	trust, ok := known[model]
	return trust, ok && trust >= 0 && trust <= 1
}

// keepTrust writes the trust; that it cannot be written costs the next start a
// second and is only logged.
func (s *Searcher) keepTrust(model string, trust float64) {
	if s.language.folder == "" {
		return
	}
	path := filepath.Join(s.language.folder, trustFile)
	known := map[string]float64{}
	if b, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(b, &known) // a broken file is written anew
	}
	if known == nil {
		known = map[string]float64{}
	}
	known[model] = trust
	b, err := json.Marshal(known)
	if err == nil {
		err = writeFile(path, b)
	}
	if err != nil {
		s.log.Warn("trust in the embedding model not kept", "error", err)
	}
}
