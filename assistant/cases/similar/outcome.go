package similar

import (
	"regexp"
	"strings"

	"trolyluat/corpus"
)

// Outcome is what a court decided, as its ruling says.
type Outcome string

// The outcomes.
const (
	Accepted   Outcome = "chap_nhan"          // the claim is accepted
	Partly     Outcome = "chap_nhan_mot_phan" // in part
	Rejected   Outcome = "khong_chap_nhan"
	Dismissed  Outcome = "dinh_chi" // the case or the appeal is discontinued
	Agreed     Outcome = "cong_nhan_thoa_thuan"
	Upheld     Outcome = "giu_nguyen" // on appeal
	Changed    Outcome = "sua_an"
	Annulled   Outcome = "huy_an"
	NoOutcome  Outcome = "chua_ro"
	ruleLength         = 300 // bytes of the ruling that are quoted
)

// Name is the Vietnamese wording.
func (o Outcome) Name() string {
	switch o {
	case Accepted:
		return "chấp nhận yêu cầu"
	case Partly:
		return "chấp nhận một phần yêu cầu"
	case Rejected:
		return "không chấp nhận yêu cầu"
	case Dismissed:
		return "đình chỉ"
	case Agreed:
		return "công nhận thỏa thuận"
	case Upheld:
		return "giữ nguyên bản án sơ thẩm"
	case Changed:
		return "sửa bản án sơ thẩm"
	case Annulled:
		return "hủy bản án"
	}
	return "chưa rõ"
}

// outcomes are read in this order; what a court of appeal or cassation did goes
// before what it repeats of the first ruling.
var outcomes = []struct {
	outcome Outcome
	form    *regexp.Regexp
}{
	{Annulled, regexp.MustCompile(`(?i)h(?:ủy|uỷ) (?:toàn bộ )?(?:một phần )?(?:bản án|quyết định)[^.;\n]{0,40} (?:sơ thẩm|phúc thẩm)`)},
	{Upheld, regexp.MustCompile(`(?i)giữ nguyên (?:quyết định của )?(?:toàn bộ )?bản án`)},
	{Changed, regexp.MustCompile(`(?i)sửa (?:một phần |toàn bộ )?(?:bản án|án) `)},
	{Partly, regexp.MustCompile(`(?i)chấp nhận (?:một phần|1 phần) (?:các )?(?:yêu cầu|đơn|nội dung)`)},
	{Rejected, regexp.MustCompile(`(?i)(?:không chấp nhận|bác) (?:toàn bộ |các |tất cả )*(?:yêu cầu|đơn|nội dung)[^.;\n]{0,60}(?:khởi kiện|nguyên đơn)`)},
	{Accepted, regexp.MustCompile(`(?i)chấp nhận (?:toàn bộ |các |tất cả |đơn )*(?:yêu cầu|khởi kiện|nội dung)`)},
	{Agreed, regexp.MustCompile(`(?i)(?:công nhận|ghi nhận) (?:sự )?(?:tự nguyện )?th[ỏo][aả]`)},
	{Rejected, regexp.MustCompile(`(?i)(?:không chấp nhận|bác) (?:toàn bộ |các )*(?:yêu cầu|đơn)`)},
	{Dismissed, regexp.MustCompile(`(?i)đình chỉ (?:xét xử|giải quyết|việc)`)},
	{Accepted, regexp.MustCompile(`(?i)(?:^|[\n.;:\d])\s*[-–+*]?\s*(?:buộc|xử:? buộc|tuyên buộc|chia|công nhận|xác định) `)},
}

// itemNumber ends with the number of an item of a list: "như sau: 5".
var itemNumber = regexp.MustCompile(`[:;.]\s*\d{1,2}$`)

// sentenceEnd is the length of the first sentence of a ruling's words, 0 when it
// does not end: not at the point within a sum ("521.000.000") or behind the number
// of an item.
func sentenceEnd(s string) int {
	for i := range len(s) {
		switch {
		case s[i] == ';':
			return i + 1
		case s[i] == '.' && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\n') && !itemNumber.MatchString(s[:i]):
			return i + 1
		}
	}
	return 0
}

// ReadOutcome reads from the ruling of a judgment what was decided, with the span
// of the words that say so in the document's text.
func ReadOutcome(d *corpus.Document) (Outcome, corpus.Span) {
	if d.Judgment == nil || d.Judgment.Ruling.Len() <= 0 || d.Judgment.Ruling.End > len(d.Text) {
		return NoOutcome, corpus.Span{}
	}
	start := d.Judgment.Ruling.Start
	// The lines of a PDF break inside a phrase.
	ruling := strings.ReplaceAll(d.Text[start:d.Judgment.Ruling.End], "\n", " ")
	for _, o := range outcomes {
		m := o.form.FindStringIndex(ruling)
		if m == nil {
			continue
		}
		// "Không chấp nhận …" holds "chấp nhận": look at what stands before.
		before := strings.ToLower(ruling[max(0, m[0]-12):m[0]])
		if (o.outcome == Accepted || o.outcome == Partly) && strings.HasSuffix(strings.TrimRight(before, " "), "không") {
			continue
		}
		end := min(len(ruling), m[0]+ruleLength)
		if n := sentenceEnd(ruling[m[1]:end]); n > 0 {
			end = m[1] + n
		}
		for end < len(ruling) && end > 0 && ruling[end]&0xC0 == 0x80 {
			end--
		}
		return o.outcome, corpus.Span{Start: start + m[0], End: start + end}
	}
	return NoOutcome, corpus.Span{}
}
