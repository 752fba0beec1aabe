// Package word writes Word files (Office Open XML WordprocessingML, ECMA-376):
// headings, paragraphs with emphasis, lists, tables, footnotes. It knows nothing
// of law; what gives texts away as DOCX calls it. Equal documents give equal
// bytes.
package word

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Run is a piece of a paragraph in one style.
type Run struct {
	Text         string // "\n" breaks the line
	Bold, Italic bool
	note         int // reference to a footnote, from 1
}

// Style is the look of a paragraph.
type Style string

// The styles.
const (
	Body   Style = "Normal"
	Title  Style = "Title"
	Quote  Style = "Quote"
	Centre Style = "Centre" // letterheads, names of chapters
	Right  Style = "Right"  // signatures
	Indent Style = "Indent"
	Note   Style = "Notice" // small and grey: what the reader should know
)

// Document collects the parts of a file. The zero value is ready for use.
type Document struct {
	Title    string    // of the file's properties
	Modified time.Time // of the file's properties; zero leaves them out
	body     bytes.Buffer
	notes    bytes.Buffer
	count    int
}

// Heading adds a heading of level 1 to 3.
func (d *Document) Heading(level int, runs ...Run) {
	d.paragraph(&d.body, fmt.Sprintf("Heading%d", min(max(level, 1), 3)), "", runs)
}

// Paragraph adds a paragraph.
func (d *Document) Paragraph(style Style, runs ...Run) { d.paragraph(&d.body, string(style), "", runs) }

// Item adds an item of a list at a depth from 0, with its mark ("–", "1.").
func (d *Document) Item(depth int, mark string, runs ...Run) {
	indent := fmt.Sprintf(`<w:ind w:left="%d" w:hanging="360"/>`, 360*(depth+1))
	d.paragraph(&d.body, string(Body), indent, append([]Run{{Text: mark + "\t"}}, runs...))
}

// Footnote adds a footnote and returns the run that refers to it.
func (d *Document) Footnote(runs ...Run) Run {
	d.count++
	fmt.Fprintf(&d.notes, `<w:footnote w:id="%d">`, d.count)
	var b bytes.Buffer
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>`)
	writeRuns(&b, append([]Run{{Text: " "}}, runs...))
	b.WriteString(`</w:p>`)
	d.notes.Write(b.Bytes())
	d.notes.WriteString(`</w:footnote>`)
	return Run{note: d.count}
}

// Table adds a table; the first row is its head.
func (d *Document) Table(rows [][]string) {
	if len(rows) == 0 {
		return
	}
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>`)
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	d.body.WriteString(strings.Repeat("<w:gridCol/>", width) + "</w:tblGrid>")
	for i, row := range rows {
		d.body.WriteString("<w:tr>")
		if i == 0 {
			d.body.WriteString("<w:trPr><w:tblHeader/></w:trPr>")
		}
		for c := range width {
			text := ""
			if c < len(row) {
				text = row[c]
			}
			d.body.WriteString("<w:tc><w:tcPr/>")
			d.paragraph(&d.body, string(Body), "", []Run{{Text: text, Bold: i == 0}})
			d.body.WriteString("</w:tc>")
		}
		d.body.WriteString("</w:tr>")
	}
	d.body.WriteString("</w:tbl><w:p/>")
}

func (d *Document) paragraph(b *bytes.Buffer, style, more string, runs []Run) {
	fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, style, more)
	writeRuns(b, runs)
	b.WriteString("</w:p>")
}

func writeRuns(b *bytes.Buffer, runs []Run) {
	for _, r := range runs {
		if r.note > 0 {
			fmt.Fprintf(b, `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, r.note)
			continue
		}
		if r.Text == "" {
			continue
		}
		b.WriteString("<w:r>")
		if r.Bold || r.Italic {
			b.WriteString("<w:rPr>")
			if r.Bold {
				b.WriteString("<w:b/>")
			}
			if r.Italic {
				b.WriteString("<w:i/>")
			}
			b.WriteString("</w:rPr>")
		}
		for i, line := range strings.Split(r.Text, "\n") {
			if i > 0 {
				b.WriteString("<w:br/>")
			}
			for j, part := range strings.Split(line, "\t") {
				if j > 0 {
					b.WriteString("<w:tab/>")
				}
				if part != "" {
					b.WriteString(`<w:t xml:space="preserve">`)
					_ = xml.EscapeText(b, []byte(part)) // a Buffer does not fail; what XML cannot hold becomes U+FFFD
					b.WriteString("</w:t>")
				}
			}
		}
		b.WriteString("</w:r>")
	}
}

// WriteTo writes the file.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	count := &counter{w: w}
	z := zip.NewWriter(count)
	for _, part := range d.parts() {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err == nil {
			_, err = io.WriteString(f, xml.Header+part.text)
		}
		if err != nil {
			return count.n, fmt.Errorf("word: write %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return count.n, fmt.Errorf("word: write: %w", err)
	}
	return count.n, nil
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

type part struct{ name, text string }

func (d *Document) parts() []part {
	var title bytes.Buffer
	_ = xml.EscapeText(&title, []byte(d.Title)) // a Buffer does not fail
	modified := ""
	if !d.Modified.IsZero() {
		modified = `<dcterms:modified xsi:type="dcterms:W3CDTF">` + d.Modified.UTC().Format(time.RFC3339) + `</dcterms:modified>`
	}
	return []part{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` +
			title.String() + `</dc:title>` + modified + `</cp:coreProperties>`},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles},
		{"word/settings.xml", `<w:settings xmlns:w="` + space + `"><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr></w:settings>`},
		{"word/footnotes.xml", `<w:footnotes xmlns:w="` + space + `"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
			`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>` + d.notes.String() + `</w:footnotes>`},
		{"word/document.xml", `<w:document xmlns:w="` + space + `"><w:body>` + d.body.String() +
			`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`},
	}
}
