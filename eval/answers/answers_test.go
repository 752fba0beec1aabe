package answers

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
	"trolyluat/corpus/realdata"
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
)

// law is an invented corpus in the shape of a benchmark.
const law = `{"law_id": "90/2019/QH99", "article": "2", "text": "Đăng ký thuyền\n1. Chủ thuyền đăng ký thuyền tại Ủy ban nhân dân cấp xã nơi cư trú.\n2. Thuyền không đăng ký thì không được ra hồ."}
{"law_id": "90/2019/QH99", "article": "3", "text": "Lệ phí\nLệ phí cấp biển số thuyền là 80.000 đồng."}
{"law_id": "90/2019/QH99", "article": "4", "text": "Xử phạt\nNgười chèo thuyền trong giờ cấm bị phạt tiền từ 100.000 đồng đến 300.000 đồng."}
`

const asked = `{"id":"1","text":"Lệ phí cấp biển số thuyền là bao nhiêu?","answer":"80.000 đồng","relevant_articles":[{"law_id":"90/2019/QH99","article_id":"3"}]}
{"id":"2","question_type":"Đúng/Sai","text":"Thuyền không đăng ký thì được ra hồ.","answer":"Sai","relevant_articles":[{"law_id":"90/2019/QH99","article_id":"2"}]}
{"id":"3","question_type":"Trắc nghiệm","text":"Chủ thuyền đăng ký thuyền ở đâu?","choices":{"A":"Bộ Giao thông","B":"Ủy ban nhân dân cấp xã nơi cư trú","C":"Hội chèo thuyền","D":"Tòa án"},"answer":"B","relevant_articles":[{"law_id":"90/2019/QH99","article_id":"2"}]}
{"id":"4","text":"Thuyền màu gì?","answer":"một câu không có trong điều nào","relevant_articles":[{"law_id":"90/2019/QH99","article_id":"2"}]}
{"id":"5","text":"Câu không có đáp án","relevant_articles":[{"law_id":"90/2019/QH99","article_id":"2"}]}
`

// set puts articles into a store and questions into a file.
func set(t *testing.T, lines, questions string) Set {
	t.Helper()
	docs, err := articles.Read(strings.NewReader(lines), corpus.Source{URI: "law"})
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
	path := filepath.Join(t.TempDir(), "q.jsonl")
	if err := os.WriteFile(path, []byte(questions), 0o600); err != nil {
		t.Fatal(err)
	}
	return Set{Questions: path, Searcher: retrieval.New(st), Terms: st}
}

func TestRun(t *testing.T) {
	s := set(t, law, asked)
	r, err := Run(t.Context(), Options{Set: s, Details: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 4 || r.Metrics["n_span_marked"] != 2 || r.Metrics["span_marked"] != 0.5 || r.Metrics["true_false_acc"] != 1 || r.Metrics["choice_acc"] != 1 {
		t.Errorf("report %+v", r)
	}
	if r.Rows[0].Phrase != "80.000 đồng" || r.Rows[0].F1 != 1 || r.Rows[1].Verdict != "Sai" || r.Rows[2].Verdict != "B" || !r.Rows[3].Gone {
		t.Errorf("rows %+v", r.Rows)
	}
	if _, err := Run(t.Context(), Options{Set: set(t, law, `{"id":"5","text":"?","relevant_articles":[{"law_id":"a","article_id":"2"}]}`)}); !errors.Is(err, ErrNoAnswers) {
		t.Errorf("a file without answers: %v", err)
	}
}

// TestFoldsShareNoProvision deals questions out so that none of a fold has a
// provision, or a law, in common with one of another.
func TestFoldsShareNoProvision(t *testing.T) {
	var qs []question
	for _, gold := range [][]string{{"A#1"}, {"A#2"}, {"B#1", "A#1"}, {"B#1"}, {"C#9"}, {"B#2"}, {"D#1"}, {"D#1"}} {
		qs = append(qs, question{evalretrieval.Question{Gold: gold}})
	}
	for _, byLaw := range []bool{false, true} {
		of := map[string]int{}
		for i, f := range foldsOf(qs, 3, byLaw) {
			for _, g := range qs[i].Gold {
				if byLaw {
					g, _, _ = strings.Cut(g, "#")
				}
				if have, ok := of[g]; ok && have != f {
					t.Errorf("by law %v: %s stands in folds %d and %d", byLaw, g, have, f)
				}
				of[g] = f
			}
		}
		var used []int
		for _, f := range of {
			if !slices.Contains(used, f) {
				used = append(used, f)
			}
		}
		if len(used) < 2 {
			t.Errorf("by law %v: all in one fold", byLaw)
		}
	}
}

// TestRealQuestions asks a part of the real questions: what ships must stay
// above the targets of the issue less what chance does on so few.
func TestRealQuestions(t *testing.T) {
	dir := realdata.Dir(t)
	for _, c := range []struct {
		folder string
		least  map[string]float64
	}{
		{"alqac2022", map[string]float64{"span_marked": 0.74}},
		{"alqac2025", map[string]float64{"true_false_acc": 0.60, "choice_acc": 0.60}},
	} {
		lines, err := os.ReadFile(filepath.Join(dir, c.folder, "articles.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		questions, err := os.ReadFile(filepath.Join(dir, c.folder, "questions.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		var part []string
		for i, line := range strings.Split(strings.TrimSpace(string(questions)), "\n") {
			if i%4 == 0 {
				part = append(part, line)
			}
		}
		r, err := Run(t.Context(), Options{Set: set(t, string(lines), strings.Join(part, "\n"))})
		if err != nil {
			t.Fatal(err)
		}
		for name, least := range c.least {
			if r.Metrics[name] < least {
				t.Errorf("%s: %s = %.3f of %.0f, below %.2f", c.folder, name, r.Metrics[name], r.Metrics["n_"+name], least)
			}
		}
		if r.Metrics["marked_words_p50"] > 70 {
			t.Errorf("%s: %v words marked at the median", c.folder, r.Metrics["marked_words_p50"])
		}
	}
}

// TestFitLearns fits on a few real questions and must do better than chance on
// them.
func TestFitLearns(t *testing.T) {
	s := set(t, law, asked)
	w, err := Fit(t.Context(), []Set{s})
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Mark) == 0 || !slices.ContainsFunc(w.Mark, func(v float64) bool { return v != 0 }) || !slices.ContainsFunc(w.Claim, func(v float64) bool { return v != 0 }) {
		t.Errorf("weights %+v", w)
	}
	r, err := Run(t.Context(), Options{Set: s, Folds: 2})
	if err != nil || r.N != 4 {
		t.Errorf("cross-validation: %+v, %v", r, err)
	}
}
