package openai

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/llm/fake"
)

func start(t *testing.T) *fake.Server {
	t.Helper()
	s, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func generator(t *testing.T, s *fake.Server, change func(*Config)) *Generator {
	t.Helper()
	cfg := Config{BaseURL: s.URL(), Key: "khoa", Model: "gia-lap"}
	if change != nil {
		change(&cfg)
	}
	g, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

var question = llm.Request{Messages: []llm.Message{{Role: llm.System, Content: "Trả lời ngắn."}, {Role: llm.User, Content: "Thử việc bao lâu?"}}, MaxTokens: 100}

const answer = "Thời gian thử việc tối đa là 60 ngày [1]. Hết thời gian đó phải thông báo kết quả."

func TestReplies(t *testing.T) {
	cases := []struct {
		step   fake.Step
		text   string // "" with want == nil is not possible
		want   error
		finish string
	}{
		{step: fake.Text(answer), text: answer, finish: llm.FinishStop},
		{step: fake.Length(answer), text: answer, finish: llm.FinishLength},
		{step: fake.Whole(answer), text: answer, finish: llm.FinishStop},
		{step: fake.Comments(400, answer), text: answer, finish: llm.FinishStop},
		{step: fake.Slow(answer, 2000), text: answer, finish: llm.FinishStop},
		{step: fake.Lingers(answer, time.Minute), text: answer, finish: llm.FinishStop},
		{step: fake.Text("<think>để xem đã</think>\n" + answer), text: answer, finish: llm.FinishStop},
		{step: fake.Text("<thử>" + answer), text: "<thử>" + answer, finish: llm.FinishStop},
		{step: fake.Filtered(), want: llm.ErrFiltered},
		{step: fake.Empty(), want: llm.ErrEmpty},
		{step: fake.Unauthorized(), want: llm.ErrUnauthorized},
		{step: fake.RateLimited(3 * time.Second), want: llm.ErrRateLimited},
		{step: fake.OutOfQuota(), want: llm.ErrQuota},
		{step: fake.ServerError(), want: llm.ErrUnavailable},
		{step: fake.HTML(http.StatusBadGateway), want: llm.ErrUnavailable},
		{step: fake.HTML(http.StatusOK), want: llm.ErrMalformed},
		{step: fake.HTML(http.StatusFound), want: llm.ErrUnavailable},
		{step: fake.TooLong(), want: llm.ErrTooLong},
		{step: fake.Status(http.StatusNotFound, "model_not_found", "no such model"), want: llm.ErrUnknownModel},
		{step: fake.Status(http.StatusBadRequest, "bad", "no"), want: llm.ErrBadRequest},
		{step: fake.Reset(), want: llm.ErrUnavailable},
		{step: fake.Cut(answer, 0), want: llm.ErrUnavailable},
		{step: fake.Cut(answer, 3), text: "Thời gian thử việc tối đa l", want: llm.ErrCut},
		{step: fake.CutHard(answer, 3), text: "Thời gian thử việc tối đa l", want: llm.ErrCut},
		{step: fake.DoneWithoutFinish(answer), text: answer, want: llm.ErrCut},
		{step: fake.Malformed(""), want: llm.ErrMalformed},
		{step: fake.Malformed("Thời gian"), text: "Thời gian", want: llm.ErrCut},
		{step: fake.ErrorMidStream("", false), want: llm.ErrUnavailable},
		{step: fake.ErrorMidStream("", true), want: llm.ErrUnavailable},
		{step: fake.ErrorMidStream("Thời gian", false), text: "Thời gian", want: llm.ErrCut},
		{step: fake.ErrorMidStream("Thời gian", true), text: "Thời gian", want: llm.ErrCut},
		{step: fake.HugeLine(10 << 20), want: llm.ErrTooLarge},
	}
	s := start(t)
	g := generator(t, s, nil)
	for _, c := range cases {
		t.Run(c.step.Name(), func(t *testing.T) {
			s.Script(c.step)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			r, err := llm.Collect(g.Generate(ctx, question))
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if !strings.HasPrefix(c.text, r.Text) || c.want == nil && r.Text != c.text || c.text != "" && r.Text == "" {
				t.Errorf("text %q, want %q", r.Text, c.text)
			}
			if r.Finish != c.finish {
				t.Errorf("finish %q, want %q", r.Finish, c.finish)
			}
			if err != nil && (llm.ReaderMessage(err) == "" || strings.Contains(err.Error(), "thử việc")) {
				t.Errorf("message %q, log %q", llm.ReaderMessage(err), err)
			}
		})
	}
}

func TestHugeReplyIsCut(t *testing.T) {
	s := start(t)
	s.Script(fake.Huge(10 << 20))
	r, err := llm.Collect(generator(t, s, nil).Generate(t.Context(), question))
	if !errors.Is(err, llm.ErrTooLarge) {
		t.Fatalf("error %v, want ErrTooLarge", err)
	}
	if len(r.Text) == 0 || len(r.Text) > 4<<20 {
		t.Errorf("%d bytes of text", len(r.Text))
	}
}

func TestRefusedConnection(t *testing.T) {
	url, err := fake.Refused()
	if err != nil {
		t.Fatal(err)
	}
	g, err := New(Config{BaseURL: url, Model: "gia-lap"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = llm.Collect(g.Generate(t.Context(), question))
	if !errors.Is(err, llm.ErrUnavailable) || !llm.Temporary(err) {
		t.Errorf("error %v, want ErrUnavailable", err)
	}
}

func TestTimeLimits(t *testing.T) {
	for _, step := range []fake.Step{fake.Hang(time.Minute), fake.HangAfterHeaders(time.Minute)} {
		t.Run(step.Name(), func(t *testing.T) {
			s := start(t)
			s.Script(step)
			g := &llm.Limits{Next: generator(t, s, nil), FirstToken: 50 * time.Millisecond}
			begin := time.Now()
			_, err := llm.Collect(g.Generate(t.Context(), question))
			if !errors.Is(err, llm.ErrTimeout) || time.Since(begin) > 5*time.Second {
				t.Errorf("after %v: %v, want ErrTimeout", time.Since(begin), err)
			}
		})
	}
	t.Run("whole request", func(t *testing.T) {
		s := start(t)
		s.Script(fake.Hang(time.Minute))
		_, err := llm.Collect(generator(t, s, func(c *Config) { c.Timeout = 50 * time.Millisecond }).Generate(t.Context(), question))
		if !errors.Is(err, llm.ErrTimeout) {
			t.Errorf("%v, want ErrTimeout", err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		s := start(t)
		s.Script(fake.Hang(time.Minute))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(30*time.Millisecond, cancel)
		_, err := llm.Collect(generator(t, s, nil).Generate(ctx, question))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want Canceled", err)
		}
	})
}

func TestRetryAfterReachesTheCaller(t *testing.T) {
	s := start(t)
	s.Script(fake.RateLimited(1500 * time.Millisecond))
	_, err := llm.Collect(generator(t, s, nil).Generate(t.Context(), question))
	if got := llm.RetryAfter(err); got != 1500*time.Millisecond {
		t.Errorf("RetryAfter %v, want 1.5s", got)
	}
}

func TestRequestOnTheWire(t *testing.T) {
	s := start(t)
	s.RequireKey("khoa")
	g := generator(t, s, func(c *Config) {
		c.Organisation = "org-1"
		c.Headers = map[string]string{"X-Title": "Tro ly luat"}
	})
	r, err := llm.Collect(g.Generate(t.Context(), question))
	if err != nil {
		t.Fatal(err)
	}
	if r.Usage.Prompt == 0 || r.Usage.Completion == 0 || r.Model != "gia-lap" {
		t.Errorf("reply %+v", r)
	}
	sent := s.Requests()[0]
	if sent.Temperature == nil || *sent.Temperature <= 0 || *sent.Temperature > 0.001 {
		t.Errorf("temperature %v, want a tiny one", sent.Temperature)
	}
	if sent.Header.Get("X-Title") != "Tro ly luat" || sent.Header.Get("OpenAI-Organization") != "org-1" || !sent.Stream {
		t.Errorf("headers %v", sent.Header)
	}
	if sent.MaxTokens == nil || *sent.MaxTokens != 100 || sent.MaxCompletionTokens != nil {
		t.Errorf("max_tokens %v %v", sent.MaxTokens, sent.MaxCompletionTokens)
	}
}

func TestNewerModels(t *testing.T) {
	for _, model := range []string{"gpt-5-mini", "o3", "gpt-6-sol"} {
		s := start(t)
		g := generator(t, s, func(c *Config) { c.Model = model })
		if _, err := llm.Collect(g.Generate(t.Context(), question)); err != nil {
			t.Fatalf("%s: %v", model, err)
		}
		sent := s.Requests()[0]
		if sent.Temperature != nil || sent.MaxTokens != nil || sent.MaxCompletionTokens == nil || *sent.MaxCompletionTokens != 100 {
			t.Errorf("%s: temperature %v, max_tokens %v, max_completion_tokens %v", model, sent.Temperature, sent.MaxTokens, sent.MaxCompletionTokens)
		}
	}
}

func TestAdaptsToTheServer(t *testing.T) {
	schema := &llm.Schema{Name: "cau_hoi", JSON: []byte(`{"type":"object"}`)}
	for _, field := range []string{"stream_options", "max_tokens", "temperature", "response_format"} {
		t.Run(field, func(t *testing.T) {
			s := start(t)
			s.Always(fake.Rejects(field, fake.Text(answer)))
			g := generator(t, s, nil)
			r := question
			r.Schema = schema
			for range 2 {
				got, err := llm.Collect(g.Generate(t.Context(), r))
				if err != nil || got.Text != answer {
					t.Fatalf("%q, %v", got.Text, err)
				}
			}
			// What was learned holds: the second request needs one try.
			n := 3
			if field == "response_format" {
				n = 4 // schema, then object, then none
			}
			if len(s.Requests()) != n {
				t.Errorf("%d requests, want %d", len(s.Requests()), n)
			}
		})
	}
}

func TestStructuredOutput(t *testing.T) {
	type object struct {
		Question string `json:"cau_hoi"`
	}
	r := question
	r.Schema = &llm.Schema{Name: "cau_hoi", JSON: []byte(`{"type":"object","properties":{"cau_hoi":{"type":"string"}}}`)}
	t.Run("schema is sent", func(t *testing.T) {
		s := start(t)
		s.Script(fake.Text(`{"cau_hoi": "Thử việc?"}`))
		v, _, err := llm.Object[object](t.Context(), generator(t, s, nil), r)
		if err != nil || v.Question != "Thử việc?" {
			t.Errorf("%+v, %v", v, err)
		}
		if f := string(s.Requests()[0].ResponseFormat); !strings.Contains(f, "json_schema") || !strings.Contains(f, "cau_hoi") {
			t.Errorf("response_format %s", f)
		}
	})
	t.Run("one repair", func(t *testing.T) {
		s := start(t)
		s.Script(fake.Text("Tôi xin trả lời bằng lời."), fake.Text("```json\n{cau_hoi: 'Thử việc?',}\n```"))
		v, used, err := llm.Object[object](t.Context(), generator(t, s, nil), r)
		if err != nil || v.Question != "Thử việc?" || used.Completion == 0 {
			t.Errorf("%+v, %+v, %v", v, used, err)
		}
		if n := len(s.Requests()); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
	t.Run("gives up after one", func(t *testing.T) {
		s := start(t)
		s.Always(fake.Text("Không có gì."))
		_, _, err := llm.Object[object](t.Context(), generator(t, s, nil), r)
		if !errors.Is(err, llm.ErrMalformed) || len(s.Requests()) != 2 {
			t.Errorf("%v after %d requests", err, len(s.Requests()))
		}
	})
}

func TestModels(t *testing.T) {
	s := start(t)
	s.Offer("b", "a")
	s.RequireKey("khoa")
	got, err := generator(t, s, nil).Models(t.Context())
	if err != nil || strings.Join(got, " ") != "a b" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := generator(t, s, func(c *Config) { c.Key = "khác" }).Models(t.Context()); !errors.Is(err, llm.ErrUnauthorized) {
		t.Errorf("wrong key: %v", err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	for _, c := range []Config{{}, {Model: "a", BaseURL: "localhost:8000"}, {Model: "a", BaseURL: "ftp://x/v1"}} {
		if _, err := New(c); err == nil {
			t.Errorf("New(%+v) took it", c)
		}
	}
}

func TestStoppingReleasesTheServer(t *testing.T) {
	s := start(t)
	s.Script(fake.Slow(strings.Repeat(answer, 50), 20))
	begin := time.Now()
	for d, err := range generator(t, s, nil).Generate(t.Context(), question) {
		if err != nil {
			t.Fatal(err)
		}
		if d.Text != "" {
			break
		}
	}
	if time.Since(begin) > 5*time.Second {
		t.Errorf("stopping took %v", time.Since(begin))
	}
}

// The whole stack over a server that fails in every way in turn.
func TestHardened(t *testing.T) {
	cases := []struct {
		name  string
		steps []fake.Step
		want  error
	}{
		{"500 then good", []fake.Step{fake.ServerError(), fake.Text(answer)}, nil},
		{"429 with Retry-After then good", []fake.Step{fake.RateLimited(20 * time.Millisecond), fake.Text(answer)}, nil},
		{"reset then good", []fake.Step{fake.Reset(), fake.Text(answer)}, nil},
		{"hang then good", []fake.Step{fake.Hang(time.Minute), fake.Text(answer)}, nil},
		{"refused key is not tried again", []fake.Step{fake.Unauthorized(), fake.Text(answer)}, llm.ErrUnauthorized},
		{"cut is not tried again", []fake.Step{fake.Cut(answer, 3), fake.Text(answer)}, llm.ErrCut},
		{"asked to wait too long", []fake.Step{fake.RateLimited(time.Minute), fake.Text(answer)}, llm.ErrRateLimited},
		{"three failures", []fake.Step{fake.ServerError(), fake.ServerError(), fake.ServerError(), fake.Text(answer)}, llm.ErrUnavailable},
		{"too large", []fake.Step{fake.Huge(1 << 20)}, llm.ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := start(t)
			s.Script(c.steps...)
			ledger := llm.NewLedger(map[string]llm.Price{"gia-lap": {Prompt: 1, Completion: 2}})
			g := llm.Harden(llm.Options{FirstToken: 300 * time.Millisecond, Total: 5 * time.Second, RetryBase: time.Millisecond, RetryMax: time.Second, Ledger: ledger}, generator(t, s, nil))
			begin := time.Now()
			r, err := llm.Collect(g.Generate(t.Context(), question))
			if !errors.Is(err, c.want) || c.want == nil && r.Text != answer {
				t.Fatalf("%q, %v, want %v", r.Text, err, c.want)
			}
			if time.Since(begin) > 4*time.Second {
				t.Errorf("took %v", time.Since(begin))
			}
			if a := ledger.Accounts(); len(a) != 1 || a[0].Requests != 1 || (c.want == nil) != (a[0].Failed == 0) {
				t.Errorf("accounts %+v", a)
			}
		})
	}
}
