package quality

// Field is a line of the data dictionary of an export.
type Field struct {
	File    string `json:"file"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Meaning string `json:"meaning"` // Vietnamese
}

// Dictionary describes every field of the JSON Lines export.
func Dictionary() []Field {
	return []Field{
		{"documents.jsonl", "id", "string", "mã văn bản trong kho, duy nhất"},
		{"documents.jsonl", "key", "string", "số hiệu chuẩn hóa; nhiều nguồn của một văn bản có chung key"},
		{"documents.jsonl", "kind", "string", "loại văn bản: hien_phap, bo_luat, luat, nghi_dinh, thong_tu, an_le, ban_an …"},
		{"documents.jsonl", "number", "string", "số hiệu như in trên văn bản"},
		{"documents.jsonl", "title", "string", "tên văn bản"},
		{"documents.jsonl", "short_names", "string[]", "tên gọi khác, tên viết tắt"},
		{"documents.jsonl", "issuer", "string", "cơ quan ban hành"},
		{"documents.jsonl", "rank", "integer", "thứ bậc hiệu lực, 1 là cao nhất, 0 là ngoài hệ thống văn bản quy phạm pháp luật"},
		{"documents.jsonl", "territory", "string", "địa bàn áp dụng, trống là cả nước"},
		{"documents.jsonl", "fields", "string[]", "lĩnh vực"},
		{"documents.jsonl", "issued", "date", "ngày ban hành (năm-tháng-ngày)"},
		{"documents.jsonl", "effective", "object", "khoảng hiệu lực: from (kể từ), to (đến trước)"},
		{"documents.jsonl", "status", "string", "tình trạng hiệu lực do nguồn công bố"},
		{"documents.jsonl", "status_today", "string", "tình trạng hiệu lực tại ngày xuất dữ liệu, tính từ khoảng hiệu lực"},
		{"documents.jsonl", "inferred", "boolean", "khoảng hiệu lực do hệ thống suy ra"},
		{"documents.jsonl", "fictional", "boolean", "văn bản giả định, không có giá trị pháp lý"},
		{"documents.jsonl", "source", "object", "nguồn: địa chỉ, tên tệp, mã kiểm tra SHA-256, định dạng, bảng mã, cách lấy chữ"},
		{"documents.jsonl", "articles", "integer", "số điều khi ban hành"},
		{"documents.jsonl", "chunks", "integer", "số đoạn lập chỉ mục"},
		{"documents.jsonl", "warnings", "integer", "số điểm nghi ngờ khi đọc"},
		{"documents.jsonl", "licence", "string", "điều kiện sử dụng do đơn vị vận hành công bố"},
		{"provisions.jsonl", "document", "string", "mã văn bản chứa đơn vị này"},
		{"provisions.jsonl", "path", "string", "vị trí: d12 là Điều 12, d12/k2 khoản 2, d12/k2/đ điểm đ"},
		{"provisions.jsonl", "level", "string", "cấp: Phần, Chương, Mục, Tiểu mục, Điều, Khoản, Điểm, Phụ lục …"},
		{"provisions.jsonl", "label", "string", "số hoặc chữ của đơn vị"},
		{"provisions.jsonl", "heading", "string", "tên của đơn vị"},
		{"provisions.jsonl", "text", "string", "phần chữ của riêng đơn vị, không gồm đơn vị con; ghép lại thành toàn văn"},
		{"provisions.jsonl", "from", "date", "có hiệu lực kể từ ngày"},
		{"provisions.jsonl", "to", "date", "hết hiệu lực kể từ ngày"},
		{"provisions.jsonl", "by", "string", "văn bản sửa đổi đã tạo ra lời văn này; trống là lời văn khi ban hành"},
		{"provisions.jsonl", "source_id", "string", "mã của đơn vị ở nguồn"},
		{"provisions.jsonl", "status", "string", "tình trạng hiệu lực tại ngày xuất dữ liệu"},
		{"relations.jsonl", "document", "string", "mã văn bản có quan hệ"},
		{"relations.jsonl", "type", "string", "loại quan hệ: amends, supplements, replaces, repeals, suspends, stands_in, guides, based_on, cites, corrects, consolidates"},
		{"relations.jsonl", "from_path", "string", "đơn vị của văn bản này"},
		{"relations.jsonl", "to", "string", "số hiệu văn bản kia"},
		{"relations.jsonl", "to_path", "string", "đơn vị của văn bản kia"},
		{"relations.jsonl", "to_source_id", "string", "mã ở nguồn của đơn vị kia"},
		{"relations.jsonl", "from", "date", "có tác dụng kể từ ngày"},
		{"relations.jsonl", "how", "string", "cách biết: text (từ lời văn), metadata (từ thuộc tính), model (từ mô hình)"},
		{"relations.jsonl", "confidence", "number", "độ chắc chắn khi do mô hình đưa ra, 0–1"},
		{"relations.jsonl", "note", "string", "lời văn nêu quan hệ"},
	}
}
