package api

import (
	"net/http"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// search takes its request from the address or, with POST, from the body: then
// the question stands in no log of a server in between.
func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	var q lookup.SearchRequest
	if r.Method == http.MethodPost {
		if err := readJSON(r, &q); err != nil {
			return err
		}
	} else {
		p := query(r, "query", "as_of", "all_dates", "kinds", "issuers", "documents", "mode", "limit")
		q = lookup.SearchRequest{Query: p.text("query"), AsOf: p.date("as_of"), AllDates: p.flag("all_dates"), Kinds: p.kinds("kinds"),
			Issuers: p.list("issuers"), Documents: p.list("documents"), Mode: retrieval.Mode(p.text("mode")), Limit: p.number("limit")}
		if p.err != nil {
			return p.err
		}
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	found, err := s.Desk.Search(ctx, q)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, found)
}

// CheckRequest is a text whose citations are to be checked.
type CheckRequest struct {
	Text string      `json:"text"`
	AsOf corpus.Date `json:"as_of,omitzero"` // law of that day; default today
}

func (s *Server) checkCitations(w http.ResponseWriter, r *http.Request) error {
	var q CheckRequest
	if err := readJSON(r, &q); err != nil {
		return err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	report, err := s.Desk.CheckCitations(ctx, q.Text, q.AsOf)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, report)
}

func (s *Server) documents(w http.ResponseWriter, r *http.Request) error {
	p := query(r, "search", "kinds", "limit", "after")
	q := lookup.DocumentQuery{Search: p.text("search"), Kinds: p.kinds("kinds"), Limit: p.number("limit"), After: p.text("after")}
	if p.err != nil {
		return p.err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	page, err := s.Desk.Documents(ctx, q)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, page)
}

func (s *Server) document(w http.ResponseWriter, r *http.Request) error {
	if p := query(r); p.err != nil {
		return p.err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	view, err := s.Desk.Document(ctx, r.PathValue("document"))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, view)
}

func (s *Server) provision(w http.ResponseWriter, r *http.Request) error {
	p := query(r, "as_of")
	on := p.date("as_of")
	if p.err != nil {
		return p.err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	found, err := s.Desk.Provision(ctx, r.PathValue("document"), r.PathValue("path"), on)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, found)
}

func (s *Server) changes(w http.ResponseWriter, r *http.Request) error {
	p := query(r, "from", "to", "path")
	from, to, path := p.date("from"), p.date("to"), p.text("path")
	if p.err != nil {
		return p.err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	found, err := s.Desk.Changes(ctx, r.PathValue("document"), path, from, to)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, found)
}

func (s *Server) relations(w http.ResponseWriter, r *http.Request) error {
	p := query(r, "path")
	path := p.text("path")
	if p.err != nil {
		return p.err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	found, err := s.Desk.Relations(ctx, r.PathValue("document"), path)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, found)
}
