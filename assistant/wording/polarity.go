package wording

import "slices"

// Negators are negation and its kin, which turn a statement round. They are
// compared only where the words around them agree, so that a paraphrase is left alone.
var Negators = WordSet(`không chưa chẳng cấm chả trừ`)

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

// Flip is a place where statement and passage say the opposite.
type Flip struct {
	S      [2]int // tokens [from, to) of the statement
	Ours   string
	Theirs string
}

// anchorRun is how many words must stand together in both, beside a difference,
// for it to count.
const anchorRun = 3

// negatedRun is how many words must stand together in both, behind a negation
// that only one of them has, for it to count by itself.
const negatedRun = 4

// negates says that one of the two stretches ends with a negation and the other
// has none near its end: what follows is the same in both.
func negates(s, p []Token) (Flip, bool) {
	end := func(t []Token) ([]Token, bool) {
		t = t[max(0, len(t)-3):]
		return t, len(t) > 0 && Negators[t[len(t)-1].Key] && t[len(t)-1].Key != "trừ"
	}
	a, ours := end(s)
	b, theirs := end(p)
	if ours == theirs || ours && Negations(b) > 0 || theirs && Negations(a) > 0 || ours && Optional(s) || theirs && Optional(p) {
		return Flip{}, false
	}
	if ours {
		return Flip{Ours: a[len(a)-1].Text}, true
	}
	return Flip{Theirs: b[len(b)-1].Text}, true
}

// Flips compares the stretches between agreeing words.
func Flips(s, p []Token, a Alignment) []Flip {
	var out []Flip
	runs := a.Runs()
	for k := 0; k <= len(runs); k++ {
		// The stretch between run k-1 and run k.
		s0, p0, left := 0, 0, 0
		if k > 0 {
			s0, p0, left = runs[k-1].S+runs[k-1].N, runs[k-1].P+runs[k-1].N, runs[k-1].N
		}
		s1, p1, right := len(s), len(p), 0
		if k < len(runs) {
			s1, p1, right = runs[k].S, runs[k].P, runs[k].N
		}
		if slices.ContainsFunc(s[s0:s1], func(t Token) bool { return t.Exact || t.QuoteStart }) {
			continue
		}
		if s1 < len(s) && s[s1].QuoteStart || s0 > 0 && s[s0-1].QuoteEnd {
			continue // a quotation may begin and end anywhere
		}
		if right >= negatedRun && (k == 0 || p1 >= p0) {
			if f, ok := negates(s[s0:s1], p[max(p0, p1-3):p1]); ok && !sentenceBreak(p, max(p0, p1-1), p1) && !standsElsewhere(s, s1-1, s1, p) {
				f.S = [2]int{max(0, s1-1), s1}
				if s1 == 0 {
					f.S = [2]int{0, 1}
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
			f.S = [2]int{s0, max(s1, s0+1)}
			out = append(out, f)
		}
	}
	return out
}

// standsElsewhere says that the passage has the stretch of the statement with its
// neighbours as it is at another place.
func standsElsewhere(s []Token, s0, s1 int, p []Token) bool {
	from, to := max(0, s0-2), min(len(s), s1+2)
	return to-from >= 4 && IndexKeys(p, s[from:to]) >= 0
}

func sentenceBreak(p []Token, from, to int) bool {
	for i := from + 1; i <= to && i < len(p); i++ {
		if p[i].Break >= 2 {
			return true
		}
	}
	return false
}

// Run is a stretch of N tokens that stands together in both, at S and P.
type Run struct{ S, P, N int }

// Runs are the maximal stretches that stand together in both.
func (a Alignment) Runs() []Run {
	var out []Run
	for _, x := range a.Pairs {
		if n := len(out); n > 0 && out[n-1].S+out[n-1].N == x.S && out[n-1].P+out[n-1].N == x.P {
			out[n-1].N++
			continue
		}
		out = append(out, Run{x.S, x.P, 1})
	}
	return out
}

// opposed compares two stretches that stand at the same place.
func opposed(s, p []Token) (Flip, bool) {
	ns, np := Negations(s), Negations(p)
	// Where other words changed too, it is a paraphrase that code cannot judge.
	if ns%2 != np%2 && (ns > np && onlyModal(s) || np > ns && onlyModal(p)) && !(Optional(s) && permits(p) || Optional(p) && permits(s)) {
		return Flip{Ours: JoinKeys(s), Theirs: JoinKeys(p)}, true
	}
	if ns == 0 && np == 0 && len(s) > 0 && len(p) > 0 {
		ws, wp := phrases(s), phrases(p)
		for w := range ws {
			for _, o := range opposites[w] {
				if wp[o] && !wp[w] && !ws[o] {
					return Flip{Ours: JoinKeys(s), Theirs: JoinKeys(p)}, true
				}
			}
		}
	}
	return Flip{}, false
}

// Words that carry no more than how something is meant.
var modalWords = WordSet(`được phải có thể quyền nghĩa vụ bị bắt buộc phép cần nên thì mà cũng đã sẽ đang nghiêm là trách nhiệm vẫn đều còn hề các nhất thiết`)

func onlyModal(t []Token) bool {
	for _, x := range t {
		if !Negators[x.Key] && !modalWords[x.Key] && !x.Skip {
			return false
		}
	}
	return true
}

// Optional says that a stretch leaves a thing free ("không bắt buộc phải"), as
// "có thể" does from the other side.
func Optional(t []Token) bool {
	for i := range t {
		if t[i].Key == "không" && i+2 < len(t) {
			switch t[i+1].Key + " " + t[i+2].Key {
			case "bắt buộc", "nhất thiết":
				return true
			}
		}
	}
	return false
}

func permits(t []Token) bool {
	for i := range t {
		if i+1 < len(t) && (t[i].Key == "có" && (t[i+1].Key == "thể" || t[i+1].Key == "quyền")) {
			return true
		}
	}
	return false
}

// Negations counts the words of a stretch that turn it round; "không quá" and its
// like do not.
func Negations(t []Token) int {
	n := 0
	for i, x := range t {
		if !Negators[x.Key] || x.Skip {
			continue
		}
		// "không quá 60 ngày", "không những", "không chỉ", "hay không"
		if x.Key == "không" && i+1 < len(t) {
			switch t[i+1].Key {
			case "quá", "những", "chỉ", "kể", "gian":
				continue
			}
		}
		if i > 0 && t[i-1].Key == "hay" {
			continue
		}
		n++
	}
	return n
}

// phrases are the words and pairs of words of a stretch.
func phrases(t []Token) map[string]bool {
	m := map[string]bool{}
	for i := range t {
		m[t[i].Key] = true
		if i+1 < len(t) {
			m[t[i].Key+"_"+t[i+1].Key] = true
		}
		if i+2 < len(t) {
			m[t[i].Key+"_"+t[i+1].Key+"_"+t[i+2].Key] = true
		}
	}
	return m
}
