package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/quality"
)

// licence is what an exported text says of its use.
const licence = "Văn bản quy phạm pháp luật, không thuộc đối tượng bảo hộ quyền tác giả (Luật Sở hữu trí tuệ 50/2005/QH11 Điều 15)"

// download gives a document away: Akoma Ntoso and DOCX as of the page's date, or
// the file that it was read from.
func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	o, err := s.open(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var b bytes.Buffer
	name, kind := slug(o.info.ID), ""
	switch r.PathValue("form") {
	case "akn":
		name, kind = name+".akn.xml", "application/xml"
		err = quality.WriteAKN(&b, o.doc, o.asOf, licence)
	case "docx":
		name, kind = name+"-"+o.asOf.String()+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		l := o.law(r)
		l.resolve = nil
		notes := map[string]string{}
		for _, n := range o.doc.Footnotes {
			notes[n.Mark] = n.Text
		}
		heading := []string{o.doc.Title, "Số hiệu: " + o.info.Number + ". " + statusOf(*o.info, o.asOf).Name() + " (tính đến ngày " + o.asOf.VN() + ").",
			"Văn bản do Trợ lý luật kết xuất để tham khảo, không thay thế bản gốc của cơ quan ban hành."}
		if o.info.Fictional {
			heading = append(heading, "VĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ")
		}
		err = writeDOCX(&b, heading, string(l.body()), notes)
	case "goc":
		s.sendOriginal(w, r, o)
		return
	default:
		s.message(w, r, http.StatusNotFound, "Không có dạng tệp này", "Có thể tải: DOCX, Akoma Ntoso, tệp gốc.")
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write(b.Bytes()) // the reader may have gone away
}

// original is the path of the file that the document was read from, "" where it
// is no longer there. A document's source is what ingestion recorded of it; only
// a file with the recorded content is given out.
func (s *Server) original(d *corpus.Document) string {
	name := d.Source.URI
	if rest, ok := strings.CutPrefix(name, "file://"); ok {
		if u, err := url.PathUnescape(rest); err == nil {
			name = u
		}
	}
	if !filepath.IsAbs(name) || d.Source.SHA256 == "" {
		return ""
	}
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() || d.Source.Size > 0 && info.Size() != d.Source.Size {
		return ""
	}
	return name
}

// maxOriginal bounds what is read to be given out.
const maxOriginal = 256 << 20

func (s *Server) sendOriginal(w http.ResponseWriter, r *http.Request, o *opened) {
	missing := func() {
		s.message(w, r, http.StatusNotFound, "Không còn tệp gốc", "Tệp mà văn bản này được đọc từ đó không còn ở chỗ cũ hoặc đã thay đổi.")
	}
	path := s.original(o.doc)
	if path == "" {
		missing()
		return
	}
	file, err := os.Open(path)
	if err != nil {
		missing()
		return
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxOriginal))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != o.doc.Source.SHA256 {
		missing()
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": filepath.Base(path)}))
	_, _ = w.Write(data) // the reader may have gone away
}
