package parse

import (
	"strings"

	"trolyluat/corpus"
)

// Units finds the khoản and điểm in the text of one điều, whose first line may
// be its label ("Điều 5. …"). articlePath is the path of the điều ("d5"); the
// units' paths stand under it, their offsets are in text and run to the next
// unit of the same or a higher level.
func Units(articlePath, text string) []corpus.Unit {
	return Article(articlePath, text).Units
}

// ArticleText is what [Article] reads of the text of one điều.
type ArticleText struct {
	Label   string // "12a" of the label line, "" where there is none
	Heading string
	Body    int // offset where the text after label and heading begins
	Units   []corpus.Unit
}

// Article reads the text of one điều as it stands in the pháp điển or in an
// amended version: its label, heading and units.
func Article(path, text string) ArticleText {
	p := &parser{doc: &corpus.Document{}, text: text}
	start := 0
	for start <= len(text) {
		end := len(text)
		if j := strings.IndexByte(text[start:], '\n'); j >= 0 {
			end = start + j
		}
		p.lines = append(p.lines, line{token: classify(text[start:end]), start: start, end: end})
		if end == len(text) {
			break
		}
		start = end + 1
	}
	return p.article(path)
}

func (p *parser) article(path string) ArticleText {
	var out ArticleText
	b := newBuilder(p)
	first := 0
	for first < len(p.lines)-1 && p.lines[first].start == p.lines[first].end {
		first++
	}
	b.article = b.add(corpus.LevelArticle, path, "", -1, 0)
	i := first
	if l := &p.lines[first]; l.kind == lineArticle {
		out.Label = l.label
		rest := p.text[l.start+l.rest : l.end]
		out.Body = min(l.end+1, len(p.text))
		b.lastArticle = l.token
		if inline := classify(rest); inline.kind == lineClause && inline.num == 1 && inline.strong {
			out.Body = l.start + l.rest
			b.openClause(out.Body, inline)
			b.inlinePoint(l, l.rest+inline.rest)
		} else {
			out.Heading, i = p.headingGoesOn(first, p.articleHeading(first, rest))
			out.Body = min(p.lines[i].end+1, len(p.text))
			if out.Heading == "" && rest != "" {
				out.Body = l.start + l.rest
			}
		}
		b.amendArticle = amendsLaw(rest) || leadsIn(rest) && amendsSomewhere(rest)
		b.quote.leadIn = leadsIn(rest)
		i++
	}
	for ; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.start == l.end || b.quoted(i) {
			continue
		}
		switch {
		case l.kind == lineClause && !l.quoted && b.ownInstruction(l) && b.acceptClause(i, l.token):
			b.openClause(l.start, l.token)
			b.inlinePoint(l, l.rest)
		case l.kind == linePoint && !l.quoted && b.ownInstruction(l) && b.acceptPoint(i, l.token):
			b.openPoint(l.start, l.token)
		}
	}
	for k := 1; k < len(b.units); k++ {
		end := len(p.text)
		for m := k + 1; m < len(b.units); m++ {
			if b.units[m].Parent != k {
				end = b.units[m].Span.Start
				break
			}
		}
		for end > b.units[k].Span.Start && p.text[end-1] == '\n' {
			end--
		}
		out.Units = append(out.Units, corpus.Unit{Path: b.units[k].Path, Start: b.units[k].Span.Start, End: end})
	}
	return out
}
