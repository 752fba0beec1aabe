package retrieval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
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
	ID         json.RawMessage `json:"id"`
	QuestionID json.RawMessage `json:"question_id"`
	Question   string          `json:"question"`
	Text       string          `json:"text"`
	Gold       []string        `json:"gold"`
	Type       string          `json:"question_type"`
	Answer     json.RawMessage `json:"answer"`
	Choices    json.RawMessage `json:"choices"`
	Relevant   []struct {
		Law     string          `json:"law_id"`
		Article json.RawMessage `json:"article_id"`
	} `json:"relevant_articles"`
}

// ReadQuestionsFile reads the questions of a file.
func ReadQuestionsFile(path string) ([]Question, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("eval: open questions: %w", err)
	}
	defer f.Close()
	q, err := ReadQuestions(f)
	if err != nil {
		return nil, fmt.Errorf("eval: read questions of %s: %w", path, err)
	}
	return q, nil
}

// ReadQuestions reads questions as JSON lines, as one JSON array, or as an object
// with the array under "items" (Zalo). Answers are source ids under "gold", or
// ALQAC's relevant_articles, which become "law_id#article_id". A question without
// a known answer is left out, since nothing can be measured by it.
func ReadQuestions(r io.Reader) ([]Question, error) {
	in := bufio.NewReader(r)
	first, err := firstByte(in)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var rows []row
	dec := json.NewDecoder(in)
	if first == '[' {
		if err := dec.Decode(&rows); err != nil {
			return nil, err
		}
	} else {
		for {
			var raw json.RawMessage
			if err := dec.Decode(&raw); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("row %d: %w", len(rows)+1, err)
			}
			var list struct {
				Items []row `json:"items"`
			}
			if err := json.Unmarshal(raw, &list); err == nil && list.Items != nil {
				rows = append(rows, list.Items...)
				continue
			}
			var one row
			if err := json.Unmarshal(raw, &one); err != nil {
				return nil, fmt.Errorf("row %d: %w", len(rows)+1, err)
			}
			rows = append(rows, one)
		}
	}
	var out []Question
	for i, one := range rows {
		q := Question{ID: text(one.ID), Text: one.Question, Gold: one.Gold, Type: one.Type}
		var choices map[string]string
		if json.Unmarshal(one.Choices, &choices) == nil {
			q.Choices = choices
		}
		if len(one.Answer) > 0 && string(one.Answer) != "null" {
			q.Answer = text(one.Answer)
		}
		if q.ID == "" {
			q.ID = text(one.QuestionID)
		}
		if q.ID == "" {
			q.ID = fmt.Sprint(i + 1)
		}
		if q.Text == "" {
			q.Text = one.Text
		}
		for _, a := range one.Relevant {
			q.Gold = append(q.Gold, a.Law+"#"+text(a.Article))
		}
		if q.Text != "" && len(q.Gold) > 0 {
			out = append(out, q)
		}
	}
	return out, nil
}

// text is a JSON string or number as text.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(bytes.Trim(raw, `" `))
}

// firstByte looks at the first byte that is no space, past a byte order mark.
func firstByte(in *bufio.Reader) (byte, error) {
	if b, err := in.Peek(3); err == nil && bytes.Equal(b, []byte("\xef\xbb\xbf")) {
		if _, err := in.Discard(3); err != nil {
			return 0, err
		}
	}
	for {
		b, err := in.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != ' ' && b != '\n' && b != '\r' && b != '\t' {
			return b, in.UnreadByte()
		}
	}
}
