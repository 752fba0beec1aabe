package storetest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

func testTerms(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	number := law("45/2019/QH14", 1, always("Phạm vi"))
	put(t, s,
		law("tone-old", 1, always("hoà giải ở cơ sở")),
		law("tone-new", 1, always("hòa giải ở cơ sở")),
		law("other", 1, always("hoá đơn; giải thích")),
		law("leave", 1, always("nghỉ việc riêng")),
		law("decree", 1, always("nghị quyết, việc làm")),
		number)
	sorted := func(text []retrieval.QueryTerm) []string {
		t.Helper()
		c, err := s.Lexical(ctx, text, retrieval.Filter{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		out := documentsOf(places(t, s, c))
		slices.Sort(out)
		return out
	}
	for _, tt := range []struct {
		name  string
		terms []retrieval.QueryTerm
		want  []string
	}{
		{"both placements of a tone", []retrieval.QueryTerm{{Term: "hòa giải", Weight: 1}}, []string{"tone-new", "tone-old"}},
		{"query in the other placement", Query("hoà")[:1], []string{"tone-new", "tone-old"}},
		{"folded syllable", []retrieval.QueryTerm{{Term: "~hoa", Weight: 1}}, []string{"other", "tone-new", "tone-old"}},
		{"folded pair", []retrieval.QueryTerm{{Term: "~nghi viec", Weight: 1}}, []string{"leave"}},
		{"no pair over a sentence", []retrieval.QueryTerm{{Term: "đơn giải", Weight: 1}}, nil},
		{"a pair over a comma", []retrieval.QueryTerm{{Term: "quyết việc", Weight: 1}}, []string{"decree"}},
		{"number of the document", Query("45/2019/qh14"), []string{"45/2019/QH14"}},
		{"part of a number", []retrieval.QueryTerm{{Term: "45 2019", Weight: 1}}, []string{"45/2019/QH14"}},
		{"weight of nothing", []retrieval.QueryTerm{{Term: "hòa", Weight: 0}, {Term: "nghỉ", Weight: -1}}, nil},
		{"no terms", nil, nil},
		{"unknown", Query("xyz"), nil},
	} {
		if diff := cmp.Diff(tt.want, sorted(tt.terms)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	// A name is said of every điều of its document.
	put(t, s, law("luat-dai", 7, always("điều không nói tên")))
	if got := sorted([]retrieval.QueryTerm{{Term: "dai", Weight: 1}}); len(got) != 1 || got[0] != "luat-dai" {
		t.Errorf("name finds %v", got)
	}
	// k is a bound, and nothing is found for k ≤ 0.
	for k, want := range map[int]int{-1: 0, 0: 0, 3: 3, 7: 7, 8: 7} {
		c, err := s.Lexical(ctx, Query("tên"), retrieval.Filter{}, k)
		if err != nil || len(c) != want {
			t.Errorf("k = %d: %d results, %v; want %d", k, len(c), err, want)
		}
	}
}

func testPhrases(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	put(t, s,
		law("together", 1, always("ký hợp đồng lao động có thời hạn")),
		law("apart", 1, always("hợp đồng lao. Đồng lao động hợp đồng lao")),
		law("sentence", 1, always("hợp đồng. Lao động")),
		law("pairs", 1, always("hợp đồng thuê. đồng lao. lao động")))
	find := func(text string) []string {
		t.Helper()
		c, err := s.Lexical(ctx, append(Query(text), convert(lexical.Phrases(text))...), retrieval.Filter{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return documentsOf(places(t, s, c))
	}
	if got := find(`thế nào là "hợp đồng lao động"`); len(got) != 1 || got[0] != "together" {
		t.Errorf("a phrase finds %v", got)
	}
	if got := find(`“lao động” là gì`); len(got) != 4 {
		t.Errorf("a phrase of two finds %v", got)
	}
	if got := find(`"không có ở đâu"`); len(got) > 0 {
		t.Errorf("an unknown phrase finds %v", got)
	}
	if got := find(`thế nào là hợp đồng lao động`); len(got) != 4 {
		t.Errorf("without quotation marks: %v", got)
	}
	// A phrase alone has a score.
	c, err := s.Lexical(ctx, convert([]lexical.Term{{Term: lexical.Phrase("hợp đồng lao động"), Weight: 1}}), retrieval.Filter{}, 10)
	if err != nil || len(c) != 1 || c[0].Score <= 0 {
		t.Errorf("a phrase alone: %v, %v", c, err)
	}
	// More chunks have the pairs than asked for, and only the last the phrase.
	var many []corpus.Entry
	for i := range 80 {
		many = append(many, law(fmt.Sprintf("many-%02d", i), 1, always("quyền sở. hữu trí. sở hữu. trí tuệ. sở hữu trí. hữu trí tuệ")))
	}
	put(t, s, append(many, law("one", 1, always("quyền sở hữu trí tuệ là gì mà dài dòng như thế này")))...)
	c, err = s.Lexical(ctx, convert(append(lexical.QueryTerms("sở hữu trí tuệ"), lexical.Term{Term: lexical.Phrase("sở hữu trí tuệ"), Weight: 1})), retrieval.Filter{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := documentsOf(places(t, s, c)); len(got) != 1 || got[0] != "one" {
		t.Errorf("a phrase behind 80 without it finds %v", got)
	}
}

// filterCases are filters with the documents of filterCorpus that they keep.
var filterCases = []struct {
	name   string
	filter retrieval.Filter
	want   []string
}{
	{"none", retrieval.Filter{}, []string{"code", "decree", "decree~2", "open", "past", "unknown"}},
	{"first day", retrieval.Filter{AsOf: 20210101}, []string{"code", "decree", "decree~2", "open", "unknown"}},
	{"day before", retrieval.Filter{AsOf: 20201231}, []string{"decree", "decree~2", "open", "past", "unknown"}},
	{"last day", retrieval.Filter{AsOf: 20241231}, []string{"code", "decree", "decree~2", "open", "unknown"}},
	{"day of expiry", retrieval.Filter{AsOf: 20250101}, []string{"decree", "decree~2", "open", "unknown"}},
	{"kind", retrieval.Filter{Kinds: []corpus.Kind{corpus.KindDecree}}, []string{"decree", "decree~2"}},
	{"kinds", retrieval.Filter{Kinds: []corpus.Kind{corpus.KindCode, corpus.KindDecree}}, []string{"code", "decree", "decree~2"}},
	{"unknown kind", retrieval.Filter{Kinds: []corpus.Kind{"x"}}, nil},
	{"issuer", retrieval.Filter{Issuers: []string{"Chính phủ"}}, []string{"decree", "decree~2"}},
	{"issuers", retrieval.Filter{Issuers: []string{"Chính phủ", "Bộ Y tế"}}, []string{"decree", "decree~2", "past"}},
	{"document by key", retrieval.Filter{Documents: []string{"decree"}}, []string{"decree", "decree~2"}},
	{"document by ID", retrieval.Filter{Documents: []string{"decree~2", "past"}}, []string{"decree~2", "past"}},
	{"all at once", retrieval.Filter{AsOf: 20210601, Kinds: []corpus.Kind{corpus.KindCode, corpus.KindLaw}, Issuers: []string{"Quốc hội"}, Documents: []string{"code", "past", "open"}}, []string{"code", "open"}},
	{"contradiction", retrieval.Filter{AsOf: 20210601, Documents: []string{"past"}}, nil},
}

func filterCorpus() []corpus.Entry {
	make := func(id string, kind corpus.Kind, issuer string, from, to corpus.Date) corpus.Entry {
		e := law(id, 2, always("mức phạt tiền"))
		e.Document.Kind, e.Document.Issuer = kind, issuer
		for i := range e.Chunks {
			e.Chunks[i].Interval = corpus.Interval{From: from, To: to}
		}
		e.Vectors = []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1, 0, 1}, {0, 1, 1}}}}
		return e
	}
	return []corpus.Entry{
		make("code", corpus.KindCode, "Quốc hội", 20210101, 20250101),
		make("decree", corpus.KindDecree, "Chính phủ", 20200101, 0),
		make("decree~2", corpus.KindDecree, "Chính phủ", 20200101, 0),
		make("open", corpus.KindLaw, "Quốc hội", 0, 20300101),
		make("past", corpus.KindCircular, "Bộ Y tế", 19990101, 20210101),
		make("unknown", corpus.KindOther, "", 0, 0),
	}
}

func testFilters(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	put(t, s, filterCorpus()...)
	// One điều in two versions: each is found at its time only.
	versions := law("versions", 2, always("phiên bản"))
	versions.Chunks[0].Interval, versions.Chunks[1].Interval = corpus.Interval{To: 20220101}, corpus.Interval{From: 20220101}
	versions.Chunks[1].Path = "d1"
	put(t, s, versions)
	for _, tt := range filterCases {
		t.Run(tt.name, func(t *testing.T) {
			check := func(how string, c []retrieval.Candidate, err error) {
				t.Helper()
				if err != nil {
					t.Fatalf("%s: %v", how, err)
				}
				got := documentsOf(places(t, s, c))
				slices.Sort(got)
				if diff := cmp.Diff(tt.want, got); diff != "" || len(c) != 2*len(tt.want) {
					t.Errorf("%s: %d results (-want +got):\n%s", how, len(c), diff)
				}
			}
			c, err := s.Lexical(ctx, Query("mức phạt tiền"), tt.filter, 100)
			check("lexical", c, err)
			c, err = s.Nearest(ctx, "m", []float32{1, 1, 1}, tt.filter, 100)
			check("nearest", c, err)
		})
	}
	for date, want := range map[corpus.Date]int{20211231: 0, 20220101: 1} {
		c, err := s.Lexical(ctx, Query("phiên bản"), retrieval.Filter{AsOf: date}, 10)
		if err != nil {
			t.Fatal(err)
		}
		if got := places(t, s, c); len(got) != 1 || got[0].ordinal != want {
			t.Errorf("on %v: %v, want version %d", date, got, want)
		}
	}
}

// testStarvation asks for pages under filters that keep few of many rows: no
// page may be shorter than the rows that match.
func testStarvation(t *testing.T, opener Opener) {
	const chunks, perDocument, dimension = 4000, 4, 16
	ctx := context.Background()
	s := opener(t)()
	r := rand.New(rand.NewPCG(3, 3))
	// Issuers "0.1 %", "1 %", "10 %", "50 %" keep that share of the documents,
	// and stand far from the question in words and vectors.
	var entries []corpus.Entry
	matching := map[string]int{}
	for i := range chunks / perDocument {
		issuer, far := "rest", false
		switch {
		case i%1000 == 7:
			issuer, far = "0.1 %", true
		case i%100 == 3:
			issuer, far = "1 %", true
		case i%10 == 1:
			issuer, far = "10 %", true
		case i%2 == 0:
			issuer, far = "50 %", true
		}
		e := law(fmt.Sprintf("doc-%04d", i), perDocument, func(int) string {
			if far {
				return "Trường hợp khác áp dụng mức chung, không nêu ở đây, theo quy định về phạt"
			}
			return "phạt tiền phạt tiền phạt"
		})
		e.Document.Issuer = issuer
		vectors := make([][]float32, perDocument)
		for j := range vectors {
			vectors[j] = make([]float32, dimension)
			for d := range vectors[j] {
				vectors[j][d] = float32(r.NormFloat64()) / 4
			}
			if vectors[j][0] = 1; far {
				vectors[j][0] = -1
			}
		}
		e.Vectors = []corpus.Embedded{{Model: "m", Vectors: vectors}}
		matching[issuer] += perDocument
		entries = append(entries, e)
	}
	for part := range slices.Chunk(entries, 250) {
		put(t, s, part...)
	}
	if m, ok := s.(Maintained); ok { // with whatever indexes it makes when it has time
		if err := m.Optimize(ctx); err != nil {
			t.Fatalf("optimize: %v", err)
		}
	}
	question := make([]float32, dimension)
	question[0] = 1
	for issuer, rows := range matching {
		for _, k := range []int{1, 20, 100} {
			f := retrieval.Filter{Issuers: []string{issuer}}
			want := min(k, rows)
			c, err := s.Lexical(ctx, Query("mức phạt tiền"), f, k)
			if err != nil || len(c) != want {
				t.Errorf("lexical, filter keeps %s, k %d: %d results, %v; want %d", issuer, k, len(c), err, want)
			}
			c, err = s.Nearest(ctx, "m", question, f, k)
			if err != nil || len(c) != want {
				t.Errorf("nearest, filter keeps %s, k %d: %d results, %v; want %d", issuer, k, len(c), err, want)
			}
		}
	}
}

func testVectors(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	e := law("a", 4, always("một"))
	e.Vectors = []corpus.Embedded{
		{Model: "two", Vectors: [][]float32{{3, 0}, {0, 5}, nil, {-1, 0}}},
		{Model: "three", Vectors: [][]float32{{0, 0, 2}, {0, 0, 0}, nil, nil}},
	}
	put(t, s, e, law("b", 1, always("hai")))
	got, err := s.Nearest(ctx, "two", []float32{10, 10}, retrieval.Filter{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	found := places(t, s, got)
	if len(found) != 3 || found[2].ordinal != 3 {
		t.Fatalf("nearest: %v", found)
	}
	for i, want := range []float64{math.Sqrt2 / 2, math.Sqrt2 / 2, -math.Sqrt2 / 2} {
		if math.Abs(found[i].score-want) > 1e-5 {
			t.Errorf("score %d is %v, want the cosine %v", i, found[i].score, want)
		}
	}
	if got, err = s.Nearest(ctx, "three", []float32{0, 1, 1}, retrieval.Filter{}, 10); err != nil || len(got) != 1 {
		t.Errorf("a vector of length zero counts: %v, %v", got, err)
	}
	if got, err = s.Nearest(ctx, "none", []float32{0, 1}, retrieval.Filter{}, 10); err != nil || len(got) != 0 {
		t.Errorf("unknown model: %v, %v", got, err)
	}
	if got, err = s.Nearest(ctx, "two", []float32{0, 0}, retrieval.Filter{}, 10); err != nil || len(got) != 0 {
		t.Errorf("a question without direction: %v, %v", got, err)
	}
	if _, err = s.Nearest(ctx, "two", []float32{0, 1, 2}, retrieval.Filter{}, 10); err == nil {
		t.Error("a question of another dimension is answered")
	}
	if got, err = s.Nearest(ctx, "two", []float32{1, 0}, retrieval.Filter{}, 0); err != nil || len(got) != 0 {
		t.Errorf("k = 0: %v, %v", got, err)
	}
	// New vectors for the same text, as after a better embedder.
	e.Vectors = []corpus.Embedded{{Model: "two", Vectors: [][]float32{{0, 1}, nil, nil, nil}}}
	put(t, s, e)
	if got, err = s.Nearest(ctx, "two", []float32{0, 1}, retrieval.Filter{}, 10); err != nil || len(got) != 1 || got[0].Score < 0.999 {
		t.Errorf("after new vectors: %v, %v", got, err)
	}
	if got, err = s.Nearest(ctx, "three", []float32{0, 1, 1}, retrieval.Filter{}, 10); err != nil || len(got) != 0 {
		t.Errorf("vectors of a model that the new text has not: %v, %v", got, err)
	}
	healthy(t, s)
}
