// Package keypoints measures whole answers against questions of our own format:
// the places that answer, the words that a right answer holds, and whether there
// is an answer at all. `trolyluat eval answers` calls it for files of that
// format (corpus/sample ships 120 questions over the sample law, `eval make`
// proposes more over the operator's), and a test keeps its golden summary.
package keypoints

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"trolyluat/assistant"
	"trolyluat/corpus"
	"trolyluat/corpus/sample"
	"trolyluat/eval/run"
)

// Question is a line of a question file: id, role, kind (answerable,
// unanswerable, false_premise), question, as_of, previous (id of the question
// that it follows up), twin (id of the question that it repeats without
// diacritics), gold ({document, path}), points.
type Question = sample.Question

// LineError says what is wrong with a line of a question file.
type LineError = run.LineError

// Read reads a question file, one JSON object a line. Nothing is returned beside
// an error.
func Read(r io.Reader) ([]Question, error) {
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 4<<20)
	var out []Question
	seen := map[string]bool{}
	for n := 1; scan.Scan(); n++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(scan.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		var q Question
		if err := json.Unmarshal(line, &q); err != nil {
			return nil, run.NotJSON(n, err)
		}
		switch {
		case q.ID == "" || seen[q.ID]:
			return nil, &LineError{Line: n, Reason: fmt.Sprintf("id %q trống hoặc bị lặp", q.ID)}
		case strings.TrimSpace(q.Text) == "":
			return nil, &LineError{Line: n, Reason: "thiếu question"}
		case q.Kind != sample.Answerable && q.Kind != sample.Unanswerable && q.Kind != sample.FalsePremise:
			return nil, &LineError{Line: n, Reason: fmt.Sprintf("kind %q không phải answerable, unanswerable hoặc false_premise", q.Kind)}
		case q.Kind == sample.Answerable && len(q.Gold) == 0:
			return nil, &LineError{Line: n, Reason: "câu trả lời được phải có gold"}
		case q.Previous != "" && !seen[q.Previous]:
			return nil, &LineError{Line: n, Reason: fmt.Sprintf("previous %q không đứng trước", q.Previous)}
		}
		seen[q.ID] = true
		out = append(out, q)
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("eval answers: read questions: %w", err)
	}
	return out, nil
}

// Is says whether a file's first row is of this format, by its "kind".
func Is(r io.Reader) bool {
	line, err := bufio.NewReaderSize(r, 1<<20).ReadBytes('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	var first struct {
		Kind     sample.Kind `json:"kind"`
		Question string      `json:"question"`
	}
	if json.Unmarshal(bytes.TrimPrefix(line, []byte("\ufeff")), &first) != nil {
		return false
	}
	return first.Kind != "" && first.Question != ""
}

// Asker answers questions; *assistant.Assistant is one.
type Asker interface {
	Answer(ctx context.Context, q assistant.Question) (*assistant.Answer, error)
}

// Tasks are the questions as items of a run. A question that follows another up
// is asked after that one, in one conversation. askedOn is the day on which the
// questions without a date are asked; zero leaves it to the assistant.
func Tasks(a Asker, questions []Question, askedOn corpus.Date) []run.Task {
	byID := make(map[string]*Question, len(questions))
	for i := range questions {
		byID[questions[i].ID] = &questions[i]
	}
	tasks := make([]run.Task, len(questions))
	for i := range questions {
		q := &questions[i]
		tasks[i] = run.Task{ID: q.ID, Do: func(ctx context.Context) (run.Item, run.Cost, error) {
			answer, cost, err := ask(ctx, a, byID, q, askedOn, 0)
			if err != nil {
				return run.Item{Question: q.Text}, cost, err
			}
			return item(q, answer), cost, nil
		}}
	}
	return tasks
}

// Finish gives the suite's main figure, "correct", its usual name besides.
func Finish(r *run.Result) error {
	for _, end := range [...]string{"", "_lo", "_hi"} {
		if v, ok := r.Report.Metrics["correct"+end]; ok {
			r.Report.Metrics["accuracy"+end] = v
		}
	}
	return nil
}

// maxChain bounds how long a conversation of follow-ups may be.
const maxChain = 8

func ask(ctx context.Context, a Asker, byID map[string]*Question, q *Question, askedOn corpus.Date, depth int) (*assistant.Answer, run.Cost, error) {
	var cost run.Cost
	var history []assistant.Exchange
	if q.Previous != "" {
		if depth == maxChain {
			return nil, cost, fmt.Errorf("eval answers: more than %d follow-ups in a row", maxChain)
		}
		before, spent, err := ask(ctx, a, byID, byID[q.Previous], askedOn, depth+1)
		if err != nil {
			return nil, spent, err
		}
		cost = spent
		history = append(history, assistant.ExchangeOf(before))
	}
	on := q.AsOf
	if on == 0 {
		on = askedOn
	}
	answer, err := a.Answer(ctx, assistant.Question{Text: q.Text, Role: assistant.Role(q.Role), AsOf: on, History: history})
	if err == nil && answer == nil {
		err = errors.New("eval answers: the answer never ended")
	}
	if err != nil {
		return nil, cost, err
	}
	if u := answer.Usage; u != nil {
		cost.Tokens += u.Prompt + u.Completion
		cost.Money += u.Cost
	}
	return answer, cost, nil
}
