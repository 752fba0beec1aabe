package lookup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// Provision is a unit of a document as it stands on a date.
type Provision struct {
	Document   string        `json:"document"` // key
	DocumentID string        `json:"document_id"`
	Number     string        `json:"number"`
	Title      string        `json:"title"`
	Kind       corpus.Kind   `json:"kind"`
	Path       string        `json:"path"`
	Label      string        `json:"label"` // "khoản 1 Điều 25"
	Heading    string        `json:"heading"`
	Text       string        `json:"text"` // "" where it is repealed
	AsOf       corpus.Date   `json:"as_of"`
	Status     corpus.Status `json:"status"` // on that date
	StatusName string        `json:"status_name"`
	From       corpus.Date   `json:"from"`         // since when this text holds
	To         corpus.Date   `json:"to"`           // until before when
	By         string        `json:"by,omitempty"` // key of the text that made it so
	Repealed   bool          `json:"repealed,omitempty"`
	Citation   string        `json:"citation"` // as texts cite it
	URL        string        `json:"url"`
	Fictional  bool          `json:"fictional,omitempty"`
}

// Provision returns a unit as it stands on a date, today for zero. The path is
// in the scheme of corpus.Provision ("d25/k1") or as texts cite it ("khoản 1
// Điều 25"); a chapter gives its điều one after the other.
func (d *Desk) Provision(ctx context.Context, document, path string, on corpus.Date) (*Provision, error) {
	c, err := d.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	on = d.date(on)
	info, err := c.find(ctx, document, on)
	if err != nil {
		return nil, err
	}
	path, err = readPath(path)
	if err != nil {
		return nil, err
	}
	doc, err := d.load(ctx, info)
	if err != nil {
		return nil, err
	}
	v, ok := versionOf(doc, path, on)
	if from := doc.Effective.From; !ok && from != 0 && on < from { // told as pending
		if v, ok = versionOf(doc, path, 0); v.From == 0 {
			v.From = from
		}
	}
	if !ok {
		return nil, &MissingError{VN: fmt.Sprintf("%s không có %s tại ngày %s.", nameOf(info), labelOf(path), on.VN())}
	}
	return d.provision(info, v, path, on), nil
}

func (d *Desk) provision(info *corpus.DocumentInfo, v corpus.Version, path string, on corpus.Date) *Provision {
	status := retrieval.StatusOf(info, &corpus.Chunk{Interval: v.Interval, Status: v.Status}, on)
	text := v.Text
	if v.Repealed {
		status, text = corpus.StatusExpired, ""
	}
	label := labelOf(path)
	return &Provision{Document: info.Key, DocumentID: info.ID, Number: info.Number, Title: info.Title, Kind: info.Kind,
		Path: path, Label: label, Heading: v.Heading, Text: strings.TrimRight(text, "\n"), AsOf: on, Status: status, StatusName: status.Name(),
		From: v.From, To: v.To, By: v.By, Repealed: v.Repealed, Citation: label + " " + nameOf(info), URL: d.address(info.ID, path, on),
		Fictional: info.Fictional}
}

// nameOf is a document as texts cite it.
func nameOf(i *corpus.DocumentInfo) string {
	if i.Number != "" && !strings.Contains(i.Title, i.Number) {
		return i.Title + " (" + i.Number + ")"
	}
	return i.Title
}

func labelOf(path string) string {
	if label := corpus.PathLabel(path); label != "" {
		return label
	}
	return fmt.Sprintf("phần “%s”", clip(path))
}

// readPath takes a path or the words by which texts cite a unit.
func readPath(s string) (string, error) {
	s = strings.Trim(strings.TrimSpace(s), "/")
	switch {
	case s == "":
		return "", Inputf("path", "cần vị trí, ví dụ d25/k1 hoặc “khoản 1 Điều 25”")
	case len(s) > 200:
		return "", Inputf("path", "quá dài")
	case !strings.Contains(s, " "):
		return s, nil
	}
	for _, ref := range reference.FindQuery(s) {
		if len(ref.Targets) == 1 && ref.Targets[0].This == corpus.LevelNone {
			return ref.Targets[0].Path, nil
		}
	}
	return "", Inputf("path", "không đọc được vị trí “%s”; viết d25/k1 hoặc “khoản 1 Điều 25”", clip(s))
}

// versionOf is the text of a unit on a date: of the version of its điều, cut to
// the khoản or điểm; of a chapter, its điều on that date; of another unit, as
// issued.
func versionOf(doc *corpus.Document, path string, on corpus.Date) (corpus.Version, bool) {
	article := reference.Article(path)
	if article == "" {
		return containerOf(doc, path, on)
	}
	articles := doc.At(on)
	i := slices.IndexFunc(articles, func(v corpus.Version) bool { return v.Path == article })
	if i < 0 {
		return corpus.Version{}, false
	}
	v := articles[i]
	if path == article || v.Repealed {
		return v, true
	}
	if len(v.Units) == 0 {
		v.Units = unitsOf(doc, article)
	}
	for _, u := range v.Units {
		if u.Path == path && u.Start >= 0 && u.End <= len(v.Text) && u.Start <= u.End {
			v.Text = v.Text[u.Start:u.End]
			return v, true
		}
	}
	return corpus.Version{}, false
}

// unitsOf are the khoản and điểm of a điều as issued.
func unitsOf(doc *corpus.Document, article string) []corpus.Unit {
	var units []corpus.Unit
	start := 0
	for i := range doc.Provisions {
		p := &doc.Provisions[i]
		if p.Path == article {
			start = p.Span.Start
		}
		if strings.HasPrefix(p.Path, article+"/") {
			units = append(units, corpus.Unit{Path: p.Path, Start: p.Span.Start - start, End: p.Span.End - start})
		}
	}
	return units
}

func containerOf(doc *corpus.Document, path string, on corpus.Date) (corpus.Version, bool) {
	at := slices.IndexFunc(doc.Provisions, func(p corpus.Provision) bool { return p.Path == path })
	if at < 0 {
		return corpus.Version{}, false
	}
	unit := &doc.Provisions[at]
	v := corpus.Version{Path: path, Interval: doc.Effective, Heading: unit.Heading, Text: doc.Text[unit.Span.Start:unit.Span.End]}
	inside := map[string]bool{}
	for i := range doc.Provisions {
		if p := &doc.Provisions[i]; p.Level == corpus.LevelArticle && p.Span.Start >= unit.Span.Start && p.Span.End <= unit.Span.End {
			inside[p.Path] = true
		}
	}
	if len(inside) == 0 || len(doc.Versions) == 0 {
		return v, true
	}
	parts := []string{strings.TrimSpace(doc.Text[unit.Own.Start:unit.Own.End])}
	last := false
	for _, a := range doc.At(on) {
		// An inserted điều stands where the one before it does.
		standing := inside[a.Path] || last && !issued(doc, a.Path)
		last = standing
		if standing && !a.Repealed {
			parts = append(parts, strings.TrimSpace(a.Text))
		}
	}
	v.Text = strings.Join(parts, "\n")
	return v, true
}

func issued(doc *corpus.Document, path string) bool {
	return slices.ContainsFunc(doc.Provisions, func(p corpus.Provision) bool { return p.Path == path })
}

// Changes are the điều of a document that differ between two dates.
type Changes struct {
	Document   string      `json:"document"` // key
	DocumentID string      `json:"document_id"`
	Title      string      `json:"title"`
	From       corpus.Date `json:"from"`
	To         corpus.Date `json:"to"`
	Changes    []Change    `json:"changes"`
}

// The kinds of a change.
const (
	Amended  = "amended"  // sửa đổi
	Inserted = "inserted" // bổ sung
	Repealed = "repealed" // bãi bỏ, or no longer there
)

// Change is one điều that differs.
type Change struct {
	Path     string  `json:"path"`
	Label    string  `json:"label"`
	Heading  string  `json:"heading"`
	Kind     string  `json:"kind"` // amended, inserted, repealed
	KindName string  `json:"kind_name"`
	By       string  `json:"by,omitempty"` // key of the text that changed it
	Before   string  `json:"before"`
	After    string  `json:"after"`
	Pieces   []Piece `json:"pieces"` // the difference by words
}

// Changes compares a document, or one unit down to the điều, between two dates.
func (d *Desk) Changes(ctx context.Context, document, path string, from, to corpus.Date) (*Changes, error) {
	if from == 0 || to == 0 {
		return nil, Inputf("from", "cần cả hai ngày from và to")
	}
	c, err := d.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	info, err := c.find(ctx, document, to)
	if err != nil {
		return nil, err
	}
	if path != "" {
		if path, err = readPath(path); err != nil {
			return nil, err
		}
	}
	doc, err := d.load(ctx, info)
	if err != nil {
		return nil, err
	}
	return &Changes{Document: info.Key, DocumentID: info.ID, Title: info.Title, From: from, To: to, Changes: Compare(doc, path, from, to)}, nil
}

// Compare lists the điều that differ between two dates, all of them or those at
// or above or under path.
func Compare(doc *corpus.Document, path string, from, to corpus.Date) []Change {
	before := map[string]corpus.Version{}
	var order []string
	wanted := func(article string) bool {
		return path == "" || path == article || strings.HasPrefix(path, article+"/") || strings.HasPrefix(article, path+"/")
	}
	text := func(v corpus.Version) string {
		if v.Repealed {
			return ""
		}
		return strings.TrimSpace(v.Text)
	}
	for _, v := range doc.At(from) {
		if wanted(v.Path) {
			before[v.Path] = v
			order = append(order, v.Path)
		}
	}
	after := map[string]corpus.Version{}
	for _, v := range doc.At(to) {
		if wanted(v.Path) {
			after[v.Path] = v
			if _, known := before[v.Path]; !known {
				order = append(order, v.Path)
			}
		}
	}
	slices.SortStableFunc(order, corpus.ComparePaths)
	out := []Change{}
	for _, p := range order {
		old, now := before[p], after[p]
		a, b := text(old), text(now)
		if a == b {
			continue
		}
		change := Change{Path: p, Label: labelOf(p), Heading: now.Heading, By: now.By, Before: a, After: b, Pieces: Words(a, b)}
		if change.Heading == "" {
			change.Heading = old.Heading
		}
		switch {
		case a == "":
			change.Kind, change.KindName = Inserted, "Bổ sung"
		case b == "":
			change.Kind, change.KindName = Repealed, "Bãi bỏ"
		default:
			change.Kind, change.KindName = Amended, "Sửa đổi"
		}
		out = append(out, change)
	}
	return out
}
