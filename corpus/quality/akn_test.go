package quality

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/realdata"
)

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
	if err := WriteAKN(&b, d, 0, "CC0"); err != nil {
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
	if err := WriteAKN(&b, d, 0, "CC0"); err != nil {
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

// TestAKNExpressions writes a law as it stands on the days on which its words
// change: every expression is named by its day, says what changed it, and gives
// its words back.
func TestAKNExpressions(t *testing.T) {
	d := read(t, "a.txt", []byte(catLaw))
	d.Versions = []corpus.Version{
		{Path: "d3", Heading: "Hiệu lực thi hành", Text: "Điều 3. Hiệu lực thi hành\nLuật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2022.", Interval: corpus.Interval{From: 20220101, To: 20230701}},
		{Path: "d3", Text: "Điều 3. (được bãi bỏ)", Repealed: true, By: "5/2023/QH-THU", Interval: corpus.Interval{From: 20230701}},
		{Path: "d1a", Heading: "Ngủ", Text: "Điều 1a. Ngủ\n1. Mèo ngủ ngày.\n2. Không ai đánh thức.", By: "6/2024/QH-THU", Interval: corpus.Interval{From: 20250101},
			Units: []corpus.Unit{{Path: "d1a/k1", Start: len("Điều 1a. Ngủ\n"), End: len("Điều 1a. Ngủ\n1. Mèo ngủ ngày.")}}},
	}
	for _, tt := range []struct {
		on         corpus.Date
		has, lacks []string
	}{
		{0, []string{"vie@2021-06-05", "Luật này có hiệu lực thi hành từ"}, []string{"passiveModifications", "(được bãi bỏ)", "Mèo ngủ ngày"}},
		{20230701, []string{"vie@2023-07-01", `<textualMod eId="mod_1" type="repeal"><source href="#by_1"/><destination href="#art_3"/>`, `showAs="5/2023/QH-THU"`, "(được bãi bỏ)", `date="2023-07-01" source="#by_1" type="amendment"`}, []string{"Mèo ngủ ngày", "6/2024"}},
		{20260101, []string{"vie@2025-01-01", `type="insertion"`, `<article eId="art_1a"`, `eId="art_1a__para_1"`, "Mèo ngủ ngày"}, []string{"Luật này có hiệu lực thi hành từ"}},
	} {
		var b bytes.Buffer
		if err := WriteAKN(&b, d, tt.on, "CC0"); err != nil {
			t.Fatal(err)
		}
		for _, w := range tt.has {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s: lacks %s", tt.on, w)
			}
		}
		for _, w := range tt.lacks {
			if strings.Contains(b.String(), w) {
				t.Errorf("%s: has %s", tt.on, w)
			}
		}
		roundTrip(t, d.AsOf(tt.on))
	}
	dir := filepath.Join(t.TempDir(), "out")
	m, err := Export(t.Context(), shelf{d}, 0, ExportOptions{Dir: dir, Format: AKN})
	if err != nil || m.Expressions != 3 || m.Documents != 1 {
		t.Errorf("manifest %+v, %v", m, err)
	}
	for name := range m.Files {
		if !strings.HasSuffix(name, ".xml") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadAKN(bytes.NewReader(raw)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
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
