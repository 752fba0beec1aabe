package citations

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unit is a khoản, điểm or paragraph of an article.
type unit struct {
	clause, point string // "2", "a"; "" where there is none
	text          string // without label
	leadIn        bool   // ends with a colon
}

var (
	clauseLabel = regexp.MustCompile(`^(\d{1,2})\.\s+`)
	pointLabel  = regexp.MustCompile(`^([a-zđ])\)\s+`)
)

// units cuts an article's text, whose first line is its heading.
func units(text string) (heading string, out []unit) {
	clause := ""
	for i, line := range strings.Split(norm.NFC.String(text), "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if i == 0 {
			heading = line
			continue
		}
		if line == "" {
			continue
		}
		u := unit{clause: clause}
		if m := clauseLabel.FindStringSubmatch(line); m != nil {
			clause = m[1]
			u.clause, line = clause, line[len(m[0]):]
		} else if m := pointLabel.FindStringSubmatch(line); m != nil {
			u.point, line = m[1], line[len(m[0]):]
		}
		u.text = strings.TrimSpace(line)
		u.leadIn = strings.HasSuffix(u.text, ":")
		out = append(out, u)
	}
	return heading, out
}

// sentences of a unit that can stand alone: 8 to 60 words.
func sentences(u unit) []string {
	if u.leadIn || u.point != "" {
		return nil
	}
	var out []string
	for _, s := range strings.Split(u.text, ". ") {
		s = strings.TrimRight(strings.TrimSpace(s), ".;")
		if n := len(strings.Fields(s)); n >= 8 && n <= 60 && !strings.ContainsAny(s, "“”\"[]") {
			out = append(out, s)
		}
	}
	return out
}

// mouth tells law in varied words without changing what it says.
type mouth struct{ r *rand.Rand }

func (m mouth) chance(p float64) bool { return m.r.Float64() < p }

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// lower makes the first letter small where it begins an ordinary word.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	rest := s[n:]
	second, _ := utf8.DecodeRuneInString(rest)
	if unicode.IsUpper(second) { // an abbreviation
		return s
	}
	for _, name := range []string{"Nhà nước", "Ủy ban", "Uỷ ban", "Chính phủ", "Quốc hội", "Tòa án", "Toà án", "Viện kiểm sát", "Bộ ", "Thủ tướng", "Hội đồng", "Việt Nam", "Hiến pháp", "Luật ", "Chủ tịch", "Tổng ", "Mặt trận", "Đảng"} {
		if strings.HasPrefix(s, name) {
			return s
		}
	}
	return string(unicode.ToLower(r)) + rest
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// synonyms say the same in law.
var synonyms = [][2]string{
	{"quy định tại", "nêu tại"}, {"kể từ ngày", "tính từ ngày"}, {"có trách nhiệm", "phải"}, {"bao gồm", "gồm"}, {"được quyền", "có quyền"},
	{"Ủy ban nhân dân", "UBND"}, {"tổ chức, cá nhân", "cá nhân, tổ chức"}, {"Trường hợp", "Nếu"}, {"trong trường hợp", "khi"},
	{"theo quy định của pháp luật", "theo luật"}, {"cơ quan nhà nước có thẩm quyền", "cơ quan có thẩm quyền"}, {"có nghĩa vụ", "phải"},
	{"thực hiện", "tiến hành"}, {"bảo đảm", "đảm bảo"}, {"chấm dứt", "kết thúc"}, {"không được", "không được phép"}, {"sau đây", "dưới đây"},
	{"trở lên", "hoặc hơn"}, {"trong thời hạn", "trong vòng"}, {"người có yêu cầu", "người yêu cầu"}, {"nhằm mục đích", "để"}, {"đối với", "với"},
}

var plainNumber = regexp.MustCompile(`\b0(\d) (ngày|tháng|năm|giờ|lần)`)

var digitWords = []string{"", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

var shortTerm = regexp.MustCompile(`\b(\d{1,2}) (ngày|tháng|năm|giờ)\b`)

func inWords(n int) string {
	switch {
	case n < 1 || n > 99:
		return ""
	case n < 10:
		return digitWords[n]
	case n == 10:
		return "mười"
	}
	tens, ones := n/10, n%10
	s := "mười"
	if tens > 1 {
		s = digitWords[tens] + " mươi"
	}
	switch {
	case ones == 0:
		return s
	case ones == 5:
		return s + " lăm"
	case ones == 1 && tens > 1:
		return s + " mốt"
	}
	return s + " " + digitWords[ones]
}

// paraphrase changes words and form but not the meaning.
func (m mouth) paraphrase(s string) string {
	for _, p := range synonyms {
		if strings.Contains(s, p[0]) && m.chance(0.5) {
			s = strings.Replace(s, p[0], p[1], 1)
		}
	}
	if m.chance(0.4) {
		s = plainNumber.ReplaceAllString(s, "$1 $2")
	}
	if m.chance(0.3) {
		s = shortTerm.ReplaceAllStringFunc(s, func(t string) string {
			g := shortTerm.FindStringSubmatch(t)
			n := 0
			fmt.Sscan(g[1], &n)
			w := inWords(n)
			if w == "" {
				return t
			}
			if m.chance(0.5) {
				return g[1] + " (" + w + ") " + g[2]
			}
			return w + " " + g[2]
		})
	}
	// "Trường hợp A thì B" told as "B, nếu A".
	for _, head := range []string{"Trường hợp ", "Nếu "} {
		if rest, ok := strings.CutPrefix(s, head); ok && m.chance(0.5) {
			if a, b, ok := strings.Cut(rest, " thì "); ok && len(strings.Fields(b)) >= 5 && !strings.Contains(b, " thì ") {
				s = upper(b) + ", nếu " + a
			}
		}
	}
	// A closing exception or aim left out keeps the rest true only for lists of
	// examples; so only what stands in brackets goes.
	if m.chance(0.5) {
		s = bracketed.ReplaceAllString(s, "")
	}
	if m.chance(0.3) {
		s = pick(m.r, []string{"Cụ thể, ", "Theo đó, ", "Ngoài ra, ", "Như vậy, "}) + lower(s)
	}
	return s
}

var bracketed = regexp.MustCompile(` \([^()]{3,80}\)`)

// retone moves tone marks to the other placement (hòa, hoà).
var retone = strings.NewReplacer("òa ", "oà ", "óa ", "oá ", "ỏa ", "oả ", "õa ", "oã ", "ọa ", "oạ ", "òe ", "oè ", "óe ", "oé ", "úy ", "uý ", "ùy ", "uỳ ",
	"ủy ", "uỷ ", "ụy ", "uỵ ")

// surface changes what a reader does not see as wording: normal form, tone
// placement, spaces, quote marks.
func (m mouth) surface(s string) string {
	if m.chance(0.2) {
		s = retone.Replace(s)
	}
	if m.chance(0.1) {
		s = strings.Replace(s, ", ", ",  ", 1)
	}
	if m.chance(0.15) {
		s = strings.NewReplacer("“", `"`, "”", `"`).Replace(s)
	}
	return s
}

// attribution names the provision, "khoản 2 Điều 25 Luật Nhà ở".
func (m mouth) attribution(law, number, clause string) string {
	s := "Điều " + number
	if clause != "" && m.chance(0.7) {
		s = "khoản " + clause + " " + s
	}
	switch m.r.IntN(4) {
	case 0:
		return s + " của " + law
	case 1:
		return s
	}
	return s + " " + law
}

// mark writes the citation before or after the full stop.
func (m mouth) mark(s string, numbers ...int) string {
	marks := ""
	switch {
	case len(numbers) > 1 && m.chance(0.5):
		marks = fmt.Sprintf("[%d, %d]", numbers[0], numbers[1])
	default:
		for _, n := range numbers {
			marks += fmt.Sprintf("[%d]", n)
		}
	}
	s = strings.TrimRight(s, ".")
	if m.chance(0.3) {
		return s + ". " + marks
	}
	if m.chance(0.2) {
		return s + marks + "."
	}
	return s + " " + marks + "."
}

var fillers = []string{
	"Chào bạn, dưới đây là phần trả lời cho câu hỏi của bạn.",
	"Bạn có thể xem thêm các căn cứ ở bên dưới.",
	"Câu trả lời này chỉ dựa trên các căn cứ đã tìm được.",
	"Bạn nên liên hệ cơ quan có thẩm quyền nơi cư trú để được hướng dẫn cụ thể.",
	"Các căn cứ tìm được chưa nêu những trường hợp khác.",
	"Thông tin trên chỉ để tham khảo, không thay thế ý kiến của luật sư.",
	"Nếu cần thêm thông tin, bạn hãy nêu rõ ngày xảy ra sự việc.",
}

var headings = []string{"**Trả lời ngắn**", "**Căn cứ**", "### Quy định", "**Nội dung:**"}
