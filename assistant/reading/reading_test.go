package reading

import (
	"encoding/json"
	"strings"
	"testing"
)

// rare says that every word stands in one chunk of a hundred.
func rare(syllables []string, _ bool) ([]int, int, error) {
	df := make([]int, len(syllables))
	for i := range df {
		df[i] = 1
	}
	return df, 100, nil
}

// The provisions of these tests are invented.
const kites = `Điều 7. Thả diều
1. Người thả diều phải đứng cách đường dây điện ít nhất 100 mét.
2. Người dưới 12 tuổi thả diều phải có người lớn đi cùng, trừ trường hợp thả diều trong sân trường.
3. Thả diều vào ban đêm thì bị phạt tiền từ 200.000 đồng đến 500.000 đồng.
4. Ủy ban nhân dân cấp xã quy định nơi thả diều.
5. Người thả diều không được dùng dây kim loại.
6. Giấy phép tổ chức hội thả diều gồm các nội dung sau đây:
a) Tên người tổ chức;
b) Thời gian và địa điểm.`

func read(t *testing.T, question string) *Reading {
	t.Helper()
	return readText(t, question, kites)
}

func readText(t *testing.T, question, text string) *Reading {
	t.Helper()
	heading, _, _ := strings.Cut(text, "\n")
	_, heading, _ = strings.Cut(heading, ". ")
	r, err := Default().Read(question, []Passage{{Text: text, Heading: heading, Score: 1}}, rare)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWeightsFitTheFeatures(t *testing.T) {
	var w Weights
	if err := json.Unmarshal(shippedWeights, &w); err != nil {
		t.Fatal(err)
	}
	if len(shipped().Mark) != len(MarkFeatures()) || len(shipped().Choice) != len(ChoiceFeatures()) {
		t.Error("the shipped weights were not read")
	}
	again, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var back Weights
	if err := json.Unmarshal(again, &back); err != nil || back.Phrase[0] != w.Phrase[0] {
		t.Errorf("weights do not survive their own form: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"mark":{"words":1}}`), &back); err == nil {
		t.Error("weights of other features are taken")
	}
}

func TestPhraseInFront(t *testing.T) {
	for question, want := range map[string]string{
		"Người thả diều phải đứng cách đường dây điện ít nhất bao nhiêu mét?": "100 mét",
		"Cơ quan nào quy định nơi thả diều?":                                  "Ủy ban nhân dân cấp xã",
		"Thả diều vào ban đêm thì bị phạt tiền từ bao nhiêu đến bao nhiêu?":   "từ 200.000 đồng đến 500.000 đồng",
		"Thả diều vào ban đêm bị phạt tiền tối đa bao nhiêu?":                 "500.000 đồng",
	} {
		p, ok := read(t, question).Phrase()
		if !ok || p.Text != want {
			t.Errorf("%s: %q, want %q", question, p.Text, want)
		}
		if ok && kites[p.Span.Start:p.Span.End] != p.Text {
			t.Errorf("%s: the span holds %q", question, kites[p.Span.Start:p.Span.End])
		}
	}
}

func TestMarksAnswer(t *testing.T) {
	for question, want := range map[string]string{
		"Trẻ em dưới 12 tuổi thả diều cần gì?":                              "2. Người dưới 12 tuổi",
		"tha dieu vao ban dem bi phat tien bao nhieu":                       "3. Thả diều vào ban đêm",
		"Giấy phép tổ chức hội thả diều gồm những nội dung gì?":             "b) Thời gian và địa điểm.",
		"Thả diều được dùng dây kim loại không?":                            "5. Người thả diều không được",
		"Theo Luật Thả diều năm 2019, người thả diều phải đứng cách bao xa": "1. Người thả diều phải đứng cách",
	} {
		var marked []string
		for _, m := range read(t, question).Marks()[0] {
			marked = append(marked, kites[m.Start:m.End])
		}
		if !strings.Contains(strings.Join(marked, "\n"), want) {
			t.Errorf("%s: marked %q", question, marked)
		}
	}
}

func TestClaimsAreWeighed(t *testing.T) {
	for claim, want := range map[string]bool{
		"Người thả diều phải đứng cách đường dây điện ít nhất 100 mét":       true,
		"Người thả diều phải đứng cách đường dây điện ít nhất 10 mét":        false,
		"Người thả diều được dùng dây kim loại":                              false,
		"Người thả diều không được dùng dây kim loại":                        true,
		"Ủy ban nhân dân cấp xã quy định nơi thả diều":                       true,
		"Chỉ Thủ tướng Chính phủ mới có quyền quy định nơi thả diều":         false,
		"Thả diều vào ban đêm bị phạt tiền từ 200.000 đồng đến 500.000 đồng": true,
	} {
		c := read(t, claim).Judge(claim)
		if (c.True > 0.5) != want {
			t.Errorf("%s: %.2f, reasons %q", claim, c.True, c.Reasons)
		}
		if len(c.Reasons) == 0 || c.Passage != 0 {
			t.Errorf("%s: %+v", claim, c)
		}
	}
}

func TestChoicesAreWeighed(t *testing.T) {
	for question, want := range map[string]string{
		"Thả diều vào ban đêm bị phạt thế nào?\nA. Phạt tù\nB. Phạt tiền từ 200.000 đồng đến 500.000 đồng\nC. Trục xuất\nD. Không bị phạt":                                                                                                              "B",
		"Nơi thả diều do ai quy định? A. Bộ Giao thông. B. Người thả diều. C. Ủy ban nhân dân cấp xã. D. Nhà trường.":                                                                                                                                   "C",
		"Giấy phép tổ chức hội thả diều gồm nội dung nào?\nA. Tên người tổ chức\nB. Thời gian và địa điểm\nC. Cả A và B đều đúng\nD. Cả A và B đều sai":                                                                                                 "C",
		"Điều nào sau đây KHÔNG đúng về thả diều?\nA. Ủy ban nhân dân cấp xã quy định nơi thả diều\nB. Người thả diều phải đứng cách đường dây điện\nC. Người thả diều phải nộp lệ phí môi trường biển\nD. Người thả diều không được dùng dây kim loại": "C",
	} {
		stem, choices := ChoicesIn(question)
		if len(choices) != 4 {
			t.Fatalf("%s: %d choices", question, len(choices))
		}
		claims, err := read(t, stem).Choose(choices)
		if err != nil {
			t.Fatal(err)
		}
		best, sum := 0, 0.0
		for i, c := range claims {
			sum += c.True
			if c.True > claims[best].True {
				best = i
			}
		}
		if claims[best].Letter != want || sum < 0.999 || sum > 1.001 {
			t.Errorf("%s: %s of %+v", stem, claims[best].Letter, claims)
		}
	}
}

func TestQuestionsAreParsed(t *testing.T) {
	for text, want := range map[string]Ask{
		"Thời gian thử việc tối đa là bao lâu?":         AskQuantity,
		"thoi gian thu viec toi da la bao lau":          AskQuantity,
		"Ai có quyền khởi kiện?":                        AskWho,
		"Có được nghỉ ngày lễ không?":                   AskPermission,
		"Người lao động được nghỉ, đúng hay sai?":       AskTrueFalse,
		"Khi nào hợp đồng có hiệu lực?":                 AskTime,
		"Đăng ký kết hôn ở đâu?":                        AskWhere,
		"Tập quán là gì?":                               AskDefinition,
		"điều kiện kết hôn theo luật hôn nhân gia đình": AskOther,
	} {
		if got := Parse(text); got.Ask != want {
			t.Errorf("%s: %s, want %s", text, got.Ask, want)
		}
	}
	if claim, ok := ClaimIn("Cha mẹ có quyền quản lý tài sản của con là đúng hay sai?"); !ok || claim != "Cha mẹ có quyền quản lý tài sản của con" {
		t.Errorf("claim %q", claim)
	}
	if _, choices := ChoicesIn("Điều A. Khoản B của hợp đồng số 5 quy định gì?"); len(choices) != 0 && choices[0].Text == "" {
		t.Errorf("choices %v", choices)
	}
}

// FuzzRead reads any question in any text: spans must lie in the text.
func FuzzRead(f *testing.F) {
	f.Add("Thả diều bị phạt bao nhiêu?", kites)
	f.Add("A. x B. y", "1. a; b; c:\n- d | e")
	f.Fuzz(func(t *testing.T, question, text string) {
		r, err := Default().Read(question, []Passage{{Text: text, Score: 1}}, rare)
		if err != nil {
			t.Fatal(err)
		}
		end := 0
		for _, m := range r.Marks()[0] {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("mark %v of %d bytes", m, len(text))
			}
			end = m.End
		}
		if p, ok := r.Phrase(); ok && text[p.Span.Start:p.Span.End] != p.Text {
			t.Fatalf("phrase %q at %v", p.Text, p.Span)
		}
		if claim, ok := ClaimIn(question); ok {
			r.Judge(claim)
		}
		if _, choices := ChoicesIn(question); len(choices) > 0 {
			if _, err := r.Choose(choices); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestNoPhraseOutOfOneColumn: of a row with several values none is put in front,
// since the column that is meant stands elsewhere.
func TestNoPhraseOutOfOneColumn(t *testing.T) {
	table := "Điều 9. Thời hạn bảo hành diều\nThời hạn bảo hành diều được quy định như sau:\nNhóm diều | Bảo hành khung | Bảo hành dây\nDiều lớn | 06 tháng | 12 tháng"
	if p, ok := readText(t, "Thời hạn bảo hành diều lớn là bao lâu?", table).Phrase(); ok && strings.Contains(p.Text, "tháng") {
		t.Errorf("phrase %q", p.Text)
	}
	if p, ok := readText(t, "Thời hạn bảo hành diều lớn là bao lâu?", strings.ReplaceAll(table, " | 12 tháng", "")).Phrase(); !ok || p.Text != "06 tháng" {
		t.Errorf("of one column: %q", p.Text)
	}
}
