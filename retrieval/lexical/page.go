package lexical

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

const (
	// maxPage bounds a page of terms: with its checksum and the row's own bytes it
	// fits a page of PostgreSQL.
	maxPage  = 7800
	longList = 3500 // bytes of postings from which on a term has its own page
)

// block describes a block and holds its bytes.
type block struct {
	window uint32
	n      int
	bound  uint8 // largest impact, quantised upwards
	raw    []byte
}

// entry is a term of a page.
type entry struct {
	folded, exact string
	df            int
	blocks        []block // raw is nil where external > 0
	external      uint32  // page that holds the postings, plus one
	lengths       []int   // of the blocks' bytes
}

func appendEntry(b []byte, previous string, e *entry) []byte {
	shared := 0
	for shared < len(previous) && shared < len(e.folded) && previous[shared] == e.folded[shared] {
		shared++
	}
	b = binary.AppendUvarint(b, uint64(shared))
	b = appendString(b, e.folded[shared:])
	if e.exact == e.folded {
		b = append(b, 0)
	} else {
		b = appendString(b, e.exact)
	}
	b = binary.AppendUvarint(b, uint64(e.df))
	b = binary.AppendUvarint(b, uint64(e.external))
	b = binary.AppendUvarint(b, uint64(len(e.blocks)))
	window := uint32(0)
	for i := range e.blocks {
		bl := &e.blocks[i]
		b = binary.AppendUvarint(b, uint64(bl.window-window))
		window = bl.window
		b = binary.AppendUvarint(b, uint64(bl.n))
		b = append(b, bl.bound)
		b = binary.AppendUvarint(b, uint64(len(bl.raw)))
	}
	if e.external == 0 {
		for i := range e.blocks {
			b = append(b, e.blocks[i].raw...)
		}
	}
	return b
}

// readPage calls each for the terms of a page in order, beginning with the
// first whose folded spelling is not below from, until it returns false. The
// bytes of an entry are those of the page.
func readPage(page []byte, from string, each func(*entry) bool) error {
	raw, err := unseal(page)
	if err != nil {
		return err
	}
	d := decoder{b: raw}
	var folded []byte
	for len(d.b) > 0 && !d.bad {
		shared := d.number(len(folded))
		folded = append(folded[:shared], d.bytes(d.count())...)
		exact := d.bytes(d.count())
		e := entry{df: d.number(math.MaxUint32), external: uint32(d.number(math.MaxUint32))}
		wanted := string(folded) >= from
		if wanted {
			e.folded = string(folded)
			if e.exact = string(exact); len(exact) == 0 {
				e.exact = e.folded
			}
		}
		total := readBlocks(&d, &e, wanted)
		if d.bad {
			break
		}
		if e.external == 0 {
			postings := d.bytes(total)
			if d.bad {
				break
			}
			if wanted {
				cutBlocks(&e, postings)
			}
		}
		if wanted && !each(&e) {
			return nil
		}
	}
	return d.err("page of terms")
}

// maxPosting bounds the bytes of one posting.
const maxPosting = 5 * (int(NumFields) + 2)

// readBlocks reads the descriptions of an entry's blocks and returns how many
// bytes their postings have together.
func readBlocks(d *decoder, e *entry, keep bool) (total int) {
	blocks := d.count()
	if keep {
		e.blocks, e.lengths = make([]block, 0, blocks), make([]int, 0, blocks)
	}
	window := uint64(0)
	for i := range blocks {
		step := d.number(math.MaxUint32)
		window += uint64(step)
		bl := block{window: uint32(window), n: d.number(windowSize), bound: d.byte()}
		n := d.number(windowSize * maxPosting)
		total += n
		if d.bad || window > math.MaxUint32>>windowBits || i > 0 && step == 0 {
			d.fail()
			return 0
		}
		if keep {
			e.blocks, e.lengths = append(e.blocks, bl), append(e.lengths, n)
		}
	}
	return total
}

func cutBlocks(e *entry, postings []byte) {
	for i, n := range e.lengths {
		e.blocks[i].raw = postings[:n:n]
		postings = postings[n:]
	}
}

// attach gives an entry the bytes of its own page.
func (e *entry) attach(page []byte) error {
	raw, err := unseal(page)
	if err != nil {
		return err
	}
	total := 0
	for _, n := range e.lengths {
		total += n
	}
	if total != len(raw) {
		return fmt.Errorf("%w: postings of %q have %d bytes, want %d", ErrCorrupt, e.exact, len(raw), total)
	}
	cutBlocks(e, raw)
	return nil
}

// compareTerms is the order of terms in a segment: by folded spelling, so that
// all spellings of a folded term are neighbours.
func compareTerms(foldedA, exactA, foldedB, exactB string) int {
	if c := strings.Compare(foldedA, foldedB); c != 0 {
		return c
	}
	return strings.Compare(exactA, exactB)
}

// pageWriter writes terms in order to pages.
type pageWriter struct {
	emit     func(page uint32, data []byte) error
	next     uint32
	pages    []pageEntry
	buf      []byte
	first    string
	previous string
}

func (w *pageWriter) add(e *entry) error {
	total := 0
	for i := range e.blocks {
		total += len(e.blocks[i].raw)
	}
	e.external = 0
	if total >= longList {
		data := make([]byte, 0, total+4)
		for i := range e.blocks {
			data = append(data, e.blocks[i].raw...)
		}
		if err := w.emit(w.next, seal(data)); err != nil {
			return err
		}
		w.next++
		e.external = w.next // the page just written, plus one
	}
	if len(w.buf) == 0 {
		w.first, w.previous = e.folded, ""
	}
	size := len(w.buf)
	w.buf = appendEntry(w.buf, w.previous, e)
	if len(w.buf) > maxPage && size > 0 {
		w.buf = w.buf[:size]
		if err := w.flush(); err != nil {
			return err
		}
		w.first = e.folded
		w.buf = appendEntry(w.buf, "", e)
	}
	w.previous = e.folded
	return nil
}

func (w *pageWriter) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	if err := w.emit(w.next, seal(w.buf)); err != nil {
		return err
	}
	w.pages = append(w.pages, pageEntry{first: w.first, page: w.next})
	w.next++
	w.buf = nil
	return nil
}
