package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/assistant/history"
	"trolyluat/retrieval/postgres/postgrestest"
)

// TestQuestionsFromFeedback has readers judge answers in either store: what they
// judged becomes questions for the search and for the answers.
func TestQuestionsFromFeedback(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "kho")
		feedbackToQuestions(t, []string{"--data", data}, Config{Data: data})
	})
	t.Run("postgres", func(t *testing.T) {
		db := postgrestest.Database(t)
		data := t.TempDir()
		if code, _, stderr := command(t, nil, "migrate", "--db", db); code != exitOK {
			t.Fatal(stderr)
		}
		feedbackToQuestions(t, []string{"--data", data, "--db", db}, Config{Data: data, DB: db})
	})
}

func feedbackToQuestions(t *testing.T, store []string, cfg Config) {
	with := func(args ...string) []string { return append(slices.Clone(args), store...) }
	if code, _, stderr := command(t, nil, with("ingest", "../../corpus/sample/files")...); code != exitOK {
		t.Fatal(stderr)
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "phan-hoi.jsonl")
	if code, _, stderr := command(t, nil, with("eval", "make", "--from-feedback", "--out", out)...); code != exitUsage || !strings.Contains(stderr, "chưa có đánh giá nào dùng được") {
		t.Errorf("without feedback: %d, %s", code, stderr)
	}
	judge(t, cfg, with, []judgment{
		{"Tôi là Nguyễn Thị Hồng, số điện thoại 0912345678. Điều 17 Luật Sửa chữa đồ gia dụng quy định người học việc từ bao nhiêu tuổi?", history.Right, ""},
		{"Nghỉ học việc giữa chừng có được không?", history.Wrong, "Điều 17 Luật Sửa chữa đồ gia dụng"},
		{"Cửa hàng làm hỏng đồ của tôi thì sao?", history.Incomplete, "901/2020/QH-MAU, Điều 3"},
		{"Câu này sai mà không biết vì sao?", history.Wrong, ""},
		{"Câu này chỉ tới luật không có?", history.Wrong, "Điều 999 Luật Nuôi rồng"},
	})
	code, stdout, stderr := command(t, nil, with("eval", "make", "--from-feedback", "--out", out, "--json")...)
	var said struct {
		Proposed int
		Skipped  map[string]int
	}
	if err := json.Unmarshal([]byte(stdout), &said); code != exitOK || err != nil || said.Proposed != 3 || said.Skipped["no_provision"] != 1 || said.Skipped["unresolved"] != 1 {
		t.Fatalf("%d, %v: %s%s", code, err, stdout, stderr)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "Hồng") || strings.Contains(string(text), "0912345678") {
		t.Errorf("personal data in the question file:\n%s", text)
	}
	var rows []struct {
		Question string
		Gold     []struct{ Document, Path string }
		AsOf     string `json:"as_of"`
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	for dec.More() {
		rows = append(rows, struct {
			Question string
			Gold     []struct{ Document, Path string }
			AsOf     string `json:"as_of"`
		}{})
		if err := dec.Decode(&rows[len(rows)-1]); err != nil {
			t.Fatal(err)
		}
	}
	if len(rows) != 3 || rows[1].Gold[0].Document != "901/2020/QH-MAU" || rows[1].Gold[0].Path != "d17" || rows[2].Gold[0].Path != "d3" || rows[0].AsOf == "" {
		t.Fatalf("rows %+v", rows)
	}
	for _, suite := range []string{"retrieval", "answers"} {
		code, stdout, stderr := command(t, nil, with("eval", suite, "--questions", out, "--json")...)
		var report struct {
			N       int
			Metrics map[string]float64
		}
		if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != exitOK || report.N != 3 || report.Metrics["gold_missing"] != 0 {
			t.Errorf("eval %s: %d, %v: %s%s", suite, code, err, stdout, stderr)
		}
	}
	// As a table it is marked as accepted, and gives the same questions.
	table, again := filepath.Join(dir, "phan-hoi.csv"), filepath.Join(dir, "lai.jsonl")
	if code, _, stderr := command(t, nil, with("eval", "make", "--from-feedback", "--out", table)...); code != exitOK {
		t.Fatal(stderr)
	}
	if code, _, stderr := command(t, nil, "eval", "make", "--accepted", table, "--out", again); code != exitOK {
		t.Fatal(stderr)
	}
	if b, err := os.ReadFile(again); err != nil || string(b) != string(text) {
		t.Errorf("by the table: %v\n%s\nwant\n%s", err, b, text)
	}
}

// judgment is a question that is asked, and what the reader thinks of the answer.
type judgment struct {
	question  string
	verdict   history.Verdict
	provision string
}

func judge(t *testing.T, cfg Config, with func(...string) []string, all []judgment) {
	t.Helper()
	st, err := openStore(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	h, err := st.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	owner := history.NewOwner()
	for _, j := range all {
		code, stdout, stderr := command(t, nil, with("ask", "--json", j.question)...)
		if code != exitOK {
			t.Fatal(stderr)
		}
		c, err := h.Append(t.Context(), owner, "", history.Turn{Question: j.question, Role: "citizen", AsOf: "2026-01-15", Answer: json.RawMessage(stdout)})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Judge(t.Context(), owner, c.ID, 1, history.Feedback{Verdict: j.verdict, Provision: j.provision}); err != nil {
			t.Fatal(err)
		}
	}
}
