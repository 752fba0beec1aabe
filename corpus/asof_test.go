package corpus

import (
	"strings"
	"testing"
)

func lawToChange() *Document {
	text := "LUẬT\nChương I\nĐiều 1. Phạm vi\n1. Bến.\n2. Bậc.\nĐiều 2. Phí\nMiễn phí.\nChương II\nĐiều 3. Sửa\nHằng năm.\nCHỦ TỊCH"
	at := func(s string) int { return strings.Index(text, s) }
	d := &Document{Key: "1/2031/QH19", Text: text}
	add := func(path string, level Level, label string, parent, start, own, end int) {
		d.Provisions = append(d.Provisions, Provision{Path: path, Level: level, Label: label, Parent: parent, Span: Span{start, end}, Own: Span{start, own}})
	}
	add("mo-dau", LevelPreamble, "", -1, 0, at("Chương I"), at("Chương I"))
	add("c1", LevelChapter, "I", -1, at("Chương I\n"), at("Điều 1"), at("Chương II"))
	add("d1", LevelArticle, "1", 1, at("Điều 1"), at("1. Bến"), at("Điều 2"))
	add("d1/k1", LevelClause, "1", 2, at("1. Bến"), at("2. Bậc"), at("2. Bậc"))
	add("d1/k2", LevelClause, "2", 2, at("2. Bậc"), at("Điều 2"), at("Điều 2"))
	add("d2", LevelArticle, "2", 1, at("Điều 2"), at("Chương II"), at("Chương II"))
	add("c2", LevelChapter, "II", -1, at("Chương II"), at("Điều 3"), at("CHỦ TỊCH"))
	add("d3", LevelArticle, "3", 6, at("Điều 3"), at("CHỦ TỊCH"), at("CHỦ TỊCH"))
	add("ket", LevelClosing, "", -1, at("CHỦ TỊCH"), len(text), len(text))
	new1 := "Điều 1. Phạm vi\n1. Bến:\na) Đá;\nb) Gỗ.\n2. Bậc thang."
	d.Versions = []Version{
		{Path: "d1", Heading: "Phạm vi", Text: "Điều 1. Phạm vi\n1. Bến.\n2. Bậc.", Interval: Interval{To: 20320101}},
		{Path: "d1", Heading: "Phạm vi", Text: new1, By: "2/2031/QH19", Interval: Interval{From: 20320101}, Units: []Unit{
			{"d1/k1", strings.Index(new1, "1. "), strings.Index(new1, "\n2.")}, {"d1/k1/a", strings.Index(new1, "a)"), strings.Index(new1, "\nb)")},
			{"d1/k1/b", strings.Index(new1, "b)"), strings.Index(new1, "\n2.")}, {"d1/k2", strings.Index(new1, "2. Bậc"), len(new1)}}},
		{Path: "d2", Text: "Điều 2. Phí\nMiễn phí.", Interval: Interval{To: 20330101}},
		{Path: "d2", Text: "Điều 2. (được bãi bỏ)", Repealed: true, By: "3/2032/QH19", Interval: Interval{From: 20330101}},
		{Path: "d3a", Heading: "Thêm", Text: "Điều 3a. Thêm\nMột điều.", By: "3/2032/QH19", Interval: Interval{From: 20330101}},
	}
	d.Tables = []Table{{Span: Span{at("Hằng năm."), at("Hằng năm.") + len("Hằng năm.")}, Rows: [][]string{{"Hằng năm."}}}}
	d.Footnotes = []Footnote{{Mark: "1", At: at("Miễn phí")}, {Mark: "2", At: at("CHỦ TỊCH")}}
	return d
}

func TestAsOf(t *testing.T) {
	d := lawToChange()
	if got := d.ExpressionDates(); len(got) != 2 || got[0] != 20320101 || got[1] != 20330101 {
		t.Errorf("dates %v", got)
	}
	for _, tt := range []struct {
		on   Date
		text string
		path string
	}{
		{0, d.Text, "mo-dau c1 d1 d1/k1 d1/k2 d2 c2 d3 ket"},
		{20311231, d.Text, "mo-dau c1 d1 d1/k1 d1/k2 d2 c2 d3 ket"},
		{20320101, "LUẬT\nChương I\nĐiều 1. Phạm vi\n1. Bến:\na) Đá;\nb) Gỗ.\n2. Bậc thang.\nĐiều 2. Phí\nMiễn phí.\nChương II\nĐiều 3. Sửa\nHằng năm.\nCHỦ TỊCH",
			"mo-dau c1 d1 d1/k1 d1/k1/a d1/k1/b d1/k2 d2 c2 d3 ket"},
		{20400101, "LUẬT\nChương I\nĐiều 1. Phạm vi\n1. Bến:\na) Đá;\nb) Gỗ.\n2. Bậc thang.\nĐiều 2. (được bãi bỏ)\nChương II\nĐiều 3. Sửa\nHằng năm.\nĐiều 3a. Thêm\nMột điều.\nCHỦ TỊCH",
			"mo-dau c1 d1 d1/k1 d1/k1/a d1/k1/b d1/k2 d2 c2 d3 d3a ket"},
	} {
		got := d.AsOf(tt.on)
		if got.Text != tt.text {
			t.Errorf("%s: text %q, want %q", tt.on, got.Text, tt.text)
		}
		var paths []string
		leaves := ""
		for i, p := range got.Provisions {
			paths = append(paths, p.Path)
			leaves += got.Text[p.Own.Start:p.Own.End]
			if p.Parent >= i || p.Parent >= 0 && (p.Span.Start < got.Provisions[p.Parent].Span.Start || p.Span.End > got.Provisions[p.Parent].Span.End) {
				t.Errorf("%s: %s %+v stands outside of its parent", tt.on, p.Path, p)
			}
		}
		if strings.Join(paths, " ") != tt.path || leaves != got.Text {
			t.Errorf("%s: paths %v, want %s; the leaves are %q", tt.on, paths, tt.path, leaves)
		}
		if s := got.Tables[0].Span; got.Text[s.Start:s.End] != "Hằng năm." {
			t.Errorf("%s: the table is %q", tt.on, got.Text[s.Start:s.End])
		}
		if at := got.Footnotes[1].At; !strings.HasPrefix(got.Text[at:], "CHỦ TỊCH") {
			t.Errorf("%s: the second note is at %q", tt.on, got.Text[at:])
		}
		if (got.Footnotes[0].At < 0) != (tt.on == 20400101) {
			t.Errorf("%s: the first note is at %d", tt.on, got.Footnotes[0].At)
		}
	}
	if len(d.Versions) != 5 || len(d.Provisions) != 9 {
		t.Error("the document was changed")
	}
}

// A law whose last điều ends the text without a line end takes inserted điều all
// the same.
func TestAsOfInsertsBehindTheEnd(t *testing.T) {
	text := "Điều 1. Một\nA."
	d := &Document{Text: text, Provisions: []Provision{{Path: "d1", Level: LevelArticle, Label: "1", Parent: -1, Span: Span{0, len(text)}, Own: Span{0, len(text)}}},
		Versions: []Version{{Path: "d2", Text: "Điều 2. Hai\nB.", By: "x", Interval: Interval{From: 20300101}}}}
	got := d.AsOf(20300101)
	if got.Text != "Điều 1. Một\nA.\nĐiều 2. Hai\nB.\n" || got.Provisions[0].Span.End != got.Provisions[1].Span.Start || got.Provisions[0].Own.End != got.Provisions[0].Span.End {
		t.Errorf("got %q, %+v", got.Text, got.Provisions)
	}
}

// Headings above the điều and appendices have versions of their own, which are no
// điều.
func TestAsOfBesides(t *testing.T) {
	text := "Chương I\nCŨ\nĐiều 1. Một\nA.\nPHỤ LỤC I\nDANH MỤC\nNhãn.\nPHỤ LỤC II\nPHÍ\nMười."
	at := func(s string) int { return strings.Index(text, s) }
	d := &Document{Text: text, Provisions: []Provision{
		{Path: "c1", Level: LevelChapter, Label: "I", Heading: "CŨ", Parent: -1, Span: Span{0, at("PHỤ LỤC I\n")}, Own: Span{0, at("Điều 1")}},
		{Path: "d1", Level: LevelArticle, Label: "1", Parent: 0, Span: Span{at("Điều 1"), at("PHỤ LỤC I\n")}, Own: Span{at("Điều 1"), at("PHỤ LỤC I\n")}},
		{Path: "pl1", Level: LevelAppendix, Label: "I", Parent: -1, Span: Span{at("PHỤ LỤC I\n"), at("PHỤ LỤC II")}, Own: Span{at("PHỤ LỤC I\n"), at("PHỤ LỤC II")}},
		{Path: "pl2", Level: LevelAppendix, Label: "II", Parent: -1, Span: Span{at("PHỤ LỤC II"), len(text)}, Own: Span{at("PHỤ LỤC II"), len(text)}},
	}, Versions: []Version{
		{Path: "c1", Heading: "MỚI", Text: "Chương I\nMỚI", By: "x", Interval: Interval{From: 20300101}},
		{Path: "pl1", Heading: "DANH MỤC MỚI", Text: "PHỤ LỤC I\nDANH MỤC MỚI\nVải.", By: "x", Interval: Interval{From: 20300101}},
	}}
	got := d.AsOf(20300101)
	if want := "Chương I\nMỚI\nĐiều 1. Một\nA.\nPHỤ LỤC I\nDANH MỤC MỚI\nVải.\nPHỤ LỤC II\nPHÍ\nMười."; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
	if len(got.Provisions) != 4 || got.Provisions[0].Heading != "MỚI" || got.Provisions[2].Heading != "DANH MỤC MỚI" || got.Text[got.Provisions[3].Span.Start:] != "PHỤ LỤC II\nPHÍ\nMười." {
		t.Errorf("provisions %+v", got.Provisions)
	}
	if at := d.At(20300101); len(at) != 1 || at[0].Path != "d1" {
		t.Errorf("điều %+v", at)
	}
	if d.AsOf(20291231).Text != text || len(d.Besides(20291231)) != 0 {
		t.Error("the day before is not as issued")
	}
}
