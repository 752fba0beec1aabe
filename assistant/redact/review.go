package redact

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// WriteReview writes the list that a person goes through as CSV for spreadsheets:
// every cut and every name that was kept, the least sure first among the cuts.
func WriteReview(w io.Writer, p *Plan) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("redact: write the review: %w", err)
	}
	out := csv.NewWriter(w)
	rows := [][]string{{"việc", "loại", "bản gốc", "bản đã che", "lý do", "độ chắc", "vị trí (byte)"}}
	add := func(what string, m Mention) {
		rows = append(rows, []string{what, m.Kind.Name(), plainCell(m.Text), plainCell(m.Replacement), m.Why,
			strings.Replace(fmt.Sprintf("%.2f", m.Confidence), ".", ",", 1), fmt.Sprint(m.Start)})
	}
	for _, m := range p.Mentions {
		if m.Confidence < 0.8 {
			add("che, chưa chắc", m)
		}
	}
	for _, m := range p.Mentions {
		if m.Confidence >= 0.8 {
			add("che", m)
		}
	}
	for _, m := range p.Kept {
		add("giữ", m)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("redact: write the review: %w", err)
	}
	return nil
}

// plainCell is a text in one line that no spreadsheet runs as a formula.
func plainCell(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
