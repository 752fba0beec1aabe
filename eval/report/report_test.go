package report

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"trolyluat/eval/run"
)

func sampleRun(t *testing.T) *run.Result {
	t.Helper()
	tasks := []run.Task{}
	for i := range 40 {
		tasks = append(tasks, run.Task{ID: fmt.Sprintf("q%02d", i), Do: func(context.Context) (run.Item, run.Cost, error) {
			if i == 39 {
				return run.Item{}, run.Cost{}, errors.New("timeout <script>")
			}
			return run.Item{Groups: []string{"mcq"}, Question: fmt.Sprintf("Câu hỏi %d <b>|", i), Answer: "Đáp án [x]", Gold: []string{"901/2020#d1"},
				Evidence: []run.Evidence{{Document: "901/2020", Path: "d1", Text: "Lời văn"}},
				Scores:   map[string]float64{"accuracy": float64(i%4) / 3, "map": 0.25}}, run.Cost{}, nil
		}})
	}
	r, err := run.Do(t.Context(), "", run.Manifest{Suite: "answers", Seed: 1, Config: map[string]string{"model": "vẹt"}}, tasks, run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestHTML(t *testing.T) {
	page, err := HTML(sampleRun(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := html.Parse(strings.NewReader(string(page))); err != nil {
		t.Fatal(err)
	}
	s := string(page)
	for _, want := range []string{"<code>accuracy</code>", "Tỷ lệ trả lời đúng: ", "khoảng tin cậy 95 %", "Theo nhóm", "mcq", "39 mục đo được, 1 mục không đo được", "20 mục kém nhất", "Câu hỏi 0 &lt;b&gt;|",
		"901/2020#d1", "timeout &lt;script&gt;", "vẹt", "0,250", "mục không đo được"} {
		if !strings.Contains(s, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "<link", "<img", "<b>|"} {
		if strings.Contains(s, never) {
			t.Errorf("the page holds %q", never)
		}
	}
}

func TestMarkdown(t *testing.T) {
	s := Markdown(sampleRun(t))
	for _, want := range []string{"# Trả lời", "| `accuracy` | tỷ lệ trả lời đúng |", "## Theo nhóm", "| mcq | ", "**q00** (0): Câu hỏi 0 &lt;b>\\|", "timeout &lt;script>"} {
		if !strings.Contains(s, want) {
			t.Errorf("the report lacks %q:\n%s", want, s)
		}
	}
}

func TestWorst(t *testing.T) {
	r := sampleRun(t)
	worst := Worst(r, 12)
	if len(worst) != 12 || worst[0].ID != "q00" || worst[9].ID != "q36" || worst[10].ID != "q01" {
		t.Errorf("worst %v", worst)
	}
	if all := Worst(r, 1000); len(all) != 30 {
		t.Errorf("%d items fall short, want 30", len(all))
	}
}
