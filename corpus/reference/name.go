package reference

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus"
)

// naming is a document named in the text.
type naming struct {
	doc        Document
	start, end int32 // bytes
	next       int   // token behind
}

// document reads the naming of a document at token i.
func (s *scan) document(i int) (n naming, ok bool) {
	t := s.at(i)
	if t.kind == number {
		return s.bareNumber(i)
	}
	if t.kind != word || !t.starts {
		return n, false
	}
	n.start = t.start
	if n, ok := s.abbreviated(i); ok {
		return n, true
	}
	kind, j := s.kindAt(i)
	abbreviation := false
	if kind == "" {
		e, k := lexicon.kinds.longest(s, i)
		if e == nil || !s.query && t.flags&upper == 0 {
			return n, false
		}
		kind, j, abbreviation = e.kind, k, true
	}
	n.doc.Kind = kind
	if !abbreviation && s.has(j, kwNay) {
		if t.flags&capital == 0 && !s.query && !plainThis(kind) {
			return n, false
		}
		n.doc.This = true
		n.doc.Attached = kind == corpus.KindOther
		return s.finish(n, j+1), true
	}
	if kind == corpus.KindOther {
		return n, false
	}
	small := t.flags&capital == 0 && !s.query
	if small && i > 0 && s.inSet(i-1, lawCompounds) {
		return n, false
	}
	named := false
	if n.doc.Amending, j = s.amending(j); n.doc.Amending {
		return s.amendingAct(n, j)
	}
	if kind == corpus.KindConstitution {
		n.doc.Name, named = "Hiến pháp", true
	} else if e, k := s.knownName(kind, j); e != nil {
		n.doc.Name, n.doc.Kind, named, j = e.name, e.kind, true, k
	}
	if !named && !small && !abbreviation && (kind == corpus.KindLaw || kind == corpus.KindCode || kind == corpus.KindOrdinance) {
		if k := s.unknownName(j); k > j {
			n.doc.Name, named = norm.NFC.String(strings.Join(strings.Fields(s.text[t.start:s.at(k-1).end]), " ")), true
			j = k
		}
	}
	return s.identify(n, j, kind, named, small)
}

// identify reads number, year and date behind a kind or name.
func (s *scan) identify(n naming, j int, kind corpus.Kind, named, small bool) (naming, bool) {
	end := j
	numbered := false
	for range 3 {
		k := j
		if s.is(k, '(') && !named {
			break
		}
		if s.is(k, '(') && (s.has(k+1, kwSo) || s.yearAt(k+1) && s.is(k+2, ')')) {
			k++
		}
		so := s.has(k, kwSo)
		if so {
			k++
			if s.is(k, ':') {
				k++
			}
		}
		if s.at(k).kind == number && !numbered {
			year := named && !so && s.yearAt(k) && !(s.is(k+1, '/') && s.at(k+1).flags&glued != 0)
			if !year && (so || !named || s.is(k+1, '/')) {
				num, ok := s.number(k, true)
				if ok && s.acceptNumber(num, so, named) {
					n.doc.Key, n.doc.Number, n.doc.Kind = num.key, num.partial, kindBy(n.doc.Kind, num, named)
					if num.year != 0 {
						n.doc.Year = num.year
					}
					numbered = true
					end, j = num.end, num.end
					if s.is(k-1, '(') && s.is(end, ')') || s.is(k-2, '(') && s.is(end, ')') {
						end, j = end+1, j+1
					}
					continue
				}
			}
		}
		if named && !so {
			y := k
			if s.has(y, kwNam) {
				y++
			}
			if s.yearAt(y) && !(s.is(y+1, '/') && s.at(y+1).flags&glued != 0) && n.doc.Year == 0 {
				n.doc.Year = int(s.at(y).num)
				j = y + 1
				if s.is(y-1, '(') && s.is(j, ')') {
					j++
				}
				end = j
				continue
			}
			// "Luật Hải quan sửa đổi 2005", "Luật Đất đai sửa đổi, bổ sung năm 2001"
			if a, y := s.amending(j); a && n.doc.Year == 0 {
				if s.has(y, kwNam) {
					y++
				}
				if s.yearAt(y) {
					n.doc.Amending = true
					n.doc.Year = int(s.at(y).num)
					j, end = y+1, y+1
					continue
				}
			}
		}
		d := j
		if s.is(d, ',') {
			d++
		}
		if issued, k := s.date(d); issued != 0 && (numbered || named && d == j) && n.doc.Issued == 0 {
			n.doc.Issued = issued
			if n.doc.Year == 0 {
				n.doc.Year = issued.Year()
			}
			end, j = k, k
			continue
		}
		break
	}
	switch {
	case numbered:
		if n.doc.Number != "" && n.doc.Year == 0 && !s.query {
			return n, false
		}
		n.doc.complete()
	case named:
		if small && n.doc.Year == 0 && !s.query && s.smallName(n) {
			return n, false
		}
	default:
		if k := s.numberAfterIssuer(j); k > 0 {
			num, _ := s.number(k, true)
			n.doc.Key, n.doc.Year, n.doc.Kind = num.key, num.year, kindBy(n.doc.Kind, num, false)
			end = num.end
			if issued, k := s.date(end); issued != 0 {
				n.doc.Issued, end = issued, k
			}
			return s.finish(n, end), true
		}
		return n, false
	}
	return s.finish(n, end), true
}

// acceptNumber weighs a number behind a kind word: whole ones always, a part
// ("100/2019") too, a bare one ("326") only behind "số", before a date or in a
// question.
func (s *scan) acceptNumber(n docNumber, so, named bool) bool {
	if n.key != "" || n.year != 0 {
		return true
	}
	if named {
		return false
	}
	d := n.end
	if s.is(d, ',') {
		d++
	}
	issued, _ := s.date(d)
	return issued != 0 || s.query && !s.measured(n.end)
}

// numberAfterIssuer finds the number in "Quyết định của Bộ trưởng Bộ Tài chính số
// 15/2006/QĐ-BTC": up to twelve words from token j on.
func (s *scan) numberAfterIssuer(j int) int {
	if !s.has(j, kwCua) {
		return 0
	}
	for k := j + 1; k < j+14; k++ {
		t := s.at(k)
		if t.kind != word {
			return 0
		}
		if s.has(k, kwSo) {
			if num, ok := s.number(k+1, true); ok && num.key != "" {
				return k + 1
			}
			return 0
		}
	}
	return 0
}

// smallName says that a known name behind a small "luật" is only the name of a
// field of law ("pháp luật đất đai"), when nothing else shows a document.
func (s *scan) smallName(n naming) bool {
	_, kind := Canonical(n.doc.Name)
	return kind == corpus.KindLaw
}

// complete derives the key from a partial number where the kind leaves only one
// suffix: decrees.
func (d *Document) complete() {
	if d.Key == "" && d.Kind == corpus.KindDecree && d.Year != 0 && strings.Contains(d.Number, "/") {
		d.Key = d.Number + "/NĐ-CP"
	}
}

// bareNumber reads a number that no kind word introduces.
func (s *scan) bareNumber(i int) (n naming, ok bool) {
	if !s.is(i+1, '/') && !(s.at(i+1).kind == word && s.is(i+2, '/')) {
		return n, false
	}
	if s.is(i-1, '/') || s.is(i-1, '-') && s.at(i).flags&glued != 0 || s.has(i-1, kwMau) || s.has(i-1, kwSo) && s.has(i-2, kwMau) {
		return n, false
	}
	num, ok := s.number(i, false)
	if !ok || !num.known {
		return n, false
	}
	n.start = s.at(i).start
	n.doc = Document{Key: num.key, Kind: num.kind, Year: num.year}
	end := num.end
	d := end
	if s.is(d, ',') {
		d++
	}
	if issued, k := s.date(d); issued != 0 {
		n.doc.Issued, end = issued, k
	}
	return s.finish(n, end), true
}

// abbreviated reads BLDS, BLTTHS, HN&GĐ and the like.
func (s *scan) abbreviated(i int) (n naming, ok bool) {
	e, j := lexicon.full.longest(s, i)
	if e == nil || j == i {
		return n, false
	}
	if !s.query && s.at(i).flags&upper == 0 {
		return n, false
	}
	n.start = s.at(i).start
	n.doc = Document{Name: e.name, Kind: e.kind}
	return s.identify(n, j, e.kind, true, false)
}

// knownName finds the lexicon's longest name behind a kind word.
func (s *scan) knownName(kind corpus.Kind, j int) (*entry, int) {
	roots := []corpus.Kind{kind}
	switch kind {
	case corpus.KindLaw:
		roots = append(roots, corpus.KindCode)
	case corpus.KindCode:
		roots = append(roots, corpus.KindLaw)
	case corpus.KindOrdinance:
	default:
		return nil, j
	}
	for _, r := range roots {
		if e, k := lexicon.names[r].longest(s, j); e != nil && k > j {
			return e, k
		}
	}
	return nil, j
}

// unknownName returns the token behind a name that the lexicon does not hold: a
// capital word and what follows up to a word that no name has.
func (s *scan) unknownName(j int) int {
	t := s.at(j)
	if t.kind != word || t.flags&capital == 0 || t.flags&upper != 0 || s.inSet(j, noNames) || s.documentWord(j) {
		return j
	}
	end := j
	for k := j; k < j+14; k++ {
		t := s.at(k)
		stop := s.inSet(k, nameStops)
		if k == j { // a capital begins the name, save of "Luật Sửa đổi, bổ sung"
			stop = stop && (s.inSet(j+1, changeWord) || !s.inSet(j, mendWord))
		}
		if t.kind != word || stop || s.documentWord(k) && k > j {
			break
		}
		end = k + 1
	}
	if k := s.nameBeforeNumber(end, j+26); k > 0 {
		return k
	}
	return end
}

// nameBeforeNumber lets a name of a law go on from token i over words that end most
// names ("Luật Dịch vụ sửa chữa và bảo hành đồ gia dụng số 65/2031/QH19"), where a
// number of the National Assembly or its Standing Committee follows at once. It
// returns the token of "số", 0 where there is none before token limit.
func (s *scan) nameBeforeNumber(i, limit int) int {
	for k := i; k < limit; k++ {
		t := s.at(k)
		switch {
		case s.has(k, kwSo):
			num, ok := s.number(k+1, true)
			if ok && (strings.Contains(num.key, "/QH") || strings.Contains(num.key, "/UBTVQH")) {
				return k
			}
			return 0
		case s.is(k, ','):
		case t.kind != word || s.documentWord(k) || s.inSet(k, hardStops) || t.flags&capital != 0:
			return 0
		}
	}
	return 0
}

// finish closes a naming before token next.
func (s *scan) finish(n naming, next int) naming {
	n.end, n.next = s.at(next-1).end, next
	return n
}

// plainThis says that "luật này" in small letters can only mean the document;
// "quyết định này", "quy định này" are also common words.
func plainThis(k corpus.Kind) bool {
	switch k {
	case corpus.KindLaw, corpus.KindCode, corpus.KindDecree, corpus.KindCircular, corpus.KindOrdinance, corpus.KindJointCircular:
		return true
	}
	return false
}

var (
	// lawCompounds: pháp luật, kỷ luật, quy luật …
	lawCompounds = wordSet("pháp", "kỷ", "kỉ", "quy", "qui", "dự", "án", "ngành", "hệ")
	// noNames: capital words behind Luật that begin no name of a law.
	noNames    = wordSet("Việt", "Quốc", "Sư", "Này", "Số", "Nhà")
	mendWord   = wordSet("sửa")
	changeWord = wordSet("đổi")
	// hardStops: words that end a name also before a number.
	hardStops = wordSet("này", "năm", "ngày", "được", "theo", "điều", "khoản", "điểm", "ban", "hết", "bị", "thì", "là", "đã", "do", "nếu", "tại", "quy")
	// nameStops: words that end a name.
	nameStops = wordSet("này", "năm", "số", "ngày", "của", "do", "được", "có", "quy", "theo", "để", "đã", "thì", "là",
		"hoặc", "khi", "trong", "tại", "bị", "với", "cho", "đối", "phải", "hiện", "như", "còn", "sẽ", "không", "nhưng",
		"mà", "nếu", "từ", "sau", "trước", "đến", "ban", "hướng", "sửa", "nêu", "nói", "trên", "và", "các", "thay",
		"hết", "hành", "điều", "khoản", "điểm", "chương", "mục", "cũng", "vẫn", "đang", "áp")
)
