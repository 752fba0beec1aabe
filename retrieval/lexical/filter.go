package lexical

import (
	"slices"

	"trolyluat/corpus"
)

// Filter narrows a search before top-k is taken; it has the fields of
// retrieval.Filter, so that one converts to the other.
type Filter struct {
	AsOf      corpus.Date
	Kinds     []corpus.Kind
	Issuers   []string
	Documents []string // document keys or IDs
}

// Empty says that the filter keeps everything.
func (f *Filter) Empty() bool {
	return f.AsOf == 0 && len(f.Kinds) == 0 && len(f.Issuers) == 0 && len(f.Documents) == 0
}

// Keeps says whether a chunk with that interval of a document passes.
func (f *Filter) Keeps(doc *DocumentFacts, iv corpus.Interval) bool {
	return f.keepsDocument(doc) && iv.Contains(f.AsOf)
}

func (f *Filter) keepsDocument(doc *DocumentFacts) bool {
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, doc.Kind)) &&
		(len(f.Issuers) == 0 || slices.Contains(f.Issuers, doc.Issuer)) &&
		(len(f.Documents) == 0 || slices.Contains(f.Documents, doc.Key) || slices.Contains(f.Documents, doc.ID))
}

// documents is keepsDocument for many documents: it looks names up in sets.
func (f *Filter) documents() func(*DocumentFacts) bool {
	kinds, issuers, documents := set(f.Kinds), set(f.Issuers), set(f.Documents)
	return func(d *DocumentFacts) bool {
		return (kinds == nil || kinds[d.Kind]) && (issuers == nil || issuers[d.Issuer]) &&
			(documents == nil || documents[d.Key] || documents[d.ID])
	}
}

func set[T comparable](items []T) map[T]bool {
	if len(items) == 0 {
		return nil
	}
	m := make(map[T]bool, len(items))
	for _, x := range items {
		m[x] = true
	}
	return m
}

// DocumentFacts is what filters need to know of a document.
type DocumentFacts struct {
	ID, Key string
	Kind    corpus.Kind
	Issuer  string
}

// FactsOf picks the facts out of a document's description.
func FactsOf(info *corpus.DocumentInfo) DocumentFacts {
	return DocumentFacts{ID: info.ID, Key: info.Key, Kind: info.Kind, Issuer: info.Issuer}
}
