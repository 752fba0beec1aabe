package main

import (
	"context"
	"errors"
	"fmt"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// document finds a document by ID, key or number, else by its name on a date
// ("Bộ luật Lao động", "BLDS 2015"); the first source of a key is taken.
func (e *env) document(ctx context.Context, name string, on corpus.Date) (*corpus.Document, error) {
	id, err := lookup.New(e.store, e.searcher, nil).Resolve(ctx, name, on)
	var missing *lookup.MissingError
	if errors.As(err, &missing) && len(missing.Candidates) > 0 {
		return nil, errors.New(missing.VN + " Hãy ghi số hiệu hoặc năm.")
	}
	if errors.As(err, &missing) {
		return nil, fmt.Errorf("không có văn bản %s trong kho; xem các văn bản bằng: trolyluat list", name)
	}
	if err != nil {
		return nil, err
	}
	return e.store.Document(ctx, id)
}

// unit turns what a reader calls a unit ("khoản 2 Điều 25", "Chương III") into
// its path in the document; a path stays as it is.
func (e *env) unit(ctx context.Context, d *corpus.Document, name string) (string, error) {
	if name == "" || hasPath(d, name) {
		return name, nil
	}
	index, err := reference.NewIndex(ctx, e.store)
	if err != nil {
		return "", err
	}
	resolver := reference.NewResolver(index)
	act := reference.Act{ID: d.ID, Key: d.Key, Kind: d.Kind, Title: d.Title, Issued: d.Issued, Effective: d.Effective}
	for _, ref := range reference.FindQuery(name) {
		ref.Document = reference.Document{}
		found, err := resolver.Resolve(ctx, ref, reference.Place{Act: act})
		if err != nil {
			return "", err
		}
		for i, u := range found.Units {
			if u.Path != "" {
				return u.Path, nil
			}
			if hasPath(d, ref.Targets[i].Path) { // a unit that an amendment put in
				return ref.Targets[i].Path, nil
			}
		}
	}
	return "", fmt.Errorf("%s không có %s", d.Key, place(name, ""))
}

// hasPath says whether the document has, or by an amendment had, that unit.
func hasPath(d *corpus.Document, path string) bool {
	for i := range d.Provisions {
		if d.Provisions[i].Path == path {
			return true
		}
	}
	for i := range d.Versions {
		if d.Versions[i].Path == path {
			return true
		}
		for _, u := range d.Versions[i].Units {
			if u.Path == path {
				return true
			}
		}
	}
	return false
}
