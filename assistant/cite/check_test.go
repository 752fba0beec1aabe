package cite

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus"
)

// The law of these tests is invented.
var evidence = []Evidence{
	{Number: 1, DocumentKey: "11/2021/QH99", Title: "Luật Thả diều", Path: "d25", Label: "Điều 25", Heading: "Thời gian tập diều",
		Text: "Điều 25. Thời gian tập diều\n1. Người tập diều được tập tối đa 60 ngày đối với diều lớn; 30 ngày đối với diều nhỏ, trừ trường hợp quy định tại Điều 26 của Luật này.\n" +
			"2. Người tập diều không được thả diều gần đường dây điện.\n3. Hết thời gian tập, người hướng dẫn phải thông báo kết quả trong 03 ngày làm việc:\na) Bằng văn bản;\nb) Bằng lời nói nếu hai bên đồng ý.",
		Interval: corpus.Interval{From: 20210101}},
	{Number: 2, DocumentKey: "11/2021/QH99", Title: "Luật Thả diều", Path: "d26", Label: "Điều 26", Heading: "Tập diều ban đêm",
		Text:     "Điều 26. Tập diều ban đêm\nViệc tập diều ban đêm do Ủy ban nhân dân cấp xã cho phép. Mức phí là 1.500.000 đồng một lần.",
		Interval: corpus.Interval{From: 20210101}},
	{Number: 3, DocumentKey: "5/2005/QH88", Title: "Pháp lệnh Đồ chơi", Path: "d4", Label: "Điều 4", Heading: "Diều giấy",
		Text: "Điều 4. Diều giấy\nDiều giấy được bán tại cửa hàng có giấy phép.", Interval: corpus.Interval{From: 20050101, To: 20210101}},
	{Number: 4, DocumentKey: "77/2030/QH99", Title: "Luật Bầu trời", Path: "d1", Label: "Điều 1",
		Text: "Điều 1. Bầu trời là của chung.", Interval: corpus.Interval{From: 20300101}},
}

func TestCheckStatements(t *testing.T) {
	cases := []struct {
		name, text string
		want       State
		codes      string // hard problems of the first statement
	}{
		{"checked", "Người tập diều lớn được tập tối đa 60 ngày [1].", Checked, ""},
		{"mark after the stop", "Người tập diều lớn được tập tối đa 60 ngày. [1]", Checked, ""},
		{"attributed", "Theo khoản 1 Điều 25 Luật Thả diều, người tập diều được tập tối đa 60 ngày đối với diều lớn [1].", Verbatim, ""},
		{"verbatim", "Người tập diều không được thả diều gần đường dây điện [1].", Verbatim, ""},
		{"quoted", "Luật quy định “người tập diều không được thả diều gần đường dây điện” [1].", Verbatim, ""},
		{"quoted with another tone placement", "Phải “thông báo kết qủa trong 03 ngày làm việc” [1].", Verbatim, ""},
		{"quoted over labels", "Người hướng dẫn “phải thông báo kết quả trong 03 ngày làm việc: bằng văn bản; bằng lời nói” [1].", Verbatim, ""},
		{"quoted with words left out", "“Người tập diều được tập tối đa 60 ngày … 30 ngày đối với diều nhỏ” [1].", Verbatim, ""},
		{"number in words", "Tập diều nhỏ tối đa ba mươi ngày [1].", Checked, ""},
		{"amount told in millions", "Mức phí tập diều ban đêm là 1,5 triệu đồng một lần [2].", Checked, ""},
		{"passage's own reference", "Diều nhỏ tập 30 ngày, trừ trường hợp quy định tại Điều 26 của Luật này [1].", Checked, ""},

		{"told in another order", "Nếu hai bên đồng ý, người hướng dẫn phải thông báo bằng lời nói trong 03 ngày làm việc [1].", Checked, ""},
		{"number of the second passage cited", "Tập diều ban đêm phải nộp phí 1.500.000 đồng một lần [1][2].", Checked, ""},
		{"reference inside a quotation", "Luật ghi “trừ trường hợp quy định tại Điều 26” [1].", Verbatim, ""},
		{"act in front, place in brackets", "Diều giấy được bán theo Pháp lệnh Đồ chơi trước đây (Điều 4) [3].", Checked, ""},
		{"decomposed letters", norm.NFD.String("Theo khoản 2 Điều 25, người tập diều không được thả diều gần đường dây điện [1]."), Verbatim, ""},

		{"khoản that says something else", "Theo khoản 3 Điều 25 Luật Thả diều, người tập diều không được thả diều gần đường dây điện [1].", Unverified, "wrong_reference"},
		{"negation before the predicate", "Hết thời gian tập, người hướng dẫn không phải thông báo kết quả trong 03 ngày làm việc [1].", Unverified, "polarity"},
		{"negation that nothing says", "Việc tập diều ban đêm không cần xin phép [2].", Unverified, ""},
		{"article alone", "Điều 26 quy định người tập diều được tập tối đa 60 ngày đối với diều lớn [1].", Unverified, "wrong_reference"},
		{"no citation", "Người tập diều phải tập trong 60 ngày.", Unverified, "no_citation"},
		{"unknown number", "Người tập diều được tập tối đa 60 ngày đối với diều lớn [9].", Unverified, "unknown_number"},
		{"quote with a changed word", "“Người tập diều không được thả diều gần đường dây thép” [1].", Unverified, "misquoted"},
		{"quote from elsewhere", "“Việc tập diều ban đêm do Ủy ban nhân dân cấp xã cho phép” [1].", Unverified, "wrong_passage wrong_passage"},
		{"wrong article", "Theo Điều 26 Luật Thả diều, người tập diều được tập tối đa 60 ngày đối với diều lớn [1].", Unverified, "wrong_reference"},
		{"invented article", "Theo Điều 99 Luật Thả diều, người tập diều được tập tối đa 60 ngày đối với diều lớn [1].", Unverified, "wrong_reference"},
		{"clause that is not there", "Theo khoản 7 Điều 25 Luật Thả diều, người tập diều được tập tối đa 60 ngày đối với diều lớn [1].", Unverified, "wrong_reference"},
		{"unknown act", "Theo Điều 25 Luật Hoa hồng, người tập diều được tập tối đa 60 ngày đối với diều lớn [1].", Unverified, "unknown_document"},
		{"wrong number", "Người tập diều được tập tối đa 90 ngày đối với diều lớn [1].", Unverified, "wrong_quantity"},
		{"number from elsewhere in the passage", "Người tập diều được tập tối đa 30 ngày đối với diều lớn [1].", Unverified, "wrong_quantity"},
		{"days for working days", "Người hướng dẫn phải thông báo kết quả trong 03 ngày [1].", Unverified, "wrong_quantity"},
		{"negation dropped", "Người tập diều được thả diều gần đường dây điện [1].", Unverified, "polarity"},
		{"negation added", "Diều giấy không được bán tại cửa hàng có giấy phép trước đây [3].", Unverified, "polarity"},
		{"bound turned", "Người tập diều được tập tối thiểu 60 ngày đối với diều lớn [1].", Unverified, "polarity"},
		{"another passage", "Việc tập diều ban đêm do Ủy ban nhân dân cấp xã cho phép [1].", Unverified, "wrong_passage"},
		{"not in the passage", "Người mua nhà được hoàn thuế giá trị gia tăng khi bán lại [1].", Unverified, "unsupported"},
		{"repealed", "Diều giấy được bán tại cửa hàng có giấy phép [3].", Unverified, "not_in_force"},
		{"repealed and said so", "Quy định cũ đã hết hiệu lực: diều giấy được bán tại cửa hàng có giấy phép [3].", Checked, ""},
		{"not yet in force", "Bầu trời là của chung [4].", Unverified, "not_yet_in_force"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := Check(Input{Text: c.text, Evidence: evidence, AsOf: 20261123})
			if len(r.Statements) != 1 {
				t.Fatalf("%d statements in %q: %+v", len(r.Statements), c.text, r.Statements)
			}
			s := r.Statements[0]
			var codes []string
			for _, p := range s.Problems {
				if !p.Soft {
					codes = append(codes, string(p.Code))
				}
			}
			if got := strings.Join(codes, " "); s.State != c.want || got != c.codes {
				t.Errorf("%q\n got %s %q\nwant %s %q\n%+v", c.text, s.State, got, c.want, c.codes, s.Problems)
			}
		})
	}
}
