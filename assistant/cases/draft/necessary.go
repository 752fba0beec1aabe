package draft

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

var (
	feesForm    = regexp.MustCompile(`(?i)án\s+phí`)
	appealForm  = regexp.MustCompile(`(?i)kháng\s+cáo`)
	absenceForm = regexp.MustCompile(`(?i)vắng\s+mặt`)
	anLe        = regexp.MustCompile(`(?i)án\s+lệ\s+(?:số\s*:?\s*)?(\d+\s*/\s*\d{4}\s*/\s*AL)`)
)

// necessary looks for what every judgment of first instance must deal with: court
// fees, the right to appeal, and where parties were absent the ground to go on.
func (w *check) necessary() {
	j := w.doc.Judgment
	body := w.doc.Text[w.body.Start:w.body.End]
	ruling := body
	if j.Ruling.Len() > 0 {
		ruling = w.doc.Text[j.Ruling.Start:]
	}
	at := corpus.Span{Start: w.body.End, End: w.body.End}
	if !feesForm.MatchString(body) {
		w.find(NoFees, Fault, "", at, "Phần nhận định và quyết định không nói gì về án phí (Bộ luật Tố tụng dân sự: nghĩa vụ chịu án phí; Nghị quyết 326/2016/UBTVQH14).")
	}
	if j.Level != "phúc thẩm" && j.Level != "giám đốc thẩm" && j.Level != "tái thẩm" && !appealForm.MatchString(ruling) {
		w.find(NoAppeal, Fault, "", at, "Phần quyết định không nêu quyền kháng cáo và thời hạn kháng cáo của đương sự.")
	}
	before := w.doc.Text[:w.body.Start]
	if m := absenceForm.FindStringIndex(before); m != nil && !absenceForm.MatchString(body) && !w.absenceCited() {
		w.find(NoAbsence, Fault, strings.Join(strings.Fields(before[m[0]:m[1]]), " "), corpus.Span{Start: m[0], End: m[1]},
			"Có người vắng mặt, nhưng phần nhận định không nêu căn cứ xét xử vắng mặt.")
	}
}

// absenceCited says that the draft names a provision on trial in absence.
func (w *check) absenceCited() bool {
	return slices.ContainsFunc(w.out.References, func(r Reference) bool {
		return slices.ContainsFunc(r.Paths, func(p string) bool { return slices.Contains(w.Absence, r.Document+"#"+reference.Article(p)) })
	})
}

// precedents looks at the án lệ that the draft names and at those that it should
// address.
func (w *check) precedents() {
	named := map[string]bool{}
	body := w.doc.Text[w.body.Start:w.body.End]
	for _, m := range anLe.FindAllStringSubmatchIndex(body, -1) {
		number := reference.NormalizeNumber(body[m[2]:m[3]])
		if named[number] {
			continue
		}
		named[number] = true
		span := corpus.Span{Start: w.body.Start + m[0], End: w.body.Start + m[1]}
		words := strings.Join(strings.Fields(body[m[0]:m[1]]), " ")
		i := slices.IndexFunc(w.Precedents, func(p PrecedentState) bool { return reference.NormalizeNumber(p.Number) == number })
		switch {
		case i < 0:
			if !slices.ContainsFunc(w.out.Findings, func(f Finding) bool {
				return f.Code == NotInStore && f.Span.Start < span.End && span.Start < f.Span.End
			}) {
				w.find(NotInStore, Unknown, words, span, "chưa có trong kho, không đối chiếu được")
			}
		case !w.Precedents[i].Applies:
			w.find(PrecedentNotYet, Fault, words, span, fmt.Sprintf("Án lệ này áp dụng từ %s, không áp dụng vào ngày tuyên án %s.", w.Precedents[i].AppliesFrom.VN(), w.out.Decided.VN()))
		}
	}
	for _, p := range w.Precedents {
		if p.Like && p.Applies && !named[reference.NormalizeNumber(p.Number)] {
			f := w.find(Precedent, Note, "", corpus.Span{Start: w.body.Start, End: w.body.Start},
				p.Title+": tình huống có nét giống; áp dụng, hoặc nêu rõ lý do không áp dụng (Nghị quyết 04/2019/NQ-HĐTP Điều 8).")
			f.Document = p.Number
		}
	}
}
