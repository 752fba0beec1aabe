package parse

import (
	"strings"

	"trolyluat/corpus"
)

// amendsIn says that s gives an amending instruction.
func amendsIn(s string) bool {
	for _, w := range [...]string{"sửa đổi", "bổ sung", "bãi bỏ", "thay thế", "hủy bỏ", "huỷ bỏ", "thay cụm từ", "đính chính"} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// amendsLaw says that the heading of a điều begins an amendment of other texts:
// its verb is followed by a unit or a legal text ("Sửa đổi, bổ sung một số điều
// của Luật …"), not by a licence or a contract.
func amendsLaw(heading string) bool {
	rest := heading
	verb := false
	for again := true; again; {
		again = false
		for _, w := range [...]string{"sửa đổi", "bổ sung", "bãi bỏ", "thay thế", "hủy bỏ", "huỷ bỏ", "đính chính", ",", "và", "hoặc"} {
			if n := foldPrefix(rest, w); n > 0 {
				rest = strings.TrimLeft(rest[n:], " ")
				again, verb = true, verb || n > 4
			}
		}
	}
	if !verb {
		return false
	}
	if containsFold(firstBytes(rest, 80), "văn bản quy phạm pháp luật") {
		return true
	}
	for again := true; again; { // "một số điều", "tên của Điều 5"
		again = false
		for _, w := range [...]string{"một số ", "toàn bộ ", "tên ", "của ", "các ", "nội dung ", "đoạn ", "tiêu đề "} {
			n := foldPrefix(rest, w)
			if n == 0 {
				continue
			}
			again = true
			rest = strings.TrimLeft(rest[n:], " ")
			if w != "một số " && w != "các " {
				continue
			}
			if k, m := kindAt(rest); m > 0 && k.kind != corpus.KindOther || foldPrefix(rest, "nội dung") > 0 {
				return true // also in small letters: "một số thông tư"
			}
		}
	}
	return namesLaw(rest)
}

// namesLaw says that s begins with a unit of a legal text or with a text: with
// its number or letter ("khoản 2", "điểm a"), in general ("điều, khoản", "cụm từ"),
// or by its kind with a capital ("Quyết định số …"), as opposed to "điều kiện", "mục
// tiêu" and "quyết định tuyên bố mất tích".
func namesLaw(s string) bool {
	if namesUnitFirst(s) {
		return true
	}
	for _, w := range [...]string{"điều", "khoản", "điểm", "chương", "mục"} {
		if n := foldPrefix(s, w); n > 0 {
			rest := strings.TrimLeft(s[n:], " ")
			if rest == "" || rest[0] == ',' || rest[0] == ';' || rest[0] == '.' || rest[0] == ':' {
				return true
			}
			for _, next := range [...]string{"của ", "và ", "tại ", "trong ", "sau ", "khoản", "điểm", "điều", "luật ", "bộ luật ", "nghị ", "thông tư", "quy định"} {
				if foldPrefix(rest, next) > 0 && foldPrefix(rest, "điều kiện") == 0 {
					return true
				}
			}
			return false
		}
	}
	for _, w := range [...]string{"cụm từ", "phụ lục", "quy định tại", "biểu mẫu", "mẫu số"} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	if n := foldPrefix(s, "từ"); n > 0 {
		rest := strings.TrimLeft(s[n:], " ")
		return openingQuote(rest) > 0 || strings.HasPrefix(rest, ",")
	}
	k, n := kindAt(s)
	if n == 0 || k.kind == corpus.KindOther || k.kind == corpus.KindJudgment {
		return false
	}
	return capitalised(s) || s[n:] == "" || foldPrefix(strings.TrimLeft(s[n:], " "), "số ") > 0 || foldPrefix(strings.TrimLeft(s[n:], " "), "có liên quan") > 0
}

// amendsSomewhere says that s amends law somewhere in its words, also by
// "Khoản 2 Điều 5 được sửa đổi như sau".
func amendsSomewhere(s string) bool {
	for i, r := range s {
		switch r {
		case 'S', 's', 'B', 'b', 'T', 't', 'H', 'h', 'Đ', 'đ':
			if i > 0 && letterBefore(s, i) {
				continue
			}
			if amendsLaw(s[i:]) {
				return true
			}
			if n := foldPrefix(s[i:], "được "); n > 0 && verbPrefix(s[i+n:]) && containsFold(s[i:], "như sau") {
				return true
			}
		}
	}
	return false
}

func verbPrefix(s string) bool {
	for _, w := range [...]string{"sửa đổi", "bổ sung", "thay thế", "đính chính"} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	return false
}

// endsAct says that the heading is one of the last điều of an act.
func endsAct(s string) bool {
	for _, w := range [...]string{"hiệu lực", "điều khoản", "tổ chức thực hiện", "trách nhiệm", "quy định chuyển tiếp", "thi hành"} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// amendingTitle says that the act amends other acts.
func (p *parser) amendingTitle() bool { return amendsSomewhere(p.doc.Title) }
