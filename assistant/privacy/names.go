package privacy

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Family names of nearly all Vietnamese people, with and without diacritics.
var surnames = set(`nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh
trương đinh lâm mai tô hà cao tạ tăng thái châu quách la lưu triệu kiều doãn ninh lại phùng tống thạch chu nông
giang khuất mạc từ vi bế lò cầm quàng lường sùng giàng thào vàng hứa ông âu nghiêm viên cù tiêu lục đồng
nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan vuong trinh truong dinh lam`)

// Rarer family names, many of them common words too ("thi", "phí", "quản"). Among
// the names of a judgment they count; in a question they would mask "thi công chức".
var rareSurnames = set(`lương thân mã lộc giáp tôn danh bàn bạch cam cấn chế chử cung dư diệp đàm đậu giản hạ khương khổng khúc lã lều liêu lỗ ma mẫn
mông ngụy nhâm nhan nhữ ong phí phó phú quản sầm sái sơn sử tào thẩm thi thiều tiết tòng trác trang tưởng ung uông vạn văn
vòng kim hầu xa ân biện mùa tráng hạng`)

// Words that stand between family and given name.
var middles = set(`văn thị đức hữu ngọc minh thanh quang xuân đình công quốc thành hoàng bá duy gia hồng kim mạnh như
phương quý thu thúy thế tiến trọng trung tuấn viết vĩnh bảo bích diệu hải khánh mỹ nhật tấn thùy
van thi duc huu ngoc minh thanh quang xuan dinh cong quoc`)

// First words that begin a title, an office or an organisation and no name.
var notNames = set(`công ủy uỷ ngân tòa toà viện bộ sở trường hợp doanh chi ban hội cục tổng quỹ văn chủ giám hiệu thủ
thẩm luật phó trưởng thư cán chính nhà đảng đoàn tập phòng cơ cảnh nghị thông quyết điều khoản chương mục hiến pháp việt
người bên bị nguyên xã phường quận huyện tỉnh thành trung bảo kho cty tnhh dntn ubnd htx tand vksnd liên học sinh giáo
bác kế nhân lao thương bệnh cựu chuyên trợ đội tổ đại phán giấy sổ hồ đơn`)

const (
	// Pronouns and titles before a name; one capital word is enough after them.
	honorifics = `ông|bà|anh|chị|cô|chú|bác|dì|cậu|mợ|thím|em|cháu|bé|cụ|con|vợ|chồng|bố|mẹ|má|cha|con trai|con gái|em trai|em gái|anh trai|chị gái|` +
		`bạn|bạn trai|bạn gái|hàng xóm|luật sư|thẩm phán|thư ký|giám đốc|kế toán|bác sĩ`
	roles = `nguyên đơn|bị đơn|bị cáo|bị can|bị hại|người bị hại|nạn nhân|người làm chứng|nhân chứng|đương sự|người khởi kiện|` +
		`người bị kiện|người có quyền lợi(?:,)? nghĩa vụ liên quan|người vay|người cho vay|bên mua|bên bán|bên vay|bên cho vay|` +
		`người thuê|người cho thuê|người mua|người bán|người lập di chúc|người để lại di sản|người yêu cầu|người bị yêu cầu`
	selves = `tôi là|tôi tên là|tôi tên|tên tôi là|tên là|tên|họ tên|họ và tên|em là|cháu là|mình là|em tên là|cháu tên là|mình tên là|người tên|` +
		`toi la|toi ten la|toi ten|ten toi la|ten la|ho ten|em la|em ten|chau la|minh la`
)

var (
	nameCue   = regexp.MustCompile(`(?i)(?:` + selves + `|` + roles + `|` + honorifics + `)(?:\s+tên)?(?:\s+là)?\s*[:,]?\s+(?:(?:ông|bà|anh|chị|cô|chú|bác|em|cháu)\s+)?`)
	selfCue   = regexp.MustCompile(`(?i)(?:` + selves + `)\s*:?\s+(?:(?:ông|bà|anh|chị)\s+)?$`)
	capital   = regexp.MustCompile(`^\p{Lu}[\p{Ll}\p{Mn}]*`)
	afterName = regexp.MustCompile(`(?i)^\s*(?:$|[,.;:!?()\n–]|(?:muốn|hỏi|xin|có|đang|ở|năm|sinh|đã|cần|và|bị|vay|mượn|không|chưa|nợ|là|với|cho|khởi|yêu|ký|mua|bán|thuê|chết|mất|đánh|lái|gây|nhận|đòi|hiện|trú|cư|thì|được|phải|sẽ|cũng|nay|nhưng|để|do|của)\s)`)
)

// findNames finds the names of people: what follows a cue, and full names that
// tell themselves by family and middle name.
func findNames(text string) []Found {
	var out []Found
	for _, m := range nameCue.FindAllStringIndex(text, -1) {
		if !startsWord(text, m[0]) {
			continue
		}
		if f, ok := nameAt(text, m[1], selfCue.MatchString(text[m[0]:m[1]])); ok {
			out = append(out, f)
		}
	}
	for i := range text {
		if startsWord(text, i) {
			if f, ok := plainName(text, i); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// nameAt reads a name right after a cue.
func nameAt(text string, at int, self bool) (Found, bool) {
	words := capitals(text, at, 5)
	if len(words) == 0 {
		return lowerName(text, at)
	}
	first := strings.ToLower(text[words[0][0]:words[0][1]])
	if notNames[first] && !(surnames[first] && len(words) >= 2 && middles[strings.ToLower(text[words[1][0]:words[1][1]])]) {
		return Found{}, false
	}
	end := words[len(words)-1][1]
	// "anh X", "bà A": nobody's name already.
	if len(words) == 1 && utf8.RuneCountInString(first) == 1 {
		return Found{}, false
	}
	// "tôi là Thương binh": one capital word that goes on in small letters.
	if self && len(words) == 1 && !afterName.MatchString(text[end:]) {
		return Found{}, false
	}
	if publicName(text, words) {
		return Found{}, false
	}
	return Found{Name, at, end}, true
}

// lowerName reads a name typed in small letters: family name, middle name, and
// one word more; or "nguyễn" and one word.
func lowerName(text string, at int) (Found, bool) {
	words := wordsAt(text, at, 4)
	if len(words) < 2 {
		return Found{}, false
	}
	w := func(i int) string { return strings.ToLower(text[words[i][0]:words[i][1]]) }
	if !surnames[w(0)] {
		return Found{}, false
	}
	switch {
	case len(words) >= 3 && middles[w(1)]:
		end := words[2][1]
		if len(words) == 4 && middles[w(2)] && !stopWords[w(3)] {
			end = words[3][1]
		}
		return Found{Name, at, end}, true
	case (w(0) == "nguyễn" || w(0) == "nguyen") && !stopWords[w(1)]:
		return Found{Name, at, words[1][1]}, true
	}
	return Found{}, false
}

var stopWords = set(`muốn hỏi xin có đang ở năm sinh đã cần và bị vay muon hoi co dang o nam da can va bi`)

// plainName reads a full name without a cue: a family name, then at least two
// capital words. In capitals throughout it must have Văn or Thị.
func plainName(text string, at int) (Found, bool) {
	words := capitals(text, at, 5)
	if len(words) < 3 {
		words = upperWords(text, at, 5)
		if len(words) < 3 || !surnames[strings.ToLower(text[words[0][0]:words[0][1]])] {
			return Found{}, false
		}
		if m := strings.ToLower(text[words[1][0]:words[1][1]]); m != "văn" && m != "thị" {
			return Found{}, false
		}
		return Found{Name, at, words[min(len(words), 4)-1][1]}, true
	}
	if !surnames[strings.ToLower(text[words[0][0]:words[0][1]])] || publicName(text, words) {
		return Found{}, false
	}
	m := strings.ToLower(text[words[1][0]:words[1][1]])
	if !middles[m] {
		return Found{}, false
	}
	// A street or place that bears a person's name.
	if placeCue.MatchString(before(lowerSameLength(text), at)) {
		return Found{}, false
	}
	return Found{Name, at, words[min(len(words), 4)-1][1]}, true
}

var placeCue = regexp.MustCompile(`(?:đường|phố|trường(?: thpt| thcs| tiểu học| đại học)?|thành phố|tp\.?|quận|phường|xã|công viên|cầu|bệnh viện|học viện|giải thưởng|tư tưởng|chủ tịch)\s+$`)

// publicName says that the words are the name of a public figure or place that
// law and addresses are full of.
func publicName(text string, words [][2]int) bool {
	s := strings.ToLower(strings.Join(strings.Fields(text[words[0][0]:words[len(words)-1][1]]), " "))
	for _, p := range []string{"hồ chí minh", "việt nam", "hà nội", "hà giang", "hà nam", "hà tĩnh", "cao bằng", "thái bình", "thái nguyên",
		"lâm đồng", "lai châu", "ninh bình", "ninh thuận", "hoàng sa", "trường sa"} {
		if s == p || strings.HasPrefix(s, p+" ") {
			return true
		}
	}
	return false
}

// capitals reads words with one capital letter first ("Nguyễn Văn A"), up to
// limit, with single spaces between them.
func capitals(text string, at, limit int) [][2]int {
	var out [][2]int
	for len(out) < limit {
		m := capital.FindStringIndex(text[at:])
		if m == nil {
			break
		}
		end := at + m[1]
		if r, _ := utf8.DecodeRuneInString(text[end:]); wordRune(r) {
			break
		}
		out = append(out, [2]int{at, end})
		if !strings.HasPrefix(text[end:], " ") {
			break
		}
		at = end + 1
	}
	return out
}

// upperWords reads words in capitals throughout.
func upperWords(text string, at, limit int) [][2]int {
	words := wordsAt(text, at, limit)
	for i, w := range words {
		for _, r := range text[w[0]:w[1]] {
			if !unicode.IsUpper(r) {
				return words[:i]
			}
		}
	}
	return words
}

// wordsAt reads words of letters with single spaces between them.
func wordsAt(text string, at, limit int) [][2]int {
	var out [][2]int
	for len(out) < limit && at < len(text) {
		end := at
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			end += n
		}
		if end == at {
			break
		}
		out = append(out, [2]int{at, end})
		if !strings.HasPrefix(text[end:], " ") {
			break
		}
		at = end + 1
	}
	return out
}

func startsWord(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return at == 0 || !wordRune(r)
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// IsSurname says that a word, in any case, is a Vietnamese family name, a frequent
// or a rare one.
func IsSurname(word string) bool {
	word = strings.ToLower(word)
	return surnames[word] || rareSurnames[word]
}

// IsMiddle says that a word is one that stands between family and given name.
func IsMiddle(word string) bool { return middles[strings.ToLower(word)] }

// BeginsTitle says that a word begins a title, an office or an organisation and
// is no name after "ông" or "bà".
func BeginsTitle(word string) bool { return notNames[strings.ToLower(word)] }
