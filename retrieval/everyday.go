package retrieval

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/language"
)

// The lexicon of everyday words and the words of the law that say the same, a file
// a field, maintained by hand. A line is what people say, a tab, what the law
// writes. Forms that mean the same are parted by "|" on both sides, the usual
// meaning first. The right side is searched besides what was typed, with less
// weight, and never in its place, so that a meaning which does not fit costs little;
// yet keep to meanings that hold in most questions. An entry with nothing on its
// right keeps a shorter one from being read inside it ("điều kiện" is not about
// "kiện"). Of the entries at a place the longest is read. Entries of two syllables
// and more are known without diacritics too, single ones only where they were typed
// with them or read so.
//
// It is written from general knowledge of the language and of the law, not from the
// questions of any test. Add what readers say (feedback tells), in the field where it
// belongs; `trolyluat search --explain` shows what was read into a question.
//
//go:embed everyday/*.txt
var everydayFiles embed.FS

// everydayLines yields the lines of the lexicon by file, in one order always.
func everydayLines(yield func(file, line string) bool) {
	files, err := everydayFiles.ReadDir("everyday")
	if err != nil {
		return // the files are part of the program; a test reads them
	}
	for _, f := range files {
		b, err := everydayFiles.ReadFile("everyday/" + f.Name())
		if err != nil {
			return
		}
		for line := range strings.Lines(string(b)) {
			if !yield(f.Name(), strings.TrimRight(line, "\r\n")) {
				return
			}
		}
	}
}

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
	for _, line := range everydayLines {
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

// everydayForms are all forms of the lexicon.
func everydayForms() []string {
	var out []string
	for _, list := range everyday() {
		for i := range list {
			out = append(out, list[i].text)
		}
	}
	slices.Sort(out) // the map has no order, and sums depend on it
	return out
}

// Everyday yields the forms of the lexicon with what they mean in the words of the
// law: for making everyday questions of others.
func Everyday(yield func(said string, means []string) bool) {
	for _, list := range everyday() {
		for i := range list {
			if len(list[i].means) > 0 && !yield(list[i].text, list[i].means) {
				return
			}
		}
	}
}

// expand finds the everyday forms in the elements of a question and returns the
// elements of what they mean, to be searched behind them. A form that begins in
// another and ends behind it is heard too ("bị phạt" and "phạt bao nhiêu"), unless
// the other is one that means nothing else.
func expand(elements []element) (added []element, list []Expansion) {
	said := map[string]bool{} // meanings that are in already
	end := 0                  // of the forms so far
	for i := 0; i < len(elements); i++ {
		s, n := sayingAt(elements[i:])
		if n == 0 || i+n <= end || i < end && n < 2 {
			continue
		}
		end = i + n
		if len(s.means) == 0 {
			i = end - 1
			continue
		}
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
// several each may stand without its diacritics, and words that tell of whom may
// stand between them ("giữ của em bằng đại học"), but what was read goes first.
func sayingAt(elements []element) (saying, int) {
	list := everyday()[vitext.Fold(elements[0].readings[0].Word)]
	for i := 0; i < len(list); {
		n := len(list[i].words)
		same := i
		for same < len(list) && len(list[same].words) == n {
			same++
		}
		for _, way := range [...]struct{ plain, apart bool }{{}, {plain: true}, {apart: true}, {plain: true, apart: true}} {
			if way != (struct{ plain, apart bool }{}) && n == 1 {
				continue
			}
			for k := i; k < same; k++ {
				if taken := list[k].beginsAt(elements, way.plain, way.apart); taken > 0 {
					return list[k], taken
				}
			}
		}
		i = same
	}
	return saying{}, 0
}

// between are words that may stand within an everyday form without changing what
// it says: of whom, for whom, how far.
var between = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("tôi em mình anh chị cháu bác chúng tụi bọn nó họ ta của cho hết luôn mất cả mấy cái chiếc") {
		m[w] = true
	}
	return m
}()

// asking are words that end a question: with one of them behind it a word between
// is none ("cho tôi không" is no "cho không").
var asking = map[string]bool{"không": true, "được": true, "gì": true, "sao": true, "nào": true, "đâu": true, "bao": true, "chưa": true}

// mostBetween bounds how many of them stand between two words of a form.
const mostBetween = 2

// beginsAt is how many of the elements the form takes that they begin with, 0 when
// they do not; plain takes words typed without diacritics for it that could be it,
// apart lets words stand between its own.
func (s *saying) beginsAt(elements []element, plain, apart bool) int {
	at := 0
	for k, word := range s.words {
		skipped := 0
		for apart && k > 0 && !asking[word] && skipped < mostBetween && at < len(elements) && elements[at].joined && !elements[at].is(word, s.plain[k], plain) &&
			between[elements[at].readings[0].Word] {
			at++
			skipped++
		}
		if at >= len(elements) || k > 0 && (!elements[at].joined || elements[at].short != "") || !elements[at].is(word, s.plain[k], plain) {
			return 0
		}
		at++
	}
	return at
}

// is says that the element was read as the word, or with plain could be it.
func (e *element) is(word, folded string, plain bool) bool {
	read := e.readings[0].Word
	return read == word || plain && e.bare && vitext.Fold(read) == folded
}
