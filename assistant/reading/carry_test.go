package reading

import "testing"

func TestCarryWeightsAreWhole(t *testing.T) {
	c, err := ReadCarry(shippedCarry)
	if err != nil || len(c) != len(carryFeatures) {
		t.Fatalf("%d weights, %v", len(c), err)
	}
	for _, bad := range []string{`{}`, `{"bias":1}`, `[]`} {
		if _, err := ReadCarry([]byte(bad)); err == nil {
			t.Errorf("read %s", bad)
		}
	}
}

// TestCarries holds the order: what is in the words of the question carries its
// answer rather than what shares a word with it, and that rather than nothing.
func TestCarries(t *testing.T) {
	passage := func(heading, text string, prob float64) []Passage {
		return []Passage{{Heading: heading, Text: text, Above: "Luật Thuyền hồ", Score: 1, Prob: prob}}
	}
	of := func(question string, p []Passage) float64 {
		r, err := Default().Read(question, p, rare)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(r.CarryFeatures()); n != len(carryFeatures) {
			t.Fatalf("%d features", n)
		}
		return r.Carries()
	}
	const question = "Lệ phí cấp biển số thuyền là bao nhiêu?"
	whole := of(question, passage("Lệ phí cấp biển số thuyền", "Lệ phí cấp biển số thuyền là 80.000 đồng.", 0.9))
	part := of(question, passage("Đăng ký thuyền", "Chủ thuyền đăng ký thuyền tại nơi cư trú.", 0.3))
	none := of(question, passage("Bầu cử", "Cử tri bỏ phiếu kín.", 0.1))
	if !(whole > 0.5 && whole > part && part > none && none < 0.2) {
		t.Errorf("%.2f, %.2f, %.2f", whole, part, none)
	}
}
