package pdf

import (
	"regexp"
	"strconv"
	"strings"
)

// role of a row on its page.
type role uint8

const (
	roleBody role = iota
	roleHeader
	roleFooter
)

var (
	rePageNumber = regexp.MustCompile(`^(?i)[-–—•.\s]*(?:trang(?: số)?\s*:?|page)?\s*([0-9]{1,4}|[ivxlc]{1,6})\s*(?:(?:/|of|trên)\s*[0-9]{1,4})?[-–—•.\s]*$`)
	reDigits     = regexp.MustCompile(`[0-9]+`)
)

// furnishing tells running headers, footers and page numbers from the text: rows
// at the edge of their page that come again on other pages, numbers aside, or
// that count the pages.
func furnishing(pages [][]row, heights []float64) [][]role {
	const reach = 3 // rows from the edge that are looked at
	roles := make([][]role, len(pages))
	type place struct {
		text string
		top  bool
		y    int
	}
	seen := make(map[place]int)
	key := func(p, i int, top bool, y int) place {
		return place{reDigits.ReplaceAllString(strings.ToLower(pages[p][i].text()), "#"), top, y}
	}
	edge := func(p int, yield func(i int, top bool, depth int)) {
		n := len(pages[p])
		for i := range pages[p] {
			upper := pages[p][i].y > heights[p]/2
			if upper && i < reach {
				yield(i, true, i)
			} else if !upper && n-1-i < reach {
				yield(i, false, n-1-i)
			}
		}
	}
	for p := range pages {
		roles[p] = make([]role, len(pages[p]))
		edge(p, func(i int, top bool, _ int) {
			if inMargin(pages[p][i].y, heights[p], top) {
				seen[key(p, i, top, int(pages[p][i].y/6))]++
			}
		})
	}
	// Page numbers: the difference to the ordinal of the page is the same
	// throughout.
	offsets := make(map[[2]int]int) // {top, difference}
	number := func(p, i int) (int, bool) {
		m := rePageNumber.FindStringSubmatch(pages[p][i].text())
		if m == nil {
			return 0, false
		}
		if v, err := strconv.Atoi(m[1]); err == nil {
			return v - p, true
		}
		return 0, false
	}
	side := func(top bool) int {
		if top {
			return 1
		}
		return 0
	}
	for p := range pages {
		edge(p, func(i int, top bool, depth int) {
			if off, ok := number(p, i); ok && depth < 2 {
				offsets[[2]int{side(top), off}]++
			}
		})
	}
	need := 2
	if len(pages) > 8 {
		need = 3
	}
	for p := range pages {
		edge(p, func(i int, top bool, depth int) {
			r := roleFooter
			if top {
				r = roleHeader
			}
			if off, ok := number(p, i); ok && depth < 2 {
				n := offsets[[2]int{side(top), off}]
				if n >= need || len(pages) == 1 && !top && off == 1 || n >= 1 && off == 1 && inMargin(pages[p][i].y, heights[p], top) {
					roles[p][i] = r
				}
				return
			}
			if !inMargin(pages[p][i].y, heights[p], top) {
				return
			}
			y := int(pages[p][i].y / 6)
			n := 0
			for dy := -1; dy <= 1; dy++ {
				n += seen[key(p, i, top, y+dy)]
			}
			if n >= max(need, len(pages)/4) || n >= 3 && n*3 >= len(pages) {
				roles[p][i] = r
			}
		})
	}
	for p := range roles { // what stands outside of a header belongs to it
		for i := len(roles[p]) - 1; i > 0; i-- {
			if roles[p][i] == roleHeader && roles[p][i-1] == roleBody && i < reach && inMargin(pages[p][i-1].y, heights[p], true) && short(&pages[p][i-1]) {
				roles[p][i-1] = roleHeader
			}
		}
	}
	return roles
}

func short(r *row) bool { return r.x1-r.x0 < 60 }

// inMargin says that a baseline stands in the upper or lower eighth of a page.
func inMargin(y, height float64, top bool) bool {
	if top {
		return y > height*0.875
	}
	return y < height*0.125
}
