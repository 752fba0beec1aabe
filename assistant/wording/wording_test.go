package wording

import "testing"

func TestQuantitiesReadWordsAndDigitsAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"trong thời hạn 15 ngày", "trong thời hạn mười lăm ngày", true},
		{"trong thời hạn 15 (mười lăm) ngày", "trong thời hạn 15 ngày", true},
		{"trong 05 (năm) ngày", "trong 05 ngày", true},
		{"trong 15 ngày làm việc", "trong 15 ngày", false},
		{"02 năm", "24 tháng", true},
		{"phạt 5.000.000 đồng", "phạt 5 triệu đồng", true},
		{"20% giá", "hai mươi phần trăm giá", true},
		{"05 ngày", "50 ngày", false},
	} {
		a, b := Quantities(c.a, Tokenize(c.a)), Quantities(c.b, Tokenize(c.b))
		if len(a) != 1 || len(b) != 1 {
			t.Errorf("%q and %q: %d and %d quantities", c.a, c.b, len(a), len(b))
			continue
		}
		if a[0].Same(b[0]) != c.same {
			t.Errorf("%q against %q: same = %v", c.a, c.b, !c.same)
		}
	}
}

func TestFlipsFindOppositesWhereTheWordsAgree(t *testing.T) {
	p := Tokenize("Người lao động có quyền đơn phương chấm dứt hợp đồng lao động với người sử dụng lao động")
	for text, want := range map[string]int{
		"Người lao động không có quyền đơn phương chấm dứt hợp đồng lao động với người sử dụng lao động": 1,
		"Người lao động có quyền đơn phương chấm dứt hợp đồng lao động với người sử dụng lao động":       0,
	} {
		s := Tokenize(text)
		if got := len(Flips(s, p, Align(s, p))); got != want {
			t.Errorf("%q: %d flips, want %d", text, got, want)
		}
	}
}
