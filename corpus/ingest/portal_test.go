package ingest

import (
	"archive/zip"
	"bytes"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/extract/formats"
)

// The download of the portal of the Bộ pháp điển, with an invented đề mục: its
// pages under demuc, jsonData.js and the frame of the site beside them.
var portal = map[string]string{
	"BoPhapDien/index.html":     "<html><head><title>Bộ pháp điển điện tử</title><script src='jsonData.js'></script></head><body><div id='tree'></div></body></html>",
	"BoPhapDien/lib/tree.js":    "var x = 'Điều 1';",
	"BoPhapDien/lib/style.css":  "p{}",
	"BoPhapDien/lib/icon.woff2": "wOF2",
	"BoPhapDien/jsonData.js":    `var jdChuDe=[{"Value":"c","Text":"Môi trường","STT":"1"}];var jdDeMuc=[{"Value":"abc","Text":"Cây xanh","ChuDe":"c","STT":"1"}];var jdAllTree=[`,
	"BoPhapDien/demuc/abc.html": "\ufeff<h3>Đề mục 50.1<br />Cây xanh</h3><div class='_content'><p class='pDieu'><a name='5000100001'></a>Điều 50.1.LQ.1. Phạm vi</p>" +
		"<p class='pGhiChu'>(Điều 1 Luật số 90/2031/QH20 Luật Cây xanh ngày 05/06/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2032)</p>" +
		"<p class='pNoiDung'><p>Luật này quy định về cây xanh.</p></p></div>",
}

func zipped(t *testing.T, without string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	names := make([]string, 0, len(portal))
	for name := range portal {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if without != "" && strings.HasSuffix(name, without) {
			continue
		}
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(portal[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The zip goes in by its address, over a connection that breaks twice; with
// jsonData.js the chủ đề is kept, without it the text goes in all the same; the
// site's own pages and scripts are no refused texts. The unpacked folder gives the
// same.
func TestPortalDownload(t *testing.T) {
	whole := zipped(t, "")
	source := &flaky{content: whole, cut: len(whole) / 4, breaks: 2}
	server := httptest.NewServer(source)
	defer server.Close()
	for _, tt := range []struct {
		name, input string
		fields      []string
	}{
		{"address", server.URL + "/BoPhapDien.zip", []string{"Môi trường", "Cây xanh"}},
		{"file", folder(t, map[string]string{"b.zip": string(whole)}) + "/b.zip", []string{"Môi trường", "Cây xanh"}},
		{"without the index", folder(t, map[string]string{"b.zip": string(zipped(t, "jsonData.js"))}) + "/b.zip", []string{"Cây xanh"}},
		{"folder", folder(t, portal) + "/BoPhapDien", []string{"Môi trường", "Cây xanh"}},
	} {
		store := newMemory()
		p := &Pipeline{Store: store, Reader: formats.Default(), Fetch: Fetcher{Dir: t.TempDir(), Wait: time.Millisecond}}
		report, err := p.Run(t.Context(), []string{tt.input})
		refused := len(report.Refused)
		if tt.name == "folder" {
			refused-- // index.html by itself is a page without a body, and said to be
		}
		if err != nil || report.New != 1 || refused != 0 {
			t.Errorf("%s: %+v, %v", tt.name, report, err)
			continue
		}
		if d := store.entries["90/2031/QH20"].Document; !slices.Equal(d.Fields, tt.fields) || !strings.Contains(d.Text, "quy định về cây xanh") {
			t.Errorf("%s: fields %q, text %q", tt.name, d.Fields, d.Text)
		}
	}
	if len(source.requests) != 3 || source.requests[1] == "" || source.requests[2] == "" {
		t.Errorf("requests %q, want two that go on", source.requests)
	}
}
