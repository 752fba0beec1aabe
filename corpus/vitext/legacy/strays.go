package legacy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// leastStrays is how many different words must be Vietnamese in one encoding and
// in no other reading before words of a Unicode text are decoded.
const leastStrays = 3

// Strays names the legacy encoding in which words stand among the Unicode ones of
// a text, as where a form in an old font was filled in with a new one; None where
// too few words say so.
func (c *Scale) Strays(s string) Encoding {
	if !strings.ContainsFunc(s, isForeign) {
		return None
	}
	found := map[Encoding]map[string]bool{}
	for _, w := range wordsOf(s) {
		word := s[w[0]:w[1]]
		if !strings.ContainsFunc(word, isForeign) {
			continue
		}
		if v := c.verdict(word); v.decoded&(1<<None) == 0 {
			for _, enc := range candidates {
				if v.changed&(1<<enc) != 0 {
					if found[enc] == nil {
						found[enc] = map[string]bool{}
					}
					found[enc][word] = true
				}
			}
		}
	}
	best := None
	for _, enc := range candidates {
		if n := len(found[enc]); n >= leastStrays && (best == None || n > len(found[best])) {
			best = enc
		}
	}
	return best
}

// RepairStrays decodes the words of a text that are Vietnamese in enc and not as
// they stand; words in Unicode stay.
func (c *Scale) RepairStrays(s string, enc Encoding) string {
	if enc == None || !strings.ContainsFunc(s, isForeign) {
		return s
	}
	var out strings.Builder
	done := 0
	for _, w := range wordsOf(s) {
		word := s[w[0]:w[1]]
		if !strings.ContainsFunc(word, isForeign) {
			continue
		}
		if v := c.verdict(word); v.decoded&(1<<None) == 0 && v.changed&(1<<enc) != 0 {
			out.WriteString(s[done:w[0]])
			out.WriteString(Decode(enc, false, word))
			done = w[1]
		}
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

// isForeign tells characters that Vietnamese in Unicode does not write and old
// fonts do: the upper half of Latin-1 but for its Vietnamese letters.
func isForeign(r rune) bool {
	return r > 0xA0 && r <= 0xFF && !strings.ContainsRune("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ«»°²³¹¼½¾", r)
}

// wordsOf cuts a text at space and at the ASCII that ends a word.
func wordsOf(s string) [][2]int {
	var out [][2]int
	start := -1
	for i, r := range s {
		if unicode.IsSpace(r) || r < utf8.RuneSelf && separates(byte(r)) || strings.ContainsRune(quotes, r) {
			if start >= 0 {
				out = append(out, [2]int{start, i})
			}
			start = -1
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		out = append(out, [2]int{start, len(s)})
	}
	return out
}
