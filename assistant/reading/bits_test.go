package reading

import (
	"slices"
	"testing"
)

// uneven gives every word a frequency of its own, so that the order of a sum over
// words shows in its last bits.
func uneven(syllables []string, _ bool) ([]int, int, error) {
	df := make([]int, len(syllables))
	for i, s := range syllables {
		for _, b := range []byte(s) {
			df[i] = (df[i]*31 + int(b)) % 997
		}
	}
	return df, 1000, nil
}

// TestSameBits: the same question and passage give the same figures to the last
// bit, whatever order Go walks its maps in.
func TestSameBits(t *testing.T) {
	figures := func() []float64 {
		r, err := Default().Read("Tổ chức hội thả diều vào ban đêm gần đường dây điện thì người dưới 12 tuổi bị phạt tiền bao nhiêu, do cơ quan nào quy định?",
			[]Passage{{Text: kites, Heading: "Thả diều", Score: 1}}, uneven)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := r.Choose([]Choice{{"A", "Người thả diều phải đứng cách đường dây điện ít nhất 100 mét"}, {"B", "Ủy ban nhân dân cấp xã quy định nơi thả diều vào ban đêm"}})
		if err != nil {
			t.Fatal(err)
		}
		out := append(r.CarryFeatures(), r.Judge("Người dưới 12 tuổi thả diều trong sân trường phải có người lớn đi cùng").True)
		for _, c := range claims {
			out = append(out, c.True)
		}
		for _, s := range r.Each() {
			out = append(out, s.Share)
		}
		return out
	}
	want := figures()
	for range 30 {
		if got := figures(); !slices.Equal(got, want) {
			t.Fatalf("%v\nbefore %v", got, want)
		}
	}
}
