package retrieval

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/language"
)

// The lexicon of abbreviations, maintained by hand: see the file for its rules.
//
//go:embed abbreviations.txt
var abbreviationFile string

// abbreviations maps a folded abbreviation to its meanings, as syllables.
var abbreviations = sync.OnceValue(func() map[string][][]string {
	m := map[string][][]string{}
	for line := range strings.Lines(abbreviationFile) {
		short, long, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(short, "#") {
			continue
		}
		for meaning := range strings.SplitSeq(long, "|") {
			var words []string
			for _, t := range vitext.Syllables(meaning) {
				words = append(words, t.Text)
			}
			key := shortKey(short)
			m[key] = append(m[key], words)
		}
	}
	return m
})

// shortKey is an abbreviation without what people leave out: diacritics, case,
// full stops, hyphens, spaces.
func shortKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '&' {
			return r
		}
		return -1
	}, vitext.Fold(s))
}

// longestShort is how many tokens an abbreviation may be typed as ("GCN QSDĐ",
// "TP. HCM", "KH&ĐT").
const longestShort = 3

// abbreviationAt reads an abbreviation that begins at token i of text and tells
// its meanings and how many tokens it takes; 0 when there is none. In small
// letters it must be no syllable of the corpus, nor spell one without its
// diacritics.
func abbreviationAt(text string, tokens []vitext.Token, i int, table *language.Table) (meanings [][]string, n int) {
	for n = min(longestShort, len(tokens)-i); n > 0; n-- {
		last := &tokens[i+n-1]
		if !adjacent(text, tokens[i:i+n]) {
			continue
		}
		typed := text[tokens[i].Start:last.End]
		meanings = abbreviations()[shortKey(typed)]
		if meanings == nil {
			continue
		}
		if capitals(typed) || n == 1 && lower(typed) && strange(tokens[i].Text, table) {
			return meanings, n
		}
	}
	return nil, 0
}

// adjacent says that nothing but a space, full stop, hyphen or ampersand stands
// between the tokens.
func adjacent(text string, tokens []vitext.Token) bool {
	for k := 1; k < len(tokens); k++ {
		if gap := text[tokens[k-1].End:tokens[k].Start]; len(gap) > 2 || strings.Trim(gap, " .-&") != "" {
			return false
		}
	}
	return true
}

// capitals says that s has two capital letters or more and no small one but a
// last "g" (TTg).
func capitals(s string) bool {
	n := 0
	for i, r := range s {
		switch {
		case unicode.IsUpper(r):
			n++
		case unicode.IsLower(r) && (i+1 < len(s) || r != 'g'):
			return false
		}
	}
	return n >= 2
}

func lower(s string) bool { return s == strings.ToLower(s) }

// strange says that a word typed in small letters is not a word of the language:
// an abbreviation then.
func strange(word string, table *language.Table) bool {
	if vitext.IsVietnameseSyllable(word) || len([]rune(word)) < 2 {
		return false
	}
	return table == nil || !strings.ContainsAny(vitext.Fold(word), "aeiouy") || table.Frequency(word) == 0
}
