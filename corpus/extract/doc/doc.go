// Package doc reads Word 97–2003 documents ([MS-DOC]) with the font of every run,
// which the old Vietnamese encodings need: paragraphs with the numbers of their
// lists, tables, notes, running headers. Word 6 and 95, and files that this
// reader cannot follow, go to antiword, catdoc or LibreOffice where one is
// installed. Package formats wires it.
package doc

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/cfb"
	"trolyluat/corpus/extract/layout"
	"trolyluat/corpus/vitext/legacy"
)

// Extract reads a document.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) == 0 {
		return nil, extract.Refuse(extract.CodeEmpty, "")
	}
	w, err := open(data)
	if err == nil {
		var text *extract.Text
		if text, err = w.extract(ctx); err == nil {
			return text, nil
		}
	}
	var refusal *extract.Refusal
	if ctx.Err() != nil || errors.As(err, &refusal) {
		return nil, err
	}
	text, convertErr := convert(ctx, name, data)
	if convertErr != nil {
		return nil, fmt.Errorf("%w (own reader: %v)", convertErr, err)
	}
	return text, nil
}

// errOld is for files of Word 6 and 95, whose records are others.
var errOld = errors.New("written by Word 6 or 95")

// errDamaged is for structures that lead nowhere.
var errDamaged = errors.New("damaged structure")

// word is an opened document.
type word struct {
	main, table, data []byte // the streams
	fib               fib

	text   []uint16 // the characters of all parts, one after the other
	pieces []piece
	prcs   [][]byte // property modifiers of pieces

	chars  []run
	paras  []paraRun
	fonts  []string
	styles []style
	lists  []*layout.List // by number of the override, from 1
	dec    layout.Decoder
}

// fib is what the file information block tells.
type fib struct {
	counts [8]int // characters: main text, footnotes, headers, macros, comments, endnotes, text boxes, header text boxes
	at     func(index int) (offset, size int)
}

// The parts of the text, in the order in which they stand.
const (
	partMain = iota
	partFootnotes
	partHeaders
	partMacros
	partComments
	partEndnotes
	partBoxes
	partHeaderBoxes
)

// Indexes of the tables in the file information block.
const (
	tableStyles       = 1
	tableFootnoteRefs = 2
	tableFootnotes    = 3
	tableHeaders      = 11
	tableChars        = 12
	tableParas        = 13
	tableFonts        = 15
	tablePieces       = 33
	tableEndnoteRefs  = 46
	tableEndnotes     = 47
	tableLists        = 73
	tableOverrides    = 74
)

func open(data []byte) (*word, error) {
	f, err := cfb.Open(data)
	if err != nil {
		return nil, containerError(err)
	}
	w := &word{}
	if w.main, err = f.Stream("WordDocument"); err != nil {
		if errors.Is(err, cfb.ErrNoStream) {
			return nil, extract.Refuse(extract.CodeUnsupported, "compound file without a Word document")
		}
		return nil, containerError(err)
	}
	if len(w.main) < 0x9A+8*(tableOverrides+1) {
		return nil, extract.Refuse(extract.CodeTruncated, "file information block")
	}
	le := binary.LittleEndian
	flags := le.Uint16(w.main[0x0A:])
	switch magic, version := le.Uint16(w.main), le.Uint16(w.main[2:]); {
	case magic == 0xA5DC || magic == 0xA5EC && version < 0xC0:
		return nil, errOld
	case magic != 0xA5EC:
		return nil, extract.Refuse(extract.CodeCorrupt, "no Word file information block")
	case flags&0x0100 != 0:
		return nil, extract.Refuse(extract.CodeEncrypted, "encrypted Word document")
	}
	table := "0Table"
	if flags&0x0200 != 0 {
		table = "1Table"
	}
	if w.table, err = f.Stream(table); err != nil {
		return nil, containerError(err)
	}
	if w.data, err = f.Stream("Data"); err != nil {
		w.data = nil // only very large paragraph properties stand there
	}
	total := 0
	for i := range w.fib.counts {
		n := int(int32(le.Uint32(w.main[0x4C+4*i:])))
		if n < 0 || n > len(data) {
			return nil, fmt.Errorf("%w: character count %d", errDamaged, n)
		}
		w.fib.counts[i] = n
		total += n
	}
	w.fib.at = func(i int) (int, int) {
		return int(le.Uint32(w.main[0x9A+8*i:])), int(le.Uint32(w.main[0x9A+8*i+4:]))
	}
	if err := w.readPieces(total); err != nil {
		return nil, err
	}
	if err := w.readRuns(); err != nil {
		return nil, err
	}
	w.readFonts()
	w.readStyles()
	w.readLists()
	return w, nil
}

func containerError(err error) error {
	switch {
	case errors.Is(err, cfb.ErrTruncated):
		return extract.Refuse(extract.CodeTruncated, err.Error())
	case errors.Is(err, cfb.ErrCorrupt), errors.Is(err, cfb.ErrNoStream):
		return extract.Refuse(extract.CodeCorrupt, err.Error())
	}
	return extract.Refuse(extract.CodeUnsupported, err.Error())
}

// tableBytes returns a table of the file information block, nil if there is none
// or it leaves the stream.
func (w *word) tableBytes(index int) []byte {
	at, n := w.fib.at(index)
	if n <= 0 || at < 0 || at > len(w.table) || n > len(w.table)-at {
		return nil
	}
	return w.table[at : at+n]
}

// extract turns the opened document into blocks; twice where text of a legacy
// encoding stood in fonts that do not tell.
func (w *word) extract(ctx context.Context) (*extract.Text, error) {
	text, err := w.blocks(ctx)
	if found := w.dec.Found(); err == nil && found != legacy.None {
		w.dec = layout.Decoder{Prior: found}
		w.readLists()
		text, err = w.blocks(ctx)
	}
	if err != nil {
		return nil, err
	}
	if len(text.Blocks) == 0 {
		return nil, extract.Refuse(extract.CodeNoText, "no paragraph with text")
	}
	text.Encoding = w.dec.Encoding()
	if text.Encoding == "utf-8" {
		text.Encoding = "utf-16le"
	}
	return text, nil
}

func (w *word) blocks(ctx context.Context) (*extract.Text, error) {
	text := &extract.Text{Format: "doc", How: "text"}
	start := 0
	notes := w.noteRefs()
	var running, boxes []extract.Block
	for part, n := range w.fib.counts {
		end := min(start+n, len(w.text))
		switch part {
		case partMain:
			r := reader{word: w, ctx: ctx, notes: notes}
			if err := r.read(start, end); err != nil {
				return nil, err
			}
			text.Blocks = r.out
		case partFootnotes:
			text.Blocks = append(text.Blocks, w.noteBlocks(ctx, notes, start, end, tableFootnotes)...)
		case partEndnotes:
			text.Blocks = append(text.Blocks, w.noteBlocks(ctx, notes, start, end, tableEndnotes)...)
		case partHeaders:
			running = w.running(ctx, start, end)
		case partBoxes:
			r := reader{word: w, ctx: ctx}
			if err := r.read(start, end); err != nil {
				return nil, err
			}
			boxes = r.out
		}
		start = end
	}
	text.Blocks = append(text.Blocks, boxes...)
	text.Blocks = append(text.Blocks, running...)
	return text, ctx.Err()
}

// running reads headers and footers: six stories for notes, then for every
// section even, odd and first pages.
func (w *word) running(ctx context.Context, start, end int) []extract.Block {
	cps := positions(w.tableBytes(tableHeaders))
	var out []extract.Block
	seen := make(map[string]bool)
	for i := 6; i+1 < len(cps); i++ {
		from, to := start+cps[i], start+cps[i+1]
		if from < start || to > end || to <= from {
			continue
		}
		r := reader{word: w, ctx: ctx}
		if err := r.read(from, to); err != nil {
			return out
		}
		kind := extract.HeaderBlock
		if k := i % 6; k == 2 || k == 3 || k == 5 {
			kind = extract.FooterBlock
		}
		for _, b := range r.out {
			key := fmt.Sprint(kind, b.Text)
			if !hasLetter(b.Text) || seen[key] {
				continue
			}
			seen[key] = true
			b.Kind, b.Rows = kind, nil
			b.Text = strings.ReplaceAll(b.Text, "\n", " ")
			out = append(out, b)
		}
	}
	return out
}

// positions reads the leading positions of a table that is nothing else.
func positions(raw []byte) []int {
	out := make([]int, len(raw)/4)
	for i := range out {
		out[i] = int(int32(binary.LittleEndian.Uint32(raw[4*i:])))
	}
	return out
}
