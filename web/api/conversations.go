package api

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"trolyluat/assistant/export"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
)

// OwnerCookie is the cookie in which the pages keep the owner's token: a script
// of theirs needs no header.
const OwnerCookie = "chu_hoi_thoai"

// owner is the token that a request carries.
func (s *Server) owner(r *http.Request) (string, error) {
	if s.History == nil {
		return "", errNoHistory
	}
	token := ""
	if kind, value, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(kind, "Bearer") {
		token = strings.TrimSpace(value)
	} else if cookie, err := r.Cookie(OwnerCookie); err == nil {
		token = cookie.Value
	}
	if _, err := history.OwnerHash(token); err != nil {
		return "", errNoOwner
	}
	return token, nil
}

// Owner is a new token.
type Owner struct {
	Owner string `json:"owner"`
}

func (s *Server) newOwner(w http.ResponseWriter, _ *http.Request) error {
	if s.History == nil {
		return errNoHistory
	}
	return writeJSON(w, http.StatusCreated, Owner{history.NewOwner()})
}

func (s *Server) conversations(w http.ResponseWriter, r *http.Request) error {
	p := query(r, "search", "limit", "after")
	q := history.ListQuery{Search: p.text("search"), Limit: p.number("limit"), After: p.text("after")}
	owner, err := s.owner(r)
	switch {
	case p.err != nil:
		return p.err
	case err != nil:
		return err
	case q.Limit < 0 || q.Limit > history.MaxPage:
		return lookup.Inputf("limit", "phải từ 1 đến %d", history.MaxPage)
	case len(q.Search) > 1000:
		return lookup.Inputf("search", "quá dài")
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	page, err := s.History.List(ctx, owner, q)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, &page)
}

// ConversationView is a conversation with its turns.
type ConversationView struct {
	history.Conversation
	List []history.Turn `json:"list"` // in order
}

func (s *Server) open(r *http.Request) (*ConversationView, error) {
	owner, err := s.owner(r)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	c, turns, err := s.History.Conversation(ctx, owner, r.PathValue("conversation"))
	if err != nil {
		return nil, err
	}
	return &ConversationView{c, turns}, nil
}

func (s *Server) conversation(w http.ResponseWriter, r *http.Request) error {
	view, err := s.open(r)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, view)
}

// RenameRequest is a new title.
type RenameRequest struct {
	Title string `json:"title"`
}

func (s *Server) rename(w http.ResponseWriter, r *http.Request) error {
	owner, err := s.owner(r)
	if err != nil {
		return err
	}
	var q RenameRequest
	if err := readJSON(r, &q); err != nil {
		return err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	if err := s.History.Rename(ctx, owner, r.PathValue("conversation"), q.Title); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// Deleted tells how many conversations are gone for good.
type Deleted struct {
	Deleted int `json:"deleted"`
}

func (s *Server) deleteConversations(w http.ResponseWriter, r *http.Request) error {
	n, err := s.delete(r, "")
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, Deleted{n})
}

func (s *Server) deleteConversation(w http.ResponseWriter, r *http.Request) error {
	n, err := s.delete(r, r.PathValue("conversation"))
	if err != nil {
		return err
	}
	if n == 0 {
		return history.ErrNotFound
	}
	return writeJSON(w, http.StatusOK, Deleted{n})
}

func (s *Server) delete(r *http.Request, conversation string) (int, error) {
	owner, err := s.owner(r)
	if err != nil {
		return 0, err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	return s.History.Delete(ctx, history.Selection{Owner: owner, Conversation: conversation})
}

// FeedbackRequest is what a reader thinks of an answer.
type FeedbackRequest struct {
	Verdict   history.Verdict `json:"verdict"`
	Comment   string          `json:"comment,omitempty"`
	Provision string          `json:"provision,omitempty"` // the right one, "khoản 2 Điều 25 Bộ luật Lao động"
}

func (s *Server) judge(w http.ResponseWriter, r *http.Request) error {
	owner, err := s.owner(r)
	if err != nil {
		return err
	}
	turn, err := strconv.Atoi(r.PathValue("turn"))
	if err != nil {
		return lookup.Inputf("turn", "không phải số")
	}
	var q FeedbackRequest
	if err := readJSON(r, &q); err != nil {
		return err
	}
	if !q.Verdict.Valid() {
		return lookup.Inputf("verdict", "phải là right, wrong hoặc incomplete")
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	err = s.History.Judge(ctx, owner, r.PathValue("conversation"), turn,
		history.Feedback{Verdict: q.Verdict, Comment: strings.TrimSpace(q.Comment), Provision: strings.TrimSpace(q.Provision)})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) export(w http.ResponseWriter, r *http.Request) error {
	p := query(r, "format")
	format := export.Format(p.text("format"))
	if p.err != nil {
		return p.err
	}
	if format == "" {
		format = export.Markdown
	}
	if !format.Valid() {
		return lookup.Inputf("format", "phải là md hoặc docx")
	}
	view, err := s.open(r)
	if err != nil {
		return err
	}
	data, err := export.Conversation(view.Conversation, view.List, format)
	if err != nil {
		return fmt.Errorf("api: export: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", format.MediaType())
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "hoi-dap-" + view.Updated.Format("2006-01-02") + "." + string(format)}))
	_, _ = w.Write(data) // the caller may have gone away
	return nil
}
