package phapdien

import (
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

type table struct {
	rows [][]string
	cell []byte
	open bool
}

func (r *reader) table() *table {
	if n := len(r.tables); n > 0 {
		return r.tables[n-1]
	}
	return nil
}

func (r *reader) openTable() {
	if t := r.table(); t != nil && t.open { // what stands before a nested table stays in its cell
		t.cell = append(append(t.cell, r.buf...), '\n')
		r.buf = r.buf[:0]
	} else {
		r.paragraph()
	}
	if len(r.tables) < 32 {
		r.tables = append(r.tables, &table{})
	}
}

func (t *table) endCell(r *reader) {
	if !t.open {
		return
	}
	cell := append(t.cell, r.buf...)
	t.cell, t.open = nil, false
	r.buf, r.space = r.buf[:0], false
	n := len(t.rows) - 1
	t.rows[n] = append(t.rows[n], strings.TrimSpace(vitext.Normalize(string(cell))))
}

func (r *reader) closeTable() {
	t := r.table()
	if t == nil {
		return
	}
	t.endCell(r)
	r.tables = r.tables[:len(r.tables)-1]
	rows, text := filledRows(t.rows)
	if text == "" {
		return
	}
	if outer := r.table(); outer != nil {
		if outer.open {
			outer.cell = append(append(outer.cell, text...), '\n')
		}
		return
	}
	if r.part != inText {
		return
	}
	if singleColumn(rows) { // a frame around text, not a table
		for _, row := range rows {
			for line := range strings.SplitSeq(row[0], "\n") {
				if line = strings.TrimSpace(line); line != "" {
					r.line(line)
				}
			}
		}
		return
	}
	r.line(text)
	r.spans = append(r.spans, corpus.Table{Span: corpus.Span{Start: len(r.body) - len(text), End: len(r.body)}, Rows: rows})
}

func singleColumn(rows [][]string) bool {
	for _, row := range rows {
		if len(row) > 1 {
			return false
		}
	}
	return true
}

// filledRows drops empty rows and writes the rest a row a line.
func filledRows(rows [][]string) (filled [][]string, text string) {
	var b strings.Builder
	for _, row := range rows {
		if !slices.ContainsFunc(row, func(cell string) bool { return cell != "" }) {
			continue
		}
		filled = append(filled, row)
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		for i, cell := range row {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(strings.ReplaceAll(cell, "\n", " "))
		}
	}
	return filled, b.String()
}
