package review

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"trolyluat/corpus"
)

//go:embed report.html
var reportSource string

//go:embed comparison.html
var comparisonSource string

var pages = template.Must(template.Must(template.New("report").Funcs(template.FuncMap{
	"inc":    func(i int) int { return i + 1 },
	"number": func(x float64) string { return strings.Replace(fmt.Sprintf("%.2f", x), ".", ",", 1) },
	"join":   func(list []string) string { return strings.Join(list, "; ") },
	"marked": marked,
	"lines":  lines,
	"label": func(path string) string {
		if l := corpus.PathLabel(path); l != "" {
			return l
		}
		return "Toàn dự thảo"
	},
}).Parse(reportSource)).New("comparison").Parse(comparisonSource))

// marked writes a text with the words that decide marked.
func marked(text, words string) template.HTML {
	i := -1
	if words != "" {
		i = strings.Index(text, words)
	}
	if i < 0 {
		return template.HTML(template.HTMLEscapeString(text))
	}
	return template.HTML(template.HTMLEscapeString(text[:i]) + "<mark>" + template.HTMLEscapeString(words) + "</mark>" + template.HTMLEscapeString(text[i+len(words):]))
}

func lines(text string) template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(text), "\n", "<br>"))
}

// WriteHTML writes the report as one self-contained page, both texts of every
// finding side by side.
func WriteHTML(w io.Writer, r *Report) error {
	if err := pages.ExecuteTemplate(w, "report", r); err != nil {
		return fmt.Errorf("review: write report: %w", err)
	}
	return nil
}

// WriteComparison writes the comparison table (bảng so sánh: điều khoản hiện hành |
// dự thảo | nhận xét) as a page that Word opens.
func WriteComparison(w io.Writer, r *Report) error {
	if err := pages.ExecuteTemplate(w, "comparison", r); err != nil {
		return fmt.Errorf("review: write comparison: %w", err)
	}
	return nil
}
