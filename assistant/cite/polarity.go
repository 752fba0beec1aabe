package cite

import (
	"fmt"
	"slices"
)

// Negation and its kin turn a statement round. They are compared only where
// the words around them agree, so that a paraphrase is left alone.
var negators = wordSet(`không chưa chẳng cấm chả trừ`)

// Opposites that law uses; a statement that has one where the passage has the
// other says another thing.
var opposites = opposite(
	"phải được", "tối_đa tối_thiểu", "ít_nhất nhiều_nhất", "trước sau", "trên dưới", "và hoặc", "tăng giảm", "nguyên_đơn bị_đơn",
	"lớn nhỏ", "cao thấp", "trong ngoài", "có_thể phải", "mọi một_số", "đúng sai", "bên_mua bên_bán", "bên_vay bên_cho_vay",
	"bên_thuê bên_cho_thuê", "cá_nhân tổ_chức", "vợ chồng", "cha mẹ", "nam nữ", "sơ_thẩm phúc_thẩm", "toàn_bộ một_phần",
	"đa thiểu", "ít nhiều", "nguyên bị", "thuận nghịch", "hơn kém", "công_khai kín", "bắt_đầu kết_thúc", "còn hết",
	"cấp_tỉnh cấp_huyện", "cấp_huyện cấp_xã", "cấp_tỉnh cấp_xã", "tỉnh xã", "tỉnh huyện", "huyện xã", "hợp_pháp trái_pháp_luật", "cho_phép cấm",
	"bắt_buộc tự_nguyện", "tất_cả một_số", "chấp_thuận từ_chối", "chấp_nhận từ_chối", "khuyến_khích cấm", "quyền nghĩa_vụ",
	"được cấm", "có_quyền có_nghĩa_vụ", "có_quyền phải", "nên phải", "sống chết", "liên_đới riêng", "trực_tiếp gián_tiếp")

func opposite(pairs ...string) map[string][]string {
	m := map[string][]string{}
	for _, p := range pairs {
		var a, b string
		for i := range p {
			if p[i] == ' ' {
				a, b = p[:i], p[i+1:]
			}
		}
		m[a] = append(m[a], b)
		m[b] = append(m[b], a)
	}
	return m
}

// flip is a place where statement and passage say the opposite.
type flip struct {
	s      [2]int // tokens [from, to) of the statement
	ours   string
	theirs string
}

// anchorRun is how many words must stand together in both, beside a difference,
// for it to count.
const anchorRun = 3

// negatedRun is how many words must stand together in both, behind a negation
// that only one of them has, for it to count by itself.
const negatedRun = 4

// negates says that one of the two stretches ends with a negation and the other
// has none near its end: what follows is the same in both.
func negates(s, p []token) (flip, bool) {
	end := func(t []token) ([]token, bool) {
		t = t[max(0, len(t)-3):]
		return t, len(t) > 0 && negators[t[len(t)-1].key] && t[len(t)-1].key != "trừ"
	}
	a, ours := end(s)
	b, theirs := end(p)
	if ours == theirs || ours && negations(b) > 0 || theirs && negations(a) > 0 || ours && optional(s) || theirs && optional(p) {
		return flip{}, false
	}
	if ours {
		return flip{ours: a[len(a)-1].Text}, true
	}
	return flip{theirs: b[len(b)-1].Text}, true
}

// flips compares the stretches between agreeing words.
func flips(s, p []token, a alignment) []flip {
	var out []flip
	runs := a.runs()
	for k := 0; k <= len(runs); k++ {
		// The stretch between run k-1 and run k.
		s0, p0, left := 0, 0, 0
		if k > 0 {
			s0, p0, left = runs[k-1].s+runs[k-1].n, runs[k-1].p+runs[k-1].n, runs[k-1].n
		}
		s1, p1, right := len(s), len(p), 0
		if k < len(runs) {
			s1, p1, right = runs[k].s, runs[k].p, runs[k].n
		}
		if slices.ContainsFunc(s[s0:s1], func(t token) bool { return t.exact || t.quoteStart }) {
			continue
		}
		if s1 < len(s) && s[s1].quoteStart || s0 > 0 && s[s0-1].quoteEnd {
			continue // a quotation may begin and end anywhere
		}
		if right >= negatedRun && (k == 0 || p1 >= p0) {
			if f, ok := negates(s[s0:s1], p[max(p0, p1-3):p1]); ok && !sentenceBreak(p, max(p0, p1-1), p1) && !standsElsewhere(s, s1-1, s1, p) {
				f.s = [2]int{max(0, s1-1), s1}
				if s1 == 0 {
					f.s = [2]int{0, 1}
				}
				out = append(out, f)
				continue
			}
		}
		switch {
		case k == 0 && k == len(runs):
			return nil
		case k == 0: // before the first run: only what touches it
			if right < anchorRun {
				continue
			}
			s0, p0 = max(0, s1-2), max(0, p1-2)
			if sentenceBreak(p, p0, p1) {
				p0 = p1
			}
		case k == len(runs):
			continue
		case p1 < p0 || p1-p0 > 5 || s1-s0 > 5:
			continue
		case left+right < anchorRun+1 || max(left, right) < anchorRun:
			continue
		}
		if f, ok := opposed(s[s0:s1], p[p0:p1]); ok && !(k > 0 && standsElsewhere(s, s0, s1, p)) {
			f.s = [2]int{s0, max(s1, s0+1)}
			out = append(out, f)
		}
	}
	return out
}

// standsElsewhere says that the passage has the stretch of the statement with its
// neighbours as it is at another place.
func standsElsewhere(s []token, s0, s1 int, p []token) bool {
	from, to := max(0, s0-2), min(len(s), s1+2)
	return to-from >= 4 && indexKeys(p, s[from:to]) >= 0
}

func sentenceBreak(p []token, from, to int) bool {
	for i := from + 1; i <= to && i < len(p); i++ {
		if p[i].Break >= 2 {
			return true
		}
	}
	return false
}

type run struct{ s, p, n int }

// runs are the maximal stretches that stand together in both.
func (a alignment) runs() []run {
	var out []run
	for _, x := range a.pairs {
		if n := len(out); n > 0 && out[n-1].s+out[n-1].n == x.s && out[n-1].p+out[n-1].n == x.p {
			out[n-1].n++
			continue
		}
		out = append(out, run{x.s, x.p, 1})
	}
	return out
}

// opposed compares two stretches that stand at the same place.
func opposed(s, p []token) (flip, bool) {
	ns, np := negations(s), negations(p)
	// Where other words changed too, it is a paraphrase that code cannot judge.
	if ns%2 != np%2 && (ns > np && onlyModal(s) || np > ns && onlyModal(p)) && !(optional(s) && permits(p) || optional(p) && permits(s)) {
		return flip{ours: joinKeys(s), theirs: joinKeys(p)}, true
	}
	if ns == 0 && np == 0 && len(s) > 0 && len(p) > 0 {
		ws, wp := phrases(s), phrases(p)
		for w := range ws {
			for _, o := range opposites[w] {
				if wp[o] && !wp[w] && !ws[o] {
					return flip{ours: joinKeys(s), theirs: joinKeys(p)}, true
				}
			}
		}
	}
	return flip{}, false
}

// Words that carry no more than how something is meant.
var modalWords = wordSet(`được phải có thể quyền nghĩa vụ bị bắt buộc phép cần nên thì mà cũng đã sẽ đang nghiêm là trách nhiệm vẫn đều còn hề các nhất thiết`)

func onlyModal(t []token) bool {
	for _, x := range t {
		if !negators[x.key] && !modalWords[x.key] && !x.skip {
			return false
		}
	}
	return true
}

// optional and permits say the same from two sides: "không bắt buộc phải", "có
// thể".
func optional(t []token) bool {
	for i := range t {
		if t[i].key == "không" && i+2 < len(t) {
			switch t[i+1].key + " " + t[i+2].key {
			case "bắt buộc", "nhất thiết":
				return true
			}
		}
	}
	return false
}

func permits(t []token) bool {
	for i := range t {
		if i+1 < len(t) && (t[i].key == "có" && (t[i+1].key == "thể" || t[i+1].key == "quyền")) {
			return true
		}
	}
	return false
}

func negations(t []token) int {
	n := 0
	for i, x := range t {
		if !negators[x.key] || x.skip {
			continue
		}
		// "không quá 60 ngày", "không những", "không chỉ", "hay không"
		if x.key == "không" && i+1 < len(t) {
			switch t[i+1].key {
			case "quá", "những", "chỉ", "kể", "gian":
				continue
			}
		}
		if i > 0 && t[i-1].key == "hay" {
			continue
		}
		n++
	}
	return n
}

// phrases are the words and pairs of words of a stretch.
func phrases(t []token) map[string]bool {
	m := map[string]bool{}
	for i := range t {
		m[t[i].key] = true
		if i+1 < len(t) {
			m[t[i].key+"_"+t[i+1].key] = true
		}
		if i+2 < len(t) {
			m[t[i].key+"_"+t[i+1].key+"_"+t[i+2].key] = true
		}
	}
	return m
}

// doubtful finds a negation of the statement that stands in none of the passages
// at that place: code cannot tell whether it follows from them.
func (w *work) doubtful() (int, bool) {
	for i, t := range w.tokens {
		if !negators[t.key] || t.skip || negations(w.tokens[i:min(i+2, len(w.tokens))]) == 0 {
			continue
		}
		aligned := false
		for _, p := range w.cited {
			aligned = aligned || w.align[p].of[i] >= 0
		}
		if !aligned {
			return i, true
		}
	}
	return 0, false
}

// checkPolarity looks for places where the statement says the opposite of the
// passages.
func (c *checker) checkPolarity(w *work) {
	// A place is wrong only if no cited passage has it right.
	var found []flip
	for i, p := range w.cited {
		f := flips(w.tokens, p.tokens, w.align[p])
		if len(f) == 0 && support(w, p, 0) >= supported {
			found = nil
			break
		}
		if i == 0 || len(found) == 0 {
			found = f
		}
	}
	for _, f := range found {
		ours, theirs := f.ours, f.theirs
		detail := fmt.Sprintf("Căn cứ [%d] ghi “%s” ở chỗ câu trả lời viết “%s”.", w.cited[0].Number, theirs, ours)
		switch {
		case theirs == "":
			detail = fmt.Sprintf("Chữ “%s” không có trong căn cứ [%d] và làm ngược nghĩa.", ours, w.cited[0].Number)
		case ours == "":
			detail = fmt.Sprintf("Thiếu chữ “%s” của căn cứ [%d] nên ngược nghĩa.", theirs, w.cited[0].Number)
		}
		w.problem(Problem{Code: Polarity, Number: w.cited[0].Number, Words: ours, Span: w.at(f.s[0], f.s[1]), Detail: detail})
	}
	if i, ok := w.doubtful(); ok && len(found) == 0 {
		w.doubt = true
		w.problem(Problem{Code: Polarity, Number: w.cited[0].Number, Words: w.tokens[i].Text, Span: w.at(i, i+1), Soft: true,
			Detail: fmt.Sprintf("Căn cứ [%d] không có chữ “%s” ở chỗ tương ứng; hãy đọc căn cứ để đối chiếu.", w.cited[0].Number, w.tokens[i].Text)})
	}
}
