package web

import (
	"context"
	"slices"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// named is a place that a query names by number or name. It stands above the
// results: what was repealed is found too, and said to be so.
type named struct {
	Label  string // "Điều 5", "" for the whole text
	Info   *corpus.DocumentInfo
	Href   string
	Status corpus.Status
	Period string
}

// namedAtMost bounds the places shown above the results.
const namedAtMost = 4

// named resolves what a query names. Provisions that the results show anyway are
// left out; a name means the text in force on the date, a name with a year the
// text of that year.
func (s *Server) named(ctx context.Context, shelf *catalogue, a *retrieval.Analysis, hits []retrieval.Hit, on corpus.Date) []named {
	var out []named
	add := func(info *corpus.DocumentInfo, path string) {
		shown := path != "" && slices.ContainsFunc(hits[:min(namedAtMost, len(hits))], func(h retrieval.Hit) bool {
			return h.Document.ID == info.ID && h.Reason == retrieval.ReasonDirect && h.Chunk.Path == reference.Article(path)
		})
		href := Address(info.ID, path)
		if shown || len(out) == namedAtMost || slices.ContainsFunc(out, func(n named) bool { return n.Href == href }) {
			return
		}
		status := statusOf(*info, on)
		out = append(out, named{Label: capital(corpus.PathLabel(path)), Info: info, Href: href, Status: status,
			Period: period(status, info.Effective.From, info.Effective.To, "")})
	}
	for _, ref := range a.References {
		if ref.Document.IsZero() || ref.Document.This {
			continue
		}
		resolved, err := shelf.Resolver.Resolve(ctx, ref, reference.Place{On: on})
		if err != nil {
			s.Log.Warn("reference of a query not resolved", "error", err)
			continue
		}
		if info := shelf.ByID[resolved.Act.ID]; info != nil {
			for _, u := range resolved.Units {
				add(info, u.Path)
			}
			if len(resolved.Units) == 0 {
				add(info, "")
			}
			continue
		}
		for _, key := range resolved.Candidates { // the query does not tell which
			if info := shelf.ByKey[key]; info != nil {
				for _, t := range ref.Targets {
					add(info, t.Path)
				}
				if len(ref.Targets) == 0 {
					add(info, "")
				}
			}
		}
	}
	return out
}
