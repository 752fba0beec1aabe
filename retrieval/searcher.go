package retrieval

import (
	"context"
	"fmt"
	"log/slog"
	"math"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/rank"
)

// DefaultK is the number of hits where the query asks for none.
const DefaultK = 10

// Searcher answers queries from one index. It is safe for concurrent use.
type Searcher struct {
	index    Index
	log      *slog.Logger
	today    func() corpus.Date
	model    *rank.Model
	embedder embed.Embedder // nil: words alone
	// builtIn makes the vectors that are features of the ranking, whatever
	// embedder searches; nil ranks without them.
	builtIn  *local.Model
	library  library
	language languageTable
	passages *passages
	fusion   fusion
}

// Option sets a part of a [Searcher].
type Option func(*Searcher)

// WithLogger has what degrades a search logged; questions are never logged.
func WithLogger(log *slog.Logger) Option { return func(s *Searcher) { s.log = log } }

// WithToday replaces the clock by which the status of a hit is told when the
// query has no date.
func WithToday(today func() corpus.Date) Option { return func(s *Searcher) { s.today = today } }

// WithModel replaces the built-in ranking model; nil ranks by the lexical score
// alone.
func WithModel(m *rank.Model) Option { return func(s *Searcher) { s.model = m } }

// WithEmbedder adds search by meaning: the index must hold vectors of the
// embedder's model. A nil embedder is none.
func WithEmbedder(e embed.Embedder) Option { return func(s *Searcher) { s.embedder = e } }

// WithFolder has the language table kept in a folder of its own, so that the
// next start need not read the corpus again. One folder serves one store.
func WithFolder(dir string) Option { return func(s *Searcher) { s.language.folder = dir } }

// New returns a searcher over ix.
func New(ix Index, opts ...Option) *Searcher {
	s := &Searcher{index: ix, log: slog.New(slog.DiscardHandler), today: corpus.Today, model: rank.Default(), builtIn: local.Default(),
		passages: newPassages(160 << 20)}
	if source, ok := ix.(reference.Source); ok {
		s.library.source = source
	}
	for _, o := range opts {
		o(s)
	}
	s.passages.model = s.builtIn
	if s.embedder != nil {
		s.fusion.use(s.model, s.embedder.Model())
	}
	return s
}

// Model is the ranking model in use, nil for none.
func (s *Searcher) Model() *rank.Model { return s.model }

// BuiltIn names the local model whose vectors are features of the ranking, "" for
// none.
func (s *Searcher) BuiltIn() string {
	if s.builtIn == nil {
		return ""
	}
	return s.builtIn.Model()
}

// Search finds the điều that answer q, best first. A query without words gives
// no hits and no error. Errors are those of the index; an embedder that fails is
// noted in the result and the words alone decide.
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	if q.K <= 0 {
		q.K = DefaultK
	}
	table, err := s.table(ctx)
	if err != nil {
		return Result{}, err
	}
	a := Analyze(q.Text, table)
	res := Result{Analysis: a}
	res.Notes = append(res.Notes, notesOn(&a, q)...)
	direct, notes, err := s.direct(ctx, &a, q)
	if err != nil {
		return Result{}, err
	}
	res.Analysis = a
	res.Notes = append(res.Notes, notes...)
	lists := [][]Hit{}
	for _, part := range parts(&a, table) {
		found, notes, err := s.find(ctx, part, q)
		if err != nil {
			return Result{}, err
		}
		for _, n := range notes {
			res.note(n)
		}
		lists = append(lists, found)
	}
	all := merge(append([][]Hit{direct}, interleave(lists))...)
	res.Hits = all[:min(q.K, len(all))]
	if q.Explain {
		res.Near = all[len(res.Hits):min(len(all), q.K+nearMisses)]
		out, err := s.excluded(ctx, &a, q)
		if err != nil {
			return Result{}, err
		}
		res.Near = append(res.Near, out...)
	}
	ts, err := s.termsOf(ctx, &a)
	if err != nil {
		return Result{}, err
	}
	places := &locator{termWeights: ts.weights(s.model, a.cues())}
	for _, hits := range []*[]Hit{&res.Hits, &res.Near} {
		if *hits, err = s.describe(ctx, places, *hits, q); err != nil {
			return Result{}, err
		}
	}
	read := a.Text
	if a.Read != "" {
		read = a.Read
	}
	res.Hits = headingFirst(res.Hits, read)
	return res, nil
}

// note adds a note once.
func (r *Result) note(n string) {
	for _, have := range r.Notes {
		if have == n {
			return
		}
	}
	r.Notes = append(r.Notes, n)
}

// Analyze reads a query as Search does.
func (s *Searcher) Analyze(ctx context.Context, text string) (Analysis, error) {
	table, err := s.table(ctx)
	if err != nil {
		return Analysis{}, err
	}
	return Analyze(text, table), nil
}

// find searches one question: candidates, features, model, fusion, one hit a
// điều. The hits have no text yet.
func (s *Searcher) find(ctx context.Context, a *Analysis, q Query) ([]Hit, []string, error) {
	p, err := s.prepare(ctx, a, q, false)
	if err != nil {
		return nil, nil, err
	}
	if len(p.found) == 0 {
		return nil, p.notes, nil
	}
	rows := rank.Features(p.Question().Weighted(s.weights()), p.Candidates())
	scores := make([]float64, len(rows))
	for i, row := range rows {
		scores[i] = float64(s.model.Score(row))
	}
	var parts []map[string]float64
	if q.Explain {
		parts = make([]map[string]float64, len(rows))
		for i, row := range rows {
			parts[i] = s.model.Explain(row)
		}
	}
	if q.Mode == Vector {
		byCosine(scores, p.cosines, parts)
	} else {
		s.fusion.add(scores, p.cosines, p.trust, parts)
	}
	s.prefer(a, p, scores, parts)
	hits := p.fold(scores, parts, s.date(q))
	return hits, p.notes, nil
}

// byCosine replaces scores by cosines: what a search by vectors alone ranks by. The
// factor makes probabilities of them that tell near from far.
func byCosine(scores []float64, cosines []float32, parts []map[string]float64) {
	for i := range scores {
		scores[i] = 0
		if i < len(cosines) && !math.IsNaN(float64(cosines[i])) {
			scores[i] = 20 * float64(cosines[i])
		}
		if parts != nil {
			parts[i] = map[string]float64{"score": scores[i], "cosine": scores[i] / 20}
		}
	}
}

// weights are the model's query-term weights, nil without a model.
func (s *Searcher) weights() *rank.TermWeights {
	if s.model == nil {
		return nil
	}
	return &s.model.Terms
}

// probabilities turns scores of one list into the probability of being the
// answer, given that the list holds it: the softmax the model is fitted by.
func probabilities(scores []float64) []float64 {
	top := math.Inf(-1)
	for _, s := range scores {
		top = max(top, s)
	}
	sum := 0.0
	out := make([]float64, len(scores))
	for i, s := range scores {
		out[i] = math.Exp(s - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// merge joins lists, each điều once.
func merge(lists ...[]Hit) []Hit {
	seen := map[articleKey]bool{}
	var hits []Hit
	for _, list := range lists {
		for i := range list {
			if key := keyOf(&list[i].Document, &list[i].Chunk); !seen[key] {
				seen[key] = true
				hits = append(hits, list[i])
			}
		}
	}
	return hits
}

// interleave takes from several lists in turn.
func interleave(lists [][]Hit) []Hit {
	if len(lists) == 1 {
		return lists[0]
	}
	var out []Hit
	for i := 0; ; i++ {
		took := false
		for _, l := range lists {
			if i < len(l) {
				out = append(out, l[i])
				took = true
			}
		}
		if !took {
			return out
		}
	}
}

// describe loads the text of the final hits and fills what a reader sees: the
// version that holds, the khoản or điểm that answers, the words that matched,
// the status. A hit whose chunk is gone is left out.
func (s *Searcher) describe(ctx context.Context, places *locator, hits []Hit, q Query) ([]Hit, error) {
	if len(hits) == 0 {
		return hits, nil
	}
	ids := make([]corpus.ChunkID, 0, len(hits))
	for i := range hits {
		ids = append(ids, hits[i].Chunk.ID)
	}
	chunks, err := s.index.Chunks(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("retrieval: load chunks: %w", err)
	}
	byID := make(map[corpus.ChunkID]*corpus.Chunk, len(chunks))
	for i := range chunks {
		byID[chunks[i].ID] = &chunks[i]
	}
	on := s.date(q)
	out := hits[:0]
	for _, h := range hits {
		c, ok := byID[h.Chunk.ID]
		if !ok {
			continue
		}
		h.Chunk = *c
		h.Status = statusOf(&h.Document, &h.Chunk, on)
		if q.AsOf == 0 && h.Status == corpus.StatusExpired && h.Chunk.To != 0 {
			if err := s.renew(ctx, &h, on); err != nil {
				return nil, err
			}
		}
		l := places.locate(&h.Chunk)
		if h.BestPath == "" {
			h.BestPath = l.path
		}
		h.Highlights = l.highlights
		out = append(out, h)
	}
	return out, nil
}

// renew puts the version that holds in the place of one that ended.
func (s *Searcher) renew(ctx context.Context, h *Hit, on corpus.Date) error {
	versions, err := s.index.Articles(ctx, h.Chunk.Document, h.Chunk.Path)
	if err != nil {
		return fmt.Errorf("retrieval: load versions of %s %s: %w", h.Chunk.Document, h.Chunk.Path, err)
	}
	for i := range versions {
		v := &versions[i]
		if status := statusOf(&h.Document, v, on); standing(status) > standing(h.Status) {
			h.Chunk, h.Status = *v, status
		}
	}
	return nil
}

// date is the day on which statuses are told.
func (s *Searcher) date(q Query) corpus.Date {
	if q.AsOf != 0 {
		return q.AsOf
	}
	return s.today()
}
