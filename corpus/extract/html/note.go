package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// Footnotes of a page are pairs of places that link to each other: a mark in
// the text ("#_ftn1") and the same mark before the note ("#_ftnref1"). Word, the
// national database and the portals all write them so; where the links were
// lost a superscript number in brackets still tells a mark.
type noteIndex struct {
	refs       map[*html.Node]string // element that is a mark in the text
	bodies     map[*html.Node]string // element that is the mark before a note
	containers map[*html.Node]bool   // block elements that hold one note whole
	lines      map[*html.Node]string // element that is the mark before a note of one line
}

var (
	reNoteRef  = regexp.MustCompile(`^.*#_?(?:ftn|edn|fn:?|footnote-?|sdfootnote|sdendnote)([0-9]+)(?:sym)?$`)
	reNoteBack = regexp.MustCompile(`^.*#_?(?:ftnref|ednref|fnref:?|footnote-?ref-?|sdfootnote|sdendnote)([0-9]+)(?:anc)?$`)
	reMark     = regexp.MustCompile(`^[\[(]?([0-9]{1,4}|\*{1,4})[\])]?$`)
	reBracket  = regexp.MustCompile(`^\[([0-9]{1,4})\]$`)
)

func indexNotes(body *html.Node) *noteIndex {
	x := &noteIndex{refs: make(map[*html.Node]string), bodies: make(map[*html.Node]string), containers: make(map[*html.Node]bool),
		lines: make(map[*html.Node]string)}
	p := &pairing{index: x, body: body, open: make(map[string][]*html.Node)}
	p.visit(body)
	return x
}

// pairing walks the page for the marks of notes. Superscript figures without
// links are paired: one that stands behind text with one that begins a line
// further down. What finds no partner is an exponent or the like.
type pairing struct {
	index *noteIndex
	body  *html.Node
	line  strings.Builder // text of the open line, as far as it matters
	open  map[string][]*html.Node
}

func (p *pairing) visit(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if p.line.Len() < 1<<16 {
			p.line.WriteString(n.Data)
		}
		return
	case html.ElementNode:
		if deadElements[n.Data] {
			return
		}
		switch n.Data {
		case "a":
			href := strings.ToLower(attr(n, "href"))
			if m := reNoteBack.FindStringSubmatch(href); m != nil && !strings.HasSuffix(href, "sym") {
				p.index.bodies[n] = markOf(n, m[1])
				if up := blockAncestor(n, p.body); up != nil {
					p.index.containers[up] = true
				}
				return
			}
			if m := reNoteRef.FindStringSubmatch(href); m != nil {
				p.index.refs[n] = markOf(n, m[1])
				return
			}
		case "sup":
			if p.raised(n) {
				return
			}
		case "br":
			p.line.Reset()
			return
		}
	}
	block := n.Type == html.ElementNode && blockElements[n.Data]
	if block {
		p.line.Reset()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.visit(c)
	}
	if block {
		p.line.Reset()
	}
}

var reUnit = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:[cdkmh]?m|s|x|10)$`)

// raised takes a superscript element; false lets it be read as text.
func (p *pairing) raised(n *html.Node) bool {
	text := strings.TrimSpace(textOf(n, 32))
	if m := reBracket.FindStringSubmatch(text); m != nil && !hasNoteLink(n) {
		if strings.TrimSpace(p.line.String()) == "" && len(p.open[m[1]]) > 0 {
			p.pair(n, m[1])
			return true
		}
		p.index.refs[n] = m[1]
		p.open[m[1]] = append(p.open[m[1]], n)
		return true
	}
	m := reMark.FindStringSubmatch(text)
	if m == nil || len(m[1]) > 3 || hasNoteLink(n) {
		return false
	}
	before := strings.TrimSpace(p.line.String())
	switch {
	case before != "" && !reUnit.MatchString(before):
		if len(p.open[m[1]]) < 100 {
			p.open[m[1]] = append(p.open[m[1]], n)
		}
	case before == "" && len(p.open[m[1]]) > 0 && textBehind(n):
		p.pair(n, m[1])
		return true
	}
	return false
}

// pair ties a note to the marks before it.
func (p *pairing) pair(head *html.Node, mark string) {
	for _, ref := range p.open[mark] {
		p.index.refs[ref] = mark
	}
	delete(p.open, mark)
	p.index.lines[head] = mark
}

// textBehind says that a text follows the element on its line.
func textBehind(n *html.Node) bool {
	for up := n; up != nil && !blockElements[up.Data]; up = up.Parent {
		for s := up.NextSibling; s != nil; s = s.NextSibling {
			if s.Type == html.ElementNode && (s.Data == "br" || blockElements[s.Data]) {
				return false
			}
			if len(strings.TrimSpace(textOf(s, 64))) > 8 || s.Type == html.TextNode && len(strings.TrimSpace(s.Data)) > 8 {
				return true
			}
		}
	}
	return false
}

// markOf is the mark as printed, or its number in the link.
func markOf(n *html.Node, number string) string {
	if m := reMark.FindStringSubmatch(strings.TrimSpace(textOf(n, 32))); m != nil {
		return m[1]
	}
	return number
}

func hasNoteLink(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			href := strings.ToLower(attr(c, "href"))
			if reNoteBack.MatchString(href) || reNoteRef.MatchString(href) || hasNoteLink(c) {
				return true
			}
		}
	}
	return false
}

// blockAncestor is the outermost block element inside body that holds no other
// text than the note: the paragraph itself, or the div that Word wraps it in.
func blockAncestor(n, body *html.Node) *html.Node {
	for p := n.Parent; p != nil && p != body; p = p.Parent {
		if blockElements[p.Data] {
			if d := p.Parent; d != nil && d != body && d.Data == "div" && strings.HasPrefix(strings.ToLower(attr(d, "id")), "ftn") {
				return d
			}
			return p
		}
	}
	return nil
}

// textOf is the text under n, cut after limit bytes.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if b.Len() > limit {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && deadElements[n.Data] {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(n)
	return b.String()
}
