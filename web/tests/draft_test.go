package tests

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"trolyluat/corpus/sample"
)

// TestReviewDraft uploads the sample draft with its planted faults, reads the
// findings beside it, accepts one, dismisses one with a reason, and looks at the
// comparison; a file marked as a state secret is refused.
func TestReviewDraft(t *testing.T) {
	t.Parallel()
	base := site(t)
	data, err := fs.ReadFile(sample.Others(), sample.Draft)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, secret := filepath.Join(dir, sample.Draft), filepath.Join(dir, "mat.txt")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(secret, []byte("TUYỆT MẬT\n\nDỰ THẢO NGHỊ ĐỊNH\n\nĐiều 1. Phạm vi\nVăn bản giả định.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, desk, base+"/soan-thao")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{secret}))
	b.click("main form button")
	b.until(`document.querySelector(".notice.bad")`)
	if got := b.text(".notice.bad"); !strings.Contains(got, "độ mật") {
		t.Errorf("a state secret: %q", got)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.click("main form button")
	b.until(`document.querySelector(".finding blockquote")`)
	total := eval[int](b, `document.querySelectorAll(".findings > .finding").length`)
	if total < 5 {
		t.Errorf("%d findings on a draft with %d planted faults", total, len(sample.DraftFaults()))
	}
	if !eval[bool](b, `[...document.querySelectorAll(".finding .both")].some(x => x.querySelectorAll("blockquote").length > 1)`) {
		t.Error("no finding shows both texts")
	}
	b.shot("draft")
	b.axe("findings beside a draft")
	b.click(".finding:nth-child(1) .decide form:first-child button")
	b.until(`document.querySelector(".finding:nth-child(1) .notice.good")`)
	b.fill(".finding:nth-child(2) input[name=ly-do]", "đã có ý kiến của Bộ")
	b.click(".finding:nth-child(2) .decide form:last-child button")
	b.until(`document.querySelector(".finding:nth-child(2) .notice")`)
	if got := b.text("main [role=status]"); !strings.Contains(got, "1 chấp nhận, 1 bỏ qua") {
		t.Errorf("after two decisions: %q", got)
	}
	address := eval[string](b, "location.pathname")
	b.do(chromedp.Navigate(base + address + "?trang-thai=bo"))
	if got := b.text(".findings"); !strings.Contains(got, "đã có ý kiến của Bộ") {
		t.Errorf("the dismissed: %q", got)
	}
	if got := eval[string](b, `fetch(location.pathname + "/tai/json").then(r => r.text())`); !strings.Contains(got, "đã có ý kiến của Bộ") {
		t.Error("the export has no decisions")
	}
	b.do(chromedp.Navigate(base + address + "/so-sanh"))
	b.until(`document.querySelector("table.comparison tbody tr")`)
	b.shot("draft-comparison")
	b.axe("comparison of a draft")
	other := open(t, look{width: 320, height: 640, dark: true}, base+address)
	if got := other.text("h1"); !strings.Contains(got, "Không có dự thảo này") {
		t.Errorf("another reader sees the draft: %q", got)
	}
	b.do(chromedp.EmulateViewport(320, 640), chromedp.Navigate(base+address))
	b.media("prefers-color-scheme", "dark")
	b.check("draft", look{width: 320, dark: true})
}
