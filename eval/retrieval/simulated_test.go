package retrieval

import (
	"context"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/assistant/llm/fake"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/realdata"
	"trolyluat/eval/metrics"
	"trolyluat/retrieval"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/embed/openai"
	"trolyluat/retrieval/sqlite"
)

// simulation is an embedding model whose quality is known: every passage has a
// random direction, and what asks for a passage (its heading, or a question with
// that answer) has a cosine of about near to it. At near = 0 it knows nothing.
type simulation struct {
	near   float64
	answer map[string]string // question, or name and heading → text of the passage
}

// passageBody is the text of a điều without what the pipeline puts before it.
func passageBody(text string) (string, bool) {
	i := strings.Index(text, "\nĐiều ")
	if i < 0 {
		return text, strings.HasPrefix(text, "Điều ")
	}
	return text[i+1:], true
}

func direction(text string, dimension int) []float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	v := make([]float64, dimension)
	norm := 0.0
	for i := range v {
		v[i] = r.NormFloat64()
		norm += v[i] * v[i]
	}
	for i := range v {
		v[i] /= math.Sqrt(norm)
	}
	return v
}

func (s *simulation) embed(text string, dimension int) []float32 {
	body, passage := passageBody(text)
	v := direction(body, dimension)
	if gold, ok := s.answer[text]; ok && !passage {
		h := fnv.New64a()
		_, _ = h.Write([]byte(text))
		near := s.near + 0.15*rand.New(rand.NewPCG(h.Sum64(), 2)).NormFloat64()
		near = min(0.95, max(0, near))
		if s.near == 0 {
			near = 0
		}
		rest := math.Sqrt(1 - near*near)
		for i, x := range direction(gold, dimension) {
			v[i] = near*x + rest*v[i]
		}
	}
	out := make([]float32, dimension)
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}

// TestFusionOfSimulatedEmbedders puts a good and a useless embedding model
// behind a server that speaks OpenAI's protocol, and compares the search with
// each, without any fitting, to that by words: a good one must help on both
// benchmarks and a useless one do no harm.
func TestFusionOfSimulatedEmbedders(t *testing.T) {
	data := realdata.Dir(t)
	for _, bench := range simulatedBenchmarks {
		t.Run(bench, func(t *testing.T) {
			questions, err := ReadQuestionsFile(filepath.Join(data, bench, "questions.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			if step := len(questions) / simulatedQuestions; step > 1 { // evenly over the file
				var some []Question
				for i := 0; i < len(questions); i += step {
					some = append(some, questions[i])
				}
				questions = some
			}
			compareSimulated(t, filepath.Join(data, bench, "articles.jsonl"), questions)
		})
	}
}

func compareSimulated(t *testing.T, articles string, questions []Question) {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	server, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	connect := func(model string) embed.Embedder {
		e, err := openai.New(openai.Config{BaseURL: server.URL(), Key: "k", Model: model, Dimensions: 64})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	simulated := &simulation{near: 0.5, answer: map[string]string{}}
	server.Embed(simulated.embed)
	// passages have the same vectors by both models
	good, bad := connect("gia-lap-tot"), connect("gia-lap-vo-dung")
	p := &ingest.Pipeline{Store: st, Reader: formats.Default(), Format: "articles",
		Embedders: []ingest.Embedder{embed.Passages{Embedder: good}, embed.Passages{Embedder: bad}}}
	if _, err := p.Run(ctx, []string{articles}); err != nil {
		t.Fatal(err)
	}
	words := retrieval.New(st)
	gold := map[string]string{}
	for e, err := range words.Passages(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		gold[e.Chunk.SourceID] = e.Chunk.Text
		simulated.answer[e.Info.Title+". "+e.Chunk.Heading] = e.Chunk.Text
	}
	for _, q := range questions {
		simulated.answer[q.Text] = gold[q.Gold[0]]
	}
	rankings := func(e embed.Embedder) [][]string {
		s := words
		if e != nil {
			s = retrieval.New(st, retrieval.WithEmbedder(e))
		}
		// as behind an ingest: a table still being made would read questions otherwise
		if err := s.Refresh(ctx); err != nil {
			t.Fatal(err)
		}
		r, err := Ask(ctx, Options{Searcher: s, Details: true}, questions)
		if err != nil {
			t.Fatal(err)
		}
		var out [][]string
		for _, row := range r.Rows {
			out = append(out, row.Hits)
		}
		return out
	}
	base := rankings(nil)
	vectors, err := Ask(ctx, Options{Searcher: retrieval.New(st, retrieval.WithEmbedder(good)), Mode: retrieval.Vector}, questions)
	if err != nil {
		t.Fatal(err)
	}
	withGood := Compare(questions, base, rankings(good), 1)
	simulated.near = 0
	withBad := Compare(questions, base, rankings(bad), 1)
	words0, _ := Score(questions, base, 1)
	t.Logf("%d questions; by words mrr@10 %.3f, acc@1 %.3f; by the good model's vectors alone mrr@10 %.3f, acc@1 %.3f, r@10 %.3f",
		len(questions), words0["mrr@10"], words0["acc@1"], vectors.Metrics["mrr@10"], vectors.Metrics["acc@1"], vectors.Metrics["r@10"])
	for _, m := range []string{"acc@1", "mrr@10", "r@10"} {
		log := func(name string, c metrics.Comparison) {
			t.Logf("%s: %s %+.4f [%+.4f, %+.4f], better %d, worse %d", name, m, c.Diff.Mean, c.Diff.Lo, c.Diff.Hi, c.Better, c.Worse)
		}
		log("good", withGood[m])
		log("bad", withBad[m])
		if withBad[m].Diff.Mean < -0.005 {
			t.Errorf("a useless model costs %.4f of %s", -withBad[m].Diff.Mean, m)
		}
	}
	if withGood["mrr@10"].Diff.Mean <= 0 || withGood["acc@1"].Diff.Mean < 0 {
		t.Errorf("a good model changes mrr@10 by %+.4f and acc@1 by %+.4f", withGood["mrr@10"].Diff.Mean, withGood["acc@1"].Diff.Mean)
	}
}
