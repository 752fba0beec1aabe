package reference

import (
	_ "embed"
	"strings"

	"trolyluat/corpus"
)

//go:embed lexicon.txt
var lexiconText string

// entry is a document name of the lexicon.
type entry struct {
	kind corpus.Kind
	name string // with the kind word: "Luật Đất đai"
}

// trie finds the longest known name at a token. Edges are tokens; a comma that
// the name has may be left out in the text.
type trie struct {
	edges map[uint64][]trieEdge
	comma *trie
	entry *entry
}

type trieEdge struct {
	form
	next *trie
}

// lexicon is lexicon.txt as loaded.
var lexicon struct {
	names  map[corpus.Kind]*trie // behind a kind word
	full   *trie                 // abbreviations that stand alone
	kinds  *trie                 // abbreviations of kinds
	codes  map[uint64]code       // folded code → canonical spelling, kind
	byName map[string]*entry     // folded full name → entry
	list   []*entry
}

// code is a group of a number's suffix.
type code struct {
	text  string
	exact uint64
	kind  corpus.Kind
	first bool // may stand first behind the year and tell the kind
}

// loadLexicon reads lexicon.txt. The file is part of the program; a wrong line
// is skipped and TestLexicon reports it.
func loadLexicon() {
	lexicon.names = make(map[corpus.Kind]*trie)
	lexicon.full, lexicon.kinds = new(trie), new(trie)
	lexicon.codes = make(map[uint64]code)
	lexicon.byName = make(map[string]*entry)
	for line := range strings.Lines(lexiconText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		switch {
		case f[0] == "name" && len(f) == 5:
			addName(corpus.Kind(f[1]), f[2], f[3], f[4])
		case f[0] == "kind" && len(f) == 3:
			k := &entry{kind: corpus.Kind(f[1])}
			for form := range strings.SplitSeq(f[2], ";") {
				lexicon.kinds.add(form, k)
				starters[firstFold(form)] = true
			}
		case f[0] == "code" && len(f) == 3:
			h := hashWord(f[1])
			c := code{text: f[1], first: true, exact: h.exact}
			if f[2] != "-" {
				c.kind = corpus.Kind(f[2])
			}
			lexicon.codes[h.fold] = c
		case f[0] == "agency" && len(f) == 2:
			h := hashWord(f[1])
			if _, ok := lexicon.codes[h.fold]; !ok {
				lexicon.codes[h.fold] = code{text: f[1], exact: h.exact}
			}
		}
	}
}

func addName(kind corpus.Kind, name, full, short string) {
	e := &entry{kind: kind, name: strings.TrimSpace(kind.Name() + " " + name)}
	if lexicon.names[kind] == nil {
		lexicon.names[kind] = new(trie)
	}
	lexicon.list = append(lexicon.list, e)
	lexicon.byName[NameKey(e.name)] = e
	if name != "" {
		lexicon.names[kind].add(name, e)
	}
	for s := range strings.SplitSeq(short, ";") {
		if s != "" {
			lexicon.names[kind].add(s, e)
			lexicon.byName[NameKey(kind.Name()+" "+s)] = e
		}
	}
	for s := range strings.SplitSeq(full, ";") {
		if s != "" {
			lexicon.full.add(s, e)
			lexicon.byName[NameKey(s)] = e
			starters[firstFold(s)] = true
		}
	}
}

// firstFold is the folded hash of the first word of s.
func firstFold(s string) uint64 {
	var sc scan
	sc.tokenize(s)
	return sc.tokens[0].fold
}

// add puts a name into the trie.
func (t *trie) add(name string, e *entry) {
	var s scan
	s.tokenize(name)
	for i := range s.tokens {
		tok := &s.tokens[i]
		if tok.kind == punct && (tok.mark == ',' || tok.mark == ';') {
			if t.comma == nil {
				t.comma = new(trie)
			}
			t = t.comma
			continue
		}
		t = t.child(edgeForm(tok))
	}
	if t.entry == nil {
		t.entry = e
	}
}

func (t *trie) child(f form) *trie {
	if t.edges == nil {
		t.edges = make(map[uint64][]trieEdge)
	}
	for _, e := range t.edges[f.fold] {
		if e.exact == f.exact {
			return e.next
		}
	}
	next := new(trie)
	t.edges[f.fold] = append(t.edges[f.fold], trieEdge{f, next})
	return next
}

// edgeForm is the form by which a token stands in a trie.
func edgeForm(t *token) form {
	if t.kind == punct {
		return form{uint64(t.mark) + 1, uint64(t.mark) + 1}
	}
	return form{t.fold, t.exact}
}

// longest returns the entry of the longest name that begins at token i and the
// token behind it; nil when there is none.
func (t *trie) longest(s *scan, i int) (*entry, int) {
	var best *entry
	end := i
	if t.entry != nil {
		best = t.entry
	}
	try := func(e *entry, j int) {
		if e != nil && (best == nil || j > end) {
			best, end = e, j
		}
	}
	if t.comma != nil {
		if s.is(i, ',') || s.is(i, ';') {
			try(t.comma.longest(s, i+1))
		} else {
			try(t.comma.longest(s, i))
		}
	}
	tok := s.at(i)
	if t.edges == nil || tok.kind == newline && !s.softBreak(i) {
		return best, end
	}
	if tok.kind == newline {
		i++
		tok = s.at(i)
	}
	f := edgeForm(tok)
	for _, e := range t.edges[f.fold] {
		if e.exact == f.exact || tok.kind == word && tok.flags&marked == 0 {
			try(e.next.longest(s, i+1))
		}
	}
	return best, end
}

// softBreak says that the line break at token i may stand inside a name: a
// small letter follows.
func (s *scan) softBreak(i int) bool {
	next := s.at(i + 1)
	return !s.query && i > 0 && next.kind == word && next.flags&capital == 0
}

// NameKey folds a document name for comparison: letters and digits only, small,
// without diacritics, single spaces, without "năm".
func NameKey(name string) string {
	var s scan
	s.tokenize(name)
	var b strings.Builder
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.kind == punct || t.kind == newline || s.has(i, kwNam) && s.at(i+1).kind == number {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, r := range s.str(i) {
			if r >= '0' && r <= '9' {
				b.WriteRune(r)
			} else if l := letterOf(r); l.base > 1 {
				b.WriteByte(l.base)
			}
		}
	}
	return b.String()
}

// Canonical gives the lexicon's full name for a name or abbreviation with its
// kind ("BLDS", "luat hngd" → "Luật Hôn nhân và gia đình"), and its kind; "" when
// the lexicon does not know it.
func Canonical(name string) (string, corpus.Kind) {
	if e, ok := lexicon.byName[NameKey(name)]; ok {
		return e.name, e.kind
	}
	return "", ""
}
