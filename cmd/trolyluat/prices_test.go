package main

import (
	"strings"
	"testing"

	"trolyluat/assistant/llm"
)

func TestPrices(t *testing.T) {
	got, err := parsePrices(" org/model-a:8b = 2.5/10 ; b=1/2/0.1;")
	if err != nil || len(got) != 2 || got["org/model-a:8b"] != (llm.Price{Prompt: 2.5, Completion: 10}) || got["b"] != (llm.Price{Prompt: 1, Completion: 2, Cached: 0.1}) {
		t.Errorf("%v, %v", got, err)
	}
	if cost := got["org/model-a:8b"].Of(llm.Usage{Prompt: 1_000_000, Completion: 100_000}); cost != 3.5 {
		t.Errorf("cost %v", cost)
	}
	for _, bad := range []string{"2/3", "a=2", "a=2/x", "a=-1/2", "a=1/2/3/4", "=1/2", "a=1/2;a=1/2", "a=NaN/1", "a=1/Inf"} {
		if p, err := parsePrices(bad); err == nil {
			t.Errorf("%s gave %v", bad, p)
		}
	}
	c := Config{Addr: "127.0.0.1:1", Prices: "a=1", ModelContext: 8192, Timeout: 1e9, LogLevel: "warn"}
	if err := c.validate(); err == nil || !strings.Contains(err.Error(), "prices") {
		t.Errorf("validate: %v", err)
	}
}
