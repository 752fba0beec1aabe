package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"trolyluat/assistant/export"
	"trolyluat/assistant/history"
)

// listView is the list of conversations beside the chat.
type listView struct {
	history.Page
	Current string
	Search  string
}

func turnPrefix(n int) string { return fmt.Sprintf("l%d", n) }

// conversations lists the reader's conversations: as a piece of the chat page
// for its script, else as a page.
func (s *Server) conversations(w http.ResponseWriter, r *http.Request) {
	v := listView{Search: strings.TrimSpace(r.URL.Query().Get("tim")), Current: r.URL.Query().Get("dang-mo")}
	if token := knownOwner(r); token != "" && s.History != nil {
		var err error
		v.Page, err = s.History.List(r.Context(), token, history.ListQuery{Search: v.Search, Limit: 30, After: r.URL.Query().Get("sau")})
		if err != nil && !errors.Is(err, history.ErrInvalid) {
			s.fail(w, r, err)
			return
		}
	}
	if r.URL.Query().Get("manh") == "1" {
		s.fragment(w, "chat", "conversation-list", v)
		return
	}
	s.render(w, r, http.StatusOK, "conversations", "hoi-dap", "Hội thoại của bạn", v)
}

// back answers a form: a script gets no content, a plain form the page.
func back(w http.ResponseWriter, r *http.Request, to string) {
	if r.Header.Get("Sec-Fetch-Mode") == "cors" || r.Header.Get("X-Requested-With") != "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// changed answers what came of a change to a conversation.
func (s *Server) changed(w http.ResponseWriter, r *http.Request, err error, to string) {
	switch {
	case err == nil:
		back(w, r, to)
	case errors.Is(err, history.ErrNotFound):
		s.message(w, r, http.StatusNotFound, "Không có hội thoại này", "Hội thoại đã bị xóa, hoặc được mở ở trình duyệt khác.")
	case errors.Is(err, history.ErrInvalid):
		s.message(w, r, http.StatusUnprocessableEntity, "Chưa lưu được", "Nội dung gửi lên không hợp lệ hoặc quá dài.")
	default:
		s.fail(w, r, err)
	}
}

// kept says whether conversations are kept at all, and answers if not.
func (s *Server) kept(w http.ResponseWriter, r *http.Request) bool {
	if s.History == nil || r.ParseForm() != nil {
		s.message(w, r, http.StatusNotFound, "Không có hội thoại này", "Máy chủ này không lưu hội thoại.")
		return false
	}
	return true
}

func (s *Server) rename(w http.ResponseWriter, r *http.Request) {
	if s.kept(w, r) {
		id := r.PathValue("conversation")
		s.changed(w, r, s.History.Rename(r.Context(), knownOwner(r), id, r.PostForm.Get("ten")), "/hoi/"+url.PathEscape(id))
	}
}

func (s *Server) deleteOne(w http.ResponseWriter, r *http.Request) {
	if s.kept(w, r) {
		_, err := s.History.Delete(r.Context(), history.Selection{Owner: knownOwner(r), Conversation: r.PathValue("conversation")})
		s.changed(w, r, err, "/hoi-thoai")
	}
}

func (s *Server) deleteAll(w http.ResponseWriter, r *http.Request) {
	if s.kept(w, r) {
		_, err := s.History.Delete(r.Context(), history.Selection{Owner: knownOwner(r)})
		s.changed(w, r, err, "/hoi-thoai")
	}
}

// judge keeps what the reader thinks of an answer.
func (s *Server) judge(w http.ResponseWriter, r *http.Request) {
	if !s.kept(w, r) {
		return
	}
	id := r.PathValue("conversation")
	turn, err := strconv.Atoi(r.PathValue("turn"))
	if err != nil {
		err = history.ErrNotFound
	} else {
		err = s.History.Judge(r.Context(), knownOwner(r), id, turn, history.Feedback{Verdict: history.Verdict(r.PostForm.Get("verdict")),
			Comment: strings.TrimSpace(r.PostForm.Get("comment")), Provision: strings.TrimSpace(r.PostForm.Get("provision"))})
	}
	s.changed(w, r, err, "/hoi/"+url.PathEscape(id)+"#"+turnPrefix(turn))
}

// exportConversation gives a conversation away as Markdown or DOCX, each answer
// with its sources.
func (s *Server) exportConversation(w http.ResponseWriter, r *http.Request) {
	if s.History == nil {
		s.message(w, r, http.StatusNotFound, "Không có hội thoại này", "Máy chủ này không lưu hội thoại.")
		return
	}
	c, turns, err := s.History.Conversation(r.Context(), knownOwner(r), r.PathValue("conversation"))
	if err != nil {
		s.changed(w, r, err, "/")
		return
	}
	format := export.Format(r.URL.Query().Get("dang"))
	if !format.Valid() {
		format = export.Markdown
	}
	data, err := export.Conversation(c, turns, format)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment",
		map[string]string{"filename": "hoi-dap-" + c.Updated.Format("2006-01-02") + "." + string(format)}))
	_, _ = w.Write(data) // the reader may have gone away
}
