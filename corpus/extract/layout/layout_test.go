package layout

import (
	"fmt"
	"strings"
	"testing"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/vitext/legacy"
)

func TestParagraph(t *testing.T) {
	var d Decoder
	p := Paragraph{Decoder: &d}
	p.Text("  Điều 1", Run{Bold: true})
	p.Note("1")
	p.Text(".  Phạm", Run{Bold: true})
	p.Tab()
	p.Text("vi ", Run{Bold: true})
	p.Break()
	p.Break()
	p.Text("dòng\u00a0hai", Run{Bold: true})
	p.Note("2")
	blocks := p.Flush(extract.Block{Centered: true}, "5.")
	want := "[5. Điều 1. Phạm vi/5./[{1 12}]/true/true] [dòng hai//[{2 9}]/true/true]"
	var got []string
	for _, b := range blocks {
		got = append(got, fmt.Sprintf("[%s/%s/%v/%v/%v]", b.Text, b.Label, b.Notes, b.Bold, b.Centered))
	}
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if !p.Empty() || len(p.Flush(extract.Block{}, "")) != 0 {
		t.Error("not empty after Flush")
	}
	p.Text("thường và ", Run{})
	p.Text("đậm", Run{Bold: true})
	if b := p.Flush(extract.Block{}, "")[0]; b.Bold {
		t.Error("a bold word does not make a bold paragraph")
	}
}

func TestLabelOfAnEmptyParagraph(t *testing.T) {
	for label, want := range map[string]int{"Điều 5.": 1, "5.": 0, "•": 0, "a)": 0} {
		p := Paragraph{Decoder: &Decoder{}}
		if got := p.Flush(extract.Block{}, label); len(got) != want {
			t.Errorf("%q: %v", label, got)
		}
	}
}

func TestDecoderTellsTheEncoding(t *testing.T) {
	old := Run{Font: ".VnTime"}
	tests := []struct {
		name string
		add  func(p *Paragraph)
		text string
		enc  string
	}{
		{"unicode", func(p *Paragraph) { p.Text("Luật", Run{Font: "Arial"}) }, "Luật", "utf-8"},
		{"tcvn3", func(p *Paragraph) { p.Text("LuËt", old) }, "Luật", "tcvn3"},
		{"mixed", func(p *Paragraph) { p.Text("LuËt ", old); p.Text("LUAÄT", Run{Font: "VNI-Times"}) }, "Luật LUẬT", "mixed"},
		{"hardly anything of the other", func(p *Paragraph) { p.Text(strings.Repeat("LuËt ", 50), old); p.Text("OÄ", Run{Font: "VNI-Times"}) }, strings.Repeat("Luật ", 50) + "Ộ", "tcvn3"},
		{"vni letter in two fonts", func(p *Paragraph) { p.Text("CO", Run{Font: "VNI-Times"}); p.Text("ÄNG", Run{Font: "Arial"}) }, "CỘNG", "vni"},
		{"vni mark alone in its font", func(p *Paragraph) { p.Text("CO", Run{Font: "Arial"}); p.Text("ÄNG", Run{Font: "VNI-Times"}) }, "CỘNG", "vni"},
		{"symbols", func(p *Paragraph) { p.Text("\uf0b7 ", Run{Font: "Symbol"}); p.Text("\uf0fc", Run{Font: "Wingdings 2"}) }, "• ✓", "utf-8"},
	}
	for _, tt := range tests {
		var d Decoder
		p := Paragraph{Decoder: &d}
		tt.add(&p)
		blocks := p.Flush(extract.Block{}, "")
		if len(blocks) != 1 || blocks[0].Text != tt.text || d.Encoding() != tt.enc {
			t.Errorf("%s: %v, %s", tt.name, blocks, d.Encoding())
		}
	}
}

func TestFoundEncoding(t *testing.T) {
	var d Decoder
	p := Paragraph{Decoder: &d}
	p.Text("NghÞ ®Þnh nµy quy ®Þnh viÖc trång c©y", Run{Font: "Arial"})
	if b := p.Flush(extract.Block{}, ""); b[0].Text != "Nghị định này quy định việc trồng cây" || d.Found() != legacy.TCVN3 {
		t.Errorf("%v, %v", b, d.Found())
	}
}

func TestNumeral(t *testing.T) {
	tests := []struct {
		n      int
		format string
		want   string
	}{
		{4, "decimal", "4"}, {4, "decimalZero", "04"}, {12, "decimalZero", "12"}, {3, "lowerLetter", "c"}, {28, "lowerLetter", "bb"}, {2, "upperLetter", "B"},
		{14, "upperRoman", "XIV"}, {1999, "lowerRoman", "mcmxcix"}, {0, "upperRoman", "0"}, {5, "none", ""}, {7, "chineseCounting", "7"},
		{1, "vietnameseCounting", "một"}, {10, "vietnameseCounting", "mười"}, {15, "vietnameseCounting", "mười lăm"}, {21, "vietnameseCounting", "hai mươi mốt"}, {100, "vietnameseCounting", "100"},
	}
	for _, tt := range tests {
		if got := Numeral(tt.n, tt.format); got != tt.want {
			t.Errorf("Numeral(%d, %s) = %q, want %q", tt.n, tt.format, got, tt.want)
		}
	}
}

func TestListRestarts(t *testing.T) {
	level := func(text string, restart int) ListLevel {
		return ListLevel{Start: 1, Format: "decimal", Text: text, Restart: restart, Defined: true}
	}
	def := &ListDef{Levels: [Levels]ListLevel{level("%1.", -1), level("%1.%2.", -1), level("%3)", 1), level("%4]", 0)}}
	l := NewList(def)
	var got []string
	for _, at := range []int{0, 1, 2, 3, 1, 2, 3, 0, 1, 2, 3, 99, -1} {
		got = append(got, l.Next(at, ""))
	}
	// The third level restarts after the first only, the fourth never.
	want := "1. 1.1. 1) 1] 1.2. 2) 2] 2. 2.1. 1) 3]  3."
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if (*List)(nil).Next(0, "") != "" || NewList(nil).Next(0, "") != "" {
		t.Error("a list without definition has no labels")
	}
}

func block(text string) []extract.Block { return []extract.Block{{Text: text}} }

func TestTable(t *testing.T) {
	tests := []struct {
		name   string
		rows   [][]Cell
		blocks int
		kind   extract.BlockKind
	}{
		{"data", [][]Cell{{{0, block("STT")}, {1, block("Tên")}}, {{0, block("1")}, {1, block("Cây")}}}, 1, extract.TableBlock},
		{"one column", [][]Cell{{{0, block("a")}}, {{0, block("b")}}}, 2, extract.Paragraph},
		{"head of a document", [][]Cell{{{0, block("BỘ CÂY XANH")}, {1, block("Độc lập - Tự do - Hạnh phúc")}}}, 2, extract.Paragraph},
		{"signature", [][]Cell{{{0, block("Nơi nhận: như trên")}, {1, block("BỘ TRƯỞNG")}}}, 2, extract.Paragraph},
		{"articles side by side", [][]Cell{{{0, block("Điều 1. Một")}, {1, block("Article 1. One")}}, {{0, block("Điều 2. Hai")}, {1, block("Article 2. Two")}}}, 4, extract.Paragraph},
		{"only one cell filled", [][]Cell{{{0, block("a")}, {1, nil}}}, 1, extract.Paragraph},
		{"column out of range", [][]Cell{{{-5, block("a")}, {1 << 20, block("b")}}, {{0, block("c")}, {1, block("d")}}}, 1, extract.TableBlock},
		{"nothing", nil, 0, 0},
	}
	for _, tt := range tests {
		got := Table(tt.rows)
		if len(got) != tt.blocks || len(got) > 0 && got[0].Kind != tt.kind {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

func TestGridAlignsByPlace(t *testing.T) {
	var g Grid
	add := func(edges []int, cells ...string) {
		for _, c := range cells {
			g.Add(extract.Block{Text: c})
			g.EndCell()
		}
		g.EndRow(edges)
	}
	add([]int{0, 1000, 3000}, "a", "b", "c")
	add([]int{10, 3010}, "d", "e") // the second cell of this row spans the first two columns
	got := g.Flush()
	if len(got) != 1 || fmt.Sprintf("%q", got[0].Rows) != `[["a" "b" "c"] ["d" "" "e"]]` {
		t.Errorf("%+v", got)
	}
	if g.Flush() != nil {
		t.Error("not empty after Flush")
	}
}
