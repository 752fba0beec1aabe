package lexical

import (
	"slices"
	"strings"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Field is a part of a chunk that is weighed by itself.
type Field uint8

// The fields: the text of the điều; its heading; name and number of its
// document (said of every điều, for a question names the law and the điều does
// not); the headings above it.
const (
	Body Field = iota
	Heading
	Name
	Context
	NumFields
)

// Marks inside a term. No token of vitext holds them.
const (
	pairMark   = ' ' // between the two syllables of a bigram; sorts before all letters and digits
	foldedMark = '~' // before a term without diacritics
	phraseMark = '"' // around a phrase
)

// Fields is the text of a chunk by field. Passages of one field are never
// joined by a bigram.
type Fields [NumFields][]string

// FieldsOf tells what the index takes of a chunk.
func FieldsOf(doc *corpus.DocumentInfo, c *corpus.Chunk) Fields {
	var f Fields
	f[Body] = []string{bodyOf(c)}
	if c.Heading != "" {
		f[Heading] = []string{c.Heading}
	}
	for _, name := range append([]string{doc.Title, doc.Number}, doc.ShortNames...) {
		if name != "" && !containsPassage(f[Name], name) {
			f[Name] = append(f[Name], name)
		}
	}
	f[Context] = c.Context
	return f
}

func containsPassage(have []string, name string) bool {
	for _, h := range have {
		if strings.Contains(h, name) {
			return true
		}
	}
	return false
}

// bodyOf is the text without the heading that the label line repeats, so that a
// heading is not counted twice.
func bodyOf(c *corpus.Chunk) string {
	if c.Heading == "" || !strings.HasPrefix(c.Text, c.Label) {
		return c.Text
	}
	line, rest, _ := strings.Cut(c.Text, "\n")
	if i := strings.Index(line, c.Heading); i >= 0 && len(line)-i-len(c.Heading) <= 2 {
		return line[:i] + "\n" + rest
	}
	return c.Text
}

// joined says whether the token may make a bigram with the one before it: a
// sentence, a clause of a list and a line end a run of words; a comma, a bracket
// or a quotation mark does not.
func joined(t *vitext.Token) bool { return t.Break < vitext.SentenceBreak }

// walk visits the terms of a text in order of appearance: one is called for
// every syllable, pair for every two that stand side by side, both with what
// intern made of the syllables. It returns the number of tokens, which is the
// length of the text for BM25.
//
// A legal number is a term, and so are its parts and their pairs, so that
// "45/2019" finds "45/2019/QH14".
func walk[T any](tokens []vitext.Token, intern func(string) T, one func(T), pair func(a, b T)) int {
	var previous T
	for i := range tokens {
		t := &tokens[i]
		id := intern(t.Text)
		one(id)
		if i > 0 && joined(t) {
			pair(previous, id)
		}
		previous = id
		if t.Kind == vitext.Word {
			continue
		}
		var before T
		for j, p := range t.Parts() {
			part := intern(p.Text)
			one(part)
			if j > 0 {
				pair(before, part)
			}
			before = part
		}
	}
	return len(tokens)
}

// walkTerms is walk over the terms as the index spells them.
func walkTerms(text string, term func(term string, pair bool)) int {
	return walk(vitext.Syllables(text), func(s string) string { return s },
		func(s string) { term(s, false) }, func(a, b string) { term(Bigram(a, b), true) })
}

// Term is a term of the index with the weight that a query gives it; it has the
// fields of retrieval.QueryTerm, so that one converts to the other.
type Term struct {
	Term   string
	Weight float64
}

// BigramWeight is what a pair of syllables weighs against a single one
// (measured on citizens' questions, see BenchmarkQuality).
const BigramWeight = 0.75

// Syllable returns the index term of one syllable in canonical spelling
// ([vitext.Token.Text]).
func Syllable(s string) string { return s }

// Bigram returns the index term of two neighbouring syllables.
func Bigram(a, b string) string { return a + string(pairMark) + b }

// BigramWords returns the syllables of a term that [Bigram] made.
func BigramWords(term string) (a, b string) {
	a, b, _ = strings.Cut(term, string(pairMark))
	return a, b
}

// Folded returns the term that stands for every spelling of a syllable or
// bigram with whatever diacritics.
func Folded(term string) string { return string(foldedMark) + vitext.Fold(term) }

// foldedText returns what a folded term stands for.
func foldedText(term string) (string, bool) { return strings.CutPrefix(term, string(foldedMark)) }

// Phrase returns the term that asks for the syllables of text side by side in
// one field. A chunk without them is not found; see [Searcher.Search].
func Phrase(text string) string {
	return string(phraseMark) + text + string(phraseMark)
}

// QueryTerms returns the terms of a question as typed: each distinct syllable
// with weight 1 and each distinct bigram with [BigramWeight]. Quotation marks
// mean nothing here; see [Phrases].
func QueryTerms(text string) []Term { return queryTerms(text, false) }

// FoldedQueryTerms is QueryTerms for a question typed without diacritics: its
// terms stand for every spelling.
func FoldedQueryTerms(text string) []Term { return queryTerms(text, true) }

func queryTerms(text string, folded bool) []Term {
	var out []Term
	seen := map[string]bool{}
	walkTerms(text, func(term string, pair bool) {
		t := Term{Term: term, Weight: 1}
		if pair {
			t.Weight = BigramWeight
		}
		if folded {
			t.Term = Folded(t.Term)
		}
		if !seen[t.Term] {
			seen[t.Term] = true
			out = append(out, t)
		}
	})
	return out
}

// Phrases returns a phrase for each passage of a query in quotation marks that
// has two or more syllables. Added to its terms they keep only the chunks that
// say so word for word; people also quote what no text says, so a caller should
// be ready to ask again without them.
func Phrases(text string) []Term {
	var out []Term
	for _, p := range quoted(text) {
		t := Term{Term: Phrase(p), Weight: 1}
		if len(vitext.Syllables(p)) > 1 && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// quoted returns the passages between quotation marks.
func quoted(text string) []string {
	var out []string
	for {
		start := strings.IndexAny(text, "\"“")
		if start < 0 {
			return out
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		rest := text[start+size:]
		end := strings.IndexAny(rest, "\"”")
		if end < 0 {
			return out
		}
		if p := strings.TrimSpace(rest[:end]); p != "" {
			out = append(out, p)
		}
		_, size = utf8.DecodeRuneInString(rest[end:])
		text = rest[end+size:]
	}
}

// DocumentTerms returns how often each term occurs in each field of a chunk,
// and the length of each field. It is the plain statement of what [Builder]
// does at speed.
func DocumentTerms(f *Fields) (terms map[string]*[NumFields]int, lengths [NumFields]int) {
	terms = map[string]*[NumFields]int{}
	for field := range f {
		for _, passage := range f[field] {
			lengths[field] += walkTerms(passage, func(term string, _ bool) {
				tf := terms[term]
				if tf == nil {
					tf = new([NumFields]int)
					terms[strings.Clone(term)] = tf
				}
				tf[field]++
			})
		}
	}
	return terms, lengths
}
