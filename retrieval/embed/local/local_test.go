package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"trolyluat/retrieval/embed"
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

func vector(t *testing.T, m *Model, text string) []float32 {
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
	a, b := vector(t, m, "t1w0 t1w1 t1w2"), vector(t, m, "t1w5 t1w6 t1w7")
	c := vector(t, m, "t2w5 t2w6 t2w7")
	if near, far := dot(a, b), dot(a, c); near < far+0.3 {
		t.Errorf("words of one topic have cosine %.2f, of two %.2f", near, far)
	}
	if length := dot(a, a); math.Abs(float64(length)-1) > 1e-4 {
		t.Errorf("squared length %v", length)
	}
	if z := vector(t, m, "không quen"); slices.ContainsFunc(z, func(x float32) bool { return x != 0 }) {
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
	if back.Model() != m.Model() || !slices.Equal(vector(t, back, "t1w0 t1w1"), vector(t, m, "t1w0 t1w1")) {
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
