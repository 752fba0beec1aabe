// Package parse turns the blocks that package extract read from a file into a
// [corpus.Document]: what kind of text it is, its number, issuer, dates, title
// and legal basis, its tree of provisions, its effect and what it repeals, and
// for judgments, án lệ and administrative procedures their own fields. It also
// cuts a document into the chunks that are indexed.
//
// The pipeline (corpus/ingest) calls [Parse] and [Chunks]; the amender and the
// reader of pháp điển call [Units] and [Article] on the text of a single điều.
package parse

import (
	"fmt"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// CodeNotLaw is the code of the refusal that [Parse] returns for a file that
// holds no legal text.
const CodeNotLaw = "not_law"

// Parse reads the blocks of one file as one legal text. src is kept as the
// document's source. It returns an *[extract.Refusal] with code [CodeNotLaw]
// when the file holds no legal text: no body at all, or nothing that a statute,
// judgment, án lệ, procedure or official letter would have.
func Parse(t *extract.Text, src corpus.Source) (*corpus.Document, error) {
	if t == nil {
		return nil, fmt.Errorf("parse %s: no text", src.Name)
	}
	p := newParser(t)
	p.doc.Source = src
	p.readHeader()
	if code := p.refuse(); code != "" {
		return nil, &extract.Refusal{Code: CodeNotLaw, VN: "tệp không chứa văn bản pháp luật", Detail: code}
	}
	switch p.form {
	case formJudgment:
		p.buildJudgment()
	case formPrecedent:
		p.buildPrecedent()
	case formProcedure:
		p.buildProcedure()
	default:
		p.readNoteMarks()
		p.buildStatute()
	}
	p.readClosing()
	p.readEffect()
	p.readConsolidation()
	p.finish()
	return p.doc, nil
}

func (p *parser) warn(format string, args ...any) {
	if len(p.doc.Warnings) < 200 {
		p.doc.Warnings = append(p.doc.Warnings, fmt.Sprintf(format, args...))
	}
}

func (p *parser) lineText(i int) string { return p.text[p.lines[i].start:p.lines[i].end] }

func (p *parser) sourceID(block int) string { return p.src.Blocks[block].ID }
