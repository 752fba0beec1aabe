package digest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/judgments"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/realdata"
)

// Invented: văn bản giả định, không có giá trị pháp lý.
const facts = `Nguyên đơn ông A trình bày: Ngày 09/5/2031, ông cho bà B vay 10.500.000 đồng, lãi suất 1,5%/tháng, có giấy vay tiền.
Tháng 6 năm 2032 bà B trả 2 triệu đồng; sau đó không trả nữa. Ông yêu cầu Tòa án buộc bà B trả số tiền còn lại.
Bị đơn bà B trình bày: Bà thừa nhận có vay tiền nhưng không đồng ý trả lãi. Thửa đất rộng 120,5 m2 ở TP. Mới là của bà từ năm 2020.`

func invented() *corpus.Document {
	return &corpus.Document{Text: facts, Judgment: &corpus.Judgment{Facts: corpus.Span{End: len(facts)},
		Parties: []corpus.Party{{Role: "Nguyên đơn", Name: "ông A"}, {Role: "Bị đơn", Name: "bà Vắng"}}}}
}

func TestMake(t *testing.T) {
	d := Make(invented())
	has := func(name string, lines []Line, words, by string) {
		t.Helper()
		for _, l := range lines {
			if strings.Contains(l.Text, words) {
				if l.By != by {
					t.Errorf("%s: %q is said by %q, want %q", name, l.Text, l.By, by)
				}
				return
			}
		}
		t.Errorf("%s: no line with %q among %v", name, words, lines)
	}
	has("claims", d.Claims, "buộc bà B trả số tiền còn lại", "Nguyên đơn")
	has("agreed", d.Agreed, "thừa nhận có vay", "Bị đơn")
	has("disputed", d.Disputed, "không đồng ý trả lãi", "Bị đơn")
	has("evidence", d.Evidence, "giấy vay tiền", "Nguyên đơn")
	if len(d.Claims) != 1 {
		t.Errorf("claims: %v", d.Claims)
	}
	var dates []string
	for _, e := range d.Timeline {
		dates = append(dates, e.Date)
	}
	if got := strings.Join(dates, " "); got != "2020 2031-05-09 2032-06" {
		t.Errorf("timeline %s", got)
	}
	want := map[string]float64{"10.500.000 đồng": 10.5e6, "2 triệu đồng": 2e6, "1,5%/tháng": 1.5, "120,5 m2": 120.5}
	for _, a := range d.Amounts {
		if v, ok := want[a.Text]; !ok || v != a.Value {
			t.Errorf("amount %q is %v %s", a.Text, a.Value, a.Unit)
		}
		delete(want, a.Text)
	}
	if len(want) > 0 {
		t.Errorf("amounts not found: %v", want)
	}
	if d.Parties[0].Span.Len() == 0 || d.Parties[1].Span.Len() != 0 {
		t.Errorf("parties: %+v", d.Parties)
	}
	quotes(t, invented(), d)
}

// TestClaims reads what is asked of the court, in lists too, and not what people
// asked of each other before, nor years of laws and other figures (giả định).
func TestClaims(t *testing.T) {
	text := "Ông A yêu cầu bà B trả 4.398.000đ, 05 (năm) phân vàng và 3,5 chỉ vàng 24k.\n" +
		"Trước đó ông A đã yêu cầu bà B trả nợ nhưng bà B không trả, T1 đồng ý làm chứng, T2 đi vắng, có 2 đồng thừa kế.\n" +
		"Nay ông khởi kiện yêu cầu Tòa án giải quyết:\n- Hủy hợp đồng vay;\nnghĩa là cả phụ lục;\n- Chia nhà.\nÔng trồng cây lâu năm 2070,3 m2 theo Luật Đất đai năm 2013.\n- Giấy vay tiền ngày 01/02/2030.\n" +
		"Tại phiên tòa, ông rút yêu cầu tính lãi.\n"
	d := Make(&corpus.Document{Text: text})
	var claims []string
	for _, l := range d.Claims {
		claims = append(claims, l.Text)
	}
	if got := strings.Join(claims, " | "); got != "Ông A yêu cầu bà B trả 4.398.000đ, 05 (năm) phân vàng và 3,5 chỉ vàng 24k. | Nay ông khởi kiện yêu cầu Tòa án giải quyết: | - Hủy hợp đồng vay; | nghĩa là cả phụ lục; | - Chia nhà. | Tại phiên tòa, ông rút yêu cầu tính lãi." {
		t.Errorf("claims: %s", got)
	}
	var amounts, dates []string
	for _, a := range d.Amounts {
		amounts = append(amounts, a.Text)
	}
	if got := strings.Join(amounts, " | "); got != "4.398.000đ | 05 (năm) phân vàng | 3,5 chỉ vàng | 2070,3 m2" {
		t.Errorf("amounts: %s", got)
	}
	for _, e := range d.Timeline {
		dates = append(dates, e.Date)
	}
	if got := strings.Join(dates, " "); got != "2030-02-01" {
		t.Errorf("dates: %s", got)
	}
	quotes(t, &corpus.Document{Text: text}, d)
}

// quotes checks that every line stands in the text where it says.
func quotes(t *testing.T, doc *corpus.Document, d *Digest) {
	t.Helper()
	check := func(l Line) {
		if l.Span.Start < 0 || l.Span.End > len(doc.Text) || strings.Join(strings.Fields(doc.Text[l.Span.Start:l.Span.End]), " ") != l.Text {
			t.Errorf("line %q does not stand at %v", l.Text, l.Span)
		}
	}
	for _, list := range [][]Line{d.Claims, d.Agreed, d.Disputed, d.Evidence} {
		for _, l := range list {
			check(l)
		}
	}
	for _, e := range d.Timeline {
		check(e.Line)
	}
	for _, a := range d.Amounts {
		check(a.Line)
	}
	for _, p := range d.Parties {
		if p.Span.Len() > 0 && doc.Text[p.Span.Start:p.Span.End] != p.Name {
			t.Errorf("party %q does not stand at %v", p.Name, p.Span)
		}
	}
}

func TestFigures(t *testing.T) {
	for s, want := range map[string]float64{"1.000": 1000, "1.968.192": 1968192, "207,7": 207.7, "45.268.416.000": 45268416000, "12": 12, "2.779.776,89": 2779776.89, "6.5": 6.5} {
		if got, ok := figure(s); !ok || got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}

func TestSentencesKeepAbbreviationsAndItems(t *testing.T) {
	text := "Nhà ở TP. Mới thuộc tỉnh N. Ông A ký\ntên. Gồm:\n- Một căn nhà;\n- Hai thửa đất."
	var got []string
	for _, s := range sentences(text, corpus.Span{End: len(text)}) {
		got = append(got, strings.Join(strings.Fields(text[s.Start:s.End]), " "))
	}
	if len(got) < 4 || got[0] != "Nhà ở TP. Mới thuộc tỉnh N." && got[0] != "Nhà ở TP. Mới thuộc tỉnh N. Ông A ký tên." {
		t.Errorf("%q", got)
	}
}

type reader struct{}

func (reader) Read(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	return plain.Extract(ctx, name, data)
}

func TestRealJudgments(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(realdata.Dir(t), "alqac2026", "judgments.jsonl"))
	if err != nil {
		t.Skip(err)
	}
	if !judgments.Is(bytes.TrimSpace(data)) {
		t.Fatal("not a collection of judgments")
	}
	docs, err := judgments.Read(t.Context(), reader{}, data, corpus.Source{})
	if err != nil {
		t.Fatal(err)
	}
	full, looked := 0, 0
	for i, doc := range docs {
		if i%2 == 1 {
			continue // every other one, for time
		}
		looked++
		d := Make(doc)
		quotes(t, doc, d)
		if len(d.Parties) > 1 && len(d.Claims) > 0 && len(d.Timeline) > 1 && len(d.Amounts) > 0 && len(d.Evidence) > 0 && len(d.Agreed)+len(d.Disputed) > 0 {
			full++
		} else {
			t.Logf("%s: %d parties, %d claims, %d agreed, %d disputed, %d evidence, %d events, %d amounts", doc.Source.Name, len(d.Parties), len(d.Claims), len(d.Agreed), len(d.Disputed), len(d.Evidence), len(d.Timeline), len(d.Amounts))
		}
	}
	if full*100 < 85*looked {
		t.Errorf("%d of %d digests are full", full, looked)
	}
}

func FuzzMake(f *testing.F) {
	f.Add(facts)
	f.Add("ngày 99/99/2020 1.2.3,4 đồng;;..\n-\n")
	f.Fuzz(func(t *testing.T, text string) {
		doc := &corpus.Document{Text: text}
		quotes(t, doc, Make(doc))
	})
}
