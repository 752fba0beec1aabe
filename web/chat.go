package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"trolyluat/assistant"
	"trolyluat/corpus"
)

// Limits of the chat socket.
const (
	maxQuestion  = 4000 // characters
	maxFrame     = 64 << 10
	writeTimeout = 10 * time.Second
	pongWait     = 60 * time.Second
	pingEvery    = 25 * time.Second
	sendBuffer   = 256 // frames a slow reader may lag behind before it is dropped
)

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	documents := 0
	fictional := true
	for info, err := range s.Library.Documents(r.Context()) {
		if err != nil {
			s.fail(w, r, err)
			return
		}
		documents++
		fictional = fictional && info.Fictional
	}
	s.render(w, http.StatusOK, "chat", map[string]any{
		"Title": "Hỏi đáp", "Roles": assistant.Roles(), "Today": corpus.Today().String(),
		"Examples": s.Examples, "Documents": documents, "Fictional": documents > 0 && fictional,
	})
}

// request is a frame from the page.
type request struct {
	Type     string `json:"type"` // "ask", "stop"
	ID       string `json:"id"`   // chosen by the page, comes back in every frame
	Question string `json:"question"`
	Role     string `json:"role"`
	AsOf     string `json:"as_of"`
}

// response is a frame to the page.
type response struct {
	Type  string           `json:"type"` // "event", "error", "stopped"
	ID    string           `json:"id"`
	Seq   int              `json:"seq"` // 1, 2, … within an ID
	Event *assistant.Event `json:"event,omitempty"`
	Error string           `json:"error,omitempty"` // Vietnamese
}

// The zero CheckOrigin accepts the page's own origin only.
var upgrader = websocket.Upgrader{ReadBufferSize: 4096, WriteBufferSize: 4096, HandshakeTimeout: 10 * time.Second}

// socket serves one chat page: questions in, events out. A page may ask while
// another answer runs; each runs until it ends, is stopped or the page goes.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	c := &client{server: s, conn: conn, out: make(chan response, sendBuffer), cancel: cancel, running: map[string]context.CancelFunc{}}
	go c.write(ctx)
	c.read(ctx)
	cancel()
	c.answers.Wait()
}

type client struct {
	server  *Server
	conn    *websocket.Conn
	out     chan response
	cancel  context.CancelFunc
	answers sync.WaitGroup

	mu      sync.Mutex
	running map[string]context.CancelFunc
}

func (c *client) read(ctx context.Context) {
	c.conn.SetReadLimit(maxFrame)
	_ = c.conn.SetReadDeadline(time.Now().Add(pongWait))
	c.conn.SetPongHandler(func(string) error { return c.conn.SetReadDeadline(time.Now().Add(pongWait)) })
	for {
		_, data, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		var req request
		if err := json.Unmarshal(data, &req); err != nil || req.ID == "" || len(req.ID) > 64 {
			c.send(response{Type: "error", ID: req.ID, Seq: 1, Error: "Trang gửi dữ liệu không đúng dạng; hãy tải lại trang."})
			continue
		}
		switch req.Type {
		case "stop":
			c.mu.Lock()
			if stop := c.running[req.ID]; stop != nil {
				stop()
			}
			c.mu.Unlock()
		case "ask":
			c.ask(ctx, req)
		default:
			c.send(response{Type: "error", ID: req.ID, Seq: 1, Error: "Yêu cầu không hợp lệ."})
		}
	}
}

func (c *client) ask(ctx context.Context, req request) {
	question, problem := req.question()
	if problem != "" {
		c.send(response{Type: "error", ID: req.ID, Seq: 1, Error: problem})
		return
	}
	ctx, stop := context.WithCancel(ctx)
	c.mu.Lock()
	if c.running[req.ID] != nil || len(c.running) >= 4 {
		c.mu.Unlock()
		stop()
		c.send(response{Type: "error", ID: req.ID, Seq: 1, Error: "Câu hỏi trước đang được trả lời, xin đợi một chút."})
		return
	}
	c.running[req.ID] = stop
	c.mu.Unlock()
	c.answers.Go(func() {
		defer func() {
			c.mu.Lock()
			delete(c.running, req.ID)
			c.mu.Unlock()
			stop()
		}()
		seq := 0
		for event, err := range c.server.Assistant.Ask(ctx, question) {
			seq++
			if err != nil {
				if errors.Is(err, context.Canceled) {
					c.send(response{Type: "stopped", ID: req.ID, Seq: seq})
					return
				}
				c.server.Log.Error("answer failed", "id", req.ID, "error", err)
				problem := "Chưa trả lời được vì hệ thống gặp lỗi. Xin thử lại sau ít phút."
				if errors.Is(err, corpus.ErrUnavailable) {
					problem = unavailable
				}
				c.send(response{Type: "error", ID: req.ID, Seq: seq, Error: problem})
				return
			}
			if event.Answer != nil { // the page has had the question and the text already
				short := *event.Answer
				short.Question = ""
				event.Answer = &short
			}
			c.send(response{Type: "event", ID: req.ID, Seq: seq, Event: &event})
		}
	})
}

// question checks what the page sent; problem is for the reader.
func (r request) question() (q assistant.Question, problem string) {
	q.Text = strings.TrimSpace(r.Question)
	q.Role = assistant.Role(r.Role)
	var err error
	q.AsOf, err = corpus.ParseDate(r.AsOf)
	switch {
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
	}
	return q, ""
}

// send queues a frame; a page that does not keep up is dropped, not waited for.
func (c *client) send(r response) {
	select {
	case c.out <- r:
	default:
		c.server.Log.Warn("slow chat page dropped")
		c.cancel()
		_ = c.conn.Close()
	}
}

func (c *client) write(ctx context.Context) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	defer c.conn.Close()
	for {
		select {
		case r := <-c.out:
			_ = c.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
			if err := c.conn.WriteJSON(r); err != nil {
				c.cancel()
				return
			}
		case <-ping.C:
			if err := c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout)); err != nil {
				c.cancel()
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
