package phapdien

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext"
)

// section is the part of a provision that is being read.
type section uint8

const (
	outside section = iota
	inTitle
	inChapter
	inArticle
	inNote
	inText
	inLinks
)

var sections = map[string]section{"pChuong": inChapter, "pDieu": inArticle, "pGhiChu": inNote, "pNoiDung": inText, "pChiDan": inLinks}

// reader walks the tokens of one file. The files hold one flat run of marked
// paragraphs, so no tree is built.
type reader struct {
	ctx   context.Context
	out   *DeMuc
	part  section
	depth int // of stray text within text

	buf   []byte
	space bool
	body  []byte // of the provision that is read
	spans []corpus.Table

	tables []*table
	links  []Link
	link   *Link
	anchor string
	head   []string // heading paragraphs of the current group
	title  []string
	note   []string
	last   *Provision
	chain  []int // open headings, indexes into out.Headings
}

// knownTags are the elements of HTML that occur; anything else after "<" is text
// that was not escaped.
var knownTags = func() map[string]bool {
	m := make(map[string]bool)
	for _, t := range strings.Fields("a abbr acronym address area article aside audio b base basefont bdi bdo big blockquote body br " +
		"button canvas caption center cite code col colgroup data dd del details dfn dir div dl dt em embed fieldset figcaption " +
		"figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend " +
		"li link main map mark meta nav noscript object ol optgroup option p param pre q s samp script section select small " +
		"span strike strong style sub sup svg table tbody td textarea tfoot th thead time title tr tt u ul var video wbr") {
		m[t] = true
	}
	return m
}()

// Read reads the HTML of one đề mục; name is its file name. A đề mục without
// provisions (some are not compiled yet) is no error. Read fails with an
// *extract.Refusal (CodeCorrupt) when the bytes hold no đề mục.
func Read(ctx context.Context, name string, data []byte) (*DeMuc, error) {
	base := name[strings.LastIndexAny(name, "/!\\")+1:]
	r := &reader{ctx: ctx, out: &DeMuc{ID: strings.TrimSuffix(strings.TrimSuffix(base, ".html"), ".htm")}}
	if err := r.run(data); err != nil {
		return nil, fmt.Errorf("phapdien: read %s: %w", name, err)
	}
	r.section(outside)
	if len(r.out.Provisions) == 0 && r.out.Number == "" {
		return nil, fmt.Errorf("phapdien: read %s: %w", name, extract.Refuse(extract.CodeCorrupt, "no provision of the pháp điển in the page"))
	}
	return r.out, nil
}

// Is tells by the marks of the portal that a page is a đề mục.
func Is(data []byte) bool {
	head := data[:min(len(data), 1<<16)]
	return bytes.Contains(head, []byte("class='pDieu'")) || bytes.Contains(head, []byte(`class="pDieu"`)) ||
		bytes.Contains(head, []byte("ViewDanhSachVB("))
}

func (r *reader) run(data []byte) error {
	z := html.NewTokenizer(bytes.NewReader(data))
	z.SetMaxBuf(4 << 20)
	for n := 0; ; n++ {
		if n&0xFFF == 0 {
			if err := r.ctx.Err(); err != nil {
				return err
			}
		}
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return extract.Refuse(extract.CodeCorrupt, err.Error())
			}
			return nil
		case html.TextToken:
			r.text(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := z.Raw()
			tag, more := z.TagName()
			if !knownTags[string(tag)] {
				if !bytes.ContainsRune(tag, ':') {
					if err := r.stray(raw); err != nil {
						return err
					}
				}
				continue
			}
			r.start(string(tag), z, more)
		case html.EndTagToken:
			tag, _ := z.TagName()
			r.end(string(tag))
		}
	}
}

// stray takes what looks like an element but is text with a bare "<", and reads
// on behind that sign.
func (r *reader) stray(raw []byte) error {
	r.text([]byte{'<'})
	if r.depth > 8 || len(raw) < 2 {
		r.text(raw[1:])
		return nil
	}
	r.depth++
	err := r.run(bytes.Clone(raw[1:]))
	r.depth--
	return err
}

func (r *reader) start(tag string, z *html.Tokenizer, more bool) {
	var class, name, href, onclick string
	if tag == "p" || tag == "a" || tag == "div" {
		for more {
			var k, v []byte
			k, v, more = z.TagAttr()
			switch string(k) {
			case "class":
				class = string(v)
			case "name":
				name = string(v)
			case "href":
				href = string(v)
			case "onclick":
				onclick = string(v)
			}
		}
	}
	switch tag {
	case "h3":
		if len(r.out.Provisions) == 0 && r.out.Title == "" {
			r.section(inTitle)
		}
	case "p":
		if s, ok := sections[class]; ok {
			r.section(s)
			return
		}
		r.paragraph()
	case "a":
		if name != "" && (r.part == inArticle || r.part == inChapter) && r.anchor == "" {
			r.anchor = name
		}
		if (r.part == inNote || r.part == inLinks) && (href != "" || onclick != "") {
			r.link = newLink(href, onclick)
			r.link.Text = ""
		}
	case "br", "div", "li", "h1", "h2", "h4", "h5", "h6", "ul", "ol", "blockquote", "center", "dd", "dt", "dl", "pre", "hr":
		r.paragraph()
	case "table":
		r.openTable()
	case "tr":
		if t := r.table(); t != nil {
			t.endCell(r)
			t.rows = append(t.rows, nil)
		}
	case "td", "th":
		if t := r.table(); t != nil {
			t.endCell(r)
			if len(t.rows) == 0 {
				t.rows = append(t.rows, nil)
			}
			t.open = true
		}
	}
}

func (r *reader) end(tag string) {
	switch tag {
	case "h3":
		if r.part == inTitle {
			r.section(outside)
		}
	case "p", "div", "li", "h1", "h2", "h4", "h5", "h6", "blockquote", "center", "dd", "dt", "pre", "caption":
		r.paragraph()
	case "a":
		if r.link != nil {
			r.link.Text = tidy(r.link.Text)
			r.links = append(r.links, *r.link)
			r.link = nil
		}
	case "td", "th":
		if t := r.table(); t != nil {
			t.endCell(r)
		}
	case "table":
		r.closeTable()
	}
}

func (r *reader) text(b []byte) {
	if r.part == outside {
		return
	}
	if r.link != nil {
		r.link.Text += string(b)
	}
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
			r.space = len(r.buf) > 0
			i++
			continue
		case c == 0xC2 && i+1 < len(b) && b[i+1] == 0xA0:
			r.space = len(r.buf) > 0
			i += 2
			continue
		case c == 0xC2 && i+1 < len(b) && b[i+1] == 0xAD:
			i += 2
			continue
		case c == 0xEF && i+2 < len(b) && b[i+1] == 0xBB && b[i+2] == 0xBF, c == 0xE2 && i+2 < len(b) && b[i+1] == 0x80 && b[i+2] == 0x8B:
			i += 3
			continue
		}
		if r.space {
			r.buf = append(r.buf, ' ')
			r.space = false
		}
		j := i + 1
		for j < len(b) && b[j] > ' ' && b[j] != 0xC2 && b[j] != 0xEF && b[j] != 0xE2 {
			j++
		}
		r.buf = append(r.buf, b[i:j]...)
		i = j
	}
}

// take returns the open paragraph and empties it.
func (r *reader) take() string {
	s := vitext.Normalize(string(r.buf))
	r.buf, r.space = r.buf[:0], false
	return s
}

// paragraph ends the open paragraph.
func (r *reader) paragraph() {
	if t := r.table(); t != nil && t.open {
		if len(r.buf) > 0 && r.buf[len(r.buf)-1] != '\n' {
			r.buf = append(r.buf, '\n')
			r.space = false
		}
		return
	}
	if len(r.buf) == 0 {
		return
	}
	if r.part == inText {
		r.line(vitext.Normalize(string(r.buf)))
		r.buf, r.space = r.buf[:0], false
		return
	}
	text := r.take()
	switch r.part {
	case inTitle:
		r.title = append(r.title, text)
	case inChapter:
		r.head = append(r.head, text)
	case inArticle, inNote, inLinks:
		r.note = append(r.note, text)
	}
}

// line adds a line to the text of the provision.
func (r *reader) line(text string) {
	if text == "" {
		return
	}
	if len(r.body) > 0 {
		r.body = append(r.body, '\n')
	}
	r.body = append(r.body, text...)
}

func tidy(s string) string {
	return strings.Join(strings.Fields(vitext.Normalize(s)), " ")
}
