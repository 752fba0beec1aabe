package quality

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// Cut is a stretch of a text, in bytes, and the words that take its place.
type Cut struct {
	Start, End int
	New        string
}

// Deidentifier proposes what to cut of a judgment's text, in the order of the
// text and apart from each other; publish is false where the judgment may not be
// published at all (NQ 03/2017/NQ-HĐTP Điều 4).
type Deidentifier func(text string) (cuts []Cut, publish bool)

// Deidentify returns a copy of a judgment with what tells a person cut, in all
// its fields, and nil where it may not be published. What find cuts of the text
// is cut wherever else its words stand; the name and place of the source file,
// which may hold names, are left out. Spans follow the text.
func Deidentify(d *corpus.Document, find Deidentifier) *corpus.Document {
	cuts, publish := find(d.Text)
	if !publish {
		return nil
	}
	m := newMask(d.Text, cuts, find)
	out := *d
	out.Text = m.text
	out.Title = m.words(d.Title)
	out.ShortNames, out.Warnings = nil, nil
	out.Source.URI, out.Source.Name = "", ""
	out.Provisions = append([]corpus.Provision(nil), d.Provisions...)
	for i := range out.Provisions {
		p := &out.Provisions[i]
		p.Span, p.Own, p.Heading = m.span(p.Span), m.span(p.Own), m.words(p.Heading)
	}
	out.Tables = append([]corpus.Table(nil), d.Tables...)
	for i := range out.Tables {
		t := &out.Tables[i]
		t.Span = m.span(t.Span)
		rows := make([][]string, len(t.Rows))
		for r := range rows {
			for _, cell := range t.Rows[r] {
				rows[r] = append(rows[r], m.words(cell))
			}
		}
		t.Rows = rows
	}
	out.Footnotes = append([]corpus.Footnote(nil), d.Footnotes...)
	for i := range out.Footnotes {
		f := &out.Footnotes[i]
		f.Text = m.words(f.Text)
		if f.At >= 0 {
			f.At = m.place(f.At)
		}
	}
	out.Relations = append([]corpus.Relation(nil), d.Relations...)
	for i := range out.Relations {
		out.Relations[i].Note = m.words(out.Relations[i].Note)
	}
	if d.Judgment != nil {
		j := *d.Judgment
		j.Matter = m.words(j.Matter)
		j.Facts, j.Reasoning, j.Ruling = m.span(j.Facts), m.span(j.Reasoning), m.span(j.Ruling)
		j.Parties = append([]corpus.Party(nil), j.Parties...)
		for i := range j.Parties {
			j.Parties[i].Name = m.party(j.Parties[i])
		}
		out.Judgment = &j
	}
	return &out
}

// mask carries the cuts of a text over to its offsets and to other strings.
type mask struct {
	text  string
	cuts  []Cut // of the old text
	moved []int // by how much the offsets behind each cut have moved
	named []named
	find  Deidentifier
}

// named is what stands for words that were cut.
type named struct{ old, new string }

func newMask(text string, cuts []Cut, find Deidentifier) *mask {
	m := &mask{cuts: cuts, find: find}
	var b strings.Builder
	at := 0
	seen := map[string]bool{}
	for _, c := range cuts {
		b.WriteString(text[at:c.Start])
		b.WriteString(c.New)
		at = c.End
		m.moved = append(m.moved, b.Len()-c.End)
		if old := text[c.Start:c.End]; !seen[old] && utf8.RuneCountInString(old) > 1 {
			seen[old] = true
			m.named = append(m.named, named{old, c.New})
		}
	}
	b.WriteString(text[at:])
	m.text = b.String()
	sort.SliceStable(m.named, func(i, j int) bool { return len(m.named[i].old) > len(m.named[j].old) })
	return m
}

// place is where the offset at of the old text is in the new one. An offset
// inside of words that were cut moves to where they began.
func (m *mask) place(at int) int {
	i := sort.Search(len(m.cuts), func(i int) bool { return m.cuts[i].Start >= at }) - 1
	switch {
	case i < 0:
		return at
	case at < m.cuts[i].End:
		return m.place(m.cuts[i].Start)
	}
	return at + m.moved[i]
}

func (m *mask) span(s corpus.Span) corpus.Span {
	return corpus.Span{Start: m.place(s.Start), End: m.place(s.End)}
}

// words cuts in s what was cut in the text, and what find proposes besides.
func (m *mask) words(s string) string {
	if strings.TrimSpace(s) == "" {
		return s
	}
	for _, n := range m.named {
		s = replaceWords(s, n.old, n.new)
	}
	cuts, _ := m.find(s)
	return newMask(s, cuts, m.find).text
}

// party is the name of a party, cut. One that stands in the text in other letters
// is cut by its role.
func (m *mask) party(p corpus.Party) string {
	if name := m.words(p.Name); name != p.Name {
		return name
	}
	for _, n := range m.named {
		if strings.EqualFold(n.old, p.Name) {
			return n.new
		}
	}
	head := p.Role + ": Ông "
	cuts, _ := m.find(head + p.Name)
	if s := newMask(head+p.Name, cuts, m.find).text; strings.HasPrefix(s, head) {
		return s[len(head):]
	}
	return p.Name
}

// replaceWords is strings.ReplaceAll that does not cut into words.
func replaceWords(s, old, new string) string {
	var b strings.Builder
	for at := 0; ; {
		i := strings.Index(s[at:], old)
		if i < 0 {
			b.WriteString(s[at:])
			return b.String()
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+len(old):])
		if unicode.IsLetter(before) || unicode.IsDigit(before) || unicode.IsLetter(after) || unicode.IsDigit(after) {
			b.WriteString(s[at : i+len(old)])
		} else {
			b.WriteString(s[at:i])
			b.WriteString(new)
		}
		at = i + len(old)
	}
}
