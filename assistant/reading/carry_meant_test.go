package reading

import (
	"testing"
)

// common are frequencies of a store that knows every word alike.
func common(syllables []string, _ bool) ([]int, int, error) {
	df := make([]int, len(syllables))
	for i := range df {
		df[i] = 10
	}
	return df, 1000, nil
}

// TestCarriedByMeaning: a passage that has none of the everyday words carries the
// question by what they mean; one of another subject does not, with or without
// diacritics.
func TestCarriedByMeaning(t *testing.T) {
	meant := []Meant{{Said: "đuổi việc", Means: []string{"sa thải", "đơn phương chấm dứt hợp đồng lao động"}}}
	fits := Passage{Text: "Điều 7. Sa thải trái pháp luật\nNgười sử dụng lao động sa thải trái pháp luật phải nhận người lao động trở lại làm việc.", Heading: "Sa thải trái pháp luật", Prob: 0.3}
	other := Passage{Text: "Điều 9. Nuôi ong\nThùng ong đặt cách nhà ở ít nhất 20 mét.", Heading: "Nuôi ong", Prob: 0.3}
	for _, asked := range []string{"sếp đuổi luôn việc thì phải làm sao", "sep duoi luon viec thi phai lam sao"} {
		var got [2]carriedFeatures
		var p [2]float64
		for i, passage := range []Passage{fits, other} {
			r, err := Default().Read(asked, []Passage{passage}, common)
			if err != nil {
				t.Fatal(err)
			}
			before := r.CarryFeatures()
			r.Hear(asked, meant)
			got[i], p[i] = r.carried(), r.Carries()
			if i == 0 && shippedProbability(before) >= p[0] {
				t.Errorf("%q: %.2f, not heard %.2f", asked, p[0], shippedProbability(before))
			}
		}
		if got[0].meant != 1 || got[0].headed != 1 || got[0].best < 0.4 || got[1].meant != 0 || got[1].best > 0.1 || got[0].everyday != got[1].everyday || got[0].everyday < 0.3 {
			t.Errorf("%q: %+v, other %+v", asked, got[0], got[1])
		}
		if p[0] <= p[1] {
			t.Errorf("%q: %.2f, other %.2f", asked, p[0], p[1])
		}
	}
}

func shippedProbability(features []float64) float64 { return Shipped().Of(features) }

func TestFormAt(t *testing.T) {
	w, err := NewWords("công ty giữ của em bằng đại học mà không trả, giữ xe", common)
	if err != nil {
		t.Fatal(err)
	}
	for form, want := range map[string]int{"giữ bằng": 2, "giữ xe": 2, "giữ học": 0, "công ty": 2, "xe công": 0} {
		if got := formAt(w.list, w.tokens(form), make([]bool, len(w.list))); len(got) != want {
			t.Errorf("%q stands at %v", form, got)
		}
	}
}
