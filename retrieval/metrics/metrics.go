// Package metrics says how well lists of hits answer questions whose answers
// are known, with intervals by bootstrap. The evaluation and the fitting of
// models call it.
package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Outcome is how one question fared.
type Outcome struct {
	First int     // place of the first answer, from 0; -1 when none was found
	Found int     // answers among the first hundred
	Gold  int     // answers there are
	NDCG  float64 // nDCG@10
}

// Judge compares a ranked list of ids, each once, with the ids that answer.
func Judge(ranked, gold []string) Outcome {
	want := make(map[string]bool, len(gold))
	for _, g := range gold {
		want[g] = true
	}
	o := Outcome{First: -1, Gold: len(want)}
	for i, id := range ranked {
		if i == 100 {
			break
		}
		if !want[id] {
			continue
		}
		o.Found++
		if o.First < 0 {
			o.First = i
		}
		if i < 10 {
			o.NDCG += 1 / math.Log2(float64(i)+2)
		}
	}
	ideal := 0.0
	for i := range min(len(want), 10) {
		ideal += 1 / math.Log2(float64(i)+2)
	}
	if ideal > 0 {
		o.NDCG /= ideal
	}
	return o
}

// Names are the metrics in the order of tables.
var Names = []string{"acc@1", "r@10", "mrr@10", "r@100", "ndcg@10"}

// Value is a metric of one outcome: acc@1 whether the first hit answers, r@10
// whether any of the first ten does, mrr@10 one over the place of the first
// answer within ten, r@100 the share of the answers within a hundred, ndcg@10.
func (o Outcome) Value(name string) float64 {
	switch name {
	case "acc@1":
		return truth(o.First == 0)
	case "r@10":
		return truth(o.First >= 0 && o.First < 10)
	case "mrr@10":
		if o.First >= 0 && o.First < 10 {
			return 1 / float64(o.First+1)
		}
	case "r@100":
		if o.Gold > 0 {
			return float64(o.Found) / float64(o.Gold)
		}
	case "ndcg@10":
		return o.NDCG
	}
	return 0
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Interval is a mean with its 95 % interval.
type Interval struct {
	Mean, Lo, Hi float64
}

// resamples of the bootstrap.
const resamples = 1000

// Mean is the mean of values with its bootstrap percentile interval; the same
// seed gives the same interval.
func Mean(values []float64, seed uint64) Interval {
	n := len(values)
	if n == 0 {
		return Interval{}
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	random := rand.New(rand.NewPCG(seed, 0x853c49e6748fea9b))
	means := make([]float64, resamples)
	for i := range means {
		s := 0.0
		for range n {
			s += values[random.IntN(n)]
		}
		means[i] = s / float64(n)
	}
	slices.Sort(means)
	return Interval{sum / float64(n), means[resamples*25/1000], means[resamples*975/1000-1]}
}

// Summary gives every metric of the outcomes, and with a suffix _lo and _hi its
// interval.
func Summary(outcomes []Outcome, seed uint64) map[string]float64 {
	out := map[string]float64{}
	for _, name := range Names {
		iv := Mean(values(outcomes, name), seed)
		out[name], out[name+"_lo"], out[name+"_hi"] = iv.Mean, iv.Lo, iv.Hi
	}
	return out
}

func values(outcomes []Outcome, name string) []float64 {
	v := make([]float64, len(outcomes))
	for i, o := range outcomes {
		v[i] = o.Value(name)
	}
	return v
}

// Paired is by how much a metric of b exceeds that of a over the same questions
// in the same order.
func Paired(a, b []Outcome, name string, seed uint64) Interval {
	d := make([]float64, min(len(a), len(b)))
	for i := range d {
		d[i] = b[i].Value(name) - a[i].Value(name)
	}
	return Mean(d, seed)
}
