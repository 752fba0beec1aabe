package assistant

import (
	"regexp"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
)

// asksText are the words, without diacritics, of a question that only asks what a
// provision says.
var asksText = regexp.MustCompile(`^(?:cho|toi|em|minh|hoi|xin|xem|quy|dinh|ve|noi|gi|cai|dung|la|the|nao|nhu|ra|sao|trich|dan|nguyen|van|toan|theo|tai|cua|hien|hanh|van ban|a|nhe|giup| )*$`)

// onlyNames says that a question names a provision and asks no more than what it
// says.
func onlyNames(text string) bool {
	rest := []byte(text)
	for _, r := range reference.FindQuery(text) {
		for i := r.Span.Start; i < r.Span.End; i++ {
			rest[i] = ' '
		}
	}
	return asksText.MatchString(strings.Join(syllables(strings.ToLower(vitext.Fold(string(rest)))), " "))
}

// wholeOfNamed marks what a question asks to see that asks nothing of it ("Khoản 2
// Điều 35 quy định gì?"): the khoản or điểm that it names; nothing of a whole điều,
// which is quoted as it stands.
func (t *turn) wholeOfNamed() [][]corpus.Span {
	marks := make([][]corpus.Span, len(t.marks))
	for i := range marks {
		h := &t.hits[i]
		for _, u := range h.Chunk.Units {
			if h.Reason == retrieval.ReasonDirect && u.Path == h.BestPath && u.Start < u.End && u.End <= len(h.Chunk.Text) {
				from, to := trimmed(h.Chunk.Text, u.Start, u.End)
				marks[i] = []corpus.Span{{Start: from, End: to}}
			}
		}
	}
	return marks
}
