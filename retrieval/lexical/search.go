package lexical

import (
	"context"
	"math"
	"math/bits"
	"slices"
	"sync"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Searcher answers queries over snapshots. It is safe for concurrent use.
type Searcher struct {
	source Source
	params Params
	cache  *cache
	pool   sync.Pool // of *scratch
}

// NewSearcher returns a searcher that keeps at most cacheBytes of decoded
// postings.
func NewSearcher(src Source, p Params, cacheBytes int64) *Searcher {
	s := &Searcher{source: src, params: p, cache: newCache(cacheBytes)}
	s.pool.New = func() any { return new(scratch) }
	return s
}

// Forget drops what is cached of segments that the snapshot no longer has.
func (s *Searcher) Forget(snap *Snapshot) {
	keep := make(map[SegmentID]bool, len(snap.segments))
	for _, g := range snap.segments {
		keep[g.ID] = true
	}
	s.cache.forget(keep)
}

// DropCache empties the cache, for measuring.
func (s *Searcher) DropCache() { s.cache.clear() }

// foldTerm is the folded spelling under which a segment files a term.
func foldTerm(term string) string { return vitext.Fold(term) }

// Frequencies returns in how many live chunks each term occurs, and the number
// of chunks. A phrase counts where all its bigrams are.
func (s *Searcher) Frequencies(ctx context.Context, snap *Snapshot, terms []string) (df []int, chunks int, err error) {
	df = make([]int, len(terms))
	var plain []string
	var at []int
	for i, t := range terms {
		if p, ok := phraseText(t); ok {
			kept, err := s.phrase(ctx, snap, p, snap.mask(&Filter{}))
			if err != nil {
				return nil, 0, err
			}
			df[i] = kept.count
			continue
		}
		plain, at = append(plain, t), append(at, i)
	}
	lists, err := s.lists(ctx, snap, plain)
	if err != nil {
		return nil, 0, err
	}
	for i, l := range lists {
		if df[at[i]], err = s.frequency(snap, l); err != nil {
			return nil, 0, err
		}
	}
	return df, snap.count, nil
}

func (s *Searcher) frequency(snap *Snapshot, lists []*list) (df int, err error) {
	for g, l := range lists {
		n, err := l.frequency(snap, snap.segments[g].ID, &s.params)
		if err != nil {
			return 0, err
		}
		df += n
	}
	return df, nil
}

// phrase returns the chunks of m that have every bigram of the phrase (its
// syllable where it has but one).
func (s *Searcher) phrase(ctx context.Context, snap *Snapshot, text string, m *mask) (*mask, error) {
	lists, err := s.lists(ctx, snap, phraseTerms(text))
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		next := &mask{windows: make([]*[windowSize / 64]uint64, len(m.windows))}
		for _, segment := range l {
			for _, b := range segment.blocks {
				keep := m.window(b.window)
				if keep == nil {
					continue
				}
				d, err := b.get(&s.params)
				if err != nil {
					return nil, err
				}
				if next.windows[b.window] == nil {
					next.windows[b.window] = new([windowSize / 64]uint64)
				}
				out := next.windows[b.window]
				for _, at := range d.offsets {
					out[at/64] |= keep[at/64] & (1 << (at % 64))
				}
			}
		}
		m = next
	}
	m.count = 0
	for _, w := range m.windows {
		if w != nil {
			for _, word := range w {
				m.count += bits.OnesCount64(word)
			}
		}
	}
	return m, nil
}

// Search returns the k best live chunks by BM25F among those that pass the
// filter, best first, equal scores by number. Phrases ([Phrase]) only exclude:
// a chunk must hold their syllables side by side in one passage.
func (s *Searcher) Search(ctx context.Context, snap *Snapshot, terms []Term, f Filter, k int) ([]Hit, error) {
	k = min(k, snap.count)
	if k <= 0 {
		return nil, nil
	}
	allowed := snap.mask(&f)
	if allowed.count == 0 {
		return nil, nil
	}
	var words []string
	var weights []float64
	var phrases [][]vitext.Token
	for _, t := range MergeTerms(terms) {
		if p, ok := phraseText(t.Term); ok {
			m, err := s.phrase(ctx, snap, p, allowed)
			if err != nil {
				return nil, err
			}
			allowed = m
			phrases = append(phrases, vitext.Syllables(p))
			continue
		}
		words, weights = append(words, t.Term), append(weights, t.Weight)
	}
	if len(phrases) == 0 {
		return s.search(ctx, snap, words, weights, allowed, k)
	}
	// The bigrams of a phrase may stand apart: check the best by their text, and
	// take more where some fall out.
	for ask := k + k/2 + 8; ; ask *= 4 {
		hits, err := s.search(ctx, snap, words, weights, allowed, ask)
		if err != nil {
			return nil, err
		}
		kept, err := s.check(ctx, hits, phrases)
		if err != nil {
			return nil, err
		}
		if len(kept) >= k || len(hits) < ask {
			return kept[:min(k, len(kept))], nil
		}
	}
}

func (s *Searcher) check(ctx context.Context, hits []Hit, phrases [][]vitext.Token) ([]Hit, error) {
	ids := make([]corpus.ChunkID, len(hits))
	for i := range hits {
		ids[i] = hits[i].Chunk
	}
	fields, err := s.source.Fields(ctx, ids)
	if err != nil {
		return nil, err
	}
	kept := make([]Hit, 0, len(hits))
	for i, h := range hits {
		if !slices.ContainsFunc(phrases, func(p []vitext.Token) bool { return !hasPhrase(&fields[i], p) }) {
			kept = append(kept, h)
		}
	}
	return kept, nil
}

// search scores plain terms.
func (s *Searcher) search(ctx context.Context, snap *Snapshot, words []string, weights []float64, allowed *mask, k int) ([]Hit, error) {
	lists, err := s.lists(ctx, snap, words)
	if err != nil {
		return nil, err
	}
	average := snap.average()
	weights = slices.Clone(weights)
	total := 0.0
	for i := range words {
		df, err := s.frequency(snap, lists[i])
		if err != nil {
			return nil, err
		}
		n := float64(df)
		idf := math.Log(1 + (float64(snap.count)-n+0.5)/(n+0.5))
		weights[i] *= idf * (s.params.K1 + 1)
		total += weights[i]
	}
	if !(total > 0) || math.IsInf(total, 0) {
		return nil, nil
	}
	x := s.pool.Get().(*scratch)
	defer s.pool.Put(x)
	x.reset(k, total, s.params.scale(average))
	for i := range words {
		for g, l := range lists[i] {
			if l == nil {
				continue
			}
			seg := snap.segments[g]
			for _, b := range l.blocks {
				if allowed.window(b.window) == nil {
					continue
				}
				bound := 1.0
				if seg.params == s.params {
					bound = widen(float64(b.bound)/255, seg.average, average)
				}
				x.add(b, weights[i], bound)
			}
		}
	}
	if err := x.run(snap, allowed, &s.params); err != nil {
		return nil, err
	}
	return x.hits(), nil
}
