package retrieval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/eval/run"
)

// Question is a question with the source ids of the điều that answer it.
type Question struct {
	ID   string
	Text string
	Gold []string
	// Type is the kind of question as the file names it ("Đúng/Sai"), "" where it
	// does not; Answer the answer where the file has one; Choices those of a
	// multiple-choice question by their letters.
	Type    string
	Answer  string
	Choices map[string]string
}

// row takes the shapes of question files: our own {"id","question","gold"}, and
// those of ALQAC and Zalo, where the answers are given as law and article.
type row struct {
	ID         json.RawMessage   `json:"id"`
	QuestionID json.RawMessage   `json:"question_id"`
	Question   string            `json:"question"`
	Text       string            `json:"text"`
	Gold       []json.RawMessage `json:"gold"`
	Type       string            `json:"question_type"`
	Answer     json.RawMessage   `json:"answer"`
	Choices    json.RawMessage   `json:"choices"`
	Relevant   []struct {
		Law     string          `json:"law_id"`
		Article json.RawMessage `json:"article_id"`
	} `json:"relevant_articles"`
}

// LineError says what is wrong with a row of a question file.
type LineError = run.LineError

// maxFile bounds a question file, in bytes.
const maxFile = 256 << 20

// ReadQuestionsFile reads the questions of a file.
func ReadQuestionsFile(path string) ([]Question, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("eval: open questions: %w", err)
	}
	defer f.Close()
	q, err := ReadQuestions(f)
	if err != nil {
		return nil, run.In(path, err)
	}
	return q, nil
}

// ReadQuestions is [ReadAll] without what is left out.
func ReadQuestions(r io.Reader) ([]Question, error) {
	q, _, err := ReadAll(r)
	return q, err
}

// ReadAll reads questions as JSON lines, as one JSON array, or as an object with
// the array under "items" (Zalo). Answers are source ids under "gold" (or
// {document, path} as `eval make` writes them), or relevant_articles, which become
// "law_id#article_id". A question without a known answer is left out, since
// nothing can be measured by it, and counted. A row that is no question is a
// [LineError]. An id that stands twice gets the number of its row behind it.
func ReadAll(r io.Reader) (questions []Question, without int, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, 0, err
	}
	if len(data) > maxFile {
		return nil, 0, fmt.Errorf("a question file of more than %d MiB", maxFile>>20)
	}
	rows, lines, err := rowsOf(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return nil, 0, err
	}
	seen := map[string]bool{}
	for i := range rows {
		q, err := rows[i].question(i + 1)
		if err != nil {
			return nil, 0, &LineError{Line: lines[i], Reason: err.Error()}
		}
		if len(q.Gold) == 0 {
			without++
			continue
		}
		if seen[q.ID] {
			q.ID = fmt.Sprintf("%s (%d)", q.ID, i+1)
		}
		seen[q.ID] = true
		questions = append(questions, q)
	}
	return questions, without, nil
}

// rowsOf takes a file apart and says on which line each row begins.
func rowsOf(data []byte) (rows []row, lines []int, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	lineAt := func(offset int64) int {
		rest := data[offset:]
		blank := len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,"))
		return 1 + bytes.Count(data[:int(offset)+blank], []byte("\n"))
	}
	add := func(raw json.RawMessage, line int) error {
		var one row
		if err := json.Unmarshal(raw, &one); err != nil {
			return run.NotJSON(line, err)
		}
		rows, lines = append(rows, one), append(lines, line)
		return nil
	}
	for {
		begin := dec.InputOffset()
		var raw json.RawMessage
		if err := dec.Decode(&raw); errors.Is(err, io.EOF) {
			return rows, lines, nil
		} else if err != nil {
			return nil, nil, run.NotJSON(lineAt(begin), err)
		}
		line := lineAt(begin)
		list, is, err := listIn(raw)
		if err != nil {
			return nil, nil, run.NotJSON(line, err)
		}
		if !is {
			if err := add(raw, line); err != nil {
				return nil, nil, err
			}
			continue
		}
		at := 0 // rows of an array stand in its bytes one after the other
		for _, one := range list {
			k := bytes.Index(raw[at:], one)
			if err := add(one, line+bytes.Count(raw[:at+k], []byte("\n"))); err != nil {
				return nil, nil, err
			}
			at += k + len(one)
		}
	}
}

// listIn gives the rows of an array, or of an object with one under "items".
func listIn(raw json.RawMessage) (list []json.RawMessage, is bool, err error) {
	if bytes.HasPrefix(raw, []byte("[")) {
		err := json.Unmarshal(raw, &list)
		return list, true, err
	}
	var object struct {
		Items []json.RawMessage `json:"items"`
	}
	if json.Unmarshal(raw, &object) == nil && object.Items != nil {
		return object.Items, true, nil
	}
	return nil, false, nil
}

// question makes a question of row n.
func (r *row) question(n int) (Question, error) {
	q := Question{ID: text(r.ID), Text: r.Question, Type: r.Type}
	var choices map[string]string
	if json.Unmarshal(r.Choices, &choices) == nil {
		q.Choices = choices
	}
	if len(r.Answer) > 0 && string(r.Answer) != "null" {
		q.Answer = text(r.Answer)
	}
	if q.ID == "" {
		q.ID = text(r.QuestionID)
	}
	if q.ID == "" {
		q.ID = fmt.Sprint(n)
	}
	if q.Text == "" {
		q.Text = r.Text
	}
	for _, g := range r.Gold {
		var place struct{ Document, Path string }
		id := text(g)
		if json.Unmarshal(g, &place) == nil && place.Document != "" {
			article, _, _ := strings.Cut(place.Path, "/")
			id = place.Document + "#" + article
		}
		if id = goldID(id); id == "" {
			return q, errors.New("gold có mục trống")
		}
		q.Gold = append(q.Gold, id)
	}
	for _, a := range r.Relevant {
		article := text(a.Article)
		if strings.TrimSpace(a.Law) == "" || article == "" {
			return q, errors.New("relevant_articles thiếu law_id hoặc article_id")
		}
		q.Gold = append(q.Gold, goldID(a.Law+"#"+article))
	}
	if strings.TrimSpace(q.Text) == "" {
		return q, errors.New("thiếu question (hoặc text)")
	}
	return q, nil
}

// goldID is a source id as ids are compared: in NFC, since files differ in that,
// without blanks around its parts.
func goldID(id string) string {
	law, article, two := strings.Cut(norm.NFC.String(id), "#")
	if !two {
		return strings.TrimSpace(law)
	}
	return strings.TrimSpace(law) + "#" + strings.TrimSpace(article)
}

// text is a JSON string or number as text.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if bytes.HasPrefix(raw, []byte("{")) || string(raw) == "null" {
		return ""
	}
	return string(bytes.Trim(raw, `" `))
}
