package pdf

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"time"

	"trolyluat/corpus/extract"
)

// WorkerVariable is set in the environment of a process that is to be a worker:
// its value is the memory limit in bytes.
const WorkerVariable = "TROLYLUAT_PDF_WORKER"

// request and response are what the processes say to each other: each a length
// of eight bytes and JSON; the bytes of the file follow the request.
type request struct {
	Size     int
	Deadline time.Time
	Other    map[int]*substitute `json:",omitempty"`
}

type response struct {
	Text    *extract.Text    `json:",omitempty"`
	Pages   []pageState      `json:",omitempty"`
	Refusal *extract.Refusal `json:",omitempty"`
}

const maxMessage = 512 << 20

func send(w io.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var head [8]byte
	binary.BigEndian.PutUint64(head[:], uint64(len(data)))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func receive(r io.Reader, v any) error {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint64(head[:])
	if n > maxMessage {
		return fmt.Errorf("message of %d bytes", n)
	}
	data := make([]byte, n)
	if _, err := io.ReadFull(r, data); err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// IsWorker says that this process was started by a Reader to read one file. main
// then calls WorkerMain before anything else and exits.
func IsWorker() bool { return os.Getenv(WorkerVariable) != "" }

// WorkerMain reads one file from standard input and writes what it holds to
// standard output, within the memory that its environment allows. It returns the
// exit status of the process.
func WorkerMain() int {
	if n, err := strconv.ParseInt(os.Getenv(WorkerVariable), 10, 64); err == nil && n > 0 {
		debug.SetMemoryLimit(n * 3 / 4)
		debug.SetGCPercent(400) // one file, then the process ends
		limitMemory(n)
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	var q request
	if err := receive(in, &q); err != nil || q.Size < 0 || q.Size > maxFile {
		return 2
	}
	data := make([]byte, q.Size)
	if _, err := io.ReadFull(in, data); err != nil {
		return 2
	}
	ctx, cancel := context.WithDeadline(context.Background(), q.Deadline)
	defer cancel()
	var a response
	var err error
	a.Text, a.Pages, err = recovered(ctx, data, q.Other)
	if err != nil && !errors.As(refusalOf(context.Background(), err), &a.Refusal) {
		a.Refusal = extract.Refuse(extract.CodeCorrupt, err.Error())
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	if send(out, a) != nil || out.Flush() != nil {
		return 2
	}
	return 0
}

// inWorker has the file read by a process of its own.
func (r Reader) inWorker(ctx context.Context, data []byte, other map[int]*substitute) (*extract.Text, []pageState, error) {
	deadline, _ := ctx.Deadline()
	cmd := exec.CommandContext(ctx, r.Command[0], r.Command[1:]...)
	memory := r.Memory
	if memory <= 0 {
		memory = defaultMemory
	}
	cmd.Env = append(os.Environ(), WorkerVariable+"="+strconv.FormatInt(memory, 10))
	cmd.WaitDelay = time.Second
	var in bytes.Buffer
	// The worker stops by itself a little before it would be killed.
	if err := send(&in, request{Size: len(data), Deadline: deadline.Add(-200 * time.Millisecond), Other: other}); err != nil {
		return nil, nil, fmt.Errorf("pdf: ask the worker: %w", err)
	}
	cmd.Stdin = io.MultiReader(&in, bytes.NewReader(data))
	var out bytes.Buffer
	cmd.Stdout = &capped{w: &out, left: maxMessage}
	var trouble bytes.Buffer
	cmd.Stderr = &head{w: &trouble, left: 4096}
	runErr := cmd.Run()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	var a response
	if err := receive(&out, &a); err != nil {
		if runErr == nil {
			runErr = err
		}
		return nil, nil, extract.Refuse(extract.CodeCorrupt, fmt.Sprintf("the worker failed: %v: %s", runErr, firstLine(trouble.Bytes())))
	}
	if a.Refusal != nil {
		return nil, a.Pages, a.Refusal
	}
	return a.Text, a.Pages, nil
}

// head keeps the beginning of what is written.
type head struct {
	w    *bytes.Buffer
	left int
}

func (h *head) Write(p []byte) (int, error) {
	n := min(len(p), h.left)
	h.left -= n
	h.w.Write(p[:n])
	return len(p), nil
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(line)
}
