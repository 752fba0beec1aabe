package assistant

import (
	"context"
	"errors"
	"strings"

	"trolyluat/assistant/cite"
	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/prompts"
)

// generate lets the model write the answer over the citations, streams it and
// checks it. It returns false when the model gave nothing to show; the notes
// then say why and the answer becomes extractive.
func (t *turn) generate(ctx context.Context, answer *Answer) bool {
	evidence := t.evidence(answer.Citations)
	prompt, err := prompts.Answer(prompts.AnswerInput{
		Reader: prompts.Reader(answer.Role), Question: answer.Question, AsOf: t.question.AsOf.VN(), Today: t.today().VN(),
		Passages: passages(answer.Citations, evidence), Notes: t.notes,
	})
	if err != nil {
		t.log.Error("prompt not rendered", "error", err)
		t.notes = append(t.notes, llm.ReaderMessage(llm.ErrBadRequest))
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	var text strings.Builder
	request := llm.Request{Purpose: "answer", Messages: []llm.Message{
		{Role: llm.System, Content: prompt.System}, {Role: llm.User, Content: prompt.User}}}
	for delta, err := range t.generator.Generate(ctx, request) {
		if err != nil {
			t.log.Warn("model failed", "model", t.generator.Model(), "error", err)
			t.notes = append(t.notes, llm.ReaderMessage(err))
			if strings.TrimSpace(text.String()) == "" || !errors.Is(err, llm.ErrCut) && !errors.Is(err, llm.ErrTooLarge) {
				if text.Len() > 0 { // what was streamed is followed by the quoted answer
					t.send(Event{Type: Text, Text: "\n\n"})
				}
				return false
			}
			break
		}
		text.WriteString(delta.Text)
		if delta.Text != "" && !t.send(Event{Type: Text, Text: delta.Text}) {
			return true
		}
	}
	if strings.TrimSpace(text.String()) == "" {
		t.notes = append(t.notes, llm.ReaderMessage(llm.ErrEmpty))
		return false
	}
	answer.Mode = Model
	report := cite.Check(cite.Input{Text: text.String(), Evidence: evidence, AsOf: t.question.AsOf, Question: answer.Question})
	answer.Text = cite.Mark(text.String(), report)
	answer.Checks = checks(report)
	return true
}

// evidence is what the model sees and the check holds the answer against: the
// whole điều of each citation.
func (t *turn) evidence(citations []Citation) []cite.Evidence {
	out := make([]cite.Evidence, 0, len(citations))
	for i, c := range citations {
		h := &t.cited[i]
		out = append(out, cite.Evidence{Number: c.Number, DocumentKey: h.Document.Key, Title: h.Document.Title,
			ShortNames: h.Document.ShortNames, Path: h.Chunk.Path, Label: h.Chunk.Label, Heading: h.Chunk.Heading,
			Text: h.Chunk.Text, Units: h.Chunk.Units, Interval: h.Chunk.Interval, Status: h.Status})
	}
	return out
}

func passages(citations []Citation, evidence []cite.Evidence) []prompts.Passage {
	out := make([]prompts.Passage, len(citations))
	for i, c := range citations {
		label := evidence[i].Label
		if label == "" {
			label = corpus.PathLabel(c.Path)
		}
		if c.Heading != "" {
			label += ". " + c.Heading
		}
		out[i] = prompts.Passage{Number: c.Number, Title: name(c), Label: label, Status: effect(c), Text: evidence[i].Text}
	}
	return out
}

// checks turns the report on an answer into what a reader sees.
func checks(report cite.Report) []Check {
	out := []Check{}
	for _, s := range report.Statements {
		if s.State == "" {
			continue
		}
		c := Check{Statement: s.Text, State: string(s.State), StateName: s.State.Name(), Citations: []int{}}
		for _, mark := range s.Citations {
			c.Citations = append(c.Citations, mark.Number)
		}
		for _, p := range s.Problems {
			c.Problems = append(c.Problems, p.Detail)
		}
		out = append(out, c)
	}
	return out
}
