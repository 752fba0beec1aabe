package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

const (
	wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	xmlTop = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	author = `w:author="Tổ soạn thảo" w:date="2026-01-05T08:00:00Z"`
)

// renderDOCX writes a Word document: styles, header, page number, footnotes,
// tables, tracked changes; with "@numbering: auto" in the source's head the
// labels of Điều and khoản are Word's automatic numbers and not in the text.
func renderDOCX(s *source) ([]byte, error) {
	d := &docx{auto: s.head["numbering"] == "auto", notes: s.notes}
	for _, b := range s.blocks {
		if err := d.block(b); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	parts := []struct{ name, body string }{
		{"[Content_Types].xml", docxTypes},
		{"_rels/.rels", docxRels},
		{"docProps/core.xml", fmt.Sprintf(docxCore, escape(s.head["title"]))},
		{"word/document.xml", xmlTop + `<w:document ` + wordNS + `><w:body>` + d.body.String() + docxSection + `</w:body></w:document>`},
		{"word/_rels/document.xml.rels", docxDocRels},
		{"word/styles.xml", docxStyles},
		{"word/numbering.xml", d.numbering()},
		{"word/footnotes.xml", d.footnotes()},
		{"word/header1.xml", xmlTop + `<w:hdr ` + wordNS + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:i/><w:sz w:val="18"/></w:rPr><w:t>Văn bản giả định, không có giá trị pháp lý</w:t></w:r></w:p></w:hdr>`},
		{"word/footer1.xml", xmlTop + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>`},
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		// A header without a time: the same source gives the same bytes.
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
		if _, err := f.Write([]byte(p.body)); err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("close the archive: %w", err)
	}
	return out.Bytes(), nil
}

type docx struct {
	body    strings.Builder
	auto    bool
	notes   map[string]string
	article int // last automatic Điều
	clause  int // last automatic khoản in it
	change  int
}

func (d *docx) block(b block) error {
	switch b.kind {
	case mark:
		d.para("center", "", "b", b.text)
	case centred, heading:
		d.para("center", "", "b", b.text)
	case italic:
		d.para("both", "", "i", b.text)
	case article:
		label, rest, ok := strings.Cut(b.text, ". ")
		if !d.auto || b.quoted || !ok {
			d.para("both", "", "b", b.text)
			return nil
		}
		d.article, d.clause = d.article+1, 0
		if label != "Điều "+strconv.Itoa(d.article) {
			return fmt.Errorf("automatic numbering would give Điều %d for %q", d.article, b.text)
		}
		d.para("both", `<w:pStyle w:val="Dieu"/>`, "b", rest)
	case clause:
		label, rest, ok := strings.Cut(b.text, ". ")
		if !d.auto || b.quoted || !ok {
			d.para("both", "", "", b.text)
			return nil
		}
		d.clause++
		if label != strconv.Itoa(d.clause) {
			return fmt.Errorf("automatic numbering would give khoản %d for %q", d.clause, b.text)
		}
		d.para("both", `<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>`, "", rest)
	case rule:
		d.para("center", "", "", "_______________")
	case pair:
		d.body.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="9360" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4100"/><w:gridCol w:w="5260"/></w:tblGrid><w:tr>`)
		for i, lines := range [][]string{b.left, b.right} {
			fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, []int{4100, 5260}[i])
			if len(lines) == 0 {
				d.body.WriteString(`<w:p/>`)
			}
			for j, l := range lines {
				switch {
				case strings.HasPrefix(l, "- "):
					d.para("left", "", "", l)
				case j == 0, l == strings.ToUpper(l):
					d.para("center", "", "b", l)
				default:
					d.para("center", "", "", l)
				}
			}
			d.body.WriteString(`</w:tc>`)
		}
		d.body.WriteString(`</w:tr></w:tbl><w:p/>`)
	case table:
		d.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="9360" w:type="dxa"/></w:tblPr><w:tblGrid>`)
		width := 9360 / len(b.rows[0])
		for range b.rows[0] {
			fmt.Fprintf(&d.body, `<w:gridCol w:w="%d"/>`, width)
		}
		d.body.WriteString(`</w:tblGrid>`)
		for i, row := range b.rows {
			d.body.WriteString(`<w:tr>`)
			for _, c := range row {
				fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
				weight := ""
				if i == 0 {
					weight = "b"
				}
				d.para("left", "", weight, c)
				d.body.WriteString(`</w:tc>`)
			}
			d.body.WriteString(`</w:tr>`)
		}
		d.body.WriteString(`</w:tbl>`)
	default:
		d.para("both", "", "", b.text)
	}
	return nil
}

// para writes a paragraph. Text may hold footnote marks and tracked changes.
func (d *docx) para(align, props, weight, text string) {
	fmt.Fprintf(&d.body, `<w:p><w:pPr>%s<w:spacing w:before="60" w:after="60"/><w:jc w:val="%s"/></w:pPr>`, props, align)
	for text != "" {
		at, end := len(text), len(text)
		write := func() {}
		if m := noteMark.FindStringSubmatchIndex(text); m != nil && m[0] < at {
			at, end = m[0], m[1]
			id := text[m[2]:m[3]]
			write = func() {
				fmt.Fprintf(&d.body, `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="%s"/></w:r>`, id)
			}
		}
		if m := inserted.FindStringSubmatchIndex(text); m != nil && m[0] < at {
			at, end = m[0], m[1]
			t := text[m[2]:m[3]]
			write = func() {
				d.change++
				fmt.Fprintf(&d.body, `<w:ins w:id="%d" %s>`, d.change, author)
				d.run(weight, "t", t)
				d.body.WriteString(`</w:ins>`)
			}
		}
		if m := deleted.FindStringSubmatchIndex(text); m != nil && m[0] < at {
			at, end = m[0], m[1]
			t := text[m[2]:m[3]]
			write = func() {
				d.change++
				fmt.Fprintf(&d.body, `<w:del w:id="%d" %s>`, d.change, author)
				d.run(weight, "delText", t)
				d.body.WriteString(`</w:del>`)
			}
		}
		if at > 0 {
			d.run(weight, "t", text[:at])
		}
		write()
		text = text[end:]
	}
	d.body.WriteString(`</w:p>`)
}

func (d *docx) run(weight, tag, text string) {
	if weight != "" {
		weight = `<w:rPr><w:` + weight + `/></w:rPr>`
	}
	fmt.Fprintf(&d.body, `<w:r>%s<w:%s xml:space="preserve">%s</w:%s></w:r>`, weight, tag, escape(text), tag)
}

// numbering is one multi-level list: level 0 "Điều 1.", level 1 "1." that
// starts again under each Điều.
func (d *docx) numbering() string {
	return xmlTop + `<w:numbering ` + wordNS + `><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>` +
		`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Dieu"/><w:suff w:val="space"/><w:lvlText w:val="Điều %1."/><w:lvlJc w:val="left"/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="space"/><w:lvlText w:val="%2."/><w:lvlJc w:val="left"/></w:lvl>` +
		`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
}

func (d *docx) footnotes() string {
	var b strings.Builder
	b.WriteString(xmlTop + `<w:footnotes ` + wordNS + `><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`)
	for _, m := range sortedMarks(d.notes) {
		fmt.Fprintf(&b, `<w:footnote w:id="%s"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> %s</w:t></w:r></w:p></w:footnote>`, m, escape(d.notes[m]))
	}
	b.WriteString(`</w:footnotes>`)
	return b.String()
}

func sortedMarks(notes map[string]string) []string {
	var marks []string
	for m := range notes {
		marks = append(marks, m)
	}
	sort.Strings(marks)
	return marks
}

func escape(t string) string {
	var b strings.Builder
	// A strings.Builder does not fail.
	_ = xml.EscapeText(&b, []byte(t))
	return b.String()
}

const (
	docxTypes = xmlTop + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>` +
		`<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>` +
		`<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	docxRels    = xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	docxCore    = xmlTop + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>%s</dc:title><dc:subject>Văn bản giả định, không có giá trị pháp lý</dc:subject><dcterms:created xsi:type="dcterms:W3CDTF">2026-01-05T08:00:00Z</dcterms:created></cp:coreProperties>`
	docxDocRels = xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`
	docxSection = `<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1418" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`
	docxStyles  = xmlTop + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Dieu"><w:name w:val="Điều"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>` +
		`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr></w:style></w:styles>`
)
