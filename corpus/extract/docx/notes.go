package docx

import (
	"errors"
	"io"
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
)

// noteSet is the footnotes or the endnotes of a document.
type noteSet struct {
	element string // "footnote"
	part    string
	format  string // of the automatic numbers
	next    int
	refs    []noteUse
}

// noteUse is a mark in the text.
type noteUse struct {
	id   string
	mark string
}

// reference reads a mark in the text.
func (p *para) reference(visible bool) {
	s, d := p.s, p.doc
	id, _ := s.attr("id")
	for i := range d.notes {
		n := &d.notes[i]
		if string(s.local) != n.element+"Reference" || !visible {
			continue
		}
		if v, ok := s.attr("customMarkFollows"); ok && isOn(v) {
			// The mark is in the text after this element; the note begins with it too.
			n.refs = append(n.refs, noteUse{id: id})
			p.custom = n
			return
		}
		n.next++
		mark := layout.Numeral(n.next, n.format)
		n.refs = append(n.refs, noteUse{id: id, mark: mark})
		p.text.Note(mark)
	}
}

// customMark takes the mark that the author typed for the last reference.
func (p *para) customMark(text string) {
	mark := strings.Trim(strings.TrimSpace(text), "[]()")
	p.custom.refs[len(p.custom.refs)-1].mark = mark
	p.custom = nil
	p.text.Note(mark)
}

// noteBlocks reads the notes that the text refers to, in the order of the marks.
func (d *document) noteBlocks() ([]extract.Block, error) {
	var out []extract.Block
	for i := range d.notes {
		n := &d.notes[i]
		if len(n.refs) == 0 {
			continue
		}
		bodies, err := d.noteBodies(n)
		if err != nil {
			return nil, err
		}
		for _, ref := range n.refs {
			body, ok := bodies[ref.id]
			if !ok {
				continue
			}
			// A mark of the author's own stands once more before the note.
			if first, rest, ok := strings.Cut(body, " "); ok && ref.mark != "" && strings.Trim(first, "[]()") == ref.mark {
				body = rest
			}
			out = append(out, extract.Block{Kind: extract.FootnoteBlock, Mark: ref.mark, Text: body})
		}
	}
	return out, nil
}

// noteBodies reads the part of the notes into texts by id.
func (d *document) noteBodies(n *noteSet) (map[string]string, error) {
	data, err := d.pack.part(n.part)
	if err != nil || data == nil {
		return nil, err
	}
	bodies := make(map[string]string)
	s := newScanner(data)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return bodies, nil
		}
		if err != nil {
			return nil, partError(n.part, err)
		}
		if s.kind != startToken || s.ns != nsW || string(s.local) != n.element {
			continue
		}
		id, _ := s.attr("id")
		kind, _ := s.attr("type")
		if kind != "" && kind != "normal" {
			if err := s.skip(); err != nil {
				return nil, partError(n.part, err)
			}
			continue
		}
		var blocks []extract.Block
		if err := d.children(s, &blocks); err != nil {
			return nil, partError(n.part, err)
		}
		d.flushCarry(&blocks)
		d.fields = nil
		var lines []string
		for i := range blocks {
			lines = append(lines, blocks[i].Text)
		}
		bodies[id] = strings.Join(lines, "\n")
	}
}
