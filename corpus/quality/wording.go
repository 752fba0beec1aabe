package quality

import (
	"regexp"
	"strings"

	"trolyluat/corpus"
)

// doubts are the warnings that readers of files and texts leave on a document,
// worded for the reader of a report.
var doubts = map[string]string{
	"no_number":                 "không thấy số hiệu",
	"no_issue_date":             "không thấy ngày ban hành",
	"no_title":                  "không thấy tên văn bản",
	"no_base_act":               "văn bản hợp nhất không nêu số của văn bản gốc",
	"no_papers":                 "không thấy thành phần hồ sơ của thủ tục",
	"no_source":                 "điều không ghi văn bản nguồn",
	"no_anchor":                 "điều không có mã định danh",
	"gap_in_articles":           "số điều nhảy cách",
	"gap_in_clauses":            "số khoản nhảy cách",
	"gap_in_points":             "chữ của điểm nhảy cách",
	"duplicate_path":            "hai đơn vị cùng số",
	"article_repeated":          "hai điều cùng số",
	"anchor_repeated":           "mã định danh lặp lại",
	"articles_not_in_source":    "số điều mà nguồn không chứa",
	"dangling_reference":        "dẫn chiếu tới điều không có trong bộ",
	"number_not_unique":         "nhiều văn bản cùng số hiệu",
	"number_misprinted":         "số hiệu in sai",
	"source_names_another_text": "trang nguồn ghi số hiệu của văn bản khác",
	"title_differs":             "tên trong văn bản khác tên ở nguồn",
	"issued_differs":            "ngày ban hành trong văn bản khác ngày ở nguồn",
	"effective_differs":         "ngày hiệu lực trong văn bản khác ngày ở nguồn",
	"effective_before_issued":   "ngày hiệu lực ghi trong văn bản sớm hơn ngày ban hành",
	"carries_amendments":        "bản sao đã chèn nội dung sửa đổi, không phải lời văn khi ban hành; số ghi chú",
	"translation":               "bản dịch, không phải văn bản gốc",
	"not_vietnamese":            "hầu như không có chữ tiếng Việt có dấu",
	"hidden_body":               "toàn văn nằm ở phần ẩn của trang",
	"embedded_part_skipped":     "bỏ qua phần nhúng trong tệp",
	"ocr_page":                  "trang lấy chữ bằng OCR",
	"image_page":                "trang chỉ có ảnh",
	"doubtful_page":             "trang có nhiều chữ đáng ngờ",
	"second_opinion":            "trang đọc lại bằng pdftotext",
	"converted_by_antiword":     "chữ lấy bằng antiword",
	"converted_by_catdoc":       "chữ lấy bằng catdoc",
	"converted_by_soffice":      "chữ lấy bằng LibreOffice",
}

// problems are the reasons why an amending instruction was not worked in.
var problems = map[string]string{
	"no such article":                               "văn bản bị sửa đổi không có điều này",
	"no such unit":                                  "văn bản bị sửa đổi không có khoản, điểm này",
	"no such paragraph":                             "không có đoạn này",
	"no unit is named":                              "không nêu đơn vị bị sửa đổi",
	"no new text":                                   "không thấy nội dung mới",
	"new text is not told apart by unit":            "nội dung mới không tách được theo từng đơn vị",
	"the new unit holds no article":                 "nội dung mới không chứa điều nào",
	"the new text has another number":               "nội dung mới mang số khác",
	"the new text has another label":                "nội dung mới mang ký hiệu khác",
	"the new number is taken":                       "số mới đã có điều khác",
	"the new label is taken":                        "ký hiệu mới đã có đơn vị khác",
	"the new phrase is not told":                    "không nêu cụm từ mới",
	"the phrase was not found":                      "không tìm thấy cụm từ cần thay",
	"the place of the phrase was not understood":    "chưa hiểu cụm từ nằm ở đâu",
	"the place of the phrase is not told by words":  "không nêu cụm từ nằm ở đâu",
	"the article is not named":                      "không nêu điều bị sửa đổi",
	"the article is repealed":                       "điều đã bị bãi bỏ",
	"the article exists already":                    "điều bổ sung đã có",
	"the unit exists already":                       "đơn vị bổ sung đã có",
	"the unit moves to another place":               "đơn vị được chuyển sang chỗ khác",
	"the unit holds no article":                     "đơn vị không chứa điều nào",
	"the unit beside which it goes was not found":   "không thấy đơn vị đứng cạnh chỗ bổ sung",
	"several units answer to the path":              "nhiều đơn vị cùng ký hiệu",
	"the article has no name":                       "điều không có tên",
	"the label of the article was not found":        "không thấy số của điều",
	"the label of the unit was not found":           "không thấy ký hiệu của đơn vị",
	"the date of effect is not known":               "chưa rõ ngày có hiệu lực của việc sửa đổi",
	"the amended act is not at hand":                "chưa có văn bản bị sửa đổi trong kho",
	"the amended act is not told apart":             "tên ứng với nhiều văn bản trong kho",
	"a part of the unit is repealed, told in words": "bãi bỏ một phần, nêu bằng lời",
	"a part of an article is suspended: its status is kept with the operation": "tạm ngưng một phần của điều",
	"headings above the articles have no versions":                             "tên chương, mục không lưu theo thời gian",
	"not an operation on an article":                                           "chỉ dẫn không áp dụng cho điều",
	"not an operation on a unit":                                               "chỉ dẫn không áp dụng cho khoản, điểm",
	"not an operation on a unit above the articles":                            "chỉ dẫn không áp dụng cho chương, mục",
	"not an operation on a paragraph":                                          "chỉ dẫn không áp dụng cho đoạn",
	"not an operation on a name":                                               "chỉ dẫn không áp dụng cho tên điều",
}

var rePath = regexp.MustCompile(`(?:kt\d+/)?(?:d\d+\p{L}*|c\d+|pl\d+|k\d+\p{L}*)(?:/[\p{L}\d]+)*`)

// inWords writes the provision paths in s as texts cite them.
func inWords(s string) string {
	return rePath.ReplaceAllStringFunc(s, func(path string) string {
		if label := corpus.PathLabel(path); label != "" {
			return label
		}
		return path
	})
}

// doubtInWords words a warning ("gap_in_points: d29/k2/d → e").
func doubtInWords(warning string) string {
	code, rest, _ := strings.Cut(warning, ":")
	words, known := doubts[code]
	if !known {
		return warning
	}
	if code == "translation" || strings.TrimSpace(rest) == "" {
		return words
	}
	rest = strings.NewReplacer("text ", "văn bản ghi ", "source ", "nguồn ghi ", "confidence ", "độ tin cậy ",
		" of the words are plausible", " số chữ đọc được", ", read by pdftotext", "").Replace(strings.TrimSpace(rest))
	switch code {
	case "dangling_reference", "title_differs", "no_source", "no_anchor", "anchor_repeated":
		return words + ": " + strings.TrimPrefix(rest, "văn bản ghi ")
	}
	return words + ": " + inWords(rest)
}

// problemInWords words the problem of an instruction that stands at from.
func problemInWords(from, problem string) string {
	words, known := problems[problem]
	if !known {
		head, rest, _ := strings.Cut(problem, ": ")
		if words, known = problems[head]; known && rest != "" {
			words += ": " + rest
		}
	}
	if !known {
		words = problem
	}
	return strings.Trim(inWords(from)+": "+words, ": ")
}

// notApplied words a warning of package ingest: "amendment_not_applied:
// 35/2018/QH14 d1/k2 → d5: the phrase was not found".
func notApplied(warning string) (string, bool) {
	rest, ok := strings.CutPrefix(warning, "amendment_not_applied: ")
	if !ok {
		return "", false
	}
	if by, more, ok := strings.Cut(rest, " and "); ok && strings.HasSuffix(more, " more") {
		return "còn " + strings.TrimSuffix(more, " more") + " chỉ dẫn nữa của " + by, true
	}
	place, problem, _ := strings.Cut(rest, ": ")
	by, place, _ := strings.Cut(place, " ")
	from, to, _ := strings.Cut(place, " → ")
	words := inWords(from)
	if words != "" {
		words += " "
	}
	return problemInWords(words+"của "+by+" sửa đổi "+inWords(to), problem), true
}
