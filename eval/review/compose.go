package review

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Words of the parts that a draft adds of its own.
var (
	matters = []string{"cấp giấy xác nhận chuyên ngành", "công nhận đơn vị đầu mối", "đăng ký chương trình hỗ trợ", "chấp thuận phương án phối hợp",
		"cấp mã định danh chuyên ngành", "xác nhận hoàn thành khóa bồi dưỡng"}
	offices = []string{"Sở Tư pháp", "Ủy ban nhân dân cấp tỉnh", "Sở Nội vụ", "Ủy ban nhân dân cấp xã", "Sở Khoa học và Công nghệ"}
	files   = []string{"Hồ sơ chuyên ngành", "Hồ sơ phối hợp", "Hồ sơ đầu mối", "Bộ dữ liệu chuyên ngành"}
	cards   = []string{"Phiếu xác nhận thông tin", "Sổ theo dõi phối hợp", "Giấy tiếp nhận thông tin", "Bảng tổng hợp thông tin"}
	spare   = []string{"Xe phục vụ lưu động", "Điểm tiếp nhận lưu động", "Kho tư liệu vùng", "Tổ hỗ trợ thôn bản", "Trạm thông tin tự phục vụ"}
)

func pick(list []string, rnd *rand.Rand) string { return list[rnd.IntN(len(list))] }

// dated writes a document with its number and day, as a căn cứ does.
func dated(info corpus.DocumentInfo, name string) string {
	s := name
	if !strings.Contains(s, info.Number) {
		s += " số " + info.Number
	}
	if info.Issued != 0 {
		s += fmt.Sprintf(" ngày %02d tháng %02d năm %d", info.Issued.Day(), info.Issued.Month(), info.Issued.Year())
	}
	return s
}

// compose makes one draft with its faults and its twin.
func (lib *library) compose(l *law, f form, used map[string]int, rnd *rand.Rand) (Draft, bool) {
	if l.info.Kind == corpus.KindDecree {
		f = formDecree // a decree on penalties is taken over by a decree
	}
	if f == formAmending && (len(l.articles) < 6 || len(l.info.Number) == 0) {
		f = formDecree
	}
	seed := rnd.Uint64()
	build := func() (*sheet, *rand.Rand) {
		r := rand.New(rand.NewPCG(seed, 3))
		if f == formAmending {
			return lib.amending(l, r), r
		}
		return lib.sheet(l, f, r), r
	}
	twin, _ := build()
	s, r := build()
	planted := lib.plant(s, used, r)
	if planted < 3 {
		return Draft{}, false
	}
	clean, _, cleanTaken := twin.render()
	text, faults, taken := s.render()
	return Draft{Base: l.info.Key, Kind: s.kind(), Text: text, Articles: len(s.arts), Faults: faults, Clean: clean, Taken: taken, CleanTaken: cleanTaken}, true
}

// frame sets what every draft of a form has.
func frame(l *law, f form) *sheet {
	s := &sheet{form: f, law: l}
	base := "Căn cứ " + dated(l.info, l.name) + ";"
	switch f {
	case formDecree:
		s.office, s.number, s.own = "CHÍNH PHỦ", "NĐ-CP", "Nghị định này"
		s.heading = "Quy định chi tiết một số điều và biện pháp thi hành " + l.name
		s.basis = []string{base, "Theo đề nghị của Bộ trưởng Bộ Tư pháp;", "Chính phủ ban hành Nghị định quy định chi tiết một số điều và biện pháp thi hành " + l.name + "."}
		if l.info.Kind == corpus.KindDecree {
			s.heading = "Quy định bổ sung về xử phạt vi phạm hành chính trong lĩnh vực chuyên ngành"
			s.basis[2] = "Chính phủ ban hành Nghị định quy định bổ sung về xử phạt vi phạm hành chính trong lĩnh vực chuyên ngành."
		}
	case formCircular:
		s.office, s.number, s.own = "BỘ TƯ PHÁP", "TT-BTP", "Thông tư này"
		s.heading = "Hướng dẫn thi hành một số điều của " + l.name
		s.basis = []string{base, "Theo đề nghị của Vụ trưởng Vụ Pháp luật;", "Bộ trưởng Bộ Tư pháp ban hành Thông tư hướng dẫn thi hành một số điều của " + l.name + "."}
	default:
		s.office, s.number, s.own = "QUỐC HỘI", "QH16", "Luật này"
		s.heading = "Về bảo đảm thực hiện chính sách chuyên ngành"
		s.basis = []string{"Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;", "Quốc hội ban hành Luật về bảo đảm thực hiện chính sách chuyên ngành."}
		if f == formAmending {
			s.heading = "Sửa đổi, bổ sung một số điều của " + l.name
			s.basis[1] = "Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của " + dated(l.info, l.name) + "."
		}
	}
	return s
}

// own makes a khoản of the draft's own words.
func own(role, format string, args ...any) *piece {
	return &piece{text: fmt.Sprintf(format, args...), role: role}
}

// sheet composes a clean draft that takes over clauses of the law.
func (lib *library) sheet(l *law, f form, rnd *rand.Rand) *sheet {
	s := frame(l, f)
	matter, office, file, card := pick(matters, rnd), pick(offices, rnd), pick(files, rnd), pick(cards, rnd)
	small := strings.ToLower(file[:1]) + file[1:]
	scope := []*piece{}
	if f == formDecree && len(l.delegated) > 0 {
		scope = append(scope, own("scope", "%s quy định chi tiết %s của %s.", s.own, corpus.PathLabel(l.delegated[rnd.IntN(len(l.delegated))]), l.name),
			own("", "%s quy định biện pháp thi hành %s.", s.own, l.name))
	} else {
		scope = append(scope, own("scope", "%s quy định về bảo đảm thực hiện chính sách, thủ tục và trách nhiệm của cơ quan, tổ chức có liên quan.", s.own))
	}
	s.arts = append(s.arts, &art{heading: "Phạm vi điều chỉnh", pieces: scope, role: "scope"},
		&art{heading: "Đối tượng áp dụng", pieces: []*piece{own("", "%s áp dụng đối với cơ quan, tổ chức, cá nhân có liên quan.", s.own)}})
	body := s.takeOver(rnd, 3+rnd.IntN(14))
	defs := &art{heading: "Giải thích từ ngữ", lead: "Trong " + s.own + ", các từ ngữ dưới đây được hiểu như sau:", role: "definitions"}
	defs.pieces = append(defs.pieces, own("own-term", "%s là tập hợp giấy tờ, dữ liệu mà tổ chức, cá nhân nộp để đề nghị %s.", file, matter))
	for _, d := range l.definitions {
		term := termOf(d.text)
		if len(defs.pieces) < 4 && usedIn(body, term) {
			defs.pieces = append(defs.pieces, &piece{text: d.text, role: "definition", from: &d})
		}
	}
	if len(defs.pieces) == 1 {
		defs.pieces = append(defs.pieces, own("own-term", "%s là giấy do %s lập để ghi nhận thông tin mà tổ chức, cá nhân cung cấp.", card, office))
	}
	s.arts = append(s.arts, defs)
	s.arts = append(s.arts, body...)
	s.arts = append(s.arts, &art{heading: "Trình tự, thủ tục " + matter, pieces: []*piece{
		own("", "Tổ chức, cá nhân đề nghị %s nộp 01 bộ %s trực tiếp, qua bưu chính hoặc trực tuyến đến %s.", matter, small, office),
		own("papers", "%s gồm đơn đề nghị theo mẫu và bản sao giấy tờ chứng minh việc đáp ứng điều kiện.", file),
		own("procedure", "Trong thời hạn 07 ngày làm việc kể từ ngày nhận đủ %s, %s xem xét, quyết định %s; trường hợp từ chối phải trả lời bằng văn bản và nêu rõ lý do.", small, office, matter)}})
	target := l.articles[rnd.IntN(len(l.articles))]
	unit := l.clauses[target][rnd.IntN(len(l.clauses[target]))].path
	s.arts = append(s.arts, &art{heading: "Lưu trữ và sử dụng " + small, pieces: []*piece{
		own("named", "%s lập %s khi tiếp nhận %s.", office, card, small),
		own("named", "%s được giao cho tổ chức, cá nhân nộp %s và lưu 01 bản tại %s.", card, small, office),
		own("reference", "Việc sử dụng %s phải phù hợp với quy định tại %s của %s.", small, corpus.PathLabel(unit), l.name),
		own("duty", "%s có trách nhiệm sao lưu %s sau mỗi quý.", office, card)}})
	s.arts = append(s.arts, &art{heading: "Trách nhiệm của " + office, pieces: []*piece{
		own("elliptic", "Tổ chức kiểm tra việc sử dụng %s tại địa phương.", card),
		own("elliptic", "Phải công khai %s trên trang thông tin điện tử.", matter)}})
	s.closing(lib, rnd)
	return s
}

// takeOver takes clauses of some điều of the law, in their order.
func (s *sheet) takeOver(rnd *rand.Rand, want int) []*art {
	order := rnd.Perm(len(s.law.articles))
	order = order[:min(len(order), want)]
	slices.Sort(order)
	var out []*art
	for _, i := range order {
		path := s.law.articles[i]
		a := &art{heading: s.law.headings[path]}
		if a.heading == "" {
			a.heading = "Quy định cụ thể"
		}
		list := s.law.clauses[path]
		from := rnd.IntN(max(1, len(list)-3))
		for _, c := range list[from:min(len(list), from+1+rnd.IntN(4))] {
			a.pieces = append(a.pieces, &piece{raw: c.text, from: &c, seed: rnd.Uint64()})
		}
		out = append(out, a)
	}
	return out
}

// closing adds effect, transition and implementation.
func (s *sheet) closing(lib *library, rnd *rand.Rand) {
	effect := &art{heading: "Hiệu lực thi hành", role: "effect", pieces: []*piece{
		own("effect", "%s có hiệu lực thi hành từ ngày 01 tháng 7 năm 2027.", s.own)}}
	if s.form == formDecree && len(lib.decrees) > 0 {
		d := lib.decrees[rnd.IntN(len(lib.decrees))]
		effect.pieces = append(effect.pieces, own("repeal", "%s hết hiệu lực kể từ ngày %s có hiệu lực thi hành.", dated(d, nameOf(d)), s.own))
	} else {
		effect.pieces = append(effect.pieces, own("repeal", "Trường hợp văn bản được dẫn chiếu tại %s được sửa đổi, bổ sung hoặc thay thế thì áp dụng văn bản sửa đổi, bổ sung hoặc thay thế đó.", s.own))
	}
	s.arts = append(s.arts, effect,
		&art{heading: "Quy định chuyển tiếp", role: "transition", pieces: []*piece{
			own("transition", "Hồ sơ đã tiếp nhận trước ngày %s có hiệu lực thi hành thì tiếp tục giải quyết theo quy định tại thời điểm tiếp nhận.", s.own)}})
	if s.form == formLower&s.form {
		s.arts = append(s.arts, &art{heading: "Trách nhiệm thi hành", role: "closing", pieces: []*piece{
			own("closing", "Các Bộ trưởng, Chủ tịch Ủy ban nhân dân các cấp và tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành %s.", s.own)}})
	}
}

// amending composes a clean law that amends its base: one điều for each điều
// amended.
func (lib *library) amending(l *law, rnd *rand.Rand) *sheet {
	s := frame(l, formAmending)
	order := rnd.Perm(len(l.articles))[:min(len(l.articles), 4+rnd.IntN(8))]
	slices.Sort(order)
	for _, i := range order {
		path := l.articles[i]
		a := &art{heading: fmt.Sprintf("Sửa đổi, bổ sung %s của %s", corpus.PathLabel(path), l.name)}
		for _, c := range l.clauses[path][:min(len(l.clauses[path]), 2)] {
			if c.path == path {
				continue
			}
			label := strings.TrimPrefix(c.path[strings.LastIndexByte(c.path, '/')+1:], "k")
			a.pieces = append(a.pieces, &piece{role: "amend", from: &c,
				text: fmt.Sprintf("Sửa đổi, bổ sung %s như sau:\n“%s. %s”.", corpus.PathLabel(c.path), label, reword(c.text, rnd))})
		}
		if len(a.pieces) > 0 {
			s.arts = append(s.arts, a)
		}
	}
	last := l.articles[len(l.articles)-1]
	unit := l.clauses[last][0].path
	s.arts = append(s.arts, &art{heading: fmt.Sprintf("Bãi bỏ một số quy định của %s", l.name), pieces: []*piece{
		own("amend-repeal", "Bãi bỏ %s của %s.", corpus.PathLabel(unit), l.name)}})
	s.closing(lib, rnd)
	s.article("effect").pieces = s.article("effect").pieces[:1]
	return s
}

// termOf is what a definition defines.
func termOf(text string) string {
	if i := strings.Index(text, " là "); i > 0 {
		term := text[:i]
		if j := strings.IndexByte(term, '('); j > 0 {
			term = term[:j]
		}
		return strings.TrimSpace(term)
	}
	return ""
}

func usedIn(arts []*art, term string) bool {
	if len(term) < 8 {
		return false
	}
	for _, a := range arts {
		for _, p := range a.pieces {
			if strings.Contains(strings.ToLower(p.line()), strings.ToLower(term)) {
				return true
			}
		}
	}
	return false
}
