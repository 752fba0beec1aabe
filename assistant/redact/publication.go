package redact

import (
	"fmt"
	"regexp"
	"strconv"
)

// Publication says whether a judgment may be published at all, as far as its text
// shows (NQ 03/2017/NQ-HĐTP Điều 4). A person decides.
type Publication struct {
	Verdict string   `json:"verdict"` // "may", "must_not", "unclear"
	Reasons []string `json:"reasons"` // Vietnamese, each with what it rests on
}

// The verdicts.
const (
	May     = "may"      // nothing in the text speaks against it
	MustNot = "must_not" // the text shows a ground of Điều 4
	Unclear = "unclear"  // it depends on what the text does not tell
)

// VerdictName is the Vietnamese wording of a verdict.
func (p Publication) VerdictName() string {
	switch p.Verdict {
	case May:
		return "có thể công bố, theo những gì văn bản cho thấy"
	case MustNot:
		return "không được công bố, theo những gì văn bản cho thấy"
	}
	return "chưa rõ, cần người có thẩm quyền xem"
}

var (
	closedDoors = regexp.MustCompile(`(?i)xét xử kín|xử kín|phiên t[oò][aà] kín`)
	secrets     = regexp.MustCompile(`(?i)(?:chứa|có|thuộc|liên quan đến|giữ)\s+(?:nội dung\s+)?bí mật (?:nhà nước|kinh doanh|nghề nghiệp|công tác|đời tư|cá nhân|gia đình)|thuần phong,? mỹ tục`)
	minorWords  = regexp.MustCompile(`(?i)người (?:bị hại|làm chứng|phạm tội|bị tố cáo)?\s*(?:là\s+)?(?:người\s+)?(?:dưới 18 tuổi|chưa thành niên)|bị (?:cáo|can|hại) (?:là )?(?:người )?(?:chưa thành niên|dưới 18 tuổi)|hạn chế năng lực hành vi|mất năng lực hành vi`)
	bornYear    = regexp.MustCompile(`(?i)sinh\s+(?:năm|ngày[^\n,;]{3,24}?(?:năm\s+|[/.\-]))\s*((?:19|20)\d{2})`)
	judgedOn    = regexp.MustCompile(`(?i)ngày\s*:?\s*(\d{1,2})\s*(?:[-/.]|tháng)\s*(\d{1,2})\s*(?:[-/.]|năm)\s*((?:19|20)\d{2})`)
	finalWords  = regexp.MustCompile(`(?i)bản án (?:này )?(?:phúc thẩm )?có hiệu lực(?: pháp luật)? kể từ ngày|quyết định (?:này )?có hiệu lực(?: pháp luật)? (?:ngay|kể từ)`)
	firstLevel  = regexp.MustCompile(`(?i)bản án\s*(?:dân sự|hình sự|hành chính|kinh doanh|lao động|hôn nhân)?[^\n]{0,40}sơ thẩm|-\s*ST\b`)
)

// Judge looks for the grounds of Điều 4 in a text.
func Judge(text string) Publication {
	p := Publication{Verdict: May, Reasons: []string{}}
	say := func(verdict, format string, args ...any) {
		p.Reasons = append(p.Reasons, fmt.Sprintf(format, args...))
		if p.Verdict != MustNot {
			p.Verdict = verdict
		}
	}
	if m := closedDoors.FindString(text); m != "" {
		say(MustNot, "Vụ án được xét xử kín (“%s”).", m)
	}
	if m := secrets.FindString(text); m != "" {
		say(MustNot, "Văn bản cho biết vụ án có bí mật hoặc thuần phong mỹ tục cần giữ (“%s”).", m)
	}
	if m := minorWords.FindString(text); m != "" {
		say(MustNot, "Văn bản nói tới người dưới 18 tuổi hoặc người hạn chế, mất năng lực hành vi (“%s”).", m)
	}
	if year := decided(text); year > 0 {
		for _, m := range bornYear.FindAllStringSubmatchIndex(text, -1) {
			born, err := strconv.Atoi(text[m[2]:m[3]])
			if err == nil && born <= year && year-born < 18 {
				say(Unclear, "Có người sinh năm %d, dưới 18 tuổi khi xét xử: chỉ công bố khi người đó không thuộc trường hợp phải giữ bí mật.", born)
				break
			}
		}
	}
	if !finalWords.MatchString(text) {
		if firstLevel.MatchString(text[:min(len(text), 4000)]) {
			say(Unclear, "Bản án sơ thẩm: chỉ công bố khi đã có hiệu lực pháp luật; văn bản không cho biết có kháng cáo, kháng nghị hay không.")
		} else {
			say(Unclear, "Văn bản không cho biết đã có hiệu lực pháp luật hay chưa.")
		}
	}
	return p
}

// decided is the year of the first date of the text, that of the judgment.
func decided(text string) int {
	m := judgedOn.FindStringSubmatch(text[:min(len(text), 4000)])
	if m == nil {
		return 0
	}
	year, err := strconv.Atoi(m[3])
	if err != nil {
		return 0
	}
	return year
}
