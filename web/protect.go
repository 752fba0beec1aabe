package web

import (
	"fmt"
	"net/http"

	"github.com/klauspost/compress/gzhttp"

	"trolyluat/web/local"
)

// maxForm bounds the body of every request that is no upload.
const maxForm = 256 << 10

// policy lets a page load what this server serves and nothing else; no script or
// style stands in a page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// protected wraps the routes: security headers, the name by which the server is
// called, the origin of what changes something, the size of a body, compression.
func (s *Server) protected(next http.Handler) (http.Handler, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.EnableZstd(true), gzhttp.PreferZstd(true),
		gzhttp.ContentTypes([]string{"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "application/xml", "text/plain"}))
	if err != nil {
		return nil, fmt.Errorf("web: compression: %w", err)
	}
	packed := compress(next)
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		if !local.CalledByName(r) {
			// A page elsewhere whose name was pointed at 127.0.0.1 (DNS rebinding).
			http.Error(w, "Hãy mở trang này bằng địa chỉ 127.0.0.1 hoặc localhost.", http.StatusMisdirectedRequest)
			return
		}
		if err := origin.Check(r); err != nil {
			s.message(w, r, http.StatusForbidden, "Yêu cầu bị từ chối", "Yêu cầu này đến từ một trang khác. Hãy mở lại trang và thử lại.")
			return
		}
		if r.URL.Path == "/ws" || streams[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		if _, upload := uploads[r.URL.Path]; !upload {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		}
		packed.ServeHTTP(w, r)
	}), nil
}

// streams are the routes whose answers go out as they come, uncompressed.
var streams = map[string]bool{"/hoi/luong": true, "/quan-tri/nap/luong": true}

// uploads are the routes that bound their body themselves.
var uploads = map[string]struct{}{"/quan-tri/tai-len": {}, "/soan-thao": {}, judgeHome: {}, redactHome: {}}
