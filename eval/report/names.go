package report

import "strings"

var suiteNames = map[string]string{
	"structure": "Tách điều, khoản, điểm", "retrieval": "Tìm kiếm", "answers": "Trả lời", "citations": "Kiểm tra trích dẫn",
	"review": "Rà soát dự thảo", "basis": "Căn cứ pháp lý của bản án", "redact": "Che thông tin cá nhân", "safety": "An toàn", "amendment": "Áp dụng sửa đổi",
	"cases": "Vụ việc tương tự",
}

func suiteName(suite string) string {
	if n, ok := suiteNames[suite]; ok {
		return n
	}
	return suite
}

// meanings explain the measures to a reader who does not know their names.
var meanings = map[string]string{
	"accuracy": "tỷ lệ trả lời đúng", "acc@1": "điều đúng đứng đầu", "r@10": "có điều đúng trong 10 kết quả đầu", "recall@10": "phần điều đúng có trong 10 kết quả đầu",
	"r@100": "phần điều đúng có trong 100 kết quả đầu", "recall@100": "phần điều đúng có trong 100 kết quả đầu", "mrr@10": "nghịch đảo thứ hạng của điều đúng, trung bình",
	"ndcg@10": "chất lượng xếp hạng 10 kết quả đầu", "map": "độ chính xác trung bình", "precision": "phần đưa ra mà đúng", "recall": "phần đúng mà được đưa ra",
	"f1": "trung bình điều hòa của precision và recall", "f2": "như f1 nhưng coi trọng recall", "em": "trùng khớp nguyên văn", "span": "câu trả lời nằm trong phần được đánh dấu",
	"points": "phần ý chính có trong câu trả lời", "refusal": "từ chối đúng lúc", "refusal_precision": "từ chối mà đúng là không có căn cứ", "refusal_recall": "không có căn cứ mà đã từ chối",
	"temporal": "đúng phiên bản theo ngày", "cited": "dẫn đúng điều", "citation_recall": "phần nhận định có căn cứ đỡ", "citation_precision": "phần trích dẫn thật sự đỡ nhận định", "grounded": "phần câu trả lời đứng trên căn cứ",
	"errors": "số mục không đo được", "p50_ms": "thời gian giữa (mili giây)", "p95_ms": "95 % mục nhanh hơn (mili giây)", "money": "chi phí", "tokens": "số token của mô hình",
}

func meaning(name string) string {
	group, base, ok := strings.Cut(name, "/")
	if !ok {
		return meanings[name]
	}
	if m := meanings[base]; m != "" {
		return m + " (" + group + ")"
	}
	return ""
}
