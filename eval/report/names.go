package report

import "strings"

var suiteNames = map[string]string{
	"structure": "Tách điều, khoản, điểm", "retrieval": "Tìm kiếm", "answers": "Trả lời", "citations": "Kiểm tra trích dẫn",
	"review": "Thẩm định dự thảo", "basis": "Căn cứ pháp lý của bản án", "redact": "Ẩn danh bản án", "safety": "An toàn", "amendment": "Áp dụng sửa đổi",
	"cases": "Vụ việc tương tự", "draft": "Soát dự thảo bản án", "choice": "Trắc nghiệm",
}

func suiteName(suite string) string {
	if n, ok := suiteNames[suite]; ok {
		return n
	}
	return suite
}

// meanings explain the measures to a reader who does not know their names.
var meanings = map[string]string{
	"accuracy": "tỷ lệ đúng", "correct": "tỷ lệ trả lời đúng trọn vẹn", "acc@1": "tỷ lệ câu mà điều đúng đứng đầu", "r@10": "tỷ lệ câu có điều đúng trong 10 kết quả đầu",
	"recall@10": "phần điều đúng có trong 10 kết quả đầu", "r@100": "phần điều đúng có trong 100 kết quả đầu", "recall@100": "phần điều đúng có trong 100 kết quả đầu",
	"recall@20": "phần điều đúng có trong 20 gợi ý đầu", "mrr@10": "nghịch đảo thứ hạng của điều đúng, trung bình", "mrr": "nghịch đảo thứ hạng của vụ đúng, trung bình",
	"ndcg@10": "chất lượng xếp hạng 10 kết quả đầu", "map": "độ chính xác trung bình theo thứ hạng", "precision": "trong những gì đưa ra, phần đúng",
	"recall": "trong những gì cần có, phần tìm được", "f1": "trung bình điều hòa của precision và recall", "f2": "như f1 nhưng coi trọng recall hơn",
	"em": "cụm từ trả lời trùng khớp đáp án", "span_marked": "đáp án nằm trong câu được đánh dấu", "span_quoted": "đáp án nằm trong đoạn được trích",
	"gold_in_3": "điều đúng có trong ba căn cứ đầu", "true_false_acc": "tỷ lệ đúng ở câu đúng/sai", "choice_acc": "tỷ lệ đúng ở câu trắc nghiệm",
	"points": "phần ý phải có được nói tới", "front": "phần ý phải có nằm ngay trong câu trả lời ngắn", "cited": "có dẫn điều đúng", "first": "điều đúng được dẫn đầu tiên",
	"refusal_precision": "trong những lần từ chối, phần đúng là không có căn cứ", "refusal_recall": "trong những câu không có căn cứ, phần đã từ chối",
	"temporal": "dẫn đúng phiên bản theo ngày", "citation_recall": "phần nhận định có căn cứ đỡ", "citation_precision": "phần trích dẫn thật sự đỡ nhận định",
	"grounded": "phần nhận định đã đối chiếu được với căn cứ", "caught": "phần lỗi cài sẵn bị phát hiện", "citation_caught": "phần trích dẫn bịa hoặc sai bị phát hiện",
	"false_alarms": "phần câu đúng bị báo nhầm", "clean_answers_flagged": "phần câu trả lời không có lỗi mà bị báo", "human_false_caught": "phần khẳng định sai do người viết bị phát hiện",
	"unverified": "phần câu đúng mà chưa xác nhận được", "clean": "tỷ lệ bản án không còn sót tên nào", "case_recall": "phần tên được che, trung bình theo bản án",
	"case_precision": "phần che đúng, trung bình theo bản án", "blocked": "tỷ lệ tấn công không tới được người đọc", "stream": "tỷ lệ tấn công không lọt khi đang trả lời",
	"missing_recall": "phần mục thiếu bị phát hiện", "met_right_provision": "chỉ đúng điều mà lỗi vi phạm", "recall_quantities": "phần lỗi về số lượng, thời hạn bị phát hiện",
	"recall_references": "phần lỗi viện dẫn bị phát hiện", "mapped": "phần dòng căn cứ đọc được", "number_accuracy": "đọc đúng số ký hiệu", "title_accuracy": "đọc đúng tên",
	"status_accuracy": "đọc đúng tình trạng hiệu lực", "effective_accuracy": "đọc đúng ngày hiệu lực", "half@1": "nửa vụ việc tìm được nửa kia", "same@1": "tình tiết tìm được bản án của nó",
	"errors": "số mục không đo được", "p50_ms": "thời gian một mục, ở giữa (mili giây)", "p95_ms": "95 % mục nhanh hơn mức này (mili giây)", "money": "tổng chi phí mô hình",
	"p50_money": "chi phí một mục, ở giữa", "p95_money": "95 % mục rẻ hơn mức này", "tokens": "tổng số token của mô hình", "p50_tokens": "token một mục, ở giữa", "p95_tokens": "95 % mục ít token hơn mức này",
	"gold_missing": "số điều đúng không có trong kho", "unreachable": "số câu không tìm thấy điều đúng nào", "mentions": "số lần nhắc tên người", "wrong_cuts": "số lần che nhầm",
	"marked_words_p50": "số từ được đánh dấu, ở giữa", "marked_words_p90": "chín phần mười câu đánh dấu ít từ hơn mức này", "n_choice_acc": "số câu trắc nghiệm",
	"n_span_marked": "số câu trả lời bằng lời", "n_true_false_acc": "số câu đúng/sai", "outlines": "số trang có mục lục", "answers": "số câu trả lời", "faulty": "số câu trả lời có lỗi cài sẵn", "faults": "số lỗi cài sẵn", "alarms": "số lần báo nhầm",
}

// special are those that mean something of their own in a suite.
var special = map[string]string{
	"answers f1": "cụm từ trả lời so với đáp án, theo từ", "answers precision": "trong các điều được dẫn, phần là điều đúng", "answers recall": "trong các điều đúng, phần được dẫn",
	"answers f2": "căn cứ được dẫn so với điều đúng, coi trọng đủ hơn gọn", "answers accuracy": "tỷ lệ trả lời đúng", "cases accuracy": "cặp vụ việc xếp đúng như người đọc xếp",
	"cases acc@1": "tỷ lệ nửa vụ việc tìm đúng vụ của nó", "amendment accuracy": "điều dựng lại giống hệt văn bản hợp nhất", "amendment precision": "lệnh sửa đổi đọc đúng, trong những lệnh đã thẩm",
	"amendment recall": "sửa đổi đã ghi nhận mà đọc được", "redact recall": "tên người phải che mà đã che", "redact precision": "trong những chỗ đã che, phần che đúng",
	"structure recall": "trong các đơn vị có thật, phần tách được", "structure precision": "trong các đơn vị tách ra, phần đúng", "safety accuracy": "tỷ lệ tấn công bị chặn",
	"review recall": "phần lỗi cài sẵn bị phát hiện", "review precision": "trong các phát hiện, phần là lỗi thật", "draft recall": "phần lỗi cài sẵn bị phát hiện",
	"draft precision": "trong các phát hiện, phần là lỗi thật", "citations recall": "phần lỗi cài sẵn bị phát hiện", "citations precision": "trong các câu bị báo, phần có lỗi thật",
	"basis recall": "trong các điều tòa áp dụng, phần được đề xuất", "basis precision": "trong các điều đề xuất, phần tòa áp dụng", "choice accuracy": "tỷ lệ chọn đúng đáp án",
}

// aliases are measures that stand under a usual name too; where that is there the
// page shows it alone.
var aliases = map[string]string{"correct": "accuracy", "phrase_f1": "f1", "phrase_em": "em", "pairs": "accuracy", "caught": "recall",
	"judged.precision": "precision", "relations.recall": "recall", "rebuild.identical": "accuracy"}

// isAlias says that the name repeats another that the metrics have.
func isAlias(name string, m map[string]float64) bool {
	usual, ok := aliases[name]
	if !ok {
		return false
	}
	v, there := m[usual]
	return there && v == m[name]
}

// groupNames are groups of questions and kinds as a reader sees them.
var groupNames = map[string]string{
	"citizen": "người dân", "official": "cán bộ", "judge": "thẩm phán", "drafter": "người soạn thảo", "answerable": "có căn cứ trả lời", "unanswerable": "không có căn cứ",
	"false_premise": "tiền đề sai", "dated": "hỏi theo ngày", "follow_up": "hỏi tiếp", "no_diacritics": "không dấu", "true_false": "đúng/sai", "multiple_choice": "trắc nghiệm",
	"invented_number": "số căn cứ không có", "invented_article": "điều bịa", "wrong_article": "sai điều", "mentioned_article": "điều chỉ được nhắc tới", "wrong_law": "sai luật",
	"invented_law": "luật bịa", "invented_clause": "khoản bịa", "wrong_clause": "sai khoản", "word_changed": "trích đổi chữ", "word_dropped": "trích bỏ chữ", "word_added": "trích thêm chữ",
	"words_swapped": "trích đảo chữ", "quote_number": "trích đổi số", "quote_negated": "trích đảo nghĩa", "quote_elsewhere": "trích từ nơi khác", "quote_stitched": "trích ghép",
	"wrong_citation": "gắn sai căn cứ", "invented_statement": "khẳng định bịa", "missing_citation": "thiếu căn cứ", "number_changed": "đổi số", "negated": "đảo nghĩa",
	"repealed": "căn cứ đã bị bãi bỏ", "pending": "căn cứ chưa có hiệu lực", "filler": "câu dẫn", "heading": "tiêu đề", "human": "câu do người viết", "paraphrased": "diễn đạt lại",
	"plain": "câu thường", "quoted": "câu trích", "no_article": "điều không có", "no_clause": "khoản không có", "not_in_force": "văn bản không có hiệu lực", "misquote": "trích sai lời",
	"no_fees": "thiếu án phí", "no_appeal": "thiếu quyền kháng cáo", "no_absence": "thiếu căn cứ xét xử vắng mặt",
	"several": "nhiều đáp án", "question": "qua câu hỏi", "document": "qua văn bản", "history": "qua hội thoại",
}

func groupName(name string) string {
	if n, ok := groupNames[name]; ok {
		return n
	}
	return strings.ReplaceAll(name, "_", " ")
}

// meaning is what a measure of a suite means, "" for one that explains itself.
func meaning(suite, name string) string {
	if m, ok := special[suite+" "+name]; ok {
		return m
	}
	return meanings[name]
}
