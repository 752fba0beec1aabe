package retrieval

import (
	"context"
	"fmt"
	"math"
	"slices"

	"trolyluat/corpus"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/rank"
)

// How many candidates the words and the vectors give. Of the answers to 1,099
// questions over the pháp điển 97.8 % are among the first 100 that the words find,
// 98.3 % among 150; 98.5 % when both the words alone and with the meanings that the
// lexicon adds are asked.
const (
	lexicalDepth = 150
	vectorDepth  = 100 // nearest passages whose cosine is known
	vectorExtra  = 30  // of these, those that become candidates by themselves
)

// Prepared is a question with its candidates before any model has judged them:
// what models are fitted on.
type Prepared struct {
	analysis *Analysis
	terms    *terms
	found    []*passage
	scores   []float64 // of the lexical search, 0 where it did not find
	cosines  []float32 // NaN where not known; nil without vectors
	trust    float64   // in cosines, 0 to 1
	vector   []float32 // of the built-in embedder, nil without it
	idf      func(rank.Token) float32
	notes    []string
}

// Prepare finds the candidates of a question, as Search does before it goes on: for
// fitting. Unlike Search it asks the vectors also where the weights fitted for them
// are nought, unless q.Mode is Lexical.
func (s *Searcher) Prepare(ctx context.Context, q Query) (*Prepared, error) {
	table, err := s.table(ctx)
	if err != nil {
		return nil, err
	}
	a := Analyze(q.Text, table)
	return s.prepare(ctx, &a, q, true)
}

// prepare finds the candidates. Vectors to which no weight is given are left alone,
// unless they are to be weighed or the words find nothing.
func (s *Searcher) prepare(ctx context.Context, a *Analysis, q Query, weighing bool) (*Prepared, error) {
	ts, err := s.termsOf(ctx, a)
	if err != nil {
		return nil, err
	}
	p := &Prepared{analysis: a, terms: ts, idf: s.language.idf(), vector: s.vectorOf(a)}
	var words []Candidate
	if q.Mode != Vector {
		if words, err = s.words(ctx, a, ts, q); err != nil {
			return nil, err
		}
	}
	var near []Candidate
	if weighing || q.Mode == Vector || len(words) == 0 || !s.fusion.unheard() {
		if near, err = s.nearest(ctx, a, q, p); err != nil {
			return nil, err
		}
	}
	return p, s.load(ctx, p, words, near, q)
}

// vectorOf is the question's vector by the built-in embedder.
func (s *Searcher) vectorOf(a *Analysis) []float32 {
	if s.builtIn == nil || len(a.elements) == 0 {
		return nil
	}
	tokens := make([]rank.Token, typed(a.elements))
	for i := range tokens {
		e := &a.elements[i]
		if tokens[i] = rank.TokenOf(e.readings[0].Word); e.joined {
			tokens[i] = tokens[i].Join()
		}
	}
	return s.builtIn.EmbedTokens(tokens)
}

// words searches the words: those that were typed with what they mean and, where
// meanings were added, those that were typed alone. A meaning that does not fit
// shall not cost a candidate its place.
func (s *Searcher) words(ctx context.Context, a *Analysis, ts *terms, q Query) ([]Candidate, error) {
	search := func(terms []QueryTerm) ([]Candidate, error) {
		if len(terms) == 0 {
			return nil, nil
		}
		found, err := s.index.Lexical(ctx, terms, q.Filter, max(lexicalDepth, 2*q.K))
		if err != nil {
			return nil, fmt.Errorf("retrieval: search words: %w", err)
		}
		return found, nil
	}
	found, err := search(ts.lexical(true))
	if err != nil || len(found) == 0 || ts.length == len(a.elements) {
		return found, err
	}
	typed, err := search(ts.lexical(false))
	if err != nil {
		return nil, err
	}
	return append(found, behind(found, typed)...), nil
}

// behind returns what only the second list has. With the words of the first it
// would score no less than it does now and no more than the last of the first.
func behind(first, second []Candidate) []Candidate {
	in := make(map[corpus.ChunkID]bool, len(first))
	for _, c := range first {
		in[c.Chunk] = true
	}
	last := first[len(first)-1].Score
	var out []Candidate
	for _, c := range second {
		if !in[c.Chunk] {
			c.Score = min(c.Score, last)
			out = append(out, c)
		}
	}
	return out
}

// nearest searches the vectors. That there are none, or that the embedder
// failed, is a note and no error.
func (s *Searcher) nearest(ctx context.Context, a *Analysis, q Query, p *Prepared) ([]Candidate, error) {
	if q.Mode == Lexical || len(a.elements) == 0 {
		return nil, nil
	}
	if s.embedder == nil {
		if q.Mode != "" {
			p.notes = append(p.notes, noteNoVectors)
		}
		return nil, nil
	}
	failed := func(err error) ([]Candidate, error) {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("retrieval: embed the question: %w", err)
		}
		s.log.Warn("embedder failed, searching by words alone", "model", s.embedder.Model(), "error", err)
		p.notes = append(p.notes, noteEmbedderFailed)
		return nil, nil
	}
	trust, err := s.trust(ctx)
	if err != nil {
		return failed(err)
	}
	if p.trust = trust; trust == 0 && q.Mode != Vector {
		if q.Mode != "" {
			p.notes = append(p.notes, noteNoVectors)
		}
		return nil, nil
	}
	vectors, err := s.embedder.Embed(ctx, []string{a.read()}, embed.Query)
	if err != nil {
		return failed(err)
	}
	if len(vectors) != 1 || zero(vectors[0]) {
		return nil, nil
	}
	near, err := s.index.Nearest(ctx, s.embedder.Model(), vectors[0], q.Filter, max(vectorDepth, q.K))
	if err != nil {
		return nil, fmt.Errorf("retrieval: search vectors: %w", err)
	}
	if len(near) == 0 && q.Mode != "" {
		p.notes = append(p.notes, noteNoVectors)
	}
	return near, nil
}

func zero(v []float32) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}

// load joins the candidates and prepares their passages.
func (s *Searcher) load(ctx context.Context, p *Prepared, words, near []Candidate, q Query) error {
	ids := make([]corpus.ChunkID, 0, len(words)+vectorExtra)
	score := make(map[corpus.ChunkID]float64, len(words))
	cosine := make(map[corpus.ChunkID]float32, len(near))
	for _, c := range words {
		ids = append(ids, c.Chunk)
		score[c.Chunk] = c.Score
	}
	extra := vectorExtra
	if q.Mode == Vector {
		extra = len(near)
	}
	for i, c := range near {
		cosine[c.Chunk] = float32(c.Score)
		if _, known := score[c.Chunk]; !known && i < extra {
			ids = append(ids, c.Chunk)
		}
	}
	found, err := s.passages.get(ctx, s.index, ids)
	if err != nil {
		return err
	}
	p.found = found
	for _, f := range found {
		p.scores = append(p.scores, score[f.chunk.ID])
		if len(near) > 0 {
			c, ok := cosine[f.chunk.ID]
			if !ok {
				c = float32(math.NaN())
			}
			p.cosines = append(p.cosines, c)
		}
	}
	return nil
}

// Len is the number of candidates.
func (p *Prepared) Len() int { return len(p.found) }

// ArticleID is [ArticleID] of candidate i.
func (p *Prepared) ArticleID(i int, gold []string) string {
	return ArticleID(p.found[i].info, &p.found[i].chunk, gold)
}

// Cosines are the similarities of the candidates' vectors to the question's, NaN
// where not known; nil without vectors.
func (p *Prepared) Cosines() []float32 { return p.cosines }

// Question is the question as models see it, its terms not yet weighed.
func (p *Prepared) Question() *rank.Query {
	q := p.terms.query(p.analysis, p.idf)
	q.Vector = p.vector
	return q
}

// Candidates are the candidates as models see them.
func (p *Prepared) Candidates() []rank.Candidate {
	list := make([]rank.Candidate, len(p.found))
	for i, f := range p.found {
		list[i] = rank.Candidate{Passage: f.passage, Score: p.scores[i]}
	}
	return list
}

// fold orders the candidates by score and leaves one hit a điều: of its
// versions, windows and sources the one that holds on the date, and among these
// the best.
func (p *Prepared) fold(scores []float64, parts []map[string]float64, on corpus.Date) []Hit {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return int(p.found[a].chunk.ID) - int(p.found[b].chunk.ID)
	})
	probability := probabilities(scores)
	place := map[articleKey]int{}
	var hits []Hit
	for _, i := range order {
		f := p.found[i]
		h := Hit{Document: *f.info, Chunk: f.chunk, Score: probability[i]}
		if parts != nil {
			h.Parts = parts[i]
		}
		key := keyOf(f.info, &f.chunk)
		at, known := place[key]
		if !known {
			place[key] = len(hits)
			hits = append(hits, h)
			continue
		}
		if better(&h, &hits[at], on) {
			h.Score, h.Parts = hits[at].Score, hits[at].Parts
			hits[at] = h
		}
	}
	return hits
}
