package doc

import (
	"encoding/binary"
	"fmt"
	"sort"

	"golang.org/x/text/encoding/charmap"
)

// piece is a stretch of text that stands in one place of the file.
type piece struct {
	start, end int // characters
	offset     int // bytes in the main stream
	narrow     bool
	modifier   []byte // properties laid over its runs
}

// readPieces reads the piece table and with it the text.
func (w *word) readPieces(total int) error {
	clx := w.tableBytes(tablePieces)
	le := binary.LittleEndian
	var table []byte
	for len(clx) > 0 && table == nil {
		switch clx[0] {
		case 1: // property modifiers
			if len(clx) < 3 {
				return fmt.Errorf("%w: piece properties", errDamaged)
			}
			n := int(le.Uint16(clx[1:]))
			if 3+n > len(clx) {
				return fmt.Errorf("%w: piece properties", errDamaged)
			}
			w.prcs = append(w.prcs, clx[3:3+n])
			clx = clx[3+n:]
		case 2:
			if len(clx) < 5 {
				return fmt.Errorf("%w: piece table", errDamaged)
			}
			n := int(le.Uint32(clx[1:]))
			if n < 4 || n > len(clx)-5 {
				return fmt.Errorf("%w: piece table", errDamaged)
			}
			table = clx[5 : 5+n]
		default:
			return fmt.Errorf("%w: piece table", errDamaged)
		}
	}
	n := (len(table) - 4) / 12
	if n < 1 {
		return fmt.Errorf("%w: no piece table", errDamaged)
	}
	cps, pcds := table[:4*(n+1)], table[4*(n+1):]
	for i := range n {
		p := piece{start: int(le.Uint32(cps[4*i:])), end: int(le.Uint32(cps[4*i+4:]))}
		fc := le.Uint32(pcds[8*i+2:])
		if p.narrow = fc&0x40000000 != 0; p.narrow {
			p.offset = int(fc&0x3FFFFFFF) / 2
		} else {
			p.offset = int(fc & 0x3FFFFFFF)
		}
		if p.start != len(w.text) || p.end < p.start {
			return fmt.Errorf("%w: piece %d from %d to %d", errDamaged, i, p.start, p.end)
		}
		if prm := le.Uint16(pcds[8*i+6:]); prm&1 == 1 && int(prm>>1) < len(w.prcs) {
			p.modifier = w.prcs[prm>>1]
		}
		if err := w.readPiece(&p); err != nil {
			return err
		}
		w.pieces = append(w.pieces, p)
		if len(w.text) >= total+1 { // one paragraph mark stands after all parts
			break
		}
	}
	if len(w.text) < total {
		return fmt.Errorf("%w: %d of %d characters", errDamaged, len(w.text), total)
	}
	return nil
}

func (w *word) readPiece(p *piece) error {
	n := p.end - p.start
	width := 2
	if p.narrow {
		width = 1
	}
	if p.offset > len(w.main) || n > (len(w.main)-p.offset)/width {
		return fmt.Errorf("%w: text leaves the stream", errDamaged)
	}
	raw := w.main[p.offset : p.offset+n*width]
	if !p.narrow {
		for i := range n {
			w.text = append(w.text, binary.LittleEndian.Uint16(raw[2*i:]))
		}
		return nil
	}
	for _, b := range raw {
		if b >= 0x80 && b < 0xA0 {
			if r := charmap.Windows1252.DecodeByte(b); r != '\uFFFD' {
				w.text = append(w.text, uint16(r))
				continue
			}
		}
		w.text = append(w.text, uint16(b))
	}
	return nil
}

// pieceAt finds the piece of a character.
func (w *word) pieceAt(cp int) *piece {
	i := sort.Search(len(w.pieces), func(i int) bool { return w.pieces[i].end > cp })
	if i == len(w.pieces) || w.pieces[i].start > cp {
		return nil
	}
	return &w.pieces[i]
}

// place is the byte offset of a character in its piece.
func (p *piece) place(cp int) int {
	if p.narrow {
		return p.offset + cp - p.start
	}
	return p.offset + 2*(cp-p.start)
}

// run is a stretch of bytes with exceptional character properties.
type run struct {
	from, to int
	sprms    []byte
}

// paraRun is a paragraph's stretch of bytes with its properties.
type paraRun struct {
	from, to int
	style    int
	sprms    []byte
}

const pageSize = 512

// readRuns reads the pages that hold the properties of characters and paragraphs.
func (w *word) readRuns() error {
	for _, page := range w.pages(tableChars) {
		n := int(page[pageSize-1])
		if 4*(n+1)+n > pageSize-1 {
			continue
		}
		for i := range n {
			r := run{from: word32(page, 4*i), to: word32(page, 4*i+4)}
			if at := 2 * int(page[4*(n+1)+i]); at > 0 && at < pageSize-1 {
				size := int(page[at])
				if at+1+size <= pageSize-1 {
					r.sprms = page[at+1 : at+1+size]
				}
			}
			if r.to > r.from {
				w.chars = append(w.chars, r)
			}
		}
	}
	for _, page := range w.pages(tableParas) {
		n := int(page[pageSize-1])
		if 4*(n+1)+13*n > pageSize-1 {
			continue
		}
		for i := range n {
			r := paraRun{from: word32(page, 4*i), to: word32(page, 4*i+4)}
			w.paraProps(page, 2*int(page[4*(n+1)+13*i]), &r)
			if r.to > r.from {
				w.paras = append(w.paras, r)
			}
		}
	}
	sort.SliceStable(w.chars, func(i, j int) bool { return w.chars[i].from < w.chars[j].from })
	sort.SliceStable(w.paras, func(i, j int) bool { return w.paras[i].from < w.paras[j].from })
	if len(w.paras) == 0 {
		return fmt.Errorf("%w: no paragraph properties", errDamaged)
	}
	return nil
}

func (w *word) paraProps(page []byte, at int, r *paraRun) {
	if at == 0 || at+2 > pageSize-1 {
		return
	}
	size := 2*int(page[at]) - 1
	at++
	if size < 0 {
		size = 2 * int(page[at])
		at++
	}
	if size < 2 || at+size > pageSize-1 {
		return
	}
	r.style = int(binary.LittleEndian.Uint16(page[at:]))
	r.sprms = page[at+2 : at+size]
	eachSprm(r.sprms, func(op uint16, arg []byte) {
		// Properties too large for the page stand in the data stream.
		if (op == 0x6646 || op == 0x6645) && len(arg) == 4 {
			off := int(binary.LittleEndian.Uint32(arg))
			if off+2 <= len(w.data) {
				n := int(binary.LittleEndian.Uint16(w.data[off:]))
				if off+2+n <= len(w.data) {
					r.sprms = w.data[off+2 : off+2+n]
				}
			}
		}
	})
}

func word32(b []byte, at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }

// pages returns the property pages that a table lists.
func (w *word) pages(index int) [][]byte {
	table := w.tableBytes(index)
	n := (len(table) - 4) / 8
	var out [][]byte
	for i := range max(n, 0) {
		at := (word32(table, 4*(n+1)+4*i) & 0x3FFFFF) * pageSize
		if at+pageSize <= len(w.main) {
			out = append(out, w.main[at:at+pageSize])
		}
	}
	return out
}

// charsAt returns the properties at a byte offset and where they end.
func (w *word) charsAt(offset int) (sprms []byte, end int) {
	i := sort.Search(len(w.chars), func(i int) bool { return w.chars[i].to > offset })
	if i == len(w.chars) {
		return nil, len(w.main)
	}
	if w.chars[i].from > offset {
		return nil, w.chars[i].from
	}
	return w.chars[i].sprms, w.chars[i].to
}

func (w *word) paraAt(offset int) *paraRun {
	i := sort.Search(len(w.paras), func(i int) bool { return w.paras[i].to > offset })
	if i == len(w.paras) || w.paras[i].from > offset {
		return nil
	}
	return &w.paras[i]
}
