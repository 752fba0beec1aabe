package reference

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus"
)

// docNumber is a document number found in a text.
type docNumber struct {
	key     string // whole and normalised
	partial string // "100/2019", "326" when the suffix is missing
	year    int
	kind    corpus.Kind
	known   bool // the first group of its suffix is a code of the lexicon
	end     int  // token behind it
}

// keyForm gives a number the form of a document's key: capitals (but "TTg"), two
// digits at least in front, a slash for the hyphen of old numbers ("201-CP").
func keyForm(s string) string {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	head, tail := strings.TrimLeft(s[:i], "0"), strings.ToUpper(s[i:])
	for len(head) < 2 {
		head = "0" + head
	}
	if tail != "" && tail[0] == '-' {
		tail = "/" + tail[1:]
	}
	if rest, ok := strings.CutPrefix(tail, "/SL"); ok && rest != "" {
		// 102-SL-L.004, 102/SL/L004: the decrees and laws of 1945 to 1960
		tail = "/SL-" + strings.NewReplacer(".", "", "/", "", "-", "").Replace(rest)
	}
	return head + strings.ReplaceAll(tail, "TTG", "TTg")
}

// NormalizeNumber brings a printed document number into the form of a key:
// NFC, no spaces, agency codes with their diacritics and capitals
// ("15/2020/nd - cp" → "15/2020/NĐ-CP"). A text that is no number comes back
// trimmed.
func NormalizeNumber(s string) string {
	var sc scan
	sc.query = true
	s = strings.TrimSpace(s)
	sc.tokenize(s)
	i := 0
	if sc.has(0, kwSo) {
		i++
		if sc.is(i, ':') {
			i++
		}
	}
	if n, ok := sc.number(i, true); ok && n.key != "" && n.end == len(sc.tokens) {
		return n.key
	}
	return strings.TrimSpace(norm.NFC.String(s))
}

// number reads a document number at token i. behindKind allows the forms that
// are numbers of documents only behind "Nghị định", "Luật số" and the like.
func (s *scan) number(i int, behindKind bool) (docNumber, bool) {
	t := s.at(i)
	if t.kind != number || t.num < 0 || t.end-t.start > 6 {
		return docNumber{}, false
	}
	head := s.str(i)
	j := i + 1
	// a letter glued to the number: 12a/2010/…
	if n := s.at(j); n.kind == word && n.flags&glued != 0 && n.end-n.start == 1 && s.at(j+1).flags&glued != 0 && s.is(j+1, '/') {
		head += s.str(j)
		j++
	}
	var n docNumber
	switch {
	case s.is(j, '/') && s.yearAt(j+1) && s.is(j+2, '/'):
		suffix, c, end := s.suffix(j + 3)
		if end == 0 {
			break
		}
		n = docNumber{key: keyForm(head + "/" + s.str(j+1) + "/" + suffix), year: int(s.at(j + 1).num), kind: c.kind, known: c.first, end: end}
		n.kind = kindOfSuffix(suffix, n.kind)
		if n.kind == corpus.KindJudgment {
			n.known = true
		}
		return n, true
	case s.is(j, '/') && s.at(j+1).kind == word:
		suffix, c, end := s.suffix(j + 1)
		if end == 0 || !c.first && !behindKind {
			break
		}
		n = docNumber{key: keyForm(head + "/" + suffix), kind: c.kind, known: c.first, end: end}
		return n, true
	case behindKind && s.is(j, '-') && s.at(j).flags&glued != 0 && s.at(j+1).kind == word:
		suffix, c, end := s.suffix(j + 1)
		if end == 0 || !c.first {
			break
		}
		return docNumber{key: keyForm(head + "-" + suffix), kind: c.kind, known: true, end: end}, true
	}
	if behindKind && s.is(j, '/') && s.at(j).flags&glued != 0 && s.yearAt(j+1) && !s.is(j+2, '/') {
		return docNumber{partial: head + "/" + s.str(j+1), year: int(s.at(j + 1).num), end: j + 2}, true
	}
	if behindKind {
		return docNumber{partial: head, end: j}, true
	}
	return docNumber{}, false
}

// yearAt says whether token i is a year of issue in four digits.
func (s *scan) yearAt(i int) bool {
	t := s.at(i)
	return t.kind == number && t.end-t.start == 4 && t.num >= 1940 && t.num <= 2100
}

// suffix reads the groups behind the year ("NĐ-CP", "TTLT-BTC-BTP", "QH14",
// "L/CTN"). It returns the text in canonical spelling, what the first group
// tells, and the token behind; end 0 when there is none.
func (s *scan) suffix(i int) (text string, c code, end int) {
	var b strings.Builder
	for j := i; s.group(j, j > i); {
		t := s.at(j)
		known := s.codeAt(j)
		if j == i {
			c = known
		}
		if known.text != "" {
			b.WriteString(known.text)
		} else {
			b.WriteString(plainD.Replace(norm.NFC.String(s.str(j))))
		}
		j++
		// digits of a term: QH14, UBTVQH 12
		term := known.text == "QH" || known.text == "UBTVQH"
		if n := s.at(j); n.kind == number && n.end-n.start <= 4 && (n.flags&glued != 0 || term && n.num <= 20 && n.end-n.start == 2) {
			b.WriteString(s.str(j))
			j++
		}
		end = j
		sep, next := s.at(j), s.at(j+1)
		if sep.kind != punct || sep.mark != '-' && sep.mark != '/' && sep.mark != '&' && sep.mark != '.' {
			break
		}
		tight := sep.flags&glued != 0 && next.flags&glued != 0
		if next.kind == number && tight && next.end-next.start <= 3 && (sep.mark == '-' || t.fold == foldL) {
			b.WriteByte(sep.mark)
			b.WriteString(s.str(j + 1))
			end = j + 2
			break
		}
		if !tight && (sep.mark == '.' || next.kind != word || s.codeAt(j+1).text == "") || !s.group(j+1, true) {
			break
		}
		b.WriteByte(sep.mark)
		j++
	}
	return b.String(), c, end
}

var (
	plainD = strings.NewReplacer("Ð", "Đ", "Ɖ", "Đ")
	foldL  = hashWord("L").fold
)

// group says whether token i can be a group of a number's suffix.
func (s *scan) group(i int, later bool) bool {
	t := s.at(i)
	if t.kind != word || t.end-t.start > 40 {
		return false
	}
	if s.codeAt(i).text != "" {
		return t.flags&capital != 0 || s.query || later && t.flags&glued != 0
	}
	return t.flags&capital != 0 && (t.flags&upper != 0 || t.end-t.start <= 2 || mostlyUpper(s.str(i)))
}

// codeAt is the code of the lexicon that token i spells, zero when none.
func (s *scan) codeAt(i int) code {
	t := s.at(i)
	c, ok := lexicon.codes[t.fold]
	if !ok || t.kind != word || t.flags&marked != 0 && t.exact != c.exact {
		return code{}
	}
	return c
}

// mostlyUpper says that a group like "QĐKNPTt" or "TTg" is a code and no word:
// two capitals or more in front.
func mostlyUpper(s string) bool {
	n := 0
	for _, r := range s {
		if !letterOf(r).upper {
			break
		}
		n++
	}
	return n >= 2
}

// kindOfSuffix tells judgments from their suffix (DS-PT, HNGĐ-ST, KDTM-GĐT);
// other kinds come from the code.
func kindOfSuffix(suffix string, kind corpus.Kind) corpus.Kind {
	if kind != "" {
		return kind
	}
	i := strings.LastIndexByte(suffix, '-')
	if i < 0 {
		return kind
	}
	switch suffix[i+1:] {
	case "ST", "PT", "GĐT", "TT":
		return corpus.KindJudgment
	}
	return kind
}

// date reads "ngày 03 tháng 02 năm 2020", "ngày 30/12/2016" at token i.
func (s *scan) date(i int) (d corpus.Date, end int) {
	if !s.has(i, kwNgay) {
		return 0, 0
	}
	day := s.at(i + 1)
	if day.kind != number {
		return 0, 0
	}
	j := i + 2
	switch {
	case s.has(j, kwThang) && s.at(j+1).kind == number && s.has(j+2, kwNam) && s.yearAt(j+3):
		d = corpus.NewDate(int(s.at(j+3).num), int(s.at(j+1).num), int(day.num))
		end = j + 4
	case s.at(j).kind == punct && (s.is(j, '/') || s.is(j, '-') || s.is(j, '.')) && s.at(j+1).kind == number && s.at(j+2).kind == punct && s.yearAt(j+3):
		d = corpus.NewDate(int(s.at(j+3).num), int(s.at(j+1).num), int(day.num))
		end = j + 4
	}
	if d == 0 {
		return 0, 0
	}
	return d, end
}

// foldNumber makes numbers comparable: folded letters and digits with leading
// zeros dropped, separators as one.
func foldNumber(key string) string {
	var s scan
	s.tokenize(key)
	var b strings.Builder
	for i := range s.tokens {
		switch t := &s.tokens[i]; t.kind {
		case number:
			if b.Len() > 0 && t.flags&glued != 0 && s.at(i-1).kind == word {
				b.WriteString(strconv.Itoa(int(t.num)))
				continue
			}
			if b.Len() > 0 {
				b.WriteByte('/')
			}
			b.WriteString(strconv.Itoa(int(t.num)))
		case word:
			if b.Len() > 0 && !(s.at(i-1).kind == number && t.flags&glued != 0) {
				b.WriteByte('/')
			}
			for _, r := range s.str(i) {
				if l := letterOf(r); l.base > 1 {
					b.WriteByte(l.base)
				}
			}
		}
	}
	return b.String()
}

// Translation says that a key is that of an English translation of a text
// ("62/2021/NĐ-CP@EN"), which is no law.
func Translation(key string) bool { return strings.HasSuffix(key, "@EN") }
