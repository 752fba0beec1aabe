// Package ppt reads the text of PowerPoint 97 presentations, a paragraph a block
// and a page a slide ([MS-PPT]). Fonts are not followed run by run: text in an
// old Vietnamese encoding is told by its words and by the fonts that the file
// names. Package formats wires it.
package ppt

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/cfb"
	"trolyluat/corpus/extract/layout"
	"trolyluat/corpus/vitext/legacy"
)

// The records that are read.
const (
	recSlide         = 1006
	recNotes         = 1008
	recMaster        = 1016
	recHandout       = 4041
	recSlidePersist  = 1011
	recTextChars     = 4000
	recTextBytes     = 4008
	recFont          = 4023
	recSlideListText = 4080
)

const maxDepth = 64

// Extract reads a presentation.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) == 0 {
		return nil, extract.Refuse(extract.CodeEmpty, "")
	}
	f, err := cfb.Open(data)
	if err != nil {
		return nil, containerError(err)
	}
	if f.Has("EncryptedSummary") {
		return nil, extract.Refuse(extract.CodeEncrypted, "encrypted presentation")
	}
	stream, err := f.Stream("PowerPoint Document")
	if err != nil {
		return nil, containerError(err)
	}
	current, err := f.Stream("Current User")
	if err != nil {
		current = nil // then the whole stream is read as it stands
	}
	prior := legacy.None
	for range 2 {
		p := &presentation{ctx: ctx, dec: layout.Decoder{Prior: prior}}
		if err := p.read(stream, current); err != nil {
			return nil, err
		}
		p.show()
		found := p.dec.Found()
		if found == legacy.None {
			found = p.byFonts()
		}
		if prior == legacy.None && found != legacy.None {
			prior = found // read again, so that the shortest lines are decoded too
			continue
		}
		if len(p.out) == 0 {
			return nil, extract.Refuse(extract.CodeNoText, "no text on the slides")
		}
		text := &extract.Text{Format: "ppt", How: "text", Blocks: p.out, Pages: p.pages, Encoding: p.dec.Encoding()}
		if text.Encoding == "utf-8" {
			text.Encoding = "utf-16le"
		}
		return text, nil
	}
	return nil, extract.Refuse(extract.CodeNoText, "no text on the slides")
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

type presentation struct {
	ctx   context.Context // of the one read that this value lives for
	dec   layout.Decoder
	fonts []string

	outline   [][]string // text of the slides as the outline holds it
	slides    [][]string // text on the slides themselves
	order     []uint32   // of the slides, by number of object
	inOutline bool
	inSlide   bool
	out       []extract.Block
	pages     int
}

// records reads a container. skipped containers hold no text of slides.
func (p *presentation) records(b []byte, depth int, skipped bool) error {
	if depth > maxDepth {
		return extract.Refuse(extract.CodeCorrupt, "records nested too deeply")
	}
	if err := p.ctx.Err(); err != nil {
		return err
	}
	le := binary.LittleEndian
	for len(b) >= 8 {
		head, kind, n := le.Uint16(b), int(le.Uint16(b[2:])), int(le.Uint32(b[4:]))
		b = b[8:]
		if n > len(b) {
			return extract.Refuse(extract.CodeTruncated, "a record leaves its container")
		}
		body := b[:n]
		b = b[n:]
		if head&0xF == 0xF {
			if err := p.container(kind, int(head>>4), body, depth, skipped); err != nil {
				return err
			}
			continue
		}
		switch kind {
		case recFont:
			p.fonts = append(p.fonts, chars(body))
		case recSlidePersist:
			if p.inOutline && n >= 4 {
				p.outline = append(p.outline, nil)
				p.order = append(p.order, le.Uint32(body))
			}
		case recTextChars:
			if !skipped {
				p.add(chars(body))
			}
		case recTextBytes:
			if !skipped {
				p.add(latin(body))
			}
		}
	}
	return nil
}

func (p *presentation) container(kind, instance int, body []byte, depth int, skipped bool) error {
	switch kind {
	case recSlide:
		p.inSlide = true
		p.slides = append(p.slides, nil)
		err := p.records(body, depth+1, skipped)
		p.inSlide = false
		return err
	case recNotes, recMaster, recHandout:
		return p.records(body, depth+1, true)
	case recSlideListText:
		// Instance 0 lists the slides, 1 the masters, 2 the notes.
		p.inOutline = instance == 0
		err := p.records(body, depth+1, skipped || instance != 0)
		p.inOutline = false
		return err
	}
	return p.records(body, depth+1, skipped)
}

// add notes the text of one placeholder or shape.
func (p *presentation) add(s string) {
	switch {
	case p.inOutline && len(p.outline) > 0:
		last := &p.outline[len(p.outline)-1]
		*last = append(*last, s)
	case p.inSlide:
		last := &p.slides[len(p.slides)-1]
		*last = append(*last, s)
	}
}

// show turns the text of the slides into blocks: first what the outline holds,
// then the shapes, which stand on the slides alone.
func (p *presentation) show() {
	p.pages = max(len(p.outline), len(p.slides))
	for i := range p.pages {
		var texts []string
		if i < len(p.outline) {
			texts = append(texts, p.outline[i]...)
		}
		if i < len(p.slides) {
			texts = append(texts, p.slides[i]...)
		}
		for _, s := range texts {
			for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\r' || r == '\n' || r == '\v' }) {
				if strings.HasPrefix(line, "Click to edit Master") {
					continue // what an empty placeholder says
				}
				text := layout.Paragraph{Decoder: &p.dec}
				text.Text(line, layout.Run{})
				p.out = append(p.out, text.Flush(extract.Block{Page: i + 1}, "")...)
			}
		}
	}
}

// byFonts is the encoding that most fonts of the file are made for.
func (p *presentation) byFonts() legacy.Encoding {
	counts := make(map[legacy.Encoding]int)
	for _, f := range p.fonts {
		enc, _ := legacy.ForFont(f)
		counts[enc]++
	}
	best := legacy.None
	for _, enc := range []legacy.Encoding{legacy.TCVN3, legacy.VNI, legacy.VISCII} {
		if counts[enc] > counts[best] {
			best = enc
		}
	}
	return best
}

// chars reads UTF-16 up to a zero.
func chars(b []byte) string {
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u := binary.LittleEndian.Uint16(b[i:])
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// latin reads the low bytes of characters.
func latin(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
