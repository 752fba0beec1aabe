// Package report turns a run into a page that a manager reads: one
// self-contained HTML file (charts as SVG, the worst items with their evidence)
// or Markdown. `trolyluat eval report` calls it; the pages of web serve what it
// wrote.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
)

// worstShown is how many of the worst items a report lists.
const worstShown = 20

//go:embed report.html
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"number": number, "percent": func(v float64) string { return fmt.Sprintf("%.1f", 100*v) },
	"cut": cut, "plain": plain, "value": value, "groupName": groupName, "first": first, "more": func(list []string, n int) int { return max(0, len(list)-n) },
}).Parse(page))

// row is a measure with its interval.
type row struct {
	Name, Meaning  string
	Mean, Lo, Hi   float64
	Share, Bounded bool // lies in [0, 1]; has an interval
}

// view is what both forms of the report show.
type view struct {
	Suite    string
	Manifest run.Manifest
	N        int
	Errors   []run.Item
	Headline string // the main figure in words
	Rows     []row
	Others   []row // times and counts
	Groups   []matrix
	Primary  string
	Worst    []run.Item
	Buckets  []bucket
	Config   []pair
}

type pair struct{ Name, Value string }

// bucket is a bar of the histogram of the primary measure.
type bucket struct {
	Label         string
	Count         int
	X, Y, W, H    float64
	LabelX, TextY float64
}

// build says what is shown of a run.
func build(r *run.Result) view {
	v := view{Suite: suiteName(r.Manifest.Suite), Manifest: r.Manifest, N: r.Report.N, Primary: Primary(r)}
	m := r.Report.Metrics
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if strings.HasSuffix(name, "_lo") || strings.HasSuffix(name, "_hi") || strings.Contains(name, "/") || isAlias(name, m) {
			continue
		}
		lo, bounded := m[name+"_lo"]
		x := row{Name: name, Meaning: meaning(r.Manifest.Suite, name), Mean: m[name], Lo: lo, Hi: m[name+"_hi"], Bounded: bounded, Share: metrics.IsShare(name)}
		if x.Share && bounded {
			v.Rows = append(v.Rows, x)
		} else {
			v.Others = append(v.Others, x)
		}
	}
	slices.SortStableFunc(v.Rows, func(a, b row) int { return place(a.Name) - place(b.Name) })
	v.Groups = matrices(m)
	v.Headline = headline(r.Manifest.Suite, v.Primary, m)
	for i := range r.Items {
		if r.Items[i].Outcome == run.Error {
			v.Errors = append(v.Errors, r.Items[i])
		}
	}
	v.Worst = Worst(r, worstShown)
	v.Buckets = histogram(r, v.Primary)
	for _, m := range []map[string]string{r.Manifest.Config, r.Manifest.Inputs} {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			v.Config = append(v.Config, pair{name, m[name]})
		}
	}
	return v
}

// spoken are the measures told in words in the place of one that needs explaining.
var spoken = map[string][]string{"f1": {"recall", "precision"}, "mrr@10": {"acc@1", "recall@10"}}

// headline tells the main figures in words.
func headline(suite, primary string, m map[string]float64) string {
	names := spoken[primary]
	if names == nil {
		names = []string{primary}
	}
	var out []string
	for _, name := range names {
		if _, ok := m[name+"_lo"]; !ok {
			continue
		}
		what := meaning(suite, name)
		if what == "" {
			what = name
		}
		out = append(out, fmt.Sprintf("%s: %s %% (khoảng tin cậy 95 %%: %s – %s %%)", capital(what), percent(m[name]), percent(m[name+"_lo"]), percent(m[name+"_hi"])))
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, ". ") + "."
}

func percent(v float64) string { return strings.Replace(fmt.Sprintf("%.1f", 100*v), ".", ",", 1) }

func capital(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// place orders the measures: the usual main ones first, as in primaries, then the
// others by name.
func place(name string) int {
	if i := slices.Index(primaries, name); i >= 0 {
		return i
	}
	return len(primaries)
}

// primaries are the measures by which items are ordered, the first that a run has.
var primaries = []string{"accuracy", "correct", "span_marked", "mrr@10", "acc@1", "recall@20", "f1", "recall", "precision"}

// Primary is the measure by which the items of a run are ordered.
func Primary(r *run.Result) string {
	for _, name := range primaries {
		if _, ok := r.Report.Metrics[name+"_lo"]; ok && scored(r, name) {
			return name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Report.Metrics)) {
		if _, ok := r.Report.Metrics[name+"_lo"]; ok && metrics.IsShare(name) && !strings.Contains(name, "/") {
			return name
		}
	}
	return ""
}

// scored says that an item has a value of the measure.
func scored(r *run.Result, measure string) bool {
	return slices.ContainsFunc(r.Items, func(it run.Item) bool {
		_, ok := it.Value(measure)
		return ok
	})
}

// Worst lists the n measured items that fell shortest of the best value of the
// primary measure, the worst first, in the order of the questions among equals.
func Worst(r *run.Result, n int) []run.Item {
	primary := Primary(r)
	var out []run.Item
	for i := range r.Items {
		it := &r.Items[i]
		s, ok := it.Value(primary)
		if it.Outcome == run.OK && ok && shortfall(primary, s) > 0 {
			out = append(out, *it)
		}
	}
	slices.SortStableFunc(out, func(a, b run.Item) int {
		switch x, y := shortfall(primary, value(a, primary)), shortfall(primary, value(b, primary)); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return out[:min(n, len(out))]
}

// value is the item's value of a measure that it has.
func value(it run.Item, measure string) float64 {
	v, _ := it.Value(measure)
	return v
}

func shortfall(measure string, score float64) float64 {
	if metrics.LowerIsBetter(measure) {
		return score
	}
	return 1 - score
}

// histogram counts the items by tenths of the primary measure.
func histogram(r *run.Result, primary string) []bucket {
	counts := [11]int{}
	most := 0
	for i := range r.Items {
		if s, ok := r.Items[i].Value(primary); ok && r.Items[i].Outcome == run.OK {
			k := max(0, min(10, int(s*10+1e-9)))
			counts[k]++
			most = max(most, counts[k])
		}
	}
	if most == 0 {
		return nil
	}
	var out []bucket
	for k, n := range counts {
		h := 120 * float64(n) / float64(most)
		label := fmt.Sprintf("%d", k*10)
		out = append(out, bucket{Label: label, Count: n, X: float64(k)*52 + 4, Y: 140 - h, W: 44, H: h, LabelX: float64(k)*52 + 26, TextY: 134 - h})
	}
	return out
}

// HTML is the report as one page without outside parts.
func HTML(r *run.Result) ([]byte, error) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, build(r)); err != nil {
		return nil, fmt.Errorf("eval report: %w", err)
	}
	return b.Bytes(), nil
}

// Markdown is the report for a text file or an issue.
func Markdown(r *run.Result) string {
	v := build(r)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%d mục đo được, %d mục không đo được. Bắt đầu %s.\n\n", v.Suite, v.N, len(v.Errors), v.Manifest.Started.Format("02/01/2006 15:04"))
	if v.Headline != "" {
		fmt.Fprintf(&b, "**%s**\n\n", v.Headline)
	}
	b.WriteString("| số đo | nghĩa | giá trị | khoảng tin cậy 95 % |\n|---|---|---:|---|\n")
	for _, x := range append(v.Rows, v.Others...) {
		interval := ""
		if x.Bounded {
			interval = fmt.Sprintf("%s – %s", number(x.Lo), number(x.Hi))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", x.Name, x.Meaning, number(x.Mean), interval)
	}
	for _, g := range v.Groups {
		fmt.Fprintf(&b, "\n## %s\n\n| | %s |\n|---|%s\n", g.Title, strings.Join(g.Heads(), " | "), strings.Repeat("---:|", len(g.Columns)))
		for _, r := range g.Rows {
			fmt.Fprintf(&b, "| %s | %s |\n", cell(r.Name), strings.Join(r.Cells(), " | "))
		}
	}
	if len(v.Worst) > 0 {
		fmt.Fprintf(&b, "\n## Những mục kém nhất theo `%s`\n\n", v.Primary)
		for _, it := range v.Worst {
			fmt.Fprintf(&b, "- **%s** (%s): %s\n", cell(it.ID), number(value(it, v.Primary)), cell(cut(it.Question, 200)))
			if it.Answer != "" {
				fmt.Fprintf(&b, "  - trả lời: %s\n", cell(cut(plain(it.Answer), 300)))
			}
			if len(it.Gold) > 0 {
				fmt.Fprintf(&b, "  - đúng ra: %s\n", cell(cut(strings.Join(it.Gold, ", "), 200)))
			}
			for _, e := range it.Evidence[:min(2, len(it.Evidence))] {
				fmt.Fprintf(&b, "  - căn cứ: %s %s\n", cell(e.Document), cell(e.Path))
			}
		}
	}
	if len(v.Errors) > 0 {
		b.WriteString("\n## Không đo được\n\n")
		for _, it := range v.Errors {
			fmt.Fprintf(&b, "- **%s**: %s\n", cell(it.ID), cell(cut(it.Error, 200)))
		}
	}
	b.WriteString("\n## Cấu hình\n\n| | |\n|---|---|\n")
	fmt.Fprintf(&b, "| seed | %d |\n| phiên bản | %s |\n", v.Manifest.Seed, cell(v.Manifest.Version))
	for _, p := range v.Config {
		fmt.Fprintf(&b, "| %s | %s |\n", cell(p.Name), cell(p.Value))
	}
	return b.String()
}

// plain takes the marks of Markdown out of an answer.
func plain(s string) string {
	return strings.NewReplacer("**", "", "\n> ", "\n", "\n## ", "\n", "\n### ", "\n").Replace("\n" + s)
}

// first are the first n of a list.
func first(list []string, n int) []string { return list[:min(n, len(list))] }

// cell keeps a text from breaking a line or table of Markdown.
func cell(s string) string {
	return strings.NewReplacer("\n", " ", "|", "\\|", "<", "&lt;", "[", "\\[").Replace(s)
}

func cut(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// number writes a figure as Vietnamese readers do: a comma before decimals.
func number(v float64) string {
	s := fmt.Sprintf("%.3f", v)
	if v == float64(int64(v)) && v != 1 {
		s = fmt.Sprintf("%.0f", v)
	} else if v >= 10 {
		s = fmt.Sprintf("%.1f", v)
	}
	return strings.Replace(s, ".", ",", 1)
}
