package train

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/internal/memory"
	"trolyluat/retrieval/rank"
)

func TestAblate(t *testing.T) {
	entries, questions := ponds()
	s := retrieval.New(memory.New(entries), retrieval.WithModel(nil))
	o := Options{Searcher: s, Questions: questions, Folds: 2, Seed: 1, Seeds: 1, Trees: TreeOptions{Trees: 5, MinLeaf: 5},
		Terms: TermOptions{Iterations: 5}, Linear: LinearOptions{Iterations: 20}}
	r, without, err := Ablate(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Model != nil || len(r.Data) != 64 || len(r.Whole()) != len(questions) {
		t.Errorf("model %v, data %q, %d rankings", r.Model != nil, r.Data, len(r.Whole()))
	}
	if len(without) != len(parts) {
		t.Fatalf("%d ablations of %d parts", len(without), len(parts))
	}
	for _, a := range without {
		for i, ids := range a.Rankings {
			if len(ids) == 0 {
				t.Fatalf("without %s question %s found nothing", a.Part, questions[i].ID)
			}
		}
	}
}

// TestColumns makes sure that every part that is taken out names features that
// there are.
func TestColumns(t *testing.T) {
	for _, p := range parts {
		for _, prefix := range p.features {
			if !slices.Contains(columns([]string{prefix}), true) {
				t.Errorf("%s: no feature begins or ends with %q", p.name, prefix)
			}
		}
	}
	if columns(nil) != nil {
		t.Error("nothing names columns")
	}
	behind := columns([]string{".behind"})
	for i, name := range rank.FeatureNames {
		if behind[i] != (len(name) > 7 && name[len(name)-7:] == ".behind") {
			t.Errorf("%s: %v", name, behind[i])
		}
	}
}

// pointing embeds questions and điều by the animal that they name.
type pointing struct{}

func (pointing) Model() string { return "pointing" }
func (pointing) Dim() int      { return 10 }
func (pointing) Embed(_ context.Context, texts []string, _ embed.Kind) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		out[i] = make([]float32, 10)
		for k, animal := range animals {
			if strings.Contains(" "+text, " "+animal) {
				out[i][k] = 1
			}
		}
	}
	return out, nil
}

func TestFusion(t *testing.T) {
	entries, questions := ponds()
	e := pointing{}
	for i := range entries {
		var texts []string
		for _, c := range entries[i].Chunks {
			texts = append(texts, c.Text)
		}
		v, err := e.Embed(context.Background(), texts, 0)
		if err != nil {
			t.Fatal(err)
		}
		entries[i].Vectors = append(entries[i].Vectors, corpus.Embedded{Model: e.Model(), Vectors: v})
	}
	// a model that nothing was fitted for scores by words alone
	m := &rank.Model{Version: rank.FormatVersion, Features: rank.FeatureNames, Data: "d", Fusion: map[string]rank.Fusion{"other": {1, 0, 0}}}
	s := retrieval.New(memory.New(entries), retrieval.WithModel(m), retrieval.WithEmbedder(e))
	o := Options{Searcher: s, Questions: questions, Embedder: e.Model(), Folds: 3}
	r, err := Fusion(context.Background(), o, m)
	if err != nil {
		t.Fatal(err)
	}
	last := r.Stages[len(r.Stages)-1]
	if last.Name != "fusion" || len(last.Rankings) != len(questions) {
		t.Fatalf("stages end with %q of %d questions", last.Name, len(last.Rankings))
	}
	if r.Model.Fusion["other"] != m.Fusion["other"] || r.Model.Data != "d" || len(m.Fusion) != 1 {
		t.Errorf("the model became %+v, it was %+v", r.Model.Fusion, m.Fusion)
	}
	if _, ok := r.Model.Fusion[e.Model()]; !ok {
		t.Error("no weights for the embedder")
	}
	o.Embedder = ""
	if _, err := Fusion(context.Background(), o, m); !errors.Is(err, ErrNoEmbedder) {
		t.Errorf("without an embedder: %v", err)
	}
}
