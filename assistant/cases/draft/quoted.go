package draft

import (
	"slices"
	"strings"

	"trolyluat/assistant/cite"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// reach is how far behind a reference quoted words may begin and still be its.
const reach = 160

// misquoted checks words in quotation marks that follow a reference in its
// sentence, with the checker of answers.
func (w *check) misquoted(doc *corpus.Document, path, words string, span corpus.Span) bool {
	rest := w.doc.Text[span.End:min(len(w.doc.Text), span.End+3000)]
	open := strings.Index(rest, "“")
	if open < 0 || open > reach || strings.ContainsAny(rest[:open], ".;\"") {
		return false
	}
	length := strings.Index(rest[open:], "”")
	if length < 0 {
		return false
	}
	lead := strings.ToLower(rest[:open])
	if len(reference.Find(rest[:open])) > 0 || !strings.Contains(lead, "quy định") && !strings.Contains(lead, "nêu") && !strings.Contains(lead, "ghi") && strings.TrimSpace(lead) != ":" {
		return false
	}
	quoted := rest[open : open+length+len("”")]
	if len(strings.Fields(quoted)) < 5 {
		return false
	}
	article := reference.Article(path)
	i := slices.IndexFunc(doc.Provisions, func(p corpus.Provision) bool { return p.Path == article })
	if i < 0 {
		return false
	}
	text := doc.Text[doc.Provisions[i].Span.Start:doc.Provisions[i].Span.End]
	if v := versionOn(doc, article, w.dateOf(doc)); v != nil && v.Text != "" {
		text = v.Text
	}
	report := cite.Check(cite.Input{Text: corpus.PathLabel(article) + " quy định: " + strings.Join(strings.Fields(quoted), " ") + " [1].",
		Evidence: []cite.Evidence{{Number: 1, DocumentKey: doc.Key, Title: doc.Title, Path: article, Label: corpus.PathLabel(article), Heading: doc.Provisions[i].Heading, Text: text}}})
	for _, s := range report.Statements {
		for _, p := range s.Problems {
			if p.Code == cite.Misquoted {
				at := corpus.Span{Start: span.End + open, End: span.End + open + len(quoted)}
				f := w.find(Misquoted, Fault, strings.Join(strings.Fields(quoted), " "), at, strings.ReplaceAll(p.Detail, "căn cứ [1]", corpus.PathLabel(article)+" "+doc.Title))
				f.Document, f.Path = doc.Key, article
				return true
			}
		}
	}
	return false
}
