package parse

import (
	"strings"

	"trolyluat/corpus"
)

// refuse says why the file is no legal text, "" when it is one.
func (p *parser) refuse() string {
	if len(p.lines) == 0 || strings.TrimSpace(p.text) == "" {
		return "no body text"
	}
	articles, words := 0, len(p.text)
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == lineArticle && l.strong {
			articles++
		}
	}
	d := p.doc
	if p.form == formJudgment || p.form == formPrecedent || p.form == formProcedure {
		return ""
	}
	known := d.Number != "" || d.Kind != corpus.KindOther || len(d.Basis) > 0
	switch {
	case articles >= 2, articles == 1 && known:
		return ""
	case known && words > 400:
		return ""
	case p.form == formLetter && d.Number != "":
		return ""
	}
	if d.Number == "" && articles == 0 {
		return "neither number, điều nor any other mark of a legal text"
	}
	return "too little text"
}

// finish fills what hangs on the rest: title from the source, key, short names.
func (p *parser) finish() {
	d := p.doc
	if d.Title == "" {
		d.Title = d.Kind.Name()
		if d.Number != "" {
			d.Title += " " + d.Number
		}
	}
	d.Rank = rankOf(d.Kind, d.Number, d.Issuer)
	d.Key = Key(d)
	if p.english {
		d.Key += "@EN"
	}
	d.ID = d.Key
	if d.Number == "" && d.Kind != corpus.KindConstitution && d.Kind != corpus.KindProcedure && d.Kind != corpus.KindDraft {
		p.warn("no_number")
	}
	if d.Issued == 0 && d.Kind != corpus.KindProcedure {
		p.warn("no_issue_date")
	}
	if len(d.Warnings) == 0 {
		d.Warnings = nil
	}
}
