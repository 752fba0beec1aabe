package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"trolyluat/assistant/llm"
)

// parsePrices reads what models cost per million tokens: "name=in/out", or
// "name=in/out/cached" where tokens that the server had cached cost less; several
// parted by ";". A name may hold anything but "=" and ";". Errors are for readers.
func parsePrices(s string) (map[string]llm.Price, error) {
	prices := map[string]llm.Price{}
	for _, part := range splitList(s, ";") {
		name, list, ok := strings.Cut(part, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, fmt.Errorf("%q không có dạng tên=vào/ra", part)
		}
		if _, twice := prices[name]; twice {
			return nil, fmt.Errorf("mô hình %q có giá hai lần", name)
		}
		var values []float64
		for v := range strings.SplitSeq(list, "/") {
			x, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
			if err != nil || x < 0 || math.IsInf(x, 0) || math.IsNaN(x) {
				return nil, fmt.Errorf("%q: giá %q không phải số không âm", name, strings.TrimSpace(v))
			}
			values = append(values, x)
		}
		if len(values) != 2 && len(values) != 3 {
			return nil, fmt.Errorf("%q không có dạng tên=vào/ra hay tên=vào/ra/vào-đã-lưu", part)
		}
		p := llm.Price{Prompt: values[0], Completion: values[1]}
		if len(values) == 3 {
			p.Cached = values[2]
		}
		prices[name] = p
	}
	return prices, nil
}

// prices are the configured ones; the configuration was validated.
func (c Config) prices() map[string]llm.Price {
	p, err := parsePrices(c.Prices)
	if err != nil {
		return nil
	}
	return p
}
