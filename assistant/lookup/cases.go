package lookup

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/digest"
	"trolyluat/assistant/cases/draft"
	"trolyluat/assistant/redact"
	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// Limits of what the judge's desk takes from other programs.
const (
	MaxSituation = 60_000  // characters
	MaxJudgment  = 400_000 // characters
	maxAlike     = 50
)

// Cases is the judge's desk for other programs: cases like a situation, its legal
// basis, the digest and the check of a judgment, and anonymising.
type Cases struct {
	Desk   CaseDesk
	Reader cases.Extractor // reads the plain text of judgments
}

// CaseDesk looks at cases; *cases.Desk is one.
type CaseDesk interface {
	Alike(ctx context.Context, s cases.Situation, n int, on corpus.Date) (*cases.Alike, error)
	Basis(ctx context.Context, s cases.Situation) (*basis.Suggestion, error)
	CheckDraft(ctx context.Context, doc *corpus.Document) (*draft.Report, error)
}

// SimilarRequest asks for cases like a situation.
type SimilarRequest struct {
	Facts  string      `json:"facts"`
	Claims string      `json:"claims,omitempty"`
	AsOf   corpus.Date `json:"as_of,omitzero"`  // the day on which the effect of án lệ is told; default today
	Limit  int         `json:"limit,omitempty"` // judgments and án lệ each, 1–50; default 10
}

// BasisRequest asks for the legal basis of a situation.
type BasisRequest struct {
	Facts   string      `json:"facts"`
	Claims  string      `json:"claims,omitempty"`
	FactsOn corpus.Date `json:"facts_on,omitzero"` // chooses the law of substance; read from the facts where absent
	ActOn   corpus.Date `json:"act_on,omitzero"`   // chooses the law of procedure; default today
}

// JudgmentRequest is the whole text of a judgment, a draft of one, or a file.
type JudgmentRequest struct {
	Text string `json:"text"`
}

// DigestResult is a digest; its spans are bytes of Text.
type DigestResult struct {
	Text   string        `json:"text"`
	Digest digest.Digest `json:"digest"`
}

// JudgmentCheck is the check of a judgment; its spans are bytes of Text.
type JudgmentCheck struct {
	Text   string       `json:"text"`
	Report draft.Report `json:"report"`
}

// RedactRequest is a judgment to be anonymised.
type RedactRequest struct {
	Text    string `json:"text"`
	Parcels bool   `json:"parcels,omitempty"` // cut the numbers of parcels of land too
}

// Redaction is what is proposed for a judgment. A person goes through it before
// anything is published.
type Redaction struct {
	Publication     redact.Publication `json:"publication"`
	PublicationName string             `json:"publication_name"`
	Text            string             `json:"text"`     // anonymised
	Mentions        []redact.Mention   `json:"mentions"` // cut; places are bytes of the text that was given
	Kept            []redact.Mention   `json:"kept"`     // names that stay
}

func situation(facts, claims string) (cases.Situation, error) {
	facts, claims = strings.TrimSpace(facts), strings.TrimSpace(claims)
	switch {
	case facts == "":
		return cases.Situation{}, Inputf("facts", "cần tình tiết của vụ việc")
	case utf8.RuneCountInString(facts)+utf8.RuneCountInString(claims) > MaxSituation:
		return cases.Situation{}, Inputf("facts", "dài quá %d ký tự", MaxSituation)
	}
	return cases.Situation{Facts: facts, Claims: claims}, nil
}

// Similar finds the judgments and án lệ like a situation.
func (c *Cases) Similar(ctx context.Context, q SimilarRequest) (*cases.Alike, error) {
	s, err := situation(q.Facts, q.Claims)
	if err != nil {
		return nil, err
	}
	if q.Limit < 0 || q.Limit > maxAlike {
		return nil, Inputf("limit", "phải từ 1 đến %d", maxAlike)
	}
	return c.Desk.Alike(ctx, s, q.Limit, q.AsOf)
}

// Basis proposes the provisions that may apply.
func (c *Cases) Basis(ctx context.Context, q BasisRequest) (*basis.Suggestion, error) {
	s, err := situation(q.Facts, q.Claims)
	if err != nil {
		return nil, err
	}
	s.FactsOn, s.ActOn = q.FactsOn, q.ActOn
	return c.Desk.Basis(ctx, s)
}

// judgment reads the text of a judgment.
func (c *Cases) judgment(ctx context.Context, text string) (*corpus.Document, error) {
	if err := judgmentText(text); err != nil {
		return nil, err
	}
	doc, err := cases.Read(ctx, c.Reader, "ban-an.txt", []byte(text))
	if refusal, ok := extract.AsRefusal(err); ok {
		return nil, Inputf("text", "%s", refusal.VN)
	}
	return doc, err
}

func judgmentText(text string) error {
	if strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > MaxJudgment {
		return Inputf("text", "cần toàn văn, tối đa %d ký tự", MaxJudgment)
	}
	return nil
}

// Digest draws up the digest of a judgment or file.
func (c *Cases) Digest(ctx context.Context, q JudgmentRequest) (*DigestResult, error) {
	doc, err := c.judgment(ctx, q.Text)
	if err != nil {
		return nil, err
	}
	return &DigestResult{doc.Text, *digest.Make(doc)}, nil
}

// Check checks the references, and what is necessary, of a judgment or a draft.
func (c *Cases) Check(ctx context.Context, q JudgmentRequest) (*JudgmentCheck, error) {
	doc, err := c.judgment(ctx, q.Text)
	if err != nil {
		return nil, err
	}
	report, err := c.Desk.CheckDraft(ctx, doc)
	if err != nil {
		return nil, err
	}
	return &JudgmentCheck{doc.Text, *report}, nil
}

// Redact proposes what to cut of a judgment.
func (c *Cases) Redact(ctx context.Context, q RedactRequest) (*Redaction, error) {
	if err := judgmentText(q.Text); err != nil {
		return nil, err
	}
	if !utf8.ValidString(q.Text) {
		return nil, Inputf("text", "không phải văn bản UTF-8")
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("lookup: redact: %w", err)
	}
	p := redact.Find(q.Text, redact.Options{Parcels: q.Parcels})
	return &Redaction{p.Publication, p.Publication.VerdictName(), p.Apply(q.Text), p.Mentions, p.Kept}, nil
}
