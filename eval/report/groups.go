package report

import (
	"maps"
	"slices"
	"strings"

	"trolyluat/eval/metrics"
)

// matrix is a table of groups, or of kinds, by measures.
type matrix struct {
	Title   string
	Columns []string
	Rows    []groupRow
}

// groupRow is the figures of one group.
type groupRow struct {
	Name   string
	Values []groupValue // by column
}

// groupValue is a figure; There is false where the group has none.
type groupValue struct {
	There, Bounded bool
	Mean, Lo, Hi   float64
}

// Heads are the names of the columns as a reader sees them.
func (m matrix) Heads() []string {
	out := make([]string, len(m.Columns))
	for i, c := range m.Columns {
		out[i] = "`" + c + "`"
	}
	return out
}

// Cells are the figures as text.
func (r groupRow) Cells() []string {
	out := make([]string, len(r.Values))
	for i, v := range r.Values {
		if v.There {
			out[i] = number(v.Mean)
		}
	}
	return out
}

// matrices are the figures with a slash: of "citizen/correct" a group stands
// before it, of "caught/negated" a kind stands behind a measure.
func matrices(m map[string]float64) []matrix {
	byGroup, byKind := matrix{Title: "Theo nhóm"}, matrix{Title: "Theo loại"}
	type key struct{ row, column string }
	values := map[*matrix]map[key]groupValue{&byGroup: {}, &byKind: {}}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		before, behind, ok := strings.Cut(name, "/")
		if !ok || strings.HasSuffix(name, "_lo") || strings.HasSuffix(name, "_hi") {
			continue
		}
		of, k := &byGroup, key{before, behind}
		if _, measure := m[before]; measure || before == "planted" {
			of, k = &byKind, key{behind, before}
		} else if _, usual := m[before+"/"+aliases[behind]]; usual && aliases[behind] != "" {
			continue
		}
		lo, bounded := m[name+"_lo"]
		values[of][k] = groupValue{There: true, Bounded: bounded && metrics.IsShare(name), Mean: m[name], Lo: lo, Hi: m[name+"_hi"]}
	}
	var out []matrix
	for _, t := range []*matrix{&byGroup, &byKind} {
		rows, columns := map[string]bool{}, map[string]bool{}
		for k := range values[t] {
			rows[k.row], columns[k.column] = true, true
		}
		if len(rows) == 0 {
			continue
		}
		t.Columns = slices.Sorted(maps.Keys(columns))
		slices.SortStableFunc(t.Columns, func(a, b string) int { return place(a) - place(b) })
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			r := groupRow{Name: groupName(name)}
			for _, c := range t.Columns {
				r.Values = append(r.Values, values[t][key{name, c}])
			}
			t.Rows = append(t.Rows, r)
		}
		out = append(out, *t)
	}
	return out
}
