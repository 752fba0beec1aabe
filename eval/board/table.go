package board

import (
	"fmt"
	"strconv"
	"strings"
)

// The table stands between these lines of a Markdown file.
const (
	Begin = "<!-- results: begin, written by `trolyluat eval all` -->"
	End   = "<!-- results: end -->"
)

const head = "| suite | measured on | figure | value | 95 % interval | target |\n|---|---|---|---:|---|---:|\n"

// Row is a line of the table.
type Row struct {
	Suite, Data, Metric string
	Value               float64
	Lo, Hi              float64
	Interval            bool
	Target              float64
}

// Rows takes the figures of a step from its metrics. A figure that the suite did
// not give is an error: the plan names what no longer is.
func (s Step) Rows(metrics map[string]float64) ([]Row, error) {
	var out []Row
	for _, f := range s.Figures {
		v, ok := metrics[f.Metric]
		if !ok {
			return nil, fmt.Errorf("eval all: suite %s gives no %q", s.Suite, f.Metric)
		}
		r := Row{Suite: s.Suite, Data: s.Data, Metric: f.Metric, Value: v, Target: f.Target}
		lo, okLo := metrics[f.Metric+"_lo"]
		hi, okHi := metrics[f.Metric+"_hi"]
		if okLo && okHi {
			r.Lo, r.Hi, r.Interval = lo, hi, true
		}
		out = append(out, r)
	}
	return out, nil
}

// Render writes the table.
func Render(rows []Row) string {
	var b strings.Builder
	b.WriteString(head)
	for _, r := range rows {
		interval, target := "", ""
		if r.Interval {
			interval = fmt.Sprintf("%.3f – %.3f", r.Lo, r.Hi)
		}
		if r.Target != 0 {
			target = strconv.FormatFloat(r.Target, 'f', -1, 64)
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %.3f | %s | %s |\n", r.Suite, r.Data, r.Metric, r.Value, interval, target)
	}
	return b.String()
}

// Put puts a table in the place of the one that a Markdown text has.
func Put(text string, rows []Row) (string, error) {
	before, rest, ok := strings.Cut(text, Begin)
	_, after, ok2 := strings.Cut(rest, End)
	if !ok || !ok2 {
		return "", fmt.Errorf("eval all: the file has no %q and %q", Begin, End)
	}
	return before + Begin + "\n" + Render(rows) + End + after, nil
}

// Parse reads the table of a Markdown text.
func Parse(text string) ([]Row, error) {
	_, rest, ok := strings.Cut(text, Begin+"\n")
	table, _, ok2 := strings.Cut(rest, End)
	body, ok3 := strings.CutPrefix(table, head)
	if !ok || !ok2 || !ok3 {
		return nil, fmt.Errorf("eval: no table of results in its form")
	}
	var out []Row
	for line := range strings.Lines(body) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 8 {
			return nil, fmt.Errorf("eval: row %d of the table has %d cells", len(out)+1, len(cells)-2)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		r := Row{Suite: cells[1], Data: cells[2], Metric: strings.Trim(cells[3], "`")}
		var err error
		if r.Value, err = strconv.ParseFloat(cells[4], 64); err != nil {
			return nil, fmt.Errorf("eval: row %d: value %q", len(out)+1, cells[4])
		}
		if cells[5] != "" {
			if _, err := fmt.Sscanf(cells[5], "%f – %f", &r.Lo, &r.Hi); err != nil || r.Lo > r.Value+0.0006 || r.Hi < r.Value-0.0006 {
				return nil, fmt.Errorf("eval: row %d: interval %q of %v", len(out)+1, cells[5], r.Value)
			}
			r.Interval = true
		}
		if cells[6] != "" {
			if r.Target, err = strconv.ParseFloat(cells[6], 64); err != nil {
				return nil, fmt.Errorf("eval: row %d: target %q", len(out)+1, cells[6])
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// Stale says in what a table differs from the plan: a row that is missing, that
// the plan no longer has, or whose target is another. Values are not compared.
func Stale(rows []Row) []string {
	type place struct{ suite, data, metric string }
	have := map[place]Row{}
	var out []string
	for _, r := range rows {
		have[place{r.Suite, r.Data, r.Metric}] = r
	}
	for _, s := range Plan {
		for _, f := range s.Figures {
			p := place{s.Suite, s.Data, f.Metric}
			r, ok := have[p]
			switch {
			case !ok:
				out = append(out, fmt.Sprintf("missing: %s, %s, %s", p.suite, p.data, p.metric))
			case r.Target != f.Target:
				out = append(out, fmt.Sprintf("target of %s, %s is %v, the plan has %v", p.suite, p.metric, r.Target, f.Target))
			}
			delete(have, p)
		}
	}
	for p := range have {
		out = append(out, fmt.Sprintf("not in the plan: %s, %s, %s", p.suite, p.data, p.metric))
	}
	return out
}
