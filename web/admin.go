package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/corpus/ingest"
)

// Admin is what the administration page works with; a part that is nil or ""
// is left out of it. The page exists for requests from this machine alone.
type Admin struct {
	// Ingest reads files, folders and addresses into the store and makes the
	// search see them.
	Ingest func(ctx context.Context, inputs []string, progress func(ingest.Progress)) (ingest.Report, error)
	// Uploads is the folder in which uploaded files are kept.
	Uploads string
	// Evaluations is the folder whose sub-folders hold the runs of
	// `trolyluat eval … --out`.
	Evaluations string
	// Usage tells what the models used since the program began.
	Usage func() []llm.Account
}

func (s *Server) adminRoutes() {
	handle := func(pattern string, h http.HandlerFunc) {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if !s.admin(r) {
				s.message(w, r, http.StatusNotFound, "Không có trang này", "Trang quản trị chỉ mở được từ chính máy chủ.")
				return
			}
			h(w, r)
		})
	}
	handle("GET /quan-tri", s.adminHome)
	handle("GET /quan-tri/nap", s.ingestPage)
	handle("POST /quan-tri/nap", s.startIngest)
	handle("POST /quan-tri/tai-len", s.upload)
	handle("POST /quan-tri/nap/dung", s.stopIngest)
	handle("GET /quan-tri/nap/luong", s.ingestStream)
	handle("GET /quan-tri/chat-luong", s.qualityPage)
	handle("GET /quan-tri/danh-gia", s.evaluations)
	handle("GET /quan-tri/danh-gia/{run}", s.evaluation)
	handle("GET /quan-tri/danh-gia/{run}/trang", s.evaluationReport)
	handle("GET /quan-tri/phan-hoi", s.feedback)
	handle("GET /quan-tri/phan-hoi.jsonl", s.feedbackFile)
	handle("GET /quan-tri/su-dung", s.usage)
}

// sourceRow is the documents of one collection in one format.
type sourceRow struct {
	Tag, Format         string
	Documents, Articles int
	Warnings            int
}

func (s *Server) adminHome(w http.ResponseWriter, r *http.Request) {
	shelf, err := s.shelf.Get(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	rows := map[[2]string]*sourceRow{}
	kinds := map[corpus.Kind]int{}
	articles, chunks := 0, 0
	for i := range shelf.Infos {
		info := &shelf.Infos[i]
		key := [2]string{info.Source.Tag, info.Source.Format}
		if rows[key] == nil {
			rows[key] = &sourceRow{Tag: cmp.Or(info.Source.Tag, "tệp riêng"), Format: info.Source.Format}
		}
		rows[key].Documents++
		rows[key].Articles += info.Articles
		rows[key].Warnings += info.Warnings
		kinds[info.Kind]++
		articles += info.Articles
		chunks += info.Chunks
	}
	var sources []sourceRow
	for _, row := range rows {
		sources = append(sources, *row)
	}
	slices.SortFunc(sources, func(a, b sourceRow) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Format, b.Format))
	})
	var byKind []facetValue
	for _, k := range corpus.Kinds() {
		if kinds[k] > 0 {
			byKind = append(byKind, facetValue{Value: string(k), Name: k.Name(), Count: kinds[k]})
		}
	}
	s.runs.mu.Lock()
	active := s.runs.total
	s.runs.mu.Unlock()
	s.render(w, r, http.StatusOK, "admin", "quan-tri", "Quản trị", map[string]any{"Tab": "tong-quan", "Documents": len(shelf.Infos), "Articles": articles,
		"Chunks": chunks, "Sources": sources, "Kinds": byKind, "Generation": shelf.Generation, "Active": active, "Job": s.job.view(), "Version": s.Version})
}

// usage shows what the models used.
func (s *Server) usage(w http.ResponseWriter, r *http.Request) {
	var accounts []llm.Account
	var total llm.Account
	if s.Admin.Usage != nil {
		accounts = s.Admin.Usage()
	}
	for _, a := range accounts {
		total.Requests += a.Requests
		total.Failed += a.Failed
		total.Usage.Prompt += a.Usage.Prompt
		total.Usage.Completion += a.Usage.Completion
		total.Cost += a.Cost
	}
	s.render(w, r, http.StatusOK, "admin-usage", "quan-tri", "Sử dụng mô hình", map[string]any{"Tab": "su-dung", "Accounts": accounts, "Total": total})
}

// judged is an answer that a reader judged.
type judged struct {
	history.Judged
	Answer    assistant.Answer
	Citations []source
}

// feedbackShown bounds the page of feedback; the file has all.
const feedbackShown = 200

func (s *Server) feedback(w http.ResponseWriter, r *http.Request) {
	days := map[string]int{"7": 7, "30": 30, "365": 365}[r.URL.Query().Get("ngay")]
	if days == 0 {
		days = 30
	}
	verdict := history.Verdict(r.URL.Query().Get("y-kien"))
	var list []judged
	counts := map[history.Verdict]int{}
	if s.History != nil {
		for j, err := range s.History.Judged(r.Context(), time.Now().AddDate(0, 0, -days)) {
			if err != nil {
				s.fail(w, r, err)
				return
			}
			counts[j.Feedback.Verdict]++
			if verdict != "" && j.Feedback.Verdict != verdict {
				continue
			}
			x := judged{Judged: j}
			if json.Unmarshal(j.Turn.Answer, &x.Answer) == nil {
				x.Citations = sourcesView("", x.Answer.Citations)
			}
			list = append(list, x)
		}
	}
	slices.Reverse(list)
	more := max(0, len(list)-feedbackShown)
	s.render(w, r, http.StatusOK, "admin-feedback", "quan-tri", "Phản hồi", map[string]any{"Tab": "phan-hoi", "List": list[:len(list)-more], "More": more,
		"Days": days, "Verdict": verdict, "Verdicts": history.Verdicts(), "Counts": counts})
}

// feedbackFile gives all feedback with its evidence as JSON lines, for
// evaluation.
func (s *Server) feedbackFile(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "phan-hoi.jsonl"}))
	if s.History == nil {
		return
	}
	out := json.NewEncoder(w)
	for j, err := range s.History.Judged(r.Context(), time.Time{}) {
		if err != nil {
			s.Log.Error("feedback broke off", "error", err)
			return
		}
		if out.Encode(j) != nil { // the reader has gone
			return
		}
	}
}

// evaluationRun is a folder of `trolyluat eval … --out` as far as the page shows
// it.
type evaluationRun struct {
	Name     string
	Manifest struct {
		Suite   string            `json:"suite"`
		Started time.Time         `json:"started"`
		Version string            `json:"version"`
		Items   int               `json:"items"`
		Seed    uint64            `json:"seed"`
		Config  map[string]string `json:"config"`
	}
	Report struct {
		N       int                `json:"n"`
		Metrics map[string]float64 `json:"metrics"`
	}
	Done bool // it has a report
	HTML bool // it has a page of its own
}

// metric is a figure of a run with its interval.
type metric struct {
	Name        string
	Value       float64
	Low, High   float64
	HasInterval bool
}

// Metrics lists the figures, each with the interval kept beside it.
func (e *evaluationRun) Metrics() []metric {
	var out []metric
	for name, v := range e.Report.Metrics {
		if strings.HasSuffix(name, "_lo") || strings.HasSuffix(name, "_hi") {
			continue
		}
		m := metric{Name: name, Value: v}
		low, ok1 := e.Report.Metrics[name+"_lo"]
		high, ok2 := e.Report.Metrics[name+"_hi"]
		m.Low, m.High, m.HasInterval = low, high, ok1 && ok2
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b metric) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (s *Server) readRun(name string) (*evaluationRun, error) {
	if s.Admin.Evaluations == "" || !filepath.IsLocal(name) || strings.ContainsAny(name, `/\`) {
		return nil, fs.ErrNotExist
	}
	e := &evaluationRun{Name: name}
	dir := os.DirFS(filepath.Join(s.Admin.Evaluations, name))
	data, err := fs.ReadFile(dir, "manifest.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &e.Manifest); err != nil {
		return nil, err
	}
	if data, err := fs.ReadFile(dir, "report.json"); err == nil {
		e.Done = json.Unmarshal(data, &e.Report) == nil
	}
	_, err = fs.Stat(dir, "report.html")
	e.HTML = err == nil
	return e, nil
}

func (s *Server) evaluations(w http.ResponseWriter, r *http.Request) {
	var list []*evaluationRun
	entries, err := os.ReadDir(s.Admin.Evaluations)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Log.Warn("evaluations not listed", "error", err)
	}
	for _, entry := range entries {
		if e, err := s.readRun(entry.Name()); err == nil {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b *evaluationRun) int { return b.Manifest.Started.Compare(a.Manifest.Started) })
	s.render(w, r, http.StatusOK, "admin-evaluations", "quan-tri", "Đánh giá", map[string]any{"Tab": "danh-gia", "Runs": list, "Folder": s.Admin.Evaluations})
}

func (s *Server) evaluation(w http.ResponseWriter, r *http.Request) {
	e, err := s.readRun(r.PathValue("run"))
	if err != nil {
		s.message(w, r, http.StatusNotFound, "Không có lượt đo này", "Thư mục của lượt đo không còn hoặc chưa ghi xong.")
		return
	}
	s.render(w, r, http.StatusOK, "admin-evaluation", "quan-tri", "Lượt đo "+e.Name, map[string]any{"Tab": "danh-gia", "Run": e})
}

// evaluationReport gives the page that `trolyluat eval report` wrote: it has its
// styles inside, runs no script and is held apart from this site.
func (s *Server) evaluationReport(w http.ResponseWriter, r *http.Request) {
	if _, err := s.readRun(r.PathValue("run")); err != nil {
		s.message(w, r, http.StatusNotFound, "Không có lượt đo này", "Thư mục của lượt đo không còn hoặc chưa ghi xong.")
		return
	}
	file, err := os.Open(filepath.Join(s.Admin.Evaluations, r.PathValue("run"), "report.html"))
	if err != nil {
		s.message(w, r, http.StatusNotFound, "Chưa có trang báo cáo", "Tạo bằng: trolyluat eval report.")
		return
	}
	defer file.Close()
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.Copy(w, file) // the reader may have gone away
}
