package parse

import (
	"strings"

	"trolyluat/corpus"
)

// buildPassages gives a text without điều its sections: by Roman numbers or
// capital letters where it has them, else by "1.", "2.", else as one passage.
func (p *parser) buildPassages() {
	top := lineText
	for _, kind := range [...]lineKind{lineRoman, lineClause} {
		want := 1
		for i := range p.lines {
			l := &p.lines[i]
			if !l.table && !l.quoted && l.kind == kind && l.num == want && l.strong {
				want++
			}
		}
		if want > 2 || kind == lineRoman && want > 1 {
			top = kind
			break
		}
	}
	b := newBuilder(p)
	b.add(corpus.LevelPreamble, "mo-dau", "", -1, 0)
	bodyStart := p.bodyStart()
	section, sub := -1, -1
	wantTop, wantSub := 1, 1
	opened := false
	for i := 0; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.start == l.end || l.start < bodyStart {
			continue
		}
		if b.zone == zoneClosing || b.zone == zoneAppendix {
			if !l.table && p.startsAppendix(i, true) {
				i = b.startAppendix(i)
			}
			continue
		}
		if l.table {
			if opened && p.closingTable(i) {
				b.startClosing(l.start)
			}
			continue
		}
		if opened && p.startsClosing(i) {
			b.startClosing(l.start)
			continue
		}
		if opened && p.startsAppendix(i, false) {
			i = b.startAppendix(i)
			continue
		}
		if !opened {
			opened = true
			if !(l.kind == top && l.num == 1) {
				section = b.add(corpus.LevelPassage, "noi-dung", "", -1, l.start)
			}
		}
		switch {
		case top != lineText && l.kind == top && l.num == wantTop && l.strong && !l.quoted:
			section = b.add(corpus.LevelPassage, "s"+itoa(l.num), l.label, -1, l.start)
			rest := p.text[l.start+l.rest : l.end]
			if len(rest) < 400 && !strings.HasSuffix(rest, ".") {
				b.units[section].Heading = p.cleanHeading(rest)
			}
			wantTop++
			wantSub, sub = 1, -1
			b.lastPoint = token{}
		case top == lineRoman && l.kind == lineClause && l.num == wantSub && section >= 0 && !l.quoted:
			sub = b.add(corpus.LevelClause, b.units[section].Path+"/k"+l.label, l.label, section, l.start)
			wantSub++
			b.lastPoint = token{}
		case l.kind == linePoint && section >= 0 && !l.quoted && b.ownInstruction(l) && b.acceptPoint(i, l.token):
			parent := section
			if sub >= 0 {
				parent = sub
			}
			b.add(corpus.LevelPoint, b.units[parent].Path+"/"+l.label, l.label, parent, l.start)
			b.lastPoint = l.token
		}
	}
	p.doc.Provisions = b.units
	p.closeSpans()
}

// bodyStart is where the header of a text without điều ends: after the title
// and the addressees.
func (p *parser) bodyStart() int {
	if p.headEnd > 0 && p.headEnd < len(p.text) {
		return p.headEnd
	}
	return 0
}
