// Package llm says what a language model is to this system: a [Generator] that
// turns messages into a stream of text. It holds the typed errors with the
// words a reader sees, and small decorators over Generator (retry, time limits,
// breaker, fallback, size cap, cache, accounting) that package assistant stacks
// with [Harden]. It knows no vendor: llm/openai is the adapter, llm/fake the
// server that tests talk to.
package llm

import (
	"context"
	"encoding/json"
	"iter"
)

// The roles of a message.
const (
	System    = "system"
	User      = "user"
	Assistant = "assistant"
)

// Message is one turn of what the model is given.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Schema asks for an answer that is one JSON object.
type Schema struct {
	Name string          // letters, digits, '_' and '-'
	JSON json.RawMessage // JSON Schema of the object
}

// Scope is what an answer depends on besides its messages and parameters; a
// request with one may be answered from a [Cache].
type Scope struct {
	Prompt   string // content hash of the prompt's template
	Evidence string // what was retrieved, by ids and versions
	Date     string // the date the answer is for, and the day it is given where that matters
}

// Request is one call of a model.
type Request struct {
	Messages    []Message
	MaxTokens   int     // of the reply; 0 leaves it to the server
	Temperature float64 // 0 is the most steady
	Schema      *Schema // nil for free text
	// Purpose names the step for accounting and logs: "answer", "rewrite",
	// "entail", "repair".
	Purpose string
	// Scope opens the cache to this request; nil never caches.
	Scope *Scope
}

// Usage counts tokens. Estimated says that the server sent none and [Count]
// stood in.
type Usage struct {
	Prompt     int  `json:"prompt"`
	Completion int  `json:"completion"`
	Cached     int  `json:"cached,omitempty"` // part of Prompt that the server had in its cache
	Estimated  bool `json:"estimated,omitempty"`
}

// Total is prompt and completion together.
func (u Usage) Total() int { return u.Prompt + u.Completion }

// The ways in which a reply ends, as Delta.Finish.
const (
	FinishStop   = "stop"           // the model was done
	FinishLength = "length"         // MaxTokens or the model's own limit cut it
	FinishFilter = "content_filter" // the server withheld the rest
)

// Delta is a piece of a reply. The last one of a good stream has Finish set;
// Usage may come with it or after it.
type Delta struct {
	Text   string
	Finish string
	Usage  *Usage
	Model  string // that answers, as [Generator.Model] names it
	Cached bool   // the reply comes from this system's cache
}

// Generator is a language model.
//
// The sequence yields deltas and ends. An error comes as the last pair and
// nothing follows it; a sequence that ends without an error has yielded a
// Finish. Errors are *[Error] or wrap a context's. Stopping the iteration
// releases the connection. Generate may be called concurrently.
type Generator interface {
	Generate(ctx context.Context, r Request) iter.Seq2[Delta, error]
	// Model is the configured model's name.
	Model() string
}

// Reply is a whole answer of a model.
type Reply struct {
	Text   string `json:"text"`
	Finish string `json:"finish"`
	Usage  Usage  `json:"usage"`
	Model  string `json:"model"`
	Cached bool   `json:"cached,omitempty"`
}

// Collect reads a stream to its end. On an error the reply holds what came
// before it. A stream that ends without a Finish is [ErrCut].
func Collect(seq iter.Seq2[Delta, error]) (Reply, error) {
	var keep collector
	for d, err := range seq {
		keep.add(d, err)
		if err != nil {
			return keep.reply(), err
		}
	}
	r := keep.reply()
	if r.Finish == "" {
		return r, &Error{Kind: ErrCut, Model: r.Model, Detail: "stream ended without a finish reason"}
	}
	return r, nil
}

// Func makes a Generator of a function, for tests and for small decorators.
type Func struct {
	Name string
	F    func(ctx context.Context, r Request) iter.Seq2[Delta, error]
}

// Generate calls the function.
func (f Func) Generate(ctx context.Context, r Request) iter.Seq2[Delta, error] { return f.F(ctx, r) }

// Model returns the name.
func (f Func) Model() string { return f.Name }
