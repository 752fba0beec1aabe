package metrics

import (
	"math"
	"math/rand/v2"
	"sort"
	"strings"
)

// Resamples is how often the bootstrap draws.
const Resamples = 2000

// Estimate is a mean with its 95 % interval.
type Estimate struct{ Mean, Lo, Hi float64 }

// Mean is the arithmetic mean, 0 of nothing.
func Mean(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Bootstrap estimates the mean of x with a 95 % percentile interval (Efron,
// 1979), drawn with the seed. Values that are all 0 or all 1 tell nothing of their
// spread by resampling; their interval is Wilson's.
func Bootstrap(x []float64, seed uint64) Estimate {
	if e, same := ofOneKind(x); same {
		return e
	}
	return resample(x, seed)
}

// ofOneKind is the estimate of a share of which every item or none is.
func ofOneKind(x []float64) (Estimate, bool) {
	if len(x) == 0 || x[0] != 0 && x[0] != 1 {
		return Estimate{}, false
	}
	for _, v := range x {
		if v != x[0] {
			return Estimate{}, false
		}
	}
	return Wilson(int(x[0])*len(x), len(x)), true
}

// Wilson estimates a share of k in n with its 95 % score interval (Wilson, 1927);
// 0 of nothing.
func Wilson(k, n int) Estimate {
	if n == 0 {
		return Estimate{}
	}
	const z = 1.959963984540054
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Estimate{Mean: p, Lo: min(p, max(0, centre-half)), Hi: max(p, min(1, centre+half))}
}

func resample(x []float64, seed uint64) Estimate {
	e := Estimate{Mean: Mean(x)}
	e.Lo, e.Hi = e.Mean, e.Mean
	if len(x) < 2 {
		return e
	}
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	means := make([]float64, Resamples)
	for b := range means {
		sum := 0.0
		for range x {
			sum += x[r.IntN(len(x))]
		}
		means[b] = sum / float64(len(x))
	}
	sort.Float64s(means)
	e.Lo, e.Hi = Quantile(means, 0.025), Quantile(means, 0.975)
	return e
}

// BootstrapRatio estimates sum(num)/sum(den) with a 95 % percentile interval that
// resamples the pairs: for shares over items that hang together in groups, such as
// the mentions of a judgment. It is 0 where the denominators sum to 0. Where every
// item has a share of 0, or every one of 1, the interval is Wilson's over the
// items that have something to share.
func BootstrapRatio(num, den []float64, seed uint64) Estimate {
	n := min(len(num), len(den))
	var shares []float64
	for i := range n {
		if den[i] > 0 {
			shares = append(shares, num[i]/den[i])
		}
	}
	if e, same := ofOneKind(shares); same {
		return e
	}
	share := func(pick func(int) int) float64 {
		a, b := 0.0, 0.0
		for i := range n {
			k := pick(i)
			a, b = a+num[k], b+den[k]
		}
		if b == 0 {
			return 0
		}
		return a / b
	}
	e := Estimate{Mean: share(func(i int) int { return i })}
	e.Lo, e.Hi = e.Mean, e.Mean
	if n < 2 {
		return e
	}
	r := rand.New(rand.NewPCG(seed, 0xa0761d6478bd642f))
	draws := make([]float64, Resamples)
	for b := range draws {
		draws[b] = share(func(int) int { return r.IntN(n) })
	}
	sort.Float64s(draws)
	e.Lo, e.Hi = Quantile(draws, 0.025), Quantile(draws, 0.975)
	return e
}

// Quantile is the p-quantile of sorted values, interpolated linearly (type 7 of
// Hyndman and Fan, 1996); NaN of nothing.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := p * float64(len(sorted)-1)
	lo := int(math.Floor(at))
	hi := min(lo+1, len(sorted)-1)
	return sorted[lo] + (at-float64(lo))*(sorted[hi]-sorted[lo])
}

// Percentiles gives quantiles of unsorted values, such as latencies.
func Percentiles(x []float64, ps ...float64) []float64 {
	sorted := append([]float64(nil), x...)
	sort.Float64s(sorted)
	out := make([]float64, len(ps))
	for i, p := range ps {
		out[i] = Quantile(sorted, p)
	}
	return out
}

// Flat puts estimates under their usual names into the flat metrics of a report:
// "acc@1", "acc@1_lo", "acc@1_hi".
func Flat(into map[string]float64, name string, e Estimate) {
	into[name], into[name+"_lo"], into[name+"_hi"] = e.Mean, e.Lo, e.Hi
}

// LowerIsBetter says of a measure's name that smaller values are better: times,
// errors, false alarms, costs.
func LowerIsBetter(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	for _, worse := range [...]string{"error", "false_alarm", "unverified", "flagged", "residue", "money", "tokens", "leak"} {
		if strings.Contains(base, worse) {
			return true
		}
	}
	return strings.HasSuffix(base, "_ms") || strings.HasSuffix(base, "_s") || strings.HasSuffix(base, "_words")
}

// IsShare says of a measure's name that its values lie in [0, 1], so that a drop
// can be weighed: not a time, a count, a cost.
func IsShare(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	for _, suffix := range [...]string{"_ms", "_s", "_n", "_words", "_bytes", "_tokens", "_money"} {
		if strings.HasSuffix(base, suffix) {
			return false
		}
	}
	switch base {
	case "errors", "money", "tokens", "n", "mentions", "answers", "faulty", "documents", "files":
		return false
	}
	return true
}
