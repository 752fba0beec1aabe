// Package embed says what turns text into vectors. The adapters are below it:
// local needs no network and is trained on the operator's own corpus, openai
// asks any server that speaks OpenAI's protocol. Package retrieval embeds
// questions with it, the ingest pipeline passages.
package embed

import "context"

// Kind tells what a text is; many models want questions and passages marked
// differently.
type Kind int

// The kinds of text.
const (
	Query Kind = iota
	Passage
)

// Embedder turns texts into vectors, one per text and all of dimension Dim. A
// vector of zeros stands for a text in which the model knows no word.
type Embedder interface {
	Embed(ctx context.Context, texts []string, kind Kind) ([][]float32, error)
	// Model names the model, with all that makes its vectors differ from those of
	// another: vectors of different names never compare.
	Model() string
	// Dim is the dimension, 0 as long as a server has not told it.
	Dim() int
}

// Passages is an embedder seen by those who embed passages alone, such as the
// ingest pipeline.
type Passages struct{ Embedder }

// EmbedPassages embeds texts as passages.
func (p Passages) EmbedPassages(ctx context.Context, texts []string) ([][]float32, error) {
	return p.Embed(ctx, texts, Passage)
}
