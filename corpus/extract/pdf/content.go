package pdf

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"strings"
	"unicode/utf16"

	lib "github.com/ledongthuc/pdf"
)

// matrix is a PDF transformation [a b c d e f].
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// mul is m applied first, then n.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// glyph is one letter on the page, in points from the lower left corner of the
// page as it is shown.
type glyph struct {
	x, y   float64 // origin on the baseline
	w      float64 // advance
	size   float64 // height of the font
	text   string
	font   *font
	turned int8 // quarter turns of the baseline, 0 upright; 4 for any other angle
	hidden bool // drawn without ink: the text layer of a scan
	seq    int32
}

// blank says that the glyph shows nothing.
func (g *glyph) blank() bool {
	if g.text == "" {
		return true
	}
	switch c := g.text[0]; {
	case c > ' ' && c < 0x80, c > 0xC2 && c < 0xE1, c == 0xE1 && len(g.text) > 1 && g.text[1] != 0x9A:
		return false // no white space begins with these bytes
	}
	return strings.TrimSpace(g.text) == ""
}

// rule is a drawn straight line or thin box, for the grids of tables.
type rule struct {
	x0, y0, x1, y1 float64
	area           bool // the edge of a box that is more than a line
}

// canvas is what a page draws.
type canvas struct {
	glyphs []glyph
	rules  []rule
	images float64 // area covered by images, share of the page
}

type textState struct {
	font                         *font
	size, spacing, word, leading float64
	scale, rise                  float64
	mode                         int
}

type graphics struct {
	ctm  matrix
	text textState
}

// interpreter runs the content streams of one page.
type interpreter struct {
	d          *document
	out        *canvas
	page       *pageRef
	state      graphics
	saved      []graphics
	tm, line   matrix
	operations int
	pageArea   float64
	path       []rule
	at, start  [2]float64
	actual     []string // replacement texts of the open marked content, "" for none
	pending    string   // text that the next glyph shall carry
	muted      int      // glyphs drawn under an ActualText that was already given
	damage     error    // what could not be drawn
	stack      []operand
	open       map[string]bool // forms that are being drawn, by their place in the file
}

var errTooManyOperators = errors.New("pdf: a page draws more than is allowed")

// draw runs the page. The glyphs it returns stand until the next page is drawn.
func (d *document) draw(p *pageRef) (*canvas, error) {
	in := &interpreter{d: d, out: &canvas{glyphs: d.glyphs[:0]}, page: p}
	in.pageArea = math.Max(1, (p.box[2]-p.box[0])*(p.box[3]-p.box[1]))
	in.state = graphics{ctm: upright(p), text: textState{scale: 1}}
	err := attempt("page", func() error {
		data, err := d.contents(p.value.Key("Contents"))
		if len(data) == 0 && err != nil {
			return err
		}
		if e := in.run(data, p.resources, 0); e != nil {
			return e
		}
		return cmp.Or(err, in.damage)
	})
	d.glyphs = in.out.glyphs
	return in.out, err
}

// upright is the matrix that puts the page's lower left corner, as shown, at the
// origin.
func upright(p *pageRef) matrix {
	b := p.box
	switch p.rotate {
	case 90:
		return matrix{0, -1, 1, 0, -b[1], b[2]}
	case 180:
		return matrix{-1, 0, 0, -1, b[2], b[3]}
	case 270:
		return matrix{0, 1, -1, 0, b[3], -b[0]}
	}
	return matrix{1, 0, 0, 1, -b[0], -b[1]}
}

// height and width of the page as shown.
func (p *pageRef) height() float64 {
	if p.rotate%180 == 90 {
		return p.box[2] - p.box[0]
	}
	return p.box[3] - p.box[1]
}

func (p *pageRef) width() float64 {
	if p.rotate%180 == 90 {
		return p.box[3] - p.box[1]
	}
	return p.box[2] - p.box[0]
}

// contents joins the content streams of a page.
func (d *document) contents(v lib.Value) ([]byte, error) {
	if v.Kind() == lib.Stream {
		return d.content(v)
	}
	var all []byte
	var first error
	for i := range min(v.Len(), 10000) {
		part, err := d.content(v.Index(i))
		if err != nil && first == nil {
			first = err
		}
		all = append(append(all, part...), '\n')
	}
	return all, first
}

// content unpacks a content stream. One that breaks off behind a whole operator
// has lost nothing but the end mark of its packing.
func (d *document) content(v lib.Value) ([]byte, error) {
	data, err := d.stream(v)
	if err != nil && len(data) > 0 {
		tail := bytes.TrimRight(data[max(0, len(data)-16):], " \r\n\t\x00")
		for _, op := range []string{"Q", "ET", "EMC", "S", "f", "Do"} {
			if bytes.HasSuffix(tail, []byte("\n"+op)) || bytes.HasSuffix(tail, []byte(" "+op)) {
				return data, nil
			}
		}
	}
	return data, err
}

func (in *interpreter) run(data []byte, resources lib.Value, depth int) error {
	l := lexer{data: data}
	stack := in.stack[:0] // a form that is drawn within has its own
	in.stack = nil
	defer func() { in.stack = stack }()
	fonts := resources.Key("Font")
	var fontRefs map[string]string
	for {
		o := l.next(0)
		if o.kind == kNone {
			return nil
		}
		if o.kind != kOperator {
			if len(stack) < 64 {
				stack = append(stack, o)
			}
			continue
		}
		if in.operations++; in.operations > maxOperations || len(in.out.glyphs) > maxGlyphs {
			return errTooManyOperators
		}
		if in.operations&0xFFF == 0 {
			if err := in.d.ctx.Err(); err != nil {
				return err
			}
		}
		switch op := string(o.str); op {
		case "Tf":
			if len(stack) >= 2 {
				if fontRefs == nil {
					fontRefs = referencesByKey(fonts)
				}
				in.state.text.font = in.d.fontNamed(fonts, fontRefs, string(stack[len(stack)-2].str))
				in.state.text.size = stack[len(stack)-1].num
			}
		case "Do":
			if len(stack) >= 1 && depth < maxFormDepth {
				if err := in.do(resources.Key("XObject"), string(stack[len(stack)-1].str), resources, depth); err != nil {
					return err
				}
			}
		case "BI":
			l.skipInlineImage()
		case "gs":
			if len(stack) >= 1 {
				if f := resources.Key("ExtGState").Key(string(stack[0].str)).Key("Font"); f.Len() == 2 {
					in.state.text.font = in.d.loadFont(f.Index(0))
					in.state.text.size = f.Index(1).Float64()
				}
			}
		case "BDC":
			if len(stack) >= 2 {
				in.begin(stack[len(stack)-1], resources)
			} else {
				in.begin(operand{}, resources)
			}
		default:
			in.operator(op, stack)
		}
		stack = stack[:0]
	}
}

// skipInlineImage moves behind "EI".
func (l *lexer) skipInlineImage() {
	for l.pos < len(l.data) { // the dictionary
		o := l.next(0)
		if o.kind == kNone || o.kind == kOperator && string(o.str) == "ID" {
			break
		}
	}
	l.pos++
	for ; l.pos+2 < len(l.data); l.pos++ {
		d := l.data[l.pos:]
		if d[0] == 'E' && d[1] == 'I' && class[d[2]] == cSpace && class[l.data[l.pos-1]] == cSpace && textFollows(d[2:]) {
			l.pos += 2
			return
		}
	}
	l.pos = len(l.data)
}

// textFollows says that the next bytes are operators and not image data.
func textFollows(d []byte) bool {
	for _, b := range d[:min(len(d), 24)] {
		if b > 126 || b < 32 && class[b] != cSpace {
			return false
		}
	}
	return true
}

func (d *document) fontNamed(fonts lib.Value, refs map[string]string, name string) *font {
	ref := refs[name]
	if f, ok := d.fonts[ref]; ok && ref != "" {
		return f
	}
	v := fonts.Key(name)
	if v.Kind() != lib.Dict {
		return nil
	}
	f := d.loadFont(v)
	if ref != "" {
		d.fonts[ref] = f
	}
	return f
}

// do draws a form, and counts an image.
func (in *interpreter) do(xobjects lib.Value, name string, resources lib.Value, depth int) error {
	x := xobjects.Key(name)
	switch x.Key("Subtype").Name() {
	case "Image":
		m := in.state.ctm
		in.out.images += math.Abs(m[0]*m[3]-m[1]*m[2]) / in.pageArea
	case "Form":
		id := x.String()
		id = id[strings.LastIndexByte(id, '@')+1:]
		if in.open[id] { // it draws itself
			return nil
		}
		if in.open == nil {
			in.open = make(map[string]bool)
		}
		in.open[id] = true
		defer delete(in.open, id)
		data, err := in.d.content(x)
		if err != nil && in.damage == nil {
			in.damage = err
		}
		if len(data) == 0 {
			return nil
		}
		outer, saved, tm, line := in.state, in.saved, in.tm, in.line
		in.saved = nil
		if m := x.Key("Matrix"); m.Len() == 6 {
			var fm matrix
			for i := range fm {
				fm[i] = m.Index(i).Float64()
			}
			in.state.ctm = fm.mul(in.state.ctm)
		}
		own := x.Key("Resources")
		if own.Kind() != lib.Dict {
			own = resources
		}
		err = in.run(data, own, depth+1)
		in.state, in.saved, in.tm, in.line = outer, saved, tm, line
		return err
	}
	return nil
}

func (in *interpreter) begin(properties operand, resources lib.Value) {
	text, found := "", false
	if properties.kind == kDict {
		for i := 0; i+1 < len(properties.list); i += 2 {
			if string(properties.list[i].str) == "ActualText" {
				text, found = textString(properties.list[i+1].str), true
			}
		}
	} else if properties.kind == kName {
		if v := resources.Key("Properties").Key(string(properties.str)).Key("ActualText"); v.Kind() == lib.String {
			text, found = v.Text(), true
		}
	}
	if !found || len(in.actual) > 1000 {
		in.actual = append(in.actual, "")
		return
	}
	in.actual = append(in.actual, "x")
	in.pending = text
	in.muted++
}

func (in *interpreter) end() {
	n := len(in.actual)
	if n == 0 {
		return
	}
	if in.actual[n-1] != "" {
		in.muted = max(in.muted-1, 0)
		in.pending = ""
	}
	in.actual = in.actual[:n-1]
}

// textString reads a PDF text string.
func textString(s []byte) string {
	if len(s) >= 2 && s[0] == 0xFE && s[1] == 0xFF {
		var u []uint16
		for i := 2; i+1 < len(s); i += 2 {
			u = append(u, uint16(s[i])<<8|uint16(s[i+1]))
		}
		return string(utf16.Decode(u))
	}
	if len(s) >= 3 && s[0] == 0xEF && s[1] == 0xBB && s[2] == 0xBF {
		return string(s[3:])
	}
	var b strings.Builder
	for _, c := range s {
		b.WriteRune(rune(c))
	}
	return b.String()
}
