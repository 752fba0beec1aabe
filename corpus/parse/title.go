package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// setTitle stores the title as "Kind rest" in ordinary letters: a title set in
// capitals takes the letters that the text itself uses for it (in the enacting
// clause, in "Luật này …"), and small letters but for names otherwise.
func (p *parser) setTitle(kindWord, rest string) {
	rest = strings.Trim(squeeze(stripMarks(rest)), " .:;*-–_")
	name := kindName(kindWord)
	rest = dropIssuer(rest)
	if p.doc.Kind == corpus.KindConstitution {
		rest = ""
	}
	if rest == "" {
		p.doc.Title = name
		return
	}
	title := name + " " + rest
	if mostlyUpper(rest) {
		title = p.sentenceCase(name, rest)
	} else if p.doc.Kind != corpus.KindCode && p.doc.Kind != corpus.KindLaw {
		title = name + " " + lowerVerb(rest)
	}
	p.doc.Title = title
}

// dropIssuer takes the issuer out of a title: "của Quốc hội nước … số … về hải
// quan" of the old laws, and the authority in capitals that stands below the
// title and ran into it ("… TỈNH A ỦY BAN NHÂN DÂN TỈNH A").
func dropIssuer(rest string) string {
	if foldPrefix(rest, "của ") > 0 {
		// "… của Chủ tịch nước số 105-SL/L.010 ngày 20-5-1957 quy định …"
		if i := indexFold(rest, " số "); i > 0 && i < 120 {
			tail := rest[i+len(" số "):]
			if _, n := ReadNumber(tail); n > 0 {
				tail = strings.TrimLeft(tail[n:], " ,")
				if d, start, end := ReadDate(tail); d != 0 && start == 0 {
					tail = strings.TrimLeft(tail[end:], " ,")
				}
				if n := foldPrefix(tail, "về "); n > 0 {
					tail = tail[n:]
				}
				if tail != "" {
					rest = tail
				}
			}
		}
	}
	if i := indexFold(rest, " của quốc hội khó"); i > 0 {
		// "… của Quốc hội khóa XII, kỳ họp thứ 2, số 05/2007/QH12 ngày …"
		if rest[i:] == strings.TrimRight(rest[i:], " ") && (indexFold(rest[i:], " số ") > 0 || indexFold(rest[i:], "kỳ họp") > 0) {
			rest = rest[:i]
		}
	}
	for _, w := range [...]string{"của quốc hội nước cộng hòa xã hội chủ nghĩa việt nam", "của quốc hội nước cộng hoà xã hội chủ nghĩa việt nam",
		"nước cộng hòa xã hội chủ nghĩa việt nam", "nước cộng hoà xã hội chủ nghĩa việt nam", "của quốc hội"} {
		i := indexFold(rest, w)
		if i < 0 || i > 0 && (w[0] == 'n' || i < len(rest)-len(w) && foldPrefix(rest[i+len(w):], ",") > 0) {
			continue
		}
		tail := strings.TrimLeft(rest[i+len(w):], " ")
		if n := foldPrefix(tail, "số"); n > 0 {
			if _, m := ReadNumber(strings.TrimLeft(tail[n:], " :")); m > 0 {
				tail = strings.TrimLeft(tail[n:], " :")[m:]
				tail = strings.TrimLeft(tail, " ")
			}
		}
		if d, start, end := ReadDate(tail); d != 0 && start == 0 {
			tail = strings.TrimLeft(tail[end:], " ,")
		}
		if i == 0 {
			if n := foldPrefix(tail, "về "); n > 0 {
				tail = tail[n:]
			}
			rest = tail
		} else if tail == "" {
			rest = strings.TrimRight(rest[:i], " ")
		}
		break
	}
	// "Luật đất đai số 24/L/CTN ngày 14/07/1993"
	if i := indexFold(rest, " số "); i > 0 {
		at := i + len(" số ")
		if _, n := ReadNumber(rest[at:]); n > 0 {
			tail := strings.TrimLeft(rest[at+n:], " ")
			if tail == "" {
				rest = rest[:i]
			} else if d, start, end := ReadDate(tail); d != 0 && start == 0 && strings.TrimLeft(tail[end:], " .") == "" && indexFold(rest[:i], "của") < 0 {
				rest = rest[:i]
			}
		}
	}
	if !mostlyUpper(rest) {
		return rest
	}
	for _, w := range authorities {
		i := strings.LastIndex(rest, " "+w)
		if i <= 0 || len(rest)-i > 110 || strings.Contains(rest[i+1+len(w):], " VÀ ") && !strings.HasPrefix(w, "BỘ TRƯỞNG") || len(w) < len("BỘ TRƯỞNG") && i+1+len(w) < len(rest) {
			continue
		}
		before := rest[:i]
		last := before[strings.LastIndexByte(before, ' ')+1:]
		switch strings.TrimRight(last, ",") {
		case "CỦA", "DO", "TẠI", "VÀ", "VỚI", "BỞI", "VỀ", "THUỘC", "CHO", "TRONG", "LÀ", "GIỮA", "HOẶC", "CẤP", "VIÊN", "CHỦ", "TRƯỞNG", "QUYỀN", "TỔNG", "PHÓ", "ĐẠI", "BIỂU", "CHỨC", "PHÒNG":
			continue
		}
		if strings.HasSuffix(last, ",") || strings.HasSuffix(last, ";") {
			continue
		}
		rest = strings.TrimRight(before, " ")
	}
	return rest
}

// authorities issue texts; their names stand in capitals below the title.
var authorities = []string{"CHỦ TỊCH ỦY BAN NHÂN DÂN", "CHỦ TỊCH UỶ BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN",
	"HỘI ĐỒNG THẨM PHÁN", "TỔNG CỤC TRƯỞNG", "BỘ TRƯỞNG", "THỦ TƯỚNG CHÍNH PHỦ", "ỦY BAN THƯỜNG VỤ QUỐC HỘI", "UỶ BAN THƯỜNG VỤ QUỐC HỘI",
	"THỐNG ĐỐC NGÂN HÀNG", "CHÁNH ÁN", "CHÍNH PHỦ", "QUỐC HỘI", "GIÁM ĐỐC SỞ", "TỔNG KIỂM TOÁN NHÀ NƯỚC", "CHỦ NHIỆM", "TỔNG THANH TRA", "CHỦ TỊCH NƯỚC"}

// kindName writes the kind with one capital: "BỘ LUẬT" → "Bộ luật".
func kindName(word string) string {
	word = strings.ToLower(squeeze(word))
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[n:]
}

// lowerVerb makes the first letter of a title small where a verb or "về" stands
// there ("Thông tư quy định …"), and leaves names alone.
func lowerVerb(rest string) string {
	for _, w := range titleVerbs {
		if foldPrefix(rest, w) > 0 {
			r, n := utf8.DecodeRuneInString(rest)
			return string(unicode.ToLower(r)) + rest[n:]
		}
	}
	return rest
}

var titleVerbs = []string{"quy định", "về ", "sửa đổi", "bãi bỏ", "ban hành", "hướng dẫn", "công bố", "điều chỉnh", "quy hoạch", "phê duyệt", "bổ sung",
	"quy chế", "quản lý", "xử lý", "thực hiện", "phân cấp", "phân định", "thí điểm", "tổ chức", "triển khai", "kéo dài", "giao ", "thành lập",
	"tiếp tục", "chi tiết", "đính chính", "hợp nhất", "thay thế", "áp dụng", "tăng cường", "việc "}

// stripMarks drops footnote marks such as "[1]" and notes in square brackets.
func stripMarks(s string) string {
	for {
		i := strings.IndexByte(s, '[')
		if i < 0 {
			return s
		}
		j := strings.IndexByte(s[i:], ']')
		if j < 0 {
			return s
		}
		s = s[:i] + s[i+j+1:]
	}
}

// sentenceCase finds the title in the running text and takes its letters.
func (p *parser) sentenceCase(name, rest string) string {
	low := lower(rest)
	want := lower(name) + " " + low
	const window = 60000
	text := firstBytes(p.text, window)
	flat := strings.ReplaceAll(text, "\n", " ")
	lowText := lower(flat)
	for at := 0; len(lowText) == len(flat); {
		i := strings.Index(lowText[at:], want)
		if i < 0 {
			break
		}
		i += at
		found := flat[i : i+len(want)]
		if tail := found[len(name):]; !mostlyUpper(tail) {
			return name + tail
		}
		at = i + len(want)
	}
	return name + " " + properNames(low)
}

// names are the proper names that a title in capitals hides.
var names = []string{"Việt Nam", "Quốc hội", "Chính phủ", "Thủ tướng", "Ủy ban", "Uỷ ban", "Hội đồng", "Bộ luật", "Luật", "Nghị định", "Thông tư",
	"Nghị quyết", "Quyết định", "Pháp lệnh", "Hiến pháp", "Nhà nước", "Tòa án", "Toà án", "Viện kiểm sát", "Hà Nội", "Hồ Chí Minh", "Đảng", "Bộ trưởng",
	"Ngân hàng Nhà nước", "Mặt trận Tổ quốc", "Bộ Tài chính", "Bộ Công an", "Bộ Quốc phòng", "Bộ Y tế", "Bộ Nội vụ", "Bộ Tư pháp", "Bộ Xây dựng",
	"Bộ Công Thương", "Bộ Ngoại giao", "Bộ Khoa học và Công nghệ", "Bộ Giáo dục và Đào tạo"}

// properNames restores capitals of names in a text of small letters.
func properNames(low string) string {
	out := low
	for _, name := range names {
		l := lower(name)
		for at := 0; ; {
			i := strings.Index(out[at:], l)
			if i < 0 {
				break
			}
			i += at
			end := i + len(l)
			after, _ := utf8.DecodeRuneInString(out[end:])
			if !(i > 0 && letterBefore(out, i)) && !unicode.IsLetter(after) && (name != "Luật" || i == 0 || !strings.HasSuffix(out[:i], "pháp ")) {
				out = out[:i] + name + out[end:]
			}
			at = end
		}
	}
	// numbers keep their capitals
	words := strings.Split(out, " ")
	for i, w := range words {
		if strings.Contains(w, "/") && w[0] >= '0' && w[0] <= '9' {
			words[i] = NumberKey(w)
		}
	}
	return strings.Join(words, " ")
}

// readTitle finds the title: the kind in capitals or set in the middle, then
// the lines below it up to the legal basis.
func (p *parser) readTitle() {
	items := p.splitItems()
	for i, it := range items {
		if i > 0 && isBasis(it.text) {
			break
		}
		k, n := kindAt(it.text)
		if n == 0 || i == 0 && len(items) > 1 && !isUpperText(it.text[:n]) {
			continue
		}
		word := it.text[:n]
		if !isUpperText(word) && !it.centered && !it.bold {
			continue
		}
		rest, own := p.afterNumber(strings.TrimLeft(it.text[n:], " :"))
		if own && rest == "" && i+1 < len(items) && !isUpperText(word) {
			continue // "Luật số: 116/2025/QH15" is the number's line
		}
		title := upperPart(rest)
		cut := len(title) < len(rest)
		if rest != "" && title == "" {
			if i == 0 && !it.centered && !it.bold {
				continue
			}
			title, cut = rest, false
		}
		var parts []string
		if title != "" {
			parts = append(parts, title)
		}
		p.headEnd = it.end
		if cut {
			p.headEnd = min(it.end, it.start+len(it.text)-len(rest)+len(title))
		} else {
			for j := i + 1; j < len(items) && j <= i+10; j++ {
				next := items[j]
				if !p.titleGoesOn(next, parts) {
					break
				}
				t := strings.Trim(next.text, " *")
				if isRule(t) {
					if len(parts) > 0 {
						break
					}
					continue
				}
				if len(parts) == 0 {
					if again, m := kindAt(t); again.kind == k.kind && m < len(t) {
						// "NGHỊ ĐỊNH", and below it "Nghị định sửa đổi …"
						t = strings.TrimLeft(t[m:], " :")
					}
				}
				if head := upperPart(t); head != "" && head != t && !strings.HasPrefix(t[len(head):], "[") && len(parts) > 0 && isUpperText(parts[0]) {
					t = head
				}
				parts = append(parts, t)
				p.headEnd = next.end
			}
		}
		p.doc.Kind = k.kind
		p.setTitle(word, strings.Join(parts, " "))
		return
	}
}

// afterNumber drops the document's own number at the beginning of a title.
func (p *parser) afterNumber(rest string) (string, bool) {
	if foldPrefix(rest, "số") == 0 {
		return rest, false
	}
	number, start, end := findNumber(rest)
	if number == "" || NumberKey(number) != NumberKey(p.doc.Number) || start > 12 {
		return rest, false
	}
	return strings.TrimLeft(rest[end:], " .:,"), true
}

// titleGoesOn says that an item still belongs to the title.
func (p *parser) titleGoesOn(it item, parts []string) bool {
	if isBasis(it.text) || it.kind == lineArticle || it.kind == lineChapter || it.kind == linePart || len(it.text) > 700 {
		return false
	}
	if strings.HasPrefix(it.text, "(") {
		return false
	}
	if isRule(it.text) {
		return true
	}
	if len(parts) == 0 {
		return true
	}
	for _, w := range [...]string{"QUỐC HỘI", "CHÍNH PHỦ", "BỘ TRƯỞNG", "THỦ TƯỚNG", "ỦY BAN", "UỶ BAN", "HỘI ĐỒNG", "CHÁNH ÁN", "THỐNG ĐỐC", "CHỦ TỊCH", "TỔNG "} {
		if strings.HasPrefix(it.text, w) && isUpperText(it.text) && !isUpperText(parts[0]) {
			return false
		}
		if strings.HasPrefix(it.text, w) && isUpperText(it.text) && len(it.text) < 60 && !strings.HasSuffix(parts[len(parts)-1], "CỦA") {
			return false
		}
	}
	if isUpperText(parts[0]) {
		return mostlyUpper(it.text)
	}
	if enacts(it.text) {
		return false
	}
	return it.centered || it.bold || !strings.HasSuffix(it.text, ";") && !strings.HasSuffix(it.text, ".") && len(it.text) < 200
}

// enacts reads the enacting clause ("Quốc hội ban hành Luật Giá.").
func enacts(s string) bool {
	return indexFold(s, "ban hành") >= 0 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, ":")) || indexFold(s, "quyết định:") == 0 || strings.HasPrefix(s, "QUYẾT NGHỊ")
}

// isRule says that s is a drawn line: dashes, underscores, asterisks.
func isRule(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
