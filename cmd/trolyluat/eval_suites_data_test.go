package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// What follows is invented: văn bản giả định, không có giá trị pháp lý.

const kiteArticles = `{"law_id": "Luật Thả diều", "article": "1", "text": "Phạm vi điều chỉnh\nLuật này quy định việc thả diều, đăng ký diều và bồi thường khi diều gây thiệt hại."}
{"law_id": "Luật Thả diều", "article": "2", "text": "Đăng ký diều\n1. Chủ diều đăng ký diều tại Ủy ban nhân dân cấp xã nơi cư trú trong thời hạn 10 ngày.\n2. Diều không đăng ký thì không được thả gần đường dây điện, người vi phạm bị phạt tiền 300.000 đồng."}
{"law_id": "Luật Thả diều", "article": "3", "text": "Lệ phí\nLệ phí cấp biển số diều là 80.000 đồng một lần."}
{"law_id": "Luật Thả diều", "article": "4", "text": "Bồi thường\n1. Người thả diều gây thiệt hại cho người khác phải bồi thường toàn bộ và kịp thời.\n2. Thời hạn bồi thường là 30 ngày kể từ ngày có yêu cầu bằng văn bản."}
{"law_id": "Luật Nuôi ong", "article": "1", "text": "Trại ong\n1. Trại ong phải cách nhà ở ít nhất 50 mét và có biển báo.\n2. Chủ trại ong phải tiêm phòng cho đàn ong mỗi năm một lần."}
{"law_id": "Luật Nuôi ong", "article": "2", "text": "Mật ong\nMật ong bán ra phải ghi rõ ngày quay mật và tên trại ong nơi sản xuất."}
{"law_id": "Luật Chèo thuyền", "article": "1", "text": "Giờ cấm\nNgười chèo thuyền trong giờ cấm bị phạt tiền từ 100.000 đồng đến 300.000 đồng."}
{"law_id": "Luật Chèo thuyền", "article": "2", "text": "Áo phao\n1. Người chèo thuyền phải mặc áo phao trong suốt thời gian ở trên hồ.\n2. Trẻ em dưới 12 tuổi không được chèo thuyền một mình trên hồ."}
`

const kiteQuestions = `{"question_id":"h1","question_type":"Tự luận","text":"Lệ phí cấp biển số diều là bao nhiêu?","answer":"80.000 đồng","relevant_articles":[{"law_id":"Luật Thả diều","article_id":"3"}]}
{"question_id":"h2","question_type":"Đúng/Sai","text":"Diều không đăng ký thì được thả gần đường dây điện.","answer":"Sai","relevant_articles":[{"law_id":"Luật Thả diều","article_id":"2"}]}
{"question_id":"h3","question_type":"Trắc nghiệm","text":"Chủ diều đăng ký diều ở đâu?","choices":{"A":"Bộ Giao thông","B":"Ủy ban nhân dân cấp xã nơi cư trú","C":"Hội thả diều","D":"Tòa án"},"answer":"B","relevant_articles":[{"law_id":"Luật Thả diều","article_id":"2"}]}
{"question_id":"h4","question_type":"Tự luận","text":"Trại ong phải cách nhà ở ít nhất bao nhiêu mét?","answer":"50 mét","relevant_articles":[{"law_id":"Luật Nuôi ong","article_id":"1"}]}
`

// judgmentRows are three judged cases in the shape of ALQAC 2026: two of kites,
// one of bees.
func judgmentRows() string {
	type row struct {
		ID    string `json:"case_id"`
		Facts string `json:"case_fact"`
		Query string `json:"case_query"`
		Date  string `json:"judgment_date"`
		Kind  string `json:"case_type"`
		Cited string `json:"related_law_provisions"`
		Text  string `json:"judgment_text"`
	}
	kite := "Ông Trần Văn A thả diều gần nhà bà Lê Thị B. Dây diều vướng vào mái ngói làm vỡ ngói. Bà B nhiều lần yêu cầu sửa mái nhưng ông A không sửa. Ông A nói gió lớn nên không giữ được diều. Bà B thuê thợ sửa mái hết năm triệu đồng. Diều của ông A chưa đăng ký tại Ủy ban nhân dân xã. Hai bên đã hòa giải ở xã mà không thành. "
	kite += strings.ReplaceAll(kite, "ngói", "hiên") // halves of some length
	bees := "Ông Phạm Văn H đặt trại ong sát vườn nhà ông Ngô Văn K. Ong đốt con trai của ông K phải vào viện điều trị. Trại ong không có biển báo và chưa tiêm phòng. Ông K đòi tiền thuốc men và tiền công chăm sóc. Ông H cho rằng con ông K tự chọc tổ ong. Ủy ban nhân dân xã đã lập biên bản về trại ong này. Bà con quanh vùng đều ngại đi qua lối ấy. Con ông K nằm viện hai tuần và phải tiêm thuốc chống dị ứng. Trạm thú y nói đàn ong mắc bệnh từ mùa trước mà chủ trại không khai báo. "
	var b strings.Builder
	enc := json.NewEncoder(&b)
	for i, facts := range []string{kite, strings.ReplaceAll(strings.ReplaceAll(kite, "mái ngói", "giàn hoa"), "vỡ ngói", "đổ giàn"), bees} {
		people := ""
		for k, name := range []string{"Trần Văn A", "Lê Thị B", "Phạm Văn H", "Ngô Văn K", "Trần Thị M", "Lê Văn N"} {
			people += fmt.Sprintf("%d. %s, trú tại xã T; ông bà %s có mặt.\n", k+1, name, name)
		}
		text := fmt.Sprintf("TÒA ÁN NHÂN DÂN\nHUYỆN M\nBản án số: %02d/2030/DS-ST\nNgày: 02-3-2030\nNHÂN DANH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n%sBị đơn: bà Lê Thị B (vắng mặt)\nNỘI DUNG VỤ ÁN:\n%s\nNHẬN ĐỊNH CỦA TÒA ÁN:\n[1] Bà B vắng mặt lần thứ hai nên xét xử vắng mặt.\n[2] Người thả diều gây thiệt hại phải bồi thường theo Điều 4 Luật Thả diều.\n[3] Bà B chịu án phí.\nQUYẾT ĐỊNH:\nBuộc ông A bồi thường cho bà B.\nĐương sự có quyền kháng cáo trong hạn 15 ngày.\nBà B chịu án phí 300.000 đồng.\n", i+1, people, facts)
		_ = enc.Encode(row{ID: fmt.Sprintf("vu-%d", i+1), Facts: facts, Query: "Bà B yêu cầu ông A bồi thường thiệt hại do thả diều.", Date: "02/03/2030", Kind: "Dân sự",
			Cited: "Luật Thả diều | Khoản 1 Điều 4\nLuật Thả diều | Điều 2\n", Text: text}) // a builder never fails
	}
	return b.String()
}

// digestGold marks a claim and a party of the first case, by offsets.
func digestGold(rows string) string {
	var row struct {
		ID   string `json:"case_id"`
		Text string `json:"judgment_text"`
	}
	_ = json.NewDecoder(strings.NewReader(rows)).Decode(&row) // as written above
	at := func(words string) string {
		i := strings.Index(row.Text, words)
		return fmt.Sprintf("%d,%d", i, i+len(words))
	}
	return fmt.Sprintf(`{"case_id":%q,"from":%d,"until":%d,"parties":[["bi_don",%s]],"claims":[[%s]],"open":[],"dates":[],"amounts":[]}`+"\n",
		row.ID, strings.Index(row.Text, "NỘI DUNG"), strings.Index(row.Text, "NHẬN ĐỊNH"), at("Lê Thị B (vắng"), at("Bà B nhiều lần yêu cầu sửa mái"))
}

// longLaw has enough khoản with norms for drafts to be made of.
func longLaw(n int) string {
	name := []string{"Thả diều", "Chèo thuyền"}[n-1]
	var b strings.Builder
	fmt.Fprintf(&b, "QUỐC HỘI\nLuật số: %d/2019/QH14\nLUẬT\n%s\nCăn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;\nQuốc hội ban hành Luật %s.\n", 70+n, strings.ToUpper(name), name)
	subjects := []string{"Người thả diều", "Chủ bãi diều", "Ủy ban nhân dân cấp xã", "Hội thả diều", "Người làm diều", "Cơ quan quản lý bãi diều", "Tổ chức bán diều"}
	if n == 2 {
		subjects = []string{"Người chèo thuyền", "Chủ bến thuyền", "Ủy ban nhân dân cấp xã", "Hội chèo thuyền", "Người đóng thuyền", "Cơ quan quản lý bến thuyền", "Tổ chức bán thuyền"}
	}
	for i, s := range subjects {
		fmt.Fprintf(&b, "Điều %d. Trách nhiệm của %s\n", i+1, strings.ToLower(s[:1])+s[1:])
		fmt.Fprintf(&b, "1. %s phải nộp hồ sơ đăng ký cho Ủy ban nhân dân cấp huyện trong thời hạn không quá %d ngày kể từ ngày bắt đầu hoạt động.\n", s, 10+5*i)
		fmt.Fprintf(&b, "2. %s có trách nhiệm mua bảo hiểm với mức không thấp hơn %d.000.000 đồng cho mỗi năm hoạt động tại địa phương.\n", s, 2+i)
		fmt.Fprintf(&b, "3. %s được nhận kết quả trong thời hạn %d ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định.\n", s, 5+i)
	}
	b.WriteString("Điều 8. Hiệu lực thi hành\nLuật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2020.\nLuật này đã được Quốc hội khóa XIV thông qua ngày 12 tháng 6 năm 2019.\n")
	return b.String()
}

const beeLaw = `QUỐC HỘI
Luật số: 10/2018/QH14
LUẬT
NUÔI ONG
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Nuôi ong.
Điều 1. Phạm vi điều chỉnh
Luật này quy định về nuôi ong.
Điều 2. Giải thích từ ngữ
1. Trại ong là nơi đặt mười đàn ong.
2. Chủ trại là người đứng tên trại ong.
Điều 3. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2019.
Luật này đã được Quốc hội khóa XIV thông qua ngày 12 tháng 6 năm 2018.
`

const beeAct = `QUỐC HỘI
Luật số: 20/2020/QH14
LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT NUÔI ONG
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Nuôi ong số 10/2018/QH14.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Nuôi ong
1. Sửa đổi, bổ sung khoản 2 Điều 2 như sau:
“2. Chủ trại là người nuôi ong.”.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2021.
Luật này đã được Quốc hội khóa XIV thông qua ngày 15 tháng 11 năm 2020.
`

const beeMerged = `VĂN PHÒNG QUỐC HỘI
Số: 05/VBHN-VPQH
VĂN BẢN HỢP NHẤT
LUẬT NUÔI ONG
Luật Nuôi ong số 10/2018/QH14 ngày 12 tháng 6 năm 2018 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 01 năm 2019, được sửa đổi, bổ sung bởi:
Luật số 20/2020/QH14 ngày 15 tháng 11 năm 2020 của Quốc hội sửa đổi, bổ sung một số điều của Luật Nuôi ong, có hiệu lực kể từ ngày 01 tháng 7 năm 2021.
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Nuôi ong[1].
Điều 1. Phạm vi điều chỉnh
Luật này quy định về nuôi ong.
Điều 2. Giải thích từ ngữ
1. Trại ong là nơi đặt mười đàn ong.
2.[2] Chủ trại là người nuôi ong.
Điều 3. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2019.
XÁC THỰC VĂN BẢN HỢP NHẤT
`

const kitePage = `<html><body><h1>Thông tư số 77/2031/TT-BXD Quy định về thang máy</h1><div class="body">
<p>BỘ XÂY DỰNG</p><p>Số: 77/2031/TT-BXD</p><p>Hà Nội, ngày 02 tháng 3 năm 2031</p><p>THÔNG TƯ</p><p>Quy định về thang máy</p>
<p>Căn cứ Luật Thang máy số 5/2030/QH17;</p><p>Bộ trưởng Bộ Xây dựng ban hành Thông tư quy định về thang máy.</p>
<p id="id_1">Điều 1. Phạm vi điều chỉnh</p><p id="id_2">1. Thông tư này quy định việc kiểm tra thang máy trong nhà ở.</p>
<p>Nơi nhận:</p><p>- Như trên;</p><p>KT. BỘ TRƯỞNG</p><p>THỨ TRƯỞNG</p><p>Trần Văn Thang</p></div></body></html>`
