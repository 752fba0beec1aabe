package assistant

import (
	"context"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"

	"trolyluat/assistant/cite"
	"trolyluat/assistant/llm"
	"trolyluat/prompts"
)

// refused says why the model may not be asked for this reader; "" when it may.
// Masking takes names and numbers out of a question and leaves the facts of the
// case, so that for judges, drafters and officials the operator decides.
func (t *turn) refused() string {
	if !t.config.Remote || t.question.Role == Citizen || slices.Contains(t.config.RemoteRoles, t.question.Role) {
		return ""
	}
	return fmt.Sprintf("Đơn vị vận hành chưa cho phép gửi câu hỏi của %s tới mô hình bên ngoài. Câu trả lời được trích thẳng từ văn bản.", strings.ToLower(t.question.Role.Name()))
}

// masked takes personal data out of a text that goes to a remote model.
func (t *turn) masked(text string) string {
	if !t.config.Remote {
		return text
	}
	return t.config.Masker.Mask(text, &t.personal)
}

// restored puts the personal data back into what the model said.
func (t *turn) restored(text string) string {
	if !t.config.Remote {
		return text
	}
	return t.personal.Restore(text)
}

// told is what the program found out and the model should know.
func (t *turn) told(answer *Answer) []string {
	notes := []string{t.read.AsOfReason}
	for _, c := range answer.Corrections {
		notes = append(notes, c.Text)
	}
	for _, n := range t.notes {
		notes = append(notes, t.masked(n))
	}
	return notes
}

// historyTurns is how many earlier exchanges the model is shown, historyTokens
// how much of each text.
const (
	historyTurns  = 3
	historyTokens = 250
)

func (t *turn) history() []prompts.Turn {
	var out []prompts.Turn
	h := t.question.History
	for _, e := range h[max(0, len(h)-historyTurns):] {
		out = append(out, prompts.Turn{Text: llm.Trim(t.masked(e.Question), historyTokens)},
			prompts.Turn{Assistant: true, Text: llm.Trim(t.masked(e.Answer), historyTokens)})
	}
	return out
}

// passageOverhead is about how many tokens are printed around a passage.
const passageOverhead = 60

// fitting keeps the passages that fit into the model's context beside the rest
// of the prompt, the first one shortened if it must be.
func (t *turn) fitting(list []prompts.Passage, in prompts.AnswerInput) []prompts.Passage {
	bare, err := prompts.Answer(in)
	if err != nil || len(list) == 0 {
		return list
	}
	room := llm.Budget{Context: t.config.ContextTokens}.Room(llm.Message{Content: bare.System}, llm.Message{Content: bare.User})
	parts := make([]string, len(list))
	for i := range list {
		parts[i] = list[i].Text
	}
	n := llm.Fits(parts, room, passageOverhead)
	if n == 0 {
		list[0].Text = llm.Trim(list[0].Text, max(200, room-passageOverhead))
		n = 1
	}
	return list[:n]
}

// entailed has the model check the statements that code could not confirm, where
// that is configured. A model that fails leaves the report as it is.
func (t *turn) entailed(ctx context.Context, evidence []cite.Evidence, report cite.Report) cite.Report {
	claims := report.Claims()
	if !t.config.Entail || len(claims) == 0 || ctx.Err() != nil {
		return report
	}
	in := prompts.EntailInput{}
	for i, c := range claims {
		claim := prompts.EntailClaim{Number: i + 1, Text: c.Text}
		for _, n := range c.Numbers {
			for _, e := range evidence {
				if e.Number == n {
					claim.Passages = append(claim.Passages, prompts.Passage{Number: n, Title: e.Title, Label: e.Label, Text: e.Text})
				}
			}
		}
		in.Claims = append(in.Claims, claim)
	}
	prompt, err := prompts.Entail(in)
	if err != nil {
		t.log.Error("entailment prompt not rendered", "error", err)
		return report
	}
	t.calls++
	got, usage, err := llm.Object[prompts.Entailment](ctx, t.generator, llm.Request{Purpose: "entail", Schema: &llm.Schema{Name: "ket_luan", JSON: prompts.EntailSchema},
		Messages: []llm.Message{{Role: llm.System, Content: prompt.System}, {Role: llm.User, Content: prompt.User}}})
	t.account(llm.Delta{Usage: &usage})
	if err != nil {
		t.log.Warn("statements not checked by the model", "model", t.generator.Model(), "error", err)
		return report
	}
	var verdicts []cite.Verdict
	for _, v := range got.Verdicts {
		if v.Number >= 1 && v.Number <= len(claims) {
			verdicts = append(verdicts, cite.Verdict{Statement: claims[v.Number-1].Statement, Entailed: v.Result == prompts.Entailed,
				Contradicts: v.Result == prompts.Contradicted, Reason: v.Reason})
		}
	}
	return report.Judge(verdicts)
}

// rewriteTime is how long the model may take to write out a follow-up.
const rewriteTime = 8 * time.Second

// rewrite has the model write out a question that leans on the conversation; ""
// when it cannot, or may not be asked.
func (t *turn) rewrite(ctx context.Context) (question string, parts []string) {
	if t.generator == nil || t.refused() != "" {
		return "", nil
	}
	prompt, err := prompts.Rewrite(prompts.RewriteInput{Question: t.masked(t.question.Text), History: t.history(), Today: t.today().VN()})
	if err != nil {
		t.log.Error("rewrite prompt not rendered", "error", err)
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, rewriteTime)
	defer cancel()
	t.calls++
	got, usage, err := llm.Object[prompts.Rewritten](ctx, t.generator, llm.Request{Purpose: "rewrite", Schema: &llm.Schema{Name: "cau_hoi", JSON: prompts.RewriteSchema},
		Messages: []llm.Message{{Role: llm.System, Content: prompt.System}, {Role: llm.User, Content: prompt.User}}})
	t.account(llm.Delta{Usage: &usage})
	if err != nil {
		t.log.Warn("follow-up not rewritten by the model", "model", t.generator.Model(), "error", err)
		return "", nil
	}
	question = t.restored(strings.TrimSpace(got.Question))
	if n := len([]rune(question)); n < 5 || n > 2*len([]rune(t.question.Text))+1000 {
		return "", nil
	}
	for _, p := range got.Parts {
		parts = append(parts, t.restored(p))
	}
	return question, parts
}

// account adds what a call used, each by the price of the model that answered it;
// what comes out of this system's cache costs nothing.
func (t *turn) account(d llm.Delta) {
	if d.Model != "" {
		t.answering = d.Model
	}
	if d.Usage != nil {
		if !d.Cached {
			model := t.answering
			if model == "" {
				model = t.generator.Model()
			}
			t.cost += t.config.Prices[model].Of(*d.Usage)
		}
		t.usage.Prompt += d.Usage.Prompt
		t.usage.Completion += d.Usage.Completion
		t.usage.Cached += d.Usage.Cached
		t.usage.Estimated = t.usage.Estimated || d.Usage.Estimated
	}
	t.fromCache = t.fromCache || d.Cached
}

// counted passes a reply on and adds what it used.
func (t *turn) counted(seq iter.Seq2[llm.Delta, error]) iter.Seq2[llm.Delta, error] {
	t.calls++
	return func(yield func(llm.Delta, error) bool) {
		for d, err := range seq {
			t.account(d)
			if !yield(d, err) {
				return
			}
		}
	}
}

// used is what the model's part cost.
func (t *turn) used() *Usage {
	if t.calls == 0 {
		return nil
	}
	model := t.answering
	if model == "" {
		model = t.generator.Model()
	}
	u := &Usage{Model: model, Calls: t.calls, Prompt: t.usage.Prompt, Completion: t.usage.Completion, Estimated: t.usage.Estimated, Cached: t.fromCache,
		Cost: t.cost}
	if len(t.config.Prices) > 0 {
		u.Currency = t.config.Currency
	}
	return u
}

// sectionKeys are the keys of the parts that prompts ask models for.
var sectionKeys = map[string]string{"trả lời ngắn": "short", "căn cứ": "basis", "việc cần làm": "to_do", "chưa nói tới": "open", "tình huống": "situation",
	"vấn đề pháp lý": "issues", "pháp luật nội dung": "substance", "pháp luật tố tụng": "procedure", "án lệ và bản án tương tự": "precedents",
	"điểm còn nghi vấn": "doubts", "quy định hiện hành": "current", "quá trình thay đổi": "history", "chỗ khác nhau, chồng chéo": "differences",
	"thuật ngữ": "terms", "trình tự": "steps", "thẩm quyền": "authority", "hồ sơ, giấy tờ": "papers", "thời hạn": "deadline",
	"biểu mẫu, phí, lệ phí": "form_fee", "kết quả": "result"}

var (
	sectionLine = regexp.MustCompile(`(?m)^\s*(?:#+\s*)?\*\*([^*\n]{2,60}?):?\*\*:?[ \t]*`)
	markNumber  = regexp.MustCompile(`\[(\d+)\]`)
	unknownText = regexp.MustCompile(`(?i)chưa rõ`)
)

// sectionsOf cuts an answer at the headings that the prompts ask for.
func sectionsOf(text string) []Section {
	out := []Section{}
	type head struct {
		start, end int
		title, key string
	}
	var heads []head
	for _, m := range sectionLine.FindAllStringSubmatchIndex(text, -1) {
		title := strings.TrimSpace(text[m[2]:m[3]])
		if key := sectionKeys[strings.ToLower(title)]; key != "" {
			heads = append(heads, head{m[0], m[1], title, key})
		}
	}
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1].start
		}
		s := Section{Key: h.key, Title: h.title, Text: strings.TrimSpace(text[h.end:end]), Citations: []int{}}
		for _, m := range markNumber.FindAllStringSubmatch(s.Text, -1) {
			var n int
			if _, err := fmt.Sscan(m[1], &n); err == nil && !slices.Contains(s.Citations, n) {
				s.Citations = append(s.Citations, n)
			}
		}
		s.Unknown = len(s.Citations) == 0 && unknownText.MatchString(s.Text)
		out = append(out, s)
	}
	return out
}
