// Package retrieval turns a question into evidence: it analyses the query,
// searches words and vectors, fuses and ranks, and adds the neighbours that a
// reader needs. It reads the corpus through [Index], which the backends under
// it implement, and is called by assistant, eval and the command line.
package retrieval

import (
	"context"

	"trolyluat/corpus"
	"trolyluat/retrieval/rank"
)

// Mode chooses how candidates are found.
type Mode string

// The modes. Hybrid falls back to lexical where there are no vectors, and the
// result says so.
const (
	Hybrid  Mode = "hybrid"
	Lexical Mode = "lexical"
	Vector  Mode = "vector"
)

// Filter narrows a search before top-k is taken. The zero value keeps all.
type Filter struct {
	// AsOf keeps what may be in force on the date; zero keeps every version. An
	// unknown interval never excludes.
	AsOf      corpus.Date
	Kinds     []corpus.Kind
	Issuers   []string
	Documents []string // document keys or IDs
}

// Query is a question with its settings.
type Query struct {
	Text string
	Filter
	Mode    Mode // "" is Hybrid
	K       int  // number of hits, default 10
	Explain bool // fill Hit.Parts
}

// Hit is one điều (or section of a judgment) that answers. A result holds each
// điều of a document once.
type Hit struct {
	Document   corpus.DocumentInfo
	Chunk      corpus.Chunk  // with its text, interval and source id
	BestPath   string        // khoản or điểm that carries the answer, "" when the whole điều does
	Highlights []corpus.Span // byte ranges in Chunk.Text of the words that matched
	Status     corpus.Status // on Query.AsOf, or on today when that is zero
	Score      float64
	Parts      map[string]float64 // of the score, by name; nil unless Query.Explain
	Reason     string             // why it is here where that is not its score: "direct", "definition", …
}

// ReasonDirect is Hit.Reason of a provision that the query names by its number.
const ReasonDirect = "direct"

// Result is what a search found.
type Result struct {
	Hits []Hit
	// Notes are what the reader should know about the search, in Vietnamese:
	// that vectors were not there, that a date was read from the question, …
	Notes []string
	// Analysis is how the query was understood.
	Analysis Analysis
	// Near are the hits that just missed, when Query.Explain: the next by score,
	// and (Hit.Reason "filtered") those that the filter kept out.
	Near []Hit
}

// Candidate is a chunk with a score of one searching method.
type Candidate struct {
	Chunk corpus.ChunkID
	Score float64
}

// QueryTerm is a term of the lexical index with the weight that the query
// gives it.
type QueryTerm struct {
	Term   string
	Weight float64
}

// Index reads what a store committed. All methods see one committed state or a
// later one, and are safe for concurrent use.
type Index interface {
	// Lexical returns the k best chunks by BM25F over the weighted terms among
	// those that pass the filter, best first.
	Lexical(ctx context.Context, terms []QueryTerm, f Filter, k int) ([]Candidate, error)
	// Nearest returns the k chunks nearest by cosine among those that pass the
	// filter and have a vector of that model.
	Nearest(ctx context.Context, model string, vector []float32, f Filter, k int) ([]Candidate, error)
	// Frequencies returns in how many chunks each term occurs, and the number of
	// chunks.
	Frequencies(ctx context.Context, terms []string) (df []int, chunks int, err error)
	// Chunks returns the chunks with those numbers, in that order; one that is
	// gone is left out.
	Chunks(ctx context.Context, ids []corpus.ChunkID) ([]corpus.Chunk, error)
	// Articles returns the chunks (all versions, all windows) of a điều of a
	// document, or of the whole document when path is "".
	Articles(ctx context.Context, document, path string) ([]corpus.Chunk, error)
	// Infos returns the documents with those IDs, by ID.
	Infos(ctx context.Context, ids []string) (map[string]corpus.DocumentInfo, error)
	// Generation changes whenever a commit becomes visible.
	Generation(ctx context.Context) (uint64, error)
}

// Passage is a chunk prepared for ranking.
type Passage struct {
	Chunk corpus.Chunk // see [rank.Bare]
	// Prepared has the vectors of local.Default, or none; it lacks the Document, which
	// the searcher fills in.
	Prepared *rank.Passage
}

// PassageIndex is an [Index] that keeps chunks prepared for ranking, so that the
// hundred candidates of a question need not be cut into tokens again. An index
// that does not is searched all the same.
type PassageIndex interface {
	// Passages returns the passages of the chunks with those numbers, in any order;
	// one that is gone, or was never prepared by a program like this one, is left out.
	Passages(ctx context.Context, ids []corpus.ChunkID) ([]Passage, error)
}
