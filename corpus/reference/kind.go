package reference

import (
	"trolyluat/corpus"
)

// kindWord is a kind of document as its words.
type kindWord struct {
	words []keyword
	kind  corpus.Kind
}

// kindWords lists the kinds, longer wordings first. KindOther marks the texts
// that are promulgated with a document and have no number of their own.
var kindWords = []kindWord{
	{[]keyword{kwHien, kwPhap}, corpus.KindConstitution},
	{[]keyword{kwBo, kwLuat}, corpus.KindCode},
	{[]keyword{kwLuat}, corpus.KindLaw},
	{[]keyword{kwPhap, kwLenh}, corpus.KindOrdinance},
	{[]keyword{kwSac, kwLenh}, corpus.KindOrder},
	{[]keyword{kwNghi, kwQuyet, kwLien, kwTich}, corpus.KindJointResolution},
	{[]keyword{kwNghi, kwQuyet}, corpus.KindResolution},
	{[]keyword{kwNghi, kwDinh}, corpus.KindDecree},
	{[]keyword{kwQuyet, kwDinh}, corpus.KindDecision},
	{[]keyword{kwChi, kwThi}, corpus.KindDirective},
	{[]keyword{kwThong, kwTu, kwLien, kwTich}, corpus.KindJointCircular},
	{[]keyword{kwThong, kwTu, kwLien, kwBo}, corpus.KindJointCircular},
	{[]keyword{kwThong, kwTu}, corpus.KindCircular},
	{[]keyword{kwCong, kwVan}, corpus.KindOfficialLetter},
	{[]keyword{kwVan, kwBan, kwHop, kwNhat}, corpus.KindConsolidated},
	{[]keyword{kwAn, kwLe}, corpus.KindPrecedent},
	{[]keyword{kwQuy, kwChe}, corpus.KindOther},
	{[]keyword{kwQuy, kwDinh}, corpus.KindOther},
	{[]keyword{kwQuy, kwTrinh}, corpus.KindOther},
	{[]keyword{kwQuy, kwQuyChuan}, corpus.KindOther},
	{[]keyword{kwDieu, kwLe}, corpus.KindOther},
	{[]keyword{kwNoi, kwQuy}, corpus.KindOther},
}

// kindAt reads the kind words at token i.
func (s *scan) kindAt(i int) (k corpus.Kind, next int) {
	for w := range kindWords {
		if s.hasAll(i, kindWords[w].words...) {
			return kindWords[w].kind, i + len(kindWords[w].words)
		}
	}
	return "", i
}

// documentWord says that a document's kind word stands at token i.
func (s *scan) documentWord(i int) bool {
	k, _ := s.kindAt(i)
	return k != ""
}

// kindBy joins the printed kind with what the number tells: "Bộ luật số
// 45/2019/QH14" stays a code, a bare number takes the code's kind.
func kindBy(printed corpus.Kind, n docNumber, named bool) corpus.Kind {
	if printed != "" {
		return printed
	}
	return n.kind
}
