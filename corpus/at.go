package corpus

import (
	"sort"
	"strings"
)

// At returns the điều that stand on a date, in the order of the text: those that
// never changed as issued, the others in the version of that date, inserted ones
// after the number that they follow (Điều 7a after Điều 7). The zero date gives
// the text as issued. A điều repealed by the date is returned with Repealed set,
// since a repealed unit keeps its place.
func (d *Document) At(date Date) []Version {
	changed := map[string]bool{}
	standing := map[string]*Version{}
	for i := range d.Versions {
		v := &d.Versions[i]
		changed[v.Path] = true
		if date == 0 && v.By == "" || date != 0 && v.Contains(date) {
			standing[v.Path] = v
		}
	}
	var out []Version
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Level != LevelArticle {
			continue
		}
		switch v := standing[p.Path]; {
		case v != nil:
			out = append(out, *v)
			delete(standing, p.Path)
		case changed[p.Path] && date != 0:
			if v := d.beside(p.Path, date); v != nil {
				out = append(out, *v)
			}
		default:
			out = append(out, Version{Path: p.Path, Interval: d.Effective, Heading: p.Heading, Text: d.Text[p.Span.Start:p.Span.End]})
		}
	}
	for i := range d.Provisions { // headings and appendices are no điều
		delete(standing, d.Provisions[i].Path)
	}
	inserted := make([]*Version, 0, len(standing))
	for _, v := range standing {
		inserted = append(inserted, v)
	}
	sort.Slice(inserted, func(i, j int) bool { return ComparePaths(inserted[i].Path, inserted[j].Path) < 0 })
	for _, v := range inserted {
		at := len(out)
		for at > 0 && ComparePaths(out[at-1].Path, v.Path) > 0 {
			at--
		}
		out = append(out[:at], append([]Version{*v}, out[at:]...)...)
	}
	return out
}

// Besides are the versions in which the units that are no điều stand on a date, by
// path: headings above the điều, without what stands under them, and appendices.
// Units that no later text changed by then are left out.
func (d *Document) Besides(date Date) map[string]*Version {
	var levels map[string]Level
	var out map[string]*Version
	for i := range d.Versions {
		v := &d.Versions[i]
		if v.By == "" || date == 0 || !v.Contains(date) {
			continue
		}
		if levels == nil {
			levels, out = make(map[string]Level), make(map[string]*Version)
			for j := range d.Provisions {
				levels[d.Provisions[j].Path] = d.Provisions[j].Level
			}
		}
		if level, ok := levels[v.Path]; ok && level != LevelArticle {
			out[v.Path] = v
		}
	}
	return out
}

// beside is the version of a changed điều that stands nearest to a date on which
// none holds: its first as issued when the date is before it, the one that its
// document's end closed when the date is after that.
func (d *Document) beside(path string, date Date) *Version {
	var first, last *Version
	for i := range d.Versions {
		v := &d.Versions[i]
		if v.Path != path {
			continue
		}
		if v.By == "" && date < v.From && (first == nil || v.From < first.From) {
			first = v
		}
		if d.Effective.To != 0 && date >= d.Effective.To && v.To == d.Effective.To {
			last = v
		}
	}
	if first != nil {
		return first
	}
	return last
}

// ComparePaths orders provision paths as the numbers in them count: d2 < d10 <
// d10a < d11, điểm d < đ < e.
func ComparePaths(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	for i := 0; i < len(as) && i < len(bs); i++ {
		if c := compareSegments(as[i], bs[i]); c != 0 {
			return c
		}
	}
	return len(as) - len(bs)
}

func compareSegments(a, b string) int {
	ap, an, ar := cutSegment(a)
	bp, bn, br := cutSegment(b)
	if ap != bp {
		return strings.Compare(order(ap), order(bp))
	}
	if an != bn {
		return an - bn
	}
	return strings.Compare(order(ar), order(br))
}

// order makes đ sort between d and e.
func order(s string) string { return strings.ReplaceAll(s, "đ", "d\x7f") }

// cutSegment cuts "d12a" into "d", 12, "a".
func cutSegment(s string) (prefix string, n int, rest string) {
	i := 0
	for i < len(s) && (s[i] < '0' || s[i] > '9') {
		i++
	}
	j := i
	for j < len(s) && s[j] >= '0' && s[j] <= '9' && j-i < 9 {
		n = n*10 + int(s[j]-'0')
		j++
	}
	return s[:i], n, s[j:]
}
