package html

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

func isBold(n *html.Node) bool {
	switch n.Data {
	case "b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th":
		return true
	}
	style := strings.ToLower(attr(n, "style"))
	return style != "" && (declares(style, "font-weight", "bold") || declares(style, "font-weight", "700") ||
		declares(style, "font-weight", "600"))
}

func isItalic(n *html.Node) bool {
	switch n.Data {
	case "i", "em":
		return true
	}
	style := strings.ToLower(attr(n, "style"))
	return style != "" && declares(style, "font-style", "italic")
}

func centered(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if n.Data == "center" || strings.EqualFold(attr(n, "align"), "center") {
		return true
	}
	style := strings.ToLower(attr(n, "style"))
	return style != "" && declares(style, "text-align", "center")
}

func alignedOtherwise(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if a := attr(n, "align"); a != "" && blockElements[n.Data] && n.Data != "table" {
		return !strings.EqualFold(a, "center")
	}
	style := strings.ToLower(attr(n, "style"))
	return style != "" && (declares(style, "text-align", "left") || declares(style, "text-align", "right") ||
		declares(style, "text-align", "justify") || declares(style, "text-align", "start"))
}

// indentOf is the left margin plus first-line indent in points, as far as the
// element's own style gives them in absolute units.
func indentOf(n *html.Node) float64 {
	style := strings.ToLower(attr(n, "style"))
	if style == "" {
		return 0
	}
	total := 0.0
	for decl := range strings.SplitSeq(style, ";") {
		p, v, ok := strings.Cut(decl, ":")
		if !ok {
			continue
		}
		switch strings.TrimSpace(p) {
		case "margin-left", "text-indent", "padding-left":
			total += points(strings.TrimSpace(v))
		}
	}
	return total
}

// units gives the length of the CSS units in points.
var units = map[string]float64{"pt": 1, "px": 0.75, "in": 72, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12, "em": 12}

func points(v string) float64 {
	for unit, f := range units {
		if number, ok := strings.CutSuffix(v, unit); ok {
			x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if err != nil || x < -2000 || x > 2000 {
				return 0
			}
			return x * f
		}
	}
	return 0
}
