package docx

import (
	"errors"
	"io"

	"trolyluat/corpus/extract/layout"
)

// level is what Word adds to a level of a list.
type level struct {
	layout.ListLevel
	style string // paragraph style tied to the level
	para  paraProps
}

// abstract is a list definition.
type abstract struct {
	def     layout.ListDef
	levels  [layout.Levels]level
	numLink string // the numbering style that defines it
}

// list is a w:num: a use of a definition with its own overrides.
type list struct {
	abstract int
	use      *layout.List
	override [layout.Levels]*level
}

type numbering struct {
	abstracts map[int]*abstract
	lists     map[int]*list
	byStyle   map[string]int // numbering style → abstract
	styles    *styles
}

// readNumbering reads the numbering part, which may be missing.
func readNumbering(p *pack, name string, st *styles) (*numbering, error) {
	n := &numbering{abstracts: make(map[int]*abstract), lists: make(map[int]*list), byStyle: make(map[string]int), styles: st}
	data, err := p.part(name)
	if err != nil || data == nil {
		return n, err
	}
	s := newScanner(data)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return nil, partError(name, err)
		}
		if s.kind != startToken || s.ns != nsW {
			continue
		}
		switch string(s.local) {
		case "numbering":
		case "abstractNum":
			err = n.readAbstract(s)
		case "num":
			err = n.readList(s)
		default:
			err = s.skip()
		}
		if err != nil {
			return nil, partError(name, err)
		}
	}
}

func (n *numbering) readAbstract(s *scanner) error {
	id, _ := intAttr(s, "abstractNumId")
	a := &abstract{}
	n.abstracts[id] = a
	return eachChild(s, func() error {
		switch string(s.local) {
		case "styleLink":
			link, _ := s.attr("val")
			n.byStyle[link] = id
		case "numStyleLink":
			a.numLink, _ = s.attr("val")
		case "lvl":
			i, ok := intAttr(s, "ilvl")
			l, err := n.readLevel(s)
			if ok && i >= 0 && i < layout.Levels {
				a.levels[i] = l
				a.def.Levels[i] = l.ListLevel
			}
			return err
		}
		return s.skip()
	})
}

func (n *numbering) readLevel(s *scanner) (level, error) {
	l := level{ListLevel: layout.ListLevel{Format: "decimal", Restart: -1, Defined: true}}
	err := eachChild(s, func() error {
		var err error
		switch string(s.local) {
		case "start":
			l.Start, _ = intAttr(s, "val")
		case "numFmt":
			l.Format, _ = s.attr("val")
		case "lvlText":
			l.Text, _ = s.attr("val")
		case "lvlRestart":
			l.Restart, _ = intAttr(s, "val")
		case "isLgl":
			l.Legal = toggle(s) == on
		case "pStyle":
			l.style, _ = s.attr("val")
		case "pPr":
			l.para, err = n.styles.paraProps(s, nil)
			return err
		case "rPr":
			run, err := n.styles.runProps(s)
			l.Font = run.font()
			return err
		case "AlternateContent":
			// A newer number format with the old one beside it: keep the old.
			return eachChild(s, func() error {
				if string(s.local) != "Fallback" {
					return s.skip()
				}
				return eachChild(s, func() error {
					if string(s.local) == "numFmt" {
						l.Format, _ = s.attr("val")
					}
					return s.skip()
				})
			})
		}
		return s.skip()
	})
	return l, err
}

func (n *numbering) readList(s *scanner) error {
	id, _ := intAttr(s, "numId")
	l := &list{abstract: -1, use: layout.NewList(nil)}
	n.lists[id] = l
	return eachChild(s, func() error {
		switch string(s.local) {
		case "abstractNumId":
			l.abstract, _ = intAttr(s, "val")
		case "lvlOverride":
			i, ok := intAttr(s, "ilvl")
			ok = ok && i >= 0 && i < layout.Levels
			return eachChild(s, func() error {
				switch string(s.local) {
				case "startOverride":
					if v, has := intAttr(s, "val"); ok && has {
						l.use.StartAt[i] = v
					}
				case "lvl":
					lvl, err := n.readLevel(s)
					if ok {
						l.override[i] = &lvl
						l.use.Override[i] = &lvl.ListLevel
					}
					return err
				}
				return s.skip()
			})
		}
		return s.skip()
	})
}

// find returns the list and its definition, following links to numbering styles.
func (n *numbering) find(id int) (*list, *abstract) {
	l := n.lists[id]
	if l == nil {
		return nil, nil
	}
	a := n.abstracts[l.abstract]
	for hops := 0; a != nil && a.numLink != "" && hops < 8; hops++ {
		target, ok := n.byStyle[a.numLink]
		if !ok {
			// The numbering style names the list that carries the definition.
			st := n.styles.resolve(a.numLink)
			if st == nil || !st.para.hasList || n.lists[st.para.list] == nil {
				break
			}
			target = n.lists[st.para.list].abstract
		}
		if n.abstracts[target] == a {
			break
		}
		a = n.abstracts[target]
	}
	return l, a
}

func (l *list) level(a *abstract, i int) *level {
	if l.override[i] != nil {
		return l.override[i]
	}
	return &a.levels[i]
}

// levelOf tells the level of a paragraph whose list comes from its style.
func (n *numbering) levelOf(id int, styleID string) int {
	l, a := n.find(id)
	if a == nil {
		return 0
	}
	for i := range layout.Levels {
		if l.level(a, i).style == styleID && styleID != "" {
			return i
		}
	}
	return 0
}

// advance counts a paragraph of the list and returns its label and the level's
// paragraph properties; ok is false where the list does not exist.
func (n *numbering) advance(id, at int, run runProps) (label string, para paraProps, ok bool) {
	l, a := n.find(id)
	if a == nil || id == 0 {
		return "", paraProps{}, false
	}
	l.use.Def = &a.def
	at = min(max(at, 0), layout.Levels-1)
	return l.use.Next(at, run.font()), l.level(a, at).para, true
}
