package reference_test

import (
	"testing"

	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
)

// TestKeys holds the keys of references to be those of documents.
func TestKeys(t *testing.T) {
	for _, number := range []string{"45/2019/QH14", "15/2020/NĐ-CP", "1/2020/QĐ-TTg", "299/TTg", "404-CP", "74/CP", "35-L/CTN", "102/SL/L004",
		"102-SL-L.004", "178/2015/TTLT-BTC-BNNPTNT-BTNMT-BYT", "326/2016/UBTVQH14", "03/VBHN-VPQH", "26/2018/AL", "19046/BTC-TCHQ", "1056/QĐ-CT",
		"755/2005/NQ-UBTVQH11", "10/2009/PL-UBTVQH12", "02/2022/NQ-HĐTP"} {
		if got, want := reference.NormalizeNumber(number), parse.NumberKey(number); got != want {
			t.Errorf("%s: %s, the parser's key is %s", number, got, want)
		}
	}
}
