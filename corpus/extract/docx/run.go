package docx

import (
	"strings"
	"unicode"

	"trolyluat/corpus/extract/layout"
)

// math takes the letters of a formula in the order of the file.
func (p *para) math() error {
	s := p.s
	depth := len(s.stack)
	inText := false
	for {
		if err := s.next(); err != nil {
			return unexpected(err)
		}
		switch s.kind {
		case startToken:
			inText = s.ns == nsMath && string(s.local) == "t"
		case textToken:
			if inText {
				p.write(string(s.text), layout.Run{})
			}
		case endToken:
			inText = false
			if len(s.stack) < depth {
				return nil
			}
		}
	}
}

func isPageField(instruction string) bool {
	name, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(instruction)), " ")
	return name == "PAGE" || name == "NUMPAGES" || name == "SECTIONPAGES"
}

// hidden tells whether text stands in the instruction of a field or in a result
// that is dropped.
func (p *para) hidden() bool {
	for i := range p.doc.fields {
		if f := &p.doc.fields[i]; !f.result || f.drop {
			return true
		}
	}
	return false
}

func (p *para) write(s string, run layout.Run) {
	if p.text.Empty() {
		p.page = p.doc.page
	}
	p.text.Text(s, run)
}

// run reads a w:r.
func (p *para) run() error {
	s, d := p.s, p.doc
	props := p.base
	set := runOf(props)
	p.custom = nil
	return eachChild(s, func() error {
		switch {
		case s.ns == nsMC && string(s.local) == "AlternateContent":
			return p.boxed(func() error { return d.alternate(s, func() error { return eachChild(s, p.picture) }) })
		case s.ns == nsMath:
			return p.math()
		case s.ns != nsW:
			return s.skip()
		}
		visible := props.vanish != on && !p.hidden()
		switch string(s.local) {
		case "rPr":
			own, err := d.styles.runProps(s)
			if err != nil {
				return err
			}
			if own.style != "" {
				if st := d.styles.resolve(own.style); st != nil {
					props = props.over(st.run)
				}
			}
			props = props.over(own)
			set = runOf(props)
			return nil
		case "t":
			return p.plain(visible, set)
		case "tab", "ptab":
			if visible {
				p.text.Tab()
			}
		case "br", "cr":
			if visible {
				p.text.Break()
			}
		case "noBreakHyphen":
			if visible {
				p.write("-", set)
			}
		case "sym":
			p.symbol(visible, set)
		case "lastRenderedPageBreak":
			if d.page > 0 {
				d.page++
			}
		case "footnoteReference", "endnoteReference":
			p.reference(visible)
		case "fldChar":
			p.fieldChar()
		case "instrText":
			return p.instruction()
		case "drawing", "pict", "object":
			return p.boxed(func() error { return eachChild(s, p.picture) })
		case "ruby":
			return eachChild(s, func() error {
				if string(s.local) != "rubyBase" {
					return s.skip()
				}
				return eachChild(s, p.inline)
			})
		}
		return s.skip()
	})
}

func runOf(r runProps) layout.Run {
	return layout.Run{Font: r.font(), Bold: r.bold == on, Italic: r.italic == on}
}

// plain reads the text of a w:t.
func (p *para) plain(visible bool, set layout.Run) error {
	s := p.s
	depth := len(s.stack)
	for {
		if err := s.next(); err != nil {
			return unexpected(err)
		}
		switch s.kind {
		case textToken:
			switch {
			case !visible:
			case p.custom != nil:
				p.customMark(string(s.text))
			default:
				p.write(string(s.text), set)
			}
		case startToken:
			if err := s.skip(); err != nil {
				return err
			}
		case endToken:
			if len(s.stack) < depth {
				return nil
			}
		}
	}
}

// symbol reads a w:sym, a character by the code of a symbol font.
func (p *para) symbol(visible bool, set layout.Run) {
	code, _ := p.s.attr("char")
	font, _ := p.s.attr("font")
	var r rune
	for _, c := range strings.ToLower(code) {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | (c - '0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | (c - 'a' + 10)
		}
		r &= 0xFFFF
	}
	if !visible || r == 0 || unicode.IsControl(r) {
		return
	}
	if r < 0x100 {
		r += 0xF000
	}
	set.Font = font
	p.write(string(r), set)
}

func (p *para) fieldChar() {
	d := p.doc
	kind, _ := p.s.attr("fldCharType")
	switch n := len(d.fields); kind {
	case "begin":
		if n < 64 {
			d.fields = append(d.fields, field{})
		}
	case "separate":
		if n > 0 {
			d.fields[n-1].result = true
			d.fields[n-1].drop = isPageField(d.fields[n-1].instruction.String())
		}
	case "end":
		if n > 0 {
			d.fields = d.fields[:n-1]
		}
	}
}

func (p *para) instruction() error {
	s := p.s
	depth := len(s.stack)
	for {
		if err := s.next(); err != nil {
			return unexpected(err)
		}
		switch s.kind {
		case textToken:
			if n := len(p.doc.fields); n > 0 {
				p.doc.fields[n-1].instruction.Write(s.text)
			}
		case endToken:
			if len(s.stack) < depth {
				return nil
			}
		}
	}
}

// boxed reads a drawing with fields of its own: text in a box is not part of the
// field around it.
func (p *para) boxed(read func() error) error {
	d := p.doc
	fields, carry := d.fields, d.carry
	d.fields, d.carry = nil, nil
	err := read()
	d.flushCarry(&p.boxes)
	d.fields, d.carry = fields, carry
	return err
}

// picture looks for text boxes anywhere in a drawing.
func (p *para) picture() error {
	s, d := p.s, p.doc
	switch {
	case s.ns == nsW && string(s.local) == "txbxContent":
		return d.children(s, &p.boxes)
	case s.ns == nsMC && string(s.local) == "AlternateContent":
		return d.alternate(s, func() error { return eachChild(s, p.picture) })
	}
	return eachChild(s, p.picture)
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
