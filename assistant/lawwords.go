package assistant

import (
	"slices"
	"strings"

	"trolyluat/assistant/reading"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
)

// meantShare is the share of the pairs of words of a meaning that must stand in a
// provision for it to be taken for the meaning of the everyday words.
const meantShare = 0.7

// inWordsOfLaw writes everyday words of a question in those words of the law that
// a hit holds, where the hits hold the everyday words less: so that what answers
// is recognised by its own words. What no hit speaks of stays as it was asked, and
// so do the words that ask.
func inWordsOfLaw(text string, expansions []retrieval.Expansion, hits []retrieval.Hit) string {
	if len(expansions) == 0 || len(hits) == 0 {
		return text
	}
	held := make([]reading.Held, len(hits))
	for i := range hits {
		h := &hits[i]
		held[i] = reading.Hold(h.Chunk.Text, h.Chunk.Heading, h.Document.Title, strings.Join(h.Chunk.Context, "\n"))
	}
	best := func(phrase string) float64 {
		most := 0.0
		for i := range held {
			most = max(most, held[i].ShareOf(phrase))
		}
		return most
	}
	plain := !vitext.HasDiacritics(text)
	// Where forms overlap the longer one tells more; of as long ones the later.
	expansions = slices.Clone(expansions)
	slices.Reverse(expansions)
	slices.SortStableFunc(expansions, func(a, b retrieval.Expansion) int {
		return strings.Count(b.Said, " ") - strings.Count(a.Said, " ")
	})
	for _, e := range expansions {
		if reading.Parse(e.Said).From < len(e.Said) {
			continue
		}
		at, end := phraseAt(text, e.Said)
		if at < 0 {
			continue
		}
		chosen, most := "", max(meantShare, best(e.Said))
		for _, m := range e.Means {
			if s := best(m); s > most || chosen == "" && s == most && s > best(e.Said) {
				chosen, most = m, s
			}
		}
		if chosen == "" {
			continue
		}
		if plain {
			chosen = vitext.Fold(chosen)
		}
		text = text[:at] + chosen + text[end:]
	}
	return text
}

// phraseAt is where the words of a phrase stand in a text, with or without their
// diacritics; -1 for nowhere.
func phraseAt(text, phrase string) (from, to int) {
	tokens, words := vitext.Syllables(text), vitext.Syllables(phrase)
	for i := 0; i+len(words) <= len(tokens); i++ {
		k := 0
		for k < len(words) && vitext.Fold(tokens[i+k].Text) == vitext.Fold(words[k].Text) {
			k++
		}
		if k == len(words) && k > 0 {
			return tokens[i].Start, tokens[i+k-1].End
		}
	}
	return -1, -1
}
