package assistant

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/assistant/reading"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
)

// understand reads the question: what kind of message it is, for whom it is to
// be answered and by the law of which day, what a follow-up refers to, what
// single questions it holds.
func (t *turn) understand(ctx context.Context) error {
	q := &t.question
	u := &Understanding{Kind: kindOf(q.Text), Parts: []string{}, Corrections: []Correction{}, Notes: []string{}}
	t.read = u
	t.asked = q.Text
	if rewritten := followUp(q.Text, q.History); rewritten != "" {
		u.Rewritten, u.RewrittenBy = rewritten, "rules"
		if better, parts := t.rewrite(ctx); better != "" {
			u.Rewritten, u.RewrittenBy, u.Parts = better, "model", append(u.Parts, parts...)
		}
		t.asked = u.Rewritten
	}
	a, err := t.search.Analyze(ctx, t.asked)
	if err != nil {
		return fmt.Errorf("assistant: read the question: %w", err)
	}
	u.Read = a.Read
	if len(a.Questions) > 1 {
		u.Parts = a.Questions
	}
	clear := t.asked
	if a.Read != "" {
		clear = a.Read
	}
	if t.stem, t.choices = reading.ChoicesIn(t.asked); len(t.choices) == 0 {
		t.claim, _ = reading.ClaimIn(t.asked)
	}
	t.chooseRole(clear)
	t.chooseDate(a)
	return nil
}

// chooseRole takes the reader's choice, else proposes one: the role of the
// conversation, or that which the words of the question speak of.
func (t *turn) chooseRole(text string) {
	q, u := &t.question, t.read
	if q.Role == "" {
		u.RoleProposed = true
		q.Role, u.RoleReason = proposeRole(text)
		if n := len(q.History); q.Role == Citizen && n > 0 && q.History[n-1].Role.Valid() {
			q.Role, u.RoleReason = q.History[n-1].Role, "theo hội thoại trước"
		}
	}
	u.Role = q.Role
}

// chooseDate takes the reader's choice, else the date of the facts that the
// question tells, else that of the conversation, else today.
func (t *turn) chooseDate(a retrieval.Analysis) {
	q, u := &t.question, t.read
	today := t.today()
	switch {
	case q.AsOf != 0:
		u.AsOfFrom, u.AsOfReason = AsOfReader, fmt.Sprintf("Áp dụng pháp luật tại ngày %s do bạn chọn.", q.AsOf.VN())
	case a.AsOf > today && u.Kind == KindAnswer:
		q.AsOf = today
		u.AsOfFrom, u.AsOfReason = AsOfToday, fmt.Sprintf("Câu hỏi nói tới thời điểm %s chưa đến; áp dụng pháp luật hiện hành (%s), có thể thay đổi tới khi đó.", a.AsOf.VN(), today.VN())
	case a.AsOf != 0 && a.AsOf < today:
		q.AsOf = a.AsOf
		u.AsOfFrom, u.AsOfReason = AsOfQuestion, fmt.Sprintf("Câu hỏi nói tới thời điểm %s nên áp dụng pháp luật có hiệu lực khi đó.", a.AsOf.VN())
	default:
		q.AsOf = today
		u.AsOfFrom, u.AsOfReason = AsOfToday, fmt.Sprintf("Câu hỏi không nêu thời điểm nên áp dụng pháp luật hiện hành (%s).", today.VN())
		if n := len(q.History); u.Rewritten != "" && n > 0 {
			if d, err := corpus.ParseDate(q.History[n-1].AsOf); err == nil && d != 0 && d != today {
				q.AsOf = d
				u.AsOfFrom, u.AsOfReason = AsOfHistory, fmt.Sprintf("Câu hỏi tiếp nối hội thoại về thời điểm %s.", d.VN())
			}
		}
	}
	u.AsOf = q.AsOf.String()
}

// roleCues are words by which a question shows who asks, most telling first.
// They are matched without diacritics, at whole words.
var roleCues = []struct {
	role  Role
	words []string
}{
	{Judge, []string{"toi la tham phan", "thu ky toa", "hoi dong xet xu", "nguyen don", "bi don", "bi cao", "an le", "so tham", "phuc tham", "thu ly vu an", "duong su", "ban an"}},
	{Drafter, []string{"du thao", "soan thao", "xay dung nghi dinh", "xay dung luat", "chong cheo", "mau thuan giua", "ban soan thao", "lap phap"}},
	{Official, []string{"toi la can bo", "toi la cong chuc", "chuyen vien", "bo phan mot cua", "co quan toi", "don vi toi", "uy quyen cho", "phan cap", "tham quyen giai quyet", "tham quyen cua"}},
}

// proposeRole guesses the reader from the words of a question, and says by which.
func proposeRole(text string) (Role, string) {
	folded := " " + strings.Join(syllables(vitext.Fold(text)), " ") + " "
	for _, c := range roleCues {
		for _, w := range c.words {
			if strings.Contains(folded, " "+w+" ") {
				return c.role, fmt.Sprintf("câu hỏi dùng lời thường gặp ở: %s", strings.ToLower(c.role.Name()))
			}
		}
	}
	return Citizen, "câu hỏi không cho thấy vai trò khác"
}

func syllables(text string) []string {
	var out []string
	for _, s := range vitext.Syllables(text) {
		out = append(out, s.Text)
	}
	return out
}
