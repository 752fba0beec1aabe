package pdf

import (
	"math"
	"slices"
)

// span is a run of glyphs on one baseline without a wide gap.
type span struct {
	glyphs       []glyph
	x0, x1, y    float64
	size         float64
	bold, italic bool
	str          string // text, raised figures between supOpen and supClose
	grid         *grid  // a table in place of letters
}

// Raised figures, which may be marks of footnotes, are kept between these until
// the notes of the page are known.
const (
	supOpen  = '\uE0F0'
	supClose = '\uE0F1'
)

// row is what stands on one baseline across the page.
type row struct {
	spans  []span
	x0, x1 float64
	y      float64
	size   float64
	page   int
}

// orient turns the page so that most of its text stands upright and returns the
// rest, which is not part of the flow, and by how many quarters it was turned.
func orient(glyphs []glyph, width, height float64) (upright, other []glyph, turn int8) {
	var count [5]int
	for i := range glyphs {
		count[glyphs[i].turned]++
	}
	main := int8(0)
	for k := int8(1); k < 4; k++ {
		if count[k] > count[main] {
			main = k
		}
	}
	upright = make([]glyph, 0, count[main])
	for _, g := range glyphs {
		if g.turned != main {
			other = append(other, g)
			continue
		}
		switch main {
		case 1:
			g.x, g.y = g.y, width-g.x
		case 2:
			g.x, g.y = width-g.x, height-g.y
		case 3:
			g.x, g.y = height-g.y, g.x
		}
		upright = append(upright, g)
	}
	return upright, other, main
}

// rowsOf gathers glyphs by baseline, top to bottom.
func rowsOf(glyphs []glyph, page int) []row {
	order := make([]int, 0, len(glyphs))
	for i := range glyphs {
		if glyphs[i].size > 0.5 {
			order = append(order, i)
		}
	}
	sortUnlessSorted(order, func(a, b int) int {
		switch {
		case glyphs[a].y > glyphs[b].y:
			return -1
		case glyphs[a].y < glyphs[b].y:
			return 1
		}
		return 0
	})
	type bucket struct {
		y, size float64
		items   []int
	}
	var buckets []bucket
	first := 0 // of the bucket, in order
	for k, i := range order {
		g := &glyphs[i]
		if n := len(buckets); n > 0 && buckets[n-1].y-g.y <= 0.2*math.Max(buckets[n-1].size, g.size) {
			b := &buckets[n-1]
			b.items = order[first : k+1 : k+1]
			b.size = math.Max(b.size, g.size)
			continue
		}
		first = k
		buckets = append(buckets, bucket{y: g.y, size: g.size, items: order[k : k+1 : k+1]})
	}
	// Raised and lowered small letters join the line that they stand on.
	for i := range buckets {
		b := &buckets[i]
		if len(b.items) == 0 {
			continue
		}
		for _, j := range []int{i + 1, i - 1} {
			if j < 0 || j >= len(buckets) || len(buckets[j].items) == 0 {
				continue
			}
			main := &buckets[j]
			if b.size < 0.85*main.size && math.Abs(b.y-main.y) < 0.55*main.size && len(b.items) < len(main.items) && besides(glyphs, b.items, main.items) {
				main.items = append(main.items, b.items...)
				b.items = nil
				break
			}
		}
	}
	rows := make([]row, 0, len(buckets))
	sorted := make([]glyph, len(order))
	for i := range buckets {
		n := len(buckets[i].items)
		if n == 0 {
			continue
		}
		line := sorted[:n:n]
		sorted = sorted[n:]
		for k, j := range buckets[i].items {
			line[k] = glyphs[j]
		}
		if r := newRow(line, page); len(r.spans) > 0 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		switch {
		case a.y > b.y:
			return -1
		case a.y < b.y:
			return 1
		}
		return 0
	})
	return rows
}

// besides says that every small letter stands right next to a letter of the
// line.
func besides(glyphs []glyph, small, line []int) bool {
	for _, i := range small {
		g, near := &glyphs[i], false
		if g.blank() {
			continue
		}
		for _, j := range line {
			b := &glyphs[j]
			if g.x >= b.x-1.5*b.size && g.x <= b.x+b.w+1.5*b.size {
				near = true
				break
			}
		}
		if !near {
			return false
		}
	}
	return true
}

// sortUnlessSorted sorts stably; most pages draw their letters in order.
func sortUnlessSorted[T any](s []T, compare func(a, b T) int) {
	if !slices.IsSortedFunc(s, compare) {
		slices.SortStableFunc(s, compare)
	}
}

// newRow orders the glyphs of a baseline from left to right and splits them at
// wide gaps. It keeps line.
func newRow(line []glyph, page int) row {
	sortUnlessSorted(line, func(a, b glyph) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})
	r := row{page: page, x0: math.Inf(1), x1: math.Inf(-1)}
	measures := make([]float64, 2*len(line))
	sizes, ys := measures[:0:len(line)], measures[len(line):len(line)]
	for i := range line {
		if !line[i].blank() {
			sizes = append(sizes, line[i].size)
			ys = append(ys, line[i].y)
		}
	}
	if len(sizes) == 0 {
		return r
	}
	slices.Sort(sizes)
	slices.Sort(ys)
	r.size, r.y = sizes[len(sizes)/2], ys[len(ys)/2]
	kept := line[:0] // without duplicates, over the line itself
	start := 0       // of the current span
	end := 0.0
	flush := func() {
		if s, ok := newSpan(kept[start:len(kept):len(kept)]); ok {
			s.y = r.y
			r.spans = append(r.spans, s)
			r.x0, r.x1 = math.Min(r.x0, s.x0), math.Max(r.x1, s.x1)
		}
		start = len(kept)
	}
	for _, g := range line {
		blank := g.blank()
		if len(kept) > start {
			if duplicate(kept[start:], &g) {
				continue
			}
			if !blank && g.x-end > 0.9*r.size {
				flush()
			}
		}
		kept = append(kept, g)
		if !blank {
			end = math.Max(end, g.x+g.w)
			if len(kept) == start+1 {
				end = g.x + g.w
			}
		}
	}
	flush()
	return r
}

// duplicate says that the same letter was drawn at the same place before, the
// way some programs make text bold.
func duplicate(line []glyph, g *glyph) bool {
	for i := len(line) - 1; i >= 0 && i >= len(line)-4; i-- {
		if line[i].text == g.text && math.Abs(line[i].x-g.x) < 0.12*g.size && math.Abs(line[i].y-g.y) < 0.12*g.size &&
			!g.blank() && g.w > 0.15*g.size {
			return true
		}
	}
	return false
}

func newSpan(glyphs []glyph) (span, bool) {
	for len(glyphs) > 0 && glyphs[len(glyphs)-1].blank() {
		glyphs = glyphs[:len(glyphs)-1]
	}
	for len(glyphs) > 0 && glyphs[0].blank() {
		glyphs = glyphs[1:]
	}
	if len(glyphs) == 0 {
		return span{}, false
	}
	s := span{glyphs: glyphs, x0: glyphs[0].x, x1: math.Inf(-1)}
	bold, italic, ink := 0, 0, 0
	for i := range glyphs {
		g := &glyphs[i]
		if g.blank() {
			continue
		}
		s.x1 = math.Max(s.x1, g.x+g.w)
		s.size = math.Max(s.size, g.size)
		ink++
		if g.font.bold {
			bold++
		}
		if g.font.italic {
			italic++
		}
	}
	s.bold, s.italic = bold*10 >= ink*9, italic*10 >= ink*9
	s.str = s.spell()
	return s, true
}
