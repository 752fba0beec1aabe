package parse

import "trolyluat/corpus"

func (p *parser) readEffect() {
	if p.otherText {
		return
	}
	if d, err := corpus.ParseDate(p.src.Meta["effective"]); err == nil && d != 0 {
		p.doc.Effective.From = d
	}
}
