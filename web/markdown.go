package web

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// prose turns the Markdown of answers into HTML: goldmark renders it without raw
// HTML, bluemonday keeps a short list of elements, and the marks [1] become
// links to the numbered sources.
type prose struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

func newProse() *prose {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "del", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "hr", "code", "pre",
		"table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^\d{1,4}$`)).OnElements("ol")
	// A model may point into the reader; every other address is dropped.
	p.AllowAttrs("href").Matching(regexp.MustCompile(`^/vb/[^/\\][^\\]*$`)).OnElements("a")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	// No raw HTML, which is shown as the text it is, and no code by indentation,
	// which law has for other reasons.
	blocks := parser.WithBlockParsers(util.Prioritized(parser.NewThematicBreakParser(), 200), util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400), util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700), util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000))
	inlines := parser.WithInlineParsers(util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewEmphasisParser(), 500))
	return &prose{policy: p, markdown: goldmark.New(
		goldmark.WithParser(parser.NewParser(blocks, inlines, parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))),
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(lowerHeadings{}, 100))),
		goldmark.WithRendererOptions(goldhtml.WithHardWraps()))}
}

// lowerHeadings fits the headings of an answer below those of the page.
type lowerHeadings struct{}

func (lowerHeadings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker does not fail
		if h, ok := n.(*ast.Heading); ok && entering {
			h.Level = min(max(h.Level+1, 3), 5)
		}
		return ast.WalkContinue, nil
	})
}

// html renders an answer. Marks of the numbers that cited holds become links to
// "#PREFIX-n".
func (p *prose) html(source, prefix string, cited map[int]string) template.HTML {
	var b bytes.Buffer
	if err := p.markdown.Convert([]byte(source), &b); err != nil {
		return template.HTML("<p>" + html.EscapeString(source) + "</p>")
	}
	return linkMarks(p.policy.SanitizeBytes(b.Bytes()), prefix, cited)
}

var citationMark = regexp.MustCompile(`\[\d{1,3}\]`)

// linkMarks makes links of the citation marks in sanitised HTML.
func linkMarks(clean []byte, prefix string, cited map[int]string) template.HTML {
	nodes, err := html.ParseFragment(bytes.NewReader(clean), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return template.HTML(clean)
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			if c.Type == html.TextNode && n.DataAtom != atom.A && n.DataAtom != atom.Code {
				splitMarks(n, c, prefix, cited)
			} else {
				walk(c)
			}
			c = next
		}
	}
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	walk(root)
	var out strings.Builder
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		if err := html.Render(&out, c); err != nil {
			return template.HTML(clean)
		}
	}
	return template.HTML(out.String())
}

// splitMarks puts links in the place of the marks in one text node.
func splitMarks(parent, node *html.Node, prefix string, cited map[int]string) {
	places := citationMark.FindAllStringIndex(node.Data, -1)
	at := 0
	textNode := func(s string) {
		if s != "" {
			parent.InsertBefore(&html.Node{Type: html.TextNode, Data: s}, node)
		}
	}
	for _, p := range places {
		n, err := strconv.Atoi(node.Data[p[0]+1 : p[1]-1])
		name, ok := cited[n]
		if err != nil || !ok {
			continue
		}
		textNode(node.Data[at:p[0]])
		a := &html.Node{Type: html.ElementNode, Data: "a", DataAtom: atom.A, Attr: []html.Attribute{
			{Key: "class", Val: "cite"}, {Key: "href", Val: fmt.Sprintf("#%s-%d", prefix, n)},
			{Key: "aria-label", Val: fmt.Sprintf("Căn cứ %d: %s", n, name)}}}
		a.AppendChild(&html.Node{Type: html.TextNode, Data: strconv.Itoa(n)})
		parent.InsertBefore(a, node)
		at = p[1]
	}
	if at == 0 {
		return
	}
	textNode(node.Data[at:])
	parent.RemoveChild(node)
}
