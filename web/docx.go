package web

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"trolyluat/assistant/export/word"
)

// writeDOCX writes a page's HTML (headings, paragraphs, tables, as law.body gives
// it) as a Word file below the lines of a heading. The marks of notes become
// footnotes with the texts of notes, by mark.
func writeDOCX(w io.Writer, heading []string, body string, notes map[string]string) error {
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return fmt.Errorf("web: write docx: %w", err)
	}
	d := docx{notes: notes}
	for i, line := range heading {
		if i == 0 {
			d.file.Title = line
			d.file.Paragraph(word.Title, word.Run{Text: line})
			continue
		}
		d.file.Paragraph(word.Note, word.Run{Text: line})
	}
	for _, n := range nodes {
		d.node(n)
	}
	if _, err := d.file.WriteTo(w); err != nil {
		return fmt.Errorf("web: write docx: %w", err)
	}
	return nil
}

type docx struct {
	file  word.Document
	notes map[string]string
}

func (d *docx) node(n *html.Node) {
	if n.Type != html.ElementNode || has(n, "noprint") {
		return
	}
	switch n.DataAtom {
	case atom.H1, atom.H2:
		d.file.Paragraph(word.Centre, d.runs(n, true)...)
	case atom.H3, atom.H4:
		d.file.Heading(2, d.runs(n, false)...)
	case atom.P, atom.Li, atom.Blockquote, atom.Summary:
		switch {
		case has(n, "container"), has(n, "capitals"):
			d.file.Paragraph(word.Centre, d.runs(n, true)...)
		case has(n, "letterhead"):
			d.file.Paragraph(word.Centre, d.runs(n, false)...)
		case has(n, "signature"):
			d.file.Paragraph(word.Right, d.runs(n, false)...)
		case has(n, "version"):
			d.file.Paragraph(word.Note, d.runs(n, false)...)
		case has(n, "diem"), n.DataAtom == atom.Li, n.DataAtom == atom.Blockquote:
			d.file.Paragraph(word.Indent, d.runs(n, false)...)
		default:
			d.file.Paragraph(word.Body, d.runs(n, false)...)
		}
	case atom.Table:
		var rows [][]string
		for row := range n.Descendants() {
			if row.DataAtom != atom.Tr {
				continue
			}
			var cells []string
			for c := range row.ChildNodes() {
				if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
					cells = append(cells, textOf(c))
				}
			}
			rows = append(rows, cells)
		}
		d.file.Table(rows)
	default:
		for c := range n.ChildNodes() {
			d.node(c)
		}
	}
}

// runs is the text of a node with its footnotes; what screens alone show is left
// out.
func (d *docx) runs(n *html.Node, bold bool) []word.Run {
	var out []word.Run
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			out = append(out, word.Run{Text: text.String(), Bold: bold})
			text.Reset()
		}
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			text.WriteString(n.Data)
		case n.DataAtom == atom.Br:
			text.WriteString("\n")
		case has(n, "noprint"):
		case has(n, "note"):
			mark := textOf(n)
			note, ok := d.notes[mark]
			if !ok {
				text.WriteString(mark)
				return
			}
			flush()
			out = append(out, d.file.Footnote(word.Run{Text: note}))
		default:
			for c := range n.ChildNodes() {
				walk(c)
			}
		}
	}
	walk(n)
	flush()
	return out
}

// has says that a node is of a class.
func has(n *html.Node, class string) bool {
	for _, a := range n.Attr {
		if a.Key == "class" {
			for c := range strings.FieldsSeq(a.Val) {
				if c == class {
					return true
				}
			}
		}
	}
	return false
}

// textOf is the text of a node, line breaks kept.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.DataAtom == atom.Br:
			b.WriteString("\n")
		}
	}
	return strings.TrimSpace(b.String())
}
