package metrics

import (
	"math"
	"math/rand/v2"
	"sort"
)

// Comparison says what changed from run A to run B on the same items.
type Comparison struct {
	N      int
	Diff   Estimate // mean of B−A with its 95 % interval
	P      float64  // two-sided, of no difference
	Better int      // items on which B is higher
	Worse  int
}

// Significant says that the difference is unlikely to be chance (p < 0.05).
func (c Comparison) Significant() bool { return c.P < 0.05 }

// Paired compares two runs item by item: a bootstrap interval of the mean
// difference, and a sign-flipping randomisation test (Fisher, 1935; Smucker et
// al., 2007). It is exact up to 16 items that differ, and drawn 20,000 times with
// the seed beyond. The slices must have one length.
func Paired(a, b []float64, seed uint64) Comparison {
	n := min(len(a), len(b))
	diffs := make([]float64, n)
	c := Comparison{N: n}
	var moved []float64
	for i := range diffs {
		diffs[i] = b[i] - a[i]
		switch {
		case diffs[i] > 0:
			c.Better++
		case diffs[i] < 0:
			c.Worse++
		default:
			continue
		}
		moved = append(moved, diffs[i])
	}
	c.Diff = resample(diffs, seed)
	c.P = randomisation(moved, seed)
	return c
}

func randomisation(diffs []float64, seed uint64) float64 {
	if len(diffs) == 0 {
		return 1
	}
	observed := 0.0
	for _, d := range diffs {
		observed += d
	}
	observed = math.Abs(observed) - 1e-12
	if len(diffs) <= 16 {
		extreme := 0
		for mask := range 1 << len(diffs) {
			sum := 0.0
			for i, d := range diffs {
				if mask&(1<<i) != 0 {
					d = -d
				}
				sum += d
			}
			if math.Abs(sum) >= observed {
				extreme++
			}
		}
		return float64(extreme) / float64(int(1)<<len(diffs))
	}
	const draws = 20000
	r := rand.New(rand.NewPCG(seed, 0xd1b54a32d192ed03))
	extreme := 0
	for range draws {
		sum := 0.0
		bits, left := uint64(0), 0
		for _, d := range diffs {
			if left == 0 {
				bits, left = r.Uint64(), 64
			}
			if bits&1 != 0 {
				d = -d
			}
			bits >>= 1
			left--
			sum += d
		}
		if math.Abs(sum) >= observed {
			extreme++
		}
	}
	return float64(extreme+1) / float64(draws+1)
}

// Share is sum(num)/sum(den), 0 where nothing is shared.
func Share(num, den []float64) float64 {
	a, b := 0.0, 0.0
	for i := range num {
		a, b = a+num[i], b+den[i]
	}
	if b == 0 {
		return 0
	}
	return a / b
}

// PairedRatio compares shares over all items together, sum(num)/sum(den), of two
// runs on the same items: a bootstrap interval of the difference that resamples
// whole items, and a randomisation test that swaps the two runs' parts of an item
// (Noreen, 1989). It is exact up to 16 items that differ. A share of nothing is 0.
// All slices must have one length.
func PairedRatio(numA, denA, numB, denB []float64, seed uint64) Comparison {
	n := len(numA)
	c := Comparison{N: n}
	share := func(num, den float64) float64 {
		if den == 0 {
			return 0
		}
		return num / den
	}
	var moved []int
	var an, ad, bn, bd float64 // of the items that do not differ
	for i := range n {
		if numA[i] == numB[i] && denA[i] == denB[i] {
			an, ad, bn, bd = an+numA[i], ad+denA[i], bn+numB[i], bd+denB[i]
			continue
		}
		moved = append(moved, i)
		if denA[i] > 0 && denB[i] > 0 {
			switch x, y := numA[i]/denA[i], numB[i]/denB[i]; {
			case y > x:
				c.Better++
			case y < x:
				c.Worse++
			}
		}
	}
	diff := func(swap func(k int) bool) float64 {
		p, q, u, v := an, ad, bn, bd
		for k, i := range moved {
			if swap(k) {
				p, q, u, v = p+numB[i], q+denB[i], u+numA[i], v+denA[i]
			} else {
				p, q, u, v = p+numA[i], q+denA[i], u+numB[i], v+denB[i]
			}
		}
		return share(u, v) - share(p, q)
	}
	c.Diff.Mean = diff(func(int) bool { return false })
	c.Diff.Lo, c.Diff.Hi, c.P = c.Diff.Mean, c.Diff.Mean, 1
	if n >= 2 && len(moved) > 0 {
		r := rand.New(rand.NewPCG(seed, 0x8ebc6af09c88c6e3))
		draws := make([]float64, Resamples)
		for b := range draws {
			var p, q, u, v float64
			for range n {
				i := r.IntN(n)
				p, q, u, v = p+numA[i], q+denA[i], u+numB[i], v+denB[i]
			}
			draws[b] = share(u, v) - share(p, q)
		}
		sort.Float64s(draws)
		c.Diff.Lo, c.Diff.Hi = Quantile(draws, 0.025), Quantile(draws, 0.975)
	}
	if len(moved) > 0 {
		c.P = swapped(len(moved), diff, c.Diff.Mean, seed)
	}
	return c
}

// swapped is the two-sided p of a difference under random swaps of n items.
func swapped(n int, diff func(swap func(k int) bool) float64, observed float64, seed uint64) float64 {
	observed = math.Abs(observed) - 1e-12
	extreme := 0
	if n <= 16 {
		for mask := range 1 << n {
			if math.Abs(diff(func(k int) bool { return mask&(1<<k) != 0 })) >= observed {
				extreme++
			}
		}
		return float64(extreme) / float64(int(1)<<n)
	}
	const draws = 20000
	r := rand.New(rand.NewPCG(seed, 0xa5a3564eaa1e1d8b))
	bits, left := uint64(0), 0
	coin := func(int) bool {
		if left == 0 {
			bits, left = r.Uint64(), 64
		}
		one := bits&1 != 0
		bits >>= 1
		left--
		return one
	}
	for range draws {
		if math.Abs(diff(coin)) >= observed {
			extreme++
		}
	}
	return float64(extreme+1) / float64(draws+1)
}
