package pdf

import "math"

// operator runs one operator of a content stream that needs no resources.
func (in *interpreter) operator(op string, stack []operand) {
	t := &in.state.text
	num := func(i int) float64 {
		if i < len(stack) {
			return stack[i].num
		}
		return 0
	}
	switch op {
	case "q":
		if len(in.saved) < 4096 {
			in.saved = append(in.saved, in.state)
		}
	case "Q":
		if n := len(in.saved); n > 0 {
			in.state, in.saved = in.saved[n-1], in.saved[:n-1]
		}
	case "cm":
		if len(stack) >= 6 {
			in.state.ctm = matrixOf(stack).mul(in.state.ctm)
		}
	case "BT":
		in.tm, in.line = identity, identity
	case "Tc":
		t.spacing = num(0)
	case "Tw":
		t.word = num(0)
	case "Tz":
		t.scale = num(0) / 100
	case "TL":
		t.leading = num(0)
	case "Tr":
		t.mode = int(num(0))
	case "Ts":
		t.rise = num(0)
	case "Td":
		in.move(num(0), num(1))
	case "TD":
		t.leading = -num(1)
		in.move(num(0), num(1))
	case "Tm":
		if len(stack) >= 6 {
			in.line = matrixOf(stack)
			in.tm = in.line
		}
	case "T*":
		in.move(0, -t.leading)
	case "Tj":
		if len(stack) >= 1 {
			in.show(stack[len(stack)-1].str)
		}
	case "'":
		in.move(0, -t.leading)
		if len(stack) >= 1 {
			in.show(stack[len(stack)-1].str)
		}
	case "\"":
		if len(stack) >= 3 {
			t.word, t.spacing = num(0), num(1)
			in.move(0, -t.leading)
			in.show(stack[2].str)
		}
	case "TJ":
		if len(stack) >= 1 {
			for i := range stack[len(stack)-1].list {
				o := &stack[len(stack)-1].list[i]
				if o.kind == kNumber {
					in.advance(-o.num / 1000 * t.size * t.scale)
				} else if o.kind == kString {
					in.show(o.str)
				}
			}
		}
	case "BMC":
		in.actual = append(in.actual, "")
	case "EMC":
		in.end()
	default:
		in.pathOperator(op, stack)
	}
}

func matrixOf(stack []operand) (m matrix) {
	for i := range m {
		m[i] = stack[len(stack)-6+i].num
	}
	return m
}

func (in *interpreter) move(x, y float64) {
	in.line = matrix{1, 0, 0, 1, x, y}.mul(in.line)
	in.tm = in.line
}

func (in *interpreter) advance(by float64) {
	in.tm[4] += by * in.tm[0]
	in.tm[5] += by * in.tm[1]
}

// show places the glyphs of a string.
func (in *interpreter) show(s []byte) {
	t := &in.state.text
	f := t.font
	if f == nil {
		f = unknownFont
	}
	for len(s) > 0 {
		g := f.decode(s)
		if g.n <= 0 {
			return
		}
		s = s[g.n:]
		advance := g.width * t.size
		spacing := t.spacing
		if g.space {
			spacing += t.word
		}
		advance = (advance + spacing) * t.scale
		if f.vertical {
			in.place(g.text, f, 0)
			in.tm[4] += -t.size * in.tm[2]
			in.tm[5] += -t.size * in.tm[3]
			continue
		}
		in.place(g.text, f, advance)
		in.advance(advance)
	}
}

// unknownFont stands in where a page names a font that it does not have.
var unknownFont = func() *font {
	f := &font{scale: 0.001, missing: 500, width: make([]float64, 256), unmapped: true}
	for i := range f.width {
		f.width[i] = 500
		if r := winAnsi[i]; r != 0 {
			f.text[i] = string(r)
		}
	}
	return f
}()

func (in *interpreter) place(text string, f *font, advance float64) {
	if in.muted > 0 {
		text = in.pending
		in.pending = ""
	}
	if text == "" || len(in.out.glyphs) > maxGlyphs {
		return
	}
	t := &in.state.text
	m := matrix{t.size * t.scale, 0, 0, t.size, 0, t.rise}.mul(in.tm).mul(in.state.ctm)
	b := in.tm.mul(in.state.ctm)
	g := glyph{x: m[4], y: m[5], text: text, font: f, hidden: t.mode == 3 || t.mode == 7, seq: int32(len(in.out.glyphs))}
	g.size = math.Hypot(m[2], m[3])
	along := math.Hypot(b[0], b[1])
	g.w = advance * along
	switch {
	case math.Abs(b[1]) <= 0.05*along && b[0] > 0:
	case math.Abs(b[0]) <= 0.05*along && b[1] > 0:
		g.turned = 1
	case math.Abs(b[1]) <= 0.05*along && b[0] < 0:
		g.turned = 2
	case math.Abs(b[0]) <= 0.05*along && b[1] < 0:
		g.turned = 3
	default:
		g.turned = 4
	}
	if math.IsNaN(g.x) || math.IsNaN(g.y) || math.IsInf(g.x, 0) || math.IsInf(g.y, 0) || math.IsNaN(g.w) || math.IsNaN(g.size) ||
		math.Abs(g.x) > 1e6 || math.Abs(g.y) > 1e6 || math.Abs(g.w) > 1e5 {
		return
	}
	in.out.glyphs = append(in.out.glyphs, g)
}

// pathOperator follows the drawing of straight lines and boxes.
func (in *interpreter) pathOperator(op string, stack []operand) {
	num := func(i int) float64 {
		if i < len(stack) {
			return stack[i].num
		}
		return 0
	}
	switch op {
	case "m":
		in.at = [2]float64{num(0), num(1)}
		in.start = in.at
	case "l":
		to := [2]float64{num(0), num(1)}
		in.segment(in.at, to)
		in.at = to
	case "h":
		in.segment(in.at, in.start)
		in.at = in.start
	case "c":
		in.at = [2]float64{num(4), num(5)}
	case "v", "y":
		in.at = [2]float64{num(2), num(3)}
	case "re":
		x, y, w, h := num(0), num(1), num(2), num(3)
		first := len(in.path)
		in.segment([2]float64{x, y}, [2]float64{x + w, y})
		in.segment([2]float64{x + w, y}, [2]float64{x + w, y + h})
		in.segment([2]float64{x + w, y + h}, [2]float64{x, y + h})
		in.segment([2]float64{x, y + h}, [2]float64{x, y})
		if a, b := in.extent(w, h); a > 3 && b > 3 {
			for i := first; i < len(in.path); i++ {
				in.path[i].area = true
			}
		}
	case "S", "s", "B", "B*", "b", "b*", "f", "F", "f*":
		stroked := op[0] != 'f' && op[0] != 'F'
		for _, r := range in.path {
			if (stroked || !r.area) && len(in.out.rules) < 100000 { // a filled area is a background
				in.out.rules = append(in.out.rules, r)
			}
		}
		in.path = in.path[:0]
	case "n":
		in.path = in.path[:0]
	}
}

// extent is the size of a box on the page.
func (in *interpreter) extent(w, h float64) (float64, float64) {
	m := in.state.ctm
	return math.Hypot(w*m[0], w*m[1]), math.Hypot(h*m[2], h*m[3])
}

func (in *interpreter) segment(a, b [2]float64) {
	if len(in.path) > 20000 {
		return
	}
	m := in.state.ctm
	x0, y0 := a[0]*m[0]+a[1]*m[2]+m[4], a[0]*m[1]+a[1]*m[3]+m[5]
	x1, y1 := b[0]*m[0]+b[1]*m[2]+m[4], b[0]*m[1]+b[1]*m[3]+m[5]
	if math.Abs(x1-x0) > 1 && math.Abs(y1-y0) > 1 {
		return
	}
	in.path = append(in.path, rule{x0: math.Min(x0, x1), y0: math.Min(y0, y1), x1: math.Max(x0, x1), y1: math.Max(y0, y1)})
}
