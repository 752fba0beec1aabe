package basis

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

func TestArticlesOfALine(t *testing.T) {
	for text, want := range map[string]string{
		" Khoản 5 Điều 26":                  "26",
		"Điều 30 Khoản 1, Điều 35, Điều 39": "30 35 39",
		" 39":              "39",
		"Điểu 604":         "604",
		"điều 35 khoản 01": "35",
		"Điều 7a; Điều 9":  "7a 9",
		"Quyết định số 220/QĐ-CA ngày 06 tháng 4": "",
	} {
		if got := strings.Join(articles(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAskedLeavesThePredictionOut(t *testing.T) {
	for text, want := range map[string]string{
		"Ông A kiện bà B đòi nhà. Agent dự đoán: nguyên đơn thắng kiện hay bị đơn thắng kiện?": "Ông A kiện bà B đòi nhà.",
		"Ông A kiện bà B đòi nhà.": "Ông A kiện bà B đòi nhà.",
		"Bà C đòi đất. Theo bạn, nguyên đơn thắng kiện hay bị đơn thắng kiện?": "Bà C đòi đất.",
	} {
		if got := asked(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestInSet(t *testing.T) {
	m := &mapper{acts: []reference.Act{
		{ID: "91/2015/QH13", Key: "91/2015/QH13", Kind: corpus.KindCode, Title: "Bộ luật Dân sự", Issued: corpus.NewDate(2015, 11, 24)},
		{ID: "92/2015/QH13", Key: "92/2015/QH13", Kind: corpus.KindCode, Title: "Bộ luật Tố tụng dân sự", Issued: corpus.NewDate(2015, 11, 25)},
		{ID: "326/2016/UBTVQH14", Key: "326/2016/UBTVQH14", Kind: corpus.KindResolution, Title: "Nghị quyết về án phí", Issued: corpus.NewDate(2016, 12, 30)},
	}}
	for name, want := range map[string]bool{
		"Bộ luật dân sự": true, "Bộ Luật Dân sự năm 2015": true, "Bộ luật Dân sự 2005": false, "Bộ luật tố tụng": true, "Luật Đất đai": false,
		"Nghị quyết số 326/2016/UBTVQH14 ngày 30/12/2016": true, "Nghị định 181/2004/NĐ-CP": false, "Nghị quyết 326 ngày 30/12/2016 của Ủy ban": true,
		"Luật sửa đổi bổ sung một số điều của Bộ luật Dân sự": false,
	} {
		if got := m.inSet(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestConstantListLeavesTheCaseOut(t *testing.T) {
	mk := func(keys ...string) *sample {
		s := &sample{gold: map[string]bool{}}
		for _, k := range keys {
			s.gold[k] = true
		}
		return s
	}
	a, b, c := mk("x", "own"), mk("x", "y"), mk("x", "y")
	list, size := constantList(a, []*sample{a, b, c})
	if strings.Join(list, " ") != "x y" || size != 2 {
		t.Errorf("list %v, size %d", list, size)
	}
}

func TestReadCasesErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.jsonl")
	for text, want := range map[string]string{"": "no cases", "{": "dòng 1", "\n{}": "no cases"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadCases(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
