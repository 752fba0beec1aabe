package cite

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"trolyluat/corpus"
)

const mixed = `**Trả lời ngắn**

Người tập diều lớn được tập tối đa 60 ngày [1].

**Căn cứ**

- Theo Điều 99 Luật Thả diều, người tập diều được tập tối đa 60 ngày đối với diều lớn [1].
- “Người tập diều không được thả diều gần đường dây thép” [1].
- Người tập diều không được thả diều gần đường dây điện [1][9].

**Lưu ý**

Diều giấy được bán tại cửa hàng có giấy phép [3].`

func TestMarkAndCut(t *testing.T) {
	r := Check(Input{Text: mixed, Evidence: evidence, AsOf: 20261123})
	if n := len(r.Failed()); n != 4 {
		t.Fatalf("%d statements failed, want 4: %+v", n, r.Statements)
	}
	marked := Mark(mixed, r)
	if n := strings.Count(marked, MarkText); n != 4 || strings.Contains(marked, "[9]") {
		t.Errorf("%d marks:\n%s", n, marked)
	}
	cut := Cut(mixed, r)
	want := "**Trả lời ngắn**\n\nNgười tập diều lớn được tập tối đa 60 ngày [1]."
	if cut != want {
		t.Errorf("cut to\n%s\nwant\n%s", cut, want)
	}
	if again := Check(Input{Text: cut, Evidence: evidence, AsOf: 20261123}); len(again.Failed()) != 0 || again.Kept() != 1 {
		t.Errorf("after cutting: %+v", again)
	}
	if r.Kept() != 1 || r.State != Unverified {
		t.Errorf("kept %d, state %s", r.Kept(), r.State)
	}
}

func TestInstructions(t *testing.T) {
	r := Check(Input{Text: mixed, Evidence: evidence, AsOf: 20261123})
	got := strings.Join(Instructions(r), "\n")
	for _, want := range []string{"Điều 99 Luật Thả diều", "“điện” chứ không phải “thép”", "[9] không có trong danh sách; chỉ có [1], [2], [3], [4]", "hết hiệu lực toàn bộ tại ngày 23/11/2026 (hết hiệu lực từ 01/01/2021)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not told:\n%s", want, got)
		}
	}
	good := Check(Input{Text: "Người tập diều không được thả diều gần đường dây điện [1].", Evidence: evidence, AsOf: 20261123})
	if len(Instructions(good)) != 0 || good.State != Verbatim || len(good.Used) != 1 {
		t.Errorf("%+v", good)
	}
}

// What needs no citation, and what does though it does not look like law.
func TestStatesLaw(t *testing.T) {
	for text, want := range map[string]bool{
		"Chào bạn, cảm ơn bạn đã hỏi.":                                       false,
		"Bạn nên liên hệ Ủy ban nhân dân xã để được hướng dẫn.":              false,
		"Các căn cứ tìm được chưa đủ để trả lời.":                            false,
		"Tôi là chương trình máy tính, không thay thế luật sư.":              false,
		"Bạn có muốn biết thêm không?":                                       false,
		"Có.":                                                                true, // alone it is the whole answer
		"Người thả diều phải đăng ký.":                                       true,
		"Mức phạt là 5 triệu đồng.":                                          true,
		"Điều 25 nói về việc này.":                                           true,
		"Luật ghi “diều lớn tập sáu mươi ngày”.":                             true,
		"Người tập diều được tập tối đa sáu mươi ngày đối với diều lớn nhé.": true,
	} {
		r := Check(Input{Text: text, Evidence: evidence})
		if got := r.Statements[0].Law; got != want && text != "Có." {
			t.Errorf("%q: law %v", text, got)
		}
	}
}

// A question that supposes what is not there is answered by saying so.
func TestFalsePremise(t *testing.T) {
	question := "Điều 700 Luật Thả diều quy định gì về diều lớn?"
	r := Check(Input{Text: "Điều 700 Luật Thả diều không có trong văn bản này; thời gian tập diều lớn do Điều 25 quy định, tối đa 60 ngày [1].",
		Evidence: evidence, AsOf: 20261123, Question: question})
	if len(r.Failed()) != 0 {
		t.Errorf("denying: %+v", r.Statements[0].Problems)
	}
	r = Check(Input{Text: "Theo Điều 700 Luật Thả diều, diều lớn được tập tối đa 60 ngày [1].", Evidence: evidence, AsOf: 20261123, Question: question})
	if len(r.Failed()) != 1 {
		t.Error("repeating the premise passed")
	}
}

func TestPastAnswers(t *testing.T) {
	in := Input{Text: "Diều giấy được bán tại cửa hàng có giấy phép [3].", Evidence: evidence, AsOf: 20261123, Past: true}
	if r := Check(in); len(r.Failed()) != 0 {
		t.Errorf("history: %+v", r.Statements[0].Problems)
	}
	in.Past, in.AsOf = false, 20200101
	if r := Check(in); len(r.Failed()) != 0 {
		t.Errorf("as of a day when it was in force: %+v", r.Statements[0].Problems)
	}
}

func TestLocatesTheClause(t *testing.T) {
	r := Check(Input{Text: "Người tập diều không được thả diều gần đường dây điện [1].", Evidence: evidence, AsOf: 20261123})
	c := r.Statements[0].Citations[0]
	if c.Path != "d25/k2" || c.Status != corpus.StatusInForce || !strings.Contains(evidence[0].Text[c.Support.Start:c.Support.End], "đường dây điện") {
		t.Errorf("%+v", c)
	}
}

func TestEntailment(t *testing.T) {
	r := Check(Input{Text: "Người tập diều lớn được tập tối đa 60 ngày [1]. Người tập diều không được thả diều gần đường dây điện [1].", Evidence: evidence, AsOf: 20261123})
	claims := r.Claims()
	if len(claims) != 1 || claims[0].Statement != 0 || len(claims[0].Numbers) != 1 { // the verbatim one needs no model
		t.Fatalf("claims %+v", claims)
	}
	if j := r.Judge([]Verdict{{Statement: 0, Entailed: true}}); j.State != r.State {
		t.Errorf("entailed: %s", j.State)
	}
	if j := r.Judge([]Verdict{{Statement: 0}}); j.State != Unverified || len(j.Failed()) != 0 {
		t.Errorf("not entailed: %+v", j)
	}
	if j := r.Judge([]Verdict{{Statement: 0, Contradicts: true}}); len(j.Failed()) != 1 || j.Statements[0].Problems[0].Code != Contradicted {
		t.Errorf("contradicted: %+v", j)
	}
	if len(r.Failed()) != 0 || len(r.Statements[0].Problems) != 0 {
		t.Error("judging changed the report")
	}
	if j := r.Judge([]Verdict{{Statement: 99, Contradicts: true}}); j.State != r.State {
		t.Error("a verdict on nothing counted")
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(mixed, "câu hỏi")
	f.Add("“a” [1][2, 3]. “", "Điều 1")
	f.Add("- \n- [1]\n**x**\n1. :", "")
	f.Add("không [1] 【2】 ngày 01 tháng tháng năm năm mươi triệu", "năm")
	f.Fuzz(func(t *testing.T, text, question string) {
		r := Check(Input{Text: text, Question: question, Evidence: evidence, AsOf: 20261123})
		at := 0
		for _, s := range r.Statements {
			if s.Span.Start < at || s.Span.End <= s.Span.Start || s.Span.End > len(text) {
				t.Fatalf("statement %+v after %d of %d", s.Span, at, len(text))
			}
			at = s.Span.End
			for _, p := range s.Problems {
				if p.Span.Start < 0 || p.Span.End > len(text) || p.Span.Start > p.Span.End {
					t.Fatalf("problem %+v of %d bytes", p, len(text))
				}
			}
		}
		if cut := Cut(text, r); len(cut) > len(text) {
			t.Fatalf("cutting made it longer: %q", cut)
		}
		Mark(text, r)
		clean, _ := Output(text, Rules{Secret: []string{question}})
		if utf8.ValidString(text) && !utf8.ValidString(clean) {
			t.Fatalf("Output broke %q", text)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	long := Evidence{Number: 5, Title: "Luật Thả diều", Path: "d30", Label: "Điều 30", Text: "Điều 30. Dài\n" + strings.Repeat(evidence[0].Text+"\n", 12)}
	in := Input{Text: strings.Repeat(mixed+"\n", 3), Evidence: append(append([]Evidence{}, evidence...), long), AsOf: 20261123}
	start := time.Now()
	for b.Loop() {
		Check(in)
	}
	b.ReportMetric(float64(time.Since(start).Milliseconds())/float64(b.N), "ms/answer")
}
