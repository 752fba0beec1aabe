package assistant

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// What the best evidence must hold of the question: the share of its words and
// the share of its pairs of words, added. Measured with BM25F ranking: from
// surely on 99 % of a third of the Zalo questions whose gold điều is among the
// first three hits of the Bộ pháp điển, and none of the unanswerable questions
// over the sample law; under perhaps nearly all questions that are none of the
// law's business.
const (
	surely  = 1.0
	perhaps = 0.6
)

// judge says whether the hits carry an answer: a provision that the question
// names does, else it takes the words of the question. Where the question names
// a provision that the store has not, what is found is never certain.
func (t *turn) judge(found retrieval.Result) Certainty {
	best := 0.0
	if len(found.Analysis.Missing) > 0 && t.reading.Words.Subjects() < 2 {
		return None // "Điều 700 quy định gì?": nothing else to go by
	}
	for i := range t.hits[:min(quotedAtMost, len(t.hits))] {
		h := &t.hits[i]
		if h.Reason == retrieval.ReasonDirect {
			return High
		}
		single, pairs := t.reading.Words.Coverage(h.Chunk.Text, h.Chunk.Heading, h.Document.Title, strings.Join(h.Chunk.Context, "\n"))
		best = max(best, single+pairs)
	}
	switch {
	case best >= surely && len(found.Analysis.Missing) == 0:
		return High
	case len(found.Analysis.Missing) > 0 && best < surely:
		return None
	case best >= perhaps:
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
		b.WriteString("Chưa tìm thấy căn cứ trả lời chắc chắn. Những quy định gần nhất với câu hỏi, xin đọc kỹ xem có đúng trường hợp của bạn không.\n\n")
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

// name is the document: "Bộ luật Lao động số 45/2019/QH14".
func name(c Citation) string {
	if c.Printed == "" || strings.Contains(c.Title, c.Printed) {
		return c.Title
	}
	return c.Title + " số " + c.Printed
}

// effect tells the status with its interval: "còn hiệu lực từ 01/01/2021".
func effect(c Citation) string {
	text := c.StatusName
	if d, err := corpus.ParseDate(c.From); err == nil && d != 0 {
		text += " từ " + d.VN()
	}
	if d, err := corpus.ParseDate(c.To); err == nil && d != 0 {
		text += " đến trước " + d.VN()
	}
	if c.Fictional {
		text += "; văn bản giả định, không có giá trị pháp lý"
	}
	return text
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
