package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/web/local"
)

// MaxBody bounds a request's body in bytes.
const MaxBody = 1 << 20

// readTimeout bounds how long a caller may take to send it.
const readTimeout = 30 * time.Second

// guard wraps every route: headers, the name by which the server is called, the
// origin of what changes something or costs, the size of a body, panics.
func (s *Server) guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !local.CalledByName(r) { // DNS rebinding: a page's name was pointed at this machine
			s.fail(w, r, fmt.Errorf("%w: host %q", errForeign, r.Host))
			return
		}
		if err := origin.Check(r); err != nil {
			s.fail(w, r, fmt.Errorf("%w: %w", errForeign, err))
			return
		}
		defer func() {
			p := recover()
			if p == nil || p == http.ErrAbortHandler {
				if p != nil {
					panic(p)
				}
				return
			}
			s.Log.Error("handler broke off", "route", r.Pattern, "panic", p)
			s.fail(w, r, errors.New("api: panic"))
		}()
		r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readTimeout)) // not every writer has one
		next.ServeHTTP(w, r)
	})
}

// readJSON decodes a body into v: one JSON object, no unknown fields.
func readJSON(r *http.Request, v any) error {
	return decodeJSON(r, v, true)
}

func decodeJSON(r *http.Request, v any, strict bool) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return errMediaType
	}
	d := json.NewDecoder(r.Body)
	if strict {
		d.DisallowUnknownFields()
	}
	if err := d.Decode(v); err != nil {
		return unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	return nil
}

// unreadable words what is wrong with a body as far as JSON tells it.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return fmt.Errorf("%w: more than one value", errUnreadable)
	case errors.As(err, &tooLarge):
		return err
	case errors.As(err, &kind) && kind.Field != "":
		return lookup.Inputf(kind.Field, "sai kiểu dữ liệu (%s)", kind.Value)
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		name = strings.Trim(name, `"`)
		return lookup.Inputf(string([]rune(name)[:min(80, len([]rune(name)))]), "không có trường này")
	}
	return fmt.Errorf("%w: %w", errUnreadable, err)
}

// params reads the query of an address; the first thing wrong with it is err.
type params struct {
	values url.Values
	err    error
}

// query reads the parameters that are known; others are refused.
func query(r *http.Request, known ...string) *params {
	p := &params{}
	var err error
	if p.values, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		p.err = lookup.Inputf("query", "tham số trên địa chỉ không đọc được")
		return p
	}
next:
	for name := range p.values {
		for _, k := range known {
			if k == name {
				continue next
			}
		}
		p.err = lookup.Inputf(name, "không có tham số này")
	}
	return p
}

func (p *params) text(name string) string { return p.values.Get(name) }

func (p *params) date(name string) corpus.Date {
	d, err := corpus.ParseDate(p.values.Get(name))
	if err != nil && p.err == nil {
		p.err = lookup.Inputf(name, "không phải ngày (viết 2024-01-31 hoặc 31/01/2024)")
	}
	return d
}

func (p *params) number(name string) int {
	s := p.values.Get(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil && p.err == nil {
		p.err = lookup.Inputf(name, "không phải số nguyên")
	}
	return n
}

func (p *params) flag(name string) bool {
	switch p.values.Get(name) {
	case "", "false", "0":
		return false
	case "true", "1":
		return true
	}
	if p.err == nil {
		p.err = lookup.Inputf(name, "phải là true hoặc false")
	}
	return false
}

// kinds reads a parameter that may be repeated or hold commas.
func (p *params) list(name string) []string {
	var out []string
	for _, v := range p.values[name] {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

func (p *params) kinds(name string) []corpus.Kind {
	var out []corpus.Kind
	for _, k := range p.list(name) {
		out = append(out, corpus.Kind(k))
	}
	return out
}
