package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/corpus"
)

// maxQuestion is the length of a question in characters.
const maxQuestion = 4000

const troubleText = "Chưa trả lời được vì hệ thống gặp lỗi. Xin thử lại sau ít phút."

// ownerCookie holds the token by which a reader's conversations are known.
const ownerCookie = "chu_hoi_thoai"

// owner returns the reader's token, a new one where the request has none.
func owner(w http.ResponseWriter, r *http.Request) string {
	if token := knownOwner(r); token != "" {
		return token
	}
	token := history.NewOwner()
	http.SetCookie(w, &http.Cookie{Name: ownerCookie, Value: token, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil})
	return token
}

// knownOwner is the token of the request, "" for none.
func knownOwner(r *http.Request) string {
	cookie, err := r.Cookie(ownerCookie)
	if err != nil {
		return ""
	}
	if _, err := history.OwnerHash(cookie.Value); err != nil {
		return ""
	}
	return cookie.Value
}

// request is what a page asks: over the socket as a frame, else as a form.
type request struct {
	Type         string `json:"type"` // "ask", "stop", "resume"
	ID           string `json:"id"`   // of the run, chosen by the page, hard to guess
	Question     string `json:"question"`
	Role         string `json:"role"` // "" has one proposed
	AsOf         string `json:"as_of"`
	Conversation string `json:"conversation"` // "" begins a new one
	After        int    `json:"after"`        // of resume: the last frame that the page has
}

// question checks what the page sent; problem is for the reader.
func (r request) question() (q assistant.Question, problem string) {
	q.Text = strings.TrimSpace(r.Question)
	q.Role = assistant.Role(r.Role)
	var err error
	q.AsOf, err = corpus.ParseDate(r.AsOf)
	switch {
	case len(r.ID) < 8 || len(r.ID) > 64:
		return q, "Trang gửi dữ liệu không đúng dạng; hãy tải lại trang."
	case q.Text == "":
		return q, "Xin nhập câu hỏi."
	case !utf8.ValidString(q.Text):
		return q, "Câu hỏi có ký tự không đọc được."
	case utf8.RuneCountInString(q.Text) > maxQuestion:
		return q, "Câu hỏi dài quá 4.000 ký tự; xin rút gọn."
	case q.Role != "" && !q.Role.Valid():
		return q, "Vai trò không hợp lệ."
	case err != nil:
		return q, "Ngày áp dụng không hợp lệ; xin nhập dạng ngày/tháng/năm."
	case len(r.Conversation) > 64:
		return q, "Không có hội thoại này."
	}
	return q, ""
}

// ask starts the answer to a request; problem is for the reader. A run that
// exists already (the page asked again after losing its connection) is taken up.
func (s *Server) ask(owner string, req request) (r *run, problem string) {
	q, problem := req.question()
	if problem != "" {
		return nil, problem
	}
	r, err := s.runs.start(owner, req.ID, func(ctx context.Context, r *run) { s.answer(ctx, r, req.Conversation, q) })
	switch {
	case errors.Is(err, errTwice):
		if r, err = s.runs.get(owner, req.ID); err == nil {
			return r, ""
		}
		return nil, "Trang gửi dữ liệu không đúng dạng; hãy tải lại trang."
	case errors.Is(err, errBusy):
		return nil, "Câu hỏi trước đang được trả lời hoặc hệ thống đang bận, xin đợi một chút."
	}
	return r, ""
}

// answer makes one answer, frame by frame, and keeps it in the conversation.
func (s *Server) answer(ctx context.Context, r *run, conversation string, q assistant.Question) {
	past, err := s.past(ctx, r.owner, conversation)
	if err != nil {
		s.Log.Error("conversation not read", "id", r.id, "error", err)
		r.send(frame{Type: "error", Text: "Không mở được hội thoại này; có thể nó đã bị xóa. Hãy bắt đầu hội thoại mới."})
		return
	}
	q.History = past
	for event, err := range s.Assistant.Ask(ctx, q) {
		switch {
		case errors.Is(err, context.Canceled):
			kept := s.keep(context.WithoutCancel(ctx), r, conversation, q, nil)
			r.send(frame{Type: "stopped", Text: "Đã dừng theo yêu cầu.", Conversation: kept.ID, Title: kept.Title, Turn: kept.Turns})
			return
		case err != nil:
			s.Log.Error("answer failed", "id", r.id, "error", err)
			problem := troubleText
			if errors.Is(err, corpus.ErrUnavailable) {
				problem = unavailable
			}
			r.send(frame{Type: "error", Text: problem})
			return
		}
		f := frame{Type: string(event.Type)}
		switch event.Type {
		case assistant.Understood:
			f.HTML = s.part("understood", understoodView(event.Understanding, event.Role, event.AsOf))
		case assistant.Evidence:
			f.HTML = s.part("sources", sourcesView(r.id, event.Citations))
		case assistant.Text:
			f.Text = event.Text
		case assistant.Checks:
		case assistant.Done:
			kept := s.keep(ctx, r, conversation, q, event.Answer)
			view := s.answerView(r.id, event.Answer, kept.ID, kept.Turns, nil)
			f.HTML = s.part("answer", view)
			f.Conversation, f.Title, f.Turn = kept.ID, kept.Title, kept.Turns
		}
		if !r.send(f) {
			return
		}
	}
}

// past is what the assistant needs of the conversation so far.
func (s *Server) past(ctx context.Context, owner, conversation string) ([]assistant.Exchange, error) {
	if s.History == nil || conversation == "" {
		return nil, nil
	}
	_, turns, err := s.History.Conversation(ctx, owner, conversation)
	if err != nil {
		return nil, err
	}
	const enough = 6
	var out []assistant.Exchange
	for _, t := range turns[max(0, len(turns)-enough):] {
		var a assistant.Answer
		if t.Answer == nil || json.Unmarshal(t.Answer, &a) != nil {
			continue
		}
		out = append(out, assistant.ExchangeOf(&a))
	}
	return out, nil
}

// keep stores the turn. A store that fails is logged and the answer shown all
// the same.
func (s *Server) keep(ctx context.Context, r *run, conversation string, q assistant.Question, a *assistant.Answer) history.Conversation {
	if s.History == nil {
		return history.Conversation{}
	}
	t := history.Turn{Question: q.Text, Role: string(q.Role), AsOf: q.AsOf.String()}
	if a != nil {
		t.Role, t.AsOf = string(a.Role), a.AsOf
		data, err := json.Marshal(a)
		if err != nil {
			s.Log.Error("answer not kept", "id", r.id, "error", err)
			return history.Conversation{}
		}
		t.Answer = data
	}
	kept, err := s.History.Append(ctx, r.owner, conversation, t)
	if err != nil {
		s.Log.Error("answer not kept", "id", r.id, "error", err)
	}
	return kept
}
