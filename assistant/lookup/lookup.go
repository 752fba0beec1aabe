// Package lookup answers what the open interfaces ask of the law beside
// questions: a search, a provision as it stands on a date, what changed between
// two dates, how texts are tied, whether the citations of a text hold. Its
// results are the stable JSON of those interfaces; REST and MCP (web/api) and
// the command line give them out as they are.
package lookup

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// Library reads documents; both stores are one.
type Library interface {
	Document(ctx context.Context, id string) (*corpus.Document, error)
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	RelationsTo(ctx context.Context, key string) ([]corpus.IncomingRelation, error)
	Generation(ctx context.Context) (uint64, error)
}

// Searcher finds provisions; *retrieval.Searcher is one.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// ErrInput is the kind of every [InputError].
var ErrInput = errors.New("lookup: bad input")

// InputError says what is wrong with what a caller gave.
type InputError struct {
	Field string // of the request, "as_of"
	VN    string // for the reader
}

func (e *InputError) Error() string { return "lookup: " + e.Field + ": " + e.VN }

// Is makes every input error an ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// Inputf makes an input error of a field.
func Inputf(field, format string, args ...any) *InputError {
	return &InputError{field, fmt.Sprintf(format, args...)}
}

// MissingError names a document or provision that the store does not have, or
// several documents between which a name does not decide. It is a
// corpus.ErrNotFound.
type MissingError struct {
	VN         string   // for the reader
	Candidates []string // keys, where a name fits several
}

func (e *MissingError) Error() string { return "lookup: " + e.VN }

// Is makes every missing error a corpus.ErrNotFound.
func (e *MissingError) Is(target error) bool { return target == corpus.ErrNotFound }

// Desk looks things up in one store. It is safe for concurrent use.
type Desk struct {
	library Library
	search  Searcher
	today   func() corpus.Date
	shelf   *Shelf
}

// New makes a desk. A nil today is the clock.
func New(library Library, search Searcher, today func() corpus.Date) *Desk {
	if today == nil {
		today = corpus.Today
	}
	return &Desk{library: library, search: search, today: today, shelf: NewShelf(library)}
}

// Shelf is the desk's list of documents, for others that work on the same store.
func (d *Desk) Shelf() *Shelf { return d.shelf }

func (d *Desk) catalogue(ctx context.Context) (*Catalogue, error) { return d.shelf.Get(ctx) }

// address is the address of a provision on a date.
func (d *Desk) address(id, path string, on corpus.Date) string {
	a := Address(id, path)
	if on != 0 && on != d.today() {
		a += "?ngay=" + on.String()
	}
	return a
}

// find returns the document of an ID, key, number, slug or name. A name is that
// of the text in force on the date.
func (c *Catalogue) find(ctx context.Context, name string, on corpus.Date) (*corpus.DocumentInfo, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil, Inputf("document", "cần tên hoặc số hiệu văn bản")
	}
	for _, known := range []map[string]*corpus.DocumentInfo{c.ByID, c.ByKey, c.BySlug} {
		if info := known[name]; info != nil {
			return info, nil
		}
	}
	acts, err := c.Index.ByNumber(ctx, name)
	if err == nil && len(acts) == 0 {
		for _, ref := range reference.FindQuery(name) {
			if ref.Document.IsZero() || ref.Document.This {
				continue
			}
			resolved, err := c.Resolver.Resolve(ctx, reference.Reference{Document: ref.Document}, reference.Place{On: on})
			if err != nil {
				return nil, fmt.Errorf("lookup: resolve a name: %w", err)
			}
			if resolved.Outcome == reference.Exact {
				return c.ByID[resolved.Act.ID], nil
			}
			if resolved.Outcome == reference.Ambiguous {
				return nil, &MissingError{fmt.Sprintf("“%s” có thể chỉ nhiều văn bản: %s.", name, strings.Join(firstOf(resolved.Candidates, 8), ", ")), resolved.Candidates}
			}
		}
		acts, err = c.Index.ByName(ctx, name, false)
	}
	if err != nil {
		return nil, fmt.Errorf("lookup: find a document: %w", err)
	}
	var keys []string
	for _, a := range acts {
		if !slices.Contains(keys, a.Key) {
			keys = append(keys, a.Key)
		}
	}
	switch len(keys) {
	case 0:
		return nil, &MissingError{VN: fmt.Sprintf("Kho không có văn bản “%s”.", clip(name))}
	case 1:
		return c.ByKey[keys[0]], nil
	}
	return nil, &MissingError{fmt.Sprintf("“%s” có thể chỉ nhiều văn bản: %s.", clip(name), strings.Join(firstOf(keys, 8), ", ")), keys}
}

// Resolve returns the ID of the document that an ID, key, number, slug or name
// means on a date, today for zero.
func (d *Desk) Resolve(ctx context.Context, name string, on corpus.Date) (string, error) {
	c, err := d.catalogue(ctx)
	if err != nil {
		return "", err
	}
	info, err := c.find(ctx, name, d.date(on))
	if err != nil {
		return "", err
	}
	return info.ID, nil
}

func firstOf(s []string, n int) []string { return s[:min(n, len(s))] }

// clip bounds what a caller typed before it is shown back.
func clip(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

// date is the day asked for, today for zero.
func (d *Desk) date(on corpus.Date) corpus.Date {
	if on == 0 {
		return d.today()
	}
	return on
}
