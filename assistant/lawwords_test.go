package assistant

import (
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

func TestInWordsOfLaw(t *testing.T) {
	hit := func(text string) retrieval.Hit { return retrieval.Hit{Chunk: corpus.Chunk{Text: text}} }
	dismissal := []retrieval.Expansion{{Said: "đuổi việc", Means: []string{"sa thải", "đơn phương chấm dứt hợp đồng lao động"}}}
	for _, c := range []struct {
		why, text, want string
		expansions      []retrieval.Expansion
		hit             string
	}{
		{"the meaning that the provision has", "Ăn cắp có bị đuổi việc không?", "Ăn cắp có bị sa thải không?", dismissal, "Hình thức xử lý kỷ luật sa thải"},
		{"the other one", "Ốm có bị đuổi việc không?", "Ốm có bị đơn phương chấm dứt hợp đồng lao động không?", dismissal, "quyền đơn phương chấm dứt hợp đồng lao động"},
		{"no diacritics stay none", "om co bi duoi viec khong", "om co bi sa thai khong", dismissal, "sa thải người lao động"},
		{"none of them is there", "Ăn cắp có bị đuổi việc không?", "Ăn cắp có bị đuổi việc không?", dismissal, "Trẻ em là người dưới 16 tuổi"},
		{"the everyday word is there", "Có bị đuổi việc không?", "Có bị đuổi việc không?", dismissal, "Cấm đuổi việc, sa thải"},
		{"words that ask stay", "Mất bao lâu?", "Mất bao lâu?", []retrieval.Expansion{{Said: "mất bao lâu", Means: []string{"thời hạn"}}}, "Thời hạn là 10 ngày"},
	} {
		if got := inWordsOfLaw(c.text, c.expansions, []retrieval.Hit{hit(c.hit)}); got != c.want {
			t.Errorf("%s: %q", c.why, got)
		}
	}
}
