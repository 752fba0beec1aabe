// Package storetest is one conformance suite for corpus.Store and
// retrieval.Index over every backend, the plain model in memory that backends
// are held against, and the real data that their benchmarks use. Only tests
// import it.
package storetest

import (
	"context"
	"fmt"
	"math"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

// Store is what the suite asks of a backend.
type Store interface {
	corpus.Store
	retrieval.Index
}

// Maintained is a backend that can tidy itself up and look at itself. The suite
// uses it where a store has it.
type Maintained interface {
	// Optimize merges what commits left.
	Optimize(ctx context.Context) error
	// Doctor reports what is wrong with the store.
	Doctor(ctx context.Context, deep bool) ([]retrieval.Finding, error)
}

// Opener prepares a fresh, empty store. Each call of what it returns opens that
// same store once more, as another process would; the opener closes them all
// when the test ends.
type Opener func(t testing.TB) (open func() Store)

// Run holds a backend against everything that the contracts promise.
func Run(t *testing.T, opener Opener) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Opener)
	}{
		{"Empty", testEmpty},
		{"RoundTrip", testRoundTrip},
		{"Sources", testSources},
		{"Relations", testRelations},
		{"Replace", testReplace},
		{"Remove", testRemove},
		{"RefusedWhole", testRefusedWhole},
		{"Terms", testTerms},
		{"Phrases", testPhrases},
		{"Filters", testFilters},
		{"Starvation", testStarvation},
		{"Vectors", testVectors},
		{"Passages", testPassages},
		{"Generation", testGeneration},
		{"Reopen", testReopen},
		{"Instances", testInstances},
		{"Writers", testWriters},
		{"WholeOrAbsent", testWholeOrAbsent},
		{"Steady", testSteady},
		{"Cancelled", testCancelled},
		{"RandomHistories", testRandomHistories},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, opener) })
	}
}

// law makes a document of n điều that say what text returns for each.
func law(id string, n int, text func(i int) string) corpus.Entry {
	d := &corpus.Document{ID: id, Key: corpus.KeyOf(id), Number: corpus.KeyOf(id), Kind: corpus.KindLaw, Title: "Luật " + id, Issuer: "Quốc hội"}
	e := corpus.Entry{Document: d}
	for i := range n {
		c := corpus.Chunk{Document: id, Path: fmt.Sprintf("d%d", i+1), Label: fmt.Sprintf("Điều %d", i+1)}
		c.Text = c.Label + ". " + text(i)
		start := len(d.Text)
		d.Text += c.Text + "\n"
		c.Span = corpus.Span{Start: start, End: start + len(c.Text)}
		d.Provisions = append(d.Provisions, corpus.Provision{Path: c.Path, Level: corpus.LevelArticle, Label: fmt.Sprint(i + 1), Parent: -1, Span: c.Span, Own: c.Span})
		e.Chunks = append(e.Chunks, c)
	}
	return e
}

func always(text string) func(int) string { return func(int) string { return text } }

func commit(t testing.TB, s corpus.Store, c corpus.Change) {
	t.Helper()
	if err := s.Commit(context.Background(), c); err != nil {
		t.Fatalf("commit: %v", err)
	}
}

func put(t testing.TB, s corpus.Store, entries ...corpus.Entry) {
	t.Helper()
	commit(t, s, corpus.Change{Put: entries})
}

// Query makes the terms of a question for an index.
func Query(text string) []retrieval.QueryTerm { return convert(lexical.QueryTerms(text)) }

// FoldedQuery makes the terms of a question typed without diacritics.
func FoldedQuery(text string) []retrieval.QueryTerm { return convert(lexical.FoldedQueryTerms(text)) }

func convert(terms []lexical.Term) []retrieval.QueryTerm {
	out := make([]retrieval.QueryTerm, len(terms))
	for i, t := range terms {
		out[i] = retrieval.QueryTerm(t)
	}
	return out
}

// place names a chunk in every store alike: its document, and which of its
// chunks it is.
type place struct {
	document string
	ordinal  int
}

// found is a candidate by place.
type found struct {
	place
	score float64
}

// places resolves candidates.
func places(t testing.TB, s Store, cands []retrieval.Candidate) []found {
	t.Helper()
	ctx := context.Background()
	ids := make([]corpus.ChunkID, len(cands))
	for i, c := range cands {
		ids[i] = c.Chunk
	}
	chunks, err := s.Chunks(ctx, ids)
	if err != nil {
		t.Fatalf("chunks: %v", err)
	}
	if len(chunks) != len(ids) {
		t.Fatalf("%d chunks for %d numbers", len(chunks), len(ids))
	}
	ordinals := map[string]map[corpus.ChunkID]int{}
	out := make([]found, len(cands))
	for i, c := range chunks {
		if ordinals[c.Document] == nil {
			all, err := s.Articles(ctx, c.Document, "")
			if err != nil {
				t.Fatalf("articles: %v", err)
			}
			ordinals[c.Document] = map[corpus.ChunkID]int{}
			for j, a := range all {
				ordinals[c.Document][a.ID] = j
			}
		}
		n, ok := ordinals[c.Document][c.ID]
		if !ok {
			t.Fatalf("chunk %d of %s is not among its chunks", c.ID, c.Document)
		}
		out[i] = found{place{c.Document, n}, cands[i].Score}
	}
	return out
}

// sameRanking compares a ranking with the model's: equal scores, and equal
// chunks but among those whose scores are equal up to rounding. all holds the
// model's ranking without an end.
func sameRanking(got, want, all []found, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d results, want %d", len(got), len(want))
	}
	scores := map[place]float64{}
	for _, f := range all {
		scores[f.place] = f.score
	}
	seen := map[place]bool{}
	for i := range got {
		near := tolerance * (1 + math.Abs(want[i].score))
		score, ok := scores[got[i].place]
		switch {
		case !ok:
			return fmt.Errorf("result %d: %v should not be there", i, got[i].place)
		case seen[got[i].place]:
			return fmt.Errorf("result %d: %v a second time", i, got[i].place)
		case math.Abs(got[i].score-score) > near:
			return fmt.Errorf("result %d: %v has score %v, want %v", i, got[i].place, got[i].score, score)
		case math.Abs(score-want[i].score) > near:
			return fmt.Errorf("result %d: %v with score %v, want %v with %v", i, got[i].place, score, want[i].place, want[i].score)
		}
		seen[got[i].place] = true
	}
	return nil
}

// healthy fails the test where a store that can look at itself finds a problem.
func healthy(t testing.TB, s Store) {
	t.Helper()
	m, ok := s.(Maintained)
	if !ok {
		return
	}
	findings, err := m.Doctor(context.Background(), true)
	if err != nil {
		t.Fatalf("doctor: %v", err)
	}
	for _, f := range findings {
		if f.Severity == retrieval.SeverityProblem {
			t.Errorf("doctor: %s: %s", f.Code, f.Message)
		}
	}
}
