package html

import (
	"strings"

	"golang.org/x/net/html"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext"
)

// walker turns the body into blocks.
type walker struct {
	withHidden bool
	root       *html.Node
	out        []extract.Block
	notes      *noteIndex

	buf   []byte // text of the open paragraph, spaces collapsed
	space bool   // a space is due before the next letter
	refs  []extract.NoteRef
	note  string // the open paragraph is the text of this footnote
	// noteLine says that the note ends with the paragraph.
	noteLine bool

	// Marks of the elements that opened since the last paragraph.
	class, id string
	// Letters of the paragraph by look.
	letters, bold, italic      int
	inBold, inItalic, inCenter int
	indent                     float64
}

// blocks returns the paragraphs, tables and notes under the body element.
func blocks(body *html.Node, withHidden bool) []extract.Block {
	w := &walker{withHidden: withHidden, root: body, notes: indexNotes(body)}
	for p := body; p != nil; p = p.Parent {
		if centered(p) {
			w.inCenter = 1
			break
		}
		if alignedOtherwise(p) {
			break
		}
	}
	if body.Data == "table" {
		w.table(body)
	} else {
		w.element(body)
	}
	w.flush()
	return w.out
}

func (w *walker) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
	case html.ElementNode:
		if deadElements[n.Data] || !w.withHidden && hidden(n) {
			return
		}
		switch n.Data {
		case "br":
			w.flush()
		case "table":
			w.flush()
			w.table(n)
		case "img":
		default:
			w.element(n)
		}
	}
}

func (w *walker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *walker) element(n *html.Node) {
	if mark, ok := w.notes.refs[n]; ok {
		w.refs = append(w.refs, extract.NoteRef{Mark: mark, At: len(w.buf)})
		return
	}
	if mark, ok := w.notes.bodies[n]; ok {
		w.flush()
		w.note = mark
		return
	}
	if mark, ok := w.notes.lines[n]; ok {
		w.flush()
		w.note, w.noteLine = mark, true
		return
	}
	block := blockElements[n.Data]
	if block {
		w.flush()
		w.mark(n)
	} else if id := attr(n, "id"); id != "" && len(w.buf) == 0 && w.id == "" {
		w.id = id
	} else if name := attr(n, "name"); n.Data == "a" && name != "" && len(w.buf) == 0 && w.id == "" {
		w.id = name
	}
	bold, italic := isBold(n), isItalic(n)
	if bold {
		w.inBold++
	}
	if italic {
		w.inItalic++
	}
	saved := w.inCenter
	if block {
		switch {
		case centered(n):
			w.inCenter = 1
		case alignedOtherwise(n):
			w.inCenter = 0
		}
	}
	w.children(n)
	if block {
		w.flush()
	}
	if bold {
		w.inBold--
	}
	if italic {
		w.inItalic--
	}
	w.inCenter = saved
	if w.note != "" && w.notes.containers[n] {
		w.note = ""
	}
}

// mark keeps the class and id of a block element for the paragraph that it
// opens. The site's own marks of structure win over marks of style.
func (w *walker) mark(n *html.Node) {
	class, id := strings.Join(strings.Fields(attr(n, "class")), " "), attr(n, "id")
	structural := strings.Contains(class, "prov-")
	if structural || w.class == "" {
		if class != "" {
			w.class = class
		}
	}
	if id != "" && (structural || w.id == "") {
		w.id = id
	}
	w.indent = indentOf(n)
}

func (w *walker) text(t string) {
	if !w.space && len(w.buf) > 0 && runsTogether(w.buf, t) {
		w.space = true
	}
	for _, r := range t {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', '\v', 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000:
			w.space = len(w.buf) > 0
			continue
		case 0xAD, 0x200B, 0xFEFF, 0x2060, 0:
			continue
		}
		if w.space {
			w.buf = append(w.buf, ' ')
			w.space = false
		}
		w.buf = append(w.buf, string(r)...)
		w.letters++
		if w.inBold > 0 {
			w.bold++
		}
		if w.inItalic > 0 {
			w.italic++
		}
	}
}

// flush ends the open paragraph.
func (w *walker) flush() {
	text, refs := string(w.buf), w.refs
	letters, bold, italic := w.letters, w.bold, w.italic
	w.buf, w.refs, w.space = w.buf[:0], nil, false
	w.letters, w.bold, w.italic = 0, 0, 0
	if text == "" {
		if len(refs) > 0 { // a mark that stands alone belongs to the paragraph before
			if last := len(w.out) - 1; last >= 0 {
				for _, r := range refs {
					w.out[last].Notes = append(w.out[last].Notes, extract.NoteRef{Mark: r.Mark, At: len(w.out[last].Text)})
				}
			}
		}
		return
	}
	b := extract.Block{Text: text, Notes: refs, Class: w.class, ID: w.id, Indent: w.indent,
		Bold: bold*10 >= letters*9, Italic: italic*10 >= letters*9, Centered: w.inCenter > 0}
	normalize(&b)
	if b.Text == "" { // letters that are none
		return
	}
	w.class, w.id, w.indent = "", "", 0
	if w.note != "" {
		b.Kind, b.Mark = extract.FootnoteBlock, w.note
		if w.noteLine {
			w.note, w.noteLine = "", false
		}
	}
	w.out = append(w.out, b)
}

// normalize cleans a block's text and moves its note marks along.
func normalize(b *extract.Block) {
	text := strings.TrimSpace(vitext.Normalize(b.Text))
	if text == b.Text {
		return
	}
	for i := range b.Notes {
		b.Notes[i].At = min(len(vitext.Normalize(b.Text[:min(b.Notes[i].At, len(b.Text))])), len(text))
	}
	b.Text = text
}
