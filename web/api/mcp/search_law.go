package mcp

import (
	"context"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
)

type searchInput struct {
	Query     string        `json:"query" jsonschema:"Câu hỏi hoặc từ ngữ tiếng Việt, có dấu hay không dấu, hoặc số hiệu điều khoản"`
	AsOf      corpus.Date   `json:"as_of,omitzero" jsonschema:"Pháp luật tại ngày (2024-01-31); bỏ trống là hôm nay"`
	AllDates  bool          `json:"all_dates,omitempty" jsonschema:"Tìm cả văn bản hết hiệu lực và chưa có hiệu lực"`
	Kinds     []corpus.Kind `json:"kinds,omitempty" jsonschema:"Chỉ tìm các loại văn bản này"`
	Documents []string      `json:"documents,omitempty" jsonschema:"Chỉ tìm trong các văn bản này, theo số hiệu hoặc tên"`
	Limit     int           `json:"limit,omitempty" jsonschema:"Số kết quả, 1 đến 100; bỏ trống là 10"`
}

var searchLaw = define("search_law", "Tìm điều khoản",
	"Tìm điều, khoản, điểm trong kho văn bản pháp luật bằng từ ngữ, ý nghĩa hoặc số hiệu. Trả về các điều hợp nhất trước, mỗi điều kèm nguyên văn, khoản trả lời (best_path), tình trạng hiệu lực tại ngày và địa chỉ mở được.",
	func(ctx context.Context, s *Server, in searchInput) (*lookup.SearchResult, error) {
		return s.Desk.Search(ctx, lookup.SearchRequest{Query: in.Query, AsOf: in.AsOf, AllDates: in.AllDates, Kinds: in.Kinds, Documents: in.Documents, Limit: in.Limit})
	}, nil)
