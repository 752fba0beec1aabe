package web

import (
	"bytes"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	docxreader "trolyluat/corpus/extract/docx"
)

// consolidated is a text with a letterhead, a footnote known by its place, one whose mark is printed, a
// bracket that is none, and a table.
func consolidated() *corpus.Document {
	text := "QUỐC HỘI\nCăn cứ Hiến pháp;\nĐiều 1. Cho ăn\n1. Hai bữa[2] một ngày [3].\na) Sáng\tChiều\nCHỦ TỊCH\n"
	at := func(s string) int { return strings.Index(text, s) }
	d := &corpus.Document{ID: "01/VBHN-VPQH", Key: "01/VBHN-VPQH", Title: "Luật Nuôi mèo", Kind: corpus.KindConsolidated, Text: text,
		Footnotes: []corpus.Footnote{{Mark: "1", At: at("\nCăn cứ"), Text: "Căn cứ của luật sửa đổi."}, {Mark: "2", At: at("[2]"), Text: "Khoản này được sửa đổi theo khoản 1 Điều 24."}},
		Tables:    []corpus.Table{{Span: corpus.Span{Start: at("a) Sáng"), End: at("CHỦ TỊCH")}, Rows: [][]string{{"Bữa", "Giờ"}, {"sáng", "7"}, {"chiều", "17"}}}}}
	d.Provisions = []corpus.Provision{
		{Path: "mo-dau", Level: corpus.LevelPreamble, Parent: -1, Span: corpus.Span{Start: 0, End: at("Điều 1")}, Own: corpus.Span{Start: 0, End: at("Điều 1")}},
		{Path: "d1", Level: corpus.LevelArticle, Label: "1", Heading: "Cho ăn", Parent: -1, Span: corpus.Span{Start: at("Điều 1"), End: at("CHỦ TỊCH")}, Own: corpus.Span{Start: at("Điều 1"), End: at("1. Hai")}},
		{Path: "d1/k1", Level: corpus.LevelClause, Label: "1", Parent: 1, Span: corpus.Span{Start: at("1. Hai"), End: at("CHỦ TỊCH")}, Own: corpus.Span{Start: at("1. Hai"), End: at("CHỦ TỊCH")}},
		{Path: "ket", Level: corpus.LevelClosing, Parent: -1, Span: corpus.Span{Start: at("CHỦ TỊCH"), End: len(text)}, Own: corpus.Span{Start: at("CHỦ TỊCH"), End: len(text)}},
	}
	return d
}

// TestFootnotes finds the marks where they stood, each a way to its note and
// back, in the page and as footnotes of the Word file.
func TestFootnotes(t *testing.T) {
	d := consolidated()
	info := d.Info()
	l := &law{doc: d, info: &info, shelf: &catalogue{}, asOf: 20240101}
	body := string(l.body())
	for _, want := range []string{`<p class="letterhead capitals" id="mo-dau">QUỐC HỘI<sup><a class="note" id="o-ct-1" href="#ct-1"`, `<p class="preamble basis">Căn cứ Hiến pháp;`,
		`1. Hai bữa<sup><a class="note" id="o-ct-2"`, `</sup> một ngày [3].`, `<th scope="col">Bữa</th>`, `<p class="signature" id="ket">CHỦ TỊCH</p>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if n := strings.Count(body, "<sup>"); n != 2 {
		t.Errorf("%d marks, want 2:\n%s", n, body)
	}
	if notes := string(l.footnotes()); !strings.Contains(notes, `<p id="ct-2"><a class="note" href="#o-ct-2"`) {
		t.Errorf("the notes: %s", notes)
	}

	var file bytes.Buffer
	if err := writeDOCX(&file, []string{d.Title, "Số hiệu"}, body, map[string]string{"1": d.Footnotes[0].Text, "2": d.Footnotes[1].Text}); err != nil {
		t.Fatal(err)
	}
	read, err := docxreader.Extract(t.Context(), "x.docx", file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var text, notes strings.Builder
	for _, b := range read.Blocks {
		if b.Kind == extract.FootnoteBlock {
			notes.WriteString(b.Text + "\n")
		} else {
			text.WriteString(b.Text + "\n")
		}
	}
	for _, want := range []string{"Luật Nuôi mèo", "QUỐC HỘI", "Điều 1. Cho ăn", "1. Hai bữa", "chiều", "CHỦ TỊCH"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the file lacks %q:\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "#") || !strings.Contains(notes.String(), "Khoản này được sửa đổi theo khoản 1 Điều 24.") {
		t.Errorf("the file: %s\nits notes: %s", text.String(), notes.String())
	}
}

// TestPeriods words intervals so that nobody takes the time in which a text
// applied for the time since which it does not.
func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		status   corpus.Status
		from, to corpus.Date
		want     string
	}{
		{corpus.StatusInForce, 20210101, 0, "từ ngày 01/01/2021"},
		{corpus.StatusInForce, 20210101, 20280301, "áp dụng từ ngày 01/01/2021 đến hết ngày 29/02/2028"},
		{corpus.StatusPartly, 20210101, 0, "áp dụng từ ngày 01/01/2021"},
		{corpus.StatusUnknown, 0, 0, ""},
		{corpus.StatusUnknown, 0, 20250101, "áp dụng đến hết ngày 31/12/2024"},
	} {
		if got := period(tt.status, tt.from, tt.to, "ngày "); got != tt.want {
			t.Errorf("%s %v–%v: %q, want %q", tt.status, tt.from, tt.to, got, tt.want)
		}
	}
}
