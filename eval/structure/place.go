package structure

import (
	"bytes"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// stripMarks takes class and id attributes out of a page.
func stripMarks(page []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(page))
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			return out.Bytes()
		}
		if tt != html.StartTagToken && tt != html.SelfClosingTagToken {
			out.Write(z.Raw())
			continue
		}
		raw := append([]byte(nil), z.Raw()...)
		t := z.Token()
		kept := t.Attr[:0]
		for _, a := range t.Attr {
			if a.Key != "class" && a.Key != "id" && a.Key != "parent-id" {
				kept = append(kept, a)
			}
		}
		if len(kept) == len(t.Attr) {
			out.Write(raw)
			continue
		}
		t.Attr = kept
		out.WriteString(t.String())
	}
}

// letters is a text without its spaces and cell bars, NFC.
type letters []rune

func squeezed(s string) letters {
	out := make(letters, 0, len(s))
	for _, r := range norm.NFC.String(s) {
		if !blank(r) {
			out = append(out, r)
		}
	}
	return out
}

// blank leaves out spaces, and the bar that Document.Text sets between cells.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '|' || r == 0xA0 || r == 0xAD || r == 0x200B || r == 0xFEFF || r == 0x2060
}

// pageLetters returns the visible letters of a page and, for every element with
// an id, how many letters stand before it. An element without letters is left
// out.
func pageLetters(page []byte) (letters, map[string]int) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, nil
	}
	var text letters
	at := make(map[string]int)
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			for _, r := range norm.NFC.String(n.Data) {
				if !blank(r) {
					text = append(text, r)
				}
			}
			return
		case html.ElementNode:
			switch n.Data {
			case "script", "style", "head", "noscript", "template", "title":
				return
			}
		}
		id := ""
		if n.Type == html.ElementNode {
			for _, a := range n.Attr {
				if a.Key == "id" {
					id = strings.TrimPrefix(a.Val, "id_")
				}
			}
		}
		start := len(text)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
		if id != "" && len(text) > start {
			if _, ok := at[id]; !ok {
				at[id] = start
			}
		}
	}
	visit(root)
	return text, at
}

// grip is how many letters must agree before two texts count as running
// together again after a difference.
const grip = 14

// align maps every letter of a to its letter in b, -1 where b has none. b is a
// with parts left out and a few letters changed.
func align(a, b letters) []int {
	to := make([]int, len(a))
	for i := range to {
		to[i] = -1
	}
	i, j := 0, 0
	for skip := 0; skip < len(b) && skip <= 200; skip += 10 {
		if at := find(a, b[skip:], 0); at >= 0 {
			i, j = at, skip
			break
		}
	}
	for i < len(a) && j < len(b) {
		if a[i] == b[j] {
			to[i] = j
			i++
			j++
			continue
		}
		di, dj, ok := resync(a[i:], b[j:])
		if !ok {
			return to
		}
		i, j = i+di, j+dj
	}
	return to
}

// find returns where the beginning of b stands in a.
func find(a, b letters, from int) int {
	n := min(40, len(b))
	if n == 0 {
		return -1
	}
	for i := from; i+n <= len(a); i++ {
		if agree(a[i:], b, n) {
			return i
		}
	}
	return -1
}

func agree(a, b letters, n int) bool {
	if len(a) < n || len(b) < n {
		return false
	}
	for k := 0; k < n; k++ {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// resync finds the smallest skip after which both texts agree again.
func resync(a, b letters) (di, dj int, ok bool) {
	const near, far = 40, 60000
	for d := 1; d < near; d++ {
		for x := 0; x <= d; x++ {
			if agree(tail(a, d), tail(b, x), grip) {
				return d, x, true
			}
			if agree(tail(a, x), tail(b, d), grip) {
				return x, d, true
			}
		}
	}
	for d := near; d < far && (d < len(a) || d < len(b)); d++ {
		if agree(tail(a, d), b, grip) {
			return d, 0, true
		}
		if agree(a, tail(b, d), grip) {
			return 0, d, true
		}
	}
	return 0, 0, false
}

func tail(s letters, n int) letters {
	if n > len(s) {
		return nil
	}
	return s[n:]
}
