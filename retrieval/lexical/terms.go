package lexical

import (
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
	pairMark   = '_' // between the two syllables of a bigram
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

// walk calls term for every syllable and bigram of a text in order of
// appearance; b is "" for a syllable. It returns the number of tokens, which is
// the length of the text for BM25.
//
// A legal number is a term, and so are its parts and their pairs, so that
// "45/2019" finds "45/2019/QH14".
func walk(tokens []vitext.Token, term func(a, b string)) int {
	for i := range tokens {
		t := &tokens[i]
		term(t.Text, "")
		if i > 0 && joined(t) {
			term(tokens[i-1].Text, t.Text)
		}
		if t.Kind == vitext.Word {
			continue
		}
		parts := t.Parts()
		for j := range parts {
			term(parts[j].Text, "")
			if j > 0 {
				term(parts[j-1].Text, parts[j].Text)
			}
		}
	}
	return len(tokens)
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

// Folded returns the term that stands for every spelling of a syllable or
// bigram with whatever diacritics.
func Folded(term string) string { return string(foldedMark) + vitext.Fold(term) }

// Phrase returns the term that asks for the syllables of text side by side in
// one field. A chunk without them is not found; see [Searcher.Search].
func Phrase(text string) string {
	return string(phraseMark) + text + string(phraseMark)
}

// QueryTerms returns the terms of a question as typed: each distinct syllable
// with weight 1, each distinct bigram with [BigramWeight], and a phrase for each
// passage in quotation marks of two or more syllables.
func QueryTerms(text string) []Term { return queryTerms(text, false) }

// FoldedQueryTerms is QueryTerms for a question typed without diacritics: its
// terms stand for every spelling.
func FoldedQueryTerms(text string) []Term { return queryTerms(text, true) }

func queryTerms(text string, folded bool) []Term {
	var out []Term
	seen := map[string]bool{}
	walk(vitext.Syllables(text), func(a, b string) {
		t := Term{Term: a, Weight: 1}
		if b != "" {
			t = Term{Term: Bigram(a, b), Weight: BigramWeight}
		}
		if folded {
			t.Term = Folded(t.Term)
		}
		if !seen[t.Term] {
			seen[t.Term] = true
			out = append(out, t)
		}
	})
	if !folded {
		for _, p := range quoted(text) {
			if t := Phrase(p); !seen[t] && len(vitext.Syllables(p)) > 1 {
				seen[t] = true
				out = append(out, Term{Term: t, Weight: 1})
			}
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
			lengths[field] += walk(vitext.Syllables(passage), func(a, b string) {
				t := a
				if b != "" {
					t = Bigram(a, b)
				}
				tf := terms[t]
				if tf == nil {
					tf = new([NumFields]int)
					terms[strings.Clone(t)] = tf
				}
				tf[field]++
			})
		}
	}
	return terms, lengths
}
