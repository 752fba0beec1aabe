package redact

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"trolyluat/corpus/extract/docx"
)

// The judgment of these tests is invented: văn bản giả định, không có giá trị
// pháp lý. Its names stand in many runs, in what was deleted, in comments, in
// properties, in what is hidden.
const documentXML = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:wp="x"><w:body>` +
	`<w:p w:rsidR="00A1"><w:r><w:t>Nguyên đơn: Bà Trần Thị </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>Xu</w:t></w:r><w:r><w:t>yến &amp; con</w:t></w:r></w:p>` +
	`<w:p><w:r><w:t xml:space="preserve">Bị đơn: </w:t></w:r><w:ins w:id="1" w:author="Vũ Đăng Khuê" w:date="2024-01-01T00:00:00Z"><w:r><w:t>ông Lê Văn Bửu</w:t></w:r></w:ins>` +
	`<w:del w:id="2" w:author="Vũ Đăng Khuê"><w:r><w:delText>ông Lê Văn Thoại</w:delText></w:r></w:del><w:r><w:t>, điện thoại 0912 345 678.</w:t></w:r></w:p>` +
	`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Bà Xuyến</w:t></w:r></w:p></w:tc><w:tc><w:p><w:commentRangeStart w:id="7"/><w:r><w:t>trả ông Bửu 5.000.000 đồng</w:t></w:r><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r></w:p></w:tc></w:tr></w:tbl>` +
	`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ghi chú: hỏi lại bà Xuyến</w:t></w:r><w:r><w:drawing><wp:docPr id="1" name="a" descr="ảnh ông Bửu"/></w:drawing></w:r>` +
	`<w:r><w:instrText>HYPERLINK "mailto:xuyen@example.com"</w:instrText></w:r><w:r><w:instrText> PAGE </w:instrText></w:r></w:p>` +
	`<w:p><w:r><w:t>Thẩm phán - Chủ tọa phiên tòa: Ông Đỗ Hữu Nghĩa</w:t></w:r></w:p>` +
	`<!-- soạn bởi Xuyến --><w:sectPr/></w:body></w:document>`

func invented(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="t"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/comments.xml" ContentType="c"/><Override PartName="/docProps/core.xml" ContentType="p"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="r"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", `<cp><dc:creator xmlns:dc="d">Trần Thị Xuyến</dc:creator></cp>`},
		{"word/document.xml", documentXML},
		{"word/comments.xml", `<w:comments xmlns:w="w"><w:comment w:author="Bửu"><w:p><w:r><w:t>bà Xuyến nói</w:t></w:r></w:p></w:comment></w:comments>`},
		{"word/header1.xml", `<w:hdr xmlns:w="w"><w:p><w:r><w:t>Vụ bà Xuyến kiện ông Bửu</w:t></w:r></w:p></w:hdr>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="r"><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="mailto:xuyen@example.com" TargetMode="External"/></Relationships>`},
		{"word/styles.xml", `<w:styles xmlns:w="w"><w:style w:styleId="a"/></w:styles>`},
		{"customXml/item1.xml", `<a>Xuyến</a>`},
	} {
		p, err := w.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(p, f[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDOCXHoldsNoResidue(t *testing.T) {
	out, plan, _, err := DOCX(invented(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	if err != nil {
		t.Fatal(err)
	}
	body := ""
	for _, f := range z.File {
		data, err := readPart(f)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			body = string(data)
		}
		for _, never := range []string{"Xuyến", "Bửu", "Thoại", "Khuê", "0912", "example.com", "rsid", "comment", "vanish", "<w:ins ", "<w:del ", "2024-01-01"} {
			if strings.Contains(string(data), never) {
				t.Errorf("%s still holds %q: %s", f.Name, never, data)
			}
		}
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s is no longer well-formed: %v\n%s", f.Name, err, data)
			}
		}
	}
	for _, stays := range []string{`<w:r><w:t>Nguyên đơn: Bà Trần Thị </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>X</w:t></w:r><w:r><w:t> &amp; con</w:t></w:r>`,
		"ông Lê Văn B", "Bà X<", "trả ông B 5.000.000 đồng", "Đỗ Hữu Nghĩa", " PAGE "} {
		if !strings.Contains(body, stays) {
			t.Errorf("the body lacks %q:\n%s", stays, body)
		}
	}
	if len(plan.Kept) != 1 || plan.Kept[0].Text != "Đỗ Hữu Nghĩa" {
		t.Errorf("kept %+v", plan.Kept)
	}
	if text, err := docx.Extract(t.Context(), "x.docx", out); err != nil || len(text.Blocks) == 0 {
		t.Errorf("the project's own reader: %v", err)
	}
}

func TestDOCXRefuses(t *testing.T) {
	for _, bad := range [][]byte{nil, []byte("PK\x03\x04 no archive"), []byte("%PDF-1.4"), invented(t)[:300]} {
		if _, _, _, err := DOCX(bad, Options{}); !errors.Is(err, ErrNotDOCX) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}

func FuzzDOCXPart(f *testing.F) {
	f.Add(documentXML)
	f.Add(`<w:document><w:p><w:r><w:t>bà Lê Thị Xuyến</w:r></w:document>`)
	f.Fuzz(func(t *testing.T, data string) {
		var text strings.Builder
		p := &part{name: "word/document.xml", data: []byte(data)}
		if p.read(&text) != nil {
			return
		}
		_ = p.write(Find(text.String(), Options{}).Mentions)
	})
}
