package ingest

import (
	"context"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
)

// lengths embeds a text as its length.
type lengths struct{ model string }

func (l lengths) Model() string { return l.model }
func (lengths) EmbedPassages(_ context.Context, texts []string) ([][]float32, error) {
	var out [][]float32
	for _, t := range texts {
		out = append(out, []float32{float32(len(t)), 1})
	}
	return out, nil
}

func TestReembed(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": law("91/2021/QH-THU", 3), "b.txt": law("92/2021/QH-THU", 2)})
	store := newMemory()
	p := &Pipeline{Store: store, Reader: formats.Default(), Embedders: []Embedder{lengths{"old"}}}
	if _, err := p.Run(t.Context(), []string{dir}); err != nil {
		t.Fatal(err)
	}
	chunks := func(_ context.Context, id string) ([]corpus.Chunk, error) { return store.entries[id].Chunks, nil }
	p = &Pipeline{Store: store, Embedders: []Embedder{lengths{"new"}}}
	var told int
	n, err := p.Reembed(t.Context(), chunks, func(done int) { told = done })
	if err != nil || told != n {
		t.Fatalf("%d chunks, %d told, error %v", n, told, err)
	}
	sum := 0
	for id, e := range store.entries {
		sum += len(e.Chunks)
		if len(e.Vectors) != 1 || e.Vectors[0].Model != "new" || len(e.Vectors[0].Vectors) != len(e.Chunks) {
			t.Errorf("%s has vectors %+v", id, e.Vectors)
		}
		if e.Document == nil || len(e.Document.Provisions) == 0 {
			t.Errorf("%s lost its document", id)
		}
	}
	if sum != n || n < 5 {
		t.Errorf("%d chunks embedded of %d", n, sum)
	}
	p.Embedders = []Embedder{failing{}}
	if _, err := p.Reembed(t.Context(), chunks, nil); err == nil {
		t.Error("an embedder that fails is no error")
	}
	for id, e := range store.entries {
		if len(e.Vectors) != 1 || e.Vectors[0].Model != "new" {
			t.Errorf("%s lost its vectors: %+v", id, e.Vectors)
		}
	}
}
