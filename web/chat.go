package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
)

// turnView is a stored question with its answer as the page shows it.
type turnView struct {
	Number   int
	Question string
	Answer   *answerView // nil: it was stopped or failed
}

// chat is the page of a conversation: a new one, or the one that the address
// names.
func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	token := owner(w, r)
	shelf, err := s.shelf.Get(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	fictional := len(shelf.Infos) > 0
	for i := range shelf.Infos {
		fictional = fictional && shelf.Infos[i].Fictional
	}
	data := map[string]any{"Roles": assistant.Roles(), "Today": s.Today().String(), "Examples": s.examples(shelf), "Documents": len(shelf.Infos),
		"Fictional": fictional, "Kept": s.History != nil, "AsOf": r.URL.Query().Get("ngay"), "Question": r.URL.Query().Get("hoi"), "ID": history.NewID()}
	title := "Hỏi đáp"
	if id := r.PathValue("conversation"); id != "" {
		if s.History == nil {
			s.message(w, r, http.StatusNotFound, "Không có hội thoại này", "Máy chủ này không lưu hội thoại.")
			return
		}
		c, turns, err := s.History.Conversation(r.Context(), token, id)
		if errors.Is(err, history.ErrNotFound) {
			s.message(w, r, http.StatusNotFound, "Không có hội thoại này", "Hội thoại đã bị xóa, hoặc được mở ở trình duyệt khác.")
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		title = c.Title
		data["Conversation"], data["Turns"] = c, s.turnViews(c.ID, turns)
	}
	if s.History != nil {
		page, err := s.History.List(r.Context(), token, history.ListQuery{Limit: 30})
		if err != nil {
			s.Log.Error("conversations not listed", "error", err)
		}
		data["List"] = listView{Page: page, Current: r.PathValue("conversation")}
	}
	s.render(w, r, http.StatusOK, "chat", "hoi-dap", title, data)
}

func (s *Server) turnViews(conversation string, turns []history.Turn) []turnView {
	var out []turnView
	for i := range turns {
		t := &turns[i]
		v := turnView{Number: t.Number, Question: t.Question}
		var a assistant.Answer
		if t.Answer != nil && json.Unmarshal(t.Answer, &a) == nil {
			v.Answer = s.answerView(turnPrefix(t.Number), &a, conversation, t.Number, t.Feedback)
		}
		out = append(out, v)
	}
	return out
}

// askWhole answers a question sent as a plain form, for browsers without
// scripts: the answer is made whole, kept, and its conversation opened.
func (s *Server) askWhole(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || s.History == nil {
		s.message(w, r, http.StatusBadRequest, "Chưa hỏi được", "Trang hỏi đáp cần JavaScript trên máy chủ này.")
		return
	}
	run, problem := s.ask(owner(w, r), requestOf(r))
	if problem != "" {
		s.message(w, r, http.StatusUnprocessableEntity, "Chưa hỏi được", problem)
		return
	}
	wake := make(chan struct{}, 1)
	run.Listen(wake)
	defer run.Leave(wake)
	wake <- struct{}{}
	for {
		select {
		case <-wake:
		case <-r.Context().Done():
			return
		}
		frames, last := run.After(0)
		if !last {
			continue
		}
		var f frame
		if err := json.Unmarshal(frames[len(frames)-1], &f); err != nil || f.Conversation == "" {
			s.message(w, r, http.StatusInternalServerError, "Chưa trả lời được", f.Text)
			return
		}
		http.Redirect(w, r, "/hoi/"+url.PathEscape(f.Conversation)+"#cuoi", http.StatusSeeOther)
		return
	}
}

// part renders a piece of the chat page for a frame.
func (s *Server) part(name string, data any) string {
	var b bytes.Buffer
	if err := s.pages["chat"].ExecuteTemplate(&b, name, data); err != nil {
		s.Log.Error("part not rendered", "name", name, "error", err)
	}
	return b.String()
}
