package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus/vitext"
)

// word is a run of letters and digits of the text.
type word struct {
	start, end int
	text       string
	lower      string
	capital    bool // begins with a capital letter
	upper      bool // is in capitals throughout, two letters at least
	joined     bool // only space, one line break at most, stands before it
	begins     bool // a sentence or line begins here
}

// document is a text being read.
type document struct {
	text  string
	lower string
	words []word
	kept  []Mention

	entities []*entity
	byGiven  map[string][]*entity // people by their given name, in the order in which they are told
}

// entity is a person, company or place with all its mentions.
type entity struct {
	kind   Kind
	number int      // from 1
	words  []string // of the fullest name, lower case
	given  string   // last of words
	label  string   // what it is cut to: "H1"
}

func newDocument(text string) *document {
	d := &document{text: text, lower: lowerKeepingOffsets(text), byGiven: map[string][]*entity{}}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += n
			continue
		}
		w := word{start: i}
		for i < len(text) {
			if r, n = utf8.DecodeRuneInString(text[i:]); !wordRune(r) || unicode.IsLower(r) && cutLetters(text[w.start:i]) {
				break // "T1và": a space was lost behind letters that stand for a name
			}
			i += n
		}
		w.end = i
		w.text, w.lower = text[w.start:i], d.lower[w.start:i]
		first, _ := utf8.DecodeRuneInString(w.text)
		w.capital = unicode.IsUpper(first)
		w.upper = w.capital && utf8.RuneCountInString(w.text) > 1 && strings.ToUpper(w.text) == w.text
		if k := len(d.words); k > 0 {
			gap := text[d.words[k-1].end:w.start]
			w.joined = strings.TrimSpace(gap) == "" && strings.Count(gap, "\n") <= 1 || gap == "."
			w.begins = strings.ContainsAny(gap, "\n.;:!?“\"-–[(") && gap != "."
		} else {
			w.begins = true
		}
		d.words = append(d.words, w)
	}
	return d
}

// cutLetters says that a text is a capital letter and a number, as names are cut
// to.
func cutLetters(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n < len(s) && unicode.IsUpper(r) && strings.Trim(s[n:], "0123456789") == ""
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

func lowerKeepingOffsets(s string) string {
	b := []byte(s)
	for i, r := range s {
		if l := unicode.ToLower(r); l != r && utf8.RuneLen(l) == utf8.RuneLen(r) {
			utf8.EncodeRune(b[i:], l)
		}
	}
	return string(b)
}

// name is a word as names are compared: lower case, one placement of tone marks.
func name(s string) string { return strings.ToLower(vitext.Normalize(s)) }

// letter is what a name is cut to: its first letter without marks, Đ staying Đ.
func letter(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if r == 'đ' || r == 'Đ' {
		return "Đ"
	}
	return strings.ToUpper(vitext.Fold(string(r)))
}

// honorifics stand before the name of a person.
var honorifics = set(`ông bà anh chị cụ cháu em cô chú bác dì cậu mợ thím ôngbà`)

// titlePairs are two words of which the first is also a given name: together they
// begin a title or an organisation.
var titlePairs = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Split("giám đốc|chủ tịch|chủ tọa|chủ toạ|phó giám|phó chủ|phó trưởng|trưởng phòng|trưởng ban|trưởng thôn|luật sư|thẩm phán|kiểm sát|thư ký|hội thẩm|hội đồng|ủy ban|uỷ ban|công ty|công chứng|công an|ngân hàng|tòa án|toà án|viện kiểm|nguyên đơn|bị đơn|bị cáo|người có|người đại|địa chỉ|văn phòng|chi nhánh|chi cục|sở tài|sở tư|phòng tài|trợ giúp|điện thoại|quyền sử|giấy chứng|hợp đồng|nhà đất|quyết định|thông báo|đơn khởi|biên bản|bản án|bộ luật|điều luật|trường hợp", "|") {
		m[p] = true
	}
	return m
}()

// endsName says that word i belongs to no name that began before it.
func (d *document) endsName(i int) bool {
	w := &d.words[i]
	if honorifics[w.lower] && w.lower != "anh" && w.lower != "em" && w.lower != "chú" && w.lower != "bé" {
		return true
	}
	return i+1 < len(d.words) && d.words[i+1].joined && titlePairs[w.lower+" "+d.words[i+1].lower]
}

// cut says that word i is letters that stand for a name already: "H", "H1", "NVH".
// A letter with marks is a name: "Trương Văn Ý".
func (d *document) cut(i int) bool {
	w := &d.words[i]
	if r, n := utf8.DecodeRuneInString(w.text); n == len(w.text) && r > 0x7f && unicode.ToUpper(r) != 'Đ' {
		return false
	}
	return utf8.RuneCountInString(strings.TrimRight(w.text, "0123456789")) == 1 ||
		w.upper && len(w.text) <= 5 && !vitext.IsVietnameseSyllable(w.lower)
}

// addresses says that word i addresses the person named after it, and is no name.
func (d *document) addresses(i int) bool {
	return honorifics[d.words[i].lower] && i+1 < len(d.words) && d.words[i+1].joined && d.words[i+1].capital
}

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// roleCue ends with what introduces a person in a judgment.
var roleCue = regexp.MustCompile(`(?:nguyên đơn|bị đơn|bị cáo|bị can|bị hại|người bị hại|đương sự|người làm chứng|nhân chứng|người khởi kiện|người bị kiện|người yêu cầu|` +
	`người kháng cáo|người phiên dịch|người giám định|người đại diện(?: theo (?:ủy|uỷ) quyền| theo pháp luật| hợp pháp)?(?: của [^:;\n]{1,80})?|liên quan|họ và tên|họ tên|tên là|tên gọi khác|vợ là|chồng là|con là|cha là|mẹ là|bố là|` +
	`vợ chồng|bên mua|bên bán|bên vay|bên cho vay|bên thuê|bên cho thuê|bên a|bên b|người mua|người bán|người vay|người nhận|người thừa kế|các con|con chung|hộ(?: gia đình)?|gia đình|nhà)\s*(?:là)?\s*(?:gồm(?: có)?)?\s*(?:\d\.?)?\s*[:\-–]?\s*(?:\d{1,2}[.)]\s*)?$`)

// before is the lower-case text before a place, n bytes at most.
func (d *document) before(at, n int) string {
	from := max(0, at-n)
	for from > 0 && !utf8.RuneStart(d.lower[from]) {
		from--
	}
	return d.lower[from:at]
}

func (d *document) after(at, n int) string {
	to := min(len(d.lower), at+n)
	for to < len(d.lower) && !utf8.RuneStart(d.lower[to]) {
		to++
	}
	return d.lower[at:to]
}
