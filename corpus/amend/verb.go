package amend

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// verb is what an amending verb does to a unit.
type verb uint8

const (
	verbNone    verb = iota
	verbReplace      // sửa đổi, bổ sung; sửa đổi
	verbInsert       // bổ sung
	verbRepeal       // bãi bỏ, hủy bỏ, bỏ
	verbSwap         // thay thế, thay
	verbCorrect      // đính chính
	verbMove         // chuyển, đổi: renumber
	verbRename       // đổi tên
	verbSuspend      // ngưng hiệu lực
	verbStandIn      // thay cho, for a term
)

// verbForms lists the verbs, longer ones first. Commas and "và" between "sửa
// đổi" and "bổ sung" are free.
var verbForms = []struct {
	text string
	verb verb
}{
	{"sửa đổi bổ sung bãi bỏ", verbReplace},
	{"sửa đổi bổ sung thay thế", verbReplace},
	{"sửa đổi bổ sung", verbReplace},
	{"sửa đổi thay thế", verbReplace},
	{"sửa đổi bãi bỏ", verbReplace},
	{"bổ sung sửa đổi", verbReplace},
	{"bổ sung thay thế", verbReplace},
	{"thay thế bổ sung", verbReplace},
	{"sửa đổi", verbReplace},
	{"sửa tên", verbRename},
	{"sửa", verbReplace},
	{"bổ sung", verbInsert},
	{"bổ xung", verbInsert},
	{"thêm", verbInsert},
	{"bãi bỏ", verbRepeal},
	{"hủy bỏ", verbRepeal},
	{"huỷ bỏ", verbRepeal},
	{"bỏ", verbRepeal},
	{"thay thế bãi bỏ", verbSwap},
	{"thay thế bỏ", verbSwap},
	{"thay thế", verbSwap},
	{"thay đổi", verbSwap},
	{"thay", verbSwap},
	{"đính chính", verbCorrect},
	{"đổi tên", verbRename},
	{"đổi thứ tự", verbMove},
	{"chuyển thứ tự", verbMove},
	{"đánh lại số thứ tự", verbMove},
	{"đổi", verbMove},
	{"chuyển", verbMove},
	{"tạm ngưng hiệu lực", verbSuspend},
	{"ngưng hiệu lực", verbSuspend},
	{"tạm ngưng áp dụng", verbSuspend},
	{"tạm ngưng thực hiện", verbSuspend},
	{"tạm dừng áp dụng", verbSuspend},
	{"tạm dừng thực hiện", verbSuspend},
	{"tạm ngưng", verbSuspend},
}

// verbAt reads an amending verb at the beginning of s: what it does and how
// long it is; 0 where there is none.
func verbAt(s string) (verb, int) {
	best, length := verbNone, 0
	for i := range verbForms {
		if n := wordsPrefix(s, verbForms[i].text); n > length {
			best, length = verbForms[i].verb, n
		}
	}
	return best, length
}

// wordsPrefix returns the length of the beginning of s that spells the words,
// with commas or "và" allowed between them, ending at a word's end.
func wordsPrefix(s, words string) int {
	pos := 0
	first := true
	for w := range strings.SplitSeq(words, " ") {
		if !first {
			k := skipJoin(s, pos)
			if k == pos {
				return 0
			}
			pos = k
		}
		n := foldedPrefix(s[pos:], w)
		if n == 0 {
			return 0
		}
		pos += n
		r, _ := utf8.DecodeRuneInString(s[pos:])
		if pos < len(s) && isLetter(r) {
			return 0
		}
		first = false
	}
	return pos
}

// skipJoin passes spaces, a comma, "và", "hoặc" between two words.
func skipJoin(s string, pos int) int {
	i := skipSpace(s, pos)
	if i < len(s) && s[i] == ',' {
		i = skipSpace(s, i+1)
	}
	for _, w := range [...]string{"và", "hoặc"} {
		if n := foldedPrefix(s[i:], w); n > 0 && i+n < len(s) && s[i+n] == ' ' {
			i = skipSpace(s, i+n)
		}
	}
	return i
}

func skipSpace(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) {
			break
		}
		i += n
	}
	return i
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// foldedPrefix returns the length of the beginning of s that equals the small
// word regardless of case, or 0.
func foldedPrefix(s, word string) int {
	i := 0
	for _, w := range word {
		if i >= len(s) {
			return 0
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != w && unicode.ToLower(r) != w && !(w == 'đ' && r == 'Ð') {
			return 0
		}
		i += n
	}
	return i
}

// unitWords begin what an instruction may act on.
var unitWords = []string{"điều", "khoản", "điểm", "tiết", "chương", "mục", "tiểu mục", "phần", "phụ lục", "mẫu", "biểu", "tên", "đoạn", "gạch",
	"cụm từ", "từ", "dòng", "câu", "cụm", "số thứ tự", "ví dụ", "danh mục", "bảng", "lời", "căn cứ", "tiêu đề"}

// fillers may stand between the verb and the unit.
var fillers = []string{"các", "một số", "một", "hai", "ba", "toàn bộ", "nội dung", "quy định", "quy định tại", "quy định của", "những", "số", "thêm",
	"cả", "thi hành", "nội dung của", "nội dung tại", "lại", "việc", "tại", "của"}

// targetFollows says that behind a verb stands a unit, a document or a quoted
// phrase, possibly after fillers: "Bãi bỏ Điều 5" is an instruction, "Bãi bỏ
// quyết định sai" is none.
func targetFollows(s string) bool {
	s = skipFillers(s)
	for _, w := range unitWords {
		if n := foldedPrefix(s, w); n > 0 {
			rest := strings.TrimLeft(s[n:], " \u00a0\n,")
			switch w {
			case "điều", "khoản", "điểm", "tiết", "chương", "mục", "phần", "đoạn":
				return labelled(rest)
			case "từ":
				return openingQuote(rest) > 0 || rest != "" && rest[0] == '_' || strings.HasPrefix(rest, "cụm")
			}
			return true
		}
	}
	if openingQuote(s) > 0 || s != "" && s[0] == '_' {
		return true
	}
	return documentFollows(s)
}

// skipFillers drops the words between verb and unit.
func skipFillers(s string) string {
	for again := true; again; {
		again = false
		s = strings.TrimLeft(s, " \u00a0\n,")
		for _, w := range fillers {
			n := foldedPrefix(s, w)
			if n == 0 || n >= len(s) {
				continue
			}
			if r, _ := utf8.DecodeRuneInString(s[n:]); !isLetter(r) {
				s, again = s[n:], true
				break
			}
		}
	}
	return s
}

// labelled says that a unit word is followed by its number, or by words that
// take its place ("điều, khoản sau đây", "Điều của Luật").
func labelled(rest string) bool {
	if rest == "" {
		return true
	}
	c := rest[0]
	if c >= '0' && c <= '9' || c == 'I' || c == 'V' || c == 'X' {
		return true
	}
	for _, w := range [...]string{"khoản", "điểm", "điều", "của", "sau", "tại", "thứ", "cuối", "đầu", "mở đầu", "như sau", "và", "trong", "vào"} {
		if foldedPrefix(rest, w) > 0 {
			return true
		}
	}
	if len(rest) > 2 && rest[0] == 'l' && rest[1] >= 'a' && rest[1] <= 'e' && rest[2] == ' ' {
		return true // "khoản la": 1a with a small l
	}
	return labelLen(rest) > 0
}

// documentFollows says that a document's kind stands at the beginning of s with
// a name or number.
func documentFollows(s string) bool {
	for _, w := range [...]string{"luật", "bộ luật", "nghị định", "thông tư", "quyết định", "nghị quyết", "pháp lệnh", "chỉ thị", "quy chế", "quy định", "điều lệ"} {
		n := foldedPrefix(s, w)
		if n == 0 {
			continue
		}
		rest := strings.TrimLeft(s[n:], " \u00a0\n")
		r, _ := utf8.DecodeRuneInString(rest)
		if unicode.IsUpper(r) || foldedPrefix(rest, "số") > 0 || foldedPrefix(rest, "liên tịch") > 0 || r >= '0' && r <= '9' || foldedPrefix(rest, "ban hành") > 0 || foldedPrefix(rest, "sau") > 0 {
			return true
		}
	}
	return false
}
