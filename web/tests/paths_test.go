package tests

import (
	"context"
	"fmt"
	"iter"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"trolyluat/assistant"
	"trolyluat/web"
)

const law = "/vb/901-2020-QH-MAU"

// TestAskAndOpenCitation is the chat with the mouse: ask, open the place that a
// number in the text names, judge, ask on, find the conversation again, rename
// and delete it.
func TestAskAndOpenCitation(t *testing.T) {
	t.Parallel()
	b := open(t, desk, site(t)+"/")
	b.click(".example")
	b.until(`document.querySelector(".answer-body .sources li")`)
	if got := b.text(".answer-body .prose"); !strings.Contains(got, "06 tháng") {
		t.Errorf("the answer: %q", got)
	}
	if got := b.text(".answer-body"); !strings.Contains(got, "giả định") || !strings.Contains(got, "AI") {
		t.Errorf("the answer says neither that the law is invented nor that a machine wrote: %q", got)
	}
	b.until(`location.pathname.startsWith("/hoi/")`)
	b.shot("answer")
	b.click("a.cite")
	b.until(`!document.querySelector("#side").hidden && document.querySelector("#side .law h3")`)
	if got := b.text("#side"); !strings.Contains(got, "Điều 37") || !strings.Contains(got, "còn hiệu lực") {
		t.Errorf("beside the chat: %q", got)
	}
	b.shot("answer-side")
	b.axe("chat with its reader")
	b.key(kb.Escape)
	b.until(`document.querySelector("#side").hidden && document.activeElement.matches("a.cite")`)

	b.click(".judge summary")
	b.click(`.judge input[value="incomplete"]`)
	b.fill(`.judge textarea`, "thiếu mức phạt")
	b.click(`.judge button[type="submit"]`)
	b.until(`document.querySelector(".judge summary").textContent.includes("cảm ơn")`)

	address := eval[string](b, "location.href")
	b.do(chromedp.Navigate(address))
	if got := b.text(".judge summary"); !strings.Contains(got, "Thiếu") {
		t.Errorf("the verdict was not kept: %q", got)
	}
	b.until(`document.querySelector(".talks li.on")`)
	b.click(".talks li.on .talk-menu summary")
	b.do(chromedp.SetValue(chromedp.CSS(".talks li.on input[name=ten]"), "Bảo hành máy giặt"))
	b.click(".talks li.on [data-rename] button")
	b.until(`document.querySelector(".talks li.on > a").textContent === "Bảo hành máy giặt"`)
	b.fill("#tim-hoi-thoai", "khong co gi")
	b.until(`!document.querySelector(".talks")`)
	eval[bool](b, `(document.querySelector("#tim-hoi-thoai").value = "bao hanh", document.querySelector("#tim-hoi-thoai").dispatchEvent(new Event("input", {bubbles: true})))`)
	b.until(`document.querySelector(".talks li.on")`)
	b.click(".talks li.on .talk-menu summary")
	b.click(".talks li.on [data-delete] button")
	b.click(".talks li.on [data-delete] button")
	b.until(`location.pathname === "/" && !document.querySelector(".talks")`)
	b.do(chromedp.Navigate(address))
	if got := b.text("h1"); !strings.Contains(got, "Không có hội thoại này") {
		t.Errorf("the deleted conversation opens: %q", got)
	}
}

// slow streams words one by one, and waits before the end until it is let go.
type slow struct {
	words  []string
	wait   time.Duration
	finish chan struct{}
}

func (s slow) Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		for _, w := range s.words {
			select {
			case <-time.After(s.wait):
			case <-ctx.Done():
				yield(assistant.Event{}, ctx.Err())
				return
			}
			if !yield(assistant.Event{Type: assistant.Text, Text: w}, nil) {
				return
			}
		}
		select {
		case <-s.finish:
		case <-ctx.Done():
			yield(assistant.Event{}, ctx.Err())
			return
		}
		yield(assistant.Event{Type: assistant.Done, Answer: &assistant.Answer{Question: q.Text, Text: strings.Join(s.words, ""), AsOf: today.String(), Role: assistant.Citizen}}, nil)
	}
}

// another serves the same law with another assistant.
func another(t *testing.T, asker web.Asker) string {
	t.Helper()
	site(t)
	c := shared.config
	c.Assistant = asker
	pages, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return server.URL
}

// TestReconnectInMidAnswer breaks the connection again and again while an answer
// comes, then loads the page anew: no word is lost and none comes twice.
func TestReconnectInMidAnswer(t *testing.T) {
	t.Parallel()
	s := slow{wait: 8 * time.Millisecond, finish: make(chan struct{})}
	for i := range 150 {
		s.words = append(s.words, fmt.Sprintf("từ%d ", i))
		if i%25 == 24 {
			s.words = append(s.words, "\n\n")
		}
	}
	whole := strings.Join(strings.Fields(strings.Join(s.words, "")), " ")
	b := open(t, desk, another(t, s)+"/")
	b.fill("#question", "Câu hỏi dài")
	b.key(kb.Enter)
	shown := `(document.querySelector(".answer .prose")||{innerText:""}).innerText.split(/\s+/).filter(Boolean).join(" ")`
	for _, n := range []int{5, 40, 80} {
		b.until(fmt.Sprintf(`%s.split(" ").length > %d`, shown, n))
		eval[bool](b, "(TL.net.drop(), true)")
	}
	b.until(shown + `.endsWith("từ149")`)
	if got := eval[string](b, shown); got != whole {
		t.Errorf("after three breaks:\n got %s\nwant %s", got, whole)
	}
	b.do(chromedp.Reload())
	b.until(shown + `.endsWith("từ149")`)
	if got := eval[string](b, shown); got != whole {
		t.Errorf("after loading anew:\n got %s\nwant %s", got, whole)
	}
	close(s.finish)
	b.until(`document.querySelector(".answer-body")`)
	if got := eval[string](b, shown); got != whole {
		t.Errorf("at the end:\n got %s\nwant %s", got, whole)
	}
	if spoken := b.text("#spoken"); strings.Count(spoken, "từ10 ") > 1 {
		t.Errorf("a screen reader hears a part twice: %q", spoken)
	}
}

// TestWithoutWebSocket answers over server-sent events where no socket opens.
func TestWithoutWebSocket(t *testing.T) {
	t.Parallel()
	b := open(t, desk, site(t)+"/gioi-thieu")
	b.do(chromedp.Evaluate[chromedp.Void](`sessionStorage.clear()`))
	if _, err := chromedp.Call(b.ctx, addScript, scriptOf(`window.WebSocket = class { static OPEN = 1; constructor() { setTimeout(() => this.onclose && this.onclose(), 5); } send() {} close() {} };`)); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(site(t) + "/"))
	b.fill("#question", "Thời hạn bảo hành sửa chữa máy giặt là bao lâu?")
	b.key(kb.Enter)
	b.until(`document.querySelector(".answer-body .sources li")`)
	if got := b.text(".answer-body .prose"); !strings.Contains(got, "06 tháng") {
		t.Errorf("the answer: %q", got)
	}
}

// TestStopAndAskAgain stops an answer under way.
func TestStopAndAskAgain(t *testing.T) {
	t.Parallel()
	b := open(t, phone, another(t, slow{words: strings.SplitAfter(strings.Repeat("mèo ", 3000), " "), wait: 5 * time.Millisecond})+"/")
	b.fill("#question", "Câu hỏi dài")
	b.click("#send")
	b.until(`document.querySelector(".answer .prose p")`)
	b.click("#stop")
	b.until(`document.querySelector(".answer .step").textContent.includes("Đã dừng")`)
	if !eval[bool](b, `!document.querySelector("#send").hidden && document.querySelector("#stop").hidden`) {
		t.Error("the page does not take another question")
	}
}

// TestSearch looks for words typed without diacritics, takes a suggestion with
// the keyboard, filters, sorts and turns the page.
func TestSearch(t *testing.T) {
	t.Parallel()
	b := open(t, desk, site(t)+"/tra-cuu")
	b.fill("#q", "sua chua do")
	b.until(`document.querySelectorAll(".suggestions [role=option]").length > 2 && !document.querySelector(".suggestions").hidden`)
	b.shot("suggestions")
	b.key(kb.ArrowDown)
	b.until(`document.querySelector("#q").getAttribute("aria-activedescendant") === "goi-y-0"`)
	b.key(kb.Escape)
	b.key(kb.Enter)
	b.until(`document.querySelector(".hit mark")`)
	total := eval[string](b, `document.querySelector("#ket-qua").innerText`)
	count := eval[int](b, `Number([...document.querySelectorAll(".facet a")].find(a => a.innerText.includes("Nghị định")).querySelector(".muted").textContent)`)
	eval[bool](b, `([...document.querySelectorAll(".facet a")].find(a => a.innerText.includes("Nghị định")).click(), true)`)
	b.until(`document.querySelector(".facet .on") && location.search.includes("loai=nghi_dinh")`)
	if got := eval[string](b, `document.querySelector("#ket-qua").innerText`); got == total {
		t.Errorf("the filter changes nothing: %q", got)
	}
	if got := eval[int](b, `parseInt(document.querySelector("#ket-qua").innerText)`); got < count {
		t.Errorf("the filter promised %d results and gives %d", count, got)
	}
	if !eval[bool](b, `[...document.querySelectorAll(".hit-of")].every(p => p.innerText.includes("Nghị định"))`) {
		t.Error("another kind passes the filter")
	}
	b.do(chromedp.Navigate(site(t) + "/tra-cuu?q=sửa+chữa&moi-luc=1&xep=moi&trang=2"))
	if got := b.text(".pager [aria-current]"); got != "2" {
		t.Errorf("page %q", got)
	}
	for query, want := range map[string]string{"Điều 37 Luật Sửa chữa đồ gia dụng": "Điều 37", "901/2020/QH-MAU điều 23": "Điều 23", "d37 luat sua chua do gia dung": "Điều 37", "luat sua chua do gia dung": "901/2020/QH-MAU", `"biểu tượng cảm xúc"`: "biểu tượng cảm xúc"} {
		b.do(chromedp.Navigate(site(t) + "/tra-cuu?q=" + escape(query)))
		if got := b.text(".hit"); !strings.Contains(got, want) {
			t.Errorf("%s: the first result is %q", query, got)
		}
	}
}

// TestReadWithDateAndDiff opens a provision on a date, follows a reference,
// compares, searches inside.
func TestReadWithDateAndDiff(t *testing.T) {
	t.Parallel()
	b := open(t, desk, site(t)+law+"/d23/k2?ngay=2024-01-01")
	b.until(`document.querySelector("[data-target]").getBoundingClientRect().top < innerHeight && document.querySelector("[data-target]").getBoundingClientRect().top > 0`)
	if got := b.text("[data-target]"); !strings.Contains(got, "10%") {
		t.Errorf("khoản 2 Điều 23 on 1 January 2024: %q", got)
	}
	b.shot("reader")
	b.do(chromedp.Navigate(site(t) + law + "/d23/k2"))
	b.until(`document.querySelector("[data-target]")`)
	if got := b.text("[data-target]"); !strings.Contains(got, "5%") {
		t.Errorf("khoản 2 Điều 23 today: %q", got)
	}
	b.do(chromedp.Navigate(site(t) + law + "/so-sanh?tu=2024-01-01&den=2024-12-01"))
	if del, ins := b.text(".diff del"), b.text(".diff ins"); del == "" || ins == "" {
		t.Errorf("no difference: −%q +%q", del, ins)
	}
	b.shot("compare")
	b.do(chromedp.Navigate(site(t) + law))
	b.click(`a.ref[href^="#d"]`)
	b.until(`location.hash.startsWith("#d")`)
	eval[bool](b, `(document.activeElement.blur(), document.querySelector("a.ref[href*='#d']").focus({focusVisible: true}), true)`)
	b.until(`document.querySelector(".preview .law")`)
	b.until(`(p => p.top >= 0 && p.top < innerHeight && p.left >= 0)(document.querySelector(".preview").getBoundingClientRect())`)
	b.shot("preview")
	b.axe("reader with a preview")
	b.key(kb.Escape)
	b.until(`!document.querySelector(".preview")`)
	b.do(chromedp.Navigate(site(t) + law + "?tim=bao+hanh"))
	b.until(`document.querySelector("mark.now")`)
	if got := b.text(".found"); !strings.Contains(got, "chỗ có “bao hanh”") {
		t.Errorf("search inside: %q", got)
	}
}

// TestKeyboardOnly goes the main path without a mouse.
func TestKeyboardOnly(t *testing.T) {
	t.Parallel()
	b := open(t, desk, site(t)+"/")
	b.key("\t")
	if !eval[bool](b, `document.activeElement.matches(".skip")`) {
		t.Error("the first stop is not the link past the navigation")
	}
	b.tabTo("#question")
	b.do(chromedp.KeyEvent("Thời hạn bảo hành sửa chữa máy giặt là bao lâu?"))
	b.key(kb.Enter)
	b.until(`document.querySelector(".answer-body .sources li")`)
	eval[bool](b, `(document.querySelector("#thread").setAttribute("tabindex", "-1"), document.querySelector("#thread").focus(), true)`)
	b.tabTo("a.cite")
	if !eval[bool](b, `parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2`) {
		t.Error("the focus does not show")
	}
	b.key(kb.Enter)
	b.until(`document.activeElement.id === "side" && document.querySelector("#side .law")`)
	b.tabTo("#side a")
	b.key(kb.Escape)
	b.until(`document.activeElement.matches("a.cite")`)
	b.tabTo(".sources .cite-place")
	href := eval[string](b, "document.activeElement.pathname")
	b.do(chromedp.Navigate(site(t) + href))
	b.until(`document.activeElement.matches("[data-target]")`)
	b.do(chromedp.Navigate(site(t) + "/tra-cuu"))
	b.tabTo("#q")
	b.do(chromedp.KeyEvent("bao hanh"))
	b.key(kb.Enter)
	b.until(`document.querySelector(".hit")`)
	b.tabTo(".facet a")
	b.key(kb.Enter)
	b.until(`document.querySelector(".facet .on")`)
	b.tabTo(".display summary")
	b.key(kb.Enter)
	b.until(`document.querySelector(".display").open`)
	b.key(kb.Escape)
	b.until(`!document.querySelector(".display").open`)
}

// TestReaderOnAPhone reads from the middle of a law: the bar says which điều is on
// the screen, the table of contents opens over the text at that điều, and the
// places where a word was found are stepped through from the bar.
func TestReaderOnAPhone(t *testing.T) {
	t.Parallel()
	b := open(t, phone, site(t)+law+"/d23")
	b.until(`document.querySelector("[data-place]").textContent.startsWith("Điều 23")`)
	eval[bool](b, `(document.querySelector("[data-outline]").click(), true)`) // a driver's click scrolls to what sticks
	b.until(`document.querySelector(".outline-open") && document.activeElement.matches(".outline-close")`)
	b.until(`(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector("#muc-luc a.on").getBoundingClientRect())`)
	b.until(`document.querySelector("#muc-luc a.on").textContent.startsWith("Điều 23")`)
	b.axe("table of contents over the text")
	b.key(kb.Escape)
	b.until(`!document.querySelector(".outline-open") && document.activeElement.matches("[data-outline]")`)
	b.do(chromedp.Navigate(site(t) + law + "?tim=bao+hanh"))
	b.until(`document.querySelector("[data-at]").textContent.startsWith("1/")`)
	eval[bool](b, `(document.querySelector('[data-step="1"]').click(), true)`)
	b.until(`document.querySelector("[data-at]").textContent.startsWith("2/") && document.querySelectorAll("mark.now").length === 1`)
	if over := b.wide(); over > 0 {
		t.Errorf("%d px wider than the window", over)
	}
	// A repealed law says so in the bar, wherever a link leads into it.
	b.do(chromedp.Navigate(site(t) + "/vb/655-2009-QH-MAU/d6"))
	b.until(`(e => e?.checkVisibility() && e.textContent.startsWith("hết hiệu lực"))(document.querySelector(".doc-bar.stuck .badge"))`)
	if over := b.wide(); over > 0 {
		t.Errorf("repealed law: %d px wider than the window", over)
	}
}
