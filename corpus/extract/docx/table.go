package docx

import (
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
)

// table reads a w:tbl.
func (d *document) table(s *scanner, out *[]extract.Block) error {
	d.flushCarry(out)
	var rows [][]layout.Cell
	if err := eachChild(s, func() error { return d.row(s, &rows) }); err != nil {
		return err
	}
	*out = append(*out, layout.Table(rows)...)
	return nil
}

// row reads a w:tr, or what wraps rows.
func (d *document) row(s *scanner, rows *[][]layout.Cell) error {
	if s.ns != nsW {
		return s.skip()
	}
	switch string(s.local) {
	case "sdt", "sdtContent", "customXml", "ins", "moveTo":
		return eachChild(s, func() error { return d.row(s, rows) })
	case "tr":
	default:
		return s.skip()
	}
	var cells []layout.Cell
	col, deleted := 0, false
	err := eachChild(s, func() error {
		if s.ns == nsW && string(s.local) == "trPr" {
			return eachChild(s, func() error {
				switch string(s.local) {
				case "gridBefore":
					n, _ := intAttr(s, "val")
					col += min(max(n, 0), 100)
				case "del":
					deleted = true
				}
				return s.skip()
			})
		}
		return d.cell(s, &cells, &col)
	})
	if err == nil && !deleted {
		*rows = append(*rows, cells)
	}
	return err
}

// cell reads a w:tc, or what wraps cells.
func (d *document) cell(s *scanner, cells *[]layout.Cell, col *int) error {
	if s.ns != nsW {
		return s.skip()
	}
	switch string(s.local) {
	case "sdt", "sdtContent", "customXml", "ins", "moveTo":
		return eachChild(s, func() error { return d.cell(s, cells, col) })
	case "tc":
	default:
		return s.skip()
	}
	c := layout.Cell{Col: *col}
	span, deleted := 1, false
	carry := d.carry
	d.carry = nil
	err := eachChild(s, func() error {
		if s.ns == nsW && string(s.local) == "tcPr" {
			return eachChild(s, func() error {
				switch string(s.local) {
				case "gridSpan":
					if n, ok := intAttr(s, "val"); ok {
						span = min(max(n, 1), 100)
					}
				case "cellDel":
					deleted = true
				}
				return s.skip()
			})
		}
		return d.content(s, &c.Blocks)
	})
	d.flushCarry(&c.Blocks)
	d.carry = carry
	*col = min(*col+span, 1<<16)
	if deleted {
		c.Blocks = nil
	}
	*cells = append(*cells, c)
	return err
}
