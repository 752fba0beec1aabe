// Package judgments reads benchmark collections of judgments, one a JSON line:
// {"case_id","judgment_text","case_fact","court_reasoning","court_verdict",…}
// (ALQAC 2026). Every line becomes one document, read from its full text by
// corpus/parse as a file would be; where a line has no full text it is put
// together from its parts.
//
// The ingest pipeline calls it for `ingest --format judgments`, and for files
// that look like one.
package judgments

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
)

// Format is the Source.Format of the documents.
const Format = "judgments"

// ErrNoJudgments is returned for input without a judgment.
var ErrNoJudgments = errors.New("judgments: no judgment found")

// Row is one line of a collection; all other fields of the benchmark are left
// alone.
type Row struct {
	ID        string `json:"case_id"`
	Text      string `json:"judgment_text"`
	Court     string `json:"court"`
	Number    string `json:"judgment_number"`
	Date      string `json:"judgment_date"`
	Facts     string `json:"case_fact"`
	Reasoning string `json:"court_reasoning"`
	Verdict   string `json:"court_verdict"`
}

// Is says that data looks like such a collection: its first line is a JSON
// object with case_id and a text.
func Is(data []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff"))), []byte("\n"))
	var one map[string]json.RawMessage
	if json.Unmarshal(line, &one) != nil {
		return false
	}
	return one["case_id"] != nil && (one["judgment_text"] != nil || one["case_fact"] != nil)
}

// Rows reads the lines of a collection. A line that is no JSON object or has no
// case_id is an error that names it.
func Rows(r io.Reader) ([]Row, error) {
	in := bufio.NewReaderSize(r, 1<<20)
	var out []Row
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("judgments: line %d: %w", n, err)
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if text := bytes.TrimSpace(line); len(text) > 0 {
			var row Row
			if err := json.Unmarshal(text, &row); err != nil {
				return nil, fmt.Errorf("judgments: line %d: %w", n, err)
			}
			if strings.TrimSpace(row.ID) == "" {
				return nil, fmt.Errorf("judgments: line %d: no case_id", n)
			}
			out = append(out, row)
		}
		if err != nil {
			break
		}
	}
	if len(out) == 0 {
		return nil, ErrNoJudgments
	}
	return out, nil
}

// Reader turns the bytes of a text file into text.
type Reader interface {
	Read(ctx context.Context, name string, data []byte) (*extract.Text, error)
}

// Read reads a collection. Every document's Source is src with the case's id
// behind its URI. A line whose full text is not read as a judgment is put together
// from its parts; when that fails too the collection is refused, by the line's id.
func Read(ctx context.Context, reader Reader, data []byte, src corpus.Source) ([]*corpus.Document, error) {
	rows, err := Rows(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var out []*corpus.Document
	for _, row := range rows {
		one := src
		one.URI, one.Name, one.Format, one.How = src.URI+"#"+row.ID, row.ID, Format, "text"
		d, err := read(ctx, reader, row.Body(), one)
		if (err != nil || d.Judgment == nil) && strings.TrimSpace(row.Facts) != "" {
			if again, againErr := read(ctx, reader, row.parts(), one); againErr == nil {
				again.Warnings = append(again.Warnings, "judgment_text_unread")
				d, err = again, nil
			}
		}
		if err != nil {
			return nil, fmt.Errorf("judgments: %s: %w", row.ID, err)
		}
		out = append(out, d)
	}
	return out, nil
}

func read(ctx context.Context, reader Reader, body string, src corpus.Source) (*corpus.Document, error) {
	text, err := reader.Read(ctx, src.Name+".txt", []byte(body))
	if err != nil {
		return nil, fmt.Errorf("text: %w", err)
	}
	d, err := parse.Parse(text, src)
	if err != nil {
		return nil, err
	}
	d.Source = src
	return d, nil
}

// Body is the full text without the frame of the benchmark's export, or what its
// parts make.
func (r *Row) Body() string {
	if _, body, ok := strings.Cut(r.Text, "judgment_text:"); ok {
		return body
	}
	if strings.TrimSpace(r.Text) != "" {
		return r.Text
	}
	return r.parts()
}

// parts puts a judgment together from the fields of the benchmark.
func (r *Row) parts() string {
	parts := []string{strings.ToUpper(r.Court), "Bản án số: " + r.Number, "Ngày: " + r.Date, "NHÂN DANH NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
		"NỘI DUNG VỤ ÁN", r.Facts}
	for _, p := range []struct{ head, text string }{{"NHẬN ĐỊNH CỦA TÒA ÁN", r.Reasoning}, {"QUYẾT ĐỊNH", r.Verdict}} {
		if text := strings.TrimSpace(p.text); text != "" {
			if !strings.HasPrefix(strings.ToUpper(text), p.head) {
				parts = append(parts, p.head)
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n")
}
