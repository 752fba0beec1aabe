// Package rtf reads Rich Text Format: paragraphs with the labels of their lists,
// tables, notes, running headers; deleted and hidden text left out, text decoded
// by the charset or the old Vietnamese encoding of its font. Package formats
// wires it.
package rtf

import (
	"bytes"
	"context"
	"strings"
	"unicode"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
	"trolyluat/corpus/vitext/legacy"
)

// maxDepth bounds the nesting of groups.
const maxDepth = 500

// Extract reads a document. A file whose groups are not closed is refused as
// truncated.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) == 0 {
		return nil, extract.Refuse(extract.CodeEmpty, "")
	}
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	if !bytes.HasPrefix(data, []byte(`{\rtf`)) {
		return nil, extract.Refuse(extract.CodeCorrupt, "no RTF header")
	}
	text, found, err := read(ctx, data, legacy.None)
	if err == nil && found != legacy.None {
		text, _, err = read(ctx, data, found)
	}
	if err != nil {
		return nil, err
	}
	if len(text.Blocks) == 0 {
		return nil, extract.Refuse(extract.CodeNoText, "no paragraph with text")
	}
	return text, nil
}

func read(ctx context.Context, data []byte, prior legacy.Encoding) (*extract.Text, legacy.Encoding, error) {
	p := &parser{ctx: ctx, data: data, fonts: make(map[int]font), codepage: 1252, dec: layout.Decoder{Prior: prior}}
	p.story = &story{text: &layout.Paragraph{Decoder: &p.dec}}
	p.state.unicodeSkip = 1
	if err := p.run(); err != nil {
		return nil, legacy.None, err
	}
	p.endParagraph()
	p.story.flushTable()
	text := &extract.Text{Format: "rtf", How: "text", Blocks: p.story.out}
	text.Blocks = append(text.Blocks, p.notes...)
	text.Blocks = append(text.Blocks, p.running...)
	text.Encoding = p.dec.Encoding()
	if text.Encoding == "utf-8" && p.codepage == 1258 {
		text.Encoding = "windows-1258"
	}
	found := legacy.None
	if prior == legacy.None {
		found = p.dec.Found()
	}
	return text, found, nil
}

// font is an entry of the font table.
type font struct {
	name    string
	charset int
}

// story is a text with paragraphs of its own: the body, a note, a header.
type story struct {
	out  []extract.Block
	text *layout.Paragraph
	grid layout.Grid
	row  []int // left edges of the cells of the row
	next int   // left edge of the next cell

	boxes []extract.Block // text boxes of the paragraph that is read
}

func (s *story) flushTable() { s.out = append(s.out, s.grid.Flush()...) }

// destination is where the text of a group goes.
type destination uint8

const (
	toText destination = iota
	toNothing
	toFontTable
	toLabel // the number that a list gives the paragraph
)

// state is what a group inherits and leaves as it was.
type state struct {
	dest           destination
	font           int
	bold, italic   bool
	hidden         bool
	deleted        bool
	unicodeSkip    int
	align          string
	indent, first  int // twips
	inTable        bool
	tableDepth     int
	ends           func() // run when the group closes
	fresh          bool   // nothing but \* stood in the group yet
	optional       bool   // \* stood in the group
	fontTableIndex int
}

type parser struct {
	ctx      context.Context // of the one read that this value lives for
	data     []byte
	pos      int
	dec      layout.Decoder
	codepage int
	fonts    map[int]font
	deff     int

	state state
	stack []state
	story *story
	skip  int // characters to leave out after \u

	label   *layout.Paragraph
	notes   []extract.Block
	running []extract.Block
	seen    map[string]bool
	count   int  // notes that number themselves
	pending bool // \chftn stood in the text and its note is to come
	inNotes int  // open notes
	high    rune // the first of two surrogates
}

func (p *parser) layout() layout.Run {
	return layout.Run{Font: p.fonts[p.state.font].name, Bold: p.state.bold, Italic: p.state.italic}
}

// write adds decoded text to where the current group sends it.
func (p *parser) write(s string) {
	if s == "" {
		return
	}
	p.state.fresh = false
	switch p.state.dest {
	case toText:
		if !p.state.hidden && !p.state.deleted {
			p.story.text.Text(s, p.layout())
		}
	case toLabel:
		p.label.Text(s, p.layout())
	case toFontTable:
		f := p.fonts[p.state.fontTableIndex]
		if name, _, found := strings.Cut(s, ";"); found {
			f.name += name
		} else {
			f.name += s
		}
		p.fonts[p.state.fontTableIndex] = f
	}
}

// endParagraph writes the paragraph that was read.
func (p *parser) endParagraph() {
	label := ""
	if p.label != nil {
		for _, b := range p.label.Flush(extract.Block{}, "") {
			label = cleanLabel(b.Text)
		}
	}
	blocks := p.story.text.Flush(extract.Block{
		Centered: p.state.align == "c",
		Indent:   float64(p.state.indent+p.state.first) / 20,
	}, label)
	blocks = append(blocks, p.story.boxes...)
	p.story.boxes = nil
	if p.state.inTable || p.state.tableDepth > 0 {
		p.story.grid.Add(blocks...)
		return
	}
	p.story.flushTable()
	p.story.out = append(p.story.out, blocks...)
}

// cleanLabel shows bullets of symbol fonts as one.
func cleanLabel(s string) string {
	if r := []rune(s); len(r) == 1 && !unicode.IsLetter(r[0]) && !unicode.IsDigit(r[0]) && !strings.ContainsRune("-–—+*", r[0]) {
		return "•"
	}
	return s
}

func (p *parser) endCell() {
	inTable := p.state.inTable
	p.state.inTable = true
	p.endParagraph()
	p.state.inTable = inTable
	p.story.grid.EndCell()
}

func (p *parser) endRow() { p.story.grid.EndRow(append([]int(nil), p.story.row...)) }

// note opens a footnote: its text is a story of its own.
func (p *parser) note() {
	p.count++
	mark := layout.Numeral(p.count, "decimal")
	if !p.pending {
		p.count--
		mark = "" // the author typed one, and it stands in the text
	} else {
		p.story.text.Note(mark)
	}
	p.pending = false
	p.inNotes++
	p.substory(func(blocks []extract.Block) {
		p.inNotes--
		var lines []string
		for _, b := range blocks {
			lines = append(lines, b.Text)
		}
		if body := strings.Join(lines, "\n"); body != "" {
			p.notes = append(p.notes, extract.Block{Kind: extract.FootnoteBlock, Mark: mark, Text: body})
		}
	})
}

// runningHead opens a header or footer.
func (p *parser) runningHead(kind extract.BlockKind) {
	p.substory(func(blocks []extract.Block) {
		if p.seen == nil {
			p.seen = make(map[string]bool)
		}
		for _, b := range blocks {
			key := string(rune(kind)) + b.Text
			if strings.IndexFunc(b.Text, unicode.IsLetter) < 0 || p.seen[key] {
				continue
			}
			p.seen[key] = true
			b.Kind, b.Rows = kind, nil
			b.Text = strings.ReplaceAll(b.Text, "\n", " ")
			p.running = append(p.running, b)
		}
	})
}

// substory sends the text of the current group to a story of its own and hands
// its blocks to done when the group closes.
func (p *parser) substory(done func([]extract.Block)) {
	outer, label := p.story, p.label
	p.story, p.label = &story{text: &layout.Paragraph{Decoder: &p.dec}}, nil
	p.state.dest = toText
	p.state.inTable, p.state.tableDepth = false, 0
	p.state.ends = func() {
		p.endParagraph()
		p.story.flushTable()
		blocks := p.story.out
		p.story, p.label = outer, label
		done(blocks)
	}
}
