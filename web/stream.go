package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// The fallback for networks that let no WebSocket through: questions as forms,
// frames as server-sent events. The browser reconnects by itself and says which
// frame it had last.

func requestOf(r *http.Request) request {
	return request{Type: "ask", ID: r.PostForm.Get("id"), Question: r.PostForm.Get("question"), Role: r.PostForm.Get("role"),
		AsOf: r.PostForm.Get("as_of"), Conversation: r.PostForm.Get("conversation")}
}

// postQuestion starts an answer.
func (s *Server) postQuestion(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.problem(w, http.StatusBadRequest, "Không đọc được câu hỏi.")
		return
	}
	run, problem := s.ask(owner(w, r), requestOf(r))
	if problem != "" {
		s.problem(w, http.StatusUnprocessableEntity, problem)
		return
	}
	writeJSON(w, map[string]string{"id": run.id})
}

// stopAnswer ends an answer under way.
func (s *Server) stopAnswer(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err == nil {
		if run, err := s.runs.get(knownOwner(r), r.PostForm.Get("id")); err == nil {
			run.cancel()
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// stream sends the frames of an answer as server-sent events.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	run, err := s.runs.get(knownOwner(r), r.URL.Query().Get("id"))
	if err != nil {
		w.WriteHeader(http.StatusNoContent) // EventSource does not come back
		return
	}
	at, _ := strconv.Atoi(r.URL.Query().Get("sau")) // 0 where there is none
	if last, err := strconv.Atoi(r.Header.Get("Last-Event-ID")); err == nil {
		at = last
	}
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	wake := make(chan struct{}, 1)
	run.Listen(wake)
	defer run.Leave(wake)
	idle := time.NewTicker(pingEvery)
	defer idle.Stop()
	wake <- struct{}{}
	for {
		select {
		case <-wake:
		case <-idle.C:
			if _, err := fmt.Fprint(w, ": \n\n"); err != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
		frames, last := run.After(at)
		_ = out.SetWriteDeadline(time.Now().Add(s.writeTimeout))
		for _, data := range frames {
			at++
			if _, err := fmt.Fprintf(w, "id: %d\ndata: %s\n\n", at, data); err != nil {
				return
			}
		}
		if err := out.Flush(); err != nil || last {
			return
		}
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // the reader may have gone away
}

// problem tells a script what to show the reader.
func (s *Server) problem(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"problem": text}) // the reader may have gone away
}
