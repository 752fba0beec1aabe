package articles

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/realdata"
)

// Invented articles in the two shapes of the benchmarks.
const (
	byArticle = `{"law_id": "90/2019/QH99", "article": "1", "text": "Phạm vi\n\nLuật này quy định về thuyền."}
{"law_id": "90/2019/QH99", "article": "2a", "text": "Đăng ký\n1. Chủ thuyền đăng ký thuyền.\n2. Hồ sơ gồm:\na) Đơn;\nb) Giấy tờ."}
{"law_id": "Luật thuyền hồ", "article": "1", "text": "Luật này quy định về hồ."}
`
	byAid = `{"law_id": "91/2020/NĐ-CP", "aid": 17, "nth": 3, "text": "1. Phạt tiền.\n2. Tịch thu thuyền."}
{"law_id": "91/2020/NĐ-CP", "aid": 18, "nth": 4, "text": "Nghị định này có hiệu lực."}`
)

func TestRead(t *testing.T) {
	docs, err := Read(strings.NewReader(byArticle+byAid), corpus.Source{URI: "x.jsonl"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		got = append(got, d.Key+" "+string(d.Kind)+" "+d.Title)
		for _, p := range d.Provisions {
			got = append(got, "  "+p.Path+"|"+p.Heading+"|"+p.SourceID)
		}
	}
	want := []string{
		"90/2019/QH99 luat Luật số 90/2019/QH99",
		"  d1|Phạm vi|90/2019/QH99#1",
		"  d2a|Đăng ký|90/2019/QH99#2a",
		"  d2a/k1||", "  d2a/k2||", "  d2a/k2/a||", "  d2a/k2/b||",
		"luat-thuyen-ho luat Luật thuyền hồ",
		"  d1||Luật thuyền hồ#1",
		"91/2020/NĐ-CP nghi_dinh Nghị định số 91/2020/NĐ-CP",
		"  d3||91/2020/NĐ-CP#3", "  d3/k1||", "  d3/k2||",
		"  d4||91/2020/NĐ-CP#4",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// whole joins the own texts and leaves in order: the document's text.
func whole(d *corpus.Document) string {
	var b strings.Builder
	for i, p := range d.Provisions {
		leaf := i+1 == len(d.Provisions) || d.Provisions[i+1].Parent != i
		if leaf {
			b.WriteString(d.Text[p.Span.Start:p.Span.End])
		} else {
			b.WriteString(d.Text[p.Own.Start:p.Own.End])
		}
	}
	return b.String()
}

func TestNothingIsLost(t *testing.T) {
	docs, err := Read(strings.NewReader(byArticle+byAid), corpus.Source{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if got := whole(d); got != d.Text {
			t.Errorf("%s: provisions join to\n%q, text is\n%q", d.Key, got, d.Text)
		}
	}
}

func TestBroken(t *testing.T) {
	for in, says := range map[string]string{
		"{": "dòng 3 không phải", "not json\n": "dòng 3 không phải", `["x"]`: "dòng 3 không phải",
		`{"text":"x","article":1}`:                     "dòng 3 thiếu law_id",
		`{"law_id":"1/2020/L","text":"x"}`:             "dòng 3 thiếu số điều",
		`{"law_id":"1/2020/L","article":2}`:            "dòng 3 thiếu text",
		`{"law_id":"1/2020/L","article":2,"text":[1]}`: `dòng 3 có trường "text"`,
	} {
		_, err := Read(strings.NewReader(`{"law_id":"1/2020/L","article":1,"text":""}`+"\n\n"+in), corpus.Source{})
		if r, ok := extract.AsRefusal(err); !ok || !strings.HasPrefix(r.VN, says) || !strings.Contains(r.Detail, "line 3: ") {
			t.Errorf("%q: %v, want one that says %q", in, err, says)
		}
	}
	if _, err := Read(strings.NewReader("\n \n"), corpus.Source{}); !errors.Is(err, ErrNoArticles) {
		t.Errorf("nothing: %v", err)
	}
	if !Is([]byte(byAid)) || Is([]byte("<html>")) || Is([]byte(`{"a":1}`)) {
		t.Error("Is misjudges")
	}
}

func TestBenchmarks(t *testing.T) {
	dir := realdata.Dir(t)
	for name, want := range map[string]int{"alqac2022": 1377, "alqac2025": 3368, "alqac2026": 3352} {
		f, err := os.Open(filepath.Join(dir, name, "articles.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		docs, err := Read(f, corpus.Source{URI: name})
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, d := range docs {
			ids := map[string]bool{}
			for _, c := range parse.Chunks(d) {
				ids[c.SourceID] = true
			}
			n += len(ids)
			if got := whole(d); got != d.Text {
				t.Errorf("%s %s: text is not whole", name, d.Key)
			}
		}
		if n != want {
			t.Errorf("%s: %d articles, want %d", name, n, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(byArticle)
	f.Add(byAid)
	f.Add(`{"law_id":"1/2","article":{},"text":"a) b"}`)
	f.Fuzz(func(t *testing.T, s string) {
		docs, err := Read(strings.NewReader(s), corpus.Source{})
		if err != nil {
			return
		}
		for _, d := range docs {
			if got := whole(d); got != d.Text {
				t.Fatalf("text is not whole: %q, %q", got, d.Text)
			}
		}
	})
}
