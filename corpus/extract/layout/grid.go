package layout

import (
	"sort"

	"trolyluat/corpus/extract"
)

// Grid collects a table cell by cell, for formats that say where on the page the
// cells begin and not in which column they stand. The zero value is ready.
type Grid struct {
	rows  []gridRow
	cells [][]extract.Block
	cell  []extract.Block
}

type gridRow struct {
	cells [][]extract.Block
	edges []int
}

// Add puts blocks into the open cell.
func (g *Grid) Add(blocks ...extract.Block) { g.cell = append(g.cell, blocks...) }

// EndCell closes the open cell.
func (g *Grid) EndCell() {
	g.cells = append(g.cells, g.cell)
	g.cell = nil
}

// EndRow closes the open row. edges are the left edges of its cells in twips, as
// far as they are known.
func (g *Grid) EndRow(edges []int) {
	if len(g.cell) > 0 {
		g.EndCell()
	}
	g.rows = append(g.rows, gridRow{cells: g.cells, edges: edges})
	g.cells = nil
}

// Flush returns the table as blocks and empties the grid; nil where there is
// none. Cells stand in one column when they begin at the same place of the page.
func (g *Grid) Flush() []extract.Block {
	if len(g.cells) > 0 || len(g.cell) > 0 {
		g.EndRow(nil)
	}
	if len(g.rows) == 0 {
		return nil
	}
	columns := columnsOf(g.rows)
	var rows [][]Cell
	for _, row := range g.rows {
		var cells []Cell
		for i, blocks := range row.cells {
			c := Cell{Col: i, Blocks: blocks}
			if i < len(row.edges) {
				c.Col = sort.SearchInts(columns, snap(row.edges[i]))
			} else if n := len(cells); n > 0 {
				c.Col = cells[n-1].Col + 1
			}
			cells = append(cells, c)
		}
		rows = append(rows, cells)
	}
	g.rows = nil
	return Table(rows)
}

// snap forgives the small differences between the edges of rows drawn by hand.
func snap(x int) int { return (min(max(x, -1<<15), 1<<15) + 1<<16) / 60 }

func columnsOf(rows []gridRow) []int {
	seen := make(map[int]bool)
	for i := range rows {
		for _, x := range rows[i].edges {
			seen[snap(x)] = true
		}
	}
	columns := make([]int, 0, len(seen))
	for x := range seen {
		columns = append(columns, x)
	}
	sort.Ints(columns)
	return columns
}
