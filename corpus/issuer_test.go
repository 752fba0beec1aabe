package corpus_test

import (
	"testing"

	"trolyluat/corpus"
)

func TestIssuerOfNumber(t *testing.T) {
	for number, want := range map[string]string{
		"45/2019/QH14": "Quốc hội", "104/2025/UBTVQH15": "Ủy ban Thường vụ Quốc hội", "145/2020/NĐ-CP": "Chính phủ",
		"12/2024/QĐ-TTg": "Thủ tướng Chính phủ", "01/2016/NQ.HĐTP": "Hội đồng Thẩm phán Tòa án nhân dân tối cao",
		"203/2014/TT-BTC": "Bộ Tài chính", "10/2024/TT-BTNMT": "Bộ Tài nguyên và Môi trường", "778/BTC-TCHQ": "Bộ Tài chính",
		"89/2016/TTLT-BTC-BCT": "", "05/2016/BTC-BCT": "", "435/QĐ-UBND": "", "": "", "26/2018/AL": "",
	} {
		if got := corpus.IssuerOfNumber(number); got != want {
			t.Errorf("%s: %q, want %q", number, got, want)
		}
	}
}
