package retrieval

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/language"
)

// Analysis is what was understood of a query.
type Analysis struct {
	// Text is the query in NFC without what is around it.
	Text string
	// Read is the query as it was searched, when words were read otherwise than
	// typed (diacritics restored, slips mended); else "".
	Read string
	// References are the provisions and documents that the query names.
	References []reference.Reference
	// Missing are the provisions among them that the store does not hold on the
	// query's date, as the query writes them; Search fills it in.
	Missing []string
	// AsOf is the date that the query speaks of, zero when it names none: a
	// suggestion for Filter.AsOf.
	AsOf corpus.Date
	// Kinds and Issuers are named by the query ("nghị định nào", "thông tư của Bộ
	// Tài chính"): their texts are preferred, others not excluded.
	Kinds   []corpus.Kind
	Issuers []string
	// Questions are the single questions of a query that holds several.
	Questions []string
	// Expansions are the words of the law that are searched besides everyday words
	// of the query.
	Expansions []Expansion

	elements []element // as typed, then those that the lexicon of everyday words adds
	terms    *terms    // of the elements, once looked up; the numbers are of that moment
}

// element is one word of a query as it is searched.
type element struct {
	readings []language.Reading // the first is the best; words in canonical spelling
	joined   bool               // makes a pair with the element before it
	// short is the abbreviation that the element is a part of the meaning of; it
	// stands on one element of each meaning.
	short string
	bare  bool // typed without diacritics in a query that lacks them
	meant bool // added by the lexicon of everyday words
}

// Analyze reads a query with the help of the store's language table, which may
// be nil: nothing is restored or mended then.
func Analyze(text string, table *language.Table) Analysis {
	a := Analysis{Text: strings.TrimSpace(vitext.Normalize(text))}
	a.References = reference.FindQuery(a.Text)
	a.elements, a.Read = readElements(a.Text, table)
	added, expansions := expand(a.elements)
	a.elements, a.Expansions = append(a.elements, added...), expansions
	clear := a.Text
	if a.Read != "" {
		clear = a.Read
	}
	a.AsOf = dateIn(clear, a.References)
	a.Kinds, a.Issuers = preferences(clear, a.References)
	a.Questions = questionsIn(clear)
	return a
}

// readElements cuts the text, expands abbreviations, and reads what was typed
// without diacritics or with slips. read is the text as read when it differs.
func readElements(text string, table *language.Table) (elements []element, read string) {
	tokens := vitext.Syllables(text)
	type short struct {
		meanings [][]string
		n        int
	}
	shorts := map[int]short{}
	fixed := make([]bool, len(tokens))
	shouting := text == strings.ToUpper(text)
	for i := 0; i < len(tokens); i++ {
		if shouting && !strange(tokens[i].Text, table) {
			continue
		}
		if meanings, n := abbreviationAt(text, tokens, i, table); n > 0 {
			shorts[i] = short{meanings, n}
			for k := i; k < i+n; k++ {
				fixed[k] = true
			}
			i += n - 1
		}
	}
	bare := !vitext.HasDiacritics(text)
	slots := plainSlots(tokens)
	if table != nil {
		slots = table.Read(tokens, func(i int) bool { return fixed[i] })
	}
	var b strings.Builder
	end, changed := 0, false
	at := -1 // token of the slot
	skip := 0
	for k := range slots {
		s := &slots[k]
		if k == 0 || s.Token.Start != slots[k-1].Token.Start {
			at++
			b.WriteString(text[end:s.Token.Start])
		} else {
			b.WriteByte(' ')
		}
		end = s.Token.End
		if s.Changed() {
			changed = true
			b.WriteString(s.Readings[0].Word)
		} else {
			b.WriteString(text[s.Token.Start:s.Token.End])
		}
		if skip > 0 {
			skip--
			continue
		}
		joined := k > 0 && s.Token.Break < vitext.SentenceBreak
		if sh, ok := shorts[at]; ok {
			typed := shortWord(tokens[at : at+sh.n])
			for m, words := range sh.meanings {
				for i, w := range words {
					e := element{readings: []language.Reading{{Word: w, P: 1}}, joined: i > 0 || joined && m == 0}
					if i == 0 {
						e.short = typed
					}
					elements = append(elements, e)
				}
			}
			skip = sh.n - 1
			continue
		}
		elements = append(elements, element{readings: s.Readings, joined: joined, bare: bare || s.Changed()})
		for i, p := range s.Token.Parts() {
			elements = append(elements, element{readings: []language.Reading{{Word: p.Text, P: 1}}, joined: i > 0})
		}
	}
	if changed {
		b.WriteString(text[end:])
		read = b.String()
	}
	return elements, read
}

// shortWord is the abbreviation as a term of the index, when it is one token.
func shortWord(tokens []vitext.Token) string {
	if len(tokens) == 1 {
		return tokens[0].Text
	}
	return ""
}

// plainSlots takes every token at its letter.
func plainSlots(tokens []vitext.Token) []language.Slot {
	slots := make([]language.Slot, len(tokens))
	for i, t := range tokens {
		slots[i] = language.Slot{Token: t, Readings: []language.Reading{{Word: t.Text, P: 1}}}
	}
	return slots
}
