package cases

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/assistant/privacy"
	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
)

// Extractor reads the bytes of a file; extract.Registry is one.
type Extractor interface {
	Read(ctx context.Context, name string, data []byte) (*extract.Text, error)
}

// Read reads a file as a judgment; what has not that form is kept as plain text,
// without Judgment. A file that is marked as a state secret is refused
// ([privacy.RefuseSecret]); other refusals are those of the extractor.
func Read(ctx context.Context, x Extractor, name string, data []byte) (*corpus.Document, error) {
	text, err := x.Read(ctx, name, data)
	if err != nil {
		return nil, fmt.Errorf("cases: read the file: %w", err)
	}
	if err := privacy.RefuseSecret(text); err != nil {
		return nil, fmt.Errorf("cases: read the file: %w", err)
	}
	doc, err := parse.Parse(text, corpus.Source{Name: name})
	if refusal, ok := extract.AsRefusal(err); ok && refusal.Code == parse.CodeNotLaw {
		var b strings.Builder
		for i := range text.Blocks {
			b.WriteString(text.Blocks[i].Text + "\n")
		}
		return &corpus.Document{Title: name, Text: b.String()}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cases: read the file: %w", err)
	}
	return doc, nil
}

// SituationOf is the situation that a judgment or file tells: its facts, what is
// asked, and for a judgment the day on which the court decided.
func SituationOf(d *corpus.Document) Situation {
	c := CaseOf(d)
	s := Situation{Facts: c.Facts, Claims: c.Claims}
	if d.Judgment != nil {
		s.ActOn = d.Judgment.Decided
	}
	return s
}
