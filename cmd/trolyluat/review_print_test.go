package main

import (
	"testing"

	"trolyluat/assistant/review"
	"trolyluat/corpus"
)

func TestMetOnOneLine(t *testing.T) {
	for want, m := range map[string]review.Met{
		"Hiện hành (còn hiệu lực): Điều 9 Luật Đò ngang 91/2013/QH99: Đò sơn xanh.": {Status: corpus.StatusInForce, StatusName: "còn hiệu lực", Label: "Điều 9", Title: "Luật Đò ngang", Document: "91/2013/QH99", Text: "Đò sơn xanh."},
		"Văn bản hết hiệu lực toàn bộ: Luật Đò ngang 91/2013/QH99":                  {Status: corpus.StatusExpired, StatusName: "hết hiệu lực toàn bộ", Title: "Luật Đò ngang", Document: "91/2013/QH99"},
		"Hiện hành (còn hiệu lực): Nghị định 92/2020/NĐ-CP":                         {Status: corpus.StatusInForce, StatusName: "còn hiệu lực", Title: "Nghị định 92/2020/NĐ-CP", Document: "92/2020/NĐ-CP"},
	} {
		if got := met(&m); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
