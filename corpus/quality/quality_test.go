package quality

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/parse"
)

// shelf is a library in memory.
type shelf []*corpus.Document

func (s shelf) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range s {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (s shelf) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range s {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

// read parses a text file as ingestion does.
func read(t *testing.T, name string, data []byte) *corpus.Document {
	t.Helper()
	text, err := plain.Extract(t.Context(), name, data)
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse.Parse(text, corpus.Source{URI: name, Name: name, SHA256: "00", Format: text.Format, Encoding: text.Encoding})
	if err != nil {
		t.Fatal(err)
	}
	d.ID = d.Key
	return d
}

const catLaw = `QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Luật số: 91/2021/QH-THU
Hà Nội, ngày 05 tháng 6 năm 2021
LUẬT
NUÔI MÈO TRONG NHÀ
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Nuôi mèo trong nhà.
Chương I
QUY ĐỊNH CHUNG
Điều 1. Khẩu phần & giờ ăn
1. Mèo < 6 tháng ăn 3 bữa.
2. Chủ nuôi có trách nhiệm:
a) Chải lông;
b) Thay nước;
c) Cắt móng;
d) Tiêm phòng;
đ) Dọn cát.
Điều 3. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2022.
`

func codes(findings []Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return out
}

func TestCheckFindsWhatIsMissing(t *testing.T) {
	whole := read(t, "a.txt", []byte(strings.Replace(catLaw, "Điều 3.", "Điều 2.", 1)))
	if got := codes(Check(whole)); len(got) != 0 {
		t.Errorf("a whole law has findings %v", got)
	}
	gap := Check(read(t, "a.txt", []byte(catLaw)))
	if got := codes(gap); !slices.Equal(got, []string{"gap_in_articles"}) || gap[0].Detail != "Điều 1 → Điều 3" {
		t.Errorf("findings %v", gap)
	}
	for code, spoil := range map[string]func(*corpus.Document){
		"no_number":       func(d *corpus.Document) { d.Number = "" },
		"no_issuer":       func(d *corpus.Document) { d.Issuer = "" },
		"no_issued":       func(d *corpus.Document) { d.Issued = 0 },
		"no_effective":    func(d *corpus.Document) { d.Effective.From = 0 },
		"inferred_effect": func(d *corpus.Document) { d.Inferred = true },
		"effect_order":    func(d *corpus.Document) { d.Effective.From = corpus.NewDate(2020, 1, 1) },
		"ocr":             func(d *corpus.Document) { d.Source.How = "ocr" },
		"legacy_encoding": func(d *corpus.Document) { d.Source.Encoding = "tcvn3" },
		"no_source":       func(d *corpus.Document) { d.Source.SHA256 = "" },
		"odd_text":        func(d *corpus.Document) { d.Text += strings.Repeat(" §uBi zzkw qrtp", 30) },
		"unapplied":       func(d *corpus.Document) { d.Amendments = []corpus.Amendment{{FromPath: "d1", Problem: "no target"}} },
	} {
		d := read(t, "a.txt", []byte(strings.Replace(catLaw, "Điều 3.", "Điều 2.", 1)))
		spoil(d)
		found := Check(d)
		if got := codes(found); !slices.Equal(got, []string{code}) {
			t.Errorf("want %s, found %v", code, got)
		} else if found[0].Name == "" || found[0].Todo == "" || found[0].Dimension == "" {
			t.Errorf("finding without words: %+v", found[0])
		}
	}
}

func TestReportScores(t *testing.T) {
	whole := read(t, "a.txt", []byte(strings.Replace(catLaw, "Điều 3.", "Điều 2.", 1)))
	gap := read(t, "b.txt", []byte(strings.Replace(catLaw, "91/2021", "92/2021", 1)))
	twin := *whole
	twin.ID = whole.ID + "~twin"
	report, err := Make(t.Context(), shelf{whole, gap, &twin}, nil, corpus.NewDate(2026, 11, 23))
	if err != nil {
		t.Fatal(err)
	}
	want := map[Dimension]float64{Completeness: 2.0 / 3, Uniqueness: 2.0 / 3, Consistency: 1, Accuracy: 1, Currentness: 1, Traceability: 1}
	for _, s := range report.Scores {
		if math.Abs(s.Score-want[s.Dimension]) > 1e-9 {
			t.Errorf("%s: %v, want %v", s.Dimension, s.Score, want[s.Dimension])
		}
	}
	if report.Maturity != 2 || report.Documents != 3 {
		t.Errorf("maturity %d of %d documents", report.Maturity, report.Documents)
	}
	var b bytes.Buffer
	if err := WriteHTML(&b, report); err != nil || !strings.Contains(b.String(), "số điều bị nhảy cách") {
		t.Errorf("page: %v", err)
	}
}

func TestBrokenReferences(t *testing.T) {
	d := read(t, "a.txt", []byte(strings.NewReplacer("Điều 3. Hiệu", "Điều 2. Hiệu", "1. Mèo < 6 tháng ăn 3 bữa.",
		"1. Mèo ăn theo khoản 2 Điều này, Điều 2 và khoản 7 Điều 1 của Luật này, Điều 5 Luật số 99/1999/QH-THU.").Replace(catLaw)))
	refs, err := NewResolver(t.Context(), shelf{d})
	if err != nil {
		t.Fatal(err)
	}
	broken, err := refs.Broken(t.Context(), d)
	if err != nil || len(broken) != 1 || !strings.Contains(broken[0], "khoản 7 Điều 1") {
		t.Errorf("broken %q, %v", broken, err)
	}
}

func TestExport(t *testing.T) {
	d := read(t, "a.txt", []byte(catLaw))
	lib := shelf{d}
	for _, format := range []Format{JSONL, AKN} {
		dir := filepath.Join(t.TempDir(), "out")
		m, err := Export(t.Context(), lib, corpus.NewDate(2026, 11, 23), ExportOptions{Dir: dir, Format: format, Licence: "CC0"})
		if err != nil {
			t.Fatal(err)
		}
		if m.Documents != 1 || m.Provisions != len(d.Provisions) {
			t.Errorf("%s: manifest %+v", format, m)
		}
		for _, name := range []string{"dictionary.json", "manifest.json", "SHA256SUMS"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Error(err)
			}
		}
		if _, err := Export(t.Context(), lib, 0, ExportOptions{Dir: dir, Format: format}); err == nil {
			t.Error("an export went into a folder that was not empty")
		}
		if format == JSONL {
			checkRows(t, dir, d)
		}
	}
}

// checkRows joins the provisions of an export back to the text, and asks every
// field for its line in the dictionary.
func checkRows(t *testing.T, dir string, d *corpus.Document) {
	t.Helper()
	known := map[string]bool{}
	for _, f := range Dictionary() {
		known[f.File+"/"+f.Name] = true
	}
	joined := ""
	for _, name := range []string{"documents.jsonl", "provisions.jsonl", "relations.jsonl"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			row := map[string]any{}
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			for field := range row {
				if !known[name+"/"+field] {
					t.Errorf("%s of %s is not in the dictionary", field, name)
				}
			}
			if name == "provisions.jsonl" {
				joined += fmt.Sprint(row["text"])
			}
		}
	}
	if joined != d.Text {
		t.Errorf("the rows joined are not the text: %d bytes of %d", len(joined), len(d.Text))
	}
}

// cutWords is a deidentifier for tests: it cuts every one of words to its first
// letter and a dot.
func cutWords(words ...string) Deidentifier {
	return func(text string) (cuts []Cut, publish bool) {
		for at := 0; at < len(text); at++ {
			for _, w := range words {
				if strings.HasPrefix(text[at:], w) {
					cuts = append(cuts, Cut{at, at + len(w), w[:1] + "."})
					at += len(w) - 1
					break
				}
			}
		}
		return cuts, !strings.Contains(text, "xử kín")
	}
}

func TestDeidentify(t *testing.T) {
	text := "Nguyên đơn: bà Trần Thị Mơ.\nBà Mơ | Trần Thị Mơ\nBà Mơ đòi 50.000.000 đồng.\nTUYÊN"
	at := func(s string) int { return strings.Index(text, s) }
	d := &corpus.Document{Kind: corpus.KindJudgment, Text: text, Title: "Bà Trần Thị Mơ kiện", Source: corpus.Source{URI: "/x/ban-an-tran-thi-mo.docx", Name: "ban-an-tran-thi-mo.docx"},
		Provisions: []corpus.Provision{
			{Path: "s1", Level: corpus.LevelPassage, Parent: -1, Span: corpus.Span{Start: 0, End: at("TUYÊN")}, Own: corpus.Span{Start: 0, End: at("TUYÊN")}, Heading: "Lời bà Mơ"},
			{Path: "s2", Level: corpus.LevelPassage, Parent: -1, Span: corpus.Span{Start: at("TUYÊN"), End: len(text)}, Own: corpus.Span{Start: at("TUYÊN"), End: len(text)}}},
		Tables:    []corpus.Table{{Span: corpus.Span{Start: at("Bà Mơ |"), End: at("Bà Mơ đòi") - 1}, Rows: [][]string{{"Bà Mơ", "Trần Thị Mơ"}}}},
		Footnotes: []corpus.Footnote{{Mark: "1", At: at("đồng"), Text: "Mơ là tên gọi; xem cả Mơi."}},
		Judgment:  &corpus.Judgment{Parties: []corpus.Party{{Role: "nguyên đơn", Name: "Trần Thị Mơ"}}, Ruling: corpus.Span{Start: at("TUYÊN"), End: len(text)}}}
	before, _ := json.Marshal(d)
	out := Deidentify(d, cutWords("Mơ"))
	all, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ReplaceAll(string(all), "Mơi", ""), "Mơ") || strings.Contains(string(all), "tran-thi-mo") {
		t.Errorf("a name is left: %s", all)
	}
	whole := ""
	for _, p := range out.Provisions {
		whole += out.Text[p.Own.Start:p.Own.End]
	}
	if whole != out.Text || !strings.HasPrefix(out.Text[out.Provisions[1].Span.Start:], "TUYÊN") || out.Judgment.Ruling != out.Provisions[1].Span {
		t.Errorf("the spans do not follow the text: %q, %+v", out.Text, out.Provisions)
	}
	if s := out.Tables[0].Span; !strings.HasPrefix(out.Text[s.Start:s.End], "Bà M. | ") || !strings.HasPrefix(out.Text[out.Footnotes[0].At:], "đồng") {
		t.Errorf("table %q, note at %q", out.Text[s.Start:s.End], out.Text[out.Footnotes[0].At:])
	}
	if after, _ := json.Marshal(d); string(after) != string(before) {
		t.Error("the original was changed")
	}
	d.Text += " xử kín"
	if Deidentify(d, cutWords("Mơ")) != nil {
		t.Error("a judgment that may not be published was given out")
	}
}
