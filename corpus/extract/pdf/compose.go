package pdf

import (
	"math"
	"slices"
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext/legacy"
)

// sheet is a page cut into rows and tables.
type sheet struct {
	rows   []row
	rules  []rule
	tables []*grid
	aside  []row // text that does not stand upright: stamps, watermarks
	height float64
	width  float64
	state  pageState
	// encodings counts the letters by the legacy encoding of their font.
	encodings map[legacy.Encoding]int
}

// newSheet sorts what a page draws.
func newSheet(c *canvas, p *pageRef, page int) sheet {
	glyphs, other, turn := orient(c.glyphs, p.width(), p.height())
	s := sheet{height: p.height(), width: p.width(), encodings: make(map[legacy.Encoding]int)}
	for i := range c.glyphs {
		if g := &c.glyphs[i]; len(g.text) > 1 { // ASCII is the same in all
			s.encodings[g.font.legacy]++
		}
	}
	if turn%2 == 1 {
		s.height, s.width = p.width(), p.height()
	}
	if turn == 0 {
		s.tables = grids(c.rules, page)
	}
	glyphs = joinMarks(glyphs)
	if len(s.tables) > 0 {
		rest := make([]glyph, 0, len(glyphs))
		for i := range glyphs {
			in := false
			for _, t := range s.tables {
				if t.holds(&glyphs[i]) {
					t.glyphs = append(t.glyphs, glyphs[i])
					in = true
					break
				}
			}
			if !in {
				rest = append(rest, glyphs[i])
			}
		}
		glyphs = rest
		s.tables = slices.DeleteFunc(s.tables, func(t *grid) bool {
			if t.tabular() {
				return false
			}
			glyphs = append(glyphs, t.glyphs...)
			return true
		})
	}
	s.rows, s.rules = rowsOf(glyphs, page), c.rules
	for k := int8(0); k < 5; k++ {
		var turned []glyph
		for _, g := range other {
			if g.turned == k {
				if k == 1 || k == 3 { // read along its own baseline
					g.x, g.y = g.y, -g.x
					if k == 3 {
						g.x, g.y = -g.x, -g.y
					}
				}
				turned = append(turned, g)
			}
		}
		if len(turned) > 0 {
			s.aside = append(s.aside, rowsOf(joinMarks(turned), page)...)
		}
	}
	return s
}

// compose makes the blocks of a file.
func compose(sheets []sheet) []extract.Block {
	rows := make([][]row, len(sheets))
	heights := make([]float64, len(sheets))
	for i := range sheets {
		rows[i], heights[i] = sheets[i].rows, sheets[i].height
	}
	roles := furnishing(rows, heights)
	size := bodySize(rows)
	pages := make([][]line, len(sheets))
	notes := make([][]row, len(sheets))
	for i := range sheets {
		var body []row
		foot := footnotes(rows[i], sheets[i].rules, size, roles[i])
		for k := foot; k < len(rows[i]); k++ {
			if roles[i][k] == roleBody {
				notes[i] = append(notes[i], rows[i][k])
			}
		}
		for k := range rows[i][:foot] {
			if roles[i][k] == roleBody {
				body = append(body, rows[i][k])
			}
		}
		pages[i] = flow(body, sheets[i].tables)
	}
	edge := pageMargins(pages)
	for i := range edge { // a page of short lines has its edge further right
		edge[i].right = math.Max(edge[i].right, edge[i].left+0.55*(sheets[i].width-edge[i].left))
	}
	indent := indentOf(pages, edge)
	p := &paragrapher{leading: leadingOf(pages)}
	for i := range pages {
		for k := range rows[i] {
			if roles[i][k] == roleHeader {
				p.furniture(extract.HeaderBlock, &rows[i][k])
			}
		}
		for k := range pages[i] {
			l := &pages[i][k]
			if l.table != nil {
				p.table(l.table)
				continue
			}
			l.indent = indent
			if l.right == 0 {
				l.left, l.right = edge[i].left, edge[i].right
				l.first = false
			}
			p.add(l)
		}
		for _, n := range notesOf(notes[i], edge[i]) {
			p.aside = append(p.aside, placed{len(p.out), n})
		}
		for k := range rows[i] {
			if roles[i][k] == roleFooter {
				p.furniture(extract.FooterBlock, &rows[i][k])
			}
		}
		for k := range sheets[i].aside {
			p.furniture(extract.HeaderBlock, &sheets[i].aside[k])
		}
	}
	out := p.finish()
	settle(out)
	return out
}

// indentOf is the usual indent of first lines.
func indentOf(pages [][]line, edge []margins) float64 {
	count := make(map[int]int)
	total := 0
	for i := range pages {
		for k := range pages[i] {
			if l := &pages[i][k]; l.table == nil && l.right == 0 {
				total++
				if in := l.x0 - edge[i].left; in > 0.8*l.size && in < 8*l.size {
					count[int(math.Round(in/2))]++
				}
			}
		}
	}
	in := commonest(count, 0)
	if count[int(in/2)]*20 < total {
		return 0
	}
	return in
}

// leadingOf is the usual distance of baselines in sizes.
func leadingOf(pages [][]line) float64 {
	count := make(map[int]int)
	for _, lines := range pages {
		for i := 1; i < len(lines); i++ {
			a, b := &lines[i-1], &lines[i]
			if a.table != nil || b.table != nil || math.Abs(a.size-b.size) > 0.5 || b.size <= 0 || a.x1-a.x0 < 15*a.size {
				continue
			}
			if d := (a.y - b.y) / b.size; d > 0.9 && d < 2.5 {
				count[int(math.Round(d*50))]++
			}
		}
	}
	best, n := 0, 0
	for k, c := range count {
		if c += count[k-1] + count[k+1]; c > n || c == n && k < best {
			best, n = k, c
		}
	}
	if n < 5 {
		return 0
	}
	return float64(best) / 50
}

// furniture keeps a running header or footer without closing the paragraph
// that goes on over the page.
func (p *paragrapher) furniture(kind extract.BlockKind, r *row) {
	if text := r.text(); text != "" {
		p.aside = append(p.aside, placed{len(p.out), extract.Block{Kind: kind, Text: text, Page: r.page}})
	}
}

// placed is a block that stands before block at of the body.
type placed struct {
	at    int
	block extract.Block
}

// finish puts the running headers and footers where they stood.
func (p *paragrapher) finish() []extract.Block {
	out := make([]extract.Block, 0, len(p.out)+len(p.aside))
	k := 0
	for i := range p.out {
		for k < len(p.aside) && p.aside[k].at <= i {
			out = append(out, p.aside[k].block)
			k++
		}
		out = append(out, p.out[i])
	}
	for ; k < len(p.aside); k++ {
		out = append(out, p.aside[k].block)
	}
	return out
}

// table adds a ruled table; one that goes on from the page before becomes one
// with it.
func (p *paragrapher) table(g *grid) {
	rows := g.rows()
	if len(rows) == 0 {
		return
	}
	if usedColumns(rows) <= 1 || len(rows) == 1 && len(rows[0]) <= 3 {
		for _, r := range rows {
			for _, c := range r {
				for text := range strings.SplitSeq(c, "\n") {
					if text != "" {
						p.out = append(p.out, extract.Block{Text: text, Page: g.page})
					}
				}
			}
		}
		p.open = false
		return
	}
	if n := len(p.out); n > 0 && !p.open && p.out[n-1].Kind == extract.TableBlock && p.grid != nil && p.grid.page+1 == g.page && sameColumns(p.grid, g) {
		b := &p.out[n-1]
		if slices.Equal(b.Rows[0], rows[0]) {
			rows = rows[1:]
		}
		b.Rows = append(b.Rows, rows...)
		b.Text = tableText(b.Rows)
	} else {
		p.out = append(p.out, extract.Block{Kind: extract.TableBlock, Text: tableText(rows), Rows: rows, Page: g.page})
	}
	p.open, p.grid = false, g
}

func usedColumns(rows [][]string) int {
	used := make(map[int]bool)
	for _, r := range rows {
		for i, c := range r {
			if c != "" {
				used[i] = true
			}
		}
	}
	return len(used)
}

func sameColumns(a, b *grid) bool {
	x, y := edges(a.vertical, false), edges(b.vertical, false)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if math.Abs(x[i]-y[i]) > touch {
			return false
		}
	}
	return true
}

func tableText(rows [][]string) string {
	var b strings.Builder
	for i, r := range rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		for j, c := range r {
			if j > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(strings.ReplaceAll(c, "\n", " "))
		}
	}
	return b.String()
}
