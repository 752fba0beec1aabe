package parse

import "trolyluat/corpus"

// closeSpans sets the ends of all provisions from the preorder of their starts.
func (p *parser) closeSpans() {
	units := p.doc.Provisions
	if len(units) == 0 {
		return
	}
	units[0].Span.Start, units[0].Own.Start = 0, 0
	if len(units) > 1 && units[1].Span.Start == 0 && units[0].Level == corpus.LevelPreamble {
		// Nothing stands before the first unit.
		units = units[1:]
		for i := range units {
			if units[i].Parent > 0 {
				units[i].Parent--
			} else if units[i].Parent == 0 {
				units[i].Parent = -1
			}
		}
		p.doc.Provisions = units
	}
	end := len(p.text)
	for i := len(units) - 1; i >= 0; i-- {
		u := &units[i]
		u.Span.End = end
		for j := i + 1; j < len(units); j++ {
			if !p.inside(j, i) {
				u.Span.End = units[j].Span.Start
				break
			}
		}
		u.Own.Start = u.Span.Start
		u.Own.End = u.Span.End
		if i+1 < len(units) && units[i+1].Parent == i {
			u.Own.End = units[i+1].Span.Start
		}
	}
	for i := range units {
		units[i].Page = p.pageAt(units[i].Span.Start)
	}
}

// inside says that provision j is a descendant of provision i.
func (p *parser) inside(j, i int) bool {
	for up := p.doc.Provisions[j].Parent; up >= i; up = p.doc.Provisions[up].Parent {
		if up == i {
			return true
		}
	}
	return false
}

// blockAt returns the index of the block that holds offset at.
func (p *parser) blockAt(at int) int {
	lo, hi := 0, len(p.lines)
	for lo < hi {
		mid := (lo + hi) / 2
		if p.lines[mid].end < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(p.lines) {
		return -1
	}
	return p.lines[lo].block
}

func (p *parser) pageAt(at int) int {
	if i := p.blockAt(at); i >= 0 {
		return p.src.Blocks[i].Page
	}
	return 0
}

func (p *parser) hasArticles() bool {
	for i := range p.doc.Provisions {
		if p.doc.Provisions[i].Level == corpus.LevelArticle {
			return true
		}
	}
	return false
}
