// Package openai speaks to any server with the OpenAI chat completions protocol
// (OpenAI, vLLM, llama.cpp, Ollama, gateways) through
// github.com/sashabaranov/go-openai, and is the only package that imports it for
// text. The command line builds a [Generator] from its configuration and wraps
// it with llm.Harden: there is no retry here.
//
// go-openai is kept from its known defects: it has no timeouts; it leaves out a
// temperature of zero; it ends a stream that broke off like one that is whole;
// it passes over an error object in mid-stream; it gives up after 300 comment
// lines; its errors carry no headers; it reads lines of any length; it refuses
// max_tokens for some models on its own.
package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	api "github.com/sashabaranov/go-openai"

	"trolyluat/assistant/llm"
)

// Structured says which form of structured output a server takes.
type Structured string

// The forms. Auto tries the schema and steps down when the server refuses it.
const (
	StructuredAuto   Structured = ""
	StructuredSchema Structured = "schema"
	StructuredObject Structured = "object" // any JSON object
	StructuredNone   Structured = "none"   // only what the prompt asks
)

// Config says where the model is.
type Config struct {
	BaseURL      string // "http://localhost:8000/v1"; "" is OpenAI's
	Key          string
	Model        string
	Organisation string
	Headers      map[string]string // added to every request
	Timeout      time.Duration     // of a whole request; 0 leaves it to the context
	Connect      time.Duration     // to connect and agree on TLS; 0 is 5 s
	ReplyBytes   int64             // of a response on the wire; 0 is 4 MiB
	Structured   Structured
	// NoStreamUsage leaves out stream_options for servers that refuse it; without
	// it that is found out by itself.
	NoStreamUsage bool
	// KeepThinking leaves a leading <think>…</think> block of reasoning models in
	// the text.
	KeepThinking bool
	Transport    http.RoundTripper // nil is an own transport
}

// Generator is a model behind a server. It is safe for concurrent use.
type Generator struct {
	cfg    Config
	client *api.Client
	// What the server turned out not to take.
	noUsage, noTemperature, completionTokens, noSystem atomic.Bool
	structured                                         atomic.Value // Structured
}

// New makes a generator. It sends nothing yet.
func New(cfg Config) (*Generator, error) {
	if strings.TrimSpace(cfg.Model) == "" {
		return nil, errors.New("openai: no model is named")
	}
	c := api.DefaultConfig(cfg.Key)
	if cfg.BaseURL != "" {
		u, err := url.Parse(cfg.BaseURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("openai: base URL %q is no http address", cfg.BaseURL)
		}
		c.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	}
	c.OrgID = cfg.Organisation
	c.EmptyMessagesLimit = 1 << 20 // ReplyBytes bounds them
	c.HTTPClient = newDoer(cfg)
	g := &Generator{cfg: cfg, client: api.NewClientWithConfig(c)}
	g.noUsage.Store(cfg.NoStreamUsage)
	modern := reasoning(cfg.Model)
	g.completionTokens.Store(modern)
	g.noTemperature.Store(modern)
	s := cfg.Structured
	if s == StructuredAuto {
		s = StructuredSchema
	}
	g.structured.Store(s)
	return g, nil
}

// reasoning says whether a model of OpenAI's wants max_completion_tokens and its
// own temperature; go-openai refuses anything else for these names.
func reasoning(model string) bool {
	for _, p := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(model, p) {
			return true
		}
	}
	return false
}

// Model names the configured model.
func (g *Generator) Model() string { return g.cfg.Model }

// Models lists the models that the server offers: a check of address and key.
func (g *Generator) Models(ctx context.Context) ([]string, error) {
	ctx, seen := watch(ctx)
	list, err := g.client.ListModels(ctx)
	if err != nil {
		return nil, g.explain(ctx, err, seen, false)
	}
	var out []string
	for _, m := range list.Models {
		out = append(out, m.ID)
	}
	slices.Sort(out)
	return out, nil
}

// adaptations bounds how many parameters one request may drop.
const adaptations = 4

// Generate streams the reply to the request.
func (g *Generator) Generate(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		if g.cfg.Timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, g.cfg.Timeout)
			defer cancel()
		}
		for range adaptations {
			sent := g.request(r)
			ctx, seen := watch(ctx)
			stream, err := g.client.CreateChatCompletionStream(ctx, sent)
			if err == nil {
				g.read(ctx, stream, seen, yield)
				return
			}
			if !g.adapt(err, sent) {
				yield(llm.Delta{}, g.explain(ctx, err, seen, false))
				return
			}
		}
		yield(llm.Delta{}, &llm.Error{Kind: llm.ErrBadRequest, Model: g.cfg.Model, Status: http.StatusBadRequest, Detail: "the server refuses one parameter after another"})
	}
}

// tinyTemperature stands for zero, which go-openai would leave out so that the
// server's default applied.
const tinyTemperature = 1e-6

func (g *Generator) request(r llm.Request) api.ChatCompletionRequest {
	out := api.ChatCompletionRequest{Model: g.cfg.Model, Stream: true}
	for _, m := range r.Messages {
		role := m.Role
		if role == llm.System && g.noSystem.Load() {
			role = llm.User
		}
		out.Messages = append(out.Messages, api.ChatCompletionMessage{Role: role, Content: m.Content})
	}
	if !g.noUsage.Load() {
		out.StreamOptions = &api.StreamOptions{IncludeUsage: true}
	}
	if !g.noTemperature.Load() {
		out.Temperature = max(float32(r.Temperature), tinyTemperature)
	}
	if g.completionTokens.Load() {
		out.MaxCompletionTokens = r.MaxTokens
	} else {
		//lint:ignore SA1019 servers other than OpenAI's know only max_tokens
		out.MaxTokens = r.MaxTokens
	}
	if r.Schema != nil {
		switch g.structured.Load().(Structured) {
		case StructuredSchema:
			out.ResponseFormat = &api.ChatCompletionResponseFormat{Type: api.ChatCompletionResponseFormatTypeJSONSchema,
				JSONSchema: &api.ChatCompletionResponseFormatJSONSchema{Name: r.Schema.Name, Schema: r.Schema.JSON, Strict: true}}
		case StructuredObject:
			out.ResponseFormat = &api.ChatCompletionResponseFormat{Type: api.ChatCompletionResponseFormatTypeJSONObject}
		}
	}
	return out
}

// adapt drops the parameter that a server refused with 400 or 422 and says
// whether to ask again. What it learns holds for the generator's life.
func (g *Generator) adapt(err error, sent api.ChatCompletionRequest) bool {
	if errors.Is(err, api.ErrReasoningModelMaxTokensDeprecated) || errors.Is(err, api.ErrReasoningModelLimitationsOther) || errors.Is(err, api.ErrReasoningSamplingUnsupported) {
		changed := !g.completionTokens.Load() || !g.noTemperature.Load()
		g.completionTokens.Store(true)
		g.noTemperature.Store(true)
		return changed
	}
	status, text := refusal(err)
	if status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
		return false
	}
	text = strings.ToLower(text)
	names := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case sent.StreamOptions != nil && names("stream_options", "include_usage"):
		g.noUsage.Store(true)
	case sent.ResponseFormat != nil && names("response_format", "json_schema", "json_object", "guided", "grammar", "schema"):
		if s := g.structured.Load().(Structured); s == StructuredSchema {
			g.structured.Store(StructuredObject)
		} else {
			g.structured.Store(StructuredNone)
		}
	//lint:ignore SA1019 servers other than OpenAI's know only max_tokens
	case sent.MaxTokens > 0 && names("max_completion_tokens"):
		g.completionTokens.Store(true)
	case sent.Temperature > 0 && names("temperature"):
		g.noTemperature.Store(true)
	case slices.ContainsFunc(sent.Messages, func(m api.ChatCompletionMessage) bool { return m.Role == llm.System }) && names("system role", "'system'", "role system", "system message"):
		g.noSystem.Store(true)
	default:
		return false
	}
	return true
}

// lingering is how long a stream may stay open after its finish reason, for the
// usage.
const lingering = 2 * time.Second

// read delivers a stream's pieces and, at its end, one delta with finish reason
// and usage.
func (g *Generator) read(ctx context.Context, stream *api.ChatCompletionStream, seen *exchange, yield func(llm.Delta, error) bool) {
	defer stream.Close()
	var (
		last    = llm.Delta{Model: g.cfg.Model}
		told    bool
		refused strings.Builder
		think   = thinking{keep: g.cfg.KeepThinking}
	)
	tell := func(text string) bool {
		if text == "" {
			return true
		}
		told = true
		return yield(llm.Delta{Text: text, Model: g.cfg.Model}, nil)
	}
	for {
		raw, err := stream.RecvRaw()
		if err != nil {
			if last.Finish == "" {
				yield(llm.Delta{}, g.broken(ctx, err, seen, told))
				return
			}
			break // whole, whatever became of the connection
		}
		var event event
		if err := json.Unmarshal(raw, &event); err != nil {
			yield(llm.Delta{}, &llm.Error{Kind: malformed(told), Model: g.cfg.Model, Detail: "event is no JSON", Err: err})
			return
		}
		if len(event.Error) > 0 && string(event.Error) != "null" {
			yield(llm.Delta{}, g.midStream(event.Error, told))
			return
		}
		if u := event.Usage; u != nil {
			last.Usage = &llm.Usage{Prompt: u.PromptTokens, Completion: u.CompletionTokens}
			if u.PromptTokensDetails != nil {
				last.Usage.Cached = u.PromptTokensDetails.CachedTokens
			}
		}
		for _, c := range event.Choices {
			if c.Index != 0 {
				continue
			}
			refused.WriteString(c.Delta.Refusal)
			if !tell(think.next(c.Delta.Content)) {
				return
			}
			if c.FinishReason != "" && c.FinishReason != "null" && last.Finish == "" {
				last.Finish = finish(string(c.FinishReason))
				defer time.AfterFunc(lingering, func() { stream.Close() }).Stop()
			}
		}
	}
	if !tell(think.flush()) {
		return
	}
	switch {
	case !told && (refused.Len() > 0 || last.Finish == llm.FinishFilter):
		yield(llm.Delta{}, &llm.Error{Kind: llm.ErrFiltered, Model: g.cfg.Model, Detail: "refused before the first token"})
	case !told && last.Finish == llm.FinishLength:
		yield(llm.Delta{}, &llm.Error{Kind: llm.ErrEmpty, Model: g.cfg.Model, Detail: "all tokens went into hidden reasoning"})
	case !told:
		yield(llm.Delta{}, &llm.Error{Kind: llm.ErrEmpty, Model: g.cfg.Model})
	default:
		yield(last, nil)
	}
}

// event is a chunk of the stream with what go-openai passes over.
type event struct {
	Choices []api.ChatCompletionStreamChoice `json:"choices"`
	Usage   *api.Usage                       `json:"usage"`
	Error   json.RawMessage                  `json:"error"`
}

func finish(reason string) string {
	switch reason {
	case "length", "max_tokens":
		return llm.FinishLength
	case "content_filter":
		return llm.FinishFilter
	}
	return llm.FinishStop
}

func malformed(told bool) error {
	if told {
		return llm.ErrCut
	}
	return llm.ErrMalformed
}

// broken explains a stream that ended without a finish reason.
func (g *Generator) broken(ctx context.Context, err error, seen *exchange, told bool) error {
	if !errors.Is(err, io.EOF) {
		return g.explain(ctx, err, seen, told)
	}
	e := &llm.Error{Kind: llm.ErrCut, Model: g.cfg.Model, Detail: "stream ended without a finish reason"}
	switch {
	case seen.tooLarge():
		e.Kind, e.Detail = llm.ErrTooLarge, "response larger than allowed"
	case !told && seen.notEvents():
		e.Kind, e.Detail = llm.ErrMalformed, "response is no event stream: "+seen.contentType
	case !told:
		e.Kind, e.Detail = llm.ErrUnavailable, "stream ended before the first token"
	}
	return e
}
