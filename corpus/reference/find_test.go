package reference

import (
	"fmt"
	"strings"
	"testing"
)

// show writes a reference as "text => document#paths" for the tables.
func show(text string, r Reference) string {
	var b strings.Builder
	b.WriteString(text[r.Span.Start:r.Span.End])
	b.WriteString(" => ")
	b.WriteString(showTargets(r))
	return b.String()
}

func showTargets(r Reference) string {
	var b strings.Builder
	d := r.Document
	switch {
	case d.This:
		b.WriteString("this:" + string(d.Kind))
	case d.Key != "":
		b.WriteString(d.Key)
	case d.Name != "":
		if d.Amending {
			b.WriteString("~")
		}
		b.WriteString(d.Name)
		if d.Year != 0 {
			fmt.Fprintf(&b, " %d", d.Year)
		}
	case d.Number != "":
		fmt.Fprintf(&b, "%s %s", d.Kind, d.Number)
	}
	b.WriteString("#")
	for i, t := range r.Targets {
		if i > 0 {
			b.WriteByte(',')
		}
		if t.This != 0 {
			b.WriteString("<" + t.This.Name() + ">")
		}
		b.WriteString(t.Path)
		if t.Part != "" {
			b.WriteString(":" + t.Part)
		}
	}
	return b.String()
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"quy định tại điểm a, b và đ khoản 2, khoản 3 Điều 5 và Điều 7 của Luật này.", "điểm a, b và đ khoản 2, khoản 3 Điều 5 và Điều 7 của Luật này => this:luat#d5/k2/a,d5/k2/b,d5/k2/đ,d5/k3,d7"},
		{"theo các điều 65, 80, 82 của Bộ luật này", "điều 65, 80, 82 của Bộ luật này => this:bo_luat#d65,d80,d82"},
		{"từ Điều 5 đến Điều 9 Nghị định này", "Điều 5 đến Điều 9 Nghị định này => this:nghi_dinh#d5,d6,d7,d8,d9"},
		{"tại khoản 1 Điều này", "khoản 1 Điều này => #<Điều>k1"},
		{"điểm a khoản này", "điểm a khoản này => #<Khoản>a"},
		{"theo Điều 12a và điểm a1 khoản 3 Điều 98h", "Điều 12a và điểm a1 khoản 3 Điều 98h => #d12a,d98h/k3/a1"},
		{"tại Mục 2 Chương III của Thông tư này", "Mục 2 Chương III của Thông tư này => this:thong_tu#c3/m2"},
		{"Phần thứ hai của Bộ luật này", "Phần thứ hai của Bộ luật này => this:bo_luat#p2"},
		{"Phụ lục I ban hành kèm theo Nghị định này", "Phụ lục I ban hành kèm theo Nghị định này => this:nghi_dinh#pl1"},
		{"các khoản 1, 2 và 3 Điều 4", "khoản 1, 2 và 3 Điều 4 => #d4/k1,d4/k2,d4/k3"},
		{"áp dụng Điều 250 khoản 1 điểm c Bộ luật Hình sự năm 2015", "Điều 250 khoản 1 điểm c Bộ luật Hình sự năm 2015 => Bộ luật Hình sự 2015#d250/k1/c"},
		{"điểm c khoản 1 và khoản 3 Điều 250", "điểm c khoản 1 và khoản 3 Điều 250 => #d250/k1/c,d250/k3"},
		{"theo Luật Đất đai năm 2013 và pháp luật đất đai", "Luật Đất đai năm 2013 => Luật Đất đai 2013#"},
		{"Nghị định số 15 / 2020 / NĐ - CP ngày 03 tháng 02 năm 2020 của Chính phủ", "Nghị định số 15 / 2020 / NĐ - CP ngày 03 tháng 02 năm 2020 => 15/2020/NĐ-CP#"},
		{"Điều 4 Luật Dịch vụ sửa chữa và bảo hành đồ gia dụng số 655/2009/QH-MAU", "Điều 4 Luật Dịch vụ sửa chữa và bảo hành đồ gia dụng số 655/2009/QH-MAU => 655/2009/QH-MAU#d4"},
		{"Luật Nuôi ong, khai thác và chế biến mật ong số 65/2031/QH19 có hiệu lực", "Luật Nuôi ong, khai thác và chế biến mật ong số 65/2031/QH19 => 65/2031/QH19#"},
		{"Luật Nuôi ong và Nghị định số 15/2031/NĐ-CP", "Luật Nuôi ong => Luật Nuôi ong#; Nghị định số 15/2031/NĐ-CP => 15/2031/NĐ-CP#"},
		{"Luật Nuôi ong được sửa đổi theo Luật số 66/2032/QH19", "Luật Nuôi ong => Luật Nuôi ong#; Luật số 66/2032/QH19 => 66/2032/QH19#"},
		{"theo 45/2019/QH14", "45/2019/QH14 => 45/2019/QH14#"},
		{"khoản 2 Điều này và Điều 7 của Luật Nhà ở", "khoản 2 Điều này => #<Điều>k2; Điều 7 của Luật Nhà ở => Luật Nhà ở#d7"},
		{"Các Điều 131, 173, 421 của Bộ luật dân sự năm 1995; Các Điều 197, 199 của BLDS 2015", "Điều 131, 173, 421 của Bộ luật dân sự năm 1995 => Bộ luật Dân sự 1995#d131,d173,d421; Điều 197, 199 của BLDS 2015 => Bộ luật Dân sự 2015#d197,d199"},
		{"Bộ luật Tố tụng dân sự năm 2015 | Điều 26 khoản 3, Điều 26 khoản 11, Điều 35, Điều 39", "Bộ luật Tố tụng dân sự năm 2015 | Điều 26 khoản 3, Điều 26 khoản 11, Điều 35, Điều 39 => Bộ luật Tố tụng dân sự 2015#d26/k3,d26/k11,d35,d39"},
		{"Điều 35. Thẩm quyền\n1. Theo Điều 5.\nĐiều 36. Khác", "Điều 5 => #d5"},
		{"địa điểm y tế, tài khoản 111, điều kiện 5, thời điểm 31/12", ""},
		{"quy định tại Điều 7, 9, 10 và 31 Nghị định này", "Điều 7, 9, 10 và 31 Nghị định này => this:nghi_dinh#d7,d9,d10,d31"},
		{"tại khoản 2\nĐiều 69 của Luật này", "khoản 2\nĐiều 69 của Luật này => this:luat#d69/k2"},
		{"Khoản 1Điều 2 Nghị định này", "Khoản 1Điều 2 Nghị định này => this:nghi_dinh#d2/k1"},
		{"điểm 1.3 khoản 1 mục I phần B Thông tư này", "điểm 1.3 khoản 1 mục I phần B Thông tư này => this:thong_tu#pb/m1/k1/1.3"},
		{"gạch đầu dòng thứ hai điểm a khoản 1 Điều 4 Thông tư này", "gạch đầu dòng thứ hai điểm a khoản 1 Điều 4 Thông tư này => this:thong_tu#d4/k1/a:gach2"},
		{"Điều 5 Quy chế làm việc ban hành kèm theo Quyết định số 12/2024/QĐ-TTg", "Điều 5 Quy chế làm việc ban hành kèm theo Quyết định số 12/2024/QĐ-TTg => 12/2024/QĐ-TTg#kt1/d5"},
		{"Nghị quyết 326 ngày 30/12/2016", "Nghị quyết 326 ngày 30/12/2016 => nghi_quyet 326#"},
		{"điểm a khoản 1 và khoản 2 Điều 5; Điều 7; khoản 2 Điều 9 Nghị định 100/2019", "điểm a khoản 1 và khoản 2 Điều 5; Điều 7; khoản 2 Điều 9 Nghị định 100/2019 => 100/2019/NĐ-CP#d5/k1/a,d5/k2,d7,d9/k2"},
		{"trong thời hạn quy định tại Điều 5, 10 ngày sau", "Điều 5 => #d5"},
		{"Điều 266 (Khoản 2) và Điều 271", "Điều 266 (Khoản 2) và Điều 271 => #d266/k2,d271"},
		{"Luật sửa đổi, bổ sung một số điều của Luật Khiếu nại, tố cáo năm 2006", "Luật sửa đổi, bổ sung một số điều của Luật Khiếu nại, tố cáo năm 2006 => ~Luật Khiếu nại, tố cáo 2006#"},
		{"khoản 12, Điều 3 và gạch đầu dòng thứ nhất, điểm d, khoản 2, Điều 4 Thông tư này", "khoản 12, Điều 3 và gạch đầu dòng thứ nhất, điểm d, khoản 2, Điều 4 Thông tư này => this:thong_tu#d3/k12,d4/k2/d:gach1"},
		{"các điểm a và b khoản 1 các Điều 5 và 6", "điểm a và b khoản 1 các Điều 5 và 6 => #d5/k1/a,d6/k1/a,d5/k1/b,d6/k1/b"},
	} {
		var got []string
		for _, r := range Find(c.text) {
			got = append(got, show(c.text, r))
		}
		if g := strings.Join(got, "; "); g != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}

func TestFindQuery(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"d25 blld", "d25 blld => Bộ luật Lao động#d25"},
		{"d 25 blld", "d 25 blld => Bộ luật Lao động#d25"},
		{"k 2 d 5 luat dat dai", "k 2 d 5 luat dat dai => Luật Đất đai#d5/k2"},
		{"vitamin d 25 vien", ""},
		{"dieu 25 bo luat lao dong 2019", "dieu 25 bo luat lao dong 2019 => Bộ luật Lao động 2019#d25"},
		{"k2 d5 luat dat dai", "k2 d5 luat dat dai => Luật Đất đai#d5/k2"},
		{"nd 100/2019 phat nong do con", "nd 100/2019 => 100/2019/NĐ-CP#"},
		{"tt 01/2020/tt-btc", "tt 01/2020/tt-btc => 01/2020/TT-BTC#"},
		{"đ.25 k1 BLHS", "đ.25 k1 BLHS => Bộ luật Hình sự#d25/k1"},
		{"Luật hôn nhân gia đình điều 56", "Luật hôn nhân gia đình điều 56 => Luật Hôn nhân và gia đình#d56"},
		{"HN&GĐ điều 81", "HN&GĐ điều 81 => Luật Hôn nhân và gia đình#d81"},
		{"nghị định 168 phạt vượt đèn đỏ", "nghị định 168 => nghi_dinh 168#"},
		{"Điều 25. Thời gian thử việc", "Điều 25 => #d25"},
		{"tôi bị phạt 5 triệu", ""},
	} {
		var got []string
		for _, r := range FindQuery(c.text) {
			got = append(got, show(c.text, r))
		}
		if g := strings.Join(got, "; "); g != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}
