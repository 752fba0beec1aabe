package assistant

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// How probable it must be that the evidence carries an answer, by the weights of
// package reading: from Surely on it is answered, from Perhaps on what was found
// is shown as what may bear on the question, under it the question is refused.
// `trolyluat eval refusal` tells what these cost and save: out of fold, from .5 to
// .6 certain answers fall from 93 to 90 of 100 where the evidence carries one, and
// from 11 to 8 where it does not. A wrong certainty costs a reader more than a doubt.
const (
	Surely  = 0.6
	Perhaps = 0.2
)

// judge says whether the hits carry an answer: a provision that the question
// names does, else what the reader makes of them. Where the question names a
// provision that the store has not, what is found is never certain.
func (t *turn) judge(found retrieval.Result) Certainty {
	missing := len(found.Analysis.Missing) > 0
	if missing && t.reading.Words.Subjects() < 2 || len(t.hits) == 0 {
		return None // "Điều 700 quy định gì?": nothing else to go by
	}
	for i := range t.hits[:min(quotedAtMost, len(t.hits))] {
		if t.hits[i].Reason == retrieval.ReasonDirect {
			return High
		}
	}
	carries := t.reading.Carries()
	switch {
	case carries >= Surely && !missing:
		return High
	case missing && carries < Surely:
		return None
	case carries >= Perhaps:
		return Low
	}
	return None
}

// extract writes the answer without a model: corrections of the question, the
// short answer, then the parts by the reader's role, each word for word.
func (t *turn) extract(ctx context.Context, answer *Answer) error {
	var b strings.Builder
	for _, c := range answer.Corrections {
		fmt.Fprintf(&b, "**Lưu ý:** %s%s\n\n", c.Text, mark(c.Citation))
	}
	if !answer.Found {
		b.WriteString(t.refusal(answer))
		answer.Text = b.String()
		return nil
	}
	front, err := t.front(answer)
	if err != nil {
		return err
	}
	if answer.Certainty == Low {
		b.WriteString("**Có thể liên quan, chưa chắc:** chưa tìm thấy căn cứ trả lời chắc chắn. Dưới đây là những quy định gần nhất với câu hỏi, xin đọc kỹ xem có đúng trường hợp của bạn không.\n\n")
	}
	b.WriteString(front)
	if t.read.AsOfFrom == AsOfQuestion || t.read.AsOfFrom == AsOfHistory {
		b.WriteString(t.read.AsOfReason + "\n\n")
	}
	if err := t.sections(ctx, answer); err != nil {
		return err
	}
	if len(answer.Sections) == 0 {
		answer.Sections = append(answer.Sections, t.basis(answer))
	}
	if s, ok := t.related(answer); ok {
		answer.Sections = append(answer.Sections, s)
	}
	for i, s := range answer.Sections {
		if i > 0 {
			b.WriteString("\n\n")
		}
		if len(answer.Sections) > 1 {
			fmt.Fprintf(&b, "**%s**\n\n", s.Title)
		}
		b.WriteString(s.Text)
	}
	if t.question.Role == Citizen && t.config.LegalAid != "" {
		b.WriteString("\n\n" + t.config.LegalAid)
	}
	answer.Text = b.String()
	return nil
}

// refusal says that the store has no basis, what is nearest and what would help.
func (t *turn) refusal(answer *Answer) string {
	var b strings.Builder
	b.WriteString("Không tìm thấy căn cứ trong kho văn bản để trả lời câu hỏi này.")
	if len(answer.Citations) > 0 {
		b.WriteString(" Các văn bản gần nhất, có thể không đúng điều bạn hỏi:\n")
		for _, c := range answer.Citations {
			fmt.Fprintf(&b, "\n- %s, %s [%d]", title(c), name(c), c.Number)
		}
	}
	b.WriteString("\n\nBạn có thể hỏi lại với từ ngữ khác, nêu rõ tên hoặc số hiệu văn bản, hoặc chọn ngày áp dụng khác. Nếu văn bản cần tìm chưa có trong kho, hãy báo người quản trị nạp thêm.")
	return b.String()
}

// title is the place with its heading: "Điều 25 (Thời gian thử việc)".
func title(c Citation) string {
	switch {
	case c.Heading == "" || c.Heading == c.Label:
		return c.Label
	case c.Label == "": // a section of a judgment or án lệ
		return c.Heading
	}
	return c.Label + " (" + c.Heading + ")"
}

// titled is title for the beginning of a line.
func titled(c Citation) string {
	text := title(c)
	if r, size := utf8.DecodeRuneInString(text); size > 0 {
		return string(unicode.ToUpper(r)) + text[size:]
	}
	return text
}

// name is the document: "Bộ luật Lao động số 45/2019/QH14".
func name(c Citation) string {
	if c.Printed == "" || strings.Contains(c.Title, c.Printed) {
		return c.Title
	}
	return c.Title + " số " + c.Printed
}

// effect tells the status with its interval.
func effect(c Citation) string {
	text := c.Effect()
	if c.Fictional {
		text += "; văn bản giả định, không có giá trị pháp lý"
	}
	return text
}

// Effect tells the status of what is cited with the time for which it applies:
// "còn hiệu lực từ 01/01/2021", "hết hiệu lực toàn bộ, áp dụng từ 01/07/2014 đến hết
// 31/12/2024".
func (c Citation) Effect() string {
	text := c.StatusName
	from, _ := corpus.ParseDate(c.From)
	to, _ := corpus.ParseDate(c.To)
	period := corpus.Interval{From: from, To: to}.VN()
	switch {
	case period == "":
		return text
	case c.Status != corpus.StatusInForce:
		return text + ", áp dụng " + period
	}
	return text + " " + period
}

// verbatimChecks are the checks of an extractive answer: what it says is quoted.
func verbatimChecks(citations []Citation, found bool) []Check {
	checks := []Check{}
	if !found {
		return checks
	}
	for _, c := range citations {
		for _, m := range c.Marks {
			checks = append(checks, Check{Statement: c.Quote[m.Start:m.End], State: "dung_nguyen_van",
				StateName: "đúng nguyên văn", Citations: []int{c.Number}})
		}
	}
	return checks
}
