package tests

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"trolyluat/assistant/export/word"
	"trolyluat/corpus/sample"
)

// TestJudgeSituation types a situation and looks at what is alike, with outcomes
// apart, and at the legal basis, whose provisions open in the reader.
func TestJudgeSituation(t *testing.T) {
	t.Parallel()
	b := open(t, desk, site(t)+"/ban-tham-phan")
	b.click("main form button[type=submit]")
	b.until(`document.querySelector(".notice.bad")`)
	if got := b.text(".notice.bad"); !strings.Contains(got, "viết tình huống") {
		t.Errorf("nothing sent: %q", got)
	}
	b.fill("textarea[name=tinh-tiet]", "Ngày 10/8/2024 bà A giao tủ lạnh cho cơ sở sửa chữa của ông B. Cơ sở đã bán tủ lạnh vì cho rằng không có người nhận. Bà A không đồng ý và cho rằng chỉ được báo một lần.")
	b.fill("textarea[name=yeu-cau]", "Buộc ông B bồi thường giá trị tủ lạnh 9.000.000 đồng; vụ án giải quyết vắng mặt ông B")
	b.click("main form button[type=submit]")
	b.until(`document.querySelector(".digest a")`)
	if got := b.text("main section"); !strings.Contains(got, "10/08/2024") || !strings.Contains(got, "9.000.000 đồng") {
		t.Errorf("digest: %s", got)
	}
	b.check("judge-digest", desk)
	b.click(`.digest a[href^="#v-"]`)
	b.until(`document.querySelector(".paper .place:target")`)
	b.click(`.tabs a[href$="tuong-tu"]`)
	b.until(`document.querySelector("#ban-an")`)
	got := b.text("main")
	for _, want := range []string{"Bản án số 942/2025/DS-ST", "Giống:", "văn bản giả định", "chấp nhận một phần yêu cầu", "không chấp nhận yêu cầu", "Các Tòa án quyết định khác nhau"} {
		if !strings.Contains(got, want) {
			t.Errorf("similar cases lack %q: %.2500s", want, got)
		}
	}
	if strings.Contains(got, "khả năng thắng") {
		t.Error("the page foretells who wins")
	}
	b.check("judge-similar", desk)
	self := site(t) + eval[string](b, "location.pathname")
	b.click(`#an-le ~ ol a[href^="/vb/"]`)
	b.until(`location.pathname.startsWith("/vb/") && document.querySelector(".law")`)
	b.do(chromedp.Navigate(self + "?phan=tuong-tu"))
	b.click(`.tabs a[href$="can-cu"]`)
	b.until(`document.querySelector("#noi-dung") && document.querySelector("#to-tung")`)
	if got := b.text("main"); !strings.Contains(got, "Tòa án nhân dân khu vực") || !strings.Contains(got, "Vì sao:") {
		t.Errorf("legal basis: %.2500s", got)
	}
	b.check("judge-basis", desk)
	// Another day, another court: before 1/7/2025 there were districts.
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=ngay-giai-quyet]").value = "2024-12-01"`))
	b.click(`form[action$="/ngay"] button`)
	b.until(`document.querySelector("#tham-quyen") && document.querySelector("#tham-quyen").innerText.includes("01/12/2024")`)
	if got := b.text("main"); !strings.Contains(got, "Tòa án nhân dân cấp huyện") {
		t.Errorf("courts in 2024: %.1500s", got)
	}
	b.click(`form[action$="/xoa"] button`)
	b.until(`location.pathname === "/ban-tham-phan" && !document.querySelector(".talk-row")`)
}

// TestJudgeFile uploads a judgment: its digest leads into the text, its check
// stands beside the text; narrow and dark; another browser cannot open it.
func TestJudgeFile(t *testing.T) {
	t.Parallel()
	base := site(t)
	data, err := fs.ReadFile(sample.Files(), "ban-an-942-2025.docx")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, faulty := filepath.Join(dir, "ban-an.docx"), filepath.Join(dir, "du-thao.txt")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(faulty, []byte(toCheck), 0o600); err != nil {
		t.Fatal(err)
	}
	narrow := look{width: 320, height: 640, dark: true}
	b := open(t, narrow, base+"/ban-tham-phan")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.click("main form button[type=submit]")
	b.until(`document.querySelector(".digest a")`)
	for id, want := range map[string]string{"cac-ben": "Nguyên đơn: Bà Võ Thị N", "yeu-cau": "Bà yêu cầu ông Q bồi thường", "thong-nhat": "đồng ý trừ", "so-tien": "14.000.000 đồng", "moc-thoi-gian": "05/09/2024"} {
		if got := eval[string](b, `document.getElementById("`+id+`").closest("details").innerText`); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q: %s", id, want, got)
		}
	}
	b.click(`#so-tien`)
	if broken := eval[int](b, `[...document.querySelectorAll(".digest a")].filter(a => !document.getElementById(a.hash.slice(1))).length`); broken != 0 {
		t.Errorf("%d lines lead nowhere", broken)
	}
	if wrong := eval[string](b, `[...document.querySelectorAll("#so-tien")].flatMap(h => [...h.closest("details").querySelectorAll("a")]).filter(a => !document.getElementById(a.hash.slice(1)).innerText.includes(a.querySelector("strong").innerText)).map(a => a.innerText).join("\n")`); wrong != "" {
		t.Errorf("amounts that stand elsewhere: %s", wrong)
	}
	b.check("judge-file", narrow)
	for _, part := range []string{"tuong-tu", "can-cu"} {
		b.do(chromedp.Navigate(base + eval[string](b, "location.pathname") + "?phan=" + part))
		b.check("judge-file-"+part, narrow)
	}
	b.click(`.tabs a[href$="soat"]`)
	b.until(`document.querySelector("#soat")`)
	if got := b.text("main section p"); !strings.HasPrefix(got, "0 chỗ cần sửa") || !strings.Contains(got, "đúng") {
		t.Errorf("check of a right judgment: %.1500s", got)
	}
	b.do(chromedp.Navigate(base + "/ban-tham-phan"))
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{faulty}))
	b.click("main form button[type=submit]")
	b.until(`document.querySelector(".tabs")`)
	b.click(`.tabs a[href$="soat"]`)
	b.until(`document.querySelector("#soat")`)
	got := b.text("main")
	for _, want := range []string{"cần sửa", "khoản 9 Điều 41", "chưa đối chiếu được", "Nghị định số 888/2012/NĐ-CP", "án phí"} {
		if !strings.Contains(got, want) {
			t.Errorf("the check lacks %q: %.1800s", want, got)
		}
	}
	if eval[int](b, `document.querySelectorAll(".paper a.found").length`) == 0 || eval[int](b, `[...document.querySelectorAll(".paper a.found")].filter(a => !document.getElementById(a.hash.slice(1))).length`) != 0 {
		t.Error("the text does not lead to its findings")
	}
	b.check("judge-check", narrow)
	other := open(t, desk, base+eval[string](b, "location.pathname"))
	if got := other.text("h1"); got != "Không có hồ sơ này" {
		t.Errorf("another browser opens the case: %q", got)
	}
}

// toCheck is an invented draft: văn bản giả định, không có giá trị pháp lý.
const toCheck = `TÒA ÁN NHÂN DÂN KHU VỰC 3 - AN MẪU
VĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ
Bản án số: 971/2025/DS-ST
Ngày: 21-10-2025
V/v tranh chấp bồi thường do xử lý đồ không có người nhận
NHÂN DANH
NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Nguyên đơn: Bà Hà
Bị đơn: Ông Bắc
NỘI DUNG VỤ ÁN:
Nguyên đơn bà Hà trình bày: Ngày 05-9-2024, bà giao cho ông Bắc một tủ lạnh; ngày 10-01-2025 ông Bắc bán. Bà yêu cầu ông Bắc bồi thường 14.000.000 đồng.
NHẬN ĐỊNH CỦA TÒA ÁN:
[1] Áp dụng khoản 9 Điều 41 Luật Sửa chữa đồ gia dụng số 901/2020/QH-MAU và Điều 5 Nghị định số 888/2012/NĐ-CP.
QUYẾT ĐỊNH:
Buộc ông Bắc bồi thường cho bà Hà 14.000.000 đồng. Các đương sự có quyền kháng cáo trong thời hạn 15 ngày.
`

// toRedact is an invented judgment: văn bản giả định, không có giá trị pháp lý.
const toRedact = `TÒA ÁN NHÂN DÂN KHU VỰC 3 - AN MẪU
VĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ
Bản án số: 970/2025/DS-ST
Ngày: 20-10-2025
V/v tranh chấp hợp đồng vay tài sản
Thẩm phán - Chủ tọa phiên tòa: Ông Lương Văn Xét
Nguyên đơn: Bà Trần Thị Xuyến, sinh năm 1980
Bị đơn: Ông Lê Văn Bửu, sinh năm 1975; số căn cước 079080001234
NỘI DUNG VỤ ÁN:
Bà Xuyến cho ông Bửu vay 50.000.000 đồng. Ông Bửu, biệt danh Tám Lúa, không trả.
QUYẾT ĐỊNH:
Buộc ông Lê Văn Bửu trả cho bà Trần Thị Xuyến 50.000.000 đồng.
`

// TestAnonymise uploads a judgment, keeps one name, cuts another word, sees both
// in the text, and downloads a Word file that holds what was decided and no
// residue in any part; without a script the same holds.
func TestAnonymise(t *testing.T) {
	t.Parallel()
	base := site(t)
	var d word.Document
	for line := range strings.SplitSeq(strings.TrimSpace(toRedact), "\n") {
		d.Paragraph(word.Body, word.Run{Text: line})
	}
	d.Title = "Vụ bà Xuyến"
	var data bytes.Buffer
	if _, err := d.WriteTo(&data); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ban-an.docx")
	if err := os.WriteFile(file, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, l := range []look{desk, {width: 320, height: 640, dark: true}} {
		b := open(t, l, base+"/an-danh")
		b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
		b.click("main form button[type=submit]")
		b.until(`document.querySelector("[data-redact]")`)
		if got := b.text("main"); !strings.Contains(got, "Bản án sơ thẩm: chỉ công bố khi đã có hiệu lực pháp luật") {
			t.Errorf("publication: %.800s", got)
		}
		if got := b.text(".paper"); strings.Contains(got, "Xuyến") || !strings.Contains(got, "Bà Trần Thị X") || !strings.Contains(got, "Lương Văn Xét") {
			t.Errorf("the text: %s", got)
		}
		b.check("anonymise", l)
		// Keep "Lê Văn Bửu": the text shows it at once.
		row := `[...document.querySelectorAll(".cut-row")].find(x => x.querySelector("del").innerText === "Lê Văn Bửu")`
		eval[bool](b, row+`.querySelector("[name=nhom]").setAttribute("data-test", "1") === undefined`)
		b.click("[data-test]")
		if got := b.text(".paper"); strings.Count(got, "Lê Văn Bửu") != 2 {
			t.Errorf("a name was kept, the text: %s", got)
		}
		b.fill(`[name=them]`, "Tám Lúa")
		b.fill(`[name=bang]`, "T")
		b.click(`button[value=xem]`)
		b.until(`document.querySelectorAll("[name=them]").length === 2`)
		if got := b.text(".paper"); !strings.Contains(got, "biệt danh T, không trả") || strings.Count(got, "Lê Văn Bửu") != 2 {
			t.Errorf("as decided: %s", got)
		}
		if got := b.text("[data-redact] .notice.bad"); !strings.Contains(got, "“Lê Văn Bửu” còn ở 2 chỗ") {
			t.Errorf("what is left: %q", got)
		}
		b.check("anonymise-decided", l)
		b.press(t, "docx", func(out []byte, kind string) {
			z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			body := ""
			for _, f := range z.File {
				r, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				var part bytes.Buffer
				if _, err := part.ReadFrom(r); err != nil {
					t.Fatal(err)
				}
				for _, never := range []string{"Xuyến", "079080001234", "Tám Lúa", "ông Bửu"} {
					if strings.Contains(part.String(), never) {
						t.Errorf("%s holds %q", f.Name, never)
					}
				}
				if f.Name == "word/document.xml" {
					body = part.String()
				}
			}
			if strings.Count(body, "Lê Văn Bửu") != 2 || !strings.Contains(body, "Trần Thị X") {
				t.Errorf("the body: %s", body)
			}
		})
		b.press(t, "txt", func(out []byte, kind string) {
			if s := string(out); !strings.HasPrefix(kind, "text/plain") || strings.Contains(s, "Xuyến") || !strings.Contains(s, "biệt danh T,") {
				t.Errorf("%s: %s", kind, out)
			}
		})
		b.press(t, "csv", func(out []byte, _ string) {
			if !strings.Contains(string(out), "người xem lại để nguyên") {
				t.Errorf("the review list: %s", out)
			}
		})
		b.press(t, "bang", func(out []byte, kind string) {
			if !strings.HasPrefix(kind, "text/html") || !strings.Contains(string(out), "ít nhất 12 ký tự") {
				t.Errorf("a map without a passphrase: %s", kind)
			}
		})
		eval[bool](b, `document.querySelector("[name=cum-tu]").value = "một câu khẩu lệnh dài", true`)
		b.press(t, "bang", func(out []byte, kind string) {
			if kind != "application/octet-stream" || !bytes.HasPrefix(out, []byte("TLMAP")) || bytes.Contains(out, []byte("Xuyến")) {
				t.Errorf("the map: %s %q", kind, out)
			}
		})
		b.click(`form[action$="/xoa"] button`)
		b.until(`location.pathname === "/an-danh" && !document.querySelector(".talk-row")`)
	}
}

// press sends the form as a button of it does, and looks at what comes back.
func (b *tab) press(t *testing.T, value string, look func(out []byte, kind string)) {
	t.Helper()
	got := eval[string](b, `(async () => {
		const form = document.querySelector("[data-redact]");
		const answer = await fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form, form.querySelector("button[value=`+value+`]")))});
		const bytes = new Uint8Array(await answer.arrayBuffer());
		return answer.headers.get("Content-Type") + "\n" + btoa(Array.from(bytes, (c) => String.fromCharCode(c)).join(""));
	})()`)
	kind, text, _ := strings.Cut(got, "\n")
	out, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	look(out, kind)
}

// TestDesksByKeyboard types a situation, sends it, opens a line of the digest and a
// part, and unticks a cut, all without a mouse.
func TestDesksByKeyboard(t *testing.T) {
	t.Parallel()
	base := site(t)
	b := open(t, phone, base+"/ban-tham-phan")
	b.tabTo("textarea[name=tinh-tiet]")
	b.do(chromedp.KeyEvent("Ngay 10/8/2024 ba A giao tu lanh cho co so sua chua, co so khong tra."))
	b.tabTo("main form button[type=submit]")
	b.key(kb.Enter)
	b.until(`document.querySelector(".digest a")`)
	b.tabTo(`.digest a[href^="#v-"]`)
	b.key(kb.Enter)
	b.until(`document.querySelector(".paper .place:target")`)
	b.do(chromedp.Navigate(base + eval[string](b, "location.pathname")))
	b.tabTo(`.tabs a[href$="can-cu"]`)
	b.key(kb.Enter)
	b.until(`document.querySelector("#tham-quyen")`)
	file := filepath.Join(t.TempDir(), "ban-an.txt")
	if err := os.WriteFile(file, []byte(toRedact), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(base + "/an-danh"))
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.tabTo("main form button[type=submit]")
	b.key(kb.Enter)
	b.until(`document.querySelector("[data-redact]")`)
	b.tabTo("[name=nhom]")
	before := eval[int](b, `document.querySelectorAll(".paper .cut.off").length`)
	b.key(" ")
	if after := eval[int](b, `document.querySelectorAll(".paper .cut.off").length`); after <= before {
		t.Errorf("unticked: %d places are kept, %d before", after, before)
	}
}
