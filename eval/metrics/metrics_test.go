package metrics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s = %.12f, want %.12f", name, got, want)
	}
}

// The values are worked by hand from the definitions of trec_eval: gold b, d, x
// of which x is not retrieved; found at places 2 and 4.
func TestRanking(t *testing.T) {
	ranked := []string{"a", "b", "c", "d", "b", "e"}
	gold := NewGold("b", "d", "x")
	near(t, "hit@1", HitAt(ranked, gold, 1), 0)
	near(t, "hit@2", HitAt(ranked, gold, 2), 1)
	near(t, "recall@3", RecallAt(ranked, gold, 3), 1.0/3)
	near(t, "recall@10", RecallAt(ranked, gold, 10), 2.0/3)
	near(t, "p@5", PrecisionAt(ranked, gold, 5), 2.0/5)
	near(t, "p@10", PrecisionAt(ranked, gold, 10), 0.2)
	near(t, "rr@10", ReciprocalRankAt(ranked, gold, 10), 0.5)
	near(t, "rr@1", ReciprocalRankAt(ranked, gold, 1), 0)
	// DCG = 1/log2(3) + 1/log2(5) = 0.630929753571 + 0.430676558073
	// IDCG = 1 + 0.630929753571 + 0.5
	near(t, "ndcg@10", NDCGAt(ranked, gold, 10), 1.061606311644/2.130929753571)
	// DCG@2 = 0.630929753571, IDCG@2 = 1.630929753571
	near(t, "ndcg@2", NDCGAt(ranked, gold, 2), 0.630929753571/1.630929753571)
	near(t, "ap", AveragePrecision(ranked, gold), (1.0/2+2.0/4)/3)
	for _, v := range []float64{HitAt(ranked, nil, 5), RecallAt(ranked, nil, 5), NDCGAt(ranked, nil, 5), AveragePrecision(ranked, nil)} {
		near(t, "no gold", v, 0)
	}
}

// TestRankingAgainstDefinitions holds the measures to the definitions of trec_eval
// written out another way, over random rankings without repeats.
func TestRankingAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		n, k := 1+r.IntN(30), 1+r.IntN(15)
		ranked, gold := make([]string, n), Gold{}
		for i, id := range r.Perm(40)[:n] {
			ranked[i] = fmt.Sprint(id)
		}
		for range 1 + r.IntN(6) {
			gold[fmt.Sprint(r.IntN(40))] = true
		}
		var found []float64 // places of the gold ids
		for i, id := range ranked {
			if gold[id] {
				found = append(found, float64(i+1))
			}
		}
		within, dcg, ideal, ap, rr := 0.0, 0.0, 0.0, 0.0, 0.0
		for i, place := range found {
			ap += float64(i+1) / place / float64(len(gold))
			if place > float64(k) {
				continue
			}
			within++
			dcg += math.Ln2 / math.Log(1+place)
			if i == 0 {
				rr = 1 / place
			}
		}
		for i := 1; i <= min(k, len(gold)); i++ {
			ideal += math.Ln2 / math.Log(1+float64(i))
		}
		near(t, "recall", RecallAt(ranked, gold, k), within/float64(len(gold)))
		near(t, "P", PrecisionAt(ranked, gold, k), within/float64(k))
		near(t, "success", HitAt(ranked, gold, k), min(1, within))
		near(t, "recip_rank", ReciprocalRankAt(ranked, gold, k), rr)
		near(t, "ndcg_cut", NDCGAt(ranked, gold, k), dcg/ideal)
		near(t, "map", AveragePrecision(ranked, gold), ap)
	}
}

// TestManningsExample is the ranking of Manning, Raghavan and Schütze (2008, exercise
// 8.9): R R N N N N N N R N R N N N R N N N N R of 8 relevant documents. Precision
// at 20 is 6/20, recall 6/8, average precision over all 8 (1 + 1 + 3/9 + 4/11 + 5/15 + 6/20)/8.
func TestManningsExample(t *testing.T) {
	gold := NewGold("x", "y")
	var ranked []string
	for i, c := range "RRNNNNNNRNRNNNRNNNNR" {
		id := fmt.Sprint(i)
		ranked = append(ranked, id)
		if c == 'R' {
			gold[id] = true
		}
	}
	near(t, "P@20", PrecisionAt(ranked, gold, 20), 0.30)
	near(t, "recall", RecallAt(ranked, gold, 20), 0.75)
	near(t, "f1", Counts(6, 20, 8).F1, 2*0.3*0.75/(0.3+0.75))
	near(t, "map", AveragePrecision(ranked, gold), (1+1+3.0/9+4.0/11+5.0/15+6.0/20)/8)
}

func TestSets(t *testing.T) {
	m := Sets([]string{"a", "b", "c", "d"}, NewGold("a", "b", "x"))
	near(t, "precision", m.Precision, 0.5)
	near(t, "recall", m.Recall, 2.0/3)
	near(t, "f1", m.F1, 4.0/7)
	near(t, "f2", m.F2, 5*0.5*(2.0/3)/(4*0.5+2.0/3))
	near(t, "nothing", Sets(nil, NewGold("a")).F2, 0)
}

func TestAnswers(t *testing.T) {
	near(t, "em", ExactMatch("06 tháng.", "6 tháng"), 1)
	near(t, "em tone", ExactMatch("Hoà giải", "hòa giải"), 1)
	near(t, "em no", ExactMatch("07 tháng", "6 tháng"), 0)
	// "tù chung thân" in "phạt tù chung thân": precision 3/4, recall 1.
	near(t, "f1", TokenF1("phạt tù chung thân", "tù chung thân"), 6.0/7)
	near(t, "f1 bag", TokenF1("tù tù", "tù"), 2.0/3)
	near(t, "f1 empty", TokenF1("", "tù"), 0)
}

// The example follows ALCE's: two citations of which one is idle, and a
// statement that nothing supports.
func TestALCE(t *testing.T) {
	recall, precision := ALCE([]CitedStatement{
		{Supported: true, Alone: []bool{true, false}, Without: []bool{false, true}},
		{Supported: false, Alone: []bool{false}, Without: []bool{false}},
		{Supported: true, Alone: []bool{false, false}, Without: []bool{false, false}}, // both needed
	})
	near(t, "recall", recall, 2.0/3)
	near(t, "precision", precision, 3.0/5)
}

func TestQuantile(t *testing.T) {
	x := []float64{4, 1, 3, 2}
	got := Percentiles(x, 0, 0.5, 0.95, 1)
	for i, want := range []float64{1, 2.5, 3.85, 4} {
		near(t, "percentile", got[i], want)
	}
	if !math.IsNaN(Quantile(nil, 0.5)) {
		t.Error("a quantile of nothing")
	}
}

func coins(r *rand.Rand, n int, p float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		if r.Float64() < p {
			x[i] = 1
		}
	}
	return x
}

// TestBootstrapCovers draws many samples of known mean: about 95 of 100
// intervals must hold it.
func TestBootstrapCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	covered := 0
	for i := range 100 {
		if e := Bootstrap(coins(r, 300, 0.6), uint64(i)); e.Lo <= 0.6 && 0.6 <= e.Hi {
			covered++
		}
	}
	if covered < 88 {
		t.Errorf("%d of 100 intervals hold the mean", covered)
	}
	x := coins(r, 50, 0.5)
	if Bootstrap(x, 7) != Bootstrap(x, 7) {
		t.Error("the same seed gives another interval")
	}
}

func TestPaired(t *testing.T) {
	// Five items better, none worse: p = 2/2^5 exactly.
	a := []float64{0, 0, 0, 0, 0, 1, 1}
	b := []float64{1, 1, 1, 1, 1, 1, 1}
	c := Paired(a, b, 1)
	near(t, "p", c.P, 2.0/32)
	if c.Better != 5 || c.Worse != 0 || c.Significant() {
		t.Errorf("%+v", c)
	}
	near(t, "diff", c.Diff.Mean, 5.0/7)
	if same := Paired(a, a, 1); same.P != 1 {
		t.Errorf("no difference has p %v", same.P)
	}
	r := rand.New(rand.NewPCG(3, 4))
	x, y, z := coins(r, 500, 0.60), coins(r, 500, 0.70), coins(r, 500, 0.605)
	if !Paired(x, y, 1).Significant() {
		t.Errorf("0.60 against 0.70: %+v", Paired(x, y, 1))
	}
	if Paired(x, z, 1).Significant() {
		t.Errorf("0.60 against 0.605: %+v", Paired(x, z, 1))
	}
}

// TestWilson holds the interval to the worked example of Newcombe (1998, table I):
// 81 of 263 is .2553 to .3662; and to the closed form of all of 74.
func TestWilson(t *testing.T) {
	e := Wilson(81, 263)
	if math.Abs(e.Lo-0.2553) > 5e-5 || math.Abs(e.Hi-0.3662) > 5e-5 {
		t.Errorf("81 of 263: %+v", e)
	}
	all := make([]float64, 74)
	for i := range all {
		all[i] = 1
	}
	z2 := 1.959963984540054 * 1.959963984540054
	for name, e := range map[string]Estimate{"mean": Bootstrap(all, 1), "ratio": BootstrapRatio(all, all, 1)} {
		near(t, name, e.Mean, 1)
		near(t, name+" hi", e.Hi, 1)
		near(t, name+" lo", e.Lo, 74/(74+z2))
	}
	near(t, "none", Bootstrap([]float64{0, 0, 0, 0}, 1).Hi, z2/(4+z2))
	if same := Paired(all, all, 1); same.Diff != (Estimate{}) {
		t.Errorf("no difference: %+v", same.Diff)
	}
}

// TestPairedRatio: A finds 1 of 2 and 1 of 8, B 2 of 2 and 5 of 8: .2 and .7. The
// two items can be swapped in four ways, of which two are as far apart.
func TestPairedRatio(t *testing.T) {
	c := PairedRatio([]float64{1, 1, 0}, []float64{2, 8, 0}, []float64{2, 5, 0}, []float64{2, 8, 0}, 1)
	near(t, "diff", c.Diff.Mean, 0.5)
	near(t, "p", c.P, 2.0/4)
	if c.Better != 2 || c.Worse != 0 || c.N != 3 || c.Diff.Lo > 0.5 || c.Diff.Hi < 0.5 {
		t.Errorf("%+v", c)
	}
	// One of each item: the same as the mean, and as the paired test of means.
	r := rand.New(rand.NewPCG(3, 4))
	x, y := coins(r, 400, 0.60), coins(r, 400, 0.70)
	ones := make([]float64, len(x))
	for i := range ones {
		ones[i] = 1
	}
	a, b := Paired(x, y, 1), PairedRatio(x, ones, y, ones, 1)
	near(t, "mean", b.Diff.Mean, a.Diff.Mean)
	if math.Abs(a.P-b.P) > 0.01 || a.Better != b.Better || a.Worse != b.Worse || !b.Significant() {
		t.Errorf("by means %+v, by ratios %+v", a, b)
	}
	if same := PairedRatio(x, ones, x, ones, 1); same.P != 1 || same.Diff.Lo != 0 {
		t.Errorf("no difference: %+v", same)
	}
	near(t, "of nothing", Share([]float64{1}, []float64{0}), 0)
}

func TestFlat(t *testing.T) {
	m := map[string]float64{}
	Flat(m, "acc@1", Estimate{0.5, 0.4, 0.6})
	if m["acc@1"] != 0.5 || m["acc@1_lo"] != 0.4 || m["acc@1_hi"] != 0.6 {
		t.Errorf("%v", m)
	}
}

func TestBootstrapRatio(t *testing.T) {
	e := BootstrapRatio([]float64{9, 1, 10}, []float64{10, 10, 10}, 1)
	near(t, "ratio", e.Mean, 20.0/30)
	if e.Lo < 0.1-1e-9 || e.Lo >= e.Mean || e.Hi <= e.Mean || e.Hi > 1 {
		t.Errorf("interval %v", e)
	}
	near(t, "of nothing", BootstrapRatio(nil, nil, 1).Mean, 0)
}
