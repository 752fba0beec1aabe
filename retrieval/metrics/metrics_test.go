package metrics

import (
	"math"
	"testing"
)

func TestJudge(t *testing.T) {
	ranked := []string{"a", "b", "c", "d"}
	tests := []struct {
		gold []string
		want map[string]float64
	}{
		{[]string{"a"}, map[string]float64{"acc@1": 1, "r@10": 1, "mrr@10": 1, "r@100": 1, "ndcg@10": 1}},
		{[]string{"b"}, map[string]float64{"acc@1": 0, "r@10": 1, "mrr@10": 0.5, "r@100": 1, "ndcg@10": 1 / math.Log2(3)}},
		{[]string{"b", "x"}, map[string]float64{"acc@1": 0, "r@10": 1, "mrr@10": 0.5, "r@100": 0.5,
			"ndcg@10": 1 / math.Log2(3) / (1 + 1/math.Log2(3))}},
		{[]string{"x"}, map[string]float64{"acc@1": 0, "r@10": 0, "mrr@10": 0, "r@100": 0, "ndcg@10": 0}},
		{nil, map[string]float64{"acc@1": 0, "r@10": 0, "mrr@10": 0, "r@100": 0, "ndcg@10": 0}},
	}
	for _, tt := range tests {
		o := Judge(ranked, tt.gold)
		for name, want := range tt.want {
			if got := o.Value(name); math.Abs(got-want) > 1e-12 {
				t.Errorf("gold %v: %s = %v, want %v", tt.gold, name, got, want)
			}
		}
	}
}

func TestPlacesBehindTenCountForRecallAlone(t *testing.T) {
	ranked := make([]string, 150)
	for i := range ranked {
		ranked[i] = string(rune('A' + i))
	}
	if o := Judge(ranked, []string{ranked[40]}); o.Value("r@10") != 0 || o.Value("mrr@10") != 0 || o.Value("r@100") != 1 {
		t.Errorf("place 40: %+v", o)
	}
	if o := Judge(ranked, []string{ranked[120]}); o.Value("r@100") != 0 {
		t.Errorf("place 120: %+v", o)
	}
}

func TestIntervals(t *testing.T) {
	v := make([]float64, 400)
	for i := range v {
		v[i] = float64(i % 2)
	}
	iv := Mean(v, 1)
	if iv.Mean != 0.5 || iv.Lo >= 0.5 || iv.Hi <= 0.5 || iv.Hi-iv.Lo > 0.15 {
		t.Errorf("half and half: %+v", iv)
	}
	if again := Mean(v, 1); again != iv {
		t.Errorf("the same seed gave %+v and %+v", iv, again)
	}
	a := []Outcome{{First: 0, Gold: 1}, {First: 1, Gold: 1}}
	b := []Outcome{{First: 0, Gold: 1}, {First: 0, Gold: 1}}
	if d := Paired(a, b, "acc@1", 1); d.Mean != 0.5 {
		t.Errorf("paired difference %+v", d)
	}
}
