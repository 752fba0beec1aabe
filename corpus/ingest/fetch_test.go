package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/formats"
)

// flaky serves content and breaks the connection after cut bytes as long as
// breaks are left.
type flaky struct {
	content  []byte
	cut      int
	breaks   int
	requests []string // Range header of each
	full     int      // bytes sent in all
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.requests = append(f.requests, r.Header.Get("Range"))
	w.Header().Set("ETag", `"v1"`)
	if f.breaks > 0 {
		f.breaks--
		start := 0
		if rng := r.Header.Get("Range"); rng != "" {
			if _, err := fmt.Sscanf(rng, "bytes=%d-", &start); err != nil {
				http.Error(w, "bad range", http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, len(f.content)-1, len(f.content)))
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(f.content)-start))
		if start > 0 {
			w.WriteHeader(http.StatusPartialContent)
		}
		n, _ := w.Write(f.content[start : start+f.cut])
		w.(http.Flusher).Flush()
		f.full += n
		panic(http.ErrAbortHandler)
	}
	f.full += len(f.content)
	http.ServeContent(w, r, "x", time.Time{}, bytes.NewReader(f.content))
}

func TestFetchGoesOnWhereItStopped(t *testing.T) {
	content := bytes.Repeat([]byte("Điều 1. Phạm vi điều chỉnh\n"), 10000)
	source := &flaky{content: content, cut: 60000, breaks: 2}
	server := httptest.NewServer(source)
	defer server.Close()
	f := Fetcher{Dir: t.TempDir(), Wait: time.Millisecond}
	path, err := f.get(t.Context(), server.URL+"/law.txt")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes of %d, %v", len(got), len(content), err)
	}
	want := []string{"", "bytes=60000-", "bytes=120000-"}
	if strings.Join(source.requests, ",") != strings.Join(want, ",") {
		t.Errorf("ranges %q, want %q", source.requests, want)
	}
	sum := sha256.Sum256(content)
	if meta := readDownload(strings.TrimSuffix(path, ".data") + ".json"); meta.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("checksum kept: %+v", meta)
	}
	// Unchanged on the server: not sent again.
	if _, err := f.get(t.Context(), server.URL+"/law.txt"); err != nil {
		t.Fatal(err)
	}
	if n := len(source.requests); n != 4 {
		t.Errorf("%d requests", n)
	}
}

func TestFetchLimits(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/missing":
			http.NotFound(w, r)
		case "/endless": // no length told
			for range 1000 {
				if _, err := w.Write(make([]byte, 1000)); err != nil {
					return
				}
				w.(http.Flusher).Flush()
			}
		default:
			w.Header().Set("Content-Length", "1000000")
			_, _ = w.Write(make([]byte, 1000000))
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	f := Fetcher{Dir: dir, MaxBytes: 5000}
	for path, code := range map[string]string{"/missing": "download", "/endless": extract.CodeTooLarge, "/large": extract.CodeTooLarge} {
		_, err := f.get(t.Context(), server.URL+path)
		var refusal *extract.Refusal
		if !errors.As(err, &refusal) || refusal.Code != code || refusal.VN == "" {
			t.Errorf("%s: %v, want refusal %s", path, err, code)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.data")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestIngestFromAddress(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(law("91/2021/QH-THU", 2)))
	}))
	defer server.Close()
	store := newMemory()
	p := &Pipeline{Store: store, Reader: formats.Default(), Fetch: Fetcher{Dir: t.TempDir(), Wait: time.Millisecond}}
	url := server.URL + "/luat.txt"
	report, err := p.Run(t.Context(), []string{url, server.URL + "/luat.txt?x"})
	if err != nil || report.New != 1 || report.Duplicate != 1 {
		t.Fatalf("report %+v, error %v", report, err)
	}
	if src := store.entries["91/2021/QH-THU"].Document.Source; src.URI != url || src.Name != "luat.txt" {
		t.Errorf("source %+v", src)
	}
}
