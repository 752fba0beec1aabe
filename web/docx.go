package web

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The fixed parts of a Word file (ECMA-376, WordprocessingML).
const (
	docxTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	docxRels  = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	docxHead  = xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	docxTail  = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`
)

// writeDOCX writes a page's HTML (headings, paragraphs, tables, as law.body and
// the answers give it) as a Word file below the lines of a heading.
func writeDOCX(w io.Writer, heading []string, body string) error {
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return fmt.Errorf("web: write docx: %w", err)
	}
	d := docx{}
	d.out.WriteString(docxHead)
	for i, line := range heading {
		d.paragraph(line, docxStyle{bold: i == 0, centre: i == 0, size: map[bool]int{true: 32}[i == 0], italic: i > 0})
	}
	for _, n := range nodes {
		d.node(n)
	}
	d.out.WriteString(docxTail)
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{{"[Content_Types].xml", docxTypes}, {"_rels/.rels", docxRels}, {"word/document.xml", d.out.String()}} {
		f, err := z.Create(part.name)
		if err != nil {
			return fmt.Errorf("web: write docx: %w", err)
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return fmt.Errorf("web: write docx: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("web: write docx: %w", err)
	}
	return nil
}

type docx struct{ out strings.Builder }

type docxStyle struct {
	bold, italic, centre bool
	size                 int // half points, 0 the default
	indent               int // twentieths of a point
}

func (d *docx) node(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	switch n.DataAtom {
	case atom.H1, atom.H2:
		d.paragraph(textOf(n), docxStyle{bold: true, centre: true})
	case atom.H3, atom.H4:
		d.paragraph(textOf(n), docxStyle{bold: true})
	case atom.P, atom.Li, atom.Blockquote, atom.Summary:
		style := docxStyle{centre: class(n) == "container", italic: class(n) == "version"}
		if class(n) == "diem" || n.DataAtom == atom.Li || n.DataAtom == atom.Blockquote {
			style.indent = 567
		}
		d.paragraph(textOf(n), style)
	case atom.Table:
		d.table(n)
	default:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			d.node(c)
		}
	}
}

func (d *docx) table(n *html.Node) {
	d.out.WriteString(`<w:tbl><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr>`)
	for row := range n.Descendants() {
		if row.DataAtom != atom.Tr {
			continue
		}
		d.out.WriteString("<w:tr>")
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				d.out.WriteString("<w:tc>")
				d.paragraph(textOf(c), docxStyle{bold: c.DataAtom == atom.Th})
				d.out.WriteString("</w:tc>")
			}
		}
		d.out.WriteString("</w:tr>")
	}
	d.out.WriteString("</w:tbl>")
}

func (d *docx) paragraph(text string, s docxStyle) {
	d.out.WriteString("<w:p><w:pPr>")
	if s.indent > 0 {
		fmt.Fprintf(&d.out, `<w:ind w:left="%d"/>`, s.indent)
	}
	if s.centre {
		d.out.WriteString(`<w:jc w:val="center"/>`)
	}
	d.out.WriteString("</w:pPr>")
	for i, line := range strings.Split(text, "\n") {
		d.out.WriteString(`<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>`)
		if s.bold {
			d.out.WriteString("<w:b/>")
		}
		if s.italic {
			d.out.WriteString("<w:i/>")
		}
		size := s.size
		if size == 0 {
			size = 26
		}
		fmt.Fprintf(&d.out, `<w:sz w:val="%d"/></w:rPr>`, size)
		if i > 0 {
			d.out.WriteString("<w:br/>")
		}
		d.out.WriteString(`<w:t xml:space="preserve">`)
		_ = xml.EscapeText(&d.out, []byte(line)) // a Builder does not fail
		d.out.WriteString("</w:t></w:r>")
	}
	d.out.WriteString("</w:p>")
}

func class(n *html.Node) string {
	for _, a := range n.Attr {
		if a.Key == "class" {
			return a.Val
		}
	}
	return ""
}

// textOf is the text of a node, line breaks kept; what screens alone show is
// left out.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Br:
			b.WriteString("\n")
		case strings.Contains(class(n), "noprint"):
		default:
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
		}
	}
	walk(n)
	return strings.TrimSpace(b.String())
}
