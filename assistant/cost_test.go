package assistant

import (
	"math"
	"testing"

	"trolyluat/assistant/llm"
)

// TestCost: every call costs by the model that answered it, and what comes out of
// the cache nothing.
func TestCost(t *testing.T) {
	a := New(Config{Prices: map[string]llm.Price{"first": {Prompt: 2, Completion: 10}, "second": {Prompt: 1, Completion: 1}}, Currency: "USD"})
	paid := &turn{Assistant: a, calls: 3}
	for _, d := range []llm.Delta{
		{Model: "first"}, {Usage: &llm.Usage{Prompt: 1000, Completion: 100}}, // 0.002 + 0.001
		{Model: "second", Usage: &llm.Usage{Prompt: 1000, Completion: 1000}}, // 0.002
		{Model: "first", Cached: true, Usage: &llm.Usage{Prompt: 1_000_000}},
	} {
		paid.account(d)
	}
	u := paid.used()
	if math.Abs(u.Cost-0.005) > 1e-12 || u.Currency != "USD" || u.Model != "first" || u.Prompt != 1_002_000 {
		t.Errorf("%+v", u)
	}
	without := &turn{Assistant: New(Config{}), calls: 1, answering: "first"}
	without.account(llm.Delta{Usage: &llm.Usage{Prompt: 1000}})
	if u := without.used(); u.Cost != 0 || u.Currency != "" {
		t.Errorf("without prices: %+v", u)
	}
}
