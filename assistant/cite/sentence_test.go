package cite

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"trolyluat/assistant/wording"
)

func TestSplit(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string // sentences with their marks; inherited marks after " ← "
	}{
		{"two sentences", "Phải báo trước [1]. Không được nghỉ [2].", []string{"Phải báo trước [1].", "Không được nghỉ [2]."}},
		{"marks after the stop", "Phải báo trước. [1] Không được nghỉ. [2][3]", []string{"Phải báo trước. [1]", "Không được nghỉ. [2][3]"}},
		{"mark before the stop", "Phải báo trước[1]. Không[2].", []string{"Phải báo trước[1].", "Không[2]."}},
		{"stop inside a quotation", "Luật ghi “Phải báo. Không được nghỉ.” [1] Hết.", []string{"Luật ghi “Phải báo. Không được nghỉ.” [1]", "Hết."}},
		{"quotation begins a sentence", "Đúng vậy. “phải báo trước” [1].", []string{"Đúng vậy.", "“phải báo trước” [1]."}},
		{"brackets", "Phải báo (xem Điều 5. Điều 6) trước [1]. Hết.", []string{"Phải báo (xem Điều 5. Điều 6) trước [1].", "Hết."}},
		{"abbreviation", "UBND TP. Hải Đăng cấp phép [1]. Hết.", []string{"UBND TP. Hải Đăng cấp phép [1].", "Hết."}},
		{"numbers", "Phạt 1.500.000 đồng theo Mẫu số 01.2020 [1].", []string{"Phạt 1.500.000 đồng theo Mẫu số 01.2020 [1]."}},
		{"bullets", "Gồm:\n- Đơn [1];\n- Giấy khai sinh [2].", []string{"Gồm: ← [1] [2]", "Đơn [1];", "Giấy khai sinh [2]."}},
		{"bullets inherit", "Hồ sơ gồm [1]:\n1. Đơn;\n2. Giấy khai sinh.\nXong.", []string{"Hồ sơ gồm [1]:", "Đơn; ← [1]", "Giấy khai sinh. ← [1]", "Xong."}},
		{"heading", "**Trả lời ngắn**\nĐược [1].", []string{"**Trả lời ngắn**", "Được [1]."}},
		{"list of numbers", "Phải báo [1, 3] và [2-4].", []string{"Phải báo [1, 3] và [2-4]."}},
		{"other marks", "Phải báo 【2】 và [^3] và [căn cứ 4].", []string{"Phải báo 【2】 và [^3] và [căn cứ 4]."}},
		{"only marks in a line", "Phải báo trước.\n[1]\nHết.", []string{"Phải báo trước.", "[1]", "Hết."}},
		{"nothing", " \n\n", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range split(c.text) {
				x := c.text[s.span.Start:s.span.End]
				if len(s.inherited) > 0 {
					x += " ←"
					for _, m := range s.inherited {
						x += " " + c.text[m.span.Start:m.span.End]
					}
				}
				got = append(got, x)
			}
			if c.name == "only marks in a line" {
				c.want = []string{"Phải báo trước.", "Hết."}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestMarkNumbers(t *testing.T) {
	for in, want := range map[string][]int{"1": {1}, "1, 3": {1, 3}, "2-4": {2, 3, 4}, "1;2": {1, 2}, "5–6": {5, 6}, "1-90": {1, 90}} {
		if got := markNumbers(in); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
}

func TestQuantities(t *testing.T) {
	cases := map[string]string{
		"trong 60 ngày": "60 ngày",
		"trong 60 (sáu mươi) ngày làm việc": "60 ngày làm việc",
		"sáu mươi lăm ngày":                 "65 ngày",
		"từ 02 đến 07 năm":                  "2 năm, 7 năm",
		"1.500.000 đồng":                    "1500000 đồng",
		"1,5 triệu đồng":                    "1500000 đồng",
		"hai tỷ ba trăm triệu đồng":         "2300000000 đồng",
		"50%":                               "50 %",
		"năm mươi phần trăm":                "50 %",
		"ngày 01 tháng 7 năm 2025":          "20250701 date",
		"ngày mười hai tháng sáu năm 2018":  "20180612 date",
		"01/07/2025":                        "20250701 date",
		"một trăm linh năm người":           "105 người",
		"một năm":                           "1 năm",
		"năm năm":                           "5 năm",
		"các năm sau":                       "",
		"theo 45/2019/QH14":                 "",
		"1/2 số phiếu":                      "0.5 ",
		"một trong hai bên":                 "1w , 2w ",
		"đủ 18 tuổi trở lên":                "18 tuổi",
		"12 tháng; 3 lần":                   "12 tháng, 3 lần",
		"mười lăm ngày":                     "15 ngày",
		"hai mươi mốt tuổi":                 "21 tuổi",
		"1,000,000 đồng":                    "1000000 đồng",
		"ngày 31 (ba mươi mốt) tháng mười hai, khác": "1231 date",
	}
	for text, want := range cases {
		var got []string
		for _, q := range wording.Quantities(text, wording.Tokenize(text)) {
			s := strconv.FormatFloat(q.Value, 'f', -1, 64)
			if q.Word {
				s += "w"
			}
			got = append(got, s+" "+q.Unit)
		}
		if g := strings.Join(got, ", "); g != want {
			t.Errorf("%q: %q, want %q", text, g, want)
		}
	}
}

func TestSameQuantity(t *testing.T) {
	read := func(s string) wording.Quantity {
		q := wording.Quantities(s, wording.Tokenize(s))
		if len(q) != 1 {
			t.Fatalf("%q: %+v", s, q)
		}
		return q[0]
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"12 tháng", "01 năm", true}, {"2 tuần", "14 ngày", true}, {"10 ngày", "10 ngày làm việc", false}, {"10 ngày", "10 tháng", false},
		{"1 triệu đồng", "1.000.000 đồng", true}, {"01/07/2025", "ngày 1 tháng 7 năm 2025", true}, {"ngày 1 tháng 7", "01/07/2025", true}, {"30%", "30 ngày", false},
	} {
		if got := read(c.a).Same(read(c.b)); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}
