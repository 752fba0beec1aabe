// Package assistant turns a question into a stream of typed events: what was
// understood, the evidence found, the answer with its citations, the checks it
// passed. It works without a model (the provisions that answer are quoted, the
// sentences that matter marked) and better with one. The web, the interfaces
// under web/api, the command line and the evaluation call it.
package assistant

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/privacy"
	"trolyluat/assistant/reading"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// Searcher reads questions and finds evidence; *retrieval.Searcher is one.
type Searcher interface {
	Analyze(ctx context.Context, text string) (retrieval.Analysis, error)
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Assistant answers questions over one store.
type Assistant struct {
	search    Searcher
	terms     TermStats
	reader    *reading.Reader
	generator llm.Generator // nil: answers are extractive
	log       *slog.Logger
	today     func() corpus.Date
	timeout   time.Duration
	config    Config
}

// TermStats tells how common words are in the store; retrieval.Index is one.
type TermStats interface {
	Frequencies(ctx context.Context, terms []string) (df []int, chunks int, err error)
}

// Config is what New needs. Generator may be nil.
type Config struct {
	Searcher  Searcher
	Terms     TermStats
	Generator llm.Generator
	Reader    *reading.Reader // default: the one that ships
	Log       *slog.Logger
	Today     func() corpus.Date // default: the clock
	Timeout   time.Duration      // for the model's part, default one minute
	// LegalAid is the line on free legal aid at the end of a citizen's answer, with
	// whom to turn to; "" for none.
	LegalAid string
	// Helplines are whom somebody in despair can call, each "who: number".
	Helplines []string
	// Remote says that the model is not on the operator's own machines: personal
	// data in questions are then masked. RemoteRoles are the readers besides
	// citizens whose questions may go to it all the same, for masking leaves the
	// facts of a case; the others get the extractive answer, which says why.
	Remote      bool
	RemoteRoles []Role
	Masker      *privacy.Masker // default: all kinds
	// Prices are what models cost, for Answer.Usage; Currency names their unit.
	Prices   map[string]llm.Price
	Currency string
	// Entail has the model check statements that code could not confirm against
	// their passages.
	Entail bool
	// ContextTokens is how many tokens the model takes, prompt and reply together;
	// 0 is 8,192.
	ContextTokens int
}

// New makes an assistant.
func New(c Config) *Assistant {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Today == nil {
		c.Today = corpus.Today
	}
	if c.Masker == nil {
		c.Masker = privacy.New(privacy.Options{})
	}
	if c.Reader == nil {
		c.Reader = reading.Default()
	}
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	return &Assistant{search: c.Searcher, terms: c.Terms, reader: c.Reader, generator: c.Generator, log: c.Log,
		today: c.Today, timeout: c.Timeout, config: c}
}

// Ask answers a question as a stream of events that ends with Done. An error
// ends the stream; a model that fails does not: the answer is then extractive
// and says so.
func (a *Assistant) Ask(ctx context.Context, q Question) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		t := &turn{Assistant: a, question: q, yield: yield, start: time.Now()}
		if err := t.run(ctx); err != nil && !t.stopped {
			yield(Event{}, err)
		}
	}
}

// Answer runs Ask to its end and returns the whole answer.
func (a *Assistant) Answer(ctx context.Context, q Question) (*Answer, error) {
	var answer *Answer
	for event, err := range a.Ask(ctx, q) {
		if err != nil {
			return nil, err
		}
		if event.Type == Done {
			answer = event.Answer
		}
	}
	return answer, nil
}
