package doc

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf16"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
)

// The characters with a meaning of their own.
const (
	charNote       = 0x02
	charCell       = 0x07
	charLine       = 0x0B
	charPage       = 0x0C
	charParagraph  = 0x0D
	charColumn     = 0x0E
	charFieldBegin = 0x13
	charFieldSep   = 0x14
	charFieldEnd   = 0x15
	charHyphen     = 0x1E // non-breaking
	charSoftHyphen = 0x1F
	charSymbol     = 0x28
	maxOpenFields  = 64
)

// reader reads one stretch of the text into blocks.
type reader struct {
	*word
	ctx   context.Context // of the one read that this value lives for
	notes map[int]string  // marks by character position
	out   []extract.Block

	text   *layout.Paragraph
	fields []bool // open fields; true once in the result

	grid layout.Grid // the table being read
}

// read reads the characters from start to end.
func (r *reader) read(start, end int) error {
	r.text = &layout.Paragraph{Decoder: &r.dec}
	for cp := start; cp < end; {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		stop := cp
		for stop < end && !endsParagraph(r.word.text[stop]) {
			stop++
		}
		var mark uint16
		if stop < end {
			mark = r.word.text[stop]
		}
		r.paragraph(cp, min(stop, end), min(stop, end-1), mark)
		cp = stop + 1
	}
	r.out = append(r.out, r.grid.Flush()...)
	return nil
}

func endsParagraph(c uint16) bool { return c == charParagraph || c == charCell || c == charPage }

// paragraph reads the characters from start to stop; last is the position of the
// mark that ends it.
func (r *reader) paragraph(start, stop, last int, mark uint16) {
	piece := r.pieceAt(last)
	if piece == nil {
		return
	}
	var props paraProps
	base := noProps
	name := ""
	para := r.paraAt(piece.place(last))
	if para != nil {
		if para.style < len(r.styles) {
			st := &r.styles[para.style]
			props, base = st.para, st.chars
			if para.style != 0 {
				name = strings.ReplaceAll(st.name, " ", "-")
			}
		}
		props = applyPara(props, para.sprms)
	}
	props = applyPara(props, piece.modifier)
	if props.rowEnd && mark == charCell {
		r.grid.EndRow(props.edges)
		return
	}
	if !props.inTable {
		r.out = append(r.out, r.grid.Flush()...)
	}
	r.runs(start, stop, &base)
	// A field whose instruction never ended must not swallow the paragraphs after.
	for n := len(r.fields); n > 0 && !r.fields[n-1]; n-- {
		r.fields = r.fields[:n-1]
	}
	sprms, _ := r.charsAt(piece.place(last))
	markProps := r.apply(base, &base, sprms)
	if markProps.deleted && mark == charParagraph {
		return // runs on into the next paragraph
	}
	label := ""
	if props.list > 0 && props.list <= len(r.lists) && (!r.text.Empty() || mark == charParagraph) && !markProps.hidden {
		label = r.lists[props.list-1].Next(props.level, r.fontName(&markProps))
	}
	blocks := r.text.Flush(extract.Block{
		Class:    name,
		Centered: props.align == 1,
		Indent:   float64(props.left+props.first) / 20,
	}, label)
	if !props.inTable {
		r.out = append(r.out, blocks...)
		return
	}
	r.grid.Add(blocks...)
	if mark == charCell && props.depth <= 1 {
		r.grid.EndCell()
	}
}

// runs adds the text from start to stop, run by run.
func (r *reader) runs(start, stop int, base *charProps) {
	for cp := start; cp < stop; {
		piece := r.pieceAt(cp)
		if piece == nil {
			return
		}
		sprms, until := r.charsAt(piece.place(cp))
		width := 2
		if piece.narrow {
			width = 1
		}
		n := max((until-piece.place(cp)+width-1)/width, 1)
		end := min(cp+n, stop, piece.end)
		props := r.apply(*base, base, sprms)
		props = r.apply(props, base, piece.modifier)
		r.run(cp, end, &props)
		cp = end
	}
}

// run adds one run of characters with the same properties.
func (r *reader) run(start, end int, props *charProps) {
	visible := !props.hidden && !props.deleted
	set := layout.Run{Font: r.fontName(props), Bold: props.bold, Italic: props.italic}
	plain := start
	flush := func(to int) {
		if to > plain && visible && !r.inInstruction() {
			r.text.Text(string(utf16.Decode(r.word.text[plain:to])), set)
		}
	}
	for cp := start; cp < end; cp++ {
		c := r.word.text[cp]
		if c >= 0x20 && !(c == charSymbol && props.symbolFont >= 0) {
			continue
		}
		flush(cp)
		plain = cp + 1
		shown := visible && !r.inInstruction()
		switch c {
		case charFieldBegin:
			if len(r.fields) < maxOpenFields {
				r.fields = append(r.fields, false)
			}
		case charFieldSep:
			if n := len(r.fields); n > 0 {
				r.fields[n-1] = true
			}
		case charFieldEnd:
			if n := len(r.fields); n > 0 {
				r.fields = r.fields[:n-1]
			}
		case charSymbol:
			if shown && props.symbolFont < len(r.fonts) {
				s := set
				s.Font = r.fonts[props.symbolFont]
				r.text.Text(string(symbolRune(props.symbol)), s)
			}
		case '\t':
			if shown {
				r.text.Tab()
			}
		case charLine, charColumn:
			if shown {
				r.text.Break()
			}
		case charHyphen:
			if shown {
				r.text.Text("-", set)
			}
		case charNote:
			if mark, ok := r.notes[cp]; ok && shown {
				r.text.Note(mark)
			}
		case charSoftHyphen:
		default:
			// Pictures, comments, drawn objects: no text.
		}
	}
	flush(end)
}

func symbolRune(c uint16) rune {
	if c < 0x100 {
		return rune(c) + 0xF000
	}
	return rune(c)
}

func (r *reader) inInstruction() bool {
	for _, result := range r.fields {
		if !result {
			return true
		}
	}
	return false
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
