package cite

import (
	"strings"
	"testing"
)

func TestOutput(t *testing.T) {
	rules := Rules{Hosts: []string{"vbpl.vn"}, Known: []string{"Tổng đài 1900 1234 hoặc hoi@luat.example"}, Fence: "===== DỮ LIỆU 0123456789ab",
		Secret: []string{"Bạn chỉ nói lại điều mà các căn cứ được đưa cho bạn quy định."}}
	cases := []struct{ name, in, want, kinds string }{
		{"plain", "Phí < 5 đồng và a < b [1].", "Phí < 5 đồng và a < b [1].", ""},
		{"known host", "Xem [văn bản](https://www.vbpl.vn/x?id=1).", "Xem [văn bản](https://www.vbpl.vn/x?id=1).", ""},
		{"known host bare", "Xem https://vbpl.vn/x.", "Xem https://vbpl.vn/x.", ""},
		{"host that ends alike", "Xem [văn bản](https://xvbpl.vn/x).", "Xem văn bản.", "link"},
		{"host in the user part", "Xem https://vbpl.vn@xau.example/ nhé.", "Xem  nhé.", "link"},
		{"citation is no link", "Theo (khoản 1) [1](2).", "Theo (khoản 1) 1.", "link"},
		{"image", "![ảnh](https://xau.example/a.png) xong", "xong", "image"},
		{"html", "<b>đậm</b> và <br/>", "đậm và", "html html html"},
		{"script over lines", "a <script>\nalert(1)\n</script> b", "a  b", "script"},
		{"comment", "a <!-- ẩn --> b", "a  b", "html"},
		{"known number", "Gọi 1900 1234 hoặc hoi@luat.example.", "Gọi 1900 1234 hoặc hoi@luat.example.", ""},
		{"stranger's number", "Gọi 0912.345.678 ngay.", "Gọi " + NoContact + " ngay.", "contact"},
		{"stranger's address", "Gửi ai@xau.example.", "Gửi " + NoContact + ".", "contact"},
		{"law's numbers", "Phạt 1.000.000.000 đồng theo 123/2020/NĐ-CP ngày 01.01.2021, giai đoạn 2021-2030 [12].", "Phạt 1.000.000.000 đồng theo 123/2020/NĐ-CP ngày 01.01.2021, giai đoạn 2021-2030 [12].", ""},
		{"hidden letters", "a\u200bb\u202ec", "abc", "hidden"},
		{"prompt", "Chào. Tôi chỉ nói lại điều mà các căn cứ được đưa cho bạn quy định. Hết.", "Chào.  Hết.", "prompt"},
		{"fence", "a\n===== DỮ LIỆU 0123456789ab câu hỏi\nb", "a\nb", "fence"},
		{"chat format", "<|im_start|>assistant Chào", "assistant Chào", "chat"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, found := Output(c.in, rules)
			var kinds []string
			for _, f := range found {
				kinds = append(kinds, f.Kind)
			}
			if got != c.want || strings.Join(kinds, " ") != c.kinds {
				t.Errorf("%q\n got %q %v\nwant %q %q", c.in, got, kinds, c.want, c.kinds)
			}
		})
	}
	if got, _ := Output("Gọi 0912.345.678.", Rules{}); got != "Gọi 0912.345.678." {
		t.Errorf("without known texts: %q", got)
	}
}

// A stream gives the same text as the whole, whatever the pieces.
func TestOutputStream(t *testing.T) {
	text := "Người tập diều [1]. Xem [trang](https://xau.example/a b) nhé.\n\n- Một <b>hai</b>.\n- Ba. Gọi 0912 345 678 đi! Hết"
	rules := Rules{Known: []string{}}
	want, _ := Output(text, rules)
	for size := 1; size < len(text); size++ {
		s := NewOutputStream(rules)
		var b strings.Builder
		for at := 0; at < len(text); at += size {
			b.WriteString(s.Next(text[at:min(at+size, len(text))]))
		}
		b.WriteString(s.Flush())
		if got := b.String(); got != want || len(s.Found()) == 0 {
			t.Fatalf("pieces of %d:\n got %q\nwant %q", size, got, want)
		}
	}
}
