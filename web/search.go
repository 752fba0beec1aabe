package web

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// How results are paged. The pool is how many of the best provisions a search
// ranks, counts by facet and pages through.
const (
	hitsPerPage = 10
	pool        = 300
)

// sorts are the orders of results.
var sorts = []option{{"", "Phù hợp nhất"}, {"moi", "Mới ban hành trước"}, {"cu", "Cũ trước"}, {"bac", "Hiệu lực pháp lý cao trước"}}

// found is one result as the page shows it.
type found struct {
	Info        *corpus.DocumentInfo
	Label       string
	Heading     string
	Context     string
	Href        string
	Snippet     template.HTML
	Status      corpus.Status
	Period      string
	DirectlyHit bool
}

// search shows the provisions that answer a query: form, filters with counts,
// results.
func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	shelf, err := s.shelf.Get(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	sel := readSelection(q)
	asOf, notice := s.Today(), ""
	if given := q.Get("ngay"); given != "" {
		if d, err := corpus.ParseDate(given); err == nil && d != 0 {
			asOf = d
		} else {
			notice = "Ngày không đọc được; kết quả tính theo ngày hôm nay."
		}
	}
	every := q.Get("moi-luc") == "1"
	words := strings.TrimSpace(q.Get("q"))
	data := map[string]any{"Words": words, "AsOf": asOf, "Every": every, "Notice": notice, "Sorts": sorts, "Sort": among(sorts, q.Get("xep")),
		"Documents": len(shelf.Infos)}
	if words != "" {
		if len([]rune(words)) > maxQuestion {
			words = string([]rune(words)[:maxQuestion])
		}
		query := retrieval.Query{Text: words, K: pool}
		if !every {
			query.AsOf = asOf
		}
		res, err := s.find(r.Context(), shelf, query, sel, asOf, q.Get("xep"))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		page, last := pageOf(q.Get("trang"), len(res.hits), hitsPerPage)
		from := (page - 1) * hitsPerPage
		var shown []found
		for i := range res.hits[from:min(from+hitsPerPage, len(res.hits))] {
			shown = append(shown, show(&res.hits[from+i], asOf, s.Today(), res.phrases))
		}
		data["Hits"], data["Total"], data["Full"], data["First"] = shown, len(res.hits), res.full, from+1
		data["Notes"], data["Read"] = res.notes, res.read
		data["Named"] = s.named(r.Context(), shelf, &res.analysis, res.hits, asOf)
		data["Facets"] = facetLinks(r.URL, res.facets)
		data["Pages"] = pager(r.URL, page, last)
		data["Filtered"], data["Chosen"] = !sel.empty(), sel.size()
		data["Clear"] = clearFilters(r.URL)
	}
	title := "Tra cứu"
	if words != "" {
		title = words + " – Tra cứu"
	}
	s.render(w, r, http.StatusOK, "search", "tra-cuu", title, data)
}

// show prepares a hit for the page.
func show(h *retrieval.Hit, asOf, today corpus.Date, phrases []needle) found {
	path := cmp.Or(h.BestPath, h.Chunk.Path)
	href := Address(h.Document.ID, path)
	if asOf != today {
		href += "?ngay=" + asOf.String()
	}
	f := found{Info: &h.Document, Label: capital(cmp.Or(corpus.PathLabel(path), h.Chunk.Label)), Heading: h.Chunk.Heading, Href: href,
		Context: strings.Join(h.Chunk.Context, " › "), Status: h.Status, Period: period(h.Status, h.Chunk.From, h.Chunk.To, ""),
		DirectlyHit: h.Reason == retrieval.ReasonDirect}
	if f.Heading == h.Chunk.Label {
		f.Heading = ""
	}
	marks := h.Highlights
	for _, p := range phrases {
		marks = append(slices.Clone(marks), p.in(h.Chunk.Text)...)
	}
	f.Snippet = snippet(h.Chunk.Text, unitSpan(&h.Chunk, h.BestPath), marks)
	return f
}

// capital writes a text with a capital letter in front.
func capital(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// unitSpan is where the khoản or điểm that answers stands in the chunk's text.
func unitSpan(c *corpus.Chunk, path string) corpus.Span {
	for _, u := range c.Units {
		if u.Path == path && u.Start < u.End && u.End <= len(c.Text) {
			return corpus.Span{Start: u.Start, End: u.End}
		}
	}
	start := 0
	if n := strings.IndexByte(c.Text, '\n'); n >= 0 && n < len(c.Text)-1 {
		start = n + 1 // the line with label and heading stands above
	}
	return corpus.Span{Start: start, End: len(c.Text)}
}

// snippetLength is how many bytes of text a result shows.
const snippetLength = 420

// snippet cuts the part of text within at that holds the most marks and marks
// them.
func snippet(text string, at corpus.Span, marks []corpus.Span) template.HTML {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b corpus.Span) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	best, from := -1, at.Start
	for _, m := range marks {
		if m.Start < at.Start || m.End > at.End {
			continue
		}
		n := 0
		for _, o := range marks {
			if o.Start >= m.Start && o.End <= m.Start+snippetLength {
				n++
			}
		}
		if n > best {
			best, from = n, m.Start
		}
	}
	from = max(at.Start, from-snippetLength/4)
	to := min(at.End, from+snippetLength)
	if to == at.End {
		from = max(at.Start, to-snippetLength)
	}
	from, to = wordEdge(text, from, at.Start), wordEdge(text, to, at.End)
	var b strings.Builder
	if from > at.Start {
		b.WriteString("… ")
	}
	pos := from
	for _, m := range marks {
		start, end := max(m.Start, pos), min(m.End, to)
		if start >= end {
			continue
		}
		b.WriteString(html.EscapeString(text[pos:start]))
		b.WriteString("<mark>" + html.EscapeString(text[start:end]) + "</mark>")
		pos = end
	}
	b.WriteString(html.EscapeString(text[pos:to]))
	if to < at.End {
		b.WriteString(" …")
	}
	return template.HTML(strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", "<br>"))
}

// wordEdge moves a position back to the beginning of a word, unless it is the
// given edge.
func wordEdge(text string, at, edge int) int {
	if at == edge {
		return at
	}
	for i := at; i > 0 && i > at-60; i-- {
		if text[i-1] == ' ' || text[i-1] == '\n' {
			return i
		}
	}
	for at > 0 && at < len(text) && text[at]&0xC0 == 0x80 {
		at--
	}
	return at
}

// pageLink is an entry of the pager.
type pageLink struct {
	Name, Href string
	Label      string // for a screen reader
	On         bool
}

// pager lists the pages around the present one, the first and the last.
func pager(u *url.URL, page, last int) []pageLink {
	if last < 2 {
		return nil
	}
	to := func(n int) string { return with(u, "trang", strconv.Itoa(n)) }
	var out []pageLink
	if page > 1 {
		out = append(out, pageLink{Name: "‹ Trước", Label: "Trang trước", Href: to(page - 1)})
	}
	gap := false
	for n := 1; n <= last; n++ {
		if n != 1 && n != last && (n < page-2 || n > page+2) {
			if !gap {
				out = append(out, pageLink{Name: "…"})
			}
			gap = true
			continue
		}
		gap = false
		out = append(out, pageLink{Name: strconv.Itoa(n), Label: fmt.Sprintf("Trang %d", n), Href: to(n), On: n == page})
	}
	if page < last {
		out = append(out, pageLink{Name: "Sau ›", Label: "Trang sau", Href: to(page + 1)})
	}
	return out
}

// with is the address u with one parameter set; "" takes it out.
func with(u *url.URL, name, value string) string {
	q := u.Query()
	if name != "trang" {
		q.Del("trang")
	}
	if value == "" {
		q.Del(name)
	} else {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return u.Path
	}
	return u.Path + "?" + q.Encode()
}
