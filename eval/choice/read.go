// Package choice measures a model on multiple-choice questions of law: of the
// question alone, or with the provisions that the search finds. It reads the
// shapes of VLegal-Bench, of ALQAC and its own. `trolyluat eval choice` calls it;
// what the assistant itself makes of such questions, without a model too, is
// measured by `eval answers`.
package choice

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus/vitext"
	"trolyluat/eval/run"
)

// Question is a question with its choices.
type Question struct {
	ID          string
	Instruction string // what the benchmark tells the model to do, "" for ours
	Text        string
	Choices     []Choice // in the order of their letters; two for true or false
	Right       []string // letters, sorted; several where all of them are asked for
}

// Choice is one answer to choose.
type Choice struct{ Letter, Text string }

// row takes all shapes: VLegal-Bench has instruction, question, answers as one
// text ("A: …\nB: …") and ground_truth; ALQAC question_type, text, choices by
// letter and answer.
type row struct {
	ID          json.RawMessage   `json:"id"`
	QuestionID  json.RawMessage   `json:"question_id"`
	Instruction string            `json:"instruction"`
	Question    string            `json:"question"`
	Text        string            `json:"text"`
	Answers     json.RawMessage   `json:"answers"`
	Choices     map[string]string `json:"choices"`
	Truth       json.RawMessage   `json:"ground_truth"`
	Answer      json.RawMessage   `json:"answer"`
}

// RowError says what is wrong with a row of a question file.
type RowError struct {
	Row    int    // from 1
	Field  string // "answers"; "" where the row as a whole is meant
	Reason string // Vietnamese
}

func (e *RowError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("câu thứ %d: %s", e.Row, e.Reason)
	}
	return fmt.Sprintf("câu thứ %d, trường %s: %s", e.Row, e.Field, e.Reason)
}

// notJSON is a row that cannot be decoded.
func notJSON(row int, err error) error {
	return &RowError{Row: row, Reason: run.NotJSON(row, err).Reason}
}

// maxFile bounds a question file, in bytes.
const maxFile = 256 << 20

// Read reads questions as JSON lines or one JSON array. Rows of ALQAC that are no
// choice (free text) are left out; any other row that cannot be read is a
// [RowError], and nothing is returned beside an error.
func Read(r io.Reader) ([]Question, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, fmt.Errorf("eval choice: read questions: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	var rows []row
	for {
		var raw json.RawMessage
		if err := dec.Decode(&raw); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, notJSON(len(rows)+1, err)
		}
		if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
			var many []row
			if err := json.Unmarshal(raw, &many); err != nil {
				return nil, notJSON(len(rows)+1, err)
			}
			rows = append(rows, many...)
			continue
		}
		var one row
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, notJSON(len(rows)+1, err)
		}
		rows = append(rows, one)
	}
	var out []Question
	seen := map[string]bool{}
	for i := range rows {
		q, ok, err := rows[i].question(i + 1)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if seen[q.ID] {
			return nil, &RowError{i + 1, "id", fmt.Sprintf("mã %q bị lặp", q.ID)}
		}
		seen[q.ID] = true
		out = append(out, q)
	}
	return out, nil
}

func (r *row) question(n int) (Question, bool, error) {
	q := Question{ID: plain(r.ID), Instruction: strings.TrimSpace(r.Instruction), Text: strings.TrimSpace(r.Question)}
	if q.ID == "" {
		q.ID = plain(r.QuestionID)
	}
	if q.ID == "" {
		q.ID = fmt.Sprint(n)
	}
	if q.Text == "" {
		q.Text = strings.TrimSpace(r.Text)
	}
	if q.Text == "" {
		return q, false, &RowError{n, "question", "thiếu câu hỏi"}
	}
	truth := plain(r.Truth)
	if truth == "" {
		truth = plain(r.Answer)
	}
	switch {
	case len(r.Choices) > 0:
		for _, letter := range slices.Sorted(maps.Keys(r.Choices)) {
			q.Choices = append(q.Choices, Choice{strings.ToUpper(letter), strings.TrimSpace(r.Choices[letter])})
		}
	case len(r.Answers) > 0:
		q.Choices = cut(answersOf(r.Answers))
	case isTruth(truth):
		q.Choices = []Choice{{"A", "Đúng"}, {"B", "Sai"}}
	default:
		return q, false, nil // free text
	}
	if len(q.Choices) < 2 {
		return q, false, &RowError{n, "answers", "cần ít nhất hai phương án, dạng \"A: …\" mỗi dòng"}
	}
	if q.Right = q.letters(truth); len(q.Right) == 0 {
		return q, false, &RowError{n, "ground_truth", fmt.Sprintf("%q không chỉ ra phương án nào", truth)}
	}
	return q, true, nil
}

func isTruth(s string) bool {
	switch vitext.Fold(s) {
	case "dung", "sai":
		return true
	}
	return false
}

// answersOf gives the answers as one text, a choice a line.
func answersOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		var b strings.Builder
		for i, a := range list {
			if reChoice.MatchString(a) {
				fmt.Fprintln(&b, a)
			} else if i < 26 {
				fmt.Fprintf(&b, "%c: %s\n", 'A'+i, a)
			}
		}
		return b.String()
	}
	return ""
}

var reChoice = regexp.MustCompile(`(?m)^\s*\(?([A-Za-z])\s*[:.)]\s*`)

// cut cuts "A: …\nB: …" into choices. A choice may go over several lines and hold
// points of its own ("a) …"): letters count that are written in the case of the
// first and follow one another.
func cut(s string) []Choice {
	at := reChoice.FindAllStringSubmatchIndex(s, -1)
	if len(at) == 0 {
		return nil
	}
	next := s[at[0][2]]
	if next != 'A' && next != 'a' {
		return nil
	}
	var out []Choice
	begin := 0
	for _, m := range at {
		if s[m[2]] != next {
			continue
		}
		if len(out) > 0 {
			out[len(out)-1].Text = strings.TrimSpace(s[begin:m[0]])
		}
		out = append(out, Choice{Letter: strings.ToUpper(string(next))})
		begin = m[1]
		next++
	}
	out[len(out)-1].Text = strings.TrimSpace(s[begin:])
	return out
}

var reLetters = regexp.MustCompile(`^\(?([A-Za-z])\)?(?:[.:)]\s.*)?$`)

// letters are those that a text names: "B", "A, C", "B: …", or the words of a
// choice.
func (q *Question) letters(s string) []string {
	s = strings.TrimSpace(s)
	var out []string
	add := func(letter string) bool {
		letter = strings.ToUpper(letter)
		if !slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Letter == letter }) {
			return false
		}
		if !slices.Contains(out, letter) {
			out = append(out, letter)
		}
		return true
	}
	for _, c := range q.Choices {
		if same(c.Text, s) {
			return []string{c.Letter}
		}
	}
	if m := reLetters.FindStringSubmatch(s); m != nil {
		add(m[1])
		return out
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '/' || r == '&' }) {
		if m := reLetters.FindStringSubmatch(part); m == nil || !add(m[1]) {
			return nil
		}
	}
	slices.Sort(out)
	return out
}

func same(a, b string) bool {
	clean := func(s string) string {
		return strings.TrimRight(strings.ToLower(vitext.Normalize(strings.Join(strings.Fields(s), " "))), ".")
	}
	return clean(a) == clean(b)
}

// plain is a JSON string, number or list of strings as text.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return strings.Join(list, ", ")
	}
	return strings.TrimSpace(string(raw))
}
