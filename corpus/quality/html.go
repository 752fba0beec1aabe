package quality

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed report.html
var pageSource string

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"percent": func(x float64) string { return strings.Replace(fmt.Sprintf("%.1f", 100*x), ".", ",", 1) + " %" },
	"width":   func(x float64) string { return fmt.Sprintf("%.1f", 300*x) },
}).Parse(pageSource))

// most is how many findings the page lists; the JSON form has all.
const most = 500

// WriteHTML writes the report as one self-contained page.
func WriteHTML(w io.Writer, r *Report) error {
	data := struct {
		*Report
		Shown []Finding
		Left  int
	}{r, r.Findings[:min(most, len(r.Findings))], max(0, len(r.Findings)-most)}
	if err := page.Execute(w, data); err != nil {
		return fmt.Errorf("quality: write page: %w", err)
	}
	return nil
}
