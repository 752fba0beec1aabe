package run

import (
	"trolyluat/eval/metrics"
)

// Report is the flat summary of a run, the JSON that `eval … --json` prints.
type Report struct {
	Suite string `json:"suite"`
	N     int    `json:"n"` // items measured; errors are not among them
	// Metrics holds the mean of every score with its 95 % bootstrap interval
	// ("acc@1", "acc@1_lo", "acc@1_hi"), every ratio over all items with that of a
	// bootstrap over whole items, the same of each group ("mcq/accuracy"), the sum
	// of every count, "errors" (items that could not be measured) and p50_ms,
	// p95_ms; where a model took some, tokens and money in all, and the percentiles
	// of an item (p50_tokens, p95_money).
	Metrics map[string]float64 `json:"metrics"`
}

// Summarise gives the flat metrics of items.
func Summarise(m Manifest, items []Item, costs []Cost) Report {
	r := Report{Suite: m.Suite, Metrics: map[string]float64{}}
	values := map[string][]float64{}
	nums, dens := map[string][]float64{}, map[string][]float64{}
	errs := 0
	for i := range items {
		if items[i].Outcome != OK {
			errs++
			continue
		}
		r.N++
		for name, v := range items[i].Scores {
			values[name] = append(values[name], v)
			for _, g := range items[i].Groups {
				values[g+"/"+name] = append(values[g+"/"+name], v)
			}
		}
		for name, v := range items[i].Ratios {
			nums[name], dens[name] = append(nums[name], v.Num), append(dens[name], v.Den)
			for _, g := range items[i].Groups {
				nums[g+"/"+name], dens[g+"/"+name] = append(nums[g+"/"+name], v.Num), append(dens[g+"/"+name], v.Den)
			}
		}
		for name, v := range items[i].Counts {
			r.Metrics[name] += v
		}
	}
	for _, name := range keys(nums) {
		metrics.Flat(r.Metrics, name, metrics.BootstrapRatio(nums[name], dens[name], m.Seed))
	}
	for _, name := range keys(values) {
		metrics.Flat(r.Metrics, name, metrics.Bootstrap(values[name], m.Seed))
	}
	r.Metrics["errors"] = float64(errs)
	var ms []float64
	money, tokens := 0.0, 0
	var each struct{ tokens, money []float64 } // of an item
	for i := range costs {
		if items[i].Outcome == OK {
			ms = append(ms, costs[i].Millis)
		}
		money += costs[i].Money
		tokens += costs[i].Tokens
		each.tokens, each.money = append(each.tokens, float64(costs[i].Tokens)), append(each.money, costs[i].Money)
	}
	if len(ms) > 0 {
		p := metrics.Percentiles(ms, 0.5, 0.95)
		r.Metrics["p50_ms"], r.Metrics["p95_ms"] = p[0], p[1]
	}
	if tokens > 0 {
		r.Metrics["tokens"] = float64(tokens)
		p := metrics.Percentiles(each.tokens, 0.5, 0.95)
		r.Metrics["p50_tokens"], r.Metrics["p95_tokens"] = p[0], p[1]
	}
	if money > 0 {
		r.Metrics["money"] = money
		p := metrics.Percentiles(each.money, 0.5, 0.95)
		r.Metrics["p50_money"], r.Metrics["p95_money"] = p[0], p[1]
	}
	return r
}
