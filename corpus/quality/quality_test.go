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
	"unicode"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/realdata"
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

// letters are the text without spaces, by which texts are compared.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '|' {
			return -1
		}
		return r
	}, s)
}

func roundTrip(t *testing.T, d *corpus.Document) {
	t.Helper()
	var b bytes.Buffer
	if err := WriteAKN(&b, d, "CC0"); err != nil {
		t.Fatal(err)
	}
	texts, err := ReadAKN(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Errorf("%s: %v", d.ID, err)
		return
	}
	var joined strings.Builder
	for _, x := range texts {
		joined.WriteString(x.Text)
	}
	if got, want := letters(joined.String()), letters(d.Text); got != want {
		i := 0
		for i < len(got) && i < len(want) && got[i] == want[i] {
			i++
		}
		t.Errorf("%s: text is lost or moved at %q, want %q", d.ID, got[i:min(len(got), i+60)], want[i:min(len(want), i+60)])
	}
}

func TestAKNRoundTrip(t *testing.T) {
	d := read(t, "a.txt", []byte(catLaw))
	roundTrip(t, d)
	var b bytes.Buffer
	if err := WriteAKN(&b, d, "CC0"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<article eId="art_1"`, `<num>Điều 1.</num><heading>Khẩu phần &amp; giờ ăn</heading>`, `eId="art_1__para_2__point_đ"`,
		`<FRBRnumber value="91/2021/QH-THU"/>`, `/akn/vn/act/luat/2021-06-05/91-2021-QH-THU`, `<chapter eId="chp_`, `<num>Chương I</num><heading>`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %s", want)
		}
	}
}

func TestAKNRoundTripOnRealTexts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(realdata.Dir(t), "documents", "txt", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for i, file := range files {
		if i%sampleStep != 0 {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := plain.Extract(t.Context(), file, data)
		if err != nil {
			if _, refused := extract.AsRefusal(err); refused {
				continue
			}
			t.Fatal(err)
		}
		d, err := parse.Parse(text, corpus.Source{Name: filepath.Base(file)})
		if err != nil {
			t.Logf("%s: %v", file, err)
			continue
		}
		d.ID = filepath.Base(file)
		roundTrip(t, d)
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

func TestDeidentify(t *testing.T) {
	text := "Nguyên đơn: bà Trần Thị Mơ, CCCD 001234567890. Bà Trần Thị Mơ đòi 50.000.000 đồng."
	d := &corpus.Document{Kind: corpus.KindJudgment, Text: text, Title: "Bà Trần Thị Mơ kiện",
		Judgment: &corpus.Judgment{Parties: []corpus.Party{{Role: "nguyên đơn", Name: "Trần Thị Mơ"}}}}
	out := Deidentify(d)
	if len(out.Text) != len(text) || strings.Contains(out.Text, "Mơ") || strings.Contains(out.Text, "001234567890") ||
		strings.Contains(out.Title, "Mơ") || out.Judgment.Parties[0].Name != "Trần Thị M" || !strings.Contains(out.Text, "50.000.000 đồng") {
		t.Errorf("got %q, %q, %+v", out.Text, out.Title, out.Judgment.Parties)
	}
	if d.Text != text || d.Judgment.Parties[0].Name != "Trần Thị Mơ" {
		t.Error("the original was changed")
	}
}

func FuzzReadAKN(f *testing.F) {
	f.Add([]byte(`<akomaNtoso><act><body><article eId="art_1"><num>1</num></article></body></act></akomaNtoso>`))
	f.Add([]byte(`<a eId="x"><b eId="x">t</b></a>`))
	f.Add([]byte("0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		texts, err := ReadAKN(bytes.NewReader(data))
		if err == nil {
			for _, x := range texts {
				if x.Text == "" {
					t.Error("an empty text")
				}
			}
		}
	})
}
