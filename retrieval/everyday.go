package retrieval

import (
	_ "embed"
	"strings"
	"sync"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/language"
)

// The lexicon of everyday words and the words of the law that say the same,
// maintained by hand: see the file for its rules.
//
//go:embed everyday.txt
var everydayFile string

// everydayWeight is what a word that the lexicon adds counts beside one that was
// typed. Fixed, and low: of 0.3, 0.5, 0.7 and 1 the development half of the
// everyday questions of eval/keypoints tells none from another (MRR@10 .66 to .69
// against .41 without), and what was asked in the words of the law loses least.
const everydayWeight = 0.3

// mostMeanings bounds the words that the lexicon adds to one question.
const mostMeanings = 24

// Expansion is what was searched besides everyday words of a query.
type Expansion struct {
	Said  string   `json:"said"`  // as the lexicon writes it
	Means []string `json:"means"` // words of the law
}

// saying is an everyday form with what it means.
type saying struct {
	words, plain []string // syllables, and without diacritics
	text         string
	means        []string
}

// everyday maps the first syllable of a form, without diacritics, to the forms
// that begin with it, longest first.
var everyday = sync.OnceValue(func() map[string][]saying {
	m := map[string][]saying{}
	for line := range strings.Lines(everydayFile) {
		line = strings.TrimSpace(vitext.Normalize(line))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, right, _ := strings.Cut(line, "\t")
		var means []string
		for meaning := range strings.SplitSeq(right, "|") {
			if meaning = strings.TrimSpace(meaning); meaning != "" {
				means = append(means, meaning)
			}
		}
		for form := range strings.SplitSeq(left, "|") {
			s := saying{text: strings.TrimSpace(form), means: means}
			for _, t := range vitext.Syllables(form) {
				s.words = append(s.words, t.Text)
				s.plain = append(s.plain, vitext.Fold(t.Text))
			}
			if len(s.words) == 0 {
				continue
			}
			list := m[s.plain[0]]
			at := 0
			for at < len(list) && len(list[at].words) >= len(s.words) {
				at++
			}
			m[s.plain[0]] = append(list[:at], append([]saying{s}, list[at:]...)...)
		}
	}
	return m
})

// expand finds the everyday forms in the elements of a question and returns the
// elements of what they mean, to be searched behind them.
func expand(elements []element) (added []element, list []Expansion) {
	said := map[string]bool{} // meanings that are in already
	for i := 0; i < len(elements); {
		s, n := sayingAt(elements[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		e := Expansion{Said: s.text}
		for _, meaning := range s.means {
			if said[meaning] || meaning == s.text {
				continue
			}
			words := vitext.Syllables(meaning)
			if len(added)+len(words) > mostMeanings {
				continue
			}
			said[meaning] = true
			e.Means = append(e.Means, meaning)
			for k, t := range words {
				added = append(added, element{readings: []language.Reading{{Word: t.Text, P: 1}}, joined: k > 0, meant: true})
			}
		}
		if len(e.Means) > 0 {
			list = append(list, e)
		}
	}
	return added, list
}

// sayingAt is the longest form that the elements begin with, and how many they
// are that it takes; 0 for none. One syllable alone must be what was read; of
// several each may stand without its diacritics, but what was read goes first.
func sayingAt(elements []element) (saying, int) {
	list := everyday()[vitext.Fold(elements[0].readings[0].Word)]
	for i := 0; i < len(list); {
		n := len(list[i].words)
		same := i
		for same < len(list) && len(list[same].words) == n {
			same++
		}
		if n <= len(elements) {
			for _, plain := range []bool{false, n > 1} {
				for k := i; k < same; k++ {
					if list[k].beginsAt(elements, plain) {
						return list[k], n
					}
				}
			}
		}
		i = same
	}
	return saying{}, 0
}

// beginsAt says that the elements begin with the form; plain takes words typed
// without diacritics for it that could be it.
func (s *saying) beginsAt(elements []element, plain bool) bool {
	for k, word := range s.words {
		e := &elements[k]
		if k > 0 && (!e.joined || e.short != "") {
			return false
		}
		if read := e.readings[0].Word; read != word && (!plain || !e.bare || vitext.Fold(read) != s.plain[k]) {
			return false
		}
	}
	return true
}
