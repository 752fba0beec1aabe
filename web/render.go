package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"net/http"
	"path"
	"strconv"
	"strings"

	"trolyluat/corpus"
	"trolyluat/web/local"
)

// pages are the parsed templates by name.
type pages map[string]*template.Template

// loadPages parses every template of the folder with the layout and the parts
// (files whose name begins with "_").
func (s *Server) loadPages() (pages, error) {
	all, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: templates: %w", err)
	}
	p := pages{}
	for _, file := range all {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" || strings.HasPrefix(name, "_") {
			continue
		}
		t, err := template.New("layout.html").Funcs(s.functions()).ParseFS(files, "templates/layout.html", "templates/_*.html", file)
		if err != nil {
			return nil, fmt.Errorf("web: template %s: %w", name, err)
		}
		p[name] = t
	}
	return p, nil
}

// layout is what the frame around a page needs beside the page's own data.
type layout struct {
	Title                    string
	Section                  string // of the navigation: "hoi-dap", "tra-cuu", "van-ban", "quan-tri", ""
	Display                  display
	Back                     string // address of this page
	Drafts                   bool   // there is a drafter's desk
	Cases, Redact            bool   // a judge's desk; a page that anonymises
	Admin                    bool   // show the way to the administration page
	Themes, Sizes, Contrasts []option
	Data                     any
}

// render writes a page; a failing template becomes an error page and a log line.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, page, section, title string, data any) {
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet {
		back = "/"
	}
	f := layout{Title: title, Section: section, Display: displayOf(r), Back: back, Admin: s.admin(r), Drafts: s.Reviewer != nil, Cases: s.Cases != nil && s.Extractor != nil, Redact: s.Extractor != nil,
		Themes: themes, Sizes: sizes, Contrasts: contrasts, Data: data}
	var b bytes.Buffer
	if err := s.pages[page].Execute(&b, f); err != nil {
		s.Log.Error("page not rendered", "page", page, "error", err)
		http.Error(w, "Trang gặp lỗi, xin thử lại sau.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader may have gone away
}

// fragment writes a named template without the layout, for scripts to put into
// a page.
func (s *Server) fragment(w http.ResponseWriter, page, name string, data any) {
	var b bytes.Buffer
	if err := s.pages[page].ExecuteTemplate(&b, name, data); err != nil {
		s.Log.Error("fragment not rendered", "page", page, "name", name, "error", err)
		http.Error(w, "Trang gặp lỗi, xin thử lại sau.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache")
	_, _ = w.Write(b.Bytes()) // the reader may have gone away
}

// message is a page that says one thing.
func (s *Server) message(w http.ResponseWriter, r *http.Request, status int, title, text string) {
	s.render(w, r, status, "message", "", title, text)
}

// unavailable is what a reader is told while the store cannot be reached.
const unavailable = "Máy chủ cơ sở dữ liệu đang dừng hoặc khởi động lại. Xin thử lại sau ít phút; không cần nạp lại dữ liệu."

// fail turns an error into a page without internals.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, corpus.ErrNotFound):
		s.message(w, r, http.StatusNotFound, "Không có văn bản này", "Kho dữ liệu hiện không có văn bản mà địa chỉ nêu. Có thể văn bản đã được gỡ khỏi kho.")
	case errors.Is(err, corpus.ErrUnavailable):
		s.Log.Error("store unavailable", "path", r.URL.Path, "error", err)
		w.Header().Set("Retry-After", "10")
		s.message(w, r, http.StatusServiceUnavailable, "Kho dữ liệu tạm thời không trả lời", unavailable)
	case r.Context().Err() != nil: // the reader has gone
	default:
		s.Log.Error("page failed", "path", r.URL.Path, "error", err)
		s.message(w, r, http.StatusInternalServerError, "Trang gặp lỗi", "Xin thử lại sau. Nếu vẫn lỗi, hãy báo người quản trị.")
	}
}

func (s *Server) about(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusOK, "about", "", "Giới thiệu và giới hạn sử dụng", map[string]any{"Version": s.Version})
}

// admin says whether this request may administer the system.
func (s *Server) admin(r *http.Request) bool { return local.Request(r) }

func (s *Server) functions() template.FuncMap {
	return template.FuncMap{
		"asset":   s.assets.url,
		"address": Address,
		"status":  func(x corpus.Status) string { return x.Name() },
		"pair":    func(id string, f findingView) map[string]any { return map[string]any{"ID": id, "F": f} },
		"count":   count,
		"number":  number,
		"capital": capital,
		"percent": func(x float64) string {
			return strings.Replace(strconv.FormatFloat(100*x, 'f', 1, 64), ".", ",", 1) + " %"
		},
	}
}

// number writes a figure with up to four decimals, as Vietnamese readers do:
// 0,7813; 12.345,6.
func number(x float64) string {
	text := strings.TrimRight(strconv.FormatFloat(math.Abs(x), 'f', 4, 64), "0")
	whole, decimals, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil { // beyond what a count holds, or no number
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	out := count(n)
	if decimals != "" {
		out += "," + decimals
	}
	if x < 0 {
		out = "-" + out
	}
	return out
}

// count writes a number as Vietnamese readers do: 62.323.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}
