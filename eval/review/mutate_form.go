package review

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"trolyluat/corpus"
)

// referenceOperators break what a draft refers to.
var referenceOperators = []operator{
	{"reference_missing_article", "reference_missing", consistent, formWhole, refer(func(lib *library, s *sheet, rnd *rand.Rand) (string, string, string) {
		return fmt.Sprintf("Điều %d của %s", lastArticle(s.law)+20+rnd.IntN(400), s.law.name), s.law.info.Key, ""
	})},
	{"reference_missing_clause", "reference_missing", consistent, formWhole, refer(func(lib *library, s *sheet, rnd *rand.Rand) (string, string, string) {
		path := s.law.articles[rnd.IntN(len(s.law.articles))]
		return fmt.Sprintf("khoản %d %s của %s", 40+rnd.IntN(30), corpus.PathLabel(path), s.law.name), s.law.info.Key, path
	})},
	{"reference_own", "reference_missing", consistent, formWhole, refer(func(lib *library, s *sheet, rnd *rand.Rand) (string, string, string) {
		return fmt.Sprintf("Điều %d %s", len(s.arts)+15+rnd.IntN(60), s.own), "", ""
	})},
	{"reference_expired", "reference_repealed", consistent, formWhole, refer(func(lib *library, s *sheet, rnd *rand.Rand) (string, string, string) {
		if len(lib.expired) == 0 {
			return "", "", ""
		}
		d := lib.expired[rnd.IntN(len(lib.expired))]
		return d.Kind.Name() + " số " + d.Number, d.Key, ""
	})},
	{"reference_repealed_unit", "reference_repealed", consistent, formWhole, refer(func(lib *library, s *sheet, rnd *rand.Rand) (string, string, string) {
		for _, i := range rnd.Perm(len(lib.laws)) {
			if l := lib.laws[i]; len(l.repealed) > 0 && l.info.Number != "" {
				path := l.repealed[rnd.IntN(len(l.repealed))]
				return corpus.PathLabel(path) + " của " + l.info.Kind.Name() + " số " + l.info.Number, l.info.Key, path
			}
		}
		return "", "", ""
	})},
	{"reference_order", "reference_form", technical, formWhole, refer(func(lib *library, s *sheet, rnd *rand.Rand) (string, string, string) {
		for _, i := range rnd.Perm(len(s.law.paths)) {
			if a, k, ok := strings.Cut(s.law.paths[i], "/k"); ok && !strings.Contains(k, "/") {
				return fmt.Sprintf("%s khoản %s của %s", corpus.PathLabel(a), k, s.law.name), s.law.info.Key, s.law.paths[i]
			}
		}
		return "", "", ""
	})},
	{"basis_expired", "basis_expired", technical, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		var fit []corpus.DocumentInfo
		for _, d := range lib.expired {
			if d.Rank < s.kind().Rank() {
				fit = append(fit, d)
			}
		}
		if len(fit) == 0 {
			return false
		}
		d := fit[rnd.IntN(len(fit))]
		return s.addBasis(f, d)
	}},
	{"basis_lower", "basis_lower_rank", technical, formDecree | formLaw, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		if len(lib.circular) == 0 {
			return false
		}
		return s.addBasis(f, lib.circular[rnd.IntN(len(lib.circular))])
	}},
	{"basis_dropped", "basis_missing", technical, formDecree | formCircular, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		if s.preface != nil || s.law.info.Kind == corpus.KindDecree {
			return false
		}
		s.basis = s.basis[1:]
		f.Quote, f.Document = s.basis[0], s.law.info.Key
		s.preface = f
		return true
	}},
}

func lastArticle(l *law) int {
	most := 0
	for _, p := range l.paths {
		var n int
		if _, err := fmt.Sscanf(p, "d%d", &n); err == nil {
			most = max(most, n)
		}
	}
	return most
}

// addBasis puts a căn cứ before "Theo đề nghị" or the promulgating words.
func (s *sheet) addBasis(f *Fault, d corpus.DocumentInfo) bool {
	if s.preface != nil {
		return false
	}
	line := "Căn cứ " + dated(d, d.Kind.Name()) + ";"
	s.basis = append([]string{s.basis[0], line}, s.basis[1:]...)
	f.Quote, f.Document = line, d.Key
	s.preface = f
	return true
}

// refer adds a khoản that refers to what to names.
func refer(to func(*library, *sheet, *rand.Rand) (words, document, unit string)) func(*library, *sheet, *Fault, *rand.Rand) bool {
	lines := []string{"Tổ chức, cá nhân thực hiện việc báo cáo theo quy định tại %s.", "Việc kiểm tra nội dung này được tiến hành theo %s.",
		"Cơ quan tiếp nhận đối chiếu thông tin với yêu cầu nêu tại %s."}
	return func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		a := s.bodyArticle(rnd)
		words, document, unit := to(lib, s, rnd)
		if a == nil || words == "" {
			return false
		}
		f.Document, f.Unit = document, unit
		a.pieces = append(a.pieces, &piece{text: fmt.Sprintf(pick(lines, rnd), words), fault: f})
		return true
	}
}

// formOperators break what a draft must have or how it is written.
var formOperators = []operator{
	{"delegation_exceeded", "beyond_delegation", lawful, formDecree, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.piece("scope")
		if p == nil || p.fault != nil || len(s.law.delegated) == 0 || s.law.info.Kind == corpus.KindDecree {
			return false
		}
		covered := func(path string) bool {
			for _, d := range s.law.delegated {
				if path == d || strings.HasPrefix(path, d+"/") || strings.HasPrefix(d, path+"/") {
					return true
				}
			}
			return false
		}
		for _, i := range rnd.Perm(len(s.law.articles)) {
			if path := s.law.articles[i]; !covered(path) {
				unit := s.law.clauses[path][0].path
				p.text = fmt.Sprintf("%s quy định chi tiết %s của %s.", s.own, corpus.PathLabel(unit), s.law.name)
				f.Document, f.Unit, p.fault = s.law.info.Key, unit, f
				return true
			}
		}
		return false
	}},
	{"effect_early", "effect_too_early", lawful, formAny, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.piece("effect")
		if p == nil || p.fault != nil {
			return false
		}
		p.text = s.own + pick([]string{" có hiệu lực thi hành kể từ ngày ký ban hành.", " có hiệu lực kể từ ngày ký.", " có hiệu lực thi hành từ ngày 15 tháng 12 năm 2026."}, rnd)
		p.fault = f
		return true
	}},
	{"retroactive", "retroactive", lawful, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		a := s.article("transition")
		if a == nil || a.pieces[0].fault != nil {
			return false
		}
		words := pick([]string{"Quy định về mức đóng góp tại %s được áp dụng từ ngày 01 tháng 01 năm 2025.",
			"%s được áp dụng đối với cả hành vi đã thực hiện trước ngày %s có hiệu lực thi hành."}, rnd)
		words = strings.ReplaceAll(words, "%s", s.own)
		a.pieces = append(a.pieces, &piece{text: words, role: "retroactive", fault: f})
		return true
	}},
	{"fine_in_circular", "content_by_kind", lawful, formCircular, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		a := s.bodyArticle(rnd)
		if a == nil || !lib.fines {
			return false
		}
		f.Document = "15/2012/QH13"
		a.pieces = append(a.pieces, &piece{text: "Phạt tiền từ 1.000.000 đồng đến 3.000.000 đồng đối với tổ chức, cá nhân không cung cấp thông tin theo quy định tại Thông tư này.", fault: f})
		return true
	}},
	{"term_unused", "term_unused", consistent, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		a := s.article("definitions")
		if a == nil {
			return false
		}
		a.pieces = append(a.pieces, &piece{text: pick(spare, rnd) + " là nơi cơ quan có thẩm quyền bố trí để tiếp nhận yêu cầu của người dân ở vùng xa.", fault: f})
		return true
	}},
	{"term_undefined", "term_undefined", consistent, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		a := s.bodyArticle(rnd)
		if a == nil {
			return false
		}
		letters := []rune("BCDGHKLMNPQRSTVX")
		short := ""
		for range 4 {
			short += string(letters[rnd.IntN(len(letters))])
		}
		a.pieces = append(a.pieces, &piece{text: fmt.Sprintf("Kết quả được cập nhật vào %s %s trước ngày 15 của tháng sau.", pick([]string{"Hệ thống", "Cổng", "Nền tảng"}, rnd), short), fault: f})
		return true
	}},
	{"procedure_hollow", "procedure_incomplete", feasible, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.piece("procedure")
		if p == nil || p.fault != nil {
			return false
		}
		p.text = pick([]string{"Hồ sơ đề nghị được xem xét, giải quyết theo quy định.", "Đơn đề nghị được xem xét, giải quyết.", "Việc giải quyết đề nghị được thực hiện sau khi nhận đủ hồ sơ."}, rnd)
		p.fault = f
		return true
	}},
	{"duty_bare", "duty_without_bearer", feasible, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.choose(rnd, func(p *piece) bool { return p.role == "duty" })
		if p == nil {
			return false
		}
		p.text = pick([]string{"Phải lưu giữ bản giấy trong thời hạn 02 năm.", "Có trách nhiệm sao lưu dữ liệu sau mỗi quý.", "Phải báo cáo kết quả sử dụng hằng năm."}, rnd)
		p.fault = f
		return true
	}},
	{"transition_dropped", "transition_missing", feasible, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		for i, a := range s.arts {
			if a.role == "transition" && len(a.pieces) == 1 && a.pieces[0].fault == nil && s.whole == nil {
				s.arts = append(s.arts[:i], s.arts[i+1:]...)
				s.whole = f
				return true
			}
		}
		return false
	}},
	{"article_gap", "numbering_gap", technical, formAny, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		i := 4 + rnd.IntN(max(1, len(s.arts)-4))
		if i >= len(s.arts) || s.arts[i].fault != nil {
			return false
		}
		s.arts[i].skip, s.arts[i].fault = true, f
		return true
	}},
	{"clause_gap", "numbering_gap", technical, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		a := s.bodyArticle(rnd)
		if a == nil || len(a.pieces) < 3 || a.pieces[1].fault != nil {
			return false
		}
		a.pieces[1].skip, a.pieces[1].fault = true, f
		return true
	}},
	{"repeal_vague", "repeal_not_exact", technical, formDecree, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.piece("repeal")
		if p == nil || p.fault != nil {
			return false
		}
		p.text = pick([]string{"Bãi bỏ các quy định trước đây trái với Nghị định này.", "Các quy định trước đây trái với Nghị định này đều bị bãi bỏ.",
			"Nghị định này thay thế các văn bản trước đây quy định về cùng nội dung."}, rnd)
		p.fault = f
		return true
	}},
	{"amend_vague", "amend_not_exact", technical, formAmending, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.piece("amend-repeal")
		if p == nil || p.fault != nil {
			return false
		}
		p.text = pick([]string{"Sửa đổi, bổ sung các quy định khác có liên quan của ", "Bãi bỏ các quy định không còn phù hợp của "}, rnd) + s.law.name + "."
		p.fault = f
		return true
	}},
	{"amend_missing", "reference_missing", consistent, formAmending, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.choose(rnd, func(p *piece) bool { return p.role == "amend" })
		if p == nil {
			return false
		}
		n := 40 + rnd.IntN(20)
		p.text = fmt.Sprintf("Sửa đổi, bổ sung khoản %d %s như sau:\n“%d. %s”.", n, corpus.PathLabel(p.from.article), n, p.from.text)
		f.Document, f.Unit, p.fault = s.law.info.Key, p.from.article, f
		return true
	}},
	{"insert_taken", "insert_label", technical, formAmending, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.choose(rnd, func(p *piece) bool { return p.role == "amend" })
		if p == nil {
			return false
		}
		label := strings.TrimPrefix(p.from.path[strings.LastIndexByte(p.from.path, '/')+1:], "k")
		p.text = fmt.Sprintf("Bổ sung khoản %s vào sau khoản %s %s như sau:\n“%s. %s”.", label, label, corpus.PathLabel(p.from.article), label, p.from.text)
		f.Document, f.Unit, p.fault = s.law.info.Key, p.from.path, f
		return true
	}},
	{"wording_varied", "inconsistent_wording", technical, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.choose(rnd, func(p *piece) bool { return p.role == "duty" })
		if p == nil {
			return false
		}
		for from, to := range map[string]string{"Phiếu xác nhận thông tin": "Phiếu ghi nhận thông tin", "Sổ theo dõi phối hợp": "Sổ ghi chép phối hợp",
			"Giấy tiếp nhận thông tin": "Giấy ghi nhận thông tin", "Bảng tổng hợp thông tin": "Bảng thống kê thông tin"} {
			if strings.Contains(p.text, from) {
				p.text = strings.Replace(p.text, from, to, 1)
				p.fault = f
				return true
			}
		}
		return false
	}},
	{"heading_dropped", "layout", technical, formWhole, func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		a := s.bodyArticle(rnd)
		if a == nil || a.fault != nil {
			return false
		}
		f.Quote = "Điều"
		a.heading, a.fault = "", f
		return true
	}},
}
