package refusal

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/assistant/reading"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/articles"
	"trolyluat/corpus/parse"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
)

// law are two invented laws in the shape of a benchmark.
const law = `{"law_id": "90/2019/QH99", "article": "2", "text": "Đăng ký thuyền\n1. Chủ thuyền đăng ký thuyền tại Ủy ban nhân dân cấp xã nơi cư trú.\n2. Thuyền không đăng ký thì không được ra hồ."}
{"law_id": "90/2019/QH99", "article": "3", "text": "Lệ phí\nLệ phí cấp biển số thuyền là 80.000 đồng."}
{"law_id": "91/2019/QH99", "article": "4", "text": "Nuôi ong\nNgười nuôi ong đặt thùng ong cách nhà ở ít nhất 20 mét."}
`

func set(t *testing.T, questions string) Set {
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
	path := filepath.Join(t.TempDir(), "q.jsonl")
	if err := os.WriteFile(path, []byte(questions), 0o600); err != nil {
		t.Fatal(err)
	}
	return Set{Questions: path, Searcher: retrieval.New(st), Terms: st}
}

const asked = `{"id":"1","question":"Lệ phí cấp biển số thuyền là bao nhiêu?","gold":["90/2019/QH99#3"]}
{"id":"2","question":"Thùng ong phải đặt cách nhà ở bao nhiêu mét?","gold":["91/2019/QH99#4"]}
`

// TestHidden asks two questions with and without what answers them.
func TestHidden(t *testing.T) {
	list, err := examples(t.Context(), Options{Sets: []Set{set(t, asked)}})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	shipped := reading.Shipped()
	for _, e := range list {
		if e.said {
			by["said/"+e.kind]++
		} else {
			by[e.kind]++
		}
		p := shipped.Of(e.features)
		if e.carries != (e.kind == answerable) || e.carries && p < 0.5 || !e.carries && p > 0.5 {
			t.Errorf("%s (%s): %.2f", e.kind, e.group, p)
		}
	}
	// The first is asked without diacritics too, and said again: "bảng số xe".
	if by[answerable] != 3 || by[hidden] != 3 || by["said/"+answerable] != 1 || by["said/"+hidden] != 1 || by[notOfLaw] != 40 {
		t.Errorf("%v", by)
	}
	fitted := fit(list, 2)
	for _, e := range list {
		if p := fitted.Of(e.features); e.carries != (p > 0.5) {
			t.Errorf("fitted, %s: %.2f", e.kind, p)
		}
	}
}

func TestReport(t *testing.T) {
	s := set(t, asked)
	for _, folds := range []int{0, 2} {
		r, err := Run(t.Context(), Options{Sets: []Set{s}, Folds: folds, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		m := r.Metrics
		for _, kind := range []string{answerable, hidden, notOfLaw} {
			if sum := m[kind+"/refused"] + m[kind+"/unsure"] + m[kind+"/sure"]; math.Abs(sum-1) > 1e-9 {
				t.Errorf("%d folds, %s: %.2f", folds, kind, sum)
			}
		}
		if r.N != 44 || m["examples"] != 48 || m["n_said/answerable"] != 1 || m["n_answerable"] != 3 || m["auc"] < 0.9 {
			t.Errorf("%d folds: n %d, %v", folds, r.N, m)
		}
	}
	if _, err := Run(t.Context(), Options{Sets: []Set{set(t, `{"id":"1","question":"Thuyền màu gì?","gold":["77/2019/QH99#1"]}`)}}); !errors.Is(err, ErrNoQuestions) {
		t.Errorf("nothing found: %v", err)
	}
}

func TestFolds(t *testing.T) {
	list := []example{{group: "a"}, {group: "b"}, {group: "a"}, {group: "c"}, {group: "a"}}
	fold := foldsOf(list, 2)
	if fold[0] != fold[2] || fold[0] != fold[4] || fold[1] != fold[3] || fold[0] == fold[1] {
		t.Errorf("%v", fold)
	}
}

func TestAUC(t *testing.T) {
	if got := auc([]float64{0.9, 0.5}, []float64{0.5, 0.1}); got != 0.875 {
		t.Errorf("%v", got)
	}
}
