package review

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// rewording is one rule that tells the same in other words.
type rewording struct {
	from *regexp.Regexp
	to   string
}

// rewordings keep subject, modality, condition and quantity. They are applied at
// random, so that a draft and its source rarely agree word for word.
var rewordings = []rewording{
	{regexp.MustCompile(`(?i)trong thời hạn`), "trong khoảng thời gian"},
	{regexp.MustCompile(`kể từ ngày`), "tính từ ngày"},
	{regexp.MustCompile(`theo quy định của pháp luật`), "theo pháp luật"},
	{regexp.MustCompile(`cơ quan nhà nước có thẩm quyền`), "cơ quan có thẩm quyền"},
	{regexp.MustCompile(`bao gồm`), "gồm"},
	{regexp.MustCompile(`được quy định tại`), "nêu tại"},
	{regexp.MustCompile(`không được`), "không được phép"},
	{regexp.MustCompile(`Nghiêm cấm`), "Cấm"},
	{regexp.MustCompile(`có trách nhiệm`), "phải"},
	{regexp.MustCompile(`có nghĩa vụ`), "phải"},
	{regexp.MustCompile(`tối thiểu`), "ít nhất"},
	{regexp.MustCompile(`tối đa`), "nhiều nhất"},
	{regexp.MustCompile(`không quá`), "không vượt quá"},
	{regexp.MustCompile(`thực hiện theo`), "áp dụng"},
	{regexp.MustCompile(`trường hợp cần thiết`), "khi cần thiết"},
	{regexp.MustCompile(`bằng văn bản`), "thành văn bản"},
	{regexp.MustCompile(` và các `), " cùng các "},
	{regexp.MustCompile(`nhằm`), "để"},
	{regexp.MustCompile(`hằng năm`), "mỗi năm"},
	{regexp.MustCompile(`ngay sau khi`), "ngay khi"},
	{regexp.MustCompile(`tổ chức, cá nhân`), "cá nhân, tổ chức"},
}

var timed = regexp.MustCompile(`\b0?(\d{1,2}) (ngày làm việc|ngày|tháng|năm|giờ)\b`)

// reword tells a clause in other words: each rule that fits with one chance in
// two, and a number of days sometimes in words or in both.
func reword(text string, rnd *rand.Rand) string {
	for _, r := range rewordings {
		if rnd.IntN(2) == 0 {
			text = r.from.ReplaceAllStringFunc(text, func(found string) string {
				if found[0] >= 'A' && found[0] <= 'Z' {
					return strings.ToUpper(r.to[:1]) + r.to[1:]
				}
				return r.to
			})
		}
	}
	if m := timed.FindStringSubmatchIndex(text); m != nil {
		n, _ := strconv.Atoi(text[m[2]:m[3]])
		switch words := spell(n); {
		case words == "" || m[1] < len(text) && strings.HasPrefix(text[m[1]:], " tháng"):
		case rnd.IntN(5) == 0:
			text = text[:m[0]] + words + " " + text[m[4]:]
		case rnd.IntN(5) == 0:
			text = text[:m[3]] + " (" + words + ")" + text[m[3]:]
		}
	}
	return text
}

var digits = []string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// spell writes a number below a hundred in words.
func spell(n int) string {
	switch {
	case n <= 0 || n > 99:
		return ""
	case n < 10:
		return digits[n]
	}
	tens, ones := n/10, n%10
	out := "mười"
	if tens > 1 {
		out = digits[tens] + " mươi"
	}
	switch {
	case ones == 5:
		out += " lăm"
	case ones == 1 && tens > 1:
		out += " mốt"
	case ones > 0:
		out += " " + digits[ones]
	}
	return out
}
