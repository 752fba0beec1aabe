package docx

import (
	"errors"
	"io"
	"strconv"
)

// tri is a property that may be unset.
type tri uint8

const (
	unset tri = iota
	off
	on
)

// runProps are the properties of a run that bear on its text.
type runProps struct {
	style        string // character style
	ascii, hAnsi string // fonts
	bold, italic tri
	vanish       tri
	deleted      bool // of a paragraph mark: w:del, w:moveFrom
}

// over lays b on top of a.
func (a runProps) over(b runProps) runProps {
	if b.ascii != "" {
		a.ascii = b.ascii
	}
	if b.hAnsi != "" {
		a.hAnsi = b.hAnsi
	}
	if b.bold != unset {
		a.bold = b.bold
	}
	if b.italic != unset {
		a.italic = b.italic
	}
	if b.vanish != unset {
		a.vanish = b.vanish
	}
	return a
}

// font is the one that shows the letters beyond ASCII.
func (a *runProps) font() string {
	if a.hAnsi != "" {
		return a.hAnsi
	}
	return a.ascii
}

// paraProps are the properties of a paragraph that bear on its text and place.
type paraProps struct {
	style       string
	align       string
	left, first int // twips
	hasLeft     bool
	hasFirst    bool
	list        int // numId
	hasList     bool
	level       int
	hasLevel    bool
	mark        runProps // of the paragraph mark
}

func (a paraProps) over(b paraProps) paraProps {
	if b.align != "" {
		a.align = b.align
	}
	if b.hasLeft {
		a.left, a.hasLeft = b.left, true
	}
	if b.hasFirst {
		a.first, a.hasFirst = b.first, true
	}
	if b.hasList {
		a.list, a.hasList = b.list, true
	}
	if b.hasLevel {
		a.level, a.hasLevel = b.level, true
	}
	return a
}

// style is one style of the document, with what it inherits once resolved.
type style struct {
	name, basedOn string
	para          paraProps
	run           runProps
	state         uint8 // 0 raw, 1 being resolved, 2 resolved
}

type styles struct {
	byID        map[string]*style
	defaultPara string
	para        paraProps // docDefaults
	run         runProps
	theme       map[string]string // "minor", "major" → Latin typeface
}

// readStyles reads the style and theme parts, either of which may be missing.
func readStyles(p *pack, name, theme string) (*styles, error) {
	st := &styles{byID: make(map[string]*style), theme: make(map[string]string)}
	if err := st.readTheme(p, theme); err != nil {
		return nil, err
	}
	data, err := p.part(name)
	if err != nil || data == nil {
		return st, err
	}
	s := newScanner(data)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return st, nil
		}
		if err != nil {
			return nil, partError(name, err)
		}
		if s.kind != startToken || s.ns != nsW {
			continue
		}
		switch string(s.local) {
		case "style":
			err = st.readStyle(s)
		case "rPrDefault", "pPrDefault", "docDefaults", "styles":
		case "rPr":
			st.run, err = st.runProps(s)
		case "pPr":
			st.para, err = st.paraProps(s, nil)
		default:
			err = s.skip()
		}
		if err != nil {
			return nil, partError(name, err)
		}
	}
}

func (st *styles) readStyle(s *scanner) error {
	id, _ := s.attr("styleId")
	kind, _ := s.attr("type")
	byDefault, _ := s.attr("default")
	out := &style{}
	err := eachChild(s, func() error {
		var err error
		switch {
		case s.ns != nsW:
			return s.skip()
		case string(s.local) == "name":
			out.name, _ = s.attr("val")
			return s.skip()
		case string(s.local) == "basedOn":
			out.basedOn, _ = s.attr("val")
			return s.skip()
		case string(s.local) == "rPr":
			out.run, err = st.runProps(s)
		case string(s.local) == "pPr":
			out.para, err = st.paraProps(s, nil)
		default:
			return s.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	st.byID[id] = out
	if kind == "paragraph" && isOn(byDefault) && byDefault != "" {
		st.defaultPara = id
	}
	return nil
}

// readTheme notes the Latin fonts of the theme.
func (st *styles) readTheme(p *pack, name string) error {
	data, err := p.part(name)
	if err != nil || data == nil {
		return err
	}
	s := newScanner(data)
	scheme := ""
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return partError(name, err)
		}
		if s.kind != startToken || s.ns != nsA {
			continue
		}
		switch string(s.local) {
		case "majorFont":
			scheme = "major"
		case "minorFont":
			scheme = "minor"
		case "latin":
			if scheme != "" && st.theme[scheme] == "" {
				st.theme[scheme], _ = s.attr("typeface")
			}
		}
	}
}

// resolve returns a style with all that it inherits, nil if there is none.
func (st *styles) resolve(id string) *style {
	out := st.byID[id]
	if out == nil || out.state == 2 {
		return out
	}
	if out.state == 1 {
		return nil // a circle of styles
	}
	out.state = 1
	if base := st.resolve(out.basedOn); base != nil && base != out {
		out.para = base.para.over(out.para)
		out.run = base.run.over(out.run)
	}
	out.state = 2
	return out
}

// runProps reads a w:rPr element.
func (st *styles) runProps(s *scanner) (runProps, error) {
	var r runProps
	err := eachChild(s, func() error {
		if s.ns == nsW {
			switch string(s.local) {
			case "rStyle":
				r.style, _ = s.attr("val")
			case "rFonts":
				r.ascii = st.fontAttr(s, "asciiTheme", "ascii")
				r.hAnsi = st.fontAttr(s, "hAnsiTheme", "hAnsi")
			case "b":
				r.bold = toggle(s)
			case "i":
				r.italic = toggle(s)
			case "vanish":
				r.vanish = toggle(s)
			case "del", "moveFrom":
				r.deleted = true
			}
		}
		return s.skip()
	})
	return r, err
}

// fontAttr is the font of a theme where the theme has it, else the one named.
func (st *styles) fontAttr(s *scanner, theme, name string) string {
	if t, ok := s.attr(theme); ok {
		for _, scheme := range [2]string{"minor", "major"} {
			if len(t) > 5 && t[:5] == scheme && st.theme[scheme] != "" {
				return st.theme[scheme]
			}
		}
	}
	v, _ := s.attr(name)
	return v
}

func toggle(s *scanner) tri {
	v, ok := s.attr("val")
	if !ok || isOn(v) {
		return on
	}
	return off
}

func isOn(v string) bool { return v != "0" && v != "false" && v != "off" && v != "none" }

// paraProps reads a w:pPr element. onSection is called on the start token of a
// section's properties, and must consume the element.
func (st *styles) paraProps(s *scanner, onSection func() error) (paraProps, error) {
	var p paraProps
	err := eachChild(s, func() error {
		if s.ns != nsW {
			return s.skip()
		}
		switch string(s.local) {
		case "pStyle":
			p.style, _ = s.attr("val")
		case "jc":
			p.align, _ = s.attr("val")
		case "ind":
			st.indent(s, &p)
		case "numPr":
			return eachChild(s, func() error {
				switch string(s.local) {
				case "ilvl":
					p.level, p.hasLevel = intAttr(s, "val")
				case "numId":
					p.list, p.hasList = intAttr(s, "val")
				}
				return s.skip()
			})
		case "rPr":
			var err error
			p.mark, err = st.runProps(s)
			return err
		case "sectPr":
			if onSection != nil {
				return onSection()
			}
		}
		return s.skip()
	})
	return p, err
}

func (st *styles) indent(s *scanner, p *paraProps) {
	for _, name := range [2]string{"start", "left"} {
		if v, ok := intAttr(s, name); ok {
			p.left, p.hasLeft = v, true
		}
	}
	if v, ok := intAttr(s, "firstLine"); ok {
		p.first, p.hasFirst = v, true
	}
	if v, ok := intAttr(s, "hanging"); ok {
		p.first, p.hasFirst = -v, true
	}
}

// intAttr reads a whole number; measures may be written "9013.0".
func intAttr(s *scanner, name string) (int, bool) {
	v, ok := s.attr(name)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		f, err := strconv.ParseFloat(v, 64)
		if err != nil || !(f > -1e6 && f < 1e6) {
			return 0, false
		}
		n = int(f)
	}
	return min(max(n, -1e6), 1e6), true
}

// eachChild calls f on the start token of every child of the current element,
// up to its end. f must consume the child.
func eachChild(s *scanner, f func() error) error {
	depth := len(s.stack)
	for {
		if err := s.next(); err != nil {
			return unexpected(err)
		}
		switch s.kind {
		case endToken:
			if len(s.stack) < depth {
				return nil
			}
		case startToken:
			if err := f(); err != nil {
				return err
			}
		}
	}
}
