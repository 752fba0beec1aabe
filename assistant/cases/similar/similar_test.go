package similar

import (
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
)

// Invented: văn bản giả định, không có giá trị pháp lý.
const (
	loan  = "Ông An cho bà Bình vay tiền theo giấy vay tiền viết tay, bà Bình hứa trả cả gốc và lãi nhưng đến hạn không trả, nhiều lần đòi nợ không được."
	loan2 = "Chị Cúc vay tiền của anh Dũng, viết giấy vay tiền, hứa trả gốc và lãi, đến hạn không trả dù anh Dũng nhiều lần đòi nợ."
	fence = "Hàng xóm xây hàng rào lấn sang đất, ranh giới giữa hai thửa đất bị đổi, hai bên cãi nhau về mốc giới và bức tường."
	path  = "Gia đình chỉ có một lối đi qua thửa đất của hàng xóm ra đường, nay hàng xóm rào lối đi lại không cho đi."
)

func collection(t *testing.T, texts ...string) (*Collection, []*Profile) {
	t.Helper()
	c := NewCollection()
	var all []*Profile
	for i, text := range texts {
		p, err := NewProfile(Case{Facts: text})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
		c.Add(string(rune('a'+i)), p)
	}
	return c, all
}

func TestRankPutsTheSameKindFirst(t *testing.T) {
	c, all := collection(t, loan, fence, path)
	q, err := NewProfile(Case{Facts: loan2})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Rank(q); got[0].ID != "a" || got[0].Score <= got[1].Score {
		t.Errorf("%+v", got)
	}
	shared := c.Shared(q, all[0], 5)
	if !slices.ContainsFunc(shared, func(s string) bool { return strings.Contains(s, "vay") || strings.Contains(s, "nợ") }) {
		t.Errorf("shared words %q", shared)
	}
}

func TestNamesNumbersAndDatesDoNotCount(t *testing.T) {
	a, err := NewProfile(Case{Facts: "Ngày 01/02/2030 ông Nguyễn Văn Xuân ở xã Đông Hà vay 55.000.000 đồng."})
	if err != nil {
		t.Fatal(err)
	}
	for term := range a.terms {
		if strings.ContainsAny(term, "0123456789") || strings.Contains(term, "xuân") || strings.Contains(term, "nguyễn") {
			t.Errorf("%q counts", term)
		}
	}
	if a.terms["vay"] == 0 {
		t.Error("what happened does not count")
	}
}

func TestActors(t *testing.T) {
	for _, c := range []struct {
		claims string
		want   [2]Actor
	}{
		{"Ngân hàng X khởi kiện Công ty Y đòi nợ", [2]Actor{Bank, Company}},
		{"Ông A kiện bà B đòi nhà", [2]Actor{Person, Person}},
		{"Đòi lại tài sản", [2]Actor{}},
	} {
		if got := actors(Case{Claims: c.claims}); got != c.want {
			t.Errorf("%s: %v", c.claims, got)
		}
	}
	got := actors(Case{Parties: []corpus.Party{{Role: "Nguyên đơn", Name: "Ngân hàng X"}, {Role: "Bị đơn", Name: "Nguyễn Văn B"}, {Role: "Bị đơn", Name: "bà C"}}})
	if got != [2]Actor{Bank, Person} {
		t.Errorf("%v", got)
	}
}

func TestReadOutcome(t *testing.T) {
	for ruling, want := range map[string]Outcome{
		"Chấp nhận toàn bộ yêu cầu khởi kiện của ông A. Buộc bà B trả tiền.":                 Accepted,
		"Chấp nhận một phần yêu cầu khởi kiện của ông A.":                                    Partly,
		"Không chấp nhận yêu cầu khởi kiện của ông A.":                                       Rejected,
		"Không chấp nhận\nyêu cầu khởi kiện của\nnguyên đơn.":                                Rejected,
		"Đình chỉ giải quyết vụ án.":                                                         Dismissed,
		"Không chấp nhận kháng cáo. Giữ nguyên bản án sơ thẩm. Chấp nhận yêu cầu khởi kiện.": Upheld,
		"Sửa bản án dân sự sơ thẩm.":                                                         Changed,
		"Hủy toàn bộ bản án dân sự sơ thẩm số 1, giao hồ sơ xét xử lại.":                     Annulled,
		"1. Buộc bà B trả cho ông A 5 đồng.":                                                 Accepted,
		"Tuyên xử như trên.": NoOutcome,
	} {
		d := &corpus.Document{Text: "xx" + ruling, Judgment: &corpus.Judgment{Ruling: corpus.Span{Start: 2, End: 2 + len(ruling)}}}
		got, span := ReadOutcome(d)
		if got != want {
			t.Errorf("%q: %s, want %s", ruling, got, want)
		}
		if span.End > len(d.Text) || span.Start > span.End {
			t.Errorf("%q: span %v", ruling, span)
		}
	}
}

func FuzzReadOutcome(f *testing.F) {
	f.Add("Chấp nhận một phần yêu cầu; bác yêu cầu.")
	f.Add("\x90BáC Yêu Cầu")
	f.Fuzz(func(t *testing.T, text string) {
		d := &corpus.Document{Text: text, Judgment: &corpus.Judgment{Ruling: corpus.Span{End: len(text)}}}
		if _, span := ReadOutcome(d); span.Start < 0 || span.Start > span.End || span.End > len(text) {
			t.Errorf("span %v of %d bytes", span, len(text))
		}
	})
}

func TestSentenceEnd(t *testing.T) {
	for text, want := range map[string]string{
		" số tiền là 521.000.000 đồng. Ông A chịu án phí.": " số tiền là 521.000.000 đồng.",
		" như sau: 5. Giao nhà cho bà B; trả tiền":         " như sau: 5. Giao nhà cho bà B;",
		" không dứt":    "",
		" diện tích 2.": " diện tích 2.",
	} {
		if got := text[:sentenceEnd(text)]; got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
