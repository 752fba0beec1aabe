package review

import (
	"cmp"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// operator plants one kind of fault. apply changes the sheet and says whether it
// could.
type operator struct {
	name, typ, class string
	forms            form
	apply            func(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool
}

// The classes of the reviewer.
const (
	constitutional = "hop_hien"
	lawful         = "hop_phap"
	consistent     = "thong_nhat"
	feasible       = "kha_thi"
	technical      = "ky_thuat"
)

// operators are all mutations, in a fixed order.
var operators = slices.Concat(contentOperators, referenceOperators, formOperators)

// faultsPerDraft bounds how many faults one draft carries, so that most of it
// stays as a drafter would have written it.
const faultsPerDraft = 9

// plant applies operators, those least used so far first, and returns how many
// faults it planted.
func (lib *library) plant(s *sheet, used map[string]int, rnd *rand.Rand) int {
	order := rnd.Perm(len(operators))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(used[operators[a].name], used[operators[b].name]) })
	most := min(faultsPerDraft, 3+len(s.arts)/2)
	planted := 0
	for _, i := range order {
		op := &operators[i]
		if planted == most {
			break
		}
		if op.forms&s.form == 0 {
			continue
		}
		f := &Fault{Operator: op.name, Type: op.typ, Class: op.class}
		if s.form == formLaw && op.class == lawful && f.Type != "effect_too_early" && f.Type != "retroactive" {
			f.Class = consistent // against a text of the same force
		}
		if op.apply(lib, s, f, rnd) {
			used[op.name]++
			planted++
		}
	}
	return planted
}

// edit changes a clause that was taken over, where the edit finds something to
// change.
func edit(change func(raw string, rnd *rand.Rand) string) func(*library, *sheet, *Fault, *rand.Rand) bool {
	return func(_ *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
		p := s.choose(rnd, func(p *piece) bool {
			return p.raw != "" && p.from != nil && change(p.raw, rand.New(rand.NewPCG(1, 1))) != ""
		})
		if p == nil {
			return false
		}
		f.Clean = p.line()
		p.raw = change(p.raw, rnd)
		f.Document, f.Unit = s.law.info.Key, p.from.path
		p.fault = f
		return true
	}
}

// contentOperators turn what a clause says into something that its source does
// not.
var contentOperators = []operator{
	{"quantity_time", "quantity_contrary", lawful, formWhole, edit(changeTime)},
	{"quantity_workdays", "quantity_contrary", lawful, formWhole, edit(changeWorkdays)},
	{"quantity_amount", "quantity_contrary", lawful, formWhole, edit(changeAmount)},
	{"sanction_frame", "sanction_outside_frame", lawful, formWhole, edit(changeFine)},
	{"modality_flip", "modality_contrary", lawful, formWhole, edit(changeModality)},
	{"authority_swap", "authority_contrary", lawful, formWhole, edit(changeAuthority)},
	{"exception_removed", "exception_changed", lawful, formWhole, edit(dropException)},
	{"exception_added", "exception_changed", lawful, formWhole, edit(addException)},
	{"bound_flip", "condition_changed", lawful, formWhole, edit(flipBound)},
	{"and_or", "condition_changed", lawful, formWhole, edit(andOr)},
	{"form_dropped", "condition_changed", lawful, formWhole, edit(dropForm)},
	{"right_denied", "constitution_contrary", constitutional, formWhole, denyRight},
	{"copied", "overlap", consistent, formWhole, copyClause},
	{"term_narrowed", "term_redefined", consistent, formWhole, narrowTerm},
}

var (
	timeOf  = regexp.MustCompile(`\b(\d{1,3}) (ngày làm việc|ngày|tháng|năm|giờ)\b`)
	workday = regexp.MustCompile(`\b(\d{1,3}) ngày( làm việc)?\b`)
	amount  = regexp.MustCompile(`\b(\d{1,3}(?:\.\d{3})*)( tuổi|%| đồng| lần| người| mét vuông| triệu đồng| tỷ đồng)`)
	fine    = regexp.MustCompile(`([Pp]hạt tiền từ \d{1,3}(?:\.\d{3})* đồng đến )(\d{1,3}(?:\.\d{3})*)( đồng)`)
)

// notDate says that a match of a time is no part of a date.
func notDate(s string, m []int) bool {
	after, before := s[m[1]:], s[:m[0]]
	return !strings.HasPrefix(after, " tháng") && !strings.HasPrefix(after, " năm") && !strings.HasSuffix(before, "tháng ") &&
		!strings.HasSuffix(before, "năm ") && !strings.HasSuffix(before, "ngày ") && !strings.HasSuffix(before, "/")
}

func first(re *regexp.Regexp, s string) []int {
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		if notDate(s, m) {
			return m
		}
	}
	return nil
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func changeTime(s string, rnd *rand.Rand) string {
	m := first(timeOf, s)
	if m == nil {
		return ""
	}
	n, _ := strconv.Atoi(s[m[2]:m[3]])
	if n == 0 {
		return ""
	}
	to := []int{n * 2, n + 5, n + 1, n * 3, max(1, n/2)}[rnd.IntN(5)]
	if to == n {
		to = n + 2
	}
	return s[:m[2]] + pad(to) + s[m[3]:]
}

func changeWorkdays(s string, _ *rand.Rand) string {
	m := first(workday, s)
	switch {
	case m == nil:
		return ""
	case m[4] >= 0:
		return s[:m[4]] + s[m[5]:]
	}
	return s[:m[1]] + " làm việc" + s[m[1]:]
}

func changeAmount(s string, rnd *rand.Rand) string {
	m := amount.FindStringSubmatchIndex(s)
	if m == nil {
		return ""
	}
	n, _ := strconv.Atoi(strings.ReplaceAll(s[m[2]:m[3]], ".", ""))
	if n == 0 {
		return ""
	}
	to := []int{n * 2, n * 3, n + n/5 + 1}[rnd.IntN(3)]
	if strings.HasPrefix(s[m[4]:], "%") && to > 100 {
		to = max(1, n/2)
	}
	return s[:m[2]] + grouped(to) + s[m[3]:]
}

func changeFine(s string, rnd *rand.Rand) string {
	m := fine.FindStringSubmatchIndex(s)
	if m == nil {
		return ""
	}
	n, _ := strconv.Atoi(strings.ReplaceAll(s[m[4]:m[5]], ".", ""))
	return s[:m[4]] + grouped(n*(2+rnd.IntN(2))) + s[m[5]:]
}

// grouped writes a number with dots: 1.000.000; below ten with its zero.
func grouped(n int) string {
	if n < 10 {
		return pad(n)
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

var modal = []struct{ from, to string }{
	{" không được ", " được "}, {" có quyền ", " không có quyền "}, {" phải ", " không phải "}, {" được phép ", " không được phép "},
	{" có trách nhiệm ", " không có trách nhiệm "}, {"Nghiêm cấm ", "Cho phép "}, {" phải ", " có thể "},
}

func changeModality(s string, rnd *rand.Rand) string {
	at := rnd.IntN(len(modal))
	for i := range modal {
		m := modal[(at+i)%len(modal)]
		if j := strings.Index(s, m.from); j >= 0 && strings.Count(s, m.from) == 1 && !strings.HasSuffix(s[:j], " không") {
			return strings.Replace(s, m.from, m.to, 1)
		}
	}
	return ""
}

var authorities = []string{"Thủ tướng Chính phủ", "Chính phủ", "Bộ trưởng Bộ Tài chính", "Bộ trưởng Bộ Công an", "Chủ tịch Ủy ban nhân dân cấp tỉnh",
	"Ủy ban nhân dân cấp tỉnh", "Ủy ban nhân dân cấp xã", "Hội đồng nhân dân cấp tỉnh", "Bộ Tài chính", "Bộ Công an", "Bộ Quốc phòng", "Bộ Y tế",
	"Chánh án Tòa án nhân dân tối cao", "Tòa án nhân dân tối cao", "Viện trưởng Viện kiểm sát nhân dân tối cao", "Ủy ban Thường vụ Quốc hội", "Quốc hội"}

var authority = regexp.MustCompile(`(?:^|, |; )(` + strings.Join(authorities, "|") + `) (quyết định|quy định|cấp|có thẩm quyền|phê duyệt|ban hành|tổ chức|có quyền|có trách nhiệm|thực hiện|xem xét|thu hồi|công bố|hướng dẫn|quản lý|kiểm tra|phải|chủ trì)`)

func changeAuthority(s string, rnd *rand.Rand) string {
	m := authority.FindStringSubmatchIndex(s)
	if m == nil {
		return ""
	}
	old := s[m[2]:m[3]]
	for _, i := range rnd.Perm(len(authorities)) {
		if to := authorities[i]; !strings.Contains(s, to) && !strings.Contains(to, old) && !strings.Contains(old, to) {
			return s[:m[2]] + to + s[m[3]:]
		}
	}
	return ""
}

var exception = regexp.MustCompile(`, trừ (?:trường hợp|khi)[^.;]*`)

func dropException(s string, _ *rand.Rand) string {
	if m := exception.FindStringIndex(s); m != nil && m[0] > 60 {
		return s[:m[0]] + s[m[1]:]
	}
	return ""
}

func addException(s string, rnd *rand.Rand) string {
	if strings.Contains(s, "trừ ") || strings.Count(s, ". ") > 0 || !strings.HasSuffix(s, ".") {
		return ""
	}
	tails := []string{", trừ trường hợp các bên có thỏa thuận khác.", ", trừ trường hợp người đứng đầu cơ quan, tổ chức quyết định khác.", ", trừ trường hợp có lý do khách quan."}
	return strings.TrimSuffix(s, ".") + tails[rnd.IntN(len(tails))]
}

var bounds = []struct{ from, to string }{
	{"ít nhất", "nhiều nhất"}, {"tối thiểu", "tối đa"}, {"không quá", "không dưới"}, {"trở lên", "trở xuống"}, {"tối đa", "tối thiểu"}, {"chậm nhất", "sớm nhất"},
}

func flipBound(s string, _ *rand.Rand) string {
	for _, b := range bounds {
		if strings.Count(s, b.from) == 1 {
			return strings.Replace(s, b.from, b.to, 1)
		}
	}
	return ""
}

func andOr(s string, _ *rand.Rand) string {
	if strings.Count(s, " hoặc ") == 1 {
		return strings.Replace(s, " hoặc ", " và ", 1)
	}
	return ""
}

func dropForm(s string, _ *rand.Rand) string {
	if strings.Count(s, " bằng văn bản") == 1 {
		return strings.Replace(s, " bằng văn bản", "", 1)
	}
	return ""
}

// denyRight adds a khoản that takes away what the Constitution gives.
func denyRight(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
	a := s.bodyArticle(rnd)
	if a == nil || len(lib.rights) == 0 {
		return false
	}
	for range 20 {
		c := lib.rights[rnd.IntN(len(lib.rights))]
		text := changeModality(" "+c.text, rnd)
		if text = strings.TrimSpace(text); text == "" || !strings.Contains(c.text, " có quyền ") && !strings.Contains(c.text, "không được") {
			continue
		}
		f.Document, f.Unit = lib.charter, c.path
		a.pieces = append(a.pieces, &piece{raw: text, from: &c, seed: rnd.Uint64(), fault: f})
		return true
	}
	return false
}

// bodyArticle chooses a điều that was taken over.
func (s *sheet) bodyArticle(rnd *rand.Rand) *art {
	var fit []*art
	for _, a := range s.arts {
		if len(a.pieces) > 1 && a.pieces[0].raw != "" {
			fit = append(fit, a)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return fit[rnd.IntN(len(fit))]
}

// copyClause adds a khoản that stands word for word in another law.
func copyClause(lib *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
	a := s.bodyArticle(rnd)
	if a == nil {
		return false
	}
	for range 40 {
		l := lib.others[rnd.IntN(len(lib.others))]
		if l.info.Key == s.law.info.Key || l.info.Rank > s.kind().Rank() {
			continue
		}
		list := l.clauses[l.articles[rnd.IntN(len(l.articles))]]
		c := list[rnd.IntN(len(list))]
		if len(c.text) < 130 {
			continue
		}
		f.Document, f.Unit = l.info.Key, c.path
		a.pieces = append(a.pieces, &piece{text: c.text, from: &c, role: "copied", fault: f})
		return true
	}
	return false
}

// narrowTerm gives a term of the law another meaning.
func narrowTerm(_ *library, s *sheet, f *Fault, rnd *rand.Rand) bool {
	p := s.choose(rnd, func(p *piece) bool { return p.role == "definition" })
	if p == nil {
		return false
	}
	i := strings.Index(p.text, " là ")
	others := []string{"cá nhân đã đăng ký trên hệ thống thông tin của tỉnh.", "giấy tờ do tổ chức tự lập và tự lưu giữ.", "việc do cơ quan cấp xã thực hiện trong 01 năm."}
	p.text = p.text[:i] + " là " + pick(others, rnd)
	f.Document, f.Unit = s.law.info.Key, p.from.path
	p.fault = f
	return true
}
