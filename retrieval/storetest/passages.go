package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/rank"
)

// checkPassages holds the passages that a store keeps against its chunks: the same
// chunks, prepared as the chunks are now.
func checkPassages(t testing.TB, s Store) {
	t.Helper()
	kept, ok := s.(retrieval.PassageIndex)
	if !ok {
		return
	}
	ctx := context.Background()
	pooler := local.Default().Pooler()
	defer pooler.Release()
	var numbers []corpus.ChunkID
	want := map[corpus.ChunkID]retrieval.Passage{}
	for _, id := range ids(t, s) {
		infos, err := s.Infos(ctx, []string{id})
		if err != nil {
			t.Fatalf("infos: %v", err)
		}
		info := infos[id]
		for _, c := range articles(t, s, id, "") {
			p := rank.NewPassage(&info, &c)
			p.Document, p.Vectors = "", pooler.Passage(p)
			numbers = append(numbers, c.ID)
			want[c.ID] = retrieval.Passage{Chunk: rank.Bare(c), Prepared: p}
		}
	}
	slices.Reverse(numbers)
	got, err := kept.Passages(ctx, append(numbers, 1<<31))
	if err != nil {
		t.Fatalf("passages: %v", err)
	}
	found := map[corpus.ChunkID]retrieval.Passage{}
	for _, p := range got {
		found[p.Chunk.ID] = p
	}
	if len(got) != len(numbers) || len(found) != len(numbers) {
		t.Fatalf("%d passages of %d chunks, want %d", len(got), len(found), len(numbers))
	}
	if diff := cmp.Diff(want, found, cmpopts.EquateEmpty(), cmp.AllowUnexported(rank.Vectors{})); diff != "" {
		t.Errorf("passages (-of the chunks +kept):\n%s", diff)
	}
}

// testPassages holds that passages are kept, replaced and removed with their
// chunks, and that another instance sees them.
func testPassages(t *testing.T, opener Opener) {
	open := opener(t)
	s := open()
	put(t, s, whole(), law("9/2020/QH14", 3, always("Người lao động có quyền.\n1. Được trả lương.\n2. Được nghỉ.")))
	checkPassages(t, s)
	before := numbers(t, s)
	put(t, s, law("9/2020/QH14", 2, always("Người sử dụng lao động có nghĩa vụ.")))
	commit(t, s, corpus.Change{Remove: []string{"45/2019/QH14"}})
	checkPassages(t, s)
	other := open()
	checkPassages(t, other)
	kept, ok := other.(retrieval.PassageIndex)
	if !ok {
		return
	}
	for id, at := range before {
		if got, err := kept.Passages(context.Background(), []corpus.ChunkID{id}); err != nil || len(got) > 0 {
			t.Errorf("the passage of chunk %d of the old %s: %v, %v", id, at.Document, got, err)
		}
	}
	healthy(t, s)
}

// Preparing holds that a store makes up for passages that an earlier version did
// not make: spoil takes some away from a document of n điều.
func Preparing(t testing.TB, s Store, n int, spoil func()) {
	t.Helper()
	put(t, s, law("9/2020/QH14", n, func(i int) string { return fmt.Sprintf("Người lao động thứ %d có quyền.", i) }))
	spoil()
	findings, err := s.(Maintained).Doctor(context.Background(), false)
	if err != nil || !slices.ContainsFunc(findings, func(f retrieval.Finding) bool { return f.Code == "passages_missing" }) {
		t.Errorf("doctor does not see the missing passages: %v, %v", findings, err)
	}
	if err := s.(Maintained).Optimize(context.Background()); err != nil {
		t.Fatalf("optimize: %v", err)
	}
	checkPassages(t, s)
	healthy(t, s)
}
