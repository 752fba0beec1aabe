package quality

import (
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
)

// What readers of files and texts note in English, a report says in Vietnamese.
func TestDoubtsInWords(t *testing.T) {
	d := &corpus.Document{ID: "1/2020/TT-X", Key: "1/2020/TT-X", Number: "1/2020/TT-X", Kind: corpus.KindCircular, Title: "Thông tư", Issuer: "Bộ X",
		Issued: 20200101, Effective: corpus.Interval{From: 20200301}, Source: corpus.Source{URI: "a", SHA256: "00"},
		Provisions: []corpus.Provision{{Path: "d1", Level: corpus.LevelArticle, Label: "1"}},
		Amendments: []corpus.Amendment{{FromPath: "d1/k2", Problem: "the new text has another number: 7"}},
		Warnings: []string{"gap_in_clauses: d1/k2 → k4", "gap_in_points: d1/k2/d → e", "duplicate_path: kt1/d3/k1", "ocr_page: 2, confidence 0.71",
			"amendment_not_applied: 9/2022/TT-X d1/k5 → d3/k2: the phrase was not found", "amendment_not_applied: 9/2022/TT-X and 4 more", "unheard_of: d1"}}
	var got []string
	for _, f := range Check(d) {
		got = append(got, f.Code+": "+f.Detail)
	}
	want := []string{
		"unapplied: khoản 2 Điều 1: nội dung mới mang số khác: 7",
		"doubt: số khoản nhảy cách: khoản 2 Điều 1 → khoản 4",
		"doubt: hai đơn vị cùng số: khoản 1 Điều 3 (văn bản kèm theo 1)",
		"doubt: trang lấy chữ bằng OCR: 2, độ tin cậy 0.71",
		"unapplied: khoản 5 Điều 1 của 9/2022/TT-X sửa đổi khoản 2 Điều 3: không tìm thấy cụm từ cần thay",
		"unapplied: còn 4 chỉ dẫn nữa của 9/2022/TT-X",
		"doubt: unheard_of: d1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	d.Provisions = append(d.Provisions, corpus.Provision{Path: "d1/k1/đ", Level: corpus.LevelPoint, Label: "đ"})
	if !slices.ContainsFunc(Check(d), func(f Finding) bool {
		return f.Detail == "chữ của điểm nhảy cách: điểm d khoản 2 Điều 1 → e"
	}) {
		t.Error("a missing điểm đ is not told in a text that has others")
	}
}

// A consolidation has effect since its base act had: no doubt.
func TestConsolidationMayBeOlderThanItself(t *testing.T) {
	d := &corpus.Document{ID: "1/VBHN", Kind: corpus.KindConsolidated, Issued: 20250101, Effective: corpus.Interval{From: 20100101}}
	if slices.ContainsFunc(Check(d), func(f Finding) bool { return f.Code == "effect_order" }) {
		t.Error("effect_order told of a consolidation")
	}
	d.Kind = corpus.KindLaw
	if !slices.ContainsFunc(Check(d), func(f Finding) bool { return f.Code == "effect_order" }) {
		t.Error("effect_order not told of a law")
	}
}
