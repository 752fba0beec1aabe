package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"trolyluat/corpus"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/quality"
)

// maxUpload bounds what is uploaded at once.
const maxUpload = 1 << 30

// job is the ingestion under way, or the last one: there is one at a time.
type job struct {
	mu       sync.Mutex
	running  bool
	stopped  bool
	inputs   []string
	progress ingest.Progress
	report   *ingest.Report
	problem  string
	started  time.Time
	cancel   context.CancelFunc
	wake     map[chan struct{}]struct{}
}

// jobView is a job as the page and its stream show it.
type jobView struct {
	Running  bool            `json:"running"`
	Any      bool            `json:"any"`
	Inputs   []string        `json:"inputs"`
	Progress ingest.Progress `json:"progress"`
	Seconds  float64         `json:"seconds"`
	Report   *ingest.Report  `json:"-"`
	Problem  string          `json:"problem,omitempty"`
	Stopped  bool            `json:"stopped"`
}

// refusedLive is how many of the latest refusals the page shows while it reads.
const refusedLive = 5

// LastRefused are the latest refusals, the last one first.
func (v jobView) LastRefused() []ingest.Refusal {
	last := slices.Clone(v.Progress.Refused[max(0, len(v.Progress.Refused)-refusedLive):])
	slices.Reverse(last)
	return last
}

func (j *job) view() jobView {
	j.mu.Lock()
	defer j.mu.Unlock()
	return jobView{Running: j.running, Any: !j.started.IsZero(), Inputs: j.inputs, Progress: j.progress, Seconds: j.progress.Elapsed.Seconds(),
		Report: j.report, Problem: j.problem, Stopped: j.stopped}
}

// change alters the job and wakes who watches it.
func (j *job) change(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
	for w := range j.wake {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// ingest starts reading inputs into the store; problem is for the reader.
func (s *Server) ingest(inputs []string) (problem string) {
	if s.Admin.Ingest == nil {
		return "Máy chủ này không nạp văn bản được."
	}
	j := &s.job
	ctx, cancel := context.WithCancel(s.ctx)
	busy := false
	j.change(func() {
		if busy = j.running; busy {
			return
		}
		j.running, j.stopped, j.inputs, j.report, j.problem, j.progress = true, false, inputs, nil, "", ingest.Progress{}
		j.started, j.cancel = time.Now(), cancel
	})
	if busy {
		cancel()
		return "Đang có một lượt nạp khác; xin đợi hoặc dừng lượt đó."
	}
	s.work.Go(func() {
		defer cancel()
		report, err := s.Admin.Ingest(ctx, inputs, func(p ingest.Progress) { j.change(func() { j.progress = p }) })
		if err != nil && !errors.Is(err, context.Canceled) {
			s.Log.Error("ingestion broke off", "error", err)
		}
		j.change(func() {
			j.running, j.report = false, &report
			switch {
			case errors.Is(err, context.Canceled):
				j.stopped = true
			case err != nil:
				j.problem = "Lượt nạp bị ngắt; những văn bản đã ghi xong vẫn còn. Chi tiết ở nhật ký của máy chủ."
			}
		})
	})
	return ""
}

func (s *Server) ingestPage(w http.ResponseWriter, r *http.Request) {
	s.showIngest(w, r, http.StatusOK, "")
}

func (s *Server) showIngest(w http.ResponseWriter, r *http.Request, status int, problem string) {
	s.render(w, r, status, "admin-ingest", "quan-tri", "Nạp văn bản", map[string]any{"Tab": "nap", "Job": s.job.view(), "Problem": problem,
		"Can": s.Admin.Ingest != nil, "CanUpload": s.Admin.Uploads != ""})
}

func (s *Server) startIngest(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.showIngest(w, r, http.StatusBadRequest, "Không đọc được yêu cầu.")
		return
	}
	var inputs []string
	for line := range strings.Lines(r.PostForm.Get("nguon")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if !strings.HasPrefix(line, "http://") && !strings.HasPrefix(line, "https://") {
			if _, err := os.Stat(line); err != nil {
				s.showIngest(w, r, http.StatusUnprocessableEntity, fmt.Sprintf("Không mở được %q trên máy chủ.", line))
				return
			}
		}
		inputs = append(inputs, line)
	}
	if len(inputs) == 0 {
		s.showIngest(w, r, http.StatusUnprocessableEntity, "Xin ghi đường dẫn tệp, thư mục hoặc địa chỉ web, mỗi dòng một nguồn.")
		return
	}
	s.afterStart(w, r, s.ingest(inputs))
}

func (s *Server) afterStart(w http.ResponseWriter, r *http.Request, problem string) {
	if problem != "" {
		s.showIngest(w, r, http.StatusConflict, problem)
		return
	}
	http.Redirect(w, r, "/quan-tri/nap", http.StatusSeeOther)
}

// upload keeps the files of a form and ingests them.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	if s.Admin.Uploads == "" || s.Admin.Ingest == nil {
		s.showIngest(w, r, http.StatusNotFound, "Máy chủ này không nhận tệp tải lên.")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		s.showIngest(w, r, http.StatusBadRequest, "Không đọc được các tệp gửi lên.")
		return
	}
	var inputs []string
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		var path string
		if err == nil && part.FileName() != "" {
			path, err = s.keepUpload(part.FileName(), part)
		}
		if err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				s.showIngest(w, r, http.StatusRequestEntityTooLarge, "Các tệp lớn quá 1 GB; hãy ghi đường dẫn trên máy chủ thay vì tải lên.")
				return
			}
			s.Log.Error("upload broke off", "error", err)
			s.showIngest(w, r, http.StatusBadRequest, "Tệp gửi lên bị ngắt giữa chừng hoặc không ghi được.")
			return
		}
		if path != "" {
			inputs = append(inputs, path)
		}
	}
	if len(inputs) == 0 {
		s.showIngest(w, r, http.StatusUnprocessableEntity, "Chưa chọn tệp nào.")
		return
	}
	s.afterStart(w, r, s.ingest(inputs))
}

// keepUpload writes an uploaded file under its own name, whole or not at all.
func (s *Server) keepUpload(name string, data io.Reader) (path string, err error) {
	name = filepath.Base(filepath.FromSlash(strings.ReplaceAll(name, `\`, "/")))
	if name == "." || name == ".." || name == string(filepath.Separator) || strings.HasPrefix(name, ".") {
		return "", fmt.Errorf("web: upload: bad file name")
	}
	if err := os.MkdirAll(s.Admin.Uploads, 0o700); err != nil {
		return "", fmt.Errorf("web: upload: %w", err)
	}
	file, err := os.CreateTemp(s.Admin.Uploads, ".dang-tai-*")
	if err != nil {
		return "", fmt.Errorf("web: upload: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if _, err := io.Copy(file, data); err != nil {
		return "", errors.Join(fmt.Errorf("web: upload: %w", err), file.Close())
	}
	if err := file.Close(); err != nil {
		return "", fmt.Errorf("web: upload: %w", err)
	}
	path = filepath.Join(s.Admin.Uploads, name)
	if err := os.Rename(file.Name(), path); err != nil {
		return "", fmt.Errorf("web: upload: %w", err)
	}
	return path, nil
}

func (s *Server) stopIngest(w http.ResponseWriter, r *http.Request) {
	s.job.change(func() {
		if s.job.cancel != nil {
			s.job.cancel()
		}
	})
	http.Redirect(w, r, "/quan-tri/nap", http.StatusSeeOther)
}

// ingestStream tells the state of the job as it changes, at most five times a
// second.
func (s *Server) ingestStream(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	wake := make(chan struct{}, 1)
	s.job.change(func() {
		if s.job.wake == nil {
			s.job.wake = map[chan struct{}]struct{}{}
		}
		s.job.wake[wake] = struct{}{}
	})
	defer s.job.change(func() { delete(s.job.wake, wake) })
	for {
		v := s.job.view()
		event := struct {
			jobView
			Refused     int              `json:"refused"`
			LastRefused []ingest.Refusal `json:"last_refused"`
		}{v, len(v.Progress.Refused), v.LastRefused()}
		event.Progress.Refused = nil // there may be thousands
		data, err := json.Marshal(event)
		if err != nil {
			return
		}
		_ = out.SetWriteDeadline(time.Now().Add(s.writeTimeout))
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil || out.Flush() != nil || !v.Running {
			return
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-r.Context().Done():
			return
		}
		select {
		case <-wake:
		case <-time.After(pingEvery):
		case <-r.Context().Done():
			return
		}
	}
}

// qualityReport is the report on the store's data at one generation; making it
// reads every document.
type qualityReport struct {
	mu         sync.Mutex
	making     bool
	generation uint64
	report     *quality.Report
	made       time.Time
	took       time.Duration
	problem    bool
}

// qualityPage shows the report, or has it made behind the page.
func (s *Server) qualityPage(w http.ResponseWriter, r *http.Request) {
	shelf, err := s.shelf.Get(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	q := &s.quality
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.making && (q.report == nil && !q.problem || q.generation != shelf.Generation) {
		q.making, q.generation, q.problem = true, shelf.Generation, false
		s.work.Go(s.makeQuality)
	}
	findings := []quality.Finding{}
	code := r.URL.Query().Get("ma")
	if q.report != nil {
		for _, f := range q.report.Findings {
			if code == "" || f.Code == code {
				findings = append(findings, f)
			}
		}
	}
	const most = 200
	more := max(0, len(findings)-most)
	s.render(w, r, http.StatusOK, "admin-quality", "quan-tri", "Chất lượng dữ liệu", map[string]any{"Tab": "chat-luong", "Report": q.report, "Making": q.making,
		"Made": q.made, "Took": secondsVN(q.took), "Failed": q.problem, "Findings": findings[:len(findings)-more], "More": more, "Code": code,
		"Known": shelf.ByID})
}

func (s *Server) makeQuality() {
	start := time.Now()
	refs, err := quality.NewResolver(s.ctx, s.Library)
	var report *quality.Report
	if err == nil {
		report, err = quality.Make(s.ctx, s.Library, refs, corpus.Today())
	}
	q := &s.quality
	q.mu.Lock()
	defer q.mu.Unlock()
	q.making = false
	if err != nil {
		if s.ctx.Err() == nil {
			s.Log.Error("quality report not made", "error", err)
		}
		q.problem = true
		return
	}
	q.report, q.made, q.took = report, time.Now(), time.Since(start)
}
