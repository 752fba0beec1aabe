package retrieval

import (
	"strings"

	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/lexical"
)

// analysis is what was understood of a query.
type analysis struct {
	text       string // normalised
	tokens     []vitext.Token
	references []reference.Reference
}

// analyze reads a query: NFC, one placement of tones, lower case, syllables.
func analyze(text string) analysis {
	a := analysis{text: strings.TrimSpace(vitext.Normalize(text))}
	a.tokens = vitext.Syllables(a.text)
	a.references = reference.FindQuery(a.text)
	return a
}

// terms are the terms of the lexical index that the query asks for, each once.
func (a *analysis) terms() []QueryTerm {
	var terms []QueryTerm
	seen := map[string]bool{}
	add := func(term string, weight float64) {
		if !seen[term] {
			seen[term] = true
			terms = append(terms, QueryTerm{Term: term, Weight: weight})
		}
	}
	for i, t := range a.tokens {
		add(lexical.Syllable(t.Text), 1)
		if i > 0 && t.Break < vitext.SentenceBreak {
			add(lexical.Bigram(a.tokens[i-1].Text, t.Text), lexical.BigramWeight)
		}
		for j, p := range t.Parts() {
			add(lexical.Syllable(p.Text), 1)
			if j > 0 {
				add(lexical.Bigram(t.Parts()[j-1].Text, p.Text), lexical.BigramWeight)
			}
		}
	}
	return terms
}
