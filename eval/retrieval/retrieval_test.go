package retrieval

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/articles"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
)

func TestReadQuestions(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"our own", `{"id":"a","question":"Hỏi gì?","gold":["x","y"]}`, "a|Hỏi gì?|x,y"},
		{"ALQAC 2022", `{"id":"q-1","text":"Hỏi?","answer":"07 năm","relevant_articles":[{"law_id":"01/L","article_id":"418"}]}`, "q-1|Hỏi?|01/L#418"},
		{"ALQAC 2025", `{"question_id":"t2","question_type":"Đúng/Sai","text":"Hỏi?","relevant_articles":[{"law_id":"Luật A","article_id":3}],"answer":"Đúng"}`, "t2|Hỏi?|Luật A#3"},
		{"an array", `[{"id":1,"question":"A","gold":["x"]},{"id":2,"question":"B","gold":["y"]}]`, "1|A|x;2|B|y"},
		{"Zalo", `{"items":[{"question_id":"z","question":"A","relevant_articles":[{"law_id":"1","article_id":"2"}]}]}`, "z|A|1#2"},
		{"as eval make writes", `{"id":"a","kind":"answerable","question":"Hỏi gì?","gold":[{"document":"45/2019/QH14","path":"d25/k1"}]}`, "a|Hỏi gì?|45/2019/QH14#d25"},
		{"letters and marks apart", `{"id":"a","question":"Hỏi?","relevant_articles":[{"law_id":" Luâ` + "̣" + `t A","article_id":" 3"}]}`, "a|Hỏi?|Luật A#3"},
		{"an id twice", `{"id":"a","question":"A","gold":["x"]} {"id":"a","question":"B","gold":["y"]}`, "a|A|x;a (2)|B|y"},
		{"without answers", `{"id":"a","question":"Hỏi gì?"}`, ""},
		{"a mark before", "\ufeff{\"id\":\"a\",\"question\":\"B\",\"gold\":[\"x\"]}\n", "a|B|x"},
		{"nothing", " \n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			qs, err := ReadQuestions(strings.NewReader(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, q := range qs {
				got = append(got, q.ID+"|"+q.Text+"|"+strings.Join(q.Gold, ","))
			}
			if s := strings.Join(got, ";"); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
	for in, want := range map[string]string{
		`{"id":`: "dòng 1: không phải JSON",
		"{\"id\":\"a\",\"question\":\"B\",\"gold\":[\"x\"]}\n\n{\"id\":\"b\",\"gold\":[\"x\"]}\n":                  "dòng 3: thiếu question",
		"[{\"question\":\"B\",\"gold\":[\"x\"]},\n {\"question\":7,\"gold\":[\"x\"]}]":                             "dòng 2: trường question",
		"{\"question\":\"B\",\"gold\":[\"x\"]}\n{\"question\":\"B\",\n\"relevant_articles\":[{\"law_id\":\"L\"}]}": "dòng 2: relevant_articles thiếu",
		"{\"question\":\"B\",\"gold\":[\"\"]}":                                                                     "dòng 1: gold có mục trống",
	} {
		_, err := ReadQuestions(strings.NewReader(in))
		var line *LineError
		if !errors.As(err, &line) || !strings.HasPrefix(line.Error(), want) {
			t.Errorf("%q: error %v, want %q", in, err, want)
		}
	}
	if _, without, err := ReadAll(strings.NewReader(`{"id":"a","question":"B"} {"id":"b","question":"B","gold":["x"]}`)); err != nil || without != 1 {
		t.Errorf("%d without an answer, %v", without, err)
	}
}

// law is an invented corpus in the shape of a benchmark.
const law = `{"law_id": "90/2019/QH99", "article": "1", "text": "Phạm vi điều chỉnh\n\nLuật này quy định về đăng ký thuyền trên hồ."}
{"law_id": "90/2019/QH99", "article": "2", "text": "Đăng ký thuyền\n1. Chủ thuyền đăng ký thuyền tại Ủy ban nhân dân cấp xã nơi cư trú."}
{"law_id": "90/2019/QH99", "article": "3", "text": "Lệ phí\nLệ phí cấp biển số thuyền là tám mươi nghìn đồng."}
{"law_id": "90/2019/QH99", "article": "4", "text": "Xử phạt\nNgười chèo thuyền trong giờ cấm bị phạt tiền."}
`

func searcher(t *testing.T) *retrieval.Searcher {
	t.Helper()
	docs, err := articles.Read(strings.NewReader(law), corpus.Source{URI: "law"})
	if err != nil {
		t.Fatal(err)
	}
	st, err := sqlite.Open(context.Background(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	var change corpus.Change
	for _, d := range docs {
		change.Put = append(change.Put, corpus.Entry{Document: d, Chunks: parse.Chunks(d)})
	}
	if err := st.Commit(context.Background(), change); err != nil {
		t.Fatal(err)
	}
	return retrieval.New(st)
}

func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.jsonl")
	questions := `{"id":"1","question":"Đăng ký thuyền ở đâu?","gold":["90/2019/QH99#2"]}
{"id":"2","question":"Lệ phí cấp biển số thuyền bao nhiêu?","gold":["90/2019/QH99#3"]}
{"id":"3","question":"Chèo thuyền trong giờ cấm bị phạt gì?","gold":["90/2019/QH99#77"]}
`
	if err := os.WriteFile(path, []byte(questions), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), Options{Searcher: searcher(t), Questions: path, Details: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Suite != "retrieval" || r.N != 3 || r.Unreachable != 1 {
		t.Errorf("suite %q, n %d, unreachable %d", r.Suite, r.N, r.Unreachable)
	}
	for _, row := range r.Rows[:2] {
		if row.First != 1 {
			t.Errorf("question %s: answer at %d of %q", row.ID, row.First, row.Hits)
		}
	}
	for name, want := range map[string]float64{"acc@1": 2. / 3, "r@10": 2. / 3, "r@100": 2. / 3, "ndcg@10": 2. / 3} {
		if got := r.Metrics[name]; got != want {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
		if r.Metrics[name+"_lo"] > want || r.Metrics[name+"_hi"] < want {
			t.Errorf("%s: interval [%v, %v] without %v", name, r.Metrics[name+"_lo"], r.Metrics[name+"_hi"], want)
		}
	}
	if r.Metrics["p95_ms"] < r.Metrics["p50_ms"] || r.Metrics["p50_ms"] <= 0 {
		t.Errorf("latencies %v and %v", r.Metrics["p50_ms"], r.Metrics["p95_ms"])
	}
	missing, err := Missing(t.Context(), searcher(t), []Question{{Gold: []string{"90/2019/QH99#77", "90/2019/QH99#2"}}, {Gold: []string{"90/2019/QH99#d3"}}})
	if err != nil || len(missing) != 1 || !missing["90/2019/QH99#77"] {
		t.Errorf("missing %v, %v", missing, err)
	}
	if _, err := Ask(context.Background(), Options{}, nil); !errors.Is(err, ErrNoQuestions) {
		t.Errorf("no questions: %v", err)
	}
}

func TestWithoutDiacritics(t *testing.T) {
	qs := []Question{{ID: "1", Text: "Lệ phí cấp biển số thuyền bao nhiêu?", Gold: []string{"90/2019/QH99#3"}}}
	r, err := Ask(context.Background(), Options{Searcher: searcher(t), Strip: 1, Details: true}, qs)
	if err != nil {
		t.Fatal(err)
	}
	if vitext.HasDiacritics(r.Rows[0].Asked) || r.Rows[0].First != 1 {
		t.Errorf("asked %q, answer at %d", r.Rows[0].Asked, r.Rows[0].First)
	}
}

func TestDamage(t *testing.T) {
	const text = "Người lao động có quyền đơn phương chấm dứt hợp đồng lao động trong trường hợp nào theo quy định của pháp luật?"
	a, b := newDamage(0, 0.5, 7), newDamage(0, 0.5, 7)
	if x, y := a.apply(text), b.apply(text); x != y || x == text {
		t.Errorf("the same seed gave %q and %q", x, y)
	}
	half := newDamage(0.5, 0, 7).apply(text)
	if !vitext.HasDiacritics(half) || vitext.Fold(half) != vitext.Fold(text) || half == text {
		t.Errorf("half stripped: %q", half)
	}
	words, slipped := strings.Fields(text), strings.Fields(newDamage(0, 1, 7).apply(text))
	same := 0
	for i := range words {
		if words[i] == slipped[i] {
			same++
		}
	}
	if len(words) != len(slipped) || same > len(words)/3 {
		t.Errorf("a slip in every word gave %q", slipped)
	}
}

func TestCompare(t *testing.T) {
	qs := []Question{{ID: "1", Gold: []string{"a"}}, {ID: "2", Gold: []string{"b"}}}
	c := Compare(qs, [][]string{{"x", "a"}, {"b"}}, [][]string{{"a"}, {"b"}}, 1)
	if got := c["acc@1"]; got.Diff.Mean != 0.5 || got.Better != 1 || got.Worse != 0 {
		t.Errorf("%+v", got)
	}
	if !slices.Equal(Measures(), []string{"acc@1", "r@10", "mrr@10", "r@100", "ndcg@10", "recall@10", "recall@100", "map", "f2"}) {
		t.Error(Measures())
	}
}

func FuzzReadQuestions(f *testing.F) {
	f.Add(`{"id":"a","question":"b","gold":["c"]}`)
	f.Add(`[{"id":1,"text":"b","relevant_articles":[{"law_id":"c","article_id":{}}]}]`)
	f.Fuzz(func(t *testing.T, s string) {
		qs, err := ReadQuestions(strings.NewReader(s))
		if err != nil {
			return
		}
		for _, q := range qs {
			if q.Text == "" || len(q.Gold) == 0 {
				t.Fatalf("a question that measures nothing: %+v", q)
			}
		}
	})
}
