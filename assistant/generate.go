package assistant

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"trolyluat/assistant/cite"
	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/prompts"
)

// generate lets the model write the answer over the citations, streams it
// cleaned, checks it, has it repaired once where a check failed, and marks what
// is left. It returns false when the model gave nothing to show, or nothing that
// holds, or may not be asked; the notes then say why and the answer becomes
// extractive.
func (t *turn) generate(ctx context.Context, answer *Answer) bool {
	if note := t.refused(); note != "" {
		t.notes = append(t.notes, note)
		return false
	}
	evidence := t.evidence(answer.Citations)
	in := prompts.AnswerInput{Reader: prompts.Reader(answer.Role), Question: t.masked(t.asked), AsOf: t.question.AsOf.VN(), Today: t.today().VN(),
		Notes: t.told(answer), History: t.history()}
	if answer.Role == Citizen {
		in.Contact = t.config.LegalAid
	}
	in.Passages = t.fitting(passages(answer.Citations, evidence), in)
	prompt, err := prompts.Answer(in)
	if err != nil {
		t.log.Error("prompt not rendered", "error", err)
		t.notes = append(t.notes, llm.ReaderMessage(llm.ErrBadRequest))
		return false
	}
	evidence = evidence[:len(in.Passages)]
	rules := cite.Rules{Secret: []string{prompt.Secret}, Fence: prompt.Fence, Known: []string{in.Question, t.config.LegalAid}}
	for _, e := range evidence {
		rules.Known = append(rules.Known, e.Text)
	}
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	request := llm.Request{Purpose: "answer", Messages: []llm.Message{
		{Role: llm.System, Content: prompt.System}, {Role: llm.User, Content: prompt.User}},
		Scope: &llm.Scope{Prompt: prompt.Hash, Evidence: fingerprint(evidence), Date: t.question.AsOf.String() + " " + t.today().String()}}
	text, shown := t.stream(ctx, request, rules)
	if strings.TrimSpace(text) == "" {
		t.separate(shown)
		answer.Usage = t.used()
		return false
	}
	input := cite.Input{Text: text, Evidence: evidence, AsOf: t.question.AsOf, Question: in.Question, Past: answer.Role == Drafter}
	report := cite.Check(input)
	if len(report.Failed()) > 0 {
		if mended := t.repair(ctx, request, rules, text, report); mended != "" {
			again := input
			again.Text = mended
			if second := cite.Check(again); len(second.Failed()) < len(report.Failed()) && second.Kept() >= max(1, report.Kept()) {
				text, report = mended, second
			}
		}
	}
	report = t.entailed(ctx, evidence, report)
	answer.Usage = t.used()
	if report.Kept() == 0 && !tellsLack.MatchString(text) {
		t.log.Warn("no statement of a model's answer held", "failed", len(report.Failed()))
		t.notes = append(t.notes, "Câu trả lời của mô hình không qua được đối chiếu với căn cứ nên đã bị bỏ. Câu trả lời dưới đây được trích thẳng từ văn bản.")
		t.separate(shown)
		return false
	}
	answer.Mode = Model
	answer.Text = t.restored(cite.Mark(text, report))
	answer.Checks = checks(report)
	for i := range answer.Checks {
		answer.Checks[i].Statement = t.restored(answer.Checks[i].Statement)
	}
	answer.Sections = sectionsOf(answer.Text)
	return true
}

// tellsLack are words by which a model says that the passages do not answer.
var tellsLack = regexp.MustCompile(`(?i)chưa đủ|không đủ|không (?:tìm thấy|có) (?:căn cứ|quy định)|chưa (?:có|tìm thấy) (?:căn cứ|quy định)|chưa rõ|không nói (?:tới|đến)`)

// separate ends what was streamed of an answer that is followed by another.
func (t *turn) separate(shown bool) {
	if shown {
		t.send(Event{Type: Text, Text: "\n\n"})
	}
}

// stream passes the model's words on as they come, cleaned sentence by sentence,
// and returns the whole. The text is "" when the model failed before it had said
// enough; shown tells whether something was passed on by then.
func (t *turn) stream(ctx context.Context, request llm.Request, rules cite.Rules) (text string, shown bool) {
	var all strings.Builder
	out := cite.NewOutputStream(rules)
	back := t.personal.Stream() // puts masked words back, also those cut between two pieces
	pass := func(words string) bool {
		all.WriteString(words)
		shown = shown || words != ""
		return words == "" || t.send(Event{Type: Text, Text: back.Next(words)})
	}
	t.calls++
	for delta, err := range t.generator.Generate(ctx, request) {
		t.account(delta)
		if err != nil {
			t.log.Warn("model failed", "model", t.generator.Model(), "error", err)
			t.notes = append(t.notes, llm.ReaderMessage(err))
			if !errors.Is(err, llm.ErrCut) && !errors.Is(err, llm.ErrTooLarge) {
				return "", shown
			}
			break
		}
		if !pass(out.Next(delta.Text)) {
			return all.String(), shown
		}
	}
	pass(out.Flush())
	if rest := back.Flush(); rest != "" {
		t.send(Event{Type: Text, Text: rest})
	}
	for _, f := range out.Found() {
		t.log.Warn("taken out of a model's answer", "kind", f.Kind)
	}
	text = strings.TrimSpace(all.String())
	if text == "" && len(t.notes) == 0 {
		t.notes = append(t.notes, llm.ReaderMessage(llm.ErrEmpty))
	}
	return text, shown
}

// repair asks the model once to put right what the check found. It returns ""
// when the model cannot.
func (t *turn) repair(ctx context.Context, request llm.Request, rules cite.Rules, text string, report cite.Report) string {
	prompt, err := prompts.Repair(prompts.RepairInput{Answer: text, Problems: cite.Instructions(report)})
	if err != nil {
		t.log.Error("repair prompt not rendered", "error", err)
		return ""
	}
	request.Purpose, request.Scope = "repair", nil
	request.Messages = append(request.Messages[:len(request.Messages):len(request.Messages)],
		llm.Message{Role: llm.Assistant, Content: text}, llm.Message{Role: llm.User, Content: prompt.User})
	rules.Secret = append(rules.Secret, prompt.Secret)
	reply, err := llm.Collect(t.counted(t.generator.Generate(ctx, request)))
	if err != nil {
		t.log.Warn("answer not repaired", "model", t.generator.Model(), "error", err)
		return ""
	}
	mended, _ := cite.Output(reply.Text, rules)
	return mended
}

// fingerprint names the evidence for the cache: documents, places, versions.
func fingerprint(evidence []cite.Evidence) string {
	var b strings.Builder
	for _, e := range evidence {
		fmt.Fprintf(&b, "%s %s %s %s %d\n", e.DocumentKey, e.Path, e.Interval.From, e.Interval.To, len(e.Text))
	}
	return b.String()
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
		if c.Heading != "" && c.Heading != label {
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
