package redact

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// judgment is invented: văn bản giả định, không có giá trị pháp lý.
const judgment = `TÒA ÁN NHÂN DÂN HUYỆN MẪU HÒA, TỈNH AN MẪU
Bản án số: 11/2024/DS-ST
Ngày: 12-3-2024
Thành phần Hội đồng xét xử sơ thẩm gồm có:
Thẩm phán - Chủ tọa phiên tòa: Ông Đỗ Hữu Nghĩa
Các Hội thẩm nhân dân: Bà Phạm Thị Huệ và ông Trần Sáu
- Thư ký phiên tòa: Bà Đào Mai Hương - Thư ký Tòa án nhân dân huyện Mẫu Hòa.
Ngày 12 tháng 3 năm 2024 xét xử công khai vụ án thụ lý số 20/2023/TLST-DS giữa các đương sự:
- Nguyên đơn: Bà Lê Thị Xuyến, sinh ngày 02/3/1971; địa chỉ: Số 12, đường Hoa Sữa, xã Tân Mẫu, huyện Mẫu Hòa, tỉnh An Mẫu. Số CCCD: 001171012345.
Người bảo vệ quyền và lợi ích hợp pháp của nguyên đơn: Ông Võ Minh Triết - Luật sư thuộc Đoàn luật sư tỉnh An Mẫu.
- Bị đơn: Ông Nguyễn Văn Bửu, sinh năm 1965 và ông Nguyễn Hoàng Bách, sinh năm 1990.
- Người có quyền lợi, nghĩa vụ liên quan: Công ty TNHH Mây Trắng.
Bà Xuyến trình bày: năm 2019, vợ chồng ông Bửu, bà Lê Thị Xinh vay của bà 50.000.000 đồng; Bửu và Bách viết giấy vay, giao thửa đất số 45, tờ bản đồ số 7. Tiền chuyển vào tài khoản số 123456789012. Mây Trắng bảo lãnh. Nhà ông Hường ở cạnh.
Căn cứ Điều 463 Bộ luật Dân sự; buộc ông Nguyễn
Văn Bửu trả nợ. Đường Nguyễn Trãi nằm ở phía Đông.
THẨM PHÁN - CHỦ TỌA PHIÊN TÒA
Đỗ Hữu Nghĩa`

func TestFind(t *testing.T) {
	p := Find(judgment, Options{})
	out := p.Apply(judgment)
	for _, want := range []string{
		"Bà Lê Thị X, sinh năm 1971", "Ông Nguyễn Văn B, sinh năm 1965 và ông Nguyễn Hoàng B1, sinh", "Công ty TNHH M.", "Bà X trình bày", "vợ chồng ông B, bà Lê Thị X1 vay",
		"50.000.000 đồng; B và B1 viết giấy", "thửa đất số 45, tờ bản đồ số 7", "tài khoản số ….", "M bảo lãnh", "Nhà ông H ở cạnh", "buộc ông Nguyễn\nVăn B trả nợ", "Số CCCD: ….",
		"TÒA ÁN NHÂN DÂN HUYỆN MẪU HÒA", "Ông Đỗ Hữu Nghĩa\n", "Bà Phạm Thị Huệ và ông Trần Sáu", "Đào Mai Hương", "Ông Võ Minh Triết - Luật sư", "tỉnh An Mẫu", "Điều 463 Bộ luật Dân sự",
		"Tòa án nhân dân huyện Mẫu Hòa.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the result lacks %q", want)
		}
	}
	for _, never := range []string{"Xuyến", "Xinh", "Bửu", "Bách", "Hường", "Mây Trắng", "Hoa Sữa", "Tân Mẫu", "001171012345", "123456789012", "02/3"} {
		if strings.Contains(out, never) {
			t.Errorf("the result still holds %q", never)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
	for _, m := range p.Mentions {
		if judgment[m.Start:m.End] != m.Text || m.Confidence <= 0 || m.Confidence > 1 || m.Why == "" {
			t.Errorf("mention %+v", m)
		}
	}
	// One person, one entity; two of one letter, two.
	of := func(text string) int {
		i := slices.IndexFunc(p.Mentions, func(m Mention) bool { return m.Text == text })
		if i < 0 {
			t.Fatalf("no mention %q", text)
		}
		return p.Mentions[i].Entity
	}
	if of("Nguyễn Văn Bửu") != of("Bửu") || of("Bửu") == of("Bách") || of("Bách") != of("Nguyễn Hoàng Bách") {
		t.Errorf("entities: %d %d %d", of("Nguyễn Văn Bửu"), of("Bửu"), of("Bách"))
	}
	if with := Find(judgment, Options{Parcels: true}).Apply(judgment); !strings.Contains(with, "thửa đất số …, tờ bản đồ số …") {
		t.Error("parcels were kept though asked to go")
	}
}

// TestAgain: what is anonymised already stays as it is.
func TestAgain(t *testing.T) {
	once := Find(judgment, Options{}).Apply(judgment)
	if twice := Find(once, Options{}).Apply(once); twice != once {
		t.Errorf("a second pass changed it:\n%s", twice)
	}
}

func TestPublication(t *testing.T) {
	for text, want := range map[string]string{
		"Bản án số 1/2024/DS-PT ngày 12-3-2024. Bản án phúc thẩm có hiệu lực pháp luật kể từ ngày tuyên án.": May,
		judgment: Unclear,
		"Tòa án xét xử kín vụ án. Bản án phúc thẩm có hiệu lực pháp luật kể từ ngày tuyên án.":                  MustNot,
		"Bị hại là người dưới 18 tuổi. Bản án phúc thẩm có hiệu lực pháp luật kể từ ngày tuyên án.":             MustNot,
		"Ngày 12-3-2024. Cháu N, sinh năm 2012. Bản án phúc thẩm có hiệu lực pháp luật kể từ ngày tuyên án.":    Unclear,
		"Ngày 12-3-2024. Ông A, sinh năm 1990. Bản án phúc thẩm có hiệu lực pháp luật kể từ ngày tuyên án.":     May,
		"Hồ sơ có bí mật nhà nước. Ngày 12-3-2024. Bản án phúc thẩm có hiệu lực pháp luật kể từ ngày tuyên án.": MustNot,
	} {
		p := Judge(text)
		if p.Verdict != want || (want == May) != (len(p.Reasons) == 0) || p.VerdictName() == "" {
			t.Errorf("%.60q: %+v, want %s", text, p, want)
		}
	}
}

func TestMapThereAndBack(t *testing.T) {
	pairs := Find(judgment, Options{}).Pairs()
	sealed, err := SealMap(pairs, "một câu khẩu lệnh dài")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(sealed), "Xuyến") {
		t.Error("the sealed map can be read")
	}
	back, err := OpenMap(sealed, "một câu khẩu lệnh dài")
	if err != nil || !slices.Equal(back, pairs) {
		t.Errorf("%v, %v", back, err)
	}
	if _, err := OpenMap(sealed, "một câu khẩu lệnh khác"); !errors.Is(err, ErrWrongPhrase) {
		t.Errorf("another passphrase: %v", err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := OpenMap(sealed, "một câu khẩu lệnh dài"); !errors.Is(err, ErrWrongPhrase) {
		t.Errorf("a changed map: %v", err)
	}
	if _, err := SealMap(pairs, "ngắn"); !errors.Is(err, ErrShortPhrase) {
		t.Errorf("a short passphrase: %v", err)
	}
	if _, err := OpenMap([]byte("x"), "một câu khẩu lệnh dài"); err == nil {
		t.Error("one byte was opened")
	}
}

func FuzzFind(f *testing.F) {
	f.Add(judgment)
	f.Add("ông \n\n ÔNG Nguyễn\u0301 Thị\n\nB1 (công ty TNHH ")
	f.Fuzz(func(t *testing.T, text string) {
		p := Find(text, Options{Parcels: true})
		at := 0
		for _, m := range p.Mentions {
			if m.Start < at || m.End <= m.Start || m.End > len(text) || text[m.Start:m.End] != m.Text {
				t.Fatalf("mention %+v after %d", m, at)
			}
			at = m.End
		}
		_ = p.Apply(text)
	})
}
