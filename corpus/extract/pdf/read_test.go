package pdf

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/extract"
)

// lines reads a file here, without tools, and gives its blocks as "kind text".
func lines(t *testing.T, data []byte) []string {
	t.Helper()
	x, err := Reader{NoTools: true, Timeout: 20 * time.Second}.Extract(context.Background(), "test.pdf", data)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range x.Blocks {
		out = append(out, []string{"", "table ", "note ", "header ", "footer "}[b.Kind]+b.Text)
	}
	return out
}

func expect(t *testing.T, data []byte, want ...string) {
	t.Helper()
	if got := lines(t, data); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// toUnicode is a CMap of code → UTF-16 hex.
func toUnicode(width int, pairs ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <%s> <%s> endcodespacerange %d beginbfchar\n",
		strings.Repeat("00", width), strings.Repeat("FF", width), len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, "<%s> <%s>\n", pairs[i], pairs[i+1])
	}
	b.WriteString("endbfchar endcmap end end")
	return []byte(b.String())
}

func TestText(t *testing.T) {
	const long = "BT /F1 12 Tf "
	tests := map[string]struct {
		content string
		font    string // body of F1 in place of Helvetica
		extra   []string
		want    []string
	}{
		"moves between strings are spaces": {long + "72 700 Td (Dieu 1) Tj 60 0 Td (Dieu 2) Tj ET", "", nil, []string{"Dieu 1 Dieu 2"}},
		"gaps of TJ":                       {long + "72 700 Td [(Luat)-600(Dat)-20(dai)] TJ ET", "", nil, []string{"Luat Datdai"}},
		"quote operators":                  {long + "14 TL 72 700 Td (mot.) Tj (hai.) ' 1 0 (ba bon) \" ET", "", nil, []string{"mot.", "hai.", "ba bon"}},
		"octal and nested strings":         {long + `72 700 Td (a\050b\051 \(c\) (d) \101) Tj ET`, "", nil, []string{"a(b) (c) (d) A"}},
		"bold by drawing twice":            {long + "72 700 Td (LUAT) Tj 0.3 0 Td (LUAT) Tj ET", "", nil, []string{"LUAT"}},
		"inline image": {"BT /F1 12 Tf 72 700 Td (truoc) Tj ET q 10 0 0 10 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x01\xffEI\x02 EI Q BT /F1 12 Tf 72 650 Td (sau) Tj ET",
			"", nil, []string{"truoc", "sau"}},
		"actual text": {long + "72 700 Td /Span <</ActualText <FEFF1ED9>>> BDC (xx) Tj EMC ( sau) Tj ET", "", nil, []string{"ộ sau"}},
		"ToUnicode goes before Encoding": {long + "72 700 Td (C4ng) Tj ET",
			"<</Type/Font/Subtype/TrueType/BaseFont/AAAAAA+X/Encoding/WinAnsiEncoding/ToUnicode 9 0 R>>",
			[]string{streamOf("", toUnicode(1, "34", "1ED9"))}, []string{"Cộng"}},
		"glyph names": {long + "72 700 Td (\x01\x02\x03\x04) Tj ET",
			"<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[1/D/uni1EA5/t/dcroat]>>>>", nil, []string{"Dấtđ"}},
		"widths of composite fonts": {long + "72 700 Td <00010002> Tj 20 0 Td <0001> Tj ET",
			"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/W[1[600 600]]/DW 1000>>]/ToUnicode 9 0 R>>",
			[]string{streamOf("", toUnicode(2, "0001", "0061", "0002", "0062"))}, []string{"ab a"}},
		"a mark drawn before its letter": {"BT /F2 12 Tf 87 700 Td (.) Tj /F1 12 Tf 1 0 0 1 72 700 Tm (Ho Chi) Tj ET",
			"", []string{"font F2", streamOf("", toUnicode(1, "2E", "0301"))}, []string{"Hó Chi"}},
		"legacy font": {long + "72 700 Td (Qu\xe8c h\xe9i, \xae\xb9i bi\xd3u) Tj ET",
			"<</Type/Font/Subtype/TrueType/BaseFont/.VnTime/Encoding/WinAnsiEncoding>>", nil, []string{"Quốc hội, đại biểu"}},
		"legacy font of capitals": {long + "72 700 Td (Qu\xe8c h\xe9i) Tj ET",
			"<</Type/Font/Subtype/TrueType/BaseFont/BCDEEE+VnTimeHBold/Encoding/WinAnsiEncoding>>", nil, []string{"QUỐC HỘI"}},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			m := page(c.content)
			if c.font != "" {
				m.set(3, c.font)
			}
			for len(m.objects) < 8 {
				m.add("null")
			}
			for _, x := range c.extra {
				if x == "font F2" {
					m.set(5, strings.Replace(m.objects[4], "/F1 3 0 R", "/F1 3 0 R/F2 8 0 R", 1))
					m.set(8, "<</Type/Font/Subtype/Type1/BaseFont/M/FirstChar 46/LastChar 46/Widths[0]/ToUnicode 9 0 R>>")
					continue
				}
				m.add(x)
			}
			expect(t, m.bytes(), c.want...)
		})
	}
}

func TestFormXObject(t *testing.T) {
	m := page("q 1 0 0 1 50 0 cm /Fm Do Q BT /F1 12 Tf 72 600 Td (ngoai) Tj ET")
	form := m.add(streamOf("/Type/XObject/Subtype/Form/BBox[0 0 500 800]/Matrix[1 0 0 1 0 10]/Resources<</Font<</F1 3 0 R>>/XObject<</Fm 6 0 R>>>>",
		[]byte("BT /F1 12 Tf 72 700 Td (trong) Tj ET /Fm Do")))
	m.set(5, strings.Replace(m.objects[4], "/Font", fmt.Sprintf("/XObject<</Fm %d 0 R>>/Font", form), 1))
	expect(t, m.bytes(), "trong", "ngoai") // the form also draws itself
}

// A line whose letters come from two fonts is drawn font by font.
func TestLineOfTwoFonts(t *testing.T) {
	m := page("BT /F1 10 Tf 1 0 0 1 72 700 Tm (C) Tj 1 0 0 1 84 700 Tm (ng hoa) Tj /F2 10 Tf 1 0 0 1 79 700 Tm (4) Tj ET")
	for len(m.objects) < 7 {
		m.add("null")
	}
	m.set(5, strings.Replace(m.objects[4], "/F1 3 0 R", "/F1 3 0 R/F2 6 0 R", 1))
	m.set(6, "<</Type/Font/Subtype/Type1/BaseFont/X/FirstChar 52/LastChar 52/Widths[500]/ToUnicode 7 0 R>>")
	m.set(7, streamOf("", toUnicode(1, "34", "1ED9")))
	expect(t, m.bytes(), "Cộng hoa")
}

func TestColumns(t *testing.T) {
	var c strings.Builder
	c.WriteString("BT /F1 10 Tf ")
	at := func(x, y int, s string) { fmt.Fprintf(&c, "1 0 0 1 %d %d Tm (%s) Tj ", x, y, s) }
	at(60, 780, "BO TAI CHINH")
	at(300, 780, "CONG HOA XA HOI CHU NGHIA VIET NAM")
	at(60, 766, "So: 01/2020/TT-BTC")
	at(330, 766, "Doc lap - Tu do - Hanh phuc")
	at(320, 745, "Ha Noi, ngay 01 thang 02 nam 2020")
	at(60, 700, "Can cu vao luat nay thi moi nguoi deu phai doc het ca dong dai cho den le phai cua trang")
	at(60, 688, "giay.")
	at(60, 650, "1.")
	at(90, 650, "Nhan hieu dung mot minh khong la cot.")
	at(60, 638, "2.")
	at(90, 638, "Nhan hieu thu hai.")
	at(60, 626, "3.")
	at(90, 626, "Nhan hieu thu ba.")
	c.WriteString("ET")
	expect(t, page(c.String()).bytes(), "BO TAI CHINH", "So: 01/2020/TT-BTC", "CONG HOA XA HOI CHU NGHIA VIET NAM", "Doc lap - Tu do - Hanh phuc",
		"Ha Noi, ngay 01 thang 02 nam 2020", "Can cu vao luat nay thi moi nguoi deu phai doc het ca dong dai cho den le phai cua trang giay.",
		"1. Nhan hieu dung mot minh khong la cot.", "2. Nhan hieu thu hai.", "3. Nhan hieu thu ba.")
}

func TestRuledTable(t *testing.T) {
	var c strings.Builder
	for _, y := range []int{700, 670, 640, 610} {
		fmt.Fprintf(&c, "60 %d m 400 %d l S ", y, y)
	}
	for _, x := range []int{60, 120, 400} {
		fmt.Fprintf(&c, "%d 610 m %d 700 l S ", x, x)
	}
	c.WriteString("BT /F1 10 Tf 1 0 0 1 60 720 Tm (Bang gia) Tj 1 0 0 1 65 685 Tm (STT) Tj 1 0 0 1 125 685 Tm (Ten) Tj " +
		"1 0 0 1 65 655 Tm (1) Tj 1 0 0 1 125 658 Tm (Loai mot, dai qua mot dong thi xuong dong va con mot) Tj 1 0 0 1 125 646 Tm (dong nua) Tj " +
		"1 0 0 1 65 625 Tm (2) Tj 1 0 0 1 125 625 Tm (Loai hai) Tj 1 0 0 1 60 590 Tm (Het bang.) Tj ET")
	x, err := Reader{NoTools: true}.Extract(context.Background(), "t.pdf", page(c.String()).bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Blocks) != 3 || x.Blocks[1].Kind != extract.TableBlock {
		t.Fatalf("blocks %+v", x.Blocks)
	}
	want := "STT | Ten\n1 | Loai mot, dai qua mot dong thi xuong dong va con mot dong nua\n2 | Loai hai"
	if x.Blocks[1].Text != want || len(x.Blocks[1].Rows) != 3 {
		t.Errorf("table %q, want %q", x.Blocks[1].Text, want)
	}
}

// Boxes drawn around or filled behind lines, to mark them, make no table of them;
// a table with a filled head stays one.
func TestMarkedLinesAreNoTable(t *testing.T) {
	text := "BT /F1 10 Tf 1 0 0 1 60 720 Tm (Dieu 1. Ten dieu) Tj 1 0 0 1 60 705 Tm (1. Khoan mot duoc to mau vang.) Tj 1 0 0 1 60 690 Tm (2. Khoan hai.) Tj ET "
	want := []string{"Dieu 1. Ten dieu", "1. Khoan mot duoc to mau vang.", "2. Khoan hai."}
	for name, boxes := range map[string]string{
		"filled behind the text": "1 1 0 rg 58 702 300 12 re f 58 687 300 12 re f 0 g ",
		"drawn around lines":     "58 717 300 13 re S 58 702 300 13 re S 58 687 300 13 re S ",
		"filled in two pieces":   "1 1 0 rg 58 702 100 12 re f 158 702 200 12 re f 58 687 100 12 re f 158 687 200 12 re f 0 g ",
	} {
		t.Run(name, func(t *testing.T) { expect(t, page(boxes+text).bytes(), want...) })
	}
	var table strings.Builder
	table.WriteString("0.8 g 60 670 340 30 re f 0 g ")
	for _, y := range []int{700, 670, 640} { // rules as thin filled boxes
		fmt.Fprintf(&table, "60 %d 340 0.5 re f ", y)
	}
	for _, x := range []int{60, 120, 400} {
		fmt.Fprintf(&table, "%d 640 0.5 60 re f ", x)
	}
	table.WriteString("BT /F1 10 Tf 1 0 0 1 65 685 Tm (STT) Tj 1 0 0 1 125 685 Tm (Ten) Tj 1 0 0 1 65 655 Tm (1) Tj 1 0 0 1 125 655 Tm (Loai mot) Tj ET")
	expect(t, page(table.String()).bytes(), "table STT | Ten\n1 | Loai mot")
}

func TestRunningHeadsAndNotes(t *testing.T) {
	var contents []string
	for i := range 5 {
		c := fmt.Sprintf("BT /F1 9 Tf 1 0 0 1 60 810 Tm (CONG BAO/So %d) Tj /F1 12 Tf 1 0 0 1 60 700 Tm (Trang nay la trang thu %d va no co mot dong that dai de day het le phai) Tj ", 100+i, i)
		if i == 1 {
			c += "1 0 0 1 60 680 Tm (Van ban hop nhat) Tj /F1 7 Tf 1 0 0 1 152 685 Tm (1) Tj /F1 12 Tf 1 0 0 1 157 680 Tm ( nay.) Tj /F1 9 Tf 1 0 0 1 60 120 Tm (dien tich 5 m) Tj /F1 9 Tf " +
				"/F1 5 Tf 1 0 0 1 60 103 Tm (1) Tj /F1 9 Tf 1 0 0 1 66 100 Tm (Chu thich cua ban hop nhat.) Tj "
		}
		contents = append(contents, c+fmt.Sprintf("/F1 10 Tf 1 0 0 1 290 30 Tm (%d) Tj ET", i+1))
	}
	x, err := Reader{NoTools: true}.Extract(context.Background(), "t.pdf", pages(contents...).bytes())
	if err != nil {
		t.Fatal(err)
	}
	heads, feet := 0, 0
	for _, b := range x.Blocks {
		switch b.Kind {
		case extract.HeaderBlock:
			heads++
		case extract.FooterBlock:
			feet++
		case extract.FootnoteBlock:
			if b.Mark != "1" || b.Text != "Chu thich cua ban hop nhat." || b.Page != 2 {
				t.Errorf("note %+v", b)
			}
		case extract.Paragraph:
			if strings.HasPrefix(b.Text, "Van ban") && (b.Text != "Van ban hop nhat nay." || len(b.Notes) != 1 || b.Notes[0].Mark != "1" || b.Notes[0].At != len("Van ban hop nhat")) {
				t.Errorf("marked paragraph %+v", b)
			}
		}
	}
	if heads != 5 || feet != 5 {
		t.Errorf("%d headers, %d footers, want 5 and 5: %+v", heads, feet, x.Blocks)
	}
}

func TestRotatedPage(t *testing.T) {
	m := page("BT /F1 12 Tf 0 1 -1 0 100 72 Tm (Nam ngang) Tj 0 1 -1 0 114 72 Tm (dong hai.) Tj ET")
	m.set(5, strings.Replace(m.objects[4], "/MediaBox", "/Rotate 90/MediaBox", 1))
	expect(t, m.bytes(), "Nam ngang", "dong hai.")
	// The same without the page being turned: most of its text stands on end.
	expect(t, page("BT /F1 12 Tf 0 1 -1 0 100 72 Tm (Nam ngang) Tj 0 1 -1 0 114 72 Tm (dong hai.) Tj ET").bytes(), "Nam ngang", "dong hai.")
}

func TestFilters(t *testing.T) {
	content := []byte("BT /F1 12 Tf 72 700 Td (noi dung) Tj ET")
	runs := func(d []byte) []byte { return append(append([]byte{byte(len(d) - 1)}, d...), 128) }
	png := func(d []byte) []byte { // every line by a predictor of its own, columns of 8
		var out []byte
		for len(d)%8 != 0 {
			d = append(d, ' ')
		}
		prev := make([]byte, 8)
		for i := 0; i < len(d); i += 8 {
			line := d[i : i+8]
			tag := byte(i / 8 % 5)
			out = append(out, tag)
			for k := range line {
				var left, corner byte
				if k > 0 {
					left, corner = line[k-1], prev[k-1]
				}
				sub := []byte{0, left, prev[k], byte((int(left) + int(prev[k])) / 2), paeth(left, prev[k], corner)}[tag]
				out = append(out, line[k]-sub)
			}
			prev = line
		}
		return out
	}
	for dict, data := range map[string][]byte{
		"/Filter/FlateDecode":                                        deflate(content),
		"/Filter[/ASCIIHexDecode/FlateDecode]":                       []byte(hex.EncodeToString(deflate(content)) + ">"),
		"/Filter/RunLengthDecode":                                    runs(content),
		"/Filter/LZWDecode":                                          lzwOf(content, 1),
		"/Filter/LZWDecode/DecodeParms<</EarlyChange 0>>":            lzwOf(content, 0),
		"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 8>>": deflate(png(bytes.Clone(content))),
	} {
		t.Run(dict, func(t *testing.T) { expect(t, page("").set(4, streamOf(dict, data)).bytes(), "noi dung") })
	}
	big := bytes.Repeat([]byte("BT ET "), 3000)
	big = append(big, content...)
	expect(t, page("").set(4, streamOf("/Filter/LZWDecode", lzwOf(big, 1))).bytes(), "noi dung")
}

// lzwOf packs data the way PDF does, growing codes early by one or not.
func lzwOf(data []byte, early int) []byte {
	var out []byte
	bits, have := uint32(0), 0
	width := 9
	emit := func(code int) {
		bits = bits<<width | uint32(code)
		have += width
		for have >= 8 {
			out = append(out, byte(bits>>(have-8)))
			have -= 8
		}
	}
	table := map[string]int{}
	reset := func() {
		clear(table)
		for i := range 256 {
			table[string([]byte{byte(i)})] = i
		}
		width = 9
	}
	emit(256)
	reset()
	next := 258
	w := ""
	for _, b := range data {
		x := w + string([]byte{b})
		if _, ok := table[x]; ok {
			w = x
			continue
		}
		emit(table[w])
		table[x] = next
		next++
		if next+early > 1<<width && width < 12 {
			width++
		}
		if next == 4095 {
			emit(256)
			reset()
			next = 258
		}
		w = string([]byte{b})
	}
	emit(table[w])
	emit(257)
	return append(out, byte(bits<<(8-have)))
}
