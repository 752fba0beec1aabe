package assistant

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// citer tells which of the provisions that a question names the store has;
// *retrieval.Searcher is one.
type citer interface {
	Cited(ctx context.Context, a *retrieval.Analysis, on corpus.Date) ([]retrieval.Cited, error)
}

// besidePoint is the share of a question's words under which a provision that it
// names does not speak of what is asked, and onPoint the share from which another
// one does.
const (
	besidePoint = 0.35
	onPoint     = 0.75
)

// premises corrects what the question takes for granted: a text or a provision
// that is not there, is not in force on the date, or speaks of something else.
func (t *turn) premises(ctx context.Context, a retrieval.Analysis) error {
	u := t.read
	c, ok := t.search.(citer)
	if !ok {
		for _, name := range a.Missing {
			u.Corrections = append(u.Corrections, Correction{Kind: MissingProvision, Claim: name, Text: fmt.Sprintf("Kho văn bản không có “%s”.", name)})
		}
		return nil
	}
	cited, err := c.Cited(ctx, &a, t.question.AsOf)
	if err != nil {
		return fmt.Errorf("assistant: look up what the question names: %w", err)
	}
	for _, x := range cited {
		switch {
		case !x.Exists && x.Document.Key == "":
			u.Corrections = append(u.Corrections, Correction{Kind: MissingDocument, Claim: x.Words,
				Text: fmt.Sprintf("Kho văn bản không có văn bản được nêu là “%s”.", x.Words)})
		case !x.Exists:
			text := fmt.Sprintf("%s không có %s", documentName(&x.Document), corpus.PathLabel(x.Path))
			if x.Last != "" && corpus.ComparePaths(x.Path, x.Last) > 0 {
				text += fmt.Sprintf("; điều cuối cùng của văn bản là %s", corpus.PathLabel(x.Last))
			}
			u.Corrections = append(u.Corrections, Correction{Kind: MissingProvision, Claim: x.Words, Text: text + ".", Document: x.Document.Key, Path: x.Path})
		default:
			t.named(x)
		}
	}
	return nil
}

// named corrects a question about a provision that is there: it is not in force
// on the date, or speaks of something else than is asked.
func (t *turn) named(x retrieval.Cited) {
	u := t.read
	for i := range t.hits {
		h := &t.hits[i]
		if h.Document.Key != x.Document.Key || x.Path == "" || h.Chunk.Path != x.Path && !strings.HasPrefix(x.Path, h.Chunk.Path+"/") {
			continue
		}
		place := fmt.Sprintf("%s %s", corpus.PathLabel(x.Path), documentName(&x.Document))
		if h.Status == corpus.StatusExpired || h.Status == corpus.StatusPending || h.Status == corpus.StatusSuspended || h.Status == corpus.StatusStoodIn {
			u.Corrections = append(u.Corrections, Correction{Kind: NotInForce, Claim: x.Words, Document: x.Document.Key, Path: x.Path, Citation: t.numberOf(i),
				Text: fmt.Sprintf("%s %s tại ngày %s.", place, h.Status.Name(), t.question.AsOf.VN())})
			continue
		}
		if h.Chunk.Heading == "" || i >= quotedAtMost || t.reading.Words.Subjects() < 2 {
			continue
		}
		single, _ := t.reading.Words.Coverage(h.Chunk.Text, h.Chunk.Heading)
		if single > besidePoint {
			continue
		}
		text := fmt.Sprintf("%s quy định về “%s”, không nói tới điều câu hỏi nêu", place, h.Chunk.Heading)
		for k := range t.hits[:min(quotedAtMost, len(t.hits))] {
			o := &t.hits[k]
			if got, _ := t.reading.Words.Coverage(o.Chunk.Text, o.Chunk.Heading); k != i && got >= onPoint {
				text += fmt.Sprintf("; quy định gần với nội dung đó là %s %s", corpus.PathLabel(o.Chunk.Path), documentName(&o.Document))
				break
			}
		}
		u.Corrections = append(u.Corrections, Correction{Kind: SaysOtherwise, Claim: x.Words, Document: x.Document.Key, Path: x.Path, Citation: t.numberOf(i), Text: text + "."})
	}
}

// documentName is a document for readers: "Bộ luật Lao động số 45/2019/QH14".
func documentName(d *corpus.DocumentInfo) string {
	if d.Number == "" || strings.Contains(d.Title, d.Number) {
		return d.Title
	}
	if d.Title == "" {
		return d.Kind.Name() + " " + d.Number
	}
	return d.Title + " số " + d.Number
}
