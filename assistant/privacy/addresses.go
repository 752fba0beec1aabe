package privacy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// An address is masked down from the province, which is kept: it decides which
// local law and which office apply, and tens of thousands share it. A commune
// named alone ("UBND xã Tân Lập") is an authority and no address; an address
// begins with a house, an alley, a hamlet, or after words such as "trú tại".
const (
	named  = `(?:\p{Lu}[\p{L}\p{Mn}]*(?: \p{Lu}[\p{L}\p{Mn}]*| ?\d{1,3}){0,5}|\d{1,4}[A-Za-zĐ]?(?:/\d{1,4}[A-Z]?)*)`
	house  = `(?:số nhà|nhà số|số) +\d{1,5}[A-Za-z]?(?:[/\-]\d{1,5}[A-Z]?)*`
	street = `(?:đường|phố|ngõ|ngách|hẻm|kiệt|đại lộ) +` + named
	hamlet = `(?:thôn|xóm|ấp|buôn|khóm|tổ dân phố(?: số)?|khu phố|sóc) +` + named
	loose  = `(?:bản|làng|tổ|khu|đội|căn hộ|phòng|tòa(?: nhà)?|toà(?: nhà)?|chung cư|block|lô|khu đô thị|kđt|khu tập thể|khu dân cư) +` + named
	region = `(?:phường|xã|thị trấn|quận|huyện|thị xã|thành phố|đặc khu|p\.|q\.|h\.|x\.|tp\.?|tx\.?|tt\.?) *` + named
)

var (
	fold      = func(s string) *regexp.Regexp { return regexp.MustCompile(`^(?i:` + caseless(s) + `)`) }
	housePart = fold(house)
	strongs   = []*regexp.Regexp{fold(street), fold(hamlet)}
	parts     = []*regexp.Regexp{fold(house), fold(street), fold(hamlet), fold(loose), fold(region)}
	bareHouse = regexp.MustCompile(`^\d{1,5}[A-Za-z]?(?:/\d{1,5}[A-Z]?)*\s+(?:` + named + `|(?i:đường|phố)\s+` + named + `)`)
	bareName  = regexp.MustCompile(`^` + named)
	joint     = regexp.MustCompile(`^(?: *[,–\-] *| +)`)

	addressCue = regexp.MustCompile(`(?i)(?:địa chỉ(?: nhà| thường trú| tạm trú| hiện tại| liên hệ)?|trú tại|thường trú(?: tại)?|tạm trú tại|cư trú tại|` +
		`sống tại|sinh sống tại|ở tại|nhà (?:tôi|em|mình|cháu) ở|chỗ ở(?: hiện nay)?|hộ khẩu(?: thường trú)?(?: tại)?|trú quán|quê quán|nhà ở|nhà tại|căn nhà|ngôi nhà)\s*(?:của [^:,\n]{1,30})?(?:\s+là)?\s*:?\s+(?:tại\s+|ở\s+)?`)
	docBefore = regexp.MustCompile(`(?:luật|nghị định|thông tư|quyết định|nghị quyết|công văn|bản án|văn bản|mẫu|biểu|bảng|mục|sổ|thẻ|danh mục|quy chuẩn|tiêu chuẩn|phụ lục|điều|khoản|thửa(?: đất)?|tờ bản đồ|bản đồ|án lệ|hợp đồng|đơn|biên bản|pháp lệnh|chỉ thị|hiệu|có|sổ đỏ|giấy chứng nhận|gcn)\s*$`)
)

// caseless leaves the class of capital letters of names in a pattern under the
// flag (?i) a class of capital letters.
func caseless(s string) string { return strings.ReplaceAll(s, named, `(?-i:`+named+`)`) }

var provinces = regexp.MustCompile(`(?i)^(?:(?:tỉnh|thành phố|tp\.?)\s*)?(?:hà nội|hồ chí minh|hcm|đà nẵng|hải phòng|cần thơ|huế|thừa thiên huế|hà giang|cao bằng|bắc kạn|tuyên quang|lào cai|điện biên|lai châu|sơn la|yên bái|hòa bình|hoà bình|thái nguyên|lạng sơn|quảng ninh|bắc giang|phú thọ|vĩnh phúc|bắc ninh|hải dương|hưng yên|thái bình|hà nam|nam định|ninh bình|thanh hóa|thanh hoá|nghệ an|hà tĩnh|quảng bình|quảng trị|quảng nam|quảng ngãi|bình định|phú yên|khánh hòa|khánh hoà|ninh thuận|bình thuận|kon tum|gia lai|đắk lắk|đắk nông|đăk lăk|đăk nông|lâm đồng|bình phước|tây ninh|bình dương|đồng nai|bà rịa|bà rịa [-–] vũng tàu|long an|tiền giang|bến tre|trà vinh|vĩnh long|đồng tháp|an giang|kiên giang|hậu giang|sóc trăng|bạc liêu|cà mau|việt nam)`)

func findAddresses(text string) []Found {
	var out []Found
	lower := lowerSameLength(text)
	for _, m := range addressCue.FindAllStringIndex(text, -1) {
		if startsWord(text, m[0]) {
			if f, ok := addressAt(text, m[1], true); ok {
				out = append(out, f)
			}
		}
	}
	for i := range text {
		if !startsWord(text, i) {
			continue
		}
		if housePart.MatchString(text[i:]) {
			if docBefore.MatchString(before(lower, i)) {
				continue
			}
			if f, ok := addressAt(text, i, false); ok {
				out = append(out, f)
			}
			continue
		}
		for _, p := range strongs {
			m := p.FindStringIndex(text[i:])
			if m == nil || !endsWord(text, i+m[1]) || strings.HasSuffix(lower[:i], "nông ") {
				continue
			}
			// A street without a number is a place anybody may name.
			if p == strongs[0] && !strings.ContainsAny(text[i:i+m[1]], "0123456789") {
				continue
			}
			if f, ok := addressAt(text, i, false); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// addressAt reads the parts of an address from at on and stops before the
// province. After a cue a bare house number or name may begin it.
func addressAt(text string, at int, cue bool) (Found, bool) {
	end, n, strong, fine := at, 0, false, false // fine: more than a commune or district
	pos := at
	for n < 10 {
		if loc := provinces.FindStringIndex(text[pos:]); loc != nil && endsWord(text, pos+loc[1]) && !inner(text, pos, pos+loc[1]) {
			break
		}
		var m []int
		for i, p := range parts {
			if loc := p.FindStringIndex(text[pos:]); loc != nil && endsWord(text, pos+loc[1]) {
				m, strong, fine = loc, strong || i > 0, fine || i < len(parts)-1
				break
			}
		}
		if m == nil && (cue && n == 0 || n > 0) {
			if loc := bareHouse.FindStringIndex(text[pos:]); loc != nil && cue && n == 0 {
				m, strong, fine = loc, true, true
			} else if loc := bareName.FindStringIndex(text[pos:]); loc != nil && n > 0 && endsWord(text, pos+loc[1]) &&
				(text[pos] < '0' || text[pos] > '9') {
				m, strong = loc, strong || cue
			}
		}
		if m == nil {
			break
		}
		end = pos + m[1]
		n++
		j := joint.FindStringIndex(text[end:])
		if j == nil {
			break
		}
		pos = end + j[1]
	}
	// A lone house number is no address without more ("số 12"), nor is a commune
	// or district alone.
	if n == 0 || !strong && !cue || !fine && n == 1 {
		return Found{}, false
	}
	return Found{Address, at, end}, true
}

// inner says that what looks like a province is the name of a smaller place,
// because more of the name follows ("Hà Nam Ninh").
func inner(text string, start, end int) bool {
	rest := text[end:]
	if !strings.HasPrefix(rest, " ") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest[1:])
	return strings.ToUpper(string(r)) == string(r) && strings.ToLower(string(r)) != string(r)
}

func endsWord(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return at == len(text) || !wordRune(r)
}
