package retrieval

import (
	"context"
	"fmt"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Cited is a provision or document that a query names, as the store has it.
type Cited struct {
	Words    string              // of the query
	Document corpus.DocumentInfo // zero when the store has no such text
	Path     string              // of the unit named, "" for the whole text
	Exists   bool                // the store has the text and the unit
	// Last is the path of the text's last điều where the unit is missing: it tells
	// a reader how far the text goes.
	Last string
}

// Cited tells which of the provisions and documents that an analysed query names
// the store has on a date (zero: today). What may mean several texts is left out.
func (s *Searcher) Cited(ctx context.Context, a *Analysis, on corpus.Date) ([]Cited, error) {
	if len(a.References) == 0 {
		return nil, nil
	}
	lib, err := s.library.get(ctx, s.index)
	if err != nil || lib == nil {
		return nil, err
	}
	if on == 0 {
		on = s.today()
	}
	var out []Cited
	for _, r := range a.References {
		if r.Document.IsZero() || r.Document.This {
			continue
		}
		resolved, err := reference.NewResolver(lib).Resolve(ctx, r, reference.Place{On: on})
		if err != nil {
			return nil, fmt.Errorf("retrieval: resolve a reference: %w", err)
		}
		words := a.Text[r.Span.Start:r.Span.End]
		switch resolved.Outcome {
		case reference.DocumentMissing:
			out = append(out, Cited{Words: words})
			continue
		case reference.Ambiguous:
			continue
		}
		infos, err := s.index.Infos(ctx, []string{resolved.Act.ID})
		if err != nil {
			return nil, fmt.Errorf("retrieval: load documents: %w", err)
		}
		c := Cited{Words: words, Document: infos[resolved.Act.ID], Exists: true}
		if len(r.Targets) == 0 {
			out = append(out, c)
			continue
		}
		for i, t := range r.Targets {
			c.Path, c.Exists = t.Path, i < len(resolved.Units) && resolved.Units[i].Path != ""
			if !c.Exists {
				if c.Last, err = s.last(ctx, resolved.Act.ID); err != nil {
					return nil, err
				}
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// last is the path of a text's last điều.
func (s *Searcher) last(ctx context.Context, document string) (string, error) {
	chunks, err := s.index.Articles(ctx, document, "")
	if err != nil {
		return "", fmt.Errorf("retrieval: open %s: %w", document, err)
	}
	last := ""
	for i := range chunks {
		if p := chunks[i].Path; len(p) > 1 && p[0] == 'd' && p[1] >= '0' && p[1] <= '9' && (last == "" || corpus.ComparePaths(p, last) > 0) {
			last = p
		}
	}
	return last, nil
}
