package xls

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// cell reads a record of a sheet.
func (w *workbook) cell(s *sheet, kind int, b []byte) {
	le := binary.LittleEndian
	if len(b) < 6 {
		if kind == recString && len(b) >= 3 {
			w.formulaText(s, b)
		}
		return
	}
	row, col, format := int(le.Uint16(b)), int(le.Uint16(b[2:])), int(le.Uint16(b[4:]))
	switch kind {
	case recLabelSST:
		if len(b) >= 10 {
			if i := int(le.Uint32(b[6:])); i < len(w.strings) {
				w.put(s, row, col, w.strings[i], format)
			}
		}
	case recLabel, recRString:
		if len(b) < 8 {
			return
		}
		if w.wide {
			r := newTextReader(b[8:], nil)
			text, _ := r.text(int(le.Uint16(b[6:])))
			w.put(s, row, col, text, format)
		} else {
			w.put(s, row, col, plainText(byteText(b[8:min(len(b), 8+int(le.Uint16(b[6:])))])), format)
		}
	case recNumber:
		if len(b) >= 14 {
			w.number(s, row, col, format, math.Float64frombits(le.Uint64(b[6:])))
		}
	case recRK:
		if len(b) >= 10 {
			w.number(s, row, col, format, rk(le.Uint32(b[6:])))
		}
	case recMulRK:
		for i := 0; 4+6*(i+1) <= len(b)-2; i++ {
			at := 4 + 6*i
			w.number(s, row, col+i, int(le.Uint16(b[at:])), rk(le.Uint32(b[at+2:])))
		}
	case recBool:
		if len(b) >= 8 && b[7] == 0 {
			w.put(s, row, col, plainText(map[bool]string{true: "TRUE", false: "FALSE"}[b[6] != 0]), format)
		}
	case recFormula:
		if len(b) < 14 {
			return
		}
		if b[12] == 0xFF && b[13] == 0xFF {
			if b[6] == 0 { // the text is in the next record
				s.pending.row, s.pending.col, s.pending.format = row, col, format
			}
			return
		}
		w.number(s, row, col, format, math.Float64frombits(le.Uint64(b[6:])))
	case recString:
		w.formulaText(s, b)
	}
}

func (w *workbook) formulaText(s *sheet, b []byte) {
	n := int(binary.LittleEndian.Uint16(b))
	text := richText{}
	if w.wide {
		r := newTextReader(b[2:], nil)
		text, _ = r.text(n)
	} else {
		text = plainText(byteText(b[2:min(len(b), 2+n)]))
	}
	w.put(s, s.pending.row, s.pending.col, text, s.pending.format)
}

// rk unpacks a number of four bytes.
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// number writes a number: dates, which only the format tells, as day/month/year,
// others plainly.
func (w *workbook) number(s *sheet, row, col, format int, v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	code := 0
	if format < len(w.cells) {
		code = w.cells[format].format
	}
	text := decimal(v)
	if w.isDate(code) && v >= 1 && v < 2958466 {
		// Day 60 is the 29 February 1900 that never was; dates of law come later.
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(v))
		text = fmt.Sprintf("%d/%d/%d", day.Day(), int(day.Month()), day.Year())
	}
	w.put(s, row, col, plainText(text), format)
}

func (w *workbook) isDate(code int) bool {
	if code >= 14 && code <= 17 || code == 22 {
		return true
	}
	f, ok := w.formats[code]
	if !ok {
		return false
	}
	f = strings.ToLower(f)
	return strings.Contains(f, "yy") || strings.Contains(f, "d/m") || strings.Contains(f, "dd-mm")
}

// decimal writes a number with at most twelve digits, which hides what binary
// fractions add and loses nothing of what a table shows.
func decimal(v float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if err != nil {
		rounded = v
	}
	text := strconv.FormatFloat(rounded, 'f', -1, 64)
	if len(text) > 20 {
		return strconv.FormatFloat(rounded, 'g', 12, 64)
	}
	return text
}
