package tests

import (
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var addScript = page.AddScriptToEvaluateOnNewDocument

func scriptOf(source string) page.AddScriptToEvaluateOnNewDocumentParams {
	return page.AddScriptToEvaluateOnNewDocumentParams{Source: source}
}

func escape(s string) string { return url.QueryEscape(s) }

// every page, with what makes it show what it has.
var every = []struct{ name, path string }{
	{"chat", "/"},
	{"search", "/tra-cuu"},
	{"results", "/tra-cuu?q=b%E1%BA%A3o+h%C3%A0nh&loai=luat"},
	{"no-results", "/tra-cuu?q=%22kh%C3%B4ng+c%C3%B3+c%E1%BB%A5m+n%C3%A0y%22"},
	{"documents", "/vb"},
	{"document", "/vb/915-2023-QH-MAU/d1"},
	{"precedent", "/vb/901-2022-AL"},
	{"compare", law + "/so-sanh"},
	{"relations", law + "/lien-quan"},
	{"about", "/gioi-thieu"},
	{"conversations", "/hoi-thoai"},
	{"not-found", "/khong-co"},
	{"drafts", "/soan-thao"},
	{"judge", "/ban-tham-phan"},
	{"redact", "/an-danh"},
	{"admin", "/quan-tri"},
	{"ingest", "/quan-tri/nap"},
	{"quality", "/quan-tri/chat-luong"},
	{"evaluations", "/quan-tri/danh-gia"},
	{"evaluation", "/quan-tri/danh-gia/lan-1"},
	{"feedback", "/quan-tri/phan-hoi"},
	{"usage", "/quan-tri/su-dung"},
}

// TestEveryPage holds every page, light and dark, wide and at 320 px, against
// the rules of WCAG 2.2 A and AA, and asks that none is wider than its window
// and that no script fails.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	base := site(t)
	for _, l := range []look{desk, {width: 320, height: 640, dark: true}} {
		b := open(t, l, base+"/")
		b.fill("#question", "Thời hạn bảo hành sửa chữa máy giặt là bao lâu?")
		b.key(kb.Enter)
		b.until(`document.querySelector(".answer-body")`)
		b.until(`location.pathname.startsWith("/hoi/")`)
		b.check("answer", l)
		for _, p := range every {
			b.do(chromedp.Navigate(base + p.path))
			b.check(p.name, l)
		}
	}
}

func (b *tab) check(name string, l look) {
	b.t.Helper()
	if l.dark {
		name += "-dark"
	}
	if l.width < 500 {
		name += "-narrow"
	}
	b.shot(name)
	if over := b.wide(); over > 0 {
		b.t.Errorf("%s is %d px wider than its window: %s", name, over, eval[string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join("\n")`))
	}
	b.axe(name)
}

// TestHighContrast holds the strongest settings of the display menu against the
// same rules.
func TestHighContrast(t *testing.T) {
	t.Parallel()
	b := open(t, look{width: 390, height: 844}, site(t)+law+"/d23")
	b.click(".display summary")
	b.click(`.display input[name=theme][value=dark]`)
	b.click(`.display input[name=size][value=largest]`)
	b.click(`.display input[name=contrast][value=high]`)
	b.click(`.display input[name=easy]`)
	b.shot("display")
	b.axe("display menu")
	b.click(".display button[type=submit]")
	b.until(`document.documentElement?.dataset.contrast === "high" && document.querySelector(".display")?.open === false`)
	for _, path := range []string{"/", "/vb/901-2022-AL", "/tra-cuu?q=b%E1%BA%A3o+h%C3%A0nh"} {
		b.do(chromedp.Navigate(site(t) + path))
		b.check("high-contrast"+path, look{width: 390})
	}
}
