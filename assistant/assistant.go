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
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// Role is the reader that an answer is written for.
type Role string

// The four readers of the design.
const (
	Citizen  Role = "citizen"  // người dân
	Judge    Role = "judge"    // thẩm phán, thư ký tòa án
	Drafter  Role = "drafter"  // người soạn thảo văn bản
	Official Role = "official" // cán bộ, công chức
)

// Roles lists the readers in the order in which they are offered.
func Roles() []Role { return []Role{Citizen, Judge, Drafter, Official} }

// Name is the Vietnamese name of the reader.
func (r Role) Name() string {
	switch r {
	case Citizen:
		return "Người dân"
	case Judge:
		return "Thẩm phán"
	case Drafter:
		return "Người soạn thảo"
	case Official:
		return "Cán bộ, công chức"
	}
	return string(r)
}

// Valid says whether r is one of the four.
func (r Role) Valid() bool {
	return r == Citizen || r == Judge || r == Drafter || r == Official
}

// Question is what a reader asks.
type Question struct {
	Text string
	Role Role        // "" is Citizen
	AsOf corpus.Date // the law of that date; zero is today
}

// EventType orders the stream: understood → searching → evidence → text … →
// checks → done.
type EventType string

// The events.
const (
	Understood EventType = "understood"
	Searching  EventType = "searching"
	Evidence   EventType = "evidence"
	Text       EventType = "text"
	Checks     EventType = "checks"
	Done       EventType = "done"
)

// Event is one step of an answer. Only the field of its type is set.
type Event struct {
	Type      EventType  `json:"type"`
	Role      Role       `json:"role,omitempty"`      // understood
	AsOf      string     `json:"as_of,omitempty"`     // understood; ISO date
	Notes     []string   `json:"notes,omitempty"`     // understood, evidence
	Citations []Citation `json:"citations,omitempty"` // evidence
	Text      string     `json:"text,omitempty"`      // text: appended to what came before
	Checks    []Check    `json:"checks,omitempty"`    // checks
	Answer    *Answer    `json:"answer,omitempty"`    // done: the whole
}

// Mode tells how an answer was made.
type Mode string

// The modes of an answer.
const (
	Extractive Mode = "extractive" // quoted, without a model
	Model      Mode = "model"
)

// Answer is the whole of what a reader gets. Its JSON form is the stable schema
// of `trolyluat ask --json`.
type Answer struct {
	Question  string     `json:"question"`
	Role      Role       `json:"role"`
	AsOf      string     `json:"as_of"`
	Mode      Mode       `json:"mode"`
	Found     bool       `json:"found"` // false: the store holds no basis; citations are then the nearest texts
	Certainty Certainty  `json:"certainty"`
	Text      string     `json:"answer"` // Markdown; [1] refers to Citations
	Citations []Citation `json:"citations"`
	Checks    []Check    `json:"checks"`
	Notes     []string   `json:"notes"` // what the reader should know, in Vietnamese
	Seconds   float64    `json:"seconds"`
}

// Citation is a passage that an answer stands on.
type Citation struct {
	Number     int           `json:"number"` // as in the text, from 1
	Document   string        `json:"document"`
	ID         string        `json:"document_id"`
	Printed    string        `json:"document_number"` // as printed; "" where there is none
	Title      string        `json:"title"`
	Kind       corpus.Kind   `json:"kind"`
	Path       string        `json:"path"`        // of the điều
	Quoted     string        `json:"quoted_path"` // of the khoản or điểm that is quoted
	Label      string        `json:"label"`       // "khoản 1 Điều 25"
	Heading    string        `json:"heading,omitempty"`
	Context    []string      `json:"context,omitempty"`
	Quote      string        `json:"quote"` // word for word
	Marks      []corpus.Span `json:"marks"` // the sentences that matter, byte ranges in Quote
	Status     corpus.Status `json:"status"`
	StatusName string        `json:"status_name"`
	From       string        `json:"from,omitempty"`
	To         string        `json:"to,omitempty"`
	Fictional  bool          `json:"fictional,omitempty"`
	SourceID   string        `json:"source_id,omitempty"`
	URL        string        `json:"url"` // of the place in the reader's page
	Score      float64       `json:"score"`
}

// Check is what a test of one statement found.
type Check struct {
	Statement string   `json:"statement"`
	State     string   `json:"state"`      // verbatim, matched, unverified
	StateName string   `json:"state_name"` // đúng nguyên văn, đã đối chiếu, chưa kiểm chứng
	Citations []int    `json:"citations"`
	Problems  []string `json:"problems,omitempty"` // Vietnamese
}

// Searcher finds evidence; *retrieval.Searcher is one.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Assistant answers questions over one store.
type Assistant struct {
	search    Searcher
	terms     TermStats
	generator llm.Generator // nil: answers are extractive
	log       *slog.Logger
	today     func() corpus.Date
	timeout   time.Duration
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
	Log       *slog.Logger
	Today     func() corpus.Date // default: the clock
	Timeout   time.Duration      // for the model's part, default one minute
}

// New makes an assistant.
func New(c Config) *Assistant {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Today == nil {
		c.Today = corpus.Today
	}
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	return &Assistant{search: c.Searcher, terms: c.Terms, generator: c.Generator, log: c.Log,
		today: c.Today, timeout: c.Timeout}
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
