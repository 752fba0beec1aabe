package keypoints

import (
	"strings"

	"trolyluat/assistant"
	"trolyluat/corpus"
	"trolyluat/corpus/sample"
	"trolyluat/eval/run"
)

// item scores an answer. The measures, each left out where it does not apply:
//
//	correct            the answer is right as a whole: all points told and a gold
//	                   provision cited; refused, of what has no answer; the
//	                   mistake told, of a false premise
//	points             share of the points that the reader is told, in the text
//	                   or in the quotes under it
//	front              the same of the text without its quotes' context: Phrase
//	                   and marked sentences
//	cited              a gold provision is among the citations (its khoản or điểm
//	                   or its điều)
//	first              the first citation is a gold provision
//	temporal           a question with a date cites a version of a gold provision
//	                   that was in force on it
//	refusal_recall     of what has no answer: it was refused
//	refusal_precision  of what was refused: it has no answer
//	grounded           share of the checked statements that are not "chưa kiểm
//	                   chứng"
//	citation_recall, citation_precision   of a model's answer, after ALCE
func item(q *Question, a *assistant.Answer) run.Item {
	it := run.Item{Question: q.Text, Answer: a.Text, Groups: groups(q), Scores: map[string]float64{}, Notes: a.Notes}
	for _, g := range q.Gold {
		it.Gold = append(it.Gold, strings.TrimSpace(g.Document+" "+g.Path))
	}
	for _, c := range a.Citations {
		it.Evidence = append(it.Evidence, run.Evidence{Document: c.Document, Path: c.Quoted, SourceID: c.SourceID, Title: c.Title, Text: c.Quote, Score: c.Score})
	}
	refused := !a.Found
	set := func(name string, ok bool) { it.Scores[name] = truth(ok) }
	cited, first, held := false, false, true
	for i, c := range a.Citations {
		if golden(q, &c) {
			cited = true
			first = first || i == 0
		}
	}
	if len(q.Points) > 0 {
		told := q.Holds(everything(a))
		it.Scores["points"] = share(told)
		it.Scores["front"] = share(q.Holds(front(a)))
		held = it.Scores["points"] == 1
	}
	switch q.Kind {
	case sample.Answerable:
		set("cited", cited && !refused)
		set("first", first && !refused)
		set("correct", held && cited && !refused)
		if q.AsOf != 0 {
			set("temporal", inForce(q, a))
		}
	case sample.Unanswerable:
		set("refusal_recall", refused)
		set("correct", refused)
	case sample.FalsePremise:
		corrected := len(a.Corrections) > 0 || held && len(q.Points) > 0
		if len(q.Gold) > 0 {
			set("cited", cited)
		}
		set("correct", corrected)
	}
	if refused && q.Kind != sample.FalsePremise {
		set("refusal_precision", q.Kind == sample.Unanswerable)
	}
	if len(a.Checks) > 0 {
		ok := 0
		for _, c := range a.Checks {
			if c.State != "chua_kiem_chung" {
				ok++
			}
		}
		it.Scores["grounded"] = float64(ok) / float64(len(a.Checks))
	}
	if a.Mode == assistant.Model {
		if recall, precision, ok := citationScores(a); ok {
			it.Scores["citation_recall"], it.Scores["citation_precision"] = recall, precision
		}
	}
	return it
}

func truth(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

func share(held []bool) float64 {
	n := 0
	for _, h := range held {
		if h {
			n++
		}
	}
	return float64(n) / float64(len(held))
}

// groups are the kinds of question that q is of.
func groups(q *Question) []string {
	g := []string{string(q.Kind)}
	if q.Role != "" {
		g = append(g, string(q.Role))
	}
	if q.AsOf != 0 {
		g = append(g, "dated")
	}
	if q.Previous != "" {
		g = append(g, "follow_up")
	}
	if q.Twin != "" {
		g = append(g, "no_diacritics")
	}
	return g
}

// golden says that a citation is of a gold provision: of the unit itself, of one
// in it, or of the điều that holds it.
func golden(q *Question, c *assistant.Citation) bool {
	for _, g := range q.Gold {
		if g.Document != c.Document && g.Document != c.Printed {
			continue
		}
		article, _, _ := strings.Cut(g.Path, "/")
		if g.Path == "" || c.Path == article || within(c.Quoted, g.Path) {
			return true
		}
	}
	return false
}

func within(path, above string) bool {
	return path == above || strings.HasPrefix(path, above+"/")
}

// inForce says that a gold provision is cited in a version of the question's day.
func inForce(q *Question, a *assistant.Answer) bool {
	for i := range a.Citations {
		c := &a.Citations[i]
		if !golden(q, c) {
			continue
		}
		from, errFrom := corpus.ParseDate(c.From)
		to, errTo := corpus.ParseDate(c.To)
		if errFrom == nil && errTo == nil && (corpus.Interval{From: from, To: to}).Contains(q.AsOf) {
			return true
		}
	}
	return false
}

// everything is what the reader is shown of an answer.
func everything(a *assistant.Answer) string {
	parts := []string{a.Phrase, plain(a.Text)}
	for _, c := range a.Corrections {
		parts = append(parts, c.Text)
	}
	if a.Found {
		for _, c := range a.Citations {
			parts = append(parts, c.Quote)
		}
	}
	return strings.Join(parts, "\n")
}

// front is what a reader sees first: the short answer and the marked sentences.
func front(a *assistant.Answer) string {
	parts := []string{a.Phrase}
	for _, c := range a.Corrections {
		parts = append(parts, c.Text)
	}
	if a.Mode == assistant.Model {
		return strings.Join(append(parts, plain(a.Text)), "\n")
	}
	for _, c := range a.Citations {
		for _, m := range c.Marks {
			parts = append(parts, c.Quote[m.Start:m.End])
		}
	}
	return strings.Join(parts, "\n")
}

// plain takes the marks of Markdown out of a text.
func plain(s string) string {
	return strings.NewReplacer("**", "", "> ", "", "_", "").Replace(s)
}
