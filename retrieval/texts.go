package retrieval

import (
	"context"
	"iter"
	"strings"

	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/lexical"
)

// Texts walks the corpus as the local embedder is trained on it: every điều once,
// with the subject that it belongs to. An index that lists no documents gives
// none.
func (s *Searcher) Texts(ctx context.Context) iter.Seq2[local.Text, error] {
	return func(yield func(local.Text, error) bool) {
		seen := map[articleKey]bool{}
		for e, err := range s.Passages(ctx) {
			if err != nil {
				yield(local.Text{}, err)
				return
			}
			key := keyOf(&e.Info, &e.Chunk)
			if e.Chunk.Window == 0 && seen[key] {
				continue // an earlier version
			}
			seen[key] = true
			f := lexical.FieldsOf(&e.Info, &e.Chunk)
			t := local.Text{Group: subjectOf(&e), Name: e.Info.Title, Heading: e.Chunk.Heading, Body: strings.Join(f[lexical.Body], "\n")}
			if !yield(t, nil) {
				return
			}
		}
	}
}

// subjectOf is the đề mục of the Bộ pháp điển that a điều stands in, else its
// document.
func subjectOf(e *Entry) string {
	if len(e.Chunk.Context) > 0 {
		if subject, _, _ := strings.Cut(e.Chunk.Context[0], " › "); strings.HasPrefix(subject, "Đề mục ") {
			return subject
		}
	}
	return e.Info.Key
}
