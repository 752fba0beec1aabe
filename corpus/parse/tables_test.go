package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

func TestReadNumber(t *testing.T) {
	for _, c := range []struct{ text, number, key string }{
		{"45/2019/QH14", "45/2019/QH14", "45/2019/QH14"},
		{"45/2019/qh14 ngày", "", ""}, // small letters are no symbol
		{"12/ 2024 /QĐ-TTg của Thủ tướng", "12/2024/QĐ-TTg", "12/2024/QĐ-TTg"},
		{"102-SL-L.004", "102-SL-L.004", "102/SL-L004"},
		{"66.15/2026/NQ-CP", "66.15/2026/NQ-CP", "66.15/2026/NQ-CP"},
		{"03/VBHN-VPQH", "03/VBHN-VPQH", "03/VBHN-VPQH"},
		{"15/2019/NÐ-CP", "15/2019/NÐ-CP", "15/2019/NĐ-CP"}, // the letter eth
		{"07/2025/NĐ-СР", "07/2025/NĐ-СР", "07/2025/NĐ-CP"}, // Cyrillic letters
		{"1234/BXD-QLN", "1234/BXD-QLN", "1234/BXD-QLN"},    // a letter of a ministry
		{"05/2012/TTLT-BTP-BTC", "05/2012/TTLT-BTP-BTC", "05/2012/TTLT-BTP-BTC"},
		{"3/4 số phiếu", "", ""},
		{"01/01/2020", "", ""},
		{"số 5", "", ""},
		{"", "", ""},
	} {
		number, n := ReadNumber(c.text)
		if number != c.number || n > len(c.text) || (n == 0) != (number == "") {
			t.Errorf("ReadNumber(%q) = %q, %d; want %q", c.text, number, n, c.number)
		}
		if key := NumberKey(number); key != c.key {
			t.Errorf("NumberKey(%q) = %q, want %q", number, key, c.key)
		}
	}
}

func TestReadDate(t *testing.T) {
	for _, c := range []struct {
		text string
		date corpus.Date
		read string
	}{
		{"Hà Nội, ngày 27 tháng 6 năm 2025", 20250627, "ngày 27 tháng 6 năm 2025"},
		{"ngày 01 tháng 7 năm 1996.", 19960701, "ngày 01 tháng 7 năm 1996"},
		{"từ 27/6/2025 đến", 20250627, "27/6/2025"},
		{"1.7.2005.", 20050701, "1.7.2005"},
		{"31-12-2010", 20101231, "31-12-2010"},
		{"ngày 29 tháng 02 năm 2024", 20240229, "ngày 29 tháng 02 năm 2024"},
		{"ngày 31 tháng 02 năm 2020", 0, ""},
		{"ngày … tháng … năm 2020", 0, ""},
		{"quý I năm 2020", 0, ""},
	} {
		date, start, end := ReadDate(c.text)
		if date != c.date || c.text[start:end] != c.read {
			t.Errorf("ReadDate(%q) = %v in %q; want %v in %q", c.text, date, c.text[start:end], c.date, c.read)
		}
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		text  string
		kind  lineKind
		label string
	}{
		{"Điều 12a. Tên", lineArticle, "12a"},
		{"ĐIỀU 5: Tên", lineArticle, "5"},
		{"Điều 5 của Luật này được áp dụng.", lineText, ""},
		{"Chương III", lineChapter, "III"},
		{"Chương 4. QUY ĐỊNH", lineChapter, "4"},
		{"PHẦN THỨ NHẤT", linePart, "thứ nhất"},
		{"Mục 2. HỢP ĐỒNG", lineSection, "2"},
		{"Tiểu mục 1. NGHĨA VỤ", lineSubsection, "1"},
		{"7. Người bán", lineClause, "7"},
		{"7a. Người bán", lineClause, "7a"},
		{"7.5 triệu đồng", lineNumber, "7.5"},
		{"đ) Hàng hóa", linePoint, "đ"},
		{"a1) Hàng hóa", linePoint, "a1"},
		{"Phụ lục II", lineAppendix, "II"},
		{"01/7/2024 là ngày", lineText, ""},
	} {
		got := classify(c.text)
		kind, label := got.kind, got.label
		if kind == lineText {
			label = ""
		}
		if kind == lineArticle && !got.strong && c.kind == lineText {
			continue // a weak label is taken only where the whole text has such
		}
		if kind != c.kind || !strings.EqualFold(label, c.label) {
			t.Errorf("classify(%q) = kind %d label %q, want %d %q", c.text, got.kind, got.label, c.kind, c.label)
		}
	}
}

func TestUnits(t *testing.T) {
	type unit struct{ Path, Text string }
	for _, c := range []struct {
		name, text string
		want       []unit
	}{
		{"khoản and điểm", "Điều 5. Chợ\n1. Chợ họp:\na) Sáng;\nb) Chiều.\n2. Chợ nghỉ.",
			[]unit{{"d5/k1", "1. Chợ họp:\na) Sáng;\nb) Chiều."}, {"d5/k1/a", "a) Sáng;"}, {"d5/k1/b", "b) Chiều."}, {"d5/k2", "2. Chợ nghỉ."}}},
		{"no label of the điều", "1. Chợ họp sáng.\n2. Chợ nghỉ.",
			[]unit{{"d5/k1", "1. Chợ họp sáng."}, {"d5/k2", "2. Chợ nghỉ."}}},
		{"điểm without khoản", "Điều 5. Chợ\nChợ gồm:\na) Chợ quê;\nb) Chợ phố.",
			[]unit{{"d5/a", "a) Chợ quê;"}, {"d5/b", "b) Chợ phố."}}},
		{"đ after d", "Điều 5. Chợ\nChợ gồm:\na) A;\nb) B;\nc) C;\nd) D;\nđ) Đ;\ne) E.",
			[]unit{{"d5/a", "a) A;"}, {"d5/b", "b) B;"}, {"d5/c", "c) C;"}, {"d5/d", "d) D;"}, {"d5/đ", "đ) Đ;"}, {"d5/e", "e) E."}}},
		{"a number in a sentence", "Điều 5. Chợ\nGiá chợ được tính theo khoản sau:\n3. không phải là khoản.", nil},
		{"inserted khoản", "1. Một.\n1a. Một a.\n2. Hai.",
			[]unit{{"d5/k1", "1. Một."}, {"d5/k1a", "1a. Một a."}, {"d5/k2", "2. Hai."}}},
		{"plain text", "Điều 5. Chợ\nChợ họp sáng.", nil},
		{"nothing", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []unit
			for _, u := range Units("d5", c.text) {
				got = append(got, unit{u.Path, strings.TrimRight(c.text[u.Start:u.End], "\n")})
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("units (-want +got):\n%s", d)
			}
		})
	}
}

func TestArticle(t *testing.T) {
	text := "Điều 12a. Bãi thả diều\n1. Xã quản lý.\n2. Tỉnh giám sát."
	a := Article("d12a", text)
	if a.Label != "12a" || a.Heading != "Bãi thả diều" || !strings.HasPrefix(text[a.Body:], "1. Xã") || len(a.Units) != 2 {
		t.Errorf("%+v", a)
	}
}

// TestWindows cuts a điều that is too long between its khoản, never inside a
// sentence, and keeps every letter of it.
func TestWindows(t *testing.T) {
	var body strings.Builder
	body.WriteString("^CHÍNH PHỦ\nSố: 11/2031/NĐ-CP\nHà Nội, ngày 3 tháng 2 năm 2031\n^*NGHỊ ĐỊNH\n^*Về chợ\nCăn cứ Luật Chợ;\nĐiều 1. Các chợ")
	for k := 1; k <= 30; k++ {
		fmt.Fprintf(&body, "\n%d. %s", k, strings.Repeat("Chợ họp buổi sáng và nghỉ buổi chiều. ", 1+k%9)+"Hết khoản.")
	}
	body.WriteString("\nĐiều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 3 năm 2031.")
	d, err := Parse(blocksOf(body.String()), corpus.Source{Name: "cho.txt"})
	if err != nil {
		t.Fatal(err)
	}
	article := d.Provisions[1]
	var joined strings.Builder
	windows, units := 0, 0
	for _, c := range Chunks(d) {
		if c.Path != "d1" {
			continue
		}
		if c.Window != windows {
			t.Errorf("window %d has the ordinal %d", windows, c.Window)
		}
		windows++
		if len(c.Text) > windowBytes {
			t.Errorf("window %d has %d bytes", c.Window, len(c.Text))
		}
		if end := strings.TrimRight(c.Text, "\n "); !strings.HasSuffix(end, "Hết khoản.") {
			t.Errorf("window %d ends inside a khoản: %q", c.Window, end[len(end)-30:])
		}
		joined.WriteString(strings.Join(strings.Fields(c.Text), ""))
		units += len(c.Units)
	}
	if windows < 2 || units != 30 {
		t.Errorf("%d windows, %d units", windows, units)
	}
	if want := strings.Join(strings.Fields(d.Text[article.Span.Start:article.Span.End]), ""); joined.String() != want {
		t.Errorf("the windows hold %d bytes, the điều %d", joined.Len(), len(want))
	}
}

// TestTableWindows cuts the table of an appendix between rows.
func TestTableWindows(t *testing.T) {
	text := blocksOf("^CHÍNH PHỦ\nSố: 11/2031/NĐ-CP\nHà Nội, ngày 3 tháng 2 năm 2031\n^*NGHỊ ĐỊNH\n^*Về chợ\nCăn cứ Luật Chợ;\nĐiều 1. Danh mục\nDanh mục chợ tại Phụ lục.\n" +
		"Điều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 3 năm 2031.\nNơi nhận:\n- Như trên;\n^*PHỤ LỤC\n^*DANH MỤC CHỢ")
	var rows [][]string
	var lines []string
	for i := 1; i <= 200; i++ {
		row := []string{fmt.Sprint(i), fmt.Sprintf("Chợ số %d của một xã rất xa trung tâm huyện", i), "họp sáng"}
		rows = append(rows, row)
		lines = append(lines, strings.Join(row, " | "))
	}
	text.Blocks = append(text.Blocks, extract.Block{Kind: extract.TableBlock, Rows: rows, Text: strings.Join(lines, "\n")})
	d, err := Parse(text, corpus.Source{Name: "cho.docx"})
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]bool)
	windows := 0
	for _, c := range Chunks(d) {
		if c.Path != "pl1" {
			continue
		}
		windows++
		for _, l := range strings.Split(c.Text, "\n") {
			found[l] = true
		}
	}
	if windows < 3 || len(d.Tables) != 1 {
		t.Errorf("%d windows, %d tables", windows, len(d.Tables))
	}
	for _, l := range lines {
		if !found[l] {
			t.Fatalf("row %q is cut or lost", l)
		}
	}
}

// TestSameKey: the same text has the same key however it was laid out.
func TestSameKey(t *testing.T) {
	forms := map[string]string{
		"lines":    "^QUỐC HỘI\n^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLuật số: 99/2031/QH19\nHà Nội, ngày 05 tháng 6 năm 2031\n^*LUẬT\n^*THẢ DIỀU\nĐiều 1. Một\nHai.",
		"cells":    "|QUỐC HỘI\nLuật số: 99/2031/QH19|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHà Nội, ngày 5 tháng 6 năm 2031|\nLUẬT\nTHẢ DIỀU\nĐiều 1. Một\nHai.",
		"glued":    smallLaw,
		"spaced":   "QUỐC HỘI\nSố : 99 / 2031 / QH19\nHà Nội, ngày 05/06/2031\nLUẬT THẢ DIỀU\nĐiều 1. Một\nHai.",
		"dash eth": "QUỐC HỘI\nLuật số: 99/2031/Qh19\nHà Nội, ngày 5 tháng 6 năm 2031\nLUẬT THẢ DIỀU\nĐiều 1. Một\nHai.",
	}
	for name, form := range forms {
		d, err := Parse(blocksOf(form), corpus.Source{Name: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d.Key != "99/2031/QH19" || Key(d) != d.Key {
			t.Errorf("%s: key %q", name, d.Key)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	var body strings.Builder
	body.WriteString("^CHÍNH PHỦ\nSố: 11/2031/NĐ-CP\nHà Nội, ngày 3 tháng 2 năm 2031\n^*NGHỊ ĐỊNH\n^*Về chợ\nCăn cứ Luật Chợ;")
	for a := 1; a <= 100; a++ {
		fmt.Fprintf(&body, "\nĐiều %d. Chợ thứ %d", a, a)
		for k := 1; k <= 5; k++ {
			fmt.Fprintf(&body, "\n%d. Chợ họp theo quy định tại khoản 2 Điều 7 của Nghị định này, gồm:\na) Chợ họp sáng;\nb) Chợ họp chiều.", k)
		}
	}
	text := blocksOf(body.String())
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text, corpus.Source{Name: "cho.txt"}); err != nil {
			b.Fatal(err)
		}
	}
}

// An appendix that changed is indexed in each of its versions; a heading above the
// điều that changed makes no chunk of its own.
func TestChunksOfAppendixVersions(t *testing.T) {
	text := "Chương I\nCŨ\nĐiều 1. Một\nA.\nPHỤ LỤC I\nNhãn."
	at := func(s string) int { return strings.Index(text, s) }
	span := func(from, to int) corpus.Span { return corpus.Span{Start: from, End: to} }
	d := &corpus.Document{ID: "x", Text: text, Provisions: []corpus.Provision{
		{Path: "c1", Level: corpus.LevelChapter, Label: "I", Parent: -1, Span: span(0, at("PHỤ")), Own: span(0, at("Điều"))},
		{Path: "d1", Level: corpus.LevelArticle, Label: "1", Parent: 0, Span: span(at("Điều"), at("PHỤ")), Own: span(at("Điều"), at("PHỤ"))},
		{Path: "pl1", Level: corpus.LevelAppendix, Label: "I", Parent: -1, Span: span(at("PHỤ"), len(text)), Own: span(at("PHỤ"), len(text))},
	}, Versions: []corpus.Version{
		{Path: "c1", Text: "Chương I\nMỚI", By: "y", Interval: corpus.Interval{From: 20300101}},
		{Path: "pl1", Text: "PHỤ LỤC I\nNhãn.", Interval: corpus.Interval{To: 20300101}},
		{Path: "pl1", Text: "PHỤ LỤC I\nVải.", By: "y", Interval: corpus.Interval{From: 20300101}},
	}}
	var got []string
	for _, c := range Chunks(d) {
		got = append(got, c.Path+" "+c.Label+" "+c.By+" "+strings.ReplaceAll(c.Text, "\n", " "))
	}
	want := []string{"d1 Điều 1  Điều 1. Một A.", "pl1 Phụ lục I  PHỤ LỤC I Nhãn.", "pl1 Phụ lục I y PHỤ LỤC I Vải."}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("chunks %q, want %q", got, want)
	}
}
