package mcp

import (
	"context"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
)

type provisionInput struct {
	Document string      `json:"document" jsonschema:"Số hiệu (45/2019/QH14) hoặc tên văn bản (Bộ luật Lao động)"`
	Path     string      `json:"path" jsonschema:"Vị trí: “khoản 1 Điều 25”, hoặc d25/k1, d25/k1/a, c3 (chương)"`
	AsOf     corpus.Date `json:"as_of,omitzero" jsonschema:"Lời văn tại ngày (2024-01-31); bỏ trống là hôm nay"`
}

var getProvision = define("get_provision", "Mở điều khoản",
	"Lấy nguyên văn một điều, khoản, điểm (hoặc cả chương) của một văn bản như tại một ngày, kèm tình trạng hiệu lực, khoảng thời gian lời văn đó áp dụng và văn bản đã sửa thành lời văn đó.",
	func(ctx context.Context, s *Server, in provisionInput) (*lookup.Provision, error) {
		return s.Desk.Provision(ctx, in.Document, in.Path, in.AsOf)
	}, nil)
