package mcp

import (
	"context"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
)

// The tools of the judge's desk.

type similarInput struct {
	Facts  string      `json:"facts" jsonschema:"Tình tiết: việc đã xảy ra, hai bên nói gì; không nêu tên thật"`
	Claims string      `json:"claims,omitempty" jsonschema:"Yêu cầu của đương sự"`
	AsOf   corpus.Date `json:"as_of,omitzero" jsonschema:"Ngày xem hiệu lực của án lệ (2024-01-31); bỏ trống là hôm nay"`
	Limit  int         `json:"limit,omitempty" jsonschema:"Số bản án và số án lệ, 1 đến 50; bỏ trống là 10"`
}

var findSimilarCases = define("find_similar_cases", "Tìm vụ án tương tự",
	"So một tình huống với bản án và án lệ trong kho theo tình tiết, vấn đề pháp lý, vai trò các bên: giống ở đâu, khác ở đâu, Tòa án đã quyết định gì và theo điều nào. Bản án gom theo kết quả để thấy các Tòa án xử khác nhau; án lệ kèm hiệu lực áp dụng. Không dự đoán bên nào thắng.",
	func(ctx context.Context, s *Server, in similarInput) (*cases.Alike, error) {
		return s.Cases.Similar(ctx, lookup.SimilarRequest{Facts: in.Facts, Claims: in.Claims, AsOf: in.AsOf, Limit: in.Limit})
	}, nil)

type basisInput struct {
	Facts   string      `json:"facts" jsonschema:"Tình tiết: việc đã xảy ra, hai bên nói gì; không nêu tên thật"`
	Claims  string      `json:"claims,omitempty" jsonschema:"Yêu cầu của đương sự"`
	FactsOn corpus.Date `json:"facts_on,omitzero" jsonschema:"Ngày xảy ra sự việc, để chọn luật nội dung; bỏ trống thì đọc từ tình tiết"`
	ActOn   corpus.Date `json:"act_on,omitzero" jsonschema:"Ngày Tòa án giải quyết, để chọn luật tố tụng; bỏ trống là hôm nay"`
}

var legalBasis = define("legal_basis", "Căn cứ pháp lý",
	"Nêu các điều luật có thể áp dụng cho một tình huống, luật nội dung và tố tụng tách riêng, mỗi điều kèm vì sao và vì sao chọn văn bản của ngày đó; Tòa án có thẩm quyền theo ngày; luật cần xem mà kho chưa có. Không nói ai đúng ai sai.",
	func(ctx context.Context, s *Server, in basisInput) (*basis.Suggestion, error) {
		return s.Cases.Basis(ctx, lookup.BasisRequest{Facts: in.Facts, Claims: in.Claims, FactsOn: in.FactsOn, ActOn: in.ActOn})
	}, nil)

type judgmentInput struct {
	Text string `json:"text" jsonschema:"Toàn văn bản án hoặc dự thảo bản án, tối đa 400.000 ký tự"`
}

var checkJudgment = define("check_judgment", "Soát bản án",
	"Soát một bản án hoặc dự thảo bản án: điều khoản được dẫn có thật không, có hiệu lực vào ngày phải tính không, trích có đúng không; thiếu phần án phí, quyền kháng cáo, xét xử vắng mặt; án lệ cần áp dụng hoặc nêu lý do không áp dụng. Văn bản kho chưa có thì ghi là chưa đối chiếu được, không coi là lỗi.",
	func(ctx context.Context, s *Server, in judgmentInput) (*lookup.JudgmentCheck, error) {
		return s.Cases.Check(ctx, lookup.JudgmentRequest{Text: in.Text})
	}, nil)

type redactInput struct {
	Text    string `json:"text" jsonschema:"Toàn văn bản án, tối đa 400.000 ký tự"`
	Parcels bool   `json:"parcels,omitempty" jsonschema:"Che cả số thửa đất, số tờ bản đồ"`
}

var redactText = define("redact_text", "Ẩn danh bản án",
	"Che thông tin cá nhân trong một bản án theo Nghị quyết 03/2017/NQ-HĐTP: cho biết có được công bố không (Điều 4), rồi che họ tên, tổ chức, địa danh dưới cấp tỉnh và các số riêng (Điều 7). Kết quả là đề xuất có độ chắc; phải có người xem lại trước khi công bố.",
	func(ctx context.Context, s *Server, in redactInput) (*lookup.Redaction, error) {
		return s.Cases.Redact(ctx, lookup.RedactRequest{Text: in.Text, Parcels: in.Parcels})
	}, func(r *lookup.Redaction) string {
		// The model reads what may be read by others: the names stand in the
		// structured part alone.
		out := "Công bố: " + r.PublicationName + ".\n"
		for _, why := range r.Publication.Reasons {
			out += "- " + why + "\n"
		}
		return out + "\n" + r.Text
	})
