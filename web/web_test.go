package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trolyluat/assistant"
	"trolyluat/corpus"
)

// shelf is a library of a few documents.
type shelf map[string]*corpus.Document

func (s shelf) Document(_ context.Context, id string) (*corpus.Document, error) {
	if d, ok := s[id]; ok {
		return d, nil
	}
	return nil, fmt.Errorf("shelf: %w", corpus.ErrNotFound)
}

func (s shelf) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range s {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (s shelf) Lookup(_ context.Context, key string) ([]corpus.DocumentInfo, error) {
	if d, ok := s[key]; ok {
		return []corpus.DocumentInfo{d.Info()}, nil
	}
	return nil, nil
}

func (s shelf) Generation(context.Context) (uint64, error) { return uint64(len(s)), nil }

// catLaw is an invented statute of two điều.
func catLaw() *corpus.Document {
	text := "LUẬT NUÔI MÈO\nĐiều 1. Cho ăn\n1. Hai bữa một ngày.\n2. Không cho ăn <script>alert(1)</script> lạ.\nĐiều 2. Hiệu lực\nTừ ngày 01/01/2022."
	at := func(s string) int { return strings.Index(text, s) }
	d2 := at("Điều 2")
	return &corpus.Document{ID: "91/2021/QH-THU", Key: "91/2021/QH-THU", Number: "91/2021/QH-THU", Kind: corpus.KindLaw,
		Title: "Luật Nuôi mèo", Issuer: "Quốc hội", Fictional: true,
		Effective: corpus.Interval{From: corpus.NewDate(2022, 1, 1)}, Text: text,
		Provisions: []corpus.Provision{
			{Path: "mo-dau", Level: corpus.LevelPreamble, Parent: -1, Span: corpus.Span{End: at("Điều 1")}, Own: corpus.Span{End: at("Điều 1")}},
			{Path: "d1", Level: corpus.LevelArticle, Label: "1", Heading: "Cho ăn", Parent: -1,
				Span: corpus.Span{Start: at("Điều 1"), End: d2}, Own: corpus.Span{Start: at("Điều 1"), End: at("1. Hai")}},
			{Path: "d1/k1", Level: corpus.LevelClause, Label: "1", Parent: 1, Span: corpus.Span{Start: at("1. Hai"), End: at("2. Không")}, Own: corpus.Span{Start: at("1. Hai"), End: at("2. Không")}},
			{Path: "d1/k2", Level: corpus.LevelClause, Label: "2", Parent: 1, Span: corpus.Span{Start: at("2. Không"), End: d2}, Own: corpus.Span{Start: at("2. Không"), End: d2}},
			{Path: "d2", Level: corpus.LevelArticle, Label: "2", Heading: "Hiệu lực", Parent: -1,
				Span: corpus.Span{Start: d2, End: len(text)}, Own: corpus.Span{Start: d2, End: len(text)}},
		},
		Versions: []corpus.Version{
			{Path: "d2", Interval: corpus.Interval{From: corpus.NewDate(2022, 1, 1), To: corpus.NewDate(2024, 1, 1)}, Text: "Điều 2. Hiệu lực\nTừ ngày 01/01/2022."},
			{Path: "d2", Interval: corpus.Interval{From: corpus.NewDate(2024, 1, 1)}, By: "92/2023/QH-THU", Text: "Điều 2. Hiệu lực\nĐã được sửa."},
		}}
}

// parrot answers every question with its own words, one event a word.
type parrot struct{ wait time.Duration }

func (p parrot) Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		if q.Text == "hỏng" {
			yield(assistant.Event{}, errors.New("secret internals"))
			return
		}
		for w := range strings.FieldsSeq(q.Text) {
			select {
			case <-time.After(p.wait):
			case <-ctx.Done():
				yield(assistant.Event{}, ctx.Err())
				return
			}
			if !yield(assistant.Event{Type: assistant.Text, Text: w + " "}, nil) {
				return
			}
		}
		yield(assistant.Event{Type: assistant.Done, Answer: &assistant.Answer{Text: q.Text, Role: q.Role}}, nil)
	}
}

func server(t *testing.T, asker Asker) *httptest.Server {
	t.Helper()
	law := catLaw()
	s, err := New(Config{Assistant: asker, Library: shelf{law.ID: law}, Examples: []string{"Mèo ăn mấy bữa?"}})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return h
}

func get(t *testing.T, url string) (int, string, http.Header) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body), r.Header
}

func TestPages(t *testing.T) {
	h := server(t, parrot{})
	for path, want := range map[string][]string{
		"/":                                     {"Hỏi về pháp luật", "(AI)", "Mèo ăn mấy bữa?", "giả định, không có giá trị pháp lý"},
		"/vb":                                   {"Luật Nuôi mèo", `href="/vb/91-2021-QH-THU"`, "giả định"},
		"/healthz":                              {"ok"},
		"/readyz":                               {"ok"},
		"/vb/91-2021-QH-THU/d1/k2":              {`id="d1/k2" data-target`, "&lt;script&gt;", "Văn bản giả định, không có giá trị pháp lý", "Đã được sửa"},
		"/vb/91-2021-QH-THU/d2?ngay=2023-01-01": {"Từ ngày 01/01/2022", "tính đến 01/01/2023"},
		"/vb/91-2021-QH-THU":                    {`<h3 class="dieu" id="d1">Điều 1. Cho ăn</h3>`, `<p class="khoan" id="d1/k1">1. Hai bữa một ngày.</p>`},
		"/vb/91-2021-QH-THU/d9":                 {"không có Điều 9"},
	} {
		status, body, header := get(t, h.URL+path)
		if status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s lacks %q", path, w)
			}
		}
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s lets a script of the document through", path)
		}
		if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
	if _, body, _ := get(t, h.URL+"/vb/91-2021-QH-THU/d2?ngay=2023-01-01"); strings.Contains(body, "Đã được sửa") {
		t.Error("the later version shows on an earlier date")
	}
	for _, path := range []string{"/vb/khong-co", "/lung-tung"} {
		if status, body, _ := get(t, h.URL+path); status != http.StatusNotFound || !strings.Contains(body, "Không có") {
			t.Errorf("%s: status %d, %q", path, status, body)
		}
	}
}

func dial(t *testing.T, h *httptest.Server, origin string) (*websocket.Conn, error) {
	t.Helper()
	conn, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.URL, "http")+"/ws", http.Header{"Origin": {origin}})
	if response != nil {
		_ = response.Body.Close()
	}
	if err == nil {
		t.Cleanup(func() { _ = conn.Close() })
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	return conn, err
}

func TestSocketStreams(t *testing.T) {
	h := server(t, parrot{})
	conn, err := dial(t, h, h.URL)
	if err != nil {
		t.Fatal(err)
	}
	question := "mèo ăn mấy bữa một ngày"
	if err := conn.WriteJSON(request{Type: "ask", ID: "q1", Question: question, Role: "citizen"}); err != nil {
		t.Fatal(err)
	}
	text := ""
	for seq := 1; ; seq++ {
		var r response
		if err := conn.ReadJSON(&r); err != nil {
			t.Fatal(err)
		}
		if r.Seq != seq || r.ID != "q1" || r.Type != "event" {
			t.Fatalf("frame %d: %+v", seq, r)
		}
		if r.Event.Type == assistant.Done {
			break
		}
		text += r.Event.Text
	}
	if strings.TrimSpace(text) != question {
		t.Errorf("streamed %q", text)
	}
}

func TestSocketRefuses(t *testing.T) {
	h := server(t, parrot{})
	if _, err := dial(t, h, "https://elsewhere.example"); err == nil {
		t.Error("another origin was let in")
	}
	conn, err := dial(t, h, h.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{`{`, `{"type":"ask"}`, `{"type":"ask","id":"1","question":"  "}`, `{"type":"dance","id":"2"}`,
		`{"type":"ask","id":"3","question":"x","role":"king"}`, `{"type":"ask","id":"4","question":"x","as_of":"hôm qua"}`,
		`{"type":"ask","id":"5","question":"` + strings.Repeat("mèo ", 2000) + `"}`, `{"type":"ask","id":"6","question":"hỏng"}`} {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(bad)); err != nil {
			t.Fatal(err)
		}
		var r response
		if err := conn.ReadJSON(&r); err != nil {
			t.Fatalf("%.60s: %v", bad, err)
		}
		if r.Type != "error" || r.Error == "" || strings.Contains(r.Error, "secret") {
			t.Errorf("%.60s: %+v", bad, r)
		}
	}
}

func TestSocketStops(t *testing.T) {
	h := server(t, parrot{wait: 20 * time.Millisecond})
	conn, err := dial(t, h, h.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.WriteJSON(request{Type: "ask", ID: "q1", Question: strings.Repeat("mèo ", 500)}); err != nil {
		t.Fatal(err)
	}
	var r response
	if err := conn.ReadJSON(&r); err != nil {
		t.Fatal(err)
	}
	if err := conn.WriteJSON(request{Type: "stop", ID: "q1"}); err != nil {
		t.Fatal(err)
	}
	for n := 0; r.Type != "stopped"; n++ {
		if err := conn.ReadJSON(&r); err != nil || n > 100 {
			t.Fatalf("not stopped after %d frames: %v", n, err)
		}
	}
}
