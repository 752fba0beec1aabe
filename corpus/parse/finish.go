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
	if n := amendedInPlace(d.Text); n >= 3 && d.Kind != corpus.KindConsolidated {
		p.warn("carries_amendments: %d", n)
	}
	if len(d.Warnings) == 0 {
		d.Warnings = nil
	}
}

// amendedInPlace counts the notes by which a publisher says that words were
// amended in its copy: "[Khoản này được sửa đổi bởi Điểm a Khoản 1 Điều 1 …]". Such
// a copy is not the text as issued.
func amendedInPlace(text string) int {
	n := 0
	for i := 0; ; {
		k := strings.IndexByte(text[i:], '[')
		if k < 0 {
			return n
		}
		i += k + 1
		note := firstBytes(text[i:], 240)
		if j := strings.IndexByte(note, ']'); j >= 0 {
			note = note[:j]
		}
		by := strings.Index(note, " bởi ")
		if by < 0 {
			continue
		}
		for _, verb := range [...]string{"được sửa đổi", "được bổ sung", "được thay thế", "bị thay thế", "bị bãi bỏ", "được bãi bỏ"} {
			if strings.Contains(note[:by], verb) {
				n++
				break
			}
		}
	}
}
