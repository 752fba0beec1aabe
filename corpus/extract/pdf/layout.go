package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
)

// line is a piece of a row within one column, the unit of which paragraphs are
// made.
type line struct {
	row
	left, right float64 // margins of its column
	indent      float64 // usual indent of paragraphs, 0 for none
	first       bool    // of its column: nothing before it is its paragraph
	table       *grid   // set instead of text for a table
}

// flow puts the rows of a page's body into reading order: columns one after the
// other, else top to bottom, tables where they stand.
func flow(rows []row, tables []*grid) []line {
	all := slices.Clone(rows)
	for _, g := range tables {
		// The rules of a table stand a little outside of the text around it.
		const size, border = 10.0, 6.0
		all = append(all, row{page: g.page, x0: g.left + border, x1: g.right - border, y: g.top, size: size,
			spans: []span{{x0: g.left + border, x1: g.right - border, y: g.top, size: size, grid: g}}})
	}
	slices.SortStableFunc(all, func(a, b row) int { return -cmp.Compare(a.y, b.y) })
	lines := columns(all, 0)
	for i := range lines {
		if g := lines[i].spans[0].grid; g != nil {
			lines[i].table = g
		}
	}
	return lines
}

// bottom is the lower edge of the row, as far as the distance to the next goes.
func (r *row) bottom() float64 {
	if g := r.spans[0].grid; g != nil {
		return g.bottom
	}
	return r.y
}

// gutter is an empty upright strip between two columns.
type gutter struct{ lo, hi float64 }

var reListLabel = regexp.MustCompile(`^(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[\p{L}]|[IVXLC]{1,6}|[-–+•*o§])[.)/:]?$`)

// columns finds zones of rows with a common gutter and reads them column by
// column.
func columns(rows []row, depth int) []line {
	rows = interleaved(rows)
	var out []line
	plain := func(rs []row) {
		for i := range rs {
			out = append(out, line{row: rs[i]})
		}
	}
	start := 0
	for i := 0; i < len(rows) && depth < 3; i++ {
		from, to, g, ok := zone(rows, start, i)
		if !ok {
			continue
		}
		plain(rows[start:from])
		var left, right []row
		for _, r := range rows[from:to] {
			l, rr := r.cut((g.lo + g.hi) / 2)
			if len(l.spans) > 0 {
				left = append(left, l)
			}
			if len(rr.spans) > 0 {
				right = append(right, rr)
			}
		}
		for _, column := range [][]row{left, right} {
			part := columns(column, depth+1)
			setMargins(part)
			out = append(out, part...)
		}
		start, i = to, to-1
	}
	plain(rows[start:])
	if len(out) > 0 {
		out[0].first = true
	}
	return out
}

// interleaved makes one row of two that stand beside each other on baselines so
// close that they cannot be of one column.
func interleaved(rows []row) []row {
	out := make([]row, 0, len(rows))
	for _, r := range rows {
		if n := len(out); n > 0 {
			a, b := &out[n-1], &r
			if a.x0 > b.x0 {
				a, b = b, a
			}
			if d := out[n-1].y - r.y; a.spans[0].grid == nil && b.spans[0].grid == nil && d < 0.75*math.Min(a.size, b.size) && b.x0-a.x1 > 1.2*math.Max(a.size, b.size) {
				m := out[n-1]
				m.spans = append(slices.Clone(a.spans), b.spans...)
				m.x0, m.x1 = a.x0, b.x1
				out[n-1] = m
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// setMargins gives the lines of a column its edges.
func setMargins(lines []line) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range lines {
		if lines[i].table == nil {
			lo, hi = math.Min(lo, lines[i].x0), math.Max(hi, lines[i].x1)
		}
	}
	for i := range lines {
		if lines[i].right == 0 {
			lines[i].left, lines[i].right = lo, hi
		}
	}
	if len(lines) > 0 {
		lines[0].first = true
	}
}

// cut parts the row at x.
func (r *row) cut(x float64) (left, right row) {
	left, right = *r, *r
	left.spans, right.spans = nil, nil
	left.x0, left.x1, right.x0, right.x1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, s := range r.spans {
		side := &left
		if s.x0 >= x {
			side = &right
		}
		if len(side.spans) == 0 {
			side.y, side.size = s.y, s.size
		}
		side.spans = append(side.spans, s)
		side.x0, side.x1 = math.Min(side.x0, s.x0), math.Max(side.x1, s.x1)
	}
	return left, right
}

// free is the widest empty strip of the row within g.
func (r *row) free(g gutter) gutter {
	var best gutter
	lo := math.Inf(-1)
	try := func(hi float64) {
		a, b := math.Max(lo, g.lo), math.Min(hi, g.hi)
		if b-a > best.hi-best.lo {
			best = gutter{a, b}
		}
	}
	for i := range r.spans {
		try(r.spans[i].x0)
		lo = r.spans[i].x1
	}
	try(math.Inf(1))
	return best
}

// zone looks for columns around row i: the rows from–to that leave a gutter of
// row i empty.
func zone(rows []row, start, i int) (from, to int, g gutter, ok bool) {
	r := &rows[i]
	least := math.Max(1.2*r.size, 8)
	for k := 0; k+1 < len(r.spans); k++ {
		g = gutter{r.spans[k].x1, r.spans[k+1].x0}
		if g.hi-g.lo < least {
			continue
		}
		from, to = i, i+1
		both := 1
		labels, figures := 0, 0
		count := func(j int) {
			l, rr := rows[j].cut((g.lo + g.hi) / 2)
			if len(l.spans) == 0 || len(rr.spans) == 0 {
				return
			}
			if t := l.text(); reListLabel.MatchString(t) {
				labels++
			}
			if t := rr.text(); rePageNumber.MatchString(t) || reFigure.MatchString(t) {
				figures++
			}
		}
		count(i)
		lastBoth := i
		for j := i + 1; j < len(rows); j++ {
			f := rows[j].free(g)
			if f.hi-f.lo < 0.8*least || rows[j-1].bottom()-rows[j].y > 5*math.Max(rows[j].size, r.size) {
				break
			}
			l, rr := rows[j].cut((f.lo + f.hi) / 2)
			two := len(l.spans) > 0 && len(rr.spans) > 0
			if !two && rows[j-1].bottom()-rows[j].y > 2.2*rows[j].size && j-lastBoth > 3 {
				break
			}
			g, to = f, j+1
			if two {
				both++
				lastBoth = j
				count(j)
			}
		}
		for j := i - 1; j >= start; j-- {
			f := rows[j].free(g)
			if f.hi-f.lo < 0.8*least || rows[j].bottom()-rows[j+1].y > 2.2*math.Max(rows[j].size, r.size) {
				break
			}
			g, from = f, j
		}
		if labels*2 > both || figures*2 > both {
			continue
		}
		if both >= 3 || both == 2 && g.hi-g.lo > 2*r.size {
			return from, to, g, true
		}
	}
	return 0, 0, gutter{}, false
}

var reFigure = regexp.MustCompile(`^[0-9.,%/ –-]+$`)

// margins are the edges of the text on the pages of a file.
type margins struct{ left, right float64 }

// pageMargins finds the edges by the rows that go on: the left edge where rows
// begin whose row before was full, the right edge that the longest rows reach.
// Pages with little text take those of the file.
func pageMargins(pages [][]line) []margins {
	var all []float64
	own := make([]margins, len(pages))
	for p := range pages {
		var rights []float64
		for i := range pages[p] {
			if l := &pages[p][i]; l.table == nil && l.right == 0 {
				rights = append(rights, l.x1)
			}
		}
		slices.Sort(rights)
		if n := len(rights); n >= 8 {
			own[p].right = rights[n*9/10]
		}
		all = append(all, rights...)
	}
	slices.Sort(all)
	fileRight := 0.0
	if len(all) > 0 {
		fileRight = all[len(all)*9/10]
	}
	lefts := make(map[int]int)
	fileLeft := math.Inf(1)
	for p := range pages {
		if own[p].right == 0 || math.Abs(own[p].right-fileRight) > 60 && len(pages) > 1 && len(pages[p]) < 15 {
			own[p].right = fileRight
		}
		count := make(map[int]int)
		least := math.Inf(1)
		for i := range pages[p] {
			l := &pages[p][i]
			if l.table != nil || l.right != 0 {
				continue
			}
			least = math.Min(least, l.x0)
			if i > 0 && pages[p][i-1].table == nil && pages[p][i-1].x1 > own[p].right-2*l.size {
				count[int(math.Round(l.x0/2))]++
			}
		}
		own[p].left = commonest(count, least)
		for k, n := range count {
			lefts[k] += n
		}
		fileLeft = math.Min(fileLeft, least)
	}
	fileLeft = commonest(lefts, fileLeft)
	for p := range own {
		if len(pages[p]) < 8 || math.Abs(own[p].left-fileLeft) > 150 {
			own[p].left = fileLeft
		}
	}
	return own
}

func commonest(count map[int]int, otherwise float64) float64 {
	best, n := 0, 0
	for k, c := range count {
		if c > n || c == n && k < best {
			best, n = k, c
		}
	}
	if n == 0 {
		return otherwise
	}
	return float64(best) * 2
}
