package digest

import (
	"regexp"
	"strings"
)

// What a party asks of the court: in the words of a request, in changing or
// withdrawing one, or as an item of a list that a request leads in.
var (
	asks = `(?:yêu cầu|đề nghị|xin|mong)\s+`
	// The court, or what it is to do.
	courtForm = regexp.MustCompile(`(?i)` + asks + `(?:(?:quý |quí )?t(?:òa|oà)|hội đồng|hđxx|buộc|chia|h(?:ủy|uỷ)|tuyên|công nhận|xem xét|bác |giải quyết|được (?:nhận|chia|công nhận|quản lý|sử dụng)|trả |bồi thường|giữ nguyên|thanh toán|tiếp tục|đòi )` +
		`|khởi kiện,? (?:yêu cầu|đề nghị)|kiện yêu cầu|yêu cầu (?:khởi kiện|phản tố|độc lập)[^.;]{0,40}(?:là|về|buộc|yêu cầu|đề nghị|:)|đơn phản tố[^.;]{0,40}(?:là|về|buộc|yêu cầu|đề nghị|:)|^(?:các )?(?:yêu cầu|đề nghị)\s*:`)
	// The other side, and what it is to do.
	otherForm = regexp.MustCompile(`(?i)(?:yêu cầu|đề nghị)\s+[^.;:]{1,80}?\s(?:(?:phải|liên đới|cùng|có trách nhiệm|có nghĩa vụ)\s+)*(?:trả|bồi thường|giao|tháo|dỡ|di dời|hoàn|thanh toán|chấm dứt|thực hiện|chịu|tiếp tục|bàn giao|khôi phục|xin lỗi|cấp dưỡng|xây)(?:[^\p{L}]|$)`)
	// Changed, withdrawn, kept up.
	changeForm = regexp.MustCompile(`(?i)(?:rút|thay đổi|bổ sung|giữ nguyên)(?: lại)?(?: một phần| toàn bộ| các| nội dung)* (?:yêu cầu|đơn khởi kiện)|không yêu cầu (?:gì (?:thêm|nữa)|nữa)|không yêu cầu[^.;]{0,80} nữa|không yêu cầu[^.;]{1,80} mà (?:chỉ |yêu cầu )?(?:bồi thường|trả|thanh toán)`)
	// Asked of each other before the case, or in another; asked for in it.
	beforeForm = regexp.MustCompile(`(?i)(?:đã|nhiều lần|có|thì)\s+(?:nhiều lần\s+)?yêu cầu\s+(?:ông|bà|anh|chị|phía|bên|cty|công ty|vợ chồng)|^(?:\S+\s+)?(?:ngày|tháng|năm) [^,]{4,20}, [^.;]{0,160} yêu cầu (?:ông|bà|anh|chị)|trao đổi(?: và|,)? yêu cầu|theo yêu cầu của`)
	askedFor   = regexp.MustCompile(`(?i)yêu cầu (?:cung cấp|giám định lại|của)|bản án|quyết định không khởi tố|hướng dẫn`)
	filedForm  = regexp.MustCompile(`(?i)khởi kiện|phản tố|t(?:òa|oà) án|hội đồng xét xử|nay |tại phiên t(?:òa|oà)`)
	inCourt    = regexp.MustCompile(`(?i)khởi kiện|phản tố|t(?:òa|oà) án|hội đồng xét xử|tại phiên t(?:òa|oà)`)
	docForm    = regexp.MustCompile(`(?i)^[^a-zà-ỹ]*(?:theo|tại|trong)?\s*(?:các\s+)?đơn (?:khởi kiện|bổ sung|thay đổi|phản tố|yêu cầu)[^:]{0,400}(?:trình bày|[:;]$)`)
	leadForm   = regexp.MustCompile(`(?i)(?:yêu cầu|khởi kiện|đề nghị|rút)[^.;]{0,200}:$`)
	itemForm   = regexp.MustCompile(`^(?:[-–+*•]|\d{1,2}[.)/]|[a-zđ]\))\s*\S`)
	reasonForm = regexp.MustCompile(`(?i)(?:lý do|căn cứ|như) sau:$|vì[^.;,]{0,40}:$`)
	// What a court ruled, told of another judgment.
	ruledForm = regexp.MustCompile(`^(?:\d{1,2}\s*[-./)]+\s*)*(?:Không )?(?:[Cc]hấp nhận|Bác|Đình chỉ)\s+(?:một phần |toàn bộ |các |xét xử )*(?:yêu cầu|đơn|kháng cáo|kháng nghị)`)
	// A role, no claim: "người có quyền lợi, nghĩa vụ liên quan có yêu cầu độc lập".
	roleForm = regexp.MustCompile(`(?i)liên quan,? (?:có|không có) yêu cầu độc lập`)
	// "Theo đơn phản tố bị đơn bà B trình bày:" leads in what is told, no claim.
	introForm = regexp.MustCompile(`(?i)(?:trình bày|khai|cho rằng)(?: như sau)?\s*:$`)
	// An item of a list without a bullet.
	plainItem = regexp.MustCompile(`^(?:[Bb]uộc|[Tt]uyên|[Hh]ủy|[Hh]uỷ|[Cc]hia|[Cc]ông nhận|(?:Trong )?[Tt]rường hợp|Nếu)\s`)
	// A request that leads in a list and has its first item in the same sentence.
	inlineLead = regexp.MustCompile(`(?i)(?:yêu cầu|đề nghị)[^.;:]{0,120}:\s*(?:buộc|tuyên|h(?:ủy|uỷ)|chia|công nhận)\s`)
	numberForm = regexp.MustCompile(`^\d{1,3}$`)
)

// listLength bounds how many items a request leads in.
const listLength = 20

// claimReader tells claims among the sentences of a text, read in order.
type claimReader struct {
	items int  // how many more items of a list are claims
	open  bool // the last item goes on: it ended in a semicolon
}

// holds says that a sentence is, or tells, a claim.
func (c *claimReader) holds(sentence string) bool {
	if numberForm.MatchString(sentence) { // of a page
		return false
	}
	item := itemForm.MatchString(sentence) || c.items > 0 && (c.open || plainItem.MatchString(sentence))
	listed := item && c.items > 0 && !speakForm.MatchString(sentence)
	if listed {
		c.items--
	} else {
		c.items = 0
	}
	claim := asked(roleForm.ReplaceAllString(sentence, "liên quan"))
	if claim && inlineLead.MatchString(sentence) {
		c.items = listLength
	}
	if (claim || listed) && strings.HasSuffix(sentence, ":") && (listed || leadForm.MatchString(sentence)) && !reasonForm.MatchString(sentence) {
		c.items = listLength
	}
	c.open = strings.HasSuffix(sentence, ";")
	return listed || claim && len(sentence) >= 20
}

func asked(s string) bool {
	at := courtForm.FindStringIndex(s)
	other := otherForm.FindStringIndex(s)
	switch {
	case ruledForm.MatchString(s), introForm.MatchString(s) && docForm.MatchString(s):
		return false
	case changeForm.MatchString(s):
		return !docForm.MatchString(s)
	case at == nil && other == nil:
		return leadForm.MatchString(s) && filedForm.MatchString(s) && !docForm.MatchString(s)
	case docForm.MatchString(s) && at == nil:
		return false
	case beforeForm.MatchString(s) && !inCourt.MatchString(s):
		return false
	}
	first := at
	if first == nil || other != nil && other[0] < first[0] {
		first = other
	}
	if a := askedFor.FindStringIndex(s); a != nil && a[0] == first[0] {
		return false
	}
	return true
}
