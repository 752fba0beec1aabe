package web

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/corpus"
)

// answerView is an answer as the page shows it.
type answerView struct {
	Prefix      string // of the ids in it
	Answer      *assistant.Answer
	Understood  understanding
	Body        template.HTML
	Sources     []source
	Checks      []checkGroup
	Plain       string // Markdown with the citations, to be copied
	Certainty   string
	Made        string // how, for the notice of AI
	Corrections []assistant.Correction

	Conversation string
	Turn         int
	Feedback     *history.Feedback
	Verdicts     []history.Verdict
}

// understanding is how a question was read, in a line.
type understanding struct {
	Role, RoleReason string
	AsOf, AsOfReason string
	Read, Rewritten  string
	Notes            []string
}

func understoodView(u *assistant.Understanding, role assistant.Role, asOf string) understanding {
	v := understanding{Role: role.Name()}
	if d, err := corpus.ParseDate(asOf); err == nil {
		v.AsOf = d.VN()
	}
	if u == nil {
		return v
	}
	if u.RoleProposed {
		v.RoleReason = u.RoleReason
	}
	if u.AsOfFrom != assistant.AsOfToday && u.AsOfFrom != assistant.AsOfReader {
		v.AsOfReason = u.AsOfReason
	}
	v.Read, v.Rewritten, v.Notes = u.Read, u.Rewritten, u.Notes
	return v
}

// source is a numbered passage under an answer.
type source struct {
	ID, Prefix string
	assistant.Citation
	Name  string // document with its number
	Place string // "khoản 1 Điều 25. Thời gian thử việc"
	Quote template.HTML
	Since string
}

func sourcesView(prefix string, citations []assistant.Citation) []source {
	var out []source
	for _, c := range citations {
		x := source{ID: fmt.Sprintf("%s-%d", prefix, c.Number), Prefix: prefix, Citation: c, Name: c.Title, Place: capital(c.Label), Quote: marks(c.Quote, c.Marks)}
		if c.Printed != "" && !strings.Contains(c.Title, c.Printed) {
			x.Name += " (" + c.Printed + ")"
		}
		if c.Heading != "" && c.Heading != c.Label {
			x.Place += ". " + c.Heading
		}
		from, err1 := corpus.ParseDate(c.From)
		to, err2 := corpus.ParseDate(c.To)
		if err1 == nil && err2 == nil {
			x.Since = period(corpus.Status(c.Status), from, to, "")
		}
		out = append(out, x)
	}
	return out
}

// marks writes a quotation with its marks, which are byte ranges.
func marks(quote string, spans []corpus.Span) template.HTML {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b corpus.Span) int { return a.Start - b.Start })
	var b strings.Builder
	at := 0
	for _, m := range spans {
		if m.Start < at || m.End > len(quote) || m.Start >= m.End {
			continue
		}
		b.WriteString(html.EscapeString(quote[at:m.Start]) + "<mark>" + html.EscapeString(quote[m.Start:m.End]) + "</mark>")
		at = m.End
	}
	b.WriteString(html.EscapeString(quote[at:]))
	return template.HTML(strings.ReplaceAll(b.String(), "\n", "<br>"))
}

// checkGroup is the statements of an answer in one state of checking.
type checkGroup struct {
	State, Name string
	Checks      []assistant.Check
}

var checkStates = []string{"chua_kiem_chung", "da_doi_chieu", "dung_nguyen_van"}

func checkGroups(checks []assistant.Check) []checkGroup {
	var out []checkGroup
	for _, state := range checkStates {
		g := checkGroup{State: state}
		for _, c := range checks {
			if c.State == state {
				g.Name = c.StateName
				g.Checks = append(g.Checks, c)
			}
		}
		if len(g.Checks) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (s *Server) answerView(prefix string, a *assistant.Answer, conversation string, turn int, f *history.Feedback) *answerView {
	v := &answerView{Prefix: prefix, Answer: a, Understood: understoodView(a.Understanding, a.Role, a.AsOf), Sources: sourcesView(prefix, a.Citations),
		Checks: checkGroups(a.Checks), Conversation: conversation, Turn: turn, Feedback: f, Verdicts: history.Verdicts()}
	cited := map[int]string{}
	for _, x := range v.Sources {
		cited[x.Number] = x.Citation.Label + " " + x.Title
	}
	v.Body = s.prose.html(a.Text, prefix, cited)
	v.Corrections = a.Corrections
	if len(v.Corrections) == 0 && a.Understanding != nil {
		v.Corrections = a.Understanding.Corrections
	}
	switch a.Certainty {
	case assistant.Low:
		v.Certainty = cmp.Or(a.CertaintyReason, "Chưa chắc chắn: hãy đọc kỹ căn cứ.")
	case assistant.None:
		v.Certainty = a.CertaintyReason
	}
	switch a.Mode {
	case assistant.Model:
		v.Made = "Câu trả lời do mô hình AI viết từ các căn cứ trên; hãy mở căn cứ để đối chiếu."
	default:
		if len(a.Citations) == 0 {
			v.Made = "Câu trả lời do hệ thống tự động (AI) đưa ra."
			break
		}
		v.Made = "Trích từ văn bản, do hệ thống tự động (AI) chọn; không có mô hình nào viết lại."
	}
	v.Plain = plain(a, v.Sources)
	return v
}

// plain is an answer as Markdown with its sources, for copying and export.
func plain(a *assistant.Answer, sources []source) string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(a.Text) + "\n")
	if len(sources) > 0 {
		b.WriteString("\nCăn cứ:\n")
	}
	for _, x := range sources {
		fmt.Fprintf(&b, "[%d] %s, %s – %s", x.Number, x.Place, x.Name, x.StatusName)
		if x.Since != "" {
			b.WriteString(" " + x.Since)
		}
		if x.Fictional {
			b.WriteString(" (văn bản giả định, không có giá trị pháp lý)")
		}
		b.WriteString("\n")
	}
	if d, err := corpus.ParseDate(a.AsOf); err == nil && d != 0 {
		b.WriteString("\nPháp luật tại ngày " + d.VN() + ". ")
	}
	b.WriteString("Câu trả lời do Trợ lý luật (hệ thống AI) tạo ra để tham khảo, không phải ý kiến tư vấn pháp lý.\n")
	return b.String()
}
