package metrics

import (
	"strings"

	"trolyluat/corpus/vitext"
)

// tokens are the words of an answer as they are compared: lower case, one
// placement of tone marks, no punctuation.
func tokens(s string) []string {
	var out []string
	for _, t := range vitext.Syllables(vitext.Normalize(s)) {
		out = append(out, strings.TrimLeft(t.Text, "0")) // "06" is "6"
	}
	return out
}

// ExactMatch is 1 when the answers are the same words (Rajpurkar et al., SQuAD,
// 2016, without articles, which Vietnamese has not).
func ExactMatch(answer, gold string) float64 {
	if strings.Join(tokens(answer), " ") == strings.Join(tokens(gold), " ") {
		return 1
	}
	return 0
}

// TokenF1 is the F1 of the words of an answer against those of the gold, as bags
// (SQuAD).
func TokenF1(answer, gold string) float64 {
	a, g := tokens(answer), tokens(gold)
	if len(a) == 0 || len(g) == 0 {
		if len(a) == len(g) {
			return 1
		}
		return 0
	}
	counts := map[string]int{}
	for _, w := range g {
		counts[w]++
	}
	same := 0
	for _, w := range a {
		if counts[w] > 0 {
			counts[w]--
			same++
		}
	}
	return Counts(same, len(a), len(g)).F1
}

// CitedStatement is one statement of an answer for the measures of ALCE.
type CitedStatement struct {
	// Supported says that the statement follows from its citations together.
	Supported bool
	// Alone says of each citation that the statement follows from it alone;
	// Without that it follows from the others without it.
	Alone, Without []bool
}

// ALCE gives citation recall and precision (Gao et al., ALCE, 2023, section 3).
// Recall is the share of statements that their citations support. A citation is
// precise when its statement is supported and the citation is not irrelevant,
// that is, it supports the statement alone or the others do not without it.
func ALCE(statements []CitedStatement) (recall, precision float64) {
	supported, cited, precise := 0, 0, 0
	for _, s := range statements {
		if s.Supported {
			supported++
		}
		for i := range s.Alone {
			cited++
			if s.Supported && (s.Alone[i] || !s.Without[i]) {
				precise++
			}
		}
	}
	if len(statements) > 0 {
		recall = float64(supported) / float64(len(statements))
	}
	if cited > 0 {
		precision = float64(precise) / float64(cited)
	}
	return recall, precision
}
