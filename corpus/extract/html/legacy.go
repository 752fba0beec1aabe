package html

import (
	"strings"

	"golang.org/x/net/html"

	"trolyluat/corpus/vitext/legacy"
)

// repairLegacy decodes a page whose text was set in TCVN3 or VNI and put on the
// web as it was: "QuyÕt ®Þnh". It happens before anything is cleaned, since letters
// of those encodings are soft hyphens and no-break spaces in Unicode. What is
// Unicode already, the frame of the page, stays. It returns the encoding, None
// where there is none.
func repairLegacy(root *html.Node) legacy.Encoding {
	var all strings.Builder
	eachText(root, func(n *html.Node) {
		all.WriteString(n.Data)
		all.WriteByte('\n')
	})
	prior := legacy.Guess(all.String())
	if prior == legacy.None {
		return prior
	}
	eachText(root, func(n *html.Node) {
		if fixed, enc := legacy.Repair(n.Data, prior); enc != legacy.None {
			n.Data = fixed
		}
	})
	return prior
}

// eachText visits the text of a page, without scripts and styles.
func eachText(n *html.Node, visit func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			visit(c)
		case c.Type == html.ElementNode && (c.Data == "script" || c.Data == "style" || c.Data == "noscript"):
		default:
			eachText(c, visit)
		}
	}
}
