package local

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/internal/vector"
	"trolyluat/retrieval/rank"
)

// topics are invented texts: each topic has words of its own, of which a heading
// takes some and the body others, so that only the corpus tells that they belong
// together.
func topics(n int) iter.Seq2[Text, error] {
	r := rand.New(rand.NewPCG(5, 5))
	return func(yield func(Text, error) bool) {
		for i := range n {
			topic := i % 8
			word := func(k int) string { return fmt.Sprintf("t%dw%d", topic, k) }
			var heading, body []string
			for range 4 {
				heading = append(heading, word(r.IntN(12)))
			}
			for range 40 {
				body = append(body, word(r.IntN(12)), fmt.Sprintf("chung%d", r.IntN(30)))
			}
			if !yield(Text{Group: fmt.Sprint(i % 3), Name: "Luật", Heading: strings.Join(heading, " "), Body: strings.Join(body, " ")}, nil) {
				return
			}
		}
	}
}

func trained(t *testing.T, o Options) *Model {
	t.Helper()
	m, err := Train(context.Background(), topics(400), o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func embedded(t *testing.T, m *Model, text string) []float32 {
	t.Helper()
	v, err := m.Embed(context.Background(), []string{text}, embed.Query)
	if err != nil {
		t.Fatal(err)
	}
	return v[0]
}

func TestTrain(t *testing.T) {
	var losses []float64
	m := trained(t, Options{Dim: 16, Steps: 60, Seed: 1, Workers: 2, Every: 20,
		Progress: func(_, _ int, loss float64) { losses = append(losses, loss) }})
	if len(losses) != 3 || losses[2] >= losses[0] {
		t.Errorf("losses %v", losses)
	}
	a, b := embedded(t, m, "t1w0 t1w1 t1w2"), embedded(t, m, "t1w5 t1w6 t1w7")
	c := embedded(t, m, "t2w5 t2w6 t2w7")
	if near, far := vector.Dot(a, b), vector.Dot(a, c); near < far+0.3 {
		t.Errorf("words of one topic have cosine %.2f, of two %.2f", near, far)
	}
	if length := vector.Dot(a, a); math.Abs(float64(length)-1) > 1e-4 {
		t.Errorf("squared length %v", length)
	}
	if z := embedded(t, m, "không quen"); slices.ContainsFunc(z, func(x float32) bool { return x != 0 }) {
		t.Errorf("unknown words give %v", z)
	}
	if m.Dim() != 16 || len(a) != 16 || !strings.HasPrefix(m.Model(), "local-16-") {
		t.Errorf("dimension %d, %d values, name %s", m.Dim(), len(a), m.Model())
	}
}

func TestTrainIsReproducible(t *testing.T) {
	o := Options{Dim: 8, Steps: 20, Seed: 1, Workers: 1}
	one := trained(t, o)
	o.Workers = 3
	if three := trained(t, o); three.Model() != one.Model() {
		t.Errorf("one worker made %s, three %s", one.Model(), three.Model())
	}
	o.Seed = 2
	if other := trained(t, o); other.Model() == one.Model() {
		t.Error("another seed made the same model")
	}
}

func TestTrainFails(t *testing.T) {
	if _, err := Train(context.Background(), topics(5), Options{}); !errors.Is(err, ErrTooSmall) {
		t.Errorf("five texts: %v", err)
	}
	broken := errors.New("broken")
	if _, err := Train(context.Background(), func(yield func(Text, error) bool) { yield(Text{}, broken) }, Options{}); !errors.Is(err, broken) {
		t.Errorf("a broken corpus: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Train(ctx, topics(100), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFile(t *testing.T) {
	m := trained(t, Options{Dim: 8, Steps: 5, Seed: 1})
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	back, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if back.Model() != m.Model() || !slices.Equal(embedded(t, back, "t1w0 t1w1"), embedded(t, m, "t1w0 t1w1")) {
		t.Error("the model read is not the model written")
	}
	for i := 0; i < b.Len(); i += 101 {
		broken := slices.Clone(b.Bytes())
		broken[i] ^= 0x10
		if _, err := Read(broken); err == nil {
			t.Fatalf("a file changed at byte %d was read", i)
		}
	}
	if _, err := Read(b.Bytes()[:b.Len()-9]); err == nil {
		t.Error("a cut file was read")
	}
}

func FuzzRead(f *testing.F) {
	m, err := Train(context.Background(), topics(64), Options{Dim: 4, Steps: 1})
	if err != nil {
		f.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := Read(data); err == nil {
			if _, err := m.Embed(context.Background(), []string{"t1w0 x"}, embed.Passage); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestPassage compares the vectors that rank a passage with those of its parts.
func TestPassage(t *testing.T) {
	m := trained(t, Options{Dim: 16, Steps: 20, Seed: 1})
	tokens := func(text string) []rank.Token { return rank.AppendTokens(nil, vitext.Syllables(text)) }
	p := &rank.Passage{}
	p.Fields[rank.Heading] = tokens("t1w0 t1w1")
	p.Fields[rank.Body] = tokens("chung1 t1w2 t1w3 t2w4 t2w5")
	p.Units = []rank.Range{{From: 1, To: 3}, {From: 3, To: 5}}
	pooler := m.Pooler()
	p.Vectors = pooler.Passage(p)
	pooler.Release()
	cosines := func(text string) map[string]float64 {
		q := &rank.Query{Vector: embedded(t, m, text), IDF: func(rank.Token) float32 { return 1 }}
		row := rank.Features(q, []rank.Candidate{{Passage: p}})[0]
		out := map[string]float64{}
		for i, name := range rank.FeatureNames {
			out[name] = float64(row[i])
		}
		return out
	}
	if c := cosines("t1w0 t1w1"); c["vector.heading"] < 0.98 {
		t.Errorf("the heading has cosine %.3f with itself", c["vector.heading"])
	}
	one, other := cosines("t1w2 t1w3"), cosines("t2w4 t2w5")
	if one["vector.unit"] <= one["vector.whole"] || one["vector.heading"] <= other["vector.heading"] {
		t.Errorf("what a khoản says: %v", one)
	}
	if other["vector.unit"] <= other["vector.heading"] {
		t.Errorf("what only the other khoản says: unit %.3f, heading %.3f", other["vector.unit"], other["vector.heading"])
	}
}

func TestHeadingRank(t *testing.T) {
	var texts []Text
	for x, err := range topics(80) {
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, x)
	}
	good, n := HeadingRank(trained(t, Options{Dim: 16, Steps: 60, Seed: 1}), texts)
	untrained, _ := HeadingRank(trained(t, Options{Dim: 16, Steps: 1, Seed: 1}), texts)
	if n != 80 || good <= untrained || good > 1 {
		t.Errorf("mean reciprocal rank %.3f trained, %.3f untrained, of %d", good, untrained, n)
	}
	if _, n := HeadingRank(Default(), []Text{{Heading: "Một", Body: "x"}}); n != 0 {
		t.Errorf("%d headings of one syllable", n)
	}
}

// TestGroupsAreDrawnByTheirSize guards the sampling of texts whose subject is
// scattered over the corpus.
func TestGroupsAreDrawnByTheirSize(t *testing.T) {
	c, err := collect(context.Background(), topics(300), 100)
	if err != nil {
		t.Fatal(err)
	}
	tr := newTrainer(c, Options{Workers: 1}.withDefaults(300))
	drawn := map[int]int{}
	for range 40 {
		tr.draw()
		for i := range tr.left {
			drawn[c.of[tr.left[i].example]]++
		}
	}
	for g := range c.groups {
		if share := float64(drawn[g]) / float64(40*tr.Batch); share < 0.23 || share > 0.43 {
			t.Errorf("a third of the texts make %.2f of the batches", share)
		}
	}
}

// TestNearest finds the greatest scores but those of the same text.
func TestNearest(t *testing.T) {
	have := nearest([]float32{0.1, 0.99, 0.5, -0.3, 0.96, 0.4, 0.5}, 4)
	if !slices.Equal(have, []int{4, 6, 2, 5}) {
		t.Errorf("places %v", have)
	}
	if few := nearest([]float32{0.99, 0.2}, 4); !slices.Equal(few, []int{1}) {
		t.Errorf("of two texts, one the same: %v", few)
	}
}

// TestNearMisses looks at the groups of a text and what is nearest to it: the
// vectors must hold them for nearer than other texts.
func TestNearMisses(t *testing.T) {
	c, err := collect(context.Background(), topics(600), 100)
	if err != nil {
		t.Fatal(err)
	}
	tr := newTrainer(c, Options{Dim: 16, Steps: 60, Workers: 2}.withDefaults(600))
	if groups := tr.drawNear(); groups != nil {
		t.Fatal("near misses before any vectors")
	}
	for range 60 {
		tr.step()
	}
	tr.renewNear()
	var near, all float64
	for _, g := range tr.drawNear() {
		if len(g) != groupSize {
			t.Fatalf("a group of %d", len(g))
		}
		v := tr.embed(g)
		x := tr.embed(tr.random.Perm(len(c.examples))[:groupSize])
		for i := 1; i < groupSize; i++ {
			near += float64(vector.Dot(v[:tr.Width], v[i*tr.Width:(i+1)*tr.Width]))
			all += float64(vector.Dot(v[:tr.Width], x[i*tr.Width:(i+1)*tr.Width]))
		}
	}
	if near < 1.5*all {
		t.Errorf("cosines with near misses add up to %.1f, with any texts to %.1f", near, all)
	}
}

// TestProject holds the projection to what it is for: fewer numbers tell the
// texts apart much as all do, better than as many of the numbers as they are.
func TestProject(t *testing.T) {
	c, err := collect(context.Background(), topics(400), 100)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Dim: 8, Width: 32, Steps: 100, Workers: 2}.withDefaults(400)
	tr := newTrainer(c, o)
	for range o.Steps {
		tr.step()
	}
	examples := tr.random.Perm(len(c.examples))[:60]
	cosines := func(table []float32, dim int) []float64 {
		u := &trainer{collection: c, Options: o, table: table, counts: tr.counts}
		u.Width = dim
		v := u.embed(examples)
		var out []float64
		for i := range examples {
			for k := range i {
				out = append(out, float64(vector.Dot(v[i*dim:(i+1)*dim], v[k*dim:(k+1)*dim])))
			}
		}
		return out
	}
	var cut []float32
	for r := range c.keys {
		cut = append(cut, tr.row(int32(r))[:o.Dim]...)
	}
	all, projected, plain := cosines(tr.table, o.Width), cosines(tr.project(), o.Dim), cosines(cut, o.Dim)
	off := func(have []float64) (sum float64) {
		for i := range have {
			sum += math.Abs(have[i] - all[i])
		}
		return sum / float64(len(have))
	}
	if p, q := off(projected), off(plain); p > 0.1 || p > q/2 {
		t.Errorf("cosines are off by %.3f after the projection, by %.3f in the first numbers", p, q)
	}
}

// TestFirstVersion reads a file of the first version, which had no saturation.
func TestFirstVersion(t *testing.T) {
	m := trained(t, Options{Dim: 8, Steps: 5, Seed: 1})
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	at := len(magic)
	old := slices.Concat(b.Bytes()[:at], []byte{1, 0, 0, 0}, b.Bytes()[at+4:at+12], b.Bytes()[at+16:b.Len()-4])
	old = binary.LittleEndian.AppendUint32(old, crc32.ChecksumIEEE(old))
	first, err := Read(old)
	if err != nil {
		t.Fatal(err)
	}
	if first.half != 1 || m.half != half || first.Model() == m.Model() || !slices.Equal(first.rows, m.rows) {
		t.Errorf("saturation %v and %v, names %s and %s", first.half, m.half, first.Model(), m.Model())
	}
	broken := slices.Concat(b.Bytes()[:at+12], []byte{0, 0, 0, 0}, b.Bytes()[at+16:b.Len()-4])
	if _, err := Read(binary.LittleEndian.AppendUint32(broken, crc32.ChecksumIEEE(broken))); err == nil {
		t.Error("a file without saturation was read")
	}
}

// TestLines holds what the lines of a passage count for: one that both lines say
// counts twice, in a question once and not quite again.
func TestLines(t *testing.T) {
	m := trained(t, Options{Dim: 16, Steps: 40, Seed: 1})
	ask := func(text string, kind embed.Kind) []float32 {
		v, err := m.Embed(context.Background(), []string{text}, kind)
		if err != nil {
			t.Fatal(err)
		}
		return v[0]
	}
	const lines = "t1w0 t1w1\nt1w0 t1w1\nt2w3 t2w4"
	if !slices.Equal(ask("t1w0 t2w1", embed.Query), ask("t1w0 t2w1", embed.Passage)) {
		t.Error("a text of one line differs between question and passage")
	}
	word := ask("t1w0 t1w1", embed.Query)
	if p, q := vector.Dot(word, ask(lines, embed.Passage)), vector.Dot(word, ask(lines, embed.Query)); p <= q {
		t.Errorf("cosine with what two lines say: %.3f of the passage, %.3f of the question", p, q)
	}
	if got := ask("t1w0\n\n", embed.Passage); slices.ContainsFunc(got, func(x float32) bool { return x != x }) || got[0] == 0 {
		t.Errorf("empty lines give %v", got)
	}
}
