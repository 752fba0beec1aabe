package parse

import "strings"

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
	for _, w := range [...]string{"một số", "khoản", "điểm", "điều ", "các điều", "các luật", "luật", "bộ luật", "nghị định", "thông tư", "quyết định", "nghị quyết",
		"pháp lệnh", "các nghị", "các thông", "các quyết", "cụm từ", "từ ", "phụ lục", "tên ", "chương", "mục", "quy định tại", "toàn bộ"} {
		if foldPrefix(rest, w) > 0 {
			return true
		}
	}
	return false
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
