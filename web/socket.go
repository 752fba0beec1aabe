package web

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Limits of the chat socket.
const (
	maxFrame       = 64 << 10 // bytes of a frame from the page
	writeTimeout   = 10 * time.Second
	pongWait       = 60 * time.Second
	pingEvery      = 25 * time.Second
	runsPerConn    = 8
	refusedPerConn = 100 // frames that make no sense, then the socket closes
)

// The zero CheckOrigin accepts the page's own origin only.
var upgrader = websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 2048, HandshakeTimeout: 10 * time.Second,
	WriteBufferPool: &sync.Pool{}}

// socket serves one chat page: questions in, frames of the answers out. The
// answers do not depend on it: when the page goes they run on, and the page that
// comes back says which frame it had last.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	token := knownOwner(r)
	if token == "" {
		http.Error(w, "Hãy mở trang hỏi đáp trước.", http.StatusForbidden)
		return
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	defer cancel()
	c := &client{server: s, conn: conn, owner: token, wake: make(chan struct{}, 1), at: map[*run]int{}}
	go func() {
		c.write(ctx)
		_ = conn.Close() // ends read
	}()
	c.read()
	cancel()
	c.leave()
}

// client is one open socket with the runs it listens to.
type client struct {
	server *Server
	conn   *websocket.Conn
	owner  string
	wake   chan struct{}

	mu      sync.Mutex
	at      map[*run]int // the last frame sent of each run
	notices [][]byte     // frames that belong to no run
}

func (c *client) read() {
	c.conn.SetReadLimit(maxFrame)
	_ = c.conn.SetReadDeadline(time.Now().Add(pongWait))
	c.conn.SetPongHandler(func(string) error { return c.conn.SetReadDeadline(time.Now().Add(pongWait)) })
	refused := 0
	for {
		_, data, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		var req request
		problem := "Trang gửi dữ liệu không đúng dạng; hãy tải lại trang."
		if err := json.Unmarshal(data, &req); err == nil {
			problem = c.take(req)
		}
		if problem == "" {
			continue
		}
		if refused++; refused > refusedPerConn {
			return
		}
		c.notice(frame{Type: "error", ID: req.ID, Seq: 1, Text: problem})
	}
}

// take does what a frame of the page asks; problem is for the reader.
func (c *client) take(req request) (problem string) {
	switch req.Type {
	case "ask":
		r, problem := c.server.ask(c.owner, req)
		if problem != "" {
			return problem
		}
		return c.follow(r, req.After)
	case "resume":
		r, err := c.server.runs.get(c.owner, req.ID)
		if err != nil {
			c.notice(frame{Type: "lost", ID: req.ID})
			return ""
		}
		return c.follow(r, req.After)
	case "stop":
		if r, err := c.server.runs.get(c.owner, req.ID); err == nil {
			r.cancel()
		}
		return ""
	}
	return "Yêu cầu không hợp lệ."
}

func (c *client) follow(r *run, after int) (problem string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.at) >= runsPerConn {
		return "Trang đang theo quá nhiều câu trả lời; hãy tải lại trang."
	}
	c.at[r] = after
	r.Listen(c.wake)
	c.rouse()
	return ""
}

func (c *client) notice(f frame) {
	data, err := json.Marshal(f)
	if err != nil {
		return // strings and numbers always encode
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.notices) < runsPerConn {
		c.notices = append(c.notices, data)
	}
	c.rouse()
}

func (c *client) rouse() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *client) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for r := range c.at {
		r.Leave(c.wake)
	}
	c.at = nil
}

// pending takes what is to be written now.
func (c *client) pending() [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.notices
	c.notices = nil
	for r, at := range c.at {
		frames, last := r.After(at)
		out = append(out, frames...)
		c.at[r] = at + len(frames)
		if last {
			r.Leave(c.wake)
			delete(c.at, r)
		}
	}
	return out
}

// write sends frames until the socket ends. A page that stops reading blocks a
// write until its deadline and is then dropped; what it missed stays in the run.
func (c *client) write(ctx context.Context) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		select {
		case <-c.wake:
			for _, data := range c.pending() {
				_ = c.conn.SetWriteDeadline(time.Now().Add(c.server.writeTimeout))
				if err := c.conn.WriteMessage(websocket.TextMessage, data); err != nil {
					c.server.Log.Debug("chat page dropped", "error", err)
					return
				}
			}
		case <-ping.C:
			if err := c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(c.server.writeTimeout)); err != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
