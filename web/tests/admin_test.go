package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// writeRun makes a finished evaluation run as `trolyluat eval … --out` keeps it.
func writeRun(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, text := range map[string]string{
		"manifest.json": `{"suite":"retrieval","started":"2026-11-30T08:00:00Z","seed":7,"items":120,"config":{"mode":"hybrid"}}`,
		"report.json":   `{"suite":"retrieval","n":120,"metrics":{"acc@1":0.78,"acc@1_lo":0.71,"acc@1_hi":0.85,"p50_ms":4.2}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// TestIngestWithRefusal uploads a statute and a broken file: the one goes in and
// can be read at once, the other is refused by name with the reason.
func TestIngestWithRefusal(t *testing.T) {
	t.Parallel()
	base := site(t)
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "luat-nuoi-ca-canh.txt"), filepath.Join(dir, "hong.pdf")
	text := "QUỐC HỘI\n\nLuật số: 988/2024/QH-MAU\n\nMẫu Thành, ngày 10 tháng 6 năm 2024\n\nVĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ\n\nLUẬT\nNUÔI CÁ CẢNH\n\n" +
		"Điều 1. Thay nước\n1. Bể cá cảnh được thay nước mỗi tuần một lần.\n2. Nước thay phải để qua đêm.\nĐiều 2. Hiệu lực thi hành\nLuật này có hiệu lực từ ngày 01 tháng 01 năm 2025.\n"
	if err := os.WriteFile(good, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, []byte("%PDF-1.7\n"+strings.Repeat("không phải PDF\n", 20)), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, desk, base+"/quan-tri/nap")
	b.axe("ingest")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{good, bad}))
	b.click(`form[enctype] button`)
	b.until(`document.querySelector("#lan-cuoi")`)
	got := b.text("main")
	if !strings.Contains(got, "1 văn bản mới") || !strings.Contains(got, "hong.pdf") || !strings.Contains(got, "Bị từ chối (1)") {
		t.Errorf("after the upload: %s", got)
	}
	b.shot("ingest-refused")
	b.axe("ingest with a refusal")
	b.do(chromedp.Navigate(base + "/vb/988-2024-QH-MAU/d1"))
	if got := b.text("[data-target]"); !strings.Contains(got, "thay nước mỗi tuần") {
		t.Errorf("the new statute: %q", got)
	}
	if got := eval[int](b, `document.querySelectorAll(".downloads a").length`); got != 3 {
		t.Errorf("%d downloads; the original file was kept", got)
	}
	b.do(chromedp.Navigate(base + "/quan-tri/chat-luong"))
	for range 50 {
		if eval[bool](b, `Boolean(document.querySelector("meter"))`) {
			break
		}
		b.do(chromedp.Reload())
	}
	b.shot("quality-done")
	b.axe("quality report")
}
