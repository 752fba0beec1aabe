package corpus

import (
	"context"
	"errors"
	"iter"
	"strings"
)

// The sentinels of a [Store] and of what reads it.
var (
	// ErrNotFound is returned when a document or provision is not in the store.
	ErrNotFound = errors.New("corpus: not found")
	// ErrUnavailable is wrapped by errors that say the store cannot be reached at
	// the moment; the same request may succeed later.
	ErrUnavailable = errors.New("corpus: the store cannot be reached")
	// ErrBusy is wrapped by the error of a commit that waited too long for
	// another's.
	ErrBusy = errors.New("corpus: the store is busy with another commit")
)

// SourceSeparator stands in a Document.ID between the key and the tag of a
// further source of that key.
const SourceSeparator = "~"

// KeyOf returns the key of a document ID: the ID without its source tag.
func KeyOf(id string) string {
	key, _, _ := strings.Cut(id, SourceSeparator)
	return key
}

// ChunkID is a store's own number for a chunk. It is never reused.
type ChunkID uint32

// Chunk is the unit that is indexed, embedded and ranked: a điều in one version
// (of a judgment, án lệ or procedure: a section). Its khoản and điểm are Units.
type Chunk struct {
	ID       ChunkID `json:"id"`               // set by the store
	Document string  `json:"document"`         // Document.ID
	Path     string  `json:"path"`             // of the điều
	Window   int     `json:"window,omitempty"` // 0, or the ordinal of a window of a very long điều
	Label    string  `json:"label"`            // "Điều 25"
	Heading  string  `json:"heading,omitempty"`
	// Context is the headings above, outermost first: "Chương III. Hợp đồng lao động".
	Context []string `json:"context,omitempty"`
	Text    string   `json:"text"` // with the label line
	Units   []Unit   `json:"units,omitempty"`
	Span    Span     `json:"span"` // in Document.Text; zero for a text that an amendment made
	Page    int      `json:"page,omitempty"`
	Interval
	Status   Status `json:"status,omitempty"` // only where the interval does not tell
	By       string `json:"by,omitempty"`     // instrument that made this version
	SourceID string `json:"source_id,omitempty"`
}

// DocumentInfo is a document without its text: what lists, filters and ranking
// need of it.
type DocumentInfo struct {
	ID         string   `json:"id"`
	Key        string   `json:"key"`
	Kind       Kind     `json:"kind"`
	Number     string   `json:"number,omitempty"`
	Title      string   `json:"title"`
	ShortNames []string `json:"short_names,omitempty"`
	Issuer     string   `json:"issuer,omitempty"`
	Rank       int      `json:"rank,omitempty"`
	Territory  string   `json:"territory,omitempty"`
	Fields     []string `json:"fields,omitempty"`
	Issued     Date     `json:"issued,omitzero"`
	Effective  Interval `json:"effective,omitzero"`
	Status     Status   `json:"status,omitempty"`
	Inferred   bool     `json:"inferred,omitempty"`
	Fictional  bool     `json:"fictional,omitempty"`
	Source     Source   `json:"source"`
	Articles   int      `json:"articles"` // number of điều as issued
	Chunks     int      `json:"chunks"`
	Warnings   int      `json:"warnings,omitempty"`
}

// Info returns the document without its text. Chunks is left to the store.
func (d *Document) Info() DocumentInfo {
	info := DocumentInfo{ID: d.ID, Key: d.Key, Kind: d.Kind, Number: d.Number, Title: d.Title,
		ShortNames: d.ShortNames, Issuer: d.Issuer, Rank: d.Rank, Territory: d.Territory, Fields: d.Fields,
		Issued: d.Issued, Effective: d.Effective, Status: d.Status, Inferred: d.Inferred || d.EndInferred, Fictional: d.Fictional,
		Source: d.Source, Warnings: len(d.Warnings)}
	for i := range d.Provisions {
		if d.Provisions[i].Level == LevelArticle {
			info.Articles++
		}
	}
	return info
}

// Embedded is the vectors of a document's chunks by one embedding model; model
// name and dimension travel with every vector.
type Embedded struct {
	Model   string
	Vectors [][]float32 // parallel to Entry.Chunks; nil where a chunk has none
}

// Entry is one document with everything that is stored of it.
type Entry struct {
	Document *Document
	Chunks   []Chunk
	Vectors  []Embedded
}

// Change is what one Commit does, in one transaction: the removals first, then
// the puts. A put replaces everything stored under the same Document.ID.
type Change struct {
	Put    []Entry
	Remove []string // document IDs; an unknown one is no error
}

// Store keeps the corpus. A reader sees a document whole or not at all, with
// its chunks, postings and vectors.
type Store interface {
	// Commit applies the change in one transaction.
	Commit(ctx context.Context, c Change) error
	// Document returns the whole document by ID, or ErrNotFound.
	Document(ctx context.Context, id string) (*Document, error)
	// Documents walks all documents in ID order.
	Documents(ctx context.Context) iter.Seq2[DocumentInfo, error]
	// Lookup returns the documents with that key, all sources of it, the first
	// source first; none is no error.
	Lookup(ctx context.Context, key string) ([]DocumentInfo, error)
	// RelationsTo returns the relations of other documents that point at key,
	// each with the ID of the document that holds it.
	RelationsTo(ctx context.Context, key string) ([]IncomingRelation, error)
	// Seen returns the ID of the document last ingested from that source URI
	// with its SHA-256, or "" when there is none.
	Seen(ctx context.Context, uri string) (ids []string, sha256 string, err error)
	Close() error
}

// IncomingRelation is a relation seen from its target.
type IncomingRelation struct {
	Document string // ID of the document that says so
	Relation
}
