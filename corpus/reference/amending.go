package reference

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus"
)

// amending reads "sửa đổi[, bổ sung] [một số điều]" behind a kind word or name.
func (s *scan) amending(j int) (bool, int) {
	if !s.hasAll(j, kwSua, kwDoi) {
		return false, j
	}
	j += 2
	k := j
	if s.is(k, ',') || s.has(k, kwVa) {
		k++
	}
	if s.hasAll(k, kwBoo, kwSung) {
		j = k + 2
	}
	if s.hasAll(j, kwMot, kwSo, kwDieu) {
		j += 3
	}
	return true, j
}

// maxNesting bounds acts that amend acts that amend acts.
const maxNesting = 3

// amendingAct reads the act that "Luật sửa đổi, bổ sung một số điều của" amends.
func (s *scan) amendingAct(n naming, j int) (naming, bool) {
	if n.doc.Kind == corpus.KindDecree || n.doc.Kind == corpus.KindCircular || n.doc.Kind == corpus.KindDecision {
		return n, false
	}
	if s.has(j, kwCua) {
		j++
	}
	if s.depth >= maxNesting {
		return n, false
	}
	s.depth++
	inner, ok := s.document(j)
	s.depth--
	if ok && (inner.doc.This || inner.doc.Name == "" || inner.doc.Key != "") {
		// the number is the amended act's: which act amends it is not said
		return n, false
	}
	if !ok {
		return s.amendingOthers(n, j)
	}
	n.doc.Name, n.doc.Year, n.doc.Issued = inner.doc.Name, inner.doc.Year, inner.doc.Issued
	n.end, n.next = inner.end, inner.next
	if n.doc.Year != 0 {
		return n, true
	}
	// several acts are amended by one: the year or date stands behind the last
	for k := inner.next; s.is(k, ',') || s.has(k, kwVa); {
		more, ok := s.document(k + 1)
		if !ok || more.doc.This || more.doc.Name == "" {
			break
		}
		if more.doc.Key != "" {
			// a number behind several names is the amending act's own
			n.doc.Key, n.doc.Year, n.doc.Issued = more.doc.Key, more.doc.Year, more.doc.Issued
			n.end, n.next = more.end, more.next
			break
		}
		if more.doc.Year != 0 {
			n.doc.Year, n.doc.Issued = more.doc.Year, more.doc.Issued
			n.end, n.next = more.end, more.next
			break
		}
		k = more.next
	}
	return n, true
}

// amendingOthers reads "37 Luật có liên quan đến quy hoạch 2018", "các luật về
// thuế năm 2014" behind "Luật sửa đổi, bổ sung một số điều của": the year must
// end it.
func (s *scan) amendingOthers(n naming, j int) (naming, bool) {
	for k := j; k < j+16; k++ {
		t := s.at(k)
		if t.kind == number && s.yearAt(k) {
			last := k
			if s.has(k-1, kwNam) {
				last--
			}
			if last <= j {
				return n, false
			}
			n.doc.Name = norm.NFC.String(strings.Join(strings.Fields(s.text[s.at(j).start:s.at(last-1).end]), " "))
			n.doc.Year = int(t.num)
			return s.finish(n, k+1), true
		}
		if t.kind == newline || t.kind == punct && t.mark != ',' {
			break
		}
	}
	return n, false
}
