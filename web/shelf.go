package web

import (
	"fmt"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
)

// catalogue is what the pages need of all documents at once: their descriptions,
// their addresses, and the index by which references are resolved.
type catalogue = lookup.Catalogue

// Address is the permanent address of a provision in the reader's page:
// "/vb/45-2019-QH14/d25/k1". An empty path is the document.
func Address(documentID, path string) string { return lookup.Address(documentID, path) }

// slug writes a document ID as one segment of an address.
func slug(id string) string { return lookup.Slug(id) }

// find returns the description of the document that a slug was made of.
func find(c *catalogue, name string) (*corpus.DocumentInfo, error) {
	if info := c.BySlug[name]; info != nil {
		return info, nil
	}
	return nil, fmt.Errorf("web: document %s: %w", name, corpus.ErrNotFound)
}
