package keypoints

import (
	"fmt"
	"slices"
	"strings"

	"trolyluat/assistant"
	"trolyluat/assistant/cite"
	"trolyluat/eval/metrics"
)

// citationScores gives citation recall and precision after ALCE (Gao et al.,
// 2023) of an answer that a model wrote, over its statements of law. What follows
// from a passage is judged by the code of assistant/cite and not by a model: the
// statement is checked against the quotes of the citations concerned alone. ok is
// false of an answer without a statement of law.
func citationScores(a *assistant.Answer) (recall, precision float64, ok bool) {
	var all []metrics.CitedStatement
	for _, c := range a.Checks {
		s := metrics.CitedStatement{Supported: supports(a, c.Statement, c.Citations)}
		for i, n := range c.Citations {
			s.Alone = append(s.Alone, supports(a, c.Statement, []int{n}))
			s.Without = append(s.Without, supports(a, c.Statement, slices.Delete(slices.Clone(c.Citations), i, i+1)))
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return 0, 0, false
	}
	recall, precision = metrics.ALCE(all)
	return recall, precision, true
}

// supports says that a statement follows from the quotes of the citations with
// those numbers.
func supports(a *assistant.Answer, statement string, numbers []int) bool {
	in := cite.Input{Text: strings.TrimRight(strings.TrimSpace(statement), "."), Question: a.Question}
	for _, n := range numbers {
		i := slices.IndexFunc(a.Citations, func(c assistant.Citation) bool { return c.Number == n })
		if i < 0 {
			return false
		}
		c := &a.Citations[i]
		in.Text += fmt.Sprintf(" [%d]", n)
		in.Evidence = append(in.Evidence, cite.Evidence{Number: n, DocumentKey: c.Document, Title: c.Title, Path: c.Quoted, Label: c.Label, Heading: c.Heading, Text: c.Quote})
	}
	if len(in.Evidence) == 0 {
		return false
	}
	in.Text += "."
	for _, s := range cite.Check(in).Statements {
		if s.State == cite.Unverified || s.Failed() {
			return false
		}
	}
	return true
}
