package html

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

var voidElements = set("area base br col embed hr img input link meta param source track wbr")

// blockElements begin and end a visual paragraph.
var blockElements = set("address article aside blockquote body caption center dd details dialog dir div dl dt " +
	"fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p " +
	"pre section summary table tbody td tfoot th thead tr ul")

// deadElements hold nothing that a reader of the page reads as its text.
var deadElements = set("script style noscript template svg math head iframe object embed select option textarea " +
	"input button canvas audio video map title link meta datalist progress")

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// hidden says that the element is not shown.
func hidden(n *html.Node) bool {
	if hasAttr(n, "hidden") {
		return true
	}
	style := attr(n, "style")
	if style == "" {
		return false
	}
	style = strings.ToLower(style)
	return declares(style, "display", "none") || declares(style, "visibility", "hidden")
}

// declares says that a style attribute sets the property to the value.
func declares(style, property, value string) bool {
	for decl := range strings.SplitSeq(style, ";") {
		p, v, ok := strings.Cut(decl, ":")
		if ok && strings.TrimSpace(p) == property {
			v = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "!important"))
			if v == value {
				return true
			}
		}
	}
	return false
}

// breaksOff says that the page opens a document and ends before it is closed,
// inside a tag or with containers still open.
func breaksOff(text []byte) bool {
	tail := bytes.ToLower(text[max(0, len(text)-4096):])
	if bytes.Contains(tail, []byte("</html")) || bytes.Contains(tail, []byte("</body")) {
		return false
	}
	z := html.NewTokenizer(bytes.NewReader(text))
	opened, depth := false, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return opened && depth > 0
		case html.StartTagToken:
			switch tag, _ := z.TagName(); string(tag) {
			case "html", "body":
				opened = true
			case "div", "table", "td", "tr", "main", "article", "section":
				depth++
			}
		case html.EndTagToken:
			switch tag, _ := z.TagName(); string(tag) {
			case "html", "body":
				return false
			case "div", "table", "td", "tr", "main", "article", "section":
				depth--
			}
		}
	}
}
