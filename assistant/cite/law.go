package cite

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/assistant/wording"
)

var (
	// Words by which law speaks. One of them makes a sentence a statement of law
	// unless the sentence is one of the kinds below.
	normative = wording.WordSet(`phải cấm buộc phạt thời_hạn thời_hiệu có_quyền nghĩa_vụ trách_nhiệm được_phép không_được được_quyền bị_xử xử_phạt
thẩm_quyền quy_định hiệu_lực hợp_pháp trái_pháp_luật bồi_thường lệ_phí mức_phạt điều_kiện có_thể hồ_sơ bắt_buộc vô_hiệu hành_vi được_hưởng
được_cấp được_coi được_xem có_hiệu_lực nghiêm_cấm tối_đa tối_thiểu ít_nhất kể_từ`)

	// Sentences that say what the assistant could not find or what it is.
	disclaims = regexp.MustCompile(`(?i)chưa đủ để trả lời|không đủ (?:căn cứ|để)|không tìm (?:thấy|được)|căn cứ (?:được cung cấp|tìm được|trên|đã cho|nêu trên)? ?(?:chưa|không) (?:nói|nêu|quy định|đề cập|có|chứa)|` +
		`chưa (?:có|tìm thấy|nêu|đề cập|rõ)|chưa rõ|không có (?:căn cứ|thông tin)|tôi là (?:trợ lý|chương trình)|trợ lý luật|không thay (?:thế|cho)|tham khảo|ý kiến pháp lý|cần (?:thêm|biết thêm|bổ sung)|` +
		`thiếu (?:thông tin|căn cứ|văn bản)|ngoài phạm vi`)
	// Advice to ask somebody, greetings, restatements of the question.
	advises = regexp.MustCompile(`(?i)^(?:\W*)(?:bạn (?:nên|có thể|hãy|cần) (?:liên hệ|hỏi|gọi|đọc|xem|tìm|nhờ|trao đổi|kiểm tra|chuẩn bị câu hỏi)|anh/chị (?:nên|có thể|hãy)|hãy |xin |mời |vui lòng |liên hệ |gọi |chào |cảm ơn|` +
		`rất tiếc|theo (?:bạn|câu hỏi|như bạn)|bạn (?:hỏi|nêu|cho biết|muốn)|câu hỏi|dưới đây|sau đây là|để được (?:tư vấn|trợ giúp|hỗ trợ)|nếu (?:bạn )?(?:cần|còn|muốn) (?:thêm|hỏi|biết|tư vấn))`)
	prefixed = regexp.MustCompile(`^\*{0,2}[^.:*]{1,40}:\*{0,2}\s*`)
)

// tellingRun is how many words in a row make a sentence the passage's.
const tellingRun = 6

// aboutPassage is the share of a sentence's words that make it speak of what a
// passage speaks of.
const aboutPassage = 0.65

// statesLaw says whether a sentence states law and so needs a citation.
func (c *checker) statesLaw(w *work) bool {
	bare := strings.Trim(norm.NFC.String(w.Text), " \t*_#>-–")
	if bare == "" || w.s.heading {
		return false
	}
	if strings.HasSuffix(bare, "?") || strings.HasSuffix(bare, "?\"") {
		return false
	}
	cited := len(w.Citations) > 0
	// A lead-in or a bare answer ("Có.", "Được.") that other sentences carry out.
	if !cited && (w.s.leadIn && len(w.tokens) <= 12 && len(w.amounts) == 0 && len(w.named) == 0 || w.s.next && len(w.tokens) <= 4 && len(w.named) == 0) {
		return false
	}
	content := prefixed.ReplaceAllString(bare, "")
	if advises.MatchString(bare) && len(w.named) == 0 || advises.MatchString(content) && len(w.named) == 0 {
		return cited
	}
	if slices.ContainsFunc(w.quotes, func(q quotation) bool { return q.words > shortQuote }) {
		return true
	}
	if disclaims.MatchString(bare) {
		return cited
	}
	if len(w.named) > 0 {
		return true
	}
	for i, t := range w.tokens {
		if normative[t.Key] || i+1 < len(w.tokens) && normative[t.Key+"_"+w.tokens[i+1].Key] ||
			i+2 < len(w.tokens) && normative[t.Key+"_"+w.tokens[i+1].Key+"_"+w.tokens[i+2].Key] {
			return true
		}
	}
	if slices.ContainsFunc(w.amounts, func(q wording.Quantity) bool { return q.Unit != "" }) {
		return true
	}
	// Told in a passage's words without saying so, or of what a passage is about.
	if len(w.tokens) >= tellingRun && slices.ContainsFunc(c.passages, func(p *passage) bool { return wording.Bag(w.tokens, p.counts) >= aboutPassage }) {
		return true
	}
	for i := 0; i+tellingRun <= len(w.tokens); i++ {
		for _, p := range c.passages {
			if wording.IndexKeys(p.tokens, w.tokens[i:i+tellingRun]) >= 0 {
				return true
			}
		}
	}
	return cited
}
