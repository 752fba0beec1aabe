package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/extracttest"
)

var update = flag.Bool("update", false, "write what the cases give as what they want; read the difference before committing")

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
	`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
	`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ` +
	`xmlns:v="urn:schemas-microsoft-com:vml" ` +
	`xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" ` +
	`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`

// roots wraps the content of a part in its root element.
var roots = map[string]string{
	"document": "w:document", "styles": "w:styles", "numbering": "w:numbering", "footnotes": "w:footnotes",
	"endnotes": "w:endnotes", "header1": "w:hdr", "footer1": "w:ftr", "theme": "a:theme",
}

// build makes a package of the given parts; the document's content is put into a
// body.
func build(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	add := func(name, content string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	add("[Content_Types].xml", `<Types/>`)
	add("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`)
	var rels strings.Builder
	for name, content := range parts {
		root := roots[name]
		if root == "" {
			t.Fatalf("unknown part %q", name)
		}
		if name == "document" {
			content = "<w:body>" + content + "</w:body>"
		}
		add("word/"+name+".xml", fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><%s %s>%s</%s>`, root, wordNS, content, root))
		kind := strings.TrimRight(name, "1")
		fmt.Fprintf(&rels, `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s.xml"/>`, name, kind, name)
	}
	add("word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+rels.String()+`</Relationships>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestCases reads the packages of testdata: each file of an archive is the
// content of a part, "want" the blocks. The comment says why the case exists.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(bytes.TrimSpace(archive.Comment)) == 0 {
				t.Error("the case does not say why it exists")
			}
			parts := make(map[string]string)
			want := ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
				} else {
					parts[f.Name] = string(f.Data)
				}
			}
			text, err := Extract(context.Background(), name, build(t, parts))
			if err != nil {
				t.Fatal(err)
			}
			got := extracttest.Dump(text)
			if *update {
				for i := range archive.Files {
					if archive.Files[i].Name == "want" {
						archive.Files[i].Data = []byte(got)
					}
				}
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func paragraph(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

func TestRefusals(t *testing.T) {
	good := build(t, map[string]string{"document": strings.Repeat(paragraph("Điều 1. Phạm vi điều chỉnh của quy chế này"), 400)})
	bomb := build(t, map[string]string{"document": paragraph("một") + strings.Repeat(" ", bombFloor+1)})
	var locked bytes.Buffer
	z := zip.NewWriter(&locked)
	if w, err := z.CreateHeader(&zip.FileHeader{Name: "word/document.xml", Flags: 1}); err != nil {
		t.Fatal(err)
	} else if _, err := w.Write([]byte("secret")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		data []byte
		code string
	}{
		{"empty", nil, extract.CodeEmpty},
		{"cut at the end", good[:len(good)-40], extract.CodeTruncated},
		{"cut in the middle", good[:len(good)/2], extract.CodeTruncated},
		{"no text", build(t, map[string]string{"document": "<w:p/>"}), extract.CodeNoText},
		{"no document", build(t, map[string]string{"styles": ""}), extract.CodeTruncated},
		{"bad XML", build(t, map[string]string{"document": "<w:p></w:r>"}), extract.CodeCorrupt},
		{"document type", build(t, map[string]string{"document": `<!DOCTYPE x [<!ENTITY a "b">]>`}), extract.CodeCorrupt},
		{"part cut", build(t, map[string]string{"document": "<w:p><w:r>", "styles": ""}), extract.CodeCorrupt},
		{"bomb", bomb, extract.CodeBomb},
		{"password", locked.Bytes(), extract.CodeEncrypted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, err := Extract(context.Background(), "x.docx", tt.data)
			r, ok := extract.AsRefusal(err)
			if !ok || r.Code != tt.code || r.VN == "" {
				t.Errorf("got %v, %v; want %s", text, err, tt.code)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	data := build(t, map[string]string{"document": strings.Repeat(paragraph("một"), 20_000)})
	if _, err := Extract(ctx, "x", data); err == nil || ctx.Err() == nil {
		t.Errorf("error %v", err)
	}
}

func TestDeepNestingIsRefused(t *testing.T) {
	deep := strings.Repeat("<w:sdt>", 5000) + strings.Repeat("</w:sdt>", 5000)
	_, err := Extract(context.Background(), "x", build(t, map[string]string{"document": deep}))
	if r, ok := extract.AsRefusal(err); !ok || r.Code != extract.CodeCorrupt {
		t.Errorf("error %v", err)
	}
}

func FuzzExtract(f *testing.F) {
	f.Add(paragraph("Điều 1."), `<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="a"/></w:style>`,
		`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	f.Add(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, "", "")
	f.Add(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>a&#x1f;&amp;</w:t></w:r></w:p>`, "", "")
	f.Fuzz(func(t *testing.T, document, styles, numbering string) {
		text, err := Extract(context.Background(), "x", build(t, map[string]string{"document": document, "styles": styles, "numbering": numbering}))
		if err != nil {
			return
		}
		for _, b := range text.Blocks {
			if !utf8.ValidString(b.Text) {
				t.Fatalf("invalid text %q", b.Text)
			}
			if !strings.HasPrefix(b.Text, b.Label) {
				t.Fatalf("label %q of %q", b.Label, b.Text)
			}
			for _, n := range b.Notes {
				if n.At < 0 || n.At > len(b.Text) {
					t.Fatalf("note at %d of %q", n.At, b.Text)
				}
			}
		}
	})
}

func FuzzBytes(f *testing.F) {
	f.Add(build(f, map[string]string{"document": paragraph("Điều 1."), "styles": "", "numbering": ""}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Extract(context.Background(), "x", data); err != nil {
			return
		}
	})
}
