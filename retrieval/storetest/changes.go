package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

func testReplace(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	put(t, s, law("a", 3, always("thừa kế di sản")), law("b", 1, always("thừa kế")))
	old := articles(t, s, "a", "")
	put(t, s, law("a", 2, always("bồi thường")))
	for _, c := range articles(t, s, "a", "") {
		for _, o := range old {
			if c.ID == o.ID {
				t.Errorf("chunk number %d was given twice", c.ID)
			}
		}
	}
	if got := search(t, s, "thừa kế di sản", retrieval.Filter{}); len(got) != 1 || got[0] != "b" {
		t.Errorf("the old words find %v, want [b]", got)
	}
	if got := search(t, s, "bồi thường", retrieval.Filter{}); len(got) != 1 || got[0] != "a" {
		t.Errorf("the new words find %v, want [a]", got)
	}
	var numbers []corpus.ChunkID
	for _, o := range old {
		numbers = append(numbers, o.ID)
	}
	if got, err := s.Chunks(ctx, numbers); len(got) > 0 || err != nil {
		t.Errorf("old chunks: %v, %v", got, err)
	}
	df, n, err := s.Frequencies(ctx, []string{"kế", "thường", "thừa kế", "~ke", "~boi thuong", "di sản"})
	if diff := cmp.Diff([]int{1, 2, 1, 1, 2, 0}, df); err != nil || n != 3 || diff != "" {
		t.Errorf("frequencies of %d, %v (-want +got):\n%s", n, err, diff)
	}
	// The same document twice in one change: the later one counts.
	put(t, s, law("a", 4, always("thuế")), law("a", 1, always("phạt")))
	if got := articles(t, s, "a", ""); len(got) != 1 {
		t.Errorf("%d chunks, want those of the second", len(got))
	}
	if got := search(t, s, "thuế", retrieval.Filter{}); len(got) > 0 {
		t.Errorf("the first text of a change that puts twice is found: %v", got)
	}
	healthy(t, s)
}

func testRemove(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	put(t, s, law("a", 2, always("thừa kế")), law("b", 2, always("thừa kế")))
	commit(t, s, corpus.Change{Remove: []string{"a", "unknown"}})
	if _, err := s.Document(ctx, "a"); !errors.Is(err, corpus.ErrNotFound) {
		t.Errorf("document: %v, want ErrNotFound", err)
	}
	if got := search(t, s, "thừa kế", retrieval.Filter{}); len(got) != 1 || got[0] != "b" {
		t.Errorf("found %v, want [b]", got)
	}
	if got, err := s.Infos(ctx, []string{"a"}); len(got) > 0 || err != nil {
		t.Errorf("infos: %v, %v", got, err)
	}
	// Removals come before puts.
	commit(t, s, corpus.Change{Remove: []string{"b"}, Put: []corpus.Entry{law("b", 1, always("thuế"))}})
	if got := search(t, s, "thuế thừa kế", retrieval.Filter{}); len(got) != 1 || got[0] != "b" {
		t.Errorf("found %v, want [b]", got)
	}
	commit(t, s, corpus.Change{Remove: []string{"b"}})
	if got := search(t, s, "thuế thừa kế", retrieval.Filter{}); len(got) > 0 {
		t.Errorf("found %v in an empty store", got)
	}
	if m, ok := s.(Maintained); ok {
		if err := m.Optimize(ctx); err != nil {
			t.Fatalf("optimize: %v", err)
		}
	}
	if _, n, err := s.Frequencies(ctx, nil); n != 0 || err != nil {
		t.Errorf("%d chunks left, %v", n, err)
	}
	healthy(t, s)
}

func testRefusedWhole(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	good := law("a", 1, always("thừa kế"))
	good.Vectors = []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 0}}}}
	put(t, s, good)
	before, err := s.Generation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	wide := law("c", 1, always("thuế"))
	wide.Vectors = []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 0, 0}}}}
	few := law("c", 2, always("thuế"))
	few.Vectors = []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 0}}}}
	for name, bad := range map[string]corpus.Entry{"wrong dimension": wide, "too few vectors": few, "no document": {}} {
		change := corpus.Change{Remove: []string{"a"}, Put: []corpus.Entry{law("b", 1, always("thuế")), bad}}
		if err := s.Commit(ctx, change); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if diff := cmp.Diff([]string{"a"}, ids(t, s)); diff != "" {
		t.Errorf("documents after refused changes (-want +got):\n%s", diff)
	}
	if got := search(t, s, "thuế thừa kế", retrieval.Filter{}); len(got) != 1 || got[0] != "a" {
		t.Errorf("found %v, want [a]", got)
	}
	if after, err := s.Generation(ctx); after != before || err != nil {
		t.Errorf("generation %d, was %d: %v", after, before, err)
	}
	healthy(t, s)
}

func testGeneration(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	var last uint64
	for i := range 5 {
		put(t, s, law("a", i, always("một")))
		g, err := s.Generation(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && g == last {
			t.Errorf("generation %d stayed over a commit", g)
		}
		last = g
	}
}

func testReopen(t *testing.T, opener Opener) {
	open := opener(t)
	s := open()
	e := law("a", 2, always("thừa kế"))
	e.Vectors = []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 0}, nil}}}
	put(t, s, e, law("b", 1, always("thừa kế")))
	commit(t, s, corpus.Change{Remove: []string{"b"}})
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if _, err := s.Lexical(context.Background(), Query("thừa kế"), retrieval.Filter{}, 1); err == nil {
		t.Error("a closed store answers")
	}
	s = open()
	if got := search(t, s, "thừa kế", retrieval.Filter{}); len(got) != 1 || got[0] != "a" {
		t.Errorf("found %v, want [a]", got)
	}
	if got, err := s.Nearest(context.Background(), "m", []float32{1, 1}, retrieval.Filter{}, 9); len(got) != 1 || err != nil {
		t.Errorf("nearest: %v, %v", got, err)
	}
	healthy(t, s)
}

func testCancelled(t *testing.T, opener Opener) {
	s := opener(t)()
	put(t, s, law("a", 1, always("thừa kế")))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Commit(ctx, corpus.Change{Remove: []string{"a"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("commit: %v, want context.Canceled", err)
	}
	if _, err := s.Document(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("document: %v, want context.Canceled", err)
	}
	if got := search(t, s, "thừa kế", retrieval.Filter{}); len(got) != 1 {
		t.Errorf("found %v after a cancelled commit", got)
	}
	put(t, s, law("b", 1, always("thừa kế")))
	healthy(t, s)
}

// seenWithin is how soon one instance must see another's commits.
const seenWithin = 2 * time.Second
