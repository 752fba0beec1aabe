package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// TestFirstPageIsSmall weighs the chat page with everything that it loads, as a
// browser gets it.
func TestFirstPageIsSmall(t *testing.T) {
	h, _ := server(t, nil)
	for _, page := range []string{"/", "/tra-cuu", "/vb/91-2021-QH-THU"} {
		for _, coding := range []string{"gzip", "zstd"} {
			total := 0
			fetch := func(path string) string {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Accept-Encoding", coding)
				r, err := http.DefaultTransport.RoundTrip(req)
				if err != nil {
					t.Fatal(err)
				}
				defer r.Body.Close()
				data, err := io.ReadAll(r.Body)
				if err != nil {
					t.Fatal(err)
				}
				if len(data) > 1500 && r.Header.Get("Content-Encoding") != coding {
					t.Errorf("%s is not sent as %s", path, coding)
				}
				if strings.HasPrefix(path, "/static/") && !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
					t.Errorf("%s is not kept by the browser", path)
				}
				total += len(data)
				return string(data)
			}
			fetch(page)
			_, body, _ := get(t, reader(t), h.URL+page)
			seen := map[string]bool{}
			for _, m := range regexp.MustCompile(`/static/[^"]+`).FindAllString(body, -1) {
				if !seen[m] {
					seen[m] = true
					fetch(m)
				}
			}
			if len(seen) < 3 {
				t.Fatalf("%s: only %d assets found", page, len(seen))
			}
			t.Logf("%s: %d bytes as %s, %d assets", page, total, coding, len(seen))
			if total > 60_000 {
				t.Errorf("%s weighs %d bytes", page, total)
			}
		}
	}
}

func TestOtherOriginsChangeNothing(t *testing.T) {
	h, _ := server(t, nil)
	post := func(header, value string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/hien-thi", strings.NewReader("theme=dark&ve=/vb"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if header != "" {
			req.Header.Set(header, value)
		}
		r, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		return r.StatusCode
	}
	for _, c := range []struct {
		header, value string
		want          int
	}{
		{"", "", http.StatusSeeOther}, {"Sec-Fetch-Site", "same-origin", http.StatusSeeOther}, {"Origin", h.URL, http.StatusSeeOther},
		{"Sec-Fetch-Site", "cross-site", http.StatusForbidden}, {"Origin", "https://elsewhere.example", http.StatusForbidden},
	} {
		if got := post(c.header, c.value); got != c.want {
			t.Errorf("%s %s: status %d, want %d", c.header, c.value, got, c.want)
		}
	}
	// A name that was pointed at this machine from elsewhere.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "rebound.example"
	r, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("a foreign name: status %d", r.StatusCode)
	}
}

func TestDisplayIsKept(t *testing.T) {
	h, _ := server(t, nil)
	client := reader(t)
	r, err := client.PostForm(h.URL+"/hien-thi", url.Values{"theme": {"dark"}, "size": {"largest"}, "contrast": {"high"}, "easy": {"1"}, "ve": {"/vb?ten=meo"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.Request.URL.RequestURI() != "/vb?ten=meo" {
		t.Errorf("went to %s", r.Request.URL)
	}
	if _, body, _ := get(t, client, h.URL+"/"); !strings.Contains(body, `<html lang="vi" data-section="hoi-dap" data-theme="dark" data-size="largest" data-contrast="high" data-easy>`) {
		t.Errorf("%.200s", body)
	}
	for address, want := range map[string]string{"//elsewhere.example": "/", "https://elsewhere.example": "/", "/\\elsewhere.example": "/", "/vb": "/vb", "": "/"} {
		if got := localPath(address); got != want {
			t.Errorf("localPath(%q) = %q", address, got)
		}
	}
}

func TestMarkdownIsCleaned(t *testing.T) {
	p := newProse()
	cited := map[int]string{1: "Điều 1 Luật Nuôi mèo"}
	for source, want := range map[string]string{
		"Hai bữa [1].":                       `<p>Hai bữa <a class="cite" href="#x-1" aria-label="Căn cứ 1: Điều 1 Luật Nuôi mèo">1</a>.</p>`,
		"Không có [7].":                      `<p>Không có [7].</p>`,
		"# Đầu đề":                           `<h3>Đầu đề</h3>`,
		"<script>alert(1)</script>Mèo":       `Mèo`,
		"<img src=x onerror=alert(1)> mèo":   `mèo`,
		"[bấm](javascript:alert(1))":         `<p>bấm</p>`,
		"[bấm](https://elsewhere.example/a)": `<p>bấm</p>`,
		"[Điều 1](/vb/91-2021-QH-THU/d1)":    `<p><a href="/vb/91-2021-QH-THU/d1">Điều 1</a></p>`,
		"[bấm](//elsewhere.example)":         `<p>bấm</p>`,
		"![ảnh](/static/x.png)":              ``,
		"**đậm** và *nghiêng*":               `<p><strong>đậm</strong> và <em>nghiêng</em></p>`,
		"| a | b |\n|---|---|\n| 1 | 2 |":    `<td>1</td>`,
		"<div class=x>a</div>":               `&lt;div class=x&gt;a&lt;/div&gt;`,
	} {
		got := string(p.html(source, "x", cited))
		if !strings.Contains(got, want) {
			t.Errorf("%q: %q lacks %q", source, got, want)
		}
		for _, bad := range []string{"<script", "javascript:", "<img", "<div", "elsewhere"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q: %q holds %q", source, got, bad)
			}
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"a [1] b", "<a href=\"/vb/x\" onclick=x>", "[x](/vb/\\\\y)", "> **a**\n> b", "<svg/onload=alert(1)>", "&#106;avascript:"} {
		f.Add(s)
	}
	p := newProse()
	attribute := regexp.MustCompile(`(?i)<[^>]*\s(on\w+|style|src|srcdoc|formaction)\s*=`)
	link := regexp.MustCompile(`(?i)href="([^"]*)"`)
	f.Fuzz(func(t *testing.T, s string) {
		got := string(p.html(s, "x", map[int]string{1: "một"}))
		if strings.Contains(strings.ToLower(got), "<script") || attribute.MatchString(got) {
			t.Errorf("%q gave %q", s, got)
		}
		for _, m := range link.FindAllStringSubmatch(got, -1) {
			if m[1] != "#x-1" && !strings.HasPrefix(m[1], "/vb/") {
				t.Errorf("%q links to %q", s, m[1])
			}
		}
	})
}

func TestDownloads(t *testing.T) {
	h, _ := server(t, nil)
	client := reader(t)
	status, body, header := get(t, client, h.URL+"/vb/91-2021-QH-THU/tai/akn")
	if status != 200 || !strings.Contains(body, "akomaNtoso") || !strings.Contains(header.Get("Content-Disposition"), "91-2021-QH-THU.akn.xml") {
		t.Errorf("Akoma Ntoso: %d %v", status, header)
	}
	status, body, header = get(t, client, h.URL+"/vb/91-2021-QH-THU/tai/docx?ngay=2023-01-01")
	if status != 200 || !strings.HasPrefix(body, "PK") || !strings.Contains(header.Get("Content-Disposition"), "2023-01-01.docx") {
		t.Errorf("DOCX: %d %v", status, header)
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", 62323: "62.323", 1234567: "1.234.567", -1000: "-1.000"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %q", n, got)
		}
	}
}

func ExampleAddress() {
	fmt.Println(Address("45/2019/QH14", "d25/k2"))
	// Output: /vb/45-2019-QH14/d25/k2
}

func TestNumber(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.78125: "0,7812", 0.5: "0,5", 12345.6: "12.345,6", -1234: "-1.234", 4.2: "4,2", 1e300: "1e+300"} {
		if got := number(x); got != want {
			t.Errorf("%v: %q, want %q", x, got, want)
		}
	}
}
