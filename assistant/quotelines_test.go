package assistant

import (
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

const ferries = `Điều 7. Bến đò
1. Hồ sơ mở bến đò gồm:
a) Đơn đề nghị;
b) Bản vẽ bến;
c) Giấy tờ về đò.
2. Chủ tịch cấp xã có quyền:
a) Phạt cảnh cáo; nhắc nhở;
b) Phạt tiền đến 5.000.000 đồng.
3. Bến đò được sơn màu xanh.`

// span is where words stand in a text.
func span(t *testing.T, text, words string) corpus.Span {
	t.Helper()
	at := strings.Index(text, words)
	if at < 0 {
		t.Fatalf("%q is not in the text", words)
	}
	return corpus.Span{Start: at, End: at + len(words)}
}

// unitsOf are the khoản and điểm of an article that is written a line each.
func unitsOf(path, text string) []corpus.Unit {
	var units []corpus.Unit
	at, clause := 0, -1
	for line := range strings.SplitAfterSeq(text, "\n") {
		label, _, _ := strings.Cut(line, " ")
		switch {
		case strings.HasSuffix(label, ".") && len(label) == 2:
			clause = len(units)
			units = append(units, corpus.Unit{Path: path + "/k" + label[:1], Start: at, End: at + len(line)})
		case strings.HasSuffix(label, ")"):
			units[clause].End = at + len(line)
			units = append(units, corpus.Unit{Path: units[clause].Path + "/" + strings.TrimSuffix(label, ")"), Start: at, End: at + len(line)})
		}
		at += len(line)
	}
	return units
}

func TestQuotesLeadAndGap(t *testing.T) {
	c := &corpus.Chunk{Path: "d7", Text: ferries, Units: unitsOf("d7", ferries)}
	for _, x := range []struct {
		name  string
		marks []string
		want  string
	}{
		{"a list whole", []string{"1. Hồ sơ mở bến đò gồm:", "a) Đơn đề nghị;", "b) Bản vẽ bến;"},
			"> **1. Hồ sơ mở bến đò gồm:**\n> **a) Đơn đề nghị;**\n> **b) Bản vẽ bến;**"},
		{"an item has its lead", []string{"b) Phạt tiền đến 5.000.000 đồng."}, "> 2. Chủ tịch cấp xã có quyền:\n> …\n> **b) Phạt tiền đến 5.000.000 đồng.**"},
		{"items of two khoản", []string{"c) Giấy tờ về đò.", "b) Phạt tiền đến 5.000.000 đồng."},
			"> 1. Hồ sơ mở bến đò gồm:\n> …\n> **c) Giấy tờ về đò.**\n> 2. Chủ tịch cấp xã có quyền:\n> …\n> **b) Phạt tiền đến 5.000.000 đồng.**"},
		{"a part of a line", []string{"nhắc nhở;"}, "> 2. Chủ tịch cấp xã có quyền:\n> … **nhắc nhở;**"},
		{"one line in two parts", []string{"a) Phạt cảnh cáo;", "nhắc nhở;"}, "> 2. Chủ tịch cấp xã có quyền:\n> **a) Phạt cảnh cáo;** **nhắc nhở;**"},
		{"the heading is told beside", []string{"Điều 7. Bến đò", "3. Bến đò được sơn màu xanh."}, "> **3. Bến đò được sơn màu xanh.**"},
		{"several lines in one mark", []string{"2. Chủ tịch cấp xã có quyền:\na) Phạt cảnh cáo; nhắc nhở;"}, "> **2. Chủ tịch cấp xã có quyền:**\n> **a) Phạt cảnh cáo; nhắc nhở;**"},
	} {
		var marks []corpus.Span
		for _, m := range x.marks {
			marks = append(marks, span(t, ferries, m))
		}
		if got := quoteLines(c, marks, true); got != x.want {
			t.Errorf("%s:\n%s\nwant\n%s", x.name, got, x.want)
		}
	}
	h := retrieval.Hit{Chunk: *c, Document: corpus.DocumentInfo{Title: "Luật Đò ngang", Number: "91/2013/QH99"}}
	if got, want := placed(&h, span(t, ferries, "b) Bản vẽ bến;")), "điểm b khoản 1 Điều 7, Luật Đò ngang số 91/2013/QH99"; got != want {
		t.Errorf("placed %q, want %q", got, want)
	}
}

func TestOnlyNames(t *testing.T) {
	for q, want := range map[string]bool{
		"Điều 7 Luật số 91/2013/QH99 quy định gì?":                 true,
		"khoan 2 dieu 35 bo luat lao dong noi gi":                  true,
		"Cho tôi xem Điều 35 Bộ luật Lao động":                     true,
		"Theo Điều 35 Bộ luật Lao động, phải báo trước bao lâu?":   false,
		"Điều 35 Bộ luật Lao động có cho nghỉ ngay không cần báo?": false,
	} {
		if got := onlyNames(q); got != want {
			t.Errorf("%q: %v", q, got)
		}
	}
}

// An official's answer tells the steps of what is asked, not of another matter that
// shares its words.
func TestOfficialHearsOfOneMatter(t *testing.T) {
	boat := hit("Điều 5. Thủ tục đăng ký bến đò\n1. Người đăng ký bến đò nộp tờ khai cho Ủy ban nhân dân cấp xã.\n2. Thời hạn đăng ký bến đò là 03 ngày làm việc.", "d5")
	wedding := hit("Điều 9. Thủ tục đăng ký lễ hội\n1. Người đăng ký lễ hội nộp hồ sơ theo thủ tục đăng ký tại sở.\n2. Thời hạn đăng ký lễ hội là 15 ngày làm việc kể từ ngày nhận hồ sơ đăng ký.", "d9")
	wedding.Chunk.Heading, wedding.Score = "Thủ tục đăng ký lễ hội", 9
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{boat, wedding}}, Terms: flat{}, Today: today})
	answer, err := a.Answer(t.Context(), Question{Text: "Thủ tục đăng ký bến đò trong thời hạn bao lâu?", Role: Official})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range answer.Sections {
		if s.Key != "basis" && strings.Contains(s.Text, "lễ hội") {
			t.Errorf("%s tells of another matter: %s", s.Title, s.Text)
		}
	}
	if !strings.Contains(answer.Text, "03 ngày làm việc") {
		t.Error(answer.Text)
	}
}
