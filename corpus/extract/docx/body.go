package docx

import (
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
)

// content reads the element whose start token is current, as block content.
func (d *document) content(s *scanner, out *[]extract.Block) error {
	if d.count++; d.count%4096 == 0 {
		if err := d.ctx.Err(); err != nil {
			return err
		}
	}
	switch s.ns {
	case nsMC:
		if string(s.local) == "AlternateContent" {
			return d.alternate(s, func() error { return d.children(s, out) })
		}
	case nsW:
		switch string(s.local) {
		case "p":
			return d.paragraph(s, out)
		case "tbl":
			return d.table(s, out)
		case "document", "body", "sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "txbxContent", "hdr", "ftr", "footnote", "endnote", "docPart", "docPartBody":
			return d.children(s, out)
		case "sectPr":
			return d.section(s)
		case "altChunk":
			d.altChunk = true
		}
	}
	return s.skip()
}

// children reads all children of the current element as block content.
func (d *document) children(s *scanner, out *[]extract.Block) error {
	return eachChild(s, func() error { return d.content(s, out) })
}

// alternate reads one branch of a choice: the first that yields something.
func (d *document) alternate(s *scanner, read func() error) error {
	taken := false
	return eachChild(s, func() error {
		if taken || s.ns != nsMC || string(s.local) != "Choice" && string(s.local) != "Fallback" {
			return s.skip()
		}
		taken = true
		return read()
	})
}

// section notes the headers and footers of a section.
func (d *document) section(s *scanner) error {
	return eachChild(s, func() error {
		if s.ns == nsW {
			switch string(s.local) {
			case "headerReference":
				d.heads = append(d.heads, headRef{extract.HeaderBlock, s.attrNS(nsR, "id")})
			case "footerReference":
				d.heads = append(d.heads, headRef{extract.FooterBlock, s.attrNS(nsR, "id")})
			}
		}
		return s.skip()
	})
}

// field is a field that is open: between begin and separate stands its
// instruction, after it the result.
type field struct {
	instruction strings.Builder
	result      bool
	drop        bool // the result is a page number
}

// para is a paragraph being read.
type para struct {
	doc   *document
	s     *scanner
	text  *layout.Paragraph
	base  runProps // of the paragraph's style
	page  int
	boxes []extract.Block // from text boxes
	// custom is set after a reference whose mark the author typed: the next text
	// of the run is that mark.
	custom *noteSet
}

// paragraph reads a w:p.
func (d *document) paragraph(s *scanner, out *[]extract.Block) error {
	p := para{doc: d, s: s, page: d.page, base: d.styles.run}
	if d.carry != nil {
		p.text, d.carry = d.carry, nil
	} else {
		p.text = &layout.Paragraph{Decoder: &d.dec}
	}
	var props paraProps
	styled := false
	style := func() {
		if styled {
			return
		}
		styled = true
		id := props.style
		if id == "" {
			id = d.styles.defaultPara
		}
		if st := d.styles.resolve(id); st != nil {
			p.base = p.base.over(st.run)
		}
	}
	err := eachChild(s, func() error {
		if s.ns == nsW && string(s.local) == "pPr" {
			var err error
			props, err = d.styles.paraProps(s, func() error { return d.section(s) })
			return err
		}
		style()
		return p.inline()
	})
	if err != nil {
		return err
	}
	style()
	// A field whose instruction never ended must not swallow the paragraphs after.
	for n := len(d.fields); n > 0 && !d.fields[n-1].result; n-- {
		d.fields = d.fields[:n-1]
	}
	if props.mark.deleted {
		d.carry = p.text
		*out = append(*out, p.boxes...)
		return nil
	}
	*out = append(*out, d.finish(&p, props)...)
	return nil
}

// finish numbers a paragraph and turns it into blocks, text boxes last.
func (d *document) finish(p *para, own paraProps) []extract.Block {
	id := own.style
	if id == "" {
		id = d.styles.defaultPara
	}
	props := d.styles.para
	className := ""
	var fromStyle paraProps
	if st := d.styles.resolve(id); st != nil {
		fromStyle = st.para
		props = props.over(st.para)
		if own.style != "" {
			className = strings.ReplaceAll(st.name, " ", "-")
			if className == "" {
				className = own.style
			}
		}
	}
	listID, at := props.list, props.level
	if own.hasList {
		listID, at = own.list, own.level
	} else if fromStyle.hasList {
		if at = d.lists.levelOf(listID, id); at == 0 && fromStyle.hasLevel {
			at = fromStyle.level
		}
		if own.hasLevel {
			at = own.level
		}
	}
	label := ""
	if listID != 0 && own.mark.vanish != on {
		var ofLevel paraProps
		// The level's indent stands between the style's and the paragraph's own.
		label, ofLevel, _ = d.lists.advance(listID, at, p.base.over(own.mark))
		props = props.over(ofLevel)
	}
	props = props.over(own)
	block := extract.Block{
		Page:     p.page,
		Class:    className,
		Centered: props.align == "center",
		Indent:   float64(props.left+props.first) / 20,
	}
	return append(p.text.Flush(block, label), p.boxes...)
}

// flushCarry writes what a deleted paragraph mark left over at the end of a part.
func (d *document) flushCarry(out *[]extract.Block) {
	if d.carry != nil {
		*out = append(*out, d.carry.Flush(extract.Block{Page: d.page}, "")...)
		d.carry = nil
	}
}

// inline reads the element whose start token is current as content of a
// paragraph.
func (p *para) inline() error {
	s, d := p.s, p.doc
	switch s.ns {
	case nsMC:
		if string(s.local) == "AlternateContent" {
			return d.alternate(s, func() error { return eachChild(s, p.inline) })
		}
		return s.skip()
	case nsMath:
		return p.math()
	case nsW:
	default:
		return s.skip()
	}
	switch string(s.local) {
	case "r":
		return p.run()
	case "hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo", "rubyBase":
		return eachChild(s, p.inline)
	case "fldSimple":
		instruction, _ := s.attr("instr")
		if isPageField(instruction) {
			return s.skip()
		}
		return eachChild(s, p.inline)
	case "p", "tbl":
		// Not allowed here, but written by some programs: keep the text.
		return d.content(s, &p.boxes)
	}
	return s.skip()
}
