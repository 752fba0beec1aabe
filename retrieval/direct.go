package retrieval

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/corpus"
)

// direct returns the provisions that the query names by document and điều, in
// the order in which it names them. Of several sources of a document the first
// answers.
func (s *Searcher) direct(ctx context.Context, a *analysis, q Query) ([]Hit, []string, error) {
	var hits []Hit
	for _, r := range a.references {
		if r.Document.Key == "" {
			continue
		}
		for _, t := range r.Targets {
			article := articleOf(t.Path)
			if article == "" {
				continue
			}
			chunks, err := s.index.Articles(ctx, r.Document.Key, article)
			if err != nil {
				return nil, nil, fmt.Errorf("retrieval: open %s %s: %w", r.Document.Key, article, err)
			}
			found, err := s.toHits(ctx, s.filtered(chunks, q))
			if err != nil {
				return nil, nil, err
			}
			for i := range found {
				found[i].Reason = ReasonDirect
				found[i].BestPath = unitIn(&found[i].Chunk, t.Path)
			}
			hits = append(hits, s.standIn(found, q)...)
		}
	}
	return hits, nil, nil
}

// articleOf cuts a path behind its điều: "d12/k2/đ" → "d12".
func articleOf(path string) string {
	end := 0
	for part := range strings.SplitSeq(path, "/") {
		end += len(part)
		if len(part) > 1 && part[0] == 'd' && part[1] >= '0' && part[1] <= '9' {
			return path[:end]
		}
		end++
	}
	return ""
}

// unitIn returns path when the chunk has that khoản or điểm.
func unitIn(c *corpus.Chunk, path string) string {
	for _, u := range c.Units {
		if u.Path == path {
			return path
		}
	}
	return ""
}

// filtered keeps the chunks that pass the query's date.
func (s *Searcher) filtered(chunks []corpus.Chunk, q Query) []corpus.Chunk {
	var out []corpus.Chunk
	for i := range chunks {
		if chunks[i].Contains(q.AsOf) {
			out = append(out, chunks[i])
		}
	}
	return out
}

// standIn picks of the versions and windows of one điều the one that stands for
// it: that which has the named unit, then that which holds on the date.
func (s *Searcher) standIn(found []Hit, q Query) []Hit {
	if len(found) == 0 {
		return nil
	}
	on := s.date(q)
	best := 0
	for i := 1; i < len(found); i++ {
		named, before := found[i].BestPath != "", found[best].BestPath != ""
		switch {
		case named != before:
			if named && standing(statusOf(&found[i].Document, &found[i].Chunk, on)) >= standing(statusOf(&found[best].Document, &found[best].Chunk, on)) {
				best = i
			}
		case better(&found[i], &found[best], on):
			best = i
		}
	}
	return found[best : best+1]
}
