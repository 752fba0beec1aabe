// Package layout assembles blocks from what word processors store: runs of text
// with a font each, line breaks, note marks, tables. The readers of docx, doc and
// rtf share it; runs in fonts of the old Vietnamese encodings are decoded here.
package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext"
	"trolyluat/corpus/vitext/legacy"
)

// Placeholders inside the text of a paragraph until it is flushed; they are
// noncharacters of Unicode, which no text holds.
const (
	noteMark  = '\uFDD0'
	breakMark = '\uFDD1'
)

// Run is how a piece of text is set.
type Run struct {
	Font         string
	Bold, Italic bool
}

// Decoder knows the encodings of one document while it is read.
type Decoder struct {
	// Prior is the encoding of text in fonts that tell nothing, found in an earlier
	// pass over the document.
	Prior legacy.Encoding

	scale legacy.Scale
	fonts map[string]fontCode
	seen  [legacy.VISCII + 1]int // bytes of text decoded, by encoding
	found [legacy.VISCII + 1]int // of them by evidence and not by font
}

type fontCode struct {
	enc    legacy.Encoding
	upper  bool
	symbol bool
}

func (d *Decoder) font(name string) fontCode {
	if name == "" {
		return fontCode{}
	}
	if c, ok := d.fonts[name]; ok {
		return c
	}
	var c fontCode
	c.enc, c.upper = legacy.ForFont(name)
	c.symbol = isSymbolFont(name)
	if d.fonts == nil {
		d.fonts = make(map[string]fontCode)
	}
	d.fonts[name] = c
	return c
}

// Encoding names what the document was written in: "utf-8" where all of it was
// Unicode, else the legacy encoding; "mixed" where a second one has more than a
// twentieth of the text.
func (d *Decoder) Encoding() string {
	counts := make(map[string]int)
	total, best := 0, "utf-8"
	for e, n := range d.seen {
		name := "utf-8"
		if enc := legacy.Encoding(e); enc != legacy.None {
			name = enc.String()
		}
		counts[name] += n
		total += n
		if counts[name] > counts[best] {
			best = name
		}
	}
	if counts[best]*20 < total*19 {
		return "mixed"
	}
	return best
}

// Found is the encoding of most text whose font told nothing, None when there is
// no such text: reading again with it as Prior decodes the shortest lines too.
func (d *Decoder) Found() legacy.Encoding {
	best, most := legacy.None, 0
	for e, n := range d.found {
		if enc := legacy.Encoding(e); enc != legacy.None && n > most {
			best, most = enc, n
		}
	}
	return best
}

// segment is text in one encoding.
type segment struct {
	text strings.Builder
	code fontCode
}

// Paragraph collects the runs of one paragraph. The zero value with a Decoder is
// ready; Flush makes it ready again.
type Paragraph struct {
	Decoder *Decoder

	segments              []segment
	marks                 []string
	letters, bold, italic int
}

// Text adds a run.
func (p *Paragraph) Text(s string, run Run) {
	if s == "" {
		return
	}
	n := utf8.RuneCountInString(s)
	blank := strings.Count(s, " ")
	p.letters += n - blank
	if run.Bold {
		p.bold += n - blank
	}
	if run.Italic {
		p.italic += n - blank
	}
	code := p.Decoder.font(run.Font)
	if code.symbol {
		s = mapSymbols(run.Font, s)
	}
	p.write(s, code)
}

// write joins text to the last segment when both are in one encoding. Text that
// is the same in all encodings goes with its neighbours.
func (p *Paragraph) write(s string, code fontCode) {
	if n := len(p.segments); n > 0 && p.segments[n-1].code == code {
		p.segments[n-1].text.WriteString(s)
		return
	}
	p.segments = append(p.segments, segment{code: code})
	p.segments[len(p.segments)-1].text.WriteString(s)
}

// writeNeutral adds a placeholder or separator to whatever stands last.
func (p *Paragraph) writeNeutral(r rune) {
	if len(p.segments) == 0 {
		p.segments = append(p.segments, segment{})
	}
	p.segments[len(p.segments)-1].text.WriteRune(r)
}

// Note adds a footnote mark.
func (p *Paragraph) Note(mark string) {
	p.writeNeutral(noteMark)
	p.marks = append(p.marks, mark)
}

// Break adds a line break: the text after it becomes a block of its own.
func (p *Paragraph) Break() { p.writeNeutral(breakMark) }

// Tab adds a tab.
func (p *Paragraph) Tab() { p.writeNeutral('\t') }

// Empty tells whether nothing was added since the last Flush.
func (p *Paragraph) Empty() bool { return len(p.segments) == 0 }

// Flush returns what was collected as one block a line, each with the layout of
// base, and empties the paragraph. The label goes before the text of the first
// line. Lines without text give no block.
func (p *Paragraph) Flush(base extract.Block, label string) []extract.Block {
	text := p.decode()
	marks := p.marks
	if p.letters > 0 {
		base.Bold = base.Bold || p.bold*10 >= p.letters*9
		base.Italic = base.Italic || p.italic*10 >= p.letters*9
	}
	p.segments, p.marks = p.segments[:0], nil
	p.letters, p.bold, p.italic = 0, 0, 0

	var blocks []extract.Block
	for line := range strings.SplitSeq(text, string(breakMark)) {
		b := base
		b.Text, b.Notes, marks = squeeze(line, marks)
		if b.Text == "" && len(b.Notes) == 0 {
			continue
		}
		if label != "" {
			setLabel(&b, label)
			label = ""
		}
		blocks = append(blocks, b)
	}
	// An empty paragraph with "Điều 5." before it is a heading; one with a bare
	// number or bullet is a slip of the typist.
	if label != "" && strings.ContainsFunc(label, unicode.IsLetter) && strings.Contains(label, " ") {
		setLabel(&base, label)
		blocks = append(blocks, base)
	}
	return blocks
}

func setLabel(b *extract.Block, label string) {
	b.Label = label
	prefix := label
	if b.Text != "" {
		prefix += " "
	}
	for i := range b.Notes {
		b.Notes[i].At += len(prefix)
	}
	b.Text = prefix + b.Text
}

// decode joins the segments, each taken out of its encoding, and cleans them.
func (p *Paragraph) decode() string {
	d := p.Decoder
	p.joinVNI()
	if len(p.segments) == 1 {
		return vitext.Normalize(d.decode(&p.segments[0]))
	}
	var b strings.Builder
	for i := range p.segments {
		b.WriteString(d.decode(&p.segments[i]))
	}
	return vitext.Normalize(b.String())
}

// joinVNI brings the two characters of a VNI letter together where a slip of the
// typist set one of them in another font.
func (p *Paragraph) joinVNI() {
	for i := 1; i < len(p.segments); i++ {
		a, b := &p.segments[i-1], &p.segments[i]
		if (a.code.enc == legacy.VNI) == (b.code.enc == legacy.VNI) {
			continue
		}
		before, after := a.text.String(), b.text.String()
		last, n := utf8.DecodeLastRuneInString(before)
		first, m := utf8.DecodeRuneInString(after)
		switch {
		case !legacy.IsVNIPair(last, first):
		case a.code.enc == legacy.VNI:
			a.set(before + after[:m])
			b.set(after[m:])
		default:
			a.set(before[:len(before)-n])
			b.set(before[len(before)-n:] + after)
		}
	}
}

func (s *segment) set(text string) {
	s.text.Reset()
	s.text.WriteString(text)
}

func (d *Decoder) decode(s *segment) string {
	text := s.text.String()
	if s.code.enc == legacy.None {
		if !suspicious(text) {
			if !isASCII(text) {
				d.seen[legacy.None] += len(text)
			}
			return text
		}
		repaired, enc := d.scale.Repair(text, d.Prior)
		d.seen[enc] += len(text)
		d.found[enc] += len(text)
		return repaired
	}
	decoded := legacy.Decode(s.code.enc, s.code.upper, text)
	if decoded != text {
		d.seen[s.code.enc] += len(text)
	}
	return decoded
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// suspicious tells text that may be in a legacy encoding: letters from the upper
// half of Latin-1, or controls, and none that only Unicode Vietnamese has.
func suspicious(s string) bool {
	high := false
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			high = high || c < 0x20 && c != '\t' && c != '\n'
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= 0x1EA0 && r <= 0x1EF9, r == 0x0309, r == 0x0323, r == 0x031B:
			return false
		case r >= 0xA1 && r < 0x100:
			high = true
		}
		i += n
	}
	return high
}

// squeeze makes single spaces of runs of white space, trims, and takes the note
// marks out; it consumes one of marks for each.
func squeeze(s string, marks []string) (string, []extract.NoteRef, []string) {
	if !strings.ContainsAny(s, "\t\n"+string(noteMark)) && !strings.Contains(s, "  ") {
		return strings.Trim(s, " "), nil, marks
	}
	var b strings.Builder
	b.Grow(len(s))
	var notes []extract.NoteRef
	space := false
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n':
			space = b.Len() > 0
		case noteMark:
			if len(marks) > 0 {
				notes = append(notes, extract.NoteRef{Mark: marks[0], At: b.Len()})
				marks = marks[1:]
			}
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String(), notes, marks
}
