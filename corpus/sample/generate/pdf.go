package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/signintech/gopdf"
)

// defaultFonts is where Debian keeps the Noto fonts. The writer does not embed
// what a composite glyph's own components are made of, so the font must build
// the Vietnamese letters in one step: Noto Serif does, DejaVu does not.
const defaultFonts = "/usr/share/fonts/truetype/noto"

const (
	pdfLeft, pdfRight  = 70.0, 525.0 // A4 is 595 × 842 points
	pdfTop, pdfBottom  = 80.0, 770.0
	pdfSize, pdfSmall  = 11.0, 8.5
	pdfHead            = 9.5 // of the two-column blocks
	pdfLine, pdfIndent = 16.0, 24.0
)

// renderPDF writes a PDF with a text layer, embedded subset fonts with
// ToUnicode, a running header, page numbers, and footnotes at the foot of the
// page.
func renderPDF(s *source, fonts string) ([]byte, error) {
	p := &pdf{notes: s.notes, head: s.head["running"]}
	p.doc.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	// A fixed time: the same source gives the same bytes.
	p.doc.SetInfo(gopdf.PdfInfo{Title: s.head["title"], Subject: "Văn bản giả định, không có giá trị pháp lý",
		CreationDate: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)})
	for _, f := range [][2]string{{"serif", "NotoSerif-Regular.ttf"}, {"serifb", "NotoSerif-Bold.ttf"}, {"serifi", "NotoSerif-Italic.ttf"}} {
		if err := p.doc.AddTTFFont(f[0], filepath.Join(fonts, f[1])); err != nil {
			return nil, fmt.Errorf("load a font: %w", err)
		}
	}
	p.page()
	for _, b := range s.blocks {
		p.block(b)
	}
	p.foot()
	if p.err != nil {
		return nil, p.err
	}
	data, err := p.doc.GetBytesPdfReturnErr()
	if err != nil {
		return nil, fmt.Errorf("close the PDF: %w", err)
	}
	return data, nil
}

// pdf keeps the first error and does nothing after it.
type pdf struct {
	doc    gopdf.GoPdf
	err    error
	notes  map[string]string
	head   string
	number int
	y      float64
	bottom float64
	here   []string // footnotes of this page, as lines
}

func (p *pdf) do(err error) {
	if p.err == nil && err != nil {
		p.err = fmt.Errorf("write page %d: %w", p.number, err)
	}
}

func (p *pdf) font(weight string, size float64) { p.do(p.doc.SetFont("serif"+weight, "", size)) }

func (p *pdf) width(t string) float64 {
	w, err := p.doc.MeasureTextWidth(t)
	p.do(err)
	return w
}

func (p *pdf) at(x, y float64, t string) {
	p.doc.SetXY(x, y)
	p.do(p.doc.Text(t))
}

// page starts a page with its running header and number.
func (p *pdf) page() {
	p.foot()
	p.doc.AddPage()
	p.number++
	p.y, p.bottom = pdfTop, pdfBottom
	p.font("", pdfSmall)
	if p.number > 1 { // as issuers do: none on the first page
		p.at(pdfLeft, 45, p.head)
	}
	n := fmt.Sprintf("%d", p.number)
	p.at((pdfLeft+pdfRight-p.width(n))/2, 812, n)
}

// foot writes the footnotes that the page has gathered.
func (p *pdf) foot() {
	if len(p.here) == 0 {
		return
	}
	p.doc.Line(pdfLeft, p.bottom+6, pdfLeft+130, p.bottom+6)
	p.font("", pdfSmall)
	for i, l := range p.here {
		p.at(pdfLeft, p.bottom+20+12*float64(i), l)
	}
	p.here = nil
}

func (p *pdf) block(b block) {
	switch b.kind {
	case mark, centred, heading:
		p.y += 4
		p.para("b", "center", pdfSize, pdfLeft, pdfRight, b.text)
	case article:
		p.y += 4
		if p.y+3*pdfLine > p.bottom {
			p.page()
		}
		p.para("b", "first", pdfSize, pdfLeft, pdfRight, b.text)
	case italic:
		p.para("i", "first", pdfSize, pdfLeft, pdfRight, b.text)
	case rule:
		p.para("", "center", pdfSize, pdfLeft, pdfRight, "_______________")
	case pair:
		mid := 215.0
		if p.y+float64(max(len(b.left), len(b.right)))*pdfLine > p.bottom {
			p.page()
		}
		top := p.y
		p.column(b.left, pdfLeft, mid-10)
		low := p.y
		p.y = top
		p.column(b.right, mid, pdfRight)
		p.y = max(p.y, low) + pdfLine
	case table:
		p.table(b.rows)
	default:
		p.para("", "first", pdfSize, pdfLeft, pdfRight, b.text)
	}
}

func (p *pdf) column(lines []string, x0, x1 float64) {
	for i, l := range lines {
		weight, align := "", "center"
		if i == 0 || l == strings.ToUpper(l) {
			weight = "b"
		}
		if strings.HasPrefix(l, "- ") {
			weight, align = "", "left"
		}
		p.para(weight, align, pdfHead, x0, x1, l)
	}
}

// wrap breaks text into lines not wider than w in the font that is set.
func (p *pdf) wrap(text string, first, w float64) []string {
	var lines []string
	line, room := "", w-first
	for _, word := range strings.Fields(text) {
		if next := strings.TrimSpace(line + " " + word); line == "" || p.width(next) <= room {
			line = next
			continue
		}
		lines, line, room = append(lines, line), word, w
	}
	return append(lines, line)
}

func (p *pdf) para(weight, align string, size, x0, x1 float64, text string) {
	var marks []string
	for _, m := range noteMark.FindAllStringSubmatch(text, -1) {
		marks = append(marks, m[1])
	}
	p.font(weight, size)
	indent := 0.0
	if align == "first" {
		indent = pdfIndent
	}
	lines := p.wrap(plain(text), indent, x1-x0)
	p.note(marks)
	for i, l := range lines {
		if p.y > p.bottom {
			p.page()
		}
		p.font(weight, size)
		x := x0
		switch {
		case align == "center":
			x = (x0 + x1 - p.width(l)) / 2
		case i == 0:
			x += indent
		}
		p.at(x, p.y, l)
		if i == len(lines)-1 && len(marks) > 0 {
			end := x + p.width(l)
			p.font("", 7)
			p.at(end+1, p.y-4, strings.Join(marks, ", "))
		}
		p.y += pdfLine
	}
	p.y += 3
}

// note keeps room at the foot of this page for the notes of a paragraph.
func (p *pdf) note(marks []string) {
	for _, m := range marks {
		p.font("", pdfSmall)
		p.here = append(p.here, p.wrap(m+" "+p.notes[m], 0, pdfRight-pdfLeft)...)
	}
	if len(marks) > 0 {
		p.bottom = pdfBottom - 12*float64(len(p.here)) - 8
	}
}

func (p *pdf) table(rows [][]string) {
	w := (pdfRight - pdfLeft) / float64(len(rows[0]))
	for i, row := range rows {
		weight := ""
		if i == 0 {
			weight = "b"
		}
		p.font(weight, pdfSize-1)
		cells, high := make([][]string, len(row)), 1
		for j, c := range row {
			cells[j] = p.wrap(plain(c), 0, w-10)
			high = max(high, len(cells[j]))
		}
		h := float64(high)*14 + 8
		if p.y+h > p.bottom {
			p.page()
			p.font(weight, pdfSize-1)
		}
		top := p.y - 10
		for j, lines := range cells {
			x := pdfLeft + w*float64(j)
			p.doc.RectFromUpperLeftWithStyle(x, top, w, h, "D")
			for k, l := range lines {
				p.at(x+5, p.y+3+14*float64(k), l)
			}
		}
		p.y += h
	}
	p.y += 8
}
