package propose

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// columns of the table, in Vietnamese, since a person fills the first one in:
// "x", "có" or "đúng" accepts a row; anything else, or nothing, leaves it out.
// Question, gold and points may be corrected in place.
var columns = []string{"nhận", "mã", "vai", "loại", "câu hỏi", "ngày áp dụng", "văn bản", "điều khoản", "ý phải có", "đoạn văn bản", "cách tạo"}

// Write writes proposals as CSV that spreadsheets open: UTF-8 with a byte order
// mark, a head line, points joined by " ; ". Cells that a spreadsheet would take
// for a formula are written with a quote before them.
func Write(w io.Writer, proposals []Proposal) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("eval make: write: %w", err)
	}
	out := csv.NewWriter(w)
	rows := [][]string{columns}
	for _, p := range proposals {
		tick := ""
		if p.Accepted {
			tick = "x"
		}
		rows = append(rows, []string{tick, p.ID, p.Role, p.Kind, harmless(p.Question), p.AsOf.String(), p.Document, p.Path,
			harmless(strings.Join(p.Points, " ; ")), harmless(p.Passage), p.Rule})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("eval make: write: %w", err)
	}
	return nil
}

// harmless keeps a cell from being run as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// RowError says what is wrong with a row of the table.
type RowError struct {
	Row    int // from 1, the head line being 1
	Column string
	Reason string // Vietnamese
}

func (e *RowError) Error() string {
	return fmt.Sprintf("dòng %d, cột %q: %s", e.Row, e.Column, e.Reason)
}

// Read returns the accepted rows of a table that a person went through. It takes
// commas or semicolons between cells, as spreadsheets save them. Nothing is
// returned beside an error.
func Read(r io.Reader) ([]Proposal, error) {
	data, err := io.ReadAll(io.LimitReader(r, 64<<20))
	if err != nil {
		return nil, fmt.Errorf("eval make: read: %w", err)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	in := csv.NewReader(strings.NewReader(text))
	if head, _, _ := strings.Cut(text, "\n"); strings.Count(head, ";") > strings.Count(head, ",") {
		in.Comma = ';'
	}
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, &RowError{1, columns[0], "tệp trống"}
	}
	if err != nil {
		return nil, fmt.Errorf("eval make: read table: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.TrimSpace(vitext.Normalize(name))] = i
	}
	for _, name := range columns {
		if _, ok := at[vitext.Normalize(name)]; !ok {
			return nil, &RowError{1, name, "thiếu cột này"}
		}
	}
	var out []Proposal
	seen := map[string]bool{}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("eval make: read table: %w", err)
		}
		line, _ := in.FieldPos(0)
		cell := func(name string) string {
			if i := at[vitext.Normalize(name)]; i < len(cells) {
				return strings.TrimPrefix(strings.TrimSpace(cells[i]), "'")
			}
			return ""
		}
		if !accepted(cell("nhận")) {
			continue
		}
		p := Proposal{ID: cell("mã"), Role: cell("vai"), Kind: cell("loại"), Question: cell("câu hỏi"), Document: cell("văn bản"),
			Path: cell("điều khoản"), Passage: cell("đoạn văn bản"), Rule: cell("cách tạo")}
		for point := range strings.SplitSeq(cell("ý phải có"), ";") {
			if point = strings.TrimSpace(point); point != "" {
				p.Points = append(p.Points, point)
			}
		}
		if p.AsOf, err = corpus.ParseDate(cell("ngày áp dụng")); err != nil {
			return nil, &RowError{line, "ngày áp dụng", fmt.Sprintf("%q không phải ngày (ví dụ 31/01/2024)", cell("ngày áp dụng"))}
		}
		switch {
		case p.ID == "" || seen[p.ID]:
			return nil, &RowError{line, "mã", fmt.Sprintf("mã %q trống hoặc bị lặp", p.ID)}
		case p.Question == "":
			return nil, &RowError{line, "câu hỏi", "câu hỏi trống"}
		case p.Kind != "answerable" && p.Kind != "false_premise" && p.Kind != "unanswerable":
			return nil, &RowError{line, "loại", fmt.Sprintf("%q không phải answerable, false_premise hoặc unanswerable", p.Kind)}
		case p.Kind == "answerable" && p.Document == "":
			return nil, &RowError{line, "văn bản", "câu hỏi trả lời được phải có văn bản trả lời"}
		}
		seen[p.ID] = true
		out = append(out, p)
	}
}

func accepted(s string) bool {
	switch strings.ToLower(vitext.Fold(s)) {
	case "x", "co", "dung", "1", "ok", "yes", "true":
		return true
	}
	return false
}

// gold is a place that answers, as question files have it.
type gold struct {
	Document string `json:"document"`
	Path     string `json:"path"`
}

// line is a row of a question file.
type line struct {
	ID       string   `json:"id"`
	Role     string   `json:"role,omitempty"`
	Kind     string   `json:"kind"`
	Question string   `json:"question"`
	AsOf     string   `json:"as_of,omitempty"`
	Gold     []gold   `json:"gold"`
	Points   []string `json:"points"`
}

// WriteQuestions writes accepted rows as the question file of `eval answers`, one
// JSON object a line.
func WriteQuestions(w io.Writer, proposals []Proposal) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, p := range proposals {
		l := line{ID: p.ID, Role: p.Role, Kind: p.Kind, Question: p.Question, AsOf: p.AsOf.String(), Gold: []gold{}, Points: p.Points}
		if p.Document != "" && p.Kind != "unanswerable" && (p.Path != "" || p.Kind == "answerable") {
			l.Gold = append(l.Gold, gold{p.Document, p.Path})
		}
		if l.Points == nil {
			l.Points = []string{}
		}
		if err := enc.Encode(l); err != nil {
			return fmt.Errorf("eval make: write questions: %w", err)
		}
	}
	return nil
}
