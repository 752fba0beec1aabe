package html

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"trolyluat/corpus/extract"
)

// Limits on the grid of one table: a span attribute may claim anything.
const (
	maxColumns = 200
	maxSpan    = 100
)

// cell is a cell of a table with the blocks that it holds.
type cell struct {
	node     *html.Node
	col      int
	rowspan  int
	blocks   []extract.Block
	nested   bool // holds a table of data itself
	articles int  // lines "Điều 5."
}

// table writes a table of data as one TableBlock, and a table that only places
// text on the page as the paragraphs of its cells.
func (w *walker) table(n *html.Node) {
	class, id := w.class, w.id
	w.class, w.id = "", ""
	rows, caption := w.grid(n)
	w.out = append(w.out, caption...)
	if len(rows) == 0 {
		w.class, w.id = class, id
		return
	}
	if layoutTable(rows) {
		first := len(w.out)
		for _, row := range rows {
			for _, c := range row {
				w.out = append(w.out, c.blocks...)
			}
		}
		if first < len(w.out) && w.out[first].Class == "" && w.out[first].ID == "" {
			w.out[first].Class, w.out[first].ID = class, id
		}
		return
	}
	b := tableBlock(rows)
	b.Class, b.ID = class, id
	w.out = append(w.out, b)
}

// grid reads the cells of a table, each into blocks of its own.
func (w *walker) grid(table *html.Node) (rows [][]cell, caption []extract.Block) {
	var taken []int // per column, how many further rows a cell from above covers
	addRow := func(tr *html.Node) {
		var row []cell
		col := 0
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || c.Data != "td" && c.Data != "th" || !w.withHidden && hidden(c) {
				continue
			}
			for col < len(taken) && taken[col] > 0 {
				col++
			}
			if col >= maxColumns {
				col = maxColumns - 1
			}
			k := w.cell(c)
			k.col, k.rowspan = col, span(c, "rowspan")
			for range span(c, "colspan") {
				for len(taken) <= col {
					taken = append(taken, 0)
				}
				taken[col] = max(taken[col], k.rowspan)
				if col++; col >= maxColumns {
					break
				}
			}
			row = append(row, k)
		}
		for i := range taken {
			taken[i] = max(taken[i]-1, 0)
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || !w.withHidden && hidden(c) {
				continue
			}
			switch c.Data {
			case "tr":
				addRow(c)
			case "caption":
				caption = append(caption, w.sub(c)...)
			case "tbody", "thead", "tfoot":
				visit(c)
			}
		}
	}
	visit(table)
	return rows, caption
}

func span(n *html.Node, key string) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, maxSpan)
}

// sub reads the blocks under an element apart from those around it.
func (w *walker) sub(n *html.Node) []extract.Block {
	s := &walker{withHidden: w.withHidden, root: n, notes: w.notes, inCenter: w.inCenter, note: w.note,
		inBold: w.inBold, inItalic: w.inItalic}
	s.element(n)
	s.flush()
	return s.out
}

func (w *walker) cell(n *html.Node) cell {
	c := cell{node: n, blocks: w.sub(n)}
	for i := range c.blocks {
		if c.blocks[i].Kind == extract.TableBlock {
			c.nested = true
		}
		if reArticle.MatchString(c.blocks[i].Text) {
			c.articles++
		}
	}
	return c
}

var (
	reMotto     = regexp.MustCompile(`(?i)độc *lập *[-–—.] *tự *do *[-–—.] *hạnh *phúc|cộng h(òa|oà) xã hội chủ nghĩa việt nam`)
	reSignature = regexp.MustCompile(`(?i)^nơi nhận|^\(?đã ký\)?$|^(kt|tm|tl|tuq|q)\. *\p{Lu}|^(chủ tịch|bộ trưởng|thủ tướng|tổng thống|thứ trưởng|chánh án|thẩm phán|phó chủ tịch|người ký|giám đốc|tổng giám đốc)(?:[^\p{L}]|$)`)
)

// layoutTable says that a table places text and does not tabulate it: the
// quốc hiệu and the signature (few rows, two or three columns, known words), one
// column, or cells that hold whole articles.
func layoutTable(rows [][]cell) bool {
	columns, cells, articles, nested := 0, 0, 0, false
	motto, signature := false, false
	for _, row := range rows {
		filled := 0
		for _, c := range row {
			columns = max(columns, c.col+1)
			if len(c.blocks) == 0 {
				continue
			}
			filled++
			articles += c.articles
			nested = nested || c.nested
			for i := range c.blocks {
				motto = motto || reMotto.MatchString(c.blocks[i].Text)
				signature = signature || reSignature.MatchString(c.blocks[i].Text)
			}
		}
		cells += filled
	}
	switch {
	case columns <= 1 || cells <= 1 || nested:
		return true
	case columns <= 4 && len(rows) <= 6 && (motto || signature):
		return true
	}
	return columns <= 3 && articles >= 2 && articles*3 >= cells
}

func tableBlock(rows [][]cell) extract.Block {
	width := 0
	for _, row := range rows {
		for _, c := range row {
			width = max(width, c.col+1)
		}
	}
	b := extract.Block{Kind: extract.TableBlock}
	var text strings.Builder
	for _, row := range rows {
		out := make([]string, width)
		for _, c := range row {
			var parts []string
			for i := range c.blocks {
				parts = append(parts, c.blocks[i].Text)
			}
			out[c.col] = strings.Join(parts, "\n")
		}
		if text.Len() > 0 {
			text.WriteByte('\n')
		}
		for i, t := range out {
			if i > 0 {
				text.WriteString(" | ")
			}
			at := text.Len()
			text.WriteString(strings.ReplaceAll(t, "\n", " "))
			for _, c := range row {
				if c.col == i {
					for j := range c.blocks {
						for _, r := range c.blocks[j].Notes {
							b.Notes = append(b.Notes, extract.NoteRef{Mark: r.Mark, At: at + r.At})
						}
						at += len(c.blocks[j].Text) + 1
					}
				}
			}
		}
		b.Rows = append(b.Rows, out)
	}
	b.Text = text.String()
	return b
}
