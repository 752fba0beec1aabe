package mcp

import (
	"context"
	"strings"
	"unicode/utf8"

	"trolyluat/assistant/lookup"
	"trolyluat/assistant/review"
	"trolyluat/corpus"
)

// maxDraft is how long a draft may be, in characters.
const maxDraft = 400_000

type reviewInput struct {
	Text string      `json:"text" jsonschema:"Toàn văn dự thảo văn bản quy phạm pháp luật, có số điều"`
	AsOf corpus.Date `json:"as_of,omitzero" jsonschema:"So với pháp luật tại ngày (2024-01-31); bỏ trống là hôm nay"`
}

var reviewDraft = define("review_draft", "Thẩm định dự thảo",
	"So một dự thảo văn bản với pháp luật hiện hành trong kho: mâu thuẫn, trùng lặp, viện dẫn sai hoặc đã hết hiệu lực, sai thẩm quyền nội dung, thuật ngữ, thể thức. Mỗi nhận xét kèm hai lời văn và độ chắc chắn; con người quyết định.",
	func(ctx context.Context, s *Server, in reviewInput) (*review.Report, error) {
		if strings.TrimSpace(in.Text) == "" || utf8.RuneCountInString(in.Text) > maxDraft {
			return nil, lookup.Inputf("text", "cần toàn văn dự thảo, tối đa %d ký tự", maxDraft)
		}
		return s.Review(ctx, in.Text, in.AsOf)
	}, nil)
