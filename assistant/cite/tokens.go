package cite

import (
	"regexp"
	"strings"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/prompts"
)

// passage is a piece of evidence prepared for matching.
type passage struct {
	*Evidence
	tokens     []wording.Token // of Text
	bare       []wording.Token // without labels
	title      [][]string
	heading    []wording.Token
	quantities []wording.Quantity
	number     []bool // tokens that are numbers of quantities
	units      []corpus.Unit
	article    string // "25", "12a"; "" where the path has none
	status     corpus.Status
	counts     map[string]int
	refs       []reference.Reference // in Text, when asked for
}

func prepare(e *Evidence, asOf corpus.Date) *passage {
	p := &passage{Evidence: e, tokens: wording.Tokenize(lawOnly(e.Text)), heading: wording.Tokenize(e.Heading), units: e.Units}
	wording.MarkLabels(e.Text, p.tokens)
	p.counts = map[string]int{}
	for _, t := range p.tokens {
		if !t.Label {
			p.bare = append(p.bare, t)
		}
		p.counts[t.Key]++
	}
	for _, t := range p.heading {
		p.counts[t.Key]++
	}
	names := append([]string{e.Title, e.DocumentKey}, e.ShortNames...)
	if a := initials(e.Title); a != "" {
		names = append(names, a)
	}
	for _, n := range names {
		if k := nameKeys(n); len(k) > 0 {
			p.title = append(p.title, k)
		}
	}
	p.quantities = wording.Quantities(e.Text, p.tokens)
	p.number = wording.NumberTokens(p.tokens, p.quantities)
	p.article = articleOf(e.Path, e.Label)
	if len(p.units) == 0 {
		p.units = unitsOf(e.Text, e.Path)
	}
	p.status = e.Status
	if p.status == "" || p.status == corpus.StatusUnknown {
		p.status = corpus.StatusOn(e.Interval, asOf)
	}
	return p
}

// lawOnly blanks what speaks to a machine in a passage: it supports nothing.
func lawOnly(text string) string {
	spans := prompts.InstructionSpans(text)
	if len(spans) == 0 {
		return text
	}
	b := []byte(text)
	for _, s := range spans {
		for i := s.Start; i < s.End; i++ {
			b[i] = ' '
		}
	}
	return string(b)
}

var yearTail = regexp.MustCompile(`(?i)[\s,(]*(?:năm\s+)?(?:19|20)\d\d\)?\s*$|\s+số\s+\S+\s*$`)

// nameKeys are the matching keys of a document's name without its year and
// number.
func nameKeys(name string) []string {
	if strings.ContainsRune(name, ' ') {
		for range 2 {
			name = yearTail.ReplaceAllString(name, "")
		}
	}
	var out []string
	for _, t := range wording.Tokenize(name) {
		out = append(out, t.Key)
	}
	return out
}

// initials gives the abbreviation by which law is cited: "Bộ luật Tố tụng dân
// sự" is BLTTDS, "Luật Đất đai" LĐĐ.
func initials(title string) string {
	title = yearTail.ReplaceAllString(title, "")
	words := strings.FieldsFunc(title, func(r rune) bool { return r == ' ' || r == ',' || r == '-' })
	lower := strings.ToLower(title)
	if len(words) < 3 || !strings.HasPrefix(lower, "bộ luật") && !strings.HasPrefix(lower, "luật") {
		return ""
	}
	var b strings.Builder
	for _, w := range words {
		if strings.EqualFold(w, "và") {
			continue
		}
		b.WriteRune([]rune(w)[0])
	}
	return strings.ToUpper(b.String())
}

var articlePath = regexp.MustCompile(`(?:^|/)d(\d+[a-zđ]*)(?:/|$)`)
var articleLabel = regexp.MustCompile(`(?i)điều\s+(\d+[a-zđ]*)`)

func articleOf(path, label string) string {
	if m := articlePath.FindStringSubmatch(path); m != nil {
		return m[1]
	}
	if m := articleLabel.FindStringSubmatch(label); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

var (
	clauseLine = regexp.MustCompile(`(?m)^[ \t]*(?:Điều\s+\d+[a-zđ]*\s*[.:]\s*)?(\d{1,3}[a-zđ]?)\s*\.\s`)
	pointLine  = regexp.MustCompile(`(?m)^[ \t]*([a-zđ]\d?)\s*\)\s`)
)

// unitsOf reads the khoản and điểm of a điều from the labels at line starts,
// for evidence that comes without units.
func unitsOf(text, path string) []corpus.Unit {
	m := articlePath.FindStringIndex(path)
	if m == nil || strings.Contains(strings.TrimPrefix(path[m[0]:], "/"), "/") {
		return nil
	}
	var clauses []corpus.Unit
	want := 1
	for _, c := range clauseLine.FindAllStringSubmatchIndex(text, -1) {
		label := text[c[2]:c[3]]
		n := 0
		for _, r := range label {
			if r >= '0' && r <= '9' {
				n = n*10 + int(r-'0')
			}
		}
		// Numbers that do not count on are of a quotation or a table.
		if n != want && n != want-1 {
			continue
		}
		want = n + 1
		if len(clauses) > 0 {
			clauses[len(clauses)-1].End = c[0]
		}
		clauses = append(clauses, corpus.Unit{Path: path + "/k" + label, Start: c[2], End: len(text)})
	}
	var out []corpus.Unit
	if len(clauses) == 0 {
		return pointsOf(text, path, 0, len(text))
	}
	for _, c := range clauses {
		out = append(out, c)
		out = append(out, pointsOf(text, c.Path, c.Start, c.End)...)
	}
	return out
}

func pointsOf(text, path string, start, end int) []corpus.Unit {
	var out []corpus.Unit
	for _, m := range pointLine.FindAllStringSubmatchIndex(text[start:end], -1) {
		if n := len(out); n > 0 {
			out[n-1].End = start + m[0]
		}
		out = append(out, corpus.Unit{Path: path + "/" + text[start+m[2]:start+m[3]], Start: start + m[0], End: end})
	}
	return out
}
