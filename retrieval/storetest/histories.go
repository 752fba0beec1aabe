package storetest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

// testRandomHistories makes the same random changes to the store and to the
// model, and asks both everything.
func testRandomHistories(t *testing.T, opener Opener) {
	seeds := uint64(6)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := &history{T: t, r: rand.New(rand.NewPCG(seed, 42)), store: opener(t)(), model: NewModel()}
			for step := range 25 {
				h.change()
				if step%5 == 4 {
					h.compare()
				}
				if m, ok := h.store.(Maintained); ok && step%11 == 10 {
					if err := m.Optimize(context.Background()); err != nil {
						t.Fatalf("optimize: %v", err)
					}
				}
			}
			h.compare()
			healthy(t, h.store)
		})
	}
}

type history struct {
	*testing.T
	r     *rand.Rand
	store Store
	model *Model
}

var words = strings.Fields(`luật lao động thử việc hợp đồng đất đai thừa kế người hòa hoà bồi thường thuế phạt
	tiền nghỉ nghị nghĩ quyền sở hữu 45/2019/QH14 12a 1.000.000 công an cong an tuoi tuổi ma túy, mã; mạ. đến`)

func (h *history) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(words[int(float64(len(words))*math.Pow(h.r.Float64(), 1.7))])
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func (h *history) id() string {
	n := h.r.IntN(14)
	return []string{"luat-", "nd-"}[n%2] + fmt.Sprint(n/3) + []string{"", "~x", "~y"}[n%3]
}

func (h *history) date() corpus.Date {
	if h.r.IntN(3) == 0 {
		return 0
	}
	return corpus.NewDate(2000+h.r.IntN(30), 1+h.r.IntN(12), 1)
}

func (h *history) entry() corpus.Entry {
	id := h.id()
	e := law(id, h.r.IntN(7), func(int) string { return h.text(1 + h.r.IntN(25)) })
	d := e.Document
	d.Kind = []corpus.Kind{corpus.KindLaw, corpus.KindDecree, corpus.KindPrecedent}[h.r.IntN(3)]
	d.Issuer = []string{"Quốc hội", "Chính phủ", ""}[h.r.IntN(3)]
	d.Title = h.text(3)
	d.Source = corpus.Source{URI: fmt.Sprint("file-", h.r.IntN(6)), SHA256: fmt.Sprint(h.r.IntN(3))}
	for range h.r.IntN(3) {
		d.Relations = append(d.Relations, corpus.Relation{Type: corpus.Cites, To: corpus.KeyOf(h.id()), ToPath: fmt.Sprint(h.r.IntN(9))})
	}
	for i := range e.Chunks {
		c := &e.Chunks[i]
		c.Interval = corpus.Interval{From: h.date(), To: h.date()}
		if h.r.IntN(3) == 0 {
			c.Heading = h.text(3)
			c.Text = c.Label + ". " + c.Heading + "\n" + h.text(10)
		}
		if h.r.IntN(4) == 0 {
			c.Context = []string{h.text(2), h.text(2)}
		}
		if i > 0 && h.r.IntN(5) == 0 {
			c.Path = e.Chunks[i-1].Path
		}
	}
	for _, model := range []struct {
		name      string
		dimension int
	}{{"small", 5}, {"large", 40}} { // no map: the seed must give one history
		if len(e.Chunks) == 0 || h.r.IntN(4) == 0 {
			continue
		}
		v := corpus.Embedded{Model: model.name, Vectors: make([][]float32, len(e.Chunks))}
		for i := range v.Vectors {
			if h.r.IntN(6) > 0 {
				v.Vectors[i] = h.vector(model.dimension)
			}
		}
		e.Vectors = append(e.Vectors, v)
	}
	return e
}

func (h *history) vector(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(h.r.NormFloat64())
	}
	return v
}

func (h *history) change() {
	h.Helper()
	var c corpus.Change
	for range h.r.IntN(5) {
		c.Put = append(c.Put, h.entry())
	}
	for range h.r.IntN(3) {
		c.Remove = append(c.Remove, h.id())
	}
	commit(h, h.store, c)
	commit(h, h.model, c)
}

func (h *history) filter() retrieval.Filter {
	f := retrieval.Filter{}
	if h.r.IntN(2) == 0 {
		f.AsOf = h.date()
	}
	if h.r.IntN(4) == 0 {
		f.Kinds = []corpus.Kind{corpus.KindLaw, corpus.KindPrecedent}
	}
	if h.r.IntN(4) == 0 {
		f.Issuers = []string{"Chính phủ"}
	}
	if h.r.IntN(4) == 0 {
		for range 4 {
			f.Documents = append(f.Documents, h.id())
		}
	}
	return f
}

// compare asks store and model for everything there is.
func (h *history) compare() {
	h.Helper()
	ctx := context.Background()
	if diff := cmp.Diff(ids(h, h.model), ids(h, h.store)); diff != "" {
		h.Fatalf("documents (-model +store):\n%s", diff)
	}
	both := func(what string, ask func(Store) (any, error)) {
		h.Helper()
		want, err := ask(h.model)
		if err != nil {
			h.Fatalf("%s of the model: %v", what, err)
		}
		got, err := ask(h.store)
		if err != nil {
			h.Fatalf("%s: %v", what, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(corpus.Chunk{}, "ID")); diff != "" {
			h.Fatalf("%s (-model +store):\n%s", what, diff)
		}
	}
	for n := range 5 {
		key := []string{"luat-", "nd-"}[n%2] + fmt.Sprint(n)
		both("look up "+key, func(s Store) (any, error) { return s.Lookup(ctx, key) })
		both("relations to "+key, func(s Store) (any, error) { return s.RelationsTo(ctx, key) })
	}
	for n := range 6 {
		type seen struct {
			IDs  []string
			Hash string
		}
		both("seen", func(s Store) (any, error) {
			i, x, err := s.Seen(ctx, fmt.Sprint("file-", n))
			return seen{i, x}, err
		})
	}
	all := ids(h, h.model)
	both("infos", func(s Store) (any, error) { return s.Infos(ctx, all) })
	for _, id := range all {
		both("document "+id, func(s Store) (any, error) { return s.Document(ctx, id) })
		both("chunks of "+id, func(s Store) (any, error) { return s.Articles(ctx, id, "") })
		both("điều 2 of "+id, func(s Store) (any, error) { return s.Articles(ctx, id, "d2") })
	}
	for range 12 {
		f, k := h.filter(), 1+h.r.IntN(15)
		text := h.text(1 + h.r.IntN(6))
		terms := Query(text)
		switch h.r.IntN(4) {
		case 0:
			terms = FoldedQuery(text)
		case 1:
			terms = append(terms, convert([]lexical.Term{{Term: lexical.Phrase(h.text(2 + h.r.IntN(2))), Weight: 1}})...)
		}
		for i := range terms {
			terms[i].Weight *= 0.1 + h.r.Float64()
		}
		h.ranking(fmt.Sprintf("lexical %v %+v", terms, f), k, 1e-5, func(s Store, k int) ([]retrieval.Candidate, error) {
			return s.Lexical(ctx, terms, f, k)
		})
		var names []string
		for _, x := range terms {
			names = append(names, x.Term)
		}
		type counts struct {
			DF []int
			N  int
		}
		both("frequencies", func(s Store) (any, error) {
			df, n, err := s.Frequencies(ctx, names)
			return counts{df, n}, err
		})
		for model, dimension := range map[string]int{"small": 5, "large": 40} {
			v := h.vector(dimension)
			h.ranking(fmt.Sprintf("nearest %s %+v", model, f), k, 1e-5, func(s Store, k int) ([]retrieval.Candidate, error) {
				return s.Nearest(ctx, model, v, f, k)
			})
		}
	}
}

func (h *history) ranking(what string, k int, tolerance float64, ask func(Store, int) ([]retrieval.Candidate, error)) {
	h.Helper()
	got, err := ask(h.store, k)
	if err != nil {
		h.Fatalf("%s: %v", what, err)
	}
	all, err := ask(h.model, math.MaxInt)
	if err != nil {
		h.Fatalf("%s of the model: %v", what, err)
	}
	want := places(h, h.model, all)
	if err := sameRanking(places(h, h.store, got), slices.Clone(want[:min(k, len(want))]), want, tolerance); err != nil {
		h.Fatalf("%s, k %d: %v", what, k, err)
	}
}
