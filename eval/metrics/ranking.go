package metrics

import "math"

// Ranked results are ids, best first; gold is the set of ids that answer. An id
// that stands twice in a ranking counts at its first place. All measures lie in
// [0, 1] and are 0 for a question without gold.

// Gold is a set of relevant ids.
type Gold map[string]bool

// NewGold makes the set of ids.
func NewGold(ids ...string) Gold {
	g := make(Gold, len(ids))
	for _, id := range ids {
		g[id] = true
	}
	return g
}

// distinct walks the first k distinct ids of a ranking; k ≤ 0 is all. It calls
// see with the place, from 1.
func distinct(ranked []string, k int, see func(place int, id string)) {
	seen := make(map[string]bool, len(ranked))
	place := 0
	for _, id := range ranked {
		if seen[id] {
			continue
		}
		seen[id] = true
		place++
		if k > 0 && place > k {
			return
		}
		see(place, id)
	}
}

// HitAt is 1 when one of the first k answers, else 0: the hit rate, for which any
// of several acceptable answers will do (success_k of trec_eval). HitAt 1 is acc@1;
// over questions with one gold id its mean is also recall@k.
func HitAt(ranked []string, gold Gold, k int) float64 {
	hit := 0.0
	distinct(ranked, k, func(_ int, id string) {
		if gold[id] {
			hit = 1
		}
	})
	return hit
}

// RecallAt is the share of the gold ids among the first k (trec_eval's recall_k).
func RecallAt(ranked []string, gold Gold, k int) float64 {
	if len(gold) == 0 {
		return 0
	}
	return float64(found(ranked, gold, k)) / float64(len(gold))
}

// PrecisionAt is the share of the first k places that hold a gold id, empty
// places counted (trec_eval's P_k).
func PrecisionAt(ranked []string, gold Gold, k int) float64 {
	if k <= 0 {
		return 0
	}
	return float64(found(ranked, gold, k)) / float64(k)
}

func found(ranked []string, gold Gold, k int) int {
	n := 0
	distinct(ranked, k, func(_ int, id string) {
		if gold[id] {
			n++
		}
	})
	return n
}

// ReciprocalRankAt is 1/place of the first gold id among the first k, 0 when
// there is none. Its mean is MRR@k (Voorhees, TREC-8, 1999).
func ReciprocalRankAt(ranked []string, gold Gold, k int) float64 {
	rr := 0.0
	distinct(ranked, k, func(place int, id string) {
		if rr == 0 && gold[id] {
			rr = 1 / float64(place)
		}
	})
	return rr
}

// NDCGAt is the discounted cumulative gain of the first k over that of an ideal
// ranking, with gain 1 and discount log2(place+1) (Järvelin and Kekäläinen,
// 2002; trec_eval's ndcg_cut_k).
func NDCGAt(ranked []string, gold Gold, k int) float64 {
	if len(gold) == 0 {
		return 0
	}
	dcg := 0.0
	distinct(ranked, k, func(place int, id string) {
		if gold[id] {
			dcg += 1 / math.Log2(float64(place)+1)
		}
	})
	ideal := 0.0
	for place := 1; place <= len(gold) && (k <= 0 || place <= k); place++ {
		ideal += 1 / math.Log2(float64(place)+1)
	}
	return dcg / ideal
}

// AveragePrecision is the mean of the precision at the place of each gold id, 0
// for those not found (trec_eval's map).
func AveragePrecision(ranked []string, gold Gold) float64 {
	if len(gold) == 0 {
		return 0
	}
	n, sum := 0, 0.0
	distinct(ranked, 0, func(place int, id string) {
		if gold[id] {
			n++
			sum += float64(n) / float64(place)
		}
	})
	return sum / float64(len(gold))
}

// PRF is precision, recall and F-measures of a set against a gold set.
type PRF struct{ Precision, Recall, F1, F2 float64 }

// Sets compares a retrieved set with the gold set. F2 = 5PR/(4P+R), which counts
// recall four times as much as precision, is the measure of ALQAC and COLIEE.
func Sets(retrieved []string, gold Gold) PRF {
	set := NewGold(retrieved...)
	hits := 0
	for id := range set {
		if gold[id] {
			hits++
		}
	}
	return Counts(hits, len(set), len(gold))
}

// Counts gives precision, recall and F of counts: right ones, retrieved, gold.
func Counts(right, retrieved, gold int) PRF {
	var m PRF
	if retrieved > 0 {
		m.Precision = float64(right) / float64(retrieved)
	}
	if gold > 0 {
		m.Recall = float64(right) / float64(gold)
	}
	m.F1 = fMeasure(m.Precision, m.Recall, 1)
	m.F2 = fMeasure(m.Precision, m.Recall, 2)
	return m
}

// fMeasure is van Rijsbergen's F with weight beta.
func fMeasure(p, r, beta float64) float64 {
	if p == 0 && r == 0 {
		return 0
	}
	b := beta * beta
	return (1 + b) * p * r / (b*p + r)
}
