package web

import (
	"net/http"
	"strconv"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// documentsPerPage bounds a page of the list of documents.
const documentsPerPage = 50

// list shows what the store holds, with a filter on names and numbers.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	shelf, err := s.shelf.Get(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	type row struct {
		Info   *corpus.DocumentInfo
		Status corpus.Status
	}
	q := r.URL.Query()
	words := strings.TrimSpace(q.Get("ten"))
	kind := corpus.Kind(q.Get("loai"))
	kinds := map[corpus.Kind]int{}
	key := reference.NameKey(words)
	var rows []row
	for i := range shelf.Infos {
		info := &shelf.Infos[i]
		if key != "" && !containsAll(shelf.Folded[i], key) {
			continue
		}
		kinds[info.Kind]++
		if kind != "" && info.Kind != kind {
			continue
		}
		rows = append(rows, row{info, statusOf(*info, s.Today())})
	}
	total := len(rows)
	page, last := pageOf(q.Get("trang"), total, documentsPerPage)
	from := (page - 1) * documentsPerPage
	rows = rows[from:min(from+documentsPerPage, total)]
	var choices []facetValue
	for _, k := range corpus.Kinds() {
		if kinds[k] > 0 {
			choices = append(choices, facetValue{Value: string(k), Name: k.Name(), Count: kinds[k], On: k == kind})
		}
	}
	s.render(w, r, http.StatusOK, "list", "van-ban", "Văn bản trong kho", map[string]any{
		"Rows": rows, "Total": total, "All": len(shelf.Infos), "Words": words, "Kind": kind, "Kinds": choices,
		"Pages": pager(r.URL, page, last),
	})
}

// containsAll says that text holds every word of words.
func containsAll(text, words string) bool {
	for w := range strings.FieldsSeq(words) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// pageOf reads a page number and holds it within what there is.
func pageOf(given string, total, size int) (page, last int) {
	last = max(1, (total+size-1)/size)
	page, err := strconv.Atoi(given)
	if err != nil || page < 1 {
		page = 1
	}
	return min(page, last), last
}
