package mcp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"trolyluat/assistant"
	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
)

type askInput struct {
	Question string         `json:"question" jsonschema:"Câu hỏi về pháp luật, tối đa 4.000 ký tự"`
	Role     assistant.Role `json:"role,omitempty" jsonschema:"Người đọc: citizen người dân, judge thẩm phán, drafter người soạn thảo, official cán bộ; bỏ trống thì được đề xuất theo câu hỏi"`
	AsOf     corpus.Date    `json:"as_of,omitzero" jsonschema:"Pháp luật tại ngày (2024-01-31); bỏ trống thì theo thời điểm nêu trong câu hỏi, hoặc hôm nay"`
}

var askLaw = define("ask_law", "Hỏi trợ lý luật",
	"Hỏi một câu và nhận câu trả lời có căn cứ: mỗi câu về luật có số căn cứ trong ngoặc vuông, từng câu đã được đối chiếu với nguyên văn. Không đủ căn cứ thì nói rõ thiếu gì.",
	func(ctx context.Context, s *Server, in askInput) (*assistant.Answer, error) {
		text := strings.TrimSpace(in.Question)
		if text == "" || utf8.RuneCountInString(text) > lookup.MaxQuery {
			return nil, lookup.Inputf("question", "cần câu hỏi, tối đa %d ký tự", lookup.MaxQuery)
		}
		for event, err := range s.Assistant.Ask(ctx, assistant.Question{Text: text, Role: in.Role, AsOf: in.AsOf}) {
			if err != nil {
				return nil, err
			}
			if event.Type == assistant.Done && event.Answer != nil {
				return event.Answer, nil
			}
		}
		return nil, errors.New("mcp: the answer ended without its last event")
	}, answerWords)

// answerWords is an answer as a model reads it: the words, then the provisions
// that its numbers mean.
func answerWords(a *assistant.Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "(pháp luật tại ngày %s)\n\n%s", a.AsOf, a.Text)
	for i := range a.Citations {
		c := &a.Citations[i]
		fmt.Fprintf(&b, "\n\n[%d] %s %s (%s), %s: %s", c.Number, c.Label, c.Title, c.Document, c.StatusName, c.URL)
		if c.Fictional {
			b.WriteString(" (văn bản giả định, không có giá trị pháp lý)")
		}
		b.WriteString("\n" + c.Quote)
	}
	for _, check := range a.Checks {
		for _, p := range check.Problems {
			fmt.Fprintf(&b, "\n\n%s: %s (%s)", check.Statement, p, check.StateName)
		}
	}
	for _, n := range a.Notes {
		b.WriteString("\n\nLưu ý: " + n)
	}
	return b.String()
}
