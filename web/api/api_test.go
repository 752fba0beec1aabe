package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"trolyluat/assistant"
	"trolyluat/assistant/cases"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/sample"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
)

const law = "901/2020/QH-MAU"

func today() corpus.Date { return corpus.NewDate(2026, 11, 23) }

// The sample law in an embedded store, loaded once.
var (
	store    *sqlite.Store
	searcher *retrieval.Searcher
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "api")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		if err := load(context.Background(), dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer store.Close()
		return m.Run()
	}())
}

func load(ctx context.Context, dir string) (err error) {
	if store, err = sqlite.Open(ctx, dir+"/kho", sqlite.Options{}); err != nil {
		return err
	}
	if err := os.CopyFS(dir+"/law", sample.Files()); err != nil {
		return err
	}
	p := &ingest.Pipeline{Store: store, Reader: formats.New(pdf.Reader{}), Fictional: true}
	if _, err := p.Run(ctx, []string{dir + "/law"}); err != nil {
		return err
	}
	searcher = retrieval.New(store, retrieval.WithToday(today))
	return searcher.Refresh(ctx)
}

// serve starts the interfaces over the sample law.
func serve(t *testing.T, change func(*Config)) (*Server, *httptest.Server) {
	t.Helper()
	h, err := store.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Assistant: assistant.New(assistant.Config{Searcher: searcher, Terms: store, Today: today}), Desk: lookup.New(store, searcher, today),
		History: h, Version: "thử",
		Cases: &lookup.Cases{Desk: cases.New(cases.Config{Store: store, Searcher: searcher, Today: today}), Reader: formats.New(pdf.Reader{})}}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Close()
		server.Close()
	})
	return s, server
}

// call sends a request with a JSON body ("" for none) and returns the answer
// with its body.
func call(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	response.Body = io.NopCloser(bytes.NewReader(data))
	return response, string(data)
}

// into reads a JSON body.
func into[T any](t *testing.T, body string) (v T) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %.300s", err, body)
	}
	return v
}

func TestProblems(t *testing.T) {
	_, server := serve(t, nil)
	owner := history.NewOwner()
	for _, c := range []struct {
		method, path, body string
		status             int
		code, detail       string
		headers            []string
	}{
		{"GET", "/api/v1/search", "", 400, "invalid_request", "query", nil},
		{"GET", "/api/v1/search?query=a&mode=magic", "", 400, "invalid_request", "mode", nil},
		{"GET", "/api/v1/search?query=a&limit=x", "", 400, "invalid_request", "limit", nil},
		{"GET", "/api/v1/search?query=a&as_of=mai", "", 400, "invalid_request", "as_of", nil},
		{"GET", "/api/v1/search?q=a", "", 400, "invalid_request", "q", nil},
		{"POST", "/api/v1/search", `{"query":`, 400, "invalid_request", "JSON", nil},
		{"POST", "/api/v1/search", `{"query":"a"}{}`, 400, "invalid_request", "JSON", nil},
		{"POST", "/api/v1/search", `{"query":5}`, 400, "invalid_request", "query", nil},
		{"POST", "/api/v1/search", `{"quest":"a"}`, 400, "invalid_request", "quest", nil},
		{"POST", "/api/v1/search", `{"query":"` + strings.Repeat("a", MaxBody) + `"}`, 413, "too_large", "1024 kB", nil},
		{"POST", "/api/v1/ask", `{"question":" "}`, 400, "invalid_request", "question", nil},
		{"POST", "/api/v1/ask", `{"question":"a","role":"king"}`, 400, "invalid_request", "role", nil},
		{"POST", "/api/v1/ask", `{"question":"` + strings.Repeat("mèo ", 1100) + `"}`, 400, "invalid_request", "4000", nil},
		{"POST", "/api/v1/ask", `{"question":"a","conversation":"new"}`, 401, "owner_required", "/api/v1/owners", nil},
		{"POST", "/api/v1/ask", `{"question":"a","conversation":"X"}`, 404, "not_found", "", []string{"Authorization", "Bearer " + owner}},
		{"POST", "/api/v1/ask", `{"question":"a"}`, 415, "unsupported_media_type", "", []string{"Content-Type", "text/plain"}},
		{"GET", "/api/v1/ask", "", 405, "method_not_allowed", "", nil},
		{"GET", "/api/v1/nothing", "", 404, "not_found", "", nil},
		{"GET", "/api/v1/documents/45-2019-QH14", "", 404, "not_found", "45-2019-QH14", nil},
		{"GET", "/api/v1/documents/901-2020-QH-MAU/provisions/d99", "", 404, "not_found", "Điều 99", nil},
		{"GET", "/api/v1/documents/901-2020-QH-MAU/changes?from=2020-01-01", "", 400, "invalid_request", "from", nil},
		{"GET", "/api/v1/answers/x/events", "", 404, "not_found", "", nil},
		{"GET", "/api/v1/conversations", "", 401, "owner_required", "", nil},
		{"GET", "/api/v1/conversations", "", 401, "owner_required", "", []string{"Authorization", "Bearer short"}},
		{"GET", "/api/v1/conversations?after=xx", "", 400, "invalid_request", "", []string{"Authorization", "Bearer " + owner}},
		{"DELETE", "/api/v1/conversations/x", "", 404, "not_found", "", []string{"Cookie", OwnerCookie + "=" + owner}},
		{"PATCH", "/api/v1/conversations/x", `{"title":"a"}`, 404, "not_found", "", []string{"Authorization", "Bearer " + owner}},
		{"PUT", "/api/v1/conversations/x/turns/1/feedback", `{"verdict":"great"}`, 400, "invalid_request", "verdict", []string{"Authorization", "Bearer " + owner}},
		{"PUT", "/api/v1/conversations/x/turns/1/feedback", `{"verdict":"wrong"}`, 404, "not_found", "", []string{"Authorization", "Bearer " + owner}},
		{"GET", "/api/v1/health", "", 403, "forbidden", "", []string{"Host", "evil.example:80"}},
		{"POST", "/api/v1/ask", `{"question":"a"}`, 403, "forbidden", "", []string{"Origin", "https://evil.example"}},
		{"POST", "/api/v1/owners", "", 403, "forbidden", "", []string{"Sec-Fetch-Site", "cross-site"}},
	} {
		response, body := call(t, c.method, server.URL+c.path, c.body, c.headers...)
		p := into[Problem](t, body)
		if response.StatusCode != c.status || p.Status != c.status || p.Code != c.code || p.Title == "" || !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s %.80s %.60s: %d %+v", c.method, c.path, c.body, response.StatusCode, p)
		}
		if kind := response.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
			t.Errorf("%s %s: Content-Type %q", c.method, c.path, kind)
		}
	}
}

// broken is an assistant that fails.
type broken struct{ err error }

func (b broken) Ask(context.Context, assistant.Question) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		if b.err == nil {
			panic("secret panic")
		}
		yield(assistant.Event{}, b.err)
	}
}

func TestInternalsStayInside(t *testing.T) {
	unavailable := fmt.Errorf("secret database")
	for err, want := range map[error]Problem{
		fmt.Errorf("secret path /root"):                    {Code: "internal", Status: 500},
		fmt.Errorf("search: %w", unavailable):              {Code: "unavailable", Status: 503},
		fmt.Errorf("search: %w", context.DeadlineExceeded): {Code: "timeout", Status: 504},
		nil: {Code: "internal", Status: 500},
	} {
		_, server := serve(t, func(c *Config) {
			c.Assistant = broken{err}
			c.Sentinels = []Sentinel{{unavailable, 503, "unavailable", "Kho dữ liệu tạm thời không mở được"}}
		})
		response, body := call(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`)
		p := into[Problem](t, body)
		if response.StatusCode != want.Status || p.Code != want.Code || strings.Contains(body, "secret") {
			t.Errorf("%v: %d %s", err, response.StatusCode, body)
		}
		if _, body = call(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`, "Accept", "text/event-stream"); !strings.Contains(body, "event: error") ||
			!strings.Contains(body, want.Code) || strings.Contains(body, "secret") {
			t.Errorf("%v streamed: %s", err, body)
		}
	}
}

func TestConversations(t *testing.T) {
	_, server := serve(t, nil)
	_, body := call(t, "POST", server.URL+"/api/v1/owners", "")
	owner := into[Owner](t, body).Owner
	auth := []string{"Authorization", "Bearer " + owner}
	_, body = call(t, "POST", server.URL+"/api/v1/ask", `{"question":"Người học việc phải từ bao nhiêu tuổi?","conversation":"new"}`, auth...)
	first := into[AskResponse](t, body)
	if first.Turn != 1 || len(first.Conversation) < 20 || !strings.Contains(first.Answer.Text, "15 tuổi") {
		t.Fatalf("%s", body)
	}
	at := server.URL + "/api/v1/conversations/" + first.Conversation
	_, body = call(t, "POST", server.URL+"/api/v1/ask", `{"question":"Thế còn thợ sửa chữa?","conversation":"`+first.Conversation+`"}`, auth...)
	second := into[AskResponse](t, body)
	if second.Turn != 2 || second.Conversation != first.Conversation || second.Answer.Understanding == nil || second.Answer.Understanding.Rewritten == "" {
		t.Errorf("a follow-up was not read with its conversation: %s", body)
	}
	if response, body := call(t, "PUT", at+"/turns/1/feedback", `{"verdict":"wrong","comment":"sai","provision":"Điều 5"}`, auth...); response.StatusCode != 204 {
		t.Errorf("feedback: %s", body)
	}
	if response, body := call(t, "PATCH", at, `{"title":"Học việc"}`, auth...); response.StatusCode != 204 {
		t.Errorf("rename: %s", body)
	}
	_, body = call(t, "GET", server.URL+"/api/v1/conversations?search=hoc+viec", "", "Cookie", OwnerCookie+"="+owner)
	if page := into[history.Page](t, body); len(page.Conversations) != 1 || page.Conversations[0].Title != "Học việc" || page.Conversations[0].Turns != 2 {
		t.Errorf("list: %s", body)
	}
	_, body = call(t, "GET", at, "", auth...)
	view := into[ConversationView](t, body)
	if len(view.List) != 2 || view.List[0].Feedback == nil || view.List[0].Feedback.Verdict != history.Wrong || into[assistant.Answer](t, string(view.List[1].Answer)).Question != "Thế còn thợ sửa chữa?" {
		t.Errorf("conversation: %s", body)
	}
	response, body := call(t, "GET", at+"/export", "", auth...)
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/markdown") || !strings.Contains(body, "[^1-1]: ") || !strings.Contains(response.Header.Get("Content-Disposition"), ".md") {
		t.Errorf("export: %v %s", response.Header, body)
	}
	response, body = call(t, "GET", at+"/export?format=docx", "", auth...)
	if !strings.HasPrefix(body, "PK") || !strings.Contains(response.Header.Get("Content-Disposition"), ".docx") {
		t.Errorf("export: %v", response.Header)
	}
	if response, _ := call(t, "GET", at, "", "Authorization", "Bearer "+history.NewOwner()); response.StatusCode != 404 {
		t.Errorf("another owner sees it: %d", response.StatusCode)
	}
	_, body = call(t, "DELETE", at, "", auth...)
	if into[Deleted](t, body).Deleted != 1 {
		t.Errorf("delete: %s", body)
	}
	if response, _ := call(t, "GET", at, "", auth...); response.StatusCode != 404 {
		t.Errorf("deleted, yet there: %d", response.StatusCode)
	}
	if _, body = call(t, "DELETE", server.URL+"/api/v1/conversations", "", auth...); into[Deleted](t, body).Deleted != 0 {
		t.Errorf("delete all: %s", body)
	}
}

func TestNothingIsKeptUnasked(t *testing.T) {
	_, server := serve(t, nil)
	owner := history.NewOwner()
	_, _ = call(t, "POST", server.URL+"/api/v1/ask", `{"question":"Người học việc phải từ bao nhiêu tuổi?"}`, "Authorization", "Bearer "+owner)
	_, body := call(t, "GET", server.URL+"/api/v1/conversations", "", "Authorization", "Bearer "+owner)
	if page := into[history.Page](t, body); len(page.Conversations) != 0 {
		t.Errorf("%s", body)
	}
	_, off := serve(t, func(c *Config) { c.History = nil })
	for _, path := range []string{"/api/v1/conversations", "/api/v1/conversations/x"} {
		if response, body := call(t, "GET", off.URL+path, "", "Authorization", "Bearer "+owner); response.StatusCode != 404 || into[Problem](t, body).Title != "Máy chủ này không lưu hội thoại" {
			t.Errorf("%s without a store: %s", path, body)
		}
	}
}
