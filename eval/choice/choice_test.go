package choice

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"testing"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/llm/fake"
	"trolyluat/assistant/llm/openai"
	"trolyluat/corpus"
	"trolyluat/eval/compare"
	"trolyluat/eval/run"
	"trolyluat/retrieval"
)

func TestRead(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"VLegal-Bench", `{"instruction":"Chọn đáp án","question":"Được thả mấy diều?","answers":"A: Một\nB: Hai\nC: Ba","ground_truth":"B"}`, "1|A=Một,B=Hai,C=Ba|B"},
		{"a choice over lines, with points of its own", `{"id":7,"question":"Hỏi?","answers":"A: Gồm:\na) x\nb) y\nB. Không gồm","ground_truth":"A"}`, "7|A=Gồm:\na) x\nb) y,B=Không gồm|A"},
		{"several", `{"question":"Hỏi?","answers":"A: x\nB: y\nC: z","ground_truth":"C, A"}`, "1|A=x,B=y,C=z|A,C"},
		{"the words of the choice", `{"question":"Hỏi?","answers":["Một","Hai"],"ground_truth":"hai."}`, "1|A=Một,B=Hai|B"},
		{"ALQAC choice", `{"question_id":"t1","question_type":"Trắc nghiệm","text":"Hỏi?","choices":{"B":"y","A":"x"},"answer":"B"}`, "t1|A=x,B=y|B"},
		{"ALQAC true or false", `[{"question_id":"t2","text":"Diều được thả.","answer":"Sai"}]`, "t2|A=Đúng,B=Sai|B"},
		{"free text is left out", `{"question_id":"t3","text":"Vì sao?","answer":"Vì gió."}`, ""},
	}
	for _, tt := range tests {
		qs, err := Read(strings.NewReader("\ufeff" + tt.in))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for _, q := range qs {
			var choices []string
			for _, c := range q.Choices {
				choices = append(choices, c.Letter+"="+c.Text)
			}
			got = append(got, q.ID+"|"+strings.Join(choices, ",")+"|"+strings.Join(q.Right, ","))
		}
		if s := strings.Join(got, ";"); s != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, s, tt.want)
		}
	}
	for in, field := range map[string]string{
		`{"question":"Hỏi?","answers":"A: x\nB: y","ground_truth":"D"}`:                                                       "ground_truth",
		`{"question":"Hỏi?","answers":"chỉ một","ground_truth":"A"}`:                                                          "answers",
		`{"question":" ","answers":"A: x\nB: y","ground_truth":"A"}`:                                                          "question",
		`[{"id":1,"question":"a","answers":["x","y"],"answer":"A"},{"id":1,"question":"b","answers":["x","y"],"answer":"A"}]`: "id",
	} {
		_, err := Read(strings.NewReader(in))
		var row *RowError
		if !errors.As(err, &row) || row.Field != field {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"question":"Hỏi?","answers":"A: x\nB: y","ground_truth":"A"}`)
	f.Add(`[{"text":"a","choices":{"":"x","A":"y"},"answer":["A"]}]`)
	f.Fuzz(func(t *testing.T, in string) { _, _ = Read(strings.NewReader(in)) })
}

// questions are n invented ones whose right letter their number tells.
func questions(n int) []Question {
	out := make([]Question, n)
	for i := range out {
		out[i] = Question{ID: fmt.Sprint("q", i), Text: fmt.Sprintf("Câu số %d: được thả mấy diều?", i), Right: []string{string(rune('A' + i%4))},
			Choices: []Choice{{"A", "Một"}, {"B", "Hai"}, {"C", "Ba"}, {"D", "Bốn"}}}
	}
	return out
}

// knowing is a server whose model answers a share of the questions rightly, as
// its own dice fall.
func knowing(t *testing.T, name string, share float64) llm.Generator {
	t.Helper()
	s, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	s.Answer(func(r fake.Request) string {
		_, rest, _ := strings.Cut(r.Last(), "Câu số ")
		i := 0
		_, _ = fmt.Sscan(rest, &i)
		h := fnv.New64a()
		fmt.Fprint(h, name, i)
		letter := 'A' + rune(i%4)
		if rand.New(rand.NewPCG(h.Sum64(), 1)).Float64() >= share {
			letter = 'A' + rune((i+1)%4)
		}
		return fmt.Sprintf("Tôi chọn:\n{\"dap_an\": [\"%c\"]}", letter)
	})
	g, err := openai.New(openai.Config{BaseURL: s.URL(), Model: name})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestModelsOfKnownWorth asks three models over real sockets, which know 60, 70
// and 61 of 100 answers: the intervals hold the truth, the larger difference is
// significant, the smaller is not.
func TestModelsOfKnownWorth(t *testing.T) {
	qs := questions(500)
	runs := map[string]*run.Result{}
	for name, share := range map[string]float64{"sáu mươi": 0.60, "bảy mươi": 0.70, "sáu mốt": 0.61} {
		r, err := run.Do(t.Context(), "", run.Manifest{Suite: "choice", Seed: 1}, Tasks(Options{Model: knowing(t, name, share)}, qs), run.Options{Workers: 8})
		if err != nil {
			t.Fatal(err)
		}
		m := r.Report.Metrics
		if r.Report.N != 500 || m["errors"] != 0 || m["accuracy_lo"] > share || m["accuracy_hi"] < share {
			t.Errorf("%s: accuracy %.3f [%.3f, %.3f], truth %.2f, errors %v", name, m["accuracy"], m["accuracy_lo"], m["accuracy_hi"], share, m["errors"])
		}
		runs[name] = r
	}
	for name, significant := range map[string]bool{"bảy mươi": true, "sáu mốt": false} {
		c, err := compare.Runs(runs["sáu mươi"], runs[name])
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Of("accuracy"); got.Significant() != significant {
			t.Errorf("against %s: %+v", name, got)
		}
	}
}

// hits finds the same provision for everything.
type hits struct{}

func (hits) Search(_ context.Context, q retrieval.Query) (retrieval.Result, error) {
	return retrieval.Result{Hits: []retrieval.Hit{{Document: corpus.DocumentInfo{Key: "77/2021/QH99", Title: "Luật Thả diều"},
		Chunk: corpus.Chunk{Path: "d1", Label: "Điều 1", Text: "Điều 1. Được thả hai diều."}}}}, nil
}

func TestEvidenceAndFaults(t *testing.T) {
	s, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	seen := ""
	s.Answer(func(r fake.Request) string {
		if strings.Contains(r.Last(), "Câu số 0") {
			seen = r.Last()
			return `{"dap_an": ["A"]}`
		}
		return `{"dap_an": ["Z"]}`
	})
	g, err := openai.New(openai.Config{BaseURL: s.URL(), Model: "gia-lap"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Do(t.Context(), "", run.Manifest{Suite: "choice"}, Tasks(Options{Model: g, Searcher: hits{}, Price: llm.Price{Prompt: 1, Completion: 1}}, questions(2)), run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(seen, "Được thả hai diều") || len(r.Items[0].Evidence) != 1 || r.Items[0].Scores["accuracy"] != 1 || r.Costs[0].Tokens == 0 {
		t.Errorf("with evidence: %+v", r.Items[0])
	}
	if r.Items[1].Scores["accuracy"] != 0 || len(r.Items[1].Notes) != 1 {
		t.Errorf("a letter that is none: %+v", r.Items[1])
	}
	refused, err := fake.Refused()
	if err != nil {
		t.Fatal(err)
	}
	if g, err = openai.New(openai.Config{BaseURL: refused, Model: "gia-lap"}); err != nil {
		t.Fatal(err)
	}
	r, err = run.Do(t.Context(), "", run.Manifest{Suite: "choice"}, Tasks(Options{Model: g}, questions(3)), run.Options{})
	if err != nil || r.Report.N != 0 || r.Report.Metrics["errors"] != 3 {
		t.Errorf("a server down: %+v, %v", r, err)
	}
}
