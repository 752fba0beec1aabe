package web

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
)

// load is how hard the pages are pressed.
type load struct {
	chats   int           // at once, each with a socket of its own
	tokens  int           // of each answer
	every   time.Duration // between tokens
	stuck   int           // further chats that stop reading
	memory  int           // at most, MiB resident at the highest
	latency time.Duration // of a token at the 95th percentile, at most
}

// ticker streams tokens at a fixed pace. A token is its number and the time at
// which it was made; for a chat that will not read it is long, so that the
// buffers on the way fill.
type ticker struct {
	tokens int
	every  time.Duration
}

func (k ticker) Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		pad := ""
		if q.Text == "dài" {
			pad = strings.Repeat("x", 30_000)
		}
		tick := time.NewTicker(k.every)
		defer tick.Stop()
		for i := range k.tokens {
			select {
			case <-tick.C:
			case <-ctx.Done():
				yield(assistant.Event{}, ctx.Err())
				return
			}
			if !yield(assistant.Event{Type: assistant.Text, Text: fmt.Sprintf("%d:%d%s ", i, time.Now().UnixNano(), pad)}, nil) {
				return
			}
		}
		yield(assistant.Event{Type: assistant.Done, Answer: &assistant.Answer{Question: q.Text, Text: "xong", Role: assistant.Citizen, AsOf: "2026-12-01"}}, nil)
	}
}

// TestLoadServer is the server's side of the load tests: a process of its own,
// so that its memory is its own. It does nothing when run as a test.
func TestLoadServer(t *testing.T) {
	tokens, err := strconv.Atoi(os.Getenv("TROLYLUAT_LOAD_TOKENS"))
	if err != nil {
		t.Skip("only as the server of a load test")
	}
	every, err := time.ParseDuration(os.Getenv("TROLYLUAT_LOAD_EVERY"))
	if err != nil {
		t.Fatal(err)
	}
	law := catLaw()
	s, err := New(Config{Assistant: ticker{tokens, every}, Searcher: nothing{}, Library: books{law.ID: law}, Today: testToday})
	if err != nil {
		t.Fatal(err)
	}
	s.writeTimeout = 2 * time.Second
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("SERVING", listener.Addr())
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // the test ends
		_ = server.Close()
	}()
	_ = server.Serve(listener)
}

// run presses a server process and holds what comes back against the load: every
// token of every chat once and in order, late by little; chats that stop reading
// are dropped; the process stays small.
func (l load) run(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLoadServer$", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), fmt.Sprintf("TROLYLUAT_LOAD_TOKENS=%d", l.tokens), "TROLYLUAT_LOAD_EVERY="+l.every.String())
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close(); _ = cmd.Wait() }()
	line := ""
	for scan := bufio.NewScanner(stdout); line == "" && scan.Scan(); {
		if rest, ok := strings.CutPrefix(scan.Text(), "SERVING "); ok {
			line = rest
		}
	}
	if line == "" {
		t.Fatal("the server did not start")
	}
	var group, stuck sync.WaitGroup
	var mu sync.Mutex
	var late []time.Duration
	var wrong, dropped atomic.Int32
	for i := range l.stuck {
		stuck.Go(func() {
			if conn := l.chat(t, line, i, "dài"); conn != nil && readsNothing(conn, l.tokens) {
				dropped.Add(1)
			}
		})
	}
	start := time.Now()
	for i := range l.chats {
		group.Go(func() {
			time.Sleep(time.Duration(i) * l.every / time.Duration(l.chats)) // not all in one moment
			conn := l.chat(t, line, i+l.stuck, "ngắn")
			if conn == nil {
				wrong.Add(1)
				return
			}
			own, problem := readAll(conn, l.tokens)
			if problem != "" {
				wrong.Add(1)
				t.Errorf("chat %d: %s", i, problem)
			}
			mu.Lock()
			late = append(late, own...)
			mu.Unlock()
		})
	}
	group.Wait()
	took := time.Since(start)
	stuck.Wait()
	slices.Sort(late)
	if len(late) == 0 {
		t.Fatal("no token came")
	}
	p50, p95, worst := late[len(late)/2], late[len(late)*95/100], late[len(late)-1]
	memory := peak(t, cmd.Process.Pid)
	t.Logf("%d chats, %d tokens in %v: late p50 %v, p95 %v, worst %v; server at most %d MiB; %d of %d that stopped reading were dropped; %d chats wrong",
		l.chats, len(late), took.Round(time.Millisecond), p50, p95, worst, memory, dropped.Load(), l.stuck, wrong.Load())
	if p95 > l.latency {
		t.Errorf("p95 is %v late, more than %v", p95, l.latency)
	}
	if memory > l.memory {
		t.Errorf("%d MiB, more than %d", memory, l.memory)
	}
	if int(dropped.Load()) != l.stuck {
		t.Errorf("%d of %d stuck chats dropped", dropped.Load(), l.stuck)
	}
}

// chat opens the socket of chat number i and asks.
func (l load) chat(t *testing.T, address string, i int, question string) *websocket.Conn {
	dialer := websocket.Dialer{ReadBufferSize: 1024, WriteBufferSize: 512, NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if tcp, ok := conn.(*net.TCPConn); ok && question == "dài" {
			_ = tcp.SetReadBuffer(4096)
		}
		return conn, err
	}}
	conn, r, err := dialer.Dial("ws://"+address+"/ws", http.Header{"Origin": {"http://" + address}, "Cookie": {ownerCookie + "=" + history.NewOwner()}})
	if err != nil {
		t.Errorf("chat %d: %v", i, err)
		return nil
	}
	_ = r.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.WriteJSON(request{Type: "ask", ID: fmt.Sprintf("tai-nang-%d", i), Question: question}); err != nil {
		t.Errorf("chat %d: %v", i, err)
		return nil
	}
	return conn
}

// readAll reads an answer to its end and tells how late each token was.
func readAll(conn *websocket.Conn, tokens int) (late []time.Duration, problem string) {
	next, seq := 0, 0
	for {
		_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
		var f frame
		if err := conn.ReadJSON(&f); err != nil {
			return late, err.Error()
		}
		now := time.Now().UnixNano()
		if seq++; f.Seq != seq {
			return late, fmt.Sprintf("frame %d after %d", f.Seq, seq-1)
		}
		if f.Type == "done" {
			if next != tokens {
				return late, fmt.Sprintf("%d of %d tokens", next, tokens)
			}
			return late, ""
		}
		if f.Text == "" {
			continue
		}
		number, made, _ := strings.Cut(strings.TrimSpace(f.Text), ":")
		at, err := strconv.ParseInt(made, 10, 64)
		if err != nil || number != strconv.Itoa(next) {
			return late, fmt.Sprintf("token %q where %d was due", f.Text, next)
		}
		late = append(late, time.Duration(now-at))
		next++
	}
}

// readsNothing leaves an answer unread until well behind its end and says
// whether the server gave up on it.
func readsNothing(conn *websocket.Conn, tokens int) (dropped bool) {
	time.Sleep(8 * time.Second)
	for range tokens + 2 {
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, _, err := conn.ReadMessage(); err != nil {
			return true
		}
	}
	return false
}

// peak is the most memory that a process had resident, in MiB.
func peak(t *testing.T, pid int) int {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skipf("memory cannot be read here: %v", err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				t.Fatal(err)
			}
			return kib / 1024
		}
	}
	t.Fatal("no VmHWM")
	return 0
}

// TestFewChats is the load in small, for every run of the tests: that nothing is
// lost or comes twice; its times are held loosely, since others work beside it.
func TestFewChats(t *testing.T) {
	if testing.Short() {
		t.Skip("streams for two seconds")
	}
	load{chats: 40, tokens: 20, every: 100 * time.Millisecond, memory: 400, latency: time.Second}.run(t)
}
