package reference

import (
	"strconv"
	"strings"
)

// labels reads the list of labels that begins at token j.
func (s *scan) labels(j int, m mention) (mention, bool) {
	l, j, ok := s.label(j, &m)
	if !ok {
		return m, false
	}
	m.labels = append(m.labels, l)
	m.end, m.next = l.end, j
	for {
		k, to := j, false
		switch {
		case s.is(k, ',') || s.is(k, ';'):
			k++
			if s.has(k, kwVa) || s.has(k, kwHoac) {
				k++
			}
		case s.has(k, kwVa):
			k++
			if s.is(k, '/') && s.has(k+1, kwHoac) {
				k += 2
			}
		case s.has(k, kwHoac), s.has(k, kwHay):
			k++
		case s.has(k, kwDen):
			k, to = k+1, true
		case s.is(k, '-') && m.rank >= rankClause:
			k, to = k+1, true
		default:
			return m, true
		}
		l, next, ok := s.label(k, &m)
		if !ok || s.measured(next) || s.headed(k) {
			return m, true
		}
		l.to = to
		m.labels = append(m.labels, l)
		m.end, m.next, j = l.end, next, next
	}
}

// label reads one label of a unit of m's rank at token j.
func (s *scan) label(j int, m *mention) (l label, next int, ok bool) {
	if s.is(j, '"') && m.rank == rankPoint {
		j++
	}
	t := s.at(j)
	l.start = t.start
	first := len(m.labels) == 0
	switch {
	case t.kind == number && t.num >= 0 && t.end-t.start <= 4:
		text := strconv.Itoa(int(t.num))
		next = j + 1
		// 12a, 98h, 30b1
		if w := s.at(next); w.kind == word && w.flags&glued != 0 && s.letter(next) != "" && (s.at(next+1).flags&glued == 0 || s.at(next+1).kind != word) {
			text += s.letter(next)
			next++
			if n := s.at(next); n.kind == number && n.flags&glued != 0 && n.end-n.start == 1 {
				text += s.str(next)
				next++
			}
		}
		// 2.1, 4.6.1
		for s.is(next, '.') && s.at(next).flags&glued != 0 && s.at(next+1).kind == number && s.at(next+1).flags&glued != 0 && s.at(next+1).end-s.at(next+1).start <= 3 {
			text += "." + s.str(next+1)
			next += 2
		}
		if m.rank == rankPoint || m.rank == rankTiet || m.rank == rankClause && strings.Contains(text, ".") {
			m.weak = m.weak || first
		}
		if s.is(next, '/') && s.at(next).flags&glued != 0 && s.at(next+1).flags&glued != 0 && s.at(next+1).kind != word {
			return l, 0, false
		}
		if first && s.measured(next) || s.is(next, '%') {
			return l, 0, false
		}
		l.part = prefixOf(m.rank) + text
	case t.kind != word:
		return l, 0, false
	case m.rank == rankPoint || m.rank == rankTiet:
		text := s.letter(j)
		if text == "" {
			if m.rank != rankTiet || !romanLower(s.str(j)) {
				return l, 0, false
			}
			text = s.str(j)
		}
		next = j + 1
		if n := s.at(next); n.kind == number && n.flags&glued != 0 && n.end-n.start <= 2 {
			text += s.str(next)
			next++
		}
		// a.2, b.1.1: units that some circulars number below a điểm
		for s.is(next, '.') && s.at(next).flags&glued != 0 && s.at(next+1).kind == number && s.at(next+1).flags&glued != 0 {
			text += "." + s.str(next+1)
			next += 2
		}
		if w := s.at(next); w.flags&glued != 0 && (w.kind == word || s.is(next, '/') || s.is(next, '&') || s.is(next, '-')) {
			return l, 0, false
		}
		if (text == "y" || text == "o" || text == "u") && s.at(next).kind == word && s.at(next).flags&capital == 0 && !s.afterLabel(next) {
			return l, 0, false
		}
		l.part = text
		l.end = s.at(next - 1).end
		if s.is(next, ')') && s.at(next).flags&glued != 0 && !s.is(j-1, '(') || s.is(next, '"') && s.is(j-1, '"') {
			next++
		}
		return l, next, true
	case s.has(j, kwThu) && m.rank == rankDivision:
		n, k := s.ordinal(j + 1)
		if n == 0 {
			return l, 0, false
		}
		m.weak = false
		l.part, next = "p"+strconv.Itoa(n), k
	case m.rank >= rankSubsection:
		text, strong := chapterLabel(s.str(j))
		if text == "" || !strong && first && s.afterLetter(j+1) {
			return l, 0, false
		}
		next = j + 1
		if w := s.at(next); w.flags&glued != 0 && w.kind == number {
			text += s.str(next)
			next++
		}
		l.part = prefixOf(m.rank) + text
	case m.rank == rankClause && s.letter(j) != "":
		m.weak = true
		l.part, next = "k"+s.letter(j), j+1
	case m.rank == rankClause && t.flags&capital != 0:
		v := romanValue(s.str(j))
		if v == 0 {
			return l, 0, false
		}
		m.weak = true
		l.part, next = "k"+strconv.Itoa(v), j+1
	default:
		return l, 0, false
	}
	l.end = s.at(next - 1).end
	return l, next, true
}

// letter returns the small letter of a điểm that token i is, or "".
func (s *scan) letter(i int) string {
	t := s.at(i)
	if t.kind != word {
		return ""
	}
	switch text := s.text[t.start:t.end]; len(text) {
	case 1:
		if c := text[0] | 0x20; c >= 'a' && c <= 'z' {
			return string(c)
		}
	case 2:
		if l := letterOf([]rune(text)[0]); l.quality == 4 && len([]rune(text)) == 1 {
			return "đ"
		}
	}
	return ""
}

// prefixOf is the letter of a rank in paths.
func prefixOf(r rank) string {
	switch r {
	case rankTiet:
		return "tiet"
	case rankClause:
		return "k"
	case rankArticle:
		return "d"
	case rankSubsection:
		return "tm"
	case rankSection:
		return "m"
	case rankChapter:
		return "c"
	case rankDivision:
		return "p"
	case rankAppendix:
		return "pl"
	}
	return ""
}

// chapterLabel reads the label of a chương, mục, phần or phụ lục: a Roman number
// ("VIIa"), or a letter. strong says that it can be nothing else.
func chapterLabel(s string) (text string, strong bool) {
	n := 0
	for n < len(s) && strings.IndexByte("IVXLC", s[n]) >= 0 {
		n++
	}
	tail := s[n:]
	if v := romanValue(s[:n]); v > 0 && (tail == "" || len(tail) == 1 && tail[0] >= 'a' && tail[0] <= 'z') && !(n == 1 && (s[0] == 'L' || s[0] == 'C')) {
		return strconv.Itoa(v) + tail, true
	}
	if v := romanValue(s[:n]); v > 0 && len(tail) == 1 {
		return strconv.Itoa(v) + strings.ToLower(tail), true
	}
	if len(s) == 1 && s[0] >= 'A' && s[0] <= 'Z' {
		return strings.ToLower(s), false
	}
	return "", false
}

// romanValue is the value of a Roman number in capitals, 0 when s is none.
func romanValue(s string) int {
	value := func(c byte) int {
		switch c {
		case 'I':
			return 1
		case 'V':
			return 5
		case 'X':
			return 10
		case 'L':
			return 50
		case 'C':
			return 100
		}
		return 0
	}
	sum := 0
	for i := range len(s) {
		v := value(s[i])
		if v == 0 || len(s) > 9 {
			return 0
		}
		if i+1 < len(s) && value(s[i+1]) > v {
			sum -= v
		} else {
			sum += v
		}
	}
	return max(sum, 0)
}

func romanLower(s string) bool {
	return s != "" && strings.Trim(s, "ivx") == "" && len(s) <= 5
}
