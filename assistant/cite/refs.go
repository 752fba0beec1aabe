package cite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// named is a reference that a statement makes.
type named struct {
	reference.Reference
	words    string
	from, to int      // tokens of the statement that it covers
	units    []string // paths below the điều, "k2", "k2/a"; "" when only the điều is named
	articles []string // all điều it names
	name     []string // matching keys of the document's name
	// attribution says that it tells where the statement comes from, and is no
	// part of what the passage itself says.
	attribution bool
	covered     bool // a cited passage is what it names
}

// findNamed reads the references of a statement that name something outside the
// passage, and the tokens of all references. text is the statement with its
// marks blanked, tokens are cut from it.
func findNamed(text string, tokens []wording.Token) (out []named, all [][2]int) {
	for _, r := range reference.Find(plainVerb(text)) {
		n := named{Reference: r, words: text[r.Span.Start:r.Span.End]}
		n.from, n.to = tokenRange(tokens, r.Span)
		all = append(all, [2]int{n.from, n.to})
		if r.Document.Name != "" {
			n.name = nameKeys(r.Document.Name)
		}
		for _, t := range r.Targets {
			if t.This != corpus.LevelNone {
				continue
			}
			a := articleOf(t.Path, "")
			if a == "" {
				continue
			}
			if !slices.Contains(n.articles, a) {
				n.articles = append(n.articles, a)
			}
			if i := strings.Index(t.Path, "d"+a+"/"); i >= 0 {
				n.units = append(n.units, a+" "+t.Path[i+len("d"+a+"/"):])
			}
		}
		// "khoản này", "Luật này" and a bare "khoản 2" name nothing outside the
		// passage.
		if len(n.articles) == 0 && (r.Document.IsZero() || r.Document.This) {
			continue
		}
		// "… theo Luật Doanh nghiệp (Điều 25)": what stands in brackets behind an act
		// names where the sentence comes from, not an article of that act.
		if i := strings.Index(n.words, " ("); i > 0 && n.name != nil && len(n.articles) > 0 && !strings.Contains(n.words[:i], "iều") {
			act, place := n, n
			act.words, act.articles, act.units = n.words[:i], nil, nil
			act.Span.End = r.Span.Start + i
			place.words, place.Document, place.name = strings.TrimSpace(n.words[i+2:]), reference.Document{}, nil
			place.Span.Start = r.Span.Start + i + 2
			act.from, act.to = tokenRange(tokens, act.Span)
			place.from, place.to = tokenRange(tokens, place.Span)
			out = append(out, act, place)
			continue
		}
		out = append(out, n)
	}
	return out, all
}

// plainVerb writes another verb for "quy định", in the same number of bytes:
// behind "Điều 9" it would be read as the kind of a document (Quy định).
func plainVerb(text string) string {
	for _, form := range []string{"quy định", norm.NFD.String("quy định")} {
		text = strings.ReplaceAll(text, form, "nêu"+strings.Repeat(" ", len(form)-len("nêu")))
	}
	return text
}

func tokenRange(tokens []wording.Token, span corpus.Span) (from, to int) {
	from, to = len(tokens), 0
	for i, t := range tokens {
		if t.Start >= span.Start && t.End <= span.End {
			from, to = min(from, i), max(to, i+1)
		}
	}
	if from > to {
		from = to
	}
	return from, to
}

// names says whether the passage is of the document that the reference names.
// A reference without a document names any.
func (n named) ofDocument(p *passage) bool {
	d := n.Document
	if d.IsZero() || d.This {
		return true
	}
	if d.Key != "" && p.DocumentKey != "" && (d.Key == p.DocumentKey || strings.HasPrefix(p.DocumentKey, d.Key+"@")) {
		return true
	}
	if d.Number != "" && (p.DocumentKey == d.Number || strings.HasPrefix(p.DocumentKey, d.Number+"/")) {
		return true
	}
	if len(n.name) > 0 {
		for _, t := range p.title {
			if !samePrefix(t, n.name) {
				continue
			}
			if y := d.Year; y != 0 && !n.yearFits(p, y) {
				return false
			}
			return true
		}
	}
	return false
}

// samePrefix compares a title with a name that may be shortened at the end or
// carry a word too many ("Luật Nhà ở hiện hành").
func samePrefix(title, name []string) bool {
	if len(title) < 2 || len(name) < 2 { // an abbreviation or number: whole
		return slices.Equal(title, name)
	}
	if len(name) < len(title) {
		return false
	}
	return slices.Equal(title, name[:len(title)])
}

// yearFits says that the year named can be the passage's document: that of its
// number, title or effect, or no year is known.
func (n named) yearFits(p *passage, year int) bool {
	known := false
	for _, s := range []string{p.DocumentKey, p.Title} {
		for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
			if y, err := strconv.Atoi(f); err == nil && y > 1900 && y < 2200 {
				known = true
				if y == year {
					return true
				}
			}
		}
	}
	from := p.Interval.From
	return !known || from != 0 && from.Year() == year
}

// hasUnit says whether the passage's điều has the unit "k2/a"; passages whose
// units are not known have all.
func (p *passage) hasUnit(unit string) bool {
	if len(p.units) == 0 {
		return true
	}
	for _, u := range p.units {
		if strings.HasSuffix(u.Path, "/"+unit) || strings.Contains(u.Path, "/"+unit+"/") {
			return true
		}
	}
	// A passage that is itself a khoản or điểm.
	return strings.HasSuffix(p.Path, "/"+unit) || strings.Contains(p.Path, "/"+unit+"/") || strings.HasPrefix(unit, "k") && strings.HasSuffix(p.Path, "/"+strings.SplitN(unit, "/", 2)[0])
}

// covers says whether the passage is the điều that is named, with the unit.
func (n named) covers(p *passage) bool {
	if !n.ofDocument(p) {
		return false
	}
	return len(n.articles) == 0 || slices.Contains(n.articles, p.article)
}

// textHas says whether the passage's own words name the same: the words of the
// reference stand in it.
func (n named) textHas(p *passage, tokens []wording.Token) bool {
	if n.from >= n.to {
		return false
	}
	if wording.IndexKeys(p.tokens, tokens[n.from:n.to]) >= 0 {
		return true
	}
	if p.refs == nil {
		p.refs = append([]reference.Reference{}, reference.Find(p.Text)...)
	}
	for _, r := range p.refs {
		o := named{Reference: r}
		if r.Document.Name != "" {
			o.name = nameKeys(r.Document.Name)
		}
		if len(n.name) > 0 && !slices.Equal(n.name, o.name) || len(n.name) == 0 && n.Document.Key != "" && n.Document.Key != r.Document.Key {
			continue
		}
		if len(n.articles) == 0 {
			return true
		}
		for _, t := range r.Targets {
			if slices.Contains(n.articles, articleOf(t.Path, "")) {
				return true
			}
		}
	}
	return false
}

// asContent says whether the reference stands in the statement as it does in
// the passage: enough words around it run on together in both.
func (n named) asContent(a wording.Alignment, first bool) bool {
	if n.from >= n.to {
		return false
	}
	for i := n.from; i < n.to; i++ {
		if a.Of[i] < 0 || i > n.from && a.Of[i] != a.Of[i-1]+1 {
			return false
		}
	}
	// The passage names the act itself: an answer that names its source would
	// name the passage's.
	if !n.Document.IsZero() && !n.Document.This && !first {
		return true
	}
	before, after := 0, 0
	for i := n.from - 1; i >= 0 && a.Of[i] >= 0 && a.Of[i] == a.Of[i+1]-1; i-- {
		before++
	}
	for i := n.to; i < len(a.Of) && a.Of[i] >= 0 && a.Of[i] == a.Of[i-1]+1; i++ {
		after++
	}
	switch {
	case first: // "Theo Điều 26 …": the words after it must go on as the passage does
		return after >= 3
	case n.to == len(a.Of): // "… theo quy định tại Điều 26."
		return before >= 5
	}
	return before >= 3 || after >= 3
}

// label names the passage for a message: "Điều 25 Bộ luật Lao động".
func (p *passage) label() string {
	l := p.Label
	if i := strings.IndexAny(l, ".:"); i > 0 && strings.HasPrefix(l, "Điều") {
		l = l[:i]
	}
	if l == "" {
		l = corpus.PathLabel(p.Path)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s", l, p.Title))
}
