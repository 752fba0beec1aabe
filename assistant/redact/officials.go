package redact

import (
	"regexp"
	"strings"
)

// Who conducts the case and who acts in office stays (NQ 03/2017/NQ-HĐTP Điều 7):
// judges, jurors, clerks, prosecutors, and lawyers and officials as published
// judgments keep them.
var (
	benchBefore = regexp.MustCompile(`(?:thẩm phán|chủ t[oọ][aạ]\s*phiên t[oò][aà]|chủ tọa|chủ toạ|hội thẩm(?: nhân dân| quân nhân)?|thư ký(?: phiên t[oò][aà]| t[oò][aà] án| ghi biên bản)?|kiểm sát viên|thẩm tra viên|viện kiểm sát[^.;\n]{0,120}?tham gia phiên t[oò][aà])[^.;]{0,30}?[:\-–\s]\s*(?:\d\.?\s*)?(?:ông|bà)?\s*$`)
	benchAfter  = regexp.MustCompile(`^\s*(?:[,\-–(:]|là)\s*(?:(?:chức vụ|chức danh)\s*:?\s*)?(?:thẩm phán|kiểm sát viên|thư ký t|thư ký phiên|thẩm tra viên|hội thẩm|cán bộ t[oò][aà] án)`)
	lawyerNear  = regexp.MustCompile(`(?:luật sư|trợ giúp viên pháp lý|luật gia)\s*:?\s*(?:ông|bà)?\s*$`)
	lawyerAfter = regexp.MustCompile(`^\s*[,\-–(:]?\s*(?:là\s+)?(?:trưởng\s+)?(?:luật sư|trợ giúp viên|văn phòng luật|công ty luật|đoàn luật sư|thuộc đoàn luật sư)`)
	officeAfter = regexp.MustCompile(`^\s*[,\-–(:]?\s*(?:là\s+)?(?:chức vụ|chức danh)?\s*:?\s*(?:phó\s+|quyền\s+)?(?:chủ tịch (?:ubnd|(?:ủy|uỷ) ban|hđnd|hội đồng nhân dân)|chủ tịch$|chánh án|viện trưởng|cục trưởng|chi cục trưởng|chấp hành viên|trưởng công an|trưởng phòng (?:tài nguyên|tư pháp)|giám đốc (?:sở|trung tâm|văn phòng đăng ký|chi nhánh văn phòng đăng ký)|công chức|cán bộ địa chính)`)
	notaryNear  = regexp.MustCompile(`(?:công chứng viên|chấp hành viên|thừa phát lại|giám định viên|thẩm định viên|phiên dịch viên)\s*:?\s*(?:ông|bà)?\s*$`)
	panelBegin  = regexp.MustCompile(`thành phần\s+(?:của\s+)?(?:hội đồng|hđxx|giải quyết)[^\n]{0,60}`)
	panelEnd    = regexp.MustCompile(`thụ\s+lý\s+(?:số|sơ thẩm|phúc thẩm)|(?:xét\s+xử|mở phiên t[oò][aà])\s+(?:công khai|kín|sơ thẩm|phúc thẩm)\s+vụ\s+án|giữa\s*(?:các\s+đương\s+sự)?\s*:|nguyên\s+đơn\s*:|bị\s+cáo\s*:`)
	signBegin   = regexp.MustCompile(`(?:tm\.?|t\.m\.?|thay mặt)\s*(?:hội đồng|hđxx)|nơi\s+nhận\s*:|thẩm\s+phán\s*[-–]\s*chủ\s+t[oọ][aạ]\s+phiên\s+t[oò][aà]\s*$`)
)

// officials tells for every name, by its words, why it stays; names not in it are
// cut. A person who stays in one place stays everywhere.
func (d *document) officials(names []candidate) map[string]string {
	out := map[string]string{}
	panelFrom, panelTo := d.panel()
	signFrom := d.signatures()
	for _, c := range names {
		start, end := d.words[c.from].start, d.words[c.to-1].end
		key := d.key(c)
		if out[key] != "" {
			continue
		}
		switch before, after := d.before(start, 90), d.after(end, 90); {
		case start >= panelFrom && start < panelTo:
			out[key] = "người tiến hành tố tụng"
		case onBench(before), benchAfter.MatchString(after):
			out[key] = "người tiến hành tố tụng"
		case lawyerNear.MatchString(before), lawyerAfter.MatchString(after):
			out[key] = "luật sư, trợ giúp viên pháp lý"
		case notaryNear.MatchString(before):
			out[key] = "người hành nghề công, bổ trợ tư pháp"
		case officeAfter.MatchString(after):
			out[key] = "người có chức vụ, thi hành công vụ"
		case start >= signFrom && !d.honorific(c.from) && d.alone(start, end):
			out[key] = "người ký bản án"
		}
	}
	return out
}

// partyWords are of those who have a case; between an office and a name they say
// that the name is not the office's.
var partyWords = regexp.MustCompile(`nguyên\s+đơn|bị\s+(?:đơn|cáo|can|hại)|đương\s+sự|người\s+(?:có\s+quyền|làm\s+chứng|khởi\s+kiện|bị\s+kiện|yêu\s+cầu|đại\s+diện)`)

// onBench says that the words before a name end in an office of the bench.
func onBench(before string) bool {
	m := benchBefore.FindString(before)
	return m != "" && !partyWords.MatchString(m)
}

// panel is the stretch at the head that names those who conduct the case.
func (d *document) panel() (from, to int) {
	m := panelBegin.FindStringIndex(d.lower[:min(len(d.lower), 12000)])
	if m == nil {
		return 0, 0
	}
	rest := d.lower[m[1]:min(len(d.lower), m[1]+3000)]
	end := panelEnd.FindStringIndex(rest)
	if end == nil {
		return m[0], m[1]
	}
	return m[0], m[1] + end[0]
}

// signatures is where the closing part begins: the end of the text when there is
// none.
func (d *document) signatures() int {
	from := max(0, len(d.lower)-3000)
	m := signBegin.FindStringIndex(d.lower[from:])
	if m == nil {
		return len(d.lower)
	}
	return from + m[0]
}

// alone says that a name has a line, or a cell of a line, to itself.
func (d *document) alone(start, end int) bool {
	line := d.text[strings.LastIndexByte(d.text[:start], '\n')+1 : start]
	rest, _, _ := strings.Cut(d.text[end:], "\n")
	return strings.TrimSpace(strings.Trim(line, "|\t ")) == "" || strings.TrimSpace(strings.Trim(rest, "|\t ")) == ""
}
