package propose

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/prompts"
)

// modelQuestions is how many questions a model is asked for of one provision.
const modelQuestions = 2

var roles = map[string]string{"nguoi_dan": "citizen", "can_bo": "official", "tham_phan": "judge", "soan_thao": "drafter"}

// ByModel has a model put questions on the provisions that rule-made proposals
// stand on, so that they are worded as people word them. What a model gives as
// points must stand word for word in the provision; a question without a point
// that does is left out, as is one on a provision that the model fails on. The
// error is that of the context, or of a model that fails on every provision.
func ByModel(ctx context.Context, g llm.Generator, src Source, from []Proposal, on corpus.Date, n int) ([]Proposal, error) {
	var out []Proposal
	documents := map[string]*corpus.Document{}
	var last error
	for _, p := range from {
		if len(out) >= n || p.Kind != "answerable" {
			continue
		}
		d := documents[p.Document]
		if d == nil {
			var err error
			if d, err = src.Document(ctx, p.Document); err != nil {
				return nil, fmt.Errorf("eval make: read %s: %w", p.Document, err)
			}
			documents[p.Document] = d
		}
		made, err := ofModel(ctx, g, d, p, on)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			last = err
			continue
		}
		out = append(out, made...)
	}
	if len(out) == 0 && last != nil {
		return nil, fmt.Errorf("eval make: no question from the model: %w", last)
	}
	out = out[:min(n, len(out))]
	for i := range out {
		out[i].ID = fmt.Sprintf("mh%04d", i+1)
	}
	return out, nil
}

func ofModel(ctx context.Context, g llm.Generator, d *corpus.Document, p Proposal, on corpus.Date) ([]Proposal, error) {
	article, _, _ := strings.Cut(p.Path, "/")
	text, heading := "", ""
	for _, v := range d.At(on) {
		if v.Path == article {
			text, heading = v.Text, v.Heading
		}
	}
	if text == "" {
		return nil, nil
	}
	prompt, err := prompts.Propose(prompts.ProposeInput{N: modelQuestions, Passage: prompts.Passage{Number: 1, Title: d.Title,
		Label: strings.TrimRight(corpus.PathLabel(article)+". "+heading, ". "), Text: text}})
	if err != nil {
		return nil, err
	}
	reply, _, err := llm.Object[prompts.Proposed](ctx, g, llm.Request{Purpose: "propose",
		Messages: []llm.Message{{Role: llm.System, Content: prompt.System}, {Role: llm.User, Content: prompt.User}},
		Schema:   &llm.Schema{Name: "cau_hoi", JSON: prompts.ProposeSchema}})
	if err != nil {
		return nil, err
	}
	plain := squash(text)
	var out []Proposal
	for _, q := range reply.Questions {
		made := Proposal{Rule: "model", Role: roles[q.Role], Kind: "answerable", Document: d.Key, Path: article,
			Question: strings.Join(strings.Fields(q.Question), " "), Passage: text}
		for _, point := range q.Points {
			if s := squash(point); s != "" && strings.Contains(plain, s) {
				made.Points = append(made.Points, strings.ReplaceAll(strings.TrimSpace(point), "|", " "))
			}
		}
		if n := len([]rune(made.Question)); n < 15 || n > 400 || len(made.Points) == 0 {
			continue
		}
		if made.Role == "" {
			made.Role = "citizen"
		}
		out = append(out, made)
	}
	return out, nil
}

func squash(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(vitext.Normalize(s)), " "))
}
