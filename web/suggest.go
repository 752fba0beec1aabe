package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// suggestion is a line under the search box: a place to go to.
type suggestion struct {
	Text   string `json:"text"`
	Detail string `json:"detail,omitempty"`
	Href   string `json:"href"`
}

// How many suggestions of each sort are made.
const (
	suggestDocuments  = 4
	suggestProvisions = 5
)

// suggest proposes places while the reader types: provisions named by number,
// documents by name or number, provisions by words.
func (s *Server) suggest(w http.ResponseWriter, r *http.Request) {
	words := strings.TrimSpace(r.URL.Query().Get("q"))
	out := []suggestion{}
	if n := len([]rune(words)); n >= 2 && n <= 200 {
		shelf, err := s.shelf.Get(r.Context())
		if err != nil {
			s.Log.Error("no suggestions", "error", err)
			http.Error(w, "[]", http.StatusInternalServerError)
			return
		}
		seen := map[string]bool{}
		add := func(x suggestion) {
			if !seen[x.Href] {
				seen[x.Href] = true
				out = append(out, x)
			}
		}
		key, n := reference.NameKey(words), 0
		for i := range shelf.Infos {
			if n == suggestDocuments {
				break
			}
			if key != "" && containsAll(shelf.Folded[i], key) {
				info := &shelf.Infos[i]
				add(suggestion{Text: info.Title, Detail: strings.TrimSpace(info.Number + " · " + statusOf(*info, s.Today()).Name()), Href: Address(info.ID, "")})
				n++
			}
		}
		found, err := s.Searcher.Search(r.Context(), retrieval.Query{Text: words, K: suggestProvisions, Mode: "", Filter: retrieval.Filter{AsOf: s.Today()}})
		if err != nil && r.Context().Err() == nil {
			s.Log.Warn("suggestions without provisions", "error", err)
		}
		for i := range found.Hits {
			h := &found.Hits[i]
			path := h.Chunk.Path
			if h.Reason == retrieval.ReasonDirect && h.BestPath != "" {
				path = h.BestPath
			}
			text := corpus.PathLabel(path)
			if text == "" {
				text = h.Chunk.Label
			}
			if h.Chunk.Heading != "" && h.Chunk.Heading != text {
				text += ". " + h.Chunk.Heading
			}
			x := suggestion{Text: text, Detail: h.Document.Title, Href: Address(h.Document.ID, path)}
			if h.Reason == retrieval.ReasonDirect { // named by number: first
				if !seen[x.Href] {
					seen[x.Href] = true
					out = append([]suggestion{x}, out...)
				}
				continue
			}
			add(x)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=60")
	_ = json.NewEncoder(w).Encode(out) // the reader may have gone away
}
