package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// kindWord is a kind of document as its title line begins, longest first.
type kindWord struct {
	word string
	kind corpus.Kind
}

var kindWords = []kindWord{
	{"thông tư liên tịch", corpus.KindJointCircular},
	{"nghị quyết liên tịch", corpus.KindJointResolution},
	{"thông tư liên bộ", corpus.KindJointCircular},
	{"văn bản hợp nhất", corpus.KindConsolidated},
	{"thủ tục hành chính", corpus.KindProcedure},
	{"thông tư", corpus.KindCircular},
	{"nghị quyết", corpus.KindResolution},
	{"nghị định", corpus.KindDecree},
	{"quyết định", corpus.KindDecision},
	{"chỉ thị", corpus.KindDirective},
	{"pháp lệnh", corpus.KindOrdinance},
	{"hiến pháp", corpus.KindConstitution},
	{"bộ luật", corpus.KindCode},
	{"sắc lệnh", corpus.KindOrder},
	{"sắc luật", corpus.KindLaw},
	{"luật", corpus.KindLaw},
	{"lệnh", corpus.KindOrder},
	{"bản án", corpus.KindJudgment},
	{"án lệ", corpus.KindPrecedent},
	{"công văn", corpus.KindOfficialLetter},
	{"công điện", corpus.KindOther},
	{"thông báo", corpus.KindOther},
	{"kế hoạch", corpus.KindOther},
	{"hướng dẫn", corpus.KindOther},
	{"quy chế", corpus.KindOther},
	{"quy định", corpus.KindOther},
	{"điều lệ", corpus.KindOther},
	{"tờ trình", corpus.KindOther},
	{"báo cáo", corpus.KindOther},
	{"kết luận", corpus.KindOther},
}

// kindAt reads a kind word at the beginning of s.
func kindAt(s string) (kindWord, int) {
	for _, k := range kindWords {
		if n := foldPrefix(s, k.word); n > 0 {
			if r, _ := utf8.DecodeRuneInString(s[n:]); !unicode.IsLetter(r) {
				return k, n
			}
		}
	}
	return kindWord{}, 0
}

// readKind settles the kind from form, number and title.
func (p *parser) readKind() {
	d := p.doc
	number := NumberKey(d.Number)
	switch p.form {
	case formConsolidated:
		d.Kind = corpus.KindConsolidated
	case formDraft:
		d.Kind = corpus.KindDraft
	case formJudgment:
		d.Kind = corpus.KindJudgment
	case formPrecedent:
		d.Kind = corpus.KindPrecedent
	case formProcedure:
		d.Kind = corpus.KindProcedure
	case formLetter:
		if d.Kind == "" || d.Kind == corpus.KindOther {
			d.Kind = corpus.KindOfficialLetter
		}
	}
	if d.Kind == "" {
		d.Kind = kindOfNumber(number)
	}
	if d.Kind == "" {
		d.Kind = corpus.KindOther
	}
	d.Rank = rankOf(d.Kind, d.Number, d.Issuer)
}

// kindOfNumber tells the kind from the letters of a number.
func kindOfNumber(number string) corpus.Kind {
	switch {
	case strings.Contains(number, "VBHN"):
		return corpus.KindConsolidated
	case strings.Contains(number, "TTLT"):
		return corpus.KindJointCircular
	case strings.Contains(number, "NQLT"):
		return corpus.KindJointResolution
	case strings.Contains(number, "/NĐ-") || strings.Contains(number, "/ND-") || strings.HasSuffix(number, "/NĐ"):
		return corpus.KindDecree
	case strings.Contains(number, "/NQ-") || strings.HasSuffix(number, "/NQ"):
		return corpus.KindResolution
	case strings.Contains(number, "/QĐ-") || strings.Contains(number, "/QĐ"):
		return corpus.KindDecision
	case strings.Contains(number, "/TT-"):
		return corpus.KindCircular
	case strings.Contains(number, "/CT-"):
		return corpus.KindDirective
	case strings.Contains(number, "PL-UBTVQH") || strings.Contains(number, "/PL"):
		return corpus.KindOrdinance
	case strings.HasSuffix(number, "/AL"):
		return corpus.KindPrecedent
	case strings.Contains(number, "/SL"):
		return corpus.KindOrder
	case strings.Contains(number, "/UBTVQH"):
		return corpus.KindResolution
	case strings.Contains(number, "/QH"):
		return corpus.KindLaw
	}
	return ""
}

// rankOf is the kind's rank, weighed by its issuer: resolutions of the National
// Assembly stand with laws, those of its Standing Committee with ordinances,
// and so on (Luật 64/2025/QH15 Điều 4).
func rankOf(kind corpus.Kind, number, issuer string) int {
	n := NumberKey(number)
	switch kind {
	case corpus.KindResolution:
		switch {
		case strings.Contains(n, "/QH"):
			return 2
		case strings.Contains(n, "UBTVQH"):
			return 3
		case strings.Contains(n, "-CP"):
			return 5
		case strings.Contains(n, "HĐTP"):
			return 7
		case strings.Contains(n, "HĐND"):
			return 9
		}
	case corpus.KindDecision:
		switch {
		case strings.Contains(n, "TTg"):
			return 6
		case isLocal(n):
			return 10
		case strings.Contains(n, "KTNN"):
			return 8
		}
		if strings.Contains(issuer, "Thủ tướng") {
			return 6
		}
		return 0
	}
	return kind.Rank()
}
