package reference

import "trolyluat/corpus"

// Find returns the references of running text in the order in which they stand.
// Headings ("Điều 5. Tên điều" at the beginning of a line) are none. Spans are
// byte offsets in text, which may be in any normal form.
func Find(text string) []Reference { return find(text, false) }

// FindQuery is Find for what people type: it also takes small letters, missing
// diacritics and short forms ("d25 blld", "k2 d5", "nd 100/2019") for
// references.
func FindQuery(text string) []Reference { return find(text, true) }

func find(text string, query bool) []Reference {
	s := scanPool.Get().(*scan)
	defer scanPool.Put(s)
	s.query, s.depth = query, 0
	s.tokenize(text)
	var refs []Reference
	for i := 0; i < len(s.tokens); {
		t := &s.tokens[i]
		if t.kind == word && !t.starts && !query || t.kind == newline || t.kind == punct || t.kind == number && t.end-t.start > 6 {
			i++
			continue
		}
		next := s.sequence(i, &refs)
		i = max(next, i+1)
	}
	s.text = ""
	return refs
}

// separator tells what stands between two members of a sequence.
type separator uint8

const (
	sepNone  separator = iota // nothing, or "của", "tại", "thuộc"
	sepComma                  // ","
	sepAnd                    // "và", "hoặc", ";"
	sepTo                     // "đến", "-"
	sepOpen                   // ":", "|", "(": behind a document
)

// item is a mention in its sequence.
type item struct {
	mention
	sep separator // before it
}

// sequence reads the references that begin at token i and returns the token
// behind them; i when there are none.
func (s *scan) sequence(i int, refs *[]Reference) int {
	if n, ok := s.document(i); ok {
		if n.doc.This && s.counted(i) {
			return n.next
		}
		return s.documentFirst(n, refs)
	}
	if s.headed(i) {
		if m, ok := s.unit(i); ok {
			return m.next
		}
	}
	items := s.units(i)
	if len(items) == 0 {
		return i
	}
	next := items[len(items)-1].next
	n, attached, ok := s.documentBehind(next, items)
	if ok {
		s.emit(items, &n, attached, refs)
		return n.next
	}
	s.emit(items, nil, false, refs)
	return next
}

// counted says that "2 Quyết định này", "các Nghị định này" at token i speak of
// documents named before and not of the one at hand.
func (s *scan) counted(i int) bool {
	return s.at(i-1).kind == number && s.at(i).flags&glued == 0 || s.has(i-1, kwCac) || s.has(i-1, kwNhung)
}

// units reads mentions as long as they follow one another.
func (s *scan) units(i int) []item {
	m, ok := s.unit(i)
	if !ok {
		return nil
	}
	m.plural = m.plural || s.has(i-1, kwCac)
	items := []item{{mention: m}}
	for {
		if m, ok := s.inBrackets(&items[len(items)-1].mention); ok {
			items = append(items, item{mention: m})
			continue
		}
		sep, j, broken := s.separatorAt(items[len(items)-1].next)
		m, ok := s.unit(j)
		if !ok || s.headed(j) {
			return items
		}
		last := items[len(items)-1]
		if broken && (m.rank <= last.rank && sep == sepNone) {
			return items
		}
		if last.this && sep == sepNone && m.rank <= last.rank {
			return items
		}
		items = append(items, item{m, sep})
	}
}

// inBrackets reads "(khoản 2)" behind a larger unit.
func (s *scan) inBrackets(last *mention) (m mention, ok bool) {
	if !s.is(last.next, '(') {
		return m, false
	}
	m, ok = s.unit(last.next + 1)
	if !ok || m.rank >= last.rank || m.this || !s.is(m.next, ')') {
		return m, false
	}
	m.next++
	return m, true
}

// separatorAt reads what may stand between two units. broken says that a line
// break stands there.
func (s *scan) separatorAt(j int) (sep separator, next int, broken bool) {
	for range 4 {
		switch {
		case s.at(j).kind == newline && j < len(s.tokens):
			broken = true
		case s.is(j, ','):
			sep = max(sep, sepComma)
		case s.is(j, ';'), s.has(j, kwVa), s.has(j, kwHoac), s.has(j, kwHay):
			sep = max(sep, sepAnd)
		case s.is(j, '/') && s.has(j+1, kwHoac):
		case s.has(j, kwDen), s.is(j, '-'):
			sep = sepTo
		case s.has(j, kwCua), s.has(j, kwTai), s.has(j, kwThuoc), s.has(j, kwTrong):
		case s.has(j, kwTuu) && sep != sepNone:
		default:
			return sep, j, broken
		}
		j++
	}
	return sep, j, broken
}

// documentBehind reads the document that the units before token j belong to.
func (s *scan) documentBehind(j int, items []item) (n naming, attached, ok bool) {
	sep, k, _ := s.separatorAt(j)
	if sep >= sepAnd || sep == sepComma && items[len(items)-1].this {
		return n, false, false
	}
	last := items[len(items)-1]
	if last.rank == rankAppendix || last.rank == rankSection || last.rank == rankDivision {
		if l := s.promulgated(k); l > 0 {
			k = l
		}
	}
	if n, ok := s.document(k); ok {
		if sep == sepComma && n.doc.This && n.doc.Kind == corpus.KindOther {
			return n, false, false
		}
		return n, false, true
	}
	// "Điều 5 Quy chế … ban hành kèm theo Quyết định số …"
	if t := s.at(k); t.kind == word && t.flags&capital != 0 && s.inSet(k, attachedWords) && last.rank >= rankArticle {
		for l := k + 1; l < k+30; l++ {
			t := s.at(l)
			if t.kind == newline || t.kind == punct && t.mark != ',' && t.mark != '"' && t.mark != '-' {
				break
			}
			if m := s.promulgated(l); m > 0 {
				n, ok := s.document(m)
				return n, true, ok
			}
			if s.has(l, kwDieu) || s.has(l, kwKhoan) {
				break
			}
		}
	}
	return n, false, false
}

// attachedWords begin the names of texts promulgated with a document.
var attachedWords = wordSet("Quy", "Điều", "Nội", "Bản", "Danh", "Chương", "Hướng", "Thể", "Định", "Biểu", "Đề", "Kế")

// promulgated reads "[được] ban hành kèm theo", "kèm theo" and returns the token
// behind, 0 when they do not stand at token i.
func (s *scan) promulgated(i int) int {
	j := i
	if s.hasAll(j, kwBanHanh, kwHanh) {
		j += 2
	}
	if !s.has(j, kwKem) {
		return 0
	}
	j++
	if s.has(j, kwTheo) {
		j++
	}
	return j
}

// documentFirst handles a document that stands before its units ("Bộ luật Dân sự
// Điều 5", "Luật Đất đai | Điều 100") or alone.
func (s *scan) documentFirst(n naming, refs *[]Reference) int {
	j := n.next
	sep := sepNone
	switch {
	case s.is(j, ':'), s.is(j, '|'), s.is(j, '('):
		sep = sepOpen
		j++
	case s.is(j, ',') && s.query:
		j++
	case s.is(j, '-') && s.at(j).flags&glued == 0:
		sep = sepOpen
		j++
	}
	if sep != sepNone || s.unitWord(j) {
		if sep != sepNone && s.at(j).kind == newline {
			j++
		}
		if !s.headed(j) {
			items := s.units(j)
			if len(items) > 0 && !items[0].this && !items[len(items)-1].this {
				end := items[len(items)-1].next
				if _, _, ok := s.documentBehind(end, items); !ok || sep == sepOpen && !s.is(n.next, '(') {
					s.emit(items, &n, false, refs)
					return end
				}
			}
		}
	}
	s.emit(nil, &n, false, refs)
	return n.next
}

// unitWord says that a unit may begin right at token i.
func (s *scan) unitWord(i int) bool {
	t := s.at(i)
	return t.kind == word && (t.starts || s.query || s.has(i, kwCac))
}

// FindDate returns the first date written with "ngày" ("ngày 03 tháng 02 năm
// 2020", "ngày 1/7/2020") and the span from "ngày" on; zero when there is none.
func FindDate(text string) (corpus.Date, corpus.Span) {
	s := scanPool.Get().(*scan)
	defer scanPool.Put(s)
	s.query, s.depth = false, 0
	s.tokenize(text)
	defer func() { s.text = "" }()
	for i := range s.tokens {
		if d, next := s.date(i); d != 0 {
			return d, corpus.Span{Start: int(s.tokens[i].start), End: int(s.at(next - 1).end)}
		}
	}
	return 0, corpus.Span{}
}
