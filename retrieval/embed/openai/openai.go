// Package openai embeds text with any server that speaks OpenAI's protocol:
// OpenAI itself, vLLM, TEI, Ollama, llama.cpp and others. It batches, marks
// questions and passages as the model wants them, waits and tries again when the
// server is busy, keeps a rate limit, and counts tokens and cost.
package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"

	"trolyluat/retrieval/embed"
)

// Format is how the server is asked to send vectors.
type Format string

// The formats. Base64 takes a quarter of the bytes, but not every server knows
// it: Auto asks for it and falls back.
const (
	Auto   Format = ""
	Base64 Format = "base64"
	Float  Format = "float"
)

// Config are the settings of an [Embedder]; Model is required.
type Config struct {
	BaseURL string // default OpenAI's
	Key     string
	Model   string
	// Dimensions asks for shorter vectors where the model can; 0 takes its own.
	Dimensions int
	Format     Format
	// QueryPrefix and PassagePrefix stand before texts, as E5 ("query: ",
	// "passage: ") and other models want it.
	QueryPrefix, PassagePrefix string
	BatchTexts                 int // texts a request, default 64
	BatchBytes                 int // bytes of text a request, default 200 000
	MaxBytes                   int // of one text; what is longer is cut. Default 24 000
	// PerMinute bounds requests a minute, 0 does not.
	PerMinute int
	Attempts  int           // tries of one request, default 5
	Timeout   time.Duration // of one try, default 60 s
	Backoff   time.Duration // before the second try, doubled each time; default 500 ms
	MaxWait   time.Duration // longest wait that a server may ask for, default 60 s
	// Price is what a million tokens cost, in whatever currency: [Usage.Cost].
	Price  float64
	Client *http.Client // default a client of its own
	Log    *slog.Logger
}

func (c Config) withDefaults() Config {
	c.BatchTexts = cmp.Or(c.BatchTexts, 64)
	c.BatchBytes = cmp.Or(c.BatchBytes, 200_000)
	c.MaxBytes = cmp.Or(c.MaxBytes, 24_000)
	c.Attempts = cmp.Or(c.Attempts, 5)
	c.Timeout = cmp.Or(c.Timeout, time.Minute)
	c.Backoff = cmp.Or(c.Backoff, 500*time.Millisecond)
	c.MaxWait = cmp.Or(c.MaxWait, time.Minute)
	if c.Client == nil {
		c.Client = &http.Client{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Usage is what an embedder has asked for so far.
type Usage struct {
	Requests int // that were answered
	Retries  int
	Texts    int
	Tokens   int // as the server counts them
	Cost     float64
}

// Embedder implements embed.Embedder. It is safe for concurrent use.
type Embedder struct {
	config Config
	client *openai.Client

	mu     sync.Mutex
	usage  Usage
	dim    int
	format Format
	next   time.Time // when the rate limit allows the next request
}

var _ embed.Embedder = (*Embedder)(nil)

// New returns an embedder. It asks the server nothing yet.
func New(c Config) (*Embedder, error) {
	if c.Model == "" {
		return nil, errors.New("embed: openai: no model named")
	}
	if c.BaseURL != "" {
		if u, err := url.Parse(c.BaseURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("embed: openai: %q is no address of a server", c.BaseURL)
		}
	}
	c = c.withDefaults()
	cfg := openai.DefaultConfig(c.Key)
	if c.BaseURL != "" {
		cfg.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	}
	cfg.HTTPClient = headers{c.Client}
	return &Embedder{config: c, client: openai.NewClientWithConfig(cfg), format: c.Format}, nil
}

// Model names the model and what else makes its vectors differ: the dimensions
// asked for and the prefixes.
func (e *Embedder) Model() string {
	name := e.config.Model
	if e.config.Dimensions > 0 {
		name += fmt.Sprintf("@%d", e.config.Dimensions)
	}
	if e.config.QueryPrefix != "" || e.config.PassagePrefix != "" {
		name += "#" + strings.TrimSpace(e.config.PassagePrefix)
	}
	return name
}

// Dim is the dimension: the one asked for, or that of the vectors received.
func (e *Embedder) Dim() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return cmp.Or(e.dim, e.config.Dimensions)
}

// Usage returns the counts so far.
func (e *Embedder) Usage() Usage {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.usage
}

// Embed embeds the texts in as many requests as the limits ask for, in order.
func (e *Embedder) Embed(ctx context.Context, texts []string, kind embed.Kind) ([][]float32, error) {
	prefix := e.config.QueryPrefix
	if kind == embed.Passage {
		prefix = e.config.PassagePrefix
	}
	out := make([][]float32, len(texts))
	// Equal texts are asked once; an empty one has no direction and is not asked.
	place := map[string][]int{}
	var asked []string
	for i, t := range texts {
		t = cut(strings.TrimSpace(t), e.config.MaxBytes)
		if t == "" {
			continue
		}
		t = prefix + t
		if place[t] == nil {
			asked = append(asked, t)
		}
		place[t] = append(place[t], i)
	}
	for from := 0; from < len(asked); {
		to, size := from, 0
		for to < len(asked) && to-from < e.config.BatchTexts && (to == from || size+len(asked[to]) <= e.config.BatchBytes) {
			size += len(asked[to])
			to++
		}
		vectors, err := e.request(ctx, asked[from:to])
		if err != nil {
			return nil, fmt.Errorf("embed: %s: %d texts: %w", e.config.Model, to-from, err)
		}
		for k, v := range vectors {
			for _, i := range place[asked[from+k]] {
				out[i] = v
			}
		}
		from = to
	}
	dim := e.Dim()
	for i := range out {
		if out[i] == nil {
			out[i] = make([]float32, dim)
		}
	}
	return out, nil
}

// cut shortens a text at a space, never inside a letter.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	s = s[:limit]
	if i := strings.LastIndexAny(s, " \n"); i > limit/2 {
		return s[:i]
	}
	return strings.ToValidUTF8(s, "")
}

// request asks for one batch, again and again while that can help.
func (e *Embedder) request(ctx context.Context, texts []string) ([][]float32, error) {
	var last error
	for attempt := range e.config.Attempts {
		if attempt > 0 {
			if err := e.pause(ctx, attempt, last); err != nil {
				return nil, err
			}
		}
		if err := e.take(ctx); err != nil {
			return nil, err
		}
		vectors, err := e.once(ctx, texts)
		if err == nil {
			return vectors, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		last = err
		if e.downgrade(err) {
			continue
		}
		if !temporary(err) {
			return nil, err
		}
		e.config.Log.Warn("embedding request failed, trying again", "model", e.config.Model, "attempt", attempt+1, "error", err)
	}
	return nil, fmt.Errorf("given up behind %d tries: %w", e.config.Attempts, last)
}

// once asks once.
func (e *Embedder) once(ctx context.Context, texts []string) ([][]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, e.config.Timeout)
	defer cancel()
	wait := &waitHint{}
	ctx = context.WithValue(ctx, waitKey{}, wait)
	e.mu.Lock()
	format := e.format
	e.mu.Unlock()
	req := openai.EmbeddingRequestStrings{Input: texts, Model: openai.EmbeddingModel(e.config.Model), Dimensions: e.config.Dimensions,
		EncodingFormat: openai.EmbeddingEncodingFormat(format)}
	if format == Auto {
		req.EncodingFormat = openai.EmbeddingEncodingFormatBase64
	}
	res, err := e.client.CreateEmbeddings(ctx, req)
	if err != nil {
		return nil, &failure{err, wait.get()}
	}
	vectors, err := e.vectors(res.Data, len(texts))
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.usage.Requests++
	e.usage.Texts += len(texts)
	e.usage.Tokens += res.Usage.TotalTokens
	e.usage.Cost = float64(e.usage.Tokens) / 1e6 * e.config.Price
	return vectors, nil
}

// vectors puts what the server sent in the order of the texts and checks it.
func (e *Embedder) vectors(data []openai.Embedding, n int) ([][]float32, error) {
	out := make([][]float32, n)
	for _, d := range data {
		if d.Index < 0 || d.Index >= n || out[d.Index] != nil {
			return nil, fmt.Errorf("the server sent vector %d of %d twice or out of range", d.Index, n)
		}
		for _, v := range d.Embedding {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return nil, fmt.Errorf("the server sent a vector that is not finite")
			}
		}
		out[d.Index] = d.Embedding
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, v := range out {
		switch {
		case len(v) == 0:
			return nil, fmt.Errorf("the server sent no vector for text %d of %d", i, n)
		case e.config.Dimensions > 0 && len(v) != e.config.Dimensions:
			return nil, fmt.Errorf("the server sent %d dimensions, %d were asked for", len(v), e.config.Dimensions)
		case e.dim == 0:
			e.dim = len(v)
		case len(v) != e.dim:
			return nil, fmt.Errorf("the server sent %d dimensions, %d before", len(v), e.dim)
		}
	}
	return out, nil
}

// downgrade falls back to plain numbers when the server does not know base64.
func (e *Embedder) downgrade(err error) bool {
	var syntax *json.UnmarshalTypeError
	var api *openai.APIError
	refused := errors.As(err, &api) && api.HTTPStatusCode == http.StatusBadRequest && strings.Contains(strings.ToLower(api.Message), "encoding_format")
	if !errors.As(err, &syntax) && !refused {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.format != Auto {
		return false
	}
	e.format = Float
	return true
}
