package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/web/api/schema"
)

// AskRequest is a question.
type AskRequest struct {
	Question string         `json:"question"`
	Role     assistant.Role `json:"role,omitempty"` // the reader; one is proposed where it is empty
	AsOf     corpus.Date    `json:"as_of,omitzero"` // law of that day; default by the question, else today
	// Conversation keeps the turn: the ID of one of the owner's, or "new". Without
	// it nothing is kept.
	Conversation string `json:"conversation,omitempty"`
	// History is the conversation so far where the caller keeps it itself.
	History []assistant.Exchange `json:"history,omitempty"`
}

// newConversation is the ID that begins one.
const newConversation = "new"

// AskResponse is an answer with the place where it was kept.
type AskResponse struct {
	Conversation string           `json:"conversation,omitempty"`
	Turn         int              `json:"turn,omitempty"`
	Answer       assistant.Answer `json:"answer"`
}

// StreamEvent is one event of a streamed answer: an event of the assistant, or
// started, error, stopped.
type StreamEvent struct {
	assistant.Event
	ID           string   `json:"id,omitempty"`           // of the answer: started
	Conversation string   `json:"conversation,omitempty"` // done
	Turn         int      `json:"turn,omitempty"`         // done
	Problem      *Problem `json:"problem,omitempty"`      // error
}

// The events beside the assistant's.
const (
	eventStarted = "started"
	eventError   = "error"
	eventStopped = "stopped"
)

// maxExchanges is how much of a conversation is read with a question.
const maxExchanges = 6

// asking is a question ready to be answered.
type asking struct {
	question     assistant.Question
	owner        string // "" keeps nothing
	conversation string // "" is a new one
}

// prepare checks a question and loads the conversation it belongs to.
func (s *Server) prepare(r *http.Request, q AskRequest) (a asking, err error) {
	a.question = assistant.Question{Text: strings.TrimSpace(q.Question), Role: q.Role, AsOf: q.AsOf}
	if err := checkQuestion("question", a.question); err != nil {
		return a, err
	}
	if len(q.History) > 50 {
		return a, lookup.Inputf("history", "quá 50 lượt")
	}
	a.question.History = q.History[max(0, len(q.History)-maxExchanges):]
	if q.Conversation == "" {
		return a, nil
	}
	if len(q.History) > 0 {
		return a, lookup.Inputf("history", "không dùng cùng conversation")
	}
	if a.owner, err = s.owner(r); err != nil || q.Conversation == newConversation {
		return a, err
	}
	ctx, cancel := s.lookupContext(r)
	defer cancel()
	_, turns, err := s.History.Conversation(ctx, a.owner, q.Conversation)
	if err != nil {
		return a, err
	}
	a.conversation = q.Conversation
	for _, t := range turns[max(0, len(turns)-maxExchanges):] {
		var answer assistant.Answer
		if t.Answer != nil && json.Unmarshal(t.Answer, &answer) == nil {
			a.question.History = append(a.question.History, assistant.ExchangeOf(&answer))
		}
	}
	return a, nil
}

func checkQuestion(field string, q assistant.Question) error {
	switch {
	case q.Text == "":
		return lookup.Inputf(field, "cần câu hỏi")
	case !utf8.ValidString(q.Text) || strings.ContainsRune(q.Text, 0):
		return lookup.Inputf(field, "có ký tự không đọc được")
	case utf8.RuneCountInString(q.Text) > lookup.MaxQuery:
		return lookup.Inputf(field, "dài quá %d ký tự", lookup.MaxQuery)
	case q.Role != "" && !q.Role.Valid():
		return lookup.Inputf("role", "phải là citizen, judge, drafter hoặc official")
	}
	return nil
}

// ask answers a question: as one JSON body, or as a stream of events where the
// caller accepts one.
func (s *Server) ask(w http.ResponseWriter, r *http.Request) error {
	var q AskRequest
	if err := readJSON(r, &q); err != nil {
		return err
	}
	a, err := s.prepare(r, q)
	if err != nil {
		return err
	}
	release, err := s.answerSlot()
	if err != nil {
		return err
	}
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		run := s.runs.start(s.AnswerTimeout, func(ctx context.Context, run *run) {
			defer release()
			s.stream(ctx, run, a)
		})
		return s.follow(w, r, run, 0)
	}
	defer release()
	ctx, cancel := context.WithTimeout(r.Context(), s.AnswerTimeout)
	defer cancel()
	answer, err := answerOf(s.Assistant.Ask(ctx, a.question))
	if err != nil {
		return err
	}
	out := AskResponse{Answer: *answer}
	if out.Conversation, out.Turn, err = s.keep(ctx, a, answer); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, &out)
}

// answerOf runs a stream to its end.
func answerOf(events func(func(assistant.Event, error) bool)) (*assistant.Answer, error) {
	for event, err := range events {
		if err != nil {
			return nil, err
		}
		if event.Type == assistant.Done && event.Answer != nil {
			return event.Answer, nil
		}
	}
	return nil, errors.New("api: the answer ended without its last event")
}

// keep stores the turn where that was asked for.
func (s *Server) keep(ctx context.Context, a asking, answer *assistant.Answer) (conversation string, turn int, err error) {
	if a.owner == "" {
		return "", 0, nil
	}
	data, err := json.Marshal(answer)
	if err != nil {
		return "", 0, fmt.Errorf("api: encode answer: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.LookupTimeout) // an answer that was made is kept
	defer cancel()
	c, err := s.History.Append(ctx, a.owner, a.conversation, history.Turn{Question: a.question.Text, Role: string(answer.Role), AsOf: answer.AsOf, Answer: data})
	return c.ID, c.Turns, err
}

// stream sends the events of an answer to its run.
func (s *Server) stream(ctx context.Context, run *run, a asking) {
	send := func(e StreamEvent, last bool) bool {
		schema.NoNulls(&e)
		data, err := json.Marshal(e)
		if err != nil {
			s.Log.Error("event not encoded", "error", err)
			return false
		}
		return run.send(message{string(e.Type), data}, last)
	}
	fail := func(err error) {
		if errors.Is(err, context.Canceled) {
			send(StreamEvent{Event: assistant.Event{Type: eventStopped}}, true)
			return
		}
		p := s.problemOf(err)
		if p.Status >= 500 {
			s.Log.Error("answer failed", "answer", run.id, "error", err)
		}
		send(StreamEvent{Event: assistant.Event{Type: eventError}, Problem: &p}, true)
	}
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("answer broke off", "answer", run.id, "panic", p)
			fail(errors.New("api: panic"))
		}
	}()
	send(StreamEvent{Event: assistant.Event{Type: eventStarted}, ID: run.id}, false)
	for event, err := range s.Assistant.Ask(ctx, a.question) {
		if err != nil {
			fail(err)
			return
		}
		out := StreamEvent{Event: event}
		if event.Type == assistant.Done && event.Answer != nil {
			if out.Conversation, out.Turn, err = s.keep(ctx, a, event.Answer); err != nil {
				fail(err)
				return
			}
			send(out, true)
			return
		}
		if !send(out, false) {
			fail(errors.New("api: the answer is too long"))
			return
		}
	}
	fail(errors.Join(ctx.Err(), errors.New("api: the answer ended without its last event")))
}

// follow writes the events of a run behind a number until the last.
func (s *Server) follow(w http.ResponseWriter, r *http.Request, run *run, at int) error {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	h.Set("Location", "/api/v1/answers/"+run.id+"/events")
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Time{}) // the body has been read
	wake := make(chan struct{}, 1)
	wake <- struct{}{}
	defer run.listen(wake)()
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		beating := false
		select {
		case <-r.Context().Done():
			return nil
		case <-wake:
		case <-beat.C:
			beating = true
		}
		_ = out.SetWriteDeadline(time.Now().Add(writeLimit)) // not every writer has one
		if beating {
			if _, err := fmt.Fprint(w, ":\n\n"); err != nil {
				return nil // the caller is gone
			}
		}
		events, last := run.After(at)
		for _, m := range events {
			at++
			if _, err := fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", at, m.name, m.data); err != nil {
				return nil
			}
		}
		if err := out.Flush(); err != nil || last {
			return nil
		}
	}
}

// resume takes up a stream behind the event that the caller had last.
func (s *Server) resume(w http.ResponseWriter, r *http.Request) error {
	p := query(r, "after")
	at := p.number("after")
	if p.err != nil {
		return p.err
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		n, err := strconv.Atoi(last)
		if err != nil {
			return lookup.Inputf("Last-Event-ID", "không phải số")
		}
		at = n
	}
	run, err := s.runs.get(r.PathValue("answer"))
	if err != nil {
		return err
	}
	return s.follow(w, r, run, at)
}

// stop ends an answer under way.
func (s *Server) stop(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runs.get(r.PathValue("answer"))
	if err != nil {
		return err
	}
	run.cancel()
	w.WriteHeader(http.StatusNoContent)
	return nil
}
