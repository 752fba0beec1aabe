package lookup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// Limits of a search.
const (
	MaxHits  = 100
	MaxQuery = 4000 // characters
)

// SearchRequest asks for provisions.
type SearchRequest struct {
	Query     string         `json:"query"`
	AsOf      corpus.Date    `json:"as_of,omitzero"`      // law of that day; zero is today
	AllDates  bool           `json:"all_dates,omitempty"` // also what is no longer or not yet in force
	Kinds     []corpus.Kind  `json:"kinds,omitempty"`
	Issuers   []string       `json:"issuers,omitempty"`
	Documents []string       `json:"documents,omitempty"` // keys, numbers or names
	Mode      retrieval.Mode `json:"mode,omitempty"`
	Limit     int            `json:"limit,omitempty"` // 0 is ten
}

// SearchResult is what was found, best first.
type SearchResult struct {
	Query string      `json:"query"`
	AsOf  corpus.Date `json:"as_of"` // "" where all dates were searched
	Hits  []Hit       `json:"hits"`
	Notes []string    `json:"notes"` // what the reader should know, in Vietnamese
}

// Hit is one điều, or section of a judgment, that answers.
type Hit struct {
	Document    string        `json:"document"` // key
	DocumentID  string        `json:"document_id"`
	Number      string        `json:"number"` // as printed
	Title       string        `json:"title"`
	Kind        corpus.Kind   `json:"kind"`
	KindName    string        `json:"kind_name"`
	Path        string        `json:"path"`      // of the điều
	BestPath    string        `json:"best_path"` // khoản or điểm that carries the answer, or the điều
	Label       string        `json:"label"`     // "khoản 1 Điều 25"
	Heading     string        `json:"heading"`
	HeadingPath []string      `json:"heading_path"` // headings above, outermost first
	Text        string        `json:"text"`
	Highlights  []corpus.Span `json:"highlights"` // byte ranges of text
	Status      corpus.Status `json:"status"`
	StatusName  string        `json:"status_name"`
	From        corpus.Date   `json:"from"`
	To          corpus.Date   `json:"to"`
	Score       float64       `json:"score"`
	URL         string        `json:"url"`
	Fictional   bool          `json:"fictional,omitempty"` // invented sample law
}

// query checks the request and turns it into a query.
func (d *Desk) query(ctx context.Context, r SearchRequest) (q retrieval.Query, err error) {
	q = retrieval.Query{Text: strings.TrimSpace(r.Query), Mode: r.Mode, K: r.Limit,
		Filter: retrieval.Filter{AsOf: d.date(r.AsOf), Kinds: r.Kinds, Issuers: r.Issuers}}
	switch {
	case q.Text == "":
		return q, Inputf("query", "cần câu hỏi hoặc từ ngữ để tìm")
	case !utf8.ValidString(q.Text):
		return q, Inputf("query", "có ký tự không đọc được")
	case utf8.RuneCountInString(q.Text) > MaxQuery:
		return q, Inputf("query", "dài quá %d ký tự", MaxQuery)
	case r.Limit < 0 || r.Limit > MaxHits:
		return q, Inputf("limit", "phải từ 1 đến %d", MaxHits)
	case len(r.Documents) > 50 || len(r.Issuers) > 50:
		return q, Inputf("documents", "quá 50 giá trị")
	}
	if r.AllDates {
		if r.AsOf != 0 {
			return q, Inputf("all_dates", "không dùng cùng as_of")
		}
		q.AsOf = 0
	}
	switch q.Mode {
	case "", retrieval.Hybrid, retrieval.Lexical, retrieval.Vector:
	default:
		return q, Inputf("mode", "phải là hybrid, lexical hoặc vector")
	}
	for _, k := range r.Kinds {
		if !k.Valid() {
			return q, Inputf("kinds", "không có loại văn bản %q", clip(string(k)))
		}
	}
	if len(r.Documents) > 0 {
		c, err := d.catalogue(ctx)
		if err != nil {
			return q, err
		}
		for _, name := range r.Documents {
			info, err := c.find(ctx, name, q.AsOf)
			if err != nil {
				return q, err
			}
			q.Documents = append(q.Documents, info.Key)
		}
	}
	return q, nil
}

// Search finds provisions.
func (d *Desk) Search(ctx context.Context, r SearchRequest) (*SearchResult, error) {
	q, err := d.query(ctx, r)
	if err != nil {
		return nil, err
	}
	found, err := d.search.Search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("lookup: search: %w", err)
	}
	out := &SearchResult{Query: q.Text, AsOf: q.AsOf, Hits: make([]Hit, 0, len(found.Hits)), Notes: list(found.Notes)}
	for i := range found.Hits {
		out.Hits = append(out.Hits, d.hit(&found.Hits[i], q.AsOf))
	}
	return out, nil
}

func (d *Desk) hit(h *retrieval.Hit, on corpus.Date) Hit {
	best := h.BestPath
	if best == "" {
		best = h.Chunk.Path
	}
	label := corpus.PathLabel(best)
	if label == "" {
		label = h.Chunk.Label
	}
	return Hit{Document: h.Document.Key, DocumentID: h.Document.ID, Number: h.Document.Number, Title: h.Document.Title,
		Kind: h.Document.Kind, KindName: h.Document.Kind.Name(), Path: h.Chunk.Path, BestPath: best, Label: label, Heading: h.Chunk.Heading,
		HeadingPath: list(h.Chunk.Context), Text: h.Chunk.Text, Highlights: list(h.Highlights), Status: h.Status, StatusName: h.Status.Name(),
		From: h.Chunk.From, To: h.Chunk.To, Score: h.Score, URL: d.address(h.Document.ID, best, on), Fictional: h.Document.Fictional}
}

// Precedents are the kinds of text that FindPrecedents looks through.
func Precedents() []corpus.Kind { return []corpus.Kind{corpus.KindPrecedent, corpus.KindJudgment} }

// FindPrecedents finds án lệ and judgments for a situation, án lệ first. Judgments
// of all dates count: what a court held does not lapse like a statute.
func (d *Desk) FindPrecedents(ctx context.Context, situation string, limit int) (*SearchResult, error) {
	if limit == 0 {
		limit = 10
	}
	out, err := d.Search(ctx, SearchRequest{Query: situation, AllDates: true, Kinds: Precedents(), Limit: limit})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out.Hits, func(a, b Hit) int { return precedence(a.Kind) - precedence(b.Kind) })
	if len(out.Hits) == 0 {
		out.Notes = append(out.Notes, "Kho chưa có án lệ hoặc bản án nào gần với tình huống này.")
	}
	return out, nil
}

func precedence(k corpus.Kind) int {
	if k == corpus.KindPrecedent {
		return 0
	}
	return 1
}

// list makes an absent list an empty one.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
