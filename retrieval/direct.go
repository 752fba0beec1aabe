package retrieval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
)

// maxNamesakes bounds the documents of one name whose điều are all shown when
// the query does not tell them apart.
const maxNamesakes = 3

// direct returns the provisions that the query cites, in the order in which it
// does. A name is that of the text in force on the query's date; where several
// texts answer to it, each is shown and a note says so.
func (s *Searcher) direct(ctx context.Context, a *Analysis, q Query) (hits []Hit, notes []string, err error) {
	if len(a.References) == 0 {
		return nil, nil, nil
	}
	lib, err := s.library.get(ctx, s.index)
	if err != nil {
		return nil, nil, err
	}
	for i, r := range a.References {
		if r.Document.IsZero() && lib != nil {
			if r, err = s.typedName(ctx, lib, a, i); err != nil {
				return nil, nil, err
			}
		}
		if r.Document.IsZero() || r.Document.This {
			continue
		}
		resolved := reference.Resolved{Reference: r, Act: reference.Act{ID: r.Document.Key}}
		if lib != nil {
			resolved, err = reference.NewResolver(lib).Resolve(ctx, r, reference.Place{On: s.date(q)})
			// "luật lao động" is what people call the code.
			if name, ok := strings.CutPrefix(r.Document.Name, "Luật "); err == nil && ok && resolved.Outcome == reference.DocumentMissing {
				r.Document.Name, r.Document.Kind = "Bộ luật "+name, corpus.KindCode
				code, err := reference.NewResolver(lib).Resolve(ctx, r, reference.Place{On: s.date(q)})
				if err == nil && code.Outcome != reference.DocumentMissing {
					a.References[i], resolved = r, code
				}
			}
			if err != nil {
				return nil, nil, fmt.Errorf("retrieval: resolve a reference: %w", err)
			}
		}
		if len(r.Targets) == 0 {
			whole, err := s.whole(ctx, resolved.Act, q)
			if err != nil {
				return nil, nil, err
			}
			hits = append(hits, whole...)
			continue
		}
		documents := []string{resolved.Act.ID}
		if resolved.Act.ID == "" {
			documents = resolved.Candidates[:min(len(resolved.Candidates), maxNamesakes)]
		}
		found := 0
		for _, document := range documents {
			for i, t := range r.Targets {
				path := t.Path
				if i < len(resolved.Units) && resolved.Units[i].Path != "" {
					path = resolved.Units[i].Path
				}
				hit, err := s.open(ctx, document, path, q)
				if err != nil {
					return nil, nil, err
				}
				found += len(hit)
				hits = append(hits, hit...)
			}
		}
		name := a.Text[r.Span.Start:r.Span.End]
		switch {
		case len(documents) > 1:
			notes = append(notes, fmt.Sprintf("“%s” có thể chỉ nhiều văn bản; mỗi văn bản được nêu một kết quả.", name))
		case found == 0 && s.held(ctx, resolved):
			past, err := s.outOfForce(ctx, resolved, q)
			if err != nil {
				return nil, nil, err
			}
			hits = append(hits, past...)
			notes = append(notes, fmt.Sprintf("“%s” không có hiệu lực vào ngày %s; kết quả nêu bản %s để đối chiếu.", name, s.date(q).VN(), applied(past)))
		case found == 0:
			a.Missing = append(a.Missing, name)
			notes = append(notes, fmt.Sprintf("Kho không có “%s” hoặc điều khoản được nêu; kết quả tìm theo nội dung.", name))
		}
	}
	return hits, notes, nil
}

// outOfForce opens the provisions that a reference names where none of them holds
// on the query's date: a text that is repealed, or not in force yet, is shown as
// what it is, never as not found. The version is the last before the date, else
// the first after it.
func (s *Searcher) outOfForce(ctx context.Context, r reference.Resolved, q Query) ([]Hit, error) {
	on := s.date(q)
	var hits []Hit
	for _, u := range r.Units {
		chunks, err := s.index.Articles(ctx, r.Act.ID, articleOf(u.Path))
		if err != nil {
			return nil, fmt.Errorf("retrieval: open %s %s: %w", r.Act.ID, u.Path, err)
		}
		found, err := s.toHits(ctx, chunks)
		if err != nil {
			return nil, err
		}
		best := -1
		for i := range found {
			c := &found[i].Chunk
			found[i].Reason, found[i].BestPath = ReasonDirect, unitIn(c, u.Path)
			found[i].Status = statusOf(&found[i].Document, c, on)
			if c.Window > 0 && found[i].BestPath == "" {
				continue
			}
			if best < 0 {
				best = i
				continue
			}
			had := &found[best].Chunk
			if before, earlier := c.From <= on, had.From <= on; before != earlier && before || before == earlier && before == (c.From > had.From) && c.From != had.From {
				best = i
			}
		}
		if best >= 0 {
			hits = append(hits, found[best])
		}
	}
	return hits, nil
}

// applied tells the time for which the first of some hits applied.
func applied(hits []Hit) string {
	if len(hits) == 0 {
		return "gần nhất"
	}
	period := hits[0].Chunk.Interval
	if end := hits[0].Document.Effective.To; end != 0 && (period.To == 0 || end < period.To) {
		period.To = end
	}
	return strings.TrimSpace("áp dụng " + period.VN())
}

// held says that the store has the provisions that a reference names, whatever
// the date.
func (s *Searcher) held(ctx context.Context, r reference.Resolved) bool {
	if r.Act.ID == "" {
		return false
	}
	for _, u := range r.Units {
		chunks, err := s.index.Articles(ctx, r.Act.ID, articleOf(u.Path))
		if err != nil || u.Path == "" || len(chunks) == 0 {
			return false
		}
	}
	return true
}

// typedName takes the words behind a place that names no document ("d37 luat sua
// chua do gia dung") for the name of one that the store holds: a name typed in
// small letters or without diacritics is not known by its looks.
func (s *Searcher) typedName(ctx context.Context, lib *reference.Index, a *Analysis, i int) (reference.Reference, error) {
	r := a.References[i]
	end := len(a.Text)
	if i+1 < len(a.References) {
		end = a.References[i+1].Span.Start
	}
	if len(r.Targets) == 0 || r.Span.End >= end {
		return r, nil
	}
	name := strings.TrimSpace(a.Text[r.Span.End:end])
	if word, rest, ok := strings.Cut(name, " "); ok && slices.Contains([]string{"cua", "trong", "tai"}, vitext.Fold(word)) {
		name = rest
	}
	if strings.Count(name, " ") < 2 {
		return r, nil
	}
	acts, err := lib.ByName(ctx, name, false)
	if err != nil {
		return r, fmt.Errorf("retrieval: look up a name: %w", err)
	}
	if len(acts) > 0 {
		r.Document = reference.Document{Name: name}
		r.Span.End = end
		a.References[i] = r
	}
	return r, nil
}

// wholeSections are the sections that tell what an án lệ or a judgment is about,
// best first.
var wholeSections = []string{"khai-quat", "noi-dung-an-le", "noi-dung", "nhan-dinh", "quyet-dinh"}

// whole returns what tells best of an án lệ or judgment that the query names
// without a place in it. A statute that is only named narrows nothing: its name
// counts among the words.
func (s *Searcher) whole(ctx context.Context, act reference.Act, q Query) ([]Hit, error) {
	if act.ID == "" || act.Kind != corpus.KindPrecedent && act.Kind != corpus.KindJudgment {
		return nil, nil
	}
	chunks, err := s.index.Articles(ctx, act.ID, "")
	if err != nil {
		return nil, fmt.Errorf("retrieval: open %s: %w", act.ID, err)
	}
	var chosen []corpus.Chunk
	for _, path := range wholeSections {
		for _, c := range chunks {
			if c.Path == path && c.Window == 0 && len(chosen) < 2 {
				chosen = append(chosen, c)
			}
		}
	}
	hits, err := s.toHits(ctx, chosen)
	for i := range hits {
		hits[i].Reason = ReasonDirect
	}
	return hits, err
}

// open returns the điều at path of a document as one hit, none when the
// document or the điều is not there or does not hold on the query's date.
func (s *Searcher) open(ctx context.Context, document, path string, q Query) ([]Hit, error) {
	article := articleOf(path)
	if document == "" || article == "" {
		return nil, nil
	}
	chunks, err := s.index.Articles(ctx, document, article)
	if err != nil {
		return nil, fmt.Errorf("retrieval: open %s %s: %w", document, article, err)
	}
	found, err := s.toHits(ctx, s.filtered(chunks, q))
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Reason = ReasonDirect
		found[i].BestPath = unitIn(&found[i].Chunk, path)
	}
	return s.standIn(found, q), nil
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

// toHits joins chunks with their documents.
func (s *Searcher) toHits(ctx context.Context, chunks []corpus.Chunk) ([]Hit, error) {
	var names []string
	for i := range chunks {
		if !slices.Contains(names, chunks[i].Document) {
			names = append(names, chunks[i].Document)
		}
	}
	infos, err := s.index.Infos(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("retrieval: load documents: %w", err)
	}
	hits := make([]Hit, 0, len(chunks))
	for i := range chunks {
		info, ok := infos[chunks[i].Document]
		if !ok {
			continue
		}
		hits = append(hits, Hit{Document: info, Chunk: chunks[i], Score: 1})
	}
	return hits, nil
}
