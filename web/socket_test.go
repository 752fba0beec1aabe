package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trolyluat/assistant/history"
)

// page is the chat page's side of a socket.
type page struct {
	*websocket.Conn
	t testing.TB
}

// cookies fetches the chat page, which gives the reader a token.
func cookies(t testing.TB, h *httptest.Server) string {
	t.Helper()
	client := reader(t)
	get(t, client, h.URL+"/")
	at, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range client.Jar.Cookies(at) {
		list = append(list, c.Name+"="+c.Value)
	}
	return strings.Join(list, "; ")
}

func dial(t testing.TB, h *httptest.Server, origin, cookie string) (*page, error) {
	t.Helper()
	conn, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.URL, "http")+"/ws", http.Header{"Origin": {origin}, "Cookie": {cookie}})
	if response != nil {
		_ = response.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return &page{conn, t}, nil
}

func connect(t testing.TB, h *httptest.Server, cookie string) *page {
	t.Helper()
	p, err := dial(t, h, h.URL, cookie)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *page) ask(r request) {
	p.t.Helper()
	if err := p.WriteJSON(r); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) next() frame {
	p.t.Helper()
	var f frame
	if err := p.ReadJSON(&f); err != nil {
		p.t.Fatal(err)
	}
	return f
}

func TestSocketStreams(t *testing.T) {
	h, _ := server(t, nil)
	p := connect(t, h, cookies(t, h))
	question := "mèo ăn mấy bữa một ngày"
	p.ask(request{Type: "ask", ID: "q1-abcdefgh", Question: question, Role: "citizen"})
	text := ""
	for seq := 1; ; seq++ {
		f := p.next()
		if f.Seq != seq || f.ID != "q1-abcdefgh" {
			t.Fatalf("frame %d: %+v", seq, f)
		}
		text += f.Text
		if f.Type == "done" {
			if !strings.Contains(f.HTML, "Hai &lt;b&gt;bữa&lt;/b&gt;") || strings.Contains(f.HTML, "<b>") {
				t.Errorf("the quotation is not escaped: %s", f.HTML)
			}
			break
		}
	}
	if strings.TrimSpace(text) != question {
		t.Errorf("streamed %q", text)
	}
}

// TestSocketTakesUp breaks the connection at every frame of an answer: the page
// that comes back gets the rest, nothing twice.
func TestSocketTakesUp(t *testing.T) {
	h, _ := server(t, func(c *Config) { c.Assistant = parrot{wait: 3 * time.Millisecond} })
	cookie := cookies(t, h)
	words := strings.Repeat("mèo ăn cá tươi ", 10)
	p := connect(t, h, cookie)
	p.ask(request{Type: "ask", ID: "lien-tuc-1", Question: words})
	got, seq := "", 0
	for n := 0; ; n++ {
		f := p.next()
		if f.Seq != seq+1 {
			t.Fatalf("frame %d after %d", f.Seq, seq)
		}
		seq, got = f.Seq, got+f.Text
		if f.Type == "done" {
			break
		}
		if n%3 == 0 {
			_ = p.Close()
			p = connect(t, h, cookie)
			p.ask(request{Type: "resume", ID: "lien-tuc-1", After: seq})
		}
	}
	if want := strings.TrimSpace(words); strings.TrimSpace(got) != want {
		t.Errorf("got %q", got)
	}
	// Asking again under the same id takes up the same answer.
	again := connect(t, h, cookie)
	again.ask(request{Type: "ask", ID: "lien-tuc-1", Question: words, After: seq - 1})
	if f := again.next(); f.Type != "done" || f.Seq != seq {
		t.Errorf("asked again: %+v", f)
	}
	// Another reader does not get it.
	other := connect(t, h, cookies(t, h))
	other.ask(request{Type: "resume", ID: "lien-tuc-1"})
	if f := other.next(); f.Type != "lost" {
		t.Errorf("another reader got %+v", f)
	}
}

func TestSocketRefuses(t *testing.T) {
	h, _ := server(t, nil)
	cookie := cookies(t, h)
	if _, err := dial(t, h, "https://elsewhere.example", cookie); err == nil {
		t.Error("another origin was let in")
	}
	if _, err := dial(t, h, h.URL, ""); err == nil {
		t.Error("a page without a token was let in")
	}
	p := connect(t, h, cookie)
	for i, bad := range []string{`{`, `{"type":"ask"}`, `{"type":"ask","id":"12345678","question":"  "}`, `{"type":"dance","id":"12345678"}`,
		`{"type":"ask","id":"1","question":"x"}`, `{"type":"ask","id":"12345678","question":"x","role":"king"}`,
		`{"type":"ask","id":"12345678","question":"x","as_of":"hôm qua"}`, `{"type":"ask","id":"12345678","question":"` + strings.Repeat("mèo ", 2000) + `"}`} {
		if err := p.WriteMessage(websocket.TextMessage, []byte(bad)); err != nil {
			t.Fatal(err)
		}
		if f := p.next(); f.Type != "error" || f.Text == "" {
			t.Errorf("%d: %+v", i, f)
		}
	}
	for i, trouble := range []string{"hỏng", "sập"} {
		p.ask(request{Type: "ask", ID: fmt.Sprintf("trouble-%d", i), Question: trouble})
		if f := p.next(); f.Type != "error" || strings.Contains(f.Text, "secret") {
			t.Errorf("%s: %+v", trouble, f)
		}
	}
}

func TestSocketStops(t *testing.T) {
	h, _ := server(t, func(c *Config) { c.Assistant = parrot{wait: 20 * time.Millisecond} })
	p := connect(t, h, cookies(t, h))
	p.ask(request{Type: "ask", ID: "12345678", Question: strings.Repeat("mèo ", 500)})
	p.next()
	p.ask(request{Type: "stop", ID: "12345678"})
	for n := 0; ; n++ {
		if f := p.next(); f.Type == "stopped" {
			break
		}
		if n > 100 {
			t.Fatal("not stopped after 100 frames")
		}
	}
}

// TestEvents is the fallback: a form, then server-sent events, taken up after a
// break by the number of the last one.
func TestEvents(t *testing.T) {
	h, _ := server(t, func(c *Config) { c.Assistant = parrot{wait: time.Millisecond} })
	client := reader(t)
	get(t, client, h.URL+"/")
	r, err := client.PostForm(h.URL+"/hoi/gui", url.Values{"id": {"su-kien-1"}, "question": {"mèo ăn cá tươi mỗi ngày"}})
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r, err)
	}
	_ = r.Body.Close()
	text, last, done := "", "", false
	for n := 0; !done; n++ {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/hoi/luong?id=su-kien-1", nil)
		if err != nil {
			t.Fatal(err)
		}
		if last != "" {
			req.Header.Set("Last-Event-ID", last)
		}
		r, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
			t.Fatalf("content type %q, status %d", kind, r.StatusCode)
		}
		lines := bufio.NewScanner(r.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				last = id
			}
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			var f frame
			if err := json.Unmarshal([]byte(data), &f); err != nil {
				t.Fatal(err)
			}
			text += f.Text
			done = f.Type == "done"
			if n == 0 { // the first connection breaks after one event
				break
			}
		}
		_ = r.Body.Close()
	}
	if strings.TrimSpace(text) != "mèo ăn cá tươi mỗi ngày" {
		t.Errorf("got %q", text)
	}
	if status, _, _ := get(t, client, h.URL+"/hoi/luong?id=khong-co-dau"); status != http.StatusNoContent {
		t.Errorf("an unknown answer: status %d", status)
	}
	bad, err := client.PostForm(h.URL+"/hoi/gui", url.Values{"id": {"su-kien-2"}, "question": {" "}})
	if err != nil || bad.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an empty question: %v %v", bad, err)
	}
	_ = bad.Body.Close()
}

// TestRunsAreBounded: a reader has a few answers at a time.
func TestRunsAreBounded(t *testing.T) {
	h, _ := server(t, func(c *Config) { c.Assistant = parrot{wait: time.Minute} })
	p := connect(t, h, cookies(t, h))
	for i := range runsPerOwner {
		p.ask(request{Type: "ask", ID: fmt.Sprintf("nhieu-cau-%d", i), Question: "mèo"})
		if f := p.next(); f.Type != "understood" {
			t.Fatalf("%d: %+v", i, f)
		}
	}
	p.ask(request{Type: "ask", ID: "mot-cau-nua", Question: "mèo"})
	if f := p.next(); f.Type != "error" || f.ID != "mot-cau-nua" {
		t.Errorf("one more: %+v", f)
	}
	for i := range runsPerOwner {
		p.ask(request{Type: "stop", ID: fmt.Sprintf("nhieu-cau-%d", i)})
	}
}

// TestSlowPageIsDropped: a page that stops reading is dropped, its answer stays
// whole, and another page goes on meanwhile.
func TestSlowPageIsDropped(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the write deadline")
	}
	h, s := server(t, func(c *Config) { c.Assistant = parrot{} })
	s.writeTimeout = 300 * time.Millisecond
	cookie := cookies(t, h)
	slow, brisk := connect(t, h, cookie), connect(t, h, cookies(t, h))
	words := strings.TrimSpace(strings.Repeat("x", 3900))
	for i := range 3 { // 3 answers of long frames that nobody reads
		slow.ask(request{Type: "ask", ID: fmt.Sprintf("cham-%d-xxxx", i), Question: words})
	}
	start := time.Now()
	for i := range 20 {
		id := fmt.Sprintf("nhanh-%d-xxxx", i)
		brisk.ask(request{Type: "ask", ID: id, Question: "mèo ăn cá"})
		for brisk.next().Type != "done" {
			continue
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("the other page waited %v", took)
	}
	run, err := s.runs.get(ownerOf(cookie), "cham-0-xxxx")
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, last := run.After(0); last {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the answer waits for its reader")
		}
	}
}

func ownerOf(cookie string) string {
	for part := range strings.SplitSeq(cookie, "; ") {
		if token, ok := strings.CutPrefix(part, ownerCookie+"="); ok {
			return token
		}
	}
	return history.NewOwner()
}
