package privacy

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bounded says that text[start:end] is no part of a longer word or number.
func bounded(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !wordRune(before) && !wordRune(after)
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

var email = regexp.MustCompile(`[\pL\d._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+`)

func findEmails(text string) []Found {
	var out []Found
	for _, m := range email.FindAllStringIndex(text, -1) {
		out = append(out, Found{Email, m[0], m[1]})
	}
	return out
}

var (
	// Whole runs of digits, as people write numbers; what each is follows from
	// its form and the words before it.
	numberRun = regexp.MustCompile(`\+?\d(?:[ .\-]?\d)*`)
	// Amounts: groups of three behind dots or commas.
	amountForm = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{3})+$`)
	// Words after a number that make it an amount, a measure or an ordinal.
	unitAfter = regexp.MustCompile(`(?i)^\s*(?:đồng|đ\b|d\b|vnd|vnđ|usd|\$|%|triệu|tỷ|tỉ|nghìn|ngàn|trăm|ngày|tháng|năm|giờ|phút|m2|m²|mét|ha|km|kg|lít|người|lần|/\d|,\d)`)

	// Cues, compared on the lower-case text just before a number.
	identityCue = regexp.MustCompile(`(?:cccd|cmnd|cmt|căn cước(?: công dân)?|can cuoc(?: cong dan)?|chứng minh(?: nhân dân| thư)?|chung minh(?: nhan dan| thu)?|định danh(?: cá nhân)?|dinh danh(?: ca nhan)?|hộ chiếu|ho chieu|passport)[^\d\n;]{0,25}$`)
	accountCue  = regexp.MustCompile(`(?:tài khoản|tai khoan|stk|số tk|so tk|số thẻ|so the|thẻ atm|the atm|thẻ tín dụng|thẻ ghi nợ)[^\d\n;]{0,45}$`)
	taxCue      = regexp.MustCompile(`(?:mã số thuế|ma so thue|mst)[^\d\n;]{0,25}$`)
	insuredCue  = regexp.MustCompile(`(?:bhxh|bhyt|bảo hiểm xã hội|bao hiem xa hoi|bảo hiểm y tế|bao hiem y te|sổ bảo hiểm|so bao hiem)[^\d\n;]{0,25}$`)
	phoneCue    = regexp.MustCompile(`(?:điện thoại|dien thoai|sđt|sdt|đt|zalo|di động|liên hệ|lien he|hotline|gọi|gọi số)[^\d\n;]{0,20}$`)

	passport = regexp.MustCompile(`[A-Z]\d{7,8}`)
	insured  = regexp.MustCompile(`[A-Z]{2}[ \-]?\d[ \-]?\d{2}[ \-]?\d{3}[ \-]?\d{3}[ \-]?\d{4}|[A-Z]{2}[ \-]?\d[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{3}[ \-]?\d{5}`)
)

// findNumbers finds identity, phone, account, tax and insurance numbers.
func findNumbers(text string) []Found {
	var out []Found
	lower := lowerSameLength(text)
	for _, m := range insured.FindAllStringIndex(text, -1) {
		if bounded(text, m[0], m[1]) {
			out = append(out, Found{Insured, m[0], m[1]})
		}
	}
	for _, m := range passport.FindAllStringIndex(text, -1) {
		if bounded(text, m[0], m[1]) && identityCue.MatchString(before(lower, m[0])) {
			out = append(out, Found{Identity, m[0], m[1]})
		}
	}
	for _, m := range numberRun.FindAllStringIndex(text, -1) {
		for _, part := range splitRun(text, m[0], m[1]) {
			if k, ok := numberKind(text, lower, part[0], part[1]); ok {
				out = append(out, Found{k, part[0], part[1]})
			}
		}
	}
	return out
}

// splitRun cuts a run where two numbers merely stand one after the other
// ("0912345678 001085012345"): at a space with enough digits on both sides.
func splitRun(text string, start, end int) [][2]int {
	run := text[start:end]
	fields := strings.Split(run, " ")
	if len(fields) == 1 {
		return [][2]int{{start, end}}
	}
	long := 0
	for _, f := range fields {
		if countDigits(f) >= 9 {
			long++
		}
	}
	if long == 0 {
		return [][2]int{{start, end}}
	}
	var out [][2]int
	at := start
	for _, f := range fields {
		if f != "" {
			out = append(out, [2]int{at, at + len(f)})
		}
		at += len(f) + 1
	}
	return out
}

func numberKind(text, lower string, start, end int) (Kind, bool) {
	s := text[start:end]
	d := onlyDigits(s)
	if len(d) < 6 || !bounded(text, start, end) || amountForm.MatchString(s) || unitAfter.MatchString(text[end:]) {
		return "", false
	}
	// Part of a document number or date: 45/2019/QH14.
	if start > 0 && (text[start-1] == '/' || text[start-1] == ',' && start > 1 && text[start-2] >= '0' && text[start-2] <= '9') ||
		end < len(text) && text[end] == '/' {
		return "", false
	}
	cue := before(lower, start)
	switch n := len(d); {
	case taxCue.MatchString(cue) && (n == 10 || n == 13 || n == 12):
		return Tax, true
	case identityCue.MatchString(cue) && (n == 9 || n == 12 || n == 8):
		return Identity, true
	case insuredCue.MatchString(cue) && n == 10:
		return Insured, true
	case accountCue.MatchString(cue) && n >= 6 && n <= 19:
		return Account, true
	case mobile(s, d) || landline(d) && (phoneCue.MatchString(cue) || strings.ContainsAny(s, " .-")):
		return Phone, true
	case phoneCue.MatchString(cue) && n >= 9 && n <= 12 && (d[0] == '0' || strings.HasPrefix(d, "84")):
		return Phone, true
	case n == 12 && provinceCode(d) && !strings.ContainsAny(s, "-"):
		return Identity, true
	case n == 16 && luhn(d):
		return Account, true
	}
	return "", false
}

// mobile says that a number has the form of a Vietnamese mobile phone.
func mobile(s, d string) bool {
	switch {
	case strings.HasPrefix(s, "+84") || len(d) == 11 && strings.HasPrefix(d, "84"):
		d = "0" + d[2:]
	case s[0] == '+':
		return false
	}
	return len(d) == 10 && d[0] == '0' && strings.IndexByte("35789", d[1]) >= 0
}

// landline says that a number has an area code (02x, 02xx) of a landline.
func landline(d string) bool { return len(d) == 11 && strings.HasPrefix(d, "02") }

// provinceCode says that a 12-digit number begins as a căn cước number does:
// with the code of a province (001–096) and a digit of century and sex that is
// in use.
func provinceCode(d string) bool {
	code := int(d[0]-'0')*100 + int(d[1]-'0')*10 + int(d[2]-'0')
	return code >= 1 && code <= 96 && d[3] >= '0' && d[3] <= '3'
}

// luhn is the check of payment card numbers.
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0 && strings.Trim(d, d[:1]) != ""
}

var (
	plate    = regexp.MustCompile(`\d{2}\s?[A-ZĐ]{1,2}\d?\s?[\-–. ]?\s?\d{3}\.?\d{2}|\d{2}\s?[A-ZĐ]{1,2}\d?\s?[\-–]\s?\d{4}`)
	plateCue = regexp.MustCompile(`(?:biển số|biển kiểm soát|bien so|bien kiem soat|bks|\bxe)[^\d\n;]{0,20}$`)
	lowPlate = regexp.MustCompile(`(?i)\d{2}\s?[a-zđ]{1,2}\d?\s?[\-–. ]?\s?\d{3}\.?\d{1,2}`)
)

func findPlates(text string) []Found {
	var out []Found
	for _, m := range plate.FindAllStringIndex(text, -1) {
		if bounded(text, m[0], m[1]) && text[m[0]] != '0' && !strings.HasPrefix(text[m[1]:], "/") {
			out = append(out, Found{Plate, m[0], m[1]})
		}
	}
	lower := lowerSameLength(text)
	for _, m := range lowPlate.FindAllStringIndex(text, -1) {
		if bounded(text, m[0], m[1]) && plateCue.MatchString(before(lower, m[0])) {
			out = append(out, Found{Plate, m[0], m[1]})
		}
	}
	return out
}

// Of a date of birth the day and month are masked and the year is kept: a legal
// answer often turns on the age.
var birth = regexp.MustCompile(`(?i)(?:sinh\s+ngày|sinh\s+ngay|ngày(?:,?\s*tháng,?\s*năm)?\s+sinh|ngay sinh)\s*(?:là|:|la)?\s*(\d{1,2}\s*(?:[/.\-]|\s+tháng\s+|\s+thang\s+)\s*\d{1,2})(?:\s*[/.\-]|\s+năm|\s+nam|\b)`)

func findBirths(text string) []Found {
	var out []Found
	for _, m := range birth.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, Found{Birth, m[2], m[3]})
	}
	return out
}

// before is the stretch of text that a cue may stand in.
func before(lower string, at int) string {
	from := max(0, at-120)
	for from > 0 && !utf8.RuneStart(lower[from]) {
		from--
	}
	return lower[from:at]
}

// lowerSameLength lowers the case letter by letter and keeps byte offsets.
func lowerSameLength(s string) string {
	b := []byte(s)
	for i, r := range s {
		l := unicode.ToLower(r)
		if l != r && utf8.RuneLen(l) == utf8.RuneLen(r) {
			utf8.EncodeRune(b[i:], l)
		}
	}
	return string(b)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func countDigits(s string) int { return len(onlyDigits(s)) }
