package html

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"trolyluat/corpus/extract"
)

// law is an invented body, to which the tests add the furniture of sites.
const law = `<p align="center"><b>QUYẾT ĐỊNH</b><br><b>Về việc trồng cây trong khuôn viên cơ quan</b></p>
<p><i>Căn cứ Luật Cây xanh số 90/2031/QH20 ngày 05 tháng 6 năm 2031;</i></p>
<p><i>Theo đề nghị của Chánh Văn phòng,</i></p><p align=center>QUYẾT ĐỊNH:</p>
<p class="prov-article" id="id_1"><b>Điều 1. Phạm vi điều chỉnh</b></p>
<p>1. Quyết định này quy định việc trồng và chăm sóc cây xanh trong khuôn viên của cơ quan.</p>
<p>2. Quyết định này không áp dụng đối với cây trồng trong nhà kính của cơ quan nghiên cứu.</p>
<p><b>Điều 2. Trách nhiệm</b></p><p>a) Văn phòng có trách nhiệm bố trí kinh phí hằng năm để trồng và chăm sóc cây;</p>`

const motto = `<table border="0"><tr><td><p><b>BỘ CÂY XANH</b><br>_____</p></td><td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b></td></tr>
<tr><td>Số: 12/2032/QĐ-BCX</td><td>Hà Nội, ngày 01 tháng 02 năm 2032</td></tr></table>`

const sign = `<table><tr><td><b>Nơi nhận:</b><br>- Như Điều 3;<br>- Lưu: VT.</td><td><b>KT. BỘ TRƯỞNG<br>THỨ TRƯỞNG</b><br><br>(Đã ký)<br>Lê Văn An</td></tr></table>`

var body = []string{"BỘ CÂY XANH", "_____", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/2032/QĐ-BCX", "Hà Nội, ngày 01 tháng 02 năm 2032",
	"QUYẾT ĐỊNH", "Về việc trồng cây trong khuôn viên cơ quan", "Căn cứ Luật Cây xanh số 90/2031/QH20 ngày 05 tháng 6 năm 2031;",
	"Theo đề nghị của Chánh Văn phòng,", "QUYẾT ĐỊNH:", "Điều 1. Phạm vi điều chỉnh",
	"1. Quyết định này quy định việc trồng và chăm sóc cây xanh trong khuôn viên của cơ quan.",
	"2. Quyết định này không áp dụng đối với cây trồng trong nhà kính của cơ quan nghiên cứu.", "Điều 2. Trách nhiệm",
	"a) Văn phòng có trách nhiệm bố trí kinh phí hằng năm để trồng và chăm sóc cây;",
	"Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "(Đã ký)", "Lê Văn An"}

// sites are pages around one body: the national database in two layouts, two
// private portals, a page saved by Word, a bare page, a body in one cell.
var sites = map[string]string{
	"vbpl 2026": `<html><head><meta property="og:url" content="https://vbpl.vn/van-ban/chi-tiet/7"></head><body><nav><ol><li><a href="/">Trang chủ</a></li></ol></nav><main>
<h1>Quyết định số 12/2032/QĐ-BCX Về việc trồng cây</h1><div><div>Còn hiệu lực</div><span>Ngày có hiệu lực:</span><span>01/03/2032</span></div>
<div role="tablist"><div>Nội dung</div><div>Thuộc tính</div><div>Lược đồ</div><div>Tải về</div></div><div data-vbpl-content-root="true">` + motto + law + sign + `</div>
<div><span>Mục lục</span><div><span>Điều 1. Phạm vi điều chỉnh</span></div><div><span>Khoản 1</span></div><div><span>Khoản 2</span></div><div><span>Điều 2. Trách nhiệm</span></div><div><span>Điểm a</span></div></div></main>
<footer><p>CƠ SỞ DỮ LIỆU QUỐC GIA VỀ PHÁP LUẬT</p><p>Địa chỉ:</p><p>Số 60 đường ở thành phố của một nước</p></footer></body></html>`,
	"old vbpl": `<html><body><form><ul class="menu"><li><a href=1>Văn bản</a><li><a href=2>Hợp nhất</a></ul><div class="vbInfo"><ul><li>Hiệu lực: Còn hiệu lực</li><li>Ngày có hiệu lực: 01/03/2032</li></ul></div>
<div class="fulltext"><div id="toanvancontent">` + motto + law + sign + `</div></div><div class="box"><a href=3>Quyết định số 1/2030 về việc sửa đổi, bổ sung một số điều của quy chế làm việc</a></div></form></body></html>`,
	"portal with links in the text": `<html><body><div id="header"><a href="/">TRANG CHỦ</a><a href="/t">Tiếng Anh</a></div><div class="cldivContentDocVn"><div class="content1"><div>` + motto + strings.ReplaceAll(law, "Luật Cây xanh", `<a href="/luat-cay">Luật Cây xanh</a>`) + sign + `</div></div></div>
<div id="right"><h3>Văn bản liên quan</h3><ul><li><a href="/x">Nghị định 15/2032/NĐ-CP quy định chi tiết một số điều của Luật Cây xanh về trồng cây</a><li><a href="/y">Thông tư 3/2033/TT-BCX</a></ul></div>
<script>var a = "Điều 1. Không phải văn bản";</script><div style="display: none">Điều 9. Phần ẩn của trang này không được đọc vào văn bản luật.</div></body></html>`,
	"saved by Word":       `<html xmlns:o="urn:x"><head><style>p.MsoNormal{margin:0}</style></head><body lang=VI><div class=WordSection1>` + motto + law + `<p class=MsoNormal><o:p>&nbsp;</o:p></p>` + sign + `</div></body></html>`,
	"no more than a body": motto + law + sign,
	"body in one cell":    `<table width=100%><tr><td>` + motto + law + sign + `</td></tr></table>`,
}

func texts(x *extract.Text) (out []string) {
	for _, b := range x.Blocks {
		out = append(out, b.Text)
	}
	return out
}

func TestBodyIsFound(t *testing.T) {
	for name, page := range sites {
		for _, strip := range []bool{false, true} {
			data := []byte(page)
			if strip {
				data = reStrip.ReplaceAll(data, nil)
			}
			x, err := Extract(context.Background(), name, data)
			if err != nil {
				t.Errorf("%s (stripped %v): %v", name, strip, err)
				continue
			}
			if got := texts(x); strings.Join(got, "\n") != strings.Join(body, "\n") {
				t.Errorf("%s (stripped %v): got\n%s", name, strip, strings.Join(got, "\n"))
			}
		}
	}
}

func TestMarksAndLook(t *testing.T) {
	x, err := Extract(context.Background(), "p.html", []byte(sites["vbpl 2026"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range x.Blocks {
		switch b.Text {
		case "Điều 1. Phạm vi điều chỉnh":
			if b.Class != "prov-article" || b.ID != "id_1" || !b.Bold || b.Centered {
				t.Errorf("article %+v", b)
			}
		case "QUYẾT ĐỊNH":
			if !b.Bold || !b.Centered {
				t.Errorf("title %+v", b)
			}
		case "Theo đề nghị của Chánh Văn phòng,":
			if !b.Italic || b.Bold || b.Class != "" {
				t.Errorf("basis %+v", b)
			}
		}
	}
	want := map[string]string{"title": "Quyết định số 12/2032/QĐ-BCX Về việc trồng cây", "number": "12/2032/QĐ-BCX", "kind": "Quyết định",
		"status": "Còn hiệu lực", "effective": "01/03/2032", "url": "https://vbpl.vn/van-ban/chi-tiet/7"}
	if fmt.Sprint(x.Meta) != fmt.Sprint(want) {
		t.Errorf("meta %v, want %v", x.Meta, want)
	}
}

func TestPropertiesTable(t *testing.T) {
	page := `<html><body><table><tr><td>Số ký hiệu</td><td>12/2032/QĐ-BCX</td><td>Ngày ban hành</td><td>01/02/2032</td></tr><tr><td>Loại văn bản</td><td>Quyết định</td>
<td>Ngày có hiệu lực</td><td>01/03/2032</td></tr><tr><td>Cơ quan ban hành/ Chức danh/ Người ký</td><td>Bộ Cây xanh</td><td>Ngày hết hiệu lực</td><td>--</td></tr><tr><td>Lĩnh vực</td><td>Lâm nghiệp</td></tr>
<tr><td>Tình trạng hiệu lực: Hết hiệu lực một phần</td></tr></table><div>` + motto + law + sign + `</div></body></html>`
	x, err := Extract(context.Background(), "p.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"number": "12/2032/QĐ-BCX", "issued": "01/02/2032", "effective": "01/03/2032", "kind": "Quyết định",
		"issuer": "Bộ Cây xanh", "expired": "", "fields": "Lâm nghiệp", "status": "Hết hiệu lực một phần"} {
		if x.Meta[key] != want {
			t.Errorf("%s is %q, want %q", key, x.Meta[key], want)
		}
	}
}

func TestTables(t *testing.T) {
	page := law + `<table border=1><caption>Bảng cây</caption><tr><th rowspan=2>STT</th><th colspan=2>Loài</th></tr><tr><th>Tên</th><th>Số<br>lượng</th></tr><tr><td>1</td><td>Thông</td><td>3</td></tr></table>
<table><tr><td>Điều 3. Hiệu lực</td></tr><tr><td>Quyết định này có hiệu lực kể từ ngày ký.</td></tr></table>
<table border=1><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table></td></tr></table>`
	x, err := Extract(context.Background(), "p.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range x.Blocks[10:] {
		got = append(got, fmt.Sprint(b.Kind, " ", b.Text))
	}
	want := "0 Bảng cây\n1 STT | Loài | \n | Tên | Số lượng\n1 | Thông | 3\n0 Điều 3. Hiệu lực\n0 Quyết định này có hiệu lực kể từ ngày ký.\n0 a\n1 b | c\nd | e"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	for _, b := range x.Blocks {
		if b.Kind == extract.TableBlock && len(b.Rows) == 3 && (len(b.Rows[1]) != 3 || b.Rows[1][2] != "Số\nlượng") {
			t.Errorf("rows %q", b.Rows)
		}
	}
}

func TestFootnotes(t *testing.T) {
	page := law + `<p>Diện tích 5 m<sup>2</sup> đất<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a> và cây<sup>[2]</sup>.</p>
<hr><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Điều này được sửa đổi.</p><p>Đoạn hai của chú thích.</p></div>`
	x, err := Extract(context.Background(), "p.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	n := len(x.Blocks)
	marked, first, second := x.Blocks[n-3], x.Blocks[n-2], x.Blocks[n-1]
	if marked.Text != "Diện tích 5 m2 đất và cây." || fmt.Sprint(marked.Notes) != fmt.Sprint([]extract.NoteRef{{Mark: "1", At: len("Diện tích 5 m2 đất")}, {Mark: "2", At: len("Diện tích 5 m2 đất và cây")}}) {
		t.Errorf("marked paragraph %+v", marked)
	}
	if first.Kind != extract.FootnoteBlock || first.Mark != "1" || first.Text != "Điều này được sửa đổi." || second.Kind != extract.FootnoteBlock || second.Mark != "1" {
		t.Errorf("notes %+v %+v", first, second)
	}
}

// The anchors of notes as other programs than Word write them.
func TestFootnotesOfOtherPrograms(t *testing.T) {
	for name, notes := range map[string]string{
		"LibreOffice": `<p>Cây trồng<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a> mới.</p>
<div id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a> Điều này được sửa đổi.</p></div>`,
	} {
		x, err := Extract(context.Background(), "p.html", []byte(law+notes))
		if err != nil {
			t.Fatal(err)
		}
		n := len(x.Blocks)
		marked, note := x.Blocks[n-2], x.Blocks[n-1]
		if marked.Text != "Cây trồng mới." || fmt.Sprint(marked.Notes) != fmt.Sprint([]extract.NoteRef{{Mark: "1", At: len("Cây trồng")}}) {
			t.Errorf("%s: marked paragraph %+v", name, marked)
		}
		if note.Kind != extract.FootnoteBlock || note.Mark != "1" || !strings.HasPrefix(note.Text, "Điều này được sửa đổi.") {
			t.Errorf("%s: note %+v", name, note)
		}
	}
}

// A heading of the page may tell the number behind its kind or at its end.
func TestNumberInHeading(t *testing.T) {
	for heading, want := range map[string]string{
		"Quyết định số 12/2032/QĐ-BCX Về việc trồng cây":                        "12/2032/QĐ-BCX Quyết định",
		"QUYẾT ĐỊNH SỐ 12/2032/QĐ-BCX VỀ VIỆC TRỒNG CÂY":                        "12/2032/QĐ-BCX Quyết định",
		"Luật Sửa đổi, bổ sung một số điều của 15 luật về cây số 146/2032/QH20": "146/2032/QH20 Luật",
		"LUẬT CÂY XANH SỐ 90/2031/QH20":                                         "90/2031/QH20 Luật",
		"Nghị quyết số 66.9/2032/NQ-CP về trồng cây":                            "66.9/2032/NQ-CP Nghị quyết",
		"Thông tư sửa đổi, bổ sung Thông tư số 43/2031/TT-BCX":                  " ",
		"Thông tư sửa đổi Thông tư 43/2031/TT-BCX hướng dẫn trồng cây":          " ",
		"Tin về Luật Cây xanh số 90/2031/QH20 và việc trồng cây ở cơ quan":      " ",
	} {
		page := "<html><body><main><h1>" + heading + `</h1><div>` + strings.ReplaceAll(motto, "Số: 12/2032/QĐ-BCX", "") + law + sign + "</div></main></body></html>"
		x, err := Extract(context.Background(), "p.html", []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		if got := x.Meta["number"] + " " + x.Meta["kind"]; got != want {
			t.Errorf("%s: %q, want %q", heading, got, want)
		}
	}
}

// Superscript figures without links, numbered anew in every form of an appendix.
func TestFootnotesWithoutLinks(t *testing.T) {
	page := law + `<p>Mã ngành<sup>1</sup>: 5 m<sup>2</sup> và thời hạn<sup>2</sup> của dự án</p><p>____<br><sup>1 </sup>Mã ngành kinh tế.<br/><sup>2</sup> Xác định số năm.<br>Đoạn khác.</p>
<p>Mẫu hai<sup>1</sup></p><p><sup>1</sup> Chú thích của mẫu hai.</p><p>Diện tích 7 ha<sup>9</sup></p>`
	x, err := Extract(context.Background(), "p.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range x.Blocks[10:] {
		got = append(got, fmt.Sprint(b.Kind, b.Mark, " ", b.Text, b.Notes))
	}
	want := fmt.Sprint("0 Mã ngành: 5 m2 và thời hạn của dự án", []extract.NoteRef{{Mark: "1", At: len("Mã ngành")}, {Mark: "2", At: len("Mã ngành: 5 m2 và thời hạn")}}) +
		"\n0 ____[]\n21 Mã ngành kinh tế.[]\n22 Xác định số năm.[]\n0 Đoạn khác.[]\n0 Mẫu hai" + fmt.Sprint([]extract.NoteRef{{Mark: "1", At: len("Mẫu hai")}}) +
		"\n21 Chú thích của mẫu hai.[]\n0 Diện tích 7 ha9[]"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestRefusals(t *testing.T) {
	whole := sites["vbpl 2026"]
	for name, c := range map[string]struct{ page, code string }{
		"no body":    {`<html><body><h1>Thông tư số 58/2034/TT-BCX Quy định về đầu tư điểm dừng xe, đỗ xe và vị trí trên đường cao tốc của cả nước</h1><table><tr><td>Số hiệu</td><td>58/2034/TT-BCX</td></tr></table><a href=1>Trang chủ</a></body></html>`, CodeNoBody},
		"not found":  {`<html><body><p>Văn bản không tồn tại</p></body></html>`, CodeNoBody},
		"breaks off": {whole[:strings.Index(whole, "Điều 2.")], extract.CodeTruncated},
	} {
		_, err := Extract(context.Background(), name, []byte(c.page))
		if r, ok := extract.AsRefusal(err); !ok || r.Code != c.code || r.VN == "" {
			t.Errorf("%s: error %v, want refusal %s", name, err, c.code)
		}
	}
	_, err := Extract(context.Background(), "x", []byte(`<html><body><h1>Thông tư số 58/2034/TT-BCX</h1></body></html>`))
	if r, ok := extract.AsRefusal(err); !ok || !strings.Contains(r.Detail, "58/2034/TT-BCX") {
		t.Errorf("refusal %v does not name the page", err)
	}
}

func TestEncodings(t *testing.T) {
	page := `<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1258"></head><body>` + law + `</body></html>`
	// Windows-1258 writes the tone marks as letters of their own.
	decomposed := strings.NewReplacer("ế", "ê\u0301", "ề", "ê\u0300", "ệ", "ê\u0323", "ị", "i\u0323", "ồ", "ô\u0300", "ố", "ô\u0301", "ộ", "ô\u0323", "ớ", "ơ\u0301", "ợ", "ơ\u0323", "ờ", "ơ\u0300",
		"ấ", "â\u0301", "ậ", "â\u0323", "ầ", "â\u0300", "ứ", "ư\u0301", "ử", "ư\u0309", "ự", "ư\u0323", "ạ", "a\u0323", "ả", "a\u0309", "ẩ", "â\u0309", "ụ", "u\u0323", "ọ", "o\u0323", "ỉ", "i\u0309", "ắ", "ă\u0301", "ằ", "ă\u0300",
		"ặ", "ă\u0323", "ể", "ê\u0309", "ẹ", "e\u0323", "ổ", "ô\u0309", "ở", "ơ\u0309", "ủ", "u\u0309", "ừ", "ư\u0300", "ữ", "ư\u0303", "ỹ", "y\u0303", "ý", "y\u0301", "ì", "i\u0300", "ò", "o\u0300", "õ", "o\u0303", "ã", "a\u0303", "ĩ", "i\u0303", "ò", "o\u0300",
		"Ế", "Ê\u0301", "Ị", "I\u0323", "Ộ", "Ô\u0323", "Ủ", "U\u0309", "Ấ", "Â\u0301", "Ý", "Y\u0301", "Đ", "Đ").Replace(page)
	old, err := charmap.Windows1258.NewEncoder().Bytes([]byte(decomposed))
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(page)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, data := range map[string][]byte{"windows-1258": old, "utf-16le": wide, "utf-8": append([]byte{0xEF, 0xBB, 0xBF}, strings.Replace(page, "windows-1258", "utf-8", 1)...)} {
		x, err := Extract(context.Background(), name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.Join(texts(x), "\n"); x.Encoding != name || !strings.Contains(got, "Về việc trồng cây trong khuôn viên cơ quan") || !strings.Contains(got, "kinh phí hằng năm") {
			t.Errorf("%s: encoding %s, text %q", name, x.Encoding, got)
		}
	}
}

// Pages that nest without end or never close anything are read all the same.
func TestDeepAndLarge(t *testing.T) {
	for name, page := range map[string]string{
		"nested divs":     strings.Repeat("<div>", 20000) + law + strings.Repeat("</div>", 20000),
		"unclosed spans":  strings.Repeat("<span><b>", 20000) + law,
		"nested tables":   strings.Repeat("<table><tr><td>", 3000) + law,
		"many paragraphs": strings.Repeat(law, 300),
		"bare less-than":  law + "<p>Cây có n <5 cành; 1 <n< 9 và x<b.</p>" + law,
	} {
		start := time.Now()
		x, err := Extract(context.Background(), name, []byte(page))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.Contains(strings.Join(texts(x), "\n"), "a) Văn phòng có trách nhiệm") {
			t.Errorf("%s: text lost in %d blocks", name, len(x.Blocks))
		}
	}
	x, err := Extract(context.Background(), "lt", []byte(law+"<p>Cây có n <5 cành; 1 <n< 9 và y.</p>"))
	if err != nil || !strings.Contains(strings.Join(texts(x), "\n"), "Cây có n <5 cành; 1 <n< 9 và y.") {
		t.Errorf("bare less-than: %v %q", err, texts(x))
	}
}

func FuzzExtract(f *testing.F) {
	for _, page := range sites {
		f.Add([]byte(page))
	}
	f.Add([]byte(law + "<p>\x01</p>"))
	f.Add([]byte("<table><td rowspan=99999999 colspan=-1>Điều 1<td><sup>[1]</sup><a href=#_ftn1>"))
	f.Add(bytes.Repeat([]byte("<table><tr><td>"), 200))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := Extract(context.Background(), "f.html", data)
		if err != nil {
			if _, ok := extract.AsRefusal(err); !ok {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		for _, b := range x.Blocks {
			if b.Text == "" {
				t.Errorf("empty block %+v", b)
			}
			for _, n := range b.Notes {
				if n.At < 0 || n.At > len(b.Text) {
					t.Errorf("note at %d of %d", n.At, len(b.Text))
				}
			}
		}
	})
}

func TestWordsThatRunTogether(t *testing.T) {
	for _, tt := range []struct {
		before, next string
		want         bool
	}{
		{"của Chính phủ", "về tổ chức", true}, {"số 43/2025/TT-BYT", "ngày 15", true}, {"xã, phường, đặc khu", "thuộc tỉnh", true},
		{"Điề", "u 5", false}, {"Đ", "iều 5", false}, {"th", "ông tư", false}, {"work", "ing", false}, {"in", "to", false}, {"LU", "ẬT", false}, {"khoản 1", "và", false}, {"", "và", false}, {"phủ", " về", false},
		{"QUYẾT", "ĐỊNH", true}, {"Bộ Y", "tế", true},
	} {
		if got := runsTogether([]byte(tt.before), tt.next); got != tt.want {
			t.Errorf("%q and %q: %t", tt.before, tt.next, got)
		}
	}
}

// A page that was set in a font of TCVN3 and put on the web as it was.
func TestLegacyPage(t *testing.T) {
	page := "<html><head><title>Quyết định 14/2031/QĐ-BXD</title></head><body><h1>Văn bản pháp luật</h1><div>" +
		"<p>QUYẾT ĐỊNH</p><p>VÒ viÖc sö dông bÕn n\u00adíc</p><p>Bé tr\u00adëng Bé X©y dùng</p><p>C¨n cø LuËt BÕn n\u00adíc;</p>" +
		"<p>§iÒu 1. BÕn n\u00adíc lµ cña chung, ai còng ®\u00adîc dïng theo quy ®Þnh cña ph¸p luËt.</p><p>§iÒu 2. QuyÕt ®Þnh nµy cã hiÖu lùc thi hµnh kÓ tõ ngµy ký.</p></div></body></html>"
	text, err := Extract(t.Context(), "a.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, b := range text.Blocks {
		all += b.Text + "\n"
	}
	for _, want := range []string{"Về việc sử dụng bến nước", "Bộ trưởng Bộ Xây dựng", "Điều 1. Bến nước là của chung, ai cũng được dùng", "QUYẾT ĐỊNH"} {
		if !strings.Contains(all, want) {
			t.Errorf("lacks %q: %s", want, all)
		}
	}
	if text.Encoding != "tcvn3" {
		t.Errorf("encoding %q", text.Encoding)
	}
}
