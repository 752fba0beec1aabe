package mcp

import (
	"context"

	"trolyluat/assistant/lookup"
)

type precedentInput struct {
	Situation string `json:"situation" jsonschema:"Tình huống hoặc vấn đề pháp lý, viết bằng lời; không nêu tên thật của người trong vụ việc"`
	Limit     int    `json:"limit,omitempty" jsonschema:"Số kết quả, 1 đến 100; bỏ trống là 10"`
}

var findPrecedents = define("find_precedents", "Tìm án lệ, bản án",
	"Tìm án lệ và bản án gần với một tình huống; án lệ trước, bản án sau. Bản án chỉ để tham khảo; án lệ được áp dụng theo Nghị quyết 04/2019/NQ-HĐTP.",
	func(ctx context.Context, s *Server, in precedentInput) (*lookup.SearchResult, error) {
		return s.Desk.FindPrecedents(ctx, in.Situation, in.Limit)
	}, nil)
