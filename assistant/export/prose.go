package export

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"trolyluat/assistant"
	"trolyluat/assistant/export/word"
)

// prose writes the Markdown of an answer into a Word file, its citation marks
// as footnotes.
type prose struct {
	*word.Document
	answer *assistant.Answer
	source []byte
	noted  map[int]bool // citations that have their footnote
}

var reader = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

func (p *prose) write(markdown string) {
	p.source = []byte(markdown)
	p.blocks(reader.Parse(text.NewReader(p.source)), 0)
}

// rest gives a footnote to the citations that the text does not mark.
func (p *prose) rest() {
	var runs []word.Run
	for i := range p.answer.Citations {
		if n := p.answer.Citations[i].Number; !p.noted[n] {
			runs = append(runs, p.note(n)...)
		}
	}
	if len(runs) > 0 {
		p.Paragraph(word.Note, append([]word.Run{{Text: "Căn cứ khác:"}}, runs...)...)
	}
}

func (p *prose) blocks(parent ast.Node, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			p.Heading(min(n.Level+1, 3), p.inline(n)...)
		case *ast.List:
			number := n.Start
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				mark := "–"
				if n.IsOrdered() {
					mark = fmt.Sprintf("%d.", number)
					number++
				}
				p.item(item, mark, depth)
			}
		case *ast.Blockquote:
			for q := n.FirstChild(); q != nil; q = q.NextSibling() {
				if q.Type() == ast.TypeBlock && q.FirstChild() != nil && q.FirstChild().Type() == ast.TypeInline {
					p.Paragraph(word.Quote, p.inline(q)...)
				} else {
					p.blocks(q, depth+1)
				}
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			var b strings.Builder
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				b.Write(line.Value(p.source))
			}
			p.Paragraph(word.Body, word.Run{Text: strings.TrimRight(b.String(), "\n")})
		case *ast.ThematicBreak:
			p.Paragraph(word.Body)
		case *extast.Table:
			p.table(n)
		default:
			if n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeInline {
				p.Paragraph(word.Body, p.inline(n)...)
			} else {
				p.blocks(n, depth)
			}
		}
	}
}

// item writes a list item: its first paragraph with the mark, the rest as blocks.
func (p *prose) item(item ast.Node, mark string, depth int) {
	first := item.FirstChild()
	if first == nil {
		return
	}
	if first.FirstChild() != nil && first.FirstChild().Type() == ast.TypeInline {
		p.Item(depth, mark, p.inline(first)...)
		item.RemoveChild(item, first)
	}
	p.blocks(item, depth+1)
}

func (p *prose) table(t *extast.Table) {
	var rows [][]string
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			var b strings.Builder
			for _, r := range p.styled(cell, word.Run{}) {
				b.WriteString(r.Text)
			}
			cells = append(cells, b.String())
		}
		rows = append(rows, cells)
	}
	p.Table(rows)
}

// inline gives the runs of a block, marks turned into footnotes.
func (p *prose) inline(block ast.Node) []word.Run {
	var out []word.Run
	var pending word.Run
	flush := func() {
		style := pending
		eachMark(pending.Text, func(s string) {
			style.Text = s
			out = append(out, style)
		}, func(n int) { out = append(out, p.note(n)...) })
		pending = word.Run{}
	}
	for _, r := range p.styled(block, word.Run{}) { // the reader cuts "[1]" in pieces
		if r.Bold != pending.Bold || r.Italic != pending.Italic {
			flush()
		}
		text := pending.Text + r.Text
		pending = r
		pending.Text = text
	}
	flush()
	return out
}

func (p *prose) styled(n ast.Node, style word.Run) []word.Run {
	var out []word.Run
	add := func(s string) {
		style.Text = s
		out = append(out, style)
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s := string(util.UnescapePunctuations(c.Segment.Value(p.source)))
			if c.HardLineBreak() || c.SoftLineBreak() {
				s += "\n"
			}
			add(s)
		case *ast.String:
			add(string(c.Value))
		case *ast.AutoLink:
			add(string(c.URL(p.source)))
		case *ast.RawHTML:
			for i := range c.Segments.Len() {
				segment := c.Segments.At(i)
				add(string(segment.Value(p.source)))
			}
		case *ast.Emphasis:
			inner := style
			inner.Bold = inner.Bold || c.Level == 2
			inner.Italic = inner.Italic || c.Level == 1
			out = append(out, p.styled(c, inner)...)
		default:
			out = append(out, p.styled(c, style)...)
		}
	}
	return out
}

// note is the footnote of a citation; where it has one already, a short one that
// points to the provision.
func (p *prose) note(n int) []word.Run {
	c := find(p.answer, n)
	if c == nil {
		return []word.Run{{Text: fmt.Sprintf("[%d]", n)}}
	}
	if p.noted[n] {
		return []word.Run{p.Footnote(word.Run{Text: c.Label + " " + c.Title + ", đã dẫn."})}
	}
	p.noted[n] = true
	return []word.Run{p.Footnote(word.Run{Text: source(c)}, word.Run{Text: "\n" + strings.TrimSpace(c.Quote), Italic: true})}
}
