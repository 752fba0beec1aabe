package mcp

import (
	"context"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
)

type checkInput struct {
	Text string      `json:"text" jsonschema:"Đoạn văn có viện dẫn pháp luật, tối đa 50.000 ký tự"`
	AsOf corpus.Date `json:"as_of,omitzero" jsonschema:"Đối chiếu theo pháp luật tại ngày (2024-01-31); bỏ trống là hôm nay"`
}

var checkCitation = define("check_citation", "Kiểm tra viện dẫn",
	"Kiểm tra từng viện dẫn trong một đoạn văn: văn bản và điều khoản có tồn tại không, còn hiệu lực tại ngày không, lời trích có đúng nguyên văn, con số và ý phủ định có khớp điều khoản không.",
	func(ctx context.Context, s *Server, in checkInput) (*lookup.CitationReport, error) {
		return s.Desk.CheckCitations(ctx, in.Text, in.AsOf)
	}, nil)
