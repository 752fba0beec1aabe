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
