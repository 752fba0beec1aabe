package web

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/ingest"
)

// TestAdminIsAtHome: the administration page is there for this machine alone,
// and not behind a proxy that makes everyone look local.
func TestAdminIsAtHome(t *testing.T) {
	_, s := server(t, nil)
	for _, c := range []struct {
		remote, host, forwarded string
		want                    int
	}{
		{"127.0.0.1:5000", "127.0.0.1:8080", "", http.StatusOK},
		{"[::1]:5000", "localhost:8080", "", http.StatusOK},
		{"192.0.2.7:5000", "127.0.0.1:8080", "", http.StatusNotFound},
		{"127.0.0.1:5000", "law.example", "", http.StatusNotFound},
		{"127.0.0.1:5000", "127.0.0.1:8080", "192.0.2.7", http.StatusNotFound},
	} {
		for _, path := range []string{"/quan-tri", "/quan-tri/nap", "/quan-tri/phan-hoi.jsonl", "/quan-tri/nap/luong"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			r.RemoteAddr, r.Host = c.remote, c.host
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("%+v %s: status %d", c, path, w.Code)
			}
		}
	}
}

// TestClose ends what goes on behind the pages before it returns: the store is
// closed next.
func TestClose(t *testing.T) {
	ended := false // no lock: Close comes after
	_, s := server(t, func(c *Config) {
		c.Admin = Admin{Ingest: func(ctx context.Context, _ []string, _ func(ingest.Progress)) (ingest.Report, error) {
			<-ctx.Done()
			time.Sleep(20 * time.Millisecond)
			ended = true
			return ingest.Report{}, ctx.Err()
		}}
	})
	if problem := s.ingest([]string{"a.txt"}); problem != "" {
		t.Fatal(problem)
	}
	s.Close()
	if !ended || s.job.view().Running {
		t.Errorf("the ingestion ended: %v, is shown as running: %v", ended, s.job.view().Running)
	}
}

// TestUpload keeps files under their own names inside the folder, whatever path
// a client gives, and shows what came of them.
func TestUpload(t *testing.T) {
	dir := t.TempDir()
	release := make(chan struct{})
	h, s := server(t, func(c *Config) {
		c.Admin = Admin{Uploads: filepath.Join(dir, "uploads"), Ingest: func(ctx context.Context, inputs []string, progress func(ingest.Progress)) (ingest.Report, error) {
			progress(ingest.Progress{Files: 1, Total: len(inputs), Current: inputs[0], Refused: []ingest.Refusal{{Name: "a.pdf", Reason: "tệp có mật khẩu"}}})
			select {
			case <-release:
			case <-ctx.Done():
				return ingest.Report{}, fmt.Errorf("ingest: %w", ctx.Err())
			}
			return ingest.Report{Read: len(inputs), New: 1, Refused: []ingest.Refusal{{Name: "b.pdf", Reason: "tệp hỏng"}}}, nil
		}}
	})
	client := reader(t)
	send := func(names ...string) int {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for _, name := range names {
			part, err := form.CreateFormFile("tep", name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(part, "văn bản ", name)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := client.Post(h.URL+"/quan-tri/tai-len", form.FormDataContentType(), &body)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		return r.StatusCode
	}
	if got := send("../../ra-ngoai.txt", `C:\thu muc\trong.txt`); got != http.StatusOK {
		t.Fatalf("status %d", got)
	}
	var names []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, strings.TrimPrefix(path, dir))
		}
		return err
	})
	if err != nil || strings.Join(names, " ") != "/uploads/ra-ngoai.txt /uploads/trong.txt" {
		t.Errorf("kept %q, %v", names, err)
	}
	if got := send("a.txt"); got != http.StatusConflict {
		t.Errorf("a second ingestion: status %d", got)
	}
	if _, body, _ := get(t, client, h.URL+"/quan-tri/nap"); !strings.Contains(body, "Đang nạp") || !strings.Contains(body, "<li>a.pdf: tệp có mật khẩu</li>") {
		t.Error("the page does not show the ingestion under way")
	}
	close(release)
	for range 200 {
		if !s.job.view().Running {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if _, body, _ := get(t, client, h.URL+"/quan-tri/nap"); !strings.Contains(body, "tệp hỏng") || !strings.Contains(body, "1 văn bản mới") {
		t.Error("the page does not show what came of the ingestion")
	}
	if got := send(".hidden"); got != http.StatusBadRequest {
		t.Errorf("a hidden file: status %d", got)
	}
}
