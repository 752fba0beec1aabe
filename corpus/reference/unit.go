package reference

import (
	"strconv"

	"trolyluat/corpus"
)

// rank orders the units from the smallest to the largest; it is finer than
// corpus.Level and follows the way in which units nest in a reference.
type rank uint8

const (
	rankPart       rank = iota // đoạn, gạch đầu dòng, tên
	rankTiet                   // tiết
	rankPoint                  // điểm
	rankClause                 // khoản
	rankArticle                // điều
	rankSubsection             // tiểu mục
	rankSection                // mục
	rankChapter                // chương
	rankDivision               // phần
	rankAppendix               // phụ lục
	rankCount
)

var levelOfRank = [rankCount]corpus.Level{rankPoint: corpus.LevelPoint, rankClause: corpus.LevelClause,
	rankArticle: corpus.LevelArticle, rankSubsection: corpus.LevelSubsection, rankSection: corpus.LevelSection,
	rankChapter: corpus.LevelChapter, rankDivision: corpus.LevelPart, rankAppendix: corpus.LevelAppendix}

// label is one number or letter of a unit with the place where it stands.
type label struct {
	part       string // component of the path: "k2", "đ", "c3"; of rankPart the part name
	start, end int32  // bytes
	to         bool   // the labels from the one before up to this one are meant
}

// mention is one unit word with its labels: "các khoản 1, 2 và 3".
type mention struct {
	rank   rank
	labels []label
	this   bool // "Điều này"
	plural bool // behind "các"
	weak   bool // only a unit when a larger unit or a document follows
	start  int32
	end    int32
	next   int // token behind
}

// unit reads a mention at token i.
func (s *scan) unit(i int) (m mention, ok bool) {
	if s.has(i, kwCac) || s.has(i, kwNhung) {
		m.plural = true
		i++
	}
	t := s.at(i)
	if t.kind != word {
		return m, false
	}
	m.start = t.start
	j := i + 1
	switch {
	case !t.starts && !s.query:
		return m, false
	case s.has(i, kwDieu):
		m.rank = rankArticle
	case s.has(i, kwKhoan):
		if s.wordBefore(i, clauseCompounds) {
			return m, false
		}
		m.rank = rankClause
	case s.has(i, kwDiem):
		if s.wordBefore(i, pointCompounds) {
			return m, false
		}
		m.rank = rankPoint
	case s.has(i, kwChuong):
		m.rank = rankChapter
	case s.hasAll(i, kwTieu, kwMuc):
		m.rank, j = rankSubsection, i+2
	case s.has(i, kwMuc):
		m.rank = rankSection
		m.weak = t.flags&capital == 0
	case s.has(i, kwPhan):
		m.rank = rankDivision
		m.weak = t.flags&capital == 0
	case s.hasAll(i, kwPhu, kwLuc):
		m.rank, j = rankAppendix, i+2
	case s.has(i, kwTiet):
		m.rank, m.weak = rankTiet, true
	case s.has(i, kwDoan), s.has(i, kwGach), s.has(i, kwTen):
		return s.partUnit(i, m)
	case s.query:
		return s.shortUnit(i, m)
	default:
		return m, false
	}
	if s.has(j, kwNay) && m.rank != rankTiet {
		m.this, m.weak = true, false
		m.end, m.next = s.at(j).end, j+1
		return m, true
	}
	if s.has(j, kwSo) || s.is(j, ':') && s.at(j+1).kind == number {
		j++
	}
	return s.labels(j, m)
}

// shortUnit reads "d25", "đ.25", "k2" of a question; "d 25" only before a document
// or another unit.
func (s *scan) shortUnit(i int, m mention) (mention, bool) {
	t := s.at(i)
	switch s.str(i) {
	case "d", "đ", "D", "Đ":
		m.rank = rankArticle
	case "k", "K":
		m.rank = rankClause
	default:
		return m, false
	}
	j := i + 1
	if s.is(j, '.') && s.at(j).flags&glued != 0 {
		j++
	}
	n := s.at(j)
	if n.kind != number || t.end-t.start > 2 {
		return m, false
	}
	m, ok := s.labels(j, m)
	if ok && n.flags&glued == 0 {
		k := m.next
		if s.has(k, kwCua) {
			k++
		}
		if _, ok = s.document(k); !ok {
			_, ok = s.unit(k)
		}
		return m, ok || s.documentWord(k)
	}
	return m, ok
}

// partUnit reads "đoạn thứ hai", "đoạn mở đầu", "gạch đầu dòng thứ nhất", "tên".
func (s *scan) partUnit(i int, m mention) (mention, bool) {
	m.rank, m.weak = rankPart, true
	name, j := "", i+1
	switch {
	case s.has(i, kwTen):
		name = "ten"
	case s.has(i, kwDoan):
		switch {
		case s.hasAll(j, kwMo, kwDau):
			name, j = "mo-dau", j+2
		case s.has(j, kwDau), s.has(j, kwDan):
			name, j = "mo-dau", j+1
		case s.has(j, kwCuoi):
			name, j = "cuoi", j+1
		default:
			name = "doan"
		}
	default:
		switch {
		case s.hasAll(j, kwDau, kwDong):
			j += 2
		case s.hasAll(j, kwNgang, kwDau, kwDong):
			j += 3
		default:
			return m, false
		}
		name = "gach"
	}
	if name == "doan" || name == "gach" {
		for first := true; ; first = false {
			k := j
			if !first {
				if s.is(k, ',') || s.has(k, kwVa) || s.has(k, kwHoac) {
					k++
				} else {
					break
				}
			}
			start := s.at(k).start
			if s.has(k, kwThu) {
				k++
			} else if first && s.at(k).kind != number {
				return m, false
			}
			n, next := s.ordinal(k)
			if n == 0 {
				break
			}
			m.labels = append(m.labels, label{part: name + strconv.Itoa(n), start: start, end: s.at(next - 1).end})
			j = next
		}
		if len(m.labels) == 0 {
			return m, false
		}
	} else {
		m.labels = append(m.labels, label{part: name, start: m.start, end: s.at(j - 1).end})
	}
	m.end, m.next = s.at(j-1).end, j
	return m, true
}

// ordinal reads a number in digits or an ordinal word up to mười chín.
func (s *scan) ordinal(i int) (n, next int) {
	if t := s.at(i); t.kind == number && t.num > 0 && t.num < 100 {
		return int(t.num), i + 1
	}
	words := []keyword{kwNhat, kwHai, kwBa, kwTu, kwNam, kwSau, kwBay, kwTam, kwChin, kwMuoi}
	for v, k := range words {
		if !s.has(i, k) && !(k == kwTu && s.has(i, kwTuBon)) && !(k == kwNhat && s.has(i, kwMot)) {
			continue
		}
		if k == kwMuoi {
			for w, k2 := range words[:9] {
				if s.has(i+1, k2) || k2 == kwNhat && s.has(i+1, kwMot) {
					return 11 + w, i + 2
				}
			}
		}
		return v + 1, i + 1
	}
	return 0, i
}
