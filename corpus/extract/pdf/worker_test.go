package pdf

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/extract"
)

// TestMain plays the worker when a Reader under test starts this binary as one.
func TestMain(m *testing.M) {
	if IsWorker() {
		switch mode := strings.Join(os.Args[1:], " "); mode {
		case "sleep":
			time.Sleep(time.Minute)
		case "crash":
			panic("as told")
		}
		os.Exit(WorkerMain())
	}
	os.Exit(m.Run())
}

func self(t *testing.T, args ...string) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{exe}, args...)
}

func TestWorkerReadsAsThisProcessDoes(t *testing.T) {
	data := page("BT /F1 12 Tf 72 700 Td (Dieu 1. Pham vi) Tj 0 -20 Td (Luat nay quy dinh.) Tj ET").bytes()
	here, err := Reader{NoTools: true}.Extract(context.Background(), "a.pdf", data)
	if err != nil {
		t.Fatal(err)
	}
	there, err := Reader{NoTools: true, Command: self(t)}.Extract(context.Background(), "a.pdf", data)
	if err != nil {
		t.Fatal(err)
	}
	if allText(here) != allText(there) || len(here.Blocks) == 0 || there.Pages != 1 {
		t.Errorf("worker read %q, this process %q", allText(there), allText(here))
	}
}

func TestWorkerRefusals(t *testing.T) {
	good := page("BT /F1 12 Tf 72 700 Td (Dieu 1) Tj ET").bytes()
	for name, c := range map[string]struct {
		args []string
		data []byte
		code string
	}{
		"not a PDF":      {nil, []byte("hello"), extract.CodeCorrupt},
		"breaks off":     {nil, good[:len(good)-30], extract.CodeTruncated},
		"worker hangs":   {[]string{"sleep"}, good, extract.CodeTimeout},
		"worker crashes": {[]string{"crash"}, good, extract.CodeCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			r := Reader{NoTools: true, Command: self(t, c.args...), Timeout: 2 * time.Second}
			_, err := r.Extract(context.Background(), "x.pdf", c.data)
			if refusal, ok := extract.AsRefusal(err); !ok || refusal.Code != c.code || refusal.VN == "" {
				t.Errorf("error %v, want refusal %s", err, c.code)
			}
		})
	}
}

func TestWorkerIsKilledWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := Reader{Command: self(t, "sleep")}.Extract(ctx, "x.pdf", page("").bytes())
	if err == nil || time.Since(start) > 10*time.Second {
		t.Errorf("error %v after %v", err, time.Since(start))
	}
	if _, ok := extract.AsRefusal(err); ok {
		t.Errorf("%v: a caller's cancel is no fault of the file", err)
	}
}

func TestMessagesAreBounded(t *testing.T) {
	var v request
	if err := receive(bytes.NewReader([]byte{0xFF, 0, 0, 0, 0, 0, 0, 0}), &v); err == nil {
		t.Error("a message of an exabyte was taken")
	}
}
