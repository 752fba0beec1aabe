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
}

var (
	reNoteRef  = regexp.MustCompile(`^.*#_?(?:ftn|edn|fn|footnote-?)([0-9]+)$`)
	reNoteBack = regexp.MustCompile(`^.*#_?(?:ftnref|ednref|fnref|footnote-?ref-?)([0-9]+)$`)
	reMark     = regexp.MustCompile(`^[\[(]?([0-9]{1,4}|\*{1,4})[\])]?$`)
	reBracket  = regexp.MustCompile(`^\[([0-9]{1,4})\]$`)
)

func indexNotes(body *html.Node) *noteIndex {
	x := &noteIndex{refs: make(map[*html.Node]string), bodies: make(map[*html.Node]string), containers: make(map[*html.Node]bool)}
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "a":
				href := strings.ToLower(attr(n, "href"))
				if m := reNoteBack.FindStringSubmatch(href); m != nil {
					x.bodies[n] = markOf(n, m[1])
					if p := blockAncestor(n, body); p != nil {
						x.containers[p] = true
					}
					return
				}
				if m := reNoteRef.FindStringSubmatch(href); m != nil {
					x.refs[n] = markOf(n, m[1])
					return
				}
			case "sup":
				if m := reBracket.FindStringSubmatch(strings.TrimSpace(textOf(n, 32))); m != nil && !hasNoteLink(n) {
					x.refs[n] = m[1]
					return
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(body)
	return x
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
