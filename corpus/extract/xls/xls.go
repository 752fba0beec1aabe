// Package xls reads the cells of Excel 97 workbooks (and of Excel 5 and 95) as
// tables, one a sheet, text decoded by the fonts of its cells ([MS-XLS]). The
// forms and lists that go with old decisions come so. Package formats wires it.
package xls

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/cfb"
	"trolyluat/corpus/extract/layout"
	"trolyluat/corpus/vitext/legacy"
)

// Extract reads a workbook.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) == 0 {
		return nil, extract.Refuse(extract.CodeEmpty, "")
	}
	f, err := cfb.Open(data)
	if err != nil {
		return nil, containerError(err)
	}
	stream, err := f.Stream("Workbook")
	if errors.Is(err, cfb.ErrNoStream) {
		stream, err = f.Stream("Book")
	}
	if err != nil {
		return nil, containerError(err)
	}
	text, found, err := read(ctx, stream, legacy.None)
	if err == nil && found != legacy.None {
		text, _, err = read(ctx, stream, found)
	}
	if err != nil {
		return nil, err
	}
	if len(text.Blocks) == 0 {
		return nil, extract.Refuse(extract.CodeNoText, "no cell with text")
	}
	return text, nil
}

func containerError(err error) error {
	switch {
	case errors.Is(err, cfb.ErrTruncated):
		return extract.Refuse(extract.CodeTruncated, err.Error())
	case errors.Is(err, cfb.ErrCorrupt):
		return extract.Refuse(extract.CodeCorrupt, err.Error())
	}
	return extract.Refuse(extract.CodeUnsupported, err.Error())
}

// The records that are read.
const (
	recFormula    = 0x0006
	recEOF        = 0x000A
	recFilePass   = 0x002F
	recFont       = 0x0031
	recContinue   = 0x003C
	recBoundSheet = 0x0085
	recMulRK      = 0x00BD
	recRString    = 0x00D6
	recXF         = 0x00E0
	recSST        = 0x00FC
	recLabelSST   = 0x00FD
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBool       = 0x0205
	recString     = 0x0207
	recRK         = 0x027E
	recFormat     = 0x041E
	recBOF        = 0x0809
)

// workbook is the state of reading one file.
type workbook struct {
	dec     layout.Decoder
	wide    bool // BIFF8, Excel 97 and later
	fonts   []string
	formats map[int]string
	cells   []cellFormat
	strings []richText
	sheets  []string // names
	out     []extract.Block
}

type cellFormat struct{ font, format int }

// sheet is the table being read.
type sheet struct {
	rows    map[int]map[int]extract.Block
	pending struct{ row, col, format int } // of a formula whose text follows
}

// maxRows and maxColumns are those of the format.
const (
	maxRows    = 1 << 16
	maxColumns = 256
)

func read(ctx context.Context, stream []byte, prior legacy.Encoding) (*extract.Text, legacy.Encoding, error) {
	w := &workbook{dec: layout.Decoder{Prior: prior}, formats: make(map[int]string)}
	var s *sheet
	depth := 0
	sheetNo := -1
	for at := 0; at+4 <= len(stream); {
		if err := ctx.Err(); err != nil {
			return nil, legacy.None, err
		}
		kind, n := int(binary.LittleEndian.Uint16(stream[at:])), int(binary.LittleEndian.Uint16(stream[at+2:]))
		start := at
		at += 4
		if n > len(stream)-at {
			return nil, legacy.None, extract.Refuse(extract.CodeTruncated, fmt.Sprintf("record %#x at %d", kind, start))
		}
		body := stream[at : at+n]
		at += n
		var more [][]byte // continuation records
		for kind != recContinue && at+4 <= len(stream) && int(binary.LittleEndian.Uint16(stream[at:])) == recContinue {
			m := int(binary.LittleEndian.Uint16(stream[at+2:]))
			if m > len(stream)-at-4 {
				return nil, legacy.None, extract.Refuse(extract.CodeTruncated, fmt.Sprintf("record %#x at %d", kind, start))
			}
			more = append(more, stream[at+4:at+4+m])
			at += 4 + m
		}
		switch kind {
		case recFilePass:
			return nil, legacy.None, extract.Refuse(extract.CodeEncrypted, "workbook with a password")
		case recBOF:
			if depth++; depth == 1 && len(body) >= 4 {
				if sheetNo < 0 {
					w.wide = binary.LittleEndian.Uint16(body) >= 0x0600
				} else {
					s = &sheet{rows: make(map[int]map[int]extract.Block)}
				}
				sheetNo++
			}
		case recEOF:
			if depth--; depth <= 0 {
				depth = 0
				if s != nil {
					w.endSheet(s, sheetNo)
				}
				s = nil
			}
		default:
			if depth > 1 {
				continue // a chart inside a sheet
			}
			if s == nil {
				w.global(kind, body, more)
			} else {
				w.cell(s, kind, body)
			}
		}
	}
	if depth > 0 {
		return nil, legacy.None, extract.Refuse(extract.CodeTruncated, "a sheet does not end")
	}
	text := &extract.Text{Format: "xls", How: "text", Blocks: w.out, Encoding: w.dec.Encoding()}
	if text.Encoding == "utf-8" {
		text.Encoding = "utf-16le"
	}
	found := legacy.None
	if prior == legacy.None {
		found = w.dec.Found()
	}
	return text, found, nil
}

// global reads a record before the first sheet.
func (w *workbook) global(kind int, b []byte, more [][]byte) {
	le := binary.LittleEndian
	switch kind {
	case recFont:
		name := ""
		if len(b) > 15 {
			if w.wide {
				name = unicodeName(b[14:])
			} else {
				name = byteText(b[15:min(len(b), 15+int(b[14]))])
			}
		}
		w.fonts = append(w.fonts, name)
		if len(w.fonts) == 4 {
			w.fonts = append(w.fonts, "") // index 4 is never used
		}
	case recFormat:
		if len(b) >= 5 {
			if w.wide {
				r := newTextReader(b[2:], nil)
				s, _ := r.text(r.word())
				w.formats[int(le.Uint16(b))] = s.plain()
			} else {
				w.formats[int(le.Uint16(b))] = byteText(b[3:min(len(b), 3+int(b[2]))])
			}
		}
	case recXF:
		if len(b) >= 4 {
			w.cells = append(w.cells, cellFormat{font: int(le.Uint16(b)), format: int(le.Uint16(b[2:]))})
		}
	case recSST:
		w.readStrings(b, more)
	case recBoundSheet:
		if len(b) >= 8 {
			name := ""
			if w.wide {
				name = unicodeName(b[6:])
			} else {
				name = byteText(b[7:min(len(b), 7+int(b[6]))])
			}
			w.sheets = append(w.sheets, name)
		}
	}
}

var defaultName = regexp.MustCompile(`(?i)^(sheet|trang|bang)\s*\d*$`)

// endSheet writes a sheet as a header with its name, where it has one of its
// own, and a table.
func (w *workbook) endSheet(s *sheet, number int) {
	var rows [][]layout.Cell
	last := -1
	for r := range s.rows {
		last = max(last, r)
	}
	for r := 0; r <= last; r++ {
		columns := s.rows[r]
		if len(columns) == 0 {
			continue
		}
		var row []layout.Cell
		for c := range maxColumns {
			if b, ok := columns[c]; ok {
				row = append(row, layout.Cell{Col: c, Blocks: []extract.Block{b}})
			}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return
	}
	if number-1 < len(w.sheets) && number > 0 {
		p := layout.Paragraph{Decoder: &w.dec}
		p.Text(w.sheets[number-1], layout.Run{})
		for _, b := range p.Flush(extract.Block{Kind: extract.HeaderBlock}, "") {
			if !defaultName.MatchString(b.Text) {
				w.out = append(w.out, b)
			}
		}
	}
	w.out = append(w.out, layout.Table(rows)...)
}

// put sets a cell.
func (w *workbook) put(s *sheet, row, col int, text richText, format int) {
	if row >= maxRows || col >= maxColumns {
		return
	}
	font := 0
	if format < len(w.cells) {
		font = w.cells[format].font
	}
	p := layout.Paragraph{Decoder: &w.dec}
	for i, piece := range text.pieces {
		f := font
		if i > 0 || piece.font >= 0 {
			f = piece.font
		}
		name := ""
		if f >= 0 && f < len(w.fonts) {
			name = w.fonts[f]
		}
		p.Text(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(piece.text), layout.Run{Font: name})
	}
	for _, b := range p.Flush(extract.Block{}, "") {
		if s.rows[row] == nil {
			s.rows[row] = make(map[int]extract.Block)
		}
		s.rows[row][col] = b
	}
}
