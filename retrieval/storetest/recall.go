package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/record"
)

// Quality is how well a store answers the questions, and how much of exact
// BM25F and of exact cosine it finds.
type Quality struct {
	Acc1, Recall10, MRR, Recall100 float64 // against the gold provisions
	Exact100                       float64 // share of exact BM25F's first hundred
	// Nearest20 is the share of the exactly nearest twenty under filters that keep
	// about so many chunks of a thousand; 1000 is without a filter.
	Nearest20 map[int]float64
	// Short counts pages of 100 that were shorter than what the filter keeps.
	Short int
}

// PerMille are the shares that the filters of [Measure] keep, in thousandths.
var PerMille = []int{1, 10, 100, 500, 1000}

func (q Quality) String() string {
	out := "nearest@20"
	if q.MRR > 0 {
		out = fmt.Sprintf("acc@1 %.3f  r@10 %.3f  mrr %.3f  r@100 %.3f  exact@100 %.5f  nearest@20", q.Acc1, q.Recall10, q.MRR, q.Recall100, q.Exact100)
	}
	for _, share := range PerMille {
		out += fmt.Sprintf("  of %.1f %%: %.4f", float64(share)/10, q.Nearest20[share])
	}
	return fmt.Sprintf("%s  short pages %d", out, q.Short)
}

// Report adds what was measured to a benchmark.
func (q Quality) Report(b *testing.B) {
	b.Log(q)
	if q.MRR > 0 {
		b.ReportMetric(q.Acc1, "acc@1")
		b.ReportMetric(q.Recall10, "r@10")
		b.ReportMetric(q.Exact100, "exact@100")
	}
	for _, share := range PerMille {
		b.ReportMetric(q.Nearest20[share], fmt.Sprintf("nearest@20-of-%g%%", float64(share)/10))
	}
	b.ReportMetric(float64(q.Short), "short-pages")
}

// Measure asks a store that holds [Real] everything, and every so many questions
// among its vectors.
func Measure(t testing.TB, s Store) Quality {
	t.Helper()
	ctx := context.Background()
	real := Real(t)
	ref := real.Reference()
	byID := numbers(t, s)
	source := map[Place]string{}
	for i := range real.Entries {
		for j := range real.Entries[i].Chunks {
			source[Place{real.Entries[i].Document.ID, j}] = real.Entries[i].Chunks[j].SourceID
		}
	}
	var q Quality
	n := float64(len(real.Questions))
	for _, question := range real.Questions {
		c, err := s.Lexical(ctx, Query(question.Text), retrieval.Filter{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		found, first := 0, 0
		for rank, x := range c {
			if slices.Contains(question.Gold, source[byID[x.Chunk]]) {
				if found++; first == 0 {
					first = rank + 1
				}
			}
		}
		if first == 1 {
			q.Acc1 += 1 / n
		}
		if first > 0 && first <= 10 {
			q.Recall10 += 1 / n
		}
		if first > 0 {
			q.MRR += 1 / float64(first) / n
		}
		q.Recall100 += float64(found) / float64(len(question.Gold)) / n
		q.Exact100 += exactShare(ref, question.Text, PlaceOf(byID, c), c) / n
	}
	q.Nearest20, q.Short = vectorRecall(t, s, real, byID)
	return q
}

// MeasureNearest is [Measure] of the searches among vectors alone.
func MeasureNearest(t testing.TB, s Store) (q Quality) {
	t.Helper()
	q.Nearest20, q.Short = vectorRecall(t, s, Real(t), numbers(t, s))
	return q
}

// exactShare is the share of the exact first hundred that was found; a chunk
// whose score equals the last one's up to rounding counts.
func exactShare(ref *Reference, text string, got []Place, c []retrieval.Candidate) float64 {
	want, scores := ref.Search(text, 100)
	if len(want) == 0 {
		return 1
	}
	in := map[Place]bool{}
	for i, p := range got {
		in[p] = in[p] || c[i].Score > 0
	}
	hit := 0
	for i, p := range want {
		if in[p] || scores[i] <= scores[len(scores)-1]*(1+1e-6) && len(got) == len(want) {
			hit++
		}
	}
	return float64(hit) / float64(len(want))
}

// vectorRecall asks every seventh question among the vectors that filters of
// [PerMille] keep.
func vectorRecall(t testing.TB, s Store, real *RealCorpus, byID map[corpus.ChunkID]Place) (recall map[int]float64, short int) {
	t.Helper()
	ctx := context.Background()
	const every, k, page = 7, 20, 100
	vectors := plainVectors(real.Entries)
	filters, kept := map[int]retrieval.Filter{}, map[int][]bool{} // by vector
	rows := map[int]int{}
	for _, share := range PerMille {
		filters[share], rows[share] = keeping(real.Entries, share)
		names := map[string]bool{}
		for _, d := range filters[share].Documents {
			names[d] = true
		}
		kept[share] = make([]bool, len(vectors.places))
		for n, p := range vectors.places {
			kept[share][n] = share == 1000 || names[p.Document]
		}
	}
	recall = map[int]float64{}
	asked := 0
	for i := 0; i < len(real.Questions); i += every {
		asked++
		vectors.compare(real.Vectors[i])
		for _, share := range PerMille {
			want := vectors.best(kept[share], k)
			c, err := s.Nearest(ctx, EmbedModel, real.Vectors[i], filters[share], k)
			if err != nil {
				t.Fatal(err)
			}
			hit := 0
			for _, p := range PlaceOf(byID, c) {
				if want[p] {
					hit++
				}
			}
			recall[share] += float64(hit) / float64(min(k, len(want)))
			if c, err = s.Nearest(ctx, EmbedModel, real.Vectors[i], filters[share], page); err != nil {
				t.Fatal(err)
			}
			if len(c) < min(page, rows[share]) {
				short++
			}
		}
	}
	for share := range recall {
		recall[share] /= float64(asked)
	}
	return recall, short
}

// keeping returns a filter that keeps about so many chunks of a thousand, spread
// over the corpus, and how many it keeps. Documents of more than one chunk in
// two thousand are kept only where half of all is.
func keeping(entries []corpus.Entry, perMille int) (f retrieval.Filter, kept int) {
	if perMille >= 1000 {
		for i := range entries {
			kept += len(entries[i].Chunks)
		}
		return f, kept
	}
	chunks, all := 0, 0
	for i := range entries {
		all += len(entries[i].Chunks)
	}
	for i := range entries {
		n := len(entries[i].Chunks)
		chunks += n
		if kept*1000 < chunks*perMille && (n*2000 <= all || perMille >= 500) {
			f.Documents = append(f.Documents, entries[i].Document.ID)
			kept += n
		}
	}
	return f, kept
}

// flatVectors is a plain scan of vectors in memory: what recall is measured
// against, and what benchmarks name beside vector search.
type flatVectors struct {
	flat   []float32 // of length one
	places []Place
	scores []float32 // with the question last compared
	sorted []float32
}

func plainVectors(entries []corpus.Entry) *flatVectors {
	v := &flatVectors{}
	for i := range entries {
		for j, x := range entries[i].Vectors[0].Vectors {
			if unit := record.Unit(x); unit != nil {
				v.flat = append(v.flat, unit...)
				v.places = append(v.places, Place{entries[i].Document.ID, j})
			}
		}
	}
	v.scores = make([]float32, len(v.places))
	return v
}

func (v *flatVectors) compare(q []float32) {
	for n := range v.scores {
		sum := float32(0)
		for d, x := range v.flat[n*Dimension : (n+1)*Dimension] {
			sum += x * q[d]
		}
		v.scores[n] = sum
	}
}

// best returns the k nearest that keep lets pass; those that tie with the last
// count as well.
func (v *flatVectors) best(keep []bool, k int) map[Place]bool {
	v.sorted = v.sorted[:0]
	for n, s := range v.scores {
		if keep[n] {
			v.sorted = append(v.sorted, s)
		}
	}
	if len(v.sorted) == 0 {
		return nil
	}
	slices.Sort(v.sorted)
	least := v.sorted[max(0, len(v.sorted)-k)]
	out := map[Place]bool{}
	for n, s := range v.scores {
		if keep[n] && s >= least-1e-5*max(least, -least) {
			out[v.places[n]] = true
		}
	}
	return out
}

// search returns the k best scores.
func (v *flatVectors) search(q []float32, k int) []float32 {
	v.compare(q)
	v.sorted = append(v.sorted[:0], v.scores...)
	slices.Sort(v.sorted)
	return v.sorted[max(0, len(v.sorted)-k):]
}
