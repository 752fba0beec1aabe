package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/web/api/schema"
)

// Problem is the body of every answer that is none (RFC 9457), in the form
// application/problem+json.
type Problem struct {
	Code       string   `json:"code"` // stable, English: what a program goes by
	Status     int      `json:"status"`
	Title      string   `json:"title"`            // Vietnamese, the same for every problem of the code
	Detail     string   `json:"detail,omitempty"` // Vietnamese, of this one
	Field      string   `json:"field,omitempty"`  // of the request
	Candidates []string `json:"candidates,omitempty"`
}

// Errors of this package.
var (
	errBusy       = errors.New("api: busy")
	errUnreadable = errors.New("api: the body cannot be read")
	errMediaType  = errors.New("api: wrong content type")
	errNoRoute    = errors.New("api: no such address")
	errNoMethod   = errors.New("api: method not allowed")
	errForeign    = errors.New("api: foreign origin or host")
	errNoOwner    = errors.New("api: no owner token")
	errNoHistory  = errors.New("api: conversations are not kept")
	errNoAnswer   = errors.New("api: no such answer under way")
)

// sentinels is the one table from errors to what a caller is told. The first
// that fits counts.
var sentinels = []Sentinel{
	{lookup.ErrInput, http.StatusBadRequest, "invalid_request", "Yêu cầu không hợp lệ"},
	{errUnreadable, http.StatusBadRequest, "invalid_request", "Yêu cầu không hợp lệ"},
	{history.ErrInvalid, http.StatusBadRequest, "invalid_request", "Yêu cầu không hợp lệ"},
	{errNoOwner, http.StatusUnauthorized, "owner_required", "Cần mã chủ hội thoại"},
	{errForeign, http.StatusForbidden, "forbidden", "Yêu cầu bị từ chối"},
	{errNoRoute, http.StatusNotFound, "not_found", "Không có địa chỉ này"},
	{errNoAnswer, http.StatusNotFound, "not_found", "Không có câu trả lời này hoặc đã quá lâu"},
	{errNoCases, http.StatusNotFound, "not_found", "Máy chủ này không có bàn thẩm phán"},
	{errNoHistory, http.StatusNotFound, "not_found", "Máy chủ này không lưu hội thoại"},
	{history.ErrNotFound, http.StatusNotFound, "not_found", "Không có hội thoại này"},
	{corpus.ErrNotFound, http.StatusNotFound, "not_found", "Kho không có nội dung này"},
	{errNoMethod, http.StatusMethodNotAllowed, "method_not_allowed", "Địa chỉ này không nhận phương thức đó"},
	{errMediaType, http.StatusUnsupportedMediaType, "unsupported_media_type", "Nội dung phải là application/json"},
	{errBusy, http.StatusServiceUnavailable, "busy", "Hệ thống đang bận, xin thử lại sau ít giây"},
	{context.DeadlineExceeded, http.StatusGatewayTimeout, "timeout", "Quá thời gian xử lý"},
	{context.Canceled, 499, "canceled", "Yêu cầu đã bị hủy"}, // nobody is there to read it
}

var internal = Sentinel{nil, http.StatusInternalServerError, "internal", "Hệ thống gặp lỗi, xin thử lại sau"}

// problemOf turns an error into what the caller is told. What only concerns the
// operator stays in the log.
func (s *Server) problemOf(err error) Problem {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return Problem{Code: "too_large", Status: http.StatusRequestEntityTooLarge, Title: "Nội dung gửi lên quá lớn",
			Detail: fmt.Sprintf("Tối đa %d kB.", tooLarge.Limit>>10)}
	}
	found := internal
	for _, table := range [][]Sentinel{sentinels, s.Sentinels} {
		for _, x := range table {
			if found.Err == nil && errors.Is(err, x.Err) {
				found = x
			}
		}
	}
	p := Problem{Code: found.Code, Status: found.Status, Title: found.Title}
	var input *lookup.InputError
	var missing *lookup.MissingError
	switch {
	case errors.As(err, &input):
		p.Field, p.Detail = input.Field, input.Field+": "+input.VN
	case errors.As(err, &missing):
		p.Detail, p.Candidates = missing.VN, missing.Candidates
	case errors.Is(err, errUnreadable):
		p.Detail = "Nội dung phải là một đối tượng JSON đúng các trường trong tài liệu /api/v1/openapi.json."
	case errors.Is(err, history.ErrInvalid):
		p.Detail = "Có giá trị trống, quá dài hoặc không phải chữ."
	case errors.Is(err, errNoOwner):
		p.Detail = "Gửi kèm “Authorization: Bearer MÃ”; nhận mã mới bằng POST /api/v1/owners."
	case errors.Is(err, errForeign):
		p.Detail = "Yêu cầu đến từ trang khác, hoặc gọi máy chủ bằng tên lạ."
	}
	return p
}

// fail answers a request that could not be done.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problemOf(err)
	switch {
	case p.Status >= 500:
		s.Log.Error("request failed", "method", r.Method, "route", r.Pattern, "status", p.Status, "error", err)
	default:
		s.Log.Debug("request refused", "method", r.Method, "route", r.Pattern, "status", p.Status, "code", p.Code)
	}
	h := w.Header()
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "2")
	}
	h.Set("Cache-Control", "no-store")
	var body any = p
	h.Set("Content-Type", "application/problem+json; charset=utf-8")
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		h.Set("Content-Type", "application/json; charset=utf-8")
		body = openAIError(p)
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(body) // the caller may have gone away
}

// noRoute tells a wrong method from a wrong address.
func (s *Server) noRoute(r *http.Request) error {
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if method == r.Method {
			continue
		}
		for _, route := range s.routes {
			if route.method == method && matches(route.pattern, r.URL.Path) {
				return errNoMethod
			}
		}
	}
	return errNoRoute
}

// matches says whether a path is of a pattern.
func matches(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i, w := range want {
		if strings.HasSuffix(w, "...}") {
			return len(have) > i
		}
		if i >= len(have) || w != have[i] && !strings.HasPrefix(w, "{") {
			return false
		}
	}
	return len(want) == len(have)
}

// writeJSON writes a body that succeeded. Absent lists in what v points to are
// written as empty ones.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	schema.NoNulls(v)
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("api: encode answer: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n')) // the caller may have gone away
	return nil
}
