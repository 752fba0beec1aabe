package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// bundles are the assets with the files that they are joined from, in the order
// of their names. Joining needs no build step and saves requests.
var bundles = map[string]string{
	"app.css":    "static/css/*.css",
	"app.js":     "static/js/app/*.js",
	"chat.js":    "static/js/chat/*.js",
	"reader.js":  "static/js/reader/*.js",
	"search.js":  "static/js/search/*.js",
	"admin.js":   "static/js/admin/*.js",
	"draft.js":   "static/js/draft/*.js",
	"redact.js":  "static/js/redact/*.js",
	"icon.svg":   "static/icon.svg",
	"robots.txt": "static/robots.txt",
}

// assets serves the embedded files under names that hold a hash of the content,
// so that a browser may keep them for good.
type assets struct {
	names   map[string]string // "app.css" → "app-0123456789ab.css"
	content map[string][]byte // by hashed name
}

func loadAssets() (*assets, error) {
	a := &assets{names: map[string]string{}, content: map[string][]byte{}}
	for name, pattern := range bundles {
		parts, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, fmt.Errorf("web: asset %s: %w", name, err)
		}
		var all bytes.Buffer
		for _, part := range parts {
			data, err := files.ReadFile(part)
			if err != nil {
				return nil, fmt.Errorf("web: asset %s: %w", name, err)
			}
			all.Write(data)
		}
		if all.Len() == 0 {
			continue
		}
		sum := sha256.Sum256(all.Bytes())
		ext := path.Ext(name)
		hashed := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
		a.names[name], a.content[hashed] = hashed, all.Bytes()
	}
	return a, nil
}

// url is the address of an asset; pages ask for it by its plain name.
func (a *assets) url(name string) string { return "/static/" + a.names[name] }

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	data, ok := a.content[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Content-Type", contentType(name))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}
