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

// knownElements are the elements of HTML beyond those named above.
var knownElements = set("a abbr acronym applet b basefont bdi bdo big blink body cite code data del dfn em figure font frame frameset " +
	"html i ins kbd label mark marquee nobr optgroup output p param picture q rp rt rtc ruby s samp search slot small span strike " +
	"strong sub sup td th time tt u var wbr next-route-announcer image rb colgroup caption tbody thead tfoot menu hgroup address")

// escapeStray makes text of what looks like the beginning of an element and is
// none: "1 <n< 9". A parser would swallow it up to the next ">".
func escapeStray(text []byte) []byte {
	var out []byte
	done := 0
	for i := bytes.IndexByte(text, '<'); i >= 0; {
		j := i + 1
		for j < len(text) && (isLetter(text[j]) || j > i+1 && (text[j] >= '0' && text[j] <= '9' || text[j] == ':' || text[j] == '-' || text[j] == '_')) {
			j++
		}
		if j > i+1 && !elementFollows(text, i+1, j) {
			out = append(append(out, text[done:i]...), "&lt;"...)
			done = i + 1
		}
		next := bytes.IndexByte(text[j:], '<')
		if next < 0 {
			break
		}
		i = j + next
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

func elementFollows(text []byte, from, to int) bool {
	if to < len(text) && !bytes.ContainsRune([]byte(" \t\r\n\f/>"), rune(text[to])) {
		return false
	}
	name := strings.ToLower(string(text[from:min(to, from+40)]))
	return strings.ContainsAny(name, ":-") || knownElements[name] || blockElements[name] || deadElements[name] || voidElements[name]
}
