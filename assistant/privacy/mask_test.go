package privacy

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// The people, numbers and places are invented.
var masked = []struct{ name, in, want string }{
	{"căn cước with cue", "CCCD của tôi là 001085012345, có vay được không?", "CCCD của tôi là {CCCD_1}, có vay được không?"},
	{"căn cước without cue", "Tôi bị lộ 079190001234 trên mạng", "Tôi bị lộ {CCCD_1} trên mạng"},
	{"căn cước spaced", "số căn cước công dân 001 085 012 345", "số căn cước công dân {CCCD_1}"},
	{"chứng minh nhân dân", "chứng minh nhân dân số 012345678 hết hạn", "chứng minh nhân dân số {CCCD_1} hết hạn"},
	{"chứng minh without diacritics", "toi bi mat chung minh nhan dan so 012345678", "toi bi mat chung minh nhan dan so {CCCD_1}"},
	{"hộ chiếu", "hộ chiếu số C1234567 của tôi", "hộ chiếu số {CCCD_1} của tôi"},
	{"định danh", "mã định danh cá nhân: 001085012345.", "mã định danh cá nhân: {CCCD_1}."},
	{"mobile", "gọi tôi theo số 0912345678 nhé", "gọi tôi theo số {SDT_1} nhé"},
	{"mobile grouped", "liên hệ 0912 345 678 hoặc 0987.654.321", "liên hệ {SDT_1} hoặc {SDT_2}"},
	{"mobile +84", "zalo +84 912 345 678", "zalo {SDT_1}"},
	{"mobile 84", "sđt 84912345678", "sđt {SDT_1}"},
	{"landline", "điện thoại 024 3825 1234", "điện thoại {SDT_1}"},
	{"same number twice", "0912345678 và 0912345678", "{SDT_1} và {SDT_1}"},
	{"two numbers side by side", "0912345678 001085012345", "{SDT_1} {CCCD_1}"},
	{"email", "gửi về nguyen.an_85@example.com.vn giúp tôi", "gửi về {EMAIL_1} giúp tôi"},
	{"account", "chuyển vào số tài khoản 0011004123456 của anh ta", "chuyển vào số tài khoản {TAIKHOAN_1} của anh ta"},
	{"account STK grouped", "STK: 1903 4567 8910 11", "STK: {TAIKHOAN_1}"},
	{"account with bank between", "tài khoản mở tại ngân hàng Ban Mai số 123456789012", "tài khoản mở tại ngân hàng Ban Mai số {TAIKHOAN_1}"},
	{"card by its check digit", "thẻ của tôi 4111 1111 1111 1111 bị trừ tiền", "thẻ của tôi {TAIKHOAN_1} bị trừ tiền"},
	{"tax code", "mã số thuế 0101234567 bị khóa", "mã số thuế {MST_1} bị khóa"},
	{"tax code of a branch", "MST 0101234567-001", "MST {MST_1}"},
	{"social insurance", "số sổ BHXH 0123456789 của tôi", "số sổ BHXH {BHXH_1} của tôi"},
	{"health card", "thẻ DN4010123456789 bị từ chối", "thẻ {BHXH_1} bị từ chối"},
	{"plate", "xe 30A-123.45 vượt đèn đỏ", "xe {BIENSO_1} vượt đèn đỏ"},
	{"plate of a motorbike", "biển số 29H1-234.56", "biển số {BIENSO_1}"},
	{"plate in small letters", "bks 51f 12345 của em", "bks {BIENSO_1} của em"},
	{"plate with four digits", "xe 29X3-1234 mất giấy tờ", "xe {BIENSO_1} mất giấy tờ"},
	{"birth keeps the year", "con tôi sinh ngày 12/03/2009 thì", "con tôi sinh ngày {NGAYSINH_1}/2009 thì"},
	{"birth in words", "ngày sinh 5 tháng 6 năm 1990", "ngày sinh {NGAYSINH_1} năm 1990"},
	{"address whole keeps the province", "Tôi ở số nhà 12 đường Hoa Mơ, phường Yên Vui, quận Tây Lạc, Hà Nội.", "Tôi ở {DIACHI_1}, Hà Nội."},
	{"address after a cue", "trú tại thôn Đông, xã Tân Lạc, huyện Mỹ An, tỉnh Nghệ An", "trú tại {DIACHI_1}, tỉnh Nghệ An"},
	{"address with alley", "nhà ở ngõ 45 phố Vọng Lâu, phường Yên Vui", "nhà ở {DIACHI_1}"},
	{"hamlet alone", "mảnh đất ở xóm 5, xã Tân Lạc bị lấn", "mảnh đất ở {DIACHI_1} bị lấn"},
	{"commune and district after a cue", "trú tại xã Tân Lạc, huyện Mỹ An, tỉnh Nghệ An", "trú tại {DIACHI_1}, tỉnh Nghệ An"},
	{"number and street without the word", "ở số 12 Hoa Mơ, phường Yên Vui, Hà Nội", "ở {DIACHI_1}, Hà Nội"},
	{"flat", "địa chỉ: căn hộ 1205 chung cư Ban Mai, phường Yên Vui, TP. Đà Nẵng", "địa chỉ: {DIACHI_1}, TP. Đà Nẵng"},
	{"name after tôi là", "Tôi là Nguyễn Văn Bình, muốn ly hôn", "Tôi là {TEN_1}, muốn ly hôn"},
	{"name of one word", "Tôi tên là Lan, năm nay 30 tuổi", "Tôi tên là {TEN_1}, năm nay 30 tuổi"},
	{"names of parties", "nguyên đơn bà Trần Thị Hạ kiện bị đơn ông Lê Văn Đông", "nguyên đơn bà {TEN_1} kiện bị đơn ông {TEN_2}"},
	{"party without title", "bị đơn Phạm Quốc Tú vắng mặt", "bị đơn {TEN_1} vắng mặt"},
	{"given name after title", "anh Tuấn vay tôi 50 triệu", "anh {TEN_1} vay tôi 50 triệu"},
	{"name in small letters", "tôi là nguyễn văn bình muốn hỏi", "tôi là {TEN_1} muốn hỏi"},
	{"name without diacritics", "toi la tran thi hoa bi chong danh", "toi la {TEN_1} bi chong danh"},
	{"name without a cue", "Hợp đồng giữa Đỗ Thị Mây và tôi", "Hợp đồng giữa {TEN_1} và tôi"},
	{"name in capitals", "Bị cáo NGUYỄN VĂN BÌNH kháng cáo", "Bị cáo {TEN_1} kháng cáo"},
	{"known name again", "Tôi là Trương Gia Nghi. Nghi nói Trương Gia Nghi đã ký.", "Tôi là {TEN_1}. Nghi nói {TEN_1} đã ký."},
	{"several kinds", "Tôi là Lý Thị Sao, CCCD 001190012345, điện thoại 0356789012, ở số 7 ngõ 3 phố Cầu Mây, Hà Nội",
		"Tôi là {TEN_1}, CCCD {CCCD_1}, điện thoại {SDT_1}, ở {DIACHI_1}, Hà Nội"},
	{"decomposed letters", norm.NFD.String("bị đơn ông Lê Văn Đông"), "bị đơn ông {TEN_1}"},
	{"a placeholder in the question is kept apart", "{TEN_1} là gì? Tôi là Lan, hỏi giúp.", "{TEN_1} là gì? Tôi là {TEN_2}, hỏi giúp."},
}

func TestMask(t *testing.T) {
	m := New(Options{})
	for _, c := range masked {
		t.Run(c.name, func(t *testing.T) {
			var p Map
			got := m.Mask(c.in, &p)
			if got != c.want {
				t.Fatalf("Mask(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
			if back := p.Restore(got); back != norm.NFC.String(c.in) && c.name != "same number twice" {
				t.Errorf("Restore gave %q, want %q", back, c.in)
			}
		})
	}
}

// Law is full of numbers and capital words that are nobody's data.
var untouched = []string{
	"Điều 134 khoản 2 điểm c Bộ luật Hình sự 2015 quy định thế nào?",
	"Nghị định số 145/2020/NĐ-CP ngày 14/12/2020 của Chính phủ",
	"Luật số 45/2019/QH14 có hiệu lực từ 01/01/2021",
	"Nghị quyết 326/2016/UBTVQH14 về án phí",
	"các Điều 123, 124, 125, 1234 của luật này",
	"phạt tiền từ 100.000.000 đồng đến 1.000.000.000 đồng",
	"phạt 5000000000 đồng",
	"vay 500000000 đ trong 12 tháng",
	"thu nhập 0912345678 đồng",
	"bản án số 123/2020/DS-ST ngày 15/7/2020",
	"thửa đất số 123, tờ bản đồ số 45, diện tích 1.234,5 m2",
	"giấy chứng nhận số 12 Phụ lục kèm theo",
	"ngày 31 tháng 12 năm 2025",
	"từ 2015 đến 2025, năm 2019 tôi ký hợp đồng",
	"tổng đài 19001234 và 111",
	"án lệ số 26/2018/AL",
	"mẫu số 02 ban hành kèm theo Thông tư 15/2023/TT-BTC",
	"tôi là người thuê nhà, tôi là phạm nhân, tôi là cán bộ xã",
	"tôi là Giám đốc công ty thì có phải đóng bảo hiểm xã hội không?",
	"tôi là Thương binh hạng 2/4",
	"bị đơn vắng mặt lần thứ hai thì xử lý thế nào?",
	"nguyên đơn Công ty TNHH Ban Mai có được khởi kiện không?",
	"UBND xã Tân Lạc, huyện Mỹ An có thẩm quyền không?",
	"Tòa án nhân dân thành phố Hồ Chí Minh thụ lý",
	"Ủy ban nhân dân quận 1 cấp phép",
	"đường Nguyễn Trãi có cấm xe tải không?",
	"cư trú tại Việt Nam từ 183 ngày trở lên",
	"tiền gửi trong tài khoản 5.000.000 đồng",
	"đóng bảo hiểm xã hội đủ 15 năm",
	"mức lương tối thiểu vùng 4.960.000 đồng/tháng",
	"PHẠM VI ĐIỀU CHỈNH VÀ ĐỐI TƯỢNG ÁP DỤNG",
	"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
	"người vay không trả, bên bán giao hàng chậm",
	"vợ chồng ly hôn, con dưới 36 tháng tuổi ở với ai",
	"hồ sơ nộp qua Cổng Dịch vụ công quốc gia",
	"khoản 3 Điều 58, điểm đ khoản 1 Điều 12a",
	"tiêu chuẩn TCVN 5687:2010, mã HS 87032391",
	"chương trình số 12, kế hoạch số 34, công văn số 5678",
	"Quyết định 12345/QĐ-UBND",
	"sinh năm 2008 thì năm nay đủ tuổi chưa",
	"thời hạn 1000000 giây",
	"điểm a, b, c khoản 1 Điều 36",
	"Bộ luật Tố tụng dân sự 92/2015/QH13 Điều 227",
	"tuổi nghỉ hưu của lao động nam là 60 tuổi 3 tháng",
	"tôi là Việt kiều, tôi là Đảng viên",
	"con có được thừa kế không, mẹ còn sống",
	"mã thủ tục 1.001193",
	"anh X vay chị B 50 triệu, ông A làm chứng",
	"thửa đất tại Ba Đình và Ba Vì",
	"Ngân hàng Nông nghiệp và Phát triển nông thôn Việt Nam",
	"theo Biểu số 17 và Biểu số 18 Phụ lục III",
	"thửa đất ở tại quận Hoàn Kiếm",
	"tờ khai 01/GTGT, biểu thuế 8703.23.91",
	"căn nhà đang cho thuê thì bán được không",
	"địa chỉ của trụ sở doanh nghiệp phải ở Việt Nam",
}

func TestLeaveLawAlone(t *testing.T) {
	m := New(Options{})
	for _, s := range untouched {
		if got := m.Mask(s, new(Map)); got != s {
			t.Errorf("Mask(%q)\n  gave %q", s, got)
		}
	}
}

func TestOptions(t *testing.T) {
	in := "Tôi là Lan, số 0912345678"
	if got := New(Options{Kinds: []Kind{Phone}}).Log(in); got != "Tôi là Lan, số {SDT_1}" {
		t.Errorf("only phones: %q", got)
	}
	if got := New(Options{Kinds: []Kind{}}).Log(in); got != in {
		t.Errorf("no kinds: %q", got)
	}
	if got := New(Options{Keep: []string{"0912345678"}}).Log(in); got != "Tôi là {TEN_1}, số 0912345678" {
		t.Errorf("kept number: %q", got)
	}
}

func TestConversationKeepsItsPlaceholders(t *testing.T) {
	m := New(Options{})
	var p Map
	m.Mask("Tôi là Lý Thị Sao, số 0356789012", &p)
	got := m.Mask("Số 0356789012 và 0356789013 của Lý Thị Sao", &p)
	if want := "Số {SDT_1} và {SDT_2} của {TEN_1}"; got != want {
		t.Errorf("second turn %q, want %q", got, want)
	}
	if p.Len() != 3 {
		t.Errorf("%d placeholders, want 3", p.Len())
	}
	if back := p.Restore("Chào {TEN_1}, { TEN\\_1 } gọi {SDT_2}, {SDT_9}"); back != "Chào Lý Thị Sao, Lý Thị Sao gọi 0356789013, {SDT_9}" {
		t.Errorf("Restore gave %q", back)
	}
}

func TestRestoreStream(t *testing.T) {
	var p Map
	New(Options{}).Mask("Tôi là Lý Thị Sao, số 0356789012", &p)
	text := "Chị {TEN_1} dùng số {SDT_1}. Tập {1, 2} giữ nguyên {"
	want := "Chị Lý Thị Sao dùng số 0356789012. Tập {1, 2} giữ nguyên {"
	for size := 1; size <= len(text); size++ {
		r := p.Stream()
		var b strings.Builder
		for at := 0; at < len(text); at += size {
			b.WriteString(r.Next(text[at:min(at+size, len(text))]))
		}
		b.WriteString(r.Flush())
		if b.String() != want {
			t.Fatalf("pieces of %d: %q, want %q", size, b.String(), want)
		}
	}
}

func FuzzMask(f *testing.F) {
	for _, c := range masked {
		f.Add(c.in)
	}
	for _, s := range untouched {
		f.Add(s)
	}
	m := New(Options{})
	f.Fuzz(func(t *testing.T, s string) {
		var p Map
		got := m.Mask(s, &p)
		at := 0
		for _, x := range m.Find(norm.NFC.String(s)) {
			if x.Start < at || x.End <= x.Start || x.End > len(norm.NFC.String(s)) {
				t.Fatalf("Find(%q) gave %+v after %d", s, x, at)
			}
			at = x.End
		}
		if len(p.words) > 0 && strings.Count(got, "{") < 1 {
			t.Fatalf("Mask(%q) = %q holds no placeholder", s, got)
		}
	})
}

// TestRareSurnamesAreWordsInQuestions: what is a rare family name among the names
// of a judgment is a word in a question.
func TestRareSurnamesAreWordsInQuestions(t *testing.T) {
	for _, q := range []string{"em thi công chức cần giấy tờ gì", "nguyên đơn phí công chứng bao nhiêu"} {
		if f := findNames(q); len(f) > 0 {
			t.Errorf("%q: %+v", q, f)
		}
	}
	for _, w := range []string{"Thi", "phí", "Lương", "nguyễn"} {
		if !IsSurname(w) {
			t.Errorf("%q is no family name", w)
		}
	}
}
