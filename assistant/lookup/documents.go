package lookup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// DocumentQuery asks for a page of the documents, by ID.
type DocumentQuery struct {
	Search string        `json:"search,omitempty"` // words of name or number, with or without diacritics
	Kinds  []corpus.Kind `json:"kinds,omitempty"`
	Limit  int           `json:"limit,omitempty"` // 0 is fifty
	After  string        `json:"after,omitempty"` // DocumentPage.Next of the page before
}

// MaxDocuments is how many documents a page holds at most.
const MaxDocuments = 200

// DocumentPage is one page of the list.
type DocumentPage struct {
	Total     int           `json:"total"` // that match, on all pages
	Documents []DocumentRow `json:"documents"`
	Next      string        `json:"next,omitempty"` // "" where nothing follows
}

// DocumentRow is a document without its text.
type DocumentRow struct {
	Document       string        `json:"document"` // key
	DocumentID     string        `json:"document_id"`
	Number         string        `json:"number"`
	Title          string        `json:"title"`
	Kind           corpus.Kind   `json:"kind"`
	KindName       string        `json:"kind_name"`
	Issuer         string        `json:"issuer"`
	Issued         corpus.Date   `json:"issued"`
	From           corpus.Date   `json:"from"`
	To             corpus.Date   `json:"to"`
	Status         corpus.Status `json:"status"` // today
	StatusName     string        `json:"status_name"`
	Inferred       bool          `json:"inferred,omitempty"` // the interval was concluded and not read ("suy ra")
	Articles       int           `json:"articles"`           // điều as issued
	Source         string        `json:"source"`             // name of the file it came from
	SourceHash     string        `json:"source_sha256"`
	URL            string        `json:"url"`
	Fictional      bool          `json:"fictional,omitempty"`
	TextWarnings   int           `json:"text_warnings"` // doubts met in reading the text
	ShortNames     []string      `json:"short_names"`
	Territory      string        `json:"territory,omitempty"`
	LegalHierarchy int           `json:"rank"` // 1 highest, 0 outside
}

func (d *Desk) row(i *corpus.DocumentInfo) DocumentRow {
	status := retrieval.StatusOf(i, &corpus.Chunk{}, d.today())
	return DocumentRow{Document: i.Key, DocumentID: i.ID, Number: i.Number, Title: i.Title, Kind: i.Kind, KindName: i.Kind.Name(),
		Issuer: i.Issuer, Issued: i.Issued, From: i.Effective.From, To: i.Effective.To, Status: status, StatusName: status.Name(),
		Inferred: i.Inferred, Articles: i.Articles, Source: i.Source.Name, SourceHash: i.Source.SHA256, URL: d.address(i.ID, "", 0),
		Fictional: i.Fictional, TextWarnings: i.Warnings, ShortNames: list(i.ShortNames), Territory: i.Territory, LegalHierarchy: i.Rank}
}

// Documents returns a page of the documents that match.
func (d *Desk) Documents(ctx context.Context, q DocumentQuery) (*DocumentPage, error) {
	limit := q.Limit
	switch {
	case limit == 0:
		limit = 50
	case limit < 0 || limit > MaxDocuments:
		return nil, Inputf("limit", "phải từ 1 đến %d", MaxDocuments)
	}
	for _, k := range q.Kinds {
		if !k.Valid() {
			return nil, Inputf("kinds", "không có loại văn bản %q", clip(string(k)))
		}
	}
	c, err := d.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	words := strings.Fields(reference.NameKey(q.Search))
	page := &DocumentPage{Documents: []DocumentRow{}}
	var found []*corpus.DocumentInfo
	for i := range c.Infos {
		info := &c.Infos[i]
		if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, info.Kind) ||
			slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(c.Folded[i], w) }) {
			continue
		}
		found = append(found, info)
	}
	page.Total = len(found)
	slices.SortFunc(found, func(a, b *corpus.DocumentInfo) int { return cmp.Compare(a.ID, b.ID) }) // pages go by ID
	for _, info := range found {
		switch {
		case info.ID <= q.After:
		case len(page.Documents) < limit:
			page.Documents = append(page.Documents, d.row(info))
		case page.Next == "":
			page.Next = page.Documents[limit-1].DocumentID
		}
	}
	return page, nil
}

// DocumentView is a document with its outline.
type DocumentView struct {
	DocumentRow
	Sources []string      `json:"sources"` // IDs of all sources of the same text
	Basis   []string      `json:"basis"`   // căn cứ as printed
	Outline []OutlineItem `json:"outline"`
	Dates   []corpus.Date `json:"change_dates"` // days on which the text changed, ascending
}

// OutlineItem is a unit of the document from the whole down to the điều.
type OutlineItem struct {
	Path    string `json:"path"`
	Level   string `json:"level"` // Vietnamese: "Chương", "Điều"
	Label   string `json:"label"` // as cited: "Điều 25"
	Heading string `json:"heading,omitempty"`
	Depth   int    `json:"depth"` // from 0
}

// Document returns a document with its outline, as issued.
func (d *Desk) Document(ctx context.Context, name string) (*DocumentView, error) {
	c, err := d.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	info, err := c.find(ctx, name, d.today())
	if err != nil {
		return nil, err
	}
	doc, err := d.load(ctx, info)
	if err != nil {
		return nil, err
	}
	v := &DocumentView{DocumentRow: d.row(info), Basis: list(doc.Basis), Outline: []OutlineItem{}, Dates: []corpus.Date{}, Sources: []string{}}
	for i := range c.Infos {
		if c.Infos[i].Key == info.Key {
			v.Sources = append(v.Sources, c.Infos[i].ID)
		}
	}
	slices.Sort(v.Sources)
	depth := make([]int, len(doc.Provisions))
	for i := range doc.Provisions {
		p := &doc.Provisions[i]
		if p.Parent >= 0 {
			depth[i] = depth[p.Parent] + 1
		}
		switch p.Level {
		case corpus.LevelClause, corpus.LevelPoint, corpus.LevelPreamble, corpus.LevelClosing, corpus.LevelNone:
			continue
		}
		label := corpus.PathLabel(p.Path)
		if label == "" {
			label = p.Label
		}
		v.Outline = append(v.Outline, OutlineItem{Path: p.Path, Level: p.Level.Name(), Label: label, Heading: p.Heading, Depth: depth[i]})
	}
	for i := range doc.Versions {
		if from := doc.Versions[i].From; from != 0 && doc.Versions[i].By != "" && !slices.Contains(v.Dates, from) {
			v.Dates = append(v.Dates, from)
		}
	}
	slices.Sort(v.Dates)
	return v, nil
}

func (d *Desk) load(ctx context.Context, info *corpus.DocumentInfo) (*corpus.Document, error) {
	doc, err := d.library.Document(ctx, info.ID)
	if err != nil {
		return nil, fmt.Errorf("lookup: read %s: %w", info.ID, err)
	}
	return doc, nil
}
