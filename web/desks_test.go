package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	casecheck "trolyluat/assistant/cases/draft"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
)

// brokenDesk is a judge's desk that breaks.
type brokenDesk struct{ err error }

func (d brokenDesk) Alike(context.Context, cases.Situation, int, corpus.Date) (*cases.Alike, error) {
	return nil, d.err
}
func (d brokenDesk) Basis(_ context.Context, s cases.Situation) (*basis.Suggestion, error) {
	if s.Facts == "sập" {
		panic("secret internals")
	}
	return nil, d.err
}
func (d brokenDesk) CheckDraft(context.Context, *corpus.Document) (*casecheck.Report, error) {
	return nil, d.err
}

// logged collects what is logged.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// desks serves the pages of the desks over catLaw; desk nil is the real one.
func desks(t *testing.T, desk CaseDesk) (*httptest.Server, *logged) {
	t.Helper()
	library := books{"91/2021/QH-THU": catLaw()}
	if desk == nil {
		desk = cases.New(cases.Config{Store: library})
	}
	log := &logged{}
	s, err := New(Config{Assistant: parrot{}, Searcher: nil, Library: library, Extractor: formats.Default(), Cases: desk,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server, log
}

// visitor is a browser with its cookies.
type visitor struct {
	*http.Client
	t    *testing.T
	base string
}

func newVisitor(t *testing.T, server *httptest.Server) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{&http.Client{Jar: jar}, t, server.URL}
}

// page opens an address, following where it leads.
func (c *visitor) page(path string) (int, string) {
	c.t.Helper()
	r, err := c.Get(c.base + path)
	return c.read(r, err)
}

func (c *visitor) read(r *http.Response, err error) (int, string) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r.StatusCode, r.Request.URL.Path + "\n" + string(data)
}

// upload sends a form with fields and, where name is not "", a file.
func (c *visitor) upload(path, name string, data []byte, fields map[string]string) (int, string) {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			c.t.Fatal(err)
		}
	}
	if name != "" {
		f, err := w.CreateFormFile("tep", name)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	r, err := c.Post(c.base+path, w.FormDataContentType(), &b)
	return c.read(r, err)
}

// opened waits until a case has been looked at and gives its page.
func (c *visitor) opened(body string) string {
	c.t.Helper()
	path, _, _ := strings.Cut(body, "\n")
	for range 500 {
		_, body = c.page(path)
		if !strings.Contains(body, "data-wait") {
			return body
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.t.Fatalf("%s is not looked at", path)
	return ""
}

// The names are invented: văn bản giả định, không có giá trị pháp lý.
const namedJudgment = "Bản án số: 1/2025/DS-ST\nNguyên đơn: Bà Trần Thị Xuyến\nBị đơn: Ông Lê Văn Bửu\nBà Xuyến kiện ông Bửu <b>.\n"

// TestDesksRefuse sends what the desks do not take.
func TestDesksRefuse(t *testing.T) {
	server, log := desks(t, nil)
	c := newVisitor(t, server)
	big := bytes.Repeat([]byte("chữ "), maxRedaction/4)
	for _, x := range []struct {
		path, name string
		data       []byte
		fields     map[string]string
		status     int
		want       string
	}{
		{judgeHome, "", nil, nil, 422, "Hãy viết tình huống"},
		{judgeHome, "a-Xuyen.txt", []byte("Ông A vay."), map[string]string{"tinh-tiet": "Ông B"}, 422, "Chỉ dùng một cách"},
		{judgeHome, "", nil, map[string]string{"tinh-tiet": "Ông B vay", "ngay-su-viec": "mai"}, 422, "Ngày không đọc được"},
		{judgeHome, "", nil, map[string]string{"tinh-tiet": strings.Repeat("ô", maxSituation+1)}, 422, "dài quá 60.000 ký tự"},
		{judgeHome, "a-Xuyen.txt", []byte("TUYỆT MẬT\n\nÔng A vay."), nil, 422, "bí mật nhà nước"},
		{judgeHome, "a-Xuyen.docx", []byte("PK\x03\x04 Xuyến"), nil, 422, "class=\"notice bad\""},
		{judgeHome, "a-Xuyen.txt", big, nil, 413, "Tệp lớn quá 16 MB"},
		{redactHome, "", nil, nil, 422, "Chưa chọn tệp"},
		{redactHome, "a-Xuyen.txt", []byte("MẬT\n\nBản án"), nil, 422, "bí mật nhà nước"},
		{redactHome, "a-Xuyen.pdf", []byte("%PDF-1.7\nXuyến"), nil, 422, "class=\"notice bad\""},
		{redactHome, "a-Xuyen.txt", big, nil, 413, "Tệp lớn quá 16 MB"},
	} {
		status, body := c.upload(x.path, x.name, x.data, x.fields)
		if status != x.status || !strings.Contains(body, x.want) {
			t.Errorf("%s %s %.60v: %d %.900s", x.path, x.name, x.fields, status, body)
		}
	}
	if s := log.String(); strings.Contains(s, "Xuyen") || strings.Contains(s, "Xuyến") {
		t.Errorf("a name is logged: %s", s)
	}
	// What was typed is not lost.
	if _, body := c.upload(judgeHome, "", nil, map[string]string{"tinh-tiet": "Ông <B> vay", "ngay-su-viec": "mai"}); !strings.Contains(body, "Ông &lt;B&gt; vay</textarea>") {
		t.Errorf("the form is empty: %s", body)
	}
	request, err := http.NewRequest("POST", server.URL+redactHome, strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	r, err := c.Do(request)
	if status, _ := c.read(r, err); status != http.StatusForbidden {
		t.Errorf("from elsewhere: %d", status)
	}
}

// TestDesksKeepApart fills the desks of one reader; another sees none of it.
func TestDesksKeepApart(t *testing.T) {
	server, log := desks(t, nil)
	c, other := newVisitor(t, server), newVisitor(t, server)
	for _, desk := range []struct {
		home  string
		most  int
		wants int
	}{{judgeHome, casesPerOwner, http.StatusOK}, {redactHome, redactionsPerOwner, http.StatusOK}} {
		_, first := c.page(desk.home)
		if strings.Contains(first, "đang mở</h2>") {
			t.Error("something is open already")
		}
		var path string
		for range desk.most {
			status, body := c.upload(desk.home, "ban-an.txt", []byte(namedJudgment), nil)
			if status != desk.wants {
				t.Fatalf("%s: %d", desk.home, status)
			}
			path, _, _ = strings.Cut(body, "\n")
		}
		if status, body := c.upload(desk.home, "ban-an.txt", []byte(namedJudgment), nil); status != http.StatusTooManyRequests || !strings.Contains(body, "xóa bớt") {
			t.Errorf("one too many: %d", status)
		}
		if status, body := other.page(path); status != http.StatusNotFound || strings.Contains(body, "Xuyến") {
			t.Errorf("another reader: %d", status)
		}
		if _, body := other.page(desk.home); strings.Contains(body, "ban-an.txt") {
			t.Error("another reader sees the list")
		}
		r, err := other.Post(server.URL+path+"/xoa", "", nil)
		if status, _ := other.read(r, err); status != http.StatusNotFound {
			t.Errorf("another reader deletes: %d", status)
		}
		r, err = c.Post(server.URL+path+"/xoa", "", nil)
		if status, body := c.read(r, err); status != http.StatusOK || strings.Count(body, "talk-row") != desk.most-1 {
			t.Errorf("deleted: %d, %d left", status, strings.Count(body, "talk-row"))
		}
		if status, _ := c.page(path); status != http.StatusNotFound {
			t.Errorf("deleted and there: %d", status)
		}
	}
	if s := log.String(); strings.Contains(s, "Xuyến") || strings.Contains(s, "ban-an.txt") {
		t.Errorf("logged: %s", s)
	}
}

// TestBrokenDesk tells a failure without internals.
func TestBrokenDesk(t *testing.T) {
	for words, err := range map[string]error{"hệ thống gặp lỗi": errors.New("secret internals"), "cơ sở dữ liệu đang dừng": fmt.Errorf("secret internals: %w", corpus.ErrUnavailable)} {
		server, _ := desks(t, brokenDesk{err})
		c := newVisitor(t, server)
		_, body := c.upload(judgeHome, "", nil, map[string]string{"tinh-tiet": "Ông A vay tiền"})
		if body = c.opened(body); !strings.Contains(body, words) || strings.Contains(body, "secret") {
			t.Errorf("%v: %.900s", err, body)
		}
		_, body = c.upload(judgeHome, "", nil, map[string]string{"tinh-tiet": "sập"})
		if body = c.opened(body); !strings.Contains(body, "hệ thống gặp lỗi") || strings.Contains(body, "secret") {
			t.Errorf("panic: %.900s", body)
		}
	}
}

var ticked = regexp.MustCompile(`name="(nhom|cho)" value="(\d+)" checked`)

// TestRedactWithoutScript decides by form alone, as a browser without a script
// does: a group, one place of another, and words of the reader's own.
func TestRedactWithoutScript(t *testing.T) {
	server, _ := desks(t, nil)
	c := newVisitor(t, server)
	text := strings.Replace(namedJudgment, "Bà Xuyến kiện", "Bà Trần Thị Xuyến kiện", 1) + "Ông Lê Văn Bửu, tức Bảy Thưa.\n"
	_, body := c.upload(redactHome, "ban-an.txt", []byte(text), nil)
	path, page, _ := strings.Cut(body, "\n")
	if strings.Contains(page, "<b>.") || !strings.Contains(page, "&lt;b&gt;.") {
		t.Error("the text is not escaped")
	}
	form := url.Values{"viec": {"txt"}, "them": {"Bảy Thưa", ""}, "bang": {"B2", ""}}
	for _, m := range ticked.FindAllStringSubmatch(page, -1) {
		form.Add(m[1], m[2])
	}
	if len(form["nhom"]) < 3 || len(form["cho"]) < 4 {
		t.Fatalf("ticks %v", form)
	}
	post := func() string {
		t.Helper()
		r, err := c.PostForm(server.URL+path, form)
		_, body := c.read(r, err)
		_, body, _ = strings.Cut(body, "\n")
		return body
	}
	all := post()
	if strings.Contains(all, "Xuyến") || strings.Contains(all, "Bửu") || !strings.Contains(all, "tức B2.") {
		t.Errorf("all ticks: %s", all)
	}
	// Untick the first place of "Trần Thị Xuyến" and the whole of "Lê Văn Bửu".
	index := func(name, words string) string {
		t.Helper()
		at := strings.Index(page, "<del>"+words+"</del>")
		if at < 0 {
			t.Fatalf("no group of %q", words)
		}
		from := strings.LastIndex(page[:at], `<li class="card cut-row`)
		m := regexp.MustCompile(`name="` + name + `" value="(\d+)"`).FindStringSubmatch(page[from:])
		return m[1]
	}
	untick := func(name, value string) {
		form[name] = deleteString(form[name], value)
	}
	untick("cho", index("cho", "Trần Thị Xuyến"))
	untick("nhom", index("nhom", "Lê Văn Bửu"))
	if got := post(); strings.Count(got, "Trần Thị Xuyến") != 1 || !strings.Contains(got, "Bà Trần Thị X kiện") || strings.Count(got, "Lê Văn Bửu") != 2 || !strings.Contains(got, "kiện ông B ") {
		t.Errorf("as decided: %s", got)
	}
	_, shown := c.page(path)
	for _, want := range []string{"“Trần Thị Xuyến” còn ở 1 chỗ", "“Lê Văn Bửu” còn ở 2 chỗ", `name="them" value="Bảy Thưa"`} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	form.Set("viec", "docx")
	r, err := c.PostForm(server.URL+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if h := r.Header.Get("Content-Disposition"); !strings.Contains(h, "ban-an.da-che.docx") || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", r.Header)
	}
}

func deleteString(list []string, x string) []string {
	var out []string
	for _, v := range list {
		if v != x {
			out = append(out, v)
		}
	}
	return out
}

// TestCaseByForm looks at a judgment without a script.
func TestCaseByForm(t *testing.T) {
	server, _ := desks(t, nil)
	c := newVisitor(t, server)
	draft := "TÒA ÁN NHÂN DÂN KHU VỰC 1\nBản án số: 3/2025/DS-ST\nNgày: 02-7-2025\nV/v tranh chấp nuôi mèo\nNHÂN DANH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nNguyên đơn: Bà Hà\nBị đơn: Ông Bắc\nNỘI DUNG VỤ ÁN:\nBà Hà trình bày: Ngày 05-9-2024, ông Bắc không cho mèo ăn. Bà yêu cầu ông Bắc bồi thường 1.000.000 đồng (giả định).\nNHẬN ĐỊNH CỦA TÒA ÁN:\n[1] Áp dụng khoản 7 Điều 1 Luật Nuôi mèo số 91/2021/QH-THU.\nQUYẾT ĐỊNH:\nBuộc ông Bắc bồi thường."
	_, body := c.upload(judgeHome, "du-thao.txt", []byte(draft), map[string]string{"ngay-giai-quyet": "2025-07-02"})
	path, _, _ := strings.Cut(body, "\n")
	page := c.opened(body)
	if !strings.Contains(page, "Nguyên đơn") || !strings.Contains(page, `<a href="#v-`) {
		t.Errorf("digest: %.1500s", page)
	}
	_, page = c.page(path + "?phan=soat")
	if !strings.Contains(page, `id="c-nx-1" class="found s-fault" href="#nx-1"`) || !strings.Contains(page, "khoản 7 Điều 1") || !strings.Contains(page, "/vb/91-2021-QH-THU") {
		t.Errorf("check: %.2500s", page)
	}
	r, err := c.PostForm(server.URL+path+"/ngay", url.Values{"ngay-su-viec": {"2024-09-05"}, "ngay-giai-quyet": {"2024-12-01"}})
	_, body = c.read(r, err)
	if c.opened(body); !strings.Contains(c.opened(path+"?phan=can-cu\n"), "Tòa án nhân dân cấp huyện") {
		t.Error("the date did not choose the court")
	}
	r, err = c.PostForm(server.URL+path+"/ngay", url.Values{"ngay-su-viec": {"hôm qua"}})
	if status, _ := c.read(r, err); status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong date: %d", status)
	}
	if _, page := c.page(path + "?phan=khong-co"); !strings.Contains(page, "Tóm lược") {
		t.Error("an unknown part")
	}
}
