package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
	"trolyluat/retrieval/record"
)

// TestRecallUnderFilters asks through HNSW under filters that keep 0.1, 1, 10, 50
// and 100 % of the chunks, spread evenly and far from the question, and holds the
// first twenty against exact comparison. No page may be short.
func TestRecallUnderFilters(t *testing.T) {
	const documents, perDocument, dimension, k, page = 600, 10, 24, 20, 100
	ctx := context.Background()
	url, name := postgrestest.Schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, NoMaintenance: true, IndexFrom: 1000, VectorBytes: -1})
	r := rand.New(rand.NewPCG(12, 13))
	random := func(centre []float32, spread float64) []float32 {
		v := make([]float32, dimension)
		for i := range v {
			v[i] = float32(spread * r.NormFloat64())
			if centre != nil {
				v[i] += centre[i]
			}
		}
		return v
	}
	topics := make([][]float32, 30) // documents gather around topics
	for i := range topics {
		topics[i] = random(nil, 1)
	}
	type chunk struct {
		place  [2]int // document, ordinal
		vector []float32
		issuer string
		far    bool
	}
	var chunks []chunk
	var entries []corpus.Entry
	shares := []struct {
		issuer string
		every  int
	}{{"0.1 %", 1000}, {"1 %", 100}, {"10 %", 10}, {"50 %", 2}}
	for d := range documents {
		e := corpus.Entry{Document: &corpus.Document{ID: fmt.Sprintf("doc-%04d", d), Issuer: "rest"}}
		topic := d % len(topics)
		for _, sh := range shares { // the rarest that fits; the filters add up below
			if d%sh.every == 0 {
				e.Document.Issuer = sh.issuer
				break
			}
		}
		if topic == 0 {
			e.Document.Kind = corpus.KindDirective
		}
		v := corpus.Embedded{Model: "m"}
		for c := range perDocument {
			x := random(topics[topic], 0.4)
			v.Vectors = append(v.Vectors, x)
			e.Chunks = append(e.Chunks, corpus.Chunk{Path: fmt.Sprint("d", c)})
			chunks = append(chunks, chunk{[2]int{d, c}, record.Unit(x), e.Document.Issuer, topic == 0})
		}
		e.Vectors = []corpus.Embedded{v}
		entries = append(entries, e)
	}
	for part := range slices.Chunk(entries, 250) {
		commit(t, s, part...)
	}
	if err := s.Optimize(ctx); err != nil {
		t.Fatal(err)
	}
	places := map[corpus.ChunkID][2]int{}
	for d := range documents {
		list, err := s.Articles(ctx, fmt.Sprintf("doc-%04d", d), "")
		if err != nil {
			t.Fatal(err)
		}
		for c := range list {
			places[list[c].ID] = [2]int{d, c}
		}
	}
	type filtered struct {
		name   string
		filter retrieval.Filter
		keeps  func(*chunk) bool
	}
	filters := []filtered{
		{"none", retrieval.Filter{}, func(*chunk) bool { return true }},
		{"one far topic", retrieval.Filter{Kinds: []corpus.Kind{corpus.KindDirective}}, func(c *chunk) bool { return c.far }},
	}
	for n, sh := range shares {
		var issuers []string
		for _, rarer := range shares[:n+1] {
			issuers = append(issuers, rarer.issuer)
		}
		filters = append(filters, filtered{sh.issuer, retrieval.Filter{Issuers: issuers}, func(c *chunk) bool { return slices.Contains(issuers, c.issuer) }})
	}

	questions := make([][]float32, 20)
	products := make([][]float64, len(questions)) // with every chunk
	for i := range questions {
		questions[i] = record.Unit(random(topics[1+i%(len(topics)-1)], 0.4))
		for j := range chunks {
			products[i] = append(products[i], product(chunks[j].vector, questions[i]))
		}
	}
	for _, exact := range []int{0, 1} { // as in service, and with few rows walked for too
		store := open(t, walking(t, url), Options{Schema: name, NoMaintenance: true, IndexFrom: 1000, VectorBytes: -1, exactRows: exact})
		for _, f := range filters {
			var recall float64
			kept := map[[2]int]bool{}
			for i := range chunks {
				if f.keeps(&chunks[i]) {
					kept[chunks[i].place] = true
				}
			}
			for n, q := range questions {
				var want []float64
				for i := range chunks {
					if kept[chunks[i].place] {
						want = append(want, products[n][i])
					}
				}
				slices.SortFunc(want, func(a, b float64) int { return cmp.Compare(b, a) })
				got, err := store.Nearest(ctx, "m", q, f.filter, page)
				if err != nil {
					t.Fatal(err)
				}
				if len(got) != min(page, len(want)) {
					t.Errorf("filter %s: a page of %d, want %d", f.name, len(got), min(page, len(want)))
				}
				for _, c := range got {
					if !kept[places[c.Chunk]] {
						t.Fatalf("filter %s: %v should not be there", f.name, places[c.Chunk])
					}
				}
				if got, err = store.Nearest(ctx, "m", q, f.filter, k); err != nil {
					t.Fatal(err)
				}
				first := min(k, len(want))
				hit := 0
				for _, c := range got {
					if c.Score >= want[first-1]-1e-5 {
						hit++
					}
				}
				recall += float64(hit) / float64(first) / float64(len(questions))
			}
			t.Logf("exact up to %d, filter %s: recall@%d %.4f", store.opt.exactRows, f.name, k, recall)
			if recall < 0.98 {
				t.Errorf("filter %s, exact up to %d: recall@%d is %.4f, want 0.98", f.name, store.opt.exactRows, k, recall)
			}
		}
	}
	// The walk was one: statistics come a little later.
	var scans int64
	for start := time.Now(); scans == 0 && time.Since(start) < 20*time.Second; time.Sleep(200 * time.Millisecond) {
		err := s.pool.QueryRow(ctx, `SELECT idx_scan FROM pg_stat_user_indexes WHERE schemaname = $1 AND indexrelname = $2`, name, hnswIndex(1)).Scan(&scans)
		if err != nil {
			t.Fatal(err)
		}
	}
	if scans == 0 {
		t.Error("the vector index was never used")
	}
}

func product(x, y []float32) float64 {
	sum := 0.0
	for i := range x {
		sum += float64(x[i]) * float64(y[i])
	}
	return sum
}
