package fake

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T) *Server {
	t.Helper()
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func post(t *testing.T, s *Server, path, body string) (int, string) {
	t.Helper()
	r, err := http.Post(s.URL()+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

const ask = `{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"hỏi gì"}]%s}`

func TestWholeAndStreamed(t *testing.T) {
	s := start(t)
	s.Answer(func(r Request) string { return r.System() + "/" + r.Last() })
	status, body := post(t, s, "/chat/completions", strings.Replace(ask, "%s", "", 1))
	var whole struct {
		Choices []struct {
			Message      Message
			FinishReason string `json:"finish_reason"`
		}
		Usage struct {
			Total int `json:"total_tokens"`
		}
	}
	if err := json.Unmarshal([]byte(body), &whole); err != nil || status != 200 || whole.Choices[0].Message.Content != "s/hỏi gì" || whole.Choices[0].FinishReason != "stop" || whole.Usage.Total == 0 {
		t.Errorf("%d %s %v", status, body, err)
	}
	_, body = post(t, s, "/chat/completions", strings.Replace(ask, "%s", `,"stream":true,"stream_options":{"include_usage":true}`, 1))
	if !strings.HasSuffix(body, "data: [DONE]\n\n") || !strings.Contains(body, `"finish_reason":"stop"`) || !strings.Contains(body, "prompt_tokens") {
		t.Errorf("stream:\n%s", body)
	}
	if r := s.Requests(); len(r) != 2 || r[1].Number != 2 || !r[1].Stream || r[0].Path != "/v1/chat/completions" {
		t.Errorf("requests %+v", r)
	}
}

func TestScriptThenAlways(t *testing.T) {
	s := start(t)
	s.Script(ServerError(), RateLimited(1500*time.Millisecond))
	s.Always(Text("xong"))
	want := []int{500, 429, 200, 200}
	for i, w := range want {
		if status, _ := post(t, s, "/chat/completions", strings.Replace(ask, "%s", "", 1)); status != w {
			t.Errorf("request %d: %d, want %d", i+1, status, w)
		}
	}
	s.Reset()
	if len(s.Requests()) != 0 {
		t.Error("requests were not forgotten")
	}
}

func TestEmbeddings(t *testing.T) {
	s := start(t)
	status, body := post(t, s, "/embeddings", `{"model":"e","input":["hợp đồng lao động","hợp đồng lao động mới","thả diều"],"dimensions":128}`)
	var out struct {
		Data []struct{ Embedding []float64 }
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil || status != 200 || len(out.Data) != 3 || len(out.Data[0].Embedding) != 128 {
		t.Fatalf("%d %v", status, err)
	}
	dot := func(a, b []float64) (x float64) {
		for i := range a {
			x += a[i] * b[i]
		}
		return x
	}
	v := out.Data
	if near, far := dot(v[0].Embedding, v[1].Embedding), dot(v[0].Embedding, v[2].Embedding); near < 0.5 || far > 0.3 || near > 1.001 {
		t.Errorf("near %v, far %v", near, far)
	}
	status, body = post(t, s, "/embeddings", `{"model":"e","input":"a","encoding_format":"base64"}`)
	if status != 200 || !strings.Contains(body, `"embedding":"`) {
		t.Errorf("base64: %d %s", status, body)
	}
	if status, _ := post(t, s, "/embeddings", `{"model":"e","input":7}`); status != 400 {
		t.Errorf("a number as input: %d", status)
	}
}

func TestKeyAndAddresses(t *testing.T) {
	s := start(t)
	s.RequireKey("k")
	if status, body := post(t, s, "/chat/completions", strings.Replace(ask, "%s", "", 1)); status != 401 || !strings.Contains(body, "invalid_api_key") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := post(t, s, "/nothing", "{}"); status != 404 {
		t.Errorf("unknown address: %d", status)
	}
	s.RequireKey("")
	if status, _ := post(t, s, "/chat/completions", "{"); status != 400 {
		t.Errorf("broken JSON: %d", status)
	}
	req, err := http.NewRequest("GET", s.URL()+"/models", bytes.NewReader(nil))
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil || r.StatusCode != 200 {
		t.Fatalf("%v %v", r, err)
	}
	r.Body.Close()
}

func TestCloseEndsHangingAnswers(t *testing.T) {
	s := start(t)
	s.Always(Hang(time.Minute))
	done := make(chan struct{})
	go func() {
		defer close(done)
		r, err := http.Post(s.URL()+"/chat/completions", "application/json", strings.NewReader(strings.Replace(ask, "%s", "", 1)))
		if err == nil {
			r.Body.Close()
		}
	}()
	for len(s.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Error("an answer hangs after Close")
	}
}
