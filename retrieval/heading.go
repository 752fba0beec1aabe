package retrieval

import (
	"slices"
	"strings"

	"trolyluat/corpus/vitext"
)

// framing are the words around a subject that is asked for by its name: "quy định
// về … là gì", "… như thế nào".
var framing = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("là gì như thế nào ra sao quy định về của pháp luật hiện hành bao gồm những các được theo hỏi cho biết xin thì có") {
		m[w] = true
	}
	return m
}()

// subject is the query without the words that frame it, as syllables.
func subject(text string) []string {
	var out []string
	for _, t := range vitext.Syllables(text) {
		out = append(out, t.Text)
	}
	for len(out) > 0 && framing[out[0]] {
		out = out[1:]
	}
	for len(out) > 0 && framing[out[len(out)-1]] {
		out = out[:len(out)-1]
	}
	return out
}

// headingFirst puts the điều whose heading is what the query names, word for
// word, before a điều of definitions that ranks first: who asks "điều kiện kết
// hôn là gì" wants the điều of that name, not the definition of "kết hôn". Of
// several such điều the order is that of the ranking.
func headingFirst(hits []Hit, text string) []Hit {
	asked := subject(text)
	if len(asked) < 2 || len(hits) == 0 || hits[0].Reason == ReasonDirect || !definitions(hits[0].Chunk.Heading) {
		return hits
	}
	place := func(h *Hit) int {
		if slices.Equal(asked, subject(h.Chunk.Heading)) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return place(&a) - place(&b) })
	return hits
}

// definitions says whether a heading is that of a điều of definitions.
func definitions(heading string) bool {
	heading = vitext.Fold(heading)
	return strings.Contains(heading, "giai thich tu ngu") || strings.Contains(heading, "giai thich thuat ngu")
}
