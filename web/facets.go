package web

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// facet is a property of documents by which results are filtered. Several
// values of one facet widen, several facets narrow.
type facet struct {
	Code, Name string
	values     func(d *corpus.DocumentInfo, asOf corpus.Date) []string
	name       func(value string) string
}

func plainName(v string) string { return v }

// court says that a document comes from a court.
func court(d *corpus.DocumentInfo) bool {
	return d.Kind == corpus.KindJudgment || d.Kind == corpus.KindPrecedent
}

func nonEmpty(v string) []string {
	if v == "" {
		return nil
	}
	return []string{v}
}

// facets in the order of the page.
var facets = []facet{
	{"loai", "Loại văn bản", func(d *corpus.DocumentInfo, _ corpus.Date) []string { return []string{string(d.Kind)} },
		func(v string) string { return corpus.Kind(v).Name() }},
	{"tinh-trang", "Hiệu lực", func(d *corpus.DocumentInfo, on corpus.Date) []string { return []string{string(statusOf(*d, on))} },
		func(v string) string { return corpus.Status(v).Name() }},
	{"co-quan", "Cơ quan ban hành", func(d *corpus.DocumentInfo, _ corpus.Date) []string {
		if court(d) {
			return nil
		}
		return nonEmpty(d.Issuer)
	}, plainName},
	{"toa", "Tòa án", func(d *corpus.DocumentInfo, _ corpus.Date) []string {
		if !court(d) {
			return nil
		}
		return nonEmpty(d.Issuer)
	}, plainName},
	{"linh-vuc", "Lĩnh vực", func(d *corpus.DocumentInfo, _ corpus.Date) []string { return d.Fields }, plainName},
	{"nam", "Năm ban hành", func(d *corpus.DocumentInfo, _ corpus.Date) []string {
		if d.Issued == 0 {
			return nil
		}
		return []string{strconv.Itoa(d.Issued.Year())}
	}, plainName},
}

// selection is the chosen values by facet code.
type selection map[string][]string

func readSelection(q url.Values) selection {
	sel := selection{}
	for _, f := range facets {
		for _, v := range q[f.Code] {
			if v != "" && len(v) < 200 && !slices.Contains(sel[f.Code], v) {
				sel[f.Code] = append(sel[f.Code], v)
			}
		}
	}
	return sel
}

func (s selection) empty() bool { return len(s) == 0 }

// size is how many values are chosen.
func (s selection) size() int {
	n := 0
	for _, v := range s {
		n += len(v)
	}
	return n
}

// without leaves one facet out.
func (s selection) without(code string) selection {
	out := selection{}
	for k, v := range s {
		if k != code {
			out[k] = v
		}
	}
	return out
}

// keeps says whether a document has a chosen value of every facet.
func (s selection) keeps(d *corpus.DocumentInfo, on corpus.Date) bool {
	for i := range facets {
		chosen := s[facets[i].Code]
		if len(chosen) > 0 && !slices.ContainsFunc(facets[i].values(d, on), func(v string) bool { return slices.Contains(chosen, v) }) {
			return false
		}
	}
	return true
}

// facetValue is a value of a facet with the number of results.
type facetValue struct {
	Value, Name string
	Count       int
	On          bool
	Href        string // of the page with the choice turned
}

// facetCount is a facet with its values, commonest first.
type facetCount struct {
	Code, Name string
	Values     []facetValue
}

// results is what a search gave for one page.
type results struct {
	hits     []retrieval.Hit
	full     bool // the pool is full: there may be more
	facets   []facetCount
	notes    []string
	read     string
	analysis retrieval.Analysis
	phrases  []needle
}

// find searches with the chosen filters. They are applied before the best are
// taken, as a list of documents, so that no filter starves a page; the counts of
// a facet leave out its own choice.
func (s *Server) find(ctx context.Context, shelf *catalogue, q retrieval.Query, sel selection, asOf corpus.Date, order string) (*results, error) {
	text, phrases := cutPhrases(q.Text)
	q.Text = text
	res := &results{phrases: phrases}
	search := func(sel selection) (retrieval.Result, error) {
		if !sel.empty() {
			q.Documents = nil
			for i := range shelf.Infos {
				if sel.keeps(&shelf.Infos[i], asOf) {
					q.Documents = append(q.Documents, shelf.Infos[i].ID)
				}
			}
			if len(q.Documents) == 0 {
				return retrieval.Result{}, nil
			}
		} else {
			q.Documents = nil
		}
		found, err := s.Searcher.Search(ctx, q)
		if err != nil {
			return found, fmt.Errorf("web: search: %w", err)
		}
		found.Hits = slices.DeleteFunc(found.Hits, func(h retrieval.Hit) bool { return !holdsAll(&h, phrases) || !sel.keeps(&h.Document, asOf) })
		return found, nil
	}
	main, err := search(sel)
	if err != nil {
		return nil, err
	}
	res.hits, res.notes, res.read, res.analysis = main.Hits, main.Notes, main.Analysis.Read, main.Analysis
	if slices.ContainsFunc(res.notes, func(n string) bool { return strings.Contains(n, res.read) }) {
		res.read = "" // a note says it
	}
	res.full = len(main.Hits) >= q.K
	for i := range facets {
		f := &facets[i]
		hits := main.Hits
		if len(sel[f.Code]) > 0 {
			other, err := search(sel.without(f.Code))
			if err != nil {
				return nil, err
			}
			hits = other.Hits
		}
		if c := f.count(hits, sel[f.Code], asOf); len(c.Values) > 1 || len(sel[f.Code]) > 0 {
			res.facets = append(res.facets, c)
		}
	}
	sortHits(res.hits, order)
	return res, nil
}

func (f *facet) count(hits []retrieval.Hit, chosen []string, asOf corpus.Date) facetCount {
	counts := map[string]int{}
	for i := range hits {
		for _, v := range f.values(&hits[i].Document, asOf) {
			counts[v]++
		}
	}
	for _, v := range chosen {
		counts[v] += 0
	}
	c := facetCount{Code: f.Code, Name: f.Name}
	for v, n := range counts {
		c.Values = append(c.Values, facetValue{Value: v, Name: f.name(v), Count: n, On: slices.Contains(chosen, v)})
	}
	slices.SortFunc(c.Values, func(a, b facetValue) int {
		if f.Code == "nam" {
			return cmp.Compare(b.Value, a.Value)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return c
}

// facetLinks gives every value the address with its choice turned.
func facetLinks(u *url.URL, list []facetCount) []facetCount {
	for i := range list {
		for j := range list[i].Values {
			v := &list[i].Values[j]
			q := u.Query()
			q.Del("trang")
			if v.On {
				q[list[i].Code] = slices.DeleteFunc(slices.Clone(q[list[i].Code]), func(x string) bool { return x == v.Value })
			} else {
				q.Add(list[i].Code, v.Value)
			}
			v.Href = u.Path + "?" + q.Encode()
		}
	}
	return list
}

func clearFilters(u *url.URL) string {
	q := u.Query()
	for _, f := range facets {
		q.Del(f.Code)
	}
	q.Del("trang")
	return u.Path + "?" + q.Encode()
}

// cutPhrases takes the words in double quotes as phrases that every result must
// hold; they stay part of the query.
func cutPhrases(text string) (string, []needle) {
	text = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace(text)
	parts := strings.Split(text, `"`)
	if len(parts) < 3 {
		return text, nil
	}
	var phrases []needle
	for i := 1; i < len(parts)-1; i += 2 {
		if n := newNeedle(parts[i]); n.folded != "" {
			phrases = append(phrases, n)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " ")), phrases
}

func holdsAll(h *retrieval.Hit, phrases []needle) bool {
	for _, p := range phrases {
		if len(p.in(h.Chunk.Text)) == 0 && len(p.in(h.Document.Title)) == 0 {
			return false
		}
	}
	return true
}

func sortHits(hits []retrieval.Hit, order string) {
	by := func(less func(a, b *retrieval.Hit) int) {
		slices.SortStableFunc(hits, func(a, b retrieval.Hit) int { return less(&a, &b) })
	}
	switch order {
	case "moi":
		by(func(a, b *retrieval.Hit) int { return cmp.Compare(b.Document.Issued, a.Document.Issued) })
	case "cu":
		by(func(a, b *retrieval.Hit) int { return cmp.Compare(dated(a), dated(b)) })
	case "bac":
		by(func(a, b *retrieval.Hit) int {
			return cmp.Compare(lookup.RankOrder(&a.Document), lookup.RankOrder(&b.Document))
		})
	}
}

// dated puts texts without a date behind those with one.
func dated(h *retrieval.Hit) corpus.Date {
	if h.Document.Issued == 0 {
		return 99991231
	}
	return h.Document.Issued
}
