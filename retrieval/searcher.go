package retrieval

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// DefaultK is the number of hits where the query asks for none.
const DefaultK = 10

// depth is how many lexical candidates are ranked again.
const depth = 100

// Searcher answers queries from one index. It is safe for concurrent use.
type Searcher struct {
	index   Index
	log     *slog.Logger
	today   func() corpus.Date
	library library
}

// Option sets a part of a [Searcher].
type Option func(*Searcher)

// WithLogger has what degrades a search logged; questions are never logged.
func WithLogger(log *slog.Logger) Option { return func(s *Searcher) { s.log = log } }

// WithToday replaces the clock by which the status of a hit is told when the
// query has no date.
func WithToday(today func() corpus.Date) Option { return func(s *Searcher) { s.today = today } }

// New returns a searcher over ix.
func New(ix Index, opts ...Option) *Searcher {
	s := &Searcher{index: ix, log: slog.New(slog.DiscardHandler), today: corpus.Today}
	if source, ok := ix.(reference.Source); ok {
		s.library.source = source
	}
	for _, o := range opts {
		o(s)
	}
	return s
}

// Search finds the điều that answer q, best first. A query without words gives
// no hits and no error. Errors are those of the index.
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	if q.K <= 0 {
		q.K = DefaultK
	}
	a := analyze(q.Text)
	var res Result
	direct, notes, err := s.direct(ctx, &a, q)
	if err != nil {
		return Result{}, err
	}
	res.Notes = append(res.Notes, notes...)
	terms := a.terms()
	var scored []Candidate
	if len(terms) > 0 && q.Mode != Vector {
		scored, err = s.index.Lexical(ctx, terms, q.Filter, max(depth, 2*q.K))
		if err != nil {
			return Result{}, fmt.Errorf("retrieval: search words: %w", err)
		}
	}
	if q.Mode == Vector || q.Mode == Hybrid {
		res.Notes = append(res.Notes, noteNoVectors)
	}
	found, err := s.fold(ctx, scored, q)
	if err != nil {
		return Result{}, err
	}
	res.Hits = merge(direct, found, q.K)
	if err := s.describe(ctx, &a, res.Hits, q); err != nil {
		return Result{}, err
	}
	return res, nil
}

const noteNoVectors = "Kho chưa có véc-tơ ngữ nghĩa dùng được; kết quả chỉ tìm theo từ ngữ."

// merge puts direct hits before the found ones, each điều once.
func merge(direct, found []Hit, k int) []Hit {
	seen := map[articleKey]bool{}
	hits := make([]Hit, 0, k)
	for _, list := range [][]Hit{direct, found} {
		for i := range list {
			key := keyOf(&list[i].Document, &list[i].Chunk)
			if seen[key] || len(hits) == k {
				continue
			}
			seen[key] = true
			hits = append(hits, list[i])
		}
	}
	return hits
}

// articleKey names a điều whatever source, version or window it was found in.
type articleKey struct{ document, path string }

func keyOf(info *corpus.DocumentInfo, c *corpus.Chunk) articleKey {
	key := info.Key
	if key == "" {
		key = corpus.KeyOf(c.Document)
	}
	return articleKey{key, c.Path}
}

// fold turns candidates into one hit per điều: of its versions, windows and
// sources the one stands for it that holds on the date, and among these the one
// found first.
func (s *Searcher) fold(ctx context.Context, scored []Candidate, q Query) ([]Hit, error) {
	hits, err := s.hits(ctx, scored)
	if err != nil {
		return nil, err
	}
	on := s.date(q)
	place := map[articleKey]int{}
	var folded []Hit
	for i := range hits {
		key := keyOf(&hits[i].Document, &hits[i].Chunk)
		at, known := place[key]
		if !known {
			place[key] = len(folded)
			folded = append(folded, hits[i])
			continue
		}
		if better(&hits[i], &folded[at], on) {
			hits[i].Score = folded[at].Score
			folded[at] = hits[i]
		}
	}
	return folded, nil
}

// better says that a stands for their common điều rather than b, which was
// found before it: a holds on the date and b does not.
func better(a, b *Hit, on corpus.Date) bool {
	return standing(statusOf(&a.Document, &a.Chunk, on)) > standing(statusOf(&b.Document, &b.Chunk, on))
}

// standing orders statuses by how much a reader wants to see the text first.
func standing(s corpus.Status) int {
	switch s {
	case corpus.StatusInForce, corpus.StatusPartly:
		return 4
	case corpus.StatusUnknown, corpus.StatusStoodIn:
		return 3
	case corpus.StatusSuspended:
		return 2
	case corpus.StatusPending:
		return 1
	}
	return 0
}

// hits loads the candidates' chunks and documents, in the same order; what a
// commit removed in between is left out.
func (s *Searcher) hits(ctx context.Context, scored []Candidate) ([]Hit, error) {
	if len(scored) == 0 {
		return nil, nil
	}
	ids := make([]corpus.ChunkID, len(scored))
	score := make(map[corpus.ChunkID]float64, len(scored))
	for i, c := range scored {
		ids[i] = c.Chunk
		score[c.Chunk] = c.Score
	}
	chunks, err := s.index.Chunks(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("retrieval: load chunks: %w", err)
	}
	hits, err := s.toHits(ctx, chunks)
	if err != nil {
		return nil, err
	}
	for i := range hits {
		hits[i].Score = score[hits[i].Chunk.ID]
	}
	return hits, nil
}

// toHits joins chunks with their documents.
func (s *Searcher) toHits(ctx context.Context, chunks []corpus.Chunk) ([]Hit, error) {
	var names []string
	for i := range chunks {
		if !slices.Contains(names, chunks[i].Document) {
			names = append(names, chunks[i].Document)
		}
	}
	infos, err := s.index.Infos(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("retrieval: load documents: %w", err)
	}
	hits := make([]Hit, 0, len(chunks))
	for i := range chunks {
		info, ok := infos[chunks[i].Document]
		if !ok {
			continue
		}
		hits = append(hits, Hit{Document: info, Chunk: chunks[i]})
	}
	return hits, nil
}

// describe fills what a reader sees of the final hits: the khoản or điểm that
// answers, the words that matched, the status.
func (s *Searcher) describe(ctx context.Context, a *analysis, hits []Hit, q Query) error {
	weights, err := s.weights(ctx, a)
	if err != nil {
		return err
	}
	on := s.date(q)
	for i := range hits {
		h := &hits[i]
		h.Status = statusOf(&h.Document, &h.Chunk, on)
		l := locate(weights, &h.Chunk)
		if h.BestPath == "" {
			h.BestPath = l.path
		}
		h.Highlights = l.highlights
		if q.Explain && h.Parts == nil {
			h.Parts = map[string]float64{"bm25f": h.Score}
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

// statusOf is the effect of a chunk on a day: what the chunk's own interval
// says, within that of its document; a status that its version carries; and for
// the present, where dates leave it open, what the source declares.
func statusOf(info *corpus.DocumentInfo, c *corpus.Chunk, on corpus.Date) corpus.Status {
	iv := c.Interval
	if iv.From == 0 {
		iv.From = info.Effective.From
	}
	if iv.To == 0 || info.Effective.To != 0 && info.Effective.To < iv.To {
		iv.To = info.Effective.To
	}
	status := corpus.StatusOn(iv, on)
	if (status == corpus.StatusInForce || status == corpus.StatusUnknown) && c.Status != "" {
		return c.Status
	}
	if status == corpus.StatusUnknown && info.Status != "" {
		return info.Status
	}
	return status
}
