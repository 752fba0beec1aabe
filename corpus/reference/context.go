package reference

// Words that tell a unit word or a number from its look-alikes.
var (
	// clauseCompounds: tài khoản 111, điều khoản 3.
	clauseCompounds = wordSet("tài", "điều", "trái", "bồi")
	// pointCompounds: địa điểm, thời điểm, quan điểm …
	pointCompounds = wordSet("địa", "thời", "quan", "đặc", "nhược", "ưu", "trọng", "thí", "tâm", "giao", "luận", "cao",
		"yếu", "khuyết", "chấm", "tính", "trừ", "cộng", "thang", "kém", "số", "đạt", "bưu", "hạn", "tụ", "chia")
	// measures: what is counted and no label ("Điều 5, 10 ngày").
	measures = wordSet("ngày", "tháng", "năm", "tuần", "giờ", "phút", "quý", "đồng", "triệu", "tỷ", "tỉ", "nghìn", "ngàn",
		"trăm", "phần", "lần", "người", "mét", "km", "ha", "kg", "tấn", "lít", "trang", "bản", "bộ", "tuổi", "cm",
		"mm", "vnđ", "usd", "phiếu", "xe", "thửa", "căn", "suất", "đợt", "đơn", "loại", "nhóm", "cấp", "bậc")
	// followers: words that may follow a label without making it part of a word
	followers = wordSet("của", "tại", "và", "hoặc", "hay", "khoản", "điều", "mục", "nêu", "nói", "trên", "này", "thì",
		"được", "phải", "không", "có", "là", "như", "theo", "để", "đến", "mà", "bị", "do", "với", "cho", "trong", "còn",
		"quy", "thuộc", "ở")
)

// wordSet hashes words for lookup by their folded letters.
func wordSet(words ...string) map[uint64][]form {
	m := make(map[uint64][]form)
	for _, w := range words {
		f := hashWord(w)
		m[f.fold] = append(m[f.fold], f)
	}
	return m
}

func (s *scan) inSet(i int, set map[uint64][]form) bool {
	t := s.at(i)
	if t.kind != word {
		return false
	}
	for _, f := range set[t.fold] {
		if t.matches(f) {
			return true
		}
	}
	return false
}

// wordBefore says whether the word right before token i, on the same line, is
// one of the set.
func (s *scan) wordBefore(i int, set map[uint64][]form) bool {
	return i > 0 && s.inSet(i-1, set)
}

// measured says that token i makes the number before it a quantity.
func (s *scan) measured(i int) bool {
	if s.is(i, '%') || s.is(i, '/') && s.at(i).flags&glued != 0 {
		return true
	}
	if s.is(i, '.') && s.at(i).flags&glued != 0 && s.at(i+1).kind == number && s.at(i+1).flags&glued != 0 {
		return true
	}
	if !s.inSet(i, measures) {
		return false
	}
	// "Phần", "Bộ luật", "năm 2013" behind a label belong to what follows
	t := s.at(i)
	if t.flags&capital != 0 {
		return false
	}
	if s.has(i, kwBo) && s.has(i+1, kwLuat) || s.has(i, kwPhan) && (s.has(i+1, kwThu) || s.at(i+1).flags&upper != 0) {
		return false
	}
	return true
}

// afterLabel says that the word at token i may follow a label.
func (s *scan) afterLabel(i int) bool { return s.inSet(i, followers) }

// afterLetter says that the single capital before token i begins a word or name
// ("Phần A Bờ") and is no label.
func (s *scan) afterLetter(i int) bool {
	t := s.at(i)
	return t.kind == word && (t.flags&glued != 0 || t.flags&capital != 0 && !t.starts)
}

// lineStart says that token i is the first word of a line, apart from an opening
// quote or bracket.
func (s *scan) lineStart(i int) bool {
	for i--; i >= 0; i-- {
		t := s.at(i)
		if t.kind == newline {
			return true
		}
		if t.kind != punct || t.mark != '"' && t.mark != '[' && t.mark != '*' {
			return false
		}
	}
	return true
}

// headed says that the unit at token i heads a provision ("Điều 5. Tên điều" at
// the beginning of a line) and refers to nothing.
func (s *scan) headed(i int) bool {
	t := s.at(i)
	if s.query || t.kind != word || t.flags&capital == 0 || s.has(i, kwCac) {
		return false
	}
	start := s.lineStart(i)
	if !start && t.flags&quoted == 0 && !s.largeUnit(i) {
		return false
	}
	m, ok := s.unit(i)
	if !ok || m.this || m.rank == rankPart || m.rank == rankTiet || len(m.labels) != 1 {
		return false
	}
	next := s.at(m.next)
	if m.rank > rankArticle && s.titled(m.next) {
		return true
	}
	if !start {
		return t.flags&quoted != 0 && s.is(int(i)-1, '"') && s.is(m.next, '.') && m.rank >= rankArticle
	}
	if next.kind == newline {
		// the last words of the text may be all there is
		return m.next < len(s.tokens) || s.hasLines(i)
	}
	if m.rank < rankArticle {
		return next.kind == punct && (next.mark == '.' || next.mark == ':') && !s.closesLine(m.next)
	}
	if next.kind == punct {
		switch next.mark {
		case '.', ':':
			return true
		case '-', '[', '(':
			return m.rank > rankArticle || next.mark == '['
		case '"':
			return s.at(m.next+1).kind == newline
		}
		return false
	}
	return next.kind == number && s.is(m.next+1, '.') // "Điều 24a 1. Việc …"
}

// largeUnit says that token i may begin the heading of a unit above the điều.
func (s *scan) largeUnit(i int) bool {
	return s.has(i, kwMuc) || s.has(i, kwChuong) || s.has(i, kwPhan) || s.has(i, kwPhu) || s.has(i, kwTieu)
}

// titled says that a title in capitals, or "(Ban hành kèm theo …", stands at
// token i, behind the label of a chương or phụ lục.
func (s *scan) titled(i int) bool {
	if s.is(i, '(') && s.at(i+1).flags&capital != 0 && s.promulgated(i+1) > 0 {
		return true
	}
	if s.is(i, '.') || s.is(i, ':') || s.is(i, '-') {
		i++
	}
	if s.at(i).kind == newline {
		i++
	}
	return s.at(i).flags&upper != 0 && s.at(i+1).flags&upper != 0 && !s.documentWord(i)
}

// closesLine says that the mark of punctuation at token i ends its line.
func (s *scan) closesLine(i int) bool { return s.at(i+1).kind == newline }

// hasLines says that a line break stands before token i.
func (s *scan) hasLines(i int) bool {
	for j := i - 1; j >= 0; j-- {
		if s.at(j).kind == newline {
			return true
		}
	}
	return false
}
