package pdf

import (
	"math"
	"slices"
	"strings"
)

// grid is a table by its ruled lines.
type grid struct {
	page                     int
	top, bottom, left, right float64
	horizontal, vertical     []rule
	glyphs                   []glyph
}

const (
	touch     = 3.0 // how far apart two lines may end that meet
	sameLine  = 2.0 // how far apart two lines are one
	shortRule = 7.0
)

// grids finds the tables of a page: rules that cross or meet, making at least
// two columns.
func grids(rules []rule, page int) []*grid {
	var hs, vs []rule
	for _, r := range rules {
		switch {
		case r.x1-r.x0 >= shortRule && r.y1-r.y0 <= 2:
			hs = append(hs, r)
		case r.y1-r.y0 >= shortRule && r.x1-r.x0 <= 2:
			vs = append(vs, r)
		}
	}
	hs, vs = joined(hs, true), joined(vs, false)
	if len(hs) < 2 || len(vs) < 2 || len(hs)+len(vs) > 4000 {
		return nil
	}
	// Components of lines that meet.
	parent := make([]int, len(hs)+len(vs))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i, h := range hs {
		for j, v := range vs {
			if v.x0 >= h.x0-touch && v.x0 <= h.x1+touch && h.y0 >= v.y0-touch && h.y0 <= v.y1+touch {
				parent[find(i)] = find(len(hs) + j)
			}
		}
	}
	groups := make(map[int]*grid)
	for i := range parent {
		g := groups[find(i)]
		if g == nil {
			g = &grid{page: page, left: math.Inf(1), right: math.Inf(-1), top: math.Inf(-1), bottom: math.Inf(1)}
			groups[find(i)] = g
		}
		var r rule
		if i < len(hs) {
			r = hs[i]
			g.horizontal = append(g.horizontal, r)
		} else {
			r = vs[i-len(hs)]
			g.vertical = append(g.vertical, r)
		}
		g.left, g.right = math.Min(g.left, r.x0), math.Max(g.right, r.x1)
		g.bottom, g.top = math.Min(g.bottom, r.y0), math.Max(g.top, r.y1)
	}
	var out []*grid
	for _, g := range groups {
		if len(edges(g.vertical, false)) >= 3 && len(edges(g.horizontal, true)) >= 2 && g.right-g.left > 60 {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b *grid) int {
		switch {
		case a.top > b.top:
			return -1
		case a.top < b.top:
			return 1
		}
		return int(a.left - b.left)
	})
	// A frame around other tables, or one table within another, is read as one.
	var kept []*grid
next:
	for _, g := range out {
		for _, k := range kept {
			if k.bottom < g.top-touch && k.left < g.right-touch && g.left < k.right-touch {
				k.horizontal, k.vertical = append(k.horizontal, g.horizontal...), append(k.vertical, g.vertical...)
				k.left, k.right = math.Min(k.left, g.left), math.Max(k.right, g.right)
				k.bottom = math.Min(k.bottom, g.bottom)
				continue next
			}
		}
		kept = append(kept, g)
	}
	return kept
}

// joined unites rules that lie on one line and touch.
func joined(rules []rule, flat bool) []rule {
	at := func(r rule) (line, from, to float64) {
		if flat {
			return (r.y0 + r.y1) / 2, r.x0, r.x1
		}
		return (r.x0 + r.x1) / 2, r.y0, r.y1
	}
	slices.SortFunc(rules, func(a, b rule) int {
		la, fa, _ := at(a)
		lb, fb, _ := at(b)
		if d := math.Round(la/sameLine) - math.Round(lb/sameLine); d != 0 {
			return int(d)
		}
		switch {
		case fa < fb:
			return -1
		case fa > fb:
			return 1
		}
		return 0
	})
	var out []rule
	for _, r := range rules {
		l, f, t := at(r)
		done := false
		for k := len(out) - 1; k >= 0 && k >= len(out)-8; k-- {
			ol, of, ot := at(out[k])
			if math.Abs(ol-l) <= sameLine && f <= ot+touch && t >= of-touch {
				if flat {
					out[k].x0, out[k].x1 = math.Min(of, f), math.Max(ot, t)
				} else {
					out[k].y0, out[k].y1 = math.Min(of, f), math.Max(ot, t)
				}
				done = true
				break
			}
		}
		if !done {
			if flat {
				r.y0, r.y1 = l, l
			} else {
				r.x0, r.x1 = l, l
			}
			out = append(out, r)
		}
	}
	return out
}

// edges are the distinct places of parallel rules, ascending.
func edges(rules []rule, flat bool) []float64 {
	var at []float64
	for _, r := range rules {
		if flat {
			at = append(at, r.y0)
		} else {
			at = append(at, r.x0)
		}
	}
	slices.Sort(at)
	var out []float64
	for _, x := range at {
		if len(out) == 0 || x-out[len(out)-1] > touch {
			out = append(out, x)
		}
	}
	return out
}

// holds says that a glyph lies within the table.
func (g *grid) holds(c *glyph) bool {
	x, y := c.x+c.w/2, c.y+0.3*c.size
	return x >= g.left-1 && x <= g.right+1 && y >= g.bottom-1 && y <= g.top+1
}

// tabular says that text stands side by side in the cells of some rows. Boxes
// drawn around lines of text, to mark them, have it in one cell of each.
func (g *grid) tabular() bool {
	if len(g.glyphs) == 0 {
		return false
	}
	rows := g.rows()
	beside := 0
	for _, r := range rows {
		filled := 0
		for _, c := range r {
			if c != "" {
				filled++
			}
		}
		if filled >= 2 {
			beside++
		}
	}
	return beside >= 2 || beside == 1 && len(rows) <= 2
}

// rows reads the cells: a glyph belongs to the cell whose left and upper rules
// are the nearest that pass it. Cells over several columns or rows stand at
// their first.
func (g *grid) rows() [][]string {
	xs, ys := edges(g.vertical, false), edges(g.horizontal, true)
	type place struct{ row, col int }
	cells := make(map[place][]glyph)
	nearest := func(at []float64, v float64) int {
		best := 0
		for i, x := range at {
			if math.Abs(x-v) < math.Abs(at[best]-v) {
				best = i
			}
		}
		return best
	}
	for i := range g.glyphs {
		c := &g.glyphs[i]
		x, y := c.x+c.w/2, c.y+0.3*c.size
		left, upper := g.left, g.top
		for _, v := range g.vertical {
			if v.x0 <= x && v.x0 > left && y >= v.y0-1 && y <= v.y1+1 {
				left = v.x0
			}
		}
		for _, h := range g.horizontal {
			if h.y0 >= y && h.y0 < upper && x >= h.x0-1 && x <= h.x1+1 {
				upper = h.y0
			}
		}
		p := place{len(ys) - 1 - nearest(ys, upper), nearest(xs, left)}
		cells[p] = append(cells[p], *c)
	}
	out := make([][]string, len(ys))
	for i := range out {
		out[i] = make([]string, max(1, len(xs)-1))
	}
	for p, glyphs := range cells {
		text := cellText(glyphs)
		col := min(p.col, len(out[p.row])-1)
		if out[p.row][col] != "" {
			text = out[p.row][col] + "\n" + text
		}
		out[p.row][col] = text
	}
	return slices.DeleteFunc(out, func(r []string) bool {
		return !slices.ContainsFunc(r, func(c string) bool { return c != "" })
	})
}

// cellText joins the lines of a cell into paragraphs.
func cellText(glyphs []glyph) string {
	rows := rowsOf(glyphs, 0)
	lines := make([]line, len(rows))
	for i := range rows {
		lines[i] = line{row: rows[i]}
	}
	setMargins(lines)
	var b paragrapher
	for i := range lines {
		b.add(&lines[i])
	}
	parts := make([]string, len(b.out))
	for i := range b.out {
		parts[i] = b.out[i].Text
	}
	return strings.Join(parts, "\n")
}
