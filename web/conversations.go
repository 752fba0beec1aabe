package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"trolyluat/assistant"
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
	var text, body strings.Builder
	fmt.Fprintf(&text, "# %s\n", c.Title)
	for i := range turns {
		fmt.Fprintf(&text, "\n## %s\n\n", turns[i].Question)
		body.WriteString("<h3>" + html.EscapeString(turns[i].Question) + "</h3>")
		var a assistant.Answer
		if turns[i].Answer == nil || json.Unmarshal(turns[i].Answer, &a) != nil {
			text.WriteString("(chưa có câu trả lời)\n")
			body.WriteString("<p>(chưa có câu trả lời)</p>")
			continue
		}
		words := plain(&a, sourcesView("", a.Citations))
		text.WriteString(words)
		body.WriteString(string(s.prose.html(words, "", nil)))
	}
	name := "hoi-dap-" + c.Updated.Format("2006-01-02")
	kind, data := "text/markdown; charset=utf-8", text.String()
	if r.URL.Query().Get("dang") == "docx" {
		var b strings.Builder
		if err := writeDOCX(&b, []string{c.Title, "Hội thoại với Trợ lý luật (hệ thống AI); để tham khảo, không phải ý kiến tư vấn pháp lý."}, body.String()); err != nil {
			s.fail(w, r, err)
			return
		}
		kind, data, name = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b.String(), name+".docx"
	} else {
		name += ".md"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write([]byte(data)) // the reader may have gone away
}
