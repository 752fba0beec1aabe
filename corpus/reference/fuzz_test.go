package reference

import (
	"testing"
	"unicode/utf8"

	"trolyluat/corpus"
)

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"điểm a, b và đ khoản 2 Điều 5 của Luật này", "từ Điều 1 đến Điều 999 và từ điểm a đến điểm y", "15/2020/NĐ-CP ngày 3/2/2020",
		"Điều\n5\nkhoản\n1", "d25 blld k2 đ.5", "Luật sửa đổi, bổ sung một số điều của 37 Luật năm 2018", "(Điều 5 (khoản 1 (điểm a)))",
		"Luật Phòng, chống \xff\xfe", "Điều 5 Quy chế ban hành kèm theo Quyết định 1/2020/QĐ-TTg", "35-L/CTN 102/SL/L.004",
		"gạch đầu dòng thứ mười hai đoạn mở đầu khoản 1a Điều 98h", "các Điều: 1, 2; 3 - 9 | Bộ luật Dân sự",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, query := range []bool{false, true} {
			end := 0
			for _, r := range find(s, query) {
				if r.Span.Start < 0 || r.Span.End > len(s) || r.Span.Len() <= 0 {
					t.Fatalf("span %v of %d bytes", r.Span, len(s))
				}
				if utf8.ValidString(s) && !utf8.ValidString(s[r.Span.Start:r.Span.End]) {
					t.Fatalf("span %v cuts a letter of %q", r.Span, s)
				}
				if r.Span.Start < end {
					t.Fatalf("spans overlap in %q", s)
				}
				end = r.Span.End
				if len(r.Targets) == 0 && r.Document.IsZero() {
					t.Fatalf("an empty reference in %q", s)
				}
				for _, u := range r.Targets {
					if u.Path == "" && u.This == corpus.LevelNone {
						t.Fatalf("a target without path in %q", s)
					}
					if u.Span.Start < r.Span.Start || u.Span.End > r.Span.End {
						t.Fatalf("target %v outside its reference %v in %q", u.Span, r.Span, s)
					}
				}
			}
		}
		NameKey(s)
		foldNumber(s)
		NormalizeNumber(s)
		Steps(s)
	})
}

func TestLexicon(t *testing.T) {
	if len(lexicon.list) < 200 {
		t.Fatalf("%d names in the lexicon", len(lexicon.list))
	}
	seen := make(map[string]bool)
	for _, e := range lexicon.list {
		if !e.kind.Valid() {
			t.Errorf("%s: unknown kind %q", e.name, e.kind)
		}
		if seen[e.name] {
			t.Errorf("%s stands twice", e.name)
		}
		seen[e.name] = true
		if e.name == "Bộ luật Tố tụng" {
			continue
		}
		refs := Find("theo quy định của " + e.name + " năm 2020.")
		if len(refs) != 1 || refs[0].Document.Name != e.name || refs[0].Document.Year != 2020 {
			t.Errorf("%s is not found again: %+v", e.name, refs)
		}
	}
}

func TestNormalizeNumber(t *testing.T) {
	for in, want := range map[string]string{
		"15/2020/nd-cp": "15/2020/NĐ-CP", "số: 15 / 2020 / NĐ - CP": "15/2020/NĐ-CP", "01/2020/TT-BLDTBXH": "01/2020/TT-BLĐTBXH",
		"45/2019/QH14": "45/2019/QH14", "12/2024/QĐ-TTg": "12/2024/QĐ-TTg", "35-L/CTN": "35/L/CTN", "1/2020/qđ-ttg": "01/2020/QĐ-TTg", "404-CP": "404/CP", "102-SL-L.004": "102/SL-L004", "10/2009/PL-UBTVQH 12": "10/2009/PL-UBTVQH12",
		"178/2015/TTLT-BTC-BNNPTNT-BTNMT-BYT": "178/2015/TTLT-BTC-BNNPTNT-BTNMT-BYT", "03/VBHN-VPQH": "03/VBHN-VPQH", "102/2017/NÐ-CP": "102/2017/NĐ-CP",
		"không có số": "không có số",
	} {
		if got := NormalizeNumber(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
